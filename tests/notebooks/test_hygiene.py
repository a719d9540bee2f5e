"""The rules of hygiene hold for every notebook; and each rule can fail, as a small bad notebook shows."""

import copy
import json
from pathlib import Path
from typing import Any

import hygiene
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("[0-9]*.ipynb")) + sorted(FOLDER.glob("solutions/[0-9]*.ipynb"))

PLAIN = {"output_type": "stream", "name": "stdout", "text": ["2\n"]}
GOOD = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Title\n", "[a paper](https://example.org)"]},
        *(
            {"cell_type": "code", "metadata": {}, "source": "print(2)", "outputs": [PLAIN], "execution_count": count}
            for count in (1, 2, 3)
        ),
    ],
    "metadata": {"kernelspec": {"name": "python3"}},
}


def bad(rule: str) -> list[dict[str, Any]]:
    """Small notebooks that break this one rule and no other."""

    def cell(number: int = 1, **changes: Any) -> dict[str, Any]:
        notebook = copy.deepcopy(GOOD)
        notebook["cells"][number].update(changes)
        return notebook

    def shows(**data: Any) -> dict[str, Any]:
        output = {"output_type": "display_data", "metadata": {}, "data": data}
        return cell(outputs=[output])

    def prints(text: str) -> dict[str, Any]:
        return cell(outputs=[{**PLAIN, "text": text}])

    if rule == "title_first":
        return [cell(0, source="Title"), cell(0, source="## Title")]
    if rule == "executed_in_order":
        return [cell(execution_count=None), cell(execution_count=7), cell(execution_count=2)]
    if rule == "nothing_on_stderr":
        return [cell(outputs=[{**PLAIN, "name": "stderr"}])]
    if rule == "no_error":
        return [cell(outputs=[{"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": []}])]
    if rule == "no_svg":
        return [shows(**{"image/svg+xml": "<svg/>"})]
    if rule == "no_widget_state":
        return [{**GOOD, "metadata": {**GOOD["metadata"], "widgets": {}}}]
    if rule == "no_widget_view":
        return [shows(**{"text/plain": "Slider()", hygiene.WIDGET_VIEW: {"model_id": "0"}})]
    if rule == "plain_kernel":
        return [{**GOOD, "metadata": {"kernelspec": {"name": "course"}}}, {**GOOD, "metadata": {}}]
    if rule == "no_timings":
        return [cell(metadata={"execution": {"iopub.execute_input": "now"}})]
    if rule == "nothing_remote":
        return [
            cell(0, source="# Title\n![a picture](https://example.org/a.png)"),
            cell(0, source="# Title\n<img width=3 src='http://example.org/a.png'>"),
            cell(0, source="# Title\n<script src=//example.org/a.js></script>"),
            cell(source="open_address('https://example.org/data.csv')"),
            shows(**{"text/html": ['<iframe src="https://example.org">']}),
            shows(**{"text/html": "<style>a { background: url(https://example.org/a.png) }</style>"}),
        ]
    if rule == "same_everywhere":
        paths = ("/home/ada/course", "in '/tmp/x.txt'", "File C:\\Users\\ada", "<Model at 0x7f3a5c0d1e80>")
        return [prints(path) for path in paths] + [shows(**{"text/plain": "/root/a"})]
    if rule == "mostly_compared":
        tags = {"metadata": {"tags": ["nbval-ignore-output"]}}
        notebook = cell(1, **tags)
        notebook["cells"][2].update(metadata={"tags": ["nbval-skip"]})
        return [notebook]
    if rule == "short_cells":
        return [cell(source=["x = 1\n"] * 16)]
    if rule == "small_file":
        return [shows(**{"image/png": "A" * 2_000_001})]
    raise AssertionError(f"no bad notebook is written for the rule {rule}")


def broken(notebook: dict[str, Any]) -> set[str]:
    return {rule.__name__ for rule in hygiene.RULES if list(rule(notebook))}


def test_a_good_notebook_breaks_no_rule() -> None:
    assert broken(GOOD) == set()


@pytest.mark.parametrize("rule", [rule.__name__ for rule in hygiene.RULES])
def test_each_rule_sees_what_it_is_for(rule: str) -> None:
    for notebook in bad(rule):
        assert broken(notebook) == {rule}


def test_limits_are_allowed() -> None:
    notebook = copy.deepcopy(GOOD)
    notebook["cells"][1].update(source=["x = 1\n"] * 15, metadata={"tags": ["nbval-ignore-output"]})
    assert broken(notebook) == set()


def test_exercises_need_solutions(tmp_path: Path) -> None:
    (tmp_path / "solutions").mkdir()
    asks = {**GOOD, "cells": [{"cell_type": "markdown", "metadata": {}, "source": "# Title\n\n## Exercises"}]}
    for name, notebook in (("00_a.ipynb", GOOD), ("01_b.ipynb", asks), ("02_c.ipynb", asks)):
        (tmp_path / name).write_text(json.dumps(notebook))
    (tmp_path / "solutions" / "02_c.ipynb").write_text(json.dumps(GOOD))
    assert hygiene.without_solutions(tmp_path) == ["01_b.ipynb"]


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_the_notebook_breaks_no_rule(path: Path) -> None:
    notebook = json.loads(path.read_bytes())
    assert [problem for rule in hygiene.RULES for problem in rule(notebook)] == []


def test_every_notebook_with_exercises_has_its_solutions() -> None:
    assert hygiene.without_solutions(FOLDER) == []


def test_every_solution_belongs_to_a_notebook() -> None:
    assert {path.name for path in FOLDER.glob("solutions/*")} <= {path.name for path in FOLDER.glob("*.ipynb")}
