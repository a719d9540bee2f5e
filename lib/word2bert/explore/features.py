"""The vectors that a BERT makes of texts, as features for other tasks. Notebook 11.

B batch, T tokens, C model width. Which layer, and [CLS] or the mean: Devlin et al. 2018, section 5.3.
"""

import sys
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from word2bert.explore.writing import tokenizer
from word2bert.labels.batches import padded
from word2bert.models.bert import Bert
from word2bert.models.modes import without_dropout
from word2bert.text import WordPiece
from word2bert.text.wordpiece import CLS, PAD, SEP
from word2bert.training.around import out_of_memory
from word2bert.training.device import choose_device

Text = str | tuple[str, str]  # a text, or a pair of texts

POOLS, LONG = ("cls", "mean", None), ("cut", "windows")
FEW = 30  # batches: a notebook sees no progress of so few
OVERLAP = 4  # neighbouring windows share a quarter of their tokens, or more


class Window(NamedTuple):
    """What the model reads in one go: a whole text, or a stretch of a long one. The lists have an entry a token."""

    text: int  # which one
    ids: list[int]
    segments: list[int]
    own: list[bool]  # the tokens that count here: neither special, nor left to the neighbouring window


def features(
    model: Any,
    texts: Iterable[Text],
    layer: int = -1,
    pool: str | None = "mean",
    long: str = "cut",
    batch_size: int = 32,
    device: str | torch.device | None = None,
) -> Float[np.ndarray, "texts width"] | list[Float[np.ndarray, "tokens width"]]:
    """The vectors of texts, or of pairs (first, second), from a layer of a Bert: an array with a row for each text.

    layer:  0 is the sum of the tables, l is after block l; negative numbers count from the end: -1 is the last
    pool:   "mean" of the text's own tokens, so without [CLS] and [SEP]; "cls", the vector of [CLS]; or None for the
            vectors of all tokens with [CLS] and [SEP], in a list with an array (T, C) for each text
    long:   of a text with more tokens than the model has positions, "cut" takes the first and warns; "windows" reads
            all in stretches that overlap. Each token counts once, in the stretch where it stands further from the ends;
            of the vectors of [CLS] (and [SEP]) the mean is taken
    device: where to compute; without it where the model is, or on the GPU when there is one
    Texts of similar length are read together. The vectors are float32, whatever the model computes in. The model comes
    back as it was: device, dropout.
    Raises TypeError for another model, for one str in place of many and for what is no text; ValueError for empty
    texts, with their line numbers, for no texts, for a layer, pool or long that is not there, batch_size below 1, a
    pair that is too long for "windows", and a model without vocabulary; MemoryError when a batch does not fit.
    """
    blocks = layer_number(model, layer)
    for name, given, known in (("pool", pool, POOLS), ("long", long, LONG)):
        if given not in known:
            raise ValueError(f"{name} is {given!r}: it is one of {', '.join(map(repr, known))}")
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}: at least 1 text is read at a time")
    windows = _windows(model, _checked(texts), long)
    vectors = _read(model, windows, blocks, pool, batch_size, device)
    parts: list[list[int]] = [[] for _ in range(windows[-1].text + 1)]
    for number, window in enumerate(windows):
        parts[window.text].append(number)
    found = [_joined([windows[n] for n in part], [vectors[n] for n in part], pool) for part in parts]
    return found if pool is None else np.stack(found)


def layer_number(model: Any, layer: int) -> int:
    """The layer of a Bert, counted from 0, the embeddings, to L, after the last block; negative ones count from the
    end, as in Python. Raises TypeError for another model, ValueError for a layer that is not there."""
    if not isinstance(model, Bert):
        raise TypeError(f"the model is a {type(model).__name__}: features asks a Bert, whose vectors see both sides")
    last = model.config.num_hidden_layers
    if layer not in range(-last - 1, last + 1):
        raise ValueError(
            f"layer is {layer}: the model has 0 (embeddings) to {last} (after its last block), or -{last + 1} to -1"
        )
    return layer % (last + 1)


# ---- texts


def _checked(texts: Iterable[Text]) -> list[Text]:
    """The texts as a list."""
    if isinstance(texts, str):
        raise TypeError(f"texts is the str {texts[:40]!r}; pass a list, such as [{texts[:40]!r}]")
    texts = list(texts)
    if not texts:
        raise ValueError("there are no texts: pass at least one")
    for number, text in enumerate(texts):
        pair = isinstance(text, tuple) and len(text) == 2 and all(isinstance(side, str) for side in text)
        if not (isinstance(text, str) or pair):
            raise TypeError(f"texts[{number}] is {text!r:.60}: a text is a str, or a pair of them, ('first', 'second')")
    return texts


def _windows(model: Bert, texts: Sequence[Text], long: str) -> list[Window]:
    """What is read of each text, in the order of the texts."""
    wordpiece, positions = tokenizer(model), model.config.max_position_embeddings
    windows: list[Window] = []
    empty, cut = [], 0
    for number, text in enumerate(texts):
        first, second = (text, None) if isinstance(text, str) else text
        if not (wordpiece.pieces(first) and (second is None or wordpiece.pieces(second))):
            empty.append(str(number + 1))
            continue
        pieces = wordpiece.encode(first, second)
        if len(pieces) > positions and long == "windows":
            if second is not None:
                raise ValueError(
                    f"the pair in line {number + 1} has {len(pieces)} tokens, and the model reads {positions}: "
                    'windows are for single texts. Shorten it, or pass long="cut"'
                )
            windows += _stretches(wordpiece, number, pieces.ids[1:-1], positions - 2)
            continue
        if len(pieces) > positions:
            pieces = wordpiece.encode(first, second, positions)
            cut += 1
        windows.append(Window(number, pieces.ids, pieces.segments, [word >= 0 for word in pieces.words]))
    if empty:
        lines = ", ".join(empty[:10]) + (f" and {len(empty) - 10} more" if len(empty) > 10 else "")
        raise ValueError(
            f"{len(empty)} of {len(texts)} texts are empty: line {lines}, the first being 1. Leave them out"
        )
    if cut:
        warnings.warn(
            f"{cut} of {len(texts)} texts have more than the {positions} tokens that the model reads, and were cut: "
            'long="windows" (--long windows) reads them whole',
            stacklevel=3,
        )
    return windows


def _stretches(wordpiece: WordPiece, text: int, ids: list[int], room: int) -> Iterator[Window]:
    """Stretches of `room` tokens; two neighbours share the tokens between them half and half."""
    starts = [*range(0, len(ids) - room, room - room // OVERLAP), len(ids) - room]
    middles = [(start + room + after) // 2 for start, after in pairwise(starts)]
    for start, first, end in zip(starts, [0, *middles], [*middles, len(ids)], strict=True):
        own = [False, *(first <= place < end for place in range(start, start + room)), False]
        read = [wordpiece.id(CLS), *ids[start : start + room], wordpiece.id(SEP)]
        yield Window(text, read, [0] * len(read), own)


# ---- vectors


@torch.no_grad()
def _read(
    model: Bert,
    windows: Sequence[Window],
    blocks: int,
    pool: str | None,
    batch_size: int,
    device: str | torch.device | None,
) -> list[np.ndarray]:
    """The pooled vector of each window, (C), or with pool=None the vectors of its tokens, (T, C). The longest windows
    come first: what does not fit into memory is known at once."""
    order = sorted(range(len(windows)), key=lambda number: -len(windows[number].ids))
    found = [np.empty(0)] * len(windows)
    pad = tokenizer(model).id(PAD)
    progress = _Progress(sum(len(window.ids) for window in windows), len(order) / batch_size)
    with _ready(model, device) as place:
        for start in range(0, len(order), batch_size):
            numbers = order[start : start + batch_size]
            batch = [windows[number] for number in numbers]
            ids, real = padded([window.ids for window in batch], pad)
            segments, _ = padded([window.segments for window in batch], 0)
            own = real.clone()
            own[real] = torch.tensor([counts for window in batch for counts in window.own])
            with _enough_memory(ids, place):
                vectors, _ = model.transformer(ids.to(place), real.to(place), segments.to(place), layers=blocks)
                pooled = _pooled(vectors.float(), own.to(place), pool).cpu().numpy()
            for number, vector in zip(numbers, pooled, strict=True):
                found[number] = vector if pool else vector[: len(windows[number].ids)].copy()
            progress.add(int(real.sum()))
    return found


def _pooled(
    vectors: Float[Tensor, "batch tokens width"], own: Bool[Tensor, "batch tokens"], pool: str | None
) -> Float[Tensor, "batch *tokens width"]:
    """One vector for each window, or with pool=None all of them."""
    if pool == "mean":
        return (vectors * own[..., None]).sum(dim=1) / own.sum(dim=1, keepdim=True)
    return vectors[:, 0] if pool == "cls" else vectors


def _joined(windows: Sequence[Window], vectors: Sequence[np.ndarray], pool: str | None) -> np.ndarray:
    """What `pool` says of a whole text, from what it says of its windows."""
    if len(windows) == 1:
        return vectors[0]
    if pool:
        counts = [sum(window.own) if pool == "mean" else 1 for window in windows]
        return np.average(vectors, axis=0, weights=counts).astype(np.float32)
    tokens = [vector[window.own] for vector, window in zip(vectors, windows, strict=True)]
    first, last = (np.mean([vector[[place]] for vector in vectors], axis=0) for place in (0, -1))
    return np.concatenate([first, *tokens, last])


@contextmanager
def _ready(model: Bert, device: str | torch.device | None) -> Iterator[torch.device]:
    """The model without dropout where it computes; afterwards it is as before, and where it was."""
    before = model.pair_head.weight.device
    place = choose_device(device) if device is not None or before.type == "cpu" else before
    try:
        with without_dropout(model.to(place)):
            yield place
    finally:
        model.to(before)


@contextmanager
def _enough_memory(ids: Int[Tensor, "batch tokens"], device: torch.device) -> Iterator[None]:
    """An error that says what to do when the memory is full."""
    try:
        yield
    except RuntimeError as error:
        if not out_of_memory(error):
            raise
        texts, tokens = ids.shape
        raise MemoryError(
            f"the memory of {device} is too small for {texts} texts of {tokens} tokens at a time: pass a smaller "
            "batch_size (--batch-size)"
        ) from error


class _Progress:
    """A line in a terminal, or in a notebook if it takes long, written over and over: share done, tokens a second,
    seconds left."""

    def __init__(self, tokens: int, batches: float) -> None:
        self.tokens, self.done, self.started = tokens, 0, time.perf_counter()
        in_a_notebook = type(sys.stderr).__module__.startswith("ipykernel")
        self.shown = sys.stderr.isatty() or (in_a_notebook and batches > FEW)

    def add(self, tokens: int) -> None:
        """So many more tokens have been read."""
        self.done += tokens
        speed = self.done / (time.perf_counter() - self.started)
        if self.shown:
            line = f"\r{self.done / self.tokens:4.0%}  {speed:9,.0f} tokens/s  "
            line += f"{(self.tokens - self.done) / speed:4.0f} s left "
            print(line, end="\n" if self.done == self.tokens else "", file=sys.stderr, flush=True)
