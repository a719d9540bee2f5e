"""Two sentences, and everything that BERT gets of them: what it reads, and what it is asked. Notebook 08."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, runtime_checkable

import torch
import traitlets

from word2bert import figures
from word2bert.figures import short
from word2bert.labels import NOT_ASKED, mask_tokens
from word2bert.text.wordpiece import MASK, PAD, SPECIAL
from word2bert.widgets.base import CourseWidget, checked_words

FIRST, SECOND = "my dog is hairy", "he likes walking"
THROWS, COUNTED, MOST = 200, 10_000, 64  # throws that can be looked at, throws that are counted, tokens that find room

Cell = tuple[str, str, str]  # kind, text, what stands below it


@runtime_checkable
class Encoded(Protocol):
    """Two sentences as `WordPiece.encode` gives them: an entry for each token."""

    @property
    def tokens(self) -> Sequence[str]: ...
    @property
    def ids(self) -> Sequence[int]: ...
    @property
    def segments(self) -> Sequence[int]: ...
    @property
    def words(self) -> Sequence[int]: ...


class BertInputs(CourseWidget):
    """Two sentences to type; rows show their words, pieces, ids, segments, positions, the mask, and both labels.

    encode: a callable (first, second) such as `WordPiece.encode`; vocabulary: its pieces in the order of their ids.
    length: padding fills up to so many tokens. continuous: whether the second sentence goes on where the first ends.
    The dice are those of `labels/masking.py`; `always_mask`: every chosen word becomes [MASK].
    The state is `first`, `second`, `tokens`, `length`, `continuous`, `always_mask`, `throw` (0: the last word of the
    first sentence is masked; from 1 on what the dice show), `many` (10,000 throws are counted), `place` (the token that
    is looked at; -1: none), and `problem` (why typed sentences are refused).
    Raises ValueError for a sentence without words, more than 64 tokens, and a vocabulary that does not fit.
    """

    view = "bert_inputs"
    page_height = 780
    first = traitlets.Unicode().tag(sync=True)
    second = traitlets.Unicode().tag(sync=True)
    tokens = traitlets.List(traitlets.Unicode()).tag(sync=True)
    ids = traitlets.List(traitlets.Int()).tag(sync=True)
    segments = traitlets.List(traitlets.Int()).tag(sync=True)
    words: traitlets.List[Any] = traitlets.List().tag(sync=True)  # of each word [text, first token, last token + 1]
    # of each throw, for each word it chose, [place, "mask" | "random" | "stays", what is read there, its id]
    throws: traitlets.List[Any] = traitlets.List().tag(sync=True)
    counts: traitlets.List[Any] = traitlets.List().tag(sync=True)  # of each token how often it was each of the kinds
    pad = traitlets.Int().tag(sync=True)  # the ids of [PAD] and [MASK]
    mask = traitlets.Int().tag(sync=True)
    length = traitlets.Int(12).tag(sync=True)
    continuous = traitlets.Bool(True).tag(sync=True)
    always_mask = traitlets.Bool(True).tag(sync=True)
    throw = traitlets.Int(0, min=0, max=THROWS).tag(sync=True)
    many = traitlets.Bool(False).tag(sync=True)
    place = traitlets.Int(-1).tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        encode: Callable[[str, str], Encoded],
        vocabulary: Sequence[str],
        first: str = FIRST,
        second: str = SECOND,
        length: int = 12,
        continuous: bool = True,
        seed: int = 0,
        **kwargs: Any,
    ) -> None:
        self._encode, self._seed = encode, seed
        self._vocabulary = checked_words(vocabulary, "vocabulary")
        if missing := [token for token in (MASK, PAD) if token not in self._vocabulary]:
            raise ValueError(f"the vocabulary lacks {missing[0]}; pass all pieces, such as WordPiece.vocabulary")
        if length > MOST:
            raise ValueError(f"length is {length}; there is room for {MOST} tokens")
        ids = {"pad": self._vocabulary.index(PAD), "mask": self._vocabulary.index(MASK)}
        self._ordinary = torch.tensor([n for n, piece in enumerate(self._vocabulary) if piece not in SPECIAL])
        made = self._made(first, second)
        length = max(length, len(made["tokens"]))
        super().__init__(first=first, second=second, length=length, continuous=continuous, **ids, **made, **kwargs)
        self.observe(self._read, names=["first", "second"])

    def _made(self, first: str, second: str) -> dict[str, Any]:
        """Everything that follows from two sentences."""
        read = self._encode(first, second)
        tokens, ids = checked_words(read.tokens, "tokens of encode"), [int(number) for number in read.ids]
        for which, side in enumerate(("first", "second")):
            if not any(s == which and w >= 0 for s, w in zip(read.segments, read.words, strict=True)):
                raise ValueError(f"there is no word in the {side} sentence; type one")
        if len(tokens) > MOST:
            raise ValueError(f"they have {len(tokens)} tokens; there is room for {MOST}")
        if [self._vocabulary[number] for number in ids if number < len(self._vocabulary)] != tokens:
            raise ValueError("the ids do not stand for the tokens in this vocabulary: both must be of one dictionary")
        words: list[list[Any]] = []
        for place, number in enumerate(read.words):
            piece = tokens[place].removeprefix("##")
            if number >= 0 and place and read.words[place - 1] == number:
                words[-1] = [words[-1][0] + piece, words[-1][1], place + 1]
            else:
                words.append([tokens[place] if number < 0 else piece, place, place + 1])
        example = self._example(tokens, read)
        thrown, counts = self._thrown(tokens, ids)
        segments = [int(segment) for segment in read.segments]
        return {
            "tokens": tokens,
            "ids": ids,
            "segments": segments,
            "words": words,
            "throws": [example, *thrown],
            "counts": counts,
        }

    def _example(self, tokens: Sequence[str], read: Encoded) -> list[list[Any]]:
        """The last word of the first sentence, masked: what is shown before the dice are thrown."""
        mask = self._vocabulary.index(MASK)
        words = [
            number
            for token, segment, number in zip(tokens, read.segments, read.words, strict=True)
            if segment == 0 and number >= 0 and token not in SPECIAL and any(map(str.isalnum, token))
        ]
        return [[place, "mask", MASK, mask] for place, number in enumerate(read.words) if words and number == words[-1]]

    def _thrown(self, tokens: Sequence[str], ids: Sequence[int]) -> tuple[list[Any], list[list[int]]]:
        """The first throws of the dice as `mask_tokens` draws them, and how often each token became what."""
        maskable = torch.tensor([token not in SPECIAL for token in tokens])
        mask, shape = self._vocabulary.index(MASK), (COUNTED, len(tokens))
        original, samples = torch.tensor(ids).expand(shape), torch.arange(COUNTED)
        read, labels = mask_tokens(original, maskable.expand(shape), mask, self._ordinary, samples, self._seed)
        asked = labels != NOT_ASKED
        masked, stays = asked & (read == mask), asked & (read == original)
        counts = torch.stack([masked.sum(0), (asked & ~masked & ~stays).sum(0), stays.sum(0)], dim=1)
        throws = [
            [
                [place, _kind(seen, ids[place], mask), self._vocabulary[seen], seen]
                for place, seen in enumerate(row)
                if wanted[place] != NOT_ASKED
            ]
            for row, wanted in zip(read[:THROWS].tolist(), labels[:THROWS].tolist(), strict=True)
        ]
        return throws, counts.tolist()

    def _read(self, _: Any) -> None:
        try:
            made = self._made(self.first, self.second)
        except (ValueError, TypeError) as error:
            self.problem = str(error)
            return
        with self.hold_sync():
            for name, value in made.items():
                setattr(self, name, value)
            self.throw, self.many, self.place, self.problem = 0, False, -1, ""
            self.length = max(self.length, len(self.tokens))

    @traitlets.validate("length")
    def _with_room(self, proposal: Any) -> int:
        return max(len(self.tokens), min(int(proposal["value"]), MOST))

    @traitlets.validate("place")
    def _inside(self, proposal: Any) -> int:
        return max(-1, min(int(proposal["value"]), self.length - 1))

    @property
    def asked(self) -> list[tuple[int, str, str, int]]:
        """What is asked for: (place, kind, what BERT reads there, its id)."""
        return [
            (place, "mask", MASK, self.mask) if self.always_mask else (place, kind, read, number)
            for place, kind, read, number in self.throws[self.throw]
        ]

    @property
    def rows(self) -> dict[str, list[Cell]]:
        """What is shown below the words, row by row: (kind, text, what stands below it) for each token."""
        padding = self.length - len(self.tokens)
        tokens, ids = [*self.tokens, *[PAD] * padding], [*self.ids, *[self.pad] * padding]
        pieces = [("plain", token, str(number)) for token, number in zip(tokens, ids, strict=True)]
        reads = [("input", token, str(number)) for token, number in zip(tokens, ids, strict=True)]
        labels = [("plain", str(NOT_ASKED), "")] * self.length
        for place, kind, read, number in self.asked:
            ids[place], labels[place] = number, ("label", str(self.ids[place]), self.tokens[place])
            below = {"mask": str(number), "stays": "stays"}.get(kind, f"for {self.tokens[place]}")
            reads[place] = ("label" if kind == "mask" else "both", read, below)
        letters = ["AB"[segment] for segment in self.segments]
        sides = [("first" if letter == "A" else "second", letter, str("AB".index(letter))) for letter in letters]
        sums = [("plain", str(ids[place]), f"+{letter}+{place}") for place, letter in enumerate(letters)]
        real = len(self.tokens)
        return {
            "pieces": pieces[:real] + [("hidden", PAD, str(self.pad))] * padding,
            "BERT reads": reads[:real] + [("hidden", PAD, str(self.pad))] * padding,
            "+ segment": sides + [("hidden", "A", "0")] * padding,
            "+ position": [("plain" if place < real else "hidden", str(place), "") for place in range(self.length)],
            "= sum": sums + [("hidden", str(self.pad), f"+A+{real + more}") for more in range(padding)],
            "mask": [("plain", "1", "")] * real + [("hidden", "0", "")] * padding,
            "label": labels[:real] + [("hidden", str(NOT_ASKED), "")] * padding,
        }

    @property
    def pair(self) -> str:
        """The label of the pair, in words."""
        return "1: the second goes on" if self.continuous else "0: the second does not go on"

    def __repr__(self) -> str:
        asked = short(" ".join(self.tokens[place] for place, *_ in self.asked), 40)
        return (
            f"BertInputs({short(self.first, 40)!r}, {short(self.second, 40)!r}, tokens={len(self.tokens)}, "
            f"length={self.length}, throw={self.throw}, asked={asked!r}, pair={int(self.continuous)})"
        )

    def picture(self) -> figures.Picture:
        """The rows below the words."""
        maskable = sum(token not in SPECIAL for token in self.tokens)
        title = f"BERT reads {len(self.tokens)} tokens, and is asked two things: {_which(len(self.asked), maskable)}"
        words = [(str(text), int(start), int(end)) for text, start, end in self.words]
        return figures.bert_inputs(words, self.rows, self.pair, f"{title}, and does the second sentence go on?")


def _kind(read: int, word: int, mask: int) -> str:
    return "mask" if read == mask else "stays" if read == word else "random"


def _which(asked: int, words: int) -> str:
    return f"which word stood at {asked} of {words} places" if asked else "no word"
