"""BERT: every word attends to all words on both sides; it fills gaps, and judges whether two stretches of text belong
together. Notebooks 08 and 09.

B batch, T tokens, C model width (hidden_size). Devlin et al. 2018 (arXiv:1810.04805).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeGuard

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from word2bert.models import pretrained
from word2bert.models.transformer import GELU, Transformer, TransformerConfig, shapes_alone, start


@dataclass(frozen=True)
class BertConfig(TransformerConfig):
    """The sizes of a BERT; the defaults are those of BERT base: 12 layers, 768 numbers a word, 12 heads."""


MUCH_PADDING = 0.15  # share of the places, from which on a step without it takes less time on a processor


class BertOutput(NamedTuple):
    """What a BERT computes."""

    vectors: Float[Tensor, "batch tokens width"]  # of every token, after the last block
    pooled: Float[Tensor, "batch width"]  # the text as a whole: tanh(W x + b) of its [CLS]
    word_scores: Float[Tensor, "asked vocab_size"]  # of every word, at the places that were asked for
    pair_scores: Float[Tensor, "batch 2"]  # of 0, not continuous, and 1, continuous
    maps: list[Float[Tensor, "batch heads tokens tokens"]] | None


class WordHead(nn.Module):
    """Which word stands here? One more layer, then the word table once more, and a bias for every word."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.transform = nn.Linear(config.hidden_size, config.hidden_size)
        self.gelu = nn.GELU(GELU[config.hidden_act])
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.bias = nn.Parameter(torch.zeros(config.vocab_size))

    def forward(
        self, x: Float[Tensor, "asked width"], table: Float[Tensor, "vocab_size width"]
    ) -> Float[Tensor, "asked vocab_size"]:
        """The scores of every word at every place that was asked for."""
        return F.linear(self.norm(self.gelu(self.transform(x))), table, self.bias)


class Bert(nn.Module):
    """A transformer that sees both sides, with a head for each of its two questions: which word stands here, and do the
    two stretches belong together? The second is answered from the vector of [CLS].

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
        self.word_head = WordHead(config)
        self.pair_head = nn.Linear(config.hidden_size, 2)
        start(self, config.initializer_range)

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
        asked:    the places whose words are scored; all without it, which costs as much as a layer or more
        In training, with `asked`, padding is left out where there is much of it: its vectors are then 0.
        Raises TypeError and ValueError as `Transformer`.
        """
        if self.training and asked is not None and not maps and much_padding(mask, ids, asked):
            vectors, weights = self.transformer.without_padding(ids, mask, segments), None
        else:
            vectors, weights = self.transformer(ids, mask, segments, maps)
        pooled = torch.tanh(self.pooler(vectors[:, 0]))
        x = vectors.flatten(0, 1) if asked is None else vectors[asked]
        word_scores = self.word_head(x, self.transformer.embeddings.word.weight)
        return BertOutput(vectors, pooled, word_scores, self.pair_head(pooled), weights)

    def save(self, folder: str | Path) -> None:
        """Write config.json, model.safetensors and, with a vocabulary, vocab.txt, as Hugging Face's BERT has them.

        Their next-sentence label is 0 for continuous, ours is 1: its two rows are swapped on the way out and in.
        Raises ValueError for what that format cannot hold.
        """
        pretrained.save(folder, pretrained.BERT, self.config, self.state_dict(), self.vocabulary)

    @classmethod
    def load(cls, source: str | Path | None = None) -> "Bert":
        """The model in a folder, else of that name on the Hugging Face hub; None: the one that ships. It is in eval().

        Raises FileNotFoundError where there is none, ValueError for one that is not a BERT with both heads.
        """
        saved = pretrained.read(source, "small-bert", [pretrained.BERT])
        with shapes_alone():
            model = cls(BertConfig(**pretrained.our_settings(saved)), saved.vocabulary)
        model.load_state_dict(pretrained.our_tensors(saved, model), assign=True)
        return model.eval()


def much_padding(
    mask: Tensor | None, ids: Int[Tensor, "batch tokens"], asked: Bool[Tensor, "batch tokens"]
) -> TypeGuard[Bool[Tensor, "batch tokens"]]:
    """Whether it pays to leave padding out: there is much of it, no answer stands there, and this is a processor.

    A GPU would have to start the attention of every text for itself; give it batches of similar length.
    """
    if mask is None or mask.dtype != torch.bool or mask.shape != ids.shape or mask.device.type != "cpu":
        return False
    needed = asked.clone()
    needed[:, 0] = True
    return bool(mask[needed].all()) and float((~mask).float().mean()) >= MUCH_PADDING
