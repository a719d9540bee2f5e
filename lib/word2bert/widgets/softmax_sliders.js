import { bar, brief, frame, make, signed, slider, softmax, unique, word } from "./core.js";

function render({ model, el }) {
  const view = frame(model, el, "Softmax over scores to drag");
  const labels = model.get("labels");
  const group = unique();
  const grid = make("div", { class: "w2b-softmax" },
    ...[["true label"], ["score z: drag"], [], power(), ["share p = ", ...power(), " / sum"], []].map((parts) => make("span", { class: "w2b-head" }, ...parts)));

  const rows = labels.map((label, i) => {
    const radio = make("input", { type: "radio", name: group, change: () => view.put({ chosen: i }) });
    const score = slider({
      label: `score of ${label}`, min: model.get("lowest"), max: model.get("highest"), step: 0.1,
      value: model.get("scores")[i], hidden: true,
      input: (value) => view.put({ scores: model.get("scores").map((old, j) => (j === i ? value : old)) }),
    });
    const [shownScore, raised, share] = [make("output"), make("output"), make("output")];
    const shareBar = bar(0);
    grid.append(
      make("label", { class: "w2b-tick" }, radio, word(label)), score.node, shownScore, raised, shareBar.node, share);
    return { radio, score, shownScore, raised, share, shareBar };
  });
  const total = make("output");
  grid.append(make("span", { text: "sum" }), make("span"), make("span"), total, make("span"), make("output", { text: "1.00" }));
  view.root.append(grid);

  view.watch(["scores", "chosen"], () => {
    const scores = model.get("scores");
    const chosen = model.get("chosen");
    const powers = scores.map(Math.exp);
    const shares = softmax(scores);
    rows.forEach((row, i) => {
      const p = shares[i];
      row.radio.checked = i === chosen;
      row.score.show(scores[i], signed(scores[i]));
      row.shownScore.textContent = signed(scores[i]);
      row.raised.textContent = plain(powers[i]);
      row.share.textContent = p.toFixed(2);
      row.shareBar.show(p, i === chosen);
    });
    const sum = powers.reduce((a, b) => a + b, 0);
    total.textContent = plain(sum);
    // Python's way to the loss, which stays finite where the share is 0 in 64 bits
    const highest = Math.max(...scores);
    const cost = highest + Math.log(scores.reduce((all, score) => all + Math.exp(score - highest), 0)) - scores[chosen];
    view.say(`p(${brief(labels[chosen])}) = ${plain(powers[chosen])} / ${plain(sum)} = ${shares[chosen].toFixed(2)}, `
      + `loss = −ln ${shares[chosen].toFixed(2)} = ${cost.toFixed(2)}`);
  });
  return view.close;
}

const power = () => ["e", make("sup", { text: "z" })];

// One number of decimals for all rows, so that the points stand below each other.
const plain = (x) => (x < 1e6 ? x.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : x.toExponential(1));

export default { render };
