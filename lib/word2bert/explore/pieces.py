"""A text as ids for any model, and what is known of each token. Notebook 10."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from torch import nn

from word2bert.explore.cloze import GAP
from word2bert.explore.writing import tokenizer as own_tokenizer
from word2bert.models.bert import Bert
from word2bert.models.gpt import GPT
from word2bert.text.wordpiece import MASK, SEP, UNKNOWN


@dataclass(frozen=True)
class ReadPieces:
    """A text as a model is to read it. The lists have an entry for each token, but `guessed`."""

    ids: list[int]
    tokens: list[str]
    segments: list[int]  # 0 or 1
    types: list[int] | None  # what the model is told of them; None: it has no segments
    special: list[bool]
    unknown: list[str]  # as in `Reading`
    mask_id: int | None
    guessed: list[int]  # ids that can be guesses: words, and of a GPT the end of the text
    name: Callable[[int], str]
    cut: bool  # at a gap, behind which a GPT does not read
    most: int | None  # tokens that the model reads


def own_pieces(model: Bert | GPT, text: str, pair: str | None) -> ReadPieces:
    """The pieces for a model of this library. A GPT reads up to the gap, a pair as one text."""
    wordpiece, writes = own_tokenizer(model), isinstance(model, GPT)
    text, pair = text.replace(GAP, MASK), pair.replace(GAP, MASK) if pair else None
    whole = f"{text} {pair or ''}"
    if writes:
        text, pair = whole.split(MASK)[0], None
    encoded = wordpiece.encode(text, pair)
    count = len(encoded) - writes  # it goes on from the end: no end mark
    ids, words = encoded.ids[:count], encoded.words[:count]
    mask, unknown = wordpiece.id(MASK), wordpiece.id(UNKNOWN)
    never = {*wordpiece.special_ids} - ({wordpiece.id(SEP)} if writes else set())  # a GPT may expect the end
    return ReadPieces(
        ids,
        encoded.tokens[:count],
        encoded.segments[:count],
        None if writes else encoded.segments,
        [number in wordpiece.special_ids and number not in (mask, unknown) for number in ids],
        _marks(ids, words, unknown, -1),
        mask,
        [number for number in range(len(wordpiece)) if number not in never],
        wordpiece.vocabulary.__getitem__,
        MASK in whole,
        model.config.max_position_embeddings,
    )


def their_pieces(model: Any, tokenizer: Any, causal: bool, text: str, pair: str | None) -> ReadPieces:
    """The pieces for a model of Hugging Face with its tokenizer; a causal one reads up to the gap, a pair as one text.

    Raises ValueError for a text without tokens.
    """
    mask, whole = tokenizer.mask_token, f"{text} {pair}" if pair else text
    before = re.split(rf"{re.escape(MASK)}|{GAP}", whole)
    if causal:
        text, pair = before[0].rstrip(), None
    elif mask:
        text = text.replace(GAP, mask).replace(MASK, mask)
        pair = pair and pair.replace(GAP, mask).replace(MASK, mask)
    encoded = tokenizer(text, pair) if pair else tokenizer(text)
    ids, end = list(encoded["input_ids"]), tokenizer.eos_token_id
    if causal and len(ids) > 1 and ids[-1] in (end, tokenizer.sep_token_id):
        ids = ids[:-1]  # it goes on from the end: no end mark
    if not ids:
        raise ValueError("the text has no tokens; write at least one word")
    never = {number for number in tokenizer.all_special_ids if not (causal and number == end)}
    unknown, names = tokenizer.unk_token_id, partial(_their_name, tokenizer)
    types = encoded.get("token_type_ids")
    sides, words = _sides_and_words(encoded, [text, pair or ""], len(ids))
    return ReadPieces(
        ids,
        [names(number) for number in ids],
        sides,
        list(types)[: len(ids)] if types and getattr(model.config, "type_vocab_size", 0) > 1 else None,
        [number in tokenizer.all_special_ids and number not in (unknown, tokenizer.mask_token_id) for number in ids],
        _marks(ids, words, unknown, None),
        tokenizer.mask_token_id,
        sorted({*tokenizer.get_vocab().values()} - never),  # a model may have more rows than the tokenizer has words
        names,
        len(before) > 1,
        _most_tokens(model, tokenizer),
    )


def _marks(ids: Sequence[int], words: Sequence[Any], unknown: int | None, no_word: Any) -> list[str]:
    """Of each token "unknown", "pieces" when its word has several, or "" for a word seen whole."""
    often = Counter(words)
    return [
        "unknown" if number == unknown else "pieces" if word != no_word and often[word] > 1 else ""
        for number, word in zip(ids, words, strict=True)
    ]


def _sides_and_words(encoded: Any, texts: Sequence[str], count: int) -> tuple[list[int], list[Any]]:
    """Of each token the side of the pair, 0 or 1, and the number of its word; a special token stands on the side before
    it, and is no word. Of a slow tokenizer neither is known."""
    if not getattr(encoded, "is_fast", False):
        return [0] * count, [None] * count
    [encoding] = encoded.encodings
    found = list(zip(encoding.sequence_ids, encoding.word_ids, encoding.offsets, strict=True))[:count]
    for side, text in enumerate(texts):
        numbers = {word for which, word, _ in found if which == side}
        if len(numbers) == 1 and len(text.split()) > 1:  # Llama's take the whole text as one word: count letters
            found = [
                (which, len(_WORD.findall(text[: place[1]])) if which == side else word, place)
                for which, word, place in found
            ]
    sides = [0]
    for side, _, _ in found:
        sides.append(sides[-1] if side is None else side)
    return sides[1:], [None if side is None else (side, word) for side, word, _ in found]


_WORD = re.compile(r"\w+|[^\w\s]")


def _their_name(tokenizer: Any, number: int) -> str:
    token: str = tokenizer.convert_ids_to_tokens(number)
    return token if token.startswith("##") else str(tokenizer.decode([number])).strip() or token


def _most_tokens(model: Any, tokenizer: Any) -> int | None:
    most = getattr(model.config, "max_position_embeddings", None)
    for name, module in model.named_modules():
        if most and name.endswith("position_embeddings") and isinstance(module, nn.Embedding):
            most -= 0 if module.padding_idx is None else module.padding_idx + 1  # RoBERTa's begin behind padding
    limits = [most, getattr(tokenizer, "model_max_length", None)]
    return min((limit for limit in limits if limit and limit > 0), default=None)  # XLNet's is -1: none
