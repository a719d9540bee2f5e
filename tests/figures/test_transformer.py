import re

import pytest
from word2bert import figures
from word2bert.figures.card import MARKS
from word2bert.figures.transformer import ARROWS, CANVAS, FRAME, MINUS, TIMES, transformer_boxes, transformer_drawing

BOXES = transformer_boxes(768, 3072, 12, 12)


def test_the_steps_of_a_word_are_bars_on_one_scale():
    picture = figures.steps_of_one_word({"x": [1, -2], "added": [3, 0.5], "sum": [4, -1.5]}, ["+", "="], "t")
    panels = picture.figure.axes
    assert [[bar.get_height() for bar in axes.patches] for axes in panels] == [[1, -2], [3, 0.5], [4, -1.5]]
    assert {axes.get_ylim() for axes in panels} == {panels[0].get_ylim()}
    written = [[text.get_text() for text in axes.texts] for axes in panels]
    assert written == [["1", f"{MINUS}2"], ["3", "0.5", "+"], ["4", f"{MINUS}1.5", "="]]
    assert [axes.get_title() for axes in panels] == ["x", "added", "sum"]
    assert picture.alt == "t. x: 1, -2; added: 3, 0.5; sum: 4, -1.5."


def test_numbers_of_bars_stand_outside_their_bars():
    axes = figures.steps_of_one_word({"x": [1, -2]}, [], "t").figure.axes[0]
    up, down = axes.texts
    assert (up.get_position()[1] > 1, up.get_va()) == (True, "bottom")
    assert (down.get_position()[1] < -2, down.get_va()) == (True, "top")


@pytest.mark.parametrize("numbers", [[-1, -2], [0, 0], [3]])
def test_bars_and_the_line_of_zero_are_in_the_picture(numbers):
    axes = figures.steps_of_one_word({"x": numbers}, [], "t").figure.axes[0]
    bottom, top = axes.get_ylim()
    assert bottom < min(*numbers, 0)
    assert max(*numbers, 0) < top


def test_curves_have_their_scales_their_guides_and_their_words():
    picture = figures.curves([1, 10], {"maps": [1, 100]}, "t", "tokens", "ms", ("log", "log"), {"T": [1, 10]})
    (axes,) = picture.figure.axes
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("tokens", "ms")
    guide, curve = axes.lines
    assert (list(guide.get_ydata()), guide.get_linestyle()) == ([1, 10], "--")
    assert (list(curve.get_ydata()), curve.get_linestyle()) == ([1, 100], "-")
    assert [text.get_text() for text in axes.texts] == ["T"]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["maps"]
    assert picture.alt == "t. ms: maps: 1 at 1, 100 at 10."
    written = [axes.yaxis.get_major_formatter()(value, 0) for value in (1000, 0.25, 0, -2, 1e-7, -5e-12)]
    assert written == ["1,000", "0.25", "0", f"{MINUS}2", "10⁻⁷", f"{MINUS}5 {TIMES} 10⁻¹²"]


def test_many_points_make_a_line_without_marks():
    (axes,) = figures.curves(range(30), {"a": range(30)}, "t", "x", "y").figure.axes
    assert axes.lines[0].get_marker() in ("", "None")
    assert (axes.get_xscale(), axes.get_yscale()) == ("linear", "linear")


def test_areas_are_as_large_as_the_numbers():
    columns = {"embeddings": {"word": 600_000, "position": 200_000}, "1": {"attention": 150_000}, "head": {"x": 10_000}}
    picture = figures.parameter_map(columns, "t")
    areas = [patch.get_width() * patch.get_height() for patch in picture.figure.axes[0].patches]
    assert areas == pytest.approx([600_000, 200_000, 150_000, 10_000])
    texts = [text.get_text() for text in picture.figure.axes[0].texts]
    assert texts == [
        "word\n0.60 M",
        "position",
        "embeddings",
        "0.8 M",
        "attention\n0.15 M",
        "1",
        "0.1 M",
        "head",
        "0.0 M",
    ]
    assert picture.alt.endswith("head: 10,000 (x 10,000). Together 960,000.")


def test_no_two_boxes_of_the_drawing_cover_each_other_and_all_stand_inside():
    assert len({box.key for box in BOXES}) == len(BOXES) == 17
    for i, a in enumerate(BOXES):
        assert a.x >= 0
        assert a.x + a.width <= CANVAS[0]
        assert a.y + a.height <= CANVAS[1]
        for b in BOXES[:i]:
            apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
            assert apart, (a, b)


def test_every_arrow_ends_at_a_box_or_leaves_the_drawing():
    tops = {(box.y, range(box.x, box.x + box.width + 1)) for box in BOXES}
    for arrow in ARROWS:
        x, y = arrow[-1]
        to_the_side = any(x == box.x and box.y < y < box.y + box.height for box in BOXES)
        assert to_the_side or any(y == top and x in across for top, across in tops) or y > FRAME[1] + FRAME[3], arrow


def test_the_drawing_says_the_sizes_and_marks_the_chosen_box():
    labels = [box.label for box in transformer_boxes(8, 32, 2, 3)]
    assert {"split into 2 heads of 4", "8 → 32", "32 → 8", f"{TIMES} 3"} <= set(labels)
    picture = transformer_drawing(BOXES, "gelu", ["> GELU", "the bend"], "t")
    axes = picture.figure.axes[0]
    bold = [text.get_text() for text in axes.texts if text.get_fontweight() == "bold"]
    assert bold == ["GELU"]
    assert {box.label for box in BOXES} <= {text.get_text() for text in axes.texts}
    beside = {text.get_text(): text.get_fontweight() for text in picture.figure.texts}
    assert (beside["GELU"], beside["the bend"]) == ("bold", "normal")
    assert "Chosen: gelu" in picture.alt


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: figures.steps_of_one_word({"x": [1], "y": [1, 2]}, ["+"], "t"), "2 parts of [1, 2] numbers"),
        (lambda: figures.steps_of_one_word({"x": [1], "y": [2]}, [], "t"), "0 signs"),
        (lambda: figures.curves([1, 2], {"a": [1]}, "t", "x", "y"), "2 x and 1 numbers of a"),
        (lambda: figures.curves([1], {"a": [1]}, "t", "x", "y", guides={"T": [1, 2]}), "1 x and 2 numbers of T"),
        (
            lambda: figures.curves([1], {str(i): [i] for i in range(len(MARKS) + 1)}, "t", "x", "y"),
            f"{len(MARKS) + 1} curves, and there are {len(MARKS)} colours",
        ),
        (lambda: figures.parameter_map({}, "t"), "at least one"),
        (lambda: figures.parameter_map({"a": {"b": 0}}, "t"), "from 1 up"),
    ],
)
def test_bad_input_is_refused(draw, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        draw()
