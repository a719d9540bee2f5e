"""Training: the loop, what it tells those who watch, and the device it runs on."""

from importlib import import_module
from typing import Any

from word2bert.training.device import choose_device, describe_device
from word2bert.training.progress import Progress
from word2bert.training.word_vectors import train_word_vectors

LOADED_WHEN_USED = {  # accelerate takes a while
    "Checkpoints": "checkpoints",
    "History": "history",
    "Record": "history",
    "bert_schedule": "schedules",
    "constant": "schedules",
    "evaluate": "evaluation",
    "train_model": "loop",
    "warm_up_then_cosine": "schedules",
    "warm_up_then_fall": "schedules",
}


def __getattr__(name: str) -> Any:
    if name in LOADED_WHEN_USED:
        return getattr(import_module(f"word2bert.training.{LOADED_WHEN_USED[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Checkpoints",
    "History",
    "Progress",
    "Record",
    "bert_schedule",
    "choose_device",
    "constant",
    "describe_device",
    "evaluate",
    "train_model",
    "train_word_vectors",
    "warm_up_then_cosine",
    "warm_up_then_fall",
]
