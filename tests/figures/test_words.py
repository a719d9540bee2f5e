import numpy as np
import pytest
from matplotlib.text import Text
from word2bert import figures
from word2bert.figures import card

RNG = np.random.default_rng(0)


def test_tiles_stand_in_rows_with_their_roles_below():
    picture = figures.token_tiles([*"abcdefghijklmnopqrst", "x" * 300], 2, [0, 1], "t", roles=("label", "input"))
    texts = [text.get_text() for text in picture.figure.axes[0].texts]
    assert texts[::2] == [*"abcdefghijklmnopqrst", "x" * 23 + "…"]
    assert texts[1:7:2] == ["input", "input", "label"]
    assert set(texts[7::2]) == {""}
    lefts = [(tile.get_x(), tile.get_y(), tile.get_width()) for tile in picture.figure.axes[0].patches]
    assert all(x + width <= card.WIDTH - 0.6 for x, _, width in lefts)
    assert len({y for _, y, _ in lefts}) == 2


def test_a_map_has_a_shape_for_each_group_and_a_label_for_each_word():
    words = ["china", "peru", "beijing", "lima"]
    points = np.array([[0.0, 0], [0, 1], [2, 0], [2, 1]])
    picture = figures.word_map(points, words, ["countries", "countries", "cities", "cities"], "t")
    (axes,) = picture.figure.axes
    assert [line.get_marker() for line in axes.lines] == ["o", "o", "s", "s"]
    assert [line.get_xydata().tolist()[0] for line in axes.lines] == points.tolist()
    assert sorted(text.get_text() for text in axes.texts) == sorted(words)
    assert picture.alt == "t. countries: china, peru; cities: beijing, lima."


def test_labels_cover_no_other_label_and_stay_on_the_map_in_the_finished_picture():
    points = np.stack([5 * np.cos(np.arange(25)), np.sin(np.arange(25))], axis=1)  # many at the edges
    words = [f"a long word {i}" for i in range(25)]
    picture = figures.word_map(points, words, [f"family {i % 5}" for i in range(25)], "t")
    picture.figure.draw_without_rendering()
    boxes = [Text.get_window_extent(text) for text in picture.figure.axes[0].texts]  # without the lines to the points
    assert len(boxes) > 15
    covered = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.padded(-2).overlaps(b.padded(-2))]
    assert covered == []
    left, bottom, right, top = picture.figure.axes[0].bbox.padded(4).extents
    assert all(box.x0 >= left and box.x1 <= right and box.y0 >= bottom and box.y1 <= top for box in boxes)


def test_nothing_moves_once_the_labels_have_their_places():
    figure = figures.word_map(RNG.normal(size=(4, 2)), list("abcd"), list("xxyy"), "t").figure
    before = figure.axes[0].get_position().bounds
    figure.axes[0].text(1.2, 0.5, "far outside", transform=figure.axes[0].transAxes)
    figure.draw_without_rendering()
    assert figure.axes[0].get_position().bounds == before


def test_an_analogy_shows_its_arrows_its_sum_and_what_its_axes_are():
    words, points = ["king", "man", "woman", "queen"], np.array([[3.0, 0], [0, 0], [0, 2], [2, 2]])
    typed = [(1, "king"), (-1, "man"), (1, "woman")]
    picture = figures.analogy(points, words, typed, np.array([3.0, 2]), [("queen", 0.5)], [], "t", "To the right.")
    left, right = picture.figure.axes
    arrows = [(tuple(text.xyann), tuple(text.xy)) for text in left.texts if text.arrow_patch and not text.get_text()]
    assert arrows == [((0, 0), (3, 0)), ((0, 2), (3, 2))]  # man to king, woman to the sum
    dotted = [line.get_xydata().tolist() for line in left.lines if line.get_linestyle() == ":"]
    assert dotted == [[[3, 2], [2, 2]]]  # the sum to its nearest word
    assert {text.get_text() for text in left.texts if text.get_fontweight() == "bold"} == {*words, "sum"}
    assert left.get_xlabel() == "To the right. Dotted: to the nearest word."
    assert [bar.get_width() for bar in right.patches] == [0.5]


def test_no_dots_lead_to_a_word_that_was_typed():
    points = np.array([[0.0, 0], [1, 1]])
    picture = figures.analogy(points, ["a", "b"], [(1, "a")], points[0], [("a", 1.0), ("b", 0.1)], [], "t", "Axes.")
    assert [line for line in picture.figure.axes[0].lines if line.get_linestyle() == ":"] == []


def test_projection_keeps_what_lies_on_a_plane():
    flat = RNG.normal(size=(9, 2))
    flat /= np.linalg.norm(flat, axis=1, keepdims=True)
    inside, _ = np.linalg.qr(RNG.normal(size=(7, 2)))
    points = figures.project(3 * flat @ inside.T)
    between = lambda rows: np.linalg.norm(rows[:, None] - rows[None], axis=-1)  # noqa: E731
    assert between(points) == pytest.approx(between(flat), abs=1e-12)


def test_projection_shows_directions_not_lengths():
    vectors = RNG.normal(size=(9, 5))
    assert figures.project(vectors * RNG.uniform(0.1, 9, size=(9, 1))) == pytest.approx(figures.project(vectors))


def test_projection_is_the_same_for_mirrored_axes_of_the_svd():
    points = figures.project(RNG.normal(size=(9, 5)))
    assert (points[np.abs(points).argmax(axis=0), [0, 1]] > 0).all()


def test_projection_follows_the_frame_before():
    vectors = RNG.normal(size=(9, 5))
    before = figures.project(vectors)
    turn, _ = np.linalg.qr(RNG.normal(size=(2, 2)))
    assert figures.project(vectors, before @ turn) == pytest.approx(before @ turn)


@pytest.mark.parametrize("vectors", [np.ones((3, 1)), np.full((3, 4), np.inf)])
def test_projection_of_what_cannot_be_projected(vectors):
    with pytest.raises(ValueError, match="finite vectors of at least 2 numbers"):
        figures.project(vectors)


def test_projection_of_equal_vectors_is_one_point():
    assert figures.project(np.ones((4, 3))) == pytest.approx(np.zeros((4, 2)))


TWO = np.zeros((2, 2))


@pytest.mark.parametrize(
    ("points", "words", "groups", "message"),
    [
        (TWO, ["a"], ["x"], "2 points and 1 words"),
        (TWO, ["a", "b"], ["x"], "2 words and 1 groups"),
        (TWO * np.nan, ["a", "b"], ["x", "y"], "not finite"),
        (np.zeros((9, 2)), list("abcdefghi"), list("abcdefghi"), "9 groups; at most 8"),
    ],
)
def test_bad_input_is_refused(points, words, groups, message):
    with pytest.raises(ValueError, match=message):
        figures.word_map(points, words, groups, "t")
