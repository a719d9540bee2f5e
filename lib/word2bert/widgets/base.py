"""What all widgets of the course share on the Python side."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import anywidget

from word2bert.figures import Picture, short

HERE = Path(__file__).parent


@cache
def joined_script(name: str) -> str:
    """The view `name`.js with core.js in front, as one module: a browser that gets a module as a blob cannot import a
    second one. The core becomes an object, so that its names and those of the view cannot collide.

    Raises ValueError when the view imports what the core does not export.
    """
    core = (HERE / "core.js").read_text(encoding="utf-8")
    view = (HERE / f"{name}.js").read_text(encoding="utf-8")
    exports = re.findall(r"^export (?:const|function|class) (\w+)", core, flags=re.MULTILINE)
    imports = re.search(r"^import \{([^}]*)\} from \"\./core\.js\";$", view, flags=re.MULTILINE)
    wanted = [part.strip() for part in imports[1].split(",") if part.strip()] if imports else []
    if unknown := sorted(set(wanted) - set(exports)):
        raise ValueError(f"{name}.js imports {', '.join(unknown)}, which core.js does not export")
    inner = re.sub(r"^export ", "", core, flags=re.MULTILINE)
    head = f"const core = (() => {{\n{inner}\nreturn {{ {', '.join(exports)} }};\n}})();\n"
    return head + (view.replace(imports[0], f"const {{ {', '.join(wanted)} }} = core;") if imports else view)


class CourseWidget(anywidget.AnyWidget):
    """A widget whose state lives here and whose view only draws.

    A subclass names its view (`view = "softmax_sliders"`), and says what is shown in `__repr__` and `picture`.
    In a notebook's output stand the live view, the picture for readers without a kernel, and the words.
    """

    view: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "view" in cls.__dict__:  # anywidget makes further subclasses at run time; those inherit both
            cls._esm = joined_script(cls.view)
            cls._css = (HERE / "core.css").read_text(encoding="utf-8")
        super().__init_subclass__(**kwargs)

    def picture(self) -> Picture:
        """What the widget shows now, as a still picture."""
        raise NotImplementedError(f"{type(self).__name__} has no still picture")

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        picture_data, picture_metadata = self.picture()._repr_mimebundle_()
        return (
            {**data, "text/plain": repr(self), "image/png": picture_data["image/png"]},
            {**metadata, **picture_metadata},
        )


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
