"""What BERT reads and what it is asked: the inputs of a pair, and a batch of pairs. Notebook 08."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Int
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import FancyBboxPatch, Patch

from word2bert.figures.card import COLOURS, FONT, LINE, SOFT, TEXT, WIDTH, Picture, card, short, style, wrapped
from word2bert.figures.maps import plain_array

HEAD, HIGH = 1.1, 0.46  # inches: the names at the left; a row
MOST = 13  # tokens that fit beside each other
# How a cell is filled, its edge, and its hatch.
LOOKS = {
    "plain": ("white", LINE, ""),
    "input": ("#D6E8F4", COLOURS[0], ""),
    "label": ("#FAE3B4", COLOURS[1], ""),
    "both": ("#D6E8F4", COLOURS[1], ""),
    "first": ("#D6E8F4", LINE, ""),
    "second": ("#D3EDE4", LINE, ""),
    "hidden": ("white", LINE, "////"),
}


def bert_inputs(
    words: Sequence[tuple[str, int, int]], rows: Mapping[str, Sequence[tuple[str, str, str]]], pair: str, title: str
) -> Picture:
    """Words over their pieces, and below them row by row what belongs to each token.

    words: text, first token, last token + 1; rows: for each token kind, text, and what stands below it.
    kind: "plain", "input" (read as it is), "label" (asked for), "both" (read and asked for), "first" and "second"
    (stretch) or "hidden" (padding). pair: the label of the pair. More than 13 tokens are cut off.
    """
    columns = min(MOST, max(map(len, rows.values())))
    width = (WIDTH - 0.44 - HEAD) / max(8, columns)
    letters = max(4, int(width / 0.088))
    with style():
        figure = card(title, 1.25 + 0.25 * len(wrapped(title).splitlines()) + HIGH * len(rows), by_hand=True)
        height = HIGH * len(rows) + 0.8
        axes = figure.add_axes(
            (0.22 / WIDTH, 0.2 / figure.get_figheight(), 1 - 0.44 / WIDTH, height / figure.get_figheight())
        )
        axes.set(xlim=(0, WIDTH - 0.44), ylim=(height, 0))
        axes.axis("off")
        for text, start, end in words:
            if start < columns:
                _word(
                    axes,
                    HEAD + width * start,
                    width * (min(end, columns) - start),
                    short(text, letters * (end - start)),
                )
        for line, (name, cells) in enumerate(rows.items()):
            top = 0.35 + HIGH * line
            axes.text(0, top + HIGH / 2, name, va="center", fontweight="bold")
            for column, cell in enumerate(cells[:columns]):
                _cell(axes, HEAD + width * column, top, width, *cell, letters)
        axes.text(0, height - 0.2, "pair", va="center", fontweight="bold")
        axes.text(HEAD + 0.04, height - 0.2, f"{pair} (asked at [CLS])", va="center")
    said = ". ".join(f"{name}: {' '.join(text for _, text, _ in cells)}" for name, cells in rows.items())
    return Picture(figure, title, f"{title} Words: {' '.join(text for text, _, _ in words)}. {said}. Pair: {pair}.")


def _word(axes: Axes, left: float, width: float, text: str) -> None:
    axes.text(left + width / 2, 0.12, text, ha="center", va="center", color=SOFT)
    axes.plot([left + 0.06, left + width - 0.06], [0.3, 0.3], color=SOFT, linewidth=1.2)


def _cell(axes: Axes, left: float, top: float, width: float, kind: str, text: str, below: str, letters: int) -> None:
    fill, edge, hatch = LOOKS[kind]
    box = FancyBboxPatch(
        (left + 0.03, top + 0.03),
        width - 0.06,
        HIGH - 0.06,
        boxstyle="round,pad=0,rounding_size=0.05",
        facecolor=fill,
        edgecolor=edge,
        hatch=hatch,
        linewidth=1.6 if kind in ("label", "both") else 1.0,
        linestyle="--" if kind == "label" else "-",
    )
    axes.add_patch(box)
    plate = {"facecolor": fill, "edgecolor": "none", "pad": 0.6} if hatch else None
    middle = left + width / 2
    high = 0.16 if below else HIGH / 2
    axes.text(
        middle, top + high, short(text, letters), ha="center", va="center", color=TEXT, fontsize=FONT - 1, bbox=plate
    )
    if below:
        axes.text(
            middle,
            top + 0.33,
            short(below, letters),
            ha="center",
            va="center",
            color=SOFT,
            fontsize=FONT - 2,
            bbox=plate,
        )


KINDS = ("padding", "first stretch", "second stretch", "asked for")
PAINT = ("#ECEEF1", "#9CC7E4", "#7FCFB4", "#111111")  # told apart without colour too: the darkest is asked for


def batch_map(batches: Mapping[str, object], title: str | None = None) -> Picture:
    """Batches below each other, a row for each sample: what is padding, what is real, and what is asked for.

    batches: for each name whole numbers of shape (samples, tokens): 0 padding, 1 first stretch, 2 second stretch, 3
    asked for. The title says which share of each is padding. Raises ValueError for other numbers, and for no batch.
    """
    maps: dict[str, Int[np.ndarray, "samples tokens"]] = {
        name: plain_array(batch, name).astype(int) for name, batch in batches.items()
    }
    if not maps:
        raise ValueError("there are no batches; pass one at least, such as {'as they come': kinds}")
    for name, kinds in maps.items():
        if kinds.ndim != 2 or not kinds.size or kinds.min() < 0 or kinds.max() >= len(KINDS):
            raise ValueError(
                f"{name} has the shape {kinds.shape}; pass (samples, tokens), filled with 0 for padding, 1 and 2 for "
                "the two stretches, and 3 for what is asked for"
            )
    shares = {name: (kinds == 0).mean() for name, kinds in maps.items()}
    title = title or "Padding: " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
    tokens = max(kinds.shape[1] for kinds in maps.values())
    with style():
        figure = card(title, 1.4 + sum(0.75 + 0.2 * len(kinds) for kinds in maps.values()))
        heights = [0.5 + 0.2 * len(kinds) for kinds in maps.values()]
        every = figure.subplots(len(maps), 1, squeeze=False, sharex=True, height_ratios=heights)[:, 0]
        for axes, (name, kinds) in zip(every, maps.items(), strict=True):
            axes.imshow(
                kinds, cmap=ListedColormap(PAINT), vmin=0, vmax=len(KINDS) - 1, aspect="auto", interpolation="none"
            )
            axes.set_title(f"{name}: {shares[name]:.0%} padding", loc="left", fontsize=FONT)
            axes.set(xlim=(-0.5, tokens - 0.5), ylabel="pair", yticks=[0, len(kinds) - 1])
            axes.set_yticks(np.arange(len(kinds) + 1) - 0.5, minor=True)
            axes.grid(axis="y", which="minor", color="white", linewidth=2)
            axes.tick_params(length=0, which="both")
            axes.spines[:].set_visible(False)
        every[-1].set_xlabel("position in the row")
        patches = [Patch(facecolor=paint, edgecolor=LINE, label=kind) for paint, kind in zip(PAINT, KINDS, strict=True)]
        figure.legend(handles=patches, loc="outside lower left", ncols=len(KINDS), frameon=False)
    said = "; ".join(f"{name}: {len(kinds)} pairs, {kinds.shape[1]} places" for name, kinds in maps.items())
    return Picture(figure, title, f"{title}. {said}.")
