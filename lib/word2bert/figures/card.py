"""The card that every picture of the course stands on: its look, its title, its words.

It does not use pyplot, so no figure stays open. The alternative text goes to the metadata of the output and of the PNG.
JupyterLab 4.6 and nbconvert's own look do not read it (nbconvert's `--template classic` does), so a notebook also says
in prose what there is to see.
"""

import base64
import io
import logging
import textwrap
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

# Okabe and Ito's colours, told apart by every kind of colour vision; core.js has the same list.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442", "#999999")
MARKS = ("o", "s", "^", "D", "v", "P", "p", "H")  # one for each colour: no group is told by colour alone
TEXT, SOFT, LINE = "#111111", "#444444", "#C8CCD2"
WIDTH = 8.6  # inches; at 100 dots an inch the width of a notebook's output on a projector of 1280 x 720
DOTS = 150  # dots an inch in the file; shown at 100, so that it is sharp on fine screens
FONT = 12

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
        with style():
            self.figure.savefig(
                file,
                format="png",
                dpi=DOTS,
                facecolor="none",
                metadata={"Description": self.alt},
                pil_kwargs={"compress_level": 3},  # in half the time of the usual 6, and a tenth larger
            )
        return file.getvalue()

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        width, height = self.figure.get_size_inches()
        data = {"text/plain": repr(self), "image/png": base64.b64encode(self.png()).decode("ascii")}
        return data, {"image/png": {"alt": self.alt, "width": round(100 * width), "height": round(100 * height)}}


@cache
def _fonts() -> list[str]:
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in _CHINESE_FONTS if name in installed)]


@contextmanager
def style() -> Iterator[None]:
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


def card(title: str, height: float, by_hand: bool = False) -> Figure:
    """An empty figure on a white card with round corners (the corners are transparent: it reads well in the dark too),
    its title at the left. by_hand: no layout engine, which moves what was placed and draws everything twice."""
    figure = Figure(figsize=(WIDTH, height), layout=None if by_hand else "constrained", facecolor="none")
    back = FancyBboxPatch(
        (0.04, 0.04),
        WIDTH - 0.08,
        height - 0.08,
        boxstyle="round,pad=0,rounding_size=0.14",
        transform=figure.dpi_scale_trans,
        facecolor="white",
        edgecolor=LINE,
        zorder=-10,
    )
    back.set_in_layout(False)
    figure.add_artist(back)
    head: dict[str, Any] = {"fontsize": FONT + 1.5, "fontweight": "bold"}
    if by_hand:
        figure.text(0.22 / WIDTH, 1 - 0.18 / height, wrapped(title), va="top", **head)
    else:
        figure.suptitle(wrapped(title), x=0.22 / WIDTH, ha="left", **head)
    return figure


def wrapped(text: str, letters: int = 74) -> str:
    """The text in lines of so many letters, those of double width counted twice; 74 of a title fit on the card."""
    fit = letters * len(text) // sum(map(letter_width, text)) if text else letters
    return "\n".join(textwrap.wrap(text, fit)) or " "


def letter_width(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def short(text: str, letters: int = 24) -> str:
    """The text, cut off with dots after so many letters."""
    return text if len(text) <= letters else text[: letters - 1] + "…"


def message(title: str, lines: Sequence[str] = ()) -> Picture:
    """A sentence on a card, with lines below: for what is said in words."""
    with style():
        top = 0.2 + 0.25 * len(wrapped(title).splitlines())
        height = top + 0.2 + 0.33 * len(lines)
        figure = card(title, height, by_hand=True)
        for place, line in enumerate(lines):
            figure.text(0.22 / WIDTH, 1 - (top + 0.24 + 0.33 * place) / height, short(line, 88), va="center")
    return Picture(figure, title, " ".join([title, *lines]))
