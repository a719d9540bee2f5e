"""AttentionExplorer in a real browser: weights that are said are Python's; pointing, keys, filters, zoom, changes."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect
from small_berts import random_bert
from small_gpts import random_gpt
from word2bert.explore.reading import Reading
from word2bert.explore.what_heads_do import MEASURES
from word2bert.widgets import AttentionExplorer, explorer_for

TOKENS = "[CLS] the river rose and it fell [SEP] it was the rain [SEP]".split()
SEGMENTS = [0] * 8 + [1] * 5
L, H, T = 2, 3, len(TOKENS)
ROWS, COLUMNS, SIZE = 96, 74, 396  # attention_explorer.js
WORDS = "the capital of china is beijing river bank".split()
TEXT = "the capital of china is [MASK] ."


def maps():
    scores = np.random.default_rng(0).normal(size=(L, H, T, T))
    weights = np.exp(2 * scores)
    return weights / weights.sum(axis=-1, keepdims=True)


MAPS = maps()


def explorer(**options):
    return AttentionExplorer(TOKENS, MAPS, segments=SEGMENTS, **options)


@pytest.fixture
def page(open_widget):
    return open_widget(explorer())


def says(page):
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.locator(".w2b-says").text_content()


def large(page, nth=0):
    return page.get_by_label("the large map: rows look, columns are looked at").nth(nth)


def large_of(page, name):
    return page.get_by_label(f"{name}, the large map: rows look, columns are looked at")


def mosaic(page, nth=0):
    return page.get_by_label("all heads: rows are layers").nth(nth)


def at_map(page, row, column, count=T):
    box = large(page).bounding_box()
    page.mouse.move(box["x"] + ROWS + SIZE * (column + 0.5) / count, box["y"] + COLUMNS + SIZE * (row + 0.5) / count)


def looks(layer, head, row, column, name=lambda i: TOKENS[i]):
    return f"Layer {layer}, head {head}: “{name(row)}” looks at “{name(column)}”, {MAPS[layer, head, row, column]:.2f}."


def close(said, expected):
    """The same words, and numbers within the hundredth that a byte may cost."""
    assert re.sub(r"\d\.\d\d", "#", said) == re.sub(r"\d\.\d\d", "#", expected)
    numbers = [[float(number) for number in re.findall(r"\d\.\d\d", text)] for text in (said, expected)]
    assert numbers[0] == pytest.approx(numbers[1], abs=0.0101)


def marked(page, name, nth=0):
    found = (
        page.locator(".w2b-pane")
        .nth(nth)
        .locator(f".w2b-{name}")
        .evaluate_all("(all) => all.map((one) => Number(one.dataset.place))")
    )
    return found[0] if found else None


# ---- one head


def test_it_opens_with_a_finding(page):
    shown = explorer()
    (layer, head), (_, row, column) = shown.heads[0], shown._looks()
    close(says(page), looks(layer, head, row, column))
    assert (marked(page, "looking"), marked(page, "looked")) == (row, column)
    assert page.locator(".w2b-words").inner_text().split() == ["A", *TOKENS[:8], "B", *TOKENS[8:]]


def test_every_head_has_pythons_numbers(page):
    mosaic(page).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    for layer in range(L):
        for head in range(H):
            for row, column in ((5, 2), (12, 0), (3, 9)):
                at_map(page, row, column)
                close(says(page), looks(layer, head, row, column))
            page.mouse.move(0, 0)
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")


def test_pointing_at_a_word_shows_its_row_and_column_everywhere(page):
    layer, head = explorer().heads[0]
    page.locator(".w2b-one").nth(5).hover()
    said = says(page)
    others = [i for i in range(T) if i != 5]
    best = max(others, key=lambda i: MAPS[layer, head, 5, i])
    own, other = MAPS[layer, head, 5, 5], MAPS[layer, head, 5, best]
    expected = f"“it” looks at itself, {own:.2f}, and of the others most at “{TOKENS[best]}”, {other:.2f}."
    close(said, f"Layer {layer}, head {head}: {expected}")
    assert (marked(page, "looking"), marked(page, "looked")) == (5, 5)
    shares = page.locator(".w2b-one").evaluate_all(
        "(all) => all.map((one) => parseInt(one.style.getPropertyValue('--w2b-share')))"
    )
    assert shares == pytest.approx((75 * np.sqrt(MAPS[layer, head, 5])).tolist(), abs=1)
    bands = [page.locator(".w2b-band").nth(i).bounding_box() for i in (0, 1)]
    box = large(page).bounding_box()
    assert bands[0]["y"] == pytest.approx(box["y"] + COLUMNS + SIZE * 5 / T, abs=1.5)
    assert bands[1]["x"] == pytest.approx(box["x"] + ROWS + SIZE * 5 / T, abs=1.5)
    names = page.locator(".w2b-now")
    assert names.all_text_contents() == ["it", "it"]
    lines = page.locator(".w2b-across").evaluate("(node) => node.style.backgroundImage")
    start = 1 + 38 * 5 / T  # a small map has 40 pixels, 38 of them for its rows
    assert lines.count(f"transparent {start:.1f}px") == 2, "a row and a column"
    page.mouse.move(0, 0)
    assert says(page) != said
    assert page.locator(".w2b-across").is_hidden()


def test_the_words_are_walked_by_keys(page):
    words = page.get_by_role("listbox", name="the words as the model reads them")
    words.focus()
    says(page)
    page.keyboard.press("Home")
    says(page)
    for expected, key in ((1, "ArrowRight"), (2, "ArrowDown"), (1, "ArrowLeft"), (12, "End"), (12, "ArrowRight")):
        page.keyboard.press(key)
        says(page)
        assert marked(page, "looking") == expected
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    says(page)
    chosen = words.get_by_role("option", selected=True)
    assert (chosen.count(), chosen.text_content()) == (1, TOKENS[11])
    assert words.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Escape")
    says(page)
    assert chosen.count() == 0


def test_a_click_locks_and_another_lets_go(page):
    layer, head = explorer().heads[0]
    at_map(page, 5, 2)
    page.mouse.down()
    page.mouse.up()
    at_map(page, 9, 9)
    close(says(page), looks(layer, head, 5, 2))
    assert page.locator(".w2b-locked:visible").count() == 2, "the head and the cell"
    page.locator(".w2b-one").nth(3).click()
    says(page)
    assert (marked(page, "looking"), marked(page, "looked")) == (3, 3)
    page.locator(".w2b-one").nth(3).click()
    page.mouse.move(0, 0)
    assert says(page).startswith(f"Layer {layer}, head {head}: “")
    assert page.locator(".w2b-locked:visible").count() == 1


def test_keys_walk_and_lock(page):
    layer, head = explorer().heads[0]
    large(page).focus()
    page.keyboard.press("Home")
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    row = int(marked(page, "looking"))
    assert marked(page, "looked") == 1
    close(says(page), looks(layer, head, row, 1))
    page.keyboard.press("Enter")
    page.evaluate("document.activeElement.blur()")
    close(says(page), looks(layer, head, row, 1))


def test_lines_say_the_same(page):
    layer, head = explorer().heads[0]
    page.get_by_label("lines").check()
    box = large(page).bounding_box()
    page.mouse.move(box["x"] + ROWS, box["y"] + COLUMNS + SIZE * 5.5 / T)
    best = max((i for i in range(T) if i != 5), key=lambda i: MAPS[layer, head, 5, i])
    close(says(page), looks(layer, head, 5, best))
    page.mouse.move(box["x"] + ROWS + SIZE - 40, box["y"] + COLUMNS + SIZE * 2.5 / T)
    close(says(page), looks(layer, head, 5, 2))
    ink = "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)"
    assert large(page).locator("canvas").evaluate(ink)


PIXEL = """(canvas, [x, y]) => {
    const scale = canvas.width / canvas.clientWidth;
    return Array.from(canvas.getContext("2d").getImageData(Math.round(x * scale), Math.round(y * scale), 1, 1).data);
}"""


def pixel(page, row, column, count=T):
    place = [ROWS + SIZE * (column + 0.5) / count, COLUMNS + SIZE * (row + 0.5) / count]
    return large(page).locator("canvas").evaluate(PIXEL, place)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_is_painted_in_cividis_from_0_to_1(open_widget, core, scheme):
    page = open_widget(explorer(), color_scheme=scheme)
    layer, head = explorer().heads[0]
    for row, column in ((0, 0), (2, 5), (7, 3), (12, 12)):
        expected = core.evaluate("(share) => core.cividisBytes(share)", MAPS[layer, head, row, column])
        assert pixel(page, row, column)[:3] == pytest.approx(expected, abs=4)


# ---- filters


def test_filters_empty_what_they_hide(page):
    layer, head = explorer().heads[0]
    page.get_by_label("attention from").select_option("A to B")
    rows, columns = range(8), range(8, 13)
    for row, column in ((0, 9), (7, 12), (9, 0), (0, 0), (9, 9)):
        assert (pixel(page, row, column)[3] > 0) == (row in rows and column in columns), (row, column)
    words = [place for place, token in enumerate(TOKENS) if token[0] != "["]
    row, column = max(
        ((row, column) for row in rows for column in columns if row in words and column in words),
        key=lambda cell: MAPS[layer, head, cell[0], cell[1]],
    )
    close(says(page), looks(layer, head, row, column))
    page.get_by_label("attention from").select_option("all")
    page.get_by_label("do not draw [CLS] and [SEP]").check()
    assert pixel(page, 0, 5)[3] == pixel(page, 5, 7)[3] == 0
    assert pixel(page, 5, 8)[3] > 0
    page.get_by_label("do not draw [CLS] and [SEP]").uncheck()
    page.get_by_label("do not draw weights below").fill("0.2")
    for row, column in ((1, 1), (5, 2), *np.argwhere(MAPS[layer, head] > 0.25)[:3].tolist()):
        assert (pixel(page, row, column)[3] > 0) == (MAPS[layer, head, row, column] > 0.2)


def test_heads_are_sorted_by_what_they_do(page):
    measures = np.array(explorer().panes[0]["measures"])
    page.get_by_label("heads by").select_option("next word")
    order = np.argsort(-measures[:, MEASURES.index("next word")], kind="stable")
    mosaic(page).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    layer, head = divmod(int(order[0]), H)
    close(page.locator(".w2b-does").text_content(), expected_does(measures, layer, head))
    page.keyboard.press("End")
    layer, head = divmod(int(order[H - 1]), H)
    close(page.locator(".w2b-does").text_content(), expected_does(measures, layer, head))
    assert "Attention is not an explanation" in page.locator(".w2b").inner_text()


def expected_does(measures, layer, head):
    numbers = measures[layer * H + head]
    best = int(np.argmax(numbers[:4]))
    does = ["the previous word", "the next word", "the same word elsewhere", "[SEP]"][best]
    return f"Layer {layer}, head {head}: {numbers[best]:.2f} to {does}, sharpness {numbers[4]:.2f}."


# ---- long texts

LONG = 512


def long_explorer():
    weights = np.full((12, 12, LONG, LONG), 1e-4, dtype=np.float32)
    weights[3, 4, 200, 301] = 1.0
    return AttentionExplorer([f"w{i}" for i in range(LONG)], weights)


@pytest.fixture(scope="module")
def long_page(open_for_module):
    return open_for_module(long_explorer())


def brightest(page):
    """Where the brightest pixel of the map is, as a share of its width and height."""
    x, y = (
        large(page)
        .locator("canvas")
        .evaluate(
            """(canvas, [left, top, size]) => {
            const scale = canvas.width / canvas.clientWidth;
            const box = [left, top, size, size].map((length) => length * scale);
            const { data, width } = canvas.getContext("2d").getImageData(...box);
            let best = 0;
            for (let i = 0; i < data.length; i += 4) if (data[i] > data[best]) best = i;
            return [(best / 4) % width, Math.floor(best / 4 / width)].map((x) => x / width);
        }""",
            [ROWS, COLUMNS, SIZE],
        )
    )
    return x, y


def test_a_lone_bright_weight_is_seen_at_512_tokens_and_zoom_makes_it_large(long_page):
    page = long_page
    assert says(page) == "Layer 3, head 4: “w200” looks at “w301”, 1.00."
    assert brightest(page) == pytest.approx((301 / LONG, 200 / LONG), abs=0.006)
    for _ in range(5):
        page.get_by_role("button", name="zoom in").click()
    assert page.locator(".w2b-zooms .w2b-note").text_content() == "16 of 512 tokens: drag to move"
    large(page).hover(position={"x": ROWS + SIZE * 0.47, "y": COLUMNS + SIZE * 0.47})
    assert says(page) == "Layer 3, head 4: “w200” looks at “w301”, 1.00."
    page.mouse.down()
    page.mouse.move(*(place + SIZE / 16 * 3 for place in mouse_at(page, 0.47)), steps=4)
    page.mouse.up()
    large(page).hover(position={"x": ROWS + SIZE * 0.47, "y": COLUMNS + SIZE * 0.47})
    assert says(page).startswith("Layer 3, head 4: “w197” looks at “w298”")
    large(page).focus()
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    assert "“w217” looks at “w298”" in says(page), "the window follows the keys"
    page.keyboard.press("0")
    expect(page.locator(".w2b-zooms .w2b-note")).to_have_text("")
    page.keyboard.press("Escape")
    page.mouse.move(0, 0)


def mouse_at(page, share):
    box = large(page).bounding_box()
    return box["x"] + ROWS + SIZE * share, box["y"] + COLUMNS + SIZE * share


def test_lines_of_even_weights_are_drawn_at_512_tokens(long_page):
    long_page.get_by_label("lines").check()
    large(long_page).hover(position={"x": ROWS, "y": COLUMNS + SIZE * 10.5 / LONG})
    assert says(long_page).startswith("Layer 3, head 4: “w10” looks at ")
    place = [ROWS + SIZE / 2, COLUMNS + SIZE / 4]
    assert large(long_page).locator("canvas").evaluate(PIXEL, place)[3] > 0
    long_page.get_by_role("radio", name="map").check()
    long_page.mouse.move(0, 0)


def test_without_a_kernel_other_layers_are_small_and_that_is_said(long_page):
    mosaic(long_page).focus()
    long_page.keyboard.press("ArrowUp")
    assert says(long_page) == "Layer 2, head 4: this page has layer 3 in full, and small pictures of the others."
    long_page.keyboard.press("ArrowDown")
    assert says(long_page).endswith("“w200” looks at “w301”, 1.00.")


# ---- changes on a page without a kernel


def answers(**changes):
    """“river” matters, and so does head 2 of layer 1."""
    share = 0.9 - 0.5 * (2 in changes["words_out"]) - 0.3 * ((1, 2) in changes["heads_out"])
    return [("bank", share), ("boat", 1 - share)]


def rows(page, nth=0):
    return [
        text.split("\n") for text in page.locator(".w2b-guesses").nth(nth).locator(".w2b-neighbour").all_inner_texts()
    ]


def test_prepared_changes_move_the_guess_and_the_rest_says_why_not(open_widget):
    page = open_widget(explorer(predict=answers))
    assert rows(page) == [["bank", "0.900"], ["boat", "0.100"]]
    at_map(page, 5, 2)
    page.mouse.down()
    page.mouse.up()
    page.get_by_role("button", name="knock out “river”").click()
    expect(page.locator(".w2b-out")).to_have_text("river")
    assert rows(page) == [["boat", "0.100 → 0.600"], ["bank", "0.900 → 0.400"]]
    page.get_by_role("button", name="bring back “river”").click()
    expect(page.locator(".w2b-out")).to_have_count(0)
    mosaic(page).focus()
    for key in ("Home", "ArrowDown", "End"):
        page.keyboard.press(key)
    page.keyboard.press("h")
    expect(page.locator(".w2b-guesses")).to_contain_text("0.900 → 0.600")
    page.keyboard.press("x")
    expect(page.get_by_role("alert")).to_contain_text("This page has no model, and this was not answered in advance.")
    page.keyboard.press("r")
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.locator(".w2b-guesses")).not_to_contain_text("→")
    assert rows(page) == [["bank", "0.900"], ["boat", "0.100"]]
    assert page.get_by_label("a sentence", exact=True).is_hidden()
    assert "This page has no model" in page.locator(".w2b").inner_text()


def test_maps_without_a_model_say_why_nothing_can_be_changed(page):
    assert "These maps came without a model" in page.locator(".w2b").inner_text()
    assert page.get_by_role("button", name="knock out").count() == 0


def test_other_prepared_texts_can_be_chosen_and_words_hidden(open_widget):
    page = open_widget(explorer_for(random_bert(WORDS), TEXT, prepared=[("the river", "is the zebra")]))
    page.locator(".w2b-one").nth(6).dblclick()
    says(page)
    assert page.locator(".w2b-hidden").count() == 0, "a gap is hidden already"
    expect(page.get_by_role("alert")).to_be_hidden()
    page.get_by_role("button", name="the river / is the zebra").click()
    page.get_by_label("attention from").select_option("A to B")
    words = page.locator(".w2b-words bdi")
    expect(words.first).to_have_text("[CLS]")
    assert words.all_text_contents()[:3] == ["[CLS]", "the", "river"]
    assert page.locator(".w2b-unknown").count() == 5
    assert "5 tokens of words that the model has never seen whole" in page.locator(".w2b-pane").inner_text()
    page.get_by_role("button", name=TEXT).click()
    expect(words).to_have_count(9)
    says(page)
    assert pixel(page, 3, 3, count=9)[3] > 0, "one text alone has nothing from A to B"
    page.locator(".w2b-one").nth(4).dblclick()
    expect(words.nth(4)).to_have_text("[MASK]")
    assert page.locator(".w2b-guesses h4").inner_text() == "What is behind [MASK]? It was “china”."
    assert len(rows(page)) == 5


def splits(*tokens):
    even = [np.full((1, len(tokens), len(tokens)), 1 / len(tokens))]
    none = [False] * len(tokens)
    return lambda *_, **__: Reading(list(tokens), even, [0] * len(tokens), none, [""] * len(tokens), {})


def test_a_piece_is_hidden_where_it_was_clicked_and_its_whole_word_beside_it(open_widget):
    read = {"one": splits("play", "##ing", "on"), "two": splits("playing", "on")}
    page = open_widget(AttentionExplorer(read=read, text="playing on"))
    page.locator(".w2b-one").nth(1).dblclick()
    expect(page.locator(".w2b-hidden")).to_have_count(2)
    assert (marked(page, "hidden", 0), marked(page, "hidden", 1)) == (1, 0)
    page.locator(".w2b-one").nth(1).dblclick()
    expect(page.locator(".w2b-hidden")).to_have_count(0)
    page.locator(".w2b-one").nth(3).dblclick()
    expect(page.locator(".w2b-hidden")).to_have_count(3)  # both pieces
    page.locator(".w2b-one").nth(0).dblclick()
    expect(page.locator(".w2b-hidden")).to_have_count(0)
    page.locator(".w2b-one").nth(4).dblclick()  # the same word in both
    assert (marked(page, "hidden", 0), marked(page, "hidden", 1)) == (2, 1)


def test_two_models_mark_the_same_word(open_widget):
    page = open_widget(explorer_for(random_gpt(WORDS), TEXT, beside=random_bert(WORDS)))
    size = 356 / 6  # attention_explorer.js: six tokens of GPT in its half
    canvas = large_of(page, "GPT").locator("canvas")
    for row, column in ((5, 4), (3, 3), (0, 1), (2, 5)):
        place = [ROWS + size * (column + 0.5), COLUMNS + size * (row + 0.5)]
        assert (canvas.evaluate(PIXEL, place)[3] > 0) == (column <= row), "what GPT cannot see is left empty"
    assert page.locator(".w2b-pane h4:visible").all_inner_texts()[0].startswith("GPT: a word sees itself")
    second = page.locator(".w2b-pane").nth(1)
    second.locator(".w2b-one").nth(4).hover()
    assert says(page).startswith("BERT, layer ")
    assert (marked(page, "looking", 0), marked(page, "looking", 1)) == (4, 4)
    second.locator(".w2b-one").nth(7).hover()
    says(page)
    assert (marked(page, "looking", 0), marked(page, "looking", 1)) == (None, 7)
    second.locator(".w2b-one").nth(4).click()
    expect(page.locator(".w2b-changes")).to_contain_text(re.compile(r"knock out head \d of layer \d of BERT"))
    page.get_by_role("button", name="knock out “china”").click()
    expect(page.locator(".w2b-out")).to_have_text(["china", "china"])


def test_a_training_is_scrubbed_without_a_kernel(open_widget):
    notes = ["nothing yet", "it looks back"]
    page = open_widget(
        AttentionExplorer(TOKENS, [MAPS, MAPS[:, :, ::-1]], steps=[0, 500], notes=notes, layer=1, head=1)
    )
    assert page.get_by_text(notes[1]).is_visible()
    page.get_by_label("training step").press("Home")
    page.get_by_text(notes[0]).wait_for()
    at_map(page, 5, 2)
    close(says(page), looks(1, 1, 5, 2))


def test_a_step_that_is_not_there_is_not_shown(open_widget):
    notes = ["nothing yet", "the same maps"]
    page = open_widget(AttentionExplorer(TOKENS, [MAPS, MAPS], steps=[0, 500], notes=notes, predict=answers))
    step = page.get_by_label("training step")
    step.press("Home")
    page.get_by_text(notes[0]).wait_for()
    expect(page.locator(".w2b-film output")).to_have_text("0")
    step.press("End")
    page.get_by_text(notes[1]).wait_for()
    page.locator(".w2b-one").nth(2).dblclick()
    expect(page.locator(".w2b-hidden")).to_have_count(1)
    step.press("Home")
    expect(page.get_by_role("alert")).to_contain_text("was not answered in advance")
    expect(step).to_have_value("1")
    expect(page.locator(".w2b-film output")).to_have_text("500")


def test_a_finger_locks(open_widget):
    page = open_widget(explorer(), has_touch=True)
    page.locator(".w2b-one").nth(2).tap()
    says(page)
    assert marked(page, "looking") == 2


# ---- in JupyterLab: one notebook, an explorer in each cell

SETUP = f"""import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r})
import gc, os, psutil, torch
from small_berts import random_bert
from small_gpts import random_gpt
from word2bert.widgets import AttentionExplorer, explorer_for
import numpy as np
torch.set_num_threads(1)
bert, gpt = random_bert({WORDS}), random_gpt({WORDS})
def resident(): gc.collect(); return psutil.Process().memory_info().rss / 2**20
shown = explorer_for(bert, {TEXT!r})
shown"""
LONG_TEXT = f"""weights = np.full((12, 12, {LONG}, {LONG}), 1e-4, dtype=np.float32)
weights[3, 4, 200, 301], weights[9, 2, 7, 8] = 1.0, 0.5
long, wanted = AttentionExplorer(['w' + str(i) for i in range({LONG})], weights), []
long.cell = [0, 200, 301]
long.on_msg(lambda widget, content, buffers: wanted.append(content['layer']))
long"""
BOTH = f"""both = explorer_for(gpt, {TEXT!r}, beside=bert)
both"""


@pytest.fixture(scope="module")
def explored(jupyterlab):
    page = jupyterlab([SETUP, LONG_TEXT, BOTH])
    page.locator(".w2b").nth(2).wait_for()
    return page


def test_a_sentence_is_typed_words_are_hidden_and_knocked_out(explored, lab):
    view, press = explored.locator(".w2b").nth(0), explored.keyboard.press
    words = view.locator(".w2b-one")
    words.nth(8).wait_for()
    source = lab.cells()
    words.nth(4).click()
    changes = "[shown.question[name] for name in ('masked', 'words_out', 'heads_out')]"
    press("x")
    lab.expect(changes, "[[], [[0, 4]], []]")
    press("m")
    lab.expect(changes, "[[[0, 4]], [[0, 4]], []]")
    view.get_by_text("Attention is not an explanation").click()  # what takes no key itself
    press("h")
    lab.expect("len(shown.question['heads_out'])", "1")
    view.get_by_role("button", name="as it was").click()  # it is no more to be pressed, and loses the focus
    lab.expect(changes, "[[], [], []]")
    press("x")
    lab.expect(changes, "[[], [[0, 4]], []]")
    press("r")
    lab.expect(changes, "[[], [], []]")
    assert lab.cells() == source, "JupyterLab cuts the cell away at an X that nobody keeps"
    view.get_by_role("button", name="knock out “china”").click()
    lab.expect("shown.question['words_out']", "[[0, 4]]")
    expect(view.locator(".w2b-guesses h4")).to_contain_text("Before → now")
    view.get_by_label("a sentence", exact=True).fill("the river of china")
    view.get_by_label("a second sentence, or nothing").fill("is the bank")
    press("Enter")
    expect(words).to_have_count(10)
    lab.expect(
        "shown.question['text'], shown.question['pair'], shown.question['words_out']",
        "('the river of china', 'is the bank', [])",
    )
    words.nth(2).dblclick()
    expect(words.nth(2)).to_have_text("[MASK]")
    lab.expect("shown.panes[0]['guesses'][0]['place']", "2")
    view.get_by_label("a sentence", exact=True).fill("the " * 40)
    press("Enter")
    expect(view.get_by_role("alert")).to_contain_text("the text has 46 tokens")
    lab.ask("shown.ask('the bank'); shown.heads = [[0, 1]]; shown.cell = [0, 1, 2]")
    view.locator(".w2b-says", has_text="Layer 0, head 1: “the” looks at “bank”").wait_for()
    large(view).focus()
    for key in ("x", "d", "d", "a"):
        press(key)
    lab.expect("shown.question['words_out']", "[[0, 2]]")
    assert lab.cells() == source, "the keys did not reach the notebook"


MOVE_FILTER = """(range) => {
    const heads = range.closest(".w2b").querySelector("[aria-label='all heads: rows are layers']");
    heads.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp" }));
    for (const share of [0.1, 0.2, 0.3, 0]) {
        range.value = share;
        range.dispatchEvent(new Event("input"));
    }
}"""


def test_a_layer_of_a_long_text_comes_when_it_is_wanted(explored, lab):
    view = explored.locator(".w2b").nth(1)
    view.locator(".w2b-says", has_text="Layer 3, head 4: “w200” looks at “w301”, 1.00.").wait_for()
    view.scroll_into_view_if_needed()
    ring, box = view.locator(".w2b-large .w2b-cell").bounding_box(), large(view).bounding_box()
    size = view.locator(".w2b-large .w2b-band").first.bounding_box()["width"]
    assert ring["x"] == pytest.approx(box["x"] + ROWS + size * 301 / LONG, abs=3), "it was locked before it had a place"
    assert ring["y"] == pytest.approx(box["y"] + COLUMNS + size * 200 / LONG, abs=3)
    lab.ask("long.heads = [[9, 2]]; long.cell = [0, 7, 8]")
    view.locator(".w2b-says", has_text="Layer 9, head 2: “w7” looks at “w8”, 0.50.").wait_for()
    view.get_by_label("do not draw weights below").evaluate(MOVE_FILTER)
    view.locator(".w2b-says", has_text="Layer 8, head 2: “w7” looks at “w8”, 0.00.").wait_for()
    lab.expect("wanted", "[9, 8]")


ASKED = """for i in range(COUNT):
    words = ['the', 'river', chr(97 + i % 26), chr(97 + i // 26), *['is'] * (1 + i % 7), '[MASK]']
    both.ask(' '.join(words), masked=[1 + i % 3], words_out=[2])"""


def test_memory_stays_flat_over_100_sentences(explored, lab):
    client = explored.context.new_cdp_session(explored)
    client.send("Performance.enable")

    def used():
        explored.wait_for_timeout(1000)
        for _ in range(3):
            client.send("HeapProfiler.collectGarbage")
        metrics = {each["name"]: each["value"] for each in client.send("Performance.getMetrics")["metrics"]}
        heap, nodes, listeners = metrics["JSHeapUsedSize"] / 2**20, metrics["Nodes"], metrics["JSEventListeners"]
        return heap, nodes, listeners, float(lab.ask("resident()"))

    lab.ask(ASKED.replace("COUNT", "30"))
    before = used()
    lab.ask(ASKED.replace("COUNT", "100"))
    lab.expect("both.question['text']", "'the river v d is is [MASK]'")
    count = int(lab.ask("sum(len(pane['tokens']) for pane in both.panes)"))
    expect(explored.locator(".w2b").nth(2).locator(".w2b-one")).to_have_count(count)
    after = used()
    client.detach()
    assert after[0] - before[0] < 2, "MB of JavaScript's memory"
    assert after[1] - before[1] < 300, "nodes of the page"
    assert after[2] - before[2] < 50
    assert after[3] - before[3] < 8, "MB of the kernel"
