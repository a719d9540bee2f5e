"""Widgets live in a real JupyterLab with a real kernel."""

import json
import re

import pytest
import torch
from axe_playwright_python.sync_playwright import Axe

SETUP = "from IPython.display import display\nfrom word2bert.widgets import *\nimport numpy as np"
WINDOW = "w = WindowSlider('the cat sat on the mat and slept'.split())"
DRIFT = """numbers = np.random.default_rng(0).normal(size=(6, 20))
frames = [(numbers, 'one'), (numbers**3, 'two'), (numbers + 9, 'three')]
d = WordDrift(list('uvwxyz'), ['a', 'a', 'b', 'b', 'c', 'c'], frames=frames)"""
TALL = "# one line\n" * 30


def says(page, nth=0):
    return page.locator(".w2b-says").nth(nth).text_content()


@pytest.fixture(scope="module")
def window(jupyterlab):
    """A notebook with two views of one widget, and a softmax below."""
    sliders = "s = SoftmaxSliders(['cat', 'dog', 'rome'], [2, 1, -0.5])\ns"
    jupyterlab([SETUP, f"{WINDOW}\nw", f"{DRIFT}\nd", *[TALL] * 8, "w", sliders, "d"])
    return jupyterlab


@pytest.fixture
def page(window, lab):
    window.ask("w.centre, w.window, w.architecture, s.scores, d.shown = 2, 2, 'both', [2, 1, -0.5], 0")
    window.page.wait_for_function("document.querySelector('.w2b-says')?.textContent.includes('“sat” gives CBOW 1')")
    return window.page


TRAINING = """import torch
from word2bert.labels.next_word import next_word_batches
from word2bert.losses import next_word_loss
from word2bert.training import constant, train_model
model = torch.nn.Sequential(torch.nn.Embedding(5, 4), torch.nn.Linear(4, 5))
batches = next_word_batches([[1, 2, 3], [1, 3, 2, 4]], pad_id=0, batch_size=2)
def loss(model, examples):
    return {'next word': next_word_loss(model(examples.inputs['ids']), examples.labels['next word'])}
def train(watch):
    return train_model(model, batches, loss, 60, constant(0.01), precision='float32', device='cpu', on_step=watch)"""
STOPS = """def stop(record):
    progress(record)
    if record.step == 30:
        raise KeyboardInterrupt
history = train(stop)"""


def test_a_training_is_watched_live_and_a_stop_is_said(lab):
    page = lab([SETUP, TRAINING, "progress = TrainingProgress()\ndisplay(progress)", "history = train(progress)"])
    page.wait_for_function(
        "document.querySelector('.w2b-says')?.textContent.startsWith('Trained: 300 words in 60 steps')"
    )
    assert page.locator(".w2b-fact:visible b").nth(1).text_content() == "60 of 60"
    assert page.locator(".w2b-stage canvas").is_visible()
    page = lab([SETUP, TRAINING, "progress = TrainingProgress()\ndisplay(progress)", STOPS])
    page.wait_for_function("document.querySelector('.w2b-says')?.textContent.startsWith('Stopped after 30 of 60')")
    lab.expect("history.stopped, len(history.loss), progress", "(True, 30, TrainingProgress(stopped, steps=60))")


def test_two_views_show_one_state_and_python_knows_it(page, lab):
    first, second = (page.locator(".w2b").nth(i) for i in (0, 2))
    first.get_by_role("radio", name="skip-gram").click()
    assert second.get_by_role("radio", name="skip-gram").is_checked()
    assert second.locator(".w2b-panel:visible").count() == 1
    lab.expect("w.architecture", "'skip-gram'")
    lab.ask("w.centre = 4")
    page.wait_for_function(
        "[0, 2].every((i) => document.querySelectorAll('.w2b-says')[i].textContent.includes('“the”'))"
    )
    assert says(page, 0) == says(page, 2) == "The window on “the” gives CBOW 1 example, skip-gram 4."


def test_a_drag_over_the_words_moves_the_window(page, lab):
    tiles = page.locator(".w2b").first.locator(".w2b-tile")
    tiles.first.scroll_into_view_if_needed()
    start, end = tiles.nth(2).bounding_box(), tiles.nth(5).bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 20, steps=8)
    page.mouse.up()
    assert "“mat”" in says(page)
    lab.expect("w.centre", "5")


def test_numbers_in_the_page_are_pytorchs(page, lab):
    sliders = page.locator(".w2b").nth(3)
    sliders.scroll_into_view_if_needed()
    score = sliders.get_by_role("slider").nth(1)
    score.focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    scores = torch.tensor([2, 1.7, -0.5])
    lab.expect("s.scores", "[2.0, 1.7, -0.5]")
    shares = torch.softmax(scores, 0)
    shown = [float(share) for share in sliders.locator(".w2b-softmax output:nth-of-type(3n)").all_text_contents()[:3]]
    assert shown == pytest.approx(shares.tolist(), abs=0.005)
    loss = torch.nn.functional.cross_entropy(scores[None], torch.tensor([0])).item()
    assert float(re.search(r"= ([\d.]+)$", says(page, 3))[1]) == pytest.approx(loss, abs=0.005)


COMMAND_KEYS = ["a", "b", "d", "d", "x", "m", "Enter", "Shift+Enter", "ArrowDown", "ArrowRight", "Escape", "0", "0"]


def test_keys_do_not_leak_to_the_notebook(page, lab):
    def notebook():
        cells = "JSON.stringify([panel.content.widgets.length, panel.content.activeCellIndex, panel.content.mode])"
        return page.evaluate(f"() => {{ const panel = window.jupyterapp.shell.currentWidget; return {cells}; }}")

    for control in [page.get_by_role("slider").first, page.get_by_role("radio").first]:
        control.scroll_into_view_if_needed()
        control.click()
        before, source = notebook(), lab.cells()
        for key in COMMAND_KEYS:
            page.keyboard.press(key)
        assert notebook() == before
        assert lab.cells() == source
        assert page.evaluate("document.activeElement.closest('.w2b') !== null"), "the focus stays in the widget"


PICTURE = "(canvas) => canvas.toDataURL()"


def test_scrolled_away_and_back_it_shows_what_it_showed_or_what_came_meanwhile(page, lab):
    top = page.locator(".w2b").nth(1), page.locator(".w2b-stage canvas").first
    end = page.locator(".w2b").nth(4), page.locator(".w2b-stage canvas").nth(1)
    lab.configure({"windowingMode": "full"})  # JupyterLab's own default: what is not in sight is taken out
    try:
        lab.scroll("start")
        top[1].wait_for()
        page.wait_for_timeout(500)  # the film has come to its first frame
        before = top[0].inner_text(), top[1].evaluate(PICTURE)
        lab.scroll("end")
        top[0].wait_for(state="hidden")
        lab.scroll("start")
        top[1].wait_for()
        assert (top[0].inner_text(), top[1].evaluate(PICTURE)) == before
        lab.scroll("end")
        top[0].wait_for(state="hidden")
        lab.ask("d.shown = 2")
        end[0].get_by_text("three: ").wait_for()
        page.wait_for_timeout(500)
        expected = end[0].inner_text(), end[1].evaluate(PICTURE)
        lab.scroll("start")
        top[1].wait_for()
        assert (top[0].inner_text(), top[1].evaluate(PICTURE)) == expected
        assert expected[1] != before[1]
    finally:
        lab.configure({"windowingMode": "none"})


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_both_themes_pass_axe(page, lab, theme):
    lab.theme(theme)
    try:
        found = Axe().run(page, context=".w2b", options={"resultTypes": ["violations"]})
        serious = [each for each in found.response["violations"] if each["impact"] in ("serious", "critical")]
        assert not serious, json.dumps(serious, indent=1)
        ground = page.locator(".w2b").first.evaluate("(root) => getComputedStyle(root).backgroundColor")
        bright = sum(map(int, re.findall(r"\d+", ground)[:3])) > 380
        assert bright == (theme == "JupyterLab Light")
    finally:
        lab.theme("JupyterLab Light")


def test_after_a_restart_of_the_kernel_it_still_shows_what_it_showed_and_moves(jupyterlab, lab):
    page = lab([SETUP, f"{WINDOW}\nw.centre = 5\nw"])
    page.locator(".w2b").wait_for()
    before = page.locator(".w2b").inner_text()
    lab.restart_kernel()
    assert page.locator(".w2b").inner_text() == before
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowLeft")
    assert "“the”" in says(page)


MEMORY = """
import gc, os, psutil
def updates(count):
    for i in range(count):
        drift.add_vectors(NUMBERS + i, f"frame {i}") if len(drift.labels) < 2 else setattr(drift, "shown", i % 2)
        w.centre, w.window = i % 7, 1 + i % 5
        s.scores = [i % 5, 1.0, 2.0]
        a.row, a.temperature, a.causal_mask = i % 6, 1.0 + i % 3, i % 2 == 0
        h.step, h.head = ["cut", "apart", "maps", "outputs"][i % 4], i % 4
def resident():
    gc.collect()
    return psutil.Process().memory_info().rss / 2**20
"""


def test_memory_of_page_and_kernel_stays_flat_over_100_updates(lab):
    numbers = "NUMBERS = np.random.default_rng(0).normal(size=(6, 20))\nfamilies = ['a', 'a', 'b', 'b', 'c', 'c']"
    stepper = "a = AttentionStepper(list('uvwxyz'), NUMBERS, NUMBERS, NUMBERS)"
    heads = "h = HeadSplit(NUMBERS, tokens=list('uvwxyz'), heads=4)"
    drift = "drift = WordDrift(list('uvwxyz'), families)\ndisplay(drift, w, s, a, h)"
    sliders = "s = SoftmaxSliders(['cat', 'dog', 'rome'], [2, 1, -0.5])"
    page = lab([SETUP, MEMORY, numbers, WINDOW, sliders, stepper, heads, drift])
    page.locator(".w2b").nth(4).wait_for()
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable")

    def used():
        page.wait_for_timeout(1500)  # what arrived is drawn, and moves have ended
        for _ in range(3):
            client.send("HeapProfiler.collectGarbage")
        metrics = {each["name"]: each["value"] for each in client.send("Performance.getMetrics")["metrics"]}
        return (
            metrics["JSHeapUsedSize"] / 2**20,
            metrics["Nodes"],
            metrics["JSEventListeners"],
            float(lab.ask("resident()")),
        )

    lab.ask("updates(30)")  # what is kept once, such as fonts and compiled code
    heap, nodes, listeners, resident = used()
    lab.ask("updates(100)")
    page.locator(".w2b-says", has_text="p(cat) = 54.60 / 64.71 = 0.84").wait_for()  # the last update has arrived
    after = used()
    client.detach()
    assert after[0] - heap < 1.5, "MB of JavaScript's memory"
    assert after[1] - nodes < 200, "nodes of the page"
    assert after[2] - listeners < 50
    assert after[3] - resident < 5, "MB of the kernel"
