"""What a training tells those who watch it, and the watcher for a terminal."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from word2bert.models.word2vec import Word2Vec
from word2bert.models.word_vectors import WordVectors
from word2bert.text import Vocabulary


class Pace:
    """What the records of every training have in common: how far it is, how fast, and how long it will take."""

    words: int  # read so far
    seconds: float  # of training so far
    loss: float
    watched: float = 0.0  # seconds that those who watch took for themselves

    @property
    def done(self) -> float:
        """The share of the training that is done."""
        raise NotImplementedError

    @property
    def words_per_second(self) -> float:
        """Words read in a second of training, on average so far."""
        return self.words / self.seconds

    @property
    def seconds_left(self) -> float:
        """Seconds to the end at this speed, if those who watch take as long as so far."""
        return (self.seconds + self.watched) * (1 - self.done) / self.done


PaceT = TypeVar("PaceT", bound=Pace)


@dataclass(frozen=True)
class Progress(Pace):
    """One record of a training of word vectors: `on_step` gets about a hundred of them."""

    epoch: float  # epochs done so far: 2.5 of 5
    epochs: int
    words: int  # words read so far; words left out by subsampling count as read
    total_words: int
    seconds: float
    loss: float  # mean of an example since the last record
    learning_rate: float
    model: Word2Vec
    vocabulary: Vocabulary

    @property
    def done(self) -> float:
        """The share of the training that is done."""
        return self.words / self.total_words

    def vectors(self) -> WordVectors:
        """A copy of the word vectors as they are now."""
        vectors = self.model.input_vectors.detach().cpu().numpy().copy()
        return WordVectors(self.vocabulary.words, vectors, self.vocabulary.counts)


def print_progress(record: Pace) -> None:
    """One line in the terminal, written over and over: share done, words a second, seconds left, loss."""
    line = (
        f"\r{record.done:4.0%}  {record.words_per_second:9,.0f} words/s  "
        f"{record.seconds_left:4.0f} s left  loss {record.loss:.3f} "
    )
    print(line, end="\n" if record.done == 1 else "", file=sys.stderr, flush=True)


def watcher(on_step: Callable[[PaceT], None] | None) -> Callable[[PaceT], None]:
    """`on_step` itself; without one, the line in the terminal where there is a terminal."""
    if on_step is not None:
        return on_step
    return print_progress if sys.stderr.isatty() else lambda record: None
