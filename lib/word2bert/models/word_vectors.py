"""Trained word vectors: neighbours, analogies, and the word2vec file formats. Needs numpy only."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np
from jaxtyping import Float, Float32, Float64, Int
from numpy.typing import ArrayLike

from word2bert.errors import unknown_word
from word2bert.models import word2vec_format

Item = str | Float[np.ndarray, " size"]
Items = Item | Sequence[Item]
Question = Sequence[str]

PRODUCTS_AT_ONCE = 2**21  # 8 MB of them: they stay in the processor's cache


class WordVectors:
    """One vector for each word. Names follow gensim's KeyedVectors.

    `words`     list of the words; `index` finds the row of a word
    `vectors`   float32, (words, size): row i belongs to word i
    `counts`    how often each word occurred in the text, or None (the word2vec formats do not keep it)

    Words are similar when the angle between their vectors is small: cosine(a, b) = a . b / (|a| |b|).
    """

    def __init__(self, words: Sequence[str], vectors: ArrayLike, counts: Sequence[int] | None = None) -> None:
        self.words = list(words)
        self.vectors = _checked(vectors, self.words)
        self.index = {word: row for row, word in enumerate(self.words)}
        if len(self.index) < len(self.words):
            word = next(word for row, word in enumerate(self.words) if self.index[word] != row)
            raise ValueError(f"{word!r} is there twice, in rows {self.words.index(word)} and {self.index[word]}")
        if counts is not None and len(counts) != len(self.words):
            raise ValueError(f"every word needs a count: here are {len(self.words)} words and {len(counts)} counts")
        self.counts = None if counts is None else list(counts)

    @property
    def vector_size(self) -> int:
        """How many numbers stand for a word."""
        return int(self.vectors.shape[1])

    @cached_property
    def normalised(self) -> Float32[np.ndarray, "words size"]:
        """The vectors divided by their lengths, computed once. A vector of zeros stays as it is."""
        lengths = np.sqrt(np.einsum("ws,ws->w", self.vectors, self.vectors, dtype=np.float64))
        lengths[lengths == 0] = 1
        unit: np.ndarray = self.vectors / lengths[:, None]
        return unit.astype(np.float32)

    def __getitem__(self, word: str) -> Float32[np.ndarray, " size"]:
        """The vector of a word, which cannot be written to. Raises a KeyError with the three nearest spellings."""
        vector: np.ndarray = self.vectors[self._row(word)]
        vector.flags.writeable = False
        return vector

    def __contains__(self, word: object) -> bool:
        return word in self.index

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __len__(self) -> int:
        return len(self.words)

    def __repr__(self) -> str:
        return f"WordVectors({len(self)} words x {self.vector_size})"

    def _row(self, word: str) -> int:
        if word not in self.index:
            raise unknown_word(word, self.words)
        return self.index[word]

    def most_similar(
        self, positive: Items = (), negative: Items = (), topn: int = 10, exclude_inputs: bool = True
    ) -> list[tuple[str, float]]:
        """The `topn` words nearest to the sum of the positive minus the negative words, each with its cosine.

        As in gensim: words enter as vectors of length 1, arrays as they are. The words that were asked with are left
        out, unless `exclude_inputs=False`. A single word or array need not be put into a list.
        """
        if topn < 1:
            raise ValueError(f"topn={topn}: at least 1 word has to be asked for")
        added, taken = _as_list(positive), _as_list(negative)
        if not added and not taken:
            raise ValueError("give at least one word: most_similar('king') or most_similar(positive=['king'], ...)")
        point = np.zeros(self.vector_size)
        for sign, items in ((1, added), (-1, taken)):
            for item in items:
                point += sign * self._direction(item)
        cosines = self.normalised @ _unit(point).astype(np.float32)
        order: Iterable[int] = np.argsort(-cosines, kind="stable").tolist()
        if exclude_inputs:
            inputs = {self.index[item] for item in [*added, *taken] if isinstance(item, str)}
            order = (row for row in order if row not in inputs)
        return [(self.words[row], float(cosines[row])) for row in islice(order, topn)]

    def similarity(self, a: Item, b: Item) -> float:
        """The cosine of the angle between two words (or arrays): a . b / (|a| |b|), from -1 to 1; 0 for zeros."""
        return float(_unit(self._direction(a)) @ _unit(self._direction(b)))

    def _direction(self, item: Item) -> Float64[np.ndarray, " size"]:
        """A word's vector at length 1, an array as it is."""
        if isinstance(item, str):
            return _unit(self.vectors[self._row(item)].astype(np.float64))
        if item.shape != (self.vector_size,):
            raise ValueError(f"an array has to have the shape ({self.vector_size},) of a word, not {item.shape}")
        if not np.isfinite(item).all():
            raise ValueError("the array has NaN or infinite numbers in it")
        return item.astype(np.float64)

    def analogies(self, sections: Mapping[str, Sequence[Question]], exclude_inputs: bool = True) -> "AnalogyReport":
        """Ask every question "a is to b as c is to ... ?" and count how often the answer is its fourth word, d.

        3CosAdd (Mikolov and others 2013): the answer is the word x whose unit vector has the largest x . (b - a + c).
        The three words asked with are no answers, unless `exclude_inputs=False`. A question with an unknown word is
        not asked; the report says how many were asked of how many. Upper and lower case are different words.
        """
        scores = []
        for name, questions in sections.items():
            for number, question in enumerate(questions):
                if isinstance(question, str) or len(question) != 4:
                    raise ValueError(
                        f"{name}, question {number}: four words are needed, a : b = c : d, not {question!r}"
                    )
            known = [[self.index[word] for word in question] for question in questions if self._knows(question)]
            right = self._count_right(np.array(known, dtype=np.int64).reshape(-1, 4), exclude_inputs)
            scores.append(AnalogyScore(name, right, len(known), len(questions)))
        return AnalogyReport(tuple(scores), exclude_inputs)

    def _knows(self, question: Question) -> bool:
        return all(word in self.index for word in question)

    def _count_right(self, questions: Int[np.ndarray, "questions 4"], exclude_inputs: bool) -> int:
        right = 0
        at_once = max(1, PRODUCTS_AT_ONCE // len(self))
        for start in range(0, len(questions), at_once):
            a, b, c, d = questions[start : start + at_once].T
            products = (self.normalised[b] - self.normalised[a] + self.normalised[c]) @ self.normalised.T
            if exclude_inputs:
                for word in (a, b, c):
                    products[np.arange(len(word)), word] = -np.inf
            right += int((products.argmax(axis=1) == d).sum())
        return right

    def save_word2vec_format(self, path: str | os.PathLike[str], binary: bool = False) -> None:
        """Write words and vectors as text, or with `binary=True` in 4 bytes a number; gensim and word2vec.c read both.

        Raises ValueError for a word with a space. The file is there complete or not at all.
        """
        word2vec_format.write(Path(path), self.words, self.vectors, binary)

    @classmethod
    def load_word2vec_format(cls, path: str | os.PathLike[str], binary: bool = False) -> "WordVectors":
        """Read the text or, with `binary=True`, the binary format; gensim's and word2vec.c's files too.

        Raises FileNotFoundError; ValueError with the line or the word where the file breaks the format.
        """
        return cls(*word2vec_format.read(Path(path), binary))

    @classmethod
    def shipped(cls) -> "WordVectors":
        """The word vectors that ship with the course: skip-gram on Small World (word2bert/assets/make.py)."""
        return cls.load_word2vec_format(Path(__file__).parents[1] / "assets/small-vectors/vectors.bin", binary=True)


@dataclass(frozen=True)
class AnalogyScore:
    """Of `total` questions of a section, `asked` have only known words, and `correct` were answered rightly."""

    name: str
    correct: int
    asked: int
    total: int

    @property
    def share(self) -> float:
        """The share of the asked questions that were answered rightly; NaN where none was asked."""
        return self.correct / self.asked if self.asked else float("nan")

    @property
    def coverage(self) -> float:
        """The share of the questions that could be asked; NaN where there are none."""
        return self.asked / self.total if self.total else float("nan")


@dataclass(frozen=True, repr=False)
class AnalogyReport:
    """The scores of all sections; prints as a table. `report["capitals"].share` is one number of it."""

    sections: tuple[AnalogyScore, ...]
    exclude_inputs: bool

    @property
    def overall(self) -> AnalogyScore:
        """All sections together, each question counting once."""
        return AnalogyScore(
            "all together",
            sum(score.correct for score in self.sections),
            sum(score.asked for score in self.sections),
            sum(score.total for score in self.sections),
        )

    def __getitem__(self, name: str) -> AnalogyScore:
        for score in self.sections:
            if score.name == name:
                return score
        raise KeyError(f"no section {name!r}; there are {', '.join(score.name for score in self.sections)}")

    def __str__(self) -> str:
        rows = [*self.sections, self.overall]
        width = max(len(score.name) for score in rows)
        lines = [f"{'section':{width}}  right  asked     of  coverage   share"]
        for score in rows:
            lines.append(
                f"{score.name:{width}}  {score.correct:5}  {score.asked:5}  {score.total:5}"
                f"  {_percent(score.coverage):>8}  {_percent(score.share):>6}"
            )
        inputs = "cannot be its answer" if self.exclude_inputs else "can be its answer too"
        lines.append("A question with a word that is not in the dictionary is not asked (coverage = asked / of).")
        lines.append(f"The answer to a : b = c : ? is the word nearest to b - a + c; a word of the question {inputs}.")
        return "\n".join(lines)

    __repr__ = __str__


def _percent(share: float) -> str:
    return "-" if share != share else f"{share:.1%}"


def _checked(vectors: ArrayLike, words: list[str]) -> Float32[np.ndarray, "words size"]:
    array = np.asarray(vectors)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"vectors have to be numbers, such as float32, not {array.dtype}")
    if array.ndim != 2 or len(array) != len(words) or array.size == 0:
        raise ValueError(
            f"{len(words)} words need vectors of the shape ({len(words)}, size), at least one word and one number; "
            f"the shape is {array.shape}"
        )
    with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite, and is found below
        array = np.ascontiguousarray(array, dtype=np.float32)
    broken = ~np.isfinite(array).all(axis=1)
    if broken.any():
        row = int(broken.argmax())
        raise ValueError(f"the vector of {words[row]!r}, row {row}, has NaN or infinite numbers in it")
    return array


def _unit(vector: Float64[np.ndarray, " size"]) -> Float64[np.ndarray, " size"]:
    length = np.linalg.norm(vector)
    return vector / length if length > 0 else vector


def _as_list(items: Items) -> list[Item]:
    return [items] if isinstance(items, str | np.ndarray) else list(items)
