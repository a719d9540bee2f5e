"""CapitalsWall in a real browser: it is lit as Python says, walks back by keys, is pointed at; alive in JupyterLab."""

import pytest
from word2bert.text import small_world
from word2bert.widgets import CapitalsWall

COUNTRIES = list(small_world.capitals)
STEPS = [100, 200, 300, 400]
KNOWN = {100: 0, 200: 40, 300: 60, 400: 104}  # countries at each step, in the order of the facts


def ask(step):
    known = set(COUNTRIES[: KNOWN[step]])
    return {
        country: (capital, 0.93) if country in known else ("river", 0.12)
        for country, capital in small_world.capitals.items()
    }


def wall(last=400, **options):
    made = CapitalsWall(small_world.capitals, ask, small_world.held_out, **options)
    for step in STEPS:
        if step <= last:
            made.add(step, 400, ask(step))
    return made


def says(page):
    return page.locator(".w2b-says").text_content()


def told(page):
    return page.locator(".w2b-told-of").text_content()


def lit(page):
    return page.locator(".w2b-lit").evaluate_all("(all) => all.map((node) => node.title)")


def known_at(made, point):
    answered = made.answered(point)
    return [
        country for country, answer in zip(made.countries, made.answers, strict=True) if answered[country][0] == answer
    ]


def tile(page, country):
    return page.locator(f".w2b-window[title='{country}']")


@pytest.fixture(scope="module")
def shared(open_for_module):
    return open_for_module(wall())


@pytest.fixture
def page(shared):
    """The wall as it was opened: the newest step, no country looked at, the mouse away."""
    shared.mouse.move(0, 0)
    shared.get_by_role("slider").press("End")
    shared.get_by_role("radio").first.press("Escape")
    shared.evaluate("document.activeElement.blur()")
    return shared


def test_before_the_training_every_window_is_dark_and_says_what_to_do(open_widget):
    page = open_widget(wall(0))
    assert says(page) == "Nothing learned yet: run the next cell."
    assert page.locator(".w2b-window").count() == 105
    assert lit(page) == []
    assert page.locator(".w2b-window small").all_text_contents() == [""] * 105
    assert page.get_by_role("slider").is_disabled()
    tile(page, "china").hover()
    assert told(page) == "The capital of china is [MASK]: “beijing” would be right."


def test_it_opens_at_its_newest_step_with_the_story_told(page):
    assert says(page) == "Step 400 of 400: 78 of 78 seen, 26 of 27 held out."
    assert told(page) == (
        "Right for the first time: half of the 105 countries at step 300, 95 % at step 400. "
        "Point at a country to read its sentence."
    )
    assert page.locator(".w2b-moment").all_text_contents() == ["half right: step 300", "95 % right: step 400"]


def test_every_step_is_lit_as_python_says_and_the_keys_walk_there(page):
    made, slider = wall(), page.get_by_role("slider")
    for point in (3, 2, 1, 0):
        right = made.right(point)
        assert says(page) == (
            f"Step {STEPS[point]} of 400: {right['seen'][0]} of 78 seen, {right['held out'][0]} of 27 held out."
        )
        assert lit(page) == known_at(made, point)
        assert slider.get_attribute("aria-valuetext") == f"step {STEPS[point]}"
        said = [f"✓ {word}" if country in lit(page) else word for country, (word, _) in made.answered(point).items()]
        assert page.locator(".w2b-window small").all_text_contents() == said
        slider.press("ArrowLeft")
    slider.press("Home")
    assert says(page).startswith("Step 100 of 400: 0 of 78")


def test_hundreds_of_words_are_told_apart(open_widget):
    made = wall(0)
    for step in range(3):
        made.add(step, 3, {country: (f"word{step}{i}", i / 104) for i, country in enumerate(COUNTRIES)})
    assert len(made.words) == 315
    page = open_widget(made)
    said = [word for word, _ in made.answered().values()]
    assert page.locator(".w2b-window small").all_text_contents() == said
    tile(page, COUNTRIES[40]).hover()
    assert f"“word240”, {40 / 104:.2f}: wrong" in told(page)


def test_moments_stand_where_the_slider_was_then(page):
    slider = page.get_by_role("slider").bounding_box()
    for mark, point in ((0, 2), (1, 3)):
        box = page.locator(".w2b-moment").nth(mark).bounding_box()
        assert box["x"] + box["width"] == pytest.approx(slider["x"] + 8 + point / 3 * (slider["width"] - 16), abs=2)


def test_no_name_and_no_right_word_is_cut_off(page):
    cut = page.locator(".w2b-window > *:not(input)").evaluate_all(
        "(all) => all.filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)"
    )
    assert cut == []


def test_held_out_countries_have_an_edge_and_a_sign(page):
    made = wall()
    apart = page.locator(".w2b-apart").evaluate_all("(all) => all.map((node) => node.title)")
    assert apart == made.countries[made.seen :]
    assert all("◇" in text for text in page.locator(".w2b-apart").all_text_contents())
    assert page.locator(".w2b-apart").first.evaluate("(node) => getComputedStyle(node).borderStyle") == "dashed"
    assert page.locator(".w2b-window:not(.w2b-apart)", has_text="◇").count() == 0


def test_pointing_at_a_country_reads_its_sentence_and_a_click_keeps_it(page):
    tile(page, "france").hover()
    assert told(page) == "Step 400: the capital of france is “paris”, 0.93: right."
    tile(page, "china").click()
    page.mouse.move(0, 0)
    assert (
        told(page) == "Step 400: the capital of china is “beijing”, 0.93: right. Held out: it never read this sentence."
    )
    page.get_by_role("slider").press("Home")
    assert told(page).startswith("Step 100: the capital of china is “river”, 0.12: wrong, it is “beijing”.")
    page.get_by_role("radio", name="china").press("Escape")
    page.evaluate("document.activeElement.blur()")
    assert told(page).startswith("Right for the first time")
    assert page.locator(".w2b-window :checked").count() == 0


def test_arrow_keys_walk_over_the_wall_by_tiles_and_by_rows(page):
    page.get_by_role("radio").first.focus()
    assert told(page).startswith("Step 400: the capital of afghanistan is")
    page.keyboard.press("ArrowRight")
    assert told(page).startswith("Step 400: the capital of albania is")
    below = []
    for _ in range(30):
        page.keyboard.press("ArrowDown")
        below.append(page.locator(".w2b-window:has(:focus)").bounding_box()["y"])
    rows = sorted(set(page.locator(".w2b-window").evaluate_all("(all) => all.map((x) => x.getBoundingClientRect().y)")))
    assert sorted(set(below)) == rows[1:], "every row, and it stays in the last one"
    page.keyboard.press("ArrowUp")
    assert page.locator(".w2b-window:has(:focus)").bounding_box()["y"] == rows[-2]
    page.keyboard.press("Home")
    assert told(page).startswith("Step 400: the capital of afghanistan is")
    page.keyboard.press("End")
    assert told(page).startswith("Step 400: the capital of zambia is")


def test_a_finger_reads_a_sentence(open_widget):
    page = open_widget(wall(), has_touch=True)
    tile(page, "zambia").tap()
    assert told(page).startswith("Step 400: the capital of zambia is “river”, 0.12: wrong, it is “lusaka”.")


def test_lit_windows_are_bright_and_others_dark_in_both_themes(open_widget):
    for scheme in ("light", "dark"):
        page = open_widget(wall(300), color_scheme=scheme, reduced_motion="reduce")
        for query, bright in ((".w2b-lit", True), (".w2b-window:not(.w2b-lit)", False)):
            ground = page.locator(query).first.evaluate("(node) => getComputedStyle(node).backgroundColor")
            assert (ground == "rgb(240, 228, 66)") == bright


CELLS = [
    "from types import SimpleNamespace\nfrom IPython.display import display\nfrom word2bert.text import small_world\n"
    "from word2bert.widgets import CapitalsWall",
    """def ask(step):
    known = list(small_world.capitals)[:step]
    return {c: (a if c in known else 'river', 0.5) for c, a in small_world.capitals.items()}
def train(first, last):
    for step in range(first, last + 1):
        wall(SimpleNamespace(step=step, steps=100, model=step))""",
    "wall = CapitalsWall(small_world.capitals, ask, small_world.held_out, every=10)\ndisplay(wall)",
    "train(1, 60)",
]


def test_it_follows_the_training_and_a_learner_who_looks_back_stays_there(lab):
    page = lab(CELLS)
    page.locator(".w2b-says", has_text="Step 60 of 100").wait_for()
    assert page.locator(".w2b-says").get_attribute("aria-live") == "off"
    page.get_by_role("slider").press("ArrowLeft")
    page.locator(".w2b-says", has_text="Step 50 of 100").wait_for()
    lab.expect("wall.shown", "4")
    lab.ask("train(61, 100)")
    page.locator(".w2b-moment", has_text="95 % right: step 100").wait_for()
    assert says(page).startswith("Step 50 of 100")
    page.get_by_role("slider").press("End")
    page.locator(".w2b-says", has_text="Step 100 of 100").wait_for()
    lab.expect("wall.shown", "-1")
    assert page.locator(".w2b-says").get_attribute("aria-live") == "polite"
    tile(page, "china").click()
    lab.expect("wall.country", "'china'")


def test_memory_of_the_page_stays_flat_over_100_updates(lab):
    page = lab([*CELLS[:3], "train(1, 100)"])
    page.locator(".w2b-says", has_text="Step 100 of 100").wait_for()
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable")

    def used():
        page.wait_for_timeout(1000)
        for _ in range(3):
            client.send("HeapProfiler.collectGarbage")
        metrics = {each["name"]: each["value"] for each in client.send("Performance.getMetrics")["metrics"]}
        return metrics["JSHeapUsedSize"] / 2**20, metrics["Nodes"], metrics["JSEventListeners"]

    for_each = "for i in range({}): wall.shown, wall.country = i % 10, wall.countries[i]"
    lab.ask(for_each.format(30))
    before = used()
    lab.ask(for_each.format(101))
    page.locator(".w2b-says", has_text="Step 10 of 100").wait_for()
    after = used()
    client.detach()
    assert after[0] - before[0] < 1.5, "MB of JavaScript's memory"
    assert after[1] - before[1] < 200, "nodes of the page"
    assert after[2] - before[2] < 50
