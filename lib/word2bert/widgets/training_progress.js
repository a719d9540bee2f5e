import { COLOURS, brief, drawMark, frame, make, number, stage } from "./core.js";

const HEIGHT = 96; // of the curve of one loss
const AXIS = 22; // below the last of them
const MARK_LINE = 18; // above the first of them, for each of up to three words

function render({ model, el }) {
  const view = frame(model, el, "Progress of the training");
  const fill = make("i");
  const track = make("div", { class: "w2b-bar w2b-progress", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100, "aria-label": "share of the training that is done" }, fill);
  const facts = ["done", "epoch", "words a second", "seconds left", "loss", "learning rate", "padding"].map((name) => {
    const [value, label] = [make("b", { text: "–" }), make("small", { text: name })];
    return { node: make("span", { class: "w2b-fact" }, value, label), value, label };
  });
  const panels = make("div");
  let curves = null; // a stage, made anew when there are more losses or more words to mark
  let made = "";
  view.root.append(track, make("div", { class: "w2b-facts" }, ...facts.map((fact) => fact.node)), panels);

  view.watch(["done", "position", "curve", "marks", "stopped"], () => {
    const [unit, position, end, done, points, names] =
      ["unit", "position", "end", "done", "curve", "names"].map((key) => model.get(key));
    const [begun, finished, stopped] = [end > 0, end > 0 && done >= 1, model.get("stopped")];
    const inSteps = unit === "step";
    const last = points.length ? points[points.length - 1].slice(1) : [];
    const loss = last.length ? last[last.length - 1] : 0; // the only one, or the sum of the others
    fill.style.width = `${100 * done}%`;
    track.setAttribute("aria-valuenow", Math.floor(100 * done));
    const place = (inSteps ? position.toLocaleString("en") : position.toFixed(1)) + ` of ${end.toLocaleString("en")}`;
    const shown = [
      `${Math.floor(100 * done)} %`, place, Math.round(model.get("words_per_second")).toLocaleString("en"),
      finished ? "0" : stopped ? "–" : String(Math.ceil(model.get("seconds_left"))), loss.toFixed(3),
      number(model.get("learning_rate")), `${Math.round(100 * model.get("padding"))} %`];
    facts.forEach((fact, i) => {
      fact.value.textContent = begun ? shown[i] : "–";
      fact.node.hidden = i > 4 && !inSteps;
    });
    facts[1].label.textContent = unit;
    view.quiet(!finished && !stopped); // a screen reader hears the end, not every step
    const marks = model.get("marks");
    const noted = marks.map(([at, text]) => ` At ${unit} ${inSteps ? at.toLocaleString("en") : at.toFixed(1)}: ${brief(text, 40)}.`).join("");
    const each = names.length > 1 ? ` (${names.slice(0, -1).map((name, i) => `${brief(name)} ${(last[i] ?? 0).toFixed(3)}`).join(", ")})` : "";
    view.say(!begun ? "The training has not begun."
      : finished ? `Trained: ${number(model.get("words"))} words in ${end.toLocaleString("en")} ${unit}s, loss ${loss.toFixed(3)}${each}.${noted}`
        : stopped ? `Stopped after ${place} ${unit}s: what was learned so far is kept.${noted}`
          : "Training. You may interrupt it: what was learned so far is kept.");
    const room = MARK_LINE * Math.min(3, marks.length);
    if (made !== `${names.length} ${room}`) {
      curves?.node.remove();
      curves = stage(view, room + HEIGHT * names.length + AXIS, (area) => drawCurves(area, model));
      panels.append(curves.node);
      made = `${names.length} ${room}`;
    }
    curves.node.hidden = points.length < 2;
    curves.repaint();
  });
  return view.close;
}

// One below the other, each loss on a scale of its own; its name, its first and its last value stand beside it.
function drawCurves({ pen, width, height, colour, labels }, model) {
  const [points, names, marks, end, unit] = ["curve", "names", "marks", "end", "unit"].map((key) => model.get(key));
  labels.replaceChildren();
  if (points.length < 2) return;
  const top = height - AXIS - HEIGHT * names.length;
  const x = (place) => 60 + (width - 120) * (place / Math.max(end, 1e-9));
  const line = (path, tone, thickness, dots = []) => {
    pen.strokeStyle = tone;
    pen.lineWidth = thickness;
    pen.lineJoin = "round";
    pen.setLineDash(dots);
    pen.beginPath();
    path.forEach((point, i) => pen[i ? "lineTo" : "moveTo"](...point));
    pen.stroke();
    pen.setLineDash([]);
  };
  marks.forEach(([place, text], i) => {
    const above = MARK_LINE * (i % 3);
    line([[x(place), above + 4], [x(place), height - AXIS]], colour("soft"), 1.5, [2, 4]);
    const label = write(labels, brief(text, 40), x(place) + 5, above);
    if (x(place) + 5 + label.offsetWidth > width) move(label, x(place) - 5 - label.offsetWidth, above);
  });
  names.forEach((name, n) => {
    const [ceiling, floor] = [top + HEIGHT * n + 16, top + HEIGHT * (n + 1) - 4];
    const losses = points.map((point) => point[n + 1]).filter(Number.isFinite);
    const [low, high] = [Math.min(...losses), Math.max(...losses)];
    const y = (loss) => floor - 8 - (floor - ceiling - 16) * ((loss - low) / Math.max(high - low, 1e-9));
    const tone = n ? COLOURS[n % COLOURS.length] : colour("blue");
    line([[x(0), floor], [x(end), floor]], colour("line"), 1);
    line(points.map((point) => [x(point[0]), y(point[n + 1])]), tone, 2.5);
    const [first, last] = [points[0], points[points.length - 1]];
    drawMark(pen, n, x(last[0]), y(last[n + 1]), 5, colour("surface"));
    write(labels, first[n + 1].toFixed(2), x(first[0]) - 46, y(first[n + 1]) - 9);
    write(labels, last[n + 1].toFixed(2), x(last[0]) + 10, y(last[n + 1]) - 9);
    if (names.length > 1) {
      const label = write(labels, brief(name, 40), x(end), ceiling - 8);
      label.style.fontWeight = "700";
      move(label, x(end) - label.offsetWidth, ceiling - 8);
    }
  });
  write(labels, `${unit} 0`, x(0), height - AXIS + 3);
  const label = write(labels, end.toLocaleString("en"), x(end), height - AXIS + 3);
  move(label, x(end) - label.offsetWidth / 2, height - AXIS + 3);
}

function write(labels, text, left, top) {
  const label = make("bdi", { class: "w2b-label", text });
  labels.append(label);
  return move(label, left, top);
}

function move(label, left, top) {
  label.style.transform = `translate(${left}px, ${top}px)`;
  return label;
}

export default { render };
