"""HeadSplit on the Python side: what goes to the browser, what is said and drawn, what is refused."""

# ruff: noqa: RUF001  (the sign of multiplication is meant)

import numpy as np
import pytest
import torch
from traitlets import TraitError
from word2bert.widgets import HeadSplit

WORDS = "the cat sat on the mat".split()
Q, K, V = np.random.default_rng(0).normal(size=(3, 6, 8))


def split(**options):
    return HeadSplit(Q, K, V, tokens=WORDS, heads=2, **options)


def test_the_browser_gets_the_numbers_in_few_bytes():
    widget = split()
    np.testing.assert_array_equal(np.frombuffer(widget.q, "<f2").reshape(6, 8), Q.astype(np.float16))
    np.testing.assert_array_equal(np.frombuffer(widget.k, "<f2").reshape(6, 8), K.astype(np.float16))
    low, high = widget.v_range
    read = low + np.frombuffer(widget.v, np.uint8).reshape(6, 8) * (high - low) / 255
    assert np.abs(read - V).max() <= (V.max() - V.min()) / 510 + 1e-9
    assert (widget.heads, widget.width, widget.size, widget.tokens) == (2, 8, 4, WORDS)
    assert widget.limits["output"] == widget.limits["V"]


def test_512_words_of_768_numbers_are_less_than_2_and_a_half_megabytes():
    x = torch.randn(512, 768)
    widget = HeadSplit(x, tokens=[f"word{i}" for i in range(512)])
    state = widget.get_state()
    sent = sum(len(value) for value in state.values() if isinstance(value, bytes))
    sent += len(repr([value for value in state.values() if not isinstance(value, bytes)]))
    assert sent < 2_500_000
    assert widget.heads == 12
    assert widget.size == 64


def test_one_matrix_stands_for_all_three():
    widget = HeadSplit(torch.tensor(Q), tokens=WORDS, heads=4)
    assert widget.q == widget.k
    assert widget.v_range == [Q.min(), Q.max()]


def test_equal_values_have_a_range_too():
    widget = HeadSplit(Q, K, np.full((6, 8), 3.0), tokens=WORDS, heads=2)
    assert widget.v == bytes(48)
    assert widget.v_range == [3, 3]
    assert widget.limits["V"] == [2.5, 3.5]


def test_it_says_what_is_shown():
    widget = split(names=["first", "second"])
    said = "HeadSplit(words=6, numbers=8, heads=2, size=4, matrix='Q', step='cut', head=0, wrong=False)"
    assert repr(widget) == said
    widget.set_state({"step": "maps", "head": 1, "pair": [2, 5], "cell": [0, 7], "wrong": True, "matrix": "V"})
    assert repr(widget).endswith("matrix='V', step='maps', head=1, wrong=True, cell=[0, 7], pair=[2, 5])")
    widget.set_state({"cell": None, "head": 9, "pair": [9, -1]})
    assert widget.cell is None
    assert widget.pair == [5, 0]
    widget.cell = [-3, 8]
    assert widget.cell == [0, 7]
    assert widget.head == 1


def test_a_test_card_has_no_maps():
    widget = split(matrix="test card", step="maps")
    assert widget.step == "apart"
    widget.set_state({"matrix": "Q", "step": "outputs"})
    assert widget.step == "outputs"
    widget.matrix = "test card"
    assert widget.step == "apart"


@pytest.mark.parametrize(("name", "means"), [("cell", "word, column"), ("pair", "from, to")])
def test_a_place_is_two_numbers(name, means):
    widget = split()
    with pytest.raises(TraitError, match=rf"{name} is \[1\]; pass \[{means}\], or None"):
        setattr(widget, name, [1])


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ({}, "6 × 8 is cut into 2 times 6 × 4, and put together again"),
        ({"wrong": True, "matrix": "K"}, "K, cut right and wrong: the shapes are the same, the contents are not"),
        ({"matrix": "test card"}, "A right cut keeps every word in every head, a wrong one shreds them"),
    ],
)
def test_the_picture_shows_all_steps_or_both_cuts(options, title):
    assert split(**options).picture().title == title


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((Q, K[:5], V), {}, r"K has shape \(5, 8\), Q has \(6, 8\) and there are 6 tokens"),
        ((Q, K, V[:, :4]), {}, r"V has shape \(6, 4\)"),
        ((Q[:5], K[:5], V[:5]), {}, r"Q has shape \(5, 8\).*6 tokens"),
        ((Q[None], K, V), {}, r"Q has shape \(1, 6, 8\); pass a matrix"),
        ((Q, K, V), {"heads": 3}, "a width of 8 cannot be divided among 3 heads"),
        ((np.zeros((513, 4)),), {"tokens": ["a"] * 513}, "513 words with 4 numbers.*pass the first 512 words"),
        ((np.zeros((500, 1000)),), {"tokens": ["a"] * 500}, "500 words with 1000 numbers.*pass the first 490 words"),
        ((Q, 1e6 * K, V), {}, "K has numbers from .* float16 holds .* divide K by"),
        ((Q, K, V), {"heads": 0}, "among 0 heads"),
        ((Q, K, V), {"names": ["one"]}, "1 names and 2 heads"),
        ((Q * np.nan, K, V), {}, "Q has nan at"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        HeadSplit(*arguments, **{"tokens": WORDS, "heads": 2, **options})


def test_tokens_are_a_list_of_words():
    with pytest.raises(TypeError, match="tokens is the str"):
        HeadSplit(Q, tokens="abcdef", heads=2)
