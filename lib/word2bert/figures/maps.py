"""Matrices as pictures: attention maps, and small matrices with their numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from word2bert.figures.card import COLOURS, FONT, SOFT, TEXT, WIDTH, Picture, card, letter_width, short, style, wrapped

# The colours of the figure that every paper shows, the same in every notebook; each also has its letter.
ROLES = {"Q": COLOURS[0], "K": COLOURS[1], "V": COLOURS[2], "output": COLOURS[5]}
NUMBERS_UP_TO = 10  # so many keys leave room for numbers in the cells of an attention map
MOST_TOKENS = 40  # with more tokens than this, every second, third ... of them is written
TIMES, MINUS = "\N{MULTIPLICATION SIGN}", "\N{MINUS SIGN}"
MOST_IN_STRIP = 8  # small maps beside each other
CELL = 0.62, 0.4  # inches of a cell with a number in it


def plain_array(values: object, name: str) -> np.ndarray:
    """The numbers as float64, from an array, a tensor (also one with a gradient, on any device) or nested lists.

    Raises ValueError, with the name, where there is no number, or one is not finite.
    """
    tensor: Any = values
    if hasattr(tensor, "detach"):
        tensor = tensor.detach().cpu().double().numpy()
    try:
        numbers = np.asarray(tensor, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} is a {type(values).__name__} that is no array of numbers: {error}") from None
    if not np.isfinite(numbers).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(numbers))[0])
        raise ValueError(f"{name} has {numbers[place]} at {place}; pass finite numbers")
    return numbers


def matrix(values: object, name: str) -> Float[np.ndarray, "rows columns"]:
    """`plain_array` with two axes and no empty one. Raises ValueError for another shape."""
    numbers = plain_array(values, name)
    if numbers.ndim != 2 or not numbers.size:
        raise ValueError(f"{name} has shape {numbers.shape}; pass a matrix (rows, columns) with at least one number")
    return numbers


def attention_map(
    weights: object,
    tokens: Sequence[str],
    title: str,
    keys: Sequence[str] | None = None,
    numbers: bool | None = None,
) -> Picture:
    """Attention weights as a map: rows are queries (from), columns are keys (to), cividis from 0 to 1.

    weights: (queries, keys), each from 0 to 1; tokens: one for each query, and for each key too unless keys is given;
    numbers: write them into the cells (by itself: when there are at most 10 keys). Raises ValueError when the tokens do
    not fit the weights, or a weight lies outside 0 to 1.
    """
    shares = matrix(weights, "weights")
    names = tokens if keys is None else keys
    if shares.shape != (len(tokens), len(names)):
        raise ValueError(
            f"weights has shape {shares.shape}, and there are {len(tokens)} queries and {len(names)} keys; "
            "pass one row for each query (from) and one column for each key (to)"
        )
    if shares.min() < 0 or shares.max() > 1 + 1e-6:
        raise ValueError(f"weights lie between {shares.min():g} and {shares.max():g}; pass shares between 0 and 1")
    if numbers is None:
        numbers = len(names) <= NUMBERS_UP_TO
    height = min(6.4, max(2.4, 0.42 * len(tokens) + 1.2)) + 0.12 * min(14, max(map(_letters, names)))
    with style():
        figure = card(title, 0.4 + 0.25 * len(wrapped(title).splitlines()) + height)
        axes = figure.add_subplot()
        image = axes.imshow(shares, cmap="cividis", vmin=0, vmax=1, interpolation="nearest")
        _write_tokens(axes, tokens, names)
        if numbers:
            _write_numbers(axes, shares, 2, "cividis")
        bar = figure.colorbar(image, ax=axes, shrink=0.8, pad=0.03)
        bar.set_label("attention weight")
        bar.outline.set_visible(False)
    return Picture(figure, title, f"{title}. {_said(shares, tokens, names)}")


def _letters(token: str) -> int:
    return sum(map(letter_width, token))


def _write_tokens(axes: Axes, queries: Sequence[str], keys: Sequence[str]) -> None:
    for axis, names in (("y", queries), ("x", keys)):
        step = -(-len(names) // MOST_TOKENS)
        places = range(0, len(names), step)
        options: dict[str, Any] = {"rotation": 90} if axis == "x" and _letters("".join(names)) > 40 else {}
        set_ticks = axes.set_yticks if axis == "y" else axes.set_xticks
        set_ticks(places, [short(names[i], 14) for i in places], color=TEXT, fontsize=max(FONT - 1, 11), **options)
    axes.set_xlabel("key (to)")
    axes.set_ylabel("query (from)")
    axes.xaxis.set_label_position("top")
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _said(shares: Float[np.ndarray, "queries keys"], queries: Sequence[str], keys: Sequence[str]) -> str:
    """Where each of the first queries looks most."""
    best = shares.argmax(axis=1)
    looks = [
        f"{token} → {keys[key]} {shares[row, key]:.2f}"
        for row, (token, key) in enumerate(zip(queries, best, strict=True))
    ]
    more = f"; and {len(looks) - 12} more" if len(looks) > 12 else ""
    return f"Largest weight of each query: {'; '.join(looks[:12])}{more}."


def training_maps(
    strip: Mapping[str, object], weights: object, tokens: Sequence[str], title: str, row: int | None = None
) -> Picture:
    """One head while it learns: small maps in a row, and below them a large one with its tokens.

    strip: for each label ("step 300") the weights (from, to), one to eight of them; weights: those of the large map;
    row: the place of a token whose row has a frame. Raises ValueError when the tokens do not fit the weights, or a
    weight lies outside 0 to 1.
    """
    maps = {label: matrix(values, label) for label, values in strip.items()}
    if not 1 <= len(maps) <= MOST_IN_STRIP:
        raise ValueError(f"there are {len(maps)} small maps; pass 1 to {MOST_IN_STRIP}")
    large = matrix(weights, "weights")
    for name, shares in {**maps, "weights": large}.items():
        if shares.shape != (len(tokens), len(tokens)):
            raise ValueError(f"{name} has shape {shares.shape}, and there are {len(tokens)} tokens")
        if shares.min() < 0 or shares.max() > 1 + 1e-6:
            raise ValueError(f"{name} lies between {shares.min():g} and {shares.max():g}; pass shares between 0 and 1")
    high = min(5.2, max(2.4, 0.24 * len(tokens) + 0.5)) + 0.1 * min(14, max(map(_letters, tokens)))
    with style():
        figure = card(title, 2.1 + 0.25 * len(wrapped(title).splitlines()) + high)
        parts: Any = figure.subfigures(2, height_ratios=(1.45, high))
        upper, lower = parts
        upper.set_facecolor("none")
        lower.set_facecolor("none")
        options: dict[str, Any] = {"cmap": "cividis", "vmin": 0, "vmax": 1, "interpolation": "nearest"}
        small = upper.subplots(1, max(len(maps), 6), squeeze=False)[0]
        for axes, (label, shares) in zip(small, maps.items(), strict=False):
            axes.imshow(shares, **options)
            axes.set_title(short(label, 14), fontsize=FONT - 1, pad=4)
        for axes in small:
            axes.set_axis_off()
        axes = lower.subplots()
        image = axes.imshow(large, **options)
        _write_tokens(axes, tokens, tokens)
        axes.tick_params(axis="x", rotation=90)  # the columns are narrower than words
        if row is not None:
            axes.add_patch(_frame(row, len(tokens)))
            axes.get_yticklabels()[row].set_fontweight("bold")
        bar = lower.colorbar(image, ax=axes, shrink=0.8, pad=0.03)
        bar.set_label("attention weight")
        bar.outline.set_visible(False)
    return Picture(figure, title, f"{title}. Small maps: {', '.join(maps)}. {_said(large, tokens, tokens)}")


def _frame(row: int, columns: int) -> Rectangle:
    return Rectangle((-0.5, row - 0.5), columns, 1, fill=False, edgecolor="white", linewidth=2.5)


def matrix_card(
    matrices: Mapping[str, object],
    title: str,
    signs: Sequence[str] = (),
    rows: Mapping[str, Sequence[str]] | None = None,
    columns: Mapping[str, Sequence[str]] | None = None,
    roles: Mapping[str, str] | None = None,
    digits: int = 2,
) -> Picture:
    """Small matrices side by side, each with its name, its shape and a number in every cell: Q · Kᵀ = scores.

    matrices: name -> (rows, columns); signs: what stands between them, one fewer than matrices; rows, columns: labels
    of the rows and columns of some of the matrices; roles: the colour of each, "Q", "K", "V", "output" (deeper for
    larger numbers) or "weights" (cividis from 0 to 1); a matrix with one of these names has it by itself, others are
    white. digits: after the point. Raises ValueError when signs or labels do not fit, for an unknown role, and for more
    cells than the card has room for.
    """
    tables = {name: matrix(values, name) for name, values in matrices.items()}
    if not tables or len(signs) not in (0, len(tables) - 1):
        raise ValueError(f"{len(tables)} matrices and {len(signs)} signs; pass a sign for each gap, or none")
    rows, columns = rows or {}, columns or {}
    roles = {name: name for name in tables if name in (*ROLES, "weights")} | dict(roles or {})
    for name, role in roles.items():
        if role not in (*ROLES, "weights"):
            raise ValueError(f"the role of {name} is {role!r}; pass one of Q, K, V, output, weights")
    for labels, axis, what in ((rows, 0, "rows"), (columns, 1, "columns")):
        for name, listed in labels.items():
            if name not in tables or len(listed) != tables[name].shape[axis]:
                has = f"has shape {tables[name].shape}" if name in tables else "is no matrix here"
                raise ValueError(f"{what} names {len(listed)} labels for {name!r}, which {has}")
    lefts = [
        0.1 + max((0.1 * min(12, _letters(label)) for label in rows.get(name, ())), default=0.0) for name in tables
    ]
    widths = [max(CELL[0] * table.shape[1], 0.105 * len(_heading(name, table))) for name, table in tables.items()]
    gap = 0.42 if signs else 0.3
    needed = sum(lefts) + sum(widths) + gap * (len(tables) - 1)
    if needed > WIDTH - 0.5:
        raise ValueError(
            f"the matrices need {needed:.1f} inches and the card has {WIDTH - 0.5:.1f}; show fewer columns"
        )
    tallest = max(table.shape[0] for table in tables.values())
    top = 0.85 + 0.25 * len(wrapped(title).splitlines()) + (0.26 if columns else 0)
    height = top + CELL[1] * tallest + 0.25
    with style():
        figure = card(title, height, by_hand=True)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        axes.axis("off")
        axes.patch.set_visible(False)
        left = 0.3
        for place, (name, table) in enumerate(tables.items()):
            left += lefts[place]
            down = top + CELL[1] * (tallest - table.shape[0]) / 2
            _draw_table(
                axes, (left, down), name, table, rows.get(name, ()), columns.get(name, ()), roles.get(name), digits
            )
            left += widths[place]
            if signs and place < len(signs):
                axes.text(
                    left + gap / 2,
                    top + CELL[1] * tallest / 2,
                    signs[place],
                    ha="center",
                    va="center",
                    fontsize=FONT + 6,
                )
            left += gap
    said = "; ".join(
        f"{name} {_heading('', table).strip()}: {_spoken(table, digits)}" for name, table in tables.items()
    )
    return Picture(figure, title, f"{title}. {said}.")


def _heading(name: str, table: Float[np.ndarray, "rows columns"]) -> str:
    return f"{name}  {table.shape[0]} {TIMES} {table.shape[1]}"


def _spoken(table: Float[np.ndarray, "rows columns"], digits: int) -> str:
    return " | ".join(" ".join(f"{x:.{digits}f}" for x in row) for row in table)


def _draw_table(
    axes: Axes,
    corner: tuple[float, float],
    name: str,
    table: Float[np.ndarray, "rows columns"],
    rows: Sequence[str],
    columns: Sequence[str],
    role: str | None,
    digits: int,
) -> None:
    (left, top), (wide, high) = corner, CELL
    colour = ROLES.get(role or "", TEXT)
    above = 0.36 if columns else 0.1
    axes.text(left, top - above, _heading(name, table), va="bottom", fontweight="bold", color=TEXT)
    for i, label in enumerate(rows):
        axes.text(left - 0.1, top + (i + 0.5) * high, short(label, 12), ha="right", va="center", color=SOFT)
    for j, label in enumerate(columns):
        axes.text(
            left + (j + 0.5) * wide, top - 0.08, short(label, 7), ha="center", va="bottom", color=SOFT, fontsize=11
        )
    largest = max(float(np.abs(table).max()), 1e-12)
    for (i, j), value in np.ndenumerate(table):
        fill = _fill(value, largest, role)
        x, y = left + j * wide, top + i * high
        axes.add_patch(
            matplotlib.patches.Rectangle((x, y), wide, high, facecolor=fill, edgecolor=colour, linewidth=1.2)
        )
        axes.text(
            x + wide / 2,
            y + high / 2,
            f"{value:.{digits}f}".replace("-", MINUS),
            ha="center",
            va="center",
            color=_ink(fill),
        )


def _fill(value: float, largest: float, role: str | None) -> tuple[float, float, float]:
    if role == "weights":
        red, green, blue, _ = matplotlib.colormaps["cividis"](float(np.clip(value, 0, 1)))
        return red, green, blue
    if role is None:
        return (1.0, 1.0, 1.0)
    share = 0.1 + 0.4 * abs(value) / largest  # pale enough for black letters
    red, green, blue = (1 - share * (1 - part) for part in to_rgb(ROLES[role]))
    return red, green, blue


def _ink(fill: tuple[float, float, float]) -> str:
    """Black or white, whichever is read better on the colour (WCAG 2: relative luminance)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in fill]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#FFFFFF"


def _write_numbers(axes: Axes, table: Float[np.ndarray, "rows columns"], digits: int, colours: str) -> None:
    for (i, j), value in np.ndenumerate(table):
        red, green, blue, _ = matplotlib.colormaps[colours](float(value))
        axes.text(j, i, f"{value:.{digits}f}", ha="center", va="center", color=_ink((red, green, blue)))
