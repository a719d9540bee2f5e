import { COLOURS, drawMark, frame, legend, make, slider, stage } from "./core.js";

const FIRST = 1; // the family of the first group: its colour and shape; blue is the loss

function render({ model, el }) {
  const view = frame(model, el, "What the model knows while it learns");
  const tiles = make("div", { class: "w2b-facts" });
  const curve = stage(view, 150, (area) => draw(area, model.get("points"), model.get("asked"), model.get("steps")));
  const key = make("div", {});
  const text = make("p", { class: "w2b-wrote" });
  const place = slider({ label: "look back", min: 0, max: 1, value: 0, input: (shown) => view.put({ shown: shown >= model.get("points").length - 1 ? -1 : shown }) });
  const back = make("div", { class: "w2b-controls" }, place.node);
  view.root.append(tiles, curve.node, key, text, back);
  let listed = "";

  view.watch(["points", "texts", "shown"], () => {
    const [points, groups, asked, texts, steps] = ["points", "groups", "asked", "texts", "steps"].map((name) => model.get(name));
    const newest = points.length - 1;
    const shown = model.get("shown") < 0 || model.get("shown") > newest ? newest : model.get("shown");
    const seen = newest >= 0;
    for (const node of [tiles, curve.node, key, text, back]) node.hidden = !seen;
    if (!seen) {
      view.say("Nothing was asked yet.");
      return;
    }
    const done = points[newest][0] >= steps;
    const [step, ...right] = points[shown];
    if (listed !== groups.join("\n")) {
      listed = groups.join("\n");
      tiles.replaceChildren(...groups.map((group) => make("span", { class: "w2b-fact" }, make("b"), make("small", {}, make("bdi", { class: "w2b-word", text: group, title: group })))));
      key.replaceChildren(legend(groups, groups.map((_, i) => FIRST + i)));
    }
    [...tiles.children].forEach((tile, i) => (tile.firstChild.textContent = `${right[i]} of ${asked[i]}`));
    text.textContent = texts[shown] ? `“${texts[shown]}”` : "";
    text.hidden = !texts[shown];
    back.hidden = newest < 1;
    place.range.max = Math.max(1, newest);
    place.show(shown, `step ${step.toLocaleString("en")}`);
    const total = right.reduce((a, b) => a + b, 0);
    view.quiet(!done && shown === newest); // a screen reader hears the end, not every step
    view.say(`Step ${step.toLocaleString("en")} of ${steps.toLocaleString("en")}: ${total} of ${asked.reduce((a, b) => a + b, 0)} answers are right.`);
    curve.repaint();
  });
  view.watch(["shown"], () => curve.repaint());
  return view.close;

  function draw({ pen, width, height, colour, labels }, points, asked, steps) {
    if (!points.length) return labels.replaceChildren();
    const [left, right, top, floor] = [54, width - 54, 14, height - 26];
    const x = (step) => left + ((right - left) * step) / Math.max(1, steps);
    const y = (share) => floor + (top - floor) * share;
    const line = (path, name, thickness, dashes = []) => {
      pen.strokeStyle = name.startsWith("#") ? name : colour(name);
      [pen.lineWidth, pen.lineJoin] = [thickness, "round"];
      pen.setLineDash(dashes);
      pen.beginPath();
      path.forEach((point, i) => pen[i ? "lineTo" : "moveTo"](...point));
      pen.stroke();
      pen.setLineDash([]);
    };
    line([[left, floor], [right, floor]], "line", 1);
    line([[left, top], [right, top]], "line", 1, [2, 4]);
    const shown = model.get("shown");
    if (shown >= 0 && shown < points.length) line([[x(points[shown][0]), top], [x(points[shown][0]), floor]], "faint", 2);
    asked.forEach((all, group) => {
      const path = points.map((point) => [x(point[0]), y(point[1 + group] / Math.max(1, all))]);
      line(path, COLOURS[(FIRST + group) % COLOURS.length], 2.5);
      const [endX, endY] = path[path.length - 1];
      drawMark(pen, FIRST + group, endX, endY, 6, colour("text"));
    });
    const write = (text, at, high) => {
      const label = make("span", { class: "w2b-label", text });
      label.style.transform = `translate(${at}px, ${high}px)`;
      return label;
    };
    labels.replaceChildren(write("all", 18, top - 9), write("none", 8, floor - 9), write("step 0", left, floor + 5), write(steps.toLocaleString("en"), right - 16, floor + 5));
  }
}

export default { render };
