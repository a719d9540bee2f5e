import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from word2bert.exercises import gpt as check

Said = pytest.CaptureFixture[str]
Check = Callable[[Any], None]


def tril(tokens: int) -> torch.Tensor:
    places = torch.arange(tokens)
    return places[:, None] >= places


def shares(scores: torch.Tensor, temperature: float, top_k: int) -> torch.Tensor:
    return (scores.masked_fill(scores < scores.topk(top_k).values[-1], -torch.inf) / temperature).softmax(dim=0)


@pytest.mark.parametrize(
    ("checker", "answer"),
    [
        (check.mask, tril),
        (check.mask, lambda tokens: torch.ones(tokens, tokens, dtype=torch.bool).tril()),
        (check.inputs_and_labels, lambda ids: (ids[:, :-1], ids[:, 1:])),
        (check.shares, shares),
        (check.shares, lambda scores, temperature, top_k: shares(scores.float(), temperature, top_k)),
        (check.losses_on_paper, [math.log(2400), math.log(4)]),
        (check.losses_on_paper, (7.78, 1.39)),
        (check.losses_on_paper, [torch.tensor(2400.0).log(), "1.39"]),
        (check.what_changes, "b"),
    ],
)
def test_right_answers_are_praised(checker: Check, answer: Any, capsys: Said) -> None:
    checker(answer)
    assert capsys.readouterr().out.startswith("Right. ")


@pytest.mark.parametrize(
    ("checker", "answer", "hint"),
    [
        (check.mask, lambda tokens: tril(tokens).tolist(), "Return a tensor"),
        (check.mask, lambda tokens: tril(tokens + 1), "the shape is (1, 1)"),
        (check.mask, lambda tokens: tril(tokens).float(), "A mask is bool"),
        (check.mask, lambda tokens: tril(tokens).T, "upper half"),
        (check.mask, lambda tokens: ~tril(tokens) if tokens > 1 else tril(1), "hides what should be seen"),
        (check.mask, lambda tokens: tril(tokens).tril(-1) if tokens > 1 else tril(1), "the diagonal is True"),
        (check.mask, lambda tokens: tril(tokens).tril(-1), "A word alone may look at itself"),
        (check.mask, lambda tokens: torch.ones(tokens, tokens, dtype=torch.bool), "Word t may look at"),
        (check.mask, lambda tokens: None, "returns nothing yet"),
        (check.inputs_and_labels, lambda ids: (ids[:, :-1], ids[:, :-1]), "Input and label are the same word"),
        (check.inputs_and_labels, lambda ids: (ids, ids), "Input and label are the same word"),
        (check.inputs_and_labels, lambda ids: (ids[:, 1:], ids[:, :-1]), "predicts the word before"),
        (check.inputs_and_labels, lambda ids: (ids[:, :-2], ids[:, 2:]), "Five tokens give four examples"),
        (check.inputs_and_labels, lambda ids: (ids[:, :-1], ids[:, :1].expand(2, 4)), "without its last token"),
        (check.inputs_and_labels, lambda ids: ids[:, :-1], "Return two tensors"),
        (check.shares, lambda s, t, k: shares(s, 1 / t, k), "multiply by the temperature"),
        (check.shares, lambda s, t, k: shares(s, 1, k), "temperature does nothing yet"),
        (check.shares, lambda s, t, k: shares(s, t, len(s)), "beyond the best k still have"),
        (
            check.shares,
            lambda s, t, k: (s / t).softmax(0).masked_fill(s < s.topk(k).values[-1], 0),
            "no longer sum to 1",
        ),
        (
            check.shares,
            lambda s, t, k: (s.masked_fill(s < s.topk(k).values[-1], 0) / t).softmax(0),
            "A score of 0 is a score",
        ),
        (check.shares, lambda s, t, k: shares(s, 1, k) / t, "You divide probabilities"),
        (check.shares, lambda s, t, k: s[:2], "one probability for each"),
        (check.shares, lambda s, t, k: s * 0, "it gives 0.00 0.00"),
        (check.losses_on_paper, [math.log2(2400), math.log(4)], "are bits"),
        (check.losses_on_paper, [math.log(2400), -math.log(4)], "mind the minus"),
        (check.losses_on_paper, [1 / 2400, math.log(4)], "is no loss yet"),
        (check.losses_on_paper, [math.log(2400), 0.25], "is no loss yet"),
        (check.losses_on_paper, [math.log(2400), 5], "5 is not it"),
        (check.losses_on_paper, [math.log(2400)], "Two numbers"),
        (check.losses_on_paper, [..., ...], "Replace the ..."),
        (check.losses_on_paper, ["ln 4", 1], "must be a number"),
        (check.what_changes, "A", "Which way may a word look"),
        (check.what_changes, "C", "the other way round"),
        (check.what_changes, "D", "river stands before"),
        (check.what_changes, "E", "Vote with one letter"),
        (check.what_changes, ..., "Replace the ..."),
    ],
)
def test_wrong_answers_get_a_hint(checker: Check, answer: Any, hint: str, capsys: Said) -> None:
    checker(answer)
    said = capsys.readouterr().out
    assert said.startswith("Not yet. ")
    assert hint in said
