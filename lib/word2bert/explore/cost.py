"""What a layer costs: the time of one call, and the memory that learning needs. Notebooks 02 and 06."""

import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn


def milliseconds(run: Callable[..., Any], *inputs: Any, times: int = 4) -> float:
    """The time of run(*inputs) in milliseconds: the fastest of several runs, on one processor core, without gradients.

    The clock counts the work of this core alone: what else the computer does is left out. Raises ValueError when
    `times` is below 1.
    """
    if times < 1:
        raise ValueError(f"times is {times}; measure at least once")
    cores, found = torch.get_num_threads(), []
    torch.set_num_threads(1)
    try:
        with torch.no_grad():
            for _ in range(times):
                start = time.thread_time()
                run(*inputs)
                found.append(1000 * (time.thread_time() - start))
    finally:
        torch.set_num_threads(cores)
    return min(found)


def megabytes_kept(layer: nn.Module, *inputs: Any, **options: Any) -> float:
    """The memory that PyTorch keeps for the backward pass after layer(*inputs, **options), in megabytes (10^6 bytes).

    Every tensor counts once; the layer's own weights, which are there anyway, do not count.
    """
    weights = {weight.untyped_storage().data_ptr() for weight in layer.parameters()}
    kept = {}

    def note(tensor: Tensor) -> Tensor:
        memory = tensor.untyped_storage()  # two tensors may be views of the same memory
        kept[memory.data_ptr()] = memory.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        output = layer(*inputs, **options)  # held until we have counted: freed memory could be given out again
    del output
    return sum(size for place, size in kept.items() if place not in weights) / 1e6
