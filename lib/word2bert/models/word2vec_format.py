"""The file formats of word2vec, text and binary, as the original C program and gensim write and read them.

A line with two whole numbers: how many words, how many numbers each. Then for each word: the word in UTF-8, a space,
and its numbers, in text with spaces between them and a line end, in binary as 4 bytes each (float32, little-endian).
After the numbers of a binary row C writes a line end and gensim does not: both are read.
"""

import mmap
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from jaxtyping import Float, Float32

from word2bert.errors import missing_path

# Where the word starts in the file, the word, and its numbers.
Row = tuple[int, bytes, Sequence[float] | Float32[np.ndarray, " size"]]


def write(path: Path, words: Sequence[str], vectors: Float32[np.ndarray, "words size"], binary: bool) -> None:
    """Write words and vectors. The file gets its name only when it is complete.

    Text has 9 significant digits, which identify every float32. Raises ValueError for a word that the format cannot
    hold, FileNotFoundError where there is no such folder.
    """
    for word in words:
        if not word or re.search(r"[ \t\n\v\f\r]", word):
            raise ValueError(f"{word!r} cannot be saved: in this format a space ends a word, and no word is empty")
    size = vectors.shape[1]
    row_text = " ".join(["%.9g"] * size)
    with _complete_file(path) as file:
        file.write(f"{len(words)} {size}\n".encode())
        for word, vector in zip(words, vectors, strict=True):
            numbers = vector.astype("<f4").tobytes() if binary else (row_text % tuple(vector)).encode()
            file.write(word.encode() + b" " + numbers + b"\n")


def read(path: Path, binary: bool) -> tuple[list[str], Float32[np.ndarray, "words size"]]:
    """The words and the vectors of a file.

    Raises FileNotFoundError; ValueError with the line (binary: the word's number) where the file breaks the format.
    """
    if not path.exists():
        raise missing_path(path)
    with path.open("rb") as file:
        count, size = _read_header(file, path, binary)
        vectors = np.empty((count, size), dtype=np.float32)
        index: dict[str, int] = {}
        try:
            for start, spelling, numbers in (_binary_rows if binary else _text_rows)(file, count, size):
                word = _decoded(spelling, start)
                if word in index:
                    raise ValueError(f"{word!r} is there a second time, it was word {index[word] + 1}")
                vectors[len(index)] = _finite(numbers, word)
                index[word] = len(index)
        except ValueError as error:
            place = f"word {len(index) + 1}" if binary else f"line {len(index) + 2}"
            raise ValueError(f"{path}, {place}: {error}") from error
    return list(index), vectors


def _read_header(file: BinaryIO, path: Path, binary: bool) -> tuple[int, int]:
    """How many words, how many numbers each; checked against the size of the file, before anything is allocated."""
    line = file.readline(100)
    header = re.fullmatch(rb"([1-9]\d*) ([1-9]\d*)\s*\n", line)
    if line.startswith(b"\x1f\x8b"):
        raise ValueError(f"{path} is compressed by gzip: unpack it first")
    if not header:
        raise ValueError(
            f"{path}, line 1: two whole numbers above 0 are needed, how many words and how many numbers each, "
            f"not {line!r}. (GloVe's files lack this line: write it above the others.)"
        )
    count, size = int(header[1]), int(header[2])
    start = file.tell()
    first = file.readline()
    is_text = _is_text_row(first, size)
    if binary and is_text:
        raise ValueError(f"{path} is in the text format: pass binary=False")
    if not binary and not is_text and re.search(rb"[\x00-\x08\x0e-\x1f]", first):
        raise ValueError(f"{path} is in the binary format: pass binary=True")
    # The shortest row: a letter and a space with 4 bytes a number, or a letter and a line end with 2 bytes a number.
    least = count * (2 + size * (4 if binary else 2))
    held = file.seek(0, os.SEEK_END) - start
    if held < least:
        raise ValueError(
            f"{path} is cut short, or its first line is wrong: {count} words of {size} numbers take at least "
            f"{least} bytes, and there are {held}"
        )
    file.seek(start)
    return count, size


def _is_text_row(line: bytes, size: int) -> bool:
    try:
        return len([float(number) for number in line.split()[1:]]) == size
    except ValueError:
        return False


def _text_rows(file: BinaryIO, count: int, size: int) -> Iterator[Row]:
    for row in range(count):
        start = file.tell()
        line = file.readline()
        if not line.endswith(b"\n"):
            raise ValueError(f"the file is cut short: only {row} of {count} words are complete")
        word, *numbers = line.rstrip(b" \r\n").split(b" ")
        if len(numbers) != size:
            raise ValueError(f"{word!r} has {len(numbers)} numbers, and the first line says {size}")
        yield start, word, [float(number) for number in numbers]
    _refuse_more(file.read(100), count)


def _binary_rows(file: BinaryIO, count: int, size: int) -> Iterator[Row]:
    start = file.tell()
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for row in range(count):
            if data[start : start + 1] == b"\n":
                start += 1
            space = data.find(b" ", start)
            end = space + 1 + 4 * size
            if space < 0 or end > len(data):
                raise ValueError(f"the file is cut short: only {row} of {count} words are complete")
            yield start, data[start:space], np.frombuffer(data[space + 1 : end], dtype="<f4").astype(np.float32)
            start = end
        _refuse_more(data[start : start + 100], count)


def _refuse_more(rest: bytes, count: int) -> None:
    if rest.strip():
        raise ValueError(f"the first line says {count} words, and more follows: {rest!r}")


def _decoded(word: bytes, start: int) -> str:
    if not word:
        raise ValueError("the word is missing before the space")
    try:
        return word.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{word!r} is not UTF-8: byte {word[error.start]:#04x} at offset {start + error.start}"
        ) from error


def _finite(numbers: Sequence[float] | Float[np.ndarray, " size"], word: str) -> Float32[np.ndarray, " size"]:
    with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite
        vector = np.asarray(numbers).astype(np.float32)
    if not np.isfinite(vector).all():
        raise ValueError(f"{word!r} has NaN or infinite numbers in its vector")
    return vector


@contextmanager
def _complete_file(path: Path) -> Iterator[BinaryIO]:
    """A file that has another name, in the same folder, until all of it is written."""
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
