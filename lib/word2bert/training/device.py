"""Where to compute: on a GPU when there is one, otherwise on the processor."""

import os

import torch


def choose_device(device: str | torch.device | None = None) -> torch.device:
    """The device asked for; without one, $WORD2BERT_DEVICE, then CUDA where it is there, then the CPU.

    Apple's MPS is taken where it is asked for. Raises ValueError for a device that this machine does not have.
    """
    wanted = device or os.environ.get("WORD2BERT_DEVICE") or ("cuda" if torch.cuda.is_available() else "cpu")
    try:
        chosen = torch.device(wanted)
    except RuntimeError:
        raise ValueError(f"device={wanted!r} is not a device: use 'cpu', 'cuda', 'cuda:1' or 'mps'") from None
    missing = (chosen.type == "cuda" and (chosen.index or 0) >= torch.cuda.device_count()) or (
        chosen.type == "mps" and not torch.backends.mps.is_available()
    )
    if missing or chosen.type not in ("cpu", "cuda", "mps"):
        raise ValueError(f"device={wanted!r} is not there on this machine: use {' or '.join(available_devices())}")
    return chosen


def available_devices() -> list[str]:
    """The names of the devices of this machine, the CPU first."""
    names = ["cpu", *(f"cuda:{number}" for number in range(torch.cuda.device_count()))]
    return [*names, "mps"] if torch.backends.mps.is_available() else names


def describe_device(device: str | torch.device | None = None) -> str:
    """One sentence for a learner: which device is used, and what to expect of it."""
    chosen = choose_device(device)
    if chosen.type == "cuda":
        properties = torch.cuda.get_device_properties(chosen)
        memory = properties.total_memory / 2**30
        return f"You compute on the GPU: {properties.name} with {memory:.0f} GB. Training takes seconds here."
    if chosen.type == "mps":
        return "You compute on the GPU of your Mac (MPS). Training takes seconds here."
    return "You compute on the processor (CPU). That is enough: every training in this course is made for two cores."
