"""The checkers of notebook 10: right answers pass, and typical mistakes are recognised."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
import torch
from word2bert.exercises import inside_bert as check


def said(checker: Callable[[Any], None], answer: Any, capsys: pytest.CaptureFixture[str]) -> str:
    checker(answer)
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    "checker",
    [check.vote_explanation, check.previous_word, check.knock_out, check.vote_reversal, check.most_needed],
)
def test_an_answer_that_is_not_given_yet(checker: Callable[[Any], None], capsys: pytest.CaptureFixture[str]) -> None:
    assert said(checker, ..., capsys).startswith("Not yet. Replace the ...")


@pytest.mark.parametrize(
    ("checker", "answer", "part"),
    [
        (check.vote_explanation, "c", "Right."),
        (check.vote_explanation, "A", "real forward pass"),
        (check.vote_explanation, "B", "Other heads"),
        (check.vote_explanation, "D", "the same job"),
        (check.vote_explanation, "X", "a letter from A to D"),
        (check.vote_reversal, "B", "Right."),
        (check.vote_reversal, "A", "not forgotten"),
        (check.vote_reversal, "C", "in the dictionary"),
        (check.vote_reversal, "D", "to the left"),
        (check.vote_reversal, 7, "a letter from A to D"),
    ],
)
def test_votes(checker: Callable[[Any], None], answer: Any, part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert part in said(checker, answer, capsys)


@pytest.mark.parametrize(
    ("function", "part"),
    [
        (lambda w: torch.stack([w[:, i, i - 1] for i in range(1, w.shape[1])]).mean(dim=0), "Right."),
        (lambda w: w.diagonal(1, 1, 2).mean(dim=1), "the word after"),
        (lambda w: w.diagonal(0, 1, 2).mean(dim=1), "looks at itself"),
        (lambda w: w.diagonal(-1, 1, 2).sum(dim=1) / w.shape[1], "only T - 1"),
        (lambda w: w.diagonal(-1, 1, 2).mean(), "all heads together"),
        (lambda w: w.diagonal(-1, 1, 2), "for every word"),
        (lambda w: w[:, 0, 0], "the numbers are not"),
        (lambda w: w[0], "The shape should be (3,), here it is (6, 6)"),
        (lambda w: 0.5, "Return a tensor; here is a float"),
    ],
)
def test_the_word_before(function: Callable[..., Any], part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert part in said(check.previous_word, function, capsys)


def filled(scores: torch.Tensor, place: int, value: float, row: bool = False) -> torch.Tensor:
    scores = scores.clone()
    if row:
        scores[:, place] = value
    else:
        scores[:, :, place] = value
    return scores


@pytest.mark.parametrize(
    ("function", "part"),
    [
        (lambda s, p: filled(s, p, -torch.inf).softmax(dim=-1), "Right."),
        (lambda s, p: filled(s, p, -1e9).softmax(dim=-1), "Right."),
        (lambda s, p: filled(s.softmax(dim=-1), p, 0.0), "no longer add up to 1"),
        (lambda s, p: filled(s, p, 0.0).softmax(dim=-1), "A score of 0 is not nothing"),
        (lambda s, p: filled(s, p, -torch.inf, row=True).softmax(dim=-1), "taken out the row"),
        (lambda s, p: s.softmax(dim=-1), "still there"),
        (lambda s, p: filled(s, p, -torch.inf), "The softmax is missing"),
        (lambda s, p: s.softmax(dim=1), "the numbers are not"),
    ],
)
def test_a_word_knocked_out(function: Callable[..., Any], part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert part in said(check.knock_out, function, capsys)


@pytest.mark.parametrize(
    ("function", "part"),
    [
        (lambda answer, ls, hs: min(product(range(ls), range(hs)), key=lambda one: answer([one])), "Right."),
        (lambda answer, ls, hs: max(product(range(ls), range(hs)), key=lambda one: answer([one])), "missed least"),
        (lambda answer, ls, hs: min(((0, head) for head in range(hs)), key=lambda one: answer([one])), "first layer"),
        (
            lambda answer, ls, hs: min(((ls - 1, head) for head in range(hs)), key=lambda one: answer([one])),
            "last layer",
        ),
        (lambda answer, ls, hs: (1, 0), "another head than (1, 0)"),
        (lambda answer, ls, hs: answer([(0, 0), (0, 1)]), "one head at a time"),
        (lambda answer, ls, hs: 5, "Return a pair"),
    ],
)
def test_the_head_that_is_needed_most(
    function: Callable[..., Any], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert part in said(check.most_needed, function, capsys)
