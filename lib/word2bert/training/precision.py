"""bfloat16 or float32: whichever multiplies faster on this machine. Weights and sums are float32 either way."""

import statistics
import time
from functools import cache

import torch

PRECISIONS = {"bfloat16": torch.bfloat16, "float32": torch.float32}
ROUNDS = 7


@cache
def faster_precision(device: torch.device) -> str:
    """On a GPU bfloat16 where it has it. On a processor bfloat16 only where its products take less than two thirds of
    the time: those with instructions for it (AVX512-BF16, AMX) are 2 to 3 times faster with it, all others slower."""
    if device.type == "cuda":
        return "bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float32"
    if device.type != "cpu":
        return "float32"
    in_bfloat16, in_float32 = (statistics.median(times) for times in zip(*map(_seconds, range(ROUNDS)), strict=True))
    return "bfloat16" if in_bfloat16 < in_float32 / 1.5 else "float32"


def _seconds(_round: int) -> list[float]:
    """How long one product takes in each precision."""
    seconds = []
    for dtype in PRECISIONS.values():
        matrix = torch.ones(512, 512, dtype=dtype)
        started = time.perf_counter()
        matrix @ matrix
        seconds.append(time.perf_counter() - started)
    return seconds


def autocast(device: torch.device, precision: str) -> torch.autocast:
    """Within it, matrices are multiplied in this precision.

    It is ours and not accelerate's `mixed_precision`, which replaces the `forward` of the model and, like its device,
    stays the same as long as Python runs.
    """
    return torch.autocast(device.type, PRECISIONS[precision], enabled=precision != "float32")


def chosen_precision(precision: str | None, device: torch.device) -> str:
    """The precision asked for; without one, the faster. Raises ValueError for one that is not there."""
    if precision and precision not in PRECISIONS:
        raise ValueError(f"precision is {precision!r}; it is one of {', '.join(map(repr, PRECISIONS))}")
    return precision or faster_precision(device)
