"""GPTs for tests: one that follows a table, and one with random numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from word2bert.models import GPT, GPTConfig
from word2bert.text.wordpiece import SPECIAL

LETTERS = [*"abcdefghijklmnopqrstuvwxyz", *(f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"), "."]


def config(vocab_size: int, positions: int = 16) -> GPTConfig:
    return GPTConfig(
        vocab_size=vocab_size,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=positions,
        hidden_dropout_prob=0.5,
        initializer_range=0.5,
    )


def random_gpt(words: Sequence[str], positions: int = 16) -> GPT:
    torch.manual_seed(0)
    vocabulary = [*SPECIAL, *LETTERS, *words]
    return GPT(config(len(vocabulary), positions), vocabulary).eval()


class Table(GPT):
    """After each piece it expects those of the table, with the probabilities that stand there."""

    def __init__(self, follows: Mapping[str, Mapping[str, float]], words: Sequence[str], positions: int = 16) -> None:
        vocabulary = [*SPECIAL, *LETTERS, *words]
        super().__init__(config(len(vocabulary), positions), vocabulary)
        self.table = torch.full((len(vocabulary), len(vocabulary)), 1e-9)
        for before, after in follows.items():
            for word, share in after.items():
                self.table[vocabulary.index(before), vocabulary.index(word)] = share

    def forward(self, ids: Tensor, maps: bool = False, memory: Any = None) -> tuple[Tensor, None]:
        return self.table[ids].log(), None
