"""A recorded training, played again: the same records in a shorter time, then the model that it made. Notebook 07."""

import json
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from word2bert.models.gpt import GPT
from word2bert.training.history import History, Record

RECORDING = "run.json"  # beside the model
SHIPPED = "assets/small-gpt"


@dataclass(frozen=True)
class ReplayedRecord(Record):
    """A record of a recording. `told` is what the model of that step knew and wrote, where it was asked."""

    told: dict[str, Any] | None = None


def recorded(record: Record, told: dict[str, Any] | None = None) -> dict[str, Any]:
    """A record as JSON can hold it, without its model; with what the model was asked at this step."""
    numbers = {field.name: getattr(record, field.name) for field in fields(Record) if field.name != "model"}
    return numbers if told is None else {**numbers, "told": told}


def replay(
    on_step: Callable[[Record], None] | None = None, seconds: float = 20.0, folder: str | Path | None = None
) -> tuple[GPT, History]:
    """Play the recording in `folder` (the one that ships) within `seconds`, and load its model: (model, history).

    The records come in the rhythm of the training. The stop button ends it early: the model is that of the last step.
    Raises FileNotFoundError when there is no recording.
    """
    place = Path(str(files("word2bert").joinpath(SHIPPED))) if folder is None else Path(folder)
    if not (place / RECORDING).is_file():
        raise FileNotFoundError(f"{place} has no {RECORDING}: a recording is made by python -m word2bert.assets.make")
    stored = json.loads((place / RECORDING).read_text(encoding="utf-8"))
    model = GPT.load(folder)
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
