"""BERTs for tests: one with random numbers, and one that answers what it is told."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from word2bert.models import Bert, BertConfig
from word2bert.models.bert import BertOutput
from word2bert.text.wordpiece import SPECIAL

SIGNS = [".", "?", *"abcdefghijklmnopqrstuvwxyz", *(f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]


def config(vocab_size: int, positions: int = 32) -> BertConfig:
    return BertConfig(
        vocab_size=vocab_size,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=positions,
        hidden_dropout_prob=0.5,
        initializer_range=0.5,
    )


def random_bert(words: Sequence[str], positions: int = 32) -> Bert:
    torch.manual_seed(0)
    vocabulary = [*SPECIAL, *SIGNS, *words]
    return Bert(config(len(vocabulary), positions), vocabulary).eval()


class Knowing(Bert):
    """Where a word that it knows stands in the text, its answer fills the gap; elsewhere the first word does."""

    def __init__(self, known: Mapping[str, str], words: Sequence[str]) -> None:
        vocabulary = [*SPECIAL, *SIGNS, *words]
        super().__init__(config(len(vocabulary)), vocabulary)
        self.known = {vocabulary.index(word): vocabulary.index(answer) for word, answer in known.items()}
        self.first = vocabulary.index(words[0])
        self.read: list[list[int]] = []  # the rows of ids that it was given

    def forward(self, ids: Tensor, mask: Tensor, segments: Any = None, asked: Any = None, maps: bool = False) -> Any:
        rows = [row[real].tolist() for row, real in zip(ids, mask, strict=True)]
        self.read += rows
        answers = [next((self.known[i] for i in row if i in self.known), self.first) for row in rows]
        scores = torch.zeros(len(rows), len(self.vocabulary or []))
        scores[range(len(rows)), answers] = 9.0
        scores[:, 0] = 99.0  # [PAD], which is no answer
        vectors = torch.zeros(*ids.shape, 16)
        return BertOutput(vectors, vectors[:, 0], scores, torch.zeros(len(ids), 2), None)
