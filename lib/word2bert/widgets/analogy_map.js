import { asking, bar, brief, decode, drawArrow, drawDots, drawMark, fitter, frame, legend, make, placeLabels, plane, signed, spellings, stage, tick, word } from "./core.js";

const NEIGHBOURS = 5;
const HEIGHT = 330;
const [TYPED, NEAREST, SUM, OTHER] = [0, 1, 3, 4]; // families of core.js: their colours and shapes

function render({ model, el }) {
  const view = frame(model, el, "A map of words, and the sum you type");
  const words = model.get("words");
  const index = new Map(words.map((text, row) => [text, row]));
  const rows = decode(model.get("vectors"), "float32");
  const size = rows.length / words.length;
  const unit = (row) => rows.subarray(row * size, (row + 1) * size);
  let scene = null;

  const form = asking({ label: "words with plus and minus between them", action: "find the nearest words", ask: (expression) => view.put({ expression }) });
  const leaveOut = tick({ label: "leave out the words typed", value: model.get("inputs_out"), change: (inputs_out) => view.put({ inputs_out }) });
  form.node.append(leaveOut.node);

  const map = stage(view, HEIGHT, (area) => drawScene(area, scene));
  const key = make("div", {});
  const list = make("div", { class: "w2b-nearest" });
  const instead = make("div", { class: "w2b-controls" });
  const shown = words.length < model.get("vocab_size") ? `the first ${words.length.toLocaleString("en")} of ${model.get("vocab_size").toLocaleString("en")} words` : `${words.length.toLocaleString("en")} words`;
  const axes = make("p", { class: "w2b-note" });
  const found = make("div", {},
    make("div", { class: "w2b-map" }, make("div", {}, map.node), list),
    key, axes, make("p", { class: "w2b-note", text: `Dotted: to the nearest word. Bars: the cosine to the sum, in all ${size} dimensions, of ${shown}.` }));
  view.root.append(form.node, instead, found);

  view.watch(["expression", "inputs_out"], () => {
    const expression = model.get("expression");
    form.show(expression);
    leaveOut.show(model.get("inputs_out"));
    const question = parse(expression, index);
    const reply = question.problem ? question : answer(question.parts, model.get("inputs_out"));
    list.replaceChildren();
    instead.replaceChildren(...(reply.near ?? []).map((text) => {
      const corrected = expression.replace(reply.unknown, () => text);
      return make("button", { type: "button", class: "w2b-button", click: () => view.put({ expression: corrected }) }, word(corrected));
    }));
    found.hidden = Boolean(reply.problem);
    if (reply.problem) {
      scene = null;
      view.say(reply.problem);
    } else {
      list.append(make("h4", { text: "nearest words" }));
      reply.nearest.forEach(([row, cosine]) => list.append(make("div", { class: "w2b-neighbour" },
        word(words[row]), bar(cosine, true).node, make("output", { text: signed(cosine, 2) }))));
      scene = build(question.parts, reply);
      view.say(`${brief(expression, 80)} is nearest to ${brief(words[reply.nearest[0][0]])} (cosine ${signed(reply.nearest[0][1], 2)}).`);
    }
    key.replaceChildren(...(scene ? [legend(scene.names, scene.kinds)] : []));
    axes.textContent = scene?.axesSay ?? "";
    map.repaint();
  });

  function answer(parts, inputsOut) {
    const point = new Float64Array(size);
    for (const { sign, row } of parts) unit(row).forEach((x, d) => (point[d] += sign * x));
    const length = Math.hypot(...point);
    if (length < 1e-6) return { problem: "The words cancel each other: nothing is left to look near." };
    const typed = new Set(inputsOut ? parts.map((part) => part.row) : []);
    const cosines = words.map((_, row) => unit(row).reduce((sum, x, d) => sum + x * point[d], 0) / length);
    const nearest = [...cosines.keys()].filter((row) => !typed.has(row))
      .sort((a, b) => cosines[b] - cosines[a] || a - b).slice(0, NEIGHBOURS).map((row) => [row, cosines[row]]);
    const whole = parts.reduce((sum, part) => sum + part.sign, 0) === 1;
    return { nearest, point: whole ? point : point.map((x) => x / length) };
  }

  // What the map shows: the words typed, the nearest ones, the pairs that have to do with them, and the sum itself.
  function build(parts, found) {
    const typed = parts.map((part) => part.row);
    const all = model.get("pairs").map((pair) => pair.map((text) => index.get(text)));
    const pairs = all.flat().some((row) => typed.includes(row)) ? all : [];
    const shown = [...new Set([...typed, ...found.nearest.map(([row]) => row), ...pairs.flat()])];
    const { steps, axesSay } = axesOfTheMap(parts, pairs);
    const { points, place } = plane(shown.map(unit), steps.map(addUp));
    const at = new Map(shown.map((row, i) => [row, points[i]]));
    const target = place(found.point);
    const kindOf = (row) => (typed.includes(row) ? TYPED : found.nearest.some(([near]) => near === row) ? NEAREST : OTHER);
    const [plus, minus] = [1, -1].map((sign) => parts.filter((part) => part.sign === sign));
    const arrows = plus.length === 2 && minus.length === 1
      ? [[at.get(minus[0].row), at.get(plus[0].row)], [at.get(plus[1].row), target]]
      : plus.map((part) => [at.get(part.row), target]);
    const kinds = [TYPED, NEAREST, SUM, ...(pairs.length ? [OTHER] : [])];
    const names = ["words typed", "nearest words", "their sum", "other pairs"];
    const items = shown.map((row) => ({ text: words[row], point: at.get(row), kind: kindOf(row), strong: kindOf(row) === TYPED || row === found.nearest[0][0] }));
    return { items, target, arrows, nearest: kindOf(found.nearest[0][0]) === NEAREST ? at.get(found.nearest[0][0]) : target, pairs: pairs.map(([a, b]) => [at.get(a), at.get(b)]), kinds, names: names.slice(0, kinds.length), axesSay };
  }

  function addUp(pairs) {
    const sum = new Float64Array(size);
    for (const [a, b] of pairs) unit(b).forEach((x, d) => (sum[d] += x - unit(a)[d]));
    return sum;
  }
  return view.close;
}

function drawScene(area, scene) {
  if (!scene) return;
  const { pen, width, height, colour } = area;
  const fit = fitter([...scene.items.map((item) => item.point), scene.target], width, height, 44);
  const [pairs, arrows] = [scene.pairs, scene.arrows].map((all) => all.map((ends) => ends.map(fit)));
  for (const [a, b] of pairs) drawArrow(pen, a, b, { colour: colour("faint"), width: 1.5 });
  for (const [a, b] of arrows) drawArrow(pen, a, b, { colour: colour("text"), width: 2.5 });
  const dotted = [fit(scene.target), fit(scene.nearest)];
  drawDots(pen, ...dotted, colour("orange"));
  const items = scene.items.map(({ text, point, strong }) => ({ text, strong, x: fit(point)[0], y: fit(point)[1] }));
  const [x, y] = fit(scene.target);
  placeLabels(area.labels, [{ text: "sum", x, y, strong: true }, ...items], area, [...arrows, ...pairs, dotted]);
  items.forEach((item, i) => drawMark(pen, scene.items[i].kind, item.x, item.y, 6, colour("text")));
  drawMark(pen, SUM, x, y, 8, colour("text"));
}

// The steps that are the axes of the map, each a list of [from, to]; and both axes in words. As in analogy_map.py.
function axesOfTheMap(parts, pairs) {
  const [added, taken] = [1, -1].map((sign) => parts.filter((part) => part.sign === sign));
  const [a, c, b] = [...added, ...taken];
  const isAnalogy = added.length === 2 && taken.length === 1 && new Set([a.row, b.row, c.row]).size === 3;
  if (!pairs.length && !isAnalogy) return { steps: [], axesSay: "The map shows what these words differ in most (PCA)." };
  const step = (from, to) => `the step from ${brief(from.text, 24)} to ${brief(to.text, 24)}`;
  const right = pairs.length ? `the mean step of the ${pairs.length} pairs` : step(b, a);
  const up = isAnalogy ? step(b, c) : "what these words differ in most besides";
  const steps = [pairs.length ? pairs : [[b.row, a.row]], ...(isAnalogy ? [[[b.row, c.row]]] : [])];
  return { steps, axesSay: `Left to right: ${right}. Upwards: ${up}.` };
}

// "a - b + c" -> its parts, or a sentence that says what is wrong. The same rules as parse in analogy_map.py.
function parse(expression, index) {
  const known = (text) => (!index.has(text) && index.has(text.toLowerCase()) ? text.toLowerCase() : text);
  const parts = [];
  let [sign, awaits] = [1, true];
  for (const piece of expression.split(/([+−–]|(?<=\s)-|-(?=\s)|^-)/).map((text) => text.trim())) {
    if (["+", "-", "−", "–"].includes(piece)) {
      if (awaits && parts.length) return { problem: "Two signs follow each other: put a word between them." };
      [sign, awaits] = [piece === "+" ? 1 : -1, true];
    } else if (piece) {
      const inner = index.has(piece) || !/[^-]-|-[^-]/.test(piece) ? [piece] : piece.split("-");
      inner.forEach((text, i) => parts.push({ sign: i === 0 ? sign : -1, text: known(text.trim()) }));
      awaits = false;
    }
  }
  if (!parts.length || awaits) return { problem: "Type words with + and - between them, such as king - man + woman." };
  for (const part of parts) {
    if (!index.has(part.text)) {
      const near = spellings(part.text, [...index.keys()]);
      return { problem: `${brief(part.text, 40)} is not in the dictionary. Nearest spellings: ${near.map((text) => brief(text)).join(", ")}.`, near, unknown: part.text };
    }
    part.row = index.get(part.text);
  }
  return { parts };
}

export default { render };
