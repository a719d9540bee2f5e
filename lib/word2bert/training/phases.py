"""Two kinds of batches in one training: BERT read short texts first, and long ones at the end."""

from typing import Any

from word2bert.labels.batches import Batches, Examples


class Phases(Batches[Any]):
    """The batches of `first` for so many `samples`, then those of `then`: again a function of the consumed samples.

    Devlin et al. 2018, appendix A.2: 128 tokens for 90 % of the steps, then 512, to learn the other positions, too.
    """

    def __init__(self, first: Batches[Any], then: Batches[Any], samples: int) -> None:
        super().__init__(first.samples, first.make, first.batch_size, first.seed, first.pooled)
        self.then, self.until = then, samples

    def at(self, consumed: int, count: int | None = None) -> Examples:
        """The `count` (batch_size) samples after the first `consumed`."""
        return super().at(consumed, count) if consumed < self.until else self.then.at(consumed, count)

    def settings(self) -> dict[str, int]:
        """What tells these batches from others: a training goes on only with the same."""
        return {**super().settings(), "samples at first": self.until, "tokens later": self.then.settings()["tokens"]}
