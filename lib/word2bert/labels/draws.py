"""Random numbers as a function of what they are for: seed, sample and place. The same on every device.

A generator hands out numbers in a row, so that they depend on all that was drawn before. These do not: a sample gets
the same numbers in any batch, on any machine, after any interruption.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor


def bits(seed: int, place: Int[Tensor, "..."], *places: Int[Tensor, "..."] | int) -> Int[Tensor, "..."]:
    """Whole numbers from 0 up to 2^63, one for every combination of places (tensors that broadcast), such as the number
    of a sample and of a token in it. Another seed, or another order of the places, gives other numbers."""
    mixed = _mix(torch.tensor(seed, dtype=torch.int64, device=place.device))
    for number in (place, *places):
        mixed = _mix(mixed + number)
    return _shift(mixed, 1)


def uniform(seed: int, place: Int[Tensor, "..."], *places: Int[Tensor, "..."] | int) -> Float[Tensor, "..."]:
    """Even numbers from 0 up to 1, in 24 bits, all that a float32 can hold; places as in `bits`."""
    return (bits(seed, place, *places) >> 39).float() / 2**24


def _mix(number: Int[Tensor, "..."]) -> Int[Tensor, "..."]:
    """Every bit of the number decides over every bit of the result (splitmix64; Steele et al., 2014)."""
    number = number * -7046029254386353131 + 1  # 2^64 / golden ratio; 64 bits wrap around
    number = (number ^ _shift(number, 30)) * -4658895280553007687
    number = (number ^ _shift(number, 27)) * -7723592293110705685
    return number ^ _shift(number, 31)


def _shift(number: Int[Tensor, "..."], bits: int) -> Int[Tensor, "..."]:
    """To the right, filled with zeros; PyTorch's own shift repeats the sign."""
    return torch.bitwise_and(number >> bits, 2 ** (64 - bits) - 1)
