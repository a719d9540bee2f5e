import base64
import io
import re
import warnings
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.image import imread
from matplotlib.text import Text
from word2bert import figures

RNG = np.random.default_rng(0)
SHARES = {
    "country + capital": {"first": 0.93, "among the first 3": 0.99},
    "country alone": {"first": 0.09, "among the first 3": 0.3},
}


def every_picture():
    words = ["dog", "cat", "rome", "lima"]
    points = np.array([[0.0, 0], [0, 1], [2, 0], [2, 1]])
    return [
        figures.bars(["a", "b"], [0.2, 0.8], "b is largest", "share"),
        figures.token_tiles(["a", "b", "c"], middle=1, around=[0, 2], title="b is the label"),
        figures.loss_curve({"CBOW": [(0, 3.0), (1, 2.0)], "skip-gram": [(0, 4.0), (1, 1.0)]}, "Both fall"),
        figures.cost_curve([100, 1000], {"softmax": [1, 10.0], "negative sampling": [1, 1]}, "Softmax grows"),
        figures.bar_shares(SHARES, "Adding capital gives the capital"),
        figures.word_map(points, words, ["animals", "animals", "cities", "cities"], [("dog", "cat")], "Two families"),
        figures.message("In words"),
        figures.analogy(points, words, [(1, "dog")], np.array([1.0, 1]), [("cat", 0.5)], [("rome", "lima")], "A sum"),
    ]


@pytest.fixture(scope="module")
def pictures():
    return every_picture()


def test_every_picture_carries_its_title_and_its_words(pictures):
    for picture in pictures:
        assert repr(picture) == f"Picture({picture.title!r})"
        assert picture.title.split()[0] in picture.alt or "Sentence" in picture.alt
        drawn = [picture.figure.get_suptitle(), *(text.get_text() for text in picture.figure.texts)]
        assert picture.title in " ".join(drawn).replace("\n", " ")


def test_every_picture_is_a_png_of_its_own_size_and_warns_of_nothing(pictures):
    for picture in pictures:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            data, metadata = picture._repr_mimebundle_()
        png = base64.b64decode(data["image/png"])
        width = int.from_bytes(png[16:20], "big")
        assert png.startswith(b"\x89PNG")
        assert width == round(figures.WIDTH * figures.DOTS)
        assert metadata["image/png"]["width"] == round(100 * figures.WIDTH)
        assert metadata["image/png"]["alt"] == picture.alt
        assert set(data) == {"text/plain", "image/png"}


def test_letters_are_large_enough_for_the_back_of_the_room(pictures):
    for picture in pictures:
        picture.png()
        sizes = [text.get_fontsize() for text in picture.figure.findobj(lambda artist: hasattr(artist, "get_fontsize"))]
        assert min(sizes) >= 11


def test_pictures_keep_to_themselves():
    before = dict(figures.matplotlib.rcParams)
    every_picture()[0].png()
    assert dict(figures.matplotlib.rcParams) == before


def test_a_picture_is_saved(tmp_path):
    picture = figures.message("Saved")
    picture.save(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes() == picture.png()


def test_the_corners_are_transparent_and_the_card_is_white():
    pixels = imread(io.BytesIO(figures.message("A card").png()))
    assert pixels[0, 0, 3] == 0
    assert pixels[pixels.shape[0] - 12, 200].tolist() == [1, 1, 1, 1]


def test_a_given_alternative_text_wins():
    assert figures.bars(["a"], [1], "title", "x", alt="said").alt == "said"


def test_a_dollar_starts_no_formula():
    picture = figures.bars(["$\\nothing{$", "\\$"], [0.1, 0.2], "costs $5 or $6", "x")
    picture.png()
    assert [label.get_text() for label in picture.figure.axes[0].get_yticklabels()] == ["$\\nothing{$", "\\$"]


def test_bars_are_as_long_as_their_values():
    (axes,) = figures.bars(["a", "b"], [0.25, -0.1], "t", "cosine", marked=[1]).figure.axes
    assert [bar.get_width() for bar in axes.patches] == [0.25, -0.1]
    assert [text.get_text() for text in axes.texts] == ["0.25", "-0.10"]
    assert axes.get_xlim()[0] == -0.1
    assert axes.get_xlabel() == "cosine"
    colours = [bar.get_facecolor()[:3] for bar in axes.patches]
    assert colours[0] != colours[1]


def test_tiles_stand_in_rows_with_their_roles_below():
    picture = figures.token_tiles([*"abcdefghijklmnopqrst", "x" * 300], 2, [0, 1], "t", roles=("label", "input"))
    texts = [text.get_text() for text in picture.figure.axes[0].texts]
    assert texts[::2] == [*"abcdefghijklmnopqrst", "x" * 23 + "…"]
    assert texts[1:7:2] == ["input", "input", "label"]
    assert set(texts[7::2]) == {""}
    lefts = [(tile.get_x(), tile.get_y(), tile.get_width()) for tile in picture.figure.axes[0].patches]
    assert all(x + width <= figures.WIDTH - 0.6 for x, _, width in lefts)
    assert len({y for _, y, _ in lefts}) == 2


def test_curves_are_the_points_given():
    (axes,) = figures.loss_curve({"CBOW": [(0, 3.0), (1, 2.0)], "skip-gram": [(0, 4.0), (2, 1.5)]}, "t").figure.axes
    assert [line.get_xydata().tolist() for line in axes.lines] == [[[0, 3], [1, 2]], [[0, 4], [2, 1.5]]]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epochs", "loss (nats)")
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["CBOW", "skip-gram"]
    assert len({line.get_marker() for line in axes.lines}) == 2


def test_one_curve_needs_no_legend():
    assert figures.loss_curve({"loss": [(0, 1.0)]}, "t").figure.axes[0].get_legend() is None


def test_costs_stand_on_two_logarithmic_axes_with_units():
    picture = figures.cost_curve([100, 1000], {"softmax": [1, 10.0], "negative sampling": [1, 1.5]}, "Softmax grows")
    (axes,) = picture.figure.axes
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert axes.get_xlabel() == "size of the dictionary (words)"
    assert axes.get_ylabel() == "time for one step (milliseconds)"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["100", "1,000"]
    assert list(axes.lines[0].get_ydata()) == [1, 10]
    assert "softmax: 1 at 100 words, 10 at 1,000" in picture.alt


def test_shares_are_printed_on_their_bars():
    counts = {"country + capital": {"first": "102 of 110"}, "country alone": {"first": "10 of 110"}}
    shares = {group: {"first": row["first"]} for group, row in SHARES.items()}
    (axes,) = figures.bar_shares(shares, "t", counts=counts).figure.axes
    assert [text.get_text() for text in axes.texts] == ["93 %  (102 of 110)", "9 %  (10 of 110)"]
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([93, 9])
    assert axes.get_xlabel() == "share of the countries (%)"


def test_series_of_a_group_stand_beside_each_other_and_differ_by_more_than_colour():
    picture = figures.bar_shares(SHARES, "t")
    (axes,) = picture.figure.axes
    spans = sorted((bar.get_y(), bar.get_y() + bar.get_height()) for bar in axes.patches)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert len({bar.get_hatch() for bar in axes.patches}) == 2
    assert [text.get_text() for text in picture.figure.legends[0].get_texts()] == ["first", "among the first 3"]


def test_a_map_has_a_shape_for_each_group_an_arrow_for_each_pair_and_a_label_for_each_word():
    words = ["china", "peru", "beijing", "lima"]
    points = np.array([[0.0, 0], [0, 1], [2, 0], [2, 1]])
    arrows = [("china", "beijing"), ("peru", "lima")]
    picture = figures.word_map(points, words, ["countries", "countries", "cities", "cities"], arrows, "t")
    (axes,) = picture.figure.axes
    assert [line.get_marker() for line in axes.lines] == ["o", "o", "s", "s"]
    assert [line.get_xydata().tolist()[0] for line in axes.lines] == points.tolist()
    drawn = [(tuple(text.xyann), tuple(text.xy)) for text in axes.texts if not text.get_text()]
    assert drawn == [((0, 0), (2, 0)), ((0, 1), (2, 1))]
    assert sorted(text.get_text() for text in axes.texts if text.get_text()) == sorted(words)
    assert picture.alt == "t. countries: china, peru; cities: beijing, lima."


def test_labels_cover_no_other_label():
    points = RNG.normal(size=(25, 2))
    figure = figures.word_map(points, [f"word{i}" for i in range(25)], title="t").figure
    figure.draw_without_rendering()
    boxes = [Text.get_window_extent(text) for text in figure.axes[0].texts]  # without the lines to the points
    assert len(boxes) > 15
    covered = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.padded(-2).overlaps(b.padded(-2))]
    assert covered == []


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
    ("draw", "message"),
    [
        (lambda: figures.bars([], [], "t", "x"), "0 labels and 0 values"),
        (lambda: figures.bars(["a"], [1, 2], "t", "x"), "1 labels and 2 values"),
        (lambda: figures.loss_curve({}, "t"), "at least one"),
        (lambda: figures.loss_curve({"a": []}, "t"), r"\('a', 0\)"),
        (lambda: figures.cost_curve([1, 2], {"a": [1]}, "t"), "2 dictionary_sizes and 1 costs of a"),
        (lambda: figures.cost_curve([1, 2], {"a": [1, 0]}, "t"), "above 0"),
        (lambda: figures.bar_shares({}, "t"), "at least one group"),
        (lambda: figures.bar_shares({"g": {"first": 1.5}}, "t"), "between 0 and 1"),
        (lambda: figures.bar_shares({"g": {"a": 1}, "h": {"b": 1}}, "t"), "'h' has the series"),
        (lambda: figures.word_map(TWO, ["a"]), "2 points and 1 words"),
        (lambda: figures.word_map(TWO, ["a", "b"], ["x"]), "2 words and 1 groups"),
        (lambda: figures.word_map(TWO, ["a", "b"], arrows=[("a", "c")]), r"\['c'\]"),
        (lambda: figures.word_map(TWO * np.nan, ["a", "b"]), "not finite"),
        (lambda: figures.word_map(np.zeros((9, 2)), list("abcdefghi"), list("abcdefghi")), "9 groups; at most 8"),
    ],
)
def test_bad_input_is_refused(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_chinese_is_drawn_where_a_font_has_it_and_never_warns():
    assert figures._fonts()[0] == "DejaVu Sans"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figures.message("网络的结构 \U0001f600").png()


def test_long_titles_are_broken_and_wide_letters_count_twice():
    assert max(map(len, figures._wrapped("word " * 60).splitlines())) <= 74
    assert max(map(len, figures._wrapped("网" * 100).splitlines())) <= 37
    assert re.fullmatch(r"\s", figures._wrapped(""))
