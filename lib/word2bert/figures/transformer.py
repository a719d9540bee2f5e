"""The transformer in pictures: add & norm, curves, where the parameters are, and the drawing of all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from word2bert.figures.card import COLOURS, FONT, LINE, MARKS, SOFT, TEXT, WIDTH, Number, Picture, card, short, style
from word2bert.figures.charts import same_number

TIMES, MINUS, ARROW = "\N{MULTIPLICATION SIGN}", "\N{MINUS SIGN}", "\N{RIGHTWARDS ARROW}"
RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"


# ---- numbers of one word, and curves


def steps_of_one_word(parts: Mapping[str, Sequence[Number]], signs: Sequence[str], title: str) -> Picture:
    """The numbers of one word before and after each step, as bars side by side on one scale.

    parts: name -> numbers, as many in each; signs: what stands between the parts, one fewer than there are parts.
    Raises ValueError when the numbers differ.
    """
    names = list(parts)
    if len(signs) != len(names) - 1 or len({len(numbers) for numbers in parts.values()}) != 1:
        raise ValueError(
            f"{len(names)} parts of {[len(numbers) for numbers in parts.values()]} numbers and {len(signs)} signs; "
            "pass as many numbers in each part, and a sign for each gap"
        )
    values = [float(number) for numbers in parts.values() for number in numbers]
    top, bottom = max(*values, 0), min(*values, 0)
    margin = 0.16 * ((top - bottom) or 1)
    with style():
        figure = card(title, 3.1)
        for place, axes in enumerate(figure.subplots(1, len(names), sharey=True, squeeze=False)[0]):
            numbers = [float(number) for number in parts[names[place]]]
            axes.bar(range(len(numbers)), numbers, width=0.72, color=COLOURS[place % len(COLOURS)])
            for i, number in enumerate(numbers):
                above = number >= 0
                said = f"{number:.2f}".rstrip("0").rstrip(".").replace("-", MINUS)
                axes.text(i, number + margin / 6 * (1 if above else -1), said, ha="center", va=_beside(above))
            axes.axhline(0, color=SOFT, linewidth=1)
            axes.set(xticks=[], yticks=[], ylim=(bottom - margin, top + margin))
            axes.set_title(short(names[place], 30), fontsize=FONT)
            axes.spines[:].set_visible(False)
            if place:
                axes.text(-0.09, 0.5, signs[place - 1], transform=axes.transAxes, ha="center", fontsize=FONT + 6)
    said = "; ".join(f"{name}: {', '.join(f'{float(x):.3g}' for x in numbers)}" for name, numbers in parts.items())
    return Picture(figure, title, f"{title}. {said}.")


def _beside(above: bool) -> str:
    return "bottom" if above else "top"


def curves(
    x: Sequence[Number],
    series: Mapping[str, Sequence[Number]],
    title: str,
    xlabel: str,
    ylabel: str,
    scales: tuple[str, str] = ("linear", "linear"),
    guides: Mapping[str, Sequence[Number]] | None = None,
) -> Picture:
    """Curves over the same x, each with its own colour and shape.

    scales: "linear" or "log" for x and y; guides: dashed grey curves to compare with. Raises ValueError when a curve
    has not one number for each x, and for more curves than there are colours.
    """
    if len(series) > len(MARKS):
        raise ValueError(f"{len(series)} curves, and there are {len(MARKS)} colours and shapes; draw two pictures")
    guides = guides or {}
    for name, row in (*series.items(), *guides.items()):
        same_number("x", x, f"numbers of {name}", row)
    with style():
        figure = card(title, 3.9)
        axes = figure.add_subplot()
        axes.set(xscale=scales[0], yscale=scales[1], xlabel=xlabel, ylabel=ylabel)
        for name, row in guides.items():
            axes.plot(x, row, "--", color=SOFT, linewidth=1.4)
            beside: dict[str, Any] = {"xytext": (-6, 0), "textcoords": "offset points", "ha": "right", "va": "center"}
            axes.annotate(name, (x[0], row[0]), color=SOFT, **beside)
        for (name, row), colour, mark in zip(series.items(), COLOURS, MARKS, strict=False):
            shape = mark if len(x) < 30 else ""
            axes.plot(x, row, shape + "-", color=colour, linewidth=2.4, markersize=8, label=short(name, 40))
        if scales[0] == "log":
            axes.set_xticks(list(x), [f"{value:,}" for value in x])
        axes.minorticks_off()
        axes.yaxis.set_major_formatter(lambda value, _: _tick(value))
        axes.legend(frameon=False, handlelength=2.6)
        axes.grid(color="#E6E8EB", linewidth=0.9)
        axes.set_axisbelow(True)
        axes.tick_params(length=0)
    said = "; ".join(f"{name}: {row[0]:.3g} at {x[0]:,}, {row[-1]:.3g} at {x[-1]:,}" for name, row in series.items())
    return Picture(figure, title, f"{title}. {ylabel}: {said}.")


def _tick(value: Number) -> str:
    """1,000 and 0.5 as they are, what is very small as a power of ten."""
    if not 0 < abs(value) < 1e-3:
        return f"{value:,.6g}".replace("-", MINUS)
    digits, power = f"{value:.0e}".split("e")
    raised = str(int(power)).translate(str.maketrans("-0123456789", RAISED))
    return f"{'' if digits == '1' else digits + ' ' + TIMES + ' '}10{raised}".replace("-", MINUS)


# ---- where the parameters are


def parameter_map(columns: Mapping[str, Mapping[str, int]], title: str) -> Picture:
    """Parameters as areas: a column for each part of the model, cut into its boxes; equal areas, equal numbers.

    columns: part -> box -> how many. A box that has room says its name, and its millions. Raises ValueError for
    no column, or a number below 1.
    """
    if not columns or min((count for boxes in columns.values() for count in boxes.values()), default=0) < 1:
        raise ValueError(f"columns is {dict(columns)!r}; pass at least one, with numbers of parameters from 1 up")
    total = sum(sum(boxes.values()) for boxes in columns.values())
    kinds = list(dict.fromkeys(box for boxes in columns.values() for box in boxes))
    with style():
        figure = card(title, 5.0)
        axes = figure.add_subplot()
        axes.set(xlim=(0, 1.1 * total), ylim=(1.0, -0.16))
        axes.axis("off")
        left = 0
        for name, boxes in columns.items():
            width = sum(boxes.values())
            top = 0.0
            for box, count in boxes.items():
                colour = COLOURS[kinds.index(box) % len(COLOURS)]
                _draw_area(axes, (left, top, width, count / width), box, count, total, colour)
                top += count / width
            left += width
            narrow = width < 0.04 * total  # its name has no room above it
            middle, high = (left + 0.01 * total, 0.45) if narrow else (left - width / 2, -0.1)
            side = "left" if narrow else "center"
            axes.text(middle, high, short(name, 12), ha=side, va="center", fontweight="bold")
            axes.text(middle, high + 0.065, f"{width / 1e6:.1f} M", ha=side, va="center", fontsize=FONT - 1)
    said = "; ".join(
        f"{name}: {sum(boxes.values()):,} ({', '.join(f'{box} {count:,}' for box, count in boxes.items())})"
        for name, boxes in columns.items()
    )
    return Picture(figure, title, f"{title}. {said}. Together {total:,}.")


def _draw_area(
    axes: Axes, place: tuple[Number, Number, Number, Number], box: str, count: int, total: int, colour: str
) -> None:
    left, top, width, height = place
    axes.add_patch(Rectangle((left, top), width, height, facecolor=colour + "55", edgecolor="white", linewidth=1.5))
    if height < 0.08 or width < 0.03 * total:
        return
    middle = (left + width / 2, top + height / 2)
    upright = width < 0.15 * total
    gap = "  " if upright else "\n"
    said = f"{box}{gap}{count / 1e6:.2f} M" if height > 0.5 else box
    axes.text(*middle, said, ha="center", va="center", rotation=90 if upright else 0, fontsize=FONT - 0.5)


# ---- the drawing of the whole architecture

CANVAS = (430, 640)  # pixels of the drawing; x grows to the right, y down


@dataclass(frozen=True)
class Box:
    """A box of the drawing: its key, what is written in it, where it stands, its letter for the colour."""

    key: str
    label: str
    x: int
    y: int
    width: int
    height: int = 34
    colour: str = ""  # "Q", "K", "V" or "output": as in the maps


FILLS = {"Q": COLOURS[0], "K": COLOURS[1], "V": COLOURS[2], "output": COLOURS[5], "": "#8A9099"}

Line = tuple[tuple[int, int], ...]  # corners of an arrow, from its start to its tip


def transformer_boxes(width: int, inner: int, heads: int, layers: int) -> list[Box]:
    """The boxes of a transformer from the top down: `width` numbers a word, `inner` in the feed-forward layer."""
    across = f"{width} {ARROW} {width}"
    return [
        Box("word", "word", 84, 36, 84),
        Box("position", "position", 178, 36, 94),
        Box("segment", "segment", 282, 36, 84),
        Box("embeddings", "add & norm", 84, 94, 282),
        Box("query", "Q  Linear", 84, 172, 88, colour="Q"),
        Box("key", "K  Linear", 181, 172, 88, colour="K"),
        Box("value", "V  Linear", 278, 172, 88, colour="V"),
        Box("split", f"split into {heads} heads of {width // heads}", 84, 228, 282),
        Box("attention", "scaled dot-product attention", 84, 284, 282),
        Box("merge", "put the heads side by side", 84, 340, 282),
        Box("output", f"output  Linear {across}", 84, 396, 282, colour="output"),
        Box("attention_norm", "add & norm", 84, 452, 282),
        Box("up", f"{width} {ARROW} {inner}", 60, 508, 116),
        Box("gelu", "GELU", 190, 508, 70),
        Box("down", f"{inner} {ARROW} {width}", 274, 508, 116),
        Box("feed_forward_norm", "add & norm", 84, 564, 282),
        Box("blocks", f"{TIMES} {layers}", 372, 122, 54, 30),
    ]


FRAME = (30, 137, 398, 472)  # x, y, width, height of the block
WRITTEN = {"token ids (B, T)": (225, 12), "vectors (B, T, C)": (225, 629)}
ARROWS: tuple[Line, ...] = (
    *(((225, 20), (225, 27), (x, 27), (x, 36)) for x in (126, 225, 324)),
    *(((x, 70), (x, 94)) for x in (126, 225, 324)),
    *(((225, 128), (225, 152), (x, 152), (x, 172)) for x in (128, 225, 322)),
    *(((x, 206), (x, 228)) for x in (128, 225, 322)),
    ((225, 262), (225, 284)),
    ((225, 318), (225, 340)),
    ((225, 374), (225, 396)),
    ((225, 430), (225, 452)),
    ((225, 486), (225, 497), (118, 497), (118, 508)),
    ((176, 525), (190, 525)),
    ((260, 525), (274, 525)),
    ((332, 542), (332, 564)),
    ((225, 598), (225, 620)),
    ((225, 152), (46, 152), (46, 469), (84, 469)),  # the residuals: what goes in goes round
    ((118, 497), (46, 497), (46, 581), (84, 581)),
)


def transformer_drawing(boxes: Sequence[Box], chosen: str, lines: Sequence[str], title: str) -> Picture:
    """The drawing of the whole transformer; the chosen box stands out, and what is said about it stands beside it.

    boxes: from `transformer_boxes`; chosen: the key of one; lines: its code, the line that counts beginning with "> ".
    """
    scale = 94  # pixels of the drawing in an inch of the card
    with style():
        figure = card(title, 0.75 + CANVAS[1] / scale)
        figure.set_layout_engine("none")
        _, high = figure.get_size_inches()
        wide = CANVAS[0] / scale
        axes = figure.add_axes((0.15 / WIDTH, 0.1 / high, wide / WIDTH, CANVAS[1] / scale / high))
        axes.set(xlim=(0, CANVAS[0]), ylim=(CANVAS[1], 0))
        axes.axis("off")
        axes.add_patch(_rounded(FRAME, "none", LINE, 2))
        for arrow in ARROWS:
            axes.plot(*zip(*arrow[:-1], strict=True), color=SOFT, linewidth=1.6)
            axes.annotate("", arrow[-1], arrow[-2], arrowprops={"arrowstyle": "-|>", "color": SOFT, "shrinkA": 0})
        for text, (x, y) in WRITTEN.items():
            axes.text(x, y, text, ha="center", va="center", color=SOFT)
        for box in boxes:
            strong = box.key == chosen
            fill = FILLS[box.colour] + ("88" if strong else "33")
            place = (box.x, box.y, box.width, box.height)
            axes.add_patch(_rounded(place, "white", "white", 0))
            axes.add_patch(_rounded(place, fill, TEXT if strong else FILLS[box.colour], 2.6 if strong else 1.4))
            middle = (box.x + box.width / 2, box.y + box.height / 2)
            weight = "bold" if strong else "normal"
            axes.text(*middle, box.label, ha="center", va="center", fontsize=FONT - 1, fontweight=weight)
        _write_code(figure, lines, (0.25 + wide) / WIDTH, high)
    written = ", ".join(box.label for box in boxes)
    return Picture(figure, title, f"{title}. Boxes from the top: {written}. Chosen: {chosen}. {' '.join(lines)}")


def _rounded(place: tuple[int, int, int, int], fill: str, edge: str, line: Number) -> FancyBboxPatch:
    x, y, width, height = place
    look: dict[str, Any] = {"facecolor": fill, "edgecolor": edge, "linewidth": line}
    return FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=7", **look)


def _write_code(figure: Any, lines: Sequence[str], left: float, high: float) -> None:
    for place, line in enumerate(lines):
        marked = line.startswith("> ")
        shown = line.removeprefix("> ")
        y = 1 - (0.95 + 0.27 * place) / high
        figure.text(left, y, shown, fontsize=11, va="center", fontweight="bold" if marked else "normal")
