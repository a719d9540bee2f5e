"""What counting reaches: the loss of a guess, of single words, and of pairs, beside that of a model. Notebook 07."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

Texts = Sequence[Sequence[int]]


def count_losses(texts: Texts, held_out: Texts, vocab_size: int, trust: float = 5.0) -> dict[str, float]:
    """The mean -log p of each token of `held_out` but the first, when p comes from counts in `texts` (lists of ids).

    guessing      p = 1 / vocab_size
    single words  p = (how often the word is a label + 1) / (all labels + vocab_size)
    word pairs    p = (how often it follows the word before + trust p_single) / (how often that word is there + trust)
    No p is 0, also of what never occurred. Raises ValueError when there is nothing to count or to ask.
    """
    if not any(len(text) > 1 for text in texts) or not any(len(text) > 1 for text in held_out):
        raise ValueError("a text with at least two tokens is needed on both sides")
    single = single_word_shares(texts, vocab_size)
    before, after = _pairs(texts)
    pairs = torch.bincount(before * vocab_size + after, minlength=vocab_size**2).view(vocab_size, vocab_size)
    words = torch.bincount(before, minlength=vocab_size)
    before, after = _pairs(held_out)
    follows = (pairs[before, after] + trust * single[after]) / (words[before] + trust)
    shares = {
        "guessing": torch.full_like(single[after], 1 / vocab_size),
        "single words": single[after],
        "word pairs": follows,
    }
    return {name: float(-share.log().mean()) for name, share in shares.items()}


def single_word_shares(texts: Texts, vocab_size: int) -> Float[Tensor, " vocab_size"]:
    """(count + 1) / (all + vocab_size) of each id among the labels of the texts: all tokens but the first of each."""
    _, after = _pairs(texts)
    counts = torch.bincount(after, minlength=vocab_size).double()
    return (counts + 1) / (counts.sum() + vocab_size)


def _pairs(texts: Texts) -> tuple[Tensor, Tensor]:
    """Every token but the last of a text, and the one after it."""
    before = torch.tensor([number for text in texts for number in text[:-1]])
    after = torch.tensor([number for text in texts for number in text[1:]])
    return before, after
