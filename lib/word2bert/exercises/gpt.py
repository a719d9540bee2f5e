"""Exercises of notebook 07."""

import math
from typing import Any

import torch
from torch import Tensor

from word2bert.exercises.answers import NotYet, attempt, checker, choice, number, recognise

DICTIONARY, FEW = 2_400, 4  # the words among which the models on paper hesitate
VOTES = {
    "A": "If all changed, the words before yangtze would have seen it. Which way may a word look?",
    "C": "It is the other way round: these come before yangtze, and no word sees what comes after it.",
    "D": "river stands before yangtze, and cannot see it.",
}


@checker
def mask(function: Any) -> str:
    """A function tokens -> the causal mask, a bool tensor (tokens, tokens)."""
    for tokens in (1, 4, 9):
        found = attempt(function, tokens)
        if not isinstance(found, Tensor):
            raise NotYet(f"Return a tensor; here is a {type(found).__name__}.")
        if found.shape != (tokens, tokens):
            raise NotYet(f"For {tokens} tokens the shape is ({tokens}, {tokens}); here it is {tuple(found.shape)}.")
        if found.dtype != torch.bool:
            raise NotYet(f"A mask is bool, True = may be attended to; here the type is {found.dtype}.")
        right = torch.ones(tokens, tokens, dtype=torch.bool).tril()
        if tokens == 1:
            if not found.all():
                raise NotYet("A word alone may look at itself: for 1 token the mask is True.")
            continue
        if torch.equal(found, right.T):
            raise NotYet("This is the upper half: every word would see what comes later, and nothing before it.")
        if torch.equal(found, ~right):
            raise NotYet("This hides what should be seen: here True means may be attended to.")
        if torch.equal(found, right.tril(-1)):
            raise NotYet("A word may look at itself as well: the diagonal is True. The first word has nothing else.")
        if not torch.equal(found, right):
            raise NotYet(f"Word t may look at the words 0 to t. For {tokens} tokens your mask is another.")
    return "Row by row: word 0 sees one word, word 1 sees two, the last one sees all."


@checker
def inputs_and_labels(function: Any) -> str:
    """A function ids (B, T) -> what the model reads and its labels, both (B, T - 1)."""
    ids = torch.tensor([[2, 17, 4, 9, 3], [2, 8, 8, 5, 3]])
    found = attempt(function, ids.clone())
    if not (isinstance(found, tuple | list) and len(found) == 2 and all(isinstance(part, Tensor) for part in found)):
        raise NotYet("Return two tensors, the inputs and the labels.")
    inputs, labels = found
    if torch.equal(inputs, ids[:, 1:]) and torch.equal(labels, ids[:, :-1]):
        raise NotYet("This predicts the word before: the labels are the text without its first token.")
    if inputs.shape == labels.shape and torch.equal(inputs, labels):
        raise NotYet("Input and label are the same word: the model copies, and learns nothing. Shift one of them.")
    if inputs.shape != (2, 4) or labels.shape != (2, 4):
        raise NotYet(
            f"Five tokens give four examples: (2, 4) and (2, 4); here {tuple(inputs.shape)} and {tuple(labels.shape)}."
        )
    if not (torch.equal(inputs, ids[:, :-1]) and torch.equal(labels, ids[:, 1:])):
        raise NotYet("What is read is the text without its last token, the labels are the text without its first.")
    return "Every token is asked for the one after it, all at once."


@checker
def shares(function: Any) -> str:
    """A function (scores, temperature, top_k) -> the probabilities from which the next word is drawn."""
    scores = torch.tensor([0.5, 3.0, -1.0, 2.0, 1.0], dtype=torch.float64)
    for temperature, top_k in ((1.0, 5), (2.0, 5), (0.5, 3)):
        found = attempt(function, scores.clone(), temperature, top_k)
        if not isinstance(found, Tensor) or found.shape != scores.shape:
            raise NotYet("Return one probability for each of the scores, in a tensor of the same shape.")
        low = scores < scores.topk(top_k).values[-1]
        kept = scores.masked_fill(low, -torch.inf)
        right = (kept / temperature).softmax(dim=0)
        wrong = {
            "You multiply by the temperature. Divide the scores by it: a high one makes them more equal.": (
                (kept * temperature).softmax(dim=0)
            ),
            "The temperature does nothing yet: divide the scores by it before the softmax.": kept.softmax(dim=0),
            "Words beyond the best k still have a probability. Give them a score of minus infinity.": (
                (scores / temperature).softmax(dim=0)
            ),
            "The words left out are 0, and the others no longer sum to 1: take them out before the softmax.": (
                (scores / temperature).softmax(dim=0).masked_fill(low, 0)
            ),
            "A score of 0 is a score like any other: take words out with minus infinity.": (
                (scores.masked_fill(low, 0) / temperature).softmax(dim=0)
            ),
            "You divide probabilities by the temperature. Divide the scores, before the softmax.": (
                kept.softmax(dim=0) / temperature
            ),
        }
        if not torch.allclose(found.double(), right, atol=1e-6):
            recognise(found, wrong)
            raise NotYet(f"At temperature {temperature}, top_k {top_k} it gives {_brief(found)}, not {_brief(right)}.")
    return "Scores / temperature, softmax, and nothing for those that are not among the best."


def _brief(numbers: Tensor) -> str:
    return " ".join(f"{value:.2f}" for value in numbers.tolist())


@checker
def losses_on_paper(answers: Any) -> str:
    """The losses in nats of two models: one guesses among 2,400 words, one hesitates evenly among 4."""
    if not isinstance(answers, list | tuple) or len(answers) != 2:
        raise NotYet(f"Two numbers were expected; here is {answers!r}.")
    for answer, words in zip(answers, (DICTIONARY, FEW), strict=True):
        found = number(answer, "A loss")
        right = math.log(words)
        if math.isclose(found, math.log2(words), abs_tol=0.05):
            raise NotYet(f"{found:g} are bits, with the logarithm to the base 2. Nats are those to the base e: ln.")
        if math.isclose(found, -right, abs_tol=0.05):
            raise NotYet(f"{found:g}: mind the minus. The logarithm of a probability is negative, the loss is not.")
        if math.isclose(found, 1 / words, rel_tol=0.02) or math.isclose(found, words, rel_tol=0.01):
            raise NotYet(f"{found:g} is no loss yet: p is 1 / {words:,}, the loss is -ln p.")
        if not math.isclose(found, right, abs_tol=0.05):
            raise NotYet(f"{found:g} is not it. With {words:,} words, each as likely, p = 1 / {words:,}, loss = -ln p.")
    return "ln 2,400 = 7.78 and ln 4 = 1.39: the first is where every training starts, the second is where ours ends."


@checker
def what_changes(vote: Any) -> str:
    """Which vectors change when a word is exchanged."""
    praise = "A vector is made of the words up to its own place. So what a GPT has read stays as it is while it writes."
    return choice(vote, "B", praise, VOTES, "Vote with one letter, A, B, C or D")
