"""TrainingScrubber in a real browser: every weight that is said is Python's; keys, play, hover; alive in JupyterLab."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect
from word2bert.widgets import TrainingScrubber

TOKENS = "[CLS] the capital of china is [MASK] . [SEP]".split()
S, L, H, T = 8, 2, 3, len(TOKENS)
STEPS = [50 * number for number in range(S)]
NOTES = [f"capitals right: {10 * number} of 105" for number in range(S)]


def maps():
    """Soft at first, then each head sharper and sharper around a row of its own."""
    scores = np.random.default_rng(0).normal(size=(L, H, T, T))
    weights = [np.exp(scores * number) for number in range(1, S + 1)]
    return np.stack([each / each.sum(axis=-1, keepdims=True) for each in weights])


MAPS = maps()


def scrubber(**options):
    return TrainingScrubber(TOKENS, MAPS, STEPS, NOTES, layer=1, head=1, **options)


@pytest.fixture(scope="module")
def shared(open_for_module):
    return open_for_module(scrubber())


@pytest.fixture
def page(shared):
    """The page as it was opened: the last snapshot, layer 1, head 1, the row of [MASK], the mouse away."""
    shared.mouse.move(0, 0)
    snapshots(shared).press("End")
    at_map(shared, 6, 0)
    shared.mouse.down()
    shared.mouse.up()
    shared.mouse.move(0, 0)
    mosaic(shared).focus()
    for key in ("Home", "ArrowUp", "ArrowDown", "ArrowRight"):
        shared.keyboard.press(key)
    shared.evaluate("document.activeElement.blur()")
    return shared


def says(page):
    return page.locator(".w2b-says").text_content()


def snapshots(page):
    return page.get_by_role("slider", name="snapshot")


def mosaic(page):
    return page.get_by_label("all heads: rows are layers")


def large(page):
    return page.get_by_label("the map: rows look, columns are looked at")


def at_map(page, row, column):
    box = large(page).bounding_box()
    page.mouse.move(box["x"] + 92 + 290 * (column + 0.5) / T, box["y"] + 70 + 290 * (row + 0.5) / T)


def finding(snapshot, layer, head, row=6):
    weights = MAPS[snapshot, layer, head, row]
    key = int(weights.argmax())
    place = f"Step {STEPS[snapshot]}, layer {layer}, head {head}"
    return f"{place}: “{TOKENS[row]}” looks at “{TOKENS[key]}”, {weights[key]:.2f}."


def close(said, expected):
    """The same words, and numbers within the hundredth that a byte may cost."""
    numbers = [[float(number) for number in re.findall(r"\d\.\d\d", text)] for text in (said, expected)]
    assert re.sub(r"\d\.\d\d", "#", said) == re.sub(r"\d\.\d\d", "#", expected)
    assert numbers[0] == pytest.approx(numbers[1], abs=0.0101)


def test_it_opens_at_the_last_snapshot_with_the_way_there_above(page):
    close(says(page), finding(7, 1, 1))
    labels = page.locator(".w2b-stage").first.locator(".w2b-label")
    assert labels.all_text_contents() == ["step 0", "step 50", "step 150", "step 200", "step 300", "step 350"]
    assert page.locator(".w2b-stage").first.locator(".w2b-strong").all_text_contents() == ["step 350"]
    assert page.locator(".w2b-told-of").text_content() == NOTES[7]


def test_every_snapshot_of_every_head_is_pythons(page):
    for layer in range(L):
        for head in range(H):
            mosaic(page).focus()
            page.keyboard.press("Home")
            page.keyboard.press("ArrowUp")
            for key in ["ArrowDown"] * layer + ["ArrowRight"] * head:
                page.keyboard.press(key)
            for key, snapshot in (("Home", 0), ("ArrowRight", 1), ("End", 7)):
                snapshots(page).press(key)
                close(says(page), finding(snapshot, layer, head))
                assert page.locator(".w2b-told-of").text_content() == NOTES[snapshot]
                assert snapshots(page).get_attribute("aria-valuetext") == f"step {STEPS[snapshot]}"


def test_the_words_of_the_row_stand_beside_it_the_largest_first(page):
    snapshots(page).press("Home")
    weights = MAPS[0, 1, 1, 6]
    order = np.argsort(-weights)[:6]
    assert page.locator(".w2b-nearest h4").text_content() == "“[MASK]” looks at"
    rows = page.locator(".w2b-neighbour")
    assert rows.locator(".w2b-word").all_text_contents() == [TOKENS[key] for key in order]
    shown = [float(text) for text in rows.locator("output").all_text_contents()]
    assert shown == pytest.approx(weights[order].tolist(), abs=0.0101)


def test_pointing_reads_a_weight_and_a_click_keeps_the_row(page):
    at_map(page, 2, 4)
    close(says(page), f"Step 350, layer 1, head 1: “capital” gives “china” {MAPS[7, 1, 1, 2, 4]:.2f} of its attention.")
    assert page.locator(".w2b-nearest h4").text_content() == "“capital” looks at"
    page.mouse.move(0, 0)
    close(says(page), finding(7, 1, 1))
    assert page.locator(".w2b-nearest h4").text_content() == "“[MASK]” looks at"
    at_map(page, 2, 4)
    page.mouse.down()
    page.mouse.up()
    page.mouse.move(0, 0)
    close(says(page), finding(7, 1, 1, row=2))


def test_arrow_keys_read_the_map_and_enter_keeps_the_row(page):
    large(page).focus()
    page.keyboard.press("Home")
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    row = 2
    close(says(page), f"Step 350, layer 1, head 1: “capital” gives “the” {MAPS[7, 1, 1, row, 1]:.2f} of its attention.")
    page.keyboard.press("Enter")
    page.evaluate("document.activeElement.blur()")
    close(says(page), finding(7, 1, 1, row=row))


def test_up_and_down_walk_from_head_to_head(page):
    snapshots(page).focus()
    page.keyboard.press("ArrowDown")
    close(says(page), finding(7, 1, 2))
    page.keyboard.press("ArrowDown")
    close(says(page), finding(7, 1, 2))
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    close(says(page), finding(7, 0, 2))
    assert snapshots(page).input_value() == "7", "the snapshot stays"


def test_a_click_chooses_a_head_and_one_above_a_snapshot(page):
    box = mosaic(page).bounding_box()
    page.mouse.click(box["x"] + 64 + 54 * 2.5, box["y"] + 24 + 54 * 0.5)
    page.mouse.move(0, 0)
    close(says(page), finding(7, 0, 2))
    strip = page.locator(".w2b-pointed").bounding_box()
    page.mouse.click(strip["x"] + strip["width"] * 2.5 / 6, strip["y"] + 50)
    close(says(page), finding(3, 0, 2))


def test_space_plays_from_the_start_and_stops(open_widget):
    page = open_widget(scrubber())
    snapshots(page).focus()
    page.keyboard.press(" ")
    play = page.locator(".w2b-film button")
    expect(play).to_have_text("pause")
    assert page.locator(".w2b-says").get_attribute("aria-live") == "off"
    assert says(page).startswith("Step 0,")
    expect(page.locator(".w2b-says")).not_to_contain_text("Step 0,")
    page.keyboard.press(" ")
    expect(play).to_have_text("play")
    before = says(page)
    page.wait_for_timeout(700)
    assert says(page) == before
    assert page.locator(".w2b-says").get_attribute("aria-live") == "polite"
    play.click()
    expect(play).to_have_text("pause")
    expect(page.locator(".w2b-says")).to_contain_text("Step 350,")
    expect(play).to_have_text("play")


PIXELS = """(canvas, [x, y]) => {
    const scale = canvas.width / canvas.clientWidth;
    return Array.from(canvas.getContext("2d").getImageData(Math.round(x * scale), Math.round(y * scale), 1, 1).data);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_is_painted_in_cividis_from_0_to_1_rows_down_columns_along(open_widget, core, scheme):
    page = open_widget(scrubber(), color_scheme=scheme)
    canvas = large(page).locator("canvas")
    for row, column in ((0, 0), (2, 5), (7, 3), (8, 8)):
        place = [92 + 290 * (column + 0.5) / T, 70 + 290 * (row + 0.5) / T]
        expected = core.evaluate("(share) => core.cividisBytes(share)", MAPS[7, 1, 1, row, column])
        assert canvas.evaluate(PIXELS, place)[:3] == pytest.approx(expected, abs=4)


def test_a_single_snapshot_has_nothing_to_play(open_widget):
    page = open_widget(TrainingScrubber(TOKENS, MAPS[:1], [0]))
    assert page.locator(".w2b-film button").is_disabled()
    assert snapshots(page).is_disabled()
    assert page.locator(".w2b-told-of").is_hidden()


SETUP = f"""import numpy as np
from word2bert.widgets import TrainingScrubber
weights = np.random.default_rng(0).dirichlet(np.ones({T}), ({S}, {L}, {H}, {T}))
shown = TrainingScrubber({TOKENS}, weights, {STEPS}, {NOTES})
shown"""


def test_python_knows_what_is_chosen_and_the_page_what_python_sets(lab):
    page = lab([SETUP])
    snapshots(page).press("ArrowLeft")
    lab.expect("shown.shown", "6")
    snapshots(page).press("ArrowDown")
    lab.ask("shown.layer, shown.head, shown.row, shown.shown = 1, 2, 4, 2")
    page.locator(".w2b-says", has_text="Step 100, layer 1, head 2: “china” looks at").wait_for()
    at_map(page, 1, 1)
    page.mouse.down()
    page.mouse.up()
    lab.expect("shown.row", "1")


def test_memory_of_the_page_stays_flat_over_100_updates(lab):
    page = lab([SETUP])
    snapshots(page).wait_for()
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable")

    def used():
        page.wait_for_timeout(1000)
        for _ in range(3):
            client.send("HeapProfiler.collectGarbage")
        metrics = {each["name"]: each["value"] for each in client.send("Performance.getMetrics")["metrics"]}
        return metrics["JSHeapUsedSize"] / 2**20, metrics["Nodes"], metrics["JSEventListeners"]

    updates = "for i in range({}): shown.shown, shown.head, shown.layer, shown.row = i % 8, i % 3, i % 2, i % 9"
    lab.ask(updates.format(30))
    before = used()
    lab.ask(updates.format(101))
    page.locator(".w2b-says", has_text="Step 200, layer 0, head 1").wait_for()
    after = used()
    client.detach()
    assert after[0] - before[0] < 1.5, "MB of JavaScript's memory"
    assert after[1] - before[1] < 200, "nodes of the page"
    assert after[2] - before[2] < 50
