"""Exercises of notebook 01."""

from typing import Any

import numpy as np

from word2bert.exercises.answers import NotYet, attempt, checker
from word2bert.labels import cbow_examples

SENTENCE = ["the", "old", "port", "of", "china", "is", "full", "of", "ships"]


@checker
def window_examples(function: Any) -> str:
    """A function (sentence, window) that gives the CBOW examples for any window."""
    for window in (2, 1, 3):
        found, right = attempt(function, SENTENCE, window), cbow_examples(SENTENCE, window=window)
        try:
            pairs = [(list(neighbours), label) for neighbours, label in found]
        except (TypeError, ValueError):
            raise NotYet("Return a list of pairs: (list of the neighbours, the word in the middle).") from None
        if pairs == right:
            continue
        if len(pairs) != len(right):
            raise NotYet(
                f"With window={window} there are {len(right)} examples, one for each word; here are {len(pairs)}."
            )
        place = next(place for place in range(len(right)) if pairs[place] != right[place])
        raise NotYet(f"With window={window}, example {place} should be {right[place]}; here it is {pairs[place]}.")
    return "It works for every window, also at both ends of the sentence."


@checker
def softmax(function: Any) -> str:
    """A softmax that does not overflow."""
    for scores in ([2.0, 1.0, 0.1], [-3.0, 0.0, 4.0, 4.0], [1000.0, 999.0], [-1000.0, -1001.0]):
        with np.errstate(all="ignore"):
            found = np.asarray(attempt(function, np.array(scores)), dtype=float)
        powers = np.exp(np.array(scores) - max(scores))
        right = powers / powers.sum()
        if found.shape != right.shape:
            raise NotYet(
                f"{len(scores)} scores must give {len(scores)} probabilities; here the shape is {found.shape}."
            )
        if not np.isfinite(found).all():
            raise NotYet(f"For the scores {scores} it gives {found}. Subtract the largest score before you take exp.")
        if not np.allclose(found, right):
            raise NotYet(f"For the scores {scores} it gives {found.round(3)}; right is {right.round(3)}.")
    return "The largest score cancels: it stands above and below the fraction line."


@checker
def keep_probability(function: Any) -> str:
    """The probability with which subsampling keeps an occurrence of a word with the share f of the text."""
    for share in (0.05, 0.01, 0.001, 0.00001):
        found = attempt(function, share)
        ratio = 0.001 / share
        right = min(1.0, ratio**0.5 + ratio)
        if found > 1:
            raise NotYet(
                f"For f={share} it gives {found:.2f}. A probability is at most 1: take the smaller of the two."
            )
        if not np.isclose(found, right):
            raise NotYet(f"For f={share} it gives {found:.4f}; right is {right:.4f}. Compare it with the formula.")
    return f"Of a word that is every 20th word of the text only {function(0.05):.0%} are kept, of rare words all."
