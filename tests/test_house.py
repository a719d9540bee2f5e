"""What stands in several files of the project agrees, and the package is light to import."""

import ast
import importlib
import json
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from jupyterlab.commands import get_app_dir
from jupyterlab_server.settings_utils import get_settings
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
CONSTRAINTS = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


# ---- light to import


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("word2bert", {"torch", "numpy", "matplotlib", "IPython", "ipywidgets", "sklearn"}),
        ("word2bert.text", {"torch", "matplotlib", "IPython", "ipywidgets", "sklearn"}),
        ("word2bert.explore", {"matplotlib", "ipywidgets", "sklearn"}),
    ],
)
def test_importing_it_loads_nothing_heavy(module: str, heavy: set[str]) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert module in loaded
    assert heavy & set(loaded) == set()


def test_loading_a_model_imports_no_compiler() -> None:
    program = "import sys; from word2bert.models import Bert; Bert.load(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "sympy" not in loaded, "it takes seconds"


def test_the_shapes_are_checked_in_these_tests() -> None:
    import word2bert.text.vocabulary as module

    assert type(module.__loader__).__module__.startswith("jaxtyping")


# ---- one list of packages


def pip_lines() -> list[str]:
    """What environment.yml gives to pip. The file is so plain that it needs no YAML reader, and must stay so."""
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    return [line.strip(" -") for line in lines if line.startswith("      - ")]


def conda_lines() -> list[str]:
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    return [line.strip(" -") for line in lines[lines.index("dependencies:") :] if line.startswith("  - ")]


def test_conda_gets_python_pip_and_this_package_and_no_second_list() -> None:
    python, pip, by_pip = conda_lines()
    assert python == f"python {','.join(PROJECT['requires-python'].split(','))}"
    assert (pip, by_pip) == ("pip", "pip:")
    assert [line.split() for line in (" --".join(["", *pip_lines()])).split(" --") if line] == [
        ["constraint", "constraints.txt"],
        ["editable", ".[test]"],
    ]


@pytest.mark.parametrize("version", ["2.7", "3.10", *PYTHONS, "3.15"])
def test_every_file_means_the_same_pythons(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    meant = version in PYTHONS
    assert (version in SpecifierSet(PROJECT["requires-python"])) is meant
    monkeypatch.setattr(sys, "version_info", (*map(int, version.split(".")), 0))
    if meant:
        runpy.run_path(str(ROOT / "start.py"))
    else:
        with pytest.raises(SystemExit):
            runpy.run_path(str(ROOT / "start.py"))


def test_ci_runs_the_oldest_and_the_newest_python_on_three_systems() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert f'python: ["{PYTHONS[0]}", "{PYTHONS[-1]}"]' in workflow
    assert "os: [ubuntu-latest, macos-latest, windows-latest]" in workflow
    assert "python start.py test" in workflow
    assert "python3 start.py test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


# ---- constraints.txt


def test_every_package_we_name_is_pinned_to_one_version_that_we_allow() -> None:
    pins = {canonicalize_name(pin.name): pin for pin in CONSTRAINTS}
    assert len(pins) == len(CONSTRAINTS)
    named = [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]
    for requirement in map(Requirement, named):
        [pin] = pins[canonicalize_name(requirement.name)].specifier
        assert pin.operator == "=="
        assert Version(pin.version) in requirement.specifier, f"{requirement} is pinned to {pin.version}"
    assert str(pins["torch"].specifier) == "==2.13.0"


def test_constraints_say_how_they_are_made_and_nothing_of_where() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "uv pip compile" in text.splitlines()[1]
    assert re.search(r"://|^-|\s/|@", text, re.MULTILINE) is None


def test_constraints_are_for_all_systems() -> None:
    names = {pin.name for pin in CONSTRAINTS}
    assert {"colorama", "pywinpty", "appnope", "pexpect"} <= names  # Windows, macOS and Linux alone


# ---- JupyterLab


def test_jupyterlab_reads_the_overrides() -> None:
    lab = Path(get_app_dir())
    schemas, settings = lab / "schemas", lab / "settings"
    for plugin, expected in json.loads((ROOT / "jupyterlab-overrides.json").read_bytes()).items():
        answer, _warnings = get_settings(str(settings), str(schemas), "", schema_name=plugin)
        properties = answer["schema"]["properties"]
        assert {key: properties[key]["default"] for key in expected} == expected
        for key, value in expected.items():
            allowed = [choice["const"] for choice in properties[key].get("oneOf", [])]
            assert value in allowed or properties[key]["type"] == "boolean"


def test_the_overrides_are_in_this_environment_alone() -> None:
    assert Path(sys.prefix) in Path(get_app_dir()).parents


# ---- README.md


def test_links_of_the_readme_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)", text) + re.findall(r"src=\"([^\"]+)\"", text)
    assert "docs/learner.png" in links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_the_readme_names_every_notebook() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [path.name for path in (ROOT / "notebooks").glob("*.ipynb") if f"(notebooks/{path.name})" not in text]
    assert missing == []


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.name)
def test_benchmarks_import_what_the_library_has(path: Path) -> None:
    """No test runs them, so that a name that has moved would be noticed by whoever measures next."""
    imports = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    ours = [node for node in imports if str(node.module).startswith("word2bert")]
    assert ours or path.stem in ("everything", "report")
    for node in ours:
        for alias in node.names:
            assert hasattr(importlib.import_module(str(node.module)), alias.name), f"{node.module} has no {alias.name}"
