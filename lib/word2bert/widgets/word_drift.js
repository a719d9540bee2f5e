import { brief, button, calm, decode, drawMark, fitter, frame, legend, make, placeLabels, slider, stage } from "./core.js";

const HEIGHT = 380;
const MOVE = 350; // milliseconds from one frame to the next
const PAUSE = 250;
const FULL_FRAME = [[-2, -1], [2, 1]];

function render({ model, el }) {
  const view = frame(model, el, "Words drifting into families");
  const words = model.get("words");
  const names = [...new Set(model.get("families"))];
  const family = model.get("families").map((name) => names.indexOf(name));
  let frames = [];
  let drawn = null; // where the points are now: between two frames while they move
  let spots = []; // where each label stands, seen from its point
  let moving = 0;
  let timer = 0;

  const map = stage(view, HEIGHT, (area) => {
    area.labels.hidden = !drawn;
    if (!drawn) return;
    const points = drawn.map(fitter(FULL_FRAME, area.width, area.height, 40));
    if (!moving) spots = placeLabels(area.labels, points.map(([x, y], i) => ({ text: words[i], x, y })), area);
    else [...area.labels.children].forEach((label, i) => {
      if (spots[i]) label.style.transform = `translate(${points[i][0] + spots[i][0]}px, ${points[i][1] + spots[i][1]}px)`;
    });
    points.forEach(([x, y], i) => drawMark(area.pen, family[i], x, y, 6.5, area.colour("text")));
  });

  const play = button("play", () => (timer ? stop() : start()));
  const scrubber = slider({ label: "frame", min: 0, max: 0, value: 0, input: (shown) => { stop(); view.put({ shown }); } });
  view.root.append(map.node, legend(names), make("div", { class: "w2b-controls w2b-film" }, play, scrubber.node));

  function start() {
    const last = frames.length - 1;
    if (model.get("shown") >= last) view.put({ shown: 0 });
    play.textContent = "pause";
    view.quiet(true);
    timer = setInterval(() => {
      const next = model.get("shown") + 1;
      if (next > last) stop();
      else view.put({ shown: next });
    }, calm() ? 1000 : MOVE + PAUSE);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "play";
    view.quiet(false);
  }

  function moveTo(target) {
    cancelAnimationFrame(moving);
    moving = 0;
    const from = drawn;
    if (!from || calm() || !map.node.clientWidth) {
      drawn = target;
      map.repaint();
      return;
    }
    const began = performance.now();
    const step = (now) => {
      const part = Math.min(1, (now - began) / MOVE);
      const eased = part * part * (3 - 2 * part);
      drawn = target.map(([x, y], i) => [from[i][0] + (x - from[i][0]) * eased, from[i][1] + (y - from[i][1]) * eased]);
      moving = part < 1 ? requestAnimationFrame(step) : 0;
      map.repaint();
    };
    moving = requestAnimationFrame(step);
  }

  view.watch(["frames", "labels", "shown"], () => {
    const [labels, shares, shown] = [model.get("labels"), model.get("shares"), model.get("shown")];
    frames = unpack(model.get("frames"), words.length);
    play.disabled = frames.length < 2;
    scrubber.range.disabled = frames.length < 2;
    scrubber.range.max = Math.max(0, frames.length - 1);
    if (!frames[shown] || labels[shown] === undefined) {
      view.say("The words appear here when the training begins.");
      return;
    }
    scrubber.show(shown, labels[shown]);
    view.say(`${brief(labels[shown])}: the nearest word is of the same family for ${Math.round(100 * shares[shown])} % of the words `
      + `(by chance ${Math.round(100 * model.get("chance"))} %).`);
    moveTo(frames[shown]);
  });
  view.later(() => {
    clearInterval(timer);
    cancelAnimationFrame(moving);
  });
  return view.close;
}

// frames x words x 2 numbers -> a list of frames, each a list of points. Every frame is made to fill its place: what
// counts is who is near to whom, and random vectors at the start lie much wider apart than families at the end.
function unpack(bytes, words) {
  const numbers = decode(bytes, "float32");
  const frames = [];
  for (let start = 0; start + 2 * words <= numbers.length; start += 2 * words) {
    const points = Array.from({ length: words }, (_, i) => [numbers[start + 2 * i], -numbers[start + 2 * i + 1]]);
    const fill = fitter(points, 4, 2, 0);
    frames.push(points.map((point) => fill(point).map((value, d) => value - 2 + d)));
  }
  return frames;
}

export default { render };
