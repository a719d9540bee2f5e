import math

import pytest
from word2bert.widgets import SoftmaxSliders


def test_the_default_story_of_the_course():
    sliders = SoftmaxSliders(["beijing", "paris", "river"], [2.0, 1.0, 0.1])
    total = math.exp(2) + math.exp(1) + math.exp(0.1)
    assert sliders.shares == pytest.approx([math.exp(z) / total for z in (2, 1, 0.1)], abs=1e-12)
    assert sliders.loss == pytest.approx(-math.log(math.exp(2) / total), abs=1e-12)
    assert repr(sliders) == "SoftmaxSliders(labels=3, chosen='beijing', loss=0.42)"
    assert sliders.picture().title == "p(beijing) = 0.66, loss = -ln 0.66 = 0.42"


def test_truth_chooses_the_label_and_the_browser_may_change_it():
    sliders = SoftmaxSliders(["a", "b"], [0, 0], truth="b")
    assert sliders.chosen == 1
    assert sliders.loss == pytest.approx(math.log(2))
    sliders.set_state({"scores": [3, 1], "chosen": 0})
    assert sliders.loss == pytest.approx(math.log(1 + math.exp(-2)))
    assert "chosen='a'" in repr(sliders)


def test_large_scores_overflow_nothing_and_fit_on_the_slider():
    sliders = SoftmaxSliders(["a", "b"], [2000.0, -7.5])
    assert sliders.shares == [1.0, 0.0]
    assert sliders.loss == 0
    sliders.chosen = 1
    assert sliders.loss == 2007.5
    assert (sliders.lowest, sliders.highest) == (-8, 2000)


def test_the_slider_reaches_five_both_ways():
    sliders = SoftmaxSliders(["a", "b"], [1, 2])
    assert (sliders.lowest, sliders.highest) == (-5, 5)


def test_the_picture_has_a_bar_for_each_share():
    sliders = SoftmaxSliders(["a", "b", "c"], [1, 2, 3], truth="b")
    (axes,) = sliders.picture().figure.axes
    assert [bar.get_width() for bar in axes.patches] == pytest.approx(sliders.shares)
    assert [text.get_text() for text in axes.get_yticklabels()] == ["a   z = 1.0", "b   z = 2.0", "c   z = 3.0"]
    assert [text.get_fontweight() for text in axes.get_yticklabels()] == ["normal", "bold", "normal"]


@pytest.mark.parametrize(
    ("labels", "scores", "truth", "message"),
    [
        (["a"], [1], None, "2 to 8"),
        (list("abcdefghi"), [1] * 9, None, "2 to 8"),
        (["a", "a"], [1, 2], None, "1 of them different"),
        (["a", "b"], [1], None, "2 labels but 1 scores"),
        (["a", "b"], [1, math.nan], None, "finite"),
        (["a", "b"], [1, 2], "c", "'c', which is none of"),
    ],
)
def test_bad_input_is_refused(labels, scores, truth, message):
    with pytest.raises(ValueError, match=message):
        SoftmaxSliders(labels, scores, truth)
