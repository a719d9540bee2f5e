"""One sentence, and what CBOW, skip-gram, GPT and BERT read of it, and what each of them asks for. Notebook 03."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
import traitlets

from word2bert import figures
from word2bert.figures import short
from word2bert.labels import NOT_ASKED, cbow_examples, mask_tokens, next_word_examples, skip_gram_examples
from word2bert.text.wordpiece import MASK, SPECIAL
from word2bert.widgets.base import CourseWidget, checked_words

QUESTION = "the capital of china is beijing"
ROWS = ("CBOW", "skip-gram", "GPT", "BERT")
THROWS, MOST_THROWS, MOST = 200, 5_000, 40  # throws that are prepared, and at most; words that find room
READ, ASKED, NEITHER = "i", "l", "h"  # a word that is input, one that is the label, one that stays hidden


class LabelBuilder(CourseWidget):
    """A sentence to type, a word to click: rows show what each way of learning reads, and which word it asks for.

    text: the sentence, or a list of its words; split: how a typed one becomes words or pieces, such as
    `WordPiece.pieces` (at every space, without one);
    others: the words from which BERT's random ones are drawn (those of the sentence, without any); window: of CBOW and
    skip-gram. A click asks for one word; the dice ask for BERT's 15 %, drawn by `labels/masking.py`: 80 % of these
    become [MASK], 10 % a random word, 10 % stay. `always_mask`: all become [MASK].
    The state is `text`, `tokens`, `target` (a place), `throw` (how often the dice were thrown), `dice` (their result is
    shown, not the target), `always_mask`, and `problem` (why a typed sentence is refused).
    Raises ValueError for a sentence without words and for more than 40.
    """

    view = "label_builder"
    text = traitlets.Unicode().tag(sync=True)
    tokens = traitlets.List(traitlets.Unicode()).tag(sync=True)
    roles = traitlets.Dict().tag(sync=True)  # for each row and target a letter for each word: READ, ASKED or NEITHER
    throws: traitlets.List[Any] = traitlets.List().tag(
        sync=True
    )  # of each throw [place, "mask" | "random" | "stays", what is read there]
    target = traitlets.Int(0).tag(sync=True)
    throw = traitlets.Int(0).tag(sync=True)
    dice = traitlets.Bool(False).tag(sync=True)
    always_mask = traitlets.Bool(False).tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        text: str | Sequence[str] = QUESTION,
        split: Callable[[str], Sequence[str]] = str.split,
        others: Sequence[str] = (),
        window: int = 2,
        seed: int = 0,
        **kwargs: Any,
    ) -> None:
        ordinary = [word for word in checked_words(others, "others") if word not in SPECIAL]
        self._split, self._others, self._window, self._seed = split, ordinary, window, seed
        tokens = split(text) if isinstance(text, str) else text
        super().__init__(text=text if isinstance(text, str) else " ".join(text), **self._made(tokens), **kwargs)
        if "target" not in kwargs:
            self.target = len(self.tokens) - 1
        self.observe(self._read, names="text")
        self.observe(self._prepare, names="throw")

    def _made(self, words: Sequence[str]) -> dict[str, Any]:
        """Everything that follows from the words or pieces of a sentence."""
        tokens = checked_words(words, "what split returns")
        if not tokens:
            raise ValueError("there is no word in it; type a sentence")
        if len(tokens) > MOST:
            raise ValueError(f"it has {len(tokens)} words; there is room for {MOST}")
        return {"tokens": tokens, "roles": all_roles(len(tokens), self._window), "throws": self._thrown(tokens, 0)}

    def _read(self, _: Any) -> None:
        try:
            made = self._made(self._split(self.text))
        except (ValueError, TypeError) as error:
            self.problem = str(error)
            return
        self.throw, self.dice, self.problem = 0, False, ""
        with self.hold_sync():
            for name, value in made.items():
                setattr(self, name, value)
            self.target = len(self.tokens) - 1

    def _prepare(self, _: Any) -> None:
        while self.throw > len(self.throws):
            self.throws = [*self.throws, *self._thrown(self.tokens, len(self.throws))]

    def _thrown(self, tokens: Sequence[str], first: int) -> list[list[Any]]:
        """The throws of the dice from number `first` on, as `mask_tokens` draws them."""
        words = [token for token in tokens if token not in SPECIAL] or tokens
        dictionary = list(dict.fromkeys([*SPECIAL, *tokens, *self._others]))
        numbers = {token: number for number, token in enumerate(dictionary)}
        ids = torch.tensor([numbers[token] for token in tokens])
        maskable = torch.tensor([token in words for token in tokens])
        ordinary = torch.tensor([numbers[token] for token in self._others or words])
        samples, shape = torch.arange(first, first + THROWS), (THROWS, len(tokens))
        read, labels = mask_tokens(
            ids.expand(shape), maskable.expand(shape), numbers[MASK], ordinary, samples, self._seed
        )
        return [
            [
                [place, _kind(dictionary[seen[place]], token), dictionary[seen[place]]]
                for place, token in enumerate(tokens)
                if asked[place] != NOT_ASKED
            ]
            for seen, asked in zip(read.tolist(), labels.tolist(), strict=True)
        ]

    @traitlets.validate("target")
    def _inside(self, proposal: Any) -> int:
        return max(0, min(int(proposal["value"]), len(self.tokens) - 1))

    @traitlets.validate("throw")
    def _counted(self, proposal: Any) -> int:
        return max(0, min(int(proposal["value"]), MOST_THROWS))

    @property
    def thrown(self) -> list[tuple[int, str, str]]:
        """What the dice show: (place, kind, what BERT reads there); nothing while they are not shown."""
        if not self.dice or not self.throw:
            return []
        return [self._as_masked(place, kind, read) for place, kind, read in self.throws[self.throw - 1]]

    def _as_masked(self, place: int, kind: str, read: str) -> tuple[int, str, str]:
        return (place, "mask", MASK) if self.always_mask else (place, kind, read)

    @property
    def counts(self) -> dict[str, int]:
        """How many words each kind has had in all throws so far."""
        kinds = [self._as_masked(*cell)[1] for throw in self.throws[: self.throw] for cell in throw]
        return {kind: kinds.count(kind) for kind in ("mask", "random", "stays")}

    @property
    def rows(self) -> dict[str, list[tuple[str, str]]]:
        """What is shown, row by row: (kind, text) for each word, with "?" for a label that is not read."""
        names = {READ: "input", ASKED: "label", NEITHER: "hidden"}
        shown = {
            row: [
                (names[role], "" if role == NEITHER else token if role == READ else "?")
                for role, token in zip(self.roles[row][self.target], self.tokens, strict=True)
            ]
            for row in ROWS
        }
        masked = [("input", token) for token in self.tokens]
        for place, kind, read in self.thrown or [(self.target, "mask", MASK)]:
            masked[place] = ("label" if kind == "mask" else "both", read)
        return {**shown, "BERT": masked}

    def __repr__(self) -> str:
        asked = f"throw={self.throw}, {self.counts}" if self.dice else f"target={short(self.tokens[self.target])!r}"
        read = {row: sum(kind in ("input", "both") for kind, _ in cells) for row, cells in self.rows.items()}
        return f"LabelBuilder({short(self.text, 60)!r}, {asked}, words read: {read})"

    def picture(self) -> figures.Picture:
        """The four rows below the sentence."""
        target = short(self.tokens[self.target], 16)
        title = f"One sentence, four ways to ask for {target}: hatched words are hidden"
        if self.dice:
            title = f"The dice ask BERT for {len(self.thrown)} of {len(self.tokens)} words at once"
        return figures.label_rows(self.tokens, self.rows, self.target, title)


def all_roles(count: int, window: int = 2) -> dict[str, list[str]]:
    """For each row and each target a letter for each word: READ, ASKED or NEITHER, as the library's label makers say.

    They are given places in the place of words, so that a word that comes twice is no riddle.
    """
    places = [str(place) for place in range(count)]
    cbow = {label: inputs for inputs, label in cbow_examples(places, window)}
    gpt = {label: inputs for inputs, label in next_word_examples(places)}
    asked: dict[str, list[str]] = {place: [] for place in places}
    for word, near in skip_gram_examples(places, window):
        asked[word].append(near)
    return {
        "CBOW": [_roles(places, cbow.get(place, []), [place] if place in cbow else []) for place in places],
        "skip-gram": [_roles(places, [place] if asked[place] else [], asked[place]) for place in places],
        "GPT": [_roles(places, gpt.get(place, []), [place] if place in gpt else []) for place in places],
        "BERT": [_roles(places, [other for other in places if other != place], [place]) for place in places],
    }


def _roles(places: Sequence[str], read: Sequence[str], asked: Sequence[str]) -> str:
    return "".join(READ if place in read else ASKED if place in asked else NEITHER for place in places)


def _kind(read: str, word: str) -> str:
    return "mask" if read == MASK else "stays" if read == word else "random"
