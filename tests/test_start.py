"""start.py: whole environments, copies that are never lost, and one clear sentence for everything that goes wrong.

Each test has a folder of its own with start.py in it. Making .venv and running pip take minutes, so `run` and the
question whether .venv works are replaced; what .ci/run does is the same without replacing anything.
"""

import ast
import errno
import importlib.util
import json
import runpy
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[1] / "start.py"
Steps = list[tuple[str, ...]]


def notebook(*sources: str, shown: str = "2") -> str:
    outputs = [{"output_type": "stream", "name": "stdout", "text": [shown]}]
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "metadata": {}, "source": "# 你好"}]
    cells += [
        {"cell_type": "code", "metadata": {}, "source": source, "outputs": outputs, "execution_count": 1}
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False)


def load(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("start_under_test", folder / "start.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class House:
    """A folder with start.py; its set-up steps are noted rather than done, or fail as a test wants them to."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.steps: Steps = []
        self.fail: Callable[[tuple[str, ...]], None] = lambda step: None
        self.working = True
        self.opened: Steps = []
        self.move_to(folder)

    def move_to(self, folder: Path) -> None:
        self.folder, self.start = folder, load(folder)
        self.monkeypatch.setattr(self.start, "run", self.step)
        calls = SimpleNamespace(**vars(subprocess) | {"call": self.call, "Popen": self.popen})
        self.monkeypatch.setattr(self.start, "subprocess", calls)
        self.monkeypatch.setattr(self.start, "signal", SimpleNamespace(SIGINT=2, SIG_IGN=1, signal=lambda *_: None))

    def step(self, *command: Any) -> None:
        step = tuple(map(str, command))
        self.steps.append(step)
        if "venv" in step:
            shutil.rmtree(self.start.VENV, ignore_errors=True)
            self.start.PYTHON.parent.mkdir(parents=True)
            self.start.PYTHON.touch()
        self.fail(step)

    def call(self, command: list[Any], **_: Any) -> int:
        if "import word2bert" in command:
            return 0 if self.working else 1
        self.opened.append(tuple(map(str, command)))
        return 5

    def popen(self, command: list[Any], **_: Any) -> SimpleNamespace:
        self.opened.append(tuple(map(str, command)))
        return SimpleNamespace(wait=lambda: 0)

    def __call__(self, *arguments: str) -> Any:
        """What the program would exit with, after running it with these arguments."""
        self.steps.clear()
        try:
            return self.start.main(list(arguments))
        except SystemExit as stop:
            return stop.code

    def made(self) -> list[str]:
        return [next(part for part in ("venv", "pip") if part in step) for step in self.steps]

    def mine(self, name: str = "05_heads.ipynb") -> Path:
        return self.folder / "my" / name


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    folder = tmp_path / "the course, 课程"
    (folder / "notebooks" / "solutions").mkdir(parents=True)
    shutil.copy(SCRIPT, folder)
    for name in ("pyproject.toml", "constraints.txt", "jupyterlab-overrides.json"):
        (folder / name).write_text("first 课程", encoding="utf-8")
    for name in ("00_start_here.ipynb", "05_heads.ipynb", "solutions/05_heads.ipynb"):
        (folder / "notebooks" / name).write_text(notebook("print(2)"), encoding="utf-8")
    return House(folder, monkeypatch)


# ---- the file itself


def test_any_old_python_can_read_it() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="ascii"))
    too_new = (
        ast.JoinedStr,
        ast.AnnAssign,
        ast.NamedExpr,
        ast.Match,
        ast.Nonlocal,
        ast.AsyncFunctionDef,
        ast.YieldFrom,
    )
    for node in ast.walk(tree):
        assert not isinstance(node, too_new), f"line {node.lineno}"
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            assert node.returns is None
            assert not arguments.kwonlyargs
            assert not arguments.posonlyargs
            assert all(argument.annotation is None for argument in arguments.args)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
            assert (len(node.args), node.keywords) == (1, []), f"line {node.lineno}: in Python 2 print is no function"
        if isinstance(node, ast.List | ast.Tuple):
            assert not any(isinstance(item, ast.Starred) for item in node.elts), f"line {node.lineno}"


def test_it_is_short_and_needs_nothing() -> None:
    source = SCRIPT.read_text(encoding="ascii")
    assert len(source.splitlines()) <= 150
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert all(name.split(".")[0] in sys.stdlib_module_names for name in names)


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13), (3, 15, 0)])
def test_another_python_gets_one_sentence(version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit) as stop:
        runpy.run_path(str(SCRIPT))
    sentence = str(stop.value)
    assert f"not {version[0]}.{version[1]}" in sentence
    assert "3.11 to 3.14" in sentence
    assert "python3.13 start.py" in sentence
    assert "\n" not in sentence


# ---- the environment


def test_the_first_start_makes_everything_and_opens_the_first_notebook(house: House) -> None:
    assert house() == 0
    venv, pip = house.steps
    assert venv[1:] == ("-m", "venv", "--clear", str(house.folder / ".venv"))
    assert pip[:4] == (str(house.start.PYTHON), "-m", "pip", "install")
    assert pip[-4:] == ("-c", "constraints.txt", "-e", ".")
    assert house.mine().exists()
    assert house.mine("solutions/05_heads.ipynb").exists()
    [lab] = house.opened
    assert lab[1:3] == ("-m", "jupyterlab")
    assert "--LabApp.default_url=/lab/tree/00_start_here.ipynb" in lab
    assert "--ServerApp.ip=127.0.0.1" in lab
    assert f"--ServerApp.root_dir={house.folder / 'my'}" in lab
    assert not any("token" in part or "password" in part for part in lab)


def test_a_start_from_inside_the_environment_makes_it_with_the_python_below(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "_base_executable", "the python below")
    house()
    assert house.steps[0][0] == "the python below"


def test_a_second_start_installs_nothing(house: House) -> None:
    house()
    assert house() == 0
    assert house.made() == []
    assert len(house.opened) == 2


def test_the_tests_add_their_tools_and_a_learner_keeps_them(house: House) -> None:
    house()
    assert house("test") == 5  # what the checks end with
    assert house.made() == ["pip"]
    assert house.steps[0][-2:] == ("-e", ".[test]")
    assert house.opened[-1][1:] == ("tests/checks.py",)
    house()
    assert house.made() == []
    house("bench", "features")
    assert house.opened[-1][1:] == ("benchmarks/everything.py", "features")
    house("test", "ruff")
    assert house.made() == []
    assert house.opened[-1][2:] == ("ruff",)
    (house.folder / "constraints.txt").write_text("second")
    house()
    assert house.steps[0][-2:] == ("-e", ".[test]")


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt", "jupyterlab-overrides.json"])
def test_new_settings_are_installed_into_the_same_environment(name: str, house: House) -> None:
    house()
    (house.folder / name).write_text("second")
    house()
    assert house.made() == ["pip"]
    house()
    assert house.made() == []


def test_a_torch_index_is_passed_on_and_remembered(house: House) -> None:
    house("--torch-index", "some address")
    assert house.steps[1][-2:] == ("--extra-index-url", "some address")
    house()
    assert house.made() == []
    (house.folder / "pyproject.toml").write_text("second")
    house()
    assert house.steps[0][-2:] == ("--extra-index-url", "some address")
    house("--torch-index", "another address")  # the torch that is there came from elsewhere: begin anew
    assert house.made() == ["venv", "pip"]


def test_a_folder_of_wheels_replaces_the_network(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(house.folder.parent)
    house("--wheels", "stick")
    assert house.steps[1][-3:] == ("--no-index", "--find-links", str(house.folder.parent / "stick"))
    house()
    assert house.made() == []


def test_what_it_does_not_know_goes_to_jupyterlab(house: House) -> None:
    house("--no-browser")
    assert house.opened[-1][-1] == "--no-browser"


def test_a_moved_folder_is_made_anew(house: House) -> None:
    house()
    moved = house.folder.rename(house.folder.parent / "elsewhere")
    house.move_to(moved)
    assert house() == 0
    assert house.made() == ["venv", "pip"]
    house()
    assert house.made() == []


def test_an_environment_of_another_python_is_made_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house()
    monkeypatch.setattr(house.start.sys, "version_info", (3, 99, 0))
    house()
    assert house.made() == ["venv", "pip"]


def test_an_environment_that_does_not_work_is_made_anew(house: House) -> None:
    house()
    house.working = False
    house()
    assert house.made() == ["venv", "pip"]
    house.working = True
    house.start.PYTHON.unlink()
    house()
    assert house.made() == ["venv", "pip"]


def stop_at(part: str, error: BaseException) -> Callable[[tuple[str, ...]], None]:
    def fail(step: tuple[str, ...]) -> None:
        if part in step:
            raise error

    return fail


@pytest.mark.parametrize("part", ["venv", "pip"])
@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), SystemExit("a sentence"), OSError(errno.ENOSPC, "No space left")]
)
@pytest.mark.parametrize("before", ["nothing", "whole"])
def test_a_half_made_environment_is_never_taken_for_whole(
    part: str, error: BaseException, before: str, house: House
) -> None:
    if before == "whole":
        house()
        house.working = False
    house.fail = stop_at(part, error)
    opened = list(house.opened)
    assert isinstance(house(), str)
    assert house.opened == opened
    assert not house.start.STAMP.exists()

    house.fail, house.working = lambda step: None, True
    assert house() == 0
    assert house.made() == ["venv", "pip"]


def test_an_interrupted_renewal_is_made_anew(house: House) -> None:
    house()
    (house.folder / "constraints.txt").write_text("second")
    house.fail = stop_at("pip", KeyboardInterrupt())
    assert "Stopped" in house()
    (house.folder / "constraints.txt").write_text("first 课程", encoding="utf-8")
    house.fail = lambda step: None
    house()
    assert house.made() == ["venv", "pip"]


def test_the_mark_is_written_last_and_whole(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        assert house() == house.start.FULL
    assert not house.start.STAMP.exists()
    house()
    assert house.made() == ["venv", "pip"]


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_no_venv_module(missing: str, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    found = house.start.importlib.util.find_spec
    monkeypatch.setattr(house.start.importlib.util, "find_spec", lambda name: None if name == missing else found(name))
    sentence = house()
    assert "venv" in sentence
    assert f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in sentence
    assert house.steps == []


# ---- steps that fail


def words_of(house: House, program: str) -> str:
    """What a step that runs this program ends with; the step itself is not replaced here."""
    with pytest.raises(SystemExit) as stop:
        load(house.folder).run(sys.executable, "-c", program)
    return str(stop.value)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "FULL"),
        ("OSError: [WinError 112] Es steht nicht genug Speicherplatz zur Verfugung", "FULL"),
        ("OSError: [Errno 122] Disk quota exceeded", "FULL"),
        ("WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'", "OFFLINE"),
        ("ERROR: ReadTimeoutError: Read timed out.", "OFFLINE"),
        ("ERROR: No matching distribution found for torch==2.13.0", "FAILED"),
    ],
)
def test_a_step_that_fails_ends_in_one_sentence(
    said: str, sentence: str, house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    program = f"import sys; print('shown'); print({said!r}, file=sys.stderr); sys.exit(1)"
    assert words_of(house, program) == getattr(house.start, sentence)
    shown = capfd.readouterr()
    assert said in shown.err
    assert "shown" in shown.out
    assert "\n" not in getattr(house.start, sentence)
    assert house.start.AGAIN in getattr(house.start, sentence)


def test_a_step_that_succeeds_says_nothing_more(house: House) -> None:
    load(house.folder).run(sys.executable, "-c", "import sys; print('timed out, then fine', file=sys.stderr)")


def test_the_users_settings_of_pip_do_no_harm(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_USER", "1")  # would install beside the environment; pip refuses
    program = "import os, sys; sys.exit((os.environ['PIP_USER'], os.environ['PIP_COMPILE']) != ('0', '0'))"
    load(house.folder).run(sys.executable, "-c", program)


def test_a_folder_that_may_not_be_written_to(house: House) -> None:
    house.fail = stop_at("venv", PermissionError(errno.EACCES, "Permission denied", "/course/.venv"))
    sentence = house()
    assert "Permission denied" in sentence
    assert house.start.AGAIN in sentence


def test_the_exit_code_of_a_sentence_is_one(tmp_path: Path) -> None:
    shutil.copy(SCRIPT, tmp_path)
    command = [sys.executable, str(tmp_path / "start.py"), "reset", "77"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "There is no notebook 77: say start.py reset NUMBER, with the number of a notebook in my/.\n"


# ---- the learner's copy


def test_copies_have_no_outputs(house: House) -> None:
    house()
    copy = json.loads(house.mine().read_bytes())
    assert copy["cells"][0]["source"] == "# 你好"
    code = copy["cells"][1]
    assert (code["outputs"], code["execution_count"], code["source"]) == ([], None, "print(2)")
    assert "outputs" not in copy["cells"][0]


def test_saved_work_is_never_overwritten(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house()
    house.mine().write_text("my work")
    house()
    assert house.mine().read_text() == "my work"
    assert "newer" not in capsys.readouterr().out

    (house.folder / "notebooks" / "05_heads.ipynb").write_text(notebook("print(3)"), encoding="utf-8")
    house()
    assert house.mine().read_text() == "my work"
    assert "The course has a newer 05_heads.ipynb: yours is kept" in capsys.readouterr().out


def test_an_untouched_copy_follows_the_course(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house()
    (house.folder / "notebooks" / "05_heads.ipynb").write_text(notebook("print(3)"), encoding="utf-8")
    house()
    assert json.loads(house.mine().read_bytes())["cells"][1]["source"] == "print(3)"
    (house.folder / "notebooks" / "05_heads.ipynb").write_text(notebook("print(4)"), encoding="utf-8")
    house()
    assert json.loads(house.mine().read_bytes())["cells"][1]["source"] == "print(4)"
    assert "newer" not in capsys.readouterr().out


def test_a_copy_that_equals_the_course_is_untouched(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house()
    shutil.rmtree(house.mine(".shipped"))
    house()
    (house.folder / "notebooks" / "05_heads.ipynb").write_text(notebook("print(3)"), encoding="utf-8")
    house()
    assert json.loads(house.mine().read_bytes())["cells"][1]["source"] == "print(3)"
    assert "newer" not in capsys.readouterr().out


def test_a_new_output_in_the_course_changes_no_copy(house: House) -> None:
    house()
    before = house.mine().stat().st_mtime_ns
    (house.folder / "notebooks" / "05_heads.ipynb").write_text(notebook("print(2)", shown="3"), encoding="utf-8")
    house()
    assert house.mine().stat().st_mtime_ns == before  # JupyterLab would ask about a file changed on disk


def test_a_deleted_copy_comes_back(house: House) -> None:
    house()
    house.mine().unlink()
    house()
    assert house.mine().exists()


def test_reset_keeps_the_old_copy_even_twice_in_a_second(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house()
    monkeypatch.setattr(time, "strftime", lambda form: form.replace("%Y-%m-%d-%H%M%S", "2026-10-31-140509"))
    for work in ("first", "second", "third"):
        house.mine().write_text(work)
        assert house("reset", "05") is None
        assert json.loads(house.mine().read_bytes())["cells"][1]["source"] == "print(2)"
    kept = {path.name: path.read_text() for path in house.mine().parent.glob("05_heads-*")}
    assert kept == {
        "05_heads-2026-10-31-140509.ipynb": "first",
        "05_heads-2026-10-31-140509b.ipynb": "second",
        "05_heads-2026-10-31-140509bb.ipynb": "third",
    }
    assert house.steps == []  # and it needs no environment
    house()
    assert sorted(path.read_text() for path in house.mine().parent.glob("05_heads-*")) == ["first", "second", "third"]


def test_reset_takes_a_short_number_and_a_missing_copy(house: House) -> None:
    assert house("reset", "5") is None
    assert house.mine().exists()
    assert list(house.mine().parent.glob("05_heads-*")) == []


@pytest.mark.parametrize("number", [(), ("77",), ("*",), ("",)])
def test_reset_of_no_notebook(number: tuple[str, ...], house: House) -> None:
    house()
    before = sorted(house.mine().parent.rglob("*"))
    assert "There is no notebook" in house("reset", *number)
    assert sorted(house.mine().parent.rglob("*")) == before


def test_a_full_disk_leaves_every_copy_as_it_was(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house()
    before = house.mine().read_bytes()
    (house.folder / "notebooks" / "05_heads.ipynb").write_text(notebook("print(3)"), encoding="utf-8")

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        assert house() == house.start.FULL
    assert house.mine().read_bytes() == before
    assert house() == 0
    assert json.loads(house.mine().read_bytes())["cells"][1]["source"] == "print(3)"
