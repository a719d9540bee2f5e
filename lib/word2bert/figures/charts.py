"""Bars and curves."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from word2bert.figures.card import COLOURS, FONT, MARKS, TEXT, Number, Picture, card, short, style

_STRONG, _PALE = COLOURS[0], "#9CCBE8"  # a dark and a light tone are told apart in grey too


def bars(
    labels: Sequence[str], values: Sequence[Number], title: str, xlabel: str, marked: Sequence[int] = ()
) -> Picture:
    """Horizontal bars from the top down, each with its number; the marked ones are orange, with a bold label.

    labels and values: one for each bar; the values are shares or cosines (the axis reaches 1). Raises ValueError when
    their numbers differ or there are none.
    """
    same_number("labels", labels, "values", values)
    with style():
        figure = card(title, 1.5 + 0.42 * len(labels))
        axes = figure.add_subplot()
        draw_bars(axes, labels, values, [COLOURS[1 if i in marked else 0] for i in range(len(labels))], marked)
        axes.set_xlabel(xlabel)
    said = ", ".join(f"{label}: {value:.2f}" for label, value in zip(labels, values, strict=True))
    return Picture(figure, title, f"{title}. Bars: {said}.")


def draw_bars(
    axes: Axes, labels: Sequence[str], values: Sequence[Number], colours: Sequence[str], bold: Sequence[int]
) -> None:
    """Draw the bars with their numbers into the axes; bold: the places of the labels that are printed bold."""
    axes.barh(range(len(labels)), values, height=0.66, color=colours)
    for place, value in enumerate(values):
        axes.text(max(value, 0) + 0.012, place, f"{value:.2f}", va="center")
    axes.set_yticks(range(len(labels)), [short(label, 40) for label in labels], color=TEXT)
    for place in bold:
        axes.get_yticklabels()[place].set_fontweight("bold")
    axes.set_xlim(min(0, *values), 1.08)
    axes.set_ylim(len(labels) - 0.45, -0.55)
    _quiet(axes, "x")


def _quiet(axes: Axes, grid: str) -> None:
    axes.grid(axis=grid, color="#E6E8EB", linewidth=0.9)  # type: ignore[arg-type]
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def same_number(name: str, items: Sequence[Any], other_name: str, others: Sequence[Any]) -> None:
    """Raise ValueError unless there are as many of both, and at least one."""
    if len(items) != len(others) or len(items) == 0:
        raise ValueError(f"{len(items)} {name} and {len(others)} {other_name}; pass as many of both, at least one")


def bar_shares(
    shares: Mapping[str, Mapping[str, Number]], title: str, xlabel: str = "share of the countries (%)"
) -> Picture:
    """Groups of bars from the top down, each bar with its number printed beside it.

    shares: for each group (a question that was asked) the share from 0 to 1 of one or two series (the answer came
    first, among the first 3), the same series in every group. Raises ValueError for a share outside 0 to 1, or groups
    with different series.
    """
    if not shares:
        raise ValueError("shares is empty; pass at least one group")
    series = list(next(iter(shares.values())))
    if not 1 <= len(series) <= 2:
        raise ValueError(f"{len(series)} series {series}; pass one or two")
    for group, row in shares.items():
        if list(row) != series:
            raise ValueError(
                f"{group!r} has the series {list(row)} and the first group {series}; give all groups the same"
            )
        if not all(0 <= share <= 1 for share in row.values()):
            raise ValueError(f"{group!r} has shares {row}; a share lies between 0 and 1")
    with style():
        figure = card(title, 1.5 + len(shares) * (0.2 + 0.33 * len(series)))
        _draw_groups(figure.add_subplot(), shares, series, xlabel)
    said = "; ".join(
        f"{group}: " + ", ".join(f"{name} {100 * share:.0f} %" for name, share in row.items())
        for group, row in shares.items()
    )
    return Picture(figure, title, f"{title}. {said}.")


def _draw_groups(axes: Axes, shares: Mapping[str, Mapping[str, Number]], series: Sequence[str], xlabel: str) -> None:
    thick = 0.8 / len(series)
    for number, (name, colour) in enumerate(zip(series, (_STRONG, _PALE), strict=False)):
        places = np.arange(len(shares)) + (number - (len(series) - 1) / 2) * thick
        values = [100 * row[name] for row in shares.values()]
        axes.barh(places, values, height=0.9 * thick, color=colour, label=short(name))
        for place, value in zip(places, values, strict=True):
            axes.text(value + 1, place, f"{value:.0f} %", va="center")
    axes.set_yticks(np.arange(len(shares)), [short(group, 40) for group in shares], color=TEXT)
    axes.set(xlim=(0, 110), xlabel=xlabel, ylim=(len(shares) - 0.45, -0.55))
    axes.set_xticks(range(0, 101, 20))
    _quiet(axes, "x")
    if len(series) > 1:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, borderaxespad=0.2, fontsize=FONT)


def loss_curves(
    curves: Mapping[str, Sequence[tuple[Number, Number]]],
    title: str,
    xlabel: str = "epochs",
    marks: Sequence[tuple[Number, str]] = (),
) -> Picture:
    """Losses that fall, one below the other, each on a scale of its own.

    curves: by the name of the loss, points (place, loss); xlabel: what the places count
    marks:  (place, text), a dotted line with a few words, such as the moment when a model knows something
    Raises ValueError when there are no points.
    """
    if not curves or not all(curves.values()):
        raise ValueError(f"curves is {curves!r}; pass at least one point (place, loss) for each name")
    with style():
        figure = card(title, 1.5 + (2.1 if len(curves) < 3 else 1.6) * len(curves))
        panels = figure.subplots(len(curves), sharex=True, squeeze=False)[:, 0]
        for axes, (name, points), colour, mark in zip(panels, curves.items(), COLOURS, MARKS, strict=False):
            axes.plot(*zip(*points, strict=True), mark + "-", color=colour, markevery=[-1], linewidth=2.4, markersize=8)
            axes.set_ylabel(f"{name}\n(nats)" if len(curves) > 1 else f"{name} (nats)")
            for place, _ in marks:
                axes.axvline(place, color=TEXT, linestyle=":", linewidth=1.4)
            _quiet(axes, "both")
        left, right = panels[0].get_xlim()
        for number, (place, text) in enumerate(marks):
            panels[0].annotate(
                f" {short(text, 40)} ",
                (place, 0.96 - 0.14 * (number % 3)),
                xycoords=("data", "axes fraction"),
                ha="right" if place > (left + right) / 2 else "left",
                va="top",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )
        panels[-1].set_xlabel(xlabel)
    ends = [f"{name} from {points[0][1]:.2f} to {points[-1][1]:.2f}" for name, points in curves.items()]
    noted = [f"{text} at {place:g}" for place, text in marks]
    said = f"Against {xlabel}, in nats: {'; '.join(ends)}." + (f" Marked: {'; '.join(noted)}." if noted else "")
    return Picture(figure, title, f"{title}. {said}")


def cost_curve(dictionary_sizes: Sequence[int], costs: Mapping[str, Sequence[Number]], title: str) -> Picture:
    """Cost as the dictionary grows, both axes logarithmic: slope 1 means twice the words, twice the cost.

    dictionary_sizes: numbers of words; costs: for each loss one time in milliseconds for each size. Raises
    ValueError when the numbers differ or one is not above 0.
    """
    for name, row in costs.items():
        same_number("dictionary_sizes", dictionary_sizes, f"costs of {name}", row)
        if min(*row, *dictionary_sizes) <= 0:
            raise ValueError(f"{name}: a logarithmic axis needs numbers above 0, and the smallest is {min(*row)}")
    with style():
        figure = card(title, 3.9)
        axes = figure.add_subplot()
        axes.set(xscale="log", yscale="log")
        for (name, row), colour, mark in zip(costs.items(), COLOURS, MARKS, strict=False):
            axes.plot(dictionary_sizes, row, mark + "-", color=colour, linewidth=2.4, markersize=8, label=short(name))
        axes.set(xlabel="size of the dictionary (words)", ylabel="time (ms)")
        axes.set_xticks(list(dictionary_sizes), [f"{size:,}" for size in dictionary_sizes])
        axes.minorticks_off()
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")
        axes.legend(frameon=False, handlelength=2.6)
        _quiet(axes, "both")
    said = "; ".join(
        f"{name}: {row[0]:.3g} ms at {dictionary_sizes[0]:,} words, {row[-1]:.3g} ms at {dictionary_sizes[-1]:,}"
        for name, row in costs.items()
    )
    return Picture(figure, title, f"{title}. Times: {said}.")
