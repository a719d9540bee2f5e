"""The text of a pretraining as tokens on the disk: made once, by one process, and read by all."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from itertools import islice
from pathlib import Path

from accelerate import PartialState
from torch import distributed

from word2bert.text import TokenFile, WordPiece, small_world, sources
from word2bert.training.processes import together
from word2bert.training.settings import HUB, SMALL_WORLD, TextSettings

TEXT, HELD_OUT, TOLD = "tokens", "held-out", "text.json"  # in the folder of a training
EVERY = 50  # of a text that is no Small World, one document in so many is held out
MOST_HELD_OUT = 1_000  # documents: the other processes wait while one looks at them
LEARNED_FROM = 20_000  # documents that the dictionary is learned from
PATIENCE = timedelta(days=7)  # of those who wait for the tokens


def tokens_once(
    settings: TextSettings, folder: Path, process: PartialState, wordpiece: WordPiece | None = None
) -> tuple[WordPiece, TokenFile, TokenFile]:
    """`tokens`, which one process makes while the others wait, for hours if it must be."""
    if process.is_main_process:
        tokens(settings, folder, wordpiece)
    if process.num_processes > 1:
        with together():
            distributed.barrier(distributed.new_group(backend="gloo", timeout=PATIENCE))
    if not (folder / TOLD).is_file():
        raise FileNotFoundError(
            f"process {process.process_index} finds no {folder / TOLD}, which process 0 has written: the folder has to "
            "be on a disk that all machines share"
        )
    return tokens(settings, folder, wordpiece)


def tokens(
    settings: TextSettings, folder: Path, wordpiece: WordPiece | None = None
) -> tuple[WordPiece, TokenFile, TokenFile]:
    """The dictionary, the text to learn from and the text held out, in `folder`; made there unless they are there.

    Without a `wordpiece` the dictionary is learned from the text. Raises ValueError when those that are there were made
    with other settings, or another dictionary.
    """
    told = folder / TOLD
    if told.is_file():
        before = json.loads(told.read_text(encoding="utf-8"))
        if before != asdict(settings):
            raise ValueError(
                f"{folder} holds tokens of other settings ({before}): choose another folder, or delete them"
            )
    else:
        every, unseen = documents(settings)
        unseen = list(islice(unseen, MOST_HELD_OUT))
        seen = Without(every, unseen)
        if wordpiece is None:
            learned_from = (" ".join(document) for document in islice(seen, LEARNED_FROM))
            whole = [*small_world.capitals, *small_world.capitals.values()] if settings.source == SMALL_WORLD else []
            wordpiece = WordPiece.train(learned_from, settings.vocab_size, whole)
        folder.mkdir(parents=True, exist_ok=True)
        wordpiece.save(folder)
        kept = [
            len(TokenFile.write(folder / name, text, wordpiece)) for name, text in ((TEXT, seen), (HELD_OUT, unseen))
        ]
        if kept[1] < 2:
            raise ValueError(f"the text has {sum(kept)} documents: {2 * EVERY} or more are needed, to hold some out")
        told.write_text(json.dumps(asdict(settings)), encoding="utf-8")  # last: without it they are made again
    saved = WordPiece.load(folder)
    if wordpiece is not None and wordpiece.vocabulary != saved.vocabulary:
        raise ValueError(f"{folder} holds tokens of another dictionary: choose another folder, or delete them")
    return saved, TokenFile(folder / TEXT, saved), TokenFile(folder / HELD_OUT, saved)


def documents(settings: TextSettings) -> tuple[Iterable[Sequence[str]], Iterable[Sequence[str]]]:
    """The documents to learn from, and those held out; both can be read again."""
    if settings.source == SMALL_WORLD:
        held_out = max(2, settings.documents // EVERY)
        return (
            small_world.documents(settings.documents, seed=0, topics=settings.topics),
            small_world.documents(held_out, seed=1, topics=settings.topics),
        )
    if settings.source.startswith(HUB):
        found = sources.hugging_face(*settings.source.removeprefix(HUB).split())
    else:
        found = sources.folder(settings.source, settings.encoding)
    return Part(found, held_out=False), Part(found, held_out=True)


class Without(Iterable[Sequence[str]]):
    """The documents that are none of those held out: in a text that repeats itself some would be read after all."""

    def __init__(self, documents: Iterable[Sequence[str]], held_out: Iterable[Sequence[str]]) -> None:
        self.documents, self.held_out = documents, set(map(tuple, held_out))

    def __iter__(self) -> Iterator[Sequence[str]]:
        return (document for document in self.documents if tuple(document) not in self.held_out)


class Part(Iterable[Sequence[str]]):
    """One document in EVERY, or all others."""

    def __init__(self, all_documents: Iterable[Sequence[str]], held_out: bool) -> None:
        self.all_documents, self.held_out = all_documents, held_out

    def __iter__(self) -> Iterator[Sequence[str]]:
        numbered = enumerate(self.all_documents)
        return (document for number, document in numbered if (number % EVERY == EVERY - 1) == self.held_out)
