"""Examples for BERT: pairs of stretches, a part of their words masked, with a label for each question. Notebook 08."""

from collections.abc import Hashable, Sequence

import torch
from jaxtyping import Int
from torch import Tensor

from word2bert.labels.batches import POOL, Batches, Examples, padded
from word2bert.labels.masking import mask_tokens
from word2bert.labels.sentence_pairs import Pair, Sentence, SentencePairs
from word2bert.text.wordpiece import CLS, MASK, PAD, SEP, WordPiece

WORDS, PAIRS = "masked words", "sentence pairs"  # the names of the two losses


def pretraining_batches(
    documents: Sequence[Sequence[Sentence]],
    wordpiece: WordPiece,
    length: int = 128,
    batch_size: int = 32,
    seed: int = 0,
    always_mask: bool = False,
    subjects: Sequence[Hashable] | None = None,
    swapped: bool = False,
    pooled: int = POOL,
    short: float = 0.1,
) -> Batches[Pair]:
    """Batches of [CLS] first [SEP] second [SEP], drawn and masked anew in every epoch; subjects, swapped,
    short: see `SentencePairs`; pooled: see `Batches`.

    Inputs: ids, mask (False for padding), segments. Labels: those of `mask_tokens`, and 1 for continuous pairs, else 0.
    """
    start, end, pad, mask = (wordpiece.id(token) for token in (CLS, SEP, PAD, MASK))
    special = torch.tensor(wordpiece.special_ids)
    ordinary = torch.tensor([number for number in range(len(wordpiece)) if number not in wordpiece.special_ids])

    def make(pairs: list[Pair], places: Int[Tensor, " batch"]) -> Examples:
        ids, real = padded([[start, *pair.first, end, *pair.second, end] for pair in pairs], pad)
        segments, _ = padded([[0] * (len(pair.first) + 2) + [1] * (len(pair.second) + 1) for pair in pairs], 0)
        maskable = real & ~torch.isin(ids, special)
        inputs, words = mask_tokens(ids, maskable, mask, ordinary, places, seed, always_mask=always_mask)
        labels = {WORDS: words, PAIRS: torch.tensor([pair.label for pair in pairs])}
        return Examples({"ids": inputs, "mask": real, "segments": segments}, labels, int(real.sum()), real.numel())

    return Batches(SentencePairs(documents, length, seed, subjects, swapped, short), make, batch_size, seed, pooled)
