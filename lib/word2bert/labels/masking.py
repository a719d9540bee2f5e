"""Masked words: 15 % of a text become questions, and the words that stood there the answers. Notebook 08.

What is the same in the original (create_pretraining_data.py of google-research/bert) and what is not:
- 15 % are chosen, at least one; of these 80 % become [MASK], 10 % a random word, 10 % stay: the same.
- The original counts 15 % of all tokens, [CLS] and [SEP] too, and at most 20. Here they are 15 % of the words that can
  be chosen at all, without a limit.
- A piece that the dictionary has not, [UNK], is never chosen; the original leaves out [CLS] and [SEP] alone.
- The random word of the original may be any entry of the dictionary, [SEP] too. Here it is never a special token.
- The original draws ten times, before training, and writes the results down. Here every epoch draws anew.
- With whole words, the original leaves out a word that would exceed the 15 % and goes on. Here it stops there.
"""

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from word2bert.labels.draws import bits, uniform

NOT_ASKED = -100  # the label of a place that the loss leaves out; cross_entropy's own ignore_index
CHOOSE, CHANGE, REPLACE = range(3)  # what a draw is for


def mask_tokens(
    ids: Int[Tensor, "batch tokens"],
    maskable: Bool[Tensor, "batch tokens"],
    mask_id: int,
    ordinary_ids: Int[Tensor, " ordinary"],
    samples: Int[Tensor, " batch"],
    seed: int,
    share: float = 0.15,
    always_mask: bool = False,
    words: Int[Tensor, "batch tokens"] | None = None,
) -> tuple[Int[Tensor, "batch tokens"], Int[Tensor, "batch tokens"]]:
    """What the model reads, and the labels: the id that was there where a word was chosen, NOT_ASKED elsewhere.

    maskable:      True for words, False for special tokens and padding
    ordinary_ids:  the dictionary without special tokens, from which the random words come
    samples, seed: the draws are a function of both, so give a sample another number in another epoch
    always_mask:   every chosen word becomes [MASK], as the course draws it first
    words:         the number of the word that each piece belongs to: then all pieces of a word are chosen or none
    `ids` stays as it is. Raises ValueError for a share outside 0 to 1. Devlin et al. 2018, section 3.1.
    """
    if not 0 < share < 1:
        raise ValueError(f"share is {share}: it is a share of the words, above 0 and below 1; BERT has 0.15")
    place = torch.arange(ids.shape[1], device=ids.device)[None]
    sample = samples[:, None]
    chosen = _choose(bits(seed, sample, place if words is None else words, CHOOSE), maskable, share)
    case = uniform(seed, sample, place, CHANGE)  # one draw for all three cases, so that the shares add up
    masked = torch.ones_like(chosen) if always_mask else case < 0.8
    replaced = ~masked & (case < 0.9)
    random_ids = ordinary_ids[(uniform(seed, sample, place, REPLACE) * len(ordinary_ids)).long()].to(ids.dtype)
    inputs = torch.where(chosen & masked, mask_id, torch.where(chosen & replaced, random_ids, ids))
    return inputs, torch.where(chosen, ids, NOT_ASKED)


def _choose(
    draws: Int[Tensor, "batch tokens"], maskable: Bool[Tensor, "batch tokens"], share: float
) -> Bool[Tensor, "batch tokens"]:
    """The tokens with the lowest draws, as many as the share, at least one; pieces of one word have the same draw."""
    draws = draws.masked_fill(~maskable, torch.iinfo(draws.dtype).max)
    budget = (maskable.sum(dim=1, keepdim=True) * share).round().clamp(min=1)
    in_order = draws.sort(dim=1).values
    with_this_one = torch.searchsorted(in_order, draws, right=True)  # how many are chosen when this one is the last
    return maskable & ((with_this_one <= budget) | (draws == in_order[:, :1]))
