"""Batches: samples of similar length side by side, in an order that is a function of (seed, consumed samples).

Nothing is drawn in a row, so that a training goes on exactly where it was interrupted, on any number of machines.
"""

from collections.abc import Callable, Sequence, Sized
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

    def asked(self) -> dict[str, Tensor]:
        """How many labels each loss has."""
        return {name: (labels != NOT_ASKED).sum() for name, labels in self.labels.items()}


class Batches(Generic[Sample]):
    """Samples without end, epoch after epoch, in batches of about equal length so that little is padding.

    samples: anything with a length, such as lists of ids
    make:    from some samples and their places in the endless row (which seed what is drawn for them) to Examples
    Raises ValueError when there are no samples or batch_size is below 1.
    """

    def __init__(
        self,
        samples: Sequence[Sample],
        make: Callable[[list[Sample], Int[Tensor, " batch"]], Examples],
        batch_size: int = 32,
        seed: int = 0,
    ) -> None:
        if not samples or batch_size < 1:
            raise ValueError(f"{len(samples)} samples in batches of {batch_size}: at least 1 of each is needed")
        self.samples, self.make, self.batch_size, self.seed = samples, make, batch_size, seed
        self._lengths = torch.tensor([len(sample) for sample in samples])
        self._epoch, self._order = -1, torch.empty(0, dtype=torch.int64)

    def at(self, consumed: int, count: int | None = None) -> Examples:
        """The `count` (batch_size) samples after the first `consumed`."""
        places = range(consumed, consumed + (count or self.batch_size))
        samples = [self.samples[self.number(place)] for place in places]
        return self.make(samples, torch.tensor(places))

    def number(self, place: int) -> int:
        """Which sample stands at a place of the endless row."""
        epoch, place = divmod(place, len(self.samples))
        if epoch != self._epoch:
            self._epoch, self._order = epoch, self.order(epoch)
        return int(self._order[place])

    def order(self, epoch: int) -> Int[Tensor, " samples"]:
        """The samples in the order of an epoch: shuffled, then sorted by length in pools, then the batches shuffled."""
        shuffled = bits(self.seed, torch.arange(len(self.samples)), epoch, SAMPLES).argsort()
        pools = shuffled.split(POOL * self.batch_size)
        by_length = torch.cat([pool[self._lengths[pool].argsort(stable=True)] for pool in pools])
        whole = len(by_length) // self.batch_size
        turns = bits(self.seed, torch.arange(whole), epoch, BATCHES).argsort()
        full = by_length[: whole * self.batch_size].view(whole, self.batch_size)[turns]
        return torch.cat((full.flatten(), by_length[whole * self.batch_size :]))


def padded(
    texts: Sequence[Sequence[int]], pad_id: int
) -> tuple[Int[Tensor, "batch tokens"], Bool[Tensor, "batch tokens"]]:
    """The texts side by side, filled up to the longest with `pad_id`; and where they are real."""
    lengths = torch.tensor([len(text) for text in texts])
    real = torch.arange(int(lengths.max()))[None] < lengths[:, None]
    ids = torch.full(real.shape, pad_id)
    ids[real] = torch.tensor([number for text in texts for number in text])
    return ids, real
