"""What a model makes of a text: the maps of all its heads, the words it has never seen, and its guesses; also with
words hidden, and with words or heads knocked out. Notebook 10."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from word2bert.explore.cloze import GAP
from word2bert.explore.writing import tokenizer as own_tokenizer
from word2bert.models.bert import Bert
from word2bert.models.gpt import GPT, causal_mask
from word2bert.text.wordpiece import MASK, SEP, UNKNOWN

GUESSES = 200  # words that are kept of each guess: one that is not among them has less than 1/200
OUTPUTS = (  # where the heads of a block lie side by side before they are mixed, in the models of Hugging Face and here
    r"attention\.output\.dense",  # BERT, RoBERTa, ELECTRA
    r"attention\.out_lin",  # DistilBERT
    r"attn\.c_proj",  # GPT-2
    r"self_attn\.(o_proj|out_proj)",  # Llama, OPT
    r"attention\.dense",  # GPT-NeoX
    r"attention\.output",  # ours
)


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

    The maps are those of this very pass. [MASK] or ___ in the text is a gap; a GPT reads up to it. Raises ValueError
    for places and heads that do not exist, for a text that is too long, and for a model that gives no maps.
    """
    own = isinstance(model, Bert | GPT)
    piece = _own_pieces(model, text, pair) if own else _their_pieces(model, tokenizer, text, pair)
    count, writes = len(piece.ids), _writes(model)
    _check_places(piece, masked, words_out)
    ids = torch.tensor([piece.ids])
    if masked and not writes:
        if piece.mask_id is None:
            raise ValueError(f"the tokenizer of this {type(model).__name__} has no {MASK}: no word can be hidden")
        ids[0, list(masked)] = piece.mask_id
    asked = sorted({*masked, *(place for place, number in enumerate(piece.ids) if number == piece.mask_id)})
    if writes:
        asked = [place for place in asked if place > 0]
        asked += [count] if piece.cut or not asked else []
    allowed = _allowed(count, words_out, writes) if words_out else None
    run = _run_own if own else _run_theirs
    training = model.training
    model.eval()
    try:
        with _without_heads(model, heads_out):
            maps, scores = run(model, ids.to(next(model.parameters()).device), piece, allowed)
    finally:
        model.train(training)
    guesses = {}
    if scores is not None:
        for place in asked:
            guesses[place] = _best(scores[0, place - 1 if writes else place].float().cpu(), piece)
    return Reading(piece.tokens, maps, piece.segments, piece.special, piece.unknown, guesses, writes)


# ---- text -> ids


@dataclass(frozen=True)
class _Piece:
    ids: list[int]
    tokens: list[str]
    segments: list[int]
    special: list[bool]
    unknown: list[str]
    mask_id: int | None
    never: list[int]  # ids that are no words, and so no guesses
    name: Callable[[int], str]
    cut: bool  # at a gap, behind which a GPT does not read


def _own_pieces(model: Bert | GPT, text: str, pair: str | None) -> _Piece:
    wordpiece = own_tokenizer(model)
    text, pair = text.replace(GAP, MASK), pair.replace(GAP, MASK) if pair else None
    whole = f"{text} {pair or ''}"
    if isinstance(model, GPT):
        text, pair = whole.split(MASK)[0], None
    encoded = wordpiece.encode(text, pair)
    count = len(encoded) - isinstance(model, GPT)  # it goes on from the end: no end mark
    mask, unknown = wordpiece.id(MASK), wordpiece.id(UNKNOWN)
    often = Counter(encoded.words)
    ids = encoded.ids[:count]
    special = [number in wordpiece.special_ids and number not in (mask, unknown) for number in ids]
    kept = [wordpiece.id(SEP)] if isinstance(model, GPT) else []  # a GPT may expect the end
    return _Piece(
        ids,
        encoded.tokens[:count],
        encoded.segments[:count],
        special,
        [
            _seen(number == unknown, word >= 0 and often[word] > 1)
            for number, word in zip(ids, encoded.words, strict=False)
        ],
        mask,
        [number for number in wordpiece.special_ids if number not in kept],
        wordpiece.vocabulary.__getitem__,
        MASK in whole,
    )


def _their_pieces(model: Any, tokenizer: Any, text: str, pair: str | None) -> _Piece:
    mask, whole = tokenizer.mask_token, f"{text} {pair}" if pair else text
    before = re.split(rf"{re.escape(MASK)}|{GAP}", whole)
    if _writes(model):
        text, pair = before[0].rstrip(), None
    elif mask:
        text = text.replace(GAP, mask).replace(MASK, mask)
        pair = pair and pair.replace(GAP, mask).replace(MASK, mask)
    encoded = tokenizer(text, pair) if pair else tokenizer(text)
    ids = list(encoded["input_ids"])
    if _writes(model) and len(ids) > 1 and ids[-1] in (tokenizer.eos_token_id, tokenizer.sep_token_id):
        ids = ids[:-1]  # it goes on from the end: no end mark
    if not ids:
        raise ValueError("the text has no tokens; write at least one word")
    most = min(
        getattr(model.config, "max_position_embeddings", len(ids)), getattr(tokenizer, "model_max_length", 10**9)
    )
    if len(ids) > most:
        raise ValueError(f"the text has {len(ids)} tokens, and the model reads at most {most}: shorten it")
    unknown = tokenizer.unk_token_id
    words: list[Any] = [None] * len(ids)
    if getattr(tokenizer, "is_fast", False):
        words = list(zip(encoded.sequence_ids(), encoded.word_ids(), strict=True))[: len(ids)]
    often = Counter(words)
    special = [
        number in tokenizer.all_special_ids and number not in (unknown, tokenizer.mask_token_id) for number in ids
    ]
    name = partial(_their_name, tokenizer)
    return _Piece(
        ids,
        [name(number) for number in ids],
        list(encoded.get("token_type_ids") or [0] * len(ids))[: len(ids)],
        special,
        [
            "" if no_word else _seen(number == unknown, word is not None and often[word] > 1)
            for number, word, no_word in zip(ids, words, special, strict=True)
        ],
        tokenizer.mask_token_id,
        [number for number in tokenizer.all_special_ids if not _writes(model) or number != tokenizer.eos_token_id],
        name,
        len(before) > 1,
    )


def _their_name(tokenizer: Any, number: int) -> str:
    token: str = tokenizer.convert_ids_to_tokens(number)
    return token if token.startswith("##") else str(tokenizer.decode([number])).strip() or token


def _seen(unknown: bool, pieces: bool) -> str:
    return "unknown" if unknown else "pieces" if pieces else ""


def _check_places(piece: _Piece, masked: Sequence[int], words_out: Sequence[int]) -> None:
    count = len(piece.ids)
    for name, places in (("masked", masked), ("words_out", words_out)):
        if wrong := [place for place in places if not 0 <= place < count]:
            raise ValueError(f"{name} has {wrong[0]}; the text has {count} tokens, counted from 0")
    if len(set(words_out)) >= count:
        raise ValueError(f"all {count} tokens are knocked out; leave at least one to look at")


# ---- the model


def _writes(model: Any) -> bool:
    """Whether it sees only what stands before a word."""
    return isinstance(model, GPT) or bool(re.search(r"GPT|CausalLM|LMHead", type(model).__name__))


def _allowed(count: int, words_out: Sequence[int], causal: bool) -> Bool[Tensor, "1 1 from to"]:
    """Who may look at whom; a row to which nothing would be left keeps itself."""
    allowed = causal_mask(count) if causal else torch.ones(count, count, dtype=torch.bool)
    allowed[:, list(words_out)] = False
    return (allowed | (torch.eye(count, dtype=torch.bool) & ~allowed.any(dim=1, keepdim=True)))[None, None]


Maps = list[Float[Tensor, "heads from to"]]


def _run_own(
    model: Any, ids: Int[Tensor, "1 tokens"], piece: _Piece, allowed: Tensor | None
) -> tuple[Maps, Float[Tensor, "1 tokens vocab_size"] | None]:
    blocks = model.transformer.blocks if isinstance(model, Bert) else model.blocks
    with ExitStack() as hooks:
        if allowed is not None:
            for block in blocks:
                hook = block.register_forward_pre_hook(
                    lambda _, inputs: (inputs[0], allowed.to(inputs[0].device), *inputs[2:])
                )
                hooks.callback(hook.remove)
        if isinstance(model, GPT):
            scores, maps = model(ids, maps=True)
        else:
            segments = torch.tensor([piece.segments], device=ids.device)
            output = model(ids, segments=segments, maps=True)
            scores, maps = output.word_scores[None], output.maps
    return [weights[0].float().cpu() for weights in maps], scores


def _run_theirs(
    model: Any, ids: Int[Tensor, "1 tokens"], piece: _Piece, allowed: Tensor | None
) -> tuple[Maps, Float[Tensor, "1 tokens vocab_size"] | None]:
    inputs: dict[str, Tensor] = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    if getattr(model.config, "type_vocab_size", 0) > 1:
        inputs["token_type_ids"] = torch.tensor([piece.segments], device=ids.device)
    if allowed is not None:  # added to the scores: 0 where a token may be attended to
        mask = torch.zeros(allowed.shape, dtype=model.dtype).masked_fill(~allowed, torch.finfo(model.dtype).min)
        inputs["attention_mask"] = mask.to(ids.device)
    with _eager(model):
        output = model(**inputs, output_attentions=True)
    maps = [weights for weights in getattr(output, "attentions", None) or () if weights is not None]
    if not maps:
        raise ValueError(
            f"this {type(model).__name__} gives no attention maps; load it with "
            "from_pretrained(name, attn_implementation='eager')"
        )
    scores = getattr(output, "prediction_logits", None)
    scores = getattr(output, "logits", None) if scores is None else scores
    if scores is not None and scores.shape[:2] != ids.shape:  # a head for something else than words
        scores = None
    return [weights[0].float().cpu() for weights in maps], scores


@contextmanager
def _eager(model: Any) -> Iterator[None]:
    """Hugging Face's fused attention gives no maps; this asks for the one that does, and goes back."""
    before = getattr(model.config, "_attn_implementation", "eager")
    if before == "eager" or not hasattr(model, "set_attn_implementation"):
        yield
        return
    model.set_attn_implementation("eager")
    try:
        yield
    finally:
        model.set_attn_implementation(before)


@contextmanager
def _without_heads(model: Any, heads_out: Sequence[tuple[int, int]]) -> Iterator[None]:
    """The numbers of these heads are zero where the heads of a block are mixed."""
    layers, heads = model.config.num_hidden_layers, model.config.num_attention_heads
    for layer, head in heads_out:
        if not (0 <= layer < layers and 0 <= head < heads):
            raise ValueError(f"heads_out has {(layer, head)}; there are {layers} layers of {heads} heads, from 0")
    with ExitStack() as hooks:
        for layer in sorted({layer for layer, _ in heads_out}):
            silent = [head for at, head in heads_out if at == layer]
            hook = _outputs(model)[layer].register_forward_pre_hook(partial(_silence, heads, silent))
            hooks.callback(hook.remove)
        yield


def _silence(heads: int, silent: Sequence[int], _: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    x = inputs[0].clone()
    x.view(*x.shape[:-1], heads, -1)[..., list(silent), :] = 0
    return x, *inputs[1:]


def _outputs(model: Any) -> list[nn.Module]:
    """Of each layer the matrix that mixes its heads."""
    layers = model.config.num_hidden_layers
    for pattern in OUTPUTS:
        found = [
            module
            for name, module in model.named_modules()
            if re.search(rf"\b\d+\.{pattern}$", name) and hasattr(module, "weight")
        ]
        if len(found) == layers:
            return found
    raise ValueError(
        f"heads of a {type(model).__name__} cannot be knocked out: none of its modules is known as the one after the "
        f"heads ({', '.join(pattern.replace(chr(92), '') for pattern in OUTPUTS[:3])}, ...)"
    )


def _best(scores: Float[Tensor, " vocab_size"], piece: _Piece) -> list[tuple[str, float]]:
    never = [number for number in piece.never if number < len(scores)]
    shares = scores.index_fill(0, torch.tensor(never, dtype=torch.long), -torch.inf).softmax(dim=0)
    best = shares.topk(min(GUESSES, len(shares)))
    return [(piece.name(int(number)), float(share)) for share, number in zip(*best, strict=True) if share > 0]
