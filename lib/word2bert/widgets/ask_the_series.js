import { alone, asking, brief, frame, make, word } from "./core.js";

function render({ model, el }) {
  const view = frame(model, el, "The question of the series");
  view.root.classList.add("w2b-unsaid"); // the answers below say it to those who see them
  const form = asking({ label: "a country", action: "ask", before: "The capital of", after: "is …", ask: (country) => view.put({ country }) });
  form.node.classList.add("w2b-question");
  const list = make("dl", { class: "w2b-answers" });
  view.root.append(form.node, list);
  if (alone(model)) {
    form.node.querySelectorAll("input, button").forEach((control) => (control.disabled = true));
    view.root.append(make("p", { class: "w2b-note", text: "This page has no models: ask about other countries in the notebook." }));
  }

  view.watch(["country", "answers"], () => {
    const [country, answers] = [model.get("country"), model.get("answers")];
    form.show(country);
    list.replaceChildren(...answers.flatMap(([name, answer, notebook]) => [
      make("dt", {}, word(name)),
      answer ? make("dd", {}, make("b", {}, make("bdi", { text: brief(answer, 160) }))) : make("dd", { class: "w2b-note", text: `comes in notebook ${notebook}` }),
    ]));
    const said = answers.filter(([, answer]) => answer).map(([name, answer]) => `${brief(name)}: ${brief(answer, 60)}`);
    view.say(`The capital of ${brief(country)} is … ${said.join("; ") || "no model can say so yet"}.`);
  });
  return view.close;
}

export default { render };
