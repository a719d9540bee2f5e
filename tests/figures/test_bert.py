"""The inputs of a pair, and a batch as a map."""

import numpy as np
import pytest
from word2bert import figures

ROWS = {
    "pieces": [("plain", "[CLS]", "2"), ("plain", "walk", "17"), ("plain", "##ing", "9"), ("hidden", "[PAD]", "0")],
    "label": [("plain", "-100", ""), ("label", "17", "walk"), ("both", "9", "##ing"), ("hidden", "-100", "")],
}
WORDS = [("[CLS]", 0, 1), ("walking", 1, 3)]


def test_words_lie_over_their_pieces():
    picture = figures.bert_inputs(WORDS, ROWS, "1: goes on", "Two rows")
    axes = picture.figure.axes[0]
    at = {text.get_text(): text.get_position() for text in axes.texts}
    assert at["walking"][0] == pytest.approx((at["walk"][0] + at["##ing"][0]) / 2)
    assert at["walking"][1] < at["[PAD]"][1] < at["2"][1] < at["label"][1]
    assert sum(bool(patch.get_hatch()) for patch in axes.patches) == 2
    assert len(axes.patches) == 8
    assert "1: goes on (asked at [CLS])" in at
    assert picture.alt == (
        "Two rows Words: [CLS] walking. pieces: [CLS] walk ##ing [PAD]. label: -100 17 9 -100. Pair: 1: goes on."
    )


def test_what_does_not_fit_is_left_out():
    rows = {name: cells * 10 for name, cells in ROWS.items()}
    words = [(text, start + 4 * k, end + 4 * k) for k in range(10) for text, start, end in WORDS]
    axes = figures.bert_inputs(words, rows, "0", "Many").figure.axes[0]
    assert len(axes.patches) == 2 * 13
    assert max(patch.get_x() + patch.get_width() for patch in axes.patches) <= axes.get_xlim()[1]
    assert sum(text.get_text() == "walking" for text in axes.texts) == 3


BATCH = [[1, 1, 2, 3], [1, 2, 0, 0]]


def test_a_batch_is_a_map_and_its_title_says_how_much_is_padding():
    picture = figures.batch_map({"as they come": BATCH, "sorted": [[1, 3, 2]]})
    assert picture.title == "Padding: as they come 25%, sorted 0%"
    first, second = picture.figure.axes
    np.testing.assert_array_equal(first.images[0].get_array(), BATCH)
    np.testing.assert_array_equal(second.images[0].get_array(), [[1, 3, 2]])
    assert first.get_title(loc="left") == "as they come: 25% padding"
    assert first.get_xlim() == second.get_xlim() == (-0.5, 3.5)
    assert second.get_xlabel() == "position in the row"
    [legend] = picture.figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "padding", "first stretch", "second stretch", "asked for",
    ]  # fmt: skip
    assert figures.batch_map({"one": BATCH}, title="A finding").title == "A finding"


def test_each_kind_has_a_colour_of_its_own_also_without_colours():
    [image] = figures.batch_map({"one": BATCH}).figure.axes[0].images
    colours = image.cmap(image.norm(np.arange(4)))[:, :3]
    grey = np.sort(colours @ [0.299, 0.587, 0.114])
    assert np.diff(grey).min() > 0.02
    assert grey[0] < 0.2


@pytest.mark.parametrize("wrong", [[[0, 4]], [[-1, 0]], [1, 2], [[]]])
def test_other_numbers_are_refused(wrong):
    with pytest.raises(ValueError, match="batch has the shape"):
        figures.batch_map({"batch": wrong})
    with pytest.raises(ValueError, match="there are no batches"):
        figures.batch_map({})
