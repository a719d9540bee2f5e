"""What a training of a model tells: a record of each step for those who watch, and the history that stays."""

from dataclasses import dataclass, field

from torch import nn

from word2bert.training.progress import Pace


@dataclass(frozen=True)
class Record(Pace):
    """The state of a training after a step. `on_step` gets about 200 of them."""

    step: int  # steps done so far
    steps: int
    loss: float  # mean since the last record: the sum of `losses`
    losses: dict[str, float]  # by name
    learning_rate: float
    words: int  # tokens read so far, without padding
    padding: float  # share of the tokens computed so far that were padding
    seconds: float  # of training so far, without those of `on_step`
    model: nn.Module = field(repr=False)  # in eval mode, ready for questions
    watched: float = 0.0  # seconds that `on_step` took so far

    @property
    def done(self) -> float:
        """The share of the training that is done."""
        return self.step / self.steps


@dataclass
class History:
    """A training in numbers; each list has an entry for each record."""

    step: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    losses: dict[str, list[float]] = field(default_factory=dict)
    learning_rate: list[float] = field(default_factory=list)
    words_per_second: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    words: int = 0
    padding: float = 0.0
    precision: str = ""  # "bfloat16" or "float32"
    stopped: bool = False  # by the stop button, before the last step

    def add(self, record: Record) -> None:
        """Keep the numbers of a record."""
        self.step.append(record.step)
        self.loss.append(record.loss)
        for name, loss in record.losses.items():
            self.losses.setdefault(name, []).append(loss)
        self.learning_rate.append(record.learning_rate)
        self.words_per_second.append(record.words_per_second)
        self.seconds.append(record.seconds)
        self.words, self.padding = record.words, record.padding
