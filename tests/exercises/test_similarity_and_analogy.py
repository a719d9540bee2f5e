import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from word2bert.exercises import similarity_and_analogy as check

Said = pytest.CaptureFixture[str]


def nearest(dictionary: list[str], matrix: np.ndarray, inputs: list[str], unit: bool = True, out: bool = True) -> str:
    if unit:
        matrix = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    scores = matrix @ matrix[[dictionary.index(word) for word in inputs]].sum(axis=0)
    order = [dictionary[row] for row in np.argsort(-scores)]
    return next(word for word in order if not out or word not in inputs)


@pytest.mark.parametrize(
    ("run", "answer"),
    [
        (check.nearest, nearest),
        (check.softmax_of_two, lambda s: math.exp(s) / (math.exp(s) + 1)),
        (check.without_subsampling, 0.4),
    ],
)
def test_right(run: Callable[[Any], None], answer: Any, capsys: Said) -> None:
    run(answer)
    assert capsys.readouterr().out.startswith("Right.")


@pytest.mark.parametrize(
    ("run", "answer", "said"),
    [
        (check.nearest, lambda d, m, i: nearest(d, m, i, unit=False), "divide each row by its length"),
        (check.nearest, lambda d, m, i: nearest(d, m, i, out=False), "one of the inputs"),
        (check.softmax_of_two, lambda s: 1 / (1 + math.exp(s)), "the probability of the other score"),
        (check.softmax_of_two, lambda s: s, "e^s / (e^s + e^0) is"),
        (check.softmax_of_two, lambda s: "half", "must be a number, here is 'half'"),
        (check.without_subsampling, ..., "Replace the ..."),
        (check.without_subsampling, 40, "between 0 and 1"),
        (check.without_subsampling, 0.95, "Did you pass sample=0"),
    ],
)
def test_not_yet(run: Callable[[Any], None], answer: Any, said: str, capsys: Said) -> None:
    run(answer)
    out = capsys.readouterr().out
    assert out.startswith("Not yet.")
    assert said in out
