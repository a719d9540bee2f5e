"""Notebooks 01, 02, 03, 05, 07, 08 and 09 run on other text when one line is changed: `documents = ...` in the cell
`text`.

Cells tagged `small-world` ask what only Small World can answer; here they are left out.
"""

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import nbformat
import pytest

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "notebooks"
LEARNED = (
    "assert any({word!r} in thing.words for thing in list(globals().values()) if type(thing).__name__ == 'WordVectors')"
)
READ = "assert any({word!r} in sentence for sentence in sentences)"
TEXTS_READ = "assert any({word!r} in text for text in texts)"
DOCUMENTS_READ = "assert any({word!r} in str(document) for document in documents)"
KNOWS = {
    **{"01": LEARNED, "02": LEARNED, "03": READ, "05": READ},
    **{"07": TEXTS_READ, "08": TEXTS_READ, "09": DOCUMENTS_READ},
}
SHORTER = dict.fromkeys(("07", "09"), "; import dataclasses; run = dataclasses.replace(run, steps=20, warm_up=5)")


def english(folder: Path) -> None:
    """A small folder of files on a subject that Small World does not have."""
    who = ("the quokka", "an otter", "the old ferry", "a lighthouse keeper", "the harbour cat", "a diver")
    does = ("watches", "follows", "greets", "forgets", "finds", "paints", "avoids", "remembers")
    near = "tide rope wave boat shell fog anchor gull lantern net jetty storm buoy pebble sail crab oar reef".split()
    for number, subject in enumerate(who):
        told = product(does, near, ("at dawn", "before supper", "under a cloud", "without hurry"))
        sentences = [f"{subject} {verb} the {thing} {when}.".capitalize() for verb, thing, when in told]
        paragraphs = [" ".join(sentences[start : start + 8]) for start in range(0, len(sentences), 8)]
        (folder / f"{number}.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")


def chinese(folder: Path) -> None:
    who = ("学生", "老师", "小猫", "朋友", "医生", "孩子")
    does = ("看见", "喜欢", "画出", "记得", "找到")
    what = ("网络的结构", "河边的树", "老师的书", "红色的花", "城里的桥", "朋友的船")
    sentences = [f"{subject}{verb}{thing}和{other}。" for subject, verb, thing, other in product(who, does, what, what)]
    paragraphs = ["".join(sentences[start : start + 6]) for start in range(0, len(sentences), 6)]
    (folder / "课文.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")


TEXTS = {
    "folder": (english, "sources.folder({folder!r})", "quokka"),
    "python_docs": (lambda folder: None, "sources.python_docs()", "iterable"),
    "chinese": (chinese, "sources.folder({folder!r})", "网"),
}


def on_other_text(notebook: nbformat.NotebookNode, line: str) -> nbformat.NotebookNode:
    """The notebook with its one line about the text changed, and without the cells that are about Small World alone."""
    [chosen] = [cell for cell in notebook.cells if "text" in cell.metadata.get("tags", [])]
    lines = chosen.source.splitlines()
    [place] = [number for number, old in enumerate(lines) if old.startswith("documents = ")]
    lines[place] = f"from word2bert.text import sources; documents = {line}"
    chosen.source = "\n".join(lines)
    every = [cell for cell in notebook.cells if cell.cell_type == "code"]
    notebook.cells = [cell for cell in every if "small-world" not in cell.metadata.get("tags", [])]
    assert 2 * len(notebook.cells) >= len(every), "more than half of the code cells are tagged small-world"
    return notebook


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("number", KNOWS)
def test_it_runs_on_other_text(number: str, text: str, tmp_path: Path) -> None:
    write, line, word = TEXTS[text]
    texts = tmp_path / "texts"
    texts.mkdir()
    write(texts)
    [path] = FOLDER.glob(f"{number}_*.ipynb")
    line = line.format(folder=str(texts)) + SHORTER.get(number, "")
    notebook = on_other_text(nbformat.read(path, as_version=4), line)
    notebook.cells.append(nbformat.v4.new_code_cell(KNOWS[number].format(word=word)))  # it did read this text
    changed = tmp_path / "changed.ipynb"
    nbformat.write(notebook, changed)

    # in a process of its own: pytest makes every warning an error, also those of the kernel's client
    command = [sys.executable, str(HERE / "regenerate.py"), str(changed)]
    settings = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, env=settings, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    outputs = [output for cell in nbformat.read(changed, as_version=4).cells for output in cell.outputs]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
