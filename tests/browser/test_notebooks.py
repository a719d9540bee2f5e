"""Notebooks 03 to 05 and 08 as a learner has them: run in a real JupyterLab, their widgets clicked and keyed.

Every number that is read in the page is compared with PyTorch's, computed in the notebook's own kernel.
"""

# ruff: noqa: RUF001  (the page writes a real minus)

import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def numbers(text):
    """The numbers of a text, as the page writes them."""
    plain = text.replace("−", "-").replace(",", "")
    return [float(found) for found in re.findall(r"-?\d+\.\d+", plain)]


def list_of(lab, code):
    """A list of numbers that the kernel computes."""
    return json.loads(lab.ask(f"import json; print(json.dumps({code}))"))


def test_03_a_sentence_is_typed_and_the_game_is_kept(lab):
    page = lab(NOTEBOOKS / "03_three_ways_to_learn.ipynb", timeout=120)
    builder, game = page.locator(".w2b").nth(0), page.locator(".w2b").nth(1)
    lab.ask("b, g = [o for o in Out.values() if type(o).__name__ in ('LabelBuilder', 'BeatTheMachine')]")
    builder.scroll_into_view_if_needed()
    builder.get_by_role("textbox").fill("She is walking home.")
    page.keyboard.press("Enter")
    lab.expect("b.tokens", "['she', 'is', 'walk', '##ing', 'home', '.']")
    builder.locator(".w2b-pick", has_text="##ing").click()
    lab.expect("b.target", "3")
    assert (
        "GPT reads “she” “is” “walk”; BERT reads the other 5, and [MASK]." in builder.locator(".w2b-says").inner_text()
    )
    builder.get_by_role("button", name="50 times").click()
    lab.expect("b.throw, b.dice", "(50, True)")
    said = builder.locator(".w2b-note").last.inner_text()
    masked = lab.ask("b.counts['mask']")
    assert f"{masked} become [MASK]" in said
    builder.get_by_role("textbox").fill("a " * 50)
    page.keyboard.press("Enter")
    builder.get_by_text("it has 50 words; there is room for 40").wait_for()

    game.get_by_role("textbox").focus()
    for answer in json.loads(lab.ask("import json; print(json.dumps([each.answers[0] for each in gaps]))")):
        page.keyboard.type(answer)
        page.keyboard.press("Enter")
    lab.expect("g.scores", "{'left words only': 20}")
    lab.expect("explore.my_score('left words only')", "(20, 20)")
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Enter")
    lab.expect("explore.my_score('both sides')", "(0, 20)")
    game.get_by_text("Your score is kept").wait_for()
    assert (lab.folder / "my_scores.json").exists()


LOOKS = """
def looks(step, row, causal=False):  # what the second AttentionStepper must show, from the notebook's own tensors
    shown = [out for out in Out.values() if type(out).__name__ == "AttentionStepper"][1]
    def tensor(name):
        return torch.frombuffer(bytearray(getattr(shown, name)), dtype=torch.float32).view(len(tokens), -1)
    scores = tensor("q") @ tensor("k").T
    if step != "MatMul":
        scores = scores / tensor("q").shape[1] ** 0.5
    if causal:
        scores = scores.masked_fill(~torch.ones(scores.shape, dtype=bool).tril(), -torch.inf)
    return (scores.softmax(dim=-1) if step == "SoftMax" else scores)[row].tolist()
"""


def test_04_attention_is_clicked_and_keyed_and_shows_pytorchs_numbers(lab):
    page = lab(NOTEBOOKS / "04_attention.ipynb", timeout=120)
    assert page.locator(".w2b").count() == 4
    stepper = page.locator(".w2b").nth(1)
    stepper.scroll_into_view_if_needed()
    lab.ask(LOOKS)
    tokens = list_of(lab, "tokens")
    row = tokens.index("it")
    keys, says = stepper.locator(".w2b-key > output"), stepper.locator(".w2b-says")

    for step in ("MatMul", "Scale", "SoftMax"):
        stepper.locator(".w2b-box", has_text=step).first.click()
        shown = [numbers(text)[0] for text in keys.all_inner_texts()]
        assert shown == pytest.approx(list_of(lab, f"looks({step!r}, {row})"), abs=0.006), step

    stepper.get_by_role("application", name=re.compile("^every word")).focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")  # locks the cell, and with it the word that looks
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    for _ in range(row):
        page.keyboard.press("ArrowRight")
    lab.expect("[o for o in Out.values() if type(o).__name__ == 'AttentionStepper'][1].row", "4")
    expected = list_of(lab, "looks('SoftMax', 4)")
    assert [numbers(text)[0] for text in keys.all_inner_texts()] == pytest.approx(expected, abs=0.006)
    assert tokens[4] in says.inner_text()
    assert tokens[row] in says.inner_text()
    assert numbers(says.inner_text())[0] == pytest.approx(expected[row], abs=0.006)

    stepper.get_by_label("causal mask").check()
    shown = [(numbers(text) or [0.0])[0] for text in keys.all_inner_texts()]
    assert shown == pytest.approx(list_of(lab, "looks('SoftMax', 4, causal=True)"), abs=0.006)


def test_05_heads_are_clicked_and_keyed_and_show_pytorchs_numbers(lab):
    page = lab(NOTEBOOKS / "05_attention_heads.ipynb", timeout=120)
    split = page.locator(".w2b").first
    split.scroll_into_view_if_needed()
    says, stage = split.locator(".w2b-says"), split.get_by_role("application")
    lab.ask("import torch; s = [o for o in Out.values() if type(o).__name__ == 'HeadSplit'][0]")
    assert lab.ask("tuple(Q.shape)") == "(512, 768)"

    stage.focus()
    page.keyboard.press("Home")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert "Column 6: head 0, number 6, both counted from 0." in says.inner_text()
    said = float(re.search(r": Q is ([−\d.,]+\d)", says.inner_text())[1].replace("−", "-"))
    assert said == pytest.approx(float(lab.ask("print(float(Q[1, 6]))")), rel=0.01, abs=0.01)

    column = split.get_by_label("column", exact=True)
    column.focus()
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")  # a tenth of the way
    place = int(column.input_value())
    assert f"Column {place}: head {place // 64}, number {place % 64}" in says.inner_text()
    assert place >= 64

    split.locator(".w2b-step", has=page.get_by_text("Maps", exact=True)).click()
    split.get_by_label("head", exact=True).focus()
    page.keyboard.press("Home")
    for head in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        lab.expect("s.head", str(head))
        stage.focus()
        page.keyboard.press("Escape")
        page.keyboard.press("Home")
        for _ in range(2):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        row, to = (int(place) for place in re.findall(r"word (\d+)", says.inner_text()))
        weights = f"(Q[:, {64 * head}:{64 * head + 64}] @ K[:, {64 * head}:{64 * head + 64}].T / 8).softmax(-1)"
        shown = numbers(says.inner_text())[0]
        assert shown == pytest.approx(float(lab.ask(f"print(float({weights}[{row}, {to}]))")), abs=0.006)
        split.get_by_label("head", exact=True).focus()


def test_08_two_sentences_are_typed_and_every_number_is_the_librarys(lab):
    page = lab(NOTEBOOKS / "08_bert_labels.ipynb", timeout=120)
    view = page.locator(".w2b").first
    lab.ask("[b] = [o for o in Out.values() if type(o).__name__ == 'BertInputs']")
    view.scroll_into_view_if_needed()
    view.get_by_role("textbox", name="first sentence").fill("The capital of China is Beijing.")
    view.get_by_role("textbox", name="second sentence").fill("Many people live there.")
    page.keyboard.press("Enter")
    lab.expect("len(b.tokens)", "15")
    view.locator(".w2b-over", has_text="beijing").wait_for()
    view.get_by_label("always [MASK]").uncheck()
    view.get_by_role("button", name="roll the dice").click()
    view.get_by_role("radio", name="does not go on").check()
    lab.expect("b.throw, b.always_mask, b.continuous", "(1, False, False)")

    lab.ask("sides = wordpiece.ids([b.first, b.second]); from word2bert.labels.sentence_pairs import Pair")
    lab.ask("made = batches.make([Pair(*sides, 0)], torch.arange(1))")
    cells = view.locator(".w2b-inputs > .w2b-slot:not(.w2b-pair) bdi").all_inner_texts()
    count = len(cells) // 7
    rows = dict(
        zip(
            ("pieces", "reads", "segment", "position", "sum", "mask", "label"),
            (cells[start : start + count] for start in range(0, len(cells), count)),
            strict=True,
        )
    )
    ids = list_of(lab, "made.inputs['ids'][0].tolist()")
    assert [int(text) for text in rows["sum"]] == ids
    assert rows["reads"] == list_of(lab, "[wordpiece.vocabulary[i] for i in made.inputs['ids'][0].tolist()]")
    assert ["AB".index(text) for text in rows["segment"]] == list_of(lab, "made.inputs['segments'][0].tolist()")
    assert [int(text) for text in rows["label"]] == list_of(lab, "made.labels['masked words'][0].tolist()")
    assert view.locator(".w2b-pair").inner_text() == "0: the second does not go on"
    assert lab.ask("made.labels['sentence pairs'].tolist()") == "[0]"
