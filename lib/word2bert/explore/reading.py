"""What a model makes of a text: the maps of all its heads, the words it has never seen, and its guesses; also with
words hidden, and with words or heads knocked out. Notebook 10."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from word2bert.explore.knocked_out import KnockedOut
from word2bert.explore.pieces import ReadPieces, own_pieces, their_pieces
from word2bert.explore.writing import check_length
from word2bert.models.bert import Bert
from word2bert.models.gpt import GPT
from word2bert.models.modes import without_dropout
from word2bert.text.wordpiece import MASK

GUESSES = 200  # words that are kept of each guess: one that is not among them has less than 1/200


@dataclass(frozen=True)
class Reading:
    """A text as a model read it. The lists have an entry for each token, `weights` one for each layer."""

    tokens: list[str]  # as they stand in the text, also where one was hidden
    weights: Sequence[Any]  # of each layer (heads, from, to)
    segments: list[int]
    special: list[bool]  # [CLS], [SEP]: no words of the text
    unknown: list[str]  # "" for a word the model has seen whole, "pieces" or "unknown" for one that it never has
    guesses: dict[int, list[tuple[str, float]]] = field(default_factory=dict)  # by the place; len(tokens): what follows
    causal: bool = False


Reader = Callable[..., Reading]


def reader(model: Any, tokenizer: Any = None) -> Reader:
    """A function (text, pair=None, masked=(), words_out=(), heads_out=()) that lets this model read: see `read`.

    Raises TypeError for a model that cannot be read with.
    """
    if not isinstance(model, Bert | GPT) and not (hasattr(model, "config") and isinstance(model, nn.Module)):
        raise TypeError(f"the model is a {type(model).__name__}; pass a Bert, a GPT, or a Hugging Face model")
    if not isinstance(model, Bert | GPT) and not callable(tokenizer):
        raise TypeError(
            f"the tokenizer is {tokenizer!r}; a Hugging Face model needs its own: AutoTokenizer.from_pretrained(name)"
        )
    return partial(read, model, tokenizer=tokenizer)


@torch.no_grad()
def read(
    model: Any,
    text: str,
    pair: str | None = None,
    *,
    tokenizer: Any = None,
    masked: Sequence[int] = (),
    words_out: Sequence[int] = (),
    heads_out: Sequence[tuple[int, int]] = (),
) -> Reading:
    """The Reading of a text, or a pair, by a Bert, a GPT, or a Hugging Face model with its tokenizer.

    masked:    places of tokens that become [MASK]; a GPT, which sees none after a word, guesses them from those before
    words_out: places of tokens that no token may attend to; a row that could see nothing else keeps itself
    heads_out: (layer, head), counted from 0, whose output is replaced by zeros

    The maps are those of this very pass. [MASK] or ___ in the text is a gap; a GPT, as every model in whose maps no
    word looks ahead, reads up to it. Raises ValueError for places and heads that do not exist, for a text that is too
    long, for a model that gives no maps, and for one whose words or heads cannot be knocked out.
    """
    own = isinstance(model, Bert | GPT)
    run = _run_own if own else _run_theirs
    with without_dropout(model), nullcontext() if own else _eager(model):
        causal, heads = _structure(model)
        pieces = own_pieces(model, text, pair) if own else their_pieces(model, tokenizer, causal, text, pair)
        count = len(pieces.ids)
        check_length(count, pieces.most)
        _check_places(count, masked, words_out)
        _check_heads(heads, heads_out)
        if words_out and not own:
            _check_words_out(model, pieces.guessed)
        ids = torch.tensor([pieces.ids])
        if masked and not causal:
            if pieces.mask_id is None:
                raise ValueError(f"the tokenizer of this {type(model).__name__} has no {MASK}: no word can be hidden")
            ids[0, list(masked)] = pieces.mask_id
        changes = KnockedOut(count, words_out, heads_out) if words_out or heads_out else None
        with changes or nullcontext():
            maps, scores = run(model, ids.to(_device(model)), pieces.types)
    if changes:
        maps = changes.maps(maps)
    asked = sorted({*masked, *(place for place, number in enumerate(pieces.ids) if number == pieces.mask_id)})
    if causal:
        asked = [place for place in asked if place > 0]
        asked += [count] if pieces.cut or not asked else []
    guesses = {}
    if scores is not None:
        guesses = {place: _best(scores[0, place - causal].float().cpu(), pieces) for place in asked}
    weights = [layer[0].float().cpu() for layer in maps]
    return Reading(pieces.tokens, weights, pieces.segments, pieces.special, pieces.unknown, guesses, causal)


# ---- the model

Maps = Sequence[Float[Tensor, "1 heads from to"]]
Scores = Float[Tensor, "1 tokens vocab_size"] | None


def _device(model: Any) -> torch.device:
    device: torch.device = next(model.parameters()).device
    return device


def _structure(model: Any) -> tuple[bool, list[int]]:
    """Whether no word looks ahead, and the number of heads in each layer. What the class of a model of Hugging Face is
    called tells neither: it reads two tokens."""
    if isinstance(model, Bert | GPT):
        return isinstance(model, GPT), [model.config.num_attention_heads] * model.config.num_hidden_layers
    maps, _ = _run_theirs(model, torch.tensor([[0, 1]], device=_device(model)), None)
    return not any(layer[..., 0, 1].any() for layer in maps), [layer.shape[1] for layer in maps]


def _check_places(count: int, masked: Sequence[int], words_out: Sequence[int]) -> None:
    for name, places in (("masked", masked), ("words_out", words_out)):
        if wrong := [place for place in places if not 0 <= place < count]:
            raise ValueError(f"{name} has {wrong[0]}; the text has {count} tokens, counted from 0")
    if len(set(words_out)) >= count:
        raise ValueError(f"all {count} tokens are knocked out; leave at least one to look at")


def _check_heads(heads: Sequence[int], heads_out: Sequence[tuple[int, int]]) -> None:
    for layer, head in heads_out:
        if not (0 <= layer < len(heads) and 0 <= head < heads[layer]):
            raise ValueError(
                f"heads_out has {(layer, head)}; there are {len(heads)} layers of {max(heads)} heads, from 0"
            )


def _check_words_out(model: Any, words: Sequence[int]) -> None:
    """Where words meet in attention alone, it does not matter to the others which word is knocked out."""
    seen: list[Tensor] = []
    for word in words[1:3]:
        with KnockedOut(3, words_out=[1]) as changes:
            maps, scores = _run_theirs(model, torch.tensor([[words[0], word, words[0]]], device=_device(model)), None)
        parts = [*changes.maps(maps), *([] if scores is None else [scores[:, None]])]
        seen.append(torch.cat([part[:, :, [0, 2]].float().flatten() for part in parts]))
    rounding = 10 * torch.finfo(model.dtype).eps
    if not torch.allclose(seen[0], seen[1], rtol=rounding, atol=rounding):
        raise ValueError(
            f"in this {type(model).__name__} words reach each other also without attention (from neighbour to "
            "neighbour): none can be knocked out. Read it without words_out"
        )


def _run_own(model: Any, ids: Int[Tensor, "1 tokens"], types: Sequence[int] | None) -> tuple[Maps, Scores]:
    if types is None:
        scores, maps = model(ids, maps=True)
        return maps, scores
    output = model(ids, segments=torch.tensor([types], device=ids.device), maps=True)
    return output.maps, output.word_scores[None]


def _run_theirs(model: Any, ids: Int[Tensor, "1 tokens"], types: Sequence[int] | None) -> tuple[Maps, Scores]:
    inputs: dict[str, Tensor] = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    if types is not None:
        inputs["token_type_ids"] = torch.tensor([types], device=ids.device)
    output = model(**inputs, output_attentions=True)
    maps = [weights for weights in getattr(output, "attentions", None) or () if weights is not None]
    count = ids.shape[1]
    if not maps or any(
        layer.shape[2:] != (count, count) or not 0 <= layer.min() <= layer.max() < 1.01 for layer in maps
    ):
        raise ValueError(_NO_MAPS.format(type(model).__name__))
    scores = getattr(output, "prediction_logits", None)
    scores = getattr(output, "logits", None) if scores is None else scores
    words = getattr(model.config, "vocab_size", None)
    if scores is None or words is None or scores.dim() != 3 or scores.shape[2] < words:  # no head for words
        scores = None
    return maps, scores


_NO_MAPS = (
    "this {} gives no maps of all tokens; if it has any, load it with from_pretrained(name, "
    "attn_implementation='eager')"
)


@contextmanager
def _eager(model: Any) -> Iterator[None]:
    """Hugging Face's fused attention gives no maps; this asks for the one that does, and goes back."""
    before = getattr(model.config, "_attn_implementation", "eager")
    if before == "eager" or not hasattr(model, "set_attn_implementation"):
        yield
        return
    model.set_attn_implementation("eager")
    if model.config._attn_implementation != "eager":  # Falcon stays as it was loaded, and its maps would be wrong
        raise ValueError(_NO_MAPS.format(type(model).__name__))
    try:
        yield
    finally:
        model.set_attn_implementation(before)


def _best(scores: Float[Tensor, " vocab_size"], pieces: ReadPieces) -> list[tuple[str, float]]:
    words = torch.tensor([number for number in pieces.guessed if number < len(scores)])
    best = scores[words].softmax(dim=0).topk(min(GUESSES, len(words)))
    return [(pieces.name(int(words[at])), float(share)) for share, at in zip(*best, strict=True) if share > 0]
