"""The five boxes of attention, and the softmax of its pictures. Notebook 04."""

import numpy as np
from jaxtyping import Bool, Float
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from word2bert.figures.card import FONT, LINE, SOFT, TEXT, Picture, card, style
from word2bert.figures.maps import ROLES

BOXES = {
    "MatMul": "how well does each\nquery fit each key?",
    "Scale": "divide by √D",
    "Mask": "what may not be\nseen gets \N{MINUS SIGN}∞",
    "SoftMax": "shares that sum\nto 1 in each row",
    "MatMul ": "mix the values\nby the weights",
}


def five_boxes(title: str = "Attention is five small steps in a row") -> Picture:
    """Q and K enter a MatMul, then Scale, Mask and SoftMax give the weights; a second MatMul mixes V by them.

    Vaswani et al. 2017, figure 2, drawn from left to right.
    """
    with style():
        figure = card(title, 2.6)
        axes = figure.add_subplot()
        axes.set(xlim=(-0.2, 10.3), ylim=(-0.75, 1.85))
        axes.axis("off")
        for place, (name, does) in enumerate(BOXES.items()):
            _box(axes, 2 * place + 0.85, name, does)
        for place in range(4):
            _arrow(axes, (2 * place + 1.62, 0.5), (2 * place + 2.06, 0.5), TEXT)
        axes.text(7.84, 1.0, "weights", ha="center", color=SOFT, fontsize=FONT - 1)
        _inputs(axes)
    said = "; ".join(f"{name.strip()}: {does}".replace("\n", " ") for name, does in BOXES.items())
    return Picture(figure, title, f"{title}. Q and K enter the first box, V the last; out comes the output. {said}.")


def _box(axes: Axes, x: float, name: str, does: str) -> None:
    box = FancyBboxPatch(
        (x - 0.72, 0.16), 1.44, 0.68, boxstyle="round,pad=0.03,rounding_size=0.1", facecolor="#F2F4F7", edgecolor=LINE
    )
    axes.add_patch(box)
    axes.text(x, 0.5, name.strip(), ha="center", va="center", fontweight="bold", fontsize=FONT + 1)
    axes.text(x, -0.02, does, ha="center", va="top", color=SOFT, fontsize=FONT - 1, linespacing=1.25)


def _inputs(axes: Axes) -> None:
    for letter, x in [("Q", 0.5), ("K", 1.2), ("V", 8.85)]:
        role = {"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": ROLES[letter], "linewidth": 2.5}
        axes.text(x, 1.5, letter, ha="center", va="center", fontsize=FONT + 3, fontweight="bold", bbox=role)
        _arrow(axes, (x, 1.24), (x, 0.9), ROLES[letter])
    _arrow(axes, (9.62, 0.5), (10.1, 0.5), ROLES["output"])
    axes.text(9.86, 1.0, "output", ha="center", color=TEXT, fontsize=FONT - 1)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 2.4, "shrinkA": 0})


def softmax(
    scores: Float[np.ndarray, "*heads queries keys"],
    allowed: Bool[np.ndarray, "*heads queries keys"] | None = None,
    temperature: float = 1.0,
) -> Float[np.ndarray, "*heads queries keys"]:
    """e^(score / temperature), as a share of its row. A row with nothing allowed is zero. allowed: None = all."""
    may = np.ones(scores.shape, dtype=bool) if allowed is None else allowed
    highest = np.where(may, scores, -np.inf).max(axis=-1, keepdims=True, initial=np.finfo(scores.dtype).min)
    powers = np.where(may, np.exp(np.where(may, scores - highest, 0) / temperature), 0)
    sums = powers.sum(axis=-1, keepdims=True)
    weights: np.ndarray = powers / np.where(sums > 0, sums, 1)
    return weights
