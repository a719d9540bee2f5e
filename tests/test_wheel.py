"""A wheel built from the tree holds all that the package needs, and works where there is no tree."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]

# The checkout is taken off the path: in the environment of the tests the package is installed from there.
EVERYTHING = """
import importlib, json, pkgutil, sys
from pathlib import Path
installed, checkout = sys.argv[1:]
sys.path = [installed, *(place for place in sys.path if Path(place).resolve() != Path(checkout))]
import word2bert
names = [module.name for module in pkgutil.walk_packages(word2bert.__path__, "word2bert.")]
modules = [importlib.import_module(name) for name in names]
from word2bert import widgets
from word2bert.text import small_world
views = {name: getattr(widgets, name)._esm for name in widgets.__all__ if hasattr(getattr(widgets, name), "_esm")}
print(json.dumps({
    "places": [module.__file__ or module.__path__[0] for module in modules],
    "documents": list(small_world.documents(2)),
    "views": {name: len(str(script)) for name, script in views.items()},
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-build-isolation",
        "--no-deps",
        "--no-index",
        "-w",
        folder,
        ROOT,
    ]
    subprocess.run(command, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    return path


def test_it_holds_every_file_of_the_package(wheel: Path) -> None:
    package = ROOT / "lib" / "word2bert"
    tree = {
        path.relative_to(ROOT / "lib").as_posix()
        for path in package.rglob("*")
        if path.is_file() and path.parent.name != "__pycache__" and not path.name.startswith(".")
    }
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("word2bert/")}
    assert inside == tree
    assert {PurePosixPath(name).suffix for name in inside} >= {".py", ".js", ".css"}


def test_it_brings_what_jupyter_reads(wheel: Path) -> None:
    """JupyterLab's settings, and how nbconvert makes pages: in the environment, where Jupyter looks."""
    handout = ROOT / "lib" / "word2bert" / "handout"
    expected = {
        "share/jupyter/lab/settings/overrides.d/word2bert.json": ROOT / "jupyterlab-overrides.json",
        "share/jupyter/nbconvert/templates/word2bert/conf.json": handout / "conf.json",
        "share/jupyter/nbconvert/templates/word2bert/index.html.j2": handout / "index.html.j2",
        "etc/jupyter/jupyter_nbconvert_config.json": handout / "jupyter_nbconvert_config.json",
    }
    archive = zipfile.ZipFile(wheel)
    brought = {name.split(".data/data/")[1]: archive.read(name) for name in archive.namelist() if "/data/" in name}
    assert brought == {name: path.read_bytes() for name, path in expected.items()}


def test_it_works_outside_the_tree(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", target, wheel]
    subprocess.run(command, check=True, capture_output=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", EVERYTHING, str(target), str(ROOT / "lib")],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found["places"]) > 20
    assert [place for place in found["places"] if not Path(place).is_relative_to(target)] == []
    assert all(found["documents"])
    assert len(found["views"]) >= 3
    assert all(length > 1_000 for length in found["views"].values())
