"""The checkers of notebook 11: right answers pass, and typical mistakes are recognised."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from word2bert.exercises import feature_extraction as check


def said(checker: Callable[[Any], None], answer: Any, capsys: pytest.CaptureFixture[str]) -> str:
    checker(answer)
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize("checker", [check.vote_word_vectors, check.mean, check.costs, check.honest, check.nearest])
def test_an_answer_that_is_not_given_yet(checker: Callable[[Any], None], capsys: pytest.CaptureFixture[str]) -> None:
    assert said(checker, ..., capsys).startswith("Not yet. Replace the ...")


@pytest.mark.parametrize(
    ("checker", "right", "wrong"),
    [
        (
            check.vote_word_vectors,
            "c",
            {"A": "Single words tell", "B": "which language", "D": "Who reads", "E": "A to D"},
        ),
        (check.honest, "C", {"A": "luckiest", "B": "12 layers", "D": "luckiest try", "9": "A to D"}),
        (
            check.costs,
            (1_000, 45_000, 769),
            {
                (5_000, 45_000, 769): "once, and keep them",
                (3_000, 45_000, 769): "How many texts",
                (1_000, 15_000, 769): "backward counts as two",
                (1_000, 9_000, 769): "That is one task",
                (1_000, 7, 769): "texts x epochs x tasks",
                (1_000, 45_000, 768): "a bias, too",
                (1_000, 45_000, 1_538): "Two rows would do",
                (1_000, 45_000, 1): "one weight for each feature",
                (1_000, 45_000): "Give three numbers",
                (1_000, "many", 769): "must be a number",
            },
        ),
    ],
)
def test_answers_on_paper(
    checker: Callable[[Any], None], right: Any, wrong: dict[Any, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(checker, right, capsys).startswith("Right.")
    for answer, part in wrong.items():
        found = said(checker, answer, capsys)
        assert found.startswith("Not yet.")
        assert part in found, answer


def added(vectors: Tensor, real: Tensor) -> Tensor:
    return (vectors * real[..., None]).sum(dim=1)


@pytest.mark.parametrize(
    ("function", "part"),
    [
        (lambda v, r: v.mean(dim=1), "padding too"),
        (lambda v, r: added(v, r) / v.shape[1], "it is counted"),
        (lambda v, r: v.sum(dim=1) / r.sum(dim=1, keepdim=True), "Multiply the vectors by the mask"),
        (lambda v, r: v[r].mean(dim=0), "over all texts together"),
        (lambda v, r: added(v, r), "This is the sum"),
        (lambda v, r: v[:, :1], "The shape should be (3, 4), here it is (3, 1, 4)"),
        (lambda v, r: v[:, 0], "the numbers are not"),
        (lambda v, r: 3, "Return a tensor; here is a int"),
        (lambda v, r: v @ r, "stopped with"),
    ],
)
def test_means_that_are_wrong(
    function: Callable[[Tensor, Tensor], Any], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = said(check.mean, function, capsys)
    assert found.startswith("Not yet.")
    assert part in found


def test_a_mean_that_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    right = said(check.mean, lambda v, r: torch.stack([x[m].mean(dim=0) for x, m in zip(v, r, strict=True)]), capsys)
    assert right.startswith("Right.")


def share(closeness: Tensor, labels: Tensor, itself: bool = False) -> Tensor:
    if not itself:
        closeness.fill_diagonal_(-torch.inf)
    return (labels[closeness.argmax(dim=1)] == labels).float().mean()


def cosines(v: Tensor) -> Tensor:
    units = v / v.norm(dim=1, keepdim=True)
    return units @ units.T


@pytest.mark.parametrize(
    ("function", "part"),
    [
        (lambda v, y: share(cosines(v), y), "Right."),
        (lambda v, y: share(cosines(v), y, itself=True), "nearest to itself"),
        (lambda v, y: share(v @ v.T, y), "dot products"),
        (lambda v, y: share(-torch.cdist(v, v), y), "nearest by distance"),
        (lambda v, y: 0.123, "a number from 0 to 1 that counts equal labels; yours is 0.123"),
        (lambda v, y: "often", "The share must be a number"),
    ],
)
def test_the_nearest_neighbour(
    function: Callable[[Tensor, Tensor], Any], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert part in said(check.nearest, function, capsys)
