"""Batches: samples of similar length side by side, in an order that is a function of (seed, consumed samples).

Nothing is drawn in a row, so that a training goes on exactly where it was interrupted, on any number of machines.
"""

from collections.abc import Callable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Generic, TypeVar

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from word2bert.labels.draws import bits
from word2bert.labels.masking import NOT_ASKED

POOL = 50  # batches are cut from pools of so many, sorted by length
SAMPLES, BATCHES = range(2)  # what a draw is for

Sample = TypeVar("Sample", bound=Sized)


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


class Batches(Generic[Sample]):
    """Samples without end, epoch after epoch, in batches of about equal length so that little is padding.

    samples: anything with a length, such as lists of ids; or a function from an epoch to its samples, always as many
    make:    from some samples and their places in the endless row (which seed what is drawn for them) to Examples
    Raises ValueError when there are no samples or batch_size is below 1, and when an epoch has another number of them.
    """

    def __init__(
        self,
        samples: Sequence[Sample] | Callable[[int], Sequence[Sample]],
        make: Callable[[list[Sample], Int[Tensor, " batch"]], Examples],
        batch_size: int = 32,
        seed: int = 0,
    ) -> None:
        self.samples_of = samples if callable(samples) else lambda epoch: samples
        self.make, self.batch_size, self.seed = make, batch_size, seed
        self._epoch, self._samples = 0, self.samples_of(0)
        if not self._samples or batch_size < 1:
            raise ValueError(f"{len(self)} samples in batches of {batch_size}: at least 1 of each is needed")
        self._order = self.order(0)

    def __len__(self) -> int:
        """The number of samples of an epoch."""
        return len(self._samples)

    def settings(self) -> dict[str, int]:
        """What the order of the samples depends on."""
        tokens = sum(map(len, self.samples_of(0)))
        return {"samples": len(self), "tokens": tokens, "batch_size": self.batch_size, "seed of the order": self.seed}

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
        epoch, place = divmod(place, len(self))
        if epoch != self._epoch:
            samples = self.samples_of(epoch)
            if len(samples) != len(self):
                raise ValueError(f"epoch {epoch} has {len(samples)} samples, and there were {len(self)} before")
            self._epoch, self._samples = epoch, samples
            self._order = self.order(epoch)
        return self._samples[int(self._order[place])]

    def order(self, epoch: int) -> Int[Tensor, " samples"]:
        """The numbers of the samples of the present epoch in their order: shuffled, then sorted by length in pools, cut
        into batches, and these shuffled. The first few fill up the last batch of the epoch before."""
        shuffled = bits(self.seed, torch.arange(len(self)), epoch, SAMPLES).argsort()
        first, rest = shuffled.tensor_split([-epoch * len(self) % self.batch_size])
        lengths = torch.tensor([len(sample) for sample in self._samples])
        pools = torch.split(rest, POOL * self.batch_size)
        by_length = torch.cat([pool[lengths[pool].argsort(stable=True)] for pool in pools])
        whole = len(by_length) // self.batch_size
        full, last = by_length.tensor_split([whole * self.batch_size])
        turns = bits(self.seed, torch.arange(whole), epoch, BATCHES).argsort()
        return torch.cat((first, full.view(whole, self.batch_size)[turns].flatten(), last))


def padded(
    texts: Sequence[Sequence[int]], pad_id: int
) -> tuple[Int[Tensor, "batch tokens"], Bool[Tensor, "batch tokens"]]:
    """The texts side by side, filled up to the longest with `pad_id`; and where they are real."""
    lengths = torch.tensor([len(text) for text in texts])
    real = torch.arange(int(lengths.max()))[None] < lengths[:, None]
    ids = torch.full(real.shape, pad_id)
    ids[real] = torch.tensor([number for text in texts for number in text])
    return ids, real
