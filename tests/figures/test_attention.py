import numpy as np
import pytest
from word2bert import figures


def test_the_five_boxes_stand_in_their_order_and_inside_the_card():
    picture = figures.five_boxes()
    [axes] = picture.figure.axes
    places = {text.get_text(): text.get_position() for text in axes.texts}
    names = [text.get_text() for text in axes.texts]
    assert [name for name in names if name in ("MatMul", "Scale", "Mask", "SoftMax")] == [
        *("MatMul", "Scale", "Mask", "SoftMax", "MatMul")
    ]
    assert places["Q"][0] < places["K"][0] < places["Scale"][0] < places["V"][0] < places["output"][0]
    assert "first box, V the last" in picture.alt
    picture.figure.canvas.draw()
    edge = picture.figure.bbox
    for text in axes.texts:
        box = text.get_window_extent()
        assert edge.x0 <= box.x0 <= box.x1 <= edge.x1, text.get_text()
        assert edge.y0 <= box.y0 <= box.y1 <= edge.y1, text.get_text()


def test_the_variances_are_drawn_on_logarithmic_axes():
    rows = {"q · k": [4.0, 16.1, 63.0], "q · k / √D": [1.0, 1.01, 0.98]}
    picture = figures.score_variance([4, 16, 64], rows, title="It grows")
    [axes] = picture.figure.axes
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    for line, (name, row) in zip(axes.lines, rows.items(), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), [4, 16, 64])
        np.testing.assert_array_equal(line.get_ydata(), row)
        assert line.get_label() == name
    assert len({line.get_marker() for line in axes.lines}) == 2
    assert axes.get_xlabel() == "D (numbers in a query)"
    assert axes.get_ylabel() == "variance of the scores"
    assert "q · k: 4 at D = 4, 63 at D = 64" in picture.alt


@pytest.mark.parametrize(
    ("row", "message"), [([1.0], "2 sizes and 1 variances of a"), ([1.0, 0.0], "needs numbers above 0")]
)
def test_variances_that_cannot_be_drawn_are_refused(row, message):
    with pytest.raises(ValueError, match=message):
        figures.score_variance([4, 16], {"a": row}, title="It grows")
