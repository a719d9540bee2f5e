"""What a training run is doing, shown while it runs. Notebooks 01 and 02."""

import time
from typing import Any

import traitlets
from IPython import get_ipython

from word2bert import figures
from word2bert.widgets.base import CourseWidget

SECONDS_BETWEEN_UPDATES = 0.1
POINTS_OF_THE_CURVE = 200


class TrainingProgress(CourseWidget):
    """A watcher for `on_step`: how far the training is, words a second, seconds left, and the curve of the loss.

        progress = TrainingProgress()
        display(progress)
        vectors = train_word_vectors(sentences, on_step=progress)

    It is called with records that have `epoch`, `epochs`, `words`, `total_words`, `seconds`, `words_per_second` and
    `loss`; it shows at most ten of them a second, and always the last one. It stays as it is after the last record.
    When the cell that trains ends before the training does, interrupted or by an error, it says "stopped".
    Its `repr` has no times and no loss in it, so that the output of a notebook is the same on every machine.
    """

    view = "training_progress"
    epoch = traitlets.Float(0.0).tag(sync=True)
    epochs = traitlets.Int(0).tag(sync=True)
    words = traitlets.Int(0).tag(sync=True)
    total_words = traitlets.Int(0).tag(sync=True)
    words_per_second = traitlets.Float(0.0).tag(sync=True)
    curve = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)  # [epoch, loss], at most 200 of them
    stopped = traitlets.Bool(False).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._next_update = 0.0
        self._watches_cell = False
        self.history: list[tuple[float, float]] = []  # (epoch, loss) of every record
        self.seconds = 0.0  # how long the training has taken so far

    def __call__(self, record: Any) -> None:
        """Take a record; show it when it is time."""
        self._watch_cell()
        if self.stopped or record.words < self.words:  # another training run begins
            self.history, self.stopped = [], False
        self.history.append((float(record.epoch), float(record.loss)))
        self.seconds = float(record.seconds)
        if record.words < record.total_words and time.monotonic() < self._next_update:
            return
        self._next_update = time.monotonic() + SECONDS_BETWEEN_UPDATES
        every = -(-len(self.history) // POINTS_OF_THE_CURVE)
        with self.hold_sync():
            self.epoch, self.epochs = float(record.epoch), int(record.epochs)
            self.words, self.total_words = int(record.words), int(record.total_words)
            self.words_per_second = float(record.words_per_second)
            self.curve = [list(point) for point in [*self.history[:-1:every], self.history[-1]]]

    def _watch_cell(self) -> None:
        """Hear of the end of the running cell: a trainer that is interrupted sends no last record."""
        shell = get_ipython()
        if shell is not None and not self._watches_cell:
            shell.events.register("post_run_cell", self._cell_ended)
            self._watches_cell = True

    def _cell_ended(self, _result: Any = None) -> None:
        get_ipython().events.unregister("post_run_cell", self._cell_ended)
        self._watches_cell = False
        self.stopped = self.words < self.total_words

    def __repr__(self) -> str:
        if not self.total_words:
            return "TrainingProgress(waiting)"
        state = "stopped" if self.stopped else "done" if self.words >= self.total_words else "running"
        return f"TrainingProgress({state}, epochs={self.epochs})"

    def picture(self) -> figures.Picture:
        """The curve of the loss so far."""
        if not self.curve:
            return figures.message("The training has not begun: run the next cell, and watch it here.")
        epoch, loss = self.curve[-1]
        return figures.loss_curve(
            [(x, y) for x, y in self.curve], f"After {epoch:.1f} of {self.epochs} epochs the loss is {loss:.2f}"
        )
