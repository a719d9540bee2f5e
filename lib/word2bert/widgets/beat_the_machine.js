import { alone, bar, button, frame, make, word } from "./core.js";

const ROUNDS = ["left words only", "both sides"];
const TIMES = ["Round 1 of 2, left words only", "Round 2 of 2, both sides"];
const AROUND = /^[\s.,;:!?'"]+|[\s.,;:!?'"]+$/g;
const plain = (text) => text.replace(AROUND, "").toLowerCase();

function render({ model, el }) {
  const view = frame(model, el, "Beat the machine");
  const gaps = model.get("gaps");
  const [count, end] = [gaps.length, 2 * gaps.length + 1];
  const isRight = (text, i) => gaps[i][2].some((answer) => plain(answer) === plain(text));
  const rightOf = (texts) => texts.filter(isRight).length;

  // A place of the game: the round, the gap in it; gap is null when a round is over.
  const where = () => {
    const place = model.get("place");
    return place < count ? [0, place] : place === count ? [0, null] : place < end ? [1, place - count - 1] : [1, null];
  };
  const next = () => {
    const [round, gap] = where();
    if (gap === null) return again(round);
    const typed = model.get("typed").map((texts) => [...texts]);
    typed[round][gap] = entry.value.trim();
    entry.value = "";
    view.put({ typed });
    view.put({ place: model.get("place") + 1 });
    keepFocus();
  };
  const again = (round) => {
    if (round) view.put({ typed: ROUNDS.map(() => gaps.map(() => "")) });
    view.put({ place: round ? 0 : count + 1 });
    keepFocus();
  };
  const keepFocus = () => (where()[1] === null ? go : entry).focus();

  const entry = make("input", {
    type: "text", class: "w2b-entry w2b-hole", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    keydown(event) {
      if (event.key !== "Enter" || event.isComposing || event.repeat) return; // Enter also ends a Chinese word
      event.preventDefault(); // the same key press would click the button that gets the focus
      next();
    },
  });
  const [left, right] = [make("bdi", {}), make("bdi", {})];
  const sentence = make("p", { class: "w2b-sentence" }, left, entry, right);
  const go = button("", next);
  const done = bar(0);
  done.node.classList.add("w2b-progress");
  const note = make("p", { class: "w2b-note" });
  const scores = make("div", { class: "w2b-scores" });
  const list = make("ol", { class: "w2b-told", tabindex: "0", role: "region", "aria-label": "the gaps and their answers" });
  view.root.append(sentence, make("div", { class: "w2b-controls" }, go), done.node, scores, list, note);

  const score = (who, round, texts) => {
    const share = rightOf(texts) / count;
    return [make("span", { text: `${who}, ${ROUNDS[round]}` }), bar(share, who === "you").node,
      make("output", { text: `${rightOf(texts)} of ${count}, ${Math.round(100 * share)} %` })];
  };
  const told = ([before, after, answers], i) => {
    const [one, two] = model.get("typed").map((texts) => texts[i]);
    const guess = model.get("machine")[1]?.[i];
    const mark = (text) => [word(text || "nothing"), isRight(text, i) ? " ✓" : " ✗"];
    return make("li", {}, make("bdi", { text: before }), " ", make("b", {}, word(answers[0])), " ", make("bdi", { text: after }),
      make("small", {}, "you: ", ...mark(one), ", then ", ...mark(two), ...(guess === undefined ? [] : ["; the machine: ", ...mark(guess)])));
  };

  view.watch(["place", "typed", "kept"], () => {
    const [round, gap] = where();
    const [typed, machine] = [model.get("typed"), model.get("machine")];
    const playing = gap !== null;
    const over = !playing && round === 1;
    sentence.hidden = !playing;
    done.node.hidden = !playing;
    scores.hidden = playing;
    list.hidden = !over;
    go.textContent = playing ? "next" : over ? "play again" : "round 2: both sides";
    if (playing) {
      const [before, after] = gaps[gap];
      left.textContent = before;
      right.textContent = round ? after : "hidden";
      right.className = round ? "" : "w2b-slot-hidden w2b-hidden-words";
      entry.setAttribute("aria-label", `the word in the gap: ${before} … ${round ? after : ""}`);
      done.show(gap / count);
      view.say(`${TIMES[round]}: gap ${gap + 1} of ${count}. Which word is missing?`);
    } else {
      const rounds = ROUNDS.map((_, i) => i).slice(0, round + 1);
      scores.replaceChildren(...rounds.flatMap((i) => [...score("you", i, typed[i]), ...(machine[i].length ? score("the machine", i, machine[i]) : [])]));
      view.say(saysScore(typed.map(rightOf), machine.map((texts) => (texts.length ? rightOf(texts) : null)), count, round));
    }
    if (over) list.replaceChildren(...gaps.map(told));
    note.textContent = playing ? "Type a word and press Enter. No idea? Guess, or leave it empty. The answers come after round 2."
      : over ? (alone(model) ? "This page keeps no score: the notebook does." : model.get("kept")) : "The same gaps again, now with the words behind them.";
  });
  return view.close;
}

function saysScore(yours, machines, count, round) {
  const both = round === 1 ? `, with both sides ${yours[1]}` : "";
  const theirs = machines[round] === null ? "" : ` The machine: ${machines[0]}${round === 1 ? ` and ${machines[1]}` : ""}.`;
  return `With the left words only you have ${yours[0]} of ${count}${both}.${theirs}`;
}

export default { render };
