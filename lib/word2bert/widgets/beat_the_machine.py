"""Twenty gaps to fill, first with the words on the left alone, then with both sides, against a machine. Notebook 03."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import traitlets

from word2bert import figures
from word2bert.explore.scores import ROUNDS
from word2bert.figures import short
from word2bert.widgets.base import CourseWidget, checked_words

Machine = Callable[[list[str], list[str]], str]
Keep = Callable[[str, int, int], None]
AROUND = " .,;:!?'\"\t\n"  # what may stand around a typed word


class BeatTheMachine(CourseWidget):
    """A game of two rounds over the same gaps: first you see what stands left of each, then both sides.

    gaps: (left, right, answers) of each, as `explore.gaps()` has them; an answer counts in upper or lower case.
    machine: takes the words on the left and on the right (none in the first round), and returns its word.
    keep: gets (round, right, asked) after each round of the first game, such as `explore.keep_score`.
    The state is `typed` (for each round a word for each gap, "" for none) and `place`: the gaps of the first round, one
    step to take breath, the gaps of the second round, the end.
    Raises ValueError without gaps, and for a gap without answers.
    """

    view = "beat_the_machine"
    gaps: traitlets.List[Any] = traitlets.List().tag(sync=True)
    machine: traitlets.List[Any] = traitlets.List().tag(sync=True)  # its word for each gap, round by round
    typed: traitlets.List[Any] = traitlets.List().tag(sync=True)
    place = traitlets.Int(0).tag(sync=True)
    kept = traitlets.Unicode().tag(sync=True)  # what to say about the score when the game is over

    def __init__(
        self,
        gaps: Iterable[Sequence[Any]],
        machine: Machine | None = None,
        keep: Keep | None = None,
        **kwargs: Any,
    ) -> None:
        listed = [(left, right, checked_words(answers, "answers")) for left, right, answers in gaps]
        if not listed or not all(answers for _, _, answers in listed):
            raise ValueError("pass at least one gap, and an answer for each: (left, right, [answer])")
        guesses = [
            [machine(left.split(), right.split() if both else []) for left, right, _ in listed] if machine else []
            for both in (False, True)
        ]
        self._keep = keep
        super().__init__(
            gaps=[list(each) for each in listed], machine=guesses, typed=[[""] * len(listed) for _ in ROUNDS], **kwargs
        )
        self.observe(self._go_on, names="place")

    @traitlets.validate("place")
    def _inside(self, proposal: Any) -> int:
        return max(0, min(int(proposal["value"]), self._end))

    @traitlets.validate("typed")
    def _words(self, proposal: Any) -> list[list[str]]:
        typed = [checked_words(words, "typed") for words in proposal["value"]]
        if [len(words) for words in typed] != [len(self.gaps)] * len(ROUNDS):
            raise traitlets.TraitError(f"typed holds a word for each of the {len(self.gaps)} gaps, in each round")
        return typed

    @property
    def _end(self) -> int:
        return 2 * len(self.gaps) + 1

    def _go_on(self, change: Any) -> None:
        """After a round: keep its score, in the first game alone, for afterwards the answers are known."""
        finished = {len(self.gaps): 0, self._end: 1}.get(self.place)
        if finished is None or self._keep is None:
            return
        try:
            self._keep(ROUNDS[finished], self.right(self.typed[finished]), len(self.gaps))
            self.kept = "Your score is kept, and comes back in notebooks 07 and 09. Playing again does not change it."
        except OSError as error:
            self.kept = f"Your score could not be kept: {error}"
        if finished == 1:
            self._keep = None

    def right(self, words: Sequence[str]) -> int:
        """How many of the words, one for each gap, are right."""
        return sum(_plain(word) in map(_plain, answers) for word, (_, _, answers) in zip(words, self.gaps, strict=True))

    @property
    def scores(self) -> dict[str, int]:
        """How many you have right, for each round that is finished."""
        finished = (self.place >= len(self.gaps)) + (self.place == self._end)
        return {name: self.right(words) for name, words in zip(ROUNDS[:finished], self.typed, strict=False)}

    @property
    def machine_scores(self) -> dict[str, int]:
        """How many the machine has right, for each round."""
        return {name: self.right(words) for name, words in zip(ROUNDS, self.machine, strict=True) if words}

    def __repr__(self) -> str:
        you = ", ".join(f"{name} {right}" for name, right in self.scores.items()) or "not yet"
        machine = ", ".join(f"{name} {right}" for name, right in self.machine_scores.items()) or "none"
        return f"BeatTheMachine(gaps={len(self.gaps)}, you: {you}; machine: {machine})"

    def picture(self) -> figures.Picture:
        """The scores; before they are there, the first gap."""
        count = len(self.gaps)
        title = f"Beat the machine: {count} gaps, first with the left words only, then with both sides"
        rows = [
            (who, name, right)
            for who, scores in (("You", self.scores), ("The machine", self.machine_scores))
            for name, right in scores.items()
        ]
        lines = [f"{who}, {name}: {right} of {count} ({100 * right / count:.0f} %)" for who, name, right in rows]
        if not self.scores:
            lines = [f"The first gap: {short(self.gaps[0][0], 50)} ___ (what follows is hidden)", *lines]
        return figures.message(title, lines)


def _plain(word: str) -> str:
    """The word as it is compared: without what stands around it, in lower case."""
    return word.strip(AROUND).lower()
