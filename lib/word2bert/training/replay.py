"""A recorded training, played again: its records in a shorter time, then its model. Notebooks 07 and 09."""

import json
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from word2bert.models.bert import Bert
from word2bert.models.gpt import GPT
from word2bert.training.history import History, Record

RECORDING, RUNS = "run.json", "runs.json"  # beside the model: a recording, and the curves of several trainings
SHIPPED = {GPT: "assets/small-gpt", Bert: "assets/class-bert"}

Model = TypeVar("Model", GPT, Bert)


@dataclass(frozen=True)
class ReplayedRecord(Record):
    """A record of a recording. `told` is what the model of that step knew and wrote, where it was asked."""

    told: dict[str, Any] | None = None


def recorded(record: Record, told: dict[str, Any] | None = None) -> dict[str, Any]:
    """A record as JSON can hold it, without its model; with what the model was asked at this step."""
    numbers = {field.name: getattr(record, field.name) for field in fields(Record) if field.name != "model"}
    return numbers if told is None else {**numbers, "told": told}


def recorded_runs(folder: str | Path | None = None) -> dict[str, Any]:
    """For each recorded run of notebook 09: `step`, `losses` by name, `capitals` (step, right answers), `right` (the
    share of masked words and of sentence pairs of text that it never read). In `folder`, or those that ship.
    """
    place = Path(str(files("word2bert").joinpath(SHIPPED[Bert]))) if folder is None else Path(folder)
    runs: dict[str, Any] = json.loads((place / RUNS).read_text(encoding="utf-8"))
    return runs


def replay(
    kind: type[Model],
    on_step: Callable[[Record], None] | None = None,
    seconds: float = 20.0,
    folder: str | Path | None = None,
) -> tuple[Model, History]:
    """Play the recording in `folder` within `seconds`, and load its model: (model, history).

    kind: GPT or Bert; without a folder its class's recording that ships is played
    The records come in the rhythm of the training. The stop button ends it early: the model is that of the last step.
    Raises FileNotFoundError when there is no recording.
    """
    place = Path(str(files("word2bert").joinpath(SHIPPED[kind]))) if folder is None else Path(folder)
    if not (place / RECORDING).is_file():
        raise FileNotFoundError(f"{place} has no {RECORDING}: a recording is made by python -m word2bert.assets.make")
    stored = json.loads((place / RECORDING).read_text(encoding="utf-8"))
    model = kind.load(place)
    history = History(precision=stored["precision"])
    whole = stored["records"][-1]["seconds"]
    start = time.perf_counter()
    try:
        for facts in stored["records"]:
            time.sleep(max(0.0, start + seconds * facts["seconds"] / whole - time.perf_counter()))
            record = ReplayedRecord(**facts, model=model)
            history.add(record)
            if on_step:
                on_step(record)
    except KeyboardInterrupt:
        history.stopped = True
        warnings.warn("the recording is stopped; the model is that of its end", stacklevel=2)
    return model, history
