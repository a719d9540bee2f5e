"""What heads measurably do with a text: look back, look on, look at the same word, rest on [SEP]. Notebook 10."""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

MEASURES = ("previous word", "next word", "same word", "[SEP]", "sharpness")
ENDS = ("[SEP]", "</s>", "<|endoftext|>")
SPECIAL_TOKENS = ("[CLS]", "[PAD]", "<s>", "<pad>", *ENDS)  # for those who have a text's tokens, and no tokenizer


def head_measures(
    weights: Float[Tensor, "heads tokens tokens"], tokens: Sequence[str], special: Sequence[bool], causal: bool = False
) -> Float[Tensor, "heads 5"]:
    """Five numbers from 0 to 1 for each head, in the order of MEASURES: averages over the words, not special tokens.

    The first four are shares of the attention of a word: of the token before it, of the one after it, of the same word
    in other places (over words that see one), of [SEP]. Sharpness is 1 - entropy / log(number of tokens that may be
    seen): 1 where all attention lies on one token, 0 where it is spread evenly. causal: a word sees none after it.
    Clark et al. 2019 (arXiv:1906.04341), section 3.
    """
    count, words = len(tokens), ~torch.tensor(special)
    if not words.any():
        words = torch.ones(count, dtype=torch.bool)
    first = {token.lower(): place for place, token in reversed(list(enumerate(tokens)))}
    names = torch.tensor([first[token.lower()] for token in tokens])
    same = (names[:, None] == names) & ~torch.eye(count, dtype=torch.bool)
    if causal:
        same = same.tril()
    ends = torch.tensor([token in ENDS for token in tokens])
    weights = weights.float()
    seen = torch.arange(1, count + 1) if causal else torch.full((count,), count)
    disorder = torch.special.entr(weights).sum(dim=2) / seen.clamp(min=2).log()
    return torch.stack(
        [
            _mean(weights.diagonal(-1, 1, 2), words[1:]),
            _mean(weights.diagonal(1, 1, 2), words[:-1]),
            _mean((weights * same).sum(dim=2), words & same.any(dim=1)),
            _mean(weights[:, :, ends].sum(dim=2), words),
            1 - _mean(disorder, words & (seen > 1), math.inf),
        ],
        dim=1,
    ).clamp(0, 1)


def _mean(shares: Float[Tensor, "heads places"], counted: Tensor, otherwise: float = 0.0) -> Float[Tensor, " heads"]:
    return shares[:, counted].mean(dim=1) if counted.any() else torch.full((len(shares),), otherwise)
