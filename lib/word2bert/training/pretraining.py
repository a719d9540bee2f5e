"""Pretraining a BERT from a file of settings: text to tokens on the disk, training, held-out text, a log. Notebook 09.

The same function runs in a notebook, under `accelerate launch` and under `torchrun`: `word2bert pretrain` calls it.
"""

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from itertools import islice
from pathlib import Path
from typing import Any, get_args, get_origin

import torch
from torch import Tensor, nn

from word2bert.errors import nearest_names
from word2bert.labels.batches import Batches, Examples
from word2bert.labels.masking import NOT_ASKED
from word2bert.labels.pretraining import PAIRS, WORDS, pretraining_batches
from word2bert.labels.sentence_pairs import Pair
from word2bert.losses import masked_word_loss, sentence_pair_loss
from word2bert.models.bert import Bert, BertConfig, BertOutput
from word2bert.text import TokenFile, WordPiece, small_world, sources
from word2bert.training.checkpoints import Checkpoints
from word2bert.training.evaluation import evaluate
from word2bert.training.history import Record
from word2bert.training.loop import train_model
from word2bert.training.processes import this_process
from word2bert.training.schedules import warm_up_then_fall

SMALL_WORLD = "small world"
TEXT, HELD_OUT = "tokens", "held-out"  # folders
EVERY = 50  # of a text that is no Small World, one document in so many is held out
LEARNED_FROM = 20_000  # documents that the dictionary is learned from


@dataclass(frozen=True)
class TextSettings:
    """[text]: where the text comes from, and how it becomes ids."""

    source: str = SMALL_WORLD  # or a folder of text files
    documents: int = 20_000  # of Small World
    topics: list[str] | None = None  # of Small World; all without it
    encoding: str = "utf-8"  # of the files in a folder
    vocab_size: int = 2_000
    length: int = 128  # tokens of a pair


@dataclass(frozen=True)
class TrainingSettings:
    """[training]: the settings of `train_model`, and how often held-out text is looked at."""

    steps: int = 1_000
    batch_size: int = 32  # of all processes together
    accumulate: int = 1
    peak: float = 1e-3
    warm_up: int = 100
    weight_decay: float = 0.01
    clip: float = 1.0
    precision: str | None = None
    seed: int = 0
    save_every: int | None = None
    evaluate_every: int = 100  # steps

    def __post_init__(self) -> None:
        if self.evaluate_every < 1:
            raise ValueError(
                f"evaluate_every is {self.evaluate_every}: it is at least 1; with more than there are steps, held-out "
                "text is looked at once, at the end"
            )


@dataclass(frozen=True)
class Settings:
    """A pretraining, as a TOML file says it: [text], [model] (a BertConfig without vocab_size) and [training]."""

    text: TextSettings = TextSettings()
    model: Mapping[str, Any] = field(default_factory=dict)
    training: TrainingSettings = TrainingSettings()

    @classmethod
    def load(cls, path: str | Path) -> "Settings":
        """Read a TOML file. Raises FileNotFoundError, and ValueError for what it cannot hold."""
        try:
            read = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path} is not TOML: {error}") from None
        _only(read, ("text", "model", "training"), path, "")
        return cls(
            TextSettings(**_section(TextSettings, read, "text", path)),
            _section(BertConfig, read, "model", path, without="vocab_size"),
            TrainingSettings(**_section(TrainingSettings, read, "training", path)),
        )


def pretrain(
    settings: Settings,
    folder: str | Path,
    resume: bool = False,
    device: str | torch.device | None = None,
    on_step: Callable[[Record], None] | None = None,
    ask: Callable[[Bert], dict[str, Any]] | None = None,
) -> Bert:
    """Pretrain a BERT and save it in `folder`, where also its tokens, checkpoints and log.jsonl are.

    `ask`: what else to write into the log where held-out text is looked at, such as the capitals that it knows.
    With `resume` it goes on from the newest checkpoint. Raises ValueError and others as `train_model`.
    """
    folder, training = Path(folder), settings.training
    process = this_process(device)
    with process.main_process_first():  # one process writes the tokens, the others read them
        wordpiece, text, held_out = tokens(settings.text, folder)
    torch.manual_seed(training.seed)
    config = BertConfig(
        vocab_size=len(wordpiece), **{"max_position_embeddings": settings.text.length, **settings.model}
    )
    model = Bert(config, wordpiece.vocabulary)
    batches = pretraining_batches(text, wordpiece, settings.text.length, training.batch_size, training.seed)
    unseen = pretraining_batches(held_out, wordpiece, settings.text.length, training.batch_size, training.seed)
    log = Log(folder / "log.jsonl", asdict(settings), training.evaluate_every, unseen, ask, on_step)
    train_model(
        model,
        batches,
        bert_loss,
        training.steps,
        warm_up_then_fall(training.peak, training.steps, training.warm_up),
        weight_decay=training.weight_decay,
        clip=training.clip,
        accumulate=training.accumulate,
        precision=training.precision,
        device=device,
        seed=training.seed,
        checkpoints=Checkpoints(folder / "checkpoints"),
        save_every=training.save_every,
        resume=resume,
        on_step=log,
    )
    if process.is_main_process:
        model.save(folder)
    return model


def bert_loss(model: nn.Module, examples: Examples) -> dict[str, Tensor]:
    """The two losses of BERT: masked words, at the masked places alone, and sentence pairs."""
    asked = examples.labels[WORDS] != NOT_ASKED
    output = model(**examples.inputs, asked=asked)
    return {
        WORDS: masked_word_loss(output.word_scores, examples.labels[WORDS][asked]),
        PAIRS: sentence_pair_loss(output.pair_scores, examples.labels[PAIRS]),
    }


@torch.no_grad()
def right_shares(model: Bert, batches: Batches[Pair]) -> dict[str, float]:
    """The share of masked words, and of pairs, of the first epoch whose label has the highest score."""
    device = next(model.parameters()).device
    right, all_of = dict.fromkeys((WORDS, PAIRS), 0), dict.fromkeys((WORDS, PAIRS), 0)
    for examples in batches.once():
        examples = examples.to(device)
        asked = examples.labels[WORDS] != NOT_ASKED
        output: BertOutput = model(**examples.inputs, asked=asked)
        for name, scores, labels in (
            (WORDS, output.word_scores, examples.labels[WORDS][asked]),
            (PAIRS, output.pair_scores, examples.labels[PAIRS]),
        ):
            right[name] += int((scores.argmax(dim=1) == labels).sum())
            all_of[name] += len(labels)
    return {name: right[name] / all_of[name] for name in right}


class Log:
    """A watcher that writes every record as a line of JSON, and what held-out text shows every so many steps."""

    def __init__(
        self,
        path: Path,
        settings: dict[str, Any],
        evaluate_every: int,
        unseen: Batches[Pair],
        ask: Callable[[Bert], dict[str, Any]] | None,
        on_step: Callable[[Record], None] | None,
    ) -> None:
        self.path, self.settings, self.every, self.unseen = path, settings, evaluate_every, unseen
        self.ask, self.on_step = ask, on_step
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
            assert isinstance(record.model, Bert)
            line["held out"] = {
                "losses": evaluate(record.model, self.unseen, bert_loss),
                "right": right_shares(record.model, self.unseen),
                **(self.ask(record.model) if self.ask else {}),
            }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self.before = record.step
        if self.on_step:
            self.on_step(record)

    def _begin(self, step: int) -> None:
        kept = [json.dumps({"settings": self.settings})]
        if self.path.is_file():
            lines = [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines() if _whole(line)]
            kept += [json.dumps(line) for line in lines if line.get("step", step) < step]
        self.path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")


def tokens(settings: TextSettings, folder: Path) -> tuple[WordPiece, TokenFile, TokenFile]:
    """The dictionary, the text to learn from and the text held out, in `folder`; made there unless they are there.

    Raises ValueError when those that are there were made with other settings.
    """
    told = folder / "text.json"
    if told.is_file():
        before = json.loads(told.read_text(encoding="utf-8"))
        if before != asdict(settings):
            raise ValueError(
                f"{folder} holds tokens of other settings ({before}): choose another folder, or delete them"
            )
    else:
        seen, unseen = documents(settings)
        learned_from = (" ".join(document) for document in islice(seen, LEARNED_FROM))
        whole = [*small_world.capitals, *small_world.capitals.values()] if settings.source == SMALL_WORLD else []
        wordpiece = WordPiece.train(learned_from, settings.vocab_size, whole)
        folder.mkdir(parents=True, exist_ok=True)
        wordpiece.save(folder)
        kept = [
            len(TokenFile.write(folder / name, text, wordpiece)) for name, text in ((TEXT, seen), (HELD_OUT, unseen))
        ]
        if kept[1] < 2:
            raise ValueError(f"the text has {sum(kept)} documents: {2 * EVERY} or more are needed, to hold some out")
        told.write_text(json.dumps(asdict(settings)), encoding="utf-8")  # last: without it they are made again
    wordpiece = WordPiece.load(folder)
    return wordpiece, TokenFile(folder / TEXT, wordpiece), TokenFile(folder / HELD_OUT, wordpiece)


def documents(settings: TextSettings) -> tuple[Iterable[Sequence[str]], Iterable[Sequence[str]]]:
    """The documents to learn from, and those held out; both can be read again."""
    if settings.source == SMALL_WORLD:
        held_out = max(2, settings.documents // EVERY)
        return (
            small_world.documents(settings.documents, seed=0, topics=settings.topics),
            small_world.documents(held_out, seed=1, topics=settings.topics),
        )
    found = sources.folder(settings.source, settings.encoding)
    return Part(found, held_out=False), Part(found, held_out=True)


class Part(Iterable[Sequence[str]]):
    """One document in EVERY, or all others."""

    def __init__(self, all_documents: Iterable[Sequence[str]], held_out: bool) -> None:
        self.all_documents, self.held_out = all_documents, held_out

    def __iter__(self) -> Any:
        numbered = enumerate(self.all_documents)
        return (document for number, document in numbered if (number % EVERY == EVERY - 1) == self.held_out)


def _section(
    kind: type[Any], read: Mapping[str, Any], section: str, path: str | Path, without: str = ""
) -> dict[str, Any]:
    """The settings of a section, each of its type; a whole number also serves where any number does."""
    known = {each.name: each for each in fields(kind) if each.name != without}
    values = dict(read.get(section, {}))
    _only(values, known, path, section)
    for name, value in values.items():
        needed = known[name].type
        kinds = [get_origin(each) or each for each in get_args(needed) or [needed]]
        if float in kinds and type(value) is int:
            values[name] = float(value)
        elif type(value) not in kinds:
            called = needed.__name__ if isinstance(needed, type) else needed
            raise ValueError(
                f"{path} has {name} = {value!r} in [{section}]: {called} is needed, such as {known[name].default!r}"
            )
    return values


def _only(values: Mapping[str, Any], known: Iterable[str], path: str | Path, section: str) -> None:
    known = list(known)
    for name in values:
        if name not in known:
            near = ", ".join(nearest_names(name, known))
            raise ValueError(f"{path} has {name!r}{f' in [{section}]' if section else ''}, which is nothing: {near}?")


def _whole(line: str) -> bool:
    """Whether a line was written to its end."""
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return False
    return True
