import { bar, brief, frame, make, number, signed, slider, softmax, unique, word } from "./core.js";

function render({ model, el }) {
  const view = frame(model, el, "Softmax over scores to drag");
  const labels = model.get("labels");
  const group = unique();
  const grid = make("div", { class: "w2b-softmax" },
    ...["true label", "score z: drag", "", "e to the z", "share p = e to the z / sum"].map((text) => make("span", { class: "w2b-head", text })));

  const rows = labels.map((label, i) => {
    const radio = make("input", { type: "radio", name: group, change: () => view.put({ chosen: i }) });
    const score = slider({
      label: `score of ${label}`, min: model.get("lowest"), max: model.get("highest"), step: 0.1,
      value: model.get("scores")[i], hidden: true,
      input: (value) => view.put({ scores: model.get("scores").map((old, j) => (j === i ? value : old)) }),
    });
    const [shownScore, power, share] = [make("output"), make("output"), make("output")];
    const shareBar = bar(0);
    grid.append(
      make("label", { class: "w2b-tick" }, radio, word(label)), score.node, shownScore, power,
      make("span", { class: "w2b-share" }, shareBar.node, share));
    return { radio, score, shownScore, power, share, shareBar };
  });
  const total = make("output");
  const loss = make("output", { class: "w2b-loss" });
  grid.append(make("span", { text: "sum" }), make("span"), make("span"), total, loss);
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
      row.power.textContent = number(powers[i]);
      row.share.textContent = p.toFixed(2);
      row.shareBar.show(p, i === chosen);
    });
    const sum = powers.reduce((a, b) => a + b, 0);
    const cost = -Math.log(shares[chosen]);
    total.textContent = number(sum);
    loss.textContent = `loss = −ln ${shares[chosen].toFixed(2)} = ${cost.toFixed(2)}`;
    const terms = scores.length > 4 ? `${number(sum)}` : `(${scores.map((s) => `e^${signed(s)}`).join(" + ")})`;
    view.say(`p(${brief(labels[chosen])}) = e^${signed(scores[chosen])} / ${terms} = ${shares[chosen].toFixed(2)}, `
      + `loss = −ln ${shares[chosen].toFixed(2)} = ${cost.toFixed(2)}`);
  });
  return view.close;
}

export default { render };
