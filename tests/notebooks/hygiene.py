"""What a notebook of the course must be like, beyond running: one rule a function, each yields what is wrong.

nbval compares outputs; it does not see a cell that was never run, a picture from the network, or times in the metadata.
"""

import json
import platform
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Notebook = dict[str, Any]
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
REMOTE = re.compile(
    r"""!\[[^\]]*\]\(\s*<?https?:  # a picture in Markdown
    |<[^>]+\bsrc\s*=\s*["']?(https?:)?//
    |<link[^>]+href
    |url\(["']?(https?:)?//""",
    re.IGNORECASE | re.VERBOSE,
)
ABSOLUTE = re.compile(r"(?<![\w.])/(home|root|Users|tmp|work|opt|var|private|usr|mnt)/\w|\b[A-Z]:\\\w")
VOLATILE = re.compile(r"\bat 0x[0-9a-f]{6,}|ipykernel_\d+")


def text(part: str | list[str]) -> str:
    return part if isinstance(part, str) else "".join(part)


def code_cells(notebook: Notebook) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def sources(notebook: Notebook, kind: str) -> str:
    return "\n".join(text(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind)


def outputs(notebook: Notebook) -> Iterator[dict[str, Any]]:
    for cell in code_cells(notebook):
        yield from cell["outputs"]


def output_texts(notebook: Notebook) -> Iterator[str]:
    """Every text that a cell has put out, whatever its kind; pictures and other binary data are left out."""
    for output in outputs(notebook):
        yield text(output.get("text", ""))
        for kind, content in output.get("data", {}).items():
            if kind.startswith("text/"):
                yield text(content)


def title_first(notebook: Notebook) -> Iterator[str]:
    first = notebook["cells"][0]
    if first["cell_type"] != "markdown" or not text(first["source"]).startswith("# "):
        yield "the first cell is not a title"


def executed_in_order(notebook: Notebook) -> Iterator[str]:
    counts = [cell["execution_count"] for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"its cells were not run from top to bottom in a fresh kernel, their counts are {counts}"


def nothing_on_stderr(notebook: Notebook) -> Iterator[str]:
    for output in outputs(notebook):
        if output.get("name") == "stderr":
            yield f"a cell printed to stderr: {text(output['text'])[:200]}"


def no_error(notebook: Notebook) -> Iterator[str]:
    for output in outputs(notebook):
        if output["output_type"] == "error":
            yield f"a cell ended in {output['ename']}: nbval does not compare tracebacks; catch it and print it"


def no_svg(notebook: Notebook) -> Iterator[str]:
    if any("image/svg+xml" in output.get("data", {}) for output in outputs(notebook)):
        yield "a picture is stored as SVG, which changes from run to run: use PNG"


def no_widget_state(notebook: Notebook) -> Iterator[str]:
    if "widgets" in notebook["metadata"]:
        yield "metadata.widgets is stored: it can blank the notebook on GitHub"


def no_widget_view(notebook: Notebook) -> Iterator[str]:
    if any(WIDGET_VIEW in output.get("data", {}) for output in outputs(notebook)):
        yield "a widget's view is stored: a reader sees 'model not found' instead of the picture beside it"


def plain_kernel(notebook: Notebook) -> Iterator[str]:
    name = notebook["metadata"].get("kernelspec", {}).get("name")
    if name != "python3":
        yield f"its kernel is {name!r}, not 'python3'"


def no_timings(notebook: Notebook) -> Iterator[str]:
    if any("execution" in cell["metadata"] for cell in code_cells(notebook)):
        yield "times of execution are stored in the metadata: every run would change the file"


def nothing_remote(notebook: Notebook) -> Iterator[str]:
    shown = [sources(notebook, "markdown"), *output_texts(notebook)]
    for found in filter(None, map(REMOTE.search, shown)):
        yield f"something is loaded from the network: {found[0]}"
    if found := re.search(r"https?://\S+", sources(notebook, "code")):
        yield f"a code cell names an address: {found[0]}"


def same_everywhere(notebook: Notebook) -> Iterator[str]:
    for shown in output_texts(notebook):
        if found := ABSOLUTE.search(shown) or VOLATILE.search(shown):
            yield f"an output holds what differs from machine to machine: {found[0]}"
        if len(platform.node()) > 3 and platform.node() in shown:
            yield f"an output holds the name of this machine: {platform.node()}"


def mostly_compared(notebook: Notebook) -> Iterator[str]:
    cells = code_cells(notebook)
    left_out = [cell for cell in cells if {"nbval-ignore-output", "nbval-skip"} & set(cell["metadata"].get("tags", []))]
    if 3 * len(left_out) > len(cells):
        yield f"{len(left_out)} of its {len(cells)} code cells are not compared; at most a third may be"


def short_cells(notebook: Notebook) -> Iterator[str]:
    for cell in code_cells(notebook):
        lines = text(cell["source"]).splitlines()
        if len(lines) > 15:
            yield f"a code cell has {len(lines)} lines, more than 15: {lines[0]}"


def small_file(notebook: Notebook) -> Iterator[str]:
    size = len(json.dumps(notebook, ensure_ascii=False, indent=1).encode())
    if size > 2_000_000:
        yield f"it is {size / 1e6:.1f} MB, more than 2 MB"


RULES: tuple[Callable[[Notebook], Iterator[str]], ...] = (
    title_first,
    executed_in_order,
    nothing_on_stderr,
    no_error,
    no_svg,
    no_widget_state,
    no_widget_view,
    plain_kernel,
    no_timings,
    nothing_remote,
    same_everywhere,
    mostly_compared,
    short_cells,
    small_file,
)


def has_exercises(notebook: Notebook) -> bool:
    return re.search(r"^#+ .*\bexercise", sources(notebook, "markdown"), re.I | re.M) is not None


def without_solutions(folder: Path) -> list[str]:
    """The notebooks in a folder that have exercises and no notebook of the same name in its `solutions/`."""
    return [
        path.name
        for path in sorted(folder.glob("*.ipynb"))
        if has_exercises(json.loads(path.read_bytes())) and not (folder / "solutions" / path.name).exists()
    ]
