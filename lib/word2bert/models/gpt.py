"""GPT: every word attends to itself and the words before it, and the last vector predicts the next word. Notebook 07.

B batch, T tokens, C model width (hidden_size). Radford et al. 2018 (GPT-1: norms after the sums) and 2019 (GPT-2: norms
before the sums, and one more at the end).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from word2bert.models import pretrained
from word2bert.models.attention import Memory
from word2bert.models.modes import without_dropout
from word2bert.models.transformer import Block, TransformerConfig, shapes_alone, start


@dataclass(frozen=True)
class GPTConfig(TransformerConfig):
    """The sizes of a GPT; the defaults are the smallest GPT-2. GPT-1: norm_first=False, and 512 positions."""

    vocab_size: int = 50257
    max_position_embeddings: int = 1024
    type_vocab_size: int = 0  # a GPT has no segments
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

        memory: one for each block; then `ids` are the tokens after those that it holds.
        Padding belongs at the end of a text: the words before it cannot see it. Their scores are right without a mask.
        Raises ValueError when there are more tokens than positions.
        """
        before = len(memory[0]) if memory else 0
        tokens, positions = before + ids.shape[1], self.config.max_position_embeddings
        if tokens > positions:
            raise ValueError(
                f"{tokens} tokens, and the model has {positions} positions (max_position_embeddings): shorten the text"
            )
        places = torch.arange(before, tokens, device=ids.device)
        mask = causal_mask(tokens, before, ids.device)
        x = self.dropout(self.word(ids) + self.position(places))
        all_weights = []
        for number, block in enumerate(self.blocks):
            x, weights = block(x, mask, maps, memory[number] if memory else None)
            all_weights.append(weights)
        scores = F.linear(self.norm(x), self.word.weight)  # each word's row of the table, times the vector
        return scores, all_weights if maps else None

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
        Keys and values are kept, so that a new word costs one row of each map, not a whole map.
        Raises ValueError for a beginning that is empty, too long or has an unknown id, and as `next_word` does.
        """
        positions, words = self.config.max_position_embeddings, self.config.vocab_size
        if not 1 <= len(ids) <= positions or not all(0 <= number < words for number in ids):
            raise ValueError(
                f"the beginning has {len(ids)} tokens, {str(list(ids))[:60]}: "
                f"the model reads from 1 to {positions}, with ids from 0 to {words - 1}"
            )
        check_choice(temperature, top_k)
        return self._following(ids, min(most, positions - len(ids)), temperature, top_k, end, seed)

    def _following(
        self, ids: Sequence[int], most: int, temperature: float, top_k: int | None, end: int | None, seed: int
    ) -> Iterator[int]:
        """The words of `write`, whose arguments are right here."""
        generator = torch.Generator().manual_seed(seed)
        memory = [Memory() for _ in self.blocks]
        new = list(ids)
        for _ in range(most):
            scores = self._last_scores(new, memory)
            chosen = next_word(scores, temperature, top_k, generator)
            yield chosen
            if chosen == end:
                return
            new = [chosen]

    @torch.no_grad()
    def _last_scores(self, ids: list[int], memory: list[Memory]) -> Float[Tensor, " vocab_size"]:
        """The scores after the last id, without dropout; a model in training stays so."""
        with without_dropout(self):
            scores, _ = self(torch.tensor([ids], device=self.word.weight.device), memory=memory)
        return scores[0, -1]

    def save(self, folder: str | Path) -> None:
        """Write config.json, model.safetensors and, with a vocabulary, vocab.txt, as Hugging Face's GPT-2 has them.

        With norm_first=False as their GPT-1. Raises ValueError for what that format cannot hold.
        """
        if not self.config.norm_first and self.config.intermediate_size != 4 * self.config.hidden_size:
            raise ValueError(
                f"intermediate_size is {self.config.intermediate_size}: a GPT-1 can only be saved with "
                f"4 x hidden_size = {4 * self.config.hidden_size}"
            )
        form = pretrained.GPT_2 if self.config.norm_first else pretrained.GPT_1
        pretrained.save(folder, form, self.config, self.state_dict(), self.vocabulary)

    @classmethod
    def load(cls, source: str | Path | None = None) -> "GPT":
        """The model in a folder, else of that name on the Hugging Face hub; None: the one that ships. It is in eval().

        Raises FileNotFoundError where there is none, ValueError for one that is not such a GPT-1 or GPT-2.
        """
        saved = pretrained.read(source, "small-gpt", [pretrained.GPT_2, pretrained.GPT_1])
        settings = pretrained.our_settings(saved)
        config = GPTConfig(**{"intermediate_size": 4 * settings["hidden_size"], **settings})
        with shapes_alone():
            model = cls(config, saved.vocabulary)
        model.load_state_dict(pretrained.our_tensors(saved, model), assign=True)
        return model.eval()


def causal_mask(tokens: int, before: int = 0, device: torch.device | str = "cpu") -> Bool[Tensor, "queries tokens"]:
    """True on and below the diagonal: word t may attend to the words 0 to t. Without the rows of the words `before`."""
    places = torch.arange(tokens, device=device)
    return places <= places[before:, None]


def next_word(
    scores: Float[Tensor, " vocab_size"],
    temperature: float = 0.0,
    top_k: int | None = None,
    generator: torch.Generator | None = None,
) -> int:
    """The id with the highest score at temperature 0; otherwise one drawn from softmax(scores / temperature).

    top_k: only the k best can be drawn. It is drawn on the processor, so that a seed means the same on any device.
    Raises ValueError for a temperature below 0 and a top_k below 1.
    """
    check_choice(temperature, top_k)
    if temperature == 0:
        return int(scores.argmax())
    scores = scores.float().cpu()
    if top_k is not None and top_k < len(scores):
        best = scores.topk(top_k)
        scores = torch.full_like(scores, -math.inf).scatter(0, best.indices, best.values)
    shares = ((scores - scores.max()) / temperature).softmax(dim=0)
    return int(torch.multinomial(shares, 1, generator=generator))


def check_choice(temperature: float, top_k: int | None) -> None:
    """Raise ValueError unless a word can be chosen so."""
    if not 0 <= temperature < math.inf:
        raise ValueError(f"the temperature is {temperature}: it is 0 (always the best word) or more, such as 0.8")
    if top_k is not None and top_k < 1:
        raise ValueError(f"top_k is {top_k}: at least 1 word must be left to choose; None leaves all")
