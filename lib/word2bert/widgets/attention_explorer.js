import { alone, asking, bar, brief, button, choice, cividisBytes, frame, gridCursor, make, paintMatrix, slider, stage, tick, unique, word } from "./core.js";

const [ROWS, COLUMNS] = [96, 74]; // of the large map: room for the names of its rows and its columns
const BOARD = [396, 356]; // pixels of the large map at most: of one model, of two side by side
const [LEFT, TOP] = [72, 24]; // of the mosaic: room for the names of layers and heads
const LINEAR = 64; // up to so many tokens a colour is a share; beyond, where shares are small, its square root
const [FEWEST, FIT] = [4, 24]; // tokens that a zoom leaves; tokens that are read well without one
const LINE = 34; // pixels of a line of words
const KEPT = 3; // layers of a long text that stay here, of each model
const NAMED = 60; // tokens between which all lines are drawn; beyond, only those of the word that is shown
const FAINTEST = 0.01; // of the strongest line of a word: what is thinner is not drawn
const MARKED = 20; // pixels of a small map in which a row is still seen
const MEASURES = ["previous word", "next word", "same word", "[SEP]", "sharpness"];
const GAPS = ["[MASK]", "<mask>"];
const LETTERS = ["P", "N", "S", "E"]; // of a head that gives half of its attention to the previous, next, same word, [SEP]
const DOES = ["the previous word", "the next word", "the same word elsewhere", "[SEP]"];
const [MOSTLY, SHARP] = [0.5, 0.7];
const BETWEEN = ["all", "A to A", "A to B", "B to A", "B to B"];
const [EDGE, LIGHT] = ["#111111", "#ffffff"];
const COLOURS = Array.from({ length: 256 }, (_, byte) => [cividisBytes((byte / 255) ** 2), cividisBytes(byte / 255)]);

function render({ model, el }) {
  const view = frame(model, el, "All heads of all layers");
  const at = (key) => model.get(key);
  const without = alone(model);
  const can = model.get("can");
  const two = model.get("panes").length > 1;
  const own = without ? model.get("maps") : null; // in a page of its own those of its first text, to which there is a way back
  const layers = model.get("panes").map(() => new Map()); // of long texts, that came on request
  const asked = new Set(); // those that are on their way
  let bytes = null;
  let here = null; // [pane, from, to] under the mouse or the keys, in this view only
  let due = 0; // the frame in which what is pointed at is drawn

  // --- what is asked ---------------------------------------------------------------------------------------------------
  const question = () => at("question");
  const cases = at("cases") ?? []; // what a page of its own can answer
  const ask = (changes) => {
    const wanted = { ...question(), ...changes };
    if (!without) return view.put({ question: wanted });
    const found = cases.find((one) => JSON.stringify(one.question) === JSON.stringify(wanted));
    if (!found) {
      view.put({ problem: "This page has no model, and this was not answered in advance. Ask it in the notebook." });
      return showStep(); // the slider has moved already
    }
    const all = at("case_maps");
    const same = ["text", "pair"].every((key) => wanted[key] === question()[key]);
    const maps = found.start === null ? own : new DataView(all.buffer, all.byteOffset + found.start, found.length);
    const between = found.panes.some(({ segments }) => segments.includes(1)) ? at("between") : "all";
    view.put({ ...(same ? {} : { cell: null, zoom: found.panes.map(() => []) }), problem: "", between, question: found.question, maps, panes: found.panes });
  };
  const fresh = { masked: [], words_out: [], heads_out: [] };
  const read = () => ask({ text: first.entry.value.trim(), pair: second.value.trim(), ...fresh });
  const first = asking({ label: "a sentence", action: "read", ask: read });
  const second = make("input", { type: "text", class: "w2b-entry w2b-beside", "aria-label": "a second sentence, or nothing", placeholder: "a second sentence, or nothing", autocomplete: "off", spellcheck: "false",
    keydown: (event) => event.key === "Enter" && !event.isComposing && read() });
  first.entry.classList.add("w2b-wide");
  first.entry.after(second);
  first.node.hidden = !can.type || without;
  const texts = [...new Map(cases.map(({ question: { text, pair } }) => [`${text}\n${pair}`, { text, pair }])).values()];
  const ready = make("div", { class: "w2b-controls" }, ...texts.map(({ text, pair }) =>
    make("button", { type: "button", class: "w2b-button", click: () => ask({ text, pair, ...fresh }) }, word(pair ? `${text} / ${pair}` : text))));
  ready.hidden = !without || !can.type || texts.length < 2;
  const steps = model.get("steps");
  const film = slider({ label: "training step", min: 0, max: Math.max(1, steps.length - 1), value: 0, input: (snapshot) => ask({ snapshot }) });
  film.node.classList.add("w2b-film");
  const note = make("p", { class: "w2b-note" });
  const problem = make("p", { class: "w2b-problem", role: "alert" });

  // --- the panes: a model each -----------------------------------------------------------------------------------------
  const panes = at("panes").map((_, p) => makePane(p));
  const between = picker("attention from", BETWEEN, (name) => view.put({ between: name }));
  const special = tick({ label: "do not draw [CLS] and [SEP]", value: false, change: (hide_special) => view.put({ hide_special }) });
  const least = slider({ label: "do not draw weights below", min: 0, max: 0.5, step: 0.01, value: 0, input: (share) => view.put({ least: share }) });
  const form = choice({ label: "as a", options: ["map", "lines"], value: "map", change: (chosen) => view.put({ form: chosen }) });
  const hide = button("", () => toggleWord("masked", shownPair()[1]));
  const knock = button("", () => toggleWord("words_out", shownPair()[2]));
  const knockHead = button("", toggleHead);
  const undo = button("as it was (R)", () => ask(fresh));
  const changes = make("div", { class: "w2b-controls w2b-changes", role: "group", "aria-label": "change what the model reads" }, hide, knock, knockHead, undo);
  changes.hidden = !can.guess;
  const why = make("p", { class: "w2b-note", text: !can.guess ? "These maps came without a model: nothing can be hidden, guessed or knocked out here."
    : without ? "This page has no model: it has what was asked and prepared beforehand. Type your own sentences in the notebook." : "" });
  why.hidden = !why.textContent;
  view.root.append(first.node, ready, film.node, note, problem, changes,
    make("div", { class: two ? "w2b-panes w2b-two" : "w2b-panes" }, ...panes.map((pane) => pane.node)), view.line,
    make("div", { class: "w2b-controls w2b-filters" }, form.node, between.node, special.node, least.node), why,
    make("p", { class: "w2b-note", text: `Attention is not an explanation: a head may look at a word that the answer hardly depends on.${can.guess ? " Knock the word or the head out, and see whether the guess moves." : ""}` }));
  film.node.hidden = note.hidden = steps.length < 2;
  view.root.tabIndex = -1; // what is clicked can take the focus, or the next key would be the notebook's: its X cuts the cell away

  // --- what changes ----------------------------------------------------------------------------------------------------
  view.watch(["panes"], () => {
    const maps = at("maps");
    bytes = new Uint8Array(maps.buffer, maps.byteOffset, maps.byteLength);
    layers.forEach((kept) => kept.clear());
    asked.clear();
    here = null;
    const { text, pair } = question();
    first.show(text);
    if (second.value.trim() !== pair) second.value = pair;
    between.node.hidden = !at("panes").some(({ segments }) => segments.includes(1));
    panes.forEach((pane) => pane.fill());
    redraw();
  });
  view.watch(["question"], showStep);
  view.watch(["heads", "form", "between", "hide_special", "least", "order", "zoom"], redraw);
  view.watch(["cell"], () => {
    if (!bytes) return;
    panes.forEach((pane) => pane.update());
    point();
  });
  view.watch(["problem"], () => {
    problem.textContent = at("problem");
    problem.hidden = !at("problem");
  });
  const onLayer = (content, buffers) => {
    if (content.turn !== at("panes")[0].turn) return;
    const kept = layers[content.pane];
    asked.delete(`${content.pane} ${content.layer}`);
    kept.set(content.layer, new Uint8Array(buffers[0].buffer, buffers[0].byteOffset, buffers[0].byteLength));
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    redraw();
  };
  if (!without) {
    model.on("msg:custom", onLayer);
    view.later(() => model.off("msg:custom", onLayer));
  }
  view.later(() => cancelAnimationFrame(due));
  view.root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, input:not([type='checkbox'], [type='radio'])")) return;
    const act = { m: () => !hide.disabled && hide.click(), x: () => !knock.disabled && knock.click(), h: () => knockHead.click(), r: () => undo.click(),
      "+": () => zoomBy(0.5), "=": () => zoomBy(0.5), "-": () => zoomBy(2), 0: () => zoomBy(Infinity) }[event.key.toLowerCase()];
    if (!act || ("mxhr".includes(event.key.toLowerCase()) && !can.guess)) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  });
  return view.close;

  function redraw() {
    if (!bytes) return;
    form.show(at("form"));
    between.show(at("between"));
    special.show(at("hide_special"));
    least.show(at("least"), at("least") ? at("least").toFixed(2) : "none");
    panes.forEach((pane) => pane.draw());
    point();
  }

  function showStep() {
    const { snapshot } = question();
    film.show(snapshot, steps.length ? steps[snapshot].toLocaleString("en") : "");
    note.textContent = at("notes")[snapshot] ?? "";
  }

  // --- what is pointed at ----------------------------------------------------------------------------------------------
  function shownPair() {
    return at("cell") ?? here ?? [0, ...panes[0].rest()];
  }

  // In the other pane the same two words are meant, where it has them; with nothing pointed at each has its own.
  function pairIn(p) {
    if (!at("cell") && !here) return panes[p].rest();
    const [pane, row, column] = shownPair();
    if (p === pane) return [row, column];
    const partners = at("panes")[pane].partners;
    return [row, column].map((place) => partners[place]?.[0] ?? -1);
  }

  function look(cell) {
    if (at("cell") || String(cell) === String(here)) return;
    here = cell;
    point();
  }

  function point() {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => {
      const [p, row, column] = shownPair();
      panes.forEach((pane, i) => pane.mark(...pairIn(i)));
      view.say(sentence(p, row, column) + (here || at("cell") ? "" : guessed(p)));
      const { words_out, masked, heads_out, special: marks } = at("panes")[p];
      const [layer, head] = at("heads")[p];
      hide.replaceChildren(masked.includes(row) ? "show " : "hide ", name(p, row, 12, false), " (M)");
      enable(hide, !marks[row] && !isGap(p, row));
      knock.replaceChildren(words_out.includes(column) ? "bring back " : "knock out ", name(p, column, 12), " (X)");
      knockHead.textContent = `${heads_out.some((one) => String(one) === `${layer},${head}`) ? "bring back" : "knock out"} head ${head} of layer ${layer}${two ? ` of ${at("panes")[p].name}` : ""} (H)`;
      enable(undo, ["masked", "words_out", "heads_out"].some((key) => question()[key].length));
    });
  }

  function enable(control, yes) {
    if (!yes && control.matches(":focus")) view.root.focus({ preventScroll: true }); // or the keys would go elsewhere
    control.disabled = !yes;
  }

  function sentence(p, row, column) {
    const [layer, head] = at("heads")[p];
    const where = `${two ? `${at("panes")[p].name}, l` : "L"}ayer ${layer}, head ${head}: `;
    const map = mapOf(p, layer, head);
    if (!map.whole) return `${where}${map.why}`;
    if (row !== column) return `${where}${name(p, row)} looks at ${name(p, column)}, ${map.share(row, column).toFixed(2)}.`;
    const best = strongest(p, row);
    return `${where}${name(p, row)} looks at itself, ${map.share(row, row).toFixed(2)}${best === row ? "" : `, and of the others most at ${name(p, best)}, ${map.share(row, best).toFixed(2)}`}.`;
  }

  function guessed(p) {
    const [guess] = at("panes")[p].guesses;
    if (!guess) return "";
    const [text, before, after] = guess.rows[0];
    return ` The best guess ${guess.place < at("panes")[p].tokens.length ? `for ${name(p, guess.place)}` : "for what follows"}: ${brief(text)}, ${before === after ? "" : `${before.toFixed(3)} → `}${after.toFixed(3)}.`;
  }

  function isGap(p, i) {
    return GAPS.includes(at("panes")[p].tokens[i]);
  }

  function token(p, i) {
    const { tokens, masked, causal } = at("panes")[p];
    return masked.includes(i) && !causal && can.shape ? "[MASK]" : tokens[i].trim() ? tokens[i] : "␣";
  }

  function name(p, i, letters = 20, asRead = true) {
    return `“${brief(asRead ? token(p, i) : at("panes")[p].tokens[i], letters)}”`;
  }

  function strongest(p, row) {
    const map = mapOf(p, ...at("heads")[p]);
    const allowed = filter(p);
    let best = row;
    let most = -1;
    at("panes")[p].tokens.forEach((_, j) => {
      const byte = map.whole && j !== row && allowed(row, j) ? map.values[row * map.size + j] : -1;
      if (byte > most) [most, best] = [byte, j];
    });
    return best;
  }

  // --- numbers ---------------------------------------------------------------------------------------------------------
  // The map of a head: values (bytes of the square root of a share) of size x size. A layer of a long text that is not
  // here yet is asked for; until it comes, its small map is shown, which is not whole.
  function mapOf(p, layer, head) {
    const pane = at("panes")[p];
    const [L, H, T] = pane.shape;
    const cut = (from, size, number) => from.subarray(number * size * size, (number + 1) * size * size);
    const whole = (values) => ({ values, size: T, whole: true, share: (i, j) => (values[i * T + j] / 255) ** 2 });
    if (!pane.small) return whole(cut(bytes.subarray(pane.start), T, layer * H + head));
    const small = L * H * pane.small ** 2;
    if (layer === pane.layer) return whole(cut(bytes.subarray(pane.start + small), T, head));
    const came = layers[p].get(layer);
    if (came) return whole(cut(came, T, head));
    const why = without ? `this page has layer ${pane.layer} in full, and small pictures of the others.` : "its numbers are on their way.";
    return { values: cut(bytes.subarray(pane.start), pane.small, layer * H + head), size: pane.small, whole: false, why };
  }

  function smallMap(p, layer, head) {
    const { shape: [, H], small, start } = at("panes")[p];
    return small ? { values: bytes.subarray(start + (layer * H + head) * small ** 2, start + (layer * H + head + 1) * small ** 2), size: small } : mapOf(p, layer, head);
  }

  // Whether the attention of token i to token j is shown.
  function filter(p) {
    const { segments, special: marks, causal } = at("panes")[p];
    const apart = at("between") !== "all" && segments.includes(1); // a GPT beside a BERT has one segment only
    const sides = apart ? [...at("between").matchAll(/[AB]/g)].map(([letter]) => (letter === "A" ? 0 : 1)) : null;
    const free = (i) => !at("hide_special") || !marks[i];
    const seen = (i, j) => !causal || j <= i; // weights that cannot be are left empty, not dark as a weight of 0
    return (i, j) => seen(i, j) && (!sides || (segments[i] === sides[0] && segments[j] === sides[1])) && free(i) && free(j);
  }

  function colourOf(p) {
    const linear = at("panes")[p].shape[2] <= LINEAR ? 0 : 1;
    return (byte) => COLOURS[byte][linear];
  }

  // --- changes ---------------------------------------------------------------------------------------------------------
  // A word of the second model is named by that of the first where the two are one word each: so a page without a kernel
  // knows it in one way only. Pieces of words keep their own place.
  function toggleWord(key, place, p = shownPair()[0]) {
    const list = question()[key];
    const panes = at("panes");
    if (panes[p][key].includes(place)) {
      const leavesOut = ([q, other]) => (q === p ? other === place : panes[q].partners[other].includes(place));
      return ask({ [key]: list.filter((one) => !leavesOut(one)) });
    }
    const [partner, ...more] = panes[p].partners[place];
    const alike = p && partner !== undefined && !more.length && panes[0].partners[partner].length === 1;
    ask({ [key]: [...list, alike ? [0, partner] : [p, place]] });
  }

  function toggleHead() {
    const [p] = shownPair();
    const one = [p, ...at("heads")[p]];
    const list = question().heads_out;
    const others = list.filter((other) => String(other) !== String(one));
    ask({ heads_out: others.length < list.length ? others : [...list, one] });
  }

  // --- zoom: [first row, first column, how many tokens] ------------------------------------------------------------------
  function windowOf(p) {
    const T = at("panes")[p].shape[2];
    const [row, column, count] = at("zoom")[p]?.length ? at("zoom")[p] : [0, 0, T];
    return [Math.min(row, T - 1), Math.min(column, T - 1), Math.min(count, T)];
  }

  function moveWindow(p, row, column, count) {
    const T = at("panes")[p].shape[2];
    const size = Math.max(Math.min(FEWEST, T), Math.min(T, Math.round(count)));
    const inside = (start) => Math.max(0, Math.min(T - size, Math.round(start)));
    const window = size === T ? [] : [inside(row), inside(column), size];
    if (String(window) !== String(at("zoom")[p] ?? [])) view.put({ zoom: at("panes").map((_, i) => (i === p ? window : at("zoom")[i] ?? [])) });
  }

  // Around the two words that are shown.
  function zoomBy(factor, p = shownPair()[0]) {
    const size = Math.max(FEWEST, windowOf(p)[2] * factor);
    if (size > at("panes")[p].shape[2]) return moveWindow(p, 0, 0, Infinity);
    moveWindow(p, ...pairIn(p).map((place) => place + 0.5 - size / 2), size);
  }

  // --- one pane --------------------------------------------------------------------------------------------------------
  function makePane(p) {
    const get = () => at("panes")[p];
    const [L, H] = get().shape;
    const side = Math.max(14, Math.min(40, (two ? 340 : 348) / H, 330 / L));
    const pointed = () => `${two ? `${get().name}, ` : ""}`;
    const strip = make("div", { class: "w2b-words", tabindex: "0", role: "listbox", "aria-orientation": "horizontal", "aria-label": `${pointed()}the words as the model reads them` });
    const group = unique();
    const marks = make("p", { class: "w2b-note" });
    const does = make("p", { class: "w2b-note w2b-does" });
    const key = make("p", { class: "w2b-note w2b-key-of-letters", text: "P N S E: half of the attention or more goes to the previous, next, same word, [SEP]; ! sharp" });
    const guesses = make("div", { class: "w2b-nearest w2b-guesses" });
    const title = make("h4");
    let words = [];
    let marked = [-1, -1];
    let [listedFor, paintedFor] = [null, null];
    let shades = []; // of the words, as they are styled
    let placed = { width: 0, tops: [] }; // where the words stand in the strip
    let rest = [0, 0];
    let crowded = []; // the names that stand beside the map, which make room for those that are pointed at

    const ranked = () => {
      const all = Array.from({ length: L * H }, (_, i) => i);
      const k = MEASURES.indexOf(at("order"));
      return k < 0 ? all : all.sort((a, b) => get().measures[b][k] - get().measures[a][k] || a - b);
    };
    let listed = ranked();
    const headAt = ([row, column]) => [Math.floor(listed[row * H + column] / H), listed[row * H + column] % H];
    const placeOf = ([layer, head]) => {
      const place = listed.indexOf(layer * H + head);
      return [Math.floor(place / H), place % H];
    };
    const cell = (row, column) => ({ x: LEFT + column * side + 1, y: TOP + row * side + 1, width: side - 2, height: side - 2 });

    const heads = stage(view, TOP + L * side + 4, ({ pen, labels, colour }) => {
      if (!bytes) return;
      const texts = [];
      const sorted = at("order") !== "layers";
      for (let row = 0; row < L; row++) {
        const text = sorted ? `${row * H + 1} to ${(row + 1) * H}` : `layer ${row}`;
        if (side >= 18 || row % 2 === 0) texts.push(write(text, "w2b-label", 0, TOP + (row + 0.5) * side - 9));
        for (let column = 0; column < H; column++) paintHead(pen, row, column, colour("text"));
      }
      const every = Math.ceil(22 / side);
      if (!sorted) for (let head = 0; head < H; head += every) texts.push(write(String(head), "w2b-label w2b-label-head", LEFT + head * side, 2, side));
      texts.push(write(sorted ? `most “${at("order")}” first` : "head", "w2b-label w2b-long", 0, 2));
      labels.replaceChildren(...texts);
    });
    function paintHead(pen, row, column, ink) {
      const [layer, head] = headAt([row, column]);
      const { values, size } = smallMap(p, layer, head);
      const box = cell(row, column);
      const shade = colourOf(p);
      const seen = (place) => !get().causal || place % size <= Math.floor(place / size);
      paintMatrix(pen, values, size, size, box, (byte, place) => (seen(place) ? shade(byte) : null));
      if (get().heads_out.some((one) => String(one) === `${layer},${head}`)) cross(pen, box);
      else if (side >= 20) letter(pen, letterOf(get().measures[layer * H + head]), box, get().causal ? ink : null);
    }
    const across = make("div", { class: "w2b-across", "aria-hidden": "true", hidden: true }); // the words pointed at, in every small map
    lay(across, LEFT, TOP, H * side, L * side);
    across.style.backgroundSize = `${side}px ${side}px`;
    heads.node.append(across);
    const order = picker("heads by", ["layers", ...MEASURES], (chosen) => view.put({ order: chosen }), `${pointed()}heads by`);
    const mosaic = gridCursor(view, heads.node, {
      name: `${pointed()}all heads: rows are layers`, rows: L, columns: H, where: ([row, column]) => cell(row, column),
      find: (x, y) => {
        const [row, column] = [Math.floor((y - TOP) / side), Math.floor((x - LEFT) / side)];
        return row >= 0 && column >= 0 && row < L && column < H ? [row, column] : null;
      },
      label: (row, column) => headSentence(p, ...headAt([row, column])),
      get: () => placeOf(at("heads")[p]),
      set: (chosen) => chosen && view.put({ heads: at("heads").map((pair, i) => (i === p ? headAt(chosen) : pair)) }),
    });

    // --- the large map, or lines
    const most = BOARD[two ? 1 : 0];
    const boxOf = () => {
      const size = Math.max(40, Math.min(most, board.node.clientWidth - ROWS - 6));
      return { x: ROWS, y: COLUMNS, width: size, height: size };
    };
    const lines = () => at("form") === "lines";
    let wide = 0;
    const board = stage(view, COLUMNS + most + 34, (area) => {
      if (!bytes) return;
      if (lines()) paintLines(area);
      else paintMap(area);
      if (wide === area.width) return;
      wide = area.width; // what lies on the map goes with it; in JupyterLab it has no width when it is made
      cursor.update();
      point();
    });
    const bands = ["row", "column"].map(() => make("div", { class: "w2b-band", "aria-hidden": "true", hidden: true }));
    const names = [make("bdi", { class: "w2b-label w2b-now w2b-label-row", "aria-hidden": "true" }), make("bdi", { class: "w2b-label w2b-now w2b-label-column w2b-label-above", "aria-hidden": "true" })];
    board.node.append(...bands, ...names);

    function paintMap({ pen, labels, colour }) {
      const box = boxOf();
      const [row, column, count] = windowOf(p);
      const map = mapOf(p, ...at("heads")[p]);
      const allowed = filter(p);
      const floor = 255 * Math.sqrt(at("least"));
      const scale = map.size / get().shape[2]; // below 1 while only the small map is here
      const [firstRow, firstColumn, size] = [Math.floor(row * scale), Math.floor(column * scale), Math.max(1, Math.round(count * scale))];
      const values = new Uint8Array(size * size);
      const open = new Uint8Array(size * size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          const byte = map.values[(firstRow + i) * map.size + firstColumn + j];
          if (byte < floor || (map.whole && !allowed(row + i, column + j))) continue;
          values[i * size + j] = byte;
          open[i * size + j] = 1;
        }
      }
      const shade = colourOf(p);
      paintMatrix(pen, values, size, size, box, (byte, place) => (open[place] ? shade(byte) : null));
      pen.strokeStyle = colour("line");
      pen.lineWidth = 1;
      pen.strokeRect(box.x, box.y, box.width, box.height);
      const line = box.height / count;
      const every = Math.ceil(16 / line);
      const shown = Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
      crowded = [
        shown.map((i) => [(i + 0.5) * line, write(token(p, row + i), "w2b-label w2b-label-row", ROWS - 88, box.y + (i + 0.5) * line - 9)]),
        shown.map((i) => [(i + 0.5) * line, write(token(p, column + i), "w2b-label w2b-label-column w2b-label-above", box.x + (i + 0.5) * line - 9, box.y - 70)]),
      ];
      labels.replaceChildren(
        ...crowded.flat().map(([, label]) => label),
        write("to →", "w2b-label w2b-label-row", ROWS - 100, box.y - 54), write("from ↓", "w2b-label w2b-label-row", ROWS - 100, box.y - 34), ...legend(pen, box, shade));
    }

    function legend(pen, box, shade) {
      const y = box.y + box.height + 14;
      paintMatrix(pen, Uint8Array.from({ length: 101 }, (_, i) => 255 * Math.sqrt(i / 100)), 1, 101, { x: box.x + 16, y, width: 130, height: 12 }, shade);
      return [write("0", "w2b-label", box.x, y - 4), write("1: all attention", "w2b-label", box.x + 154, y - 4)];
    }

    const ends = () => { // where words stand when lines are drawn: from at the left, to at the right
      const box = boxOf();
      return { from: box.x + 26, to: box.x + box.width - 96, ...box };
    };
    function paintLines({ pen, labels, colour }) {
      const { from, to, y, height } = ends();
      const [row, column, count] = windowOf(p);
      const map = mapOf(p, ...at("heads")[p]);
      const allowed = filter(p);
      const step = height / count;
      const middle = (i) => y + (i + 0.5) * step;
      const [chosen] = marked;
      pen.strokeStyle = colour("accent");
      for (let i = 0; map.whole && i < count; i++) {
        const own = row + i === chosen;
        if (!own && count > NAMED) continue;
        const shares = Array.from({ length: count }, (_, j) => (allowed(row + i, column + j) ? map.share(row + i, column + j) : 0));
        const faintest = Math.max(at("least"), FAINTEST * Math.max(...shares));
        for (let j = 0; j < count; j++) {
          const share = shares[j];
          if (!share || share < faintest) continue;
          pen.globalAlpha = Math.min(1, own ? 0.3 + share : 0.1 + 0.4 * share);
          pen.lineWidth = own ? 1 + 5 * share : 1 + 2 * share;
          pen.beginPath();
          pen.moveTo(from, middle(i));
          pen.lineTo(to, middle(j));
          pen.stroke();
        }
      }
      pen.globalAlpha = 1;
      const every = Math.ceil(16 / step);
      const shown = Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
      labels.replaceChildren(
        ...shown.map((i) => write(token(p, row + i), `w2b-label w2b-label-row w2b-from${row + i === marked[0] ? " w2b-strong" : ""}`, from - 118, middle(i) - 9)),
        ...shown.map((i) => write(token(p, column + i), `w2b-label w2b-to-word${column + i === marked[1] ? " w2b-strong" : ""}`, to + 8, middle(i) - 9)),
        write("from", "w2b-label w2b-label-row w2b-from", from - 118, y - 24), write("to", "w2b-label w2b-to-word", to + 8, y - 24));
    }

    const inWindow = (row, column) => {
      const [firstRow, firstColumn, count] = windowOf(p);
      return row >= firstRow && row < firstRow + count && column >= firstColumn && column < firstColumn + count;
    };
    const where = ([row, column]) => {
      const [firstRow, firstColumn, count] = windowOf(p);
      const box = boxOf();
      const line = box.height / count;
      if (lines()) return { x: ends().from - 122, y: box.y + (row - firstRow) * line, width: 124, height: line };
      return { x: box.x + (column - firstColumn) * line, y: box.y + (row - firstRow) * line, width: line, height: line };
    };
    let dragged = null;
    board.node.addEventListener("click", (event) => dragged?.moved && event.stopImmediatePropagation(), true);
    const cursor = gridCursor(view, board.node, {
      name: `${pointed()}the large map: rows look, columns are looked at`, rows: () => get().shape[2], columns: () => get().shape[2], where,
      find: (x, y) => {
        const [row, column, count] = windowOf(p);
        const box = boxOf();
        const [i, j] = [y, x].map((value, k) => Math.floor(((value - (k ? box.x : box.y)) / box.width) * count));
        if (i < 0 || i >= count) return null;
        if (!lines()) return j < 0 || j >= count ? null : [row + i, column + j];
        const { from, to } = ends();
        return x < (from + to) / 2 ? [row + i, strongest(p, row + i)] : [marked[0] < 0 ? row + i : marked[0], column + i];
      },
      label: (row, column) => sentence(p, row, column),
      get: () => (at("cell")?.[0] === p && inWindow(...at("cell").slice(1)) ? at("cell").slice(1) : null),
      set: (chosen) => view.put({ cell: chosen ? [p, ...chosen] : null }),
      changed: (chosen) => {
        if (chosen && !inWindow(...chosen)) { // keys walked out of sight
          const [, , count] = windowOf(p);
          moveWindow(p, chosen[0] - count / 2, chosen[1] - count / 2, count);
        }
        if (at("cell")) point();
        else look(chosen ? [p, ...chosen] : null);
      },
    });
    board.node.addEventListener("pointerdown", (event) => (dragged = { x: event.clientX, y: event.clientY, window: windowOf(p), moved: false }));
    board.node.addEventListener("pointermove", (event) => {
      if (!dragged || !(event.buttons & 1) || !at("zoom")[p]?.length) return;
      const line = boxOf().height / dragged.window[2];
      const [right, down] = [(event.clientX - dragged.x) / line, (event.clientY - dragged.y) / line];
      if (Math.max(Math.abs(right), Math.abs(down)) * line < 5) return;
      dragged.moved = true;
      moveWindow(p, dragged.window[0] - down, dragged.window[1] - (lines() ? 0 : right), dragged.window[2]);
    });
    board.node.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return; // a wheel alone scrolls the notebook
      event.preventDefault();
      zoomBy(event.deltaY > 0 ? 1.25 : 0.8, p);
    }, { passive: false });
    const part = make("span", { class: "w2b-note" });
    const zooms = make("div", { class: "w2b-zooms" }, button("zoom in (+)", () => zoomBy(0.5, p)), button("out (−)", () => zoomBy(2, p)), button("all (0)", () => zoomBy(Infinity, p)), part);

    const node = make("section", { class: "w2b-pane", "aria-label": get().name || "the text" }, title, strip, marks,
      make("div", { class: "w2b-views" }, make("div", { class: "w2b-beside-map" }, heads.node, order.node, does, key, guesses), make("div", { class: "w2b-large" }, board.node, zooms)));
    title.hidden = !two;
    const under = (event) => Number(event.target.closest(".w2b-one")?.dataset.place ?? -1);
    strip.addEventListener("pointermove", (event) => look(under(event) < 0 ? null : [p, under(event), under(event)]));
    strip.addEventListener("pointerleave", () => look(null));
    const lock = (i) => view.put({ cell: String(at("cell")) === String([p, i, i]) ? null : [p, i, i] });
    strip.addEventListener("scroll", () => shade(marked[0]));
    strip.addEventListener("click", (event) => under(event) >= 0 && lock(under(event)));
    const walk = (i) => (at("cell") ? view.put({ cell: [p, i, i] }) : look([p, i, i])); // a locked word walks with the keys
    const current = () => Math.max(0, marked[0]);
    strip.addEventListener("focus", () => strip.matches(":focus-visible") && !at("cell") && look([p, current(), current()]));
    strip.addEventListener("blur", () => look(null));
    strip.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const to = { ArrowLeft: current() - 1, ArrowUp: current() - 1, ArrowRight: current() + 1, ArrowDown: current() + 1, Home: 0, End: words.length - 1 }[event.key];
      if (to !== undefined) walk(Math.max(0, Math.min(to, words.length - 1)));
      else if (event.key === "Enter" || event.key === " ") lock(current());
      else if (event.key === "Escape") {
        view.put({ cell: null });
        look(null);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
    strip.addEventListener("dblclick", (event) => {
      const i = under(event);
      if (i < 0 || !can.guess || get().special[i] || isGap(p, i)) return;
      view.put({ cell: [p, i, i] });
      toggleWord("masked", i, p);
    });
    heads.node.addEventListener("pointermove", (event) => {
      const { left, top } = heads.node.getBoundingClientRect();
      const [row, column] = [Math.floor((event.clientY - top - TOP) / side), Math.floor((event.clientX - left - LEFT) / side)];
      if (row >= 0 && column >= 0 && row < L && column < H) does.textContent = headSentence(p, ...headAt([row, column]));
    });
    heads.node.addEventListener("pointerleave", () => (does.textContent = headSentence(p, ...at("heads")[p])));
    return { node, fill, draw, mark, update: cursor.update, rest: () => rest };

    // The words of a new text, and the guesses.
    function fill() {
      const { tokens, segments, unknown, masked, words_out, causal } = get();
      title.textContent = two ? `${get().name}${causal ? ": a word sees itself and what stands before it" : ": a word sees all words"}` : "";
      words = tokens.map((text, i) => {
        const shown = make("bdi", { text: brief(token(p, i), 18), title: text });
        const begins = segments.includes(1) && (i === 0 || segments[i] !== segments[i - 1]);
        const names = ["w2b-one", unknown[i] && "w2b-unknown", words_out.includes(i) && "w2b-out", masked.includes(i) && "w2b-hidden"].filter(Boolean).join(" ");
        return make("span", { class: names, "data-place": i, role: "option", id: `${group}-${i}`, "aria-selected": "false" }, ...(begins ? [make("b", { text: segments[i] ? "B " : "A " })] : []), shown);
      });
      strip.replaceChildren(...words);
      [marked, shades, placed] = [[-1, -1], [], { width: 0, tops: [] }];
      const strange = unknown.filter(Boolean).length;
      marks.textContent = strange ? `Dashed: ${strange === 1 ? "a token" : `${strange} tokens`} of words that the model has never seen whole, read in pieces or as [UNK].` : "";
      marks.hidden = !strange;
      zooms.hidden = tokens.length <= FIT;
    }

    function draw() {
      listed = ranked();
      order.show(at("order"));
      const [layer] = at("heads")[p];
      if (!mapOf(p, ...at("heads")[p]).whole && !without && !asked.has(`${p} ${layer}`)) {
        asked.add(`${p} ${layer}`);
        model.send({ turn: get().turn, pane: p, layer });
      }
      rest = resting();
      const [, , count] = windowOf(p);
      part.textContent = count < get().shape[2] ? `${count} of ${get().shape[2]} tokens: drag to move` : "";
      if (paintedFor !== `${get().turn} ${at("order")}`) heads.repaint(); // which head is large changes none of them
      paintedFor = `${get().turn} ${at("order")}`;
      mosaic.update();
      does.textContent = headSentence(p, ...at("heads")[p]);
      board.repaint();
      cursor.update();
    }

    // What is shown where nothing is pointed at: the gap, if there is one, and the word that it looks at most, as Python
    // chooses them; where the filters take all of these, the strongest of what they leave.
    function resting() {
      const { asking, words: places, shape: [, , T] } = get();
      const [map, allowed] = [mapOf(p, ...at("heads")[p]), filter(p)];
      const rows = asking < 0 ? places : [asking];
      const all = Array.from({ length: T }, (_, i) => i);
      const most = (from, to) => {
        let [best, found] = [-1, null];
        for (const i of from) {
          for (const j of to) {
            if (map.values[i * T + j] > best && i !== j && allowed(i, j)) [best, found] = [map.values[i * T + j], [i, j]];
          }
        }
        return found;
      };
      const filtered = at("between") !== "all" || at("hide_special");
      return (map.whole && (most(rows, places) ?? (filtered ? most(all, all) : null))) || [rows[0], places[0]];
    }

    // Shows two words: the one that looks and the one looked at (-1: this model does not have it).
    function mark(row, column) {
      const map = mapOf(p, ...at("heads")[p]);
      const before = marked;
      marked = [row, column];
      ["w2b-looking", "w2b-looked"].forEach((look, k) => {
        words[before[k]]?.classList.remove(look);
        words[marked[k]]?.classList.add(look);
      });
      if (row >= 0) strip.setAttribute("aria-activedescendant", words[row].id);
      const locked = at("cell")?.[0] === p ? at("cell")[1] : -1;
      words[before[0]]?.setAttribute("aria-selected", "false");
      words[locked]?.setAttribute("aria-selected", "true");
      if (row >= 0 && row !== before[0] && !strip.matches(":hover")) {
        const { start, end } = sight();
        const top = tops()[row];
        if (top < start || top + LINE > end) strip.scrollTop = top - LINE;
      }
      shade(row, map);
      markSmall(row, column);
      if (lines()) board.repaint();
      const box = boxOf();
      const [firstRow, firstColumn, count] = windowOf(p);
      const line = box.height / count;
      [[row, firstRow], [column, firstColumn]].forEach(([place, start], k) => {
        const seen = !lines() && place >= start && place < start + count;
        bands[k].hidden = names[k].hidden = !seen;
        if (!seen) return;
        const offset = (place - start) * line;
        crowded[k]?.forEach(([middle, label]) => (label.style.visibility = Math.abs(middle - offset - line / 2) < 18 ? "hidden" : "visible"));
        const size = Math.max(line, 2);
        if (k === 0) lay(bands[k], box.x, box.y + offset, box.width, size);
        else lay(bands[k], box.x + offset, box.y, size, box.height);
        names[k].textContent = token(p, place);
        names[k].style.transform = k === 0 ? `translate(${ROWS - 88}px, ${box.y + offset + line / 2 - 9}px)` : `translate(${box.x + offset + line / 2 - 9}px, ${box.y - 70}px)`;
      });
      listGuesses(row);
    }

    // How much the word that looks gives each word that is in sight: of a long text few are, and styles are slow.
    function shade(row, map = mapOf(p, ...at("heads")[p])) {
      const { start, end } = sight();
      const places = tops();
      words.forEach((span, i) => {
        if (places[i] + LINE < start || places[i] > end) return;
        const share = row >= 0 && map.whole ? Math.round((75 * map.values[row * map.size + i]) / 255) : 0;
        if (shades[i] !== share) span.style.setProperty("--w2b-share", `${(shades[i] = share)}%`);
      });
    }

    function sight() {
      return { start: strip.scrollTop, end: strip.scrollTop + strip.clientHeight };
    }

    function tops() {
      if (placed.width !== strip.clientWidth) placed = { width: strip.clientWidth, tops: words.map((span) => span.offsetTop) };
      return placed.tops;
    }

    // The two words in the small maps: a pale band over their row and their column, or lines beside them where there is
    // room. One picture, repeated for each map.
    function markSmall(row, column) {
      const wanted = side >= MARKED && (here || at("cell"));
      across.hidden = !wanted;
      if (!wanted) return;
      const size = (side - 2) / get().shape[2];
      const band = (place, direction, colour) => {
        const [middle, half] = [1 + (place + 0.5) * size, Math.max(size, 2) / 2];
        const [start, after, before, end] = [middle - half, middle - half + 1, middle + half - 1, middle + half].map((x) => `${x.toFixed(1)}px`);
        const inside = size < 4 ? colour : "transparent";
        return `linear-gradient(${direction}, transparent ${start}, ${colour} ${start} ${after}, ${inside} ${after} ${before}, ${colour} ${before} ${end}, transparent ${end})`;
      };
      const gap = (direction) => `linear-gradient(${direction}, var(--w2b-surface) 1px, transparent 1px ${side - 1}px, var(--w2b-surface) ${side - 1}px)`;
      across.style.backgroundImage = [gap("to bottom"), gap("to right"),
        ...(row < 0 ? [] : [band(row, "to bottom", "#ffffff99")]), ...(column < 0 ? [] : [band(column, "to right", "#ffffff66")])].join(", ");
    }

    function listGuesses(row) {
      const { guesses: all, tokens, words_out, heads_out, turn } = get();
      const guess = all.find(({ place }) => place === row) ?? all[0];
      const now = `${turn} ${guess?.place}`;
      if (listedFor === now) return;
      listedFor = now;
      if (!guess) {
        const asks = get().masked.length || tokens.some((_, i) => isGap(p, i));
        const canHide = can.guess && (!without || cases.some(({ question: { text, masked } }) => text === question().text && masked.length));
        return guesses.replaceChildren(make("p", { class: "w2b-note",
          text: asks && can.guess ? "This model guesses no words." : canHide ? "Double-click a word above: it becomes [MASK], and the model guesses it." : "" }));
      }
      const changed = words_out.length + heads_out.length > 0;
      const was = `“${brief(tokens[guess.place] ?? "", 14)}”`;
      const asks = guess.place === tokens.length ? "What comes next?" : get().causal ? `${was}, guessed from the words before it:`
        : `What is behind [MASK]?${get().masked.includes(guess.place) && !isGap(p, guess.place) ? ` It was ${was}.` : ""}`;
      guesses.classList.toggle("w2b-moved", changed);
      guesses.replaceChildren(make("h4", { text: changed ? `${asks} Before → now` : asks }), ...guess.rows.map(([text, before, after]) => {
        const drawn = bar(after, true);
        if (changed) {
          const mark = make("u", { class: "w2b-was" });
          mark.style.left = `${100 * before}%`;
          drawn.node.append(mark);
        }
        return make("div", { class: "w2b-neighbour" }, word(text), drawn.node, make("output", { text: changed ? `${before.toFixed(3)} → ${after.toFixed(3)}` : after.toFixed(3) }));
      }));
    }
  }

  // What a head measurably does, as one sentence.
  function headSentence(p, layer, head) {
    const pane = at("panes")[p];
    const numbers = pane.measures[layer * pane.shape[1] + head];
    const shares = numbers.slice(0, 4).map((x, k) => [x, k]).sort((a, b) => b[0] - a[0])[0];
    return `${two ? `${pane.name}, l` : "L"}ayer ${layer}, head ${head}: ${shares[0].toFixed(2)} to ${DOES[shares[1]]}, sharpness ${numbers[4].toFixed(2)}${letterOf(numbers) ? ` (${letterOf(numbers)})` : ""}.`;
  }

  function picker(label, options, pick, name = label) {
    const select = make("select", { class: "w2b-entry", "aria-label": name, change: () => pick(select.value) }, ...options.map((text) => make("option", { value: text, text })));
    return { node: make("label", { class: "w2b-slider" }, make("span", { text: label }), select), show: (value) => (select.value = value) };
  }
}

function letterOf(numbers) {
  const k = numbers.slice(0, 4).findIndex((share) => share >= MOSTLY);
  return k >= 0 ? LETTERS[k] : numbers[4] >= SHARP ? "!" : "";
}

// In the corner where a map has least to show: few words look at the last one from the first. ink: on an empty corner.
function letter(pen, text, { x, y, width }, ink) {
  if (!text) return;
  pen.font = "700 12px system-ui, sans-serif";
  pen.textAlign = "right";
  pen.textBaseline = "top";
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = EDGE;
  pen.fillStyle = ink ?? LIGHT;
  if (!ink) pen.strokeText(text, x + width - 2, y + 2);
  pen.fillText(text, x + width - 2, y + 2);
}

function cross(pen, { x, y, width, height }) {
  for (const [colour, line] of [[EDGE, 5], [LIGHT, 2.5]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = line;
    pen.beginPath();
    pen.moveTo(x + 2, y + 2);
    pen.lineTo(x + width - 2, y + height - 2);
    pen.moveTo(x + width - 2, y + 2);
    pen.lineTo(x + 2, y + height - 2);
    pen.stroke();
  }
}

function lay(node, x, y, width, height) {
  node.style.transform = `translate(${x}px, ${y}px)`;
  node.style.width = `${width}px`;
  node.style.height = `${height}px`;
}

function write(text, names, left, top, width = 0) {
  const label = make("bdi", { class: names, text: brief(text, 40) });
  label.style.transform = `translate(${left}px, ${top}px)`;
  if (width) label.style.width = `${width}px`;
  return label;
}

export default { render };
