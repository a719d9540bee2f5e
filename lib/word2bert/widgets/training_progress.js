import { frame, make, number, stage } from "./core.js";

function render({ model, el }) {
  const view = frame(model, el, "Progress of the training");
  const fill = make("i");
  const track = make("div", { class: "w2b-bar w2b-progress", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100, "aria-label": "share of the training that is done" }, fill);
  const facts = ["done", "epoch", "words a second", "seconds left", "loss"].map((name) => {
    const value = make("b", { text: "–" });
    return { node: make("span", { class: "w2b-fact" }, value, make("small", { text: name })), value };
  });
  const curve = stage(view, 110, (area) => drawCurve(area, model.get("curve"), model.get("epochs")));
  view.root.append(track, make("div", { class: "w2b-facts" }, ...facts.map((fact) => fact.node)), curve.node);

  view.watch(["words", "curve", "stopped"], () => {
    const [words, total, speed, points] = ["words", "total_words", "words_per_second", "curve"].map((key) => model.get(key));
    const done = total ? words / total : 0;
    const finished = total > 0 && words >= total;
    const stopped = model.get("stopped");
    const loss = points.length ? points[points.length - 1][1] : null;
    fill.style.width = `${100 * done}%`;
    track.setAttribute("aria-valuenow", Math.floor(100 * done));
    const left = speed > 0 ? Math.ceil((total - words) / speed) : null;
    const shown = total === 0 ? ["–", "–", "–", "–", "–"] : [
      `${Math.floor(100 * done)} %`, `${model.get("epoch").toFixed(1)} of ${model.get("epochs")}`,
      Math.round(speed).toLocaleString("en"), finished ? "0" : stopped || left === null ? "–" : String(left), loss === null ? "–" : loss.toFixed(3)];
    facts.forEach((fact, i) => (fact.value.textContent = shown[i]));
    view.quiet(!finished && !stopped); // a screen reader hears the end, not every step
    view.say(total === 0 ? "The training has not begun."
      : finished ? `Trained: ${number(words)} words in ${model.get("epochs")} epochs, loss ${loss.toFixed(3)}.`
        : stopped ? `Stopped after ${model.get("epoch").toFixed(1)} of ${model.get("epochs")} epochs: what was learned so far is kept.`
        : "Training. You may interrupt it: what was learned so far is kept.");
    curve.node.hidden = points.length < 2;
    curve.repaint();
  });
  return view.close;
}

function drawCurve({ pen, width, height, colour, labels }, points, epochs) {
  labels.replaceChildren();
  if (points.length < 2) return;
  const losses = points.map((point) => point[1]).filter(Number.isFinite);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const x = (epoch) => 60 + (width - 120) * (epoch / Math.max(epochs, 1e-9));
  const y = (loss) => 12 + (height - 48) * (1 - (loss - low) / Math.max(high - low, 1e-9));
  const line = (path, name, thickness) => {
    pen.strokeStyle = colour(name);
    pen.lineWidth = thickness;
    pen.lineJoin = "round";
    pen.beginPath();
    path.forEach((point, i) => pen[i ? "lineTo" : "moveTo"](...point));
    pen.stroke();
  };
  const floor = height - 26;
  line([[x(0), floor], [x(epochs), floor]], "line", 1);
  line(points.map(([epoch, loss]) => [x(epoch), y(loss)]), "blue", 2.5);
  const [first, last] = [points[0], points[points.length - 1]];
  pen.fillStyle = colour("blue");
  pen.beginPath();
  pen.arc(x(last[0]), y(last[1]), 5, 0, 2 * Math.PI);
  pen.fill();
  write(labels, first[1].toFixed(2), x(first[0]) - 46, y(first[1]) - 9);
  write(labels, last[1].toFixed(2), x(last[0]) + 10, y(last[1]) - 9);
  write(labels, "epoch 0", x(0), floor + 5);
  write(labels, String(epochs), x(epochs) - 8, floor + 5);
}

function write(labels, text, left, top) {
  const label = make("span", { class: "w2b-label", text });
  label.style.transform = `translate(${left}px, ${top}px)`;
  labels.append(label);
}

export default { render };
