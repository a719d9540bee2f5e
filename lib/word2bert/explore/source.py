"""The library's own code, shown in a notebook."""

import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from IPython.display import Markdown


def show_source(thing: Callable[..., Any] | type) -> Markdown:
    """The source of a function or class as it stands in the library, coloured, under the name of its file."""
    code = textwrap.dedent(inspect.getsource(inspect.unwrap(thing)))  # a method stands indented in its class
    file = f"{thing.__module__.replace('.', '/')}.py"
    return Markdown(  # type: ignore[no-untyped-call]
        f"`{file}`\n\n```python\n{code}```"
    )
