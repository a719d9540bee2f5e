"""Sentence pairs: two stretches of text, and whether the second goes on where the first ends. Notebook 08.

What is the same in the original (create_pretraining_data.py of google-research/bert) and what is not:
- Both stretches are one or more whole sentences, filled up to a target length; one pair in ten aims at a shorter one
  (`short`, there short_seq_prob). The first takes 1 to n - 1 of the n sentences. A pair that is too long loses tokens
  of the longer side: the same.
- The label is 1 for continuous, as the course has it; the original writes 0 for "is next".
- The original walks through a document from pair to pair. Here every sentence but the last of a document begins one
  pair in every epoch, so that a pair is a function of (seed, epoch, sentence), and an epoch has always as many.
- At the end of a document the original is often left with one sentence, which cannot go on; it calls all of these "not
  next". Here no pair begins with the last sentence, so that half of all pairs are continuous, there too.
- The original tries ten times to find another document, and may fail. Here it is another one, always, and its sentence
  is not the one that would have come next, even where two documents share it.
- The original fills the second from elsewhere up to the target; then in short documents, which end before it, length
  alone tells the label. Here it comes as near as it can to the length that the true continuation would have had.
- A single sentence as long as the target stands alone in the original, and is "not next"; here it takes one more.
- The original draws the target length once for a document, and here once for a pair. It throws a coin for each token
  that is cut, front or back; here how many are cut in front is drawn once.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor

from word2bert.labels.draws import uniform

CONTINUOUS, NOT_CONTINUOUS = 1, 0
SPECIAL = 3  # [CLS] first [SEP] second [SEP]
USES = IS_SHORT, LENGTH, SPLIT, LABEL, DOCUMENT, SENTENCE, FRONT_FIRST, FRONT_SECOND = range(8)  # what a draw is for

Sentence = Sequence[int]  # the ids of its pieces, without special tokens


@dataclass(frozen=True, slots=True)
class Pair:
    """Two stretches of text as ids, and the label."""

    first: list[int]
    second: list[int]
    label: int

    def __len__(self) -> int:
        return len(self.first) + len(self.second) + SPECIAL


class SentencePairs:
    """Pairs from documents, drawn anew in every epoch and always as many; they are made when they are asked for.

    documents: each a list of sentences, which are lists of ids; in memory, or in a `TokenFile`
    length:    the most tokens of a pair, [CLS] and both [SEP] counted
    short:     the share of the pairs that aim at fewer tokens, any number from 2 on
    Two harder kinds, to judge a model by:
    subjects:  what each document is about; then the second, where it does not go on, is about something else
    swapped:   the second, where it does not go on, is the first, and the first what would have come next
    Raises ValueError for an empty document, and where no pair can be made: fewer than two documents or subjects, no
    document with two sentences, too short a length.
    Devlin et al. 2018, section 3.1, task 2, and appendix A.2.
    """

    def __init__(
        self,
        documents: Sequence[Sequence[Sentence]],
        length: int = 128,
        seed: int = 0,
        subjects: Sequence[Hashable] | None = None,
        swapped: bool = False,
        short: float = 0.1,
    ) -> None:
        lengths = torch.tensor([len(document) for document in documents], dtype=torch.int64)
        if (lengths == 0).any():
            raise ValueError(f"document {int(lengths.argmin())} has no sentences: leave it out")
        self._ends = (lengths - 1).cumsum(0)  # of the numbers of the pairs that begin in each document
        if len(documents) < 2 or len(self) < 1 or length < SPECIAL + 2:
            raise ValueError(
                f"{len(documents)} documents with {len(self)} places where a sentence follows another, length "
                f"{length}: at least 2 documents, one of them with 2 sentences, and a length of {SPECIAL + 2}"
            )
        self.documents, self.length, self.seed, self.swapped, self.short = documents, length, seed, swapped, short
        self.subjects = range(len(documents)) if subjects is None else subjects
        if subjects is not None and (len(subjects) != len(documents) or len(set(subjects)) < 2):
            raise ValueError(
                f"{len(set(subjects))} subjects of {len(subjects)} documents: one for each of the "
                f"{len(documents)} documents is needed, and two different ones at least"
            )

    def __len__(self) -> int:
        return int(self._ends[-1]) if len(self._ends) else 0

    def take(self, epoch: int, numbers: Int[Tensor, " pairs"]) -> list[Pair]:
        """The pairs of an epoch with these numbers, which count the first sentences in the order of the text."""
        draws = [uniform(self.seed, numbers, epoch, use).tolist() for use in USES]
        documents = torch.searchsorted(self._ends, numbers.long(), right=True)
        after = self._ends[documents] - numbers  # how many sentences follow the first one
        each = zip(documents.tolist(), after.tolist(), *draws, strict=True)
        return [self._pair(here, after, draw) for here, after, *draw in each]

    def _pair(self, here: int, after: int, draw: Sequence[float]) -> Pair:
        document, room = self.documents[here], self.length - SPECIAL
        sentence = len(document) - 1 - after
        target = 2 + int(draw[LENGTH] * (room - 1)) if draw[IS_SHORT] < self.short else room
        stretch = filled(document, sentence, target, at_least=2)
        split = 1 + int(draw[SPLIT] * (len(stretch) - 1))
        first, second, label = stretch[:split], stretch[split:], CONTINUOUS
        if draw[LABEL] < 0.5:
            first, second, label = self._not_continuous(here, first, second, draw)
        a, b = ([piece for sentence in side for piece in sentence] for side in (first, second))
        kept_a, kept_b = shortened(len(a), len(b), room)
        return Pair(cut(a, kept_a, draw[FRONT_FIRST]), cut(b, kept_b, draw[FRONT_SECOND]), label)

    def _not_continuous(
        self, here: int, first: Sequence[Sentence], second: Sequence[Sentence], draw: Sequence[float]
    ) -> tuple[Sequence[Sentence], Sequence[Sentence], int]:
        if self.swapped:
            return second, first, NOT_CONTINUOUS
        other = int(draw[DOCUMENT] * (len(self.documents) - 1))
        other += other >= here
        while self.subjects[other] == self.subjects[here]:
            other = (other + 1) % len(self.documents)
        place = int(draw[SENTENCE] * len(self.documents[other]))
        elsewhere = nearest(self.documents[other], place, sum(map(len, second)))
        if list(elsewhere[0]) == list(second[0]):  # two documents share the sentence: it goes on after all
            return first, second, CONTINUOUS
        return first, elsewhere, NOT_CONTINUOUS


def filled(document: Sequence[Sentence], start: int, target: int, at_least: int) -> Sequence[Sentence]:
    """Whole sentences from `start` on, until they have `target` tokens or the document ends."""
    end, tokens = start, 0
    while end < len(document) and (tokens < target or end - start < at_least):
        tokens += len(document[end])
        end += 1
    return document[start:end]


def nearest(document: Sequence[Sentence], start: int, target: int) -> Sequence[Sentence]:
    """Whole sentences from `start` on, at least one, with about `target` tokens."""
    stretch = filled(document, start, target, at_least=1)
    tokens, last = sum(map(len, stretch)), len(stretch[-1])
    return stretch[:-1] if len(stretch) > 1 and tokens - target > last / 2 else stretch


def shortened(first: int, second: int, room: int) -> tuple[int, int]:
    """The lengths of both sides when the longer one is cut, token by token, until both fit; of two equal the second."""
    if first + second <= room:
        return first, second
    half = room - room // 2
    if first <= half:
        return first, room - first
    return (room - second, second) if second <= room // 2 else (half, room // 2)


def cut(ids: list[int], size: int, front: float) -> list[int]:
    """`size` of the ids; of those cut, this share from the front."""
    start = int(front * (len(ids) - size + 1))
    return ids[start : start + size]
