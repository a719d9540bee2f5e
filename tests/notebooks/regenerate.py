"""Runs notebooks from top to bottom and stores their outputs; no stored output is ever made by hand.

.venv/bin/python tests/notebooks/regenerate.py         all of them
.venv/bin/python tests/notebooks/regenerate.py 01 02   these and their solutions (a number, or the path of a file)
"""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

FOLDER = Path(__file__).parents[2] / "notebooks"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def find(chosen: list[str]) -> list[Path]:
    """The files that are meant. Raises FileNotFoundError for a number that no notebook has."""
    found = []
    for name in chosen or [""]:
        paths = [Path(name)] if name.endswith(".ipynb") else sorted(FOLDER.glob(f"**/{name}*.ipynb"))
        if not paths:
            raise FileNotFoundError(f"no notebook begins with {name!r} in {FOLDER.name}/")
        found += [path for path in paths if ".ipynb_checkpoints" not in path.parts]
    return found


def stable(notebook: nbformat.NotebookNode) -> None:
    """Leaves out what changes from run to run or from machine to machine, and what GitHub cannot show."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {key: cell.metadata[key] for key in ("tags", "jupyter") if key in cell.metadata}
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)


def regenerate(path: Path) -> None:
    """Runs one notebook in a fresh kernel. When a cell fails, the file stays as it was."""
    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": str(path.parent)}}
    # streams joined, as nbval joins them: how the kernel cuts them up is chance
    settings = {"timeout": 600, "kernel_name": "python3", "coalesce_streams": True, "record_timing": False}
    NotebookClient(notebook, resources=folder, **settings).execute()
    stable(notebook)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    unfinished.replace(path)


def main(chosen: list[str]) -> int:
    os.environ["WORD2BERT_DEVICE"] = "cpu"  # as in the check of the notebooks: a GPU prints other numbers
    os.environ.pop("MPLBACKEND", None)  # the notebook's own, whatever the shell says
    for path in find(chosen):
        print(path.name, flush=True)
        try:
            regenerate(path)
        except CellExecutionError as error:
            print(f"{path} is left as it was: {error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
