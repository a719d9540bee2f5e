"""What a GPT expects next, and what it writes. Notebook 07."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from word2bert.models.attention import Memory
from word2bert.models.gpt import GPT, next_word
from word2bert.models.modes import without_dropout
from word2bert.text import WordPiece
from word2bert.text.wordpiece import MASK, SEP

LIKELY = 8  # words that a step keeps, with their probabilities


class Step(NamedTuple):
    """One piece that was written: what it added to the text ("" for the end mark), and what it was chosen from."""

    piece: str
    added: str
    likely: list[tuple[str, float]]  # the best pieces and their probabilities, those of the draw


def tokenizer(model: Any) -> WordPiece:
    """The WordPiece of the vocabulary that a model carries. Raises ValueError when it carries none."""
    if model.vocabulary is None:
        kind = type(model).__name__
        raise ValueError(f"the model has no vocabulary: make it with {kind}(config, vocabulary), or load one that has")
    return _tokenizer(tuple(model.vocabulary))


@lru_cache(maxsize=8)
def _tokenizer(vocabulary: tuple[str, ...]) -> WordPiece:
    return WordPiece(vocabulary)


def beginning(model: GPT, text: str) -> list[int]:
    """The ids of a text that is to be gone on with: [CLS] and its pieces, without the end mark.

    Raises ValueError for a text with a [MASK], which a GPT has never read.
    """
    if MASK in text:
        raise ValueError(f"{text!r} has a {MASK}: a GPT goes on from the end of a text; ask with cloze")
    return tokenizer(model).encode(text).ids[:-1]


def check_length(tokens: int, most: int | None) -> None:
    """Raise ValueError when a text has more tokens than a model reads; None: it reads any number."""
    if most is not None and tokens > most:
        raise ValueError(f"the text has {tokens} tokens, and the model reads at most {most}: shorten the text")


def write_steps(
    model: GPT, text: str, most: int = 40, temperature: float = 0.0, top_k: int | None = None, seed: int = 0
) -> Iterator[Step]:
    """The pieces that follow a text, one by one, at most `most`, up to and with the end mark.

    temperature, top_k: see `next_word`. Of the special tokens only the end mark can be written. The same seed draws the
    same pieces. Raises ValueError for a beginning that is too long, and for settings that `next_word` refuses.
    """
    wordpiece, ids = tokenizer(model), beginning(model, text)
    check_length(len(ids), model.config.max_position_embeddings)
    generator = torch.Generator().manual_seed(seed)  # on the processor: the same words on every device
    memory, new = [Memory() for _ in model.blocks], ids
    for _ in range(min(most, model.config.max_position_embeddings - len(ids))):
        scores = _scores(model, [new], memory)[0, -1]
        chosen = next_word(scores, temperature, top_k, generator)
        shares = _shares(scores, temperature, top_k)
        best = shares.topk(min(LIKELY, len(shares)))
        likely = [(wordpiece.vocabulary[int(i)], float(p)) for p, i in zip(*best, strict=True) if p > 0]
        new, before = [chosen], wordpiece.decode(ids)
        ids = [*ids, chosen]
        yield Step(wordpiece.vocabulary[chosen], wordpiece.decode(ids)[len(before) :], likely)
        if chosen == wordpiece.id(SEP):
            return


def write_text(
    model: GPT, text: str, most: int = 40, temperature: float = 0.0, top_k: int | None = None, seed: int = 0
) -> str:
    """The text and what the model writes after it; arguments and errors as in `write_steps`."""
    written = "".join(step.added for step in write_steps(model, text, most, temperature, top_k, seed))
    return tokenizer(model).decode(beginning(model, text)) + written


def next_words(model: GPT, text: str, topn: int = 5) -> list[tuple[str, float]]:
    """The words that the model expects after a text, and their probabilities, the best first; [SEP] is the end.

    Raises ValueError for topn below 1.
    """
    return best_shares(end_scores(model, [text])[0], tokenizer(model).vocabulary, topn)


def best_shares(scores: Float[Tensor, " vocab_size"], vocabulary: Sequence[str], topn: int) -> list[tuple[str, float]]:
    """The `topn` words with the highest scores, the best first, and softmax(scores) of each.

    Raises ValueError for topn below 1.
    """
    if topn < 1:
        raise ValueError(f"topn is {topn}: ask for at least 1 word")
    best = scores.softmax(dim=0).topk(min(topn, len(scores)))
    return [(vocabulary[int(i)], float(p)) for p, i in zip(*best, strict=True)]


def best_words(model: GPT, texts: Sequence[str]) -> list[str]:
    """The word that the model expects most after each text: all of them in one go, and so quick."""
    vocabulary = tokenizer(model).vocabulary
    return [vocabulary[int(i)] for i in end_scores(model, texts).argmax(dim=1)]


def end_scores(model: GPT, texts: Sequence[str]) -> Tensor:
    """(texts, vocab_size) scores of the words after each text, all in one go. The shorter ones are filled up at their
    right, where the causal mask lets no word look. Raises ValueError for a text that is too long."""
    all_ids = [beginning(model, text) for text in texts]
    longest = max(map(len, all_ids))
    check_length(longest, model.config.max_position_embeddings)
    scores = _scores(model, [[*ids, *[0] * (longest - len(ids))] for ids in all_ids])
    return scores[torch.arange(len(texts)), torch.tensor([len(ids) - 1 for ids in all_ids])]


@torch.no_grad()
def _scores(model: GPT, ids: Sequence[Sequence[int]], memory: Sequence[Memory] | None = None) -> Tensor:
    """(texts, tokens, vocab_size) scores, without dropout, in which no special token can win but the end mark."""
    wordpiece = tokenizer(model)
    never = [number for number in wordpiece.special_ids if number != wordpiece.id(SEP)]
    with without_dropout(model):
        scores, _ = model(torch.tensor(ids, device=model.word.weight.device), memory=memory)
    allowed: Tensor = scores.float().cpu().index_fill(-1, torch.tensor(never), -torch.inf)
    return allowed


def _shares(scores: Tensor, temperature: float, top_k: int | None) -> Tensor:
    """What `next_word` draws from: softmax(scores / temperature) over the k best; all of it on the best at 0."""
    if temperature == 0:
        return F.one_hot(scores.argmax(), len(scores)).float()
    if top_k is not None and top_k < len(scores):
        scores = scores.masked_fill(scores < scores.topk(top_k).values[-1], -torch.inf)
    return (scores / temperature).softmax(dim=0)
