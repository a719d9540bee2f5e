from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from word2bert.exercises import word_vectors as check

Said = pytest.CaptureFixture[str]


def examples(sentence: list[str], window: int) -> list[Any]:
    pairs = []
    for place, label in enumerate(sentence):
        pairs.append((sentence[max(0, place - window) : place] + sentence[place + 1 : place + 1 + window], label))
    return pairs


def cut_at_the_start(sentence: list[str], window: int) -> list[Any]:
    return [(sentence[p - window : p] + sentence[p + 1 : p + 1 + window], w) for p, w in enumerate(sentence)]


def fails(sentence: list[str], window: int) -> list[Any]:
    raise IndexError("list index out of range")


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max())
    shares: np.ndarray = powers / powers.sum()
    return shares


def keep(f: float, t: float = 0.001) -> float:
    return min(1, (t / f) ** 0.5 + t / f)


@pytest.mark.parametrize(
    ("run", "answer"),
    [(check.window_examples, examples), (check.softmax, softmax), (check.keep_probability, keep)],
)
def test_right(run: Callable[[Any], None], answer: Any, capsys: Said) -> None:
    run(answer)
    assert capsys.readouterr().out.startswith("Right.")


@pytest.mark.parametrize(
    ("run", "answer", "said"),
    [
        (check.window_examples, ..., "Replace the ..."),
        (check.window_examples, lambda sentence, window: None, "returns nothing yet"),
        (check.window_examples, [1, 2], "A function was expected"),
        (check.window_examples, fails, "stopped with IndexError: list index out of range"),
        (check.window_examples, lambda sentence, window: examples(sentence, 2), "With window=1, example 0 should be"),
        (check.window_examples, lambda sentence, window: examples(sentence, window)[2:-2], "there are 9 examples"),
        (check.window_examples, cut_at_the_start, "With window=2, example 1 should be"),
        (check.window_examples, lambda sentence, window: sentence, "Return a list of pairs"),
        (check.softmax, lambda z: np.exp(z) / np.exp(z).sum(), "Subtract the largest score"),
        (check.softmax, lambda z: np.exp(z - z.max()), "right is"),
        (check.softmax, lambda z: 1.0, "probabilities; here the shape is"),
        (check.keep_probability, lambda f: (0.001 / f) ** 0.5 + 0.001 / f, "at most 1"),
        (check.keep_probability, lambda f: min(1, (0.001 / f) ** 0.5), "Compare it with the formula"),
    ],
)
def test_not_yet(run: Callable[[Any], None], answer: Any, said: str, capsys: Said) -> None:
    run(answer)
    out = capsys.readouterr().out
    assert out.startswith("Not yet.")
    assert said in out
