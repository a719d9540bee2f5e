"""Tokenised text on the disk: read where it is needed, so that neither text nor tokens have to fit in memory.

A folder with three files of whole numbers, one after the other, and a JSON file that says what they are:
tokens.bin has the ids of all pieces, sentences.bin the place where each sentence ends in it, documents.bin the number
of the sentence with which each document ends.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import overload

import numpy as np

from word2bert.text.vocabulary import Vocabulary, words
from word2bert.text.wordpiece import WordPiece

DOCUMENTS_AT_A_TIME = 1_000
FACTS = "tokens.json"


class Document(Sequence[list[int]]):
    """The sentences of a document, each a list of ids that is read when it is asked for."""

    def __init__(self, tokens: np.ndarray, ends: np.ndarray, first: int, end: int) -> None:
        self._tokens, self._ends, self._first, self._end = tokens, ends, first, end

    def __len__(self) -> int:
        return self._end - self._first

    @overload
    def __getitem__(self, index: int) -> list[int]: ...

    @overload
    def __getitem__(self, index: slice) -> list[list[int]]: ...

    def __getitem__(self, index: int | slice) -> list[int] | list[list[int]]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        sentence = range(self._first, self._end)[index]
        start = int(self._ends[sentence - 1]) if sentence else 0
        ids: list[int] = self._tokens[start : self._ends[sentence]].tolist()
        return ids


class TokenFile(Sequence[Document]):
    """Documents in a folder that `TokenFile.write` made; a document is a sequence of sentences, lists of ids.

    `token_ids` has the ids of all tokens in a row, `sentence_ends` where each sentence ends in it; both stay on the
    disk until they are read.
    Raises FileNotFoundError where there is none, ValueError where its files do not fit together, and where it was made
    with another `dictionary` than that given.
    """

    def __init__(self, folder: str | Path, dictionary: Vocabulary | WordPiece | None = None) -> None:
        self.folder, self.dictionary = Path(folder), dictionary
        if not (self.folder / FACTS).is_file():
            raise FileNotFoundError(
                f"{self.folder} has no {FACTS}: make it with TokenFile.write(folder, documents, ...)"
            )
        facts = json.loads((self.folder / FACTS).read_text(encoding="utf-8"))
        if dictionary is not None and facts["dictionary"] != _checksum(dictionary):
            raise ValueError(f"{self.folder} was made with another dictionary: write it again with this one")
        self.token_ids = _mapped(self.folder / "tokens.bin", facts["type"], facts["tokens"])
        self.sentence_ends = _mapped(self.folder / "sentences.bin", "<i8", facts["sentences"])
        self._documents = _mapped(self.folder / "documents.bin", "<i8", facts["documents"])

    @classmethod
    def write(
        cls, folder: str | Path, documents: Iterable[Sequence[str]], dictionary: Vocabulary | WordPiece
    ) -> "TokenFile":
        """Tokenise documents (lists of sentences) one after the other, and leave the tokens in the folder.

        With a `WordPiece` the tokens are pieces; with a `Vocabulary` what `words` finds in a sentence and it has.
        Sentences and documents without a token are left out. Raises ValueError when nothing is left, TypeError for a
        document that is a str, and on Windows PermissionError where a `TokenFile` still reads the folder.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        _make_room(folder)
        kind = "<u2" if len(dictionary) <= 2**16 else "<u4"
        tokens = sentences = count = 0
        with (
            (folder / "tokens.bin").open("wb") as token_file,
            (folder / "sentences.bin").open("wb") as sentence_file,
            (folder / "documents.bin").open("wb") as document_file,
        ):
            for document in _encoded(documents, dictionary):
                ends = tokens + np.cumsum([len(sentence) for sentence in document])
                token_file.write(np.concatenate(document).astype(kind).tobytes())
                sentence_file.write(ends.astype("<i8").tobytes())
                tokens, sentences, count = int(ends[-1]), sentences + len(document), count + 1
                document_file.write(np.array([sentences], dtype="<i8").tobytes())
        if not count:
            raise ValueError("the documents have no words; a text is needed")
        facts = {  # written last: without them the files are not whole
            "documents": count,
            "sentences": sentences,
            "tokens": tokens,
            "type": kind,
            "dictionary": _checksum(dictionary),
        }
        (folder / FACTS).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
        return cls(folder, dictionary)

    @property
    def tokens(self) -> int:
        """How many tokens there are in all documents."""
        return len(self.token_ids)

    @property
    def names(self) -> list[str]:
        """What the ids stand for: pieces or words. Raises ValueError where it was opened without its dictionary."""
        if self.dictionary is None:
            raise ValueError(
                f"which words are these? Open it with its dictionary: TokenFile({str(self.folder)!r}, dictionary)"
            )
        return _names(self.dictionary)

    def __len__(self) -> int:
        return len(self._documents)

    @overload
    def __getitem__(self, index: int) -> Document: ...

    @overload
    def __getitem__(self, index: slice) -> list[Document]: ...

    def __getitem__(self, index: int | slice) -> Document | list[Document]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        first = int(self._documents[number - 1]) if number else 0
        return Document(self.token_ids, self.sentence_ends, first, int(self._documents[number]))

    def __repr__(self) -> str:
        counts = f"{len(self):,} documents, {len(self.sentence_ends):,} sentences, {self.tokens:,} tokens"
        return f"{counts} in {self.folder.name}"


def _encoded(documents: Iterable[Sequence[str]], dictionary: Vocabulary | WordPiece) -> Iterator[list[list[int]]]:
    """The documents as ids, without what is empty; some at a time, because the library encodes many faster than one."""
    waiting = iter(documents)
    while some := list(islice(waiting, DOCUMENTS_AT_A_TIME)):
        for document in some:
            if isinstance(document, str):
                raise TypeError(
                    f"a document is a list of sentences, got the str {document[:40]!r}: pass [{document[:40]!r}]"
                )
        sentences = [sentence for document in some for sentence in document]
        ids = iter(
            dictionary.ids(sentences)
            if isinstance(dictionary, WordPiece)
            else [dictionary.ids(words(sentence)) for sentence in sentences]
        )
        for document in some:
            if encoded := [sentence for sentence in islice(ids, len(document)) if sentence]:
                yield encoded


def _make_room(folder: Path) -> None:
    """Delete the files of before. Written over, they would change for those who read them."""
    for name in ("tokens.bin", "sentences.bin", "documents.bin", FACTS):
        try:
            (folder / name).unlink(missing_ok=True)
        except PermissionError as error:
            raise PermissionError(
                f"{folder / name} cannot be replaced: on Windows, a TokenFile that was opened before still reads it. "
                "Choose another folder, or restart the notebook's kernel"
            ) from error


def _mapped(path: Path, kind: str, length: int) -> np.ndarray:
    """The numbers of a file, which stay on the disk until they are read."""
    size, needed = path.stat().st_size if path.is_file() else 0, length * np.dtype(kind).itemsize
    if size != needed:
        raise ValueError(f"{path} has {size:,} bytes, {needed:,} are needed: it is damaged, write it again")
    return np.memmap(path, dtype=kind, mode="r")


def _names(dictionary: Vocabulary | WordPiece) -> list[str]:
    return dictionary.vocabulary if isinstance(dictionary, WordPiece) else dictionary.words


def _checksum(dictionary: Vocabulary | WordPiece) -> str:
    return hashlib.sha256("\n".join(_names(dictionary)).encode()).hexdigest()[:16]
