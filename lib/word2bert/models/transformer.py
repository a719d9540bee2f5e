"""The transformer that BERT is made of: embeddings, then L equal blocks. Notebook 06.

B batch, T tokens, C model width (hidden_size). Devlin et al. 2018; the block is that of Vaswani et al. 2017, figure 1.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from word2bert.models.attention import Memory, MultiHeadAttention

GELU = {"gelu": "none", "gelu_new": "tanh"}  # hidden_act -> PyTorch's name: exact, and a formula close to it


@dataclass(frozen=True)
class TransformerConfig:
    """The sizes of a transformer, under the names of Hugging Face's config.json; the defaults are BERT base.

    Left out: attention_probs_dropout_prob, 0.1 in BERT. Here every row of a map sums to 1, in training too.
    Added, under PyTorch's name: norm_first. Raises ValueError for a hidden_act that is not one of GELU's two forms.
    """

    vocab_size: int = 30522
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    layer_norm_eps: float = 1e-12
    hidden_dropout_prob: float = 0.1
    initializer_range: float = 0.02
    hidden_act: str = "gelu"
    norm_first: bool = False  # True: a block normalises what goes in, as GPT-2 does, and not the sums, as BERT does

    def __post_init__(self) -> None:
        if self.hidden_act not in GELU:
            raise ValueError(f"hidden_act is {self.hidden_act!r}: it is one of {', '.join(map(repr, GELU))}")


class Embeddings(nn.Module):
    """x = norm(word + position + segment): three tables, a row of each for every token."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.word = nn.Embedding(config.vocab_size, config.hidden_size)
        self.position = nn.Embedding(config.max_position_embeddings, config.hidden_size)
        self.segment = nn.Embedding(config.type_vocab_size, config.hidden_size)
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(
        self, ids: Int[Tensor, "batch tokens"], segments: Int[Tensor, "batch tokens"] | None = None
    ) -> Float[Tensor, "batch tokens width"]:
        """The vectors of the tokens; without `segments` all belong to segment 0.

        Raises ValueError when there are more tokens than positions.
        """
        tokens, positions = ids.shape[1], self.position.num_embeddings
        if tokens > positions:
            raise ValueError(
                f"{tokens} tokens, and the model has {positions} positions (max_position_embeddings): "
                f"cut the text, ids[:, :{positions}]"
            )
        segments = torch.zeros_like(ids) if segments is None else segments
        places = torch.arange(tokens, device=ids.device)
        x = self.word(ids) + self.position(places) + self.segment(segments)
        return self.dropout(self.norm(x))

    @torch.no_grad()
    def repeat_positions(self, known: int) -> None:
        """Make the rows of the position table from `known` on copies of rows 1 to known - 1, again and again.

        Then a word still finds its neighbours there, and a training with longer texts begins well. Row 0 is [CLS]'s.
        Raises ValueError unless 2 <= known <= max_position_embeddings. Beltagy et al. 2020, section 5 (Longformer).
        """
        table = self.position.weight
        if not 2 <= known <= len(table):
            raise ValueError(f"{known} known positions of {len(table)}: from 2 up to all of them")
        more = torch.arange(known, len(table))
        table[more] = table[1 + (more - 1) % (known - 1)]


class FeedForward(nn.Module):
    """GELU(x W1^T + b1) W2^T + b2, for each word alone: 768 -> 3072 -> 768."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.up = nn.Linear(config.hidden_size, config.intermediate_size)
        self.gelu = nn.GELU(GELU[config.hidden_act])
        self.down = nn.Linear(config.intermediate_size, config.hidden_size)

    def forward(self, x: Float[Tensor, "batch tokens width"]) -> Float[Tensor, "batch tokens width"]:
        """The new numbers of each word."""
        return self.down(self.gelu(self.up(x)))


class Block(nn.Module):
    """Attention, add & norm, feed-forward, add & norm: what goes in is added to what comes out, then normalised.

    With `norm_first`, as in GPT-2 (notebook 07), what goes in is normalised first, and the sum is left as it is.
    """

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.norm_first = config.norm_first
        self.attention = MultiHeadAttention(config.hidden_size, config.num_attention_heads)
        self.attention_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.feed_forward = FeedForward(config)
        self.feed_forward_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(
        self,
        x: Float[Tensor, "batch tokens width"],
        mask: Tensor | None = None,
        maps: bool = False,
        memory: Memory | None = None,
        lengths: list[int] | None = None,
    ) -> tuple[Float[Tensor, "batch tokens width"], Float[Tensor, "batch heads tokens keys"] | None]:
        """The vectors after the block, and with `maps` the weights of its heads.

        mask, memory, lengths: `MultiHeadAttention`
        """
        if self.norm_first:
            attended, weights = self.attention(self.attention_norm(x), mask, maps, memory, lengths)
            x = x + self.dropout(attended)
            return x + self.dropout(self.feed_forward(self.feed_forward_norm(x))), weights
        attended, weights = self.attention(x, mask, maps, memory, lengths)
        x = self.attention_norm(x + self.dropout(attended))
        x = self.feed_forward_norm(x + self.dropout(self.feed_forward(x)))
        return x, weights


class Transformer(nn.Module):
    """Embeddings, then L blocks. Every block has its own numbers; all have the same form."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.embeddings = Embeddings(config)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.num_hidden_layers))
        start(self, config.initializer_range)

    def forward(
        self,
        ids: Int[Tensor, "batch tokens"],
        mask: Tensor | None = None,
        segments: Int[Tensor, "batch tokens"] | None = None,
        maps: bool = False,
        layers: int | None = None,
    ) -> tuple[Float[Tensor, "batch tokens width"], list[Float[Tensor, "batch heads tokens tokens"]] | None]:
        """The vectors after the last block, and with `maps` the weights of each block.

        mask: boolean, True = may be attended to; either (B, T), False where there is only padding, or of 4 dimensions
        and broadcast to (B, H, T, T). layers: only so many blocks are computed, from the first; 0 gives the embeddings.
        Raises TypeError for a mask that is not boolean, ValueError for one that does not fit and for more tokens than
        positions.
        """
        x = self.embeddings(ids, segments)
        if mask is not None and mask.dim() != 4:
            mask = _padding_mask(mask, ids)
        all_weights = []
        for block in islice(self.blocks, layers):
            x, weights = block(x, mask, maps)
            all_weights.append(weights)
        return x, all_weights if maps else None

    def without_padding(
        self,
        ids: Int[Tensor, "batch tokens"],
        real: Bool[Tensor, "batch tokens"],
        segments: Int[Tensor, "batch tokens"] | None = None,
    ) -> Float[Tensor, "batch tokens width"]:
        """The vectors where a token is real, as `forward` gives them with this mask, and 0 where there is padding.

        The real tokens of all texts stand in one row, so that no layer computes anything for padding.
        """
        x = self.embeddings(ids, segments)[real][None]
        lengths = real.sum(dim=1).tolist()
        for block in self.blocks:
            x, _ = block(x, lengths=lengths)
        vectors = x.new_zeros(*ids.shape, x.shape[2])
        vectors[real] = x[0]
        return vectors


def start(model: nn.Module, initializer_range: float) -> None:
    """How BERT and GPT start: weights from a narrow bell, biases 0, norms that change nothing yet (PyTorch's own)."""
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, std=initializer_range)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)


@contextmanager
def shapes_alone() -> Iterator[None]:
    """Models made here have shapes and no numbers yet: these come from a file, or are not needed."""
    with torch.device("meta"), _NothingDrawn():
        yield


class _NothingDrawn(TorchFunctionMode):
    """Leaves out `nn.init`: on the device meta, a draw of nothing takes seconds, which go into imports."""

    def __torch_function__(
        self, function: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return None if getattr(function, "__module__", "") == nn.init.__name__ else function(*args, **(kwargs or {}))


def _padding_mask(mask: Tensor, ids: Int[Tensor, "batch tokens"]) -> Tensor:
    """(B, T) -> (B, 1, 1, T): what no word of a sentence may attend to, in any head."""
    if mask.shape != ids.shape:
        raise ValueError(
            f"a mask of shape {tuple(mask.shape)} does not fit (batch, tokens) = {tuple(ids.shape)}. "
            "A mask (tokens, tokens) for all sentences and heads enters as mask[None, None]"
        )
    return mask[:, None, None, :]
