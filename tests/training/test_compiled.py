"""The compiled loops one by one, against NumPy; `test_learners.py` holds the whole step against autograd."""

import numpy as np
import pytest
from word2bert.training import compiled
from word2bert.training.compiled import NOISE, RowSums

draws = np.random.default_rng(0)


def some(*shape: int) -> np.ndarray:
    return draws.normal(size=shape).astype(np.float32)


def test_sigmoid_is_exact_and_never_overflows():
    for score in (-800.0, -3.0, 0.0, 1e-3, 5.0, 800.0):
        expected = float(np.exp(-np.logaddexp(0, -np.longdouble(score))))
        assert compiled.sigmoid(score) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("size", [1, 7, 200])
def test_products(size):
    vectors, hidden = some(NOISE, size), some(4, size)
    assert compiled.dot(vectors, 5, hidden, 1) == pytest.approx(float(vectors[5] @ hidden[1]), rel=1e-4, abs=1e-5)
    scores = np.full((3, NOISE), 9, np.float32)
    compiled.dots(scores, 2, vectors, hidden)
    np.testing.assert_allclose(scores[2], vectors @ hidden[2], rtol=1e-4, atol=1e-5)
    assert (scores[:2] == 9).all()


@pytest.mark.parametrize("size", [1, 7, 200])
def test_sums_change_one_row(size):
    vectors, weights, total = some(NOISE, size), some(4, NOISE), some(3, size)
    expected = total.copy()
    expected[1] += weights[3] @ vectors
    compiled.add_all(total, 1, weights, 3, vectors)
    np.testing.assert_allclose(total, expected, rtol=1e-4, atol=1e-5)
    expected[2] -= 2 * vectors[6]
    compiled.add(total, 2, np.float32(-2), vectors, 6)
    np.testing.assert_allclose(total, expected, rtol=1e-4, atol=1e-5)


def test_neighbours_are_near_and_of_the_same_sentence():
    stream, sentences = np.arange(10, 18, dtype=np.int32), np.array([-1, -1, 0, 0, 0, 1, -1, -1], np.int32)
    neighbours = np.full(4, 99, np.int32)
    assert compiled.find_neighbours(neighbours, stream, sentences, 3, 2) == 2
    assert neighbours[:2].tolist() == [12, 14]
    assert compiled.find_neighbours(neighbours, stream, sentences, 2, 1) == 1
    assert neighbours[0] == 13
    assert compiled.find_neighbours(neighbours, stream, sentences, 5, 2) == 0
    assert compiled.find_neighbours(neighbours, stream, sentences, 6, 1) == 0


def test_errors_and_loss_of_noise():
    vectors, hidden, errors = some(NOISE, 5), some(3, 5), np.zeros((3, NOISE), np.float32)
    vectors[0] *= 1000  # a score that would overflow
    loss = compiled.learn_noise(errors, 1, 2.5, vectors, hidden)
    scores = (vectors @ hidden[1]).astype(np.float64)
    assert loss == pytest.approx(2.5 * np.logaddexp(0, scores).sum(), rel=1e-5)
    np.testing.assert_allclose(errors[1], 2.5 * np.exp(-np.logaddexp(0, -scores)), rtol=1e-4, atol=1e-6)
    assert not errors[[0, 2]].any()


def test_sums_of_rows_start_at_zero_and_are_empty_after_the_step():
    sums = RowSums.empty(5, 2, 4)
    sums.vectors[:] = 7
    for row, number in ((3, 1), (1, 2), (3, 10)):
        sums.vectors[compiled.place_of(sums, row)] += number
    assert int(sums.used[0]) == 2
    assert sums.rows[:2].tolist() == [3, 1]
    assert sums.vectors[:2].tolist() == [[11, 11], [2, 2]]

    matrix, squares = np.zeros((5, 2), np.float32), np.zeros(5, np.float32)
    compiled.take_step(matrix, squares, sums, 0.5)
    assert squares.tolist() == [0, 4, 0, 121, 0]
    np.testing.assert_allclose(matrix[3], -0.5 * 11 / 121 ** (1 / 3), rtol=1e-5)
    np.testing.assert_allclose(matrix[1], -0.5 * 2 / 4 ** (1 / 3), rtol=1e-5)
    assert not matrix[[0, 2, 4]].any()
    assert int(sums.used[0]) == 0
    assert (sums.place == -1).all()


def test_no_more_room_than_the_dictionary_has_rows():
    assert RowSums.empty(5, 2, 100).vectors.shape == (5, 2)
    assert RowSums.empty(100, 2, 5).vectors.shape == (5, 2)
