import { bar, brief, button, calm, decode, frame, gridCursor, make, paintMatrix, slider, stage, word } from "./core.js";

const MAP = 290; // pixels of the large map
const [ROWS, COLUMNS] = [92, 70]; // room for the names of its rows and its columns
const SCALE = 44; // below the small maps of all heads: what the colours mean
const IN_THE_STRIP = 6; // training_scrubber.py: strip_of
const STRIP = 86; // pixels of each of them at most
const LISTED = 6; // words that a row looks at
const PAUSE = 450; // milliseconds from one snapshot to the next
const [EDGE, LIGHT] = ["#111111", "#ffffff"]; // a frame that is seen on every colour

function render({ model, el }) {
  const view = frame(model, el, "Attention maps through a training");
  const [tokens, steps, notes] = ["tokens", "steps", "notes"].map((key) => model.get(key));
  const [S, L, H, T] = model.get("shape");
  const shares = decode(model.get("maps"), "uint8").map((byte) => (byte / 255) ** 2);
  const at = (key) => model.get(key);
  const mapOf = (snapshot, layer = at("layer"), head = at("head")) => {
    const start = ((snapshot * L + layer) * H + head) * T * T;
    return shares.subarray(start, start + T * T);
  };
  const stepOf = (snapshot) => `step ${steps[snapshot].toLocaleString("en")}`;
  const pick = ([layer, head]) => view.put({ layer, head });
  let timer = 0;

  // --- the chosen head from the first snapshot to the last -------------------------------------------------------------
  const count = Math.min(IN_THE_STRIP, S);
  const places = Array.from({ length: count }, (_, i) => (count > 1 ? Math.round((i * (S - 1)) / (count - 1)) : 0));
  const small = (i, width) => {
    const side = Math.min(STRIP, width / count - 10);
    const pitch = width / count;
    return { x: i * pitch + (pitch - side) / 2, y: 3, width: side, height: side };
  };
  const strip = stage(view, STRIP + 28, ({ pen, width, labels }) => {
    labels.replaceChildren(...places.map((snapshot, i) => {
      const box = small(i, width);
      paintMatrix(pen, mapOf(snapshot), T, T, box);
      if (snapshot === at("shown")) ring(pen, box);
      return write(stepOf(snapshot), "w2b-label w2b-label-head", box.x - 10, box.y + box.height + 4, { width: box.width + 20, strong: snapshot === at("shown") });
    }));
  });
  strip.node.classList.add("w2b-pointed");
  strip.node.addEventListener("click", (event) => { // with keys the slider does the same
    const { left, width } = strip.node.getBoundingClientRect();
    const i = places.findIndex((_, i) => event.clientX - left < small(i, width).x + small(i, width).width + 5);
    if (i < 0) return;
    stop();
    view.put({ shown: places[i] });
  });

  // --- all heads ---------------------------------------------------------------------------------------------------------
  const left = 64;
  const side = Math.max(14, Math.min(54, 216 / Math.max(H, L)));
  const cell = (layer, head) => ({ x: left + head * side + 1.5, y: 24 + layer * side + 1.5, width: side - 3, height: side - 3 });
  const heads = stage(view, 24 + L * side + SCALE, ({ pen, labels, colour }) => {
    const texts = [];
    for (let layer = 0; layer < L; layer++) {
      texts.push(write(`layer ${layer}`, "w2b-label", 0, 24 + (layer + 0.5) * side - 9, { strong: layer === at("layer") }));
      for (let head = 0; head < H; head++) paintMatrix(pen, mapOf(at("shown"), layer, head), T, T, cell(layer, head));
    }
    const every = Math.ceil(20 / side);
    for (let head = 0; head < H; head += every) texts.push(write(String(head), "w2b-label w2b-label-head", left + head * side, 2, { width: side, strong: head === at("head") }));
    texts.push(write("head", "w2b-label", 0, 2));
    const below = 24 + L * side + 16;
    paintMatrix(pen, Float32Array.from({ length: 64 }, (_, i) => i / 63), 1, 64, { x: 20, y: below, width: 90, height: 14 });
    pen.strokeStyle = colour("faint");
    pen.lineWidth = 1;
    pen.strokeRect(20, below, 90, 14);
    texts.push(write("0", "w2b-label", 6, below - 2), write("1: all attention", "w2b-label", 116, below - 2));
    labels.replaceChildren(...texts);
  });
  const mosaic = gridCursor(view, heads.node, {
    name: "all heads: rows are layers", rows: L, columns: H,
    box: { x: left, y: 24, width: H * side, height: L * side },
    label: () => sentence(), get: () => [at("layer"), at("head")],
    set: (chosen) => chosen && pick(chosen),
  });

  // --- the large map -----------------------------------------------------------------------------------------------------
  const mapBox = (width) => {
    const size = Math.max(40, Math.min(MAP, width - ROWS - 4));
    return { x: ROWS, y: COLUMNS, width: size, height: size };
  };
  const map = stage(view, COLUMNS + MAP + 6, ({ pen, width, labels }) => {
    const box = mapBox(width);
    const line = box.height / T;
    const every = Math.ceil(16 / line); // more lines of text than this do not fit
    paintMatrix(pen, mapOf(at("shown")), T, T, box);
    ring(pen, { ...box, y: box.y + at("row") * line, height: line });
    const named = tokens.map((token, i) => [brief(token, 14), i]).filter(([, i]) => i % every === 0);
    const rows = named.some(([, i]) => i === at("row")) ? named : [...named.filter(([, i]) => Math.abs(i - at("row")) >= every), [brief(tokens[at("row")], 14), at("row")]];
    labels.replaceChildren(
      ...rows.map(([text, i]) => write(text, "w2b-label w2b-label-row", 8, box.y + (i + 0.5) * line - 9, { strong: i === at("row") })),
      ...named.map(([text, i]) => write(text, "w2b-label w2b-label-column w2b-label-above", box.x + (i + 0.5) * line - 9, box.y - COLUMNS)),
      write("key (to) →", "w2b-label w2b-label-row", 8, box.y - 46), write("query ↓", "w2b-label w2b-label-row", 8, box.y - 26),
    );
  });
  const cursor = gridCursor(view, map.node, {
    name: "the map: rows look, columns are looked at", rows: T, columns: T, box: () => mapBox(map.node.clientWidth),
    label: (row, column) => `${where()}: “${brief(tokens[row])}” gives “${brief(tokens[column])}” ${weight(row, column)} of its attention.`,
    get: () => null,
    set: (chosen) => chosen && view.put({ row: chosen[0] }),
    changed: (chosen) => {
      list(chosen ? chosen[0] : at("row"));
      if (!chosen) view.say(sentence());
    },
  });
  const title = make("h4");
  const lines = Array.from({ length: Math.min(LISTED, T) }, () => {
    const [name, share, value] = [make("span"), bar(0), make("output")];
    return { node: make("div", { class: "w2b-neighbour" }, name, share.node, value), name, share, value };
  });

  // --- controls ------------------------------------------------------------------------------------------------------------
  const play = button("play", toggle);
  const scrubber = slider({ label: "snapshot", min: 0, max: Math.max(1, S - 1), value: 0, input: (shown) => { stop(); view.put({ shown }); } });
  play.disabled = scrubber.range.disabled = S < 2;
  scrubber.range.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const turn = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === " ") toggle();
    else if (turn) walk(turn);
    else return;
    event.preventDefault();
  });
  const note = make("p", { class: "w2b-told-of", "aria-live": "polite" });
  view.root.append(strip.node,
    make("div", { class: "w2b-scrubber" }, heads.node, map.node, make("div", { class: "w2b-nearest" }, title, ...lines.map((line) => line.node))),
    make("div", { class: "w2b-controls w2b-film" }, play, scrubber.node,
      make("span", { class: "w2b-note", text: "space plays, ↑ ↓ other heads" })), note);

  view.watch(["shown", "layer", "head", "row"], () => {
    const shown = at("shown");
    scrubber.show(shown, stepOf(shown));
    note.textContent = notes[shown] ?? "";
    note.hidden = !notes.length;
    [strip, heads, map].forEach((drawn) => drawn.repaint());
    mosaic.update();
    cursor.update();
    if (!cursor.shown()) view.say(sentence());
    list((cursor.shown() ?? [at("row")])[0]);
  });
  view.later(() => clearInterval(timer));
  return view.close;

  function toggle() {
    if (timer) stop();
    else if (S > 1) start();
  }

  function start() {
    if (at("shown") >= S - 1) view.put({ shown: 0 });
    play.textContent = "pause";
    view.quiet(true); // a screen reader hears where it stops
    note.setAttribute("aria-live", "off");
    timer = setInterval(() => {
      view.put({ shown: at("shown") + 1 });
      if (at("shown") >= S - 1) stop();
    }, calm() ? 1000 : PAUSE);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "play";
    view.quiet(false);
    note.setAttribute("aria-live", "polite");
  }

  // To the next head (1) or the one before (-1), over all layers.
  function walk(turn) {
    const next = Math.max(0, Math.min(L * H - 1, at("layer") * H + at("head") + turn));
    pick([Math.floor(next / H), next % H]);
  }

  function weight(row, column) {
    return mapOf(at("shown"))[row * T + column].toFixed(2);
  }

  function ranked(row) {
    const own = Array.from(mapOf(at("shown")).subarray(row * T, (row + 1) * T), (share, i) => [share, i]);
    return own.sort(([a, i], [b, j]) => b - a || i - j);
  }

  function where() {
    return `Step ${steps[at("shown")].toLocaleString("en")}, layer ${at("layer")}, head ${at("head")}`;
  }

  function sentence() {
    const [[share, key]] = ranked(at("row"));
    return `${where()}: “${brief(tokens[at("row")])}” looks at “${brief(tokens[key])}”, ${share.toFixed(2)}.`;
  }

  function list(row) {
    title.textContent = `“${brief(tokens[row], 16)}” looks at`;
    ranked(row).slice(0, LISTED).forEach(([share, key], i) => {
      const { name, share: drawn, value } = lines[i];
      name.replaceChildren(word(tokens[key]));
      drawn.show(share);
      value.textContent = share.toFixed(2);
    });
  }
}

// Dark and light at once.
function ring(pen, { x, y, width, height }) {
  for (const [colour, line] of [[EDGE, 5], [LIGHT, 2.5]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = line;
    pen.strokeRect(x, y, width, height);
  }
}

function write(text, names, left, top, { width = 0, strong = false } = {}) {
  const label = make("bdi", { class: strong ? `${names} w2b-strong` : names, text });
  label.style.transform = `translate(${left}px, ${top}px)`;
  if (width) label.style.width = `${width}px`;
  return label;
}

export default { render };
