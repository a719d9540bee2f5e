"""The log of a pretraining: a line of JSON for every record, and what held-out text shows every so many steps."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from word2bert.labels.batches import Batches
from word2bert.labels.sentence_pairs import Pair
from word2bert.models.bert import Bert
from word2bert.training.bert import bert_loss, right_shares
from word2bert.training.evaluation import evaluate
from word2bert.training.history import Record
from word2bert.training.settings import Settings


class Log:
    """A watcher that writes every record as a line of JSON, and what held-out text shows every so many steps."""

    def __init__(
        self,
        path: Path,
        settings: Settings,
        unseen: Mapping[int, Batches[Pair]],  # held-out text as pairs of each length
        ask: Callable[[Bert], dict[str, Any]] | None,
        on_step: Callable[[Record], None],
    ) -> None:
        self.path, self.settings, self.unseen, self.ask, self.on_step = path, settings, unseen, ask, on_step
        self.every = settings.training.evaluate_every
        self.before = 0  # the step of the last record

    def __call__(self, record: Record) -> None:
        """Write the line; with the first record of a training, drop those that an interrupted one wrote further on."""
        if not self.before:
            self._begin(record.step)
        line: dict[str, Any] = {
            "step": record.step,
            "loss": record.loss,
            "losses": record.losses,
            "learning rate": record.learning_rate,
            "words": record.words,
            "words a second": round(record.words_per_second),
            "padding": record.padding,
            "seconds": record.seconds,
        }
        if record.step // self.every > self.before // self.every or record.step == record.steps:
            line["held out"] = self._held_out(record)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self.before = record.step
        self.on_step(record)

    def _held_out(self, record: Record) -> dict[str, Any]:
        """What text that it has not read shows, in pairs as long as those that it reads at this step."""
        assert isinstance(record.model, Bert)
        length = min(self.unseen) if record.step <= self.settings.training.short_steps else max(self.unseen)
        return {
            "length": length,
            "losses": evaluate(record.model, self.unseen[length], bert_loss, self.settings.training.precision),
            "right": right_shares(record.model, self.unseen[length], self.settings.training.precision),
            **(self.ask(record.model) if self.ask else {}),
        }

    def _begin(self, step: int) -> None:
        kept = [json.dumps({"settings": asdict(self.settings)})]
        if self.path.is_file():
            lines = [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines() if _whole(line)]
            kept += [json.dumps(line) for line in lines if line.get("step", step) < step]
        self.path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")


def _whole(line: str) -> bool:
    """Whether a line was written to its end."""
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return False
    return True
