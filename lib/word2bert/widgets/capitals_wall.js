import { brief, decode, frame, make, slider, unique } from "./core.js";

const TICK = "✓";
const APART = "◇"; // with a dashed edge: held out
const MOMENTS = [[0.5, "half right"], [0.95, "95 % right"]];
const THUMB = 16; // pixels of the slider's knob: its middle never reaches the ends

function render({ model, el }) {
  const view = frame(model, el, "A wall of countries that lights up while a model learns their capitals");
  view.root.classList.add("w2b-capitals");
  const [countries, answers, seen] = ["countries", "answers", "seen"].map((key) => model.get(key));
  const all = countries.length;
  const group = unique();
  const tiles = countries.map((country, i) => {
    const pick = make("input", { type: "radio", name: group, change: () => view.put({ country }), focus: () => look(i), blur: () => look(-1) });
    const said = make("bdi");
    const node = make("label", { class: i < seen ? "w2b-window" : "w2b-window w2b-apart", title: country },
      pick, make("b", {}, make("bdi", { text: country }), i < seen ? "" : ` ${APART}`), make("small", {}, said),
      make("i", { "aria-hidden": "true", text: `${TICK} ${answers[i]}` })); // room for the right word from the start
    node.tile = i;
    return { node, pick, said };
  });
  const wall = make("div", { class: "w2b-wall", role: "radiogroup", "aria-label": "countries", keydown: walk, pointerover: (event) => look(event.target.closest("label")?.tile ?? -1), pointerleave: () => look(-1) }, ...tiles.map((tile) => tile.node));
  const key = make("p", { class: "w2b-note", text: `${TICK} bright: the model's word is the capital. Dark: what it says instead.${seen < all ? ` ${APART} dashed: held out, its question was never read.` : ""}` });
  const place = slider({ label: "look back", min: 0, max: 1, value: 0, input: (shown) => view.put({ shown: shown >= model.get("points").length - 1 ? -1 : shown }) });
  const moments = make("span", { class: "w2b-moments", "aria-hidden": "true" });
  const ruler = make("span", { class: "w2b-ruler" }, moments);
  place.range.before(ruler);
  ruler.prepend(place.range);
  const note = make("p", { class: "w2b-told-of", "aria-live": "polite" });
  view.root.append(wall, key, make("div", { class: "w2b-controls w2b-film" }, place.node), note);

  let looked = -1; // the tile under the mouse or with the focus; a click keeps one for everyone to see
  let history = []; // for each point the words, their per cents and what was right

  const shownPoint = () => {
    const [shown, newest] = [model.get("shown"), model.get("points").length - 1];
    return shown < 0 || shown > newest ? newest : shown;
  };

  view.watch(["points", "words", "said", "percent", "shown", "steps"], () => {
    const [points, steps] = [model.get("points"), model.get("steps")];
    history = read(model, answers);
    if (history.length < points.length) return; // the rest of this state is still on its way
    const [newest, shown] = [points.length - 1, shownPoint()];
    const now = history[shown];
    tiles.forEach(({ node, said }, i) => {
      const right = Boolean(now?.right[i]);
      node.classList.toggle("w2b-lit", right);
      const text = !now ? "" : right ? `${TICK} ${now.words[i]}` : now.words[i];
      if (said.textContent !== text) said.textContent = text;
    });
    place.range.disabled = newest < 1;
    place.range.max = Math.max(1, newest);
    place.show(Math.max(0, shown), now ? `step ${points[shown].toLocaleString("en")}` : "step 0");
    moments.replaceChildren(...MOMENTS.map(([share, text]) => {
      const point = firstWith(share);
      if (point < 0 || newest < 1) return "";
      const part = point / newest;
      const mark = make("span", { class: part > 0.5 ? "w2b-moment w2b-moment-left" : "w2b-moment", text: `${text}: step ${points[point].toLocaleString("en")}` });
      mark.style.insetInlineStart = `calc(${THUMB / 2}px + ${part} * (100% - ${THUMB}px))`;
      return mark;
    }));
    const running = now && shown === newest && points[newest] < steps;
    view.quiet(running); // a screen reader hears the end, not every step
    note.setAttribute("aria-live", running ? "off" : "polite");
    const counts = [["seen", 0, seen], ["held out", seen, all]].filter(([, from, to]) => to > from)
      .map(([name, from, to]) => `${now?.right.slice(from, to).filter(Boolean).length} of ${to - from} ${name}`);
    view.say(now ? `Step ${points[shown].toLocaleString("en")} of ${steps.toLocaleString("en")}: ${counts.join(", ")}.`
      : "Nothing learned yet: run the next cell.");
    tell();
  });
  view.watch(["country"], () => {
    tiles.forEach(({ pick }, i) => (pick.checked = countries[i] === model.get("country")));
    tell();
  });
  return view.close;

  function firstWith(share) {
    return history.findIndex(({ right }) => right.filter(Boolean).length >= share * all);
  }

  function look(tile) {
    if (looked === tile) return;
    looked = tile;
    tell();
  }

  function tell() {
    const tile = looked >= 0 ? looked : countries.indexOf(model.get("country"));
    const [point, points] = [shownPoint(), model.get("points")];
    const text = tile < 0 ? story(points) : history[point] ? sentence(tile, history[point], points[point]) : question(tile);
    if (note.textContent !== text) note.textContent = text;
  }

  function sentence(tile, { words, percent, right }, step) {
    const apart = tile < seen ? "" : " Held out: it never read this sentence.";
    return `Step ${step.toLocaleString("en")}: the capital of ${brief(countries[tile])} is “${brief(words[tile])}”, ${(percent[tile] / 100).toFixed(2)}: `
      + (right[tile] ? "right." : `wrong, it is “${brief(answers[tile])}”.`) + apart;
  }

  function question(tile) {
    return `The capital of ${brief(countries[tile])} is [MASK]: “${brief(answers[tile])}” would be right.`;
  }

  function story(points) {
    const told = MOMENTS.map(([share], i) => [firstWith(share), i ? "95 %" : `half of the ${all} countries`]).filter(([point]) => point >= 0)
      .map(([point, who]) => `${who} at step ${points[point].toLocaleString("en")}`);
    if (told.length) return `Right for the first time: ${told.join(", ")}. Point at a country to read its sentence.`;
    return history.length ? "Point at a country to read its sentence."
      : `${all} countries, each asked “the capital of … is [MASK]” again and again while the model learns.`;
  }

  // The tile in the next row up (-1) or down (1) whose middle is nearest; the tile itself where there is no such row.
  function above(at, way) {
    const middle = ({ node }) => node.offsetLeft + node.offsetWidth / 2;
    const away = (i) => Math.abs(middle(tiles[i]) - middle(tiles[at]));
    const tops = tiles.map(({ node }) => node.offsetTop * way);
    const next = Math.min(...tops.filter((top) => top > tops[at]));
    return tops.reduce((best, top, i) => (top === next && (best === at || away(i) < away(best)) ? i : best), at);
  }

  // Left and right are the browser's own for radio buttons; up and down go by rows, Escape lets go.
  function walk(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = tiles.findIndex(({ pick }) => pick === event.target);
    const to = { ArrowUp: () => above(at, -1), ArrowDown: () => above(at, 1), Home: () => 0, End: () => all - 1 }[event.key]?.();
    if (event.key === "Escape") view.put({ country: "" });
    else if (to === undefined) return;
    else {
      tiles[to].pick.focus();
      view.put({ country: countries[to] });
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

// said has 2 bytes for each point and country, the lower one first; percent has 1.
function read(model, answers) {
  const [words, count] = [model.get("words"), answers.length];
  const [numbers, percent] = [decode(model.get("said"), "uint8"), decode(model.get("percent"), "uint8")];
  return Array.from({ length: percent.length / count }, (_, point) => {
    const own = answers.map((_, i) => words[numbers[2 * (point * count + i)] + 256 * numbers[2 * (point * count + i) + 1]] ?? "");
    return { words: own, percent: percent.slice(point * count, (point + 1) * count), right: own.map((word, i) => word === answers[i]) };
  });
}

export default { render };
