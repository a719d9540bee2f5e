"""A real Chromium for every test here, started once."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from word2bert.widgets import base

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def browser_path() -> str:
    """Where this system has its Chromium. The tests fail without one: a skip would hide that nothing was tested."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    pytest.fail(f"There is none of {', '.join(NAMES)} on the PATH; install one (Debian: sudo apt install chromium).")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--js-flags=--expose-gc", "--enable-precise-memory-info"]
        browser = playwright.chromium.launch(executable_path=browser_path(), args=options)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile without a network, of the size of a projector."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture(scope="session")
def core(browser: Browser) -> Iterator[Page]:
    """An empty page in which `core` is what core.js exports."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>core</title><body></body>")
    page.add_script_tag(content=base.core_script())
    yield page
    page.close()
