"""What all widgets of the course share on the Python side."""

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import numpy as np

from word2bert.figures import Picture, plain_array, short
from word2bert.widgets.page import iframe, page

HERE = Path(__file__).parent


def core_script() -> str:
    """core.js as a script that makes one object, `core`, so that its names and those of a view cannot collide."""
    code = (HERE / "core.js").read_text(encoding="utf-8")
    inner = re.sub(r"^export ", "", code, flags=re.MULTILINE)
    return f"const core = (() => {{\n{inner}\nreturn {{ {', '.join(_core_exports())} }};\n}})();\n"


def _core_exports() -> list[str]:
    code = (HERE / "core.js").read_text(encoding="utf-8")
    return re.findall(r"^export (?:const|function|class) (\w+)", code, flags=re.MULTILINE)


@cache
def joined_script(name: str) -> str:
    """The view `name`.js with core.js in front, as one module: a browser that gets a module as a blob cannot import a
    second one. Raises ValueError when the view imports what the core does not export.
    """
    view = (HERE / f"{name}.js").read_text(encoding="utf-8")
    imports = re.search(r"^import \{([^}]*)\} from \"\./core\.js\";$", view, flags=re.MULTILINE)
    wanted = [part.strip() for part in imports[1].split(",") if part.strip()] if imports else []
    if unknown := sorted(set(wanted) - set(_core_exports())):
        raise ValueError(f"{name}.js imports {', '.join(unknown)}, which core.js does not export")
    return core_script() + (view.replace(imports[0], f"const {{ {', '.join(wanted)} }} = core;") if imports else view)


class CourseWidget(anywidget.AnyWidget):
    """A widget whose state lives here and whose view only draws.

    A subclass names its view (`view = "softmax_sliders"`), and says what is shown in `__repr__` and `picture`.
    In a notebook's output stand the live view, the picture for readers without a kernel, and the words. With
    WORD2BERT_STATIC=1 in the environment a page of its own stands there in place of the live view, so that
    `jupyter nbconvert --execute --to html` makes files in which it still works.
    """

    view: ClassVar[str]
    page_height: ClassVar[int] = 640  # pixels that the page gets inside an exported notebook

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "view" in cls.__dict__:  # anywidget makes further subclasses at run time; those inherit both
            cls._esm = joined_script(cls.view)
            cls._css = (HERE / "core.css").read_text(encoding="utf-8")
        super().__init_subclass__(**kwargs)

    def picture(self) -> Picture:
        """What the widget shows now, as a still picture."""
        raise NotImplementedError(f"{type(self).__name__} has no still picture")

    def html(self) -> str:
        """The widget in its present state as a page of its own, with all it needs inside."""
        own = self.traits(sync=True).keys() - anywidget.AnyWidget.class_traits(sync=True).keys()
        state = {name: getattr(self, name) for name in sorted(own) if not name.startswith("_")}
        look = (HERE / "core.css").read_text(encoding="utf-8")
        return page(joined_script(self.view), look, state, type(self).__name__, repr(self))

    def save_html(self, path: str | Path) -> None:
        """Write `html()` into a file: it opens from the disk, without a network and without a kernel.

        Raises FileNotFoundError when its folder does not exist.
        """
        folder = Path(path).resolve().parent
        if not folder.is_dir():
            raise FileNotFoundError(f"{path}: there is no folder {folder}; make it first, or pass another path")
        Path(path).write_text(self.html(), encoding="utf-8", newline="\n")

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        picture_data, metadata = self.picture()._repr_mimebundle_()
        data = {"text/plain": repr(self), "image/png": picture_data["image/png"]}
        if os.environ.get("WORD2BERT_STATIC") == "1":
            return {**data, "text/html": iframe(self.html(), type(self).__name__, self.page_height)}, metadata
        live, live_metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**live, **data}, {**live_metadata, **metadata}


PACKED = {"float32": "<f4", "float16": "<f2", "uint8": "u1"}  # core.js: decode reads them


def packed(array: object, kind: str, name: str = "array") -> bytes:
    """The numbers as bytes for a trait, row after row; `decode` in core.js reads them.

    kind: "float32" (4 bytes a number), "float16" (2; at most 65504) or "uint8" (1: whole numbers from 0 to 255).
    Raises ValueError, with the name, for numbers that are not finite or that the kind cannot hold.
    """
    if kind not in PACKED:
        raise ValueError(f"kind is {kind!r}; pass one of {', '.join(map(repr, PACKED))}")
    numbers = plain_array(array, name)
    lowest, highest = {"uint8": (0.0, 255.0), "float16": (-65504.0, 65504.0)}.get(kind, (-np.inf, np.inf))
    if numbers.size and not (lowest <= numbers.min() and numbers.max() <= highest):
        raise ValueError(
            f"{name} has numbers from {numbers.min():g} to {numbers.max():g}; {kind} holds {lowest:g} to {highest:g}: "
            f"divide {name} by its largest number first"
        )
    if kind == "uint8" and (numbers != np.round(numbers)).any():
        raise ValueError(f"{name} has fractions; uint8 holds whole numbers")
    return np.ascontiguousarray(numbers, dtype=PACKED[kind]).tobytes()


def checked_words(words: object, name: str) -> list[str]:
    """The words as a list. Raises TypeError for a str (it would become a list of letters) and for anything that is no
    sequence of str."""
    if isinstance(words, str):
        raise TypeError(f"{name} is the str {short(words)!r}; pass a list of words, such as {words.split()[:3]!r}")
    if not isinstance(words, Iterable):
        raise TypeError(f"{name} is {words!r}, a {type(words).__name__}; pass a list of words")
    listed: list[str] = list(words)
    for word in listed:
        if not isinstance(word, str):
            raise TypeError(f"{name} holds {word!r}, a {type(word).__name__}; each of them must be a str")
    return listed
