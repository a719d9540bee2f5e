"""The examples of a step in parts: over batches that are added up, and over processes that work side by side.

The losses are means. A part with fewer labels has a smaller share, so that the step is that of one large batch.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from accelerate import Accelerator
from jaxtyping import Int
from torch import Tensor, nn

from word2bert.labels.batches import Batches, Examples


def parts_of_step(batches: Batches[Any], consumed: int, accumulate: int, accelerator: Accelerator) -> list[Examples]:
    """`accumulate` batches after the first `consumed` samples; with several processes, this one's slice of each."""
    size, odd = divmod(batches.batch_size, accelerator.num_processes)
    if odd:
        raise ValueError(
            f"a batch of {batches.batch_size} cannot be divided among {accelerator.num_processes} processes"
        )
    first = consumed + accelerator.process_index * size
    return [batches.at(first + number * batches.batch_size, size) for number in range(accumulate)]


def counted(
    parts: list[Examples], accelerator: Accelerator, device: torch.device
) -> tuple[Int[Tensor, "2"], dict[str, Int[Tensor, ""]]]:
    """Words and places of all parts and processes; and how many labels each loss has there."""
    rows = [[part.words, part.places, *part.asked().values()] for part in parts]
    totals = accelerator.reduce(torch.tensor(rows, device=device).sum(dim=0), "sum")
    return totals[:2], dict(zip(parts[0].labels, totals[2:], strict=True))


def shares_of(
    means: dict[str, Tensor] | Tensor, part: Examples, asked: dict[str, Int[Tensor, ""]]
) -> dict[str, Tensor]:
    """Each mean times the part's share of all labels: these add up to the mean over all of them.

    Raises TypeError when the losses have no names, ValueError when they have others than the labels.
    """
    if isinstance(means, Tensor):
        raise TypeError(
            f"the loss is a tensor: return a dictionary, with a mean for each of {sorted(asked)}, the labels of the "
            "examples"
        )
    if means.keys() != asked.keys():
        raise ValueError(f"the losses are called {sorted(means)}, and the labels of the examples {sorted(asked)}")
    return {name: means[name] * (own / asked[name].clamp(min=1)) for name, own in part.asked().items()}


def added_up(accelerator: Accelerator, prepared: nn.Module, last: bool) -> AbstractContextManager[None]:
    """Gradients of the parts before the last stay in their process: they are exchanged once a step."""
    return nullcontext() if last else accelerator.no_sync(prepared)
