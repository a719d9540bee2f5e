"""Checkpoints: what a training needs to go on after any interruption. Tensors and JSON only, never pickled code.

A checkpoint is one file, `step-00000120-<checksum>.safetensors`. It is written under another name and renamed when it
is whole, so that an interruption leaves the older ones as they were; a file damaged later does not fit its name.
"""

import hashlib
import json
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors.torch import load, save
from torch import Tensor, nn
from torch.optim import Optimizer

UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class Checkpoint:
    """The state of a training after a step."""

    step: int
    tensors: dict[str, Tensor]
    facts: dict[str, Any]  # what JSON can hold

    def restore(self, model: nn.Module, optimizer: Optimizer) -> None:
        """Put the state of model and optimizer back. Raises RuntimeError when the model has another form."""
        model.load_state_dict(_part(self.tensors, "model."))
        state: dict[int, dict[str, Tensor]] = {}
        for name, tensor in _part(self.tensors, "optimizer.").items():
            number, key = name.split(".")
            state.setdefault(int(number), {})[key] = tensor
        optimizer.load_state_dict({"state": state, "param_groups": self.facts["param_groups"]})


class Checkpoints:
    """A folder of checkpoints, of which the last `keep` stay.

    Raises ValueError for keep below 1.
    """

    def __init__(self, folder: str | Path, keep: int = 2) -> None:
        if keep < 1:
            raise ValueError(
                f"keep is {keep}: at least 1 checkpoint has to stay, and with 2 there is one to fall back to"
            )
        self.folder, self.keep = Path(folder), keep

    def save(self, step: int, model: nn.Module, optimizer: Optimizer, **facts: Any) -> Path:
        """Write the state after a step, with further facts that JSON can hold; then delete what is too old.

        Raises OSError when the disk is full or may not be written to; the checkpoints before stay.
        """
        content = _content(model, optimizer, {**facts, "step": step})
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"step-{step:08d}-{_checksum(content)}.safetensors"
        unfinished = path.with_suffix(UNFINISHED)
        try:
            with unfinished.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())  # on the disk before the name says so
            unfinished.replace(path)
        except OSError as error:
            kept = f"{self.paths()[-1].name} is still there" if self.paths() else "there is none before it"
            raise OSError(
                error.errno,
                f"the checkpoint of step {step} could not be written ({error.strerror}); {kept}. "
                "Make room, or choose another folder",
                str(self.folder),
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)
        self._tidy(path)
        return path

    def latest(self) -> Checkpoint | None:
        """The newest checkpoint that is whole; None where there is none. A damaged one is named in a warning."""
        for path in reversed(self.paths()):
            content = path.read_bytes()
            if _checksum(content) == path.stem.rsplit("-", 1)[1]:
                return _read(content)
            before = "the one before it is used" if path != self.paths()[0] else "there is none before it"
            warnings.warn(f"{path} is damaged (its checksum is another): {before}", stacklevel=2)
        return None

    def paths(self) -> list[Path]:
        """The files, oldest step first."""
        return sorted(self.folder.glob("step-*-*.safetensors"))

    def _tidy(self, newest: Path) -> None:
        """Delete what is too old, what was cut off while it was written, and later steps: a damaged file, before which
        the training began again."""
        others = [path for path in self.paths() if path != newest]
        older = [path for path in others if _step(path) < _step(newest)]
        stay = older[max(0, len(older) + 1 - self.keep) :]
        for path in {*others, *self.folder.glob(f"step-*{UNFINISHED}")} - {*stay}:
            path.unlink()


def _step(path: Path) -> int:
    return int(path.name.split("-")[1])


def _content(model: nn.Module, optimizer: Optimizer, facts: dict[str, Any]) -> bytes:
    state = optimizer.state_dict()
    # Copies: safetensors writes no memory twice, and a model may use one table under two names.
    tensors = {f"model.{name}": tensor.clone().contiguous() for name, tensor in model.state_dict().items()}
    for number, values in state["state"].items():
        tensors |= {f"optimizer.{number}.{key}": tensor.contiguous() for key, tensor in values.items()}
    return save(tensors, {"facts": json.dumps({**facts, "param_groups": state["param_groups"]})})


def _read(content: bytes) -> Checkpoint:
    header = int.from_bytes(content[:8], "little")  # safetensors: the length of a JSON text, the text, the numbers
    facts = json.loads(json.loads(content[8 : 8 + header])["__metadata__"]["facts"])
    return Checkpoint(facts["step"], load(content), facts)


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _part(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
