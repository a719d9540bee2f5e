"""Exercises of notebook 11."""

from typing import Any

import torch
from torch import Tensor

from word2bert.exercises.answers import NotYet, attempt, checker, choice, number, same_tensor

TEXTS, TASKS, EPOCHS, WIDTH = 1_000, 5, 3, 768
MOST_LABELS = 40  # vectors that the checker compares


@checker
def vote_word_vectors(answer: Any) -> str:
    """The task that a mean of word vectors cannot do."""
    return choice(
        answer,
        "C",
        "Both sentences have the same words, so they have the same mean: no classifier can tell them apart.",
        {
            "A": "Spam has its own words: *win*, *free*, *click*. Single words tell.",
            "B": "Every word of a language says which language it is.",
            "D": "Who reads *oven* and *soup* knows. Single words tell.",
        },
        "Give a letter from A to D",
    )


@checker
def mean(function: Any) -> str:
    """A function (vectors, real) that gives the mean over the real words of each text."""
    generator = torch.Generator().manual_seed(11)
    vectors = torch.randn(3, 5, 4, generator=generator)
    real = torch.tensor([[True] * 5, [True] * 2 + [False] * 3, [True] * 4 + [False]])
    found = attempt(function, vectors.clone(), real.clone())
    added = (vectors * real[..., None]).sum(dim=1)
    right = added / real.sum(dim=1, keepdim=True)
    same_tensor(
        found,
        right,
        {
            "This is the mean over all places, padding too: a short text in a long batch becomes another text.": (
                vectors.mean(dim=1)
            ),
            "Padding is not added, but it is counted: you divide by T. Divide by the number of real words.": added / 5,
            "Padding is added, and not counted. Multiply the vectors by the mask first.": (
                vectors.sum(dim=1) / real.sum(dim=1, keepdim=True)
            ),
            "This is one mean over all texts together. Each text has its own.": vectors[real].mean(dim=0),
            "This is the sum. Divide by the number of real words of each text.": added,
        },
        "Take one text with two real words, and print.",
    )
    return "A text has the same vector in every batch, however long the others are."


@checker
def costs(answer: Any) -> str:
    """Forward passes with frozen features, with fine-tuning, and the numbers of a logistic regression."""
    if not isinstance(answer, list | tuple) or len(answer) != 3:
        raise NotYet("Give three numbers: (passes frozen, passes fine-tuned, numbers).")
    frozen, tuned, numbers = (
        number(value, name) for value, name in zip(answer, ("passes", "passes", "numbers"), strict=True)
    )
    if frozen == TEXTS * TASKS:
        raise NotYet("The features of a text are the same for every task: compute them once, and keep them.")
    if frozen != TEXTS:
        raise NotYet("Frozen: each text goes through BERT once. How many texts are there?")
    if tuned == TEXTS * TASKS * EPOCHS:
        raise NotYet("Fine-tuning goes forward and backward, and backward counts as two: three for each text.")
    if tuned == TEXTS * EPOCHS * 3:
        raise NotYet("That is one task. Each of the five has a fine-tuned BERT of its own.")
    if tuned != TEXTS * TASKS * EPOCHS * 3:
        raise NotYet("Fine-tuned: texts x epochs x tasks, each forward (1) and backward (2).")
    if numbers == WIDTH:
        raise NotYet("There is a bias, too.")
    if numbers == 2 * (WIDTH + 1):
        raise NotYet("Two rows would do, but scikit-learn's has one: the sigmoid of one score tells two classes apart.")
    if numbers != WIDTH + 1:
        raise NotYet("Logistic regression over two classes: one weight for each feature, and a bias.")
    return "45 times as many passes. That is why one tries frozen features first."


@checker
def honest(answer: Any) -> str:
    """What may be reported after a choice."""
    return choice(
        answer,
        "C",
        "Whoever chooses by the new texts has used them. A third part, looked at once, is honest.",
        {
            "A": "Of 12 tries one is the luckiest. These texts have helped to choose, so they cannot judge.",
            "B": "That is honest about 12 layers, but you want to know what the chosen one can do.",
            "D": "The 94 % are still those of the luckiest try.",
        },
        "Give a letter from A to D",
    )


@checker
def nearest(function: Any) -> str:
    """A function (vectors, labels) that gives the share whose nearest other vector has the same label."""
    generator = torch.Generator().manual_seed(5)
    vectors = torch.randn(MOST_LABELS, 6, generator=generator) * torch.rand(MOST_LABELS, 1, generator=generator) * 9
    labels = torch.randint(0, 3, (MOST_LABELS,), generator=generator)
    vectors[:, :3] += 2.0 * torch.nn.functional.one_hot(labels, 3)
    found = number(attempt(function, vectors.clone(), labels.clone()), "The share")
    units = vectors / vectors.norm(dim=1, keepdim=True)
    others = torch.eye(MOST_LABELS, dtype=torch.bool)

    def share(closeness: Tensor) -> float:
        return float((labels[closeness.argmax(dim=1)] == labels).float().mean())

    right = share((units @ units.T).masked_fill(others, -torch.inf))
    wrong = {
        "Every vector is nearest to itself, so this is always 1. Leave the diagonal out.": 1.0,
        "These are dot products: long vectors seem near to everybody. Divide each by its length first.": share(
            (vectors @ vectors.T).masked_fill(others, -torch.inf)
        ),
        "This is the nearest by distance, not by cosine. Divide each vector by its length first.": share(
            (-torch.cdist(vectors, vectors)).masked_fill(others, -torch.inf)
        ),
    }
    if abs(found - right) < 1e-4:
        return "Leave-one-out: the simplest judge of features, without any training."
    for message, value in wrong.items():
        if abs(found - value) < 1e-4:
            raise NotYet(message)
    raise NotYet(f"The share should be a number from 0 to 1 that counts equal labels; yours is {found:.3f}.")
