"""BertInputs in a real browser: the rows are Python's after every click, dice, keys, touch; alive in JupyterLab."""

import json

import pytest
from playwright.sync_api import expect
from word2bert.text import WordPiece
from word2bert.text.wordpiece import SPECIAL
from word2bert.widgets import BertInputs
from word2bert.widgets.bert_inputs import THROWS

PIECES = [*SPECIAL, *"my dog is hairy he likes walk ##ing cat ##s .".split()]
WORDPIECE = WordPiece(PIECES)


def inputs(**options):
    return BertInputs(WORDPIECE.encode, PIECES, **options)


@pytest.fixture(scope="module")
def shared(open_for_module):
    return open_for_module(inputs(length=14))


@pytest.fixture
def page(shared):
    shared.get_by_label("always [MASK]").check()
    for said in ("does not go on", "goes on"):
        shared.get_by_role("radio", name=said, exact=True).check()  # and no token is looked at
    return shared


def says(page):
    return page.locator(".w2b-says").inner_text()


def rows(page, count):
    """For each row what is drawn for each token: (kind, text, what stands below)."""
    drawn = page.locator(".w2b-inputs > .w2b-slot:not(.w2b-pair)").evaluate_all(
        """(all) => all.map((slot) => [
            slot.className.match(/slot-(\\w+)/)[1],
            slot.querySelector("bdi").textContent,
            slot.querySelector("small").textContent,
        ])"""
    )
    names = list(inputs().rows)
    assert len(drawn) == len(names) * count
    return {name: [tuple(cell) for cell in drawn[i * count : (i + 1) * count]] for i, name in enumerate(names)}


@pytest.mark.parametrize("always_mask", [True, False])
def test_the_dice_roll_without_a_kernel_as_python_rolled_them(open_widget, always_mask):
    python = inputs(length=14, always_mask=always_mask)
    page = open_widget(python)
    assert rows(page, 14) == python.rows
    for throw in range(1, 16):
        page.get_by_role("button", name="roll the dice").click()
        python.throw = throw
        assert rows(page, 14) == python.rows
        [(place, kind, read, _)] = python.asked
        word = f"“{python.tokens[place]}”"
        became = {"mask": "becomes [MASK]", "stays": "stays"}.get(kind, f"becomes “{read}”")
        assert says(page).startswith(f"Throw {throw}: {word} {became}. BERT is asked what stood there,")


def test_the_dice_begin_again_after_the_last_throw(open_widget):
    page = open_widget(inputs(throw=THROWS))
    assert says(page).startswith(f"Throw {THROWS}: ")
    page.get_by_role("button", name="roll the dice").click()
    assert says(page).startswith("Throw 1: ")


def test_ten_thousand_throws_are_told(open_widget):
    python = inputs(always_mask=False)
    page = open_widget(python)
    tally = page.locator(".w2b-note").last
    assert tally.inner_text() == (
        "The dice choose 15 % of the 8 pieces, rounded, at least one. "
        "Of these 80 % become [MASK], 10 % another piece, 10 % stay."
    )
    page.get_by_label("always [MASK]").check()
    assert tally.inner_text().endswith("at least one. All of these become [MASK].")
    page.get_by_label("always [MASK]").uncheck()
    page.get_by_role("button", name="10,000 times").click()
    masked, random, stays = (sum(count) for count in zip(*python.counts, strict=True))
    told = tally.inner_text()
    assert told.startswith("10,000 throws chose 10,000 pieces, each piece in ")
    assert f"{masked:,} ({masked / 100:.1f} %) became [MASK], {random:,} ({random / 100:.1f} %) another piece" in told
    assert f"{stays:,} ({stays / 100:.1f} %) stayed. [CLS], [SEP] and [PAD] never." in told
    assert "The switch" not in told
    page.get_by_label("always [MASK]").check()
    assert tally.inner_text().endswith("The switch turns every kind into [MASK].")


def test_words_lie_over_their_pieces(page):
    over, pieces = page.locator(".w2b-over"), page.locator(".w2b-piece")
    assert over.all_inner_texts() == [word for word, _, _ in inputs().words]
    walking, walk, ing = over.nth(8).bounding_box(), pieces.nth(8).bounding_box(), pieces.nth(9).bounding_box()
    assert walking["x"] == pytest.approx(walk["x"], abs=1)
    assert walking["x"] + walking["width"] == pytest.approx(ing["x"] + ing["width"], abs=1)


def test_every_token_says_what_it_is_made_of(page):
    pieces = page.locator(".w2b-piece")
    pieces.nth(4).click()
    assert says(page) == (
        "Place 4, “hairy”: BERT reads the vector number 4 (“[MASK]”), plus the one of A, plus the one of place 4. "
        "It is asked which word stood there: number 8, “hairy”."
    )
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert says(page) == (
        "Place 6, “he”: BERT reads the vector number 9, plus the one of B, plus the one of place 6. "
        "It is not asked here, so the label is -100."
    )
    assert page.get_by_role("radio", name="place 6: he").is_checked()
    pieces.nth(0).click()
    assert says(page).endswith("Here it answers whether the second sentence goes on.")
    pieces.nth(13).click()
    assert says(page) == (
        "Place 13 only fills up: its mask is 0, so no word looks at it, and its label is -100: not asked."
    )


def test_the_label_of_the_pair_in_a_number_and_in_words(page):
    pair = page.locator(".w2b-pair")
    assert pair.inner_text() == "1: the second goes on"
    assert says(page).endswith("whether the second sentence goes on: 1, yes.")
    page.get_by_role("radio", name="does not go on").check()
    assert pair.inner_text() == "0: the second does not go on"
    assert says(page).endswith("whether the second sentence goes on: 0, no.")


def test_the_slider_fills_up_with_padding(open_widget):
    python = inputs()
    page = open_widget(python)
    slider = page.get_by_role("slider", name="padding up to")
    for key, length in (("ArrowRight", 13), ("End", 64), ("Home", 11)):
        slider.press(key)
        python.length = length
        assert rows(page, length) == python.rows
        assert slider.get_attribute("aria-valuetext") == f"{length} tokens"
    assert slider.evaluate("(node) => node === document.activeElement"), "the board is built anew, the slider is not"


def test_64_tokens_scroll_in_their_own_frame(open_widget):
    page = open_widget(inputs(first="my dog " * 20, second="he likes walking", length=64))
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1280
    board = page.locator(".w2b-inputs")
    assert board.evaluate("(node) => node.scrollWidth > 2 * node.clientWidth")
    assert page.locator(".w2b").bounding_box()["height"] <= 720
    name = page.locator(".w2b-row-name").nth(2)
    before = name.bounding_box()
    page.locator(".w2b-piece").nth(63).click()
    assert says(page).startswith("Place 63 only fills up")
    assert board.evaluate("(node) => node.scrollLeft") > 1000
    assert name.bounding_box() == before, "the names of the rows stay where they are"


def test_dice_that_fall_out_of_sight_are_brought_into_sight(open_widget):
    python = inputs(first="my dog " * 20, second="he likes walking", length=64)
    page = open_widget(python)
    board, roll = page.locator(".w2b-inputs"), page.get_by_role("button", name="roll the dice")
    for throw in range(1, 6):
        python.throw = throw
        board.evaluate("(node) => (node.scrollLeft = 1e6)")
        roll.click()
        expect(page.locator(".w2b-piece").nth(python.asked[0][0])).to_be_in_viewport(ratio=1)
    board.evaluate("(node) => (node.scrollLeft = 1e6)")
    before = board.evaluate("(node) => node.scrollLeft")
    page.get_by_label("always [MASK]").uncheck()
    page.evaluate("new Promise(requestAnimationFrame)")
    assert board.evaluate("(node) => node.scrollLeft") == before, "only news scrolls"


def test_it_fits_a_projector(page):
    assert page.locator(".w2b").bounding_box()["height"] <= 704
    letters = page.locator(".w2b-slot bdi, .w2b-slot small").evaluate_all(
        "(all) => all.filter((x) => x.scrollWidth > x.clientWidth + 1 && x.clientWidth).map((x) => x.textContent)"
    )
    assert letters == [], "nothing is cut off"


def test_a_page_without_python_says_why_no_sentence_can_be_typed(page):
    for box in ("first sentence", "second sentence"):
        assert page.get_by_role("textbox", name=box).is_disabled()
    assert page.get_by_role("button", name="show them").is_disabled()
    assert "This page has no Python" in page.locator(".w2b-note").first.inner_text()


def test_touch(open_widget):
    page = open_widget(inputs(), has_touch=True, viewport={"width": 420, "height": 800})
    page.locator(".w2b-piece").nth(2).tap()
    assert says(page).startswith("Place 2, “dog”: ")
    page.get_by_role("button", name="roll the dice").tap()
    assert says(page).startswith("Throw 1: ")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 420


def test_where_no_word_is_known(open_widget):
    page = open_widget(inputs(first="网", second="שלום"))
    assert says(page) == (
        "No word can be asked for: the dictionary knows none of them. "
        "BERT is asked whether the second sentence goes on: 1, yes."
    )
    assert page.locator(".w2b-note").last.inner_text() == ""


SETUP = f"""from word2bert.text import WordPiece
from word2bert.widgets import BertInputs
wordpiece = WordPiece({PIECES})
w = BertInputs(wordpiece.encode, wordpiece.vocabulary)"""


def test_typed_sentences_in_jupyterlab(lab):
    page = lab([SETUP, "w", "w"])
    page.locator(".w2b").nth(1).wait_for()
    first, second = page.locator(".w2b").nth(0), page.locator(".w2b").nth(1)
    cells = lab.cells()
    first.get_by_role("textbox", name="first sentence").fill("he likes cats")
    first.get_by_role("textbox", name="second sentence").fill("my dog is walking")
    page.keyboard.press("Enter")
    for view in (first, second):
        expect(view.locator(".w2b-over")).to_have_text(
            ["[CLS]", "he", "likes", "cats", "[SEP]", "my", "dog", "is", "walking", "[SEP]"]
        )
    lab.expect("len(w.tokens)", "12")
    first.get_by_role("button", name="roll the dice").click()
    lab.expect("w.throw", "1")
    python = inputs(first="he likes cats", second="my dog is walking", throw=1)
    assert json.loads(lab.ask("import json; print(json.dumps(w.rows))")) == json.loads(json.dumps(python.rows))
    expect(second.locator(".w2b-says")).to_contain_text("Throw 1: ")
    first.get_by_role("textbox", name="first sentence").fill("my dog " * 40)
    page.keyboard.press("Enter")
    expect(first.locator(".w2b-note").first).to_have_text("they have 88 tokens; there is room for 64")
    assert first.locator(".w2b-over").count() == 10
    assert lab.cells() == cells, "keys do not leak"
