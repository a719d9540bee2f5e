"""Words that drift into families while a model learns. Notebooks 01 and 02."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets
from jaxtyping import Float

from word2bert import figures
from word2bert.widgets.base import CourseWidget, checked_words

MOST_FAMILIES = len(figures.MARKS)
FRAMES_OF_A_RUN = 40


class WordDrift(CourseWidget):
    """A film of words on a plane, each family with its own colour and shape; one frame for each look at the model.

        drift = WordDrift(words, families)
        display(drift)
        vectors = train_word_vectors(sentences, on_step=drift)     # about 40 frames, the last one at the end
        drift.add_vectors(array, "epoch 3")                        # or by hand: one row for each word

    words: some dozens of different words; families: the name of the family of each word, at most 8 different names.
    Every frame says for how many words the nearest of the others (by cosine) is of the same family.
    The state is `words`, `families`, `frames` (float32 bytes, frames x words x 2), `labels`, `shares`, `shown`.
    Raises ValueError when the numbers of words and families differ or there are too many families.
    """

    view = "word_drift"
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)
    families = traitlets.List(traitlets.Unicode()).tag(sync=True)
    frames = traitlets.Bytes(b"").tag(sync=True)
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    shares = traitlets.List(traitlets.Float()).tag(sync=True)
    chance = traitlets.Float(0.0).tag(sync=True)
    shown = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        words: Sequence[str],
        families: Sequence[str],
        frames: Sequence[tuple[Float[np.ndarray, "words size"], str]] = (),
        **kwargs: Any,
    ) -> None:
        names, kinds = checked_words(words, "words"), checked_words(families, "families")
        if len(names) != len(kinds) or len(names) < 3 or len(set(names)) < len(names):
            raise ValueError(
                f"{len(names)} words, {len(set(names))} of them different, and {len(kinds)} families; "
                "pass 3 or more different words and one family for each"
            )
        if len(set(kinds)) > MOST_FAMILIES:
            raise ValueError(f"{len(set(kinds))} families; at most {MOST_FAMILIES} can be told apart")
        others = [sum(other == kind for other in kinds) - 1 for kind in kinds]
        chance = sum(others) / len(names) / (len(names) - 1)
        super().__init__(words=names, families=kinds, chance=chance, **kwargs)
        self._words_read = 0  # of the training that it watches
        for vectors, label in frames:
            self.add_vectors(vectors, label)

    def add_vectors(self, vectors: Float[np.ndarray, "words size"], label: str) -> None:
        """Add a frame from the vectors of the words; the plane is turned so that they move as little as possible."""
        if len(vectors) != len(self.words) or not np.isfinite(vectors).all():
            raise ValueError(
                f"{len(vectors)} rows for {len(self.words)} words; pass one row of finite numbers for each word"
            )
        points = figures.project(vectors, self.points(len(self.labels) - 1) if self.labels else None)
        follows = self.shown >= len(self.labels) - 1  # a learner who looks at an earlier frame stays there
        with self.hold_sync():
            self.frames = self.frames + points.astype("<f4").tobytes()
            self.labels = [*self.labels, label]
            self.shares = [*self.shares, same_family(vectors, self.families)]
            if follows:
                self.shown = len(self.labels) - 1

    def __call__(self, record: Any) -> None:
        """A watcher for `on_step`: takes a frame when the next of about 40 is due, and the last one.

        The record has `epoch`, `epochs`, `words`, `total_words`, and `vectors()`, from which words are looked up.
        """
        if record.words <= self._words_read:  # another training run begins: another film
            with self.hold_sync():
                self.frames, self.labels, self.shares, self.shown = b"", [], [], 0
        self._words_read = int(record.words)
        due = len(self.labels) * record.epochs / FRAMES_OF_A_RUN
        if record.epoch >= due or record.words >= record.total_words:
            vectors = record.vectors()
            rows = np.stack([np.asarray(vectors[word], dtype=np.float64) for word in self.words])
            self.add_vectors(rows, f"epoch {record.epoch:.1f}")

    def points(self, frame: int) -> Float[np.ndarray, "words 2"]:
        """The points of a frame, as they are drawn. Raises IndexError when there is no such frame."""
        if not 0 <= frame < len(self.labels):
            raise IndexError(f"frame {frame}: there are {len(self.labels)} frames, counted from 0")
        film = np.frombuffer(self.frames, dtype="<f4").reshape(len(self.labels), len(self.words), 2)
        points: np.ndarray = film[frame]
        return points

    def __repr__(self) -> str:
        kinds = len(set(self.families))
        return f"WordDrift(words={len(self.words)}, families={kinds}, frames={len(self.labels)})"

    def picture(self) -> figures.Picture:
        """The frame that is shown, as a map."""
        if not self.labels:
            return figures.message("The words appear here when the training begins: run the next cell.")
        share, label = self.shares[self.shown], figures.short(self.labels[self.shown])
        return figures.word_map(
            self.points(self.shown).astype(np.float64),
            self.words,
            self.families,
            title=f"{label}: the nearest word is of the same family for {100 * share:.0f} % of the words "
            f"(by chance {100 * self.chance:.0f} %)",
        )


def same_family(vectors: Float[np.ndarray, "words size"], families: Sequence[str]) -> float:
    """For which share of the words the nearest of the others, by cosine, is of the same family."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = vectors / np.where(lengths > 0, lengths, 1)
    closeness = units @ units.T
    np.fill_diagonal(closeness, -np.inf)
    kinds = np.array(families)
    return float((kinds[closeness.argmax(axis=1)] == kinds).mean())
