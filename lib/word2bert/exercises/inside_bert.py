"""Exercises of notebook 10."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from word2bert.exercises.answers import NotYet, attempt, checker, choice, same_tensor

HEADS, TOKENS, PLACE = 3, 6, 2
TRY = "Try it on a single head with three words, and print."


def _scores() -> Tensor:
    return 2 * torch.randn(HEADS, TOKENS, TOKENS, generator=torch.Generator().manual_seed(10))


@checker
def vote_explanation(answer: Any) -> str:
    """What follows from a bright cell that nothing depends on."""
    return choice(
        answer,
        "C",
        "Looking and needing are two things. Take it away, and you know.",
        {
            "A": "The map is that of the real forward pass: the head does look there.",
            "B": "Without the *word* china the answer was gone. Other heads bring it, too.",
            "D": "It does its job. Others have the same job.",
        },
        "Give a letter from A to D",
    )


@checker
def previous_word(function: Any) -> str:
    """A function (weights) that gives each head's mean attention to the word before."""
    weights = _scores().softmax(dim=-1)
    same_tensor(
        attempt(function, weights.clone()),
        weights.diagonal(-1, 1, 2).mean(dim=1),
        {
            "This is the word after: the diagonal above the main one. Row i, column i - 1 lies below it.": (
                weights.diagonal(1, 1, 2).mean(dim=1)
            ),
            "This is how much each word looks at itself. One step to the left of it stands the word before.": (
                weights.diagonal(0, 1, 2).mean(dim=1)
            ),
            "You divide by T, but there are only T - 1 words with one before them.": (
                weights.diagonal(-1, 1, 2).sum(dim=1) / TOKENS
            ),
            "This is one number for all heads together. Each head has its own.": weights.diagonal(-1, 1, 2).mean(),
            "This is a number for every word. Take the mean over the words of each head.": weights.diagonal(-1, 1, 2),
        },
        TRY,
    )
    return "With this number 144 heads are sorted in a moment."


@checker
def knock_out(function: Any) -> str:
    """A function (scores, place) that gives the weights when nobody may attend to that place."""
    scores = _scores()
    weights = scores.softmax(dim=-1)
    column, row = (torch.zeros(TOKENS, TOKENS, dtype=torch.bool) for _ in range(2))
    column[:, PLACE] = row[PLACE] = True
    after = weights.masked_fill(column, 0)
    same_tensor(
        attempt(function, scores.clone(), PLACE),
        scores.masked_fill(column, -torch.inf).softmax(dim=-1),
        {
            "The weight is gone, but the rows no longer add up to 1. Take it out before the softmax.": after,
            "A score of 0 is not nothing: e to the 0 is 1. It has to be minus infinity.": (
                scores.masked_fill(column, 0).softmax(dim=-1)
            ),
            "You have taken out the row: the word may look at nobody. Nobody may look at the word: its column.": (
                scores.masked_fill(row, -torch.inf).softmax(dim=-1)
            ),
            "Only the softmax, and every word is still there.": weights,
            "These are scores. The softmax is missing.": scores.masked_fill(column, -torch.inf),
        },
        TRY,
    )
    return "The others share what it had."


@checker
def vote_reversal(answer: Any) -> str:
    """Why a GPT does not know a fact the other way round."""
    return choice(
        answer,
        "B",
        "From *Beijing* it learned to go on to *China*. The way back was never asked.",
        {
            "A": "It has not forgotten: asked as it was read, it goes on correctly.",
            "C": "Both words are in the dictionary, or it could not have read them.",
            "D": "It sees every word to the left of the gap, *capital* too.",
        },
        "Give a letter from A to D",
    )


@checker
def most_needed(function: Any) -> str:
    """A function (answer, layers, heads) that finds the head without which the answer is smallest."""
    shares = torch.tensor([[0.9, 0.8, 0.97, 0.99], [0.95, 0.98, 0.3, 0.7], [0.6, 0.85, 0.9, 0.97]])
    layers, heads = shares.shape

    def without(heads_out: Sequence[tuple[int, int]]) -> float:
        places = [tuple(place) for place in heads_out]
        if len(places) != 1:
            raise NotYet(f"Take out one head at a time, as a list with one pair; here are {len(places)}.")
        layer, head = places[0]
        return float(shares[layer, head])

    try:
        found = tuple(attempt(function, without, layers, heads))
    except NotYet:
        raise
    except TypeError:
        raise NotYet("Return a pair: (layer, head).") from None
    if found == (0, 3):
        raise NotYet("This is the head that is missed least. The most needed leaves the smallest answer.")
    if found in ((0, 1), (2, 0)):
        raise NotYet(
            f"You looked at the {'last' if found[0] else 'first'} layer only. There are as many heads in each."
        )
    if found != (1, 2):
        raise NotYet(f"The answer is smallest without another head than {found}. Try every pair (layer, head).")
    return "Only for this question, though: another sentence may need another head."
