"""WORD2BERT_STATIC=1 jupyter nbconvert --execute --to html: a file with widgets that still work, without a kernel."""

import os
import subprocess
import sys

CELLS = ["from word2bert.widgets import WindowSlider", "WindowSlider(['the', '</script>', 'cat', 'sat'], window=1)"]


def test_an_exported_notebook_is_alive_without_a_kernel_and_a_network(browser, make_notebook, tmp_path):
    notebook = make_notebook(tmp_path / "one.ipynb", CELLS)
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", str(notebook)]
    subprocess.run(command, env={**os.environ, "WORD2BERT_STATIC": "1"}, check=True, capture_output=True)
    context = browser.new_context(offline=True)
    try:
        page = context.new_page()
        page.goto((tmp_path / "one.html").as_uri(), wait_until="commit")
        inside = page.frame_locator("iframe")
        inside.locator(".w2b-says").get_by_text("The window on “</script>”").wait_for(timeout=20_000)
        inside.get_by_role("slider").first.press("ArrowRight")
        inside.locator(".w2b-says").get_by_text("The window on “cat” gives CBOW 1 example, skip-gram 2.").wait_for()
        assert page.locator("iframe").get_attribute("sandbox") == "allow-scripts"
        assert inside.locator("body").evaluate("() => origin") == "null", "it cannot reach what is around it"
    finally:
        context.close()
