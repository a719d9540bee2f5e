"""What a training tells those who watch it, and the watcher for a terminal."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from word2bert.models.word2vec import Word2Vec
from word2bert.models.word_vectors import WordVectors
from word2bert.text import Vocabulary


@dataclass(frozen=True)
class Progress:
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
    def words_per_second(self) -> float:
        """Words read in a second, on average so far."""
        return self.words / self.seconds

    @property
    def seconds_left(self) -> float:
        """Seconds to the end at this speed."""
        return (self.total_words - self.words) / self.words_per_second

    def vectors(self) -> WordVectors:
        """A copy of the word vectors as they are now."""
        vectors = self.model.input_vectors.detach().cpu().numpy().copy()
        return WordVectors(self.vocabulary.words, vectors, self.vocabulary.counts)


def print_progress(record: Progress) -> None:
    """One line in the terminal, written over and over: share done, words a second, seconds left, loss."""
    line = (
        f"\r{record.words / record.total_words:4.0%}  {record.words_per_second:9,.0f} words/s  "
        f"{record.seconds_left:4.0f} s left  loss {record.loss:.3f} "
    )
    print(line, end="\n" if record.words == record.total_words else "", file=sys.stderr, flush=True)


def watcher(on_step: Callable[[Progress], None] | None) -> Callable[[Progress], None]:
    """`on_step` itself; without one, the line in the terminal where there is a terminal."""
    if on_step is not None:
        return on_step
    return print_progress if sys.stderr.isatty() else lambda record: None
