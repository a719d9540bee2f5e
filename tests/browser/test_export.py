"""WORD2BERT_STATIC=1 jupyter nbconvert --execute --to html: a page that still works, without a kernel or a network."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
WITH_FORMULAS = "01_word_vectors", "02_similarity_and_analogy", "04_attention"
CELLS = ["from word2bert.widgets import WindowSlider", "WindowSlider(['the', '</script>', 'cat', 'sat'], window=1)"]


def exported(folder, *notebooks, options=()):
    """The pages that nbconvert makes of notebooks, by the command of the README."""
    command = [sys.executable, "-m", "nbconvert", *options, "--to", "html", "--output-dir", folder, *notebooks]
    subprocess.run(command, env={**os.environ, "WORD2BERT_STATIC": "1"}, check=True, capture_output=True)
    return [(folder / notebook.stem).with_suffix(".html") for notebook in notebooks]


def run_and_exported(folder, notebook):
    """The page of a notebook whose cells are run for it."""
    return exported(folder, notebook, options=["--execute"])[0]


@contextmanager
def opened(browser, path):
    """The page, opened from the disk with the network blocked; it may complain about nothing and ask for no address."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    complaints, asked = [], []
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        yield page
        assert [url for url in asked if url != path.as_uri() and not url.startswith(("data:", "about:"))] == []
        assert complaints == []
    finally:
        context.close()


def test_an_exported_notebook_is_alive_without_a_kernel_and_a_network(browser, make_notebook, tmp_path):
    notebook = make_notebook(tmp_path / "one.ipynb", CELLS)
    with opened(browser, run_and_exported(tmp_path, notebook)) as page:
        inside = page.frame_locator("iframe")
        inside.locator(".w2b-says").get_by_text("The window on “</script>”").wait_for(timeout=20_000)
        inside.get_by_role("slider").first.press("ArrowRight")
        inside.locator(".w2b-says").get_by_text("The window on “cat” gives CBOW 1 example, skip-gram 2.").wait_for()
        assert page.locator("iframe").get_attribute("sandbox") == "allow-scripts"
        assert inside.locator("body").evaluate("() => origin") == "null", "it cannot reach what is around it"


@pytest.fixture(scope="module")
def with_formulas(tmp_path_factory):
    """The pages of notebooks that have formulas, as their outputs are stored."""
    paths = [NOTEBOOKS / f"{name}.ipynb" for name in WITH_FORMULAS]
    return dict(zip(WITH_FORMULAS, exported(tmp_path_factory.mktemp("formulas"), *paths), strict=True))


@pytest.mark.parametrize("name", WITH_FORMULAS)
def test_formulas_are_set_without_a_network(browser, with_formulas, name):
    with opened(browser, with_formulas[name]) as page:
        texts = page.locator(".jp-MarkdownOutput").all_inner_texts()
        assert [text for text in texts if re.search(r"\$|\\\\[a-z]", text)] == [], "no LaTeX is left over"
        formulas = page.locator("math")
        assert formulas.count() > 3
        sizes = formulas.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().width)")
        assert min(sizes) > 2, "each is drawn"


def test_notebook_10_exported_has_living_explorers(browser, tmp_path):
    with opened(browser, run_and_exported(tmp_path, NOTEBOOKS / "10_inside_bert.ipynb")) as page:
        assert page.locator("iframe").count() == 3
        first = page.frame_locator("iframe").first
        first.locator(".w2b-guesses .w2b-neighbour").first.get_by_text("beijing").wait_for(timeout=20_000)
        first.locator(".w2b-one", has_text="china").click()
        first.get_by_role("button", name="knock out “china”").click()
        first.locator(".w2b-out", has_text="china").wait_for()
        assert "→" in first.locator(".w2b-guesses .w2b-neighbour").first.inner_text()
        steps = page.frame_locator("iframe").nth(1)
        before = steps.locator(".w2b-slider output").first.inner_text()
        steps.get_by_label("training step").press("Home")
        assert steps.locator(".w2b-slider output").first.inner_text() != before
        two = page.frame_locator("iframe").nth(2)
        assert two.locator(".w2b-pane").count() == 2


def test_notebook_11_exported_shows_its_figures(browser, tmp_path):
    with opened(browser, run_and_exported(tmp_path, NOTEBOOKS / "11_feature_extraction.ipynb")) as page:
        pictures = page.locator(".jp-OutputArea-output img")
        assert pictures.count() == 2
        assert pictures.evaluate_all("(all) => all.every((one) => one.naturalWidth > 300 && one.alt.length > 20)")
        assert "small-bert" in page.locator(".jp-OutputArea-output").last.inner_text(), "the table of the series"
