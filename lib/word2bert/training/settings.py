"""The settings of a pretraining, as a TOML file says them, and those that the package has."""

import codecs
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_origin

import torch

from word2bert.errors import missing_path, nearest_names
from word2bert.labels.sentence_pairs import SPECIAL
from word2bert.models.bert import Bert, BertConfig
from word2bert.models.transformer import shapes_alone
from word2bert.training.loop import check_settings
from word2bert.training.optimizers import check_optimizer
from word2bert.training.precision import chosen_precision
from word2bert.training.schedules import Schedule, schedule_of

SMALL_WORLD, HUB = "small world", "hub:"
SHIPPED = "configs"  # where the package has settings, by their names
SHORTEST = SPECIAL + 2  # tokens of a pair


def _at_least(least: int, **values: int) -> None:
    """Raises ValueError for a smaller value, with its name."""
    for name, value in values.items():
        if value < least:
            raise ValueError(f"{name} is {value}: it has to be at least {least}")


@dataclass(frozen=True)
class TextSettings:
    """[text]: where the text comes from, and how it becomes ids. Raises ValueError for what cannot be."""

    source: str = SMALL_WORLD  # or a folder of text files; or "hub: NAME" and more words for sources.hugging_face
    documents: int = 20_000  # of Small World
    topics: list[str] | None = None  # of Small World; all without it
    encoding: str = "utf-8"  # of the files in a folder
    vocab_size: int = 2_000
    length: int = 128  # tokens of a pair
    short: float = 0.1  # share of the pairs that aim at fewer tokens

    def __post_init__(self) -> None:
        _at_least(2, documents=self.documents)
        _at_least(SHORTEST, length=self.length)
        if not 0 <= self.short <= 1:
            raise ValueError(f"short is {self.short}: a share of the pairs, from 0 to 1, such as 0.1")
        try:
            codecs.lookup(self.encoding)
        except LookupError:
            raise ValueError(f"encoding is {self.encoding!r}, which Python does not know; utf-8 is usual") from None


@dataclass(frozen=True)
class TrainingSettings:
    """[training]: the settings of `train_model`, and how often held-out text is looked at. Raises ValueError for what
    cannot be.
    """

    steps: int = 1_000
    batch_size: int = 32  # of all processes together
    accumulate: int = 1
    mixed_lengths: bool = False  # True: long and short pairs in one batch; for a processor, which computes no padding
    long_length: int | None = None  # tokens of a pair in the last steps
    long_share: float = 0.1  # of the steps
    known_positions: int | None = None  # with a model to start from: its other positions begin as copies of these
    optimizer: str = "adamw"  # or "muon", "bert"
    muon_factor: float = 10.0
    schedule: str = "fall"  # or "cosine", "bert"
    peak: float = 1e-3
    warm_up: int = 100
    weight_decay: float = 0.01
    clip: float = 1.0
    precision: str | None = None
    seed: int = 0
    save_every: int | None = None
    evaluate_every: int = 100  # steps; with more than there are, once, at the end

    def __post_init__(self) -> None:
        _at_least(1, batch_size=self.batch_size, evaluate_every=self.evaluate_every)
        check_settings(self.steps, self.accumulate, self.clip, self.weight_decay, self.save_every)
        check_optimizer(self.optimizer, self.muon_factor)
        self.rates()
        if self.precision is not None:
            chosen_precision(self.precision, torch.device("cpu"))
        if not 0 < self.long_share < 1:
            raise ValueError(f"long_share is {self.long_share}: a share of the steps, above 0 and below 1, such as 0.1")

    def rates(self) -> Schedule:
        """The learning rate of each step."""
        return schedule_of(self.schedule, self.peak, self.steps, self.warm_up)

    @property
    def short_steps(self) -> int:
        """So many steps come before those with pairs of `long_length`."""
        return self.steps if self.long_length is None else round(self.steps * (1 - self.long_share))


@dataclass(frozen=True)
class Settings:
    """A pretraining, as a TOML file says it: [text], [model] (a BertConfig without vocab_size) and [training].

    Raises ValueError for what cannot be.
    """

    text: TextSettings = TextSettings()
    model: Mapping[str, Any] = field(default_factory=dict)
    training: TrainingSettings = TrainingSettings()

    def __post_init__(self) -> None:
        for name, value in self.model.items():
            if type(value) is int:
                _at_least(1, **{name: value})
            elif type(value) is float and not 0 <= value < 1:
                raise ValueError(f"{name} is {value}: it is from 0 to below 1")
        long = self.training.long_length
        if long is not None and long <= self.text.length:
            raise ValueError(f"long_length is {long} and length {self.text.length}: it has to be larger, or left out")
        longest, positions = long or self.text.length, self.config(1).max_position_embeddings
        if longest > positions:
            raise ValueError(
                f"pairs of {longest} tokens, and max_position_embeddings is {positions}: make that at least {longest}"
            )
        with shapes_alone():  # whether its sizes fit together
            Bert(self.config(self.text.vocab_size))

    def config(self, vocab_size: int) -> BertConfig:
        """The sizes of the model; it has a position for every token of a pair, unless it is told otherwise."""
        longest = self.training.long_length or self.text.length
        return BertConfig(vocab_size=vocab_size, **{"max_position_embeddings": longest, **self.model})

    @classmethod
    def load(cls, source: str | Path) -> "Settings":
        """Read a TOML file, or else the settings of this name that the package has, such as "bert-base".

        Raises FileNotFoundError, and ValueError for what they cannot hold.
        """
        path = _file_of(source)
        try:
            read = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path} is not TOML: {error}") from None
        _only(read, ("text", "model", "training"), path, "")
        text, model, training = (
            _section(TextSettings, read, "text", path),
            _section(BertConfig, read, "model", path, without="vocab_size"),
            _section(TrainingSettings, read, "training", path),
        )
        try:
            return cls(TextSettings(**text), model, TrainingSettings(**training))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None


def _file_of(source: str | Path) -> Path:
    """The file of that path; else the settings that the package has under that name."""
    path = Path(source)
    shipped = Path(str(files("word2bert").joinpath(SHIPPED)))
    if not path.is_file() and (shipped / f"{source}.toml").is_file():
        return shipped / f"{source}.toml"
    if not path.exists():
        names = ", ".join(sorted(file.stem for file in shipped.glob("*.toml")))
        raise FileNotFoundError(f"{missing_path(path)}. The package itself has the settings {names}")
    return path


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
