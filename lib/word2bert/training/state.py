"""Where a training stands: what the loop counts, and what a checkpoint keeps besides the weights."""

import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import torch
from accelerate import Accelerator
from jaxtyping import Int
from torch import Tensor, nn
from torch.optim import Optimizer

from word2bert.labels.batches import Batches
from word2bert.training.checkpoints import Checkpoints
from word2bert.training.history import History, Record
from word2bert.training.schedules import Schedule


@dataclass
class State:
    """Steps, samples, words, seconds, and the losses since the last record.

    The numbers of a step stay on the device until somebody asks for them, because asking waits for a GPU.
    """

    history: History = field(default_factory=History)
    step: int = 0  # steps done
    consumed: int = 0  # samples
    words: int = 0  # tokens without padding
    places: int = 0  # tokens with padding
    seconds: float = 0.0  # of training
    watched: float = 0.0  # seconds that those who watch took
    losses: list[dict[str, float]] = field(default_factory=list)  # of each step since the last record

    def __post_init__(self) -> None:
        self._unread: list[tuple[Tensor, dict[str, Tensor]]] = []

    def start_clock(self) -> None:
        """It goes on from the seconds of an earlier run."""
        self._began = time.perf_counter() - self.seconds - self.watched

    def add(self, samples: int, read: Int[Tensor, "2"], losses: dict[str, Tensor]) -> None:
        """A step is done: its samples, its words and places, and this process's part of each loss."""
        self.step += 1
        self.consumed += samples
        self._unread.append((read, losses))

    def record(self, steps: int, learning_rate: float, model: nn.Module, accelerator: Accelerator) -> Record:
        """What there is to tell; the losses are means since the last record. The history gets it too."""
        self._fetch(accelerator)
        losses = {name: sum(step[name] for step in self.losses) / len(self.losses) for name in self.losses[0]}
        self.losses.clear()
        record = Record(
            step=self.step,
            steps=steps,
            loss=sum(losses.values()),
            losses=losses,
            learning_rate=learning_rate,
            words=self.words,
            padding=1 - self.words / self.places,
            seconds=self.seconds,
            watched=self.watched,
            model=model,
        )
        self.history.add(record)
        return record

    @contextmanager
    def watching(self, model: nn.Module) -> Iterator[None]:
        """The time of those who watch does not count as training, and the model drops nothing out for them."""
        began = time.perf_counter()
        model.eval()
        yield
        model.train()
        self.watched += time.perf_counter() - began

    def save(
        self,
        checkpoints: Checkpoints,
        settings: dict[str, Any],
        model: nn.Module,
        optimizer: Optimizer,
        accelerator: Accelerator,
    ) -> None:
        """Write a checkpoint, in one of the processes."""
        self._fetch(accelerator)
        if accelerator.is_main_process:
            settings = settings | {"precision": self.history.precision}
            facts = {"settings": settings, "threads": torch.get_num_threads(), "state": asdict(self)}
            checkpoints.save(self.step, model, optimizer, **facts)

    def _fetch(self, accelerator: Accelerator) -> None:
        """Get the numbers of the last steps. Raises FloatingPointError where a loss is no number."""
        if self._unread:
            read, losses = zip(*self._unread, strict=True)
            words, places = torch.stack(read).sum(dim=0).tolist()
            self.words, self.places = self.words + words, self.places + places
            table = torch.stack([torch.stack(list(by_name.values())) for by_name in losses])
            table = accelerator.reduce(table, "sum")
            self.losses += [dict(zip(losses[0], row, strict=True)) for row in table.tolist()]
            spoiled = (~table.isfinite().all(dim=1)).nonzero()
            if len(spoiled):
                raise FloatingPointError(
                    f"the loss of step {self.step - len(table) + int(spoiled[0]) + 1} is no finite number, and the "
                    "weights are spoiled: make the model anew, and train it with a lower learning rate"
                )
            self._unread.clear()
        self.seconds = time.perf_counter() - self._began - self.watched


def reached(step: int, steps: int, times: int) -> bool:
    """True at `times` of all steps, evenly, and at the last."""
    return step * times // steps > (step - 1) * times // steps


def settings_of(
    model: nn.Module,
    batches: Batches[Any],
    steps: int,
    schedule: Schedule,
    weight_decay: float,
    clip: float,
    accumulate: int,
    precision: str | None,
    seed: int,
) -> dict[str, Any]:
    """By name, what has to be the same when a training is gone on with; None for what need not."""
    return {
        "steps": steps,
        "learning rate": [schedule(0), schedule(steps // 2), schedule(steps - 1)],
        "weight_decay": weight_decay,
        "clip": clip,
        "accumulate": accumulate,
        "precision": precision,
        "seed": seed,
        **batches.settings(),
        "weights of the model": sum(weight.numel() for weight in model.parameters()),
    }


def resumed(
    checkpoints: Checkpoints | None, resume: bool, settings: dict[str, Any], model: nn.Module, optimizer: Optimizer
) -> State:
    """The state of the newest checkpoint, its weights in model and optimizer; a new state where there is none.

    Raises FileExistsError when there are checkpoints and `resume` is False, ValueError when the newest was made with
    other settings.
    """
    if checkpoints and checkpoints.paths() and not resume:
        raise FileExistsError(
            f"{checkpoints.folder} holds checkpoints of an earlier training: pass resume=True to go on from the "
            "newest, or choose another folder"
        )
    found = checkpoints.latest() if checkpoints and resume else None
    if found is None:
        return State()
    before, threads = found.facts["settings"], found.facts["threads"]
    other = [
        f"{name} was {before.get(name)}, is {now}"
        for name, now in settings.items()
        if now is not None and now != before.get(name)
    ]
    if other:
        raise ValueError(
            f"the checkpoint of step {found.step} was made with other settings: {'; '.join(other)}. Pass the same to "
            "go on, or choose another folder to begin anew"
        )
    on_processor = next(model.parameters()).device.type == "cpu"
    if on_processor and threads != torch.get_num_threads():
        warnings.warn(
            f"the training ran on {threads} threads and goes on with {torch.get_num_threads()}: sums are added up in "
            f"another order, and the last digits may differ (torch.set_num_threads({threads}) makes them equal)",
            stacklevel=3,
        )
    found.restore(model, optimizer)
    facts = found.facts["state"]
    return State(**{**facts, "history": History(**facts["history"])})
