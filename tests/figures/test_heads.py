"""The pictures of the cut: which numbers are in which slab, and what is refused."""

# ruff: noqa: RUF001  (the sign of multiplication is meant)

import colorsys

import numpy as np
import pytest
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from word2bert import figures
from word2bert.figures import heads
from word2bert.models import merge_heads, split_heads

CARD = figures.colour_card(512, 12, 64)


def test_every_word_has_a_hue_and_every_head_a_shade():
    assert CARD.shape == (512, 768, 3)
    assert CARD.dtype == np.uint8
    colours = CARD.reshape(512, 12, 64, 3)
    assert (colours == colours[:, :, :1]).all()
    hls = np.array([[colorsys.rgb_to_hls(*(colour / 255)) for colour in word] for word in colours[:, :, 0]])
    np.testing.assert_allclose(hls[..., 0], np.broadcast_to(np.linspace(0, 0.8, 512)[:, None], (512, 12)), atol=0.02)
    np.testing.assert_allclose(hls[..., 1], np.broadcast_to(np.linspace(0.2, 0.8, 12), (512, 12)), atol=0.01)
    assert figures.colour_card(1, 1, 2).shape == (1, 2, 3)


def test_the_right_slabs_are_those_of_split_heads():
    x = torch.arange(6 * 8.0).view(1, 6, 8)
    np.testing.assert_array_equal(heads.right_slabs(x[0].numpy(), 4), split_heads(x, 4)[0].numpy())
    assert torch.equal(merge_heads(split_heads(x, 4)), x)


def test_the_wrong_slabs_hold_a_few_words_only():
    words = np.repeat(np.arange(512)[:, None], 768, axis=1)
    slabs = heads.wrong_slabs(words, 12)
    assert slabs.shape == (12, 512, 64)
    for head, slab in enumerate(slabs):
        assert heads.words_in_wrong_head(head, 512, 12) == (slab.min(), slab.max())
    assert heads.words_in_wrong_head(0, 512, 12) == (0, 42)


def test_the_wrong_slabs_are_pytorchs_view():
    x = torch.randn(6, 8)
    np.testing.assert_array_equal(heads.wrong_slabs(x.numpy(), 4), x.view(4, 6, 2).numpy())


def drawn(picture):
    return [axes.images[0].get_array() for axes in picture.figure.axes if axes.images]


def test_the_cut_shows_both_ways():
    picture = figures.head_cut(CARD, 12, "Cut")
    before, before_wrong, right, wrong = drawn(picture)
    for whole in (before, before_wrong):  # no more than there are dots to show it: 2.9 x 1.95 inches
        assert whole.shape == (292, 435, 3)
        np.testing.assert_array_equal(whole[[0, -1]][:, [0, -1]], CARD[[0, -1]][:, [0, -1]])
    np.testing.assert_allclose(right[0, 5], CARD[0, 0], atol=2)
    np.testing.assert_allclose(right[-1, 5], CARD[511, 0], atol=2)  # head 0 has all the words
    assert heads.words_in_wrong_head(0, 512, 12)[1] == 42
    assert abs(colorsys.rgb_to_hls(*(np.array(wrong[-1, 5]) / 255))[0] - 0.8 * 42 / 511) < 0.01  # and here 43 of them
    labels = [label.get_text() for label in picture.figure.axes[3].get_xticklabels()]
    assert labels[0] == "0 to\n42"
    assert labels[-1] == "469 to\n511"
    assert "head 0 gets words 0 to 42 only" in picture.alt


def test_the_whole_way_ends_with_the_outputs_side_by_side():
    random = np.random.default_rng(0)
    q, k, v = random.normal(size=(3, 6, 8))
    picture = figures.head_split(q, k, v, 2, list("abcdef"), "The way")
    before, _, maps, _, after = drawn(picture)
    assert before.shape == (6, 8, 3)
    powers = [np.exp(q[:, part] @ k[:, part].T / 2) for part in (slice(4), slice(4, 8))]
    weights = [power / power.sum(axis=1, keepdims=True) for power in powers]
    together = np.hstack([weights[0] @ v[:, :4], weights[1] @ v[:, 4:]])
    np.testing.assert_array_equal(after, heads.coloured(together, "output"))
    assert maps.shape[2] == 3
    said = [text.get_text() for text in picture.figure.texts]
    assert {"Q.view(6, 2, 4)", ".transpose(0, 1)", "2 × 6 × 4", "2 × 6 × 6", ".reshape(6, 8)"} <= set(said)


def test_a_lone_bright_cell_is_seen_and_the_names_are_written():
    maps = np.zeros((3, 512, 512))
    maps[1, 300, 77] = 1
    picture = figures.head_maps(maps, ["none", "one", "none"], "One word looks")
    pictures = drawn(picture)
    assert [int(image.max(axis=-1).max()) for image in pictures[:3]] == [77, 253, 77]  # cividis from blue to yellow
    assert [axes.get_title() for axes in picture.figure.axes[:3]] == ["0 none", "1 one", "2 none"]
    assert heads.pooled(np.eye(4), 2).tolist() == [[1, 0], [0, 1]]
    assert heads.pooled(np.eye(4), 9).tolist() == np.eye(4).tolist()


def test_colours_go_from_pale_to_the_colour_of_the_letter():
    numbers = np.linspace(-3, 5, 1000)
    colours = heads.coloured(numbers, "K")
    assert colours[0].tolist() == [245, 245, 247]
    assert colours[-1].tolist() == [230, 159, 0]
    assert len(np.unique(colours, axis=0)) == heads.LEVELS
    assert heads.coloured(np.zeros((2, 2)), "Q").shape == (2, 2, 3)
    assert heads.limits(np.zeros(3)) == (-0.5, 0.5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: figures.head_cut(np.zeros((3, 8)), 3, "x"), "a width of 8 cannot be divided among 3 heads"),
        (lambda: figures.head_cut(np.zeros(8), 2, "x"), r"x has shape \(8,\)"),
        (
            lambda: figures.head_split(CARD[..., 0], CARD[..., 0], CARD[:, :12, 0], 12, ["a"] * 512, "x"),
            "the shapes are",
        ),
        (lambda: figures.head_split(*np.zeros((3, 2, 4)), 2, ["a"], "x"), "1 tokens"),
        (lambda: figures.head_maps(np.zeros((2, 3, 3)), ["a"], "x"), r"shape \(2, 3, 3\) and there are 1 names"),
        (lambda: figures.head_maps(np.zeros((1, 3, 4)), ["a"], "x"), r"shape \(1, 3, 4\)"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_letters_are_large_enough_and_inside_the_card():
    x = np.random.default_rng(0).normal(size=(512, 768))
    for picture in (
        figures.head_cut(CARD, 12, "Cut"),
        figures.head_split(x, x, x, 12, ["incomprehensibilities"] * 512, "The way"),
        figures.head_maps(np.ones((12, 9, 9)), ["most frequent word"] * 12, "Maps"),
    ):
        picture.png()
        renderer = FigureCanvasAgg(picture.figure).get_renderer()
        for text in picture.figure.findobj(lambda artist: hasattr(artist, "get_fontsize") and artist.get_text()):
            assert text.get_fontsize() >= 11
            box, page = text.get_window_extent(renderer), picture.figure.bbox
            assert page.x0 <= box.x0 <= box.x1 <= page.x1, text
            assert page.y0 <= box.y0 <= box.y1 <= page.y1, text
