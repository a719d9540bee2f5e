"""A softmax over a few scores to drag. Notebook 01."""

import math
from collections.abc import Sequence
from typing import Any

import traitlets

from word2bert import figures
from word2bert.figures import short
from word2bert.widgets.base import CourseWidget, checked_words


class SoftmaxSliders(CourseWidget):
    """Scores z to drag, what softmax makes of them, and the loss of the true label.

    p_i = e^z_i / sum_j e^z_j        loss = -ln p_true   (nats)

    labels: 2 to 8 different str; scores: one finite number each; truth: one of the labels, by default the first.
    The state is `labels`, `scores` and `chosen` (the place of the true label in `labels`).
    Raises ValueError when the numbers of labels and scores differ, there are not 2 to 8, a score is not finite, or
    `truth` is none of the labels.
    """

    view = "softmax_sliders"
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    scores = traitlets.List(traitlets.Float()).tag(sync=True)
    chosen = traitlets.Int(0).tag(sync=True)
    lowest = traitlets.Float(-5.0).tag(sync=True)
    highest = traitlets.Float(5.0).tag(sync=True)

    def __init__(
        self, labels: Sequence[str], scores: Sequence[figures.Number], truth: str | None = None, **kwargs: Any
    ) -> None:
        names, numbers = checked_words(labels, "labels"), [float(score) for score in scores]
        if not 2 <= len(names) <= 8 or len(set(names)) < len(names):
            raise ValueError(
                f"labels has {len(names)} words, {len(set(names))} of them different; pass 2 to 8 different ones"
            )
        if len(numbers) != len(names):
            raise ValueError(f"{len(names)} labels but {len(numbers)} scores; pass one score for each label")
        if not all(map(math.isfinite, numbers)):
            raise ValueError(f"scores is {numbers}; every score must be a finite number")
        if truth is not None and truth not in names:
            raise ValueError(f"truth is {truth!r}, which is none of the labels {names}")
        super().__init__(
            labels=names,
            scores=numbers,
            chosen=names.index(truth) if truth is not None else 0,
            lowest=min(-5.0, math.floor(min(numbers))),
            highest=max(5.0, math.ceil(max(numbers))),
            **kwargs,
        )

    @property
    def shares(self) -> list[float]:
        """The softmax of the scores: numbers between 0 and 1 that sum to 1."""
        powers = [math.exp(score - max(self.scores)) for score in self.scores]
        return [power / sum(powers) for power in powers]

    @property
    def loss(self) -> float:
        """-ln p of the true label, in nats."""
        highest = max(self.scores)
        log_sum = highest + math.log(sum(math.exp(score - highest) for score in self.scores))
        return log_sum - self.scores[self.chosen]

    def __repr__(self) -> str:
        label = short(self.labels[self.chosen])
        return f"SoftmaxSliders(labels={len(self.labels)}, chosen={label!r}, loss={self.loss:.2f})"

    def picture(self) -> figures.Picture:
        """The shares as bars, with the score of each label."""
        label, share = self.labels[self.chosen], self.shares[self.chosen]
        return figures.bars(
            [f"{short(name)}   z = {score:.1f}" for name, score in zip(self.labels, self.scores, strict=True)],
            self.shares,
            title=f"p({short(label)}) = {share:.2f}, loss = -ln {share:.2f} = {self.loss:.2f}",
            xlabel="share p = e^z / sum of all e^z",
            marked=[self.chosen],
        )
