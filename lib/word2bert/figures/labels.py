"""One sentence, and in rows below it what each way of learning makes of it. Notebook 03."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from word2bert.figures.card import COLOURS, FONT, LINE, SOFT, TEXT, WIDTH, Picture, card, short, style, wrapped

HEAD, HIGH = 1.35, 0.62  # inches: the names at the left; a row
# What a tile is: how it is filled, its edge, its hatch, and what stands below its word.
LOOKS = {
    "input": ("#D6E8F4", COLOURS[0], "", "input"),
    "label": ("#FAE3B4", COLOURS[1], "", "label"),
    "both": ("#D6E8F4", COLOURS[1], "", "input + label"),
    "hidden": ("white", LINE, "////", ""),
}
MOST = 12  # tiles that fit beside each other


def label_rows(
    tokens: Sequence[str], rows: Mapping[str, Sequence[tuple[str, str]]], target: int, title: str
) -> Picture:
    """The words of a sentence, and for each row's name what is shown in the place of each word: (kind, text).

    kind: "input", "label", "both" (a word that is read and asked for) or "hidden" (hatched, without its word).
    Long sentences are shown around the target.
    """
    first = max(0, min(target - MOST // 2, len(tokens) - MOST))
    places = range(first, min(first + MOST, len(tokens)))
    width = (WIDTH - 0.6 - HEAD) / max(6, len(places))
    letters = max(4, int(width / 0.105))
    with style():
        figure = card(title, 0.75 + 0.25 * len(wrapped(title).splitlines()) + HIGH * len(rows))
        axes = figure.add_subplot()
        axes.set(xlim=(0, WIDTH - 0.6), ylim=(HIGH * len(rows) + 0.35, 0))
        axes.axis("off")
        for column, place in enumerate(places):
            weight = "bold" if place == target else "normal"
            x = HEAD + width * (column + 0.5)
            axes.text(x, 0.17, short(tokens[place], letters), ha="center", va="center", color=SOFT, fontweight=weight)
        for line, (name, cells) in enumerate(rows.items()):
            top = 0.35 + HIGH * line
            axes.text(0, top + HIGH / 2, short(name, 13), va="center", fontweight="bold")
            for column, place in enumerate(places):
                _draw_cell(axes, HEAD + width * column, top, width, *cells[place], letters)
    said = ". ".join(f"{name}: {_said(cells)}" for name, cells in rows.items())
    return Picture(figure, title, f"Sentence: {' '.join(tokens)}. {said}.")


def _draw_cell(axes: Axes, left: float, top: float, width: float, kind: str, text: str, letters: int) -> None:
    fill, edge, hatch, below = LOOKS[kind]
    box = FancyBboxPatch(
        (left + 0.04, top + 0.05),
        width - 0.08,
        HIGH - 0.1,
        boxstyle="round,pad=0,rounding_size=0.06",
        facecolor=fill,
        edgecolor=edge,
        hatch=hatch,
        linewidth=1.6,
    )
    axes.add_patch(box)
    middle = left + width / 2
    if text:
        size = FONT - 0.5
        axes.text(middle, top + 0.22, short(text, letters), ha="center", va="center", color=TEXT, fontsize=size)
        axes.text(middle, top + 0.44, below, ha="center", va="center", color=SOFT, fontsize=FONT - 2)


def _said(cells: Sequence[tuple[str, str]]) -> str:
    """What a row says to those who do not see it."""
    parts = {
        kind: " ".join(text for other, text in cells if other == kind) for kind in ("input", "both", "label") if cells
    }
    return "; ".join(f"{LOOKS[kind][3]} {words}" for kind, words in parts.items() if words) or "no example"
