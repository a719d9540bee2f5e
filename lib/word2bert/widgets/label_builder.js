import { alone, asking, became, brief, bringInSight, button, frame, make, tick, unique, word } from "./core.js";

// For each row: what it sees, in the words of its name's second line.
const ROWS = [
  ["CBOW", "sees its window"],
  ["skip-gram", "sees one word"],
  ["GPT", "sees what came before"],
  ["BERT", "sees both sides"],
];
const MASK = "[MASK]";
const KINDS = { mask: "become [MASK]", random: "become a random word", stays: "stay" };

function render({ model, el }) {
  const view = frame(model, el, "One sentence, four ways to make labels from it");
  const form = asking({ label: "your sentence", action: "show it", ask: (text) => view.put({ text }) });
  const problem = make("p", { class: "w2b-note", role: "status" });
  const board = make("div", { class: "w2b-board" });
  const roll = (times) => view.put({ throw: model.get("throw") + times, dice: true });
  const always = tick({ label: "always [MASK]", value: model.get("always_mask"), change: (always_mask) => view.put({ always_mask }) });
  const tally = make("p", { class: "w2b-note" });
  const dice = make("div", { class: "w2b-controls w2b-dice" },
    button("🎲 roll the dice of BERT", () => roll(1)), button("50 times", () => roll(50)), always.node);
  const legend = make("ul", { class: "w2b-legend" },
    ...[["input", "goes in"], ["label", "the label: asked for, not seen"], ["both", "goes in, and is asked for"], ["hidden", "hidden, or out of reach"]]
      .map(([kind, text]) => make("li", {}, make("span", { class: `w2b-slot w2b-slot-${kind} w2b-swatch`, "aria-hidden": "true" }), text)));
  form.entry.classList.add("w2b-wide");
  view.root.classList.add("w2b-two-lines"); // so that the words do not move while they are clicked
  view.root.append(form.node, problem, board, legend, dice, tally);
  if (alone(model)) {
    form.node.querySelectorAll("input, button").forEach((control) => (control.disabled = true));
    problem.textContent = "This page has no Python to cut a sentence into pieces: type your own in the notebook. Words and dice work here too.";
  }

  let [shown, radios, slots] = [null, [], {}];
  const build = (tokens) => {
    const group = unique();
    board.style.setProperty("--w2b-columns", tokens.length);
    radios = tokens.map((token, target) => make("input", { type: "radio", name: group, value: target, "aria-label": token, change: () => view.put({ target, dice: false }) }));
    slots = Object.fromEntries(ROWS.map(([row]) => [row, tokens.map(() => make("span", {}, word(""), make("small", {})))]));
    board.replaceChildren(
      make("span", { class: "w2b-row-name", "aria-hidden": "true" }, make("small", { text: "click a word" })),
      ...tokens.map((token, i) => make("label", { class: "w2b-pick" }, radios[i], word(token))),
      ...ROWS.flatMap(([row, sees]) => [
        make("span", { class: "w2b-row-name", "aria-hidden": "true" }, make("b", { text: row }), make("small", { text: sees })),
        ...slots[row].map((slot) => (slot.setAttribute("aria-hidden", "true"), slot)),
      ]));
  };

  view.watch(["tokens", "roles", "target", "throws", "throw", "dice", "always_mask", "text", "problem"], () => {
    const [tokens, target, throws] = [model.get("tokens"), model.get("target"), model.get("throws")];
    if (tokens !== shown) build((shown = tokens));
    form.show(model.get("text"));
    always.show(model.get("always_mask"));
    if (!alone(model)) problem.textContent = model.get("problem");
    if (target >= tokens.length || model.get("roles").CBOW.length !== tokens.length) return; // the rest arrives in a moment

    const masked = ([place, kind, read]) => (model.get("always_mask") ? [place, "mask", MASK] : [place, kind, read]);
    const thrown = Array.from({ length: model.get("throw") }, (_, i) => throws[i % throws.length].map(masked));
    const rolled = model.get("dice") && thrown.length ? thrown[thrown.length - 1] : null;
    radios.forEach((radio, i) => (radio.checked = i === target));
    const cells = Object.fromEntries(ROWS.map(([row]) => [row, [...model.get("roles")[row][target]].map((role, i) => (
      role === "i" ? ["input", tokens[i], "input"] : role === "l" ? ["label", "?", "label"] : ["hidden", "", ""]))]));
    cells.BERT = tokens.map((token) => ["input", token, "input"]);
    for (const [place, kind, read] of rolled ?? [[target, "mask", MASK]]) {
      cells.BERT[place] = kind === "mask" ? ["label", read, "label"] : ["both", read, kind === "stays" ? "stays, label" : `for ${tokens[place]}`];
    }
    for (const [row] of ROWS) {
      slots[row].forEach((slot, i) => {
        const [kind, text, below] = cells[row][i];
        slot.className = `w2b-slot w2b-slot-${kind}`;
        slot.firstChild.textContent = slot.firstChild.title = text;
        slot.lastChild.textContent = slot.lastChild.title = below;
      });
    }
    view.say(rolled ? saysDice(rolled, tokens, thrown.length) : saysTarget(cells, tokens, target));
    bringInSight(board, radios[rolled ? rolled[0][0] : target]?.parentElement); // a long sentence is wider than the board
    tally.textContent = saysTally(thrown, tokens.length, model.get("always_mask"));
  });
  return view.close;
}

const quoted = (texts) => texts.map((text) => `“${brief(text, 16)}”`).join(" ");
const few = (texts) => (texts.length > 4 ? `${texts.length} words` : quoted(texts));

function saysTarget(cells, tokens, target) {
  const read = (row) => cells[row].flatMap(([kind, text]) => (kind === "input" ? [text] : []));
  const near = cells["skip-gram"].flatMap(([kind], i) => (kind === "label" ? [tokens[i]] : []));
  const asks = (row, words) => (words.length ? `${row} reads ${few(words)}` : `${row} has no example here`);
  return `Asked for “${brief(tokens[target])}”: ${asks("CBOW", read("CBOW"))}; ${asks("GPT", read("GPT"))}; BERT reads ${tokens.length > 1 ? `the other ${tokens.length - 1}, and ` : ""}[MASK]. `
    + (near.length ? `Skip-gram reads it, and is asked for ${few(near)}.` : "Skip-gram has no example here.");
}

function saysDice(rolled, tokens, count) {
  const parts = rolled.map(([place, kind, read]) => became(tokens[place], kind, read));
  return `Throw ${count}: ${parts.join(", ")}. BERT is asked what stood there, ${rolled.length === 1 ? "1 word" : `${rolled.length} words`} of ${tokens.length}.`;
}

function saysTally(thrown, words, always) {
  const kinds = thrown.flat().map(([, kind]) => kind);
  if (!kinds.length) return "The dice choose 15 % of the words, at least one; of these 80 % become [MASK], 10 % a random word, 10 % stay.";
  const parts = Object.entries(KINDS).map(([kind, text]) => {
    const count = kinds.filter((other) => other === kind).length;
    return `${count} ${text} (${Math.round((100 * count) / kinds.length)} %)`;
  });
  const share = Math.round((100 * kinds.length) / (words * thrown.length));
  return `${thrown.length === 1 ? "1 throw has" : `${thrown.length} throws have`} chosen ${kinds.length} words, ${share} % of all: ${parts.join(", ")}.${always ? " The switch turns every kind into [MASK]." : ""}`;
}

export default { render };
