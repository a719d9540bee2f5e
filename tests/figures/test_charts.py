from itertools import pairwise

import pytest
from matplotlib.colors import rgb_to_hsv, to_rgb
from word2bert import figures

SHARES = {
    "country + capital": {"first": 0.93, "among the first 3": 0.99},
    "country alone": {"first": 0.09, "among the first 3": 0.3},
}


def test_bars_are_as_long_as_their_values():
    (axes,) = figures.bars(["a", "b"], [0.25, -0.1], "t", "cosine", marked=[1]).figure.axes
    assert [bar.get_width() for bar in axes.patches] == [0.25, -0.1]
    assert [text.get_text() for text in axes.texts] == ["0.25", "-0.10"]
    assert axes.get_xlim()[0] == -0.1
    assert axes.get_xlabel() == "cosine"
    assert [bar.get_facecolor()[:3] for bar in axes.patches] == [to_rgb(figures.COLOURS[i]) for i in (0, 1)]
    assert [label.get_fontweight() for label in axes.get_yticklabels()] == ["normal", "bold"]


def test_a_curve_is_the_points_given():
    picture = figures.loss_curves({"loss": [(0, 3.0), (2, 1.5)]}, "t")
    (axes,) = picture.figure.axes
    assert [line.get_xydata().tolist() for line in axes.lines] == [[[0, 3], [2, 1.5]]]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epochs", "loss (nats)")
    assert picture.alt == "t. Against epochs, in nats: loss from 3.00 to 1.50."


def test_two_losses_stand_below_each_other_each_on_its_scale_with_what_was_marked():
    curves = {"words": [(1, 7.0), (9, 2.0)], "pairs": [(1, 0.7), (9, 0.3)]}
    picture = figures.loss_curves(curves, "t", "steps", [(4, "knows Beijing")])
    upper, lower = picture.figure.axes
    for axes, points in zip((upper, lower), curves.values(), strict=True):
        curve, mark = axes.lines
        assert curve.get_xydata().tolist() == [list(point) for point in points]
        assert set(mark.get_xdata()) == {4}
    assert upper.get_ylim()[0] > 1 > lower.get_ylim()[1]
    assert upper.lines[0].get_color() != lower.lines[0].get_color()
    assert upper.lines[0].get_marker() != lower.lines[0].get_marker()
    assert [text.get_text() for text in upper.texts] == [" knows Beijing "]
    assert [text.get_ha() for text in upper.texts] == ["left"]
    assert lower.get_xlabel() == "steps"
    said = "words from 7.00 to 2.00; pairs from 0.70 to 0.30. Marked: knows Beijing at 4."
    assert picture.alt == f"t. Against steps, in nats: {said}"


def test_words_at_a_late_mark_stand_on_its_left():
    picture = figures.loss_curves({"loss": [(0, 3.0), (9, 1.5)]}, "t", marks=[(8, "late")])
    assert [text.get_ha() for text in picture.figure.axes[0].texts] == ["right"]


def test_costs_stand_on_two_logarithmic_axes_with_units():
    picture = figures.cost_curve([100, 1000], {"softmax": [1, 10.0], "negative sampling": [1, 1.5]}, "Softmax grows")
    (axes,) = picture.figure.axes
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert axes.get_xlabel() == "size of the dictionary (words)"
    assert axes.get_ylabel() == "time (ms)"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["100", "1,000"]
    assert [list(line.get_ydata()) for line in axes.lines] == [[1, 10], [1, 1.5]]
    assert len({line.get_marker() for line in axes.lines}) == 2
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["softmax", "negative sampling"]
    assert "softmax: 1 ms at 100 words, 10 ms at 1,000" in picture.alt


def test_shares_are_printed_beside_their_bars():
    shares = {group: {"first": row["first"]} for group, row in SHARES.items()}
    (axes,) = figures.bar_shares(shares, "t").figure.axes
    assert [text.get_text() for text in axes.texts] == ["93 %", "9 %"]
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([93, 9])
    assert axes.get_xlabel() == "share of the countries (%)"
    assert axes.get_legend() is None  # one series needs none


def test_series_of_a_group_stand_beside_each_other_and_differ_in_grey_too():
    (axes,) = figures.bar_shares(SHARES, "t").figure.axes
    spans = sorted((bar.get_y(), bar.get_y() + bar.get_height()) for bar in axes.patches)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    strong, pale = (rgb_to_hsv(axes.patches[i].get_facecolor()[:3]) for i in (0, 2))
    assert pale[2] - strong[2] > 0.15
    assert strong[1] - pale[1] > 0.4
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["first", "among the first 3"]


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: figures.bars([], [], "t", "x"), "0 labels and 0 values"),
        (lambda: figures.bars(["a"], [1, 2], "t", "x"), "1 labels and 2 values"),
        (lambda: figures.loss_curves({}, "t"), "at least one"),
        (lambda: figures.loss_curves({"loss": []}, "t"), "at least one"),
        (lambda: figures.cost_curve([1, 2], {"a": [1]}, "t"), "2 dictionary_sizes and 1 costs of a"),
        (lambda: figures.cost_curve([1, 2], {"a": [1, 0]}, "t"), "above 0"),
        (lambda: figures.bar_shares({}, "t"), "at least one group"),
        (lambda: figures.bar_shares({"g": {"first": 1.5}}, "t"), "between 0 and 1"),
        (lambda: figures.bar_shares({"g": {"a": 1}, "h": {"b": 1}}, "t"), "'h' has the series"),
        (lambda: figures.bar_shares({"g": {"a": 1, "b": 1, "c": 1}}, "t"), "3 series"),
    ],
)
def test_bad_input_is_refused(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
