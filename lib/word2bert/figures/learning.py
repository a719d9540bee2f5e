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
MOST_RUNS = 6
LIT, DARK = COLOURS[6], "#2B2F36"  # a window with and without light
TICK, HELD_OUT_SIGN = "\N{CHECK MARK}", "\N{WHITE DIAMOND}"

Points = Sequence[tuple[Number, Number]]  # (step, value)
Curves = Mapping[str, Points]


def facts_learned(
    shares: Mapping[str, Points], title: str, losses: Points = (), begins: Sequence[tuple[str, Number]] = ()
) -> Picture:
    """The share of right answers at each step, a curve for each group of questions; above it the loss, where given.

    shares: for each group points (step, share from 0 to 1), at least one; losses: points (step, loss in nats);
    begins: (name, step) of what begins there, a dotted line each.
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
        for name, step in begins:
            for axes in figure.axes:
                axes.axvline(step, color=SOFT, linestyle=":", linewidth=1.6)
            top = figure.axes[0]
            top.annotate(
                short(name), (step, 1), (4, -4), top.get_xaxis_transform(), "offset points", va="top", color=SOFT
            )
    said = [
        f"Of {name}: {points[0][1]:.0%} right at step {points[0][0]}, {points[-1][1]:.0%} at step {points[-1][0]}"
        for name, points in shares.items()
    ]
    if losses:
        said.append(f"The loss: from {losses[0][1]:.2f} to {losses[-1][1]:.2f}")
    said += [f"At step {step}: {name}" for name, step in begins]
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


def runs_compared(losses: Mapping[str, Curves], right: Mapping[str, Curves], title: str) -> Picture:
    """Trainings side by side, a column for each: its losses, below them what it got right, the last value written.

    losses: for each run by the name of the loss points (step, loss in nats); right: for each run by what was asked
    points (step, share from 0 to 1). A loss that a run did not have, or nothing asked, stays an empty place.
    Raises ValueError for other than 1 to 6 runs, different runs in both, empty curves, and shares outside 0 to 1.
    """
    if not 1 <= len(losses) <= MOST_RUNS or list(losses) != list(right):
        raise ValueError(f"losses has the runs {list(losses)} and right {list(right)}; pass 1 to {MOST_RUNS}, the same")
    for kind, highest in ((losses, float("inf")), (right, 1)):
        for run, curves in kind.items():
            for name, points in curves.items():
                if not points or not all(0 <= value <= highest for _, value in points):
                    raise ValueError(
                        f"{name!r} of {run!r} has {list(points)[:3]}: (step, loss), or (step, share from 0 to 1)"
                    )
    rows = [
        (name, kind)
        for kind in (losses, right)
        for name in dict.fromkeys(name for run in kind.values() for name in run)
    ]
    if not rows:
        raise ValueError("there is no curve; pass at least one loss or share of one run")
    with style():
        figure = card(title, 1.5 + 1.45 * len(rows))
        panels = figure.subplots(len(rows), len(losses), sharex=True, sharey="row", squeeze=False)
        for line, (name, kind) in enumerate(rows):
            for axes, run in zip(panels[line], losses, strict=True):
                _draw_run(axes, kind[run].get(name), line, 100 if kind is right else 1)
            panels[line][0].set_ylabel(f"{short(name)}\n({'%' if kind is right else 'nats'})")
            top = max(value for curves in kind.values() for _, value in curves.get(name, ())) or 1.0
            panels[line][0].set_ylim(*((-4, 106) if kind is right else (-0.04 * top, 1.4 * top)))
        for axes, run in zip(panels[0], losses, strict=True):
            axes.set_title(wrapped(run, 64 // len(losses)), fontsize=FONT, fontweight="bold", loc="left")
        for axes in panels[-1]:
            axes.set_xlabel("step")
    ends = [
        f"{run}: "
        + (
            ", ".join(
                [f"{name} {points[-1][1]:.2f}" for name, points in losses[run].items()]
                + [f"{name} {points[-1][1]:.0%} right" for name, points in right[run].items()]
            )
            or "nothing"
        )
        for run in losses
    ]
    return Picture(figure, title, f"{title}. At the end: {'; '.join(ends)}.")


def _draw_run(axes: Axes, points: Points | None, line: int, scale: int) -> None:
    """One curve with its last value, or an empty place."""
    _quiet(axes)
    if points is None:
        axes.text(
            0.5,
            0.5,
            "not trained on it" if scale == 1 else "not asked",
            transform=axes.transAxes,
            ha="center",
            va="center",
            color=SOFT,
        )
        return
    steps, values = zip(*((step, scale * value) for step, value in points), strict=True)
    axes.plot(steps, values, MARKS[line] + "-", color=COLOURS[line], markevery=[-1], linewidth=2.4, markersize=7)
    written = f"{values[-1]:.0f} %" if scale > 1 else f"{values[-1]:.2f}"
    below = scale > 1 and values[-1] > 50  # where the curve is not: it has risen, or falls from the left
    place: dict[str, Any] = {"ha": "right", "va": "bottom" if below else "top", "transform": axes.transAxes}
    axes.text(0.97, 0.1 if below else 0.96, written, fontweight="bold", **place)


def _quiet(axes: Axes) -> None:
    axes.grid(color="#E6E8EB", linewidth=0.9)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
