"""The attention maps of a trained model: of one text, and at many steps of a training. Notebooks 09 and 10."""

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from word2bert.explore.cloze import cloze
from word2bert.explore.reading import read
from word2bert.models.bert import Bert
from word2bert.models.gpt import GPT


def attention_maps(
    model: Any, text: str, pair: str | None = None
) -> tuple[list[str], Float[Tensor, "layers heads tokens tokens"]]:
    """The tokens of a text, or a pair, as a Bert or a GPT reads it, and the weights of every head of every block.

    A GPT reads up to the gap, a pair as one text. Raises TypeError for another model, ValueError as `reader`.
    """
    if not isinstance(model, Bert | GPT):
        raise TypeError(
            f"the model is a {type(model).__name__}: attention_maps asks a Bert or a GPT. "
            "The maps of a Hugging Face model are reader(model, tokenizer)(text).weights"
        )
    reading = read(model, text, pair)
    return reading.tokens, torch.stack(list(reading.weights))


class Snapshots:
    """A watcher for `on_step`: every so many steps the attention maps of one question, and the answer to it.

        snapshots = Snapshots("the capital of china is [MASK].")
        train_model(..., on_step=snapshots)
        TrainingScrubber(snapshots.tokens, snapshots.maps, snapshots.steps, snapshots.notes)

    It is called with records that have `step`, `steps` and `model`, or, where a recording is played, `told`: then
    `told["maps"]` is what `look` gave at that step. Raises ValueError for `every` below 1.
    """

    def __init__(self, question: str, every: int = 50) -> None:
        if every < 1:
            raise ValueError(f"every is {every}; look at every step (1), or after more")
        self.question, self.every, self._next = question, every, 1  # the first look is before anything is learned
        self.tokens: list[str] = []
        self.steps: list[int] = []
        self.maps: list[Float[Tensor, "layers heads tokens tokens"]] = []
        self.notes: list[str] = []

    def __call__(self, record: Any) -> None:
        """Take a record; look at its model when it is time."""
        if self.steps and record.step <= self.steps[-1]:  # another training begins
            self.steps, self.maps, self.notes, self._next = [], [], [], 1
        if hasattr(record, "told"):
            seen = (record.told or {}).get("maps")
        else:
            seen = self.look(record.model) if record.step >= min(self._next, record.steps) else None
        if seen is not None:
            self.add(record.step, seen)
            self._next = (record.step // self.every + 1) * self.every

    def look(self, model: Bert) -> dict[str, Any]:
        """What a snapshot holds, as JSON can store it: tokens, weights in 255 steps, and the best answers."""
        tokens, maps = attention_maps(model, self.question)
        return {"tokens": tokens, "weights": quantised(maps).tolist(), "likely": cloze(model, self.question, topn=3)}

    def add(self, step: int, seen: dict[str, Any]) -> None:
        """Keep a snapshot."""
        self.tokens = seen["tokens"]
        self.steps.append(step)
        self.maps.append(weights_of(seen["weights"]))
        self.notes.append(", ".join(f"{word} {share:.2f}" for word, share in seen["likely"]))


def quantised(weights: Float[Tensor, "..."]) -> UInt8[Tensor, "..."]:
    """round(255 sqrt(weight)): a byte for each weight, at most 0.004 off, finest where weights are small."""
    return (255 * weights.clamp(0, 1).sqrt()).round().to(torch.uint8)


def weights_of(stored: Sequence[Any]) -> Float[Tensor, "..."]:
    """The weights that `quantised` made, as JSON stored them."""
    return (torch.tensor(stored) / 255) ** 2
