"""Notebook 10 asks a larger BERT what it has asked small-bert: here a folder of that name, with other heads."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from small_berts import random_bert

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "10_inside_bert.ipynb"
ASKING = ("QUESTION =", "def to_china", "def best_heads", "def beijing", "STORIES =")


def test_the_questions_are_asked_of_the_larger_bert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    random_bert(["china", "capital", "paris", "beijing"], positions=128).save(tmp_path / "bert-base-uncased")
    monkeypatch.chdir(tmp_path)
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    headings = [number for number, cell in enumerate(cells) if cell.source.startswith("## ")]
    [larger] = [number for number in headings if cells[number].source.startswith("## A real BERT")]
    end = headings[headings.index(larger) + 1]
    names: dict[str, Any] = {"display": print}
    for cell in cells[:larger]:
        if cell.cell_type == "code" and any(name in cell.source for name in ASKING):
            exec(cell.source, names)
    capsys.readouterr()
    del names["model"]  # whoever asks small-bert now, fails
    for cell in cells[larger:end]:
        if cell.cell_type == "code":
            exec(cell.source, names)
    said = capsys.readouterr().out
    assert names["larger"].config.num_attention_heads == 2
    assert "AttentionExplorer(tokens=" in said
    assert "without the one of all 4 " in said
    assert said.count(" <-  in this story") == 3
