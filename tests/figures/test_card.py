"""What all pictures promise: a title, words for those who do not see it, a PNG, and peace for other figures."""

import base64
import io
import re
import warnings

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.image import imread
from word2bert import figures
from word2bert.figures import card


@pytest.fixture(scope="module")
def pictures():
    words = ["dog", "cat", "rome", "lima"]
    points = np.array([[0.0, 0], [0, 1], [2, 0], [2, 1]])
    shares = {"country + capital": {"first": 0.93, "among the first 3": 0.99}}
    before = dict(card.matplotlib.rcParams)
    drawn = [
        figures.bars(["a", "b"], [0.2, 0.8], "b is largest", "share"),
        figures.token_tiles(["a", "b", "c"], middle=1, around=[0, 2], title="b is the label"),
        figures.loss_curves({"loss": [(0, 3.0), (1, 2.0)]}, "It falls"),
        figures.cost_curve([100, 1000], {"softmax": [1, 10.0], "negative sampling": [1, 1]}, "Softmax grows"),
        figures.bar_shares(shares, "Adding capital gives the capital"),
        figures.word_map(points, words, ["animals", "animals", "cities", "cities"], "Two families"),
        figures.message("In words"),
        figures.analogy(points, words, [(1, "dog")], points[3], [("cat", 0.5)], [("rome", "lima")], "A sum", "Axes."),
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bundles = [picture._repr_mimebundle_() for picture in drawn]
    assert dict(card.matplotlib.rcParams) == before, "drawing changed the settings of other figures"
    return list(zip(drawn, bundles, strict=True))


def test_every_picture_carries_its_title_and_its_words(pictures):
    for picture, _ in pictures:
        assert repr(picture) == f"Picture({picture.title!r})"
        assert picture.title.split()[0] in picture.alt or "Sentence" in picture.alt
        drawn = [picture.figure.get_suptitle(), *(text.get_text() for text in picture.figure.texts)]
        assert picture.title in " ".join(drawn).replace("\n", " ")


def test_every_picture_is_a_png_of_its_own_size(pictures):
    for picture, (data, metadata) in pictures:
        png = base64.b64decode(data["image/png"])
        assert png.startswith(b"\x89PNG")
        assert int.from_bytes(png[16:20], "big") == round(card.WIDTH * card.DOTS)
        assert metadata["image/png"]["width"] == round(100 * card.WIDTH)
        assert metadata["image/png"]["alt"] == picture.alt
        assert set(data) == {"text/plain", "image/png"}


def test_letters_are_large_enough_for_the_back_of_the_room(pictures):
    for picture, _ in pictures:
        sizes = [text.get_fontsize() for text in picture.figure.findobj(lambda artist: hasattr(artist, "get_fontsize"))]
        assert min(sizes) >= 11


def test_no_figure_stays_open(pictures):
    assert pyplot.get_fignums() == []


def test_the_corners_are_transparent_and_the_card_is_white():
    pixels = imread(io.BytesIO(figures.message("A card").png()))
    assert pixels[0, 0, 3] == 0
    assert pixels[-5, 60].tolist() == [1, 1, 1, 1]


def test_a_dollar_starts_no_formula():
    picture = figures.bars(["$\\nothing{$", "\\$"], [0.1, 0.2], "costs $5 or $6", "x")
    picture.png()
    assert [label.get_text() for label in picture.figure.axes[0].get_yticklabels()] == ["$\\nothing{$", "\\$"]


def test_chinese_is_drawn_where_a_font_has_it_and_never_warns():
    assert card._fonts()[0] == "DejaVu Sans"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figures.message("网络的结构 \U0001f600").png()


def test_long_titles_are_broken_and_wide_letters_count_twice():
    assert max(map(len, card.wrapped("word " * 60).splitlines())) <= 74
    assert max(map(len, card.wrapped("网" * 100).splitlines())) <= 37
    assert max(map(len, card.wrapped("word " * 60, 20).splitlines())) <= 20
    assert re.fullmatch(r"\s", card.wrapped(""))


@pytest.mark.parametrize(("text", "cut"), [("abc", "abc"), ("x" * 24, "x" * 24), ("x" * 25, "x" * 23 + "…")])
def test_long_words_are_cut_off(text, cut):
    assert figures.short(text) == cut
