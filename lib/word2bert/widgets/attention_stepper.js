import { bar, brief, button, cividisBytes, decode, differenceBytes, frame, gridCursor, make, matmul, matmulT, paintMatrix, signed, slider, softmaxRows, stage, tick, unique, word } from "./core.js";

const STEPS = [
  { key: "scores", box: "MatMul", does: "q · k", says: (from) => `The query of ${from} times the key of every word` },
  { key: "scale", box: "Scale", does: "÷ √D", says: () => "Every score is divided by √D" },
  { key: "mask", box: "Mask", does: "who may be seen", says: () => "What may not be looked at gets −∞" },
  { key: "softmax", box: "SoftMax", does: "shares, sum 1", says: (from) => `The scores become the shares of the attention of ${from}` },
  { key: "output", box: "MatMul", does: "weights · V", says: (from) => `The output of ${from}: its weights times the values` },
];
const CHANGES = ["scale", "padding mask", "causal mask", "temperature", "query"];
const [BLUE, ORANGE, GREEN, PURPLE] = [[0, 114, 178], [230, 159, 0], [0, 158, 115], [204, 121, 167]];
const NOTCHES = 60; // of the slider that pulls the query
const STATE = ["row", "column", "step", "scale", "padding_mask", "causal_mask", "temperature", "moved_query", "towards", "pull", "compare", "part", "number"];

function render({ model, el }) {
  const view = frame(model, el, "Attention, one box at a time");
  const tokens = model.get("tokens");
  const count = tokens.length;
  const [q, k, v] = ["q", "k", "v"].map((name) => decode(model.get(name), "float32"));
  const [size, valueSize] = [q.length / count, v.length / count];
  const real = model.get("real");
  const [nameQ, nameK, nameV] = model.get("names");
  const name = (i) => `“${brief(tokens[i], 16)}”`;
  let scene = null;
  let other = { key: null, attended: null }; // what the second map compares with: it stays while a query is dragged

  // --- what is chosen

  const group = unique();
  const boxes = STEPS.map(({ key }) => make("input", { type: "radio", name: group, value: key, change: () => view.put({ step: key, part: [] }) }));
  const steps = make("fieldset", { class: "w2b-boxes", "aria-label": "the five boxes of attention" }, ...STEPS.map(({ box, does }, i) =>
    make("label", { class: "w2b-box" }, boxes[i], make("b", { text: box }), make("small", { text: does }))));
  const looks = picker("the word that looks", (row) => view.put({ row, ...OWN_QUERY, part: [] }));
  const keys = tokens.map((token, j) => {
    const [shown, share] = [make("output"), bar(0)];
    const node = make("button", { type: "button", class: "w2b-key", click: () => view.put({ column: model.get("column") === j ? -1 : j }) }, word(token), shown, share.node);
    return { node, shown, share };
  });

  // --- the sum behind one number, and the line that computes it

  const title = make("h4");
  const table = stage(view, 138, (area) => scene && drawTable(area, scene.table));
  const tableCursor = gridCursor(view, table.node, {
    name: "the numbers of the sum", rows: 3, columns: () => scene?.table.columns ?? 1, box: () => tableBox(table.node.clientWidth),
    label: (row, column) => `${scene.table.names[row]}, ${scene.table.heads[column]}: ${signed(scene.table.values[row][column], 3)}`,
    get: () => (model.get("part").length ? model.get("part") : null), set: (cell) => view.put({ part: cell ?? [] }), changed: (cell) => cell || sayAll(),
  });
  dragNumbers(table.node);
  const which = slider({ label: "number of the output", min: 0, max: valueSize - 1, value: 0, input: (number) => view.put({ number }) });
  const sum = make("p", { class: "w2b-sum" });
  const line = make("code", { class: "w2b-line", tabindex: "0", role: "group", "aria-label": "the line of PyTorch" });
  const result = make("output", { class: "w2b-result" });
  const copyLine = button("Copy as PyTorch", async () => view.say((await copied(line)) ? `Copied: ${line.textContent}` : "The line is selected: copy it with Ctrl+C."));

  // --- switches, and what they change

  const touch = (compare, values) => view.put({ ...values, compare });
  const scale = tick({ label: "scale by √D", value: true, change: (scale) => touch("scale", { scale }) });
  const padding = tick({ label: "padding mask", value: true, change: (padding_mask) => touch("padding mask", { padding_mask }) });
  const causal = tick({ label: "causal mask", value: false, change: (causal_mask) => touch("causal mask", { causal_mask }) });
  const temperature = slider({ label: "temperature", min: 0.1, max: 5, step: 0.1, value: 1, input: (temperature) => touch("temperature", { temperature }) });
  const towards = picker("towards", (towards) => pullTo(towards, model.get("pull")));
  const pull = slider({ label: "drag its query", min: 0, max: NOTCHES, value: 0, input: (notches) => pullTo(model.get("towards"), notches) });
  const own = button("its own query again", () => view.put(OWN_QUERY));
  const compare = picker("show what changed by", (i) => view.put({ compare: CHANGES[i] }), CHANGES);

  const [mapTitle, changeTitle] = [make("h4"), make("h4")];
  const mapOf = (paint, name) => {
    const map = stage(view, MAP.y + MAP.size + 6, (area) => scene && paint(area));
    const cursor = gridCursor(view, map.node, {
      name, rows: count, columns: count, box: () => mapBox(map.node.clientWidth), label: sayCell,
      get: () => (model.get("column") < 0 ? null : [model.get("row"), model.get("column")]),
      set: (cell) => view.put(cell ? { row: cell[0], column: cell[1], ...(cell[0] === model.get("row") ? {} : OWN_QUERY) } : { column: -1 }),
      changed: (cell) => cell || sayAll(),
    });
    return { ...map, cursor };
  };
  const map = mapOf((area) => drawMap(area, scene.shown, scene.colour, null), "every word: rows look, columns are looked at");
  const change = mapOf((area) => drawMap(area, scene.change, (x) => differenceBytes(x / scene.most), scene.most), "what changed: rows look, columns are looked at");

  view.root.append(steps, make("div", { class: "w2b-stepper" },
    make("div", {},
      make("div", { class: "w2b-switches" }, looks.node, which.node), title,
      make("div", { class: "w2b-keys", role: "group", "aria-label": "the words looked at" }, ...keys.map((key) => key.node)),
      table.node, sum, make("div", { class: "w2b-copy" }, line, result, copyLine),
      make("div", { class: "w2b-switches" }, pull.node, towards.node, own),
      make("div", { class: "w2b-switches" }, scale.node, padding.node, causal.node, temperature.node),
      make("div", { class: "w2b-switches" }, compare.node)),
    make("div", {}, mapTitle, map.node, changeTitle, change.node)));

  view.watch(STATE, together(() => {
    const state = Object.fromEntries(STATE.map((key) => [key, model.get(key)]));
    scene = compute(state);
    const { row, column, step, at } = scene;
    boxes.forEach((box) => (box.checked = box.value === step.key));
    looks.show(row);
    towards.show(state.towards);
    compare.show(CHANGES.indexOf(state.compare));
    scale.show(state.scale);
    padding.show(state.padding_mask);
    causal.show(state.causal_mask);
    temperature.show(state.temperature, state.temperature.toFixed(1));
    pull.show(state.pull);
    pull.range.setAttribute("aria-label", `drag the query of ${name(row)} towards ${name(state.towards)}`);
    own.disabled = !state.moved_query.length;
    which.node.hidden = step.key !== "output";
    which.show(scene.number);
    title.textContent = step.says(name(row));
    keys.forEach((key, j) => {
      key.node.setAttribute("aria-pressed", String(j === column && state.column >= 0));
      key.node.classList.toggle("w2b-chosen", j === column);
      key.shown.textContent = value(scene.shown[row * count + j]);
      key.share.node.hidden = !scene.isShare;
      key.share.show(scene.weights[row * count + j], j === column);
    });
    table.node.hidden = !scene.table;
    sum.textContent = scene.sum;
    line.textContent = scene.line;
    result.textContent = `= ${value(scene.result, 4)}`;
    mapTitle.textContent = scene.mapTitle;
    changeTitle.textContent = scene.changeTitle;
    [table, map, change].forEach((drawn) => drawn.repaint());
    sayAll();
    [...(scene.table ? [tableCursor] : []), map.cursor, change.cursor].forEach((cursor) => cursor.update());
  }));
  return view.close;

  // --- the arithmetic

  function compute(state) {
    const row = state.row;
    const step = STEPS.find(({ key }) => key === state.step);
    const now = attend(state);
    const strongest = argmax(now.weights.subarray(row * count, (row + 1) * count));
    const column = state.column < 0 ? strongest : state.column;
    const number = Math.max(0, Math.min(state.number, valueSize - 1));
    const shown = { scores: now.scores, scale: now.scaled, mask: now.masked }[step.key] ?? now.weights;
    const isShare = shown === now.weights;
    const before = attendOtherwise(state);
    const changes = now.weights.map((weight, i) => weight - before.weights[i]);
    const most = changes.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
    const scene = { ...now, state, row, step, column, strongest, number, shown, isShare, before, change: changes, most: most > 5e-7 ? most : 1 };
    const finite = shown.filter(Number.isFinite);
    const [low, high] = isShare ? [0, 1] : [Math.min(...finite), Math.max(...finite)];
    scene.colour = (x) => (Number.isFinite(x) ? cividisBytes((x - low) / Math.max(high - low, 1e-9)) : null);
    scene.mapTitle = isShare ? "weights, from 0 (dark) to 1 (bright)" : finite.length ? `${step.box}: from ${signed(low)} (dark) to ${signed(high)} (bright)` : "nothing may be looked at";
    const place = changes.findIndex((x) => Math.abs(x) === most);
    scene.changeTitle = `${difference(state)}: ${most > 5e-7 ? `most at ${name(Math.floor(place / count))} → ${name(place % count)}, ${plus(changes[place])}` : "no change"}`;
    scene.table = { scores: productTable, output: mixTable }[step.key]?.(scene);
    return Object.assign(scene, lines(scene));
  }

  function attend({ row, scale, padding_mask, causal_mask, temperature, moved_query }) {
    const queries = q.slice();
    if (moved_query.length) queries.set(moved_query, row * size);
    const scores = matmulT(queries, k, count, size, count);
    const scaled = scale ? scores.map((score) => score / Math.sqrt(size)) : scores.slice();
    const allowed = Uint8Array.from(scores, (_, i) => (!padding_mask || real[i % count]) && (!causal_mask || i % count <= Math.floor(i / count)));
    const masked = scaled.map((score, i) => (allowed[i] ? score : -Infinity));
    return { queries, scores, scaled, allowed, masked, weights: softmaxRows(scaled, count, count, allowed, temperature) };
  }

  // The same with one thing the other way round: what the second map compares with.
  function attendOtherwise(state) {
    const changed = { ...state, ...{
      scale: { scale: !state.scale }, "padding mask": { padding_mask: !state.padding_mask }, "causal mask": { causal_mask: !state.causal_mask },
      temperature: { temperature: 1 }, query: { moved_query: [] },
    }[state.compare] };
    const key = String([changed.scale, changed.padding_mask, changed.causal_mask, changed.temperature, changed.moved_query, changed.moved_query.length && changed.row]);
    if (key !== other.key) other = { key, attended: attend(changed) };
    return other.attended;
  }

  // Small steps of the query that raise ln w of one word: its key minus the keys that are looked at now.
  function pullTo(towards, notches) {
    const row = model.get("row");
    const moved = Float64Array.from(q.subarray(row * size, (row + 1) * size));
    const key = k.subarray(towards * size, (towards + 1) * size);
    const allowed = Uint8Array.from(real);
    const stride = (4 * Math.max(1, Math.hypot(...moved))) / NOTCHES;
    for (let notch = 0; notch < notches; notch++) {
      const scores = matmulT(moved, k, 1, size, count).map((score) => score / Math.sqrt(size));
      const looked = matmul(softmaxRows(scores, 1, count, allowed), k, 1, count, size);
      const step = key.map((x, d) => x - looked[d]);
      const length = Math.hypot(...step);
      if (length < 1e-6) break;
      step.forEach((x, d) => (moved[d] += (stride * x) / length));
    }
    touch("query", { towards, pull: notches, moved_query: notches ? Array.from(moved, thousandths) : [] });
  }

  function productTable({ row, column, queries }) {
    const [mine, its] = [queries.subarray(row * size, (row + 1) * size), k.subarray(column * size, (column + 1) * size)];
    return {
      columns: size, values: [mine, its, mine.map((x, d) => x * its[d])], names: [`q of ${name(row)}`, `k of ${name(column)}`, "q × k"],
      heads: Array.from(mine, (_, d) => `number ${d}`), colours: [BLUE, ORANGE, null], short: Array.from(mine, (_, d) => String(d)),
    };
  }

  function mixTable({ row, weights, number }) {
    const [mine, values] = [weights.subarray(row * count, (row + 1) * count), Float32Array.from(tokens, (_, j) => v[j * valueSize + number])];
    return {
      columns: count, values: [mine, values, mine.map((x, j) => x * values[j])], names: ["weight", `v, number ${number}`, "weight × v"],
      heads: tokens.map((_, j) => name(j)), colours: [PURPLE, GREEN, null], short: tokens,
    };
  }

  // The sum in words, its result, and the line of PyTorch that gives the number chosen.
  function lines({ state, row, column, step, number, queries, scores, scaled, masked, weights, allowed, table }) {
    const i = row * count + column;
    const [score, small, weight] = [scores[i], scaled[i], weights[i]];
    const root = state.scale ? ` / ${size} ** 0.5` : "";
    const query = state.moved_query.length ? `torch.tensor([${state.moved_query.join(", ")}])` : `${nameQ}[${row}]`;
    const all = root ? `(${query} @ ${nameK}.T${root})` : `(${query} @ ${nameK}.T)`;
    const masks = [
      ...(state.padding_mask && real.includes(false) ? [`torch.tensor([${real.map((yes) => (yes ? "True" : "False")).join(", ")}])`] : []),
      ...(state.causal_mask ? [`(torch.arange(${count}) <= ${row})`] : []),
    ];
    const hidden = masks.length ? `${all}.masked_fill(~${masks.length > 1 ? `(${masks.join(" & ")})` : masks[0]}, -torch.inf)` : all;
    const nothing = allowed.subarray(row * count, (row + 1) * count).every((yes) => !yes);
    const shares = `torch.softmax(${hidden}${state.temperature === 1 ? "" : ` / ${state.temperature}`}, dim=-1)${nothing ? ".nan_to_num()" : ""}`;
    const [from, to] = [name(row), name(column)];
    const part = table && state.part.length && state.part[1] < table.columns ? state.part : null;
    if (step.key === "scores") {
      const factors = (d) => [`${query}[${d}]`, `${nameK}[${column}, ${d}]`];
      const code = part ? [...factors(part[1]), factors(part[1]).join(" * ")][part[0]] : `${query} @ ${nameK}[${column}]`;
      return { line: code, result: part ? table.values[part[0]][part[1]] : score, sum: `The products add up to q · k = ${value(score)}: how well the query of ${from} fits the key of ${to}.` };
    }
    if (step.key === "scale") {
      return { line: `${query} @ ${nameK}[${column}]${root}`, result: small, sum: root ? `${from} → ${to}: ${value(score)} / √${size} = ${value(score)} / ${Math.sqrt(size).toFixed(2)} = ${value(small)}` : `The scale is switched off: ${from} → ${to} stays ${value(score)}.` };
    }
    if (step.key === "mask") {
      const why = state.padding_mask && !real[column] ? `${to} only fills up the sentence` : `${to} comes after ${from}`;
      return { line: `${hidden}[${column}]`, result: masked[i], sum: allowed[i] ? `${from} may look at ${to}: the score stays ${value(small)}.` : `${why}: ${value(small)} becomes −∞, and e to the −∞ is 0.` };
    }
    if (step.key === "softmax") {
      const all = masked.subarray(row * count, (row + 1) * count);
      const powers = (less) => all.map((x) => Math.exp((x - less) / state.temperature));
      const total = (less) => powers(less).reduce((sum, x) => sum + x, 0);
      const less = Number.isFinite(total(0)) && total(0) > 1e-30 ? 0 : Math.max(...all);
      const divided = (text) => (state.temperature === 1 ? text : `(${text} / ${state.temperature})`);
      const why = less ? ` (The highest score, ${value(less)}, is subtracted from all: else the powers of e are too ${less > 0 ? "large" : "small"} to write. The shares stay the same.)` : "";
      return { line: `${shares}[${column}]`, result: weight, sum: nothing ? `${from} may look at nothing: all its weights are 0.` : `${from} → ${to}: e^${divided(value(masked[i] - less, 3))} / sum of all e^${divided("score")} = ${large(powers(less)[column])} / ${large(total(less))} = ${weight.toFixed(3)}${why}` };
    }
    const output = table.values[2].reduce((sum, x) => sum + x, 0);
    const code = part ? [`${shares}[${part[1]}]`, `${nameV}[${part[1]}, ${number}]`, `${shares}[${part[1]}] * ${nameV}[${part[1]}, ${number}]`][part[0]] : `${shares} @ ${nameV}[:, ${number}]`;
    return { line: code, result: part ? table.values[part[0]][part[1]] : output, sum: `The products add up to ${value(output)}: number ${number} of the output of ${from}.` };
  }

  // --- what is said

  function sayAll() {
    if (!scene || [...(scene.table ? [tableCursor] : []), map.cursor, change.cursor].some((cursor) => cursor.shown())) return;
    const { row, strongest, weights, state } = scene;
    const weight = weights[row * count + strongest];
    const moved = state.moved_query.length ? `, with its query dragged towards ${name(state.towards)}` : "";
    view.say(weight ? `${name(row)} looks most at ${name(strongest)}: ${weight.toFixed(2)} of its attention${moved}.` : `${name(row)} may look at nothing.`);
  }

  function sayCell(row, column) {
    const i = row * count + column;
    const { weights, before, shown, isShare, step, state } = scene;
    const number = isShare ? "" : `${step.box} gives ${value(shown[i])}, `;
    return `${name(row)} → ${name(column)}: ${number}weight ${weights[i].toFixed(2)}; ${name(column)} → ${name(row)}: ${weights[column * count + row].toFixed(2)}. ${difference(state)}: ${plus(weights[i] - before.weights[i])}.`;
  }

  function difference(state) {
    const ways = (on, what) => (on ? `With the ${what} minus without it` : `Without the ${what} minus with it`);
    return {
      scale: ways(state.scale, "scale"), "padding mask": ways(state.padding_mask, "padding mask"), "causal mask": ways(state.causal_mask, "causal mask"),
      temperature: `Temperature ${state.temperature.toFixed(1)} minus 1.0`, query: "Dragged query minus its own",
    }[state.compare];
  }

  // --- drawing

  function drawMap({ pen, width, colour, labels }, values, colourOf, most) {
    const box = mapBox(width);
    const cell = box.width / count;
    paintMatrix(pen, values, count, count, box, colourOf);
    pen.globalCompositeOperation = "destination-over"; // behind what is painted: in the cells that are hidden
    pen.fillStyle = colour("raised");
    pen.fillRect(box.x, box.y, box.width, box.height);
    pen.globalCompositeOperation = "source-over";
    if (most && cell >= 12) {
      pen.font = `700 ${Math.min(20, cell * 0.8)}px system-ui, sans-serif`;
      [pen.textAlign, pen.textBaseline] = ["center", "middle"];
      values.forEach((x, i) => {
        if (Math.abs(x) < 0.1 * most || Math.abs(x) < 5e-7) return;
        pen.fillStyle = x < -0.7 * most ? "#ffffff" : "#111111";
        pen.fillText(x > 0 ? "+" : "−", box.x + ((i % count) + 0.5) * cell, box.y + (Math.floor(i / count) + 0.5) * cell);
      });
    }
    pen.strokeStyle = colour("line");
    pen.lineWidth = 1;
    pen.strokeRect(box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
    pen.strokeStyle = colour("accent");
    pen.lineWidth = 3;
    pen.strokeRect(box.x - 1.5, box.y + scene.row * cell - 1.5, box.width + 3, cell + 3);
    const named = cell >= 14 ? tokens.map((_, i) => i) : [];
    const rows = named.length ? named : [scene.row];
    const columns = named.length ? named : [scene.column];
    write(labels, [
      ...rows.map((i) => ({ text: tokens[i], kind: "row", strong: i === scene.row, x: 0, y: box.y + (i + 0.5) * cell - 9 })),
      ...columns.map((j) => ({ text: tokens[j], kind: "column", strong: j === scene.column, x: box.x + (j + 0.5) * cell - 9, y: 0 })),
    ]);
  }

  function drawTable({ pen, width, colour, labels }, table) {
    const box = tableBox(width);
    const [w, h] = [box.width / table.columns, box.height / 3];
    const wide = w >= 42;
    table.values.forEach((values, row) => {
      const most = values.reduce((largest, x) => Math.max(largest, Math.abs(x)), 1e-9);
      const down = box.y + row * h;
      const rgb = table.colours[row];
      paintMatrix(pen, values, 1, table.columns, { x: box.x, y: down + 2, width: box.width, height: h - 4 }, (x) => (rgb ? rgb.map((byte) => Math.round(255 + ((byte - 255) * Math.abs(x)) / most / 1.6)) : differenceBytes(x / most / 1.6)));
      [pen.font, pen.textAlign, pen.textBaseline, pen.fillStyle] = [`600 ${Math.min(15, w / 3.6)}px system-ui, sans-serif`, "center", "middle", "#111111"];
      if (wide) values.forEach((x, column) => pen.fillText(value(x), box.x + (column + 0.5) * w, down + h / 2));
    });
    write(labels, [
      ...table.names.map((text, row) => ({ text, kind: "name", strong: row === 2, x: 0, y: box.y + (row + 0.5) * h - 9 })),
      ...(wide ? table.short.map((text, column) => ({ text, kind: "head", x: box.x + column * w, y: 0, width: w })) : []),
    ]);
  }

  // A number of the query can be dragged up and down where it stands, and stepped with + and −.
  function dragNumbers(node) {
    let from = null;
    let dragged = false;
    const nudge = (d, by) => {
      const moved = Array.from(scene.queries.subarray(scene.row * size, (scene.row + 1) * size));
      moved[d] += by;
      touch("query", { moved_query: moved.map(thousandths) });
    };
    const placeOf = (event) => {
      const box = tableBox(node.clientWidth);
      const corner = node.getBoundingClientRect();
      const d = Math.floor(((event.clientX - corner.left - box.x) / box.width) * size);
      const inRow = event.clientY - corner.top >= box.y && event.clientY - corner.top < box.y + box.height / 3;
      return scene?.step.key === "scores" && inRow && d >= 0 && d < size ? d : -1;
    };
    node.addEventListener("pointerdown", (event) => {
      const d = placeOf(event);
      dragged = false;
      from = d < 0 ? null : { d, y: event.clientY };
      if (from) node.setPointerCapture(event.pointerId);
    });
    node.addEventListener("pointermove", (event) => {
      node.style.cursor = placeOf(event) < 0 ? "" : "ns-resize";
      const by = from ? Math.round((from.y - event.clientY) / 4) : 0;
      if (!by) return;
      nudge(from.d, by / 10);
      from.y -= 4 * by;
      dragged = true;
    });
    for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, () => (from = null));
    node.addEventListener("click", (event) => dragged && event.stopImmediatePropagation(), { capture: true });
    node.addEventListener("touchmove", (event) => from && event.preventDefault(), { passive: false });
    node.addEventListener("keydown", (event) => {
      const cell = tableCursor.shown();
      const by = { "+": 0.1, "=": 0.1, "-": -0.1 }[event.key];
      if (!by || !cell || cell[0] !== 0 || scene.step.key !== "scores") return;
      nudge(cell[1], by);
      event.preventDefault();
      event.stopPropagation();
    });
  }

  function picker(label, pick, options = tokens.map((token, i) => `${i}  ${brief(token, 20)}`)) {
    const select = make("select", { class: "w2b-entry", "aria-label": label, change: () => pick(Number(select.value)) },
      ...options.map((text, i) => make("option", { value: i, text })));
    return { node: make("label", { class: "w2b-slider" }, make("span", { text: label }), select), show: (i) => (select.value = i) };
  }
}

const OWN_QUERY = { moved_query: [], pull: 0 };

const MAP = { x: 84, y: 72, size: 212 }; // pixels
const mapBox = (width) => ({ x: MAP.x, y: MAP.y, width: Math.min(MAP.size, width - MAP.x - 6), height: Math.min(MAP.size, width - MAP.x - 6) });
const tableBox = (width) => ({ x: 112, y: 24, width: Math.max(40, width - 116), height: 110 });

// Labels as text, put in their places; the nodes stay, so that a redraw costs little.
function write(layer, items) {
  while (layer.children.length > items.length) layer.lastChild.remove();
  while (layer.children.length < items.length) layer.append(make("bdi"));
  items.forEach(({ text, kind, strong, x, y, width }, i) => {
    const node = layer.children[i];
    if (node.textContent !== text) node.textContent = text;
    const look = `w2b-label w2b-label-${kind}${strong ? " w2b-strong" : ""}`;
    const style = `transform: translate(${x}px, ${y}px)${kind === "column" ? " rotate(180deg)" : ""};${width ? ` width: ${width}px` : ""}`;
    if (node.className !== look) node.className = look;
    if (node.lastStyle !== style) node.style.cssText = node.lastStyle = style;
  });
}

// One drawing for all changes that come at once.
function together(draw) {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      draw();
    });
  };
}

async function copied(node) {
  try {
    await navigator.clipboard.writeText(node.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(node); // a page from the disk may have no clipboard
    return document.execCommand("copy");
  }
}

const argmax = (values) => values.reduce((best, x, i) => (x > values[best] ? i : best), 0);
const thousandths = (x) => Math.round(1000 * x) / 1000; // as many digits as a line to copy can bear
const value = (x, digits = 2) => (Number.isFinite(x) ? signed(Math.abs(x) < 0.5 * 10 ** -digits ? 0 : x, digits) : "−∞");
const plus = (x) => (Math.abs(x) < 0.005 ? "0.00" : `${x > 0 ? "+" : ""}${signed(x, 2)}`);
const large = (x) => (x >= 0.01 && x < 1e5 ? x.toLocaleString("en", { minimumSignificantDigits: 4, maximumSignificantDigits: 4 }) : x === 0 ? "0" : x.toExponential(2).replace("e+", "e"));

export default { render };
