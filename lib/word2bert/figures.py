"""The still pictures of the course (matplotlib). Each one states its finding in its title and carries its words.

A function here returns a `Picture`: the last expression of a cell shows it. It does not use pyplot, so no figure stays
open. The alternative text goes to the metadata of the output and of the PNG. JupyterLab 4.6 and nbconvert's own look do
not read it (nbconvert's `--template classic` does), so a notebook also says in prose what there is to see.
"""

import base64
import io
import logging
import math
import textwrap
import unicodedata
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from jaxtyping import Float
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch

# Okabe and Ito's colours, told apart by every kind of colour vision; core.js has the same list.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442", "#999999")
MARKS = ("o", "s", "^", "D", "v", "P", "p", "H")  # one for each colour: no group is told by colour alone
TEXT, SOFT, LINE = "#111111", "#444444", "#C8CCD2"
WIDTH = 8.6  # inches; at 100 dots an inch the width of a notebook's output on a projector of 1280 x 720
DOTS = 150  # dots an inch in the file; shown at 100, so that it is sharp on fine screens
FONT = 12
NEAR_SPOTS = 8  # places for a label right beside its point

# Fonts with Chinese letters, of Debian, macOS and Windows: matplotlib's own font has none.
_CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
)

Number = float | int


class Picture:
    """A figure, the title that states its finding, and the words for those who do not see it.

    As the last expression of a cell it is shown as a PNG; `picture.figure` is the matplotlib figure.
    """

    def __init__(self, figure: Figure, title: str, alt: str) -> None:
        self.figure, self.title, self.alt = figure, title, alt

    def __repr__(self) -> str:
        return f"Picture({self.title!r})"

    def png(self) -> bytes:
        """The picture as a PNG of DOTS dots an inch."""
        file = io.BytesIO()
        with _style():
            self.figure.savefig(file, format="png", dpi=DOTS, facecolor="none", metadata={"Description": self.alt})
        return file.getvalue()

    def save(self, path: str | Path) -> None:
        """Write the PNG to a file."""
        Path(path).write_bytes(self.png())

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        width, height = self.figure.get_size_inches()
        data = {"text/plain": repr(self), "image/png": base64.b64encode(self.png()).decode("ascii")}
        return data, {"image/png": {"alt": self.alt, "width": round(100 * width), "height": round(100 * height)}}


@cache
def _fonts() -> list[str]:
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in _CHINESE_FONTS if name in installed)]


@contextmanager
def _style() -> Iterator[None]:
    """One look for all pictures; a letter that no font has becomes a box, silently."""
    settings: dict[Any, Any] = {
        "text.parse_math": False,  # words are data: a $ in them starts no formula
        "font.family": _fonts(),
        "font.size": FONT,
        "text.color": TEXT,
        "axes.labelcolor": TEXT,
        "axes.edgecolor": LINE,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": SOFT,
        "ytick.color": SOFT,
        "xtick.labelsize": FONT - 0.5,
        "ytick.labelsize": FONT - 0.5,
        "figure.constrained_layout.w_pad": 0.22,
        "figure.constrained_layout.h_pad": 0.16,
        "figure.constrained_layout.wspace": 0.06,
    }
    level = logging.getLogger("matplotlib.font_manager").level
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from", category=UserWarning)
        logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
        try:
            yield
        finally:
            logging.getLogger("matplotlib.font_manager").setLevel(level)


def _card(title: str, height: float) -> Figure:
    """An empty figure on a white card with round corners (the corners are transparent: it reads well in the dark too),
    its title at the left."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained", facecolor="none")
    card = FancyBboxPatch(
        (0.04, 0.04),
        WIDTH - 0.08,
        height - 0.08,
        boxstyle="round,pad=0,rounding_size=0.14",
        transform=figure.dpi_scale_trans,
        facecolor="white",
        edgecolor=LINE,
        zorder=-10,
    )
    card.set_in_layout(False)
    figure.add_artist(card)
    figure.suptitle(_wrapped(title), x=0.22 / WIDTH, ha="left", fontsize=FONT + 1.5, fontweight="bold")
    return figure


def _wrapped(title: str) -> str:
    """The title in lines that fit on the card, letters of double width counted twice."""
    letters = 74 * len(title) // sum(map(_wide, title)) if title else 74
    return "\n".join(textwrap.wrap(title, letters)) or " "


def _wide(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def short(text: str, letters: int = 24) -> str:
    """The text, cut off with dots after so many letters."""
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _quiet(axes: Axes, grid: str) -> None:
    axes.grid(axis=grid, color="#E6E8EB", linewidth=0.9)  # type: ignore[arg-type]
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def bars(
    labels: Sequence[str],
    values: Sequence[Number],
    title: str,
    xlabel: str,
    marked: Sequence[int] = (),
    alt: str | None = None,
) -> Picture:
    """Horizontal bars from the top down, each with its number; the marked ones are orange, with a bold label.

    labels and values: one for each bar; the values are shares or cosines (the axis reaches 1). Raises ValueError when
    their numbers differ or there are none.
    """
    _same_number("labels", labels, "values", values)
    with _style():
        figure = _card(title, 1.5 + 0.42 * len(labels))
        axes = figure.add_subplot()
        _draw_bars(axes, labels, values, marked)
        axes.set_xlabel(xlabel)
    said = ", ".join(f"{label}: {value:.2f}" for label, value in zip(labels, values, strict=True))
    return Picture(figure, title, alt or f"{title}. Bars: {said}.")


def _draw_bars(axes: Axes, labels: Sequence[str], values: Sequence[Number], marked: Sequence[int] = ()) -> None:
    places = range(len(labels))
    colours = [COLOURS[1] if i in marked else COLOURS[0] for i in places]
    axes.barh(places, values, height=0.66, color=colours)
    for place, value in zip(places, values, strict=True):
        axes.text(max(value, 0) + 0.012, place, f"{value:.2f}", va="center")
    axes.set_yticks(places, [short(label, 40) for label in labels], color=TEXT)
    for i in marked:
        axes.get_yticklabels()[i].set_fontweight("bold")
    axes.set_xlim(min(0, *values), 1.08)
    axes.set_ylim(len(labels) - 0.45, -0.55)
    _quiet(axes, "x")


def _same_number(name: str, items: Sequence[Any], other_name: str, others: Sequence[Any]) -> None:
    if len(items) != len(others) or len(items) == 0:
        raise ValueError(f"{len(items)} {name} and {len(others)} {other_name}; pass as many of both, at least one")


def token_tiles(
    tokens: Sequence[str],
    middle: int,
    around: Sequence[int],
    title: str,
    roles: tuple[str, str] = ("middle", "around"),
    alt: str | None = None,
) -> Picture:
    """A sentence as a row of tiles (or several), with the middle of a window and the words around it.

    middle: the place of the middle word; around: the places of the words around it; roles: what to write below both.
    What is "input" is blue, what is "label" orange; so are "around" and "middle", for both architectures at once.
    """
    sizes = [0.34 + 0.15 * _letters_wide(token) for token in tokens]
    rows: list[list[int]] = [[]]
    for place, size in enumerate(sizes):
        if rows[-1] and sum(sizes[i] for i in rows[-1]) + size > WIDTH - 0.6:
            rows.append([])
        rows[-1].append(place)
    height = 0.6 + 0.25 * len(_wrapped(title).splitlines()) + 0.95 * len(rows)
    with _style():
        figure = _card(title, height)
        axes = figure.add_subplot()
        axes.set(xlim=(0, WIDTH - 0.6), ylim=(0.95 * len(rows), 0))
        axes.axis("off")
        for line, row in enumerate(rows):
            left = 0.0
            for place in row:
                kind = 0 if place == middle else 1 if place in around else 2
                _draw_tile(axes, (left, 0.95 * line), sizes[place], tokens[place], kind, (*roles, "")[kind])
                left += sizes[place]
    words_around = " ".join(tokens[i] for i in around)
    said = f"Sentence: {' '.join(tokens)}. {roles[0]}: {tokens[middle]}. {roles[1]}: {words_around}."
    return Picture(figure, title, alt or said)


def _letters_wide(token: str) -> int:
    return min(24, sum(map(_wide, token)))


def _draw_tile(axes: Axes, corner: tuple[float, float], width: float, token: str, kind: int, role: str) -> None:
    left, top = corner
    orange, blue = ("#FAE3B4", COLOURS[1]), ("#D6E8F4", COLOURS[0])
    fill, edge = {"label": orange, "middle": orange, "input": blue, "around": blue}.get(role, ("white", LINE))
    box = FancyBboxPatch(
        (left + 0.05, top + 0.06),
        width - 0.1,
        0.5,
        boxstyle="round,pad=0,rounding_size=0.07",
        facecolor=fill,
        edgecolor=edge,
        linewidth=1.8,
    )
    axes.add_patch(box)
    weight = "bold" if kind == 0 else "normal"
    centre = left + width / 2
    axes.text(centre, top + 0.32, short(token), ha="center", va="center", fontsize=FONT + 2, fontweight=weight)
    axes.text(centre, top + 0.74, role, ha="center", va="center", color=SOFT)


def loss_curve(
    losses: Mapping[str, Sequence[tuple[Number, Number]]],
    title: str,
    xlabel: str = "epochs",
    ylabel: str = "loss (nats)",
    alt: str | None = None,
) -> Picture:
    """Curves of a falling loss, each named at its end.

    losses: for each name the points (epoch, loss) of its curve. Raises ValueError when there is no curve or one of them
    has no points.
    """
    if not losses or not all(losses.values()):
        raise ValueError(
            f"losses has the curves {[(n, len(p)) for n, p in losses.items()]}; pass at least one, none empty"
        )
    with _style():
        figure = _card(title, 3.6)
        axes = figure.add_subplot()
        _draw_curves(axes, {name: list(zip(*points, strict=True)) for name, points in losses.items()}, mark_every=False)
        axes.set(xlabel=xlabel, ylabel=ylabel)
    said = "; ".join(f"{name}: from {points[0][1]:.2f} to {points[-1][1]:.2f}" for name, points in losses.items())
    return Picture(figure, title, alt or f"{title}. {ylabel} against {xlabel}: {said}.")


def cost_curve(
    dictionary_sizes: Sequence[int],
    costs: Mapping[str, Sequence[Number]],
    title: str,
    ylabel: str = "time for one step (milliseconds)",
    alt: str | None = None,
) -> Picture:
    """What a step costs as the dictionary grows, both axes logarithmic: slope 1 means twice the words, twice the cost.

    dictionary_sizes: numbers of words; costs: for each loss one cost for each size. Raises ValueError when the numbers
    differ or one is not above 0.
    """
    for name, row in costs.items():
        _same_number("dictionary_sizes", dictionary_sizes, f"costs of {name}", row)
        if min(*row, *dictionary_sizes) <= 0:
            raise ValueError(f"{name}: a logarithmic axis needs numbers above 0, and the smallest is {min(*row)}")
    with _style():
        figure = _card(title, 3.9)
        axes = figure.add_subplot()
        axes.set(xscale="log", yscale="log")
        _draw_curves(axes, {name: [dictionary_sizes, row] for name, row in costs.items()}, mark_every=True)
        axes.set(xlabel="size of the dictionary (words)", ylabel=ylabel)
        axes.set_xticks(list(dictionary_sizes), [f"{size:,}" for size in dictionary_sizes])
        axes.minorticks_off()
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")
    said = "; ".join(
        f"{name}: {row[0]:.3g} at {dictionary_sizes[0]:,} words, {row[-1]:.3g} at {dictionary_sizes[-1]:,}"
        for name, row in costs.items()
    )
    return Picture(figure, title, alt or f"{title}. {ylabel}: {said}.")


def _draw_curves(axes: Axes, curves: Mapping[str, Sequence[Sequence[Number]]], mark_every: bool) -> None:
    for number, (name, (xs, ys)) in enumerate(curves.items()):
        colour, mark = COLOURS[number % len(COLOURS)], MARKS[number % len(MARKS)]
        places = None if mark_every else [0, len(xs) - 1]
        axes.plot(xs, ys, color=colour, marker=mark, markevery=places, linewidth=2.4, markersize=8, label=short(name))
    _quiet(axes, "both")
    if len(curves) > 1:
        axes.legend(frameon=False, handlelength=2.6)


def bar_shares(
    shares: Mapping[str, Mapping[str, Number]],
    title: str,
    xlabel: str = "share of the countries (%)",
    counts: Mapping[str, Mapping[str, str]] | None = None,
    alt: str | None = None,
) -> Picture:
    """Groups of bars from the top down, each bar with its number printed on it.

    shares: for each group (a question that was asked) the share from 0 to 1 of each series (the answer came first,
    among the first 3), the same series in every group. counts: what else to print beside it, such as "102 of 110".
    Raises ValueError for a share outside 0 to 1, or groups with different series.
    """
    if not shares:
        raise ValueError("shares is empty; pass at least one group")
    series = list(next(iter(shares.values())))
    for group, row in shares.items():
        if list(row) != series or not series:
            raise ValueError(
                f"{group!r} has the series {list(row)} and the first group {series}; give all groups the same"
            )
        if not all(0 <= share <= 1 for share in row.values()):
            raise ValueError(f"{group!r} has shares {row}; a share lies between 0 and 1")
    thick = 0.8 / len(series)
    with _style():
        figure = _card(title, 1.45 + len(shares) * (0.2 + 0.33 * len(series)))
        axes = figure.add_subplot()
        for number, name in enumerate(series):
            places = np.arange(len(shares)) + (number - (len(series) - 1) / 2) * thick
            values = [100 * row[name] for row in shares.values()]
            axes.barh(
                places,
                values,
                height=0.9 * thick,
                color=COLOURS[number],
                label=short(name),
                hatch=("", "//", "..")[number % 3],
                edgecolor="white",
                linewidth=0,
            )
            for place, value, group in zip(places, values, shares, strict=True):
                extra = f"  ({counts[group][name]})" if counts else ""
                axes.text(value + 1, place, f"{value:.0f} %{extra}", va="center")
        axes.set_yticks(np.arange(len(shares)), [short(group, 40) for group in shares], color=TEXT)
        axes.set(xlim=(0, 125 if counts else 110), xlabel=xlabel, ylim=(len(shares) - 0.45, -0.55))
        axes.set_xticks(range(0, 101, 20))
        if len(series) > 1:
            figure.legend(loc="outside lower right", ncols=len(series), frameon=False)
        _quiet(axes, "x")
    said = "; ".join(
        f"{group}: " + ", ".join(f"{name} {100 * share:.0f} %" for name, share in row.items())
        for group, row in shares.items()
    )
    return Picture(figure, title, alt or f"{title}. {said}.")


def word_map(
    points: Float[np.ndarray, "words 2"],
    words: Sequence[str],
    groups: Sequence[str] | None = None,
    arrows: Sequence[tuple[str, str]] = (),
    title: str = "",
    alt: str | None = None,
) -> Picture:
    """Words as points on a plane, each group with its own colour and shape, arrows between words.

    points: one pair of numbers for each word, from `project`; groups: the name of the group of each word (at most 8
    different ones); arrows: pairs of words. Raises ValueError when the numbers differ, a point is not finite, there are
    more than 8 groups, or an arrow names a word that is not on the map.
    """
    _same_number("points", list(points), "words", words)
    names = list(groups) if groups is not None else [""] * len(words)
    _same_number("words", words, "groups", names)
    missing = sorted({word for pair in arrows for word in pair} - set(words))
    if missing:
        raise ValueError(f"an arrow names {missing}, and the map has no such word; it has {list(words)[:5]}, ...")
    if not np.isfinite(points).all():
        raise ValueError("points holds a number that is not finite (NaN or infinity); project finite vectors")
    kinds = list(dict.fromkeys(names))
    if len(kinds) > len(MARKS):
        raise ValueError(f"{len(kinds)} groups; at most {len(MARKS)} can be told apart")
    with _style():
        figure = _card(title, 5.4)
        axes = figure.add_subplot()
        draw_word_map(axes, points, words, [kinds.index(name) for name in names], arrows)
        handles = [_mark_handle(number, kind) for number, kind in enumerate(kinds)]
        if len(kinds) > 1:
            figure.legend(handles=handles, loc="outside lower left", ncols=min(5, len(kinds)), frameon=False)
    members = "; ".join(
        f"{kind}: {', '.join(word for word, name in zip(words, names, strict=True) if name == kind)}" for kind in kinds
    )
    return Picture(figure, title, alt or f"{title or 'A map of words'}. {members}.")


def message(title: str, lines: Sequence[str] = ()) -> Picture:
    """A sentence on a card, with lines below: for what is said in words."""
    with _style():
        top = 0.2 + 0.25 * len(_wrapped(title).splitlines())
        height = top + 0.2 + 0.33 * len(lines)
        figure = _card("", height)
        figure.set_layout_engine("none")
        head: dict[str, Any] = {"va": "top", "fontsize": FONT + 1.5, "fontweight": "bold"}
        figure.text(0.22 / WIDTH, 1 - 0.18 / height, _wrapped(title), **head)
        for place, line in enumerate(lines):
            figure.text(0.22 / WIDTH, 1 - (top + 0.24 + 0.33 * place) / height, short(line, 88), va="center")
    return Picture(figure, title, " ".join([title, *lines]))


def analogy(
    points: Float[np.ndarray, "words 2"],
    words: Sequence[str],
    typed: Sequence[tuple[int, str]],
    target: Float[np.ndarray, "2"],
    nearest: Sequence[tuple[str, Number]],
    pairs: Sequence[tuple[str, str]],
    title: str,
    alt: str | None = None,
) -> Picture:
    """A sum of words on a map, and the bars of the words nearest to it.

    points and words: all words shown; typed: the words of the sum with their signs (1 or -1); target: where the sum
    lies; nearest: words with their cosines to the sum, the nearest first; pairs: words joined by faint arrows.
    """
    answers, inputs = [word for word, _ in nearest], [word for _, word in typed]
    kinds = [0 if word in inputs else 1 if word in answers else 4 for word in words]
    with _style():
        figure = _card(title, 4.9)
        grid = figure.add_gridspec(1, 2, width_ratios=(2.1, 1))
        left, right = figure.add_subplot(grid[0]), figure.add_subplot(grid[1])
        left.plot(*target, MARKS[3], color=COLOURS[3], markersize=11, markeredgecolor="#00000066")
        arrows = _sum_arrows(dict(zip(words, points, strict=True)), typed, target)
        draw_word_map(left, points, words, kinds, pairs, [*inputs, answers[0]], arrows)
        for start, end in arrows:
            style = {"arrowstyle": "-|>", "color": TEXT, "linewidth": 2.2, "shrinkA": 7, "shrinkB": 8}
            left.annotate("", tuple(end), tuple(start), arrowprops={**style, "mutation_scale": 16})
        _draw_bars(right, [short(word, 16) for word in answers], [cosine for _, cosine in nearest], marked=[0])
        right.set(xlabel="cosine to the sum", xticks=[0, 0.5, 1])
        right.set_xlim(right.get_xlim()[0], 1.3)
        names = {0: "words typed", 1: "nearest words", 3: "their sum", 4: "other pairs"}
        handles = [_mark_handle(kind, name) for kind, name in names.items() if kind in (*kinds, 3)]
        figure.legend(handles=handles, loc="outside lower left", ncols=4, frameon=False, handletextpad=0.2)
    said = ", ".join(f"{word} {cosine:.2f}" for word, cosine in nearest)
    return Picture(figure, title, alt or f"{title}. Nearest words: {said}.")


def _sum_arrows(
    places: Mapping[str, Float[np.ndarray, "2"]], typed: Sequence[tuple[int, str]], target: Float[np.ndarray, "2"]
) -> list[tuple[Any, Any]]:
    """The arrows of a sum: for a - b + c those of the parallelogram, from b to a and from c to the sum."""
    added, taken = ([places[word] for sign, word in typed if sign == wanted] for wanted in (1, -1))
    if len(added) == 2 and len(taken) == 1:
        return [(taken[0], added[0]), (added[1], target)]
    return [(start, target) for start in added]


def _mark_handle(number: int, name: str) -> Line2D:
    style: dict[str, Any] = {"marker": MARKS[number], "color": COLOURS[number], "markeredgecolor": "#00000066"}
    return Line2D([], [], linestyle="", markersize=9, label=short(name), **style)


def draw_word_map(
    axes: Axes,
    points: Float[np.ndarray, "words 2"],
    words: Sequence[str],
    numbers: Sequence[int],
    arrows: Sequence[tuple[str, str]] = (),
    strong: Sequence[str] = (),
    lines: Sequence[tuple[Any, Any]] = (),
) -> None:
    """Draw points with their shapes (numbers: the group of each word), arrows and labels into the axes. lines: pairs of
    points that are drawn elsewhere, and that labels keep clear of."""
    places = dict(zip(words, points, strict=True))
    for start, end in arrows:
        style = {"arrowstyle": "-|>", "color": "#8A9099", "linewidth": 1.3, "shrinkA": 7, "shrinkB": 7}
        axes.annotate("", places[end], places[start], arrowprops=style)
    for (x, y), number in zip(points, numbers, strict=True):
        axes.plot(x, y, MARKS[number], color=COLOURS[number], markersize=9, markeredgecolor="#00000066")
    axes.set_aspect("equal", adjustable="datalim")
    axes.margins(0.1)
    axes.axis("off")
    _place_labels(axes, points, words, strong, [*lines, *((places[start], places[end]) for start, end in arrows)])


def _place_labels(
    axes: Axes,
    points: Float[np.ndarray, "words 2"],
    words: Sequence[str],
    strong: Sequence[str],
    lines: Sequence[tuple[Any, Any]],
) -> None:
    """Put each word beside its point where it covers no other and, if it can, none of the lines; further away, with a
    thin line to its point, where it is crowded. A word that finds no place is left out, unless it is strong."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    pixels = axes.transData.transform(points)
    scale, size = figure.dpi / 72, FONT - 0.5
    taken = [_around(x, y, 5 * scale) for x, y in pixels]
    crossed = [
        _around(x, y, 2 * scale)
        for start, end in lines
        for x, y in axes.transData.transform(np.linspace(start, end, 25))
    ]
    for i in sorted(range(len(words)), key=lambda i: words[i] not in strong):
        shown = short(words[i], 20)
        width, height = size * scale * 0.62 * _letters_wide(shown), size * scale * 1.15
        spots = _spots(pixels[i][0], pixels[i][1], width, height, 8 * scale)
        costs = [
            1000 * sum(_overlap((x, y, x + width, y + height), box) for box in taken)
            + 10 * sum(_overlap((x, y, x + width, y + height), box) for box in crossed)
            + (8 if place >= NEAR_SPOTS else 0)
            for place, (x, y) in enumerate(spots)
        ]
        best = int(np.argmin(costs))
        if costs[best] >= 1000 and words[i] not in strong:
            continue
        x, y = spots[best]
        taken.append((x, y, x + width, y + height))
        axes.annotate(
            shown,
            tuple(points[i]),
            ((x - pixels[i][0]) / scale, (y - pixels[i][1]) / scale),
            textcoords="offset points",
            size=size,
            weight="bold" if words[i] in strong else "normal",
            va="bottom",
            arrowprops={"arrowstyle": "-", "color": "#8A9099", "linewidth": 0.8} if best >= NEAR_SPOTS else None,
        )


def _around(x: float, y: float, reach: float) -> tuple[float, float, float, float]:
    return (x - reach, y - reach, x + reach, y + reach)


def _spots(x: float, y: float, width: float, height: float, gap: float) -> list[tuple[float, float]]:
    """The lower left corners that a label may have: eight close to its point, then twelve further away."""
    spots = []
    for distance, turns in ((gap, NEAR_SPOTS), (3.6 * gap, 12)):
        for turn in sorted(range(turns), key=lambda turn: (turn * 4 % turns != 0, turn)):
            dx, dy = math.cos(2 * math.pi * turn / turns), math.sin(2 * math.pi * turn / turns)
            spots.append((x + dx * (distance + width / 2) - width / 2, y + dy * (distance + height / 2) - height / 2))
    return spots


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return bool(a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1])


def project(
    vectors: Float[np.ndarray, "words size"], previous: Float[np.ndarray, "words 2"] | None = None
) -> Float[np.ndarray, "words 2"]:
    """The plane on which the directions of the vectors differ most (PCA of the unit vectors), as pairs of numbers.

    With `previous`, the points of the same words one frame earlier, the plane is turned and mirrored so that the words
    move as little as possible (orthogonal Procrustes: R R^T = 1, ||points R - previous|| smallest),
    so that a film of frames does not spin. Without it, the points furthest out lie at the right and at the top, so that
    the same vectors give the same picture everywhere.
    Raises ValueError for vectors that are not finite, or fewer than 2 numbers a word.
    """
    if vectors.shape[1] < 2 or not np.isfinite(vectors).all():
        raise ValueError(f"vectors of shape {vectors.shape}: pass finite vectors of at least 2 numbers a word")
    wide = vectors.astype(np.float64)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    units = wide / np.where(lengths > 0, lengths, 1)
    _, _, axes = np.linalg.svd(units - units.mean(axis=0), full_matrices=False)
    plane = np.zeros((2, wide.shape[1]))
    plane[: min(2, len(axes))] = axes[:2]
    points = (units - units.mean(axis=0)) @ plane.T
    if previous is None:
        furthest = points[np.abs(points).argmax(axis=0), [0, 1]]
        turn = np.diag(np.where(furthest < 0, -1.0, 1.0))
    else:
        left, _, right = np.linalg.svd(points.T @ previous)
        turn = left @ right
    turned: np.ndarray = points @ turn
    return turned
