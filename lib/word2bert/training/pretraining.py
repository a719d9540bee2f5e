"""Pretraining a BERT from a file of settings: text to tokens on the disk, training, held-out text, a log. Notebook 09.

The same function runs in a notebook, under `accelerate launch` and under `torchrun`: `word2bert pretrain` calls it.
"""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import torch

from word2bert.labels.batches import POOL, Batches
from word2bert.labels.pretraining import pretraining_batches
from word2bert.labels.sentence_pairs import Pair
from word2bert.models.bert import Bert
from word2bert.text import TokenFile, WordPiece
from word2bert.training.bert import bert_loss
from word2bert.training.checkpoints import Checkpoints
from word2bert.training.history import Record
from word2bert.training.log import Log
from word2bert.training.loop import train_model
from word2bert.training.phases import Phases
from word2bert.training.processes import in_processes, this_process
from word2bert.training.progress import watcher
from word2bert.training.settings import Settings
from word2bert.training.tokens import tokens_once


def pretrain(
    settings: Settings,
    folder: str | Path,
    resume: bool = False,
    device: str | torch.device | None = None,
    on_step: Callable[[Record], None] | None = None,
    ask: Callable[[Bert], dict[str, Any]] | None = None,
    start: str | Path | None = None,
) -> Bert:
    """Pretrain a BERT and save it in `folder`, where also its tokens, checkpoints and log.jsonl are.

    `ask`:   what else to write into the log where held-out text is looked at, such as the capitals that it knows
    `start`: a model to begin with, as `Bert.load` finds it, with its dictionary; without one, random numbers
    With `resume` it goes on from the newest checkpoint. Raises ValueError and others as `train_model`, also for a start
    of other sizes, and ConnectionError when it is one of several processes and another one has ended.
    """
    folder, training, length = Path(folder), settings.training, settings.text.length
    process = this_process(device)
    before = None if start is None else Bert.load(start)
    dictionary = None
    if before is not None:
        if before.vocabulary is None:
            raise ValueError(f"the model to start from, {start}, has no vocab.txt: put that of its training beside it")
        dictionary = WordPiece(before.vocabulary)
    if training.batch_size % process.num_processes:
        raise ValueError(
            f"batch_size is {training.batch_size}, which cannot be divided among {process.num_processes} processes"
        )
    wordpiece, text, held_out = tokens_once(settings.text, folder, process, dictionary)
    torch.manual_seed(training.seed)
    model = Bert(settings.config(len(wordpiece)), wordpiece.vocabulary)
    if before is not None:
        go_on_from(before, model, training.known_positions)
    elif training.known_positions is not None:
        raise ValueError("known_positions is for a model to start from, and there is none: --start FOLDER")

    def batches_of(tokens: TokenFile, length: int, mixed: bool = False) -> Batches[Pair]:
        pooled, short = 1 if mixed else POOL, settings.text.short
        return pretraining_batches(
            tokens, wordpiece, length, training.batch_size, training.seed, pooled=pooled, short=short
        )

    mixed = training.mixed_lengths  # in training alone: where nothing is learned, padding is computed
    batches, unseen = batches_of(text, length, mixed), {length: batches_of(held_out, length)}
    if training.long_length:
        samples = training.short_steps * training.accumulate * training.batch_size
        batches = Phases(batches, batches_of(text, training.long_length, mixed), samples)
        unseen[training.long_length] = batches_of(held_out, training.long_length)
    train_model(
        model,
        batches,
        bert_loss,
        training.steps,
        training.rates(),
        optimizer=training.optimizer,
        muon_factor=training.muon_factor,
        weight_decay=training.weight_decay,
        clip=training.clip,
        accumulate=training.accumulate,
        precision=training.precision,
        device=device,
        seed=training.seed,
        checkpoints=Checkpoints(folder / "checkpoints"),
        save_every=training.save_every,
        resume=resume,
        on_step=Log(folder / "log.jsonl", settings, unseen, ask, watcher(on_step)),
    )
    if process.is_main_process:
        model.save(folder)
    return model


def go_on_from(before: Bert, model: Bert, known_positions: int | None) -> None:
    """Give the model the numbers of another one. Raises ValueError when that has other sizes."""
    theirs, ours = asdict(before.config), asdict(model.config)
    needed = [name for name in theirs if name not in ("hidden_dropout_prob", "initializer_range")]
    other = [f"{name} = {theirs[name]}, not {ours[name]}" for name in needed if theirs[name] != ours[name]]
    if other:
        raise ValueError(f"the model to start from has {', '.join(other)}: change [model], or start from another")
    model.load_state_dict(before.state_dict())
    if known_positions is not None:
        model.transformer.embeddings.repeat_positions(known_positions)


def pretrain_on(
    processes: int,
    settings: Settings,
    folder: str | Path,
    resume: bool = False,
    device: str | torch.device | None = None,
    ask: Callable[[Bert], dict[str, Any]] | None = None,
    start: str | Path | None = None,
) -> Bert:
    """`pretrain` in so many new processes of this machine, one for each GPU; in a notebook, too.

    `ask` has to stand in a module. Raises ValueError and ChildProcessError as `in_processes`.
    """
    in_processes(processes, partial(pretrain, settings, folder, resume, device, ask=ask, start=start))
    return Bert.load(Path(folder))
