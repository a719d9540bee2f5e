"""What a BERT puts into a gap, seeing both sides of it. Notebook 09."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from word2bert.explore.writing import check_length, tokenizer
from word2bert.labels.batches import padded
from word2bert.models.bert import Bert
from word2bert.models.modes import without_dropout
from word2bert.text.wordpiece import MASK, PAD


@torch.no_grad()
def gap_scores(model: Bert, texts: Sequence[str]) -> Float[Tensor, "texts vocab_size"]:
    """The scores of every word at the [MASK] of each text, all texts in one go; no special token can win.

    Raises ValueError for a text that has not exactly one [MASK], and for one that is too long.
    """
    wordpiece = tokenizer(model)
    encoded = [wordpiece.encode(text).ids for text in texts]
    for text, ids in zip(texts, encoded, strict=True):
        if ids.count(wordpiece.id(MASK)) != 1:
            raise ValueError(f"{text!r} has {ids.count(wordpiece.id(MASK))} gaps: write one, as {MASK}")
        check_length(len(ids), model.config.max_position_embeddings)
    device = model.pair_head.weight.device
    read, real = padded(encoded, wordpiece.id(PAD))
    with without_dropout(model):
        scores = model(read.to(device), real.to(device), asked=(read == wordpiece.id(MASK)).to(device)).word_scores
    allowed: Tensor = scores.float().cpu().index_fill(-1, torch.tensor(wordpiece.special_ids), -torch.inf)
    return allowed
