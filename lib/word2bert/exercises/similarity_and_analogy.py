"""Exercises of notebook 02."""

import math
from typing import Any

import numpy as np

from word2bert.exercises.answers import NotYet, attempt, checker, number
from word2bert.models import WordVectors

DICTIONARY = ["king", "queen", "man", "woman", "river"]
MATRIX = np.array([[2, 0, 2.0], [0, 2, 2.0], [3, 0, 0.3], [0, 1, 0.1], [5, 5, -8.0]], dtype=np.float32)


@checker
def nearest(function: Any) -> str:
    """A function (dictionary, matrix, inputs) that gives the word nearest to the sum of the inputs."""
    vectors = WordVectors(DICTIONARY, MATRIX)
    for inputs in (["king"], ["king", "woman"], ["queen", "man"], ["man", "woman"]):
        found = attempt(function, list(DICTIONARY), MATRIX.copy(), list(inputs))
        [(right, _)] = vectors.most_similar(inputs, topn=1)
        if found in inputs:
            raise NotYet(f"For {inputs} it gives {found!r}, which is one of the inputs: leave them out.")
        if found != right:
            raise NotYet(
                f"For {inputs} it gives {found!r}; right is {right!r}. Did you divide each row by its length first?"
            )
    return "Your function and the library's agree."


@checker
def softmax_of_two(function: Any) -> str:
    """A function of the score s: the probability of s in a softmax over (s, 0), which is the sigmoid of s."""
    for score in (0.0, 1.5, -2.0):
        found = number(attempt(function, score), "The probability")
        right = 1 / (1 + math.exp(-score))
        if math.isclose(found, 1 - right, abs_tol=1e-9) and score:
            raise NotYet(f"For s={score} it gives {found:.3f}, the probability of the other score, the 0.")
        if not math.isclose(found, right, abs_tol=1e-6):
            raise NotYet(f"For s={score} it gives {found:.3f}; e^s / (e^s + e^0) is {right:.3f}.")
    return "e^s / (e^s + 1) = 1 / (1 + e^-s): the sigmoid is a softmax over two classes."


@checker
def without_subsampling(share: Any) -> str:
    """The share of right answers in the section `capitals` after a training with sample=0."""
    found = number(share, "The share")
    if not 0 <= found <= 1:
        raise NotYet(f"A share lies between 0 and 1; here is {found}. Use report['capitals'].share.")
    if found > 0.6:
        raise NotYet(f"{found:.0%} is what subsampling gives. Did you pass sample=0 to train_word_vectors?")
    return (
        f"Only {found:.0%} are right. The windows are full of 'the', 'of' and 'in', which stand beside every word: "
        "the rows learn that they have these neighbours in common, and little else."
    )
