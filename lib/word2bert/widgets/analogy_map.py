"""A map of words with the arrows of an analogy; the learner types any a - b + c. Notebook 02."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import traitlets
from jaxtyping import Float

from word2bert import figures
from word2bert.errors import nearest_names
from word2bert.figures import short
from word2bert.widgets.base import CourseWidget, checked_words

MOST_WORDS = 4000  # 3 MB of vectors go to the browser, which then needs no kernel
NEIGHBOURS = 5


class AnalogyMap(CourseWidget):
    """Words on a plane, the sum that the learner types, and the five words nearest to it.

    The point of "a - b + c" is u_a - u_b + u_c, where u is a word's vector at length 1; the nearest words are those
    with the largest cosine to it. The words typed are left out of the answers while `inputs_out` is true.
    The axes of the map are steps: with pairs, the first is their mean step; for a - b + c those from b to a and from b
    to c (at right angles to the first). What is left is the direction in which the words shown differ most (PCA).
    A sum whose signs add up to 1 is drawn where it lies, so that its arrows make a parallelogram; any other is drawn at
    length 1.

    words and vectors: the dictionary, one row each; with more than 4,000 words only the first 4,000, and those of the
    expression and the pairs, can be asked about. expression: what to show first. pairs: words to join by an arrow, such
    as each country and its capital; they are shown while one of their words is in the expression.
    Raises ValueError for vectors that do not fit the words or are not finite, and for a pair with an unknown word.
    """

    view = "analogy_map"
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)
    vectors = traitlets.Bytes(b"").tag(sync=True)  # float32, little-endian, each row of length 1
    vocab_size = traitlets.Int(0).tag(sync=True)
    pairs = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    expression = traitlets.Unicode("").tag(sync=True)
    inputs_out = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        words: Sequence[str],
        vectors: Float[np.ndarray, "words size"],
        expression: str = "king - man + woman",
        pairs: Sequence[tuple[str, str]] = (),
        inputs_out: bool = True,
        **kwargs: Any,
    ) -> None:
        names = checked_words(words, "words")
        if len(names) != len(vectors) or not names or len(set(names)) < len(names) or not np.isfinite(vectors).all():
            raise ValueError(
                f"{len(names)} words ({len(set(names))} different) and vectors of shape {vectors.shape}; "
                "pass different words and one row of finite numbers for each"
            )
        index = {word: row for row, word in enumerate(names)}
        for word in [word for pair in pairs for word in pair]:
            if word not in index:
                raise ValueError(
                    f"pairs has {word!r}, which is not among the words; nearest: {nearest_names(word, names)}"
                )
        asked = [index[part.word] for part in parse(expression, index).parts if part.word in index]
        first = {*range(min(MOST_WORDS, len(names))), *asked, *(index[word] for pair in pairs for word in pair)}
        kept = sorted(first)
        self._units = _unit_rows(vectors[kept])
        super().__init__(
            words=[names[row] for row in kept],
            vectors=self._units.astype("<f4").tobytes(),
            vocab_size=len(names),
            pairs=[list(pair) for pair in pairs],
            expression=expression,
            inputs_out=inputs_out,
            **kwargs,
        )

    @property
    def answer(self) -> "Answer":
        """What the expression asks for, computed as the browser computes it."""
        index = {word: row for row, word in enumerate(self.words)}
        question = parse(self.expression, index)
        if question.problem:
            return Answer(question.parts, problem=question.problem)
        weights = np.array([part.sign for part in question.parts], dtype=np.float64)
        rows = [index[part.word] for part in question.parts]
        point = weights @ self._units[rows].astype(np.float64)
        length = float(np.linalg.norm(point))
        if length < 1e-6:
            return Answer(question.parts, problem="The words cancel each other: nothing is left to look near.")
        cosines = self._units @ (point / length)
        order = [int(row) for row in np.argsort(-cosines, kind="stable") if not (self.inputs_out and row in rows)]
        nearest = [(self.words[row], float(cosines[row])) for row in order[:NEIGHBOURS]]
        return Answer(question.parts, nearest, point if weights.sum() == 1 else point / length)

    def _step(self, rows: Sequence[tuple[int, int]]) -> Float[np.ndarray, " size"]:
        starts, ends = zip(*rows, strict=True)
        step: np.ndarray = (self._units[list(ends)] - self._units[list(starts)]).sum(axis=0, dtype=np.float64)
        return step

    def __repr__(self) -> str:
        answer = self.answer
        if answer.problem:
            return f"AnalogyMap({short(self.expression, 60)!r}, no answer)"
        return f"AnalogyMap({short(self.expression, 60)!r}, nearest={short(answer.nearest[0][0])!r})"

    def picture(self) -> figures.Picture:
        """The map and the bars of the nearest words."""
        answer = self.answer
        if answer.problem:
            return figures.message(answer.problem)
        typed = [part.word for part in answer.parts]
        pairs = [(a, b) for a, b in self.pairs] if {w for pair in self.pairs for w in pair} & set(typed) else []
        shown = list(
            dict.fromkeys([*typed, *(word for word, _ in answer.nearest), *(w for pair in pairs for w in pair)])
        )
        index = {word: row for row, word in enumerate(self.words)}
        units = self._units[[index[word] for word in shown]].astype(np.float64)
        steps, axes_say = axes_of_the_map(answer.parts, pairs)
        plane = _plane(units, [self._step([(index[a], index[b]) for a, b in step]) for step in steps])
        word, cosine = answer.nearest[0]
        return figures.analogy(
            (units - units.mean(axis=0)) @ plane,
            shown,
            typed=[(part.sign, part.word) for part in answer.parts],
            target=(answer.point - units.mean(axis=0)) @ plane,
            nearest=answer.nearest,
            pairs=pairs,
            title=f"{short(self.expression, 60)} is nearest to {short(word)} (cosine {cosine:.2f})",
            axes_say=axes_say,
        )


@dataclass(frozen=True)
class Part:
    """A word of an expression, and whether it is added (1) or taken away (-1)."""

    sign: int
    word: str


@dataclass(frozen=True)
class Question:
    """The parts of an expression, or the problem with it, in a sentence."""

    parts: list[Part] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True)
class Answer:
    """The nearest words with their cosines, and the point they are near to; or the problem, in a sentence."""

    parts: list[Part]
    nearest: list[tuple[str, float]] = field(default_factory=list)
    point: Float[np.ndarray, " size"] = field(default_factory=lambda: np.zeros(0))
    problem: str = ""


def parse(expression: str, known: Collection[str]) -> Question:
    """Take "a - b + c" apart. A hyphen within a word is a minus only when the whole is no known word; a word that is
    not known is tried in lower case."""
    pieces = [piece.strip() for piece in re.split(r"([+\u2212\u2013]|(?<=\s)-|-(?=\s)|^-)", expression)]
    parts: list[Part] = []
    sign, awaits = 1, True
    for piece in pieces:
        if piece in {"+", "-", "\u2212", "\u2013"}:
            if awaits and parts:
                return Question(problem="Two signs follow each other: put a word between them.")
            sign, awaits = (1 if piece == "+" else -1), True
        elif piece:
            inner = [piece] if piece in known or "-" not in piece.strip("-") else piece.split("-")
            parts += [Part(sign if i == 0 else -1, _known(word.strip(), known)) for i, word in enumerate(inner)]
            awaits = False
    if not parts or awaits:
        return Question(parts, "Type words with + and - between them, such as king - man + woman.")
    for part in parts:
        if part.word not in known:
            nearest = ", ".join(map(short, nearest_names(part.word.lower(), known)))
            return Question(parts, f"{short(part.word, 40)} is not in the dictionary. Nearest spellings: {nearest}.")
    return Question(parts)


def _known(word: str, known: Collection[str]) -> str:
    return word.lower() if word not in known and word.lower() in known else word


def axes_of_the_map(parts: Sequence[Part], pairs: Sequence[tuple[str, str]]) -> tuple[list[list[tuple[str, str]]], str]:
    """The steps that are the axes of the map, each a list of (from, to) to be added up; and both axes in words."""
    added, taken = ([part.word for part in parts if part.sign == sign] for sign in (1, -1))
    is_analogy = len(added) == 2 and len(taken) == 1 and len({*added, *taken}) == 3
    a, b, c = [added[0], taken[0], added[1]] if is_analogy else ["", "", ""]
    right = f"the mean step of the {len(pairs)} pairs" if pairs else f"the step from {short(b)} to {short(a)}"
    up = f"the step from {short(b)} to {short(c)}" if is_analogy else "what these words differ in most besides"
    if not pairs and not is_analogy:
        return [], "The map shows what these words differ in most (PCA)."
    first = [list(pairs)] if pairs else [[(b, a)]]
    return first + ([[(b, c)]] if is_analogy else []), f"Left to right: {right}. Upwards: {up}."


def _plane(
    units: Float[np.ndarray, "words size"], steps: Sequence[Float[np.ndarray, " size"]]
) -> Float[np.ndarray, "size 2"]:
    """Two axes at right angles: the steps, and the directions in which the rows differ most besides."""
    centred = units - units.mean(axis=0)
    axes: list[np.ndarray] = []
    for step in steps:
        rest = step - sum((axis @ step) * axis for axis in axes)
        axes.append(rest / max(float(np.linalg.norm(rest)), 1e-12))
        centred = centred - np.outer(centred @ axes[-1], axes[-1])
    for direction in np.linalg.svd(centred, full_matrices=False)[2][: 2 - len(steps)]:
        along = centred @ direction
        axes.append(direction * (-1.0 if along[np.abs(along).argmax()] < 0 else 1.0))
    axes += [np.zeros(units.shape[1])] * (2 - len(axes))
    return np.stack(axes, axis=1)


def _unit_rows(vectors: Float[np.ndarray, "words size"]) -> Float[np.ndarray, "words size"]:
    wide = vectors.astype(np.float64)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    units: np.ndarray = wide / np.where(lengths > 0, lengths, 1)
    return units.astype(np.float32)
