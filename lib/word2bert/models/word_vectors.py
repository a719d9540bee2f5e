"""Trained word vectors: neighbours, analogies, and the word2vec file formats. Needs numpy only."""

import mmap
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
from jaxtyping import Float, Float32, Float64, Int
from numpy.typing import ArrayLike

from word2bert.errors import missing_path, unknown_word

Item = str | Float[np.ndarray, " size"]
Items = Item | Sequence[Item]
Question = Sequence[str]


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
        at_once = max(1, 2**24 // len(self))  # 64 MB of products
        for start in range(0, len(questions), at_once):
            a, b, c, d = questions[start : start + at_once].T
            products = (self.normalised[b] - self.normalised[a] + self.normalised[c]) @ self.normalised.T
            if exclude_inputs:
                for word in (a, b, c):
                    products[np.arange(len(word)), word] = -np.inf
            right += int((products.argmax(axis=1) == d).sum())
        return right

    def save_word2vec_format(self, path: str | os.PathLike[str], binary: bool = False) -> None:
        """Write the word2vec format, which gensim and the original C program read.

        A line with the number of words and of numbers each; then for each word the word, a space, and its numbers:
        as text with 9 digits, which bring every float32 back, or with `binary=True` as 4 bytes each, little-endian.
        The file appears under its name only when it is complete.
        """
        for word in self.words:
            if not word or re.search(r"[ \t\n\r\v\f]", word):
                raise ValueError(f"the word {word!r} cannot be written: the word2vec format ends a word at a space")
        row_text = " ".join(["%.9g"] * self.vector_size)
        with _complete_file(Path(path)) as file:
            file.write(f"{len(self)} {self.vector_size}\n".encode())
            for word, vector in zip(self.words, self.vectors, strict=True):
                numbers = vector.astype("<f4").tobytes() if binary else (row_text % tuple(vector.tolist())).encode()
                file.write(word.encode() + b" " + numbers + b"\n")

    @classmethod
    def load_word2vec_format(cls, path: str | os.PathLike[str], binary: bool = False) -> "WordVectors":
        """Read the word2vec format, as text or with `binary=True` as 4-byte numbers; gensim's and C's files too.

        Raises FileNotFoundError, and ValueError with the line or the word where the file breaks the format.
        """
        path = Path(path)
        if not path.exists():
            raise missing_path(path)
        with path.open("rb") as file:
            count, size = _read_header(file, path, binary)
            rows = _binary_rows(file, count, size) if binary else _text_rows(file, count, size)
            vectors = np.empty((count, size), dtype=np.float32)
            lines: dict[str, int] = {}
            try:
                for row, (place, word, numbers) in enumerate(rows):
                    _add_row(lines, vectors[row], _decoded(word, place), numbers)
            except ValueError as error:
                raise ValueError(f"{path}, line {len(lines) + 2}: {error}") from error
        return cls(list(lines), vectors)


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


def _read_header(file: BinaryIO, path: Path, binary: bool) -> tuple[int, int]:
    """How many words and how many numbers each, before anything is allocated: the file must be able to hold them."""
    line = file.readline(100)
    start = file.tell()
    header = re.fullmatch(rb"([1-9]\d{0,17}) ([1-9]\d{0,17})\s*\n", line)
    if not header:
        raise ValueError(
            f"{path}: the first line has to be two whole numbers above 0, how many words and how many numbers each; "
            f"it is {line!r}"
        )
    count, size = int(header[1]), int(header[2])
    first = file.readline()
    if binary and _is_text_row(first, size):
        raise ValueError(f"{path} is in the text format: pass binary=False")
    if not binary and re.search(rb"[\x00-\x08\x0e-\x1f]", first):
        raise ValueError(f"{path} is in the binary format: pass binary=True")
    # The shortest row: a word of one letter; then each number has 4 bytes after one space, or a space and a digit.
    least = count * (2 + 4 * size if binary else 2 + 2 * size)
    held = file.seek(0, os.SEEK_END) - start
    if held < least:
        raise ValueError(
            f"{path} is cut short, or its header wrong: {count} words of {size} numbers need at least {least} bytes, "
            f"and {held} follow the header"
        )
    file.seek(start)
    return count, size


def _is_text_row(line: bytes, size: int) -> bool:
    try:
        return len([float(number) for number in line.split()[1:]]) == size
    except ValueError:
        return False


# Each row is given as (where its word starts in the file, the word, its numbers).
Row = tuple[int, bytes, Sequence[float] | Float32[np.ndarray, " size"]]


def _text_rows(file: BinaryIO, count: int, size: int) -> Iterator[Row]:
    place = file.tell()
    for row in range(count):
        line = file.readline()
        if not line.endswith(b"\n"):
            raise ValueError(f"the file ends here, cut short: {row} of {count} words are complete")
        word, *numbers = line.rstrip(b" \r\n").split(b" ")
        if len(numbers) != size:
            raise ValueError(f"{word!r} has {len(numbers)} numbers; the header says {size}")
        yield place, word, [float(number) for number in numbers]
        place += len(line)
    if rest := file.read(100).strip():
        raise ValueError(f"more follows after the last of the {count} words that the header says: {rest!r}")


def _binary_rows(file: BinaryIO, count: int, size: int) -> Iterator[Row]:
    place = file.tell()
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for row in range(count):
            if data[place : place + 1] == b"\n":  # C ends each row with it, gensim does not
                place += 1
            space = data.find(b" ", place)
            stop = space + 1 + 4 * size
            if space < 0 or stop > len(data):
                raise ValueError(f"the file ends here, cut short: {row} of {count} words are complete")
            yield place, data[place:space], np.frombuffer(data, "<f4", size, space + 1).astype(np.float32)
            place = stop
        if rest := data[place : place + 100].strip():
            raise ValueError(f"more follows after the last of the {count} words that the header says: {rest!r}")


def _decoded(word: bytes, place: int) -> str:
    try:
        return word.decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = error.start
        raise ValueError(
            f"the word {word!r} is not UTF-8 (byte {word[wrong]:#04x} at byte {place + wrong} of the file)"
        ) from error


def _add_row(
    lines: dict[str, int], row: Float32[np.ndarray, " size"], word: str, numbers: Sequence[float] | np.ndarray
) -> None:
    if not word:
        raise ValueError("the word is missing, the line begins with a space")
    if word in lines:
        raise ValueError(f"{word!r} is there already, in line {lines[word]}")
    with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite
        row[:] = numbers
    if not np.isfinite(row).all():
        raise ValueError(f"{word!r} has NaN or infinite numbers in its vector")
    lines[word] = len(lines) + 2


def _unit(vector: Float64[np.ndarray, " size"]) -> Float64[np.ndarray, " size"]:
    length = np.linalg.norm(vector)
    return vector / length if length > 0 else vector


def _as_list(items: Items) -> list[Item]:
    return [items] if isinstance(items, str | np.ndarray) else list(items)


@contextmanager
def _complete_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is there only when all of it is written: until then it has another name, in the same folder."""
    path = path.resolve()
    if not path.parent.is_dir():
        raise missing_path(path.parent)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
