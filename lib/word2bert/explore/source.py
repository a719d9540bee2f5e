"""The library's own code, shown in a notebook."""

import inspect
from collections.abc import Callable
from typing import Any

from IPython.display import Markdown


def show_source(thing: Callable[..., Any] | type) -> Markdown:
    """The source of a function or class as it stands in the library, coloured, under the name of its file."""
    code = inspect.getsource(inspect.unwrap(thing))
    file = f"{thing.__module__.replace('.', '/')}.py"
    return Markdown(  # type: ignore[no-untyped-call]
        f"`{file}`\n\n```python\n{code}```"
    )
