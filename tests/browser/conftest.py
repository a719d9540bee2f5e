"""A real Chromium, and in it pages of widgets (`open_widget`) and a real JupyterLab (`lab`), each started once.

    page = open_widget(WindowSlider(["the", "cat"]))      # saved with save_html, opened from the disk, no network
    page = lab(["from word2bert.widgets import ...", "..."])   # a notebook of these cells, run; or a path to a notebook

Pages of widgets let no string run as a script, so wait there with `expect(locator)` and not with `wait_for_function`.
Whatever a page complains about (a script that fails, something the Content-Security-Policy refuses, something it wants
from a network) fails the test that opened it.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from word2bert.widgets import base

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
USUAL = (  # where macOS and Windows, which do not put it on the PATH, have it
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
PROJECTOR: Any = {"width": 1280, "height": 720}


def browser_path() -> str:
    """Where this system has its Chromium. The tests fail without one: a skip would hide that nothing was tested."""
    for path in (*map(shutil.which, NAMES), *USUAL):
        if path and Path(path).exists():
            return path
    pytest.fail(f"There is no {NAMES[0]} or {NAMES[2]} on the PATH; install one (Debian: sudo apt install chromium).")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    options = ["--no-sandbox", "--js-flags=--expose-gc"]
    browser = playwright.chromium.launch(executable_path=browser_path(), args=options)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def core(browser: Browser) -> Iterator[Page]:
    """An empty page in which `core` is what core.js exports."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>core</title><body></body>")
    page.add_script_tag(content=base.core_script())
    yield page
    page.close()


def note_complaints(page: Page, complaints: list[str]) -> None:
    """Add every error of the page's scripts, every complaint in its console and every dialog to the list."""
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("console", lambda line: complaints.append(f"console: {line.text}") if line.type == "error" else None)
    page.on("dialog", lambda dialog: (complaints.append(f"a word ran as a script: {dialog.message}"), dialog.dismiss()))


@contextmanager
def widget_pages(browser: Browser, folder: Path) -> Iterator[Callable[..., Page]]:
    """A function that opens widgets. It fails afterwards if one of their pages complains or wants a network."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(widget: base.CourseWidget, **options: Any) -> Page:
        path = folder / f"{len(contexts)}.html"
        widget.save_html(path)
        context = browser.new_context(**{"viewport": PROJECTOR, "offline": True, **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        note_complaints(page, complaints)
        page.on("request", lambda request: refuse(request.url, path.as_uri()))
        page.goto(path.as_uri())
        page.locator(".w2b").wait_for()
        return page

    def refuse(url: str, own: str) -> None:
        if url != own and not url.startswith("data:"):
            complaints.append(f"it wants {url}")

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "a page of a widget complains"


@pytest.fixture
def open_widget(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Saves a widget with save_html and opens the page from the disk, the network blocked, at a projector's size.

    open_widget(widget, color_scheme="dark", has_touch=True, reduced_motion="reduce"): options of a browser context.
    """
    with widget_pages(browser, tmp_path) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def open_for_module(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Page]]:
    """The same for pages that all tests of a module share."""
    with widget_pages(browser, tmp_path_factory.mktemp("pages")) as open_page:
        yield open_page


class Lab:
    """A JupyterLab in its own folder with one page on it; calling it opens a notebook and runs it."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.complaints: list[str] = []
        note_complaints(page, self.complaints)
        self.count = 0

    def __call__(self, source: Sequence[str] | Path, timeout: float = 90) -> Page:
        """A notebook of these cells (or this notebook, copied), opened and run to its end; within so many seconds."""
        self.count += 1
        path = self.folder / f"{self.count}.ipynb"
        path.write_bytes(source.read_bytes() if isinstance(source, Path) else notebook_of(source))
        self.page.evaluate(CLOSE.replace("PANEL", PANEL))
        self.command("docmanager:open", {"path": path.name, "kernel": {"name": "python3"}})
        self.page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for(timeout=30_000)
        self.page.wait_for_function(f"{KERNEL}?.status === 'idle'", timeout=60_000)
        self.run_all(timeout)
        return self.page

    def run_all(self, timeout: float = 90) -> None:
        """Run every cell again. Fails with the words of the error when a cell raises one."""
        self.page.evaluate("() => { window.ran = false; }")
        run = "() => { window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => (window.ran = true)); }"
        self.page.evaluate(run)
        self.page.wait_for_function("window.ran === true", timeout=1000 * timeout)
        cells = self.page.evaluate(f"{PANEL}.content.model.toJSON().cells")
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        errors = ["\n".join(output["traceback"]) for output in outputs if output["output_type"] == "error"]
        assert not errors, errors[0]

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        """One of JupyterLab's own commands, awaited."""
        script = "async ([name, given]) => { await window.jupyterapp.commands.execute(name, given); }"
        self.page.evaluate(script, [name, arguments or {}])

    def cells(self) -> list[str]:
        """The source of every cell, as it is now."""
        return [cell["source"] for cell in self.page.evaluate(f"{PANEL}.content.model.toJSON().cells")]

    def scroll(self, to: str) -> None:
        """To the "start" or the "end" of the notebook, in steps: heights are guessed until a cell is seen."""
        for _ in range(5):
            self.page.evaluate(SCROLL.replace("PANEL", PANEL), to)
            self.page.wait_for_timeout(100)

    def configure(self, settings: dict[str, Any]) -> None:
        """Settings of the open notebook alone, such as windowingMode."""
        panel = f"{PANEL}.content"
        self.page.evaluate(
            f"(given) => {{ {panel}.notebookConfig = {{ ...{panel}.notebookConfig, ...given }}; }}", settings
        )

    def theme(self, name: str) -> None:
        """To "JupyterLab Light" or "JupyterLab Dark"."""
        self.command("apputils:change-theme", {"theme": name})
        self.page.wait_for_function("(name) => document.body.dataset.jpThemeName === name", arg=name)

    def restart_kernel(self) -> None:
        """The kernel loses everything; what is on the page stays."""
        self.page.evaluate(f"async () => {{ await {KERNEL}.restart(); }}")
        self.page.wait_for_function(f"{KERNEL}.status === 'idle'", timeout=60_000)

    def ask(self, code: str) -> str:
        """What the kernel prints or answers to a line of code, without a cell."""
        return str(self.page.evaluate(ASK.replace("KERNEL", KERNEL), code))

    def expect(self, code: str, answer: str) -> None:
        """Wait until the kernel answers so: what is dragged in the page arrives there a moment later."""
        for _ in range(100):
            if (said := self.ask(code)) == answer:
                return
            self.page.wait_for_timeout(100)
        assert said == answer


PANEL = "window.jupyterapp.shell.currentWidget"
KERNEL = f"{PANEL}?.sessionContext?.session?.kernel"
CLOSE = """async () => {
    const panel = PANEL;
    if (!panel?.sessionContext) return;
    await panel.sessionContext.shutdown();
    panel.dispose();
}"""
SCROLL = """(to) => {
    const outer = PANEL.content.node.querySelector(".jp-WindowedPanel-outer");
    PANEL.content.activeCellIndex = 3; // the active cell is never taken out
    outer.scrollTop = to === "end" ? outer.scrollHeight : 0;
}"""
ASK = """async (code) => {
    const future = KERNEL.requestExecute({ code, store_history: false });
    let said = "";
    future.onIOPub = (message) => {
        const content = message.content;
        said += content.text ?? content.data?.["text/plain"] ?? content.traceback?.join("\\n") ?? "";
    };
    await future.done;
    return said.trim();
}"""


def notebook_of(cells: Sequence[str]) -> bytes:
    made = [
        {"cell_type": "code", "id": f"cell-{i}", "source": cell, "metadata": {}, "outputs": [], "execution_count": None}
        for i, cell in enumerate(cells)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"cells": made, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.fixture(scope="session")
def make_notebook() -> Callable[[Path, Sequence[str]], Path]:
    """make_notebook(path, cells) writes a notebook and gives its path."""

    def write(path: Path, cells: Sequence[str]) -> Path:
        path.write_bytes(notebook_of(cells))
        return path

    return write


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def jupyterlab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    home = tmp_path_factory.mktemp("jupyterlab")
    folders = {name: home / name for name in ("notebooks", "settings", "workspaces", "config", "runtime", "ipython")}
    for folder in folders.values():
        folder.mkdir()
    quiet = folders["settings"] / "@jupyterlab" / "apputils-extension"
    quiet.mkdir(parents=True)
    (quiet / "notification.jupyterlab-settings").write_text(
        json.dumps({"fetchNews": "false", "checkForUpdates": False})
    )
    environment = {
        **os.environ,
        "JUPYTERLAB_SETTINGS_DIR": str(folders["settings"]),
        "JUPYTERLAB_WORKSPACES_DIR": str(folders["workspaces"]),
        "JUPYTER_CONFIG_DIR": str(folders["config"]),
        "JUPYTER_RUNTIME_DIR": str(folders["runtime"]),
        "IPYTHONDIR": str(folders["ipython"]),
    }
    port, token = free_port(), secrets.token_hex(16)
    address = f"http://127.0.0.1:{port}"
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.allow_root": True,
        "ServerApp.open_browser": False,
        "ServerApp.root_dir": folders["notebooks"],
        "IdentityProvider.token": token,
        "LabApp.expose_app_in_browser": True,  # so that the tests can call JupyterLab's own commands
    }
    command = [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
    log = home / "log.txt"
    with log.open("wb") as file, subprocess.Popen(command, env=environment, stdout=file, stderr=file) as server:
        try:
            wait_for(f"{address}/api/status?token={token}", server, log)
            context = browser.new_context(viewport=PROJECTOR)
            context.set_default_timeout(10_000)
            page = context.new_page()
            lab = Lab(page, folders["notebooks"])
            page.goto(f"{address}/lab?token={token}&reset")
            page.wait_for_function("window.jupyterapp?.restored.then(() => true)", timeout=60_000)
            lab.command("application:toggle-left-area")  # the list of files: a projector has no room for it
            yield lab
            context.close()
        finally:
            server.terminate()  # its kernels end with it
            server.wait(30)


def wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start; its last words: {log.read_text(errors='replace')[-2000:]}")


@pytest.fixture
def lab(jupyterlab: Lab) -> Iterator[Lab]:
    """The JupyterLab of the session: `page = lab(cells)` or `page = lab(path)`; see Lab for what else it can do."""
    jupyterlab.complaints.clear()
    yield jupyterlab
    ours = [line for line in jupyterlab.complaints if "debug" not in line]  # JupyterLab's own, when a kernel ends early
    assert not ours, "a page of JupyterLab complains"
