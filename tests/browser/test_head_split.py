"""HeadSplit in a real browser: maps and outputs against PyTorch's, columns, the wrong cut, keys, touch, motion."""

# ruff: noqa: RUF001  (the page writes a real minus)

import json
import re

import numpy as np
import pytest
import torch
from word2bert.figures import heads as drawn
from word2bert.models import constructed_heads, scaled_dot_product_attention, split_heads
from word2bert.text import small_world, words
from word2bert.widgets import HeadSplit
from word2bert.widgets.base import joined_script

TOUR = [words(sentence) for sentence in small_world.document(0, 1200)]
TOKENS = [word for sentence in TOUR for word in sentence][:512]


def tour():
    """The twelve constructed heads on 512 words of Small World."""
    dictionary = sorted(set(TOKENS))
    ids = torch.tensor([dictionary.index(word) for word in TOKENS])
    sentences = torch.tensor([number for number, sentence in enumerate(TOUR) for _ in sentence][:512])
    x, model = constructed_heads.constructed_input(ids, sentences), constructed_heads.constructed_heads(512)
    q, k, v = (linear(x).detach() for linear in (model.query, model.key, model.value))
    return HeadSplit(q, k, v, tokens=TOKENS, names=constructed_heads.NAMES)


def small(**options):
    torch.manual_seed(1)
    q, k, v = torch.randn(3, 10, 12)
    return HeadSplit(q, k, v, tokens=[f"word{i}" for i in range(10)], heads=3, **options), q, k, v


@pytest.fixture(scope="module")
def shared(open_for_module):
    return open_for_module(tour(), reduced_motion="reduce")


@pytest.fixture
def page(shared):
    """The page of the tour, at its first step, with nothing locked and the mouse away."""
    shared.mouse.move(0, 0)
    put(shared, "column", 0)
    shared.locator(".w2b-stage").focus()
    shared.keyboard.press("Escape")
    if shared.get_by_label("beside it").is_checked():
        shared.get_by_label("beside it").uncheck()
    shared.get_by_label("Q", exact=True).check()
    put(shared, "head", 0)
    step(shared, "Cut")
    shared.evaluate("document.activeElement.blur()")
    return shared


def says(page):
    return page.locator(".w2b-says").inner_text()


def step(page, name):
    page.locator(".w2b-step", has=page.locator("b", has_text=name)).click()


def put(page, label, value):
    change = "(node, value) => { node.value = value; node.dispatchEvent(new Event('input')); }"
    page.get_by_label(label, exact=True).evaluate(change, str(value))


def focus(page):
    page.locator(".w2b-stage").focus()


def value(page):
    """The number that is said."""
    return float(re.search(r"is (−?\d+\.\d\d)\.", says(page))[1].replace("−", "-"))


# ---- shapes and columns


def test_every_step_has_its_shape_and_its_line_of_code(page):
    lines = [button.inner_text().split("\n") for button in page.locator(".w2b-step").all()]
    assert [shape for _, shape, _ in lines] == [
        "512 \N{MULTIPLICATION SIGN} 768",
        "512 \N{MULTIPLICATION SIGN} 12 \N{MULTIPLICATION SIGN} 64",
        "12 \N{MULTIPLICATION SIGN} 512 \N{MULTIPLICATION SIGN} 64",
        "12 \N{MULTIPLICATION SIGN} 512 \N{MULTIPLICATION SIGN} 512",
        "12 \N{MULTIPLICATION SIGN} 512 \N{MULTIPLICATION SIGN} 64",
        "512 \N{MULTIPLICATION SIGN} 768",
    ]
    widget = tour()
    q, k, v = (torch.tensor(widget._arrays[letter]) for letter in "QKV")
    names = {"X": None, "query": lambda x: q, "K": k, "V": v}
    found = []
    for _, _, code in lines:  # the lines run, one after the other, and give these shapes
        name, _, line = code.rpartition(" = ")
        result = eval(line, names)
        found.append(tuple(result.shape))
        names[name or "step"] = result
        if line.startswith("Q.view") and "transpose" in line:  # apart: from here on Q, K and V are cut
            names |= {letter: split_heads(names[letter][None], 12)[0] for letter in "QKV"}
    assert found == [(512, 768), (512, 12, 64), (12, 512, 64), (12, 512, 512), (12, 512, 64), (512, 768)]


def test_column_454_is_head_7_number_6(page):
    put(page, "column", 454)
    assert "Column 454: head 7, number 6, both counted from 0." in says(page)
    assert "head 7, number 6" in page.locator("output").all_inner_texts()[1]
    assert page.get_by_label("head", exact=True).input_value() == "7"


def test_the_keys_walk_over_the_numbers_and_with_shift_over_the_heads(page):
    focus(page)
    page.keyboard.press("Home")
    for _ in range(7):
        page.keyboard.press("Shift+ArrowRight")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert says(page).startswith("Column 454: head 7, number 6, both counted from 0. Word 1, “friday”: Q is ")
    q = tour()._arrays["Q"]
    assert value(page) == pytest.approx(q[1, 454], abs=0.01)
    page.keyboard.press("End")
    assert says(page).startswith("Column 767: head 11, number 63")
    page.keyboard.press("Escape")
    page.locator(".w2b-stage").blur()
    assert says(page) == "11 lines cut the 768 numbers of every word into 12 times 64."


@pytest.mark.parametrize("name", ["Whole", "Cut", "Apart", "Outputs", "Together"])
def test_pointing_finds_the_number_wherever_the_slabs_are(page, name):
    step(page, name)
    put(page, "column", 454)
    ring = page.locator(".w2b-cell:not(.w2b-locked):visible, .w2b-locked").first.bounding_box()
    focus(page)
    page.keyboard.press("Escape")
    spot = round(ring["x"] + 0.5), round(ring["y"] + 200)
    page.mouse.move(*spot)
    column = int(re.match(r"Column (\d+)", says(page))[1])
    assert abs(column - 454) <= 2  # a column is a pixel wide or less
    assert "head 7, number" in says(page)
    page.mouse.click(*spot)
    page.mouse.move(0, 0)
    assert says(page).startswith(f"Column {column}: head 7")  # locked
    assert page.get_by_label("head", exact=True).input_value() == "7"


# ---- maps and outputs


def test_the_maps_are_those_of_the_constructed_heads(page):
    step(page, "Maps")
    focus(page)
    page.keyboard.press("Home")
    assert says(page).startswith("Head 0 (previous word): word 0, “on”, gives 1.000 of its attention to word 0, “on”.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert says(page).startswith("Head 0 (previous word): word 2, “we”, gives 1.000 of its attention to word 1, “frida")
    page.keyboard.press("Enter")
    put(page, "head", 5)
    assert "Head 5 (every word alike): word 2, “we”, gives 0.002 of its attention to word 1" in says(page)
    assert "2 “we” looks at" in page.locator(".w2b-stage").inner_text()
    focus(page)
    page.keyboard.press("Escape")


@pytest.mark.parametrize("split", ["right", "wrong"])
def test_maps_and_outputs_equal_pytorchs(open_widget, split):
    widget, *qkv = small(step="maps", wrong=split == "wrong")
    page = open_widget(widget, reduced_motion="reduce")
    cut = (lambda x: x.view(1, 3, 10, 4)) if split == "wrong" else (lambda x: split_heads(x[None], 3))
    output, weights = scaled_dot_product_attention(*map(cut, qkv))
    for head in range(3):
        put(page, "head", head)
        focus(page)
        page.keyboard.press("Home")
        found = []
        for _ in range(10):
            pattern = r"wrong split: ([\d.]+)" if split == "wrong" else r"gives ([\d.]+)"
            found.append(float(re.search(pattern, says(page))[1]))
            page.keyboard.press("ArrowRight")
        np.testing.assert_allclose(found, weights[0, head, 0], atol=0.002)
        page.keyboard.press("Escape")
        page.locator(".w2b-stage").blur()
    if split == "right":
        step(page, "Together")
        focus(page)
        page.keyboard.press("Home")
        together = output[0].transpose(0, 1).reshape(10, 12)
        for column in range(12):
            assert value(page) == pytest.approx(together[0, column].item(), abs=0.02)  # V comes in 256 steps
            page.keyboard.press("ArrowRight")


def test_a_click_on_a_small_map_chooses_its_head(page):
    step(page, "Maps")
    board = page.locator(".w2b-stage").bounding_box()
    page.mouse.click(board["x"] + board["width"] * 8.5 / 12, board["y"] + 20)
    assert says(page).startswith("Head 8 (previous sentence): its map of 512")
    assert page.get_by_label("head", exact=True).input_value() == "8"


# ---- the wrong cut


def test_the_wrong_cut_says_which_words_landed_in_the_head(page):
    page.get_by_label("test card").check()
    page.get_by_label("beside it").check()
    assert "its head 0 has only words 0 to 42, “on” to “of”." in says(page)
    for head in range(12):
        put(page, "head", head)
        first, last = drawn.words_in_wrong_head(head, 512, 12)
        assert f"its head {head} has only words {first} to {last}, " in says(page)
    put(page, "column", 454)
    assert "In the wrong split it is number 6 in row 7 of head 0." in says(page)  # 454 = 7 * 64 + 6
    step(page, "Apart")
    assert page.locator(".w2b-cell:visible").count() == 2  # a ring in the right cut, and one in the wrong one
    assert "wrong: view(12, 512, 64)" in page.locator(".w2b-stage").inner_text()


def test_the_drawing_has_no_maps(page):
    step(page, "Maps")
    page.get_by_label("test card").check()
    assert page.locator(".w2b-step[aria-pressed=true]").inner_text().startswith("Apart")
    assert page.locator(".w2b-step:disabled").count() == 2
    assert page.locator(".w2b-step code").all_inner_texts()[1] == "card.view(512, 12, 64)"


def pixel(page, x, y):
    """The colour of the canvas at a point of the stage."""
    script = """(canvas, [x, y]) => {
        const scale = canvas.width / canvas.clientWidth;
        return Array.from(canvas.getContext("2d").getImageData(x * scale, y * scale, 1, 1).data);
    }"""
    return page.locator(".w2b-stage > canvas").evaluate(script, [x, y])


def ring_middle(page, place):
    board, ring = page.locator(".w2b-stage").bounding_box(), page.locator(".w2b-cell").nth(place).bounding_box()
    return ring["x"] - board["x"] + ring["width"] / 2, ring["y"] - board["y"] + ring["height"] / 2


def test_the_drawing_has_the_colours_of_the_figure_and_the_wrong_cut_shreds_it(open_widget):
    widget = HeadSplit(
        np.zeros((10, 12)), tokens=list("abcdefghij"), heads=3, matrix="test card", wrong=True, step="apart"
    )
    page = open_widget(widget, reduced_motion="reduce")
    card = drawn.colour_card(10, 3, 4)
    focus(page)
    page.keyboard.press("Home")
    for row in range(10):
        for column in range(0, 12, 2):
            for place in (1, 0):  # the same number in both cuts: the colour goes where the ring is
                red, green, blue, _ = pixel(page, *ring_middle(page, place))
                assert np.abs(np.array([red, green, blue]) - card[row, column]).max() <= 4
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
    assert ring_middle(page, 1) != ring_middle(page, 0)


TWO = """([script, states]) => {
    const render = new Function(script.replace("export default { render };", "return render;"))();
    for (const { plain, bytes } of states) {
        for (const [key, text] of Object.entries(bytes)) {
            plain[key] = new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
        }
        const model = { get: (key) => plain[key], on() {}, off() {} };
        render({ model, el: document.body });
    }
}"""


def test_two_widgets_of_one_module_have_their_own_colours(browser):
    page = browser.new_page()
    page.set_content("<!doctype html><title>two</title>")
    states = []
    for count in (10, 4):
        shown = HeadSplit(np.zeros((count, 12)), tokens=["a"] * count, heads=3, matrix="test card", step="whole")
        states.append(json.loads(re.search(r'id="state">(.*?)</script>', shown.html(), flags=re.DOTALL)[1]))
    page.evaluate(TWO, [joined_script("head_split"), states])
    script = """(canvas) => {
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return [...new Set(new Uint32Array(pixels.buffer))];
    }"""
    for nth, count in ((0, 10), (1, 4)):
        page.locator(".w2b-stage > canvas").nth(nth).wait_for()
        found = page.locator(".w2b-stage > canvas").nth(nth).evaluate(script)
        card = drawn.colour_card(count, 3, 4).reshape(-1, 3).astype(int)
        for red, green, blue in card:
            assert red + 256 * green + 65536 * blue + 2**24 * 255 in found
    page.close()


# ---- touch, motion, size


def test_a_finger_locks_and_unlocks(open_widget):
    widget, *_ = small()
    page = open_widget(widget, has_touch=True)
    board = page.locator(".w2b-stage").bounding_box()
    spot = board["x"] + board["width"] / 2, board["y"] + 150
    page.touchscreen.tap(*spot)
    assert re.match(r"Column \d+: head \d, number \d, both counted from 0\. Word \d, “word\d”: Q is ", says(page))
    assert page.locator(".w2b-locked").count() == 1
    page.touchscreen.tap(*spot)
    assert page.locator(".w2b-locked").count() == 0


@pytest.mark.parametrize(("motion", "frames"), [("reduce", False), ("no-preference", True)])
def test_slabs_move_unless_motion_is_unwelcome(open_widget, motion, frames):
    widget, *_ = small()
    page = open_widget(widget, reduced_motion=motion)
    page.evaluate("""() => {
        window.asked = 0;
        const real = window.requestAnimationFrame;
        window.requestAnimationFrame = (action) => { window.asked += 1; return real(action); };
    }""")
    step(page, "Apart")
    page.wait_for_timeout(900)
    assert (page.evaluate("window.asked") > 3) == frames


def test_hard_words_are_text_everywhere(open_widget):
    hostile = [
        "</script><b>x",
        "<img src=x onerror=alert(1)>",
        "\u05e9\u05dc\u05d5\u05dd",
        "\U0001f600",
        "x" * 300,
        "网络",
    ]
    page = open_widget(HeadSplit(np.eye(6), tokens=hostile, heads=2, names=hostile[:2], pair=[1, 1], step="maps"))
    assert page.locator(".w2b img, .w2b script").count() == 0
    assert "<img src=x onerror=alert" in says(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1280


def test_in_jupyterlab_the_kernel_knows_what_is_shown(lab):
    page = lab(
        [
            "import torch\nfrom word2bert.widgets import HeadSplit\ntorch.manual_seed(0)\n"
            "shown = HeadSplit(*torch.randn(3, 20, 24), tokens=[f'w{i}' for i in range(20)], heads=4)\nshown",
        ]
    )
    page.locator(".w2b-step").first.wait_for()
    step(page, "Maps")
    put(page, "head", 2)
    lab.expect("shown.step, shown.head", "('maps', 2)")
    lab.ask("shown.step = 'apart'; shown.cell = [3, 13]")
    page.get_by_text("Column 13: head 2, number 1, both counted from 0.").wait_for()
    page.locator(".w2b-stage").focus()
    page.keyboard.press("ArrowDown")
    lab.expect("shown.cell", "[4, 13]")
    assert len(lab.cells()) == 1  # the keys did not reach the notebook
