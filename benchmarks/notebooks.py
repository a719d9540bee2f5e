"""The series itself: seconds and peak memory of every notebook, of `import word2bert`, and of a start.

    python benchmarks/notebooks.py               all notebooks, five times
    python benchmarks/notebooks.py 00 05         these

A notebook is run from top to bottom in a kernel of its own, its start included, as the tests run it. Memory is the
most that the kernel held, as Linux counts it.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from report import machine, spread, table
from word2bert.training.device import choose_device

ROOT = Path(__file__).parents[1]
MARKS = {"00": 10, "03": 20, "07": 75, "08": 20, "09": 120}  # seconds; 30 for all others
MOST_MEMORY = 1.5  # GB
ASK = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"  # kB
IMPORT = "import time; began = time.perf_counter(); import word2bert; print(time.perf_counter() - began)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("numbers", nargs="*")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    paths = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    chosen = [path for path in paths if not options.numbers or path.name[:2] in options.numbers]
    found: dict[Path, list[tuple[float, float]]] = {path: [] for path in chosen}
    for _ in range(options.runs):
        for path, runs in found.items():
            runs.append(run(path))
            print(path.stem, runs[-1], file=sys.stderr, flush=True)
    rows = []
    for path, runs in found.items():
        seconds, memory = zip(*runs, strict=True)
        mark = MARKS.get(path.name[:2], 30)
        late = statistics.median(seconds) > mark or statistics.median(memory) > MOST_MEMORY
        rows.append([path.stem, spread(seconds, ".1f"), mark, spread(memory, ".2f"), "**missed**" if late else "met"])
    print(machine("jupyterlab"), f"Computed on {choose_device()}; {options.runs} runs each.\n")
    print(table(["notebook", "seconds", "mark", "memory, GB (mark 1.5)", ""], rows))
    if not options.numbers:
        imports = [float(subprocess.check_output([sys.executable, "-c", IMPORT])) for _ in range(options.runs)]
        starts = [first_line() for _ in range(options.runs)]
        print(table(["", "seconds", "mark"], [
            ["`import word2bert`, Python's own start left out", spread(imports, ".4f"), 0.2],
            ["`python3 start.py` to JupyterLab's first line, once .venv is there", spread(starts, ".1f"), 3],
        ]))  # fmt: skip


def run(path: Path) -> tuple[float, float]:
    """Seconds and gigabytes of one run."""
    notebook = nbformat.read(path, as_version=4)
    last = nbformat.v4.new_code_cell(ASK)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(notebook, timeout=900, kernel_name="python3", resources={"metadata": {"path": folder}})
        began = time.perf_counter()
        with client.setup_kernel():
            for number, cell in enumerate(notebook.cells):
                client.execute_cell(cell, number)
            seconds = time.perf_counter() - began
            notebook.cells.append(last)
            client.execute_cell(last, len(notebook.cells) - 1)
    return seconds, int(last.outputs[0]["text"]) / 2**20


def first_line() -> float:
    """Seconds from `python3 start.py` until JupyterLab says its first line. Raises RuntimeError when it says none."""
    began = time.perf_counter()
    command = [sys.executable, "start.py", "--no-browser", "--port=8963"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as server:
        assert server.stderr is not None
        said = server.stderr.readline()
        seconds = time.perf_counter() - began
        os.killpg(server.pid, signal.SIGKILL)
    if b"App]" not in said:
        raise RuntimeError(f"JupyterLab did not start: {said!r}")
    return seconds


if __name__ == "__main__":
    main()
