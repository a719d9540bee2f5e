"""Attention maps and small matrices: the numbers that are drawn, their labels, their words, their errors."""

# ruff: noqa: RUF001  (the signs of multiplication and minus are drawn)

import io
import warnings

import numpy as np
import pytest
import torch
from matplotlib import colormaps
from matplotlib.image import imread
from matplotlib.patches import Rectangle
from word2bert import figures
from word2bert.figures import card

TOKENS = ["the", "cat", "sat"]
WEIGHTS = np.array([[0.7, 0.2, 0.1], [0.0, 1.0, 0.0], [0.25, 0.25, 0.5]])


def axes_of(picture):
    return picture.figure.axes[0]


def texts(picture):
    return [text.get_text() for text in axes_of(picture).texts]


def labels(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def test_a_map_has_queries_as_rows_and_keys_as_columns_from_the_top_in_cividis_from_0_to_1():
    picture = figures.attention_map(WEIGHTS, TOKENS, "The cat looks at itself")
    axes = axes_of(picture)
    (image,) = axes.images
    np.testing.assert_array_equal(image.get_array(), WEIGHTS)
    assert image.get_clim() == (0, 1)
    assert image.get_cmap().name == "cividis"
    assert image.origin == "upper"
    assert (labels(axes.yaxis), labels(axes.xaxis)) == (TOKENS, TOKENS)
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("query (from)", "key (to)")
    assert picture.alt == (
        "The cat looks at itself. Largest weight of each query: the → the 0.70; cat → cat 1.00; sat → sat 0.50."
    )


def test_numbers_stand_in_the_cells_of_small_maps_only_unless_asked():
    assert texts(figures.attention_map(WEIGHTS, TOKENS, "t")) == [f"{x:.2f}" for x in WEIGHTS.ravel()]
    many = np.full((11, 11), 1 / 11)
    names = [str(i) for i in range(11)]
    assert texts(figures.attention_map(many, names, "t")) == []
    assert len(texts(figures.attention_map(many, names, "t", numbers=True))) == 121
    assert texts(figures.attention_map(WEIGHTS, TOKENS, "t", numbers=False)) == []


def test_letters_are_black_on_bright_cells_and_white_on_dark_ones():
    picture = figures.attention_map(np.array([[0.0, 1.0]]), ["a"], "t", keys=["b", "c"])
    assert [text.get_color() for text in axes_of(picture).texts] == ["#FFFFFF", "#000000"]


def test_queries_and_keys_may_be_other_words():
    picture = figures.attention_map(WEIGHTS[:2], TOKENS[:2], "t", keys=["x", "y", "z"])
    assert labels(axes_of(picture).yaxis) == TOKENS[:2]
    assert labels(axes_of(picture).xaxis) == ["x", "y", "z"]


def test_of_many_tokens_some_are_written_and_all_are_drawn():
    picture = figures.attention_map(np.eye(100), [f"w{i}" for i in range(100)], "t")
    assert labels(axes_of(picture).yaxis) == [f"w{i}" for i in range(0, 100, 3)]
    assert axes_of(picture).images[0].get_array().shape == (100, 100)
    assert picture.alt.endswith("; and 88 more.")


def test_a_tensor_with_a_gradient_can_be_drawn():
    weights = torch.randn(3, 3, requires_grad=True).softmax(-1)
    drawn = axes_of(figures.attention_map(weights, TOKENS, "t")).images[0].get_array()
    np.testing.assert_allclose(drawn, weights.detach().numpy(), rtol=1e-7)


@pytest.mark.parametrize(
    ("weights", "tokens", "message"),
    [
        (WEIGHTS, TOKENS[:2], r"shape \(3, 3\), and there are 2 queries and 2 keys"),
        (WEIGHTS[:2], TOKENS, r"shape \(2, 3\)"),
        (WEIGHTS * 2, TOKENS, "between 0 and 2"),
        (-WEIGHTS, TOKENS, "between -1 and"),
        (WEIGHTS * np.nan, TOKENS, r"weights has nan at \(0, 0\)"),
        (WEIGHTS[0], TOKENS, r"shape \(3,\); pass a matrix"),
        (np.zeros((0, 0)), [], "with at least one number"),
        ("abc", TOKENS, "weights is a str that is no array of numbers"),
    ],
)
def test_what_is_no_map_is_refused(weights, tokens, message):
    with pytest.raises(ValueError, match=message):
        figures.attention_map(weights, tokens, "t")


def product(**options):
    q = np.array([[1.0, 0], [0, -1]])
    return figures.matrix_card({"Q": q, "Kᵀ": q.T, "scores": q @ q.T}, "Products", signs=["·", "="], **options)


def test_a_card_of_matrices_has_every_number_its_names_shapes_and_signs():
    said = texts(product(digits=1, rows={"Q": ["a", "b"]}, columns={"scores": ["c", "d"]}))
    assert said.count("1.0") == 4
    assert "−1.0" in said
    for text in ("Q  2 × 2", "Kᵀ  2 × 2", "scores  2 × 2", "·", "=", "a", "b", "c", "d"):
        assert said.count(text) == 1
    assert product().alt.startswith("Products. Q 2 × 2: 1.00 0.00 | 0.00 -1.00; ")


def test_matrices_have_the_colours_of_their_roles():
    picture = figures.matrix_card(
        {"Q": [[1.0]], "x": [[1.0]], "y": [[0.5]], "z": [[3.0]]}, "t", roles={"x": "K", "y": "weights"}
    )
    cells = [patch for patch in axes_of(picture).patches if isinstance(patch, Rectangle)]
    red, green, blue, _ = cells[0].get_facecolor()
    assert blue > green > red, "Q is blue"
    red, green, blue, _ = cells[1].get_facecolor()
    assert red > green > blue, "K is orange"
    assert cells[2].get_facecolor() == pytest.approx(colormaps["cividis"](0.5), abs=0.01)
    assert cells[3].get_facecolor() == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"signs": ["="]}, "2 matrices and 1 signs|3 matrices and 1 signs"),
        ({"roles": {"Q": "blue"}}, "the role of Q is 'blue'"),
        ({"rows": {"Q": ["a"]}}, r"rows names 1 labels for 'Q', which has shape \(2, 2\)"),
        ({"columns": {"none": ["a"]}}, "'none', which is no matrix here"),
    ],
)
def test_a_card_that_does_not_fit_is_refused(options, message):
    numbers = np.eye(2)
    given = {"signs": ["·", "="], **options}
    with pytest.raises(ValueError, match=message):
        figures.matrix_card({"Q": numbers, "K": numbers, "scores": numbers}, "t", **given)


def test_a_card_has_room_for_so_many_columns():
    with pytest.raises(ValueError, match=r"need 1\d\.\d inches and the card has 8\.1; show fewer columns"):
        figures.matrix_card({"Q": np.zeros((2, 20))}, "t")
    with pytest.raises(ValueError, match="0 matrices"):
        figures.matrix_card({}, "t")


def test_both_pictures_are_pngs_with_large_letters_and_no_warning():
    pictures = [figures.attention_map(WEIGHTS, ["网络", "x" * 300, "$a_b$ $"], "Hostile"), product()]
    for picture in pictures:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            pixels = imread(io.BytesIO(picture.png()))
        assert pixels.shape[1] == round(card.WIDTH * card.DOTS)
        sizes = [text.get_fontsize() for text in picture.figure.findobj(lambda artist: hasattr(artist, "get_fontsize"))]
        assert min(sizes) >= 11


@pytest.mark.parametrize(
    "values", [[[1, 2]], np.float32([[1, 2]]), torch.tensor([[1, 2]]), torch.tensor([[1.0, 2]], dtype=torch.bfloat16)]
)
def test_numbers_come_as_lists_arrays_and_tensors(values):
    plain = figures.plain_array(values, "x")
    assert plain.dtype == np.float64
    assert plain.tolist() == [[1, 2]]


def test_one_head_while_it_learns_small_and_large() -> None:
    even, sharp = np.full((3, 3), 1 / 3), np.eye(3)
    picture = figures.training_maps({"step 0": even, "step 9": sharp}, sharp, ["a", "b", "c"], "It learned", row=1)
    first, second, *_, large, bar = picture.figure.axes
    assert [axes.images[0].get_array().tolist() for axes in (first, second, large)] == [
        even.tolist(),
        sharp.tolist(),
        sharp.tolist(),
    ]
    assert [axes.images[0].get_clim() for axes in (first, second, large)] == [(0, 1)] * 3
    assert [axes.get_title() for axes in (first, second)] == ["step 0", "step 9"]
    assert [label.get_text() for label in large.get_yticklabels()] == ["a", "b", "c"]
    assert (large.patches[0].get_xy(), large.patches[0].get_width()) == ((-0.5, 0.5), 3)
    assert bar.get_ylabel() == "attention weight"
    assert "Small maps: step 0, step 9. Largest weight of each query: a" in picture.alt


@pytest.mark.parametrize(
    ("strip", "weights", "message"),
    [
        ({}, np.eye(3), "there are 0 small maps"),
        ({str(n): np.eye(3) for n in range(9)}, np.eye(3), "there are 9 small maps"),
        ({"one": np.eye(2)}, np.eye(3), r"one has shape \(2, 2\), and there are 3 tokens"),
        ({"one": np.eye(3)}, np.eye(4), r"weights has shape \(4, 4\)"),
        ({"one": 2 * np.eye(3)}, np.eye(3), "one lies between 0 and 2"),
        ({"one": np.eye(3)}, np.eye(3) - 1, "weights lies between -1 and 0"),
    ],
)
def test_maps_of_a_training_that_do_not_fit_are_refused(strip, weights, message) -> None:
    with pytest.raises(ValueError, match=message):
        figures.training_maps(strip, weights, ["a", "b", "c"], "It learned")
