"""Attention maps in a browser: HeadSplit and AttentionExplorer beside bertviz, on the same maps in the same Chromium.

python benchmarks/widgets.py     12 heads, and 12 layers of 12 heads, at 32, 128 and 512 tokens: bytes, time to the
                                 first picture, memory

bertviz draws nothing without d3, jQuery and require.js, which it loads from a network. `npm install --no-save d3@5.7
jquery@2 requirejs` in the project's folder brings them, and `pip install -e ".[bench]"` bertviz. `--alone` measures our
side alone. It needs a Chromium.

Each measurement is a process of its own that is stopped after SECONDS, or when it and its browser hold more than
GIGABYTES. "bytes" is what goes to the browser: our state and script, or bertviz's HTML (its libraries not counted).
"picture" is the time from opening the page to the first frame in which the maps are painted. "page" is the memory that
the page's process has for itself (USS) minus that of an empty page. Median of three runs.
Of the AttentionExplorer also how long the page's main thread works (Chromium's TaskDuration) when the mouse moves to
another word ("hover") and when another head of the layer is chosen ("head"): medians of 50. Marks: 16 ms and 100 ms.
"In JupyterLab" is the time from the end of the cell that makes the explorer, and from its beginning, to the first frame
with its maps; it is the first widget on the page, so JupyterLab loads what shows widgets in that time.
One row alone: python benchmarks/widgets.py --one AttentionExplorer 512
"""

import importlib.util
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import psutil
import torch
from report import machine, spread, table

HEADS, SIZE = 12, 64
TOKENS = (32, 128, 512)
RUNS, MOVES = 3, 50
SECONDS, GIGABYTES = 150, 5
ADDRESS = "http://maps.test/"
ABOUT = f"""The same maps on both sides, each page in a Chromium of its own. The first picture counts from opening the
page, its loading included; in JupyterLab, where bertviz was not measured, from the end of the explorer's cell (mark:
1,000 ms at 128 tokens), and beside it from the cell's beginning. Hover and new head are the work of the page's main
thread (marks: 16 ms, 100 ms). A page is stopped after {SECONDS} s or above {GIGABYTES} GB; one that was stopped or
broke down was not opened again. Each further layer looked at sends {HEADS * TOKENS[-1] ** 2:,} bytes at 512 tokens.
"""
LIBRARIES = Path(__file__).parents[1] / "node_modules"
FILES = {"require": "requirejs/require.js", "d3": "d3/dist/d3.min.js", "jquery": "jquery/dist/jquery.min.js"}

# Waits for the picture, then for two frames: the first of them is on the screen when the second begins.
WATCH = """
const seen = () => READY;
const look = () => seen()
  ? requestAnimationFrame(() => requestAnimationFrame(() => (window.firstPicture = performance.now())))
  : requestAnimationFrame(look);
requestAnimationFrame(look);
"""
DRAWN = "document.querySelectorAll('svg line').length > 0"
# a canvas that is not empty any more: seen in a copy of 16 x 16 pixels
PAINTED = """[...document.querySelectorAll('canvas')].some((canvas) => {
    const small = new OffscreenCanvas(16, 16).getContext("2d");
    if (canvas.width && canvas.height) small.drawImage(canvas, 0, 0, 16, 16);
    return small.getImageData(0, 0, 16, 16).data.some((byte) => byte > 0);
})"""
ON_SCREEN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
# the middles of the words that are in sight
WORDS = """() => {
    const strip = document.querySelector(".w2b-words").getBoundingClientRect();
    return [...document.querySelectorAll(".w2b-one")].map((word) => word.getBoundingClientRect())
        .filter(({ top, bottom }) => top >= strip.top && bottom <= Math.min(strip.bottom, innerHeight))
        .map(({ x, y, width, height }) => [x + width / 2, y + height / 2]);
}"""
IN_JUPYTERLAB = "AttentionExplorer, in JupyterLab"
MAKE = """import sys, time
from pathlib import Path
sys.path.append({folder!r})
from widgets import maps
from word2bert.widgets import AttentionExplorer
names, weights = [f"word{{i}}" for i in range({tokens})], maps({tokens}, 12)"""
SHOW = """began = time.time()
display(AttentionExplorer(names, weights))
Path("times").write_text(f"{1000 * began} {1000 * time.time()}")"""
RUN = """async () => {
    window.jupyterapp.commands.execute("notebook:run-all-cells");
    while (!(PAINTED)) await new Promise(requestAnimationFrame);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return Date.now();
}"""
KERNEL = "window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel"
OWN_FOLDERS = ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR")
SIDES = {  # layers, when the picture is there
    "bertviz's head view, 1 layer": (1, DRAWN),
    "HeadSplit, 1 layer": (1, PAINTED),
    "bertviz's head view": (12, DRAWN),
    "bertviz's model view": (12, DRAWN),
    "AttentionExplorer": (12, PAINTED),
    IN_JUPYTERLAB: (12, PAINTED),
}


def tensors(tokens: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Queries, keys and values (tokens, 768), the same for both sides."""
    torch.manual_seed(tokens)
    query, key, value = 2 * torch.randn(3, tokens, HEADS * SIZE)
    return query, key, value


def maps(tokens: int, layers: int) -> list[torch.Tensor]:
    """For each layer the weights (1, heads, tokens, tokens) of the same queries and keys, flatter by layer."""
    query, key, _ = (part.view(tokens, HEADS, SIZE).transpose(0, 1) for part in tensors(tokens))
    scores = query @ key.transpose(1, 2) / SIZE**0.5
    return [(scores * (1 - layer / 24)).softmax(-1)[None] for layer in range(layers)]


def content(side: str, tokens: int) -> tuple[str, int]:
    """The page of one side, and the bytes that it sends to a browser."""
    layers, _ = SIDES[side]
    names = [f"word{i}" for i in range(tokens)]
    if side.startswith("bertviz"):
        import bertviz

        view = bertviz.model_view if "model" in side else bertviz.head_view
        drawn = view(maps(tokens, layers), names, html_action="return").data
        return f"<!doctype html><meta charset='utf-8'><body>{drawn}</body>", len(drawn.encode())
    from word2bert.widgets import AttentionExplorer, HeadSplit

    if side == "AttentionExplorer":
        widget = AttentionExplorer(names, maps(tokens, layers))
    else:
        widget = HeadSplit(*tensors(tokens), tokens=names, heads=HEADS, step="maps")
    state = widget.get_state()
    binary = sum(len(part) for part in state.values() if isinstance(part, bytes))
    plain = json.dumps({name: part for name, part in state.items() if not isinstance(part, bytes)})
    return widget.html(), binary + len(plain.encode())


def measure(side: str, tokens: int) -> dict[str, float]:
    """Opens the page of one side in a new Chromium. Returns what was measured."""
    from playwright.sync_api import Route, sync_playwright

    if side == IN_JUPYTERLAB:
        return in_jupyterlab(tokens)
    page_text, sent = content(side, tokens)

    def serve(route: Route) -> None:
        url = route.request.url
        if url == ADDRESS:
            route.fulfill(body=page_text, content_type="text/html")
            return
        found = next((path for name, path in FILES.items() if name in url.rsplit("/", 1)[-1]), None)
        if found is None:
            route.abort()
        else:
            route.fulfill(path=LIBRARIES / found, content_type="text/javascript")

    with sync_playwright() as playwright:
        browser = chromium(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.route("**/*", serve)
        empty = own_memory()
        page.add_init_script(WATCH.replace("READY", SIDES[side][1]))
        page.goto(ADDRESS, wait_until="commit", timeout=0)
        while (milliseconds := page.evaluate("window.firstPicture")) is None:  # our pages allow no wait_for_function
            time.sleep(0.1)
        result = {"bytes": sent, "milliseconds": milliseconds, "megabytes": own_memory() - empty}
        if side == "AttentionExplorer":
            result |= reactions(page)
        browser.close()
    return result


def chromium(playwright: Any) -> Any:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


def in_jupyterlab(tokens: int) -> dict[str, float]:
    """Milliseconds from the end of the explorer's cell, and from its beginning, until the maps are painted."""
    from playwright.sync_api import sync_playwright

    cells = [MAKE.format(folder=str(Path(__file__).parent), tokens=tokens), SHOW]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        nbformat.write(notebook, Path(folder, "one.ipynb"))
        options = [f"--ServerApp.root_dir={folder}", "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"]
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", *options]
        environment = {**os.environ, **{name: str(Path(folder, name)) for name in OWN_FOLDERS}}
        log = Path(folder, "log.txt")
        with log.open("wb") as file:
            server = subprocess.Popen(command, stdout=file, stderr=file, env=environment)
        try:
            while not (found := re.search(r"http://127.0.0.1:\d+", log.read_text())):
                if server.poll() is not None:
                    raise RuntimeError(f"Error: JupyterLab did not start: {log.read_text()[-2000:]}")
                time.sleep(0.1)
            page = chromium(playwright).new_page(viewport={"width": 1280, "height": 720})
            page.goto(f"{found[0]}/lab/tree/one.ipynb?reset")
            page.wait_for_function("window.jupyterapp?.restored.then(() => true)", timeout=60_000)
            page.wait_for_function(f"{KERNEL}?.status === 'idle'", timeout=60_000)
            painted = float(page.evaluate(RUN.replace("PAINTED", PAINTED)))
            began, ended = map(float, Path(folder, "times").read_text().split())
            return {"milliseconds": painted - ended, "whole": painted - began}
        finally:
            server.terminate()
            server.wait()


def reactions(page: Any) -> dict[str, float]:
    """Milliseconds of the main thread for a move to another word and for another head, until it is on the screen."""
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable")

    def worked() -> float:
        metrics = {each["name"]: each["value"] for each in client.send("Performance.getMetrics")["metrics"]}
        return 1000 * float(metrics["TaskDuration"])

    def cost(act: Callable[[], None]) -> float:
        before = worked()
        act()
        page.evaluate(ON_SCREEN)
        return worked() - before

    words = page.evaluate(WORDS)
    hover = [cost(lambda k=k: page.mouse.move(*words[k % len(words)])) for k in range(MOVES)]
    page.get_by_label("all heads: rows are layers").focus()
    page.keyboard.press("Home")
    keys = ["ArrowRight"] * (HEADS - 1) + ["ArrowLeft"] * (HEADS - 1)
    head = [cost(lambda k=k: page.keyboard.press(keys[k % len(keys)])) for k in range(MOVES)]
    return {"hover": statistics.median(hover), "head": statistics.median(head)}


def own_memory() -> float:
    """Megabytes that the largest page process of our browser has for itself."""
    pages = [
        each for each in psutil.Process().children(recursive=True) if "--type=renderer" in " ".join(each.cmdline())
    ]
    return float(max(each.memory_full_info().uss for each in pages)) / 2**20


def limited(command: list[str]) -> dict[str, Any]:
    """What the process says, or why it was stopped."""
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            time.sleep(0.2)
            held = total_memory(watched)
            late = time.monotonic() - started > SECONDS
            if late or held > GIGABYTES * 1024:
                for each in [*watched.children(recursive=True), watched]:
                    each.kill()
                return {"stopped": f"stopped after {SECONDS} s" if late else f"stopped above {GIGABYTES} GB"}
        said, wrong = process.communicate()
    if process.returncode == 0:
        return dict(json.loads(said))
    if "TargetClosedError" in wrong:
        return {"stopped": "its page broke down"}
    return {"stopped": next((line for line in reversed(wrong.splitlines()) if "Error" in line), wrong[-200:])}


def total_memory(process: psutil.Process) -> float:
    held = 0.0
    try:
        for each in [process, *process.children(recursive=True)]:
            held += each.memory_info().rss / 2**20
    except psutil.NoSuchProcess:
        pass
    return held


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]))))
        return
    has_bertviz = "--alone" not in sys.argv
    if has_bertviz and not ((LIBRARIES / "d3").exists() and importlib.util.find_spec("bertviz")):
        sys.exit("bertviz or its libraries are not there: this script's first lines tell how to get them; or --alone")
    rows = []
    for tokens in TOKENS:
        for side in SIDES:
            if side.startswith("bertviz") and not has_bertviz:
                continue
            runs: list[dict[str, Any]] = []
            while len(runs) < RUNS and not (runs and "stopped" in runs[-1]):
                runs.append(limited([sys.executable, __file__, "--one", side, str(tokens)]))
            print(tokens, side, runs, file=sys.stderr, flush=True)
            if "stopped" in runs[-1]:
                rows.append([tokens, side, runs[-1]["stopped"], "", "", "", "", ""])
                continue
            shown = {name: [run[name] for run in runs] for name in runs[0]}
            forms = {"bytes": ",.0f", "milliseconds": ",.0f", "whole": ",.0f", "megabytes": ".0f"}
            forms |= {"hover": ".1f", "head": ".1f"}
            cells = [spread(shown[name], form) if name in shown else "" for name, form in forms.items()]
            rows.append([tokens, side, *cells])
    packages = ["playwright", "jupyterlab", *(["bertviz"] if has_bertviz else [])]
    print(f"{machine(*packages)} 12 layers of 12 heads, or 1 layer; medians of {RUNS} runs.\n")
    print(ABOUT)
    head = [
        "tokens",
        "",
        "bytes",
        "first picture, ms",
        "from the cell's beginning",
        "memory of the page, MB",
        "hover, ms",
        "new head, ms",
    ]
    print(table(head, rows))


if __name__ == "__main__":
    main()
