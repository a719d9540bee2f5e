import { alone, became, brief, bringInSight, button, choice, frame, make, slider, tick, unique, word } from "./core.js";

// For each row: what its name's second line says.
const ROWS = {
  pieces: "and their ids",
  "BERT reads": "after the dice",
  "+ segment": "A = 0, B = 1",
  "+ position": "counted from 0",
  "= sum": "of three vectors",
  mask: "1: real, 0: padding",
  label: "-100: not asked",
};
const [MASK, PAD, CLS, NOT_ASKED] = ["[MASK]", "[PAD]", "[CLS]", "-100"];
const SPECIAL = [PAD, "[UNK]", CLS, "[SEP]", MASK];
const MOST = 64;
const [YES, NO] = ["goes on", "does not go on"];

function render({ model, el }) {
  const view = frame(model, el, "What BERT reads of two sentences, and what it is asked");
  const ask = () => view.put({ first: boxes[0].value.trim(), second: boxes[1].value.trim() });
  const boxes = ["first sentence", "second sentence"].map((label) => make("input", {
    type: "text", class: "w2b-entry w2b-beside", "aria-label": label, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    keydown: (event) => event.key === "Enter" && !event.isComposing && ask(),
  }));
  const form = make("div", { class: "w2b-controls w2b-ask" },
    make("span", { text: "A", "aria-hidden": "true" }), boxes[0], make("span", { text: "B", "aria-hidden": "true" }), boxes[1], button("show them", ask));
  const problem = make("p", { class: "w2b-note", role: "status" });
  const goes = choice({ label: "the second sentence", options: [YES, NO], value: "", change: (said) => view.put({ continuous: said === YES, place: -1 }) });
  const fill = slider({ label: "padding up to", min: 3, max: MOST, value: MOST, input: (length) => view.put({ length, place: -1 }) });
  const settings = make("div", { class: "w2b-controls" }, goes.node, fill.node);
  const board = make("div", { class: "w2b-board w2b-inputs" });
  const roll = button("🎲 roll the dice", () => view.put({ throw: (model.get("throw") % (model.get("throws").length - 1)) + 1, place: -1 }));
  const always = tick({ label: "always [MASK]", value: true, change: (always_mask) => view.put({ always_mask, place: -1 }) });
  const dice = make("div", { class: "w2b-controls w2b-dice" }, roll, button("10,000 times", () => view.put({ many: true })), always.node);
  const tally = make("p", { class: "w2b-note", role: "status" });
  view.root.classList.add("w2b-two-lines");
  view.root.append(form, problem, settings, board, dice, tally);
  if (alone(model)) {
    form.querySelectorAll("input, button").forEach((control) => (control.disabled = true));
    problem.textContent = "This page has no Python to cut sentences into pieces: type your own in the notebook. All else works here too.";
  }

  let [shown, picks, slots, pair, seen] = ["", [], {}, null, ""];
  const build = (tokens, words, length) => {
    const group = unique();
    const name = (row, below) => make("span", { class: "w2b-row-name", "aria-hidden": "true" }, make("b", { text: row }), make("small", { text: below }));
    board.style.setProperty("--w2b-columns", length);
    picks = Array.from({ length }, (_, place) => make("input", {
      type: "radio", name: group, value: place, "aria-label": `place ${place}: ${tokens[place] ?? PAD}`, change: () => view.put({ place }),
    }));
    slots = Object.fromEntries(Object.keys(ROWS).map((row) => [row, picks.map((pick) => {
      const parts = [word(""), make("small")];
      return row === "pieces" ? make("label", {}, pick, ...parts) : make("span", { "aria-hidden": "true" }, ...parts);
    })]));
    const spans = words.map(([text, start, end]) => {
      const node = make("span", { class: "w2b-over", "aria-hidden": "true" }, word(text));
      node.style.gridColumn = `${start + 2} / ${end + 2}`;
      return node;
    });
    const first = name("words", "");
    first.style.gridColumn = "1";
    const rest = make("span", { class: "w2b-over-none", "aria-hidden": "true" });
    rest.style.gridColumn = `${tokens.length + 2} / -1`;
    pair = make("span", { class: "w2b-slot w2b-slot-label w2b-pair", "aria-hidden": "true" });
    board.replaceChildren(first, ...spans, ...(length > tokens.length ? [rest] : []),
      ...Object.entries(ROWS).flatMap(([row, below]) => [name(row, below), ...slots[row]]), name("pair", "asked at [CLS]"), pair);
  };

  view.watch(["tokens", "ids", "words", "throws", "counts", "length", "continuous", "always_mask", "throw", "many", "place", "first", "second", "problem"], () => {
    const [tokens, length, throws] = [model.get("tokens"), model.get("length"), model.get("throws")];
    [model.get("first"), model.get("second")].forEach((text, i) => boxes[i].value.trim() !== text && (boxes[i].value = text));
    if (!alone(model)) problem.textContent = model.get("problem");
    if (model.get("counts").length !== tokens.length || length < tokens.length) return; // the rest arrives in a moment
    const now = JSON.stringify([tokens, model.get("words"), length]);
    if (now !== shown) build(tokens, model.get("words"), length), (shown = now);
    goes.show(model.get("continuous") ? YES : NO);
    fill.range.min = tokens.length;
    fill.range.disabled = tokens.length === MOST;
    fill.show(length, `${length} tokens`);
    always.show(model.get("always_mask"));

    const asked = throws[Math.min(model.get("throw"), throws.length - 1)]
      .map(([place, kind, read, id]) => (model.get("always_mask") ? [place, "mask", MASK, model.get("mask")] : [place, kind, read, id]));
    const rows = cells(model, asked);
    for (const [row, line] of Object.entries(rows)) {
      slots[row].forEach((slot, i) => {
        const [kind, text, below] = line[i];
        slot.className = `w2b-slot w2b-slot-${kind}${row === "pieces" ? " w2b-piece" : ""}`;
        const [top, small] = slot.querySelectorAll("bdi, small");
        top.textContent = top.title = text;
        small.textContent = small.title = below;
        small.hidden = !below;
      });
    }
    const place = model.get("place");
    picks.forEach((pick, i) => (pick.checked = i === place));
    pair.textContent = `${Number(model.get("continuous"))}: the second ${model.get("continuous") ? YES : NO}`;
    const look = place < 0 ? asked[0]?.[0] : place;
    const news = `${model.get("throw")} ${look}`;
    if (news !== seen) bringInSight(board, slots.pieces[look]);
    seen = news;
    view.say(place < 0 ? saysAll(model, asked) : saysPlace(model, rows, asked, place));
    tally.textContent = saysTally(model);
  });
  return view.close;
}

// Row by row, for each token: kind, text, and what stands below it; as `rows` in bert_inputs.py has them.
function cells(model, asked) {
  const [tokens, ids, pad] = [model.get("tokens"), model.get("ids"), model.get("pad")];
  const segments = model.get("segments");
  const all = Array.from({ length: model.get("length") }, (_, place) => place);
  const row = (own, filled) => all.map((place) => (place < tokens.length ? own(place) : ["hidden", ...filled(place)]));
  const at = Object.fromEntries(asked.map((one) => [one[0], one]));
  const letter = (place) => "AB"[segments[place]];
  const reads = (place) => {
    if (!at[place]) return ["input", tokens[place], `${ids[place]}`];
    const [, kind, read, id] = at[place];
    return [kind === "mask" ? "label" : "both", read, kind === "mask" ? `${id}` : kind === "stays" ? "stays" : `for ${tokens[place]}`];
  };
  return {
    pieces: row((place) => ["plain", tokens[place], `${ids[place]}`], () => [PAD, `${pad}`]),
    "BERT reads": row(reads, () => [PAD, `${pad}`]),
    "+ segment": row((place) => [segments[place] ? "second" : "first", letter(place), `${segments[place]}`], () => ["A", "0"]),
    "+ position": row((place) => ["plain", `${place}`, ""], (place) => [`${place}`, ""]),
    "= sum": row((place) => ["plain", `${at[place] ? at[place][3] : ids[place]}`, `+${letter(place)}+${place}`], (place) => [`${pad}`, `+A+${place}`]),
    mask: row(() => ["plain", "1", ""], () => ["0", ""]),
    label: row((place) => (at[place] ? ["label", `${ids[place]}`, tokens[place]] : ["plain", NOT_ASKED, ""]), () => [NOT_ASKED, ""]),
  };
}

function saysAll(model, asked) {
  const tokens = model.get("tokens");
  const parts = asked.map(([place, kind, read]) => became(tokens[place], kind, read));
  const few = parts.length > 3 ? [...parts.slice(0, 3), `and ${parts.length - 3} more`] : parts;
  const pair = `whether the second sentence goes on: ${model.get("continuous") ? "1, yes" : "0, no"}`;
  if (!parts.length) return `No word can be asked for: the dictionary knows none of them. BERT is asked ${pair}.`;
  const count = model.get("throw");
  return `${count ? `Throw ${count}: ` : ""}${few.join(", ")}. BERT is asked what stood there, and ${pair}.`;
}

function saysPlace(model, rows, asked, place) {
  const tokens = model.get("tokens");
  if (place >= tokens.length) return `Place ${place} only fills up: its mask is 0, so no word looks at it, and its label is ${NOT_ASKED}: not asked.`;
  const name = `“${brief(tokens[place])}”`;
  const one = asked.find(([where]) => where === place);
  const read = one ? one[2] : tokens[place];
  const sum = `Place ${place}, ${name}: BERT reads the vector number ${rows["= sum"][place][1]}${one ? ` (“${brief(read, 16)}”)` : ""}, plus the one of ${rows["+ segment"][place][1]}, plus the one of place ${place}.`;
  if (one) return `${sum} It is asked which word stood there: number ${model.get("ids")[place]}, ${name}.`;
  if (place === 0 && tokens[0] === CLS) return `${sum} Here it answers whether the second sentence goes on.`;
  return `${sum} It is not asked here, so the label is ${NOT_ASKED}.`;
}

function saysTally(model) {
  const counts = model.get("counts");
  const pieces = model.get("tokens").map((token, i) => [token, counts[i]]).filter(([token]) => !SPECIAL.includes(token)).map(([, count]) => count);
  if (!pieces.length) return "";
  if (!model.get("many")) {
    const become = model.get("always_mask") ? "All of these become [MASK]." : "Of these 80 % become [MASK], 10 % another piece, 10 % stay.";
    return `The dice choose 15 % of the ${pieces.length} pieces, rounded, at least one. ${become}`;
  }
  const sums = [0, 1, 2].map((kind) => pieces.reduce((sum, count) => sum + count[kind], 0));
  const total = sums.reduce((a, b) => a + b, 0);
  const often = pieces.map((count) => count.reduce((a, b) => a + b, 0) / 100).sort((a, b) => a - b);
  const [mask, random, stays] = sums.map((sum) => `${sum.toLocaleString("en")} (${((100 * sum) / total).toFixed(1)} %)`);
  return `10,000 throws chose ${total.toLocaleString("en")} pieces, each piece in ${often[0].toFixed(1)} to ${often[often.length - 1].toFixed(1)} % of them: ${mask} became [MASK], ${random} another piece, ${stays} stayed. `
    + `[CLS], [SEP] and [PAD] never.${model.get("always_mask") ? " The switch turns every kind into [MASK]." : ""}`;
}

export default { render };
