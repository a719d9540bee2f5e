import { brief, choice, frame, make, slider, word } from "./core.js";

const ARCHITECTURES = ["cbow", "skip-gram", "both"];
const ROLES = {
  cbow: { middle: "label", around: "input" },
  "skip-gram": { middle: "input", around: "label" },
  both: { middle: "middle", around: "around" },
};
const COLOUR_OF = { input: "asked", around: "asked", label: "wanted", middle: "wanted" };

function render({ model, el }) {
  const view = frame(model, el, "A window that slides over a sentence");
  const tokens = model.get("tokens");
  const count = tokens.length;
  const goTo = (centre) => centre !== model.get("centre") && view.put({ centre });

  const place = slider({ label: "slide the window", min: 0, max: count - 1, value: model.get("centre"), input: goTo });
  const width = slider({ label: "words on each side", min: 1, max: 5, value: model.get("window"), input: (window) => view.put({ window }) });
  const architecture = choice({ label: "show", options: ARCHITECTURES, value: model.get("architecture"), change: (architecture) => view.put({ architecture }) });

  const tiles = tokens.map((token) => make("span", { class: "w2b-tile" }, word(token), make("small", {})));
  const strip = make("div", { class: "w2b-strip", "aria-hidden": "true" }, ...tiles);
  slideByPointer(strip, tiles, goTo);

  const cbow = panel("CBOW", "input: all around", "label: middle");
  const skipGram = panel("Skip-gram", "input: middle", "label: one around");
  const note = make("p", { class: "w2b-note" });
  view.root.append(
    strip,
    make("div", { class: "w2b-controls" }, place.node, width.node, architecture.node),
    make("div", { class: "w2b-panels" }, cbow.node, skipGram.node), note);

  view.watch(["centre", "window", "architecture"], () => {
    const [centre, window, shown] = [model.get("centre"), model.get("window"), model.get("architecture")];
    const around = (middle) => tokens.map((_, i) => i).filter((i) => i !== middle && Math.abs(i - middle) <= window);
    const inputs = around(centre);
    place.show(centre, `${centre + 1} of ${count}`);
    place.range.setAttribute("aria-valuetext", `${brief(tokens[centre])}, ${centre + 1} of ${count}`);
    width.show(window);
    architecture.show(shown);
    tiles.forEach((tile, i) => {
      const place = i === centre ? "middle" : inputs.includes(i) ? "around" : "outside";
      const role = ROLES[shown][place] ?? "";
      tile.className = `w2b-tile w2b-${place} w2b-${COLOUR_OF[role] ?? "plain"}`;
      tile.lastChild.textContent = role;
    });
    cbow.node.hidden = shown === "skip-gram";
    skipGram.node.hidden = shown === "cbow";
    cbow.show(inputs.length ? [[inputs.map((i) => tokens[i]), tokens[centre]]] : []);
    skipGram.show(inputs.map((i) => [[tokens[centre]], tokens[i]]));

    const sizes = tokens.map((_, i) => around(i).length);
    const whole = { cbow: sizes.filter((n) => n > 0).length, skipGram: sizes.reduce((a, b) => a + b, 0) };
    const full = Math.max(0, count - 2 * window);
    const cut = inputs.length < 2 * window ? ", cut off at the edge," : "";
    view.say(`The window on “${brief(tokens[centre])}”${cut} gives CBOW ${many(inputs.length ? 1 : 0)}, skip-gram ${inputs.length}.`);
    note.textContent = `The whole sentence has ${count} places, ${full} of them with a full window, and gives CBOW ${many(whole.cbow)}, skip-gram ${many(whole.skipGram)}.`;
  });
  return view.close;
}

const many = (n) => `${n} example${n === 1 ? "" : "s"}`;

// Press and drag over the words, with a mouse or a finger: the window follows.
function slideByPointer(strip, tiles, goTo) {
  const under = (event) => {
    const tile = document.elementFromPoint(event.clientX, event.clientY)?.closest?.(".w2b-tile");
    const i = tiles.indexOf(tile);
    if (i >= 0) goTo(i);
  };
  strip.addEventListener("pointerdown", (event) => {
    strip.setPointerCapture(event.pointerId);
    under(event);
  });
  strip.addEventListener("pointermove", (event) => strip.hasPointerCapture(event.pointerId) && under(event));
}

function panel(title, input, label) {
  const example = (inputs, labels) => make("div", { class: "w2b-example" },
    make("span", { class: "w2b-side w2b-input-side" }, ...inputs), make("span", { class: "w2b-to", text: "→" }),
    make("span", { class: "w2b-side w2b-label-side" }, ...labels));
  const rows = make("div", { class: "w2b-rows" });
  const head = make("h4", {}, make("b", { text: title }), example([input], [label]));
  const node = make("section", { class: "w2b-panel" }, head, rows);
  const show = (examples) => {
    rows.replaceChildren(...examples.map(([inputs, label]) => example(inputs.map(word), [word(label)])));
    if (!examples.length) rows.append(make("span", { class: "w2b-note", text: "No word around, so no example." }));
  };
  return { node, show };
}

export default { render };
