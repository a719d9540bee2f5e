"""A wall of countries that lights up while a model learns their capitals. Notebook 09."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
import traitlets

from word2bert import figures
from word2bert.widgets.base import CourseWidget, checked_words

Said = Mapping[str, tuple[str, float]]  # for each country the best word and its probability


class CapitalsWall(CourseWidget):
    """A watcher for `on_step`: a tile for each country, lit when the model's best word is its capital.

        wall = CapitalsWall(small_world.capitals, ask=best_words, held_out=small_world.held_out)
        display(wall)
        train_model(..., on_step=wall)

    answers:  the capital of each country; ask: from a model to (best word, its probability) for each country
    held_out: countries whose questions were never read in training; they stand last, in tiles of their own look
    every:    steps between two askings; it also asks at the last step
    It is called with records that have `step`, `steps` and `model`, or, where a recording is played, `told`: then
    `told["wall"]` is what was answered at that step. The state is `countries` and `answers` in the order of the tiles,
    `seen` (so many of them are not held out), `points` (the steps that were asked at), `words` (all that were said),
    `said` (for each point and country the number of its word, 2 bytes) and `percent` (1 byte), `steps`, `shown` (the
    point that is looked at; -1: the newest) and `country` (the tile that is looked at; "": none).
    """

    view = "capitals_wall"
    page_height = 700
    countries = traitlets.List(traitlets.Unicode()).tag(sync=True)
    answers = traitlets.List(traitlets.Unicode()).tag(sync=True)
    seen = traitlets.Int(0).tag(sync=True)
    points = traitlets.List(traitlets.Int()).tag(sync=True)
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)
    said = traitlets.Bytes(b"").tag(sync=True)
    percent = traitlets.Bytes(b"").tag(sync=True)
    steps = traitlets.Int(0).tag(sync=True)
    shown = traitlets.Int(-1).tag(sync=True)
    country = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        answers: Mapping[str, str],
        ask: Callable[[Any], Said],
        held_out: Collection[str] = (),
        every: int = 25,
        **kwargs: Any,
    ) -> None:
        if every < 1:
            raise ValueError(f"every is {every}; ask at every step (1), or after more")
        if not answers:
            raise ValueError("answers is empty; pass the capital of each country, {'china': 'beijing', ...}")
        apart = set(checked_words(held_out, "held_out"))
        if unknown := sorted(apart - answers.keys()):
            raise ValueError(f"held_out names {unknown[:3]}, of which answers has no capital")
        countries = sorted(checked_words(answers, "answers"), key=lambda country: (country in apart, country))
        self._ask, self._every, self._next = ask, every, every
        super().__init__(
            countries=countries,
            answers=checked_words([answers[country] for country in countries], "answers"),
            seen=len(countries) - len(apart),
            **kwargs,
        )

    @traitlets.validate("shown")
    def _inside(self, proposal: Any) -> int:
        return max(-1, min(int(proposal["value"]), len(self.points) - 1))

    @traitlets.validate("country")
    def _known(self, proposal: Any) -> str:
        if proposal["value"] and proposal["value"] not in self.countries:
            raise traitlets.TraitError(f"the wall has no country {proposal['value']!r}")
        return str(proposal["value"])

    def __call__(self, record: Any) -> None:
        """Take a record; ask its model when it is time."""
        if self.points and record.step <= self.points[-1]:  # another training begins
            with self.hold_sync():
                self.shown, self._next = -1, self._every
                self.points, self.words, self.said, self.percent = [], [], b"", b""
        told = self._told(record)
        if told is not None:
            self.add(record.step, record.steps, told)

    def _told(self, record: Any) -> Said | None:
        if hasattr(record, "told"):
            wall = (record.told or {}).get("wall")
            return wall and {country: (word, share) for country, (word, share) in wall.items()}
        if record.step < min(self._next, record.steps):
            return None
        while self._next <= record.step:
            self._next += self._every
        return self._ask(record.model)

    def add(self, step: int, steps: int, said: Said) -> None:
        """Show what was answered at a step, (word, probability) for each country of the wall.

        Raises ValueError when a country is missing, or a probability lies outside 0 to 1.
        """
        if missing := [country for country in self.countries if country not in said]:
            raise ValueError(f"nothing was said about {missing[:3]}; pass (word, probability) for each country")
        best = [said[country] for country in self.countries]
        for country, (word, share) in zip(self.countries, best, strict=True):
            if not 0 <= share <= 1 + 1e-6:
                raise ValueError(f"the probability of {word!r} for {country!r} is {share}; it lies between 0 and 1")
        words = checked_words([word for word, _ in best], "the words said")
        known = list(dict.fromkeys([*self.words, *words]))
        place = {word: number for number, word in enumerate(known)}
        numbers = np.array([place[word] for word in words], dtype="<u2")
        percent = np.rint([min(100.0, 100 * share) for _, share in best]).astype(np.uint8)
        with self.hold_sync():
            self.points, self.words = [*self.points, int(step)], known
            self.said, self.percent = self.said + numbers.tobytes(), self.percent + percent.tobytes()
            self.steps = int(steps)

    def answered(self, point: int = -1) -> dict[str, tuple[str, float]]:
        """What was answered at a point (the newest): for each country the word, and its probability in hundredths.

        Raises IndexError when nothing was asked, or not so often.
        """
        if not -len(self.points) <= point < len(self.points):
            raise IndexError(f"point {point}: the model was asked {len(self.points)} times")
        shape = len(self.points), len(self.countries)
        numbers = np.frombuffer(self.said, dtype="<u2").reshape(shape)[point].tolist()
        percent = np.frombuffer(self.percent, dtype=np.uint8).reshape(shape)[point].tolist()
        return {
            country: (self.words[number], share / 100)
            for country, number, share in zip(self.countries, numbers, percent, strict=True)
        }

    def right(self, point: int = -1) -> dict[str, tuple[int, int]]:
        """(right, asked) of the countries seen and of those held out, at a point (the newest); 0 right before any."""
        answered = self.answered(point) if self.points else {}
        lit = [country in answered and answered[country][0] == answer for country, answer in self._pairs()]
        groups = {"seen": lit[: self.seen], "held out": lit[self.seen :]}
        return {name: (sum(group), len(group)) for name, group in groups.items() if group}

    def _pairs(self) -> list[tuple[str, str]]:
        return list(zip(self.countries, self.answers, strict=True))

    def step_of(self, share: float) -> int | None:
        """The first step at which so many of all countries were right; None when there was none."""
        for point, step in enumerate(self.points):
            if sum(right for right, _ in self.right(point).values()) >= share * len(self.countries):
                return int(step)
        return None

    def __repr__(self) -> str:
        if not self.points:
            return f"CapitalsWall(waiting, countries={len(self.countries)})"
        said = ", ".join(f"{name}: {right} of {asked}" for name, (right, asked) in self.right().items())
        return f"CapitalsWall(step {self.points[-1]} of {self.steps}, {said})"

    def picture(self) -> figures.Picture:
        """The wall at the point that is looked at."""
        if not self.points:
            title = f"Nothing learned yet: {len(self.countries)} dark windows. Run the next cell."
            return figures.capitals_wall(dict.fromkeys(self.countries, ("", False)), title, self.countries[self.seen :])
        point = self.shown if self.shown >= 0 else len(self.points) - 1
        answered = self.answered(point)
        tiles = {country: (answered[country][0], answered[country][0] == answer) for country, answer in self._pairs()}
        counts = [f"{right} of {asked} {name}" for name, (right, asked) in self.right(point).items()]
        title = f"Step {self.points[point]} of {self.steps}: {', '.join(counts)}"
        if (half := self.step_of(0.5)) is not None:
            title += f"; half were known at step {half}"
        return figures.capitals_wall(tiles, title, self.countries[self.seen :])
