import { frame, make, unique } from "./core.js";

function render({ model, el }) {
  const view = frame(model, el, "The whole transformer: every box leads to its line of code");
  const drawing = model.get("drawing");
  const codes = model.get("codes");

  const group = unique();
  const inputs = drawing.boxes.map(({ key, label }) =>
    make("input", { type: "radio", name: group, value: key, "aria-label": label, change: () => view.put({ box: key }) }));
  const parts = drawing.boxes.map(({ key, label, x, y, width, height, colour }, i) => {
    const part = make("label", { class: `w2b-part w2b-part-${colour || "plain"}`, "data-key": key }, inputs[i], make("span", { text: label }));
    Object.assign(part.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    return part;
  });
  const words = drawing.written.map(([text, x, y]) => {
    const node = make("span", { class: "w2b-written", text });
    Object.assign(node.style, { left: `${x}px`, top: `${y}px` });
    return node;
  });
  const [width, height] = drawing.size;
  const plan = make("fieldset", { class: "w2b-plan", "aria-label": "the boxes of the transformer" }, lines(drawing), ...words, ...parts);
  Object.assign(plan.style, { width: `${width}px`, height: `${height}px` });

  const place = make("p", { class: "w2b-note" });
  const source = make("pre", { class: "w2b-source", tabindex: "0", role: "region", "aria-label": "the code of this box" });
  view.root.append(make("div", { class: "w2b-architecture" }, plan, make("div", {}, place, source)));

  view.watch(["box"], () => {
    const chosen = model.get("box");
    const code = codes[chosen];
    inputs.forEach((input) => (input.checked = input.value === chosen));
    const { label } = drawing.boxes.find(({ key }) => key === chosen);
    view.say(`${label}: ${code.says}.`);
    place.textContent = `${code.function}, in ${code.file}, line ${code.line}`;
    const rows = code.source.map((text, i) => make("span", { class: code.marks.includes(i) ? "w2b-code w2b-here" : "w2b-code", text: text || " " }));
    source.replaceChildren(...rows);
    const [first, last] = [rows[code.marks[0]], rows[code.marks.at(-1)]];
    source.scrollTop = (first.offsetTop + last.offsetTop + last.offsetHeight - source.clientHeight) / 2;
  });
  return view.close;
}

// The frame of the block and the arrows between the boxes.
function lines({ size, frame, arrows }) {
  const svg = (tag, attributes, ...children) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const [x, y, width, height] = frame;
  const paths = arrows.map((corners) => {
    const [tip, before] = [corners.at(-1), corners.at(-2)];
    const [dx, dy] = [Math.sign(tip[0] - before[0]), Math.sign(tip[1] - before[1])];
    const wing = (side) => [tip[0] - 7 * dx + side * 4 * dy, tip[1] - 7 * dy + side * 4 * dx];
    return svg("g", {}, svg("polyline", { points: corners.join(" ") }), svg("polygon", { points: [tip, wing(1), wing(-1)].join(" ") }));
  });
  return svg("svg", { width: size[0], height: size[1], "aria-hidden": "true" },
    svg("rect", { x, y, width, height, rx: 10 }), ...paths);
}

export default { render };
