"""The loop that trains every model: examples (question 1), model (question 2), loss (question 3), step. Notebook 07."""

import time
import warnings
from collections.abc import Callable
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from word2bert.labels.batches import Batches, Examples
from word2bert.training.checkpoints import Checkpoints
from word2bert.training.device import choose_device
from word2bert.training.history import History, Record
from word2bert.training.precision import PRECISIONS, faster_precision
from word2bert.training.schedules import Schedule

RECORDS = 200  # of a training
BETAS = 0.9, 0.98  # of AdamW: how much of the past the means of gradient and square keep

Loss = Callable[[nn.Module, Examples], dict[str, Tensor]]


def train_model(
    model: nn.Module,
    batches: Batches[Any],
    loss: Loss,
    steps: int,
    schedule: Schedule,
    weight_decay: float = 0.01,
    clip: float = 1.0,
    accumulate: int = 1,
    precision: str | None = None,
    device: str | torch.device | None = None,
    seed: int = 0,
    checkpoints: Checkpoints | None = None,
    save_every: int = 100,
    resume: bool = False,
    on_step: Callable[[Record], None] | None = None,
) -> History:
    """Train a model; it is changed in place.

    `loss`        from model and examples to the mean loss of each name that the examples have labels for
    `schedule`    from a step to its learning rate, for AdamW
    `clip`        the longest gradient (norm over all weights); longer ones are shortened to it
    `accumulate`  batches to a step, for memory; the step is that of one large batch
    `precision`   "bfloat16" or "float32"; without one, the faster on this machine
    `checkpoints` where the state is saved every `save_every` steps; with `resume` the newest is gone on from
    """
    device = choose_device(device)
    accelerator = Accelerator(device_placement=False)
    model.to(device).train()
    optimizer = torch.optim.AdamW(decayed(model, weight_decay), betas=BETAS, fused=True)
    history = History(precision=precision or faster_precision(device))
    started_at, consumed, words, places = 0, 0, 0, 0
    # resume here
    prepared, optimizer = accelerator.prepare(model, optimizer)
    losses: dict[str, Tensor] = {}
    since = 0
    start = time.perf_counter()
    try:
        for step in range(started_at, steps):
            torch.manual_seed(seed + step)
            parts = [batches.at(consumed + n * batches.batch_size).to(device) for n in range(accumulate)]
            consumed += accumulate * batches.batch_size
            asked = {name: sum(part.asked()[name] for part in parts) for name in parts[0].labels}
            for part in parts:
                with torch.autocast(device.type, PRECISIONS[history.precision], history.precision != "float32"):
                    means = loss(prepared, part)
                shares = {name: mean * (part.asked()[name] / asked[name]) for name, mean in means.items()}
                accelerator.backward(sum(shares.values()))
                for name, share in shares.items():
                    losses[name] = losses.get(name, 0) + share.detach()
                words, places = words + part.words, places + part.places
            accelerator.clip_grad_norm_(model.parameters(), clip)
            for group in optimizer.param_groups:
                group["lr"] = schedule(step)
            optimizer.step()
            optimizer.zero_grad()
            since += 1
            if (step + 1) * RECORDS // steps > step * RECORDS // steps:
                means = {name: float(total) / since for name, total in losses.items()}
                losses, since = {}, 0
                record = Record(
                    step + 1,
                    steps,
                    sum(means.values()),
                    means,
                    schedule(step),
                    words,
                    1 - words / places,
                    time.perf_counter() - start,
                    model,
                )
                history.add(record)
                if on_step:
                    on_step(record)
    except KeyboardInterrupt:
        history.stopped = True
        warnings.warn(f"stopped after {step} of {steps} steps: what was learned is kept", stacklevel=2)
    model.eval()
    return history


def decayed(model: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Two groups of weights: matrices and tables, which decay, and biases and norms, which do not."""
    weights = list(model.parameters())
    return [
        {"params": [weight for weight in weights if weight.dim() > 1], "weight_decay": weight_decay},
        {"params": [weight for weight in weights if weight.dim() < 2], "weight_decay": 0.0},
    ]
