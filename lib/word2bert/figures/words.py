"""Words in a row and words on a map."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch
from matplotlib.transforms import BboxBase

from word2bert.figures.card import (
    COLOURS,
    FONT,
    LINE,
    MARKS,
    SOFT,
    TEXT,
    WIDTH,
    Number,
    Picture,
    card,
    letter_width,
    short,
    style,
    wrapped,
)
from word2bert.figures.charts import draw_bars, same_number

NEAR_SPOTS = 8  # places for a label right beside its point
FAINT = "#8A9099"
INSIDE = WIDTH - 0.6  # inches of a card that tiles may take
TYPED, NEAREST, SUM, OTHER = 0, 1, 3, 4  # what a point of an analogy is: its colour and shape, as in analogy_map.js


def token_tiles(
    tokens: Sequence[str], middle: int, around: Sequence[int], title: str, roles: tuple[str, str] = ("middle", "around")
) -> Picture:
    """A sentence as a row of tiles (or several), with the middle of a window and the words around it.

    middle: the place of the middle word; around: the places of the words around it; roles: what to write below both.
    What is "input" is blue, what is "label" orange; so are "around" and "middle", for both architectures at once.
    """
    sizes = [0.34 + 0.135 * _letters(token) for token in tokens]
    rows: list[list[int]] = [[]]
    for place, size in enumerate(sizes):
        if rows[-1] and sum(sizes[i] for i in rows[-1]) + size > INSIDE:
            rows.append([])
        rows[-1].append(place)
    with style():
        figure = card(title, 0.6 + 0.25 * len(wrapped(title).splitlines()) + 0.95 * len(rows))
        axes = figure.add_subplot()
        axes.set(xlim=(0, INSIDE), ylim=(0.95 * len(rows), 0))
        axes.axis("off")
        for line, row in enumerate(rows):
            left = 0.0
            for place in row:
                role = roles[0] if place == middle else roles[1] if place in around else ""
                _draw_tile(axes, (left, 0.95 * line), sizes[place], tokens[place], role, bold=place == middle)
                left += sizes[place]
    words_around = " ".join(tokens[i] for i in around)
    said = f"Sentence: {' '.join(tokens)}. {roles[0]}: {tokens[middle]}. {roles[1]}: {words_around}."
    return Picture(figure, title, said)


def _letters(token: str) -> int:
    return min(24, sum(map(letter_width, token)))


def _draw_tile(axes: Axes, corner: tuple[float, float], width: float, token: str, role: str, bold: bool) -> None:
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
    centre = left + width / 2
    weight = "bold" if bold else "normal"
    axes.text(centre, top + 0.32, short(token), ha="center", va="center", fontsize=FONT + 2, fontweight=weight)
    axes.text(centre, top + 0.74, role, ha="center", va="center", color=SOFT)


def word_map(points: Float[np.ndarray, "words 2"], words: Sequence[str], groups: Sequence[str], title: str) -> Picture:
    """Words as points on a plane, each group with its own colour and shape.

    points: one pair of numbers for each word, from `project`; groups: the name of the group of each word (at most 8
    different ones). Raises ValueError when the numbers differ, a point is not finite, or there are more than 8 groups.
    """
    same_number("points", list(points), "words", words)
    same_number("words", words, "groups", groups)
    if not np.isfinite(points).all():
        raise ValueError("points holds a number that is not finite (NaN or infinity); project finite vectors")
    kinds = list(dict.fromkeys(groups))
    if len(kinds) > len(MARKS):
        raise ValueError(f"{len(kinds)} groups; at most {len(MARKS)} can be told apart")
    with style():
        figure = card(title, 5.2)
        axes = figure.add_subplot()
        axes.axis("off")
        _draw_points(axes, points, [kinds.index(name) for name in groups])
        _legend(figure, dict(enumerate(kinds)))
        _place_labels(axes, points, words)
    members = "; ".join(
        f"{kind}: {', '.join(word for word, name in zip(words, groups, strict=True) if name == kind)}" for kind in kinds
    )
    return Picture(figure, title, f"{title}. {members}.")


def _draw_points(axes: Axes, points: Float[np.ndarray, "words 2"], numbers: Sequence[int]) -> None:
    for (x, y), number in zip(points, numbers, strict=True):
        axes.plot(x, y, MARKS[number], color=COLOURS[number], markersize=9, markeredgecolor="#00000066")
    axes.set_aspect("equal", adjustable="datalim")
    axes.margins(0.1)


def _legend(figure: Figure, names: Mapping[int, str]) -> None:
    handles = [
        Line2D([], [], marker=MARKS[i], color=COLOURS[i], markeredgecolor="#00000066", linestyle="", label=short(name))
        for i, name in names.items()
    ]
    figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=min(5, len(handles)),
        frameon=False,
        handletextpad=0.2,
        markerscale=1.5,
    )


def analogy(
    points: Float[np.ndarray, "words 2"],
    words: Sequence[str],
    typed: Sequence[tuple[int, str]],
    target: Float[np.ndarray, "2"],
    nearest: Sequence[tuple[str, Number]],
    pairs: Sequence[tuple[str, str]],
    title: str,
    axes_say: str,
) -> Picture:
    """A sum of words on a map, and the bars of the words nearest to it.

    points and words: all words shown; typed: the words of the sum with their signs (1 or -1); target: where the sum
    lies; nearest: words with their cosines to the sum, the nearest first; pairs: words joined by faint arrows;
    axes_say: what the two axes of the map are, in a sentence or two.
    """
    answers, inputs = [word for word, _ in nearest], [word for _, word in typed]
    kinds = [TYPED if word in inputs else NEAREST if word in answers else OTHER for word in words]
    places = dict(zip(words, points, strict=True))
    arrows, joined = _sum_arrows(places, typed, target), [(places[a], places[b]) for a, b in pairs]
    names = {TYPED: "words typed", NEAREST: "nearest words", SUM: "their sum", OTHER: "other pairs"}
    with style():
        figure = card(title, 4.9)
        left, right = figure.subplots(1, 2, width_ratios=(2.1, 1))
        left.set(xticks=[], yticks=[])
        left.spines[:].set_visible(False)
        left.set_xlabel(
            wrapped(f"{axes_say} Dotted: to the nearest word.", 54), color=SOFT, loc="left", fontsize=FONT - 0.5
        )
        _draw_arrows(left, joined, FAINT, 1.3)
        _draw_arrows(left, arrows, TEXT, 2.2)
        dotted = [(target, places[answers[0]])] if answers[0] not in inputs else []
        for ends in dotted:
            left.plot(*zip(*ends, strict=True), ":", color=COLOURS[NEAREST], linewidth=2.2)
        _draw_points(left, np.vstack([points, target]), [*kinds, SUM])
        colours = [COLOURS[NEAREST]] * len(answers)
        draw_bars(right, [short(word, 16) for word in answers], [cosine for _, cosine in nearest], colours, bold=[0])
        right.set(xlabel="cosine to the sum", xticks=[0, 0.5, 1])
        right.set_xlim(right.get_xlim()[0], 1.3)
        _legend(figure, {kind: name for kind, name in names.items() if kind in (*kinds, SUM)})
        lines = [*arrows, *joined, *dotted]
        _place_labels(left, np.vstack([points, target]), [*words, "sum"], [*inputs, answers[0], "sum"], lines)
    said = ", ".join(f"{word} {cosine:.2f}" for word, cosine in nearest)
    return Picture(figure, title, f"{title}. Nearest words: {said}. {axes_say}")


def _sum_arrows(
    places: Mapping[str, Float[np.ndarray, "2"]], typed: Sequence[tuple[int, str]], target: Float[np.ndarray, "2"]
) -> list[tuple[Any, Any]]:
    """The arrows of a sum: for a - b + c those of the parallelogram, from b to a and from c to the sum."""
    added, taken = ([places[word] for sign, word in typed if sign == wanted] for wanted in (1, -1))
    if len(added) == 2 and len(taken) == 1:
        return [(taken[0], added[0]), (added[1], target)]
    return [(start, target) for start in added]


def _draw_arrows(axes: Axes, arrows: Sequence[tuple[Any, Any]], colour: str, width: float) -> None:
    style = {"arrowstyle": "-|>", "color": colour, "linewidth": width, "shrinkA": 7, "shrinkB": 7}
    for start, end in arrows:
        axes.annotate("", tuple(end), tuple(start), arrowprops={**style, "mutation_scale": 10 + 3 * width})


def _place_labels(
    axes: Axes,
    points: Float[np.ndarray, "words 2"],
    words: Sequence[str],
    strong: Sequence[str] = (),
    lines: Sequence[tuple[Any, Any]] = (),
) -> None:
    """Put each word beside its point where it covers no other and, if it can, none of the lines; further away, with a
    thin line to its point, where it is crowded. A word that finds no place is left out, unless it is strong (bold)."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # from here on nothing may move
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
        width, height = size * scale * 0.62 * _letters(shown), size * scale * 1.15
        spots = _spots(pixels[i][0], pixels[i][1], width, height, 8 * scale)
        costs = [
            1000 * sum(_overlap((x, y, x + width, y + height), box) for box in taken)
            + 10 * sum(_overlap((x, y, x + width, y + height), box) for box in crossed)
            + (8 if place >= NEAR_SPOTS else 0)
            + (0 if _inside(axes.bbox, (x, y, x + width, y + height)) else 1000)
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
            arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.8} if best >= NEAR_SPOTS else None,
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


def _inside(outer: BboxBase, inner: tuple[float, float, float, float]) -> bool:
    return bool(outer.x0 <= inner[0] and outer.y0 <= inner[1] and inner[2] <= outer.x1 and inner[3] <= outer.y1)


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
