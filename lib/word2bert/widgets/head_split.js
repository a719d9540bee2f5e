import { brief, calm, choice, cividisBytes, decode, frame, gridCursor, make, matmul, matmulT, paintMatrix, signed, slider, softmaxRows, stage, tick } from "./core.js";

const HEIGHT = 400;
const GUTTER = 92; // for the words on the left
const SMALLEST = 2; // pixels of a cell of a map, or a line of 512 cells is not seen from the back of a room
const MILLISECONDS = 700; // of a move
const MATRICES = ["Q", "K", "V", "test card"];
const INK = { Q: [0, 114, 178], K: [230, 159, 0], V: [0, 158, 115], output: [204, 121, 167] };
const PALE = [245, 245, 247];
const EDGE = "#111111"; // the pictures are pale in the dark theme too
const MARK = "#f0e442";

function render({ model, el }) {
  const view = frame(model, el, "A matrix that is cut into heads");
  const tokens = model.get("tokens");
  const names = model.get("names");
  const [T, H, C] = [tokens.length, model.get("heads"), model.get("width")];
  const D = C / H;
  const at = (key) => model.get(key);
  const numbers = readNumbers(model);
  const heads = attention(numbers, { T, H, C, D });
  const images = pictures(numbers, heads, model.get("limits"), { T, H, C, D });
  const paintMap = mapPainter(T);
  const steps = stepsOf(T, H, C, D);
  const step = () => at("step");
  const drawing = () => at("matrix") === "test card";
  const mapping = () => step() === "maps";
  const splits = () => (at("wrong") && step() !== "whole" ? ["right", "wrong"] : ["right"]);
  const named = (head) => (names.length ? `head ${head} (${brief(names[head])})` : `head ${head}`);
  let closed = false;
  view.later(() => (closed = true));

  // --- Where everything stands -------------------------------------------------------------------------------------
  const area = { width: 600 };
  const whole = (split, shown = step()) => { // the box of the matrix in one piece
    const pair = at("wrong") && shown !== "whole";
    const room = pair ? (area.width - 20) / 2 : area.width;
    const left = pair && split === "wrong" ? room + 20 : 0;
    const gutter = pair ? 0 : GUTTER;
    const shape = Math.min(2.5, Math.max(0.8, C / T)); // wide for one number and high for the other would be no picture
    const width = Math.min(room - gutter, (HEIGHT - 60) * shape);
    return { x: left + gutter, y: 44, width, height: pair ? HEIGHT - 60 : width / shape };
  };
  const slab = (head, split, shown = step()) => { // the box of one head
    if (["whole", "cut", "together"].includes(shown)) {
      const box = whole(split, shown);
      return { ...box, x: box.x + (head * box.width) / H, width: box.width / H };
    }
    const pitch = area.width / H;
    const rows = at("wrong") ? 2 : 1;
    const room = HEIGHT / rows;
    const width = Math.max(2, Math.min(0.68 * pitch, 90));
    return { x: pitch * head + (pitch - width) / 2, y: 44 + (split === "wrong" ? room : 0), width, height: room - 58 };
  };
  const thumb = (head) => {
    const pitch = area.width / H;
    const side = Math.min(pitch - 4, 60);
    return { x: pitch * head + (pitch - side) / 2, y: 2, width: side, height: side };
  };
  const mapBox = (split) => {
    const top = thumb(0).height + 64;
    const side = Math.min(HEIGHT - top - 8, at("wrong") ? (area.width - 24) / 2 : area.width - GUTTER);
    return { x: at("wrong") ? (split === "wrong" ? side + 24 : 0) : GUTTER - 20, y: top, width: side, height: side };
  };

  // --- Cells: [word, column] of the matrix, or [from, to] of a map ---------------------------------------------------
  const lies = ([row, column], split) => { // where a number of the matrix is after the cut
    if (split === "right") return { head: Math.floor(column / D), row, number: column % D };
    const place = row * C + column;
    return { head: Math.floor(place / (T * D)), row: Math.floor((place % (T * D)) / D), number: place % D };
  };
  const came = ({ head, row, number }, split) => { // and the way back
    if (split === "right") return [row, head * D + number];
    const place = (head * T + row) * D + number;
    return [Math.floor(place / C), place % C];
  };
  const uncut = (split) => split === "wrong" && step() === "cut"; // its bands lie in the matrix as it was
  const boxOf = (cell, split) => {
    if (mapping()) return part(mapBox(split), cell, T, T);
    if (uncut(split)) return part(whole(split), cell, T, C);
    const { head, row, number } = lies(cell, split);
    return part(slab(head, split), [row, number], T, D);
  };
  const find = (x, y) => {
    for (const split of splits()) {
      if (mapping()) {
        const cell = inside(mapBox(split), x, y, T, T);
        if (cell) return cell;
      } else if (uncut(split)) {
        const cell = inside(whole(split), x, y, T, C);
        if (cell) return cell;
      } else {
        for (let head = 0; head < H; head++) {
          const cell = inside(slab(head, split), x, y, T, D);
          if (cell) return came({ head, row: cell[0], number: cell[1] }, split);
        }
      }
    }
    return null;
  };
  const label = (row, column) => {
    if (mapping()) {
      const share = heads.map(at("head"), "right")[row * T + column];
      const wrong = at("wrong") ? ` In the wrong split: ${share3(heads.map(at("head"), "wrong")[row * T + column])}, between two pieces of words.` : "";
      return `${capital(named(at("head")))}: word ${row}, “${brief(tokens[row])}”, gives ${share3(share)} of its attention to word ${column}, “${brief(tokens[column])}”.${wrong}`;
    }
    const { head, number: inHead } = lies([row, column], "right");
    const shown = ["outputs", "together"].includes(step()) ? "the output" : at("matrix");
    const value = drawing() ? "" : `: ${shown} is ${twoDigits(valueAt(row, column))}`;
    const strayed = at("wrong") && step() !== "whole" ? lies([row, column], "wrong") : null;
    const wrong = strayed ? ` In the wrong split it is number ${strayed.number} in row ${strayed.row} of head ${strayed.head}.` : "";
    return `Column ${column}: head ${head}, number ${inHead}, both counted from 0. Word ${row}, “${brief(tokens[row])}”${value}.${wrong}`;
  };
  const valueAt = (row, column) => {
    if (!["outputs", "together"].includes(step())) return numbers[at("matrix")][row * C + column];
    const { head, number: inHead } = lies([row, column], "right");
    return heads.output(head, "right")[row * D + inHead];
  };
  const finding = () => {
    const [first, last] = wordsInWrong(at("head"), T, H);
    const wrong = at("wrong") && step() !== "whole"
      ? ` The wrong one has the same shape, but its head ${at("head")} has only words ${first} to ${last}, “${brief(tokens[first], 14)}” to “${brief(tokens[last], 14)}”.` : "";
    return {
      whole: `${T} words with ${C} numbers each: one row is one word.`,
      cut: `${H - 1} lines cut the ${C} numbers of every word into ${H} times ${D}.`,
      apart: `${H} slabs of ${T} × ${D}: each head has all the words, and its own ${D} numbers of each.`,
      maps: `${capital(named(at("head")))}: its map of ${T} × ${T}. Rows are queries (from), columns are keys (to).`,
      outputs: `Each head's map times its ${D} numbers of V: ${H} outputs of ${T} × ${D}.`,
      together: `The ${H} ${drawing() ? "slabs" : "outputs"} side by side again: ${T} × ${C}.`,
    }[step()] + wrong;
  };

  // --- Painting ------------------------------------------------------------------------------------------------------
  let moving = null; // {from: step, start: time}
  let before = step();
  let working = false;
  const board = stage(view, HEIGHT, (tools) => {
    area.width = tools.width;
    const texts = [];
    const say = (text, x, y, align = "left", strong = false) => texts.push({ text, x, y, align, strong });
    if (mapping()) paintMaps(tools, say);
    else paintNumbers(tools, say);
    tools.labels.replaceChildren(...texts.map(textAt));
    cursor.update();
    markWrong(cursor.shown());
  });

  function paintNumbers({ pen }, say) {
    const gone = moving ? ease((performance.now() - moving.start) / MILLISECONDS) : 1;
    const kind = ["outputs", "together"].includes(step()) && !drawing() ? "output" : at("matrix");
    for (const split of splits()) {
      const code = split === "wrong" ? `wrong: ${steps.wrong[step()] ?? ""}` : at("wrong") && step() !== "whole" ? "right" : "";
      const top = whole(split).y;
      const corner = ["whole", "cut", "together"].includes(step()) ? whole(split) : { x: 0, y: slab(0, split).y };
      if (code) say(code, corner.x, corner.y - 42, "left", true);
      const picture = uncut(split) ? images.of(kind, "right") : images.of(kind, split);
      pen.imageSmoothingEnabled = kind !== "test card" && whole(split).height < T; // cells larger than a pixel stay crisp
      if (split === "wrong") pen.globalAlpha = gone;
      if (uncut(split)) {
        const box = whole(split);
        pen.drawImage(picture, box.x, box.y, box.width, box.height);
        across(pen, box);
        const [first, last] = wordsInWrong(at("head"), T, H);
        mark(pen, { ...box, y: box.y + (first * box.height) / T, height: ((last - first + 1) * box.height) / T });
      } else {
        for (let head = 0; head < H; head++) {
          const to = slab(head, split);
          const box = moving && split === "right" ? between(slab(head, split, moving.from), to, gone) : to;
          pen.drawImage(picture, head * D, 0, D, T, box.x, box.y, box.width, box.height);
          if (step() !== "whole") {
            outline(pen, box, EDGE, 1);
            if (gone === 1) say(String(head), to.x + to.width / 2, to.y - 20, "middle", head === at("head"));
          }
        }
        const chosen = slab(at("head"), split);
        if (step() !== "whole" && gone === 1) mark(pen, chosen);
      }
      pen.globalAlpha = 1;
      if (split === "right" && splits().length === 1 && ["whole", "cut", "together"].includes(step())) {
        const box = whole(split);
        const line = box.height / T;
        const named = line >= 18 ? tokens.map((_, row) => row) : [0, 1, 2, T - 2, T - 1].filter((row) => row >= 0);
        for (const row of new Set(named)) {
          const y = line >= 18 ? row * line + line / 2 - 9 : row < 3 ? 18 * row - 2 : box.height - 18 * (T - row);
          say(`${row} ${tokens[row]}`, box.x - 8, box.y + y, "right");
        }
        if (step() === "whole") say(`column 0 to ${C - 1}`, box.x, top - 20);
      }
    }
    if (moving && gone < 1 && !closed) requestAnimationFrame(() => !closed && board.repaint());
    else moving = null;
  }

  function paintMaps({ pen }, say) {
    for (let head = 0; head < H; head++) {
      const box = thumb(head);
      const found = heads.ready(head, "right");
      if (found) paintMap(pen, `small ${head}`, heads.map(head, "right"), box, 1);
      if (head === at("head")) mark(pen, box);
      say(String(head), box.x + box.width / 2, box.y + box.height + 2, "middle", head === at("head"));
    }
    for (const split of splits()) {
      const box = mapBox(split);
      paintMap(pen, `${split} ${at("head")}`, heads.map(at("head"), split), box, SMALLEST);
      const title = names.length && split === "right" ? `head ${at("head")}: ${brief(names[at("head")], 24)}` : `head ${at("head")}`;
      say(at("wrong") ? `${split}: ${split === "wrong" ? `head ${at("head")} shredded` : title}` : title, box.x, box.y - 36, "left", true);
    }
    const box = mapBox("right");
    if (!at("wrong")) {
      say("query", box.x - 8, box.y, "right");
      say("(from) ↓", box.x - 8, box.y + 18, "right");
      say("key (to) →", box.x + box.width, box.y - 20, "right");
      list(say, box.x + box.width + 18, box.y);
    }
  }

  // The words that the chosen word looks at most; without one, what the colours mean.
  function list(say, x, y) {
    const room = area.width - x;
    if (room < 150) return;
    const cell = cursor.shown();
    if (!cell) {
      [["bright", "much attention"], ["dark", "none"]].forEach(([shade, means], i) => say(`${shade}: ${means}`, x, y + 22 * i));
      say("Point at a row to read", x, y + 56);
      say("where its word looks.", x, y + 76);
      return;
    }
    const row = Array.from(heads.map(at("head"), "right").subarray(cell[0] * T, cell[0] * T + T), (share, i) => [share, i]);
    row.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    say(`${cell[0]} “${brief(tokens[cell[0]], 12)}” looks at`, x, y, "left", true);
    row.slice(0, 8).forEach(([share, i], place) => say(`${share3(share)}  ${i} ${brief(tokens[i], 12)}`, x, y + 26 + 22 * place));
  }

  function across(pen, box) { // where view alone cuts: from left to right, perhaps within a word
    const [w, h] = [box.width / C, box.height / T];
    pen.strokeStyle = EDGE;
    pen.lineWidth = 1.5;
    for (let head = 1; head < H; head++) {
      const place = head * T * D;
      const [row, rest] = [Math.floor(place / C), place % C];
      pen.beginPath();
      pen.moveTo(box.x, box.y + (row + (rest ? 1 : 0)) * h);
      pen.lineTo(box.x + rest * w, box.y + (row + (rest ? 1 : 0)) * h);
      pen.lineTo(box.x + rest * w, box.y + row * h);
      pen.lineTo(box.x + box.width, box.y + row * h);
      pen.stroke();
    }
  }

  // --- Pointing ------------------------------------------------------------------------------------------------------
  const strayed = make("div", { class: "w2b-cell", "aria-hidden": "true", hidden: true });
  board.node.append(strayed);
  const markWrong = (cell) => {
    strayed.hidden = !cell || splits().length === 1;
    if (!strayed.hidden) place(strayed, boxOf(cell, "wrong"));
  };
  const key = () => (mapping() ? "pair" : "cell");
  const choose = (cell) => (cell && !mapping() ? { head: lies(cell, "right").head } : {});
  const cursor = gridCursor(view, board.node, {
    name: "The numbers; arrow keys walk, with Shift from head to head",
    rows: T, columns: () => (mapping() ? T : C), leap: D, find, label,
    box: () => (mapping() ? mapBox("right") : whole("right")),
    where: (cell) => boxOf(cell, "right"),
    get: () => at(key()),
    set: (cell) => view.put({ [key()]: cell, ...choose(cell) }),
    changed: (cell) => {
      markWrong(cell);
      if (!cell) view.say(finding());
      if (mapping()) board.repaint();
    },
  });
  board.node.addEventListener("click", (event) => { // a head can be chosen by its small map or beside its slab
    const corner = board.node.getBoundingClientRect();
    const [x, y] = [event.clientX - corner.left, event.clientY - corner.top];
    if (find(x, y) || !["apart", "maps", "outputs"].includes(step())) return;
    const head = Math.floor((x * H) / area.width);
    if (head >= 0 && head < H && (!mapping() || y < mapBox("right").y - 40)) view.put({ head });
  });

  // --- Controls ------------------------------------------------------------------------------------------------------
  const buttons = steps.list.map(({ step, says, code, shape }) =>
    make("button", { type: "button", class: "w2b-step", click: () => view.put({ step }) },
      make("b", { text: says }), make("small", { text: shape }), make("code", { text: code })));
  const listed = make("ol", { class: "w2b-steps" }, ...buttons.map((button) => make("li", {}, button)));
  const matrix = choice({ label: "show", options: MATRICES, value: at("matrix"), change: (shown) => view.put(shown === "test card" && ["maps", "outputs"].includes(step()) ? { matrix: shown, step: "apart" } : { matrix: shown }) });
  const wrong = tick({ label: "beside it: the wrong split (view alone)", value: at("wrong"), change: (shown) => view.put({ wrong: shown }) });
  const head = slider({ label: "head", min: 0, max: H - 1, value: at("head"), input: (shown) => view.put({ head: shown, cell: null }) });
  const column = slider({ label: "column", min: 0, max: C - 1, value: 0, input: (shown) => view.put({ cell: [at("cell")?.[0] ?? 0, shown], head: Math.floor(shown / D), ...(mapping() ? { step: "cut" } : {}) }) });
  view.root.append(
    make("div", { class: "w2b-split" }, board.node, listed),
    make("div", { class: "w2b-controls w2b-under" }, head.node, column.node, matrix.node, wrong.node));

  view.watch(["step", "head", "matrix", "wrong", "cell", "pair"], () => {
    if (before !== step() && !calm() && !mapping() && before !== "maps") moving = { from: before, start: performance.now() };
    before = step();
    buttons.forEach((button, i) => {
      button.setAttribute("aria-pressed", String(steps.list[i].step === step()));
      button.disabled = drawing() && ["maps", "outputs"].includes(steps.list[i].step);
      button.lastChild.textContent = codeOf(steps.list[i]);
    });
    matrix.show(at("matrix"));
    wrong.show(at("wrong"));
    head.show(at("head"));
    const cell = at("cell");
    column.show(cell ? cell[1] : 0, cell ? `${cell[1]}: head ${lies(cell, "right").head}, number ${cell[1] % D}` : "none");
    board.repaint();
    if (!cursor.shown()) view.say(finding());
    work();
  });

  // The lines that cut Q cut K and V as well, and a drawing; the outputs of a drawing are its slabs.
  function codeOf({ step, code }) {
    const letter = drawing() ? "card" : at("matrix");
    if (step === "together" && drawing()) return code.replace("output", "slabs");
    return step === "whole" ? (drawing() ? "card" : `${letter} = ${{ Q: "query", K: "key", V: "value" }[letter]}(X)`) : code.replace(/^Q\./, `${letter}.`);
  }

  // The other heads are computed one by one while nobody waits, and painted as they come.
  function work() {
    if (working || closed || !["maps", "outputs", "together"].includes(step()) || drawing()) return;
    const next = heads.missing(splits(), step() === "maps" ? "map" : "output");
    if (!next) return;
    working = true;
    setTimeout(() => {
      working = false;
      if (closed) return;
      if (step() === "maps") heads.map(next.head, next.split);
      else heads.output(next.head, next.split);
      images.forget("output");
      board.repaint();
      work();
    }, 0);
  }
  return view.close;
}

// --- The numbers -----------------------------------------------------------------------------------------------------

function readNumbers(model) {
  const [low, high] = model.get("v_range");
  const V = decode(model.get("v"), "uint8").map((byte) => low + (byte * (high - low)) / 255);
  return { Q: decode(model.get("q"), "float16"), K: decode(model.get("k"), "float16"), V };
}

// Maps and outputs of the heads, computed when they are asked for, and kept.
function attention(numbers, { T, H, C, D }) {
  const maps = new Map();
  const outputs = new Map();
  const slab = (x, head, split) => {
    if (split === "wrong") return x.subarray(head * T * D, (head + 1) * T * D);
    const out = new Float32Array(T * D);
    for (let row = 0; row < T; row++) out.set(x.subarray(row * C + head * D, row * C + (head + 1) * D), row * D);
    return out;
  };
  const kept = (store, head, split, make) => {
    const name = `${split} ${head}`;
    if (!store.has(name)) store.set(name, make());
    return store.get(name);
  };
  const map = (head, split) => kept(maps, head, split, () =>
    softmaxRows(matmulT(slab(numbers.Q, head, split), slab(numbers.K, head, split), T, D, T), T, T, null, Math.sqrt(D)));
  const output = (head, split) => kept(outputs, head, split, () =>
    matmul(map(head, split), slab(numbers.V, head, split), T, T, D));
  return {
    map, output,
    ready: (head, split, kind = "map") => (kind === "map" ? maps : outputs).has(`${split} ${head}`),
    missing(splits, kind) {
      for (const split of kind === "map" ? ["right"] : splits) {
        for (let head = 0; head < H; head++) if (!this.ready(head, split, kind)) return { head, split };
      }
      return null;
    },
  };
}

// Pictures of one pixel a number, in which slab h takes the columns h D to (h + 1) D - 1. Those of the wrong split are laid
// as the slabs would be if nobody noticed.
function pictures(numbers, heads, limits, { T, H, C, D }) {
  const store = new Map();
  const cards = new Map();
  const cardBytes = (row, head) => { // the test card: every word has a hue, every head a shade. figures/heads.py draws the same
    const key = row * H + head;
    if (!cards.has(key)) cards.set(key, hls((0.8 * row) / Math.max(T - 1, 1), 0.2 + (0.6 * head) / Math.max(H - 1, 1), 0.9));
    return cards.get(key);
  };
  const source = (kind, split, head, row, d) => (split === "right" ? row * C + head * D + d : (head * T + row) * D + d);
  const draw = (kind, split) => {
    const canvas = make("canvas", { width: C, height: T });
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(C, T);
    const ramp = kind === "test card" ? null : rampOf(INK[kind], limits[kind]);
    for (let head = 0; head < H; head++) {
      if (kind === "output" && !heads.ready(head, split, "output")) continue;
      const out = kind === "output" ? heads.output(head, split) : null;
      for (let row = 0; row < T; row++) {
        for (let d = 0; d < D; d++) {
          const from = source(kind, split, head, row, d);
          const place = 4 * (row * C + head * D + d);
          const bytes = kind === "test card" ? cardBytes(Math.floor(from / C), Math.floor((from % C) / D))
            : ramp(out ? out[row * D + d] : numbers[kind][from]);
          image.data[place] = bytes[0];
          image.data[place + 1] = bytes[1];
          image.data[place + 2] = bytes[2];
          image.data[place + 3] = 255;
        }
      }
    }
    pen.putImageData(image, 0, 0);
    return canvas;
  };
  return {
    of(kind, split) {
      const name = `${kind} ${split}`;
      if (!store.has(name)) store.set(name, draw(kind, split));
      return store.get(name);
    },
    forget(kind) {
      for (const split of ["right", "wrong"]) store.delete(`${kind} ${split}`);
    },
  };
}

// From pale for small numbers to the colour of the letter for large ones.
function rampOf(ink, [low, high]) {
  const table = Array.from({ length: 256 }, (_, i) => PALE.map((pale, part) => Math.round(pale + ((ink[part] - pale) * i) / 255)));
  return (x) => table[Math.max(0, Math.min(255, Math.round((255 * (x - low)) / (high - low))))];
}

function hls(hue, lightness, saturation) {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((turn) => {
    const k = (turn + hue * 12) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}

function wordsInWrong(head, T, H) {
  return [Math.floor((head * T) / H), Math.floor(((head + 1) * T - 1) / H)];
}

function stepsOf(T, H, C, D) {
  const list = [
    { step: "whole", says: "Whole", code: "Q = query(X)", shape: `${T} × ${C}` },
    { step: "cut", says: "Cut", code: `Q.view(${T}, ${H}, ${D})`, shape: `${T} × ${H} × ${D}` },
    { step: "apart", says: "Apart", code: `Q.view(${T}, ${H}, ${D}).transpose(0, 1)`, shape: `${H} × ${T} × ${D}` },
    { step: "maps", says: "Maps", code: `maps = (Q @ K.transpose(-2, -1) / ${D}**0.5).softmax(-1)`, shape: `${H} × ${T} × ${T}` },
    { step: "outputs", says: "Outputs", code: "output = maps @ V", shape: `${H} × ${T} × ${D}` },
    { step: "together", says: "Together", code: `output.transpose(0, 1).reshape(${T}, ${C})`, shape: `${T} × ${C}` },
  ];
  const view = `view(${H}, ${T}, ${D})`;
  return { list, wrong: { cut: view, apart: view, outputs: view, together: view } };
}

// --- Small things ----------------------------------------------------------------------------------------------------

const share3 = (share) => share.toFixed(3);
const twoDigits = (x) => signed(Math.abs(x) < 0.005 ? 0 : x, 2);
const capital = (text) => text[0].toUpperCase() + text.slice(1);
const ease = (t) => (t >= 1 ? 1 : t * t * (3 - 2 * t));
const between = (a, b, t) => Object.fromEntries(Object.keys(b).map((key) => [key, a[key] + (b[key] - a[key]) * t]));

const part = (box, [row, column], rows, columns) => ({
  x: box.x + (column * box.width) / columns, y: box.y + (row * box.height) / rows, width: box.width / columns, height: box.height / rows,
});

function inside(box, x, y, rows, columns) {
  const [row, column] = [Math.floor(((y - box.y) / box.height) * rows), Math.floor(((x - box.x) / box.width) * columns)];
  return row >= 0 && column >= 0 && row < rows && column < columns ? [row, column] : null;
}

function place(node, { x, y, width, height }) {
  node.style.transform = `translate(${x}px, ${y}px)`;
  node.style.width = `${width}px`;
  node.style.height = `${height}px`;
}

function outline(pen, { x, y, width, height }, colour, line) {
  pen.strokeStyle = colour;
  pen.lineWidth = line;
  pen.strokeRect(x, y, width, height);
}

// The chosen head: bright and dark at once, so it is seen on every colour.
function mark(pen, box) {
  outline(pen, box, EDGE, 6);
  outline(pen, box, MARK, 3);
}

// Maps as pictures, painted once for each size: pointing at words repaints the board again and again.
function mapPainter(T) {
  const store = new Map();
  return (pen, name, shares, box, smallest) => {
    const scale = pen.getTransform().a;
    const side = Math.round(box.width * scale);
    const key = `${name} ${side}`;
    if (!store.has(key)) {
      const canvas = make("canvas", { width: side, height: side });
      const most = Math.min(T, Math.max(1, Math.floor(side / (smallest * scale))));
      const all = { x: 0, y: 0, width: side, height: side };
      // the colours are those of the square root: a share of 1 / 8 would look like 0
      paintMatrix(canvas.getContext("2d"), pooled(shares, T, most), most, most, all, (share) => cividisBytes(Math.sqrt(share)));
      if (store.size > 100) store.clear(); // a window that is dragged wider and wider
      store.set(key, canvas);
    }
    pen.imageSmoothingEnabled = false;
    pen.drawImage(store.get(key), box.x, box.y, box.width, box.height);
  };
}

// A matrix with fewer rows and columns, each with the largest share of those that it stands for.
function pooled(shares, T, most) {
  const less = new Float32Array(most * most);
  for (let row = 0; row < T; row++) {
    const start = Math.floor((row * most) / T) * most;
    for (let column = 0; column < T; column++) {
      const cell = start + Math.floor((column * most) / T);
      less[cell] = Math.max(less[cell], shares[row * T + column]);
    }
  }
  return less;
}

function textAt({ text, x, y, align, strong }) {
  const node = make("bdi", { class: `w2b-at w2b-at-${align}`, text });
  node.style.transform = `translate(${x}px, ${y}px)${align === "middle" ? " translateX(-50%)" : align === "right" ? " translateX(-100%)" : ""}`;
  if (strong) node.style.fontWeight = "700";
  return node;
}

export default { render };
