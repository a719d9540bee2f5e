"""A training and what was known at each step: the loss falls, and the answers come."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from word2bert.figures.card import (
    COLOURS,
    FONT,
    MARKS,
    SOFT,
    TEXT,
    WIDTH,
    Number,
    Picture,
    card,
    short,
    style,
    wrapped,
)

TILE, TILES_IN_A_ROW, TILE_LETTERS = (1.165, 0.46), 7, 13  # inches of a tile; letters that fit into it
LIT, DARK = COLOURS[6], "#2B2F36"  # a window with and without light
TICK, HELD_OUT_SIGN = "\N{CHECK MARK}", "\N{WHITE DIAMOND}"

Points = Sequence[tuple[Number, Number]]  # (step, value)


def facts_learned(shares: Mapping[str, Points], title: str, losses: Points = ()) -> Picture:
    """The share of right answers at each step, a curve for each group of questions; above it the loss, where given.

    shares: for each group points (step, share from 0 to 1), at least one; losses: points (step, loss in nats).
    Raises ValueError when a group has no points, or a share lies outside 0 to 1.
    """
    for name, points in shares.items():
        if not points or not all(0 <= share <= 1 for _, share in points):
            raise ValueError(f"{name!r} has the points {list(points)[:3]}: (step, share) with shares from 0 to 1")
    with style():
        figure = card(title, 5.4 if losses else 3.5)
        if losses:
            upper, lower = figure.subplots(2, sharex=True, height_ratios=(1, 1.3))
            upper.plot(*zip(*losses, strict=True), color=COLOURS[0], linewidth=2.4)
            upper.set(ylabel="loss (nats)", ylim=(0, None))
            _quiet(upper)
        else:
            lower = figure.add_subplot()
        for (name, points), colour, mark in zip(shares.items(), COLOURS[1:], MARKS[1:], strict=False):
            steps, values = zip(*((step, 100 * share) for step, share in points), strict=True)
            lower.plot(steps, values, mark + "-", color=colour, linewidth=2.4, markersize=5, label=short(name))
        lower.set(xlabel="step", ylabel="right (%)", ylim=(-4, 104))
        lower.legend(frameon=False, loc="center right", fontsize=FONT)
        _quiet(lower)
    said = [
        f"Of {name}: {points[0][1]:.0%} right at step {points[0][0]}, {points[-1][1]:.0%} at step {points[-1][0]}"
        for name, points in shares.items()
    ]
    if losses:
        said.append(f"The loss: from {losses[0][1]:.2f} to {losses[-1][1]:.2f}")
    return Picture(figure, title, f"{title}. {'. '.join(said)}.")


def capitals_wall(tiles: Mapping[str, tuple[str, bool]], title: str, held_out: Collection[str] = ()) -> Picture:
    """A tile for each country with the model's word: lit, with a tick, where the word is right.

    tiles: for each country (word, right); held_out: countries whose tiles have a dashed edge and a sign.
    Raises ValueError when there are no tiles.
    """
    if not tiles:
        raise ValueError("tiles is empty; pass (word, right) for at least one country")
    rows = -(-len(tiles) // TILES_IN_A_ROW)
    height = 0.85 + 0.25 * len(wrapped(title).splitlines()) + TILE[1] * rows
    top = 0.3 + 0.25 * len(wrapped(title).splitlines())
    with style():
        figure = card(title, height, by_hand=True)
        for place, (country, (word, right)) in enumerate(tiles.items()):
            row, column = divmod(place, TILES_IN_A_ROW)
            left, above = 0.22 + TILE[0] * column, height - top - TILE[1] * row
            apart = country in held_out
            figure.add_artist(
                FancyBboxPatch(
                    (left + 0.03, above - TILE[1] + 0.06),
                    TILE[0] - 0.06,
                    TILE[1] - 0.08,
                    boxstyle="round,pad=0,rounding_size=0.05",
                    transform=figure.dpi_scale_trans,
                    facecolor=LIT if right else DARK,
                    edgecolor=(TEXT if right else "#9AA1AC") if apart else "none",
                    linestyle=(0, (3, 2)),
                    linewidth=1.6,
                )
            )
            name = short(f"{country} {HELD_OUT_SIGN}" if apart else country, TILE_LETTERS)
            said = short(f"{TICK} {word}" if right else word, TILE_LETTERS)
            middle = (left + TILE[0] / 2) / WIDTH
            options: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 11}
            figure.text(middle, (above - 0.145) / height, name, color=TEXT if right else "#FFFFFF", **options)
            figure.text(middle, (above - 0.325) / height, said, color=TEXT if right else "#B8BDC6", **options)
        legend = f"{TICK} bright: the word is right"
        if held_out:
            legend += f"     {HELD_OUT_SIGN} dashed edge: held out, the question was never read"
        figure.text(0.22 / WIDTH, 0.3 / height, legend, va="center", color=SOFT)
    lit = {country: word for country, (word, right) in tiles.items() if right}
    wrong = ", ".join(f"{country} {word}" for country, (word, right) in tiles.items() if not right and word)
    said = f"{len(lit)} of {len(tiles)} countries are lit" + (f"; wrong: {short(wrong, 400)}" if wrong else "")
    return Picture(figure, title, f"{title}. {said}.")


def _quiet(axes: Axes) -> None:
    axes.grid(color="#E6E8EB", linewidth=0.9)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
