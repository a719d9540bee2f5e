"""Exercises of notebook 04."""

import math
from typing import Any

import torch
from torch import Tensor

from word2bert.exercises.answers import NotYet, attempt, checker, choice, in_order, recognise

PAPER_SCORES = torch.tensor([4.0, 0.0, 2.0])  # of a query with 4 numbers
LINES = {
    "A": "weights = scores.softmax(dim=-1)",
    "B": "scores = scores.masked_fill(~mask, -torch.inf)",
    "C": "output = weights @ v",
    "D": "scores = q @ k.transpose(-2, -1)",
    "E": "q, k, v = query(x), key(x), value(x)",
    "F": "scores = scores / math.sqrt(q.shape[-1])",
}


def _example(tokens: int = 5, size: int = 4) -> tuple[Tensor, Tensor, Tensor]:
    draw = torch.Generator().manual_seed(0)
    q, k, v = torch.randn(3, tokens, size, generator=draw)
    return 2 * q, 2 * k, v


def _tensor(found: Any, right: Tensor, meaning: str) -> Tensor:
    if not isinstance(found, Tensor):
        raise NotYet(f"{meaning} must be a tensor, here is a {type(found).__name__}.")
    if found.shape != right.shape:
        raise NotYet(f"{meaning} must have the shape {tuple(right.shape)}, here it is {tuple(found.shape)}.")
    return found.to(right.dtype)


@checker
def one_head(function: Any) -> str:
    """A function (q, k, v) of shapes (T, D) that gives the output of attention, without a mask."""
    q, k, v = _example()
    found = attempt(function, q.clone(), k.clone(), v.clone())
    scores, root = q @ k.T, math.sqrt(q.shape[-1])
    right = (scores / root).softmax(dim=-1)
    if isinstance(found, tuple | list) and len(found) == 2:
        found = found[0]
    if isinstance(found, Tensor):
        recognise(
            found,
            {
                "These are the weights. One box is missing: the last MatMul mixes v by them.": right,
                "You forgot to scale: divide the scores by the square root of D.": scores.softmax(dim=-1) @ v,
                "You divide by D. It is the square root of D: that is what makes the variance 1.": (
                    (scores / q.shape[-1]).softmax(dim=-1) @ v
                ),
                "You multiply by the square root of D where you should divide.": (scores * root).softmax(dim=-1) @ v,
                "The softmax runs over the wrong axis, the queries. Every row must sum to 1: dim=-1.": (
                    (scores / root).softmax(dim=0) @ v
                ),
                "Queries and keys are swapped: row i belongs to the query of word i, so it is q @ k.T.": (
                    (scores.T / root).softmax(dim=-1) @ v
                ),
                "There is no softmax yet: these scores are not shares.": (scores / root) @ v,
            },
        )
    found = _tensor(found, right @ v, "The output")
    if not torch.allclose(found, right @ v, atol=1e-4):
        worst = (found - right @ v).abs().max().item()
        raise NotYet(f"The shape is right, the numbers are not: one of them is {worst:.2f} away. Print every box.")
    return "Four lines, and the library's function gives the same."


@checker
def with_padding(function: Any) -> str:
    """A function (scores, mask) that gives the weights; mask: True = may be attended to."""
    q, k, _ = _example()
    scores = q @ k.T / math.sqrt(q.shape[-1])
    mask = torch.tensor([True, True, True, False, False])
    found = attempt(function, scores.clone(), mask.clone())
    right = scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)
    if isinstance(found, Tensor):
        plain = scores.softmax(dim=-1)
        recognise(
            found,
            {
                "The mask is upside down: your words look at the [PAD] alone. True = may be attended to, so fill where "
                "it is *not* True: ~mask.": scores.masked_fill(mask, -torch.inf).softmax(dim=-1),
                "The mask does nothing yet: the [PAD] still get weights.": plain,
                "You mask after the softmax: the [PAD] get 0, and the rows no longer sum to 1. Mask the scores.": (
                    plain * mask
                ),
                "A score of 0 is a score like any other: e^0 = 1. Use -torch.inf, whose e^ is 0.": (
                    scores.masked_fill(~mask, 0).softmax(dim=-1)
                ),
                "The softmax runs over the wrong axis, the queries. Every row must sum to 1: dim=-1.": (
                    scores.masked_fill(~mask, -torch.inf).softmax(dim=0)
                ),
                "You hide the rows of the [PAD]. Hide their columns: nobody may look at them.": (
                    scores.masked_fill(~mask[:, None], -torch.inf).softmax(dim=-1)
                ),
            },
        )
    found = _tensor(found, right, "The weights")
    if not torch.allclose(found, right, atol=1e-4):
        raise NotYet(f"The first row should be {_said(right[0])}; here it is {_said(found[0])}.")
    return "The columns of the [PAD] are 0, and every row still sums to 1."


@checker
def on_paper(answer: Any) -> str:
    """The three weights that belong to the scores 4, 0, 2 of a query with 4 numbers."""
    try:
        found = torch.tensor([float(weight) for weight in answer])
    except (TypeError, ValueError, OverflowError):
        raise NotYet(f"Write three numbers, [..., ..., ...]; here is {answer!r}.") from None
    if len(found) != 3:
        raise NotYet(f"There are three scores, so there are three weights; here are {len(found)}.")
    right = (PAPER_SCORES / 2).softmax(dim=0)
    if torch.allclose(found, right, atol=0.011):
        return "2, 0 and 1 after the scale; e^2, e^0 and e^1 are 7.39, 1 and 2.72; their sum is 11.11."
    for message, wrong in {
        "You forgot to scale: D is 4, so divide the scores by 2 first.": PAPER_SCORES.softmax(dim=0),
        "You divided by D = 4. Divide by its square root, 2.": (PAPER_SCORES / 4).softmax(dim=0),
        "You divided each score by their sum. The softmax takes e to the power of each first.": PAPER_SCORES / 6,
        "These are the scaled scores. Now the softmax: e to the power of each, divided by their sum.": PAPER_SCORES / 2,
        "These are powers of e, not shares yet: divide each by their sum.": (PAPER_SCORES / 2).exp(),
    }.items():
        if torch.allclose(found, wrong, atol=0.011):
            raise NotYet(message)
    raise NotYet(f"Your weights sum to {found.sum().item():.2f}. First divide by the square root of 4, then softmax.")


@checker
def bug(answer: Any) -> str:
    """The number of the wrong line, 1 to 5, in an attention whose words all look at the padding."""
    why = {
        "1": "Line 1 is fine: every query times every key.",
        "2": "Line 2 is fine: q.shape[-1] is D, and √D is the scale.",
        "4": "Line 4 is fine: dim=-1 runs over the keys, so every row sums to 1. The symptom is another.",
        "5": "Line 5 is fine: the weights mix the values.",
    }
    praise = "True means *may be attended to*, so the line fills what should be seen. It must be ~mask: upside down."
    return choice(answer, "3", praise, why, "Write the number of a line, 1 to 5")


@checker
def vote(answer: Any) -> str:
    """The vote on: `she` gives 0.9 of its attention to `queen`; how much does `queen` give to `she`?"""
    why = {
        "A": "That would be a symmetric relevance, as with the cosine of notebook 02. Here a word has two roles: it "
        "asks with its query and is asked by its key.",
        "B": "0.1 is what *she* has left for all other words: a row sums to 1, a pair does not.",
        "D": "A large weight one way does not forbid one the other way: each row is a softmax of its own.",
    }
    praise = (
        "queen has a query of its own and it has a key of its own: w(i,j) comes from q_i · k_j, w(j,i) from "
        "q_j · k_i. And each row is shared out by itself."
    )
    return choice(answer, "C", praise, why, "Vote with one letter, A, B, C or D")


@checker
def order(answer: Any) -> str:
    """The letters of the six lines of attention in an order that runs and is right."""
    rules = [
        ("E", "D", "The scores need q and k: first the three Linear layers, E."),
        ("D", "F", "F divides scores that are not there yet: first the MatMul, D."),
        ("D", "B", "B masks scores that are not there yet: first the MatMul, D."),
        ("F", "A", "You scale after the softmax: then it changes nothing, A has already used the large scores."),
        ("B", "A", "You mask after the softmax: what is hidden has already taken its share. Mask the scores."),
        ("A", "C", "C mixes by weights that are not there yet: first the softmax, A."),
    ]
    in_order(answer, LINES, rules)
    return "MatMul, Scale, Mask, SoftMax, MatMul. (Scale and Mask may change places: -inf divided by √D is -inf.)"


def _said(row: Tensor) -> str:
    return " ".join(f"{weight:.2f}" for weight in row.tolist())
