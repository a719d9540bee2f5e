"""A window that slides over a sentence and shows what is input and what is label. Notebook 01."""

from collections.abc import Sequence
from typing import Any

import traitlets

from word2bert import figures
from word2bert.figures import short
from word2bert.labels import cbow_examples, skip_gram_examples
from word2bert.widgets.base import CourseWidget, checked_words

ARCHITECTURES = ("cbow", "skip-gram", "both")


class WindowSlider(CourseWidget):
    """A window to slide over a sentence; the examples that CBOW and skip-gram take from where it stands.

    tokens: the words or characters of one sentence; window: how many on each side, 1 to 5; architecture: "cbow",
    "skip-gram" or "both". The state is `tokens`, `window`, `architecture` and `centre` (a place in the sentence).
    Raises ValueError for an empty sentence, a window outside 1 to 5, or another architecture.
    """

    view = "window_slider"
    tokens = traitlets.List(traitlets.Unicode()).tag(sync=True)
    window = traitlets.Int(2, min=1, max=5).tag(sync=True)
    architecture = traitlets.Enum(ARCHITECTURES, "both").tag(sync=True)
    centre = traitlets.Int(0).tag(sync=True)

    def __init__(self, tokens: Sequence[str], window: int = 2, architecture: str = "both", **kwargs: Any) -> None:
        words = checked_words(tokens, "tokens")
        if not words:
            raise ValueError("tokens is empty; pass the words of one sentence, such as words('the cat sat')")
        if not 1 <= window <= 5:
            raise ValueError(f"window is {window}; pass 1 to 5 words on each side")
        if architecture not in ARCHITECTURES:
            raise ValueError(f"architecture is {architecture!r}; pass one of {', '.join(map(repr, ARCHITECTURES))}")
        centre = min(window, len(words) // 2)  # the first full window, where there is one
        super().__init__(tokens=words, window=window, architecture=architecture, centre=centre, **kwargs)

    @traitlets.validate("centre")
    def _inside(self, proposal: Any) -> int:
        return max(0, min(int(proposal["value"]), len(self.tokens) - 1))

    @property
    def examples(self) -> dict[str, list[Any]]:
        """All examples of the sentence, as `labels/windows.py` makes them: for "cbow" pairs of (inputs, label), for
        "skip-gram" pairs of (input, label)."""
        return {
            "cbow": cbow_examples(self.tokens, window=self.window),
            "skip-gram": skip_gram_examples(self.tokens, window=self.window),
        }

    @property
    def full_windows(self) -> int:
        """The places with `window` words on both sides."""
        return max(0, len(self.tokens) - 2 * self.window)

    @property
    def _inside_window(self) -> list[int]:
        first, last = self.centre - self.window, self.centre + self.window
        return [i for i in range(max(0, first), min(last, len(self.tokens) - 1) + 1) if i != self.centre]

    def __repr__(self) -> str:
        counts = {name: len(examples) for name, examples in self.examples.items()}
        return (
            f"WindowSlider(tokens={len(self.tokens)}, window={self.window}, "
            f"centre={short(self.tokens[self.centre])!r}, full_windows={self.full_windows}, "
            f"cbow={counts['cbow']}, skip_gram={counts['skip-gram']})"
        )

    def picture(self) -> figures.Picture:
        """The sentence as tiles, with what each architecture takes from where the window stands."""
        middle = short(self.tokens[self.centre], 12)
        around = [short(self.tokens[i], 12) for i in self._inside_window]
        says = {
            "cbow": f"CBOW: {' '.join(around)} → {middle} (1 example).",
            "skip-gram": f"Skip-gram: {middle} → each of {' '.join(around)} ({_many(len(around))}).",
            "both": f"CBOW: {' '.join(around)} → {middle} (1 example). "
            f"Skip-gram: {middle} → each of them ({_many(len(around))}).",
        }
        return figures.token_tiles(
            self.tokens,
            middle=self.centre,
            around=self._inside_window,
            title=says[self.architecture] if around else f"{middle} has no word around it, so it gives no example.",
            roles={"cbow": ("label", "input"), "skip-gram": ("input", "label")}.get(
                self.architecture, ("middle", "around")
            ),
        )


def _many(count: int) -> str:
    return "1 example" if count == 1 else f"{count} examples"
