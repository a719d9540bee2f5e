"""What a training run is doing, shown while it runs. Notebooks 01, 02, 07 and 09."""

import time
from typing import Any

import traitlets
from IPython import get_ipython

from word2bert import figures
from word2bert.widgets.base import CourseWidget

SECONDS_BETWEEN_UPDATES = 0.1
POINTS_OF_THE_CURVE = 200
SUM = "their sum"  # the last curve where there are several losses


class TrainingProgress(CourseWidget):
    """A watcher for `on_step`: how far the training is, words a second, seconds left, and the curve of each loss.

        progress = TrainingProgress()
        display(progress)
        vectors = train_word_vectors(sentences, on_step=progress)      # or train_model(..., on_step=progress)

    It is called with records that have `done` (the share), `words`, `words_per_second`, `seconds`, `seconds_left`,
    `loss` and `learning_rate`, and either `epoch` and `epochs`, or `step`, `steps`, `losses` by name and `padding`.
    Of several losses it shows each, and their sum below them.
    It shows at most ten of them a second, and always the last one. It stays as it is after the last record.
    When the cell that trains ends before the training does, interrupted or by an error, it says "stopped".
    Its `repr` has no times and no loss in it, so that the output of a notebook is the same on every machine.
    """

    view = "training_progress"
    unit = traitlets.Enum(["epoch", "step"], "epoch").tag(sync=True)
    position = traitlets.Float(0.0).tag(sync=True)  # epochs or steps that are done
    end = traitlets.Int(0).tag(sync=True)  # epochs or steps of the whole training; 0 before it begins
    done = traitlets.Float(0.0).tag(sync=True)
    words = traitlets.Int(0).tag(sync=True)
    words_per_second = traitlets.Float(0.0).tag(sync=True)
    seconds_left = traitlets.Float(0.0).tag(sync=True)
    learning_rate = traitlets.Float(0.0).tag(sync=True)  # of steps
    padding = traitlets.Float(0.0).tag(sync=True)  # of steps
    names = traitlets.List(traitlets.Unicode(), ["loss"]).tag(
        sync=True
    )  # of the losses; of several, the last is their sum
    curve = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)  # [position, each loss], about 200 of them
    marks: Any = traitlets.List().tag(sync=True)  # [position, text]
    stopped = traitlets.Bool(False).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._next_update = 0.0
        self._watches_cell = False
        self._latest: dict[str, Any] = {}  # what there is to show of the last record
        self._points: list[list[float]] = []  # [position, each loss] of every record
        self.history: list[tuple[float, float]] = []  # (position, loss) of every record
        self.seconds = 0.0  # how long the training has taken so far

    def __call__(self, record: Any) -> None:
        """Take a record; show it when it is time."""
        self._watch_cell()
        if self.stopped or record.words < self.words:  # another training run begins
            self._points, self.history, self.marks, self.stopped = [], [], [], False
        unit = "step" if hasattr(record, "steps") else "epoch"
        position, end = float(getattr(record, unit)), int(getattr(record, f"{unit}s"))
        losses = getattr(record, "losses", {"loss": record.loss})
        if len(losses) > 1:
            losses = {**losses, SUM: record.loss}
        self._latest = {
            "unit": unit,
            "position": position,
            "end": end,
            "done": float(record.done),
            "words": int(record.words),
            "words_per_second": float(record.words_per_second),
            "seconds_left": float(record.seconds_left),
            "learning_rate": float(record.learning_rate),
            "padding": float(getattr(record, "padding", 0.0)),
            "names": list(losses),
        }
        self.history.append((position, float(record.loss)))
        self._points.append([position, *map(float, losses.values())])
        self.seconds = float(record.seconds)
        if record.done == 1 or time.monotonic() >= self._next_update:
            self._next_update = time.monotonic() + SECONDS_BETWEEN_UPDATES
            self._show()

    def _show(self) -> None:
        every = -(-len(self._points) // POINTS_OF_THE_CURVE)
        with self.hold_sync():
            for name, value in self._latest.items():
                setattr(self, name, value)
            self.curve = [*self._points[:-1:every], self._points[-1]]

    def mark(self, text: str) -> None:
        """Write a few words at the place of the last record, such as the moment when the model knows something. The
        same words are written once: the first time counts."""
        if text not in [known for _, known in self.marks]:
            self.marks = [*self.marks, [self.history[-1][0] if self.history else 0.0, text]]

    def _watch_cell(self) -> None:
        """Hear of the end of the running cell: a trainer that is interrupted sends no last record."""
        shell = get_ipython()
        if shell is not None and not self._watches_cell:
            shell.events.register("post_run_cell", self._cell_ended)
            self._watches_cell = True

    def _cell_ended(self, _result: Any = None) -> None:
        get_ipython().events.unregister("post_run_cell", self._cell_ended)
        self._watches_cell = False
        self._show()
        self.stopped = self.done < 1

    def __repr__(self) -> str:
        if not self.end:
            return "TrainingProgress(waiting)"
        state = "stopped" if self.stopped else "done" if self.done >= 1 else "running"
        return f"TrainingProgress({state}, {self.unit}s={self.end})"

    def picture(self) -> figures.Picture:
        """The curve of each loss so far."""
        if not self.curve:
            return figures.message("The training has not begun: run the next cell, and watch it here.")
        position, *losses = self.curve[-1]
        so_far = f"{position:.1f}" if self.unit == "epoch" else f"{position:.0f}"
        said = f"the loss is {losses[0]:.2f}"
        if len(losses) > 1:
            said = ", ".join(f"{name} {loss:.2f}" for name, loss in zip(self.names, losses, strict=True))
        title = f"After {so_far} of {self.end} {self.unit}s {said}"
        curves = {name: [(p[0], p[n]) for p in self.curve] for n, name in enumerate(self.names, 1)}
        return figures.loss_curves(curves, title, f"{self.unit}s", [(place, text) for place, text in self.marks])
