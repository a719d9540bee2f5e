"""Every check of the project: `python3 start.py test` runs them all, `python3 start.py test ruff` the one named so.

All of them run even when an early one fails, so that one run shows all there is to mend.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What takes longest must not begin at the end: of the notebooks the last first, of the tests these folders.
LONGEST = "browser", "notebooks", "training"
TESTS = sorted(map(str, (ROOT / "tests").rglob("test_*.py")))
TESTS.sort(key=lambda path: Path(path).parent.name not in LONGEST)
NOTEBOOKS = sorted(map(str, (ROOT / "notebooks").glob("**/[0-9]*.ipynb")), key=os.path.basename, reverse=True)
TWO_PROCESSES = ("--numprocesses", "2", "--dist", "loadfile")  # a file's tests in one of them


def module(*command: str) -> list[str]:
    return [sys.executable, "-m", *command]


def script(name: str) -> list[str]:
    """A command that can only be started by its script, which is not on the PATH of an environment not activated."""
    return [shutil.which(name, path=sysconfig.get_path("scripts")) or name]


CHECKS = {
    "ruff": module("ruff", "check", "."),
    "format": module("ruff", "format", "--check", "."),
    "types": module("mypy"),
    "floors": script("lint-imports"),
    "library": module("pytest", *TWO_PROCESSES, "--no-loadscope-reorder", *TESTS),
    "notebooks": module(
        "pytest",
        *TWO_PROCESSES,
        "--no-loadscope-reorder",
        *("-p", "no:python", "--nbval", "--nbval-current-env", "--nbval-cell-timeout", "300"),
        *("--nbval-sanitize-with", "tests/notebooks/sanitize.cfg"),
        *NOTEBOOKS,
    ),
}


def passes(name: str) -> bool:
    print(f"\n=== {name}", flush=True)
    if name == "notebooks" and not NOTEBOOKS:
        print("There is no notebook to check in notebooks/.")
        return False
    # The stored outputs are those of a CPU. Two processes share two cores: one thread each.
    environment = {**os.environ, "WORD2BERT_DEVICE": "cpu", "OMP_NUM_THREADS": "1"}
    return subprocess.call(CHECKS[name], cwd=ROOT, env=environment) == 0


def main(chosen: list[str]) -> int:
    unknown = [name for name in chosen if name not in CHECKS]
    if unknown:
        print(f"There is no check named {unknown[0]}; there are: {', '.join(CHECKS)}.")
        return 2
    failed = []
    for name in chosen or CHECKS:
        start = time.perf_counter()
        passed = passes(name)
        print(f"=== {name}: {'passed' if passed else 'FAILED'}, {time.perf_counter() - start:.0f} s", flush=True)
        failed += [] if passed else [name]
    print()
    for name in failed:
        print(f"FAILED: {name}. To run it alone: python3 start.py test {name}")
    print(f"{len(chosen or CHECKS) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
