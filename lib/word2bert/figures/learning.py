"""A training and what was known at each step: the loss falls, and the answers come."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from word2bert.figures.card import COLOURS, FONT, MARKS, Number, Picture, card, short, style

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


def _quiet(axes: Axes) -> None:
    axes.grid(color="#E6E8EB", linewidth=0.9)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
