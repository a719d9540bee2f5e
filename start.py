#!/usr/bin/env python3
"""The course with one command (on Windows say py instead of python3):

python3 start.py            makes .venv and my/, your own copy of the notebooks, and opens JupyterLab on notebook 00
python3 start.py test       makes .venv with the test tools and runs every check (bench: every benchmark)
python3 start.py reset 05   makes a fresh copy of notebook 05 and keeps your old one under a dated name
"""

import sys  # any old Python must be able to read this file, to say one clear sentence: no f-strings, no annotations

if not (3, 11) <= sys.version_info[:2] <= (3, 14):
    need = "This course needs Python 3.11 to 3.14, not %d.%d: get one from python.org, say, and start with it, as in "
    sys.exit((need + "python3.13 start.py (Windows: py -3.13 start.py).") % sys.version_info[:2])

import argparse
import importlib.util
import json
import os
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SCRIPTS = {"test": "tests/checks.py", "bench": "benchmarks/everything.py"}
VENV, MY, NOTEBOOKS = ROOT / ".venv", ROOT / "my", ROOT / "notebooks"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "word2bert-complete.json"  # written last: an environment without it is not whole
AGAIN = "run the same command again."
NO_VENV = "This Python has no venv module: install it (Debian, Ubuntu: sudo apt install python%s-venv) and " + AGAIN
FAILED = "A step failed; its own words are above. Nothing half-made will be used: mend the cause and " + AGAIN
FULL = "The disk is full: make 4 GB of room, also where temporary files go, and " + AGAIN
OFFLINE = "The packages could not be fetched: check the network, or use --wheels FOLDER (README.md), and " + AGAIN
REFUSED = "The system refused (%s): see that no program uses .venv and this folder may be written to, and " + AGAIN
SIGNS = {FULL: "no space left|winerror 112|quota exceeded", OFFLINE: "retrying (|connection|timed out|incompleteread"}


def reason(said, otherwise):
    """The one sentence for a step that failed with these words."""
    return next((why for why, signs in SIGNS.items() if any(s in said.lower() for s in signs.split("|"))), otherwise)


def run(*command):
    """Runs one step of the set-up, shows what it says, and stops with one sentence when it fails."""
    said, settings = "", dict(os.environ, PIP_USER="0", PIP_COMPILE="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    with subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.PIPE, text=True, errors="replace") as step:
        for line in step.stderr:
            sys.stderr.write(line)
            said += line
    if step.returncode:
        sys.exit(reason(said, FAILED))


def write(path, content):
    """All or nothing: a full disk or a Ctrl-C leaves the old file as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def environment(test, torch_index, wheels):
    """Makes .venv whole, and leaves a whole one as it is; one with the test tools serves learners too."""
    old = json.loads(STAMP.read_bytes()) if STAMP.exists() else {}
    new = {"folder": str(ROOT), "python": "%d.%d" % sys.version_info[:2], "index": torch_index or old.get("index")}
    usable = new.items() <= old.items() and PYTHON.exists() and not subprocess.call([PYTHON, "-c", "import word2bert"])
    names = ("pyproject.toml", "constraints.txt", "jupyterlab-overrides.json")
    new.update(test=test or old.get("test", False), files=[(ROOT / name).read_text("utf-8") for name in names])
    if usable and old == new:
        return
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        sys.exit(NO_VENV % new["python"])
    STAMP.unlink(missing_ok=True)  # first, so that an interruption from here on is seen the next time
    print("Making .venv whole: the first time it takes some minutes and 2 GB (Linux with a GPU: 6 GB).")
    if not usable:
        run(getattr(sys, "_base_executable", sys.executable), "-m", "venv", "--clear", VENV)
    options = ["--extra-index-url", new["index"]] if new["index"] else []
    options += ["--no-index", "--find-links", str(Path(wheels).resolve())] if wheels else []
    run(PYTHON, "-m", "pip", "install", "-c", "constraints.txt", "-e", ".[test]" if new["test"] else ".", *options)
    write(STAMP, json.dumps(new).encode())


def without_outputs(path):
    """A shipped notebook as the learner gets it."""
    notebook = json.loads(path.read_bytes())
    for cell in notebook["cells"]:
        cell.update({"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {})
    return json.dumps(notebook, indent=1).encode() + b"\n"


def copy_notebooks():
    """Gives my/ what it lacks and refreshes copies that were never touched; a touched copy stays as it is."""
    for source in sorted(NOTEBOOKS.glob("*.ipynb")) + sorted(NOTEBOOKS.glob("solutions/*.ipynb")):
        name, fresh = source.relative_to(NOTEBOOKS), without_outputs(source)
        copy, shipped = MY / name, MY / ".shipped" / name  # .shipped keeps what each copy was when it was made
        mine, old = (path.read_bytes() if path.exists() else None for path in (copy, shipped))
        if mine in (None, old, fresh) and (mine, old) != (fresh, fresh):
            write(copy, fresh)
            write(shipped, fresh)
        elif old != fresh:
            print("The course has a newer %s: yours is kept; rename it, and the next start adds the new one." % name)


def reset(number):
    """A fresh copy of one notebook; the old one stays under a dated name that no other file has."""
    copy = next((MY / path.name for path in NOTEBOOKS.glob("*.ipynb") if path.name[:2] == number.zfill(2)), None)
    if copy is None:
        sys.exit("There is no notebook %s: say start.py reset NUMBER, with the number of a notebook in my/." % number)
    if copy.exists():
        kept = copy.with_name(copy.stem + time.strftime("-%Y-%m-%d-%H%M%S.ipynb"))
        while kept.exists():
            kept = kept.with_name(kept.stem + "b.ipynb")
        copy.rename(kept)
        print("Your old copy is kept as my/%s" % kept.name)
    copy_notebooks()
    print("my/%s is fresh." % copy.name)


def lab(options):
    """JupyterLab on the learner's copy; it keeps its token and listens on this machine only."""
    local = ["--ServerApp.ip=127.0.0.1", "--LabApp.default_url=/lab/tree/00_start_here.ipynb"]
    server = subprocess.Popen([PYTHON, "-m", "jupyterlab", "--ServerApp.root_dir=%s" % MY] + local + options, cwd=MY)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for JupyterLab, which asks whether to stop
    return server.wait()


def main(arguments=None):
    sys.stdout.reconfigure(line_buffering=True)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", nargs="?", choices=["test", "bench", "reset"], help="nothing: open the course")
    parser.add_argument("what", nargs="?", help="reset: the number of the notebook; test, bench: one, by its name")
    parser.add_argument("--torch-index", metavar="URL", help="where pip finds another build of PyTorch (README.md)")
    parser.add_argument("--wheels", metavar="FOLDER", help="install from this folder, without a network (README.md)")
    chosen, for_jupyterlab = parser.parse_known_args(arguments)
    try:
        if chosen.command == "reset":
            return reset(chosen.what or "?")
        environment(chosen.command in SCRIPTS, chosen.torch_index, chosen.wheels)
        if chosen.command in SCRIPTS:
            return subprocess.call([PYTHON, SCRIPTS[chosen.command]] + ([chosen.what] if chosen.what else []), cwd=ROOT)
        copy_notebooks()
        return lab(for_jupyterlab)
    except OSError as error:
        return reason(str(error), REFUSED % error)
    except KeyboardInterrupt:
        return "Stopped. Nothing half-made will be used: to go on, " + AGAIN


if __name__ == "__main__":
    sys.exit(main())
