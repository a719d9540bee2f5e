"""A training for tests, small and with everything in it: two losses, dropout, padding, labels that are not asked."""

import random
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from word2bert.labels.batches import Batches, Examples, padded
from word2bert.labels.masking import NOT_ASKED
from word2bert.labels.next_word import next_words
from word2bert.losses import next_word_loss
from word2bert.training import constant, train_model

DRAW = random.Random(0)
TEXTS = [[1 + int(30 * DRAW.random() ** 2) for _ in range(3 + int(9 * DRAW.random()))] for _ in range(50)]
NEXT, LONG = "next word", "long"  # the second: is the text long? asked of every second sample only


class Tiny(nn.Module):
    """The next word from the word alone, and the length from the first word."""

    def __init__(self, dropout: float = 0.1, seed: int = 0) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        self.word, self.dropout, self.norm = nn.Embedding(32, 12), nn.Dropout(dropout), nn.LayerNorm(12)
        self.next, self.long = nn.Linear(12, 32), nn.Linear(12, 2)
        for weight in self.parameters():
            if weight.dim() > 1:
                nn.init.normal_(weight, std=0.5, generator=generator)
            elif weight is not self.norm.weight:
                nn.init.zeros_(weight)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        x = self.norm(self.dropout(self.word(ids)))
        return self.next(x), self.long(x[:, 0])


def make(samples: list[list[int]], places: Tensor) -> Examples:
    ids, real = padded(samples, 0)
    inputs, labels = next_words(ids, real)
    long = torch.tensor([len(sample) > 7 for sample in samples]).long().masked_fill(places % 2 == 1, NOT_ASKED)
    return Examples({"ids": inputs}, {NEXT: labels, LONG: long}, int(real[:, 1:].sum()), labels.numel())


def batches(batch_size: int = 8, seed: int = 0, texts: list[list[int]] = TEXTS) -> Batches[list[int]]:
    return Batches(texts, make, batch_size, seed)


def in_order(batch_size: int) -> Batches[list[int]]:
    """The samples in their own order, whatever the size of a batch."""
    found = batches(batch_size)
    found.pool = lambda place: (place // len(TEXTS) * len(TEXTS), TEXTS)  # type: ignore[method-assign]
    return found


def loss(model: nn.Module, examples: Examples) -> dict[str, Tensor]:
    scores, long = model(examples.inputs["ids"])
    asked = examples.labels[LONG] != NOT_ASKED
    of_long = F.cross_entropy(long[asked].float(), examples.labels[LONG][asked]) if asked.any() else long.sum() * 0
    return {NEXT: next_word_loss(scores, examples.labels[NEXT]), LONG: of_long}


def train(model: nn.Module, steps: int = 6, **settings: Any) -> Any:
    """`train_model` with what these tests do not ask about; float32, for nothing is to be measured."""
    usual = {"batches": batches(), "loss": loss, "schedule": constant(0.01), "precision": "float32"}
    return train_model(model, steps=steps, **usual | settings)


def assert_same(model: nn.Module, other: nn.Module) -> None:
    """Bit for bit."""
    for name, weight in model.state_dict().items():
        assert torch.equal(weight, other.state_dict()[name]), name
