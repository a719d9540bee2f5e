import numpy as np
from word2bert import figures
from word2bert.figures.attention import softmax


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


def test_the_softmax_shares_each_row_among_what_is_allowed():
    scores = np.array([[[1e4, 0.0, 1.0], [np.log(2), 0.0, 9.0], [3.0, 4.0, 5.0]]])
    allowed = np.array([[[True, True, True], [True, True, False], [False, False, False]]])
    expected = [[[1, 0, 0], [2 / 3, 1 / 3, 0], [0, 0, 0]]]
    np.testing.assert_allclose(softmax(scores, allowed), expected, atol=1e-9)
    np.testing.assert_allclose(softmax(np.array([[2 * np.log(3), 0.0]]), temperature=2.0), [[3 / 4, 1 / 4]])
