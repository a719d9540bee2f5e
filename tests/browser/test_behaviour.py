"""What the widgets of notebooks 00 to 02 do in pages of their own, with mouse, finger and keys, without a kernel."""

import re

import numpy as np
import pytest
import torch
from word2bert.widgets import AnalogyMap, AskTheSeries, SoftmaxSliders, TrainingProgress, WindowSlider, WordDrift

WORDS = "the cat sat on the mat and slept".split()
NUMBERS = np.random.default_rng(0).normal(size=(6, 20))
FRAMES = [(NUMBERS, "one"), (NUMBERS**3, "two"), (NUMBERS + 9, "three")]


def says(page):
    return page.locator(".w2b-says").text_content()


def drift():
    return WordDrift(list("uvwxyz"), ["a", "a", "b", "b", "c", "c"], frames=FRAMES)


def test_the_page_shows_the_state_that_python_had(open_widget):
    widget = WindowSlider(WORDS)
    widget.centre, widget.window, widget.architecture = 4, 1, "cbow"
    page = open_widget(widget)
    assert says(page) == "The window on “the” gives CBOW 1 example, skip-gram 2."
    assert page.get_by_role("radio", name="cbow").is_checked()


def test_a_finger_slides_the_window(open_widget):
    page = open_widget(WindowSlider(WORDS), has_touch=True)
    for tile in (5, 0):
        page.locator(".w2b-tile").nth(tile).tap()
        assert f"“{WORDS[tile]}”" in says(page)


def test_keys_drag_scores_and_the_softmax_is_pytorchs(open_widget):
    page = open_widget(SoftmaxSliders(["cat", "dog", "rome"], [2, 1, -0.5]))
    page.get_by_role("slider").nth(2).focus()
    for key in ["End", "ArrowLeft", "ArrowLeft"]:
        page.keyboard.press(key)
    page.get_by_role("radio").nth(2).click()
    scores = torch.tensor([2, 1, 4.8])
    shown = [float(share) for share in page.locator(".w2b-softmax output:nth-of-type(3n)").all_text_contents()[:3]]
    assert shown == pytest.approx(scores.softmax(0).tolist(), abs=0.005)
    loss = torch.nn.functional.cross_entropy(scores[None], torch.tensor([2])).item()
    assert float(re.search(r"= ([\d.]+)$", says(page))[1]) == pytest.approx(loss, abs=0.005)


def test_the_sum_of_words_is_found_without_a_kernel(open_widget):
    torch.manual_seed(0)
    names = [f"word{i}" for i in range(40)]
    vectors = torch.nn.functional.normalize(torch.randn(40, 16), dim=1)
    page = open_widget(AnalogyMap(names, vectors.numpy().astype(np.float64), "word1 - word2 + word3"))
    page.get_by_role("textbox").fill("word7 + word9")
    page.keyboard.press("Enter")
    cosines = torch.nn.functional.cosine_similarity(vectors[7] + vectors[9], vectors)
    cosines[[7, 9]] = -1
    best = cosines.topk(5)
    rows = page.locator(".w2b-neighbour")
    assert rows.locator(".w2b-word").all_text_contents() == [names[i] for i in best.indices]
    shown = [float(text.replace("\N{MINUS SIGN}", "-")) for text in rows.locator("output").all_text_contents()]
    assert shown == pytest.approx(best.values.tolist(), abs=0.006)


PICTURE = "(canvas) => canvas.toDataURL()"


def test_a_film_moves_and_with_reduced_motion_it_jumps(open_widget):
    for motion, moves in (("no-preference", True), ("reduce", False)):
        page = open_widget(drift(), reduced_motion=motion)
        canvas = page.locator(".w2b-stage canvas")
        page.wait_for_timeout(500)
        page.get_by_role("slider").focus()
        start = canvas.evaluate(PICTURE)
        page.evaluate("""() => {
            window.pictures = new Set();
            const canvas = document.querySelector("canvas");
            const look = () => (pictures.add(canvas.toDataURL()), requestAnimationFrame(look));
            look();
        }""")
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(700)
        assert canvas.evaluate(PICTURE) != start
        assert (page.evaluate("pictures.size") > 2) == moves


def test_the_state_is_drawn_anew_when_the_theme_of_the_system_changes(open_widget):
    page = open_widget(drift())
    canvas = page.locator(".w2b-stage canvas")
    page.wait_for_timeout(500)
    light = canvas.evaluate(PICTURE)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    assert canvas.evaluate(PICTURE) != light


def test_what_needs_python_says_so(open_widget):
    page = open_widget(AskTheSeries({"word vectors": lambda country: f"city of {country}"}))
    assert "city of china" in page.locator(".w2b-answers").text_content()
    assert page.get_by_role("textbox").is_disabled()
    assert page.get_by_role("button").is_disabled()
    assert "This page has no models" in page.locator(".w2b-note").last.text_content()


def test_a_training_that_has_not_begun_says_so(open_widget):
    assert says(open_widget(TrainingProgress())) == "The training has not begun."


def trained(**values):
    """The progress of a model with two losses, after 300 of 400 steps."""
    points = [[step, 7 - 5 * step / 400, 0.7 - 0.4 * step / 400, 7.7 - 5.4 * step / 400] for step in range(2, 302, 2)]
    names = ["masked words", "sentence pairs", "their sum"]
    return TrainingProgress(
        **{"unit": "step", "position": 300.0, "end": 400, "done": 0.75, "words": 30_000, "words_per_second": 10_234.5}
        | {"seconds_left": 9.2, "learning_rate": 0.0005, "padding": 0.0625, "names": names, "curve": points}
        | values
    )


def facts(page):
    shown = page.locator(".w2b-fact:visible")
    return dict(zip(shown.locator("small").all_text_contents(), shown.locator("b").all_text_contents(), strict=True))


def test_a_training_in_steps_has_a_curve_with_its_name_for_each_loss_and_their_sum(open_widget):
    page = open_widget(trained(marks=[[240.0, "knows Beijing"], [299.0, "knows all of them"]]))
    assert says(page) == "Training. You may interrupt it: what was learned so far is kept."
    assert facts(page) == {
        "done": "75 %",
        "step": "300 of 400",
        "words a second": "10,235",
        "seconds left": "10",
        "loss": "3.650",
        "learning rate": "0.000500",
        "padding": "6 %",
    }
    labels = page.locator(".w2b-label")
    expected = ["knows Beijing", "knows all of them", "6.97", "3.25", "masked words", "0.70", "0.40", "sentence pairs"]
    expected += ["7.67", "3.65", "their sum"]
    assert labels.all_text_contents() == [*expected, "step 0", "400"]
    boxes = [label.bounding_box() for label in labels.all()]
    for box, text in zip(boxes, labels.all_text_contents(), strict=True):
        assert box["x"] >= 0, text
        assert box["x"] + box["width"] <= 1280, text
    shown = page.locator("canvas").evaluate(
        """(canvas) => {
            const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            const near = (i, rgb) => rgb.every((c, k) => Math.abs(data[i + k] - c) < 12);
            let [blue, orange, green] = [0, 0, 0];
            for (let i = 0; i < data.length; i += 4) {
                blue += near(i, [0, 114, 178]);
                orange += near(i, [230, 159, 0]);
                green += near(i, [0, 158, 115]);
            }
            return [blue, orange, green];
        }"""
    )
    assert min(shown) > 500


def test_a_training_in_epochs_has_one_curve_without_a_name(open_widget):
    page = open_widget(
        TrainingProgress(
            position=2.5, end=5, done=0.5, words=1000, words_per_second=50.0, curve=[[0.5, 3.0], [2.5, 2.0]]
        )
    )
    assert list(facts(page)) == ["done", "epoch", "words a second", "seconds left", "loss"]
    assert facts(page)["epoch"] == "2.5 of 5"
    assert page.locator(".w2b-label").all_text_contents() == ["3.00", "2.00", "epoch 0", "5"]


def test_the_end_is_said_with_each_loss_and_what_was_marked(open_widget):
    page = open_widget(trained(position=400.0, done=1.0, marks=[[240.0, "knows Beijing"]]))
    assert says(page) == (
        "Trained: 30,000 words in 400 steps, loss 3.650 (masked words 3.250, sentence pairs 0.400). "
        "At step 240: knows Beijing."
    )
    assert page.locator(".w2b-says").get_attribute("aria-live") == "polite"
    assert facts(page)["seconds left"] == "0"


def test_a_training_that_was_stopped_says_so(open_widget):
    page = open_widget(trained(stopped=True))
    assert says(page) == "Stopped after 300 of 400 steps: what was learned so far is kept."
    assert facts(page)["seconds left"] == "\u2013"


def test_a_page_is_saved_only_where_there_is_a_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none.x\.html: there is no folder"):
        TrainingProgress().save_html(tmp_path / "none" / "x.html")
