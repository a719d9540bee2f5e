"""Makes the BERTs that ship: that of notebook 09 with its recorded runs, and small-bert."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import reduce
from itertools import chain
from pathlib import Path
from typing import Any

import torch

from word2bert.cli import capitals
from word2bert.explore import Snapshots, capital_answers, count_right, model_row
from word2bert.explore.series import Row
from word2bert.labels.pretraining import pretraining_batches
from word2bert.models import Bert
from word2bert.text import small_world, sources, words
from word2bert.training import History, Record, train_model
from word2bert.training.bert import bert_loss, masked_words_alone, nothing_masked, right_shares, sentence_pairs_alone
from word2bert.training.class_run import LESSONS, BertRun
from word2bert.training.loop import Loss
from word2bert.training.pretraining import pretrain
from word2bert.training.replay import RECORDING, RUNS, recorded
from word2bert.training.settings import Settings
from word2bert.training.tokens import documents as documents_of

QUESTION = "the capital of china is [MASK]."
ASKED_EVERY, LOOKED_EVERY = 25, 50  # steps
LOG, LOOKS = "log.jsonl", "snapshots.jsonl"
PARTS = "small-bert", "small-bert-long", "small-bert-lengths"  # each begins with the model of the one before
LOSSES = {
    "both losses": bert_loss,
    "masked words alone": masked_words_alone,
    "sentence pairs alone": sentence_pairs_alone,
    "nothing masked": nothing_masked,
}

Document = Sequence[str]
Lesson = Sequence[Document]


@dataclass
class Recorder:
    """A watcher for `on_step` that keeps every record, and what the model answers and attends to at some of them."""

    snapshots: Snapshots = field(default_factory=lambda: Snapshots(QUESTION, LOOKED_EVERY))
    records: list[dict[str, Any]] = field(default_factory=list)
    counted: list[tuple[int, dict[str, tuple[int, int]]]] = field(default_factory=list)  # (step, right answers)

    def __call__(self, record: Record) -> None:
        """Keep a record."""
        before, told = (self.records[-1]["step"] if self.records else 0), dict[str, Any]()
        if record.step // ASKED_EVERY > before // ASKED_EVERY or record.step == record.steps:
            said = capital_answers(record.model)
            self.counted.append((record.step, count_right(said)))
            told["wall"] = {country: (word, round(share, 2)) for country, (word, share) in said.items()}
        looked = len(self.snapshots.steps)
        self.snapshots(record)
        if len(self.snapshots.steps) > looked:
            told["maps"] = self.snapshots.look(record.model)
        self.records.append(recorded(record, told or None))


def class_bert_and_row(folder: Path, run: BertRun | None = None, device: str = "cpu") -> list[Row]:
    """Train as notebook 09 does, and write the model, its recorded run and the curves of the other runs; its row."""
    run = run or BertRun()
    first = [small_world.documents(run.first_documents, topics=[lesson]) for lesson in LESSONS[:-1]]
    documents, unread = run.split(small_world.documents(run.documents, topics=LESSONS[-1:]), chain(*first))
    taught = [*first, documents]
    real, real_unread = run.split(list(sources.python_docs()))
    place = folder / "class-bert"
    place.mkdir(exist_ok=True)
    runs = {name: trained(run, loss, taught, unread, device) for name, loss in LOSSES.items()}
    runs["all countries at once"] = trained(run, bert_loss, [documents], unread, device)
    runs["AdamW alone"] = trained(replace(run, peak=3e-3), bert_loss, taught, unread, device, "adamw")
    same_time = replace(run, steps=run.steps // 5, warm_up=run.warm_up // 5)  # its pairs are five times as long
    runs["real text"] = trained(same_time, bert_loss, [real], real_unread, device)
    write(place / RUNS, {name: each.curves for name, each in runs.items()})
    ours = runs["both losses"]
    ours.model.bfloat16().save(place)
    facts = {"run": asdict(run), "precision": ours.history.precision, "records": ours.recorder.records}
    write(place / RECORDING, facts)
    count = sum(len(words(sentence)) for lesson in taught for text in lesson for sentence in text)
    return [model_row("BERT", "09", Bert.load(place), count, round(ours.history.seconds[-1], 1))]


class SnapshotFile:
    """A watcher for `on_step` that writes down what Snapshots keeps, a line of JSON for each."""

    def __init__(self, path: Path) -> None:
        self.path, self.snapshots = path, Snapshots(QUESTION, LOOKED_EVERY)

    def __call__(self, record: Record) -> None:
        """Look at the model when it is time."""
        looked = len(self.snapshots.steps)
        self.snapshots(record)
        if len(self.snapshots.steps) > looked:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"step": record.step, **self.snapshots.look(record.model)}) + "\n")


@dataclass(frozen=True)
class Trained:
    """A training that is over."""

    model: Bert
    history: History
    recorder: Recorder
    right: dict[str, float]  # shares of the masked words and the pairs of text that it never read

    @property
    def curves(self) -> dict[str, Any]:
        """What notebook 09 shows of it: `recorded_runs` says what stands where."""
        losses = {name: [round(loss, 4) for loss in losses] for name, losses in self.history.losses.items()}
        return {"step": self.history.step, "losses": losses, "capitals": self.recorder.counted, "right": self.right}


def trained(
    run: BertRun, loss: Loss, lessons: Sequence[Lesson], unread: Lesson, device: str, optimizer: str = "muon"
) -> Trained:
    """One training with the settings of notebook 09."""
    wordpiece, ids = run.read(lessons)
    torch.manual_seed(0)
    model, recorder = Bert(run.config(len(wordpiece)), wordpiece.vocabulary), Recorder()
    history = train_model(
        model,
        run.batches(ids, wordpiece),
        loss,
        run.steps,
        run.schedule,
        optimizer=optimizer,
        muon_factor=run.muon_factor,
        precision=run.precision,
        device=device,
        on_step=recorder,
    )
    unread_ids = [wordpiece.ids(document) for document in unread]
    return Trained(
        model, history, recorder, right_shares(model, pretraining_batches(unread_ids, wordpiece, run.length))
    )


def small_bert_and_row(folder: Path, parts: Sequence[Settings] | None = None, device: str = "cpu") -> list[Row]:
    """Pretrain as `word2bert pretrain` does, one part after the other; write the model, its log and its snapshots; its
    row. It goes on where an earlier call was interrupted, in `small-bert.unfinished`."""
    parts = parts or [Settings.load(name) for name in PARTS]
    works = [folder / "small-bert.unfinished" / str(number) for number in range(len(parts))]
    for settings, work, start in zip(parts, works, [None, *works], strict=False):
        watch = SnapshotFile(work / LOOKS)
        pretrain(settings, work, resume=True, device=device, on_step=watch, ask=capitals, start=start)
    return small_bert_from(works, folder / "small-bert", parts)


def small_bert_from(works: Sequence[Path], place: Path, parts: Sequence[Settings]) -> list[Row]:
    """What the parts of the training left, as it ships; its row."""
    Bert.load(works[-1]).bfloat16().save(place)
    for name in (LOG, LOOKS):
        lines = reduce(in_a_row, [steps_of(work / name) for work in works])
        (place / name).write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8", newline="\n")
    read = {(part.text.documents, tuple(part.text.topics or ())): part.text for part in parts}  # each text once
    texts = [documents_of(text)[0] for text in read.values()]
    count = sum(len(words(sentence)) for text in texts for document in text for sentence in document)
    seconds = sum(steps_of(work / LOG)[-1]["seconds"] for work in works)
    return [model_row("small-bert", "09", Bert.load(place), count, round(seconds, 1))]


def steps_of(path: Path) -> list[dict[str, Any]]:
    """The lines of a log about steps; of two about one step, which an interruption leaves, the later one."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return list({line["step"]: line for line in lines if "step" in line}.values())


def in_a_row(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Both, with the steps of the second numbered on."""
    return first + [{**line, "step": first[-1]["step"] + line["step"]} for line in second]


def write(path: Path, content: Any) -> None:
    """As JSON; numbers of a map in one line."""
    path.write_text(json.dumps(content) + "\n", encoding="utf-8", newline="\n")
