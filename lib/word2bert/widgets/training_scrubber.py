"""The attention maps of every head through a training, from noise to meaning. Notebook 09."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import traitlets
from jaxtyping import Float

from word2bert import figures
from word2bert.widgets.base import CourseWidget, checked_words, packed

MOST_TOKENS, MOST_WEIGHTS = 64, 4_000_000  # a byte each: more would make a page that loads slowly
IN_THE_STRIP = 6  # small maps of the chosen head, from the first snapshot to the last


class TrainingScrubber(CourseWidget):
    """Snapshots of a training to drag through: the maps of all heads, one of them large, with what a row looks at.

        TrainingScrubber(question.tokens, maps, steps, notes)

    tokens: of the sentence; maps: for each snapshot the weights (layers, heads, from, to) from 0 to 1, arrays or
    tensors, or one of all; steps: of each snapshot, rising; notes: a sentence for each, or none; layer and head:
    the one shown large (by itself: where the row has come to look most at a word); row: the place of the token
    whose row is read (by itself: [MASK], or 0). The state is `tokens`, `maps` (a byte round(255 sqrt(weight)) for
    each), `shape` (snapshots, layers, heads, tokens), `steps`, `notes`, `shown` (the snapshot; the last one),
    `layer`, `head` and `row`.
    Raises ValueError for shapes that do not fit, for weights outside 0 to 1, and for more than 64 tokens or 4,000,000
    weights.
    """

    view = "training_scrubber"
    page_height = 700
    tokens = traitlets.List(traitlets.Unicode()).tag(sync=True)
    maps = traitlets.Bytes().tag(sync=True)
    shape = traitlets.List(traitlets.Int()).tag(sync=True)
    steps = traitlets.List(traitlets.Int()).tag(sync=True)
    notes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    shown = traitlets.Int(0).tag(sync=True)
    layer = traitlets.Int(0).tag(sync=True)
    head = traitlets.Int(0).tag(sync=True)
    row = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        tokens: Sequence[str],
        maps: Any,
        steps: Sequence[int],
        notes: Sequence[str] | None = None,
        *,
        layer: int | None = None,
        head: int | None = None,
        row: int | None = None,
        **kwargs: Any,
    ) -> None:
        words = checked_words(tokens, "tokens")
        told = [] if notes is None else checked_words(notes, "notes")
        weights = _weights(maps, words)
        if len(steps) != len(weights) or any(b <= a for a, b in pairwise(steps)):
            raise ValueError(
                f"there are {len(weights)} snapshots, and the steps {list(steps)[:6]}; pass one for each, rising"
            )
        if told and len(told) != len(weights):
            raise ValueError(f"there are {len(told)} notes and {len(weights)} snapshots; pass one for each, or none")
        _, layers, heads, _, _ = weights.shape
        for name, place, count in (("layer", layer, layers), ("head", head, heads), ("row", row, len(words))):
            if place is not None and not 0 <= place < count:
                raise ValueError(f"{name} is {place}; there are {count}, counted from 0")
        self._weights = weights
        if row is None:
            row = words.index("[MASK]") if "[MASK]" in words else 0
        found = most_learned(weights, words, row, layer, head)
        super().__init__(
            tokens=words,
            maps=packed(np.rint(255 * np.sqrt(weights)), "uint8", "maps"),
            shape=list(weights.shape[:4]),
            steps=[int(step) for step in steps],
            notes=told,
            layer=found[0],
            head=found[1],
            row=row,
            **{"shown": len(weights) - 1, **kwargs},
        )

    @traitlets.validate("shown", "layer", "head", "row")
    def _inside(self, proposal: Any) -> int:
        axis = ["shown", "layer", "head", "row"].index(proposal["trait"].name)
        last: int = self._weights.shape[axis] - 1
        return max(0, min(int(proposal["value"]), last))

    @property
    def weights(self) -> Float[np.ndarray, "from to"]:
        """The map that is shown large."""
        shown: np.ndarray = self._weights[self.shown, self.layer, self.head]
        return shown

    def _name(self) -> str:
        return f"layer {self.layer}, head {self.head}"

    def __repr__(self) -> str:
        return (
            f"TrainingScrubber(tokens={len(self.tokens)}, snapshots={len(self.steps)}, step={self.steps[self.shown]}, "
            f"layer={self.layer}, head={self.head}, row={figures.short(self.tokens[self.row])!r})"
        )

    def picture(self) -> figures.Picture:
        """The map that is shown, and above it the same head from the first snapshot to the last."""
        places = strip_of(len(self.steps))
        key = int(self.weights[self.row].argmax())
        first, now = (float(self._weights[place, self.layer, self.head, self.row, key]) for place in (0, self.shown))
        token, looked = (figures.short(self.tokens[place], 14) for place in (self.row, key))
        title = (
            f"{self._name().capitalize()}: “{token}” gives “{looked}” {now:.2f} of its attention at step "
            f"{self.steps[self.shown]}, and gave it {first:.2f} at step {self.steps[0]}"
        )
        strip = {f"step {self.steps[place]}": self._weights[place, self.layer, self.head] for place in places}
        return figures.training_maps(strip, self.weights, self.tokens, title, self.row)


def strip_of(snapshots: int) -> list[int]:
    """The places of at most six snapshots, evenly from the first to the last."""
    return sorted({round(place) for place in np.linspace(0, snapshots - 1, IN_THE_STRIP).tolist()})


def most_learned(
    weights: Float[np.ndarray, "snapshots layers heads from to"],
    tokens: Sequence[str],
    row: int,
    layer: int | None = None,
    head: int | None = None,
) -> tuple[int, int]:
    """The (layer, head) in which the row came to look most at a single word between the first and the last snapshot.

    Special tokens such as [SEP], where heads rest that have nothing to do, and the row's own token are no such words.
    """
    words = [place for place, token in enumerate(tokens) if place != row and not _special(token)] or [row]
    grown = (weights[-1] - weights[0])[:, :, row, :][:, :, words].max(axis=2)
    outside = np.ones_like(grown, dtype=bool)
    outside[slice(None) if layer is None else layer, slice(None) if head is None else head] = False
    best = int(np.where(outside, -np.inf, grown).argmax())
    return best // grown.shape[1], best % grown.shape[1]


def _special(token: str) -> bool:
    return token.startswith("[") and token.endswith("]")


def _weights(maps: Any, tokens: Sequence[str]) -> np.ndarray:
    """(snapshots, layers, heads, from, to), checked."""
    snapshots = [figures.plain_array(numbers, f"maps[{place}]") for place, numbers in enumerate(maps)]
    expected = f"pass for each snapshot (layers, heads, {len(tokens)}, {len(tokens)}), for {len(tokens)} tokens"
    if not snapshots or not tokens:
        raise ValueError(f"there are {len(snapshots)} snapshots and {len(tokens)} tokens; pass at least one of each")
    for place, numbers in enumerate(snapshots):
        fits = numbers.ndim == 4 and numbers.size and numbers.shape == snapshots[0].shape
        if not fits or numbers.shape[2:] != (len(tokens), len(tokens)):
            raise ValueError(f"maps[{place}] has shape {numbers.shape}, maps[0] {snapshots[0].shape}; {expected}")
        if numbers.min() < 0 or numbers.max() > 1 + 1e-6:
            raise ValueError(f"maps[{place}] lies between {numbers.min():g} and {numbers.max():g}; pass shares, 0 to 1")
    count = len(snapshots) * snapshots[0].size
    if len(tokens) > MOST_TOKENS or count > MOST_WEIGHTS:
        raise ValueError(
            f"there are {len(tokens)} tokens and {count:,} weights; the page has room for {MOST_TOKENS} and "
            f"{MOST_WEIGHTS:,}: pass a shorter sentence, or every second snapshot"
        )
    weights: np.ndarray = np.minimum(np.stack(snapshots), 1.0)
    return weights
