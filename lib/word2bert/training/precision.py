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
    seconds: dict[str, list[float]] = {name: [] for name in PRECISIONS}
    for _ in range(ROUNDS):
        for name, dtype in PRECISIONS.items():
            matrix = torch.ones(512, 512, dtype=dtype)
            started = time.perf_counter()
            matrix @ matrix
            seconds[name].append(time.perf_counter() - started)
    in_bfloat16, in_float32 = (statistics.median(seconds[name]) for name in PRECISIONS)
    return "bfloat16" if in_bfloat16 < in_float32 / 1.5 else "float32"
