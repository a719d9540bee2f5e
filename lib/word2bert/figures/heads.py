"""512 x 768 cut into 12 x (512 x 64), the wrong cut, and the maps of the heads. Notebook 05."""

import colorsys
from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np
import torch
from jaxtyping import Float, UInt8
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from word2bert.figures.card import DOTS, FONT, SOFT, TEXT, WIDTH, Picture, card, short, style, wrapped
from word2bert.figures.maps import ROLES, TIMES, matrix, plain_array
from word2bert.models.attention import check_heads, merge_heads, scaled_dot_product_attention, split_heads

PALE = (0.96, 0.96, 0.97)  # the smallest numbers; the largest have the full colour of their letter
LEVELS = 8  # of colour: no eye tells more apart, and a picture of noise becomes a small file
RIGHT, WRONG = "view, then transpose", "view alone"


def colour_card(tokens: int, heads: int, size: int) -> UInt8[np.ndarray, "tokens width 3"]:
    """A drawing to be cut: red, green and blue for each of tokens x (heads * size) numbers.

    Every word has a hue of its own (red for the first, through the rainbow, to violet for the last), every head a shade
    (dark for head 0, bright for the last). After a right cut each slab has one shade and all hues.
    """
    columns = [
        [
            colorsys.hls_to_rgb(0.8 * word / max(tokens - 1, 1), 0.2 + 0.6 * head / max(heads - 1, 1), 0.9)
            for head in range(heads)
        ]
        for word in range(tokens)
    ]
    return np.repeat(np.rint(255 * np.array(columns)).astype(np.uint8), size, axis=1)


def right_slabs(image: np.ndarray, heads: int) -> np.ndarray:
    """(T, C, ...) -> (H, T, D, ...): head h gets the columns h D to (h + 1) D - 1."""
    tokens, width, *rest = image.shape
    return image.reshape(tokens, heads, width // heads, *rest).swapaxes(0, 1)


def wrong_slabs(image: np.ndarray, heads: int) -> np.ndarray:
    """(T, C, ...) -> (H, T, D, ...) of the same shape and without an error, but cut across the words: `view` alone."""
    tokens, width, *rest = image.shape
    return image.reshape(heads, tokens, width // heads, *rest)


def words_in_wrong_head(head: int, tokens: int, heads: int) -> tuple[int, int]:
    """The first and the last word of which `wrong_slabs` puts something into the head: for head 0 of 12 and 512 words
    0 and 42."""
    return head * tokens // heads, ((head + 1) * tokens - 1) // heads


def coloured(numbers: Float[np.ndarray, "*shape"], role: str) -> UInt8[np.ndarray, "*shape 3"]:
    """Pale for small numbers to the colour of the letter for large ones; the outermost hundredths count as the ends."""
    low, high = limits(numbers)
    steps = np.rint(np.clip((numbers - low) / (high - low), 0, 1) * (LEVELS - 1)).astype(np.uint8)
    shares = np.linspace(0, 1, LEVELS)[:, None]
    table: np.ndarray = np.rint(255 * (np.array(PALE) * (1 - shares) + np.array(to_rgb(ROLES[role])) * shares))
    colours: np.ndarray = table.astype(np.uint8)[steps]
    return colours


def limits(numbers: Float[np.ndarray, "..."]) -> tuple[float, float]:
    """The numbers that 1 % and 99 % lie below; never equal."""
    low, high = (float(limit) for limit in np.quantile(numbers, [0.01, 0.99]))
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def head_cut(x: object, heads: int, title: str, role: str = "Q") -> Picture:
    """A matrix of (words, numbers) with the lines that cut it, the right slabs below it, and the wrong ones below them.

    x: (T, C) numbers, or (T, C, 3) colours from 0 to 255, such as `colour_card`; role: the colour, "Q", "K", "V" or
    "output". Raises ValueError when the numbers of a word cannot be shared equally among the heads.
    """
    values = plain_array(x, "x")
    if values.ndim != 3:
        values = matrix(values, "x")
    tokens, width = values.shape[:2]
    check_heads(width, heads)
    image = values.astype(np.uint8) if values.ndim == 3 else coloured(values, role)
    with style():
        figure, height = _page(title, 7.5)
        _whole(figure, height, 0.55, (2.9, 1.95), image, heads, across=False)
        _whole(figure, height, 0.55, (2.9, 1.95), image, heads, across=True)
        _say(figure, height, 0.36, f"right: {RIGHT}", left=0.6)
        _say(figure, height, 0.36, f"wrong: {WRONG}", left=4.75)
        shape = f"{heads} {TIMES} {tokens} {TIMES} {width // heads}"
        _say(
            figure,
            height,
            2.95,
            f"right: {heads - 1} lines down, {shape}: every head has all words, and its own numbers",
        )
        _slabs(figure, height, 3.2, 1.55, list(right_slabs(image, heads)), [str(head) for head in range(heads)])
        _say(figure, height, 5.2, f"wrong: {shape} as well, and no error, but head 0 has only the words under it")
        ranges = [words_in_wrong_head(head, tokens, heads) for head in range(heads)]
        _slabs(
            figure,
            height,
            5.45,
            1.55,
            list(wrong_slabs(image, heads)),
            [f"{first} to\n{last}" for first, last in ranges],
        )
    said = (
        f"{title}. A matrix of {tokens} words and {width} numbers. Cut from top to bottom it gives {heads} slabs with "
        f"all words each; {WRONG} cuts it from left to right, and head 0 gets words 0 to {ranges[0][1]} only."
    )
    return Picture(figure, title, said)


def head_split(q: object, k: object, v: object, heads: int, tokens: Sequence[str], title: str) -> Picture:
    """The whole way for print: Q (words, numbers), cut, moved apart, each head's map, each head's output, put together.

    q, k, v: (T, C). Raises ValueError for shapes that do not fit, and when the width cannot be shared among the heads.
    """
    matrices = {name: matrix(values, name) for name, values in {"q": q, "k": k, "v": v}.items()}
    shapes = {name: values.shape for name, values in matrices.items()}
    if len(set(shapes.values())) > 1 or shapes["q"][0] != len(tokens):
        raise ValueError(
            f"the shapes are {shapes} and there are {len(tokens)} tokens; pass three matrices (tokens, width)"
        )
    count, width = shapes["q"]
    check_heads(width, heads)
    slabs = (split_heads(torch.tensor(numbers, dtype=torch.float32)[None], heads) for numbers in matrices.values())
    attended, weights = scaled_dot_product_attention(*slabs)
    together = merge_heads(attended)[0].numpy()
    image, output = coloured(matrices["q"], "Q"), coloured(together, "output")
    numbers = [str(head) for head in range(heads)]
    size = width // heads
    shape = f"{heads} {TIMES} {count} {TIMES} {size}"
    with style():
        figure, height = _page(title, 9.85)
        _whole(figure, height, 0.2, (2.7, 1.8), image, heads, across=False, words=tokens)
        _code(figure, height, 0.5, 4.6, "Q = query(X)", f"{count} {TIMES} {width}")
        _code(figure, height, 1.2, 4.6, f"Q.view({count}, {heads}, {size})", f"{count} {TIMES} {heads} {TIMES} {size}")
        _code(figure, height, 2.5, 0.22, ".transpose(0, 1)", shape)
        _slabs(figure, height, 2.7, 1.3, list(right_slabs(image, heads)), numbers)
        scores = f"maps = (Q @ K.transpose(-2, -1) / {size}**0.5).softmax(-1)"
        _code(figure, height, 4.5, 0.22, scores, f"{heads} {TIMES} {count} {TIMES} {count}")
        _slabs(figure, height, 4.7, 0.62, [_shares(shares, 62) for shares in weights[0].numpy()], numbers)
        _code(figure, height, 5.8, 0.22, "output = maps @ V", shape)
        _slabs(figure, height, 6.0, 1.3, list(right_slabs(output, heads)), numbers)
        _whole(figure, height, 7.6, (2.7, 1.8), output, heads, across=False, words=tokens)
        _code(figure, height, 7.9, 4.6, "output.transpose(0, 1)", f"{count} {TIMES} {heads} {TIMES} {size}")
        _code(figure, height, 8.6, 4.6, f".reshape({count}, {width})", f"{count} {TIMES} {width}")
    said = (
        f"{title}. {count} words with {width} numbers each are cut into {heads} slabs of {count} x {size}; each "
        f"gives a map of {count} x {count} and an output of {count} x {size}; side by side they are {count} x {width}."
    )
    return Picture(figure, title, said)


def head_maps(weights: object, names: Sequence[str], title: str) -> Picture:
    """The map of every head, four in a row: rows are queries (from), columns are keys (to), cividis from 0 to 1.

    weights: (heads, words, words); names: one for each head. The colour is that of the square root, or a share of 1 / 8
    would look like 0; where words are smaller than a dot, the brightest is seen, so that no lone one vanishes.
    Raises ValueError for another shape or number of names.
    """
    maps = plain_array(weights, "weights")
    if maps.ndim != 3 or maps.shape[1] != maps.shape[2] or len(maps) != len(names):
        raise ValueError(
            f"weights has shape {maps.shape} and there are {len(names)} names; "
            "pass (heads, words, words) and a name for each head"
        )
    rows = -(-len(maps) // 4)
    tokens = maps.shape[1]
    with style():
        figure, height = _page(title, 2.28 * rows + 1.0)
        for head, (shares, name) in enumerate(zip(maps, names, strict=True)):
            left, top = 0.62 + 1.98 * (head % 4), 0.35 + 2.28 * (head // 4)
            axes = _axes(figure, height, left, top, 1.68, 1.68)
            axes.imshow(_shares(shares, 126), interpolation="nearest", extent=(0, tokens, tokens, 0))
            axes.set_title(short(f"{head} {name}", 22), fontsize=11, pad=5)
            axes.set_xticks([], [])
            axes.set_yticks([], [])
            if head % 4 == 0:
                axes.set_ylabel("query (from)", fontsize=11)
            if head >= len(maps) - 4:
                axes.set_xlabel("key (to)", fontsize=11)
        _scale(figure, height, height - 0.55)
    said = "; ".join(f"head {head}: {name}" for head, name in enumerate(names))
    return Picture(figure, title, f"{title}. {said}.")


def pooled(shares: Float[np.ndarray, "words words"], most: int) -> Float[np.ndarray, "less less"]:
    """At most so many rows and columns; each of them has the largest share of those that it stands for."""
    starts = np.unique(np.arange(most) * len(shares) // most)
    rows: np.ndarray = np.maximum.reduceat(shares, starts, axis=0)
    return np.maximum.reduceat(rows, starts, axis=1)


def _page(title: str, height: float) -> tuple[Figure, float]:
    """An empty card with a title, and its height; everything else is placed in inches below the title."""
    above = 0.15 + 0.25 * len(wrapped(title).splitlines())
    return card(title, height + above, by_hand=True), height


def _axes(figure: Figure, height: float, left: float, top: float, wide: float, high: float) -> Axes:
    """Axes at so many inches from the left and from below the title."""
    total = float(figure.get_size_inches()[1])
    below = height - top - high
    axes: Axes = figure.add_axes((left / WIDTH, below / total, wide / WIDTH, high / total))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return axes


def _say(figure: Figure, height: float, top: float, text: str, left: float = 0.22, **options: Any) -> None:
    total = float(figure.get_size_inches()[1])
    figure.text(left / WIDTH, (height - top) / total, text, va="center", **options)


def _code(figure: Figure, height: float, top: float, left: float, code: str, shape: str) -> None:
    """A line of code, and the shape that it gives: beside each other, or the shape below where there is no room."""
    _say(figure, height, top, code, left, family="DejaVu Sans Mono", fontsize=FONT - 0.5)
    if left > 1:
        _say(figure, height, top + 0.27, shape, left, color=SOFT)
    else:
        _say(figure, height, top, shape, left + 0.2 + 0.098 * len(code), color=SOFT)


def _whole(
    figure: Figure,
    height: float,
    top: float,
    size: tuple[float, float],
    image: UInt8[np.ndarray, "words numbers 3"],
    heads: int,
    across: bool,
    words: Sequence[str] = (),
) -> None:
    """The matrix with the lines of the cut: down between the numbers, or (the wrong one) across between the words."""
    tokens, width = image.shape[:2]
    axes = _axes(figure, height, 4.75 if across else (1.5 if words else 0.6), top, *size)
    columns, rows = (round(DOTS * inches) for inches in size)
    seen = _resized(image, min(rows, tokens), min(columns, width))  # matplotlib takes longer over more than it shows
    axes.imshow(seen, aspect="auto", interpolation="nearest", extent=(0, width, tokens, 0))
    edge: dict[str, Any] = {"color": TEXT, "linewidth": 1.4}
    for head in range(1, heads):
        if not across:
            axes.axvline(head * width / heads, **edge)
            continue
        word, rest = divmod(head * tokens * width // heads, width)  # where view alone stops: perhaps within a word
        axes.plot([0, rest, rest, width], [word + (rest > 0), word + (rest > 0), word, word], **edge)
    axes.set_xlim(0, width)
    axes.set_ylim(tokens, 0)
    axes.set_xticks([0, width], ["0", str(width)])
    places = [0, tokens - 1]
    labels = [short(f"{place} {words[place]}", 12) for place in places] if words else ["word 0", str(tokens - 1)]
    axes.set_yticks([0.02 * tokens, 0.98 * tokens], labels if words else ["0", labels[1]])
    axes.spines[:].set_visible(True)


def _slabs(
    figure: Figure, height: float, top: float, high: float, images: Sequence[np.ndarray], labels: Sequence[str]
) -> None:
    """Pictures beside each other over the width of the card, each with a label below; drawn as one, which is quick."""
    step = (WIDTH - 0.44) / len(images)
    square = images[0].shape[0] == images[0].shape[1]
    wide = min(high, step - 0.06) if square else 0.72 * step
    high = wide if square else high
    rows, columns, gap = (round(DOTS * inches) for inches in (high, wide, step - wide))
    white = np.full((rows, gap, 3), 255, dtype=np.uint8)
    row = np.hstack([part for image in images for part in (_resized(image, rows, columns), white)])
    axes = _axes(figure, height, 0.22 + (step - wide) / 2, top, step * len(images), high)
    axes.imshow(row, aspect="auto", interpolation="nearest")
    axes.set_yticks([], [])
    middles = [(columns + gap) * place + columns / 2 for place in range(len(images))]
    axes.set_xticks(middles, labels, fontsize=11)


def _resized(image: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """So many rows and columns, each the nearest of the image."""
    down, along = ((np.arange(new) + 0.5) * old // new for new, old in ((rows, len(image)), (columns, image.shape[1])))
    resized: np.ndarray = image[down.astype(int)][:, along.astype(int)]
    return resized


def _shares(shares: Float[np.ndarray, "words words"], most: int) -> UInt8[np.ndarray, "less less 3"]:
    """Cividis of the square root, so that small shares are seen."""
    colours: np.ndarray = matplotlib.colormaps["cividis"](np.sqrt(pooled(shares, most)), bytes=True)
    return colours[..., :3]


def _scale(figure: Figure, height: float, top: float) -> None:
    """The colours of the weights, with their numbers."""
    marks = [0, 0.01, 0.1, 0.25, 0.5, 1]
    axes = _axes(figure, height, 2.6, top, 4.0, 0.16)
    axes.imshow(np.linspace(0, 1, 256)[None], cmap="cividis", aspect="auto", extent=(0, 1, 0, 1))
    axes.set_yticks([], [])
    axes.set_xticks([mark**0.5 for mark in marks], [f"{mark:g}" for mark in marks])
    _say(figure, height, top + 0.08, "attention weight", left=0.62)
