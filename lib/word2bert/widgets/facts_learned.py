"""What a model knows while it learns: right answers counted at every step, and what it says. Notebook 07."""

from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from word2bert import figures
from word2bert.widgets.base import CourseWidget, checked_words

Counts = Mapping[str, tuple[int, int]]  # for each group of questions: right, asked


class FactsLearned(CourseWidget):
    """A watcher for `on_step`: asks the model every few steps, and shows how many answers are right, group by group.

        facts = FactsLearned(capitals_right, says=lambda model: write_text(model, "the capital of china is"))
        display(facts)
        train_model(..., on_step=facts)

    ask:   from a model to (right, asked) for each group, {"seen": (70, 78), "held out": (20, 27)}
    says:  from a model to a sentence, kept for every step and shown to go back to
    every: steps between two askings; it also asks at the last step
    It is called with records that have `step`, `steps` and `model`, or, where a recording is played, `told`: what was
    answered then. The state is `groups`, `asked`, `points` ([step, right in each group]), `texts` (a sentence for each
    point), `steps`, and `shown` (the point whose sentence is shown; -1: the newest).
    """

    view = "facts_learned"
    groups = traitlets.List(traitlets.Unicode()).tag(sync=True)
    asked = traitlets.List(traitlets.Int()).tag(sync=True)
    points = traitlets.List(traitlets.List(traitlets.Int())).tag(sync=True)
    texts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    steps = traitlets.Int(0).tag(sync=True)
    shown = traitlets.Int(-1).tag(sync=True)

    def __init__(
        self,
        ask: Callable[[Any], Counts],
        says: Callable[[Any], str] | None = None,
        every: int = 25,
        **kwargs: Any,
    ) -> None:
        if every < 1:
            raise ValueError(f"every is {every}; ask at every step (1), or after more")
        self._ask, self._says, self._every = ask, says, every
        self._next = every
        super().__init__(**kwargs)

    @traitlets.validate("shown")
    def _inside(self, proposal: Any) -> int:
        return max(-1, min(int(proposal["value"]), len(self.points) - 1))

    def __call__(self, record: Any) -> None:
        """Take a record; ask its model when it is time."""
        if self.points and record.step <= self.points[-1][0]:  # another training begins
            with self.hold_sync():
                self.points, self.texts, self.shown, self._next = [], [], -1, self._every
        told = self._told(record)
        if told is not None:
            counts, text = told
            self.add(record.step, record.steps, counts, text)

    def _told(self, record: Any) -> tuple[Counts, str] | None:
        if hasattr(record, "told"):
            if record.told is None:
                return None
            return {name: (right, asked) for name, (right, asked) in record.told["right"].items()}, record.told["text"]
        if record.step < min(self._next, record.steps):
            return None
        while self._next <= record.step:
            self._next += self._every
        return self._ask(record.model), self._says(record.model) if self._says else ""

    def add(self, step: int, steps: int, counts: Counts, text: str = "") -> None:
        """Show the answers of a step. Raises ValueError when its groups are not those of the step before."""
        names = checked_words(counts, "counts")
        if self.points and names != self.groups:
            raise ValueError(f"the groups are {names}, and those before were {self.groups}")
        with self.hold_sync():
            self.groups, self.asked = names, [int(asked) for _, asked in counts.values()]
            self.points = [*self.points, [int(step), *(int(right) for right, _ in counts.values())]]
            self.texts, self.steps = [*self.texts, text], int(steps)

    def shares(self) -> dict[str, list[tuple[int, float]]]:
        """For each group the share of right answers at each step that was asked at."""
        return {
            name: [(point[0], point[1 + place] / max(1, self.asked[place])) for point in self.points]
            for place, name in enumerate(self.groups)
        }

    def step_of(self, share: float) -> int | None:
        """The first step at which so many of all answers were right; None when there was none."""
        for step, *right in self.points:
            if sum(right) >= share * sum(self.asked):
                return int(step)
        return None

    def __repr__(self) -> str:
        if not self.points:
            return "FactsLearned(waiting)"
        step, *right = self.points[-1]
        said = ", ".join(
            f"{figures.short(name)}: {count} of {asked}"
            for name, count, asked in list(zip(self.groups, right, self.asked, strict=True))[:4]
        )
        return f"FactsLearned(step {step} of {self.steps}, {said})"

    def picture(self) -> figures.Picture:
        """The share of right answers over the steps."""
        if not self.points:
            return figures.message("Nothing was asked yet: run the next cell, and watch it here.")
        step, *right = self.points[-1]
        return figures.facts_learned(
            self.shares(), f"After {step} of {self.steps} steps {sum(right)} of {sum(self.asked)} answers are right"
        )
