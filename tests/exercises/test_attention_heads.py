"""The checkers of notebook 05: right answers, and typical wrong ones by name."""

import pytest
import torch
from word2bert.exercises import attention_heads as check
from word2bert.models import merge_heads, split_heads


def no_transpose(x, heads):
    batch, tokens, width = x.shape
    return x.view(batch, heads, tokens, width // heads)


def every_fourth(x, heads):
    batch, tokens, width = x.shape
    return x.view(batch, tokens, width // heads, heads).permute(0, 3, 1, 2)


@pytest.mark.parametrize(
    ("run", "answer"),
    [
        (check.split, split_heads),
        (check.split, lambda x, heads: torch.stack(x.chunk(heads, dim=-1), dim=1)),
        (check.merge, merge_heads),
        (check.merge, lambda x: torch.cat(list(x.unbind(1)), dim=-1)),
        (check.place_of_column, (10, 60)),
        (check.place_of_column, [10, 60]),
        (check.vote, "d"),
        (check.bug, 2),
        (check.order, "E C F B G A D"),
        (check.order, ["E", "C", "F", "B", "G", "A", "D"]),
    ],
)
def test_right(run, answer, capsys):
    run(answer)
    assert capsys.readouterr().out.startswith("Right.")


@pytest.mark.parametrize(
    ("run", "answer", "said"),
    [
        (check.split, ..., "Replace the ..."),
        (check.split, no_transpose, "view without transpose"),
        (check.split, lambda x, heads: x.unflatten(2, (heads, -1)), "One transpose is missing"),
        (check.split, every_fourth, "Split over the wrong axis: a head gets every 4th number"),
        (check.split, lambda x, heads: x.unflatten(1, (2, 3)), "you have cut the words into groups"),
        (check.split, lambda x, heads: split_heads(x, heads).mT, "(B, H, D, T)"),
        (check.split, lambda x, heads: split_heads(x, heads).flip(1), "The shape is right, the numbers are not"),
        (check.split, lambda x, heads: x, "The shape should be (2, 4, 6, 3), here it is (2, 6, 12)"),
        (check.split, lambda x, heads: [1], "Return a tensor; here is a list"),
        (check.merge, lambda x: x.reshape(2, 6, 12), "reshape without transpose"),
        (check.merge, lambda x: x.transpose(1, 2), "forgot to merge"),
        (check.merge, lambda x: x.permute(0, 2, 3, 1).flatten(2), "number 0 of all heads, then number 1"),
        (check.merge, lambda x: x, "The shape should be (2, 6, 12), here it is (2, 4, 6, 3)"),
        (check.place_of_column, (..., ...), "Replace the ..."),
        (check.place_of_column, (float("inf"), 1), "Write two whole numbers"),
        (check.place_of_column, 10, "Write two whole numbers"),
        (check.place_of_column, (60, 10), "The other way round"),
        (check.place_of_column, (11, 61), "Both are counted from 0"),
        (check.place_of_column, (11, 60), "Heads are counted from 0"),
        (check.place_of_column, (10, 61), "Numbers are counted from 0"),
        (check.place_of_column, (58, 4), "You divided by the number of heads"),
        (check.place_of_column, (4, 58), "You divided by the number of heads"),
        (check.place_of_column, (7, 6), "How many whole heads"),
        (check.vote, "A", "after Linear"),
        (check.vote, "b", "768 in, 64 out"),
        (check.vote, "C", "do not take turns"),
        (check.vote, 5, "Vote with one letter"),
        (check.bug, 1, "Line 1 is fine"),
        (check.bug, 3, "Line 3 is fine"),
        (check.bug, 4, "Line 4 is fine"),
        (check.bug, 5, "Line 5 is fine"),
        (check.bug, [2], "1 to 5; here is [2]"),
        (check.bug, "two", "Write the number of a line"),
        (check.order, "E C F B G A", "Use each of the letters"),
        (check.order, "C E F B G A D", "You cut before Linear"),
        (check.order, "E F C B G A D", "there are no heads yet"),
        (check.order, "E C B F G A D", "first the transpose, F"),
        (check.order, "E C F G B A D", "G needs the weights"),
        (check.order, "E C F B A G D", "not there yet: first G"),
        (check.order, "E C F B G D A", "the words are shredded"),
    ],
)
def test_not_yet(run, answer, said, capsys):
    run(answer)
    out = capsys.readouterr().out
    assert out.startswith("Not yet.")
    assert said in out


def test_the_lines_in_their_order_are_multi_head_attention():
    torch.manual_seed(0)
    x = torch.randn(2, 512, 768)
    query, key, value = (torch.nn.Linear(768, 768) for _ in range(3))
    names = {"x": x, "query": query, "key": key, "value": value, "B": 2}
    for letter in "ECFBGAD":
        exec(check.LINES[letter], names)
    right = torch.nn.functional.scaled_dot_product_attention(
        *(split_heads(linear(x), 12) for linear in (query, key, value))
    )
    torch.testing.assert_close(names["output"], merge_heads(right), atol=1e-5, rtol=0)
