"""AttentionStepper in a real browser: its numbers against PyTorch's, its lines run, by pointer, touch and keys."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from word2bert.widgets import AttentionStepper

TOKENS = ["the", "cat", "drank", "it", "[PAD]"]
MASK = [True, True, True, True, False]
STEPS = ["scores", "scale", "mask", "softmax", "output"]


def qkv(count=5, size=4, value_size=3):
    torch.manual_seed(1)
    return torch.randn(count, size), torch.randn(count, size), torch.randn(count, value_size)


def stepper(**options):
    return AttentionStepper(TOKENS, *qkv(), mask=MASK, **options)


def read(text):
    """A number as the page writes it."""
    return float(text.replace("\N{MINUS SIGN}", "-").replace("\N{INFINITY}", "inf").removeprefix("= "))


def shown_keys(page):
    return [read(text) for text in page.locator(".w2b-key > output").all_inner_texts()]


def run_line(page, names=("q", "k", "v")):
    """What the line of PyTorch beside the number gives, and the number."""
    line = page.locator(".w2b-line").inner_text()
    result = eval(line, {"torch": torch, **dict(zip(names, qkv(), strict=True))})
    return float(result), read(page.locator(".w2b-result").inner_text()), line


def says(page):
    return page.locator(".w2b-says").inner_text()


def step_to(page, name):
    page.locator(f".w2b-box input[value={name}]").check()


def range_to(page, label, value):
    slider = page.get_by_label(label)
    slider.evaluate("(node, value) => { node.value = value; node.dispatchEvent(new Event('input')); }", str(value))


# ---- the numbers


def by_hand(q, k, state):
    scores = q @ k.T
    scaled = scores / 2 if state.scale else scores
    allowed = torch.tensor(state.allowed)
    masked = scaled.masked_fill(~allowed, -torch.inf)
    return {
        "scores": scores,
        "scale": scaled,
        "mask": masked,
        "softmax": (masked / state.temperature).softmax(-1).nan_to_num(),
    }


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"scale": False},
        {"padding_mask": False},
        {"causal_mask": True, "temperature": 2.0},
        {"moved_query": [2.0, -1.0, 0.5, 1.0], "causal_mask": True, "padding_mask": False, "temperature": 0.5},
    ],
)
def test_every_box_shows_pytorchs_numbers_and_a_line_that_gives_them(open_widget, options):
    shown = stepper(word="it", **options)
    page = open_widget(shown)
    q, k, v = qkv()
    if shown.moved_query:
        q[3] = torch.tensor(shown.moved_query)
    expected = by_hand(q, k, shown)
    for step in STEPS[:4]:
        step_to(page, step)
        np.testing.assert_allclose(shown_keys(page), expected[step][3], atol=0.006)
        given, number, line = run_line(page)
        strongest = int(expected["softmax"][3].argmax())
        assert number == pytest.approx(expected[step][3, strongest].item(), abs=1e-4)
        assert given == pytest.approx(number, abs=1e-4), line
    step_to(page, "output")
    output = expected["softmax"] @ v
    for number_of_output in range(3):
        range_to(page, "number of the output", number_of_output)
        given, number, line = run_line(page)
        assert number == pytest.approx(output[3, number_of_output].item(), abs=1e-4)
        assert given == pytest.approx(number, abs=1e-4), line


@pytest.mark.parametrize("step", ["scores", "output"])
@pytest.mark.parametrize("moved", [[], [2.0, -1.0, 0.5, 1.0]])
def test_every_number_of_a_sum_has_its_line(open_widget, step, moved):
    page = open_widget(stepper(word="it", moved_query=moved, step=step, causal_mask=True, number=2))
    grid = page.get_by_role("application", name="the numbers of the sum")
    grid.focus()
    page.keyboard.press("Enter")
    columns = 4 if step == "scores" else 5
    values = np.zeros((3, columns))
    for row in range(3):
        for column in range(columns):
            given, number, line = run_line(page)
            assert given == pytest.approx(number, abs=1e-4), line
            assert read(says(page).split(": ")[1]) == pytest.approx(number, abs=6e-4)
            values[row, column] = number
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
    np.testing.assert_allclose(values[0] * values[1], values[2], atol=2e-4)
    page.keyboard.press("Escape")
    _, total, _ = run_line(page)
    assert values[2].sum() == pytest.approx(total, abs=5e-4)


@pytest.mark.parametrize("step", STEPS)
def test_a_line_calls_the_tensors_by_their_names(open_widget, step):
    page = open_widget(stepper(step=step, names=("queries", "keys", "values")))
    given, number, line = run_line(page, names=("queries", "keys", "values"))
    assert given == pytest.approx(number, abs=1e-4), line


def test_a_row_that_may_look_at_nothing_says_so_and_its_line_gives_zero(open_widget):
    q, k, v = qkv()
    page = open_widget(AttentionStepper(TOKENS, q, k, v, mask=[False, *[True] * 4], word="the", causal_mask=True))
    assert "“the” may look at nothing" in says(page)
    given, number, line = run_line(page)
    assert (given, number) == (0, 0), line
    assert "nan_to_num" in line


def test_a_line_for_a_token_that_is_hidden_names_the_reason(open_widget):
    page = open_widget(stepper(word="cat", step="mask", causal_mask=True, column=4))
    assert "only fills up the sentence" in page.locator(".w2b-sum").inner_text()
    page.locator(".w2b-key").nth(2).click()
    assert "“drank” comes after “cat”" in page.locator(".w2b-sum").inner_text()
    given, number, _ = run_line(page)
    assert given == number == -np.inf


def test_the_sums_of_the_default_state_are_told(open_widget):
    shown = stepper(word="it")
    page = open_widget(shown)
    best = int(shown.weights[3].argmax())
    assert says(page) == f"“it” looks most at “{TOKENS[best]}”: {shown.weights[3, best]:.2f} of its attention."
    assert page.locator(".w2b-box:has(:checked) b").inner_text() == "SoftMax"
    power, total, weight = power_total_weight(page)
    assert power / total == pytest.approx(weight, abs=1e-3)
    assert weight == pytest.approx(shown.weights[3, best], abs=6e-4)


def power_total_weight(page):
    """The three numbers at the end of "e^... / sum of all e^... = 7.39 / 11.11 = 0.665"."""
    found = re.search(r"= (\S+) / (\S+) = ([\d.]+\d)", page.locator(".w2b-sum").inner_text())
    return [float(part.replace(",", "")) for part in found.groups()]


@pytest.mark.parametrize(("larger", "said"), [(20, "too large to write"), (-20, "too small to write"), (1, None)])
def test_shares_of_any_scores_can_be_checked_by_hand(open_widget, larger, said):
    _, k, v = qkv()
    shown = AttentionStepper(TOKENS, torch.full((5, 4), float(larger)), k.abs(), v, word="it", scale=False, column=1)
    shown.temperature = 0.1
    page = open_widget(shown)
    text = page.locator(".w2b-sum").inner_text()
    assert "sum of all e^(score / 0.1)" in text
    power, total, weight = power_total_weight(page)
    assert power / total == pytest.approx(weight, abs=1e-3)
    assert ("is subtracted from all" in text) == (said is not None)
    assert said is None or said in text


def test_what_is_hidden_has_a_colour_of_its_own(open_widget):
    page = open_widget(stepper(step="mask"))
    pixel = """(node, [x, y]) => [...node.querySelector('canvas').getContext('2d').getImageData(x, y, 1, 1).data]"""
    grid = page.get_by_role("application", name=re.compile("every word"))
    raised = page.locator(".w2b").evaluate("(node) => getComputedStyle(node).getPropertyValue('--w2b-raised')")
    red, green, blue, opaque = grid.evaluate(pixel, [int(84 + 4.5 * 42.4), int(72 + 1.5 * 42.4)])
    assert opaque == 255
    assert f"#{red:02x}{green:02x}{blue:02x}" == raised.strip().lower()


def test_an_exported_notebook_has_room_for_the_longest_state(open_widget):
    words = [f"word{i}" for i in range(60)] + 4 * ["[PAD]"]
    shown = AttentionStepper(
        *(words, *qkv(64, 64, 64)),
        mask=[word != "[PAD]" for word in words],
        **{"step": "output", "causal_mask": True, "word": "word59", "moved_query": [0.123] * 64},
    )
    page = open_widget(shown, viewport={"width": 900, "height": shown.page_height})
    assert page.evaluate("() => document.documentElement.scrollHeight") <= shown.page_height


# ---- dragging the query


@pytest.mark.parametrize("target", ["the", "cat", "drank"])
def test_the_query_can_be_pulled_to_another_word(open_widget, target):
    page = open_widget(stepper(word="it", towards=target, step="softmax"))
    place = TOKENS.index(target)
    slider = page.get_by_label(f"drag the query of “it” towards “{target}”")
    shares = [shown_keys(page)[place]]
    slider.focus()
    for _ in range(6):
        for _ in range(10):
            page.keyboard.press("ArrowRight")
        shares.append(shown_keys(page)[place])
    assert shares == sorted(shares)
    assert shares[-1] > shares[0] + 0.4
    assert f"“it” looks most at “{target}”" in says(page)
    given, number, line = run_line(page)
    assert "torch.tensor([" in line
    assert given == pytest.approx(number, abs=1e-4)
    page.get_by_role("button", name="its own query again").click()
    assert shown_keys(page)[place] == shares[0]
    assert slider.input_value() == "0"


def test_a_number_of_the_query_is_dragged_where_it_stands(open_widget):
    page = open_widget(stepper(word="it", step="scores"))
    grid = page.get_by_role("application", name="the numbers of the sum")
    box = grid.bounding_box()
    x, y = box["x"] + 120, box["y"] + 40  # the first number of the query
    before = qkv()[0][3].numpy()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 12, steps=4)
    page.mouse.up()
    page.mouse.move(x, 5)
    assert page.locator(".w2b-locked:visible").count() == 0  # a drag is no click
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 88, steps=8)  # it may leave the row
    page.mouse.up()
    line = page.locator(".w2b-line").inner_text()
    moved = [float(number) for number in re.search(r"\[([^]]+)\]", line)[1].split(",")]
    assert moved[0] == pytest.approx(before[0] + 0.3 + 2.2, abs=0.005)
    np.testing.assert_allclose(moved[1:], before[1:], atol=0.001)


def test_a_number_of_the_query_moves_by_keys(open_widget):
    page = open_widget(stepper(word="it", step="scores"))
    page.get_by_role("application", name="the numbers of the sum").focus()
    for key in ["Enter", "ArrowRight", "+", "+", "-", "+"]:
        page.keyboard.press(key)
    assert says(page).startswith("q of “it”, number 1: ")
    given, number, _ = run_line(page)
    assert given == pytest.approx(number)
    assert number == pytest.approx(qkv()[0][3, 1].item() + 0.2, abs=0.002)


def test_what_the_second_map_compares_with_is_never_old(open_widget):
    q, k, v = qkv()
    q[[0, 1, 2, 4]] = 0  # so that the scale changes the row of "it" alone
    page = open_widget(AttentionStepper(TOKENS, q, k, v, word="it"))
    at_first = change_shown(page)
    page.get_by_label("drag the query of").focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    page.get_by_label("show what changed by").select_option(label="scale")
    assert change_shown(page) != at_first
    page.get_by_role("button", name="its own query again").click()
    assert change_shown(page) == at_first


def test_dragging_works_with_a_finger(open_widget):
    page = open_widget(stepper(word="it", step="scores"), has_touch=True)
    box = page.get_by_role("application", name="the numbers of the sum").bounding_box()
    x, y = box["x"] + 120, box["y"] + 40
    touch = page.context.new_cdp_session(page)
    for moved in range(0, 81, 8):
        kind = "touchMove" if moved else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y - moved}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(".w2b-line")).to_contain_text("torch.tensor")
    first = float(re.search(r"\[([^,]+),", page.locator(".w2b-line").inner_text())[1])
    assert first == pytest.approx(qkv()[0][3, 0].item() + 2, abs=0.005)
    assert page.evaluate("() => scrollY") == 0  # the finger drags the number, not the page


# ---- switches, and what they change


def change_shown(page):
    return page.locator(".w2b-stepper h4").last.inner_text()


@pytest.mark.parametrize(
    ("act", "title", "other"),
    [
        (lambda page: page.get_by_label("scale by √D").uncheck(), "Without the scale minus with it", {"scale": True}),
        (
            lambda page: page.get_by_label("padding mask", exact=True).uncheck(),
            "Without the padding mask minus with it",
            {"padding_mask": True},
        ),
        (
            lambda page: page.get_by_label("causal mask", exact=True).check(),
            "With the causal mask minus without it",
            {"causal_mask": False},
        ),
        (lambda page: range_to(page, "temperature", 3), "Temperature 3.0 minus 1.0", {"temperature": 1.0}),
    ],
)
def test_every_switch_shows_what_it_changed(open_widget, act, title, other):
    page = open_widget(stepper(word="it"))
    act(page)
    assert change_shown(page).startswith(title)
    now = {
        "scale": page.get_by_label("scale by √D").is_checked(),
        "padding_mask": page.get_by_label("padding mask", exact=True).is_checked(),
        "causal_mask": page.get_by_label("causal mask", exact=True).is_checked(),
        "temperature": float(page.get_by_label("temperature").input_value()),
    }
    changed = stepper(**now).weights - stepper(**{**now, **other}).weights
    np.testing.assert_allclose(shown_keys(page), stepper(**now).weights[3], atol=0.006)
    grid = page.get_by_role("application", name=re.compile("what changed"))
    row, column = np.unravel_index(np.abs(changed).argmax(), changed.shape)
    assert f"“{TOKENS[row]}” → “{TOKENS[column]}”" in change_shown(page)
    assert read(change_shown(page).rsplit(" ", 1)[1]) == pytest.approx(changed[row, column], abs=0.0051)
    pixel = """(node, [x, y]) => [...node.querySelector('canvas').getContext('2d').getImageData(x, y, 1, 1).data]"""
    red, _, blue, _ = grid.evaluate(pixel, [int(84 + column * 42.4 + 6), int(72 + row * 42.4 + 6)])
    assert (red > blue) == (changed[row, column] > 0)  # vermilion is more, blue is less
    grid.focus()
    page.keyboard.press("Enter")
    for row in range(5):
        page.keyboard.press("Home")
        for column in range(5):
            assert says(page).startswith(f"“{TOKENS[row]}” → “{TOKENS[column]}”: weight ")
            assert read(says(page).rsplit(" ", 1)[1].rstrip(".")) == pytest.approx(changed[row, column], abs=0.0051)
            page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")


def test_a_word_is_chosen_in_the_map_and_relevance_is_read_both_ways(open_widget):
    shown = stepper(word="it")
    page = open_widget(shown)
    grid = page.get_by_role("application", name=re.compile("every word"))
    box = grid.bounding_box()
    cell = 212 / 5
    page.mouse.click(box["x"] + 84 + 2.5 * cell, box["y"] + 72 + 1.5 * cell)  # cat looks at drank
    w = shown.weights
    assert says(page).startswith(f"“cat” → “drank”: weight {w[1, 2]:.2f}; “drank” → “cat”: {w[2, 1]:.2f}.")
    assert page.get_by_label("the word that looks").input_value() == "1"
    assert page.locator(".w2b-key[aria-pressed=true]").inner_text().startswith("drank")
    page.mouse.move(5, 5)
    assert says(page).startswith("“cat” → “drank”")  # locked: a projector shows no hover
    page.mouse.click(box["x"] + 84 + 2.5 * cell, box["y"] + 72 + 1.5 * cell)
    page.mouse.move(5, 5)
    assert says(page).startswith("“cat” looks most at ")


def test_copy_puts_the_line_on_the_clipboard(open_widget):
    page = open_widget(stepper(word="it"), permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy as PyTorch").click()
    expect(page.locator(".w2b-says")).to_have_text(re.compile("^Copied: "))
    line = page.locator(".w2b-line").inner_text()
    assert says(page) == f"Copied: {line}"
    assert page.evaluate("() => navigator.clipboard.readText()") == line


# ---- for everybody


def test_words_of_every_kind_are_shown_and_run_nothing(open_widget):
    hostile = ["</script>", "<img onerror=alert(1)>", "שלום", "😀", "中国", "x" * 300, "`${1}`", "'\"\\"]
    page = open_widget(AttentionStepper(hostile, *qkv(8), word="中国"))
    assert [text.split("\n")[0] for text in page.locator(".w2b-key").all_inner_texts()] == hostile
    for step in STEPS:
        step_to(page, step)
    assert page.locator("img").count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 700, 1280])
@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_cut_off(open_widget, width, step):
    page = open_widget(stepper(word="it", step=step), viewport={"width": width, "height": 720})
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    cut = """() => [...document.querySelectorAll('.w2b-label, .w2b-key, .w2b-box, .w2b-sum, .w2b h4')]
        .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)"""
    assert page.evaluate(cut) == []


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_widget, color_scheme):
    from axe_playwright_python.sync_playwright import Axe

    for step in ("scores", "softmax", "output"):
        page = open_widget(stepper(word="it", step=step, column=1), color_scheme=color_scheme)
        found = Axe().run(page, context=".w2b").response["violations"]
        assert [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")] == []


def test_two_views_of_one_widget_and_sixty_four_tokens_in_jupyterlab(lab):
    page = lab(
        [
            "import torch\nfrom word2bert.widgets import AttentionStepper\ntorch.manual_seed(0)\n"
            "shown = AttentionStepper([f'w{i}' for i in range(64)], *torch.randn(3, 64, 16), word='w9')\nshown",
            "shown",
        ]
    )
    views = page.locator(".w2b")
    views.nth(1).locator(".w2b-box input[value=scores]").check()
    assert views.nth(0).locator(".w2b-box input[value=scores]").is_checked()
    assert lab.ask("shown.step") == "'scores'"
    views.nth(0).get_by_label("the word that looks").select_option("3")
    assert "“w3” looks most at" in views.nth(1).locator(".w2b-says").inner_text()
    assert lab.ask("repr(shown)[:60]").startswith("\"AttentionStepper(tokens=64, step='scores', word='w3'")
    keys = views.nth(0).locator(".w2b-key")
    keys.nth(5).focus()
    page.keyboard.press("d")  # JupyterLab's own keys stay its own: this would be half of "delete the cell"
    page.keyboard.press("d")
    assert views.count() == 2
    before = views.nth(0).locator(".w2b-key > output").all_inner_texts()
    lab.restart_kernel()
    assert views.nth(0).locator(".w2b-key > output").all_inner_texts() == before
    views.nth(0).locator(".w2b-box input[value=softmax]").check()
    assert views.nth(0).locator(".w2b-key > output").all_inner_texts() != before


def test_lines_copied_in_notebook_04_run_in_its_kernel_and_give_the_numbers_shown(lab):
    page = lab(Path(__file__).parents[2] / "notebooks" / "04_attention.ipynb", timeout=120)
    for view in page.locator(".w2b").all():
        view.scroll_into_view_if_needed()
        for step in STEPS:
            view.locator(f".w2b-box input[value={step}]").check()
            line = view.locator(".w2b-line").inner_text()
            given = float(lab.ask(f"print(({line}).item())"))
            assert given == pytest.approx(read(view.locator(".w2b-result").inner_text()), abs=1e-3), line
    sentence = page.locator(".w2b").nth(1)  # the notebook's own promise
    assert sentence.locator(".w2b-says").inner_text().startswith("“it” looks most at “cat”")
    range_to(sentence, "drag the query of “it” towards “milk”", 60)
    assert sentence.locator(".w2b-says").inner_text().startswith("“it” looks most at “milk”")
