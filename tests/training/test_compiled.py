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
        assert compiled.sigmoid(score) == pytest.approx((expected, np.exp(-abs(score))), rel=1e-6)


@pytest.mark.parametrize("size", [1, 7, 200])
def test_products(size):
    vectors, vector, weights = some(NOISE, size), some(size), some(NOISE)
    assert compiled.dot(vectors[0], vector) == pytest.approx(float(vectors[0] @ vector), rel=1e-4, abs=1e-5)
    scores = np.full(NOISE, 9, np.float32)
    compiled.dots(scores, vectors, vector)
    np.testing.assert_allclose(scores, vectors @ vector, rtol=1e-4, atol=1e-5)
    total = some(size)
    expected = total + weights @ vectors
    compiled.add_all(total, weights, vectors)
    np.testing.assert_allclose(total, expected, rtol=1e-4, atol=1e-5)
    totals, weights = some(NOISE, size), some(12, NOISE)
    vectors = some(12, size)
    expected = totals + weights.T @ vectors
    compiled.add_products(totals, weights, vectors)
    np.testing.assert_allclose(totals, expected, rtol=1e-4, atol=1e-5)
    expected = total - 2 * vector
    compiled.add(total, np.float32(-2), vector)
    np.testing.assert_allclose(total, expected, rtol=1e-5, atol=1e-6)


def test_sums_of_rows_start_at_zero_and_are_empty_after_the_step():
    sums = RowSums.empty(5, 2, 4)
    sums.vectors[:] = 7
    compiled.sum_of(sums, 3)[:] += 1
    compiled.sum_of(sums, 1)[:] += 2
    compiled.sum_of(sums, 3)[:] += 10
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
