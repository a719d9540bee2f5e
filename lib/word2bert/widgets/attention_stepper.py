"""Attention, one box at a time: MatMul, Scale, Mask, SoftMax, MatMul. Notebook 04."""

import ast
from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets
from jaxtyping import Bool, Float32, Float64
from numpy.typing import ArrayLike

from word2bert import figures
from word2bert.figures import short
from word2bert.figures.attention import softmax
from word2bert.widgets.base import CourseWidget, checked_words, packed

STEPS = ("scores", "scale", "mask", "softmax", "output")
CHANGES = ("scale", "padding mask", "causal mask", "temperature", "query")
MOST = 64  # tokens, and numbers in a query or value: what can be read, and computed within one frame of a screen


class AttentionStepper(CourseWidget):
    """One attention head to step through: weights = softmax(mask(q k^T / sqrt(D))), output = weights v.

    tokens: 1 to 64 words. q and k: (tokens, D), v: (tokens, D_v), at most 64 numbers each; NumPy arrays or tensors.
    mask: None, or one bool for each token, True = may be attended to, False = [PAD]. word: the word that looks, by
    default the last one that is no padding. towards: the word that its query can be pulled to. step: one of "scores",
    "scale", "mask", "softmax", "output". names: what q, k and v are called in your program, for the lines to copy.

    The state is `row` (the word that looks), `column` (the word looked at; -1: the one with the largest weight), the
    `step`, the switches `scale`, `padding_mask`, `causal_mask` and `temperature`, `moved_query` (empty: its own query),
    `compare` (which change the second map shows), `part` (one number of the sum) and `number` (of the output).
    Raises ValueError for shapes that do not fit, numbers that are not finite, or a word that is no token; TypeError for
    a mask that is not bool.
    """

    view = "attention_stepper"
    page_height = 1120
    tokens = traitlets.List(traitlets.Unicode()).tag(sync=True)
    q = traitlets.Bytes().tag(sync=True)
    k = traitlets.Bytes().tag(sync=True)
    v = traitlets.Bytes().tag(sync=True)
    real = traitlets.List(traitlets.Bool()).tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    row = traitlets.Int(0).tag(sync=True)
    column = traitlets.Int(-1).tag(sync=True)
    step = traitlets.Enum(STEPS, "softmax").tag(sync=True)
    scale = traitlets.Bool(True).tag(sync=True)
    padding_mask = traitlets.Bool(True).tag(sync=True)
    causal_mask = traitlets.Bool(False).tag(sync=True)
    temperature = traitlets.Float(1.0, min=0.1, max=5.0).tag(sync=True)
    moved_query = traitlets.List(traitlets.Float()).tag(sync=True)
    towards = traitlets.Int(0).tag(sync=True)
    pull = traitlets.Int(0, min=0, max=60).tag(sync=True)
    compare = traitlets.Enum(CHANGES, "scale").tag(sync=True)
    part = traitlets.List(traitlets.Int()).tag(sync=True)
    number = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        tokens: Sequence[str],
        q: object,
        k: object,
        v: object,
        mask: ArrayLike | None = None,
        word: str | None = None,
        towards: str | None = None,
        step: str = "softmax",
        names: Sequence[str] = ("q", "k", "v"),
        **kwargs: Any,
    ) -> None:
        listed = checked_words(tokens, "tokens")
        if not 1 <= len(listed) <= MOST:
            raise ValueError(f"{len(listed)} tokens; pass 1 to {MOST}, such as the first {MOST} of a longer text")
        self._q, self._k, self._v = (
            _matrix(array, name, len(listed)) for name, array in [("q", q), ("k", k), ("v", v)]
        )
        if self._q.shape != self._k.shape:
            raise ValueError(f"q has {self._q.shape[1]} numbers a word and k {self._k.shape[1]}; q . k needs as many")
        if step not in STEPS:
            raise ValueError(f"step is {step!r}; pass one of {', '.join(map(repr, STEPS))}")
        real = _real(mask, len(listed))
        last = len(listed) - 1 - real[::-1].index(True) if any(real) else len(listed) - 1
        super().__init__(
            tokens=listed,
            q=packed(self._q, "float32"),
            k=packed(self._k, "float32"),
            v=packed(self._v, "float32"),
            real=real,
            names=_names(names),
            row=last if word is None else _place(word, listed, "word"),
            step=step,
            **kwargs,
        )
        self.towards = self._second() if towards is None else _place(towards, listed, "towards")

    @traitlets.validate("row", "towards")
    def _inside(self, proposal: Any) -> int:
        return max(0, min(int(proposal["value"]), len(self.tokens) - 1))

    @traitlets.validate("column")
    def _inside_or_none(self, proposal: Any) -> int:
        return max(-1, min(int(proposal["value"]), len(self.tokens) - 1))

    @traitlets.validate("part")
    def _a_number_of_the_sum(self, proposal: Any) -> list[int]:
        part: list[int] = proposal["value"]
        if part and not (len(part) == 2 and 0 <= part[0] <= 2 and 0 <= part[1] < MOST):
            raise ValueError(f"part is {part}; pass [] or [row, number], the row 0, 1 or 2")
        return part

    @traitlets.validate("moved_query")
    def _a_query(self, proposal: Any) -> list[float]:
        moved: list[float] = proposal["value"]
        if len(moved) not in (0, self._q.shape[1]) or not np.isfinite(moved).all():
            raise ValueError(f"moved_query is {moved}; pass [] or {self._q.shape[1]} finite numbers, as many as q has")
        return moved

    @traitlets.validate("temperature")
    def _no_nan(self, proposal: Any) -> float:
        temperature: float = proposal["value"]
        if np.isnan(temperature):
            raise ValueError("temperature is nan; pass a number from 0.1 to 5")
        return temperature

    @property
    def allowed(self) -> Bool[np.ndarray, "tokens tokens"]:
        """Who may look at whom, with the switches as they stand. True = may be attended to."""
        may = np.ones((len(self.tokens), len(self.tokens)), dtype=bool)
        if self.padding_mask:
            may &= np.array(self.real)
        return np.tril(may) if self.causal_mask else may

    @property
    def weights(self) -> Float64[np.ndarray, "tokens tokens"]:
        """softmax over the keys of q k^T / sqrt(D), with the switches as they stand; rows are queries, columns keys.

        A row that may look at nothing is zero.
        """
        q = self._q.astype(np.float64)
        if self.moved_query:
            q[self.row] = self.moved_query
        scores = q @ self._k.astype(np.float64).T
        if self.scale:
            scores /= self._q.shape[1] ** 0.5
        return softmax(scores, self.allowed, self.temperature)

    def _second(self) -> int:
        order = np.argsort(-self.weights[self.row], kind="stable")
        return int(order[min(1, len(order) - 1)])

    @property
    def _looks_at(self) -> int:
        return self.column if self.column >= 0 else int(self.weights[self.row].argmax())

    def __repr__(self) -> str:
        weight = self.weights[self.row, self._looks_at]
        return (
            f"AttentionStepper(tokens={len(self.tokens)}, step={self.step!r}, word={short(self.tokens[self.row])!r}, "
            f"looks_at={short(self.tokens[self._looks_at])!r}, weight={weight:.2f})"
        )

    def picture(self) -> figures.Picture:
        """The weights of all words as a map."""
        weight = self.weights[self.row, self._looks_at]
        word, key = short(self.tokens[self.row], 16), short(self.tokens[self._looks_at], 16)
        return figures.attention_map(self.weights, self.tokens, title=f"“{word}” looks at “{key}” with {weight:.2f}")


def _matrix(array: object, name: str, count: int) -> Float32[np.ndarray, "tokens numbers"]:
    numbers = figures.plain_array(array, name)
    if numbers.ndim != 2 or len(numbers) != count or not 1 <= numbers.shape[1] <= MOST:
        raise ValueError(
            f"{name} has the shape {numbers.shape}; {count} tokens need ({count}, D) with D from 1 to {MOST}: "
            "one sentence and one head, such as q[0, 0] of (B, H, T, D)"
        )
    return numbers.astype(np.float32)


def _real(mask: ArrayLike | None, count: int) -> list[bool]:
    """One bool for each token, True = no padding."""
    if mask is None:
        return [True] * count
    plain = np.asarray(mask)
    if plain.dtype != np.bool_:
        raise TypeError(f"mask holds {plain.dtype}; pass bool, True = may be attended to, such as ids != pad")
    if plain.shape != (count,):
        raise ValueError(
            f"mask has the shape {plain.shape}; pass one bool for each of the {count} tokens. "
            "The causal mask is a switch: causal_mask=True"
        )
    real: list[bool] = plain.tolist()
    return real


def _names(names: Sequence[str]) -> list[str]:
    listed = checked_words(names, "names")
    if not all(map(_names_a_tensor, listed)):
        listed = []
    if len(listed) != 3:
        raise ValueError(f"names is {names!r}; pass what Python calls the three tensors, such as ('q', 'k', 'v')")
    return listed


def _names_a_tensor(name: str) -> bool:
    """Whether the name can stand before [row] and .T in a line of Python: q, self.q, q[0, 0], query(x)."""
    try:
        return isinstance(ast.parse(name, mode="eval").body, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    except SyntaxError:
        return False


def _place(word: str, tokens: list[str], name: str) -> int:
    if word not in tokens:
        raise ValueError(f"{name} is {word!r}, which is none of the tokens {[short(token) for token in tokens]}")
    return tokens.index(word)
