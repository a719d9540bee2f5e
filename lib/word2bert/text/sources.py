"""Documents from files and folders, from Python's own documentation, and from the Hugging Face hub.

Each source can be read again and again, and holds one document at a time. A document is a list of sentences (str).
"""

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from importlib import import_module
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Any, TextIO

from word2bert.errors import missing_path
from word2bert.text.sentences import split_sentences

Document = list[str]

LONGEST = 2**18  # characters of a document: a longer one is cut, so that a file without paragraphs fits into memory
WIDEST = 120  # characters of a line: a file with longer ones is not broken into lines by hand


class Documents(Iterable[Document]):
    """A stream of documents that starts again each time it is iterated over."""

    def __init__(self, name: str, read: Callable[[], Iterator[Document]]) -> None:
        self.name = name
        self._read = read

    def __iter__(self) -> Iterator[Document]:
        return self._read()

    def __repr__(self) -> str:
        return f"Documents({self.name})"


def folder(path: str | PathLike[str], encoding: str = "utf-8", pattern: str = "*.txt") -> Documents:
    """The paragraphs of all text files in a folder and its subfolders, file after file in the order of their names.

    Files whose names begin with a dot are left out, and so are hidden folders. Paragraphs as in `file`.
    Raises FileNotFoundError where nothing fits; ValueError, while it is read, for a file in another encoding.
    """
    place = Path(path).expanduser()
    if place.is_file():
        return file(place, encoding)
    if not place.exists():
        raise missing_path(place)
    codecs.lookup(encoding)  # an encoding that Python does not know is an error now, not at the first document
    inside = [found.relative_to(place) for found in place.rglob("*") if found.is_file()]
    visible = sorted((name for name in inside if not any(part.startswith(".") for part in name.parts)), key=_parts)
    names = [name for name in visible if fnmatchcase(name.name.lower(), pattern.lower())]
    if not names:
        raise FileNotFoundError(f"no file in {place.resolve()} is named like {pattern!r}; {_what_is_there(visible)}")
    files = [place / name for name in names]
    return Documents(
        f"{len(files)} files in {str(path)!r}", lambda: chain.from_iterable(_read(each, encoding) for each in files)
    )


def file(path: str | PathLike[str], encoding: str = "utf-8") -> Documents:
    """The paragraphs of a text file: each is a document, a list of its sentences.

    Empty lines separate paragraphs. Lines of at most 120 characters (60 in Chinese) are taken as broken by hand and
    joined; where a line is longer, every line is a paragraph. A file of any size is read piece by piece.
    Raises FileNotFoundError; ValueError, while it is read, with the byte that is not text in this encoding.
    """
    place = Path(path).expanduser()
    if place.is_dir():
        raise IsADirectoryError(f"{place.resolve()} is a folder: use sources.folder(...)")
    if not place.exists():
        raise missing_path(place)
    codecs.lookup(encoding)
    return Documents(repr(str(path)), lambda: _read(place, encoding))


def python_docs() -> Documents:
    """Python's own documentation, which every Python carries: each topic of `help()` is a document; code is left out.

    The text differs between versions of Python.
    """
    from pydoc_data.topics import topics

    return Documents("Python's documentation", lambda: _whole(map(_prose, topics.values())))


def hugging_face(
    name: str,
    *arguments: Any,
    split: str = "train",
    text_column: str = "text",
    streaming: bool = True,
    **options: Any,
) -> Documents:
    """A data set of the Hugging Face hub: each row is a document. With `streaming` only what is read is downloaded.

    `arguments` and `options` go to `datasets.load_dataset`: `hugging_face("wikitext", "wikitext-2-raw-v1")`.
    Raises ImportError without the package `datasets`, ConnectionError without a network, FileNotFoundError for a name
    that is not there, ValueError for a split or a column that is not there.
    """
    try:
        load_dataset = import_module("datasets").load_dataset
    except ImportError as error:
        raise ImportError('data sets need one more package: pip install "word2bert[hub]"') from error
    instead = "Without it: sources.folder(path) for text files, sources.python_docs(), small_world.documents(n)."
    try:
        rows = load_dataset(name, *arguments, split=split, streaming=streaming, **options)
        first = next(iter(rows), None)
    except FileNotFoundError as error:
        raise FileNotFoundError(f"there is no data set {name!r}: {error}. {instead}") from error
    except OSError as error:
        raise ConnectionError(
            f"cannot reach {name!r} on the Hugging Face hub, is there a network? {instead}"
        ) from error
    if first is None:
        raise ValueError(f"the data set {name!r} has no rows in {split!r}")
    if not isinstance(first.get(text_column), str):
        columns = ", ".join(f"{column} ({type(value).__name__})" for column, value in first.items())
        raise ValueError(f"{name!r} has no text in a column {text_column!r}: pass text_column=... Columns: {columns}")
    return Documents(f"{name!r}, {split}", lambda: _whole(row[text_column] for row in rows))


def _parts(name: Path) -> tuple[str, ...]:
    return name.parts


def _what_is_there(names: list[Path]) -> str:
    if not names:
        return "there are no files in it"
    endings = Counter(f"*{name.suffix}" for name in names)
    there = ", ".join(f"{count} x {ending}" for ending, count in endings.most_common(5))
    return f"there are {there}: pass pattern={endings.most_common(1)[0][0]!r}"


def _whole(texts: Iterable[str | None]) -> Iterator[Document]:
    """Each text as one document, unless it has no words."""
    for text in texts:
        parts = paragraphs((text or "").splitlines())
        if document := [sentence for part in parts for sentence in split_sentences(part)]:
            yield document


def _prose(topic: str) -> str:
    """The topic without code, grammar and headings: only the blocks that begin and end as sentences do."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n", topic))
    return "\n\n".join(block for block in blocks if re.fullmatch(r"""[A-Z"“*(].*[.:;,?!][)"”*]*""", block, re.DOTALL))


def paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """The paragraphs that the lines of a text make up, as `file` says. A line of signs alone (*****) separates, too."""
    block: list[str] = []
    length = 0
    broken_by_hand = True
    for line in lines:
        is_empty = not any(map(str.isalnum, line))
        if is_empty or length > LONGEST:
            yield from _joined(block)
            block, length, broken_by_hand = [], 0, True
        if is_empty:
            continue
        if broken_by_hand and _is_wide(line):
            yield from block  # the short lines before this one were paragraphs, too
            block, length, broken_by_hand = [], 0, False
        if broken_by_hand:
            block.append(line)
            length += len(line)
        else:
            yield line
    yield from _joined(block)


_EAST_ASIAN = r"[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"


def _is_wide(line: str) -> bool:
    return len(line) > WIDEST or (len(line) > WIDEST // 2 and bool(re.search(_EAST_ASIAN, line)))


def _joined(lines: list[str]) -> list[str]:
    """One paragraph, if there are lines. Between two Chinese characters a line break is not a space."""
    text = "\n".join(line.strip() for line in lines)
    return [re.sub(rf"(?<={_EAST_ASIAN})\n(?={_EAST_ASIAN})", "", text)] if lines else []


def _read(path: Path, encoding: str) -> Iterator[Document]:
    with_mark = "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
    try:
        with path.open(encoding=with_mark) as file:
            for paragraph in paragraphs(_lines(file)):
                yield split_sentences(paragraph)
    except UnicodeError as error:
        raise _why_unreadable(path, encoding) from error


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a file; a line that is longer than a document can be is cut after a word."""
    rest = ""
    while piece := file.readline(LONGEST):
        if "\0" in piece:
            raise UnicodeError("text has no NUL characters")
        is_whole = piece.endswith("\n") or len(piece) < LONGEST
        piece = rest + piece
        cut = len(piece) if is_whole else max(piece.rfind(" "), piece.rfind("。")) + 1 or len(piece)
        yield piece[:cut]
        rest = piece[cut:]
    if rest:
        yield rest


def _why_unreadable(path: Path, encoding: str) -> ValueError:
    """Read the file once more to find the byte that is not text in this encoding, and what would read it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    is_wide = codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))  # these have zeros in every text
    line, end = 1, 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(2**16)
            if end == 0 and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not is_wide:
                return ValueError(
                    f"{path} is not {encoding}: its first bytes are UTF-16's mark. Pass encoding='utf-16'"
                )
            if b"\0" in chunk and not is_wide:
                return ValueError(
                    f"{path} is not text: byte 0x00 at offset {end + chunk.index(0)}, as in pictures and programs. "
                    "(If it is text in UTF-16 without a mark: pass encoding='utf-16-le'.)"
                )
            end += len(chunk)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                offset = end - len(error.object) + error.start
                line += error.object[: error.start].count(b"\n")
                wrong = error.object[error.start]
                break
        file.seek(max(0, offset - 20))
        before, after = file.read(min(offset, 20)), file.read(20)
    word = re.findall(rb"\S*$", before)[0] + re.findall(rb"^\S*", after)[0]
    return ValueError(
        f"{path} is not {encoding}: byte {wrong:#04x} at offset {offset}, in line {line}. "
        f"Pass the encoding that it was written in. This place would read {_readings(word)}"
    )


def _readings(word: bytes) -> str:
    """What the bytes would be in the encodings that are met most often, so that the reader can see which is right."""
    readings: dict[str, str] = {}
    for encoding in ("cp1252", "big5", "gb18030", "shift_jis", "latin-1"):
        text = word.decode(encoding, errors="replace")
        if not re.search(r"[\ufffd\ue000-\uf8ff\x00-\x1f\x7f-\x9f]", text):
            readings.setdefault(text, encoding)
    readings = readings or {word.decode("latin-1"): "latin-1"}
    return ", ".join(f"{text!r} with encoding={encoding!r}" for text, encoding in readings.items())
