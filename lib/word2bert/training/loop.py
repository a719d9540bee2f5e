"""The loop that trains every model: examples (question 1), model (question 2), loss (question 3), step. Notebook 07."""

from collections.abc import Callable
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import broadcast_object_list
from torch import Tensor, nn

from word2bert.labels.batches import Batches, Examples
from word2bert.training.around import own_random_numbers, running, seed_random_numbers
from word2bert.training.checkpoints import Checkpoints
from word2bert.training.device import choose_device
from word2bert.training.history import History, Record
from word2bert.training.optimizers import choose_optimizer
from word2bert.training.parts import added_up, counted, parts_of_step, shares_of
from word2bert.training.precision import autocast, chosen_precision
from word2bert.training.processes import this_process, together
from word2bert.training.progress import watcher
from word2bert.training.schedules import Schedule
from word2bert.training.state import reached, resumed, settings_of

RECORDS, SAVES = 200, 10  # of a training

Loss = Callable[[nn.Module, Examples], dict[str, Tensor]]


def train_model(
    model: nn.Module,
    batches: Batches[Any],
    loss: Loss,
    steps: int,
    schedule: Schedule,
    optimizer: str = "adamw",
    muon_factor: float = 10.0,
    weight_decay: float = 0.01,
    clip: float = 1.0,
    accumulate: int = 1,
    precision: str | None = None,
    device: str | torch.device | None = None,
    seed: int = 0,
    checkpoints: Checkpoints | None = None,
    save_every: int | None = None,
    resume: bool = False,
    on_step: Callable[[Record], None] | None = None,
) -> History:
    """Train a model; it is changed in place, and left in eval mode.

    `loss`        from model and examples to the mean loss of each name that the examples have labels for
    `schedule`    from a step to its learning rate
    `optimizer`   "adamw"; "muon" for the matrices of the blocks, at `muon_factor` times the learning rate, and AdamW
                  for the rest; or "bert", the one that BERT was trained with
    `clip`        the longest gradient (norm over all weights); longer ones are shortened to it
    `accumulate`  batches to a step, for memory; the step is that of one large batch
    `precision`   "bfloat16" or "float32"; without one, the faster on this machine
    `seed`        for what the model drops out; the order of the samples has its own, in `batches`
    `checkpoints` where the state is saved every `save_every` steps (a tenth of all) and at the end; with `resume` the
                  newest is gone on from, bit for bit on a processor with as many threads
    `on_step`     called with a `Record` about 200 times, the model in eval mode; without it, a line in the terminal

    The stop button (KeyboardInterrupt) ends it with what was learned so far. Raises ValueError for settings that cannot
    be meant, FloatingPointError when the loss is no number, MemoryError when a batch does not fit on the device,
    ConnectionError when another of several processes has ended.
    """
    check_settings(steps, accumulate, clip, weight_decay, save_every)
    if not checkpoints and (save_every is not None or resume):
        raise ValueError("save_every and resume need a folder: pass checkpoints=Checkpoints(folder)")
    this_process(device)
    accelerator = Accelerator(mixed_precision="no", device_placement=False)  # both are ours: see `autocast`
    device = choose_device(device) if accelerator.num_processes == 1 else accelerator.device
    chosen = choose_optimizer(optimizer, model.to(device), weight_decay, muon_factor)
    settings = settings_of(model, batches, steps, schedule, weight_decay, clip, accumulate, precision, seed)
    settings |= {"optimizer": optimizer, "muon_factor": muon_factor if optimizer == "muon" else None}
    state = resumed(checkpoints, resume, settings, model, chosen)
    precision = chosen_precision(precision or state.history.precision, device)
    state.history.precision = broadcast_object_list([precision])[0]  # the first process decides for all
    save_every, watch = save_every or max(1, steps // SAVES), watcher(on_step)
    prepared, prepared_optimizer = accelerator.prepare(model, chosen)

    with together(), running(model, state, steps, device), own_random_numbers(device):
        model.train()
        for step in range(state.step, steps):
            seed_random_numbers(device, seed, step, accelerator.process_index)
            parts = parts_of_step(batches, state.consumed, accumulate, accelerator)
            read, asked = counted(parts, accelerator, device)
            losses: dict[str, Tensor] = {}
            for number, part in enumerate(parts, 1):
                with added_up(accelerator, prepared, last=number == accumulate):
                    with autocast(device, state.history.precision):
                        means = loss(prepared, part.to(device))
                    shares = shares_of(means, part, asked)
                    accelerator.backward(sum(shares.values()) * accelerator.num_processes)  # which it divides by
                losses = {name: share.detach() + losses.get(name, 0) for name, share in shares.items()}
            accelerator.clip_grad_norm_(model.parameters(), clip)
            for group in chosen.param_groups:
                group["lr"] = group["factor"] * schedule(step)
            with autocast(device, state.history.precision):  # for the products of Muon
                prepared_optimizer.step()
            prepared_optimizer.zero_grad()
            state.add(accumulate * batches.batch_size, read, losses)
            if reached(state.step, steps, RECORDS):
                record = state.record(steps, schedule(step), model, accelerator)
                if accelerator.is_main_process:
                    with state.watching(model):
                        watch(record)
            if checkpoints and (state.step % save_every == 0 or state.step == steps):
                state.save(checkpoints, settings, model, chosen, accelerator)
    return state.history


def check_settings(steps: int, accumulate: int, clip: float, weight_decay: float, save_every: int | None) -> None:
    """Raises ValueError for numbers of `train_model` that cannot be meant."""
    for name, value in (("steps", steps), ("accumulate", accumulate), ("save_every", save_every)):
        if value is not None and value < 1:
            raise ValueError(f"{name} is {value}: it has to be at least 1")
    if not clip > 0:
        raise ValueError(f"clip is {clip}: it is the length of the longest gradient, above 0; float('inf') clips none")
    if not 0 <= weight_decay < 1:
        raise ValueError(f"weight_decay is {weight_decay}: it is from 0 (none) to below 1; 0.01 is usual")
