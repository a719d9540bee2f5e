"""The benchmarks are run by hand, but what writes their report is not left to chance."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


everything = script("everything")


def test_every_section_has_scripts_and_a_place_in_the_report() -> None:
    report = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    assert re.findall(r"<!-- (?!end)(\S+) -->", report) == list(everything.SECTIONS)
    for name, (title, scripts) in everything.SECTIONS.items():
        for command in scripts:
            assert (ROOT / "benchmarks" / command.split()[0]).is_file(), command
        assert f"{title} {name}" in everything.replaced(report, name, f"{title} {name}")
    pictures = re.findall(r"!\[(.+)\]\((.+)\)", report)
    assert all((ROOT / "docs" / path).is_file() for _, path in pictures)


def test_a_section_replaces_the_old_one_alone() -> None:
    report = "a\n<!-- one -->\n\nold\n\n<!-- end of one -->\nb\n<!-- two -->\n<!-- end of two -->\n"
    changed = everything.replaced(report, "one", r"new \1")
    assert changed == "a\n<!-- one -->\n\nnew \\1\n\n<!-- end of one -->\nb\n<!-- two -->\n<!-- end of two -->\n"
    with pytest.raises(ValueError, match=r"has no comments <!-- three --> and <!-- end of three -->"):
        everything.replaced(report, "three", "new")


def test_a_benchmark_that_fails_leaves_its_section(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "good.py").write_text("print('it took a second')")
    (tmp_path / "benchmarks" / "bad.py").write_text("print('half')\nraise SystemExit(3)")
    report = tmp_path / "report.md"
    before = "<!-- good -->\n<!-- end of good -->\n<!-- bad -->\nas it was\n<!-- end of bad -->\n"
    report.write_text(before, "utf-8")
    monkeypatch.setattr(everything, "ROOT", tmp_path)
    monkeypatch.setattr(everything, "REPORT", report)
    monkeypatch.setattr(everything, "SECTIONS", {"good": ("Good", ["good.py"]), "bad": ("Bad", ["good.py", "bad.py"])})
    assert everything.main([]) == 1
    assert "## Good\n\nit took a second\n\nRun it again: `python3 start.py bench good`" in report.read_text("utf-8")
    assert "<!-- bad -->\nas it was\n<!-- end of bad -->" in report.read_text("utf-8")
    assert "FAILED: bad; its section stays as it was" in capsys.readouterr().out
    assert everything.main(["good"]) == 0
    assert everything.main(["worse"]) == 2
    assert "There is no benchmark 'worse'; there are: good, bad." in capsys.readouterr().out


def test_tables_and_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "report", script("report"))
    report = sys.modules["report"]
    assert report.table(["a", "b"], [[1, "x"]]) == "| a | b |\n| --- | --- |\n| 1 | x |\n"
    assert report.spread([3, 1, 2], ".1f") == "2.0 (1.0 to 3.0)"
    assert report.spread([2, 2]) == "2"
    assert report.ratios([4, 9], [2, 3]) == [2, 3]
    order: list[str] = []
    seconds = report.in_turns({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 2)
    assert order == ["a", "b", "a", "b"]
    assert [len(each) for each in seconds.values()] == [2, 2]
