"""Random draws that are the same on every system and every version of Python."""

import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Draw:
    """Everything a chapter may leave to chance, built on `random.Random(...).random()` alone.

    `choice`, `shuffle` and `sample` of the standard library may change between Python versions; `random()` does not.
    """

    def __init__(self, seed: int, document: int) -> None:
        self.random = random.Random(f"{seed}/{document}").random

    def chance(self, share: float) -> bool:
        """True in `share` of all cases."""
        return self.random() < share

    def number(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def one(self, items: Sequence[T]) -> T:
        """One of the items, each as likely as the others."""
        return items[int(self.random() * len(items))]

    def few(self, items: Sequence[T], count: int) -> list[T]:
        """`count` different items in random order."""
        pool = list(items)
        return [pool.pop(int(self.random() * len(pool))) for _ in range(count)]

    def weighted(self, items: "Zipf[T]") -> T:
        """One of the items, the first ones more often."""
        return items.pick(self.random())


class Zipf(Generic[T]):
    """Items of which number r is drawn in proportion to 1 / (r + flatness): a mild Zipf law."""

    def __init__(self, items: Sequence[T], flatness: float = 5.0) -> None:
        self.items = tuple(items)
        self.cumulative = list(accumulate(1 / (rank + flatness) for rank in range(1, len(self.items) + 1)))

    def pick(self, uniform: float) -> T:
        """The item at a share `uniform` in [0, 1) of the whole weight."""
        return self.items[bisect(self.cumulative, uniform * self.cumulative[-1])]
