"""Batches: samples of similar length side by side, in an order that is a function of (seed, consumed samples).

Nothing is drawn in a row, so that a training goes on exactly where it was interrupted, on any number of machines.
"""

from collections.abc import Callable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, runtime_checkable

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from word2bert.labels.draws import bits
from word2bert.labels.masking import NOT_ASKED

POOL = 50  # so many batches are cut from samples that are sorted by length
# What a draw is for. No sampler has these numbers: else samples would come in the order of what it draws for them.
ORDER, TURNS = 100, 101

FIRST = 1_000  # samples, whose length tells one text from another

Sample = TypeVar("Sample", bound=Sized)
SampleT = TypeVar("SampleT", bound=Sized, covariant=True)


@dataclass(frozen=True)
class Examples:
    """What a step of training gets: inputs of the model, and for each loss, by its name, the labels (or NOT_ASKED)."""

    inputs: dict[str, Tensor]
    labels: dict[str, Tensor]
    words: int  # tokens that are not padding
    places: int  # tokens with padding

    def to(self, device: torch.device) -> "Examples":
        """The same on another device."""
        inputs = {name: tensor.to(device) for name, tensor in self.inputs.items()}
        labels = {name: tensor.to(device) for name, tensor in self.labels.items()}
        return Examples(inputs, labels, self.words, self.places)

    def asked(self) -> dict[str, int]:
        """How many labels each loss has."""
        return {name: int((labels != NOT_ASKED).sum()) for name, labels in self.labels.items()}


@runtime_checkable
class Drawn(Protocol[SampleT]):
    """Samples that are drawn anew in every epoch, always as many."""

    def __len__(self) -> int: ...

    def take(self, epoch: int, numbers: Int[Tensor, " some"]) -> Sequence[SampleT]:
        """The samples of an epoch with these numbers, from 0 up to the length."""
        ...


class Batches(Generic[Sample]):
    """Samples without end, epoch after epoch, in batches of about equal length so that little is padding.

    Every epoch shuffles the samples and reads them in pools of `pooled` batches. A pool is sorted by length and cut
    into batches, and these are shuffled. In memory are one pool, and the order: 8 bytes for each sample of an epoch.
    samples: anything with a length, such as lists of ids; or what draws them anew in every epoch (`Drawn`)
    make:    from some samples and their places in the endless row (which seed what is drawn for them) to Examples
    pooled:  with 1, long and short samples stand side by side in every batch, for a model that computes no padding
    Raises ValueError when there are no samples, and for batch_size or pooled below 1.
    """

    def __init__(
        self,
        samples: Sequence[Sample] | Drawn[Sample],
        make: Callable[[list[Sample], Int[Tensor, " batch"]], Examples],
        batch_size: int = 32,
        seed: int = 0,
        pooled: int = POOL,
    ) -> None:
        if not len(samples) or min(batch_size, pooled) < 1:
            raise ValueError(
                f"{len(samples)} samples in batches of {batch_size}, {pooled} to a pool: at least 1 of each is needed"
            )
        self.samples, self.make, self.batch_size, self.seed, self.pooled = samples, make, batch_size, seed, pooled
        self._epoch, self._order = -1, torch.empty(0, dtype=torch.int64)
        self._place, self._pool = 0, list[Sample]()  # of which place it is the first sample

    def __len__(self) -> int:
        """The number of samples of an epoch."""
        return len(self.samples)

    def settings(self) -> dict[str, int]:
        """What tells these batches from others: a training goes on only with the same."""
        tokens = sum(map(len, self.take(0, torch.arange(min(len(self), FIRST)))))
        return {
            "batch_size": self.batch_size,
            "batches of a pool": self.pooled,
            "samples": len(self),
            "tokens": tokens,
            "seed of the order": self.seed,
        }

    def at(self, consumed: int, count: int | None = None) -> Examples:
        """The `count` (batch_size) samples after the first `consumed`."""
        places = range(consumed, consumed + (self.batch_size if count is None else count))
        return self.make([self.sample(place) for place in places], torch.tensor(places))

    def once(self) -> Iterator[Examples]:
        """The first epoch, every sample once; the last batch may be smaller."""
        for start in range(0, len(self), self.batch_size):
            yield self.at(start, min(self.batch_size, len(self) - start))

    def sample(self, place: int) -> Sample:
        """The sample that stands at a place of the endless row."""
        if not self._place <= place < self._place + len(self._pool):
            self._place, self._pool = self.pool(place)
        return self._pool[place - self._place]

    def pool(self, place: int) -> tuple[int, list[Sample]]:
        """The pool that a place is in: its own first place, and its samples in their order."""
        epoch, place = divmod(place, len(self))
        size = self.pooled * self.batch_size
        first = -epoch * len(self) % self.batch_size  # so many fill up the last batch of the epoch before
        start, end = (
            (0, first) if place < first else (place - (place - first) % size, place - (place - first) % size + size)
        )
        samples = sorted(self.take(epoch, self.order(epoch)[start:end]), key=len)
        whole = len(samples) // self.batch_size
        turns = bits(self.seed, torch.arange(whole), epoch, start, TURNS).argsort().tolist()
        places = [turn * self.batch_size + n for turn in turns for n in range(self.batch_size)]
        shuffled = [samples[n] for n in places] + samples[whole * self.batch_size :]
        return epoch * len(self) + start, shuffled

    def order(self, epoch: int) -> Int[Tensor, " samples"]:
        """The numbers of the samples as an epoch shuffles them."""
        if epoch != self._epoch:
            draws = bits(self.seed, torch.arange(len(self)), epoch, ORDER)
            self._epoch, self._order = epoch, draws.argsort()
        return self._order

    def take(self, epoch: int, numbers: Int[Tensor, " some"]) -> Sequence[Sample]:
        """The samples of an epoch with these numbers."""
        if isinstance(self.samples, Sequence):
            return [self.samples[number] for number in numbers.tolist()]
        return self.samples.take(epoch, numbers)


def padded(
    texts: Sequence[Sequence[int]], pad_id: int
) -> tuple[Int[Tensor, "batch tokens"], Bool[Tensor, "batch tokens"]]:
    """The texts side by side, filled up to the longest with `pad_id`; and where they are real."""
    lengths = torch.tensor([len(text) for text in texts])
    real = torch.arange(int(lengths.max()))[None] < lengths[:, None]
    ids = torch.full(real.shape, pad_id)
    ids[real] = torch.tensor([number for text in texts for number in text])
    return ids, real
