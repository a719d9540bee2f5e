"""Which of several processes this is; torchrun and `accelerate launch` start them."""

import os

import torch
from accelerate import PartialState

from word2bert.training.device import choose_device


def this_process(device: str | torch.device | None = None) -> PartialState:
    """accelerate's own account of the processes; the first call decides for as long as Python runs.

    Processes on processors must be told to accelerate: otherwise each would believe itself alone, and they would train
    apart without a word.
    """
    return PartialState(cpu="LOCAL_RANK" in os.environ and choose_device(device).type == "cpu")
