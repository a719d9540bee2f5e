// What all widgets share: elements, controls, a canvas with labels, and the arithmetic of words.
// Text from outside is data: it enters a page through textContent and nowhere else.

// Okabe and Ito's colours, told apart by every kind of colour vision; figures/card.py has the same list.
export const COLOURS = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442", "#999999"];

// JupyterLab takes the keys of a focused element for its own commands, unless the element itself has this attribute.
const KEEPS_KEYS = "data-lm-suppress-shortcuts";

export function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  if (["input", "button", "select"].includes(tag) || "tabindex" in properties) node.setAttribute(KEEPS_KEYS, "true");
  for (const [name, value] of Object.entries(properties)) {
    if (name === "text") node.textContent = value;
    else if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// A word from the learner's text: cut off with dots when long, in its own writing direction.
export const word = (text) => make("bdi", { class: "w2b-word", text, title: text });

// A word within a sentence, cut off so that the sentence stays one.
export const brief = (text, letters = 28) => (text.length <= letters ? text : `${text.slice(0, letters - 1)}…`);

// The frame of one view: its root, the line that says what is shown, what to undo when the view goes.
export function frame(model, host, name) {
  const root = make("div", { class: "w2b", role: "group", "aria-label": name, [KEEPS_KEYS]: "true" });
  const line = make("p", { class: "w2b-says", "aria-live": "polite", "aria-atomic": "true" });
  const undo = [() => root.remove()];
  root.append(line);
  host.append(root);
  return {
    root,
    line, // the sentence that says what is shown: at the top, unless a view puts it elsewhere
    say(text) {
      if (line.textContent !== text) line.textContent = text;
    },
    quiet(yes) {
      line.setAttribute("aria-live", yes ? "off" : "polite");
    },
    put(values) {
      for (const [key, value] of Object.entries(values)) model.set(key, value);
      model.save_changes();
    },
    watch(keys, draw) {
      const events = keys.map((key) => `change:${key}`);
      for (const event of events) model.on(event, draw);
      undo.push(() => events.forEach((event) => model.off(event, draw)));
      draw();
    },
    later(action) {
      undo.push(action);
    },
    close() {
      while (undo.length) undo.pop()();
    },
  };
}

// Whether this is a page of its own (page.js), where no Python answers: a view that asks Python for something says so.
export const alone = (model) => model.kernel === false;

// Names of the controls of one view: radio buttons of two views must not share a group.
export const unique = () => `w2b-${Math.random().toString(36).slice(2)}`;

// What the dice of BERT did to a token, in words; kind is "mask", "random" (then `read` is what stands there) or "stays".
export const became = (token, kind, read) => (
  `“${brief(token, 16)}” ${kind === "mask" ? "becomes [MASK]" : kind === "stays" ? "stays" : `becomes “${brief(read, 16)}”`}`);

// Scrolls a board that is wider than its frame until `node`, a cell, is in sight, once the page has its sizes.
// The names of its rows stay at the left; the first child is one of them. Without a node nothing happens.
export const bringInSight = (board, node) => node && requestAnimationFrame(() => {
  const [names, start] = [board.firstChild.offsetWidth, node.offsetLeft - board.offsetLeft];
  const hidden = start < board.scrollLeft + names || start + node.offsetWidth > board.scrollLeft + board.clientWidth;
  if (hidden) board.scrollLeft = start - (board.clientWidth + names - node.offsetWidth) / 2;
});

export function slider({ label, min, max, step = 1, value, input, hidden = false }) {
  const range = make("input", { type: "range", min, max, step, "aria-label": label, input: () => input(Number(range.value)) });
  range.value = value;
  if (hidden) return { node: range, range, show: (shown, words) => showRange(range, shown, words) };
  const output = make("output");
  const node = make("label", { class: "w2b-slider" }, make("span", { text: label }), range, output);
  const show = (shown, words = String(shown)) => {
    showRange(range, shown, words);
    output.textContent = words;
  };
  show(value);
  return { node, range, show };
}

function showRange(range, value, words) {
  if (Number(range.value) !== value) range.value = value;
  if (words) range.setAttribute("aria-valuetext", words);
}

export function choice({ label, options, value, change }) {
  const group = unique();
  const boxes = options.map((option) =>
    make("input", { type: "radio", name: group, value: option, change: () => change(option) }));
  const ticks = options.map((option, i) => make("label", { class: "w2b-tick" }, boxes[i], make("span", { text: option })));
  const node = make("fieldset", { class: "w2b-choice" }, make("legend", { text: label }), ...ticks);
  const show = (shown) => boxes.forEach((box) => (box.checked = box.value === shown));
  show(value);
  return { node, show };
}

export function tick({ label, value, change }) {
  const box = make("input", { type: "checkbox", change: () => change(box.checked) });
  const show = (shown) => (box.checked = shown);
  show(value);
  return { node: make("label", { class: "w2b-tick" }, box, make("span", { text: label })), show };
}

export const button = (text, click) => make("button", { type: "button", class: "w2b-button", text, click });

// A box for text and a button; `ask` gets the text when Enter or the button is pressed.
export function asking({ label, action, ask, before = "", after = "" }) {
  const send = () => ask(entry.value.trim());
  const entry = make("input", {
    type: "text", class: "w2b-entry", "aria-label": label, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    keydown: (event) => event.key === "Enter" && !event.isComposing && send(), // Enter also ends a Chinese word
  });
  const node = make("div", { class: "w2b-controls w2b-ask" }, before, entry, after, button(action, send));
  return { node, entry, show: (text) => entry.value.trim() !== text && (entry.value = text) };
}

// A bar for a share from 0 to 1; the number stands beside it as text.
export function bar(share, marked = false) {
  const fill = make("i", { class: marked ? "w2b-marked" : "" });
  const node = make("span", { class: "w2b-bar", "aria-hidden": "true" }, fill);
  const show = (value, mark = marked) => {
    fill.style.width = `${100 * Math.min(1, Math.max(0, value))}%`;
    fill.className = mark ? "w2b-marked" : "";
  };
  show(share);
  return { node, show };
}

export const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// Three digits that count: 0.0123, 1.23, 12.3, 1,234.
export function number(x) {
  if (x === 0) return "0";
  const digits = Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(Math.abs(x)))));
  return x.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

// A score with its sign, and with a real minus.
export const signed = (x, digits = 1) => x.toFixed(digits).replace("-", "−");

export function softmax(scores) {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

// The shapes that go with COLOURS, so that no family is told by colour alone; figures/card.py has the same order.
const SHAPES = [
  null, // a circle
  [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  [[0, -1.2], [1.15, 0.85], [-1.15, 0.85]],
  [[0, -1.3], [1.1, 0], [0, 1.3], [-1.1, 0]],
  [[0, 1.2], [1.15, -0.85], [-1.15, -0.85]],
  [[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]],
  [[0, -1.2], [1.14, -0.37], [0.71, 0.97], [-0.71, 0.97], [-1.14, -0.37]],
  [[-0.5, -1], [0.5, -1], [1.1, 0], [0.5, 1], [-0.5, 1], [-1.1, 0]],
];

export function drawMark(pen, family, x, y, radius, edge) {
  const shape = SHAPES[family % SHAPES.length];
  pen.beginPath();
  if (shape) shape.forEach(([dx, dy], i) => pen[i ? "lineTo" : "moveTo"](x + dx * radius, y + dy * radius));
  else pen.arc(x, y, radius * 1.1, 0, 2 * Math.PI);
  pen.closePath();
  pen.fillStyle = COLOURS[family % COLOURS.length];
  pen.fill();
  pen.lineWidth = 1;
  pen.strokeStyle = edge;
  pen.stroke();
}

export function drawArrow(pen, from, to, { colour, width = 2, gap = 9 }) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (length < 2 * gap + 4) return;
  const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const start = [from[0] + ux * gap, from[1] + uy * gap];
  const tip = [to[0] - ux * gap, to[1] - uy * gap];
  const head = 4 + 2.5 * width;
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(...start);
  pen.lineTo(tip[0] - ux * head, tip[1] - uy * head);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(...tip);
  pen.lineTo(tip[0] - ux * head - uy * head * 0.5, tip[1] - uy * head + ux * head * 0.5);
  pen.lineTo(tip[0] - ux * head + uy * head * 0.5, tip[1] - uy * head - ux * head * 0.5);
  pen.fill();
}

export function drawDots(pen, from, to, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = 2.5;
  pen.setLineDash([3, 5]);
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
  pen.setLineDash([]);
}

// A legend of shapes and names; families: the number of each name's colour and shape.
export function legend(names, families = names.map((_, i) => i)) {
  return make("ul", { class: "w2b-legend" }, ...names.map((name, i) => {
    const canvas = make("canvas", { width: 36, height: 36, "aria-hidden": "true" });
    canvas.style.width = canvas.style.height = "18px";
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    drawMark(pen, families[i], 9, 9, 6, "#0006");
    return make("li", {}, canvas, word(name));
  }));
}

// A canvas with labels of text above it, painted again when its width or the theme changes, or when it is seen again.
export function stage(view, height, paint) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const labels = make("div", { "aria-hidden": "true" });
  const node = make("div", { class: "w2b-stage" }, canvas, labels);
  node.style.height = `${height}px`; // fixed, so that painting can never change the size that is watched
  let width = 0;
  const repaint = () => {
    width = node.clientWidth; // 0 while it is hidden: then it is painted when it is seen again
    if (!width) return;
    const scale = window.devicePixelRatio || 1;
    const pixels = [Math.round(width * scale), Math.round(height * scale)];
    if (canvas.width !== pixels[0] || canvas.height !== pixels[1]) [canvas.width, canvas.height] = pixels; // costs a layout
    const pen = canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const style = getComputedStyle(node);
    const colour = (name) => style.getPropertyValue(`--w2b-${name}`).trim();
    paint({ pen, width, height, colour, labels });
  };
  const size = new ResizeObserver(() => node.clientWidth !== width && repaint());
  size.observe(node);
  const theme = new MutationObserver(repaint);
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", repaint);
  view.later(() => {
    size.disconnect();
    theme.disconnect();
    system.removeEventListener("change", repaint);
  });
  return { node, repaint };
}

// Puts words beside their points where they cover no other and, if they can, no line; further away, with a thin line to
// the point, where it is crowded. items: {text, x, y, strong?}. Returns for each item where its label stands, seen from its
// point, or null: a label that finds no place is left out, unless it is strong.
const NEAR_SPOTS = 8;
const LINE_HEIGHT = 18;

export function placeLabels(layer, items, { pen, width, height, colour }, lines = []) {
  while (layer.children.length > items.length) layer.lastChild.remove();
  while (layer.children.length < items.length) layer.append(make("bdi", { class: "w2b-label" }));
  const nodes = [...layer.children];
  items.forEach((item, i) => {
    if (nodes[i].textContent !== item.text) nodes[i].textContent = item.text;
    nodes[i].style.fontWeight = item.strong ? "700" : "400";
    nodes[i].style.visibility = "hidden";
  });
  const widths = nodes.map((node) => node.offsetWidth);
  const around = (x, y, reach) => [x - reach, y - reach, x + reach, y + reach];
  const taken = items.map(({ x, y }) => around(x, y, 6));
  const crossed = lines.flatMap(([a, b]) => Array.from({ length: 25 }, (_, k) =>
    around(a[0] + ((b[0] - a[0]) * k) / 24, a[1] + ((b[1] - a[1]) * k) / 24, 2)));
  const spots = items.map(() => null);
  const order = items.map((_, i) => i).sort((a, b) => (items[b].strong ? 1 : 0) - (items[a].strong ? 1 : 0));
  for (const i of order) {
    const { x, y, strong } = items[i];
    const w = widths[i];
    const hits = (boxes, [left, top]) => boxes.filter((box) =>
      left < box[2] && left + w > box[0] && top < box[3] && top + LINE_HEIGHT > box[1]).length;
    const best = labelSpots(x, y, w).map((corner, place) => ({
      corner, far: place >= NEAR_SPOTS,
      cost: 1000 * hits(taken, corner) + 10 * hits(crossed, corner) + (place >= NEAR_SPOTS ? 8 : 0)
        + (corner[0] < 0 || corner[1] < 0 || corner[0] + w > width || corner[1] + LINE_HEIGHT > height ? 5000 : 0),
    })).reduce((a, b) => (b.cost < a.cost ? b : a));
    if (best.cost >= 1000 && !strong) continue;
    const left = Math.max(0, Math.min(best.corner[0], width - w));
    const top = Math.max(0, Math.min(best.corner[1], height - LINE_HEIGHT));
    taken.push([left, top, left + w, top + LINE_HEIGHT]);
    nodes[i].style.transform = `translate(${left}px, ${top}px)`;
    nodes[i].style.visibility = "visible";
    spots[i] = [left - x, top - y];
    if (best.far) {
      pen.strokeStyle = colour("faint");
      pen.lineWidth = 1;
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(Math.max(left, Math.min(x, left + w)), Math.max(top, Math.min(y, top + LINE_HEIGHT)));
      pen.stroke();
    }
  }
  return spots;
}

// The upper left corners that a label may have: eight close to its point, then twelve further away.
function labelSpots(x, y, width) {
  return [[9, NEAR_SPOTS], [32, 12]].flatMap(([distance, turns]) => {
    const order = Array.from({ length: turns }, (_, turn) => turn)
      .sort((a, b) => ((a * 4) % turns !== 0) - ((b * 4) % turns !== 0) || a - b);
    return order.map((turn) => {
      const [dx, dy] = [Math.cos((2 * Math.PI * turn) / turns), -Math.sin((2 * Math.PI * turn) / turns)];
      return [x + dx * (distance + width / 2) - width / 2, y + dy * (distance + LINE_HEIGHT / 2) - LINE_HEIGHT / 2];
    });
  });
}

// Maps points (x, y pairs) into a box of pixels with one scale for both axes, so that angles stay true.
export function fitter(points, width, height, margin) {
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
  const reach = (values) => Math.max(Math.max(...values) - Math.min(...values), 1e-9);
  const scale = Math.min((width - 2 * margin) / reach(xs), (height - 2 * margin) / reach(ys));
  const [cx, cy] = [middle(xs), middle(ys)];
  return ([x, y]) => [width / 2 + (x - cx) * scale, height / 2 - (y - cy) * scale];
}

// A plane for some vectors: their points on it, and where another vector falls. Its axes are the steps (none, one or two),
// made to stand at right angles, and the directions in which the vectors differ most besides (PCA).
// From the products of the vectors with each other, of which there are far fewer than numbers in them.
export function plane(vectors, steps = []) {
  const [count, size] = [vectors.length, vectors[0].length];
  const mean = new Float64Array(size);
  for (const vector of vectors) vector.forEach((x, d) => (mean[d] += x / count));
  const centred = vectors.map((vector) => Float64Array.from(vector, (x, d) => x - mean[d]));
  const dot = (a, b) => a.reduce((sum, x, d) => sum + x * b[d], 0);
  const remove = (axis, row) => {
    const along = dot(row, axis);
    row.forEach((_, d) => (row[d] -= along * axis[d]));
  };
  const given = [];
  for (const step of steps) {
    const rest = Float64Array.from(step);
    given.forEach((axis) => remove(axis, rest));
    const length = Math.max(Math.hypot(...rest), 1e-12);
    given.push(rest.map((x) => x / length));
    centred.forEach((row) => remove(given[given.length - 1], row));
  }
  const products = centred.map((a) => centred.map((b) => dot(a, b)));
  const found = Array.from({ length: 2 - given.length }, () => {
    const { value, vector } = largestEigen(products);
    products.forEach((row, i) => row.forEach((_, j) => (row[j] -= value * vector[i] * vector[j])));
    const furthest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    const length = Math.sqrt(Math.max(value, 0)) * (furthest < 0 ? -1 : 1);
    const axis = new Float64Array(size);
    if (value > 1e-12) centred.forEach((row, i) => row.forEach((x, d) => (axis[d] += (x * vector[i]) / length)));
    return axis;
  });
  const axes = [...given, ...found];
  const place = (vector) => axes.map((axis) => axis.reduce((sum, x, d) => sum + x * (vector[d] - mean[d]), 0));
  return { points: vectors.map(place), place };
}

function largestEigen(matrix) {
  let vector = matrix.map((_, i) => Math.sin(i + 1)); // any start that is not special will do, and always the same one
  let value = 0;
  for (let step = 0; step < 500; step++) {
    const next = matrix.map((row) => row.reduce((sum, x, j) => sum + x * vector[j], 0));
    const length = Math.hypot(...next);
    if (length < 1e-12) return { value: 0, vector: vector.map(() => 0) };
    vector = next.map((x) => x / length);
    if (Math.abs(length - value) < 1e-12 * length && step > 50) break;
    value = length;
  }
  return { value, vector };
}

// The three words spelled most like `name`, as Python's difflib measures it: twice the letters in matching blocks,
// divided by the letters of both.
export function spellings(name, words) {
  const low = name.toLowerCase().slice(0, 60);
  return words.map((text) => [(2 * matching(low, text)) / (low.length + text.length), text])
    .sort(([a, x], [b, y]) => b - a || (x < y ? 1 : -1)).slice(0, 3).map(([, text]) => text);
}

function matching(a, b) {
  if (!a || !b) return 0;
  let [length, inA, inB] = [0, 0, 0];
  let row = new Uint16Array(b.length + 1);
  for (let i = 0; i < a.length; i++) {
    const next = new Uint16Array(b.length + 1);
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue;
      next[j + 1] = row[j] + 1;
      if (next[j + 1] > length) [length, inA, inB] = [next[j + 1], i + 1 - next[j + 1], j + 1 - next[j + 1]];
    }
    row = next;
  }
  if (!length) return 0;
  return length + matching(a.slice(0, inA), b.slice(0, inB)) + matching(a.slice(inA + length), b.slice(inB + length));
}

// --- Numbers: bytes from Python, products, softmax, colours, matrices as pictures -----------------------------------

// The bytes that `packed` in base.py makes, as a Float32Array. They arrive unaligned, so 2- and 4-byte numbers are copied.
// kind: "float32", "float16" or "uint8".
export function decode(view, kind) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (kind === "float32") return new Float32Array(bytes.slice().buffer);
  if (kind === "float16") return Float32Array.from(new Uint16Array(bytes.slice().buffer), fromHalf);
  if (kind === "uint8") return Float32Array.from(bytes);
  throw new Error(`kind is ${kind}; pass float32, float16 or uint8`);
}

// A float16 has 1 bit of sign, 5 of exponent and 10 of fraction.
function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
}

// (n, k) times (k, m); matrices are Float32Arrays, row after row.
export function matmul(a, b, n, k, m) {
  const out = new Float32Array(n * m);
  const sums = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    sums.fill(0);
    for (let j = 0; j < k; j++) {
      const x = a[i * k + j];
      const start = j * m;
      for (let c = 0; c < m; c++) sums[c] += x * b[start + c];
    }
    out.set(sums, i * m);
  }
  return out;
}

// (n, k) times the transpose of (m, k): the dot product of each row of a with each row of b.
export function matmulT(a, b, n, k, m) {
  const out = new Float32Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let d = 0, p = i * k, q = j * k; d < k; d++) sum += a[p + d] * b[q + d];
      out[i * m + j] = sum;
    }
  }
  return out;
}

// The softmax of each row of (n, m) scores. allowed: n * m bytes, 1 where a key may be attended to; a row with nothing
// allowed is zero, as in models/attention.py. A temperature above 1 makes the shares more equal.
export function softmaxRows(scores, n, m, allowed = null, temperature = 1) {
  const out = new Float32Array(n * m);
  for (let start = 0; start < n * m; start += m) {
    let highest = -Infinity;
    for (let c = start; c < start + m; c++) if (!allowed || allowed[c]) highest = Math.max(highest, scores[c]);
    if (highest === -Infinity) continue;
    let sum = 0;
    for (let c = start; c < start + m; c++) {
      if (!allowed || allowed[c]) sum += out[c] = Math.exp((scores[c] - highest) / temperature);
    }
    for (let c = start; c < start + m; c++) out[c] /= sum;
  }
  return out;
}

// Cividis, the colours of shares from 0 to 1: 256 times red, green, blue, as in matplotlib.
export const cividisTable = Uint8Array.from(atob([
  "ACJNACNPACNQACRSACVUACZVACZXACdZAChbAChcACleACpgACpiACtkACxmACxnAC1pAC5rAC9tAC9vADBwADBwADFwADFwBDJwCDNwCzNwDjRwETVvFDZvFjZvGDdv",
  "GjhvHDhuHTluHzpuITtuIjtuJDxuJT1tJz1tKD5tKj9tKz9tLEBtLkFsL0JsMEJsMUNsMkRsNERsNUVsNkZsN0ZsOEdsOUhsOkhrO0lrPUprPktrP0trQExrQU1rQk1r",
  "Q05rRE9rRU9rRlBrR1FrSFFrSVJrSlNrS1RsTFRsTVVsTlZsTlZsT1dsUFhsUVhsUllsU1psVFpsVVttVlxtV11tWF1tWV5tWV9tWl9tW2BuXGFuXWFuXmJuX2NuYGRu",
  "YWRvYWVvYmZvY2ZvZGdvZWhwZmlwZ2lwaGpwaGtxaWtxamxxa21xbG1ybW5ybm9ybnBzb3BzcHFzcXJzcnN0c3N0dHR1dHV1dXV1dnZ2d3d2eHh2eXh3eXl3enp3e3t3",
  "fHt4fXx4fn14f314gH54gX94goB4g4B4hIF4hYJ4hYN4hoN4h4R4iIV4iYZ4ioZ4i4d4jIh4jYl4jol4j4p3kIt3kYx3kox3k413lI53lY93lo93l5B2mJF2mZJ2mpN2",
  "m5N2nJR2nZV1npZ1n5Z1oJd1oZh0opl0o5p0pJp0pZtzppxzp51zqJ5zqZ5yqp9yq6ByrKFxraJxrqJxr6NwsKRwsaVwsqZvs6ZvtKdvtahutqlut6ptuKttuattuqxs",
  "u61svK5rva9rvrBqv7BqwbFpwrJpw7NoxLRoxbVnxrVnx7ZmyLdlybhlyrlky7pkzLtjzbxizrxiz71h0L5g0r9g08Bf1MFe1cJe1sNd18Nc2MRb2cVa2sZa28dZ3MhY",
  "3slX38pW4MtV4cxU4sxT481S5M5R5c9Q5tBP6NFO6dJN6tNM69RL7NVK7dZI7tdH79hG8dlE8tpD89pC9NtA9dw/9t09+N47+d86+uA4++E2/eI0/eMz/eU0/eY2/ec3",
].join("")), (letter) => letter.charCodeAt(0));

// [red, green, blue] of a share from 0 to 1: what paintMatrix wants.
export function cividisBytes(share) {
  const place = 3 * Math.max(0, Math.min(255, Math.floor(256 * share)));
  return [cividisTable[place], cividisTable[place + 1], cividisTable[place + 2]];
}

// [red, green, blue] of a difference from -1 to 1: blue is less, white is none, vermilion is more.
export function differenceBytes(difference) {
  const end = difference < 0 ? [0, 114, 178] : [213, 94, 0];
  const share = Math.min(1, Math.abs(difference));
  return end.map((byte) => Math.round(255 + (byte - 255) * share));
}

// Paints an (n, m) matrix into a box {x, y, width, height} of the pen's own units, with crisp cells. Where cells are smaller
// than a pixel, the one furthest from zero is seen, so that a lone bright cell never vanishes.
// colourOf(value, cell) gives [red, green, blue], or null for a cell that is left empty; cell counts row after row.
export function paintMatrix(pen, values, n, m, box, colourOf = cividisBytes) {
  const { a: scale, e, f } = pen.getTransform();
  const [left, top] = [Math.round(box.x * scale + e), Math.round(box.y * scale + f)];
  const width = Math.round((box.x + box.width) * scale + e) - left;
  const height = Math.round((box.y + box.height) * scale + f) - top;
  if (width < 1 || height < 1) return;
  const image = pen.createImageData(width, height);
  const columns = Array.from({ length: width }, (_, x) => under(x, width, m));
  let painted = [-1, -1];
  for (let y = 0; y < height; y++) {
    const [firstRow, lastRow] = under(y, height, n);
    if (firstRow === painted[0] && lastRow === painted[1]) { // the same cells as in the line of pixels above
      image.data.copyWithin(4 * y * width, 4 * (y - 1) * width, 4 * y * width);
      continue;
    }
    painted = [firstRow, lastRow];
    let [shown, colour] = [-1, null];
    for (let x = 0; x < width; x++) {
      const [first, last] = columns[x];
      let cell = firstRow * m + first;
      for (let row = firstRow; row <= lastRow; row++) {
        for (let c = row * m + first; c <= row * m + last; c++) if (Math.abs(values[c]) > Math.abs(values[cell])) cell = c;
      }
      if (cell !== shown) colour = colourOf(values[(shown = cell)], cell);
      if (!colour) continue;
      const place = 4 * (y * width + x);
      for (let part = 0; part < 3; part++) image.data[place + part] = colour[part];
      image.data[place + 3] = 255;
    }
  }
  pen.putImageData(image, left, top);
}

// The first and the last of `count` cells that lie under a pixel, when `pixels` pixels show them all.
function under(pixel, pixels, count) {
  if (count <= pixels) return [0, 1].map(() => Math.floor(((pixel + 0.5) * count) / pixels));
  return [Math.floor((pixel * count) / pixels), Math.floor(((pixel + 1) * count) / pixels) - 1];
}

// Makes a stage's node a grid to point at: hovering or touching shows a cell, a click (or Enter, or the space bar) locks it
// for everyone to see and unlocks it, arrows, Home and End walk, Escape lets go. What is shown is said through view.say.
// The lock is [row, column] or null in the model, read by get() and written by set(cell); hovering stays in this view.
// name: what a screen reader calls the grid. rows, columns, box: how many cells and where they lie in the node, as
// values or as functions that give them. label(row, column): what to say. changed(cell): called when another cell, or
// null, is shown. Returns shown(), the cell, and update(), to be called after painting and when the lock has changed.
// Cells that do not fill one box evenly come with where(cell), the box of a cell, and find(x, y), the cell at a point of
// the node or null. leap: how many cells an arrow key passes while Shift is held.
export function gridCursor(view, node, { name, rows, columns, box, label, get, set, changed = () => {}, leap = 1, ...own }) {
  const now = (value) => (typeof value === "function" ? value() : value);
  const { where, find } = { where: even, find: evenly, ...own };
  const ring = make("div", { class: "w2b-cell", "aria-hidden": "true", hidden: true });
  node.append(ring);
  for (const [key, value] of Object.entries({ tabindex: "0", role: "application", "aria-roledescription": "map", "aria-label": name, [KEEPS_KEYS]: "true" })) {
    node.setAttribute(key, value);
  }
  node.classList.add("w2b-grid");
  let here = null;
  let said = null;

  const inside = (cell) => cell && cell[0] < now(rows) && cell[1] < now(columns) ? cell : null;
  const shown = () => inside(get()) ?? inside(here);
  const update = () => {
    const cell = shown();
    ring.hidden = !cell;
    ring.classList.toggle("w2b-locked", Boolean(inside(get())));
    if (cell) {
      const { x, y, width, height } = where(cell);
      ring.style.transform = `translate(${x}px, ${y}px)`;
      ring.style.width = `${width}px`;
      ring.style.height = `${height}px`;
      view.say(label(...cell));
    }
    if (String(cell) !== String(said)) changed((said = cell));
  };
  const look = (cell) => {
    if (String(cell) === String(here)) return;
    here = cell;
    update();
  };
  const lock = (cell) => {
    here = cell;
    set(String(cell) === String(get()) ? null : cell);
    update();
  };
  function even([row, column]) {
    const { x, y, width, height } = now(box);
    const [w, h] = [width / now(columns), height / now(rows)];
    return { x: x + column * w, y: y + row * h, width: w, height: h };
  }
  function evenly(left, top) {
    const { x, y, width, height } = now(box);
    const column = Math.floor(((left - x) / width) * now(columns));
    const row = Math.floor(((top - y) / height) * now(rows));
    return row < 0 || column < 0 || row >= now(rows) || column >= now(columns) ? null : [row, column];
  }
  const at = (event) => {
    const corner = node.getBoundingClientRect();
    return find(event.clientX - corner.left, event.clientY - corner.top);
  };
  const walk = (key, [row, column], by) => ({
    ArrowUp: [row - by, column], ArrowDown: [row + by, column], ArrowLeft: [row, column - by], ArrowRight: [row, column + by],
    Home: [row, 0], End: [row, now(columns) - 1],
  })[key];

  node.addEventListener("pointermove", (event) => look(at(event)));
  node.addEventListener("pointerdown", (event) => look(at(event)));
  node.addEventListener("pointerleave", () => look(null));
  node.addEventListener("click", (event) => at(event) && lock(at(event)));
  node.addEventListener("focus", () => node.matches(":focus-visible") && !shown() && look([0, 0]));
  node.addEventListener("blur", () => look(null));
  node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const from = shown() ?? [0, 0];
    const to = walk(event.key, from, event.shiftKey ? leap : 1);
    if (to) {
      here = [Math.max(0, Math.min(to[0], now(rows) - 1)), Math.max(0, Math.min(to[1], now(columns) - 1))];
      if (get()) set(here); // a locked cell walks with the keys
      update();
    } else if (event.key === "Enter" || event.key === " ") lock(from);
    else if (event.key === "Escape") {
      here = null;
      if (get()) set(null);
      update();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { shown, update };
}
