"""What the benchmarks share: sides timed in turns, medians with their spread, tables and pictures in Markdown."""

import argparse
import os
import platform
import re
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a benchmark of memory has neither
    from matplotlib.figure import Figure

FOLDER = Path(__file__).parents[1] / "docs" / "benchmarks"  # of the pictures


def usual_options(about: str | None, runs: int) -> argparse.Namespace:
    """Threads and runs, for a benchmark that has no other options; `about` is what --help says."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=runs)
    return parser.parse_args()


def machine(*packages: str) -> str:
    """The day, the machine and the versions, in one sentence."""
    today = date.today()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    versions = ", ".join(f"{name} {version(name).split('+')[0]}" for name in ("torch", *packages))
    where = f"{platform.system()}, {os.cpu_count()} cores of an {processor()}, {memory:.0f} GB"
    return f"{today.day} {today:%B %Y}: {where}; Python {platform.python_version()}, {versions}."


def processor() -> str:
    """What the processor calls itself."""
    facts = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.*)", facts.read_text()) if facts.exists() else None
    return (named.group(1) if named else platform.processor()).strip()


def in_turns(sides: Mapping[str, Callable[[], object]], runs: int) -> dict[str, list[float]]:
    """The seconds of each run of each side, one after the other in every run, so that a slow minute meets all."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(runs):
        for name, run in sides.items():
            began = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - began)
    return seconds


def spread(values: Sequence[float], form: str = ",.0f") -> str:
    """The median, and in brackets the least and the most."""
    middle, least, most = (f"{value:{form}}" for value in (statistics.median(values), min(values), max(values)))
    return middle if least == most else f"{middle} ({least} to {most})"


def ratios(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """Run by run, which a slow minute changes least."""
    return [a / b for a, b in zip(above, below, strict=True)]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def picture(figure: "Figure", name: str, shows: str) -> str:
    """Save the figure beside the report. Returns the line that shows it there; `shows` is for those who cannot see."""
    FOLDER.mkdir(exist_ok=True)
    figure.savefig(FOLDER / f"{name}.png", dpi=110)
    return f"![{shows}](benchmarks/{name}.png)\n"


def peak(threads: int) -> float:
    """The multiplications and additions a second that a product of two matrices reaches in float32; best of nine."""
    import torch

    torch.set_num_threads(threads)
    side = torch.randn(2048, 2048)
    return 2 * 2048**3 / min(in_turns({"product": lambda: side @ side}, 9)["product"])
