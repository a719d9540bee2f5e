"""The game in a real browser: twenty gaps by keyboard, counted as Python counts them, without a kernel."""

import pytest
from word2bert.explore import gaps
from word2bert.widgets import BeatTheMachine

GAPS = gaps()


def machine(left, right):
    return "says" if right else "is"


@pytest.fixture
def page(open_widget):
    return open_widget(BeatTheMachine(GAPS, machine))


def says(page):
    return page.locator(".w2b-says").inner_text()


def play(page, typed):
    for text in typed:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def test_the_first_round_hides_what_stands_on_the_right(page):
    box = page.get_by_role("textbox")
    box.focus()
    for number, gap in enumerate(GAPS):
        assert says(page) == f"Round 1 of 2, left words only: gap {number + 1} of 20. Which word is missing?"
        assert page.locator(".w2b-sentence").inner_text().split("\n")[0].strip() == gap.left
        assert page.locator(".w2b-sentence > bdi").last.inner_text() == "hidden"
        assert gap.right not in page.locator(".w2b").inner_text()
        assert gap.left in box.get_attribute("aria-label")
        page.keyboard.press("Enter")
    assert says(page) == "With the left words only you have 0 of 20. The machine: 0."


def test_both_rounds_are_counted_as_python_counts_them(page):
    page.get_by_role("textbox").focus()
    first = [f" {gap.answers[0].upper()}! " if number < 4 else "" for number, gap in enumerate(GAPS)]
    play(page, first)
    assert says(page) == "With the left words only you have 4 of 20. The machine: 0."
    assert GAPS[0].answers[0] not in page.locator(".w2b").inner_text(), "no answer before the second round"
    page.keyboard.press("Enter")  # the button of the second round has the focus
    assert says(page).startswith("Round 2 of 2, both sides: gap 1 of 20.")
    assert page.locator(".w2b-sentence > bdi").last.inner_text() == GAPS[0].right
    second = [gap.answers[0] if number else "x" for number, gap in enumerate(GAPS)]
    play(page, second)
    assert says(page) == "With the left words only you have 4 of 20, with both sides 19. The machine: 0 and 1."
    python = BeatTheMachine(GAPS, machine)
    assert (python.right(first), python.right(second), python.machine_scores) == (
        4,
        19,
        {"left words only": 0, "both sides": 1},
    )
    outputs = page.locator(".w2b-scores output").all_inner_texts()
    assert outputs == ["4 of 20, 20 %", "0 of 20, 0 %", "19 of 20, 95 %", "1 of 20, 5 %"]
    told = page.locator(".w2b-told > li")
    assert told.count() == 20
    assert told.first.inner_text().split("\n") == [
        "the mayor says that bogota needs more trees",
        "you: SAYS! ✓, then x ✗; the machine: says ✓",
    ]
    assert "This page keeps no score" in page.locator(".w2b-note").inner_text()
    page.keyboard.press("Enter")  # play again
    assert says(page).startswith("Round 1 of 2")
    assert page.get_by_role("textbox").input_value() == ""


def test_the_button_goes_on_for_those_without_enter(open_widget):
    page = open_widget(BeatTheMachine(GAPS[:2]), has_touch=True)
    for number in range(2):
        page.get_by_role("textbox").fill(GAPS[number].answers[0])
        page.get_by_role("button", name="next").tap()
    assert says(page) == "With the left words only you have 2 of 2."
    page.get_by_role("button", name="round 2").tap()
    assert says(page).startswith("Round 2 of 2, both sides: gap 1 of 2.")


def test_a_game_half_played_goes_on_where_it_was(open_widget):
    widget = BeatTheMachine(GAPS)
    widget.typed = [["says", *[""] * 19], [""] * 20]
    widget.place = 25
    page = open_widget(widget)
    assert says(page).startswith("Round 2 of 2, both sides: gap 5 of 20.")


def test_the_end_fits_a_projector(open_widget):
    widget = BeatTheMachine(GAPS, machine)
    widget.place = 41
    page = open_widget(widget)
    assert page.locator(".w2b").bounding_box()["height"] + 16 <= widget.page_height
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "w2b-told"
