"""A model writes: on a page with what was prepared, and in a notebook with a kernel that writes anew."""

from playwright.sync_api import expect
from word2bert.widgets import FactsLearned, NextWordWriter

SHARES = [("beijing", 0.7), ("tokyo", 0.3)]


def write(text, temperature=0.0, top_k=None, seed=0):
    """One word that says how it was asked for, a piece that joins it, and the end."""
    yield "beijing", f" {text[-1]}{temperature:g}", SHARES
    yield "##s", "s", [("##a", 1 - temperature / 4)]
    yield "[SEP]", "", [("[SEP]", 1.0)]


def says(page):
    return page.locator(".w2b-says").text_content()


def story(page):
    return page.locator(".w2b-story").text_content()


def test_words_are_walked_through_by_keys_and_clicked(open_widget):
    page = open_widget(NextWordWriter(write, "one"))
    assert says(page) == "Word 1 is “beijing”, with probability 0.70; “tokyo” has 0.30."
    look = page.get_by_role("slider", name="look at word")
    look.focus()
    page.keyboard.press("ArrowRight")
    assert says(page) == "Word 2 is “##s”, which is none of the likeliest; “##a” has 1.00."
    page.keyboard.press("End")
    assert says(page) == "Word 3 is the end mark, with probability 1.00."
    assert look.get_attribute("aria-valuetext") == "the end mark, 3 of 3"
    assert page.locator(".w2b-neighbour").text_content() == "■ the end1.00"
    page.locator(".w2b-written-word").first.click()
    assert page.locator(".w2b-looked-at").text_content() == " e0"
    assert page.locator(".w2b-taken").text_content() == "beijing0.70"


def test_a_page_shows_what_was_prepared_and_says_why_the_rest_is_off(open_widget):
    page = open_widget(NextWordWriter(write, "one", prepared=["two", "three!"]), has_touch=True)
    assert story(page) == "one e0s ■"
    page.get_by_role("button", name="three!").tap()
    assert story(page) == "three! !0s ■"
    heat = page.get_by_role("slider", name="temperature")
    heat.focus()
    page.keyboard.press("End")
    assert story(page) == "three! !1.5s ■"
    page.keyboard.press("ArrowLeft")
    assert story(page) == "three! !1s ■"
    page.get_by_role("button", name="two").click()
    assert story(page) == "two o1s ■"
    for control in (page.get_by_role("textbox"), page.get_by_role("button", name="write"), again(page)):
        assert control.is_disabled()
    assert page.get_by_role("slider", name="draw among").is_disabled()
    assert "This page has no model" in page.locator(".w2b-note").text_content()


def again(page):
    return page.get_by_role("button", name="draw again")


def test_what_cannot_be_written_is_said(open_widget):
    def refuse(text, **settings):
        raise ValueError("<b>the text is too long</b>")

    page = open_widget(NextWordWriter(refuse, "one"))
    assert says(page) == "<b>the text is too long</b>"
    assert page.locator(".w2b-neighbour:visible").count() == 0


SETUP = """from word2bert.widgets import NextWordWriter
def write(text, temperature=0.0, top_k=None, seed=0):
    if text == "nothing":
        raise ValueError("no such text")
    yield "a", f" t{temperature:g}k{top_k}s{seed}", [("a", 0.7), ("b", 0.3)]
w = NextWordWriter(write, "one")
w"""


def test_a_kernel_writes_what_is_typed_and_dragged(lab):
    page = lab([SETUP])
    shown = page.locator(".w2b-story")
    expect(shown).to_have_text("one t0kNones0")
    assert again(page).is_disabled()  # at temperature 0 the best word always wins
    heat = page.get_by_role("slider", name="temperature")
    heat.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(shown).to_have_text("one t0.5kNones0")
    page.get_by_role("slider", name="draw among").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_text("one t0.5k2s0")
    again(page).click()
    expect(shown).to_have_text("one t0.5k2s1")
    page.get_by_role("textbox", name="how the text begins").fill("nothing")
    page.keyboard.press("Enter")
    expect(page.locator(".w2b-says")).to_have_text("no such text")
    page.get_by_role("textbox", name="how the text begins").fill("two")
    page.get_by_role("button", name="write").click()
    expect(shown).to_have_text("two t0.5k2s1")
    lab.expect("w.text, w.temperature, w.top_k, w.seed", "('two', 0.5, 2, 1)")


def test_a_slider_leaves_one_at_the_word_that_is_looked_at_and_a_new_text_does_not(lab):
    several = SETUP.replace(
        "\nw = ",
        """
    yield "c", " c", [("c", 0.2 + temperature / 10)]
    yield "d", " d", [("d", 0.9)]
w = """,
    )
    page = lab([several])
    line = page.locator(".w2b-says")
    expect(line).to_have_text("Word 2 is “c”, with probability 0.20.")
    page.get_by_role("slider", name="temperature").focus()
    page.keyboard.press("ArrowRight")
    expect(line).to_have_text("Word 2 is “c”, with probability 0.21.")
    page.get_by_role("textbox", name="how the text begins").fill("two")
    page.keyboard.press("Enter")
    expect(line).to_have_text("Word 1 is “a”, with probability 0.70; “b” has 0.30.")


def learned():
    facts = FactsLearned(dict)
    for step in (10, 20, 30):
        facts.add(step, 40, {"seen": (step // 10, 4), "held out": (0, 2)}, f"at {step}")
    return facts


def test_what_was_known_and_said_at_each_step_can_be_looked_back_at(open_widget):
    page = open_widget(learned())
    assert says(page) == "Step 30 of 40: 3 of 6 answers are right."
    assert page.locator(".w2b-wrote").text_content() == "“at 30”"
    back = page.get_by_role("slider", name="look back")
    back.focus()
    page.keyboard.press("Home")
    assert says(page) == "Step 10 of 40: 1 of 6 answers are right."
    assert page.locator(".w2b-wrote").text_content() == "“at 10”"
    assert page.locator(".w2b-fact").all_inner_texts() == ["1 of 4\nseen", "0 of 2\nheld out"]
    assert back.get_attribute("aria-valuetext") == "step 10"


def test_nothing_is_shown_before_the_first_question(open_widget):
    page = open_widget(FactsLearned(dict))
    assert says(page) == "Nothing was asked yet."
    assert page.locator(".w2b-stage:visible, input:visible").count() == 0


def test_it_follows_a_training_and_stays_where_one_looks_back(lab):
    page = lab(["from word2bert.widgets import FactsLearned\nf = FactsLearned(dict)\nf"])
    line = page.locator(".w2b-says")
    for step in (10, 20):
        lab.ask(f"f.add({step}, 40, {{'seen': ({step} // 10, 4)}}, 'at {step}')")
    expect(line).to_have_text("Step 20 of 40: 2 of 4 answers are right.")
    page.get_by_role("slider", name="look back").focus()
    page.keyboard.press("Home")
    expect(line).to_have_text("Step 10 of 40: 1 of 4 answers are right.")
    lab.ask("f.add(30, 40, {'seen': (3, 4)}, 'at 30')")
    lab.expect("len(f.points), f.shown", "(3, 0)")
    expect(line).to_have_text("Step 10 of 40: 1 of 4 answers are right.")
    page.keyboard.press("End")
    expect(line).to_have_text("Step 30 of 40: 3 of 4 answers are right.")
    lab.expect("f.shown", "-1")
