import { alone, asking, bar, brief, button, frame, make, slider, word } from "./core.js";

const END = "[SEP]";
const PAUSE = 150; // milliseconds after the last move of a slider, before Python is asked

function render({ model, el }) {
  const view = frame(model, el, "A model writes");
  const without = alone(model);
  const cases = model.get("cases");
  const heats = [...new Set(cases.map((one) => one.temperature))].sort((a, b) => a - b);
  let timer = 0;
  view.later(() => clearTimeout(timer));

  // With a kernel Python writes; on a page of its own the prepared texts are looked up.
  const ask = (values) => {
    if ("text" in values) values.shown = 0; // other settings leave one at the word that is looked at
    if (!without) return view.put(values);
    const wanted = { text: model.get("text"), temperature: model.get("temperature"), ...values };
    const found = cases.find((one) => one.text === wanted.text && one.temperature === wanted.temperature);
    if (found) view.put({ ...wanted, steps: found.steps, problem: found.problem });
  };
  const later = (values) => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(values), PAUSE);
  };

  const form = asking({ label: "how the text begins", action: "write", before: "begins with", ask: (text) => ask({ text }) });
  const heat = without
    ? slider({ label: "temperature", min: 0, max: Math.max(1, heats.length - 1), value: heats.indexOf(model.get("temperature")), input: (place) => ask({ temperature: heats[place] }) })
    : slider({ label: "temperature", min: 0, max: 2, step: 0.1, value: model.get("temperature"), input: (value) => { heat.show(value, said(value)); later({ temperature: value }); } });
  const best = slider({ label: "draw among", min: 0, max: 50, value: model.get("top_k"), input: (value) => { best.show(value, among(value)); later({ top_k: value }); } });
  const again = button("draw again", () => ask({ seed: model.get("seed") + 1 }));
  const settings = make("div", { class: "w2b-controls" }, heat.node, best.node, again);

  const begun = make("b", {}, make("bdi"));
  const rest = make("span");
  const story = make("p", { class: "w2b-story", dir: "auto" }, begun, rest);
  const look = slider({ label: "look at word", min: 1, max: 2, value: 1, input: (place) => view.put({ shown: place - 1 }) });
  const looks = make("div", { class: "w2b-controls" }, look.node);
  const list = make("div", { class: "w2b-nearest w2b-next" });
  view.root.append(form.node, settings, story, looks, list);
  if (without) {
    for (const control of [...form.node.querySelectorAll("input, button"), best.range, again]) control.disabled = true;
    const texts = [...new Set(cases.map((one) => one.text))];
    const row = make("div", { class: "w2b-controls" }, ...texts.map((text) => make("button", { type: "button", class: "w2b-button", click: () => ask({ text }) }, word(text))));
    form.node.after(row);
    view.root.append(make("p", { class: "w2b-note", text: "This page has no model: it has these beginnings, written beforehand. Type your own in the notebook." }));
  }

  view.watch(["steps", "text", "problem"], () => {
    const steps = model.get("steps");
    form.show(model.get("text"));
    begun.firstChild.textContent = model.get("text");
    rest.replaceChildren(...steps.map(([piece, added], place) => make("span", {
      class: "w2b-written-word", text: added || (piece === END ? " ■" : ""), click: () => view.put({ shown: place }),
    })));
    const some = steps.length > 0;
    for (const node of [looks, list]) node.hidden = !some;
    look.range.max = Math.max(2, steps.length);
    look.range.disabled = steps.length < 2;
  });
  view.watch(["temperature", "top_k", "seed"], () => {
    const temperature = model.get("temperature");
    heat.show(without ? heats.indexOf(temperature) : temperature, said(temperature));
    best.show(model.get("top_k"), among(model.get("top_k")));
    again.title = `seed ${model.get("seed")}`;
    again.disabled = without || temperature === 0;
    best.range.disabled = without || temperature === 0;
  });
  view.watch(["steps", "shown", "problem"], () => {
    const [steps, problem] = [model.get("steps"), model.get("problem")];
    const shown = Math.min(model.get("shown"), steps.length - 1);
    if (shown < 0) return view.say(problem);
    [...rest.children].forEach((node, place) => node.classList.toggle("w2b-looked-at", place === shown));
    const [piece, , likely] = steps[shown];
    look.show(shown + 1, `${shown + 1} of ${steps.length}`);
    look.range.setAttribute("aria-valuetext", `${name(piece)}, ${shown + 1} of ${steps.length}`);
    list.replaceChildren(...likely.map(([text, share]) => make("div", { class: text === piece ? "w2b-neighbour w2b-taken" : "w2b-neighbour" },
      text === END ? make("span", { text: "■ the end" }) : word(text), bar(share, text === piece).node, make("output", { text: share.toFixed(2) }))));
    const own = likely.find(([text]) => text === piece);
    const other = likely.find(([text]) => text !== piece);
    view.say(`Word ${shown + 1} is ${name(piece)}${own ? `, with probability ${own[1].toFixed(2)}` : ", which is none of the likeliest"}${other ? `; ${name(other[0])} has ${other[1].toFixed(2)}` : ""}.`);
  });
  return view.close;
}

const name = (piece) => (piece === END ? "the end mark" : `“${brief(piece)}”`);
const said = (temperature) => (temperature === 0 ? "0: always the best" : temperature.toFixed(1));
const among = (count) => (count === 0 ? "all words" : count === 1 ? "the best one" : `the best ${count}`);

export default { render };
