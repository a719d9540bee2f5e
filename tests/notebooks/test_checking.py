"""The check of the notebooks can fail: it compares what a cell puts out, hides times, and is fed by one script."""

import json
import subprocess
import sys
from pathlib import Path

import checks
import nbformat
import pytest
import regenerate

HERE = Path(__file__).parent


def notebook(path: Path, *sources: str, shown: str | None = None) -> Path:
    """A notebook of code cells; the first stores `shown` as what it has printed."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    if shown is not None:
        cells[0].execution_count = 1
        cells[0].outputs = [nbformat.v4.new_output("stream", name="stdout", text=shown)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=checks.ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def test_an_output_that_no_longer_matches_is_red(tmp_path: Path) -> None:
    notebook(tmp_path / "same.ipynb", "print(6 * 7, 'in 3.2 s')", shown="42 in 1,000 ms\n")
    notebook(tmp_path / "other.ipynb", "print(6 * 7)", shown="43\n")
    notebook(tmp_path / "fails.ipynb", "raise ValueError", shown="")
    flags = [part for part in checks.CHECKS["notebooks"] if part not in checks.NOTEBOOKS]
    done = run(*flags, "-rA", str(tmp_path))
    assert done.returncode == 1, done.stdout
    outcome = {
        name: [line for line in done.stdout.splitlines() if f"{name}.ipynb::" in line]
        for name in ("same", "other", "fails")
    }
    assert any(line.startswith("PASSED") for line in outcome["same"])
    assert any(line.startswith("FAILED") for line in outcome["other"])
    assert any(line.startswith("FAILED") for line in outcome["fails"])
    assert "1 passed" in done.stdout


def test_regenerating_stores_what_is_the_same_everywhere(tmp_path: Path) -> None:
    source = "import os, ipywidgets\nprint(os.environ['WORD2BERT_DEVICE'])\nipywidgets.IntSlider(value=3)"
    path = notebook(tmp_path / "a.ipynb", source, "print(1)\nprint(2)")
    content = json.loads(path.read_bytes())
    content["metadata"] = {"widgets": {}, "language_info": {"name": "python", "version": "3.0"}}
    content["cells"][0]["metadata"] = {"tags": ["text"], "execution": {"started": "now"}}
    path.write_text(json.dumps(content), encoding="utf-8")

    assert run(sys.executable, str(HERE / "regenerate.py"), str(path)).returncode == 0
    first = path.read_bytes()
    made = json.loads(first)
    assert made["metadata"]["kernelspec"]["name"] == "python3"
    assert made["metadata"].keys() == {"kernelspec", "language_info"}
    assert made["metadata"]["language_info"] == {"name": "python"}
    assert [cell["execution_count"] for cell in made["cells"]] == [1, 2]
    assert [cell["metadata"] for cell in made["cells"]] == [{"tags": ["text"]}, {}]
    printed, widget = made["cells"][0]["outputs"]
    assert printed["text"] == ["cpu\n"]
    assert "".join(widget["data"]["text/plain"]) == "IntSlider(value=3)"
    assert regenerate.WIDGET_VIEW not in widget["data"]
    assert made["cells"][1]["outputs"][0]["text"] == ["1\n", "2\n"]

    assert run(sys.executable, str(HERE / "regenerate.py"), str(path)).returncode == 0
    assert path.read_bytes() == first


def test_a_cell_that_fails_leaves_the_notebook_as_it_was(tmp_path: Path) -> None:
    path = notebook(tmp_path / "a.ipynb", "print(1)", "raise ValueError('no such word')")
    before = path.read_bytes()
    done = run(sys.executable, str(HERE / "regenerate.py"), str(path))
    assert done.returncode == 1
    assert "no such word" in done.stdout
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_number_that_no_notebook_has() -> None:
    with pytest.raises(FileNotFoundError, match="'77'"):
        regenerate.find(["77"])


def test_no_notebooks_are_no_success(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(checks, "NOTEBOOKS", [])
    assert checks.main(["notebooks"]) == 1
    assert "There is no notebook" in capsys.readouterr().out


def test_all_checks_run_and_the_failed_ones_are_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def ends_with(code: int) -> list[str]:
        return [sys.executable, "-c", f"print('code', {code}); raise SystemExit({code})"]

    monkeypatch.setattr(checks, "CHECKS", {"bad": ends_with(3), "good": ends_with(0), "worse": ends_with(5)})
    assert checks.main([]) == 1
    shown = capfd.readouterr().out
    assert shown.index("code 3") < shown.index("code 0") < shown.index("code 5")
    assert "FAILED: bad. To run it alone: python3 start.py test bad\n" in shown
    assert "FAILED: worse. " in shown
    assert "FAILED: good" not in shown
    assert shown.endswith("1 passed, 2 failed\n")
    assert checks.main(["good"]) == 0
    assert checks.main(["nothing"]) == 2
