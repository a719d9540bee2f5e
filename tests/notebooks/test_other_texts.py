"""Notebooks 01, 02, 03, 05, 07, 08 and 09 run on other text when one line is changed: `documents = ...` in the cell
`text`.

Cells tagged `small-world` ask what only Small World can answer; here they are left out.
"""

import atexit
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import nbformat
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

FOLDER = Path(__file__).parents[2] / "notebooks"
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


def on_other_text(notebook: nbformat.NotebookNode, line: str) -> list[str]:
    """Its cells, the one line about the text changed, without those that are about Small World alone."""
    [chosen] = [cell for cell in notebook.cells if "text" in cell.metadata.get("tags", [])]
    lines = chosen.source.splitlines()
    [place] = [number for number, old in enumerate(lines) if old.startswith("documents = ")]
    lines[place] = f"from word2bert.text import sources; documents = {line}"
    chosen.source = "\n".join(lines)
    every = [cell for cell in notebook.cells if cell.cell_type == "code"]
    cells = [cell.source for cell in every if "small-world" not in cell.metadata.get("tags", [])]
    assert 2 * len(cells) >= len(every), "more than half of the code cells are tagged small-world"
    return cells


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """What runs the cells of a kernel, here in the process of the test: 21 kernels would load PyTorch 21 times."""
    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    with torch.random.fork_rng():
        yield shell
    atexit.unregister(shell.atexit_operations)  # which would keep all that the cells have made
    shell.reset(new_session=False)
    shell.restore_sys_module_state()
    InteractiveShell.clear_instance()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("number", KNOWS)
def test_it_runs_on_other_text(
    number: str,
    text: str,
    shell: InteractiveShell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    write, line, word = TEXTS[text]
    texts = tmp_path / "texts"
    texts.mkdir()
    write(texts)
    [path] = FOLDER.glob(f"{number}_*.ipynb")
    monkeypatch.chdir(tmp_path)
    line = line.format(folder=str(texts)) + SHORTER.get(number, "")
    cells = on_other_text(nbformat.read(path, as_version=4), line)
    for source in (*cells, KNOWS[number].format(word=word)):  # it did read this text
        shell.run_cell(source).raise_error()
    said = capfd.readouterr()
    assert (said.err, caplog.messages) == ("", [])
    assert "Traceback" not in said.out, "something cannot be displayed"
