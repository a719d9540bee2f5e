"""GPT: every word attends to itself and the words before it, and the last vector predicts the next word. Notebook 07.

B batch, T tokens, C model width (hidden_size). Radford et al. 2018 (GPT-1: norms after the sums) and 2019 (GPT-2: norms
before the sums, and one more at the end).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from word2bert.models.attention import Memory
from word2bert.models.transformer import Block, TransformerConfig, start


@dataclass(frozen=True)
class GPTConfig(TransformerConfig):
    """The sizes of a GPT; the defaults are the smallest GPT-2. GPT-1: norm_first=False, and 512 positions."""

    vocab_size: int = 50257
    max_position_embeddings: int = 1024
    layer_norm_eps: float = 1e-5
    hidden_act: str = "gelu_new"
    norm_first: bool = True


class GPT(nn.Module):
    """Word and position, L blocks with a causal mask, and the word table once more to score every word as the next.

    vocabulary: the pieces in the order of their ids, as a plain list; it is saved with the model.
    Raises ValueError when it has another length than vocab_size.
    """

    def __init__(self, config: GPTConfig, vocabulary: Sequence[str] | None = None) -> None:
        super().__init__()
        if vocabulary is not None and len(vocabulary) != config.vocab_size:
            raise ValueError(f"the dictionary has {len(vocabulary)} pieces, and vocab_size is {config.vocab_size}")
        self.config = config
        self.vocabulary = None if vocabulary is None else list(vocabulary)
        self.word = nn.Embedding(config.vocab_size, config.hidden_size)
        self.position = nn.Embedding(config.max_position_embeddings, config.hidden_size)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.num_hidden_layers))
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps) if config.norm_first else nn.Identity()
        start(self, config.initializer_range)

    def forward(
        self, ids: Int[Tensor, "batch tokens"], maps: bool = False, memory: Sequence[Memory] | None = None
    ) -> tuple[Float[Tensor, "batch tokens vocab_size"], list[Float[Tensor, "batch heads tokens keys"]] | None]:
        """The scores of every word as the one that follows each token, and with `maps` the weights of each block.

        memory: one for each block; then `ids` are the tokens after those that the memory holds.
        Raises ValueError when there are more tokens than positions.
        """
        x, weights = self.hidden(ids, maps, memory)
        return F.linear(x, self.word.weight), weights

    def hidden(
        self, ids: Int[Tensor, "batch tokens"], maps: bool = False, memory: Sequence[Memory] | None = None
    ) -> tuple[Float[Tensor, "batch tokens width"], list[Float[Tensor, "batch heads tokens keys"]] | None]:
        """The vectors before they become scores; arguments and errors as in `forward`."""
        before = len(memory[0]) if memory else 0
        tokens, positions = before + ids.shape[1], self.config.max_position_embeddings
        if tokens > positions:
            raise ValueError(
                f"{tokens} tokens, and the model has {positions} positions (max_position_embeddings): shorten the text"
            )
        places = torch.arange(before, tokens, device=ids.device)
        x = self.dropout(self.word(ids) + self.position(places))
        mask = causal_mask(tokens, ids.device)[before:]
        all_weights = []
        for number, block in enumerate(self.blocks):
            x, weights = block(x, mask, maps, memory[number] if memory else None)
            all_weights.append(weights)
        return self.norm(x), all_weights if maps else None

    @torch.no_grad()
    def write(
        self,
        ids: Sequence[int],
        most: int = 50,
        temperature: float = 0.0,
        top_k: int | None = None,
        end: int | None = None,
        seed: int = 0,
    ) -> Iterator[int]:
        """The ids that follow, one by one: at most `most`, up to and with `end`, and no more than there are positions.

        temperature: 0 takes the best word; otherwise one is drawn from softmax(scores / temperature)
        top_k:       only the k best words can be drawn
        Keys and values are kept, so that a new word costs one row of attention, not a whole map.
        Raises ValueError for an empty beginning, one too long, and settings that leave no word.
        """
        if not ids or len(ids) > self.config.max_position_embeddings:
            raise ValueError(
                f"the beginning has {len(ids)} tokens: it needs from 1 to {self.config.max_position_embeddings}"
            )
        device = self.word.weight.device
        generator = torch.Generator(device).manual_seed(seed)
        memory = [Memory() for _ in self.blocks]
        new = torch.tensor([list(ids)], device=device)
        for _ in range(min(most, self.config.max_position_embeddings - len(ids))):
            x, _ = self.hidden(new, memory=memory)
            scores = F.linear(x[0, -1], self.word.weight)
            chosen = next_word(scores, temperature, top_k, generator)
            yield chosen
            if chosen == end:
                return
            new = torch.tensor([[chosen]], device=device)


def causal_mask(tokens: int, device: torch.device | str = "cpu") -> Bool[Tensor, "tokens tokens"]:
    """True on and below the diagonal: word t may attend to the words 0 to t."""
    return torch.ones(tokens, tokens, dtype=torch.bool, device=device).tril()


def next_word(
    scores: Float[Tensor, " vocab_size"],
    temperature: float = 0.0,
    top_k: int | None = None,
    generator: torch.Generator | None = None,
) -> int:
    """The id with the highest score at temperature 0; otherwise one drawn from softmax(scores / temperature).

    top_k: only the k best can be drawn. Raises ValueError for a temperature below 0 and a top_k below 1.
    """
    if not temperature >= 0 or (top_k is not None and top_k < 1):
        raise ValueError(f"temperature={temperature}, top_k={top_k}: they are at least 0 and at least 1")
    if temperature == 0:
        return int(scores.argmax())
    best = scores.float().topk(min(top_k or len(scores), len(scores)))
    drawn = torch.multinomial((best.values / temperature).softmax(dim=0), 1, generator=generator)
    return int(best.indices[drawn])
