"""The maps of one word in many sentences."""

import numpy as np
import pytest
from word2bert.figures import meaning_maps, nearest_alike

MEANINGS = ["river"] * 4 + ["money"] * 4


def apart() -> np.ndarray:
    """Two groups, far from one another."""
    noise = np.random.default_rng(0).normal(size=(8, 5))
    return noise + 50 * np.array([[1, 0, 0, 0, 0]] * 4 + [[0, 1, 0, 0, 0]] * 4)


def test_the_nearest_of_two_groups_has_the_same_meaning() -> None:
    assert nearest_alike(apart(), MEANINGS) == 1
    assert nearest_alike(apart(), ["river", "money"] * 4) < 0.7
    assert nearest_alike(apart(), [str(number) for number in range(8)]) == 0


def test_one_vector_for_all_sentences_tells_nothing() -> None:
    assert nearest_alike(np.ones((8, 5)), MEANINGS) == pytest.approx(3 / 7)


def test_a_map_for_each_layer() -> None:
    picture = meaning_maps({"static": np.ones((8, 5)), "layer 2": apart()}, MEANINGS, "One word, two places")
    axes = picture.figure.axes
    assert [each.get_title() for each in axes] == ["static", "layer 2"]
    assert [line.get_label() for line in axes[1].lines] == ["river", "money"]
    river, money = (np.array(line.get_xydata()) for line in axes[1].lines)
    assert np.linalg.norm(river.mean(axis=0) - money.mean(axis=0)) > 5 * max(river.std(), money.std(), 0.01) / 2
    assert np.allclose([line.get_xydata() for line in axes[0].lines], 0)
    assert picture.alt == "One word, two places. The nearest point has the same meaning: static 43%, layer 2 100%."


def test_numbers_that_differ() -> None:
    with pytest.raises(ValueError, match=r"8 meanings .*7 vectors of layer 1"):
        meaning_maps({"layer 1": np.ones((7, 5))}, MEANINGS, "x")
    with pytest.raises(ValueError, match="0 layers and 2 meanings"):
        meaning_maps({}, MEANINGS, "x")
