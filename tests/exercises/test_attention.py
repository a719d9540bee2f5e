import math
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
import torch
from word2bert.exercises import attention as check
from word2bert.models import scaled_dot_product_attention

Said = pytest.CaptureFixture[str]


def head(scale: str = "root", axis: int = -1, swap: bool = False, soft: bool = True, mix: bool = True) -> Any:
    def run(q: Any, k: Any, v: Any) -> Any:
        scores = k @ q.T if swap else q @ k.T
        root = math.sqrt(q.shape[-1])
        scores = {"root": scores / root, "none": scores, "size": scores / root**2, "times": scores * root}[scale]
        weights = scores.softmax(dim=axis) if soft else scores
        return weights @ v if mix else weights

    return run


def library(q: Any, k: Any, v: Any) -> Any:
    output, weights = scaled_dot_product_attention(q[None, None], k[None, None], v[None, None])
    return output[0, 0], weights[0, 0]


def masked(fill: float = -math.inf, over: Callable[[Any], Any] = lambda mask: ~mask, axis: int = -1) -> Any:
    return lambda scores, mask: scores.masked_fill(over(mask), fill).softmax(dim=axis)


@pytest.mark.parametrize(
    ("run", "answer"),
    [
        (check.one_head, head()),
        (check.one_head, library),
        (check.with_padding, masked()),
        (check.with_padding, masked(fill=-1e9)),
        (check.on_paper, [0.67, 0.09, 0.24]),
        (check.on_paper, torch.tensor([2.0, 0, 1]).softmax(dim=0)),
        (check.one_head, lambda q, k, v: head()(q.double(), k.double(), v.double())),
        (check.bug, 3),
        (check.bug, "3"),
        (check.vote, "C"),
        (check.vote, " c "),
        (check.order, "E D F B A C"),
        (check.order, ["e", "d", "b", "f", "a", "c"]),
    ],
)
def test_right(run: Callable[[Any], None], answer: Any, capsys: Said) -> None:
    run(answer)
    assert capsys.readouterr().out.startswith("Right.")


@pytest.mark.parametrize(
    ("run", "answer", "said"),
    [
        (check.one_head, head(scale="none"), "forgot to scale"),
        (check.one_head, head(scale="size"), "You divide by D"),
        (check.one_head, head(scale="times"), "multiply by the square root"),
        (check.one_head, head(axis=0), "wrong axis"),
        (check.one_head, head(swap=True), "swapped"),
        (check.one_head, head(soft=False), "no softmax yet"),
        (check.one_head, head(mix=False), "These are the weights"),
        (check.one_head, lambda q, k, v: v, "the numbers are not"),
        (check.one_head, lambda q, k, v: v[0], "shape (5, 4), here it is (4,)"),
        (check.one_head, lambda q, k, v: v.tolist(), "must be a tensor, here is a list"),
        (check.one_head, lambda q, k, v: q @ k, "stopped with RuntimeError"),
        (check.one_head, lambda q, k, v: None, "returns nothing yet"),
        (check.one_head, lambda q, k, v: head(scale="none")(q.double(), k.double(), v.double()), "forgot to scale"),
        (check.with_padding, masked(over=lambda mask: mask), "upside down"),
        (check.with_padding, lambda scores, mask: scores.softmax(dim=-1), "does nothing yet"),
        (check.with_padding, lambda scores, mask: scores.softmax(dim=-1) * mask, "after the softmax"),
        (check.with_padding, masked(fill=0.0), "e^0 = 1"),
        (check.with_padding, masked(axis=0), "wrong axis"),
        (check.with_padding, masked(over=lambda mask: ~mask[:, None]), "Hide their columns"),
        (check.with_padding, lambda scores, mask: scores, "The first row should be"),
        (check.with_padding, lambda scores, mask: scores[0], "shape (5, 5), here it is (5,)"),
        (check.on_paper, [0.867, 0.016, 0.117], "forgot to scale"),
        (check.on_paper, [0.51, 0.19, 0.31], "divided by D = 4"),
        (check.on_paper, [0.67, 0, 0.33], "divided each score by their sum"),
        (check.on_paper, [2, 0, 1], "the scaled scores"),
        (check.on_paper, [7.39, 1, 2.72], "powers of e"),
        (check.on_paper, [0.5, 0.3, 0.2], "sum to 1.00"),
        (check.on_paper, [1, 2], "here are 2"),
        (check.on_paper, "much", "Write three numbers"),
        (check.on_paper, ..., "Replace the ..."),
        (check.on_paper, [..., ..., ...], "Replace the ..."),
        (check.on_paper, [10**400, 0, 0], "Write three numbers"),
        (check.bug, [3], "1 to 5; here is [3]"),
        (check.bug, {3}, "1 to 5; here is {3}"),
        (check.bug, 1, "Line 1 is fine"),
        (check.bug, 2, "Line 2 is fine"),
        (check.bug, 4, "Line 4 is fine"),
        (check.bug, 5, "Line 5 is fine"),
        (check.bug, "mask", "1 to 5; here is 'mask'"),
        (check.vote, "A", "symmetric"),
        (check.vote, "B", "a row sums to 1"),
        (check.vote, "D", "softmax of its own"),
        (check.vote, "E", "one letter"),
        (check.order, "D E F B A C", "three Linear"),
        (check.order, "E F D B A C", "F divides scores"),
        (check.order, "E B D F A C", "B masks scores"),
        (check.order, "E D B A F C", "You scale after the softmax"),
        (check.order, "E D F A B C", "You mask after the softmax"),
        (check.order, "E D F B C A", "C mixes by weights"),
        (check.order, "E D F", "once; here are E D F"),
    ],
)
def test_not_yet(run: Callable[[Any], None], answer: Any, said: str, capsys: Said) -> None:
    run(answer)
    out = capsys.readouterr().out
    assert out.startswith("Not yet.")
    assert said in out


def test_an_order_is_right_when_its_lines_run_and_give_the_librarys_output(capsys: Said) -> None:
    x = torch.randn(1, 1, 4, 6)
    query, key, value = (torch.nn.Linear(6, 3) for _ in range(3))
    mask = torch.tensor([True, True, True, False])
    expected, _ = scaled_dot_product_attention(query(x), key(x), value(x), mask)
    for letters in permutations(check.LINES):
        names = {"x": x, "query": query, "key": key, "value": value, "mask": mask, "torch": torch, "math": math}
        try:
            exec("\n".join(check.LINES[letter] for letter in letters), names)
            works = torch.allclose(names["output"], expected, atol=1e-6)
        except NameError:
            works = False
        check.order("".join(letters))
        assert capsys.readouterr().out.startswith("Right." if works else "Not yet."), letters
