"""What the page of every widget keeps, opened from the disk without a network, full of words that are hard to show."""

import base64
import hashlib
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from every_widget import HOSTILE, MAKERS

LEAST_LETTERS = 14  # pixels: what is read from the back of a room at 1280 x 720


@pytest.fixture(scope="module", params=MAKERS)
def widget(request):
    return MAKERS[request.param]()


@pytest.fixture(scope="module")
def shared(widget, open_for_module):
    return open_for_module(widget)


@pytest.fixture
def page(shared):
    """The page of the widget as it was when it opened: light, nothing focused, at its top."""
    shared.emulate_media(color_scheme="light")
    shared.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    return shared


# Of so many of the words it shows something; all other widgets show something of all.
NOT_ALL = {"AnalogyMap": 3, "Architecture": 0, "AskTheSeries": 2, "TrainingProgress": 3}


def test_words_are_shown_as_words_and_never_run(page):
    root = page.locator(".w2b")
    assert root.locator("script, img, iframe").count() == 0
    shown = root.evaluate("(root) => root.textContent")
    begins = [token[:12] for token in HOSTILE]  # long ones are cut off
    assert sum(begin in shown for begin in begins) >= NOT_ALL.get(page.title(), len(HOSTILE))


def test_the_page_may_load_nothing_and_run_only_its_own_script(widget):
    content = widget.html()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', content)[1]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for part in ("script", "style"):
        (text,) = re.findall(rf"<{part}(?: type=\"module\")?>(.*?)</{part}>", content, flags=re.DOTALL)
        assert f"{part}-src 'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}';" in policy


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page, scheme):
    page.emulate_media(color_scheme=scheme)
    found = Axe().run(page, context=".w2b", options={"resultTypes": ["violations"]})
    serious = [
        f"{each['id']}: {node['failureSummary']} {node['html'][:200]}"
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
    assert not serious, "\n".join(serious)


CONTROLS = "input:enabled, button:enabled, select:enabled, textarea:enabled, a[href], [tabindex='0']"
FOCUSED = """() => {
    const node = document.activeElement;
    if (!node.closest(".w2b")) return null;
    const style = getComputedStyle(node);
    const box = node.getBoundingClientRect();
    return {
        place: [...document.querySelectorAll(CONTROLS)].indexOf(node),
        outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        name: node.name, radio: node.type === "radio", keeps: node.getAttribute("data-lm-suppress-shortcuts"),
    };
}""".replace("CONTROLS", repr(CONTROLS))


def test_every_control_is_reached_by_the_tab_key_with_a_visible_focus(page):
    groups = page.locator(CONTROLS).evaluate_all("(all) => all.map((x) => (x.type === 'radio' ? x.name : null))")
    visible = page.locator(CONTROLS).evaluate_all("(all) => all.map((x) => x.checkVisibility())")
    reached = set()
    for _ in range(len(groups) + 1):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break  # past the last one: the page is no trap
        assert focused["outline"] >= 2, f"no visible focus on control {focused['place']}"
        assert focused["seen"]
        assert focused["keeps"] == "true", "JupyterLab would take the keys of this control"
        reached.add(focused["place"])
    radios = {groups[place] for place in reached} - {None}  # the arrow keys walk within a group of radio buttons
    for place, group in enumerate(groups):
        assert place in reached or group in radios or not visible[place]


def test_what_is_shown_is_said_to_a_screen_reader(page):
    line = page.locator(".w2b-says")
    assert line.get_attribute("aria-atomic") == "true"
    assert line.text_content()
    assert page.locator(".w2b").get_attribute("role") == "group"
    assert page.locator(".w2b").get_attribute("aria-label")


def test_it_fits_a_projector_and_is_read_from_the_back(page, widget):
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1280
    assert page.locator(".w2b").bounding_box()["height"] + 16 <= widget.page_height
    sizes = page.locator(".w2b").evaluate("""(root) => {
        const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const found = [];
        while (texts.nextNode()) {
            const node = texts.currentNode.parentElement;
            if (texts.currentNode.textContent.trim() && node.checkVisibility() && node.tagName !== "SUP") {
                found.push([parseFloat(getComputedStyle(node).fontSize), texts.currentNode.textContent.slice(0, 40)]);
            }
        }
        return found;
    }""")
    assert not [each for each in sizes if each[0] < LEAST_LETTERS]


def test_nothing_is_cut_off_on_a_narrow_screen(page):
    page.set_viewport_size({"width": 600, "height": 720})
    try:
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 600
    finally:
        page.set_viewport_size({"width": 1280, "height": 720})
