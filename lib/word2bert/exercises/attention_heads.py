"""Exercises of notebook 05."""

from typing import Any

import torch
from torch import Tensor

from word2bert.exercises.answers import NotYet, attempt, checker, choice, in_order, same_tensor
from word2bert.models import merge_heads, split_heads

BATCH, TOKENS, HEADS, SIZE = 2, 6, 4, 3  # all different, so that no wrong shape is right by chance
COLUMN = 700
TRY = "They are not where they belong: try it on a small arange, and print."
LINES = {
    "A": "output = output.transpose(1, 2)",
    "B": "weights = (q @ k.transpose(-2, -1) / 64**0.5).softmax(dim=-1)",
    "C": "q, k, v = (y.view(B, 512, 12, 64) for y in (q, k, v))",
    "D": "output = output.reshape(B, 512, 768)",
    "E": "q, k, v = query(x), key(x), value(x)",
    "F": "q, k, v = (y.transpose(1, 2) for y in (q, k, v))",
    "G": "output = weights @ v",
}


def _numbered() -> Tensor:
    """(B, T, C) in which every number is another."""
    return torch.arange(float(BATCH * TOKENS * HEADS * SIZE)).view(BATCH, TOKENS, HEADS * SIZE)


@checker
def split(function: Any) -> str:
    """A function (x, heads) that cuts (B, T, C) into (B, H, T, D)."""
    x = _numbered()
    cut = x.view(BATCH, TOKENS, HEADS, SIZE)
    found = attempt(function, x.clone(), HEADS)
    same_tensor(
        found,
        split_heads(x, HEADS),
        {
            "This is view without transpose: the shape is right, but head 0 has the numbers of the first few words "
            "only. Cut each word first, view(B, T, heads, D); then let tokens and heads change places.": (
                x.reshape(BATCH, HEADS, TOKENS, SIZE)
            ),
            "You have cut, but the heads still stand behind the words: (B, T, H, D). One transpose is missing.": cut,
            "Split over the wrong axis: a head gets every 4th number here, and it should get 3 side by side. "
            "It is view(B, T, heads, D), not view(B, T, D, heads).": (
                x.view(BATCH, TOKENS, SIZE, HEADS).permute(0, 3, 1, 2)
            ),
            "Split over the wrong axis: you have cut the words into groups, not their numbers. Every head needs all "
            "the words.": x.view(BATCH, 2, TOKENS // 2, HEADS * SIZE),
            "You swapped the last two axes: (B, H, D, T). A head is a matrix of words x numbers.": cut.permute(
                0, 2, 3, 1
            ),
        },
        TRY,
    )
    return "Every head has all the words, and its own numbers of each."


@checker
def merge(function: Any) -> str:
    """A function (x) that puts (B, H, T, D) together to (B, T, C)."""
    x = split_heads(_numbered(), HEADS)
    back = x.transpose(1, 2)
    found = attempt(function, x.clone())
    same_tensor(
        found,
        merge_heads(x),
        {
            "This is reshape without transpose: the shape is right, but a row now holds numbers of several words. "
            "First let heads and tokens change places again.": x.reshape(BATCH, TOKENS, HEADS * SIZE),
            "You brought the heads back behind the words, but forgot to merge them: (B, T, H, D). Flatten the last two "
            "axes.": back,
            "The numbers of the heads are mixed: number 0 of all heads, then number 1. Keep each head's numbers "
            "side by side.": x.permute(0, 2, 3, 1).flatten(2),
        },
        TRY,
    )
    return "The heads stand side by side again: merge is the way back from split."


@checker
def place_of_column(answer: Any) -> str:
    """The pair (head, number) of column 700 of 768, in 12 heads of 64, both counted from 0."""
    try:
        head, number = (int(part) for part in answer)
    except (TypeError, ValueError, OverflowError):
        raise NotYet(f"Write two whole numbers, (head, number); here is {answer!r}.") from None
    right = divmod(COLUMN, 64)
    if (head, number) == right:
        return "10 · 64 = 640, and 700 - 640 = 60. In Python: divmod(700, 64)."
    why = {
        right[::-1]: "The other way round: first the head, then the number inside it.",
        (
            right[0] + 1,
            right[1] + 1,
        ): "Both are counted from 0: the first head is head 0, and its first number is number 0.",
        (right[0] + 1, right[1]): "Heads are counted from 0: columns 0 to 63 belong to head 0.",
        (right[0], right[1] + 1): "Numbers are counted from 0: column 640 is number 0 of its head.",
        divmod(COLUMN, 12): "You divided by the number of heads. Divide by the numbers that each head has, 64.",
        divmod(COLUMN, 12)[::-1]: "You divided by the number of heads. Divide by the numbers that each head has, 64.",
    }
    raise NotYet(why.get((head, number), "How many whole heads of 64 columns fit before column 700? What is left?"))


@checker
def vote(answer: Any) -> str:
    """The vote on: how many of the 768 numbers of a word does head 3 depend on?"""
    why = {
        "A": "It works on 64 numbers, but on 64 of Q, not of X: the cut comes after Linear.",
        "B": "Then its 64 numbers of Q would have to be zeros. Look at the small Linear layers: 768 in, 64 out.",
        "C": "Heads do not take turns: each has its own 64 outputs of Linear, and all 768 inputs.",
    }
    praise = "The cut comes after Linear, and every number that Linear gives is a sum over all 768."
    return choice(answer, "D", praise, why, "Vote with one letter, A, B, C or D")


@checker
def bug(answer: Any) -> str:
    """The number of the wrong line, 1 to 5, in an attention in which a word reaches one head only."""
    why = {
        "1": "Line 1 is fine: three Linear layers, and each of them reads all 768 numbers.",
        "3": "Line 3 is fine: queries times keys, divided by the square root of 64; the softmax runs over the keys.",
        "4": "Line 4 is fine: the weights mix the values.",
        "5": "Line 5 is fine: the heads go back behind the words, and then side by side.",
    }
    praise = "view without transpose: head 11 gets the last words with all their numbers, no other head hears of them."
    return choice(answer, "2", praise, why, "Write the number of a line, 1 to 5")


@checker
def order(answer: Any) -> str:
    """The letters of the seven lines of multi-head attention in an order that runs and is right."""
    rules = [
        ("E", "C", "You cut before Linear: then a head would see 64 numbers of X only. First E."),
        ("C", "F", "F lets words and heads change places, but there are no heads yet: first the cut, C."),
        ("F", "B", "B would multiply before every head has its own matrix of words: first the transpose, F."),
        ("B", "G", "G needs the weights: first B."),
        ("G", "A", "A turns an output that is not there yet: first G."),
        ("A", "D", "You merge before the heads stand behind the words again: the words are shredded. First A."),
    ]
    in_order(answer, LINES, rules)
    return "Linear, cut, transpose, attend, mix, transpose back, merge."
