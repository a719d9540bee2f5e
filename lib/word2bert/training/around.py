"""What is around the loop of a training: how it ends, and its random numbers."""

import random
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from word2bert.training.state import State


@contextmanager
def running(model: nn.Module, state: State, steps: int, device: torch.device) -> Iterator[None]:
    """The stop button keeps what was learned. The model is left in eval mode, with no mark of accelerate."""
    state.start_clock()
    try:
        yield
    except KeyboardInterrupt:
        state.history.stopped = True
        warnings.warn(f"stopped after {state.step} of {steps} steps: what was learned is kept", stacklevel=4)
    except RuntimeError as error:
        if not out_of_memory(error):
            raise
        raise MemoryError(
            f"the memory of {device} is too small for step {state.step + 1}. Halve batch_size and double accumulate: "
            "a step learns from as many samples. Or shorten the texts, or make the model smaller. "
            f"PyTorch says: {str(error).splitlines()[0]}"
        ) from error
    finally:
        vars(model).pop("_is_accelerate_prepared", None)  # a mark that would make the next training skip its own
        model.eval()


def out_of_memory(error: RuntimeError) -> bool:
    """Whether PyTorch says so; on a processor and on a Mac's GPU it does so only in words."""
    words = ("out of memory", "not enough memory", "can't allocate memory")
    return isinstance(error, torch.OutOfMemoryError) or any(said in str(error) for said in words)


@contextmanager
def own_random_numbers(device: torch.device) -> Iterator[None]:
    """Leave the generators of processor and CUDA as they were: a training takes no numbers from those who called it."""
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        yield


def seed_random_numbers(device: torch.device, seed: int, step: int, process: int) -> None:
    """What is drawn in a step (dropout) is a function of these, so that it is the same after an interruption."""
    number = random.Random(f"{seed} {step} {process}").getrandbits(62)
    torch.default_generator.manual_seed(number)
    if device.type == "cuda":
        with torch.cuda.device(device):  # it seeds the current one, and the model may be on another
            torch.cuda.manual_seed(number)
    elif device.type == "mps":
        torch.mps.manual_seed(number)
