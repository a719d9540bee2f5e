"""The drawing of the transformer in a real browser: every box shows its own line, by pointer and by keys."""

import pytest
from word2bert.widgets import Architecture
from word2bert.widgets.architecture import CODE, code_line


@pytest.fixture
def page(open_widget):
    return open_widget(Architecture())


def marked(page):
    return [line.strip() for line in page.locator(".w2b-here").all_inner_texts()]


def shown(page):
    return page.locator(".w2b-architecture .w2b-note").inner_text()


def test_every_box_shows_its_line_of_code(page):
    for key in CODE:
        page.locator(f'.w2b-part[data-key="{key}"]').click()
        line = code_line(key)
        assert marked(page) == line.texts
        assert shown(page) == f"{line.function}, in {line.file}, line {line.line}"
        assert line.says in page.locator(".w2b-says").inner_text()
        assert page.locator(".w2b-code").count() == len(line.source)


def test_the_marked_lines_are_in_sight(page):
    for key in ("attention", "output", "blocks", "embeddings"):
        page.locator(f'.w2b-part[data-key="{key}"]').click()
        panel = page.get_by_role("region", name="the code of this box").bounding_box()
        for line in (found.bounding_box() for found in page.locator(".w2b-here").all()):
            assert panel["y"] - 1 <= line["y"], key
            assert line["y"] + line["height"] <= panel["y"] + panel["height"] + 1, key


def test_arrow_keys_walk_from_box_to_box(page):
    page.locator("input[value=word]").check()
    page.keyboard.press("ArrowDown")
    assert marked(page) == code_line("position").texts
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")  # before the first comes the last
    assert marked(page) == code_line("blocks").texts


def test_what_is_written_stays_inside_its_box(page):
    for key in CODE:  # the open one is printed bold, and bold is wider
        part = page.locator(f'.w2b-part[data-key="{key}"]')
        part.click()
        box, text = part.bounding_box(), part.locator("span").bounding_box()
        assert box["x"] <= text["x"], key
        assert text["x"] + text["width"] <= box["x"] + box["width"], key


def test_code_breaks_within_no_name(page):
    page.locator(".w2b-source").evaluate("panel => { panel.style.wordBreak = 'break-all'; }")  # as JupyterLab has it
    page.set_viewport_size({"width": 480, "height": 900})
    cut = """lines => lines.flatMap(line => [...line.textContent.matchAll(/\\w+/g)].filter(word => {
        const range = document.createRange();
        range.setStart(line.firstChild, word.index);
        range.setEnd(line.firstChild, word.index + word[0].length);
        return range.getClientRects().length > 1;
    }).map(String))"""
    for key in CODE:
        page.locator(f'.w2b-part[data-key="{key}"]').click()
        assert page.locator(".w2b-code").evaluate_all(cut) == [], key
