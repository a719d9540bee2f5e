"""LabelBuilder in a real browser: the rows are the library's for every word, dice without a kernel, keys, touch."""

import pytest
from word2bert.labels import cbow_examples, next_word_examples, skip_gram_examples
from word2bert.text.wordpiece import MASK
from word2bert.widgets import LabelBuilder

SENTENCE = "the old cat saw the young cat today".split()
ROWS = ("CBOW", "skip-gram", "GPT", "BERT")


def builder(**options):
    return LabelBuilder(" ".join(SENTENCE), others=["dog", "moon", "tea"], **options)


@pytest.fixture(scope="module")
def shared(open_for_module):
    return open_for_module(builder())


@pytest.fixture
def page(shared):
    shared.get_by_label("always [MASK]").uncheck()
    shared.get_by_role("radio").first.check(force=True)
    return shared


def says(page):
    return page.locator(".w2b-says").inner_text()


def rows(page):
    """For each row what is drawn for each word: (kind, text, what stands below)."""
    slots = page.locator(".w2b-board > .w2b-slot")
    drawn = slots.evaluate_all(
        """(all) => all.map((slot) => [
            slot.className.match(/slot-(\\w+)$/)[1], slot.firstChild.textContent, slot.lastChild.textContent,
        ])"""
    )
    count = len(drawn) // len(ROWS)
    return {row: [tuple(cell) for cell in drawn[i * count : (i + 1) * count]] for i, row in enumerate(ROWS)}


def inputs(cells):
    return [text for kind, text, _ in cells if kind == "input"]


def test_a_click_on_any_word_shows_the_librarys_examples(page):
    places = [str(place) for place in range(len(SENTENCE))]
    for target, word in enumerate(SENTENCE):
        page.locator(".w2b-pick").nth(target).click()
        drawn = rows(page)
        assert (inputs(drawn["CBOW"]), SENTENCE[target]) == cbow_examples(SENTENCE)[target]
        assert inputs(drawn["GPT"]) == (next_word_examples(SENTENCE)[target - 1][0] if target else [])
        near = [int(label) for other, label in skip_gram_examples(places) if other == str(target)]
        assert [i for i, (kind, _, _) in enumerate(drawn["skip-gram"]) if kind == "label"] == near
        assert inputs(drawn["skip-gram"]) == [word]
        assert [text for _, text, _ in drawn["BERT"]] == [*SENTENCE[:target], MASK, *SENTENCE[target + 1 :]]
        for row, cells in drawn.items():
            assert [i for i, cell in enumerate(cells) if cell[2] == "label"] == (
                near if row == "skip-gram" else [target] if target or row != "GPT" else []
            )
        python = builder(target=target)
        assert {row: [cell[:2] for cell in cells] for row, cells in drawn.items()} == python.rows
        assert says(page).startswith(f"Asked for “{word}”: CBOW reads ")


def test_arrow_keys_walk_over_the_words(page):
    page.get_by_role("radio").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert says(page).startswith("Asked for “saw”: CBOW reads “old” “cat” “the” “young”; GPT reads “the” “old” “cat”; ")
    assert says(page).endswith("Skip-gram reads it, and is asked for “old” “cat” “the” “young”.")
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("radio", checked=True).get_attribute("aria-label") == "cat"


def test_the_dice_roll_without_a_kernel_as_python_rolled_them(open_widget):
    python = builder()
    page = open_widget(python)
    assert page.locator(".w2b-note").last.inner_text().startswith("The dice choose 15 % of the words, at least one;")
    for throw in range(1, 16):
        page.get_by_role("button", name="roll the dice of BERT").click()
        python.throw, python.dice = throw, True
        assert [cell[:2] for cell in rows(page)["BERT"]] == python.rows["BERT"]
        assert says(page).startswith(f"Throw {throw}: “{SENTENCE[python.thrown[0][0]]}” ")
    page.get_by_role("button", name="50 times").click()
    python.throw = 65
    counts = python.counts
    tally = page.locator(".w2b-note").last.inner_text()
    assert f"65 throws have chosen 65 words, 13 % of all: {counts['mask']} become [MASK] (" in tally
    assert f"{counts['random']} become a random word (" in tally
    assert f"{counts['stays']} stay (" in tally
    assert min(counts.values()) > 0
    page.get_by_label("always [MASK]").check()
    assert "65 become [MASK] (100 %), 0 become a random word" in page.locator(".w2b-note").last.inner_text()
    assert [text for _, text, _ in rows(page)["BERT"]].count(MASK) == 1
    page.locator(".w2b-pick").nth(1).click()
    assert says(page).startswith("Asked for “old”")
    for _ in range(4):
        page.get_by_role("button", name="50 times").click()
    assert says(page).startswith("Throw 265: ")  # after 200 the prepared ones begin again


def test_every_kind_says_what_it_is(page):
    kinds = set()
    for _ in range(60):
        page.get_by_role("button", name="roll the dice of BERT").click()
        [(place, cell)] = [(i, cell) for i, cell in enumerate(rows(page)["BERT"]) if cell[0] != "input"]
        kinds.add(cell[0] + " " + cell[2].replace(SENTENCE[place], "WORD"))
    assert kinds == {"label label", "both for WORD", "both stays, label"}


def test_hidden_words_are_told_by_more_than_colour(page):
    page.locator(".w2b-pick").nth(2).click()
    looks = page.locator(".w2b-board > .w2b-slot-hidden").first.evaluate(
        "(slot) => getComputedStyle(slot).backgroundImage"
    )
    assert "repeating-linear-gradient" in looks
    borders = [
        page.locator(f".w2b-board > .w2b-slot-{kind}").first.evaluate("(slot) => getComputedStyle(slot).borderTopStyle")
        for kind in ("input", "label")
    ]
    assert borders == ["solid", "dashed"]


def test_a_finger_chooses_a_word(open_widget):
    page = open_widget(builder(), has_touch=True)
    page.locator(".w2b-pick").nth(5).tap()
    assert says(page).startswith("Asked for “young”")


def test_the_words_stay_in_their_place_while_they_are_clicked(page):
    tops = set()
    for target in range(len(SENTENCE)):
        page.locator(".w2b-pick").nth(target).click()
        tops.add(page.locator(".w2b-pick").first.bounding_box()["y"])
    assert len(tops) == 1


def test_a_page_without_python_says_why_no_sentence_can_be_typed(page):
    assert page.get_by_role("textbox").is_disabled()
    assert page.get_by_role("button", name="show it").is_disabled()
    assert "This page has no Python" in page.locator(".w2b-note").first.inner_text()


def in_sight(page, place):
    board, pick = (page.locator(name).bounding_box() for name in (".w2b-board", f".w2b-pick >> nth={place}"))
    names = page.locator(".w2b-row-name").first.bounding_box()
    return names["x"] + names["width"] <= pick["x"] and pick["x"] + pick["width"] <= board["x"] + board["width"] + 1


def test_what_is_asked_is_scrolled_into_sight(open_widget):
    widget = LabelBuilder([f"word{i}" for i in range(40)], others=["tea"])
    page = open_widget(widget)
    expect_in_sight(page, 39)
    page.get_by_role("radio").first.focus()
    for throw in widget.throws[:6]:
        page.get_by_role("button", name="roll the dice of BERT").click()
        expect_in_sight(page, throw[0][0])


def expect_in_sight(page, place):
    for _ in range(20):  # it scrolls with the next frame
        if in_sight(page, place):
            return
        page.wait_for_timeout(50)
    assert in_sight(page, place)


@pytest.mark.parametrize("words", [1, 40])
def test_one_word_and_forty_fit(open_widget, words):
    page = open_widget(LabelBuilder([f"word{i}" for i in range(words)]))
    assert page.locator(".w2b-pick").count() == words
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1280
    page.locator(".w2b-pick").last.click()
    assert f"“word{words - 1}”" in says(page)
    if words == 1:
        none = "has no example here"
        assert says(page) == f"Asked for “word0”: CBOW {none}; GPT {none}; BERT reads [MASK]. Skip-gram {none}."
