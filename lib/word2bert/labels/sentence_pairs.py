"""Sentence pairs: two stretches of text, and whether the second goes on where the first ends. Notebook 08.

What is the same in the original (create_pretraining_data.py of google-research/bert) and what is not:
- Both stretches are one or more whole sentences, filled up to a target length; one pair in ten aims at a shorter one.
  The first takes 1 to n - 1 of the n sentences. A pair that is too long loses tokens of the longer side: the same.
- The label is 1 for continuous, as the course has it; the original writes 0 for "is next".
- The original walks through a document from pair to pair. Here every sentence but the last of a document begins one
  pair in every epoch, so that a pair is a function of (seed, epoch, sentence), and an epoch has always as many.
- At the end of a document the original is often left with one sentence, which cannot go on; it calls all of these "not
  next". Here no pair begins with the last sentence, so that half of all pairs are continuous, there too.
- The original tries ten times to find another document, and may fail. Here it is another one, always, and its sentence
  is not the one that would have come next, even where two documents share it.
- The original fills the second from elsewhere up to the target; then in short documents, which end before it, length
  alone tells the label. Here it is filled up to the length that the true continuation would have had.
- The original draws the target length once for a document, and here once for a pair. It throws a coin for each token
  that is cut, front or back; here how many are cut in front is drawn once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from word2bert.labels.draws import uniform

CONTINUOUS, NOT_CONTINUOUS = 1, 0
SHORT = 0.1  # share of the pairs that aim at a shorter length
SPECIAL = 3  # [CLS] first [SEP] second [SEP]
IS_SHORT, LENGTH, SPLIT, LABEL, DOCUMENT, SENTENCE, FRONT_FIRST, FRONT_SECOND = range(8)  # what a draw is for

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
    """The pairs of an epoch, as many in each: `SentencePairs(documents)(epoch)`.

    documents: each a list of sentences, which are lists of ids
    length:    the most tokens of a pair, [CLS] and both [SEP] counted
    Raises ValueError where no pair can be made: fewer than two documents, none with two sentences, too short a length.
    Devlin et al. 2018, section 3.1, task 2, and appendix A.2.
    """

    def __init__(self, documents: Sequence[Sequence[Sentence]], length: int = 128, seed: int = 0) -> None:
        self.documents = [document for document in documents if len(document)]
        self.starts = [(d, s) for d, document in enumerate(self.documents) for s in range(len(document) - 1)]
        if len(self.documents) < 2 or not self.starts or length < SPECIAL + 2:
            raise ValueError(
                f"{len(self.documents)} documents with {len(self.starts)} places where a sentence follows another, "
                f"length {length}: at least 2 documents, one of them with 2 sentences, and a length of {SPECIAL + 2}"
            )
        self.length, self.seed = length, seed

    def __len__(self) -> int:
        return len(self.starts)

    def __call__(self, epoch: int) -> list[Pair]:
        """The pairs of this epoch, in the order of the text."""
        places = torch.arange(len(self.starts))
        draws = [uniform(self.seed, places, epoch, use).tolist() for use in range(8)]
        return [self._pair(start, draw) for start, *draw in zip(self.starts, *draws, strict=True)]

    def _pair(self, start: tuple[int, int], draw: Sequence[float]) -> Pair:
        number, sentence = start
        document, room = self.documents[number], self.length - SPECIAL
        target = 2 + int(draw[LENGTH] * (room - 1)) if draw[IS_SHORT] < SHORT else room
        stretch = filled(document, sentence, target, at_least=2)
        split = 1 + int(draw[SPLIT] * (len(stretch) - 1))
        first, second, label = stretch[:split], stretch[split:], CONTINUOUS
        if draw[LABEL] < 0.5:
            other = int(draw[DOCUMENT] * (len(self.documents) - 1))
            other += other >= number
            place = int(draw[SENTENCE] * len(self.documents[other]))
            elsewhere = filled(self.documents[other], place, sum(map(len, second)), at_least=1)
            if list(elsewhere[0]) != list(second[0]):
                second, label = elsewhere, NOT_CONTINUOUS
        ids = [[piece for sentence in side for piece in sentence] for side in (first, second)]
        kept = shortened(len(ids[0]), len(ids[1]), room)
        fronts = (draw[FRONT_FIRST], draw[FRONT_SECOND])
        return Pair(*(cut(side, size, front) for side, size, front in zip(ids, kept, fronts, strict=True)), label)


def filled(document: Sequence[Sentence], start: int, target: int, at_least: int) -> Sequence[Sentence]:
    """Whole sentences from `start` on, until they have `target` tokens or the document ends."""
    end, tokens = start, 0
    while end < len(document) and (tokens < target or end - start < at_least):
        tokens += len(document[end])
        end += 1
    return document[start:end]


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
