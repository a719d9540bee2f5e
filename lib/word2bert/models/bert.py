"""BERT: every word attends to all words on both sides; it fills gaps, and judges whether two stretches of text belong
together. Notebooks 08 and 09.

B batch, T tokens, C model width (hidden_size). Devlin et al. 2018 (arXiv:1810.04805).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from word2bert.models.transformer import Transformer, TransformerConfig


@dataclass(frozen=True)
class BertConfig(TransformerConfig):
    """The sizes of a BERT; the defaults are those of BERT base: 12 layers, 768 numbers a word, 12 heads."""


class BertOutput(NamedTuple):
    """What a BERT computes."""

    vectors: Float[Tensor, "batch tokens width"]  # of every token, after the last block
    pooled: Float[Tensor, "batch width"]  # the text as a whole: tanh(W x + b) of its [CLS]
    word_scores: Float[Tensor, "asked vocab_size"]  # of every word, at the places that were asked for
    pair_scores: Float[Tensor, "batch 2"]  # of 0, not continuous, and 1, continuous
    maps: list[Float[Tensor, "batch heads tokens tokens"]] | None


class Bert(nn.Module):
    """A transformer that sees both sides, with a head for each of its two questions.

    Which word stands here: one more layer, then the word table once more, with a bias for every word of its own.
    Do the two stretches belong together: two scores from the vector of [CLS].
    vocabulary: the pieces in the order of their ids, as a plain list; it is saved with the model.
    Raises ValueError when it has another length than vocab_size.
    """

    def __init__(self, config: BertConfig, vocabulary: Sequence[str] | None = None) -> None:
        super().__init__()
        if vocabulary is not None and len(vocabulary) != config.vocab_size:
            raise ValueError(f"the dictionary has {len(vocabulary)} pieces, and vocab_size is {config.vocab_size}")
        self.config = config
        self.vocabulary = None if vocabulary is None else list(vocabulary)
        self.transformer = Transformer(config)
        self.pooler = nn.Linear(config.hidden_size, config.hidden_size)
        self.word_transform = nn.Linear(config.hidden_size, config.hidden_size)
        self.word_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.word_bias = nn.Parameter(torch.zeros(config.vocab_size))
        self.pair = nn.Linear(config.hidden_size, 2)
        for head in (self.pooler, self.word_transform, self.pair):
            nn.init.normal_(head.weight, std=config.initializer_range)
            nn.init.zeros_(head.bias)

    def forward(
        self,
        ids: Int[Tensor, "batch tokens"],
        mask: Bool[Tensor, "..."] | None = None,
        segments: Int[Tensor, "batch tokens"] | None = None,
        asked: Bool[Tensor, "batch tokens"] | None = None,
        maps: bool = False,
    ) -> BertOutput:
        """Vectors, scores and, with `maps`, the weights of each block.

        mask:     True = may be attended to: (B, T), False where there is only padding, or 4 dimensions
        segments: 0 for the first stretch, 1 for the second
        asked:    the places whose words are scored, which costs as much as a block each; all without it
        Raises TypeError and ValueError as `Transformer`.
        """
        vectors, weights = self.transformer(ids, mask, segments, maps)
        pooled = torch.tanh(self.pooler(vectors[:, 0]))
        x = vectors.flatten(0, 1) if asked is None else vectors[asked]
        x = self.word_norm(F.gelu(self.word_transform(x)))
        word_scores = F.linear(x, self.transformer.embeddings.word.weight, self.word_bias)
        return BertOutput(vectors, pooled, word_scores, self.pair(pooled), weights)
