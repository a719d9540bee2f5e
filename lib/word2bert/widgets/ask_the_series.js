import { brief, frame, make, word } from "./core.js";

function render({ model, el }) {
  const view = frame(model, el, "The question of the series");
  const entry = make("input", { type: "text", class: "w2b-entry w2b-gap", "aria-label": "a country", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  const form = make("form", {
    class: "w2b-controls w2b-ask",
    submit: (event) => {
      event.preventDefault();
      view.put({ country: entry.value.trim() });
    },
  }, make("span", { text: "the capital of" }), entry, make("span", { text: "is ___" }), make("button", { type: "submit", class: "w2b-button", text: "ask" }));
  const list = make("dl", { class: "w2b-answers" });
  view.root.append(form, list);

  view.watch(["country", "answers"], () => {
    const [country, answers] = [model.get("country"), model.get("answers")];
    if (document.activeElement !== entry || entry.value.trim() !== country) entry.value = country;
    list.replaceChildren(...answers.flatMap(([name, answer, notebook]) => [
      make("dt", {}, word(name)),
      answer ? make("dd", {}, make("b", {}, make("bdi", { text: brief(answer, 160) }))) : make("dd", { class: "w2b-note", text: `comes in notebook ${notebook}` }),
    ]));
    const said = answers.filter(([, answer]) => answer).map(([name, answer]) => `${brief(name)}: ${brief(answer, 60)}`);
    view.say(`The capital of ${brief(country)} is … ${said.length ? said.join("; ") : "no model can say so yet: you will build them"}.`);
  });
  return view.close;
}

export default { render };
