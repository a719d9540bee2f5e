"""512 x 768 cut into 12 x (512 x 64), each head's map, and back. Notebook 05."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets

from word2bert import figures
from word2bert.figures import heads as drawn
from word2bert.figures.maps import matrix
from word2bert.models.attention import check_heads
from word2bert.widgets.base import CourseWidget, checked_words, packed

MOST_WORDS, MOST_NUMBERS = 512, 490_000  # of a matrix: with five bytes for each number it is 2.5 MB
STEPS = ("whole", "cut", "apart", "maps", "outputs", "together")
MATRICES = ("Q", "K", "V", "test card")
PLACES = {"cell": "word, column", "pair": "from, to"}


class HeadSplit(CourseWidget):
    """A real matrix of (words, numbers) that is cut into heads, step by step, with the wrong cut beside it.

    q, k, v: queries, keys and values of shape (words, width), arrays or tensors; one alone stands for all three.
    tokens: the words; heads: how many; names: what each head looks at, if known. The state is `step`, `head`,
    `matrix` ("Q", "K", "V" or "test card": a drawing with a hue for each word and a shade for each head), `wrong` (show
    the wrong cut too), `cell` ([word, column] that is locked, or None) and `pair` ([from, to] of the map, or None).
    The browser gets q and k as float16 and v in 256 steps, and computes the maps itself.
    A test card has no maps: it stays at "apart". Raises ValueError for shapes that do not fit, for more than 512 words
    or 490,000 numbers, and when the width cannot be shared equally among the heads.
    """

    view = "head_split"
    tokens = traitlets.List(traitlets.Unicode()).tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    heads = traitlets.Int().tag(sync=True)
    width = traitlets.Int().tag(sync=True)
    q = traitlets.Bytes().tag(sync=True)
    k = traitlets.Bytes().tag(sync=True)
    v = traitlets.Bytes().tag(sync=True)
    v_range = traitlets.List(traitlets.Float()).tag(sync=True)  # of the numbers that the bytes 0 and 255 of v stand for
    limits = traitlets.Dict().tag(sync=True)  # the numbers with the palest and the fullest colour
    step = traitlets.Enum(STEPS, "cut").tag(sync=True)
    head = traitlets.Int(0).tag(sync=True)
    matrix = traitlets.Enum(MATRICES, "Q").tag(sync=True)
    wrong = traitlets.Bool(False).tag(sync=True)
    cell = traitlets.List(traitlets.Int(), allow_none=True, default_value=None).tag(sync=True)
    pair = traitlets.List(traitlets.Int(), allow_none=True, default_value=None).tag(sync=True)

    def __init__(
        self,
        q: object,
        k: object = None,
        v: object = None,
        *,
        tokens: Sequence[str],
        heads: int = 12,
        names: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        words, named = checked_words(tokens, "tokens"), checked_words(names, "names")
        given = {"Q": q, "K": q if k is None else k, "V": q if v is None else v}
        arrays = {letter: matrix(numbers, letter) for letter, numbers in given.items()}
        for letter, numbers in arrays.items():
            if numbers.shape != arrays["Q"].shape or len(numbers) != len(words):
                raise ValueError(
                    f"{letter} has shape {numbers.shape}, Q has {arrays['Q'].shape} and there are {len(words)} tokens; "
                    "pass matrices of one shape (words, width), with a row for each token"
                )
        width = arrays["Q"].shape[1]
        if len(words) > MOST_WORDS or arrays["Q"].size > MOST_NUMBERS:
            fit = min(MOST_WORDS, MOST_NUMBERS // width)
            raise ValueError(
                f"there are {len(words)} words with {width} numbers each; the page has room for {MOST_WORDS} words and "
                f"{MOST_NUMBERS:,} numbers: pass the first {fit} words"
            )
        check_heads(width, heads)
        if named and len(named) != heads:
            raise ValueError(f"there are {len(named)} names and {heads} heads; pass a name for each head, or none")
        self._arrays = arrays
        low, high = float(arrays["V"].min()), float(arrays["V"].max())
        steps = np.rint(255 * (arrays["V"] - low) / ((high - low) or 1.0))
        limits = {letter: list(drawn.limits(numbers)) for letter, numbers in arrays.items()}
        super().__init__(
            tokens=words,
            names=named,
            heads=heads,
            width=width,
            q=packed(arrays["Q"], "float16", "Q"),
            k=packed(arrays["K"], "float16", "K"),
            v=packed(steps, "uint8", "V"),
            v_range=[low, high],
            limits={**limits, "output": limits["V"]},
            **kwargs,
        )

    @traitlets.validate("head")
    def _inside(self, proposal: Any) -> int:
        return max(0, min(int(proposal["value"]), self.heads - 1))

    @traitlets.validate("step")
    def _has_maps(self, proposal: Any) -> str:
        return "apart" if self.matrix == "test card" and proposal["value"] in ("maps", "outputs") else proposal["value"]

    @traitlets.observe("matrix")
    def _leave_the_maps(self, _: Any) -> None:
        self.step = self.step

    @traitlets.validate("cell", "pair")
    def _known(self, proposal: Any) -> list[int] | None:
        if (place := proposal["value"]) is None:
            return None
        name = proposal["trait"].name
        if len(place) != 2:
            raise traitlets.TraitError(f"{name} is {place}; pass [{PLACES[name]}], or None")
        columns = self.width if name == "cell" else len(self.tokens)
        row, column = place
        return [max(0, min(row, len(self.tokens) - 1)), max(0, min(column, columns - 1))]

    @property
    def size(self) -> int:
        """The numbers of one head."""
        return self.width // self.heads

    def __repr__(self) -> str:
        places = [f", {name}={list(place)}" for name in ("cell", "pair") if (place := getattr(self, name)) is not None]
        return (
            f"HeadSplit(words={len(self.tokens)}, numbers={self.width}, heads={self.heads}, size={self.size}, "
            f"matrix={self.matrix!r}, step={self.step!r}, head={self.head}, wrong={self.wrong}{''.join(places)})"
        )

    def picture(self) -> figures.Picture:
        """All steps at once; or, where the wrong cut or the drawing is shown, the right and the wrong cut."""
        count, width, heads, size = len(self.tokens), self.width, self.heads, self.size
        if self.matrix == "test card":
            card = drawn.colour_card(count, heads, size)
            return drawn.head_cut(card, heads, "A right cut keeps every word in every head, a wrong one shreds them")
        if self.wrong:
            return drawn.head_cut(
                self._arrays[self.matrix],
                heads,
                f"{self.matrix}, cut right and wrong: the shapes are the same, the contents are not",
                self.matrix,
            )
        title = (
            f"{count} \N{MULTIPLICATION SIGN} {width} is cut into {heads} times {count} \N{MULTIPLICATION SIGN} {size}"
        )
        queries, keys, values = (self._arrays[letter] for letter in "QKV")
        return drawn.head_split(queries, keys, values, heads, self.tokens, f"{title}, and put together again")
