from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from word2bert.exercises import transformer_block as check
from word2bert.models import Block, TransformerConfig

Said = pytest.CaptureFixture[str]
Check = Callable[[Any], None]


def norm(x: torch.Tensor) -> torch.Tensor:
    return (x - x.mean(dim=-1, keepdim=True)) / x.std(dim=-1, keepdim=True, correction=0)


class FeedForward(nn.Module):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, x: torch.Tensor) -> Any:
        return self.down(F.gelu(self.up(x)))


class WithDropout(FeedForward):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__(width, inner)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x: torch.Tensor) -> Any:
        return self.dropout(super().forward(x))


class MadeAnew(FeedForward):
    def forward(self, x: torch.Tensor) -> Any:
        return nn.Linear(32, 8)(F.gelu(self.up(x)))


class NothingBetween(FeedForward):
    def forward(self, x: torch.Tensor) -> Any:
        return self.down(self.up(x))


class OneLayer(FeedForward):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__(width, inner)
        self.down = self.up = nn.Linear(width, width)


class MixesWords(FeedForward):
    def forward(self, x: torch.Tensor) -> Any:
        return super().forward(x - x.mean(dim=1, keepdim=True))


class WrongWidth(FeedForward):
    def forward(self, x: torch.Tensor) -> Any:
        return F.gelu(self.up(x))


@pytest.mark.parametrize(
    ("run", "answer"),
    [
        (check.add_and_norm, lambda x, attended: norm(x + attended)),
        (check.add_and_norm, lambda x, attended: F.layer_norm((x + attended).float(), (8,))),
        (check.parameters_on_paper, 244),
        (check.repaired_feed_forward, FeedForward),
        (check.repaired_feed_forward, WithDropout),
        (check.where_words_meet, "b"),
        (check.order_of_the_lines, "CEABD"),
        (check.order_of_the_lines, ["C", "E", "A", "B", "D"]),
        (check.order_of_the_lines, "c, e, a, b, d"),
    ],
)
def test_right(run: Check, answer: Any, capsys: Said) -> None:
    run(answer)
    assert capsys.readouterr().out.startswith("Right.")


@pytest.mark.parametrize(
    ("run", "answer", "said"),
    [
        (check.add_and_norm, ..., "Replace the ..."),
        (check.add_and_norm, lambda x, attended: None, "returns nothing yet"),
        (check.add_and_norm, lambda x, attended: 3.0, "Return a tensor"),
        (check.add_and_norm, lambda x, attended: x + attended, "The norm is missing"),
        (check.add_and_norm, lambda x, attended: norm(attended), "The residual is missing"),
        (check.add_and_norm, lambda x, attended: x + norm(attended), "normalise first and add afterwards"),
        (check.add_and_norm, lambda x, attended: norm(x) + norm(attended), "Both parts are normalised"),
        (check.add_and_norm, lambda x, attended: norm((x + attended).T).T, "The mean runs over the words"),
        (check.add_and_norm, lambda x, a: (x + a - (x + a).mean()) / (x + a).std(correction=0), "One mean for all"),
        (
            check.add_and_norm,
            lambda x, a: (x + a - (x + a).mean(-1, True)) / (x + a).var(-1, correction=0, keepdim=True),
            "divide by the variance",
        ),
        (
            check.add_and_norm,
            lambda x, a: x + a - (x + a).mean(-1, True),
            "division by the standard deviation is missing",
        ),
        (
            check.add_and_norm,
            lambda x, a: (x + a) / (x + a).std(-1, correction=0, keepdim=True),
            "subtraction of the mean is missing",
        ),
        (
            check.add_and_norm,
            lambda x, a: (x + a - (x + a).mean(-1, True)) / (x + a).std(-1, keepdim=True),
            "std() divides by 7",
        ),
        (check.add_and_norm, lambda x, attended: norm(x + attended)[0], "here the shape is (8,)"),
        (check.add_and_norm, lambda x, attended: norm(x - attended), "one of them is"),
        (check.parameters_on_paper, "many", "must be a number"),
        (check.parameters_on_paper, 224, "there are four, for Q, K, V"),
        (check.parameters_on_paper, 228, "two norms are missing"),
        (check.parameters_on_paper, 236, "One norm is missing"),
        (check.parameters_on_paper, 200, "The biases are missing"),
        (check.parameters_on_paper, 192, "Add their biases, and the two norms"),
        (check.parameters_on_paper, 164, "The attention is missing"),
        (check.parameters_on_paper, 96, "The feed-forward layer is missing"),
        (check.parameters_on_paper, 176, "The way back is missing"),
        (check.parameters_on_paper, 12 * 244, "twelve blocks"),
        (check.parameters_on_paper, 7, "7 is not it"),
        (check.repaired_feed_forward, FeedForward(8, 32), "Pass the class itself"),
        (check.repaired_feed_forward, int, "Pass the class itself"),
        (check.repaired_feed_forward, MadeAnew, "Two runs on the same x differ"),
        (check.repaired_feed_forward, NothingBetween, "Nothing stands between"),
        (check.repaired_feed_forward, OneLayer, "Two Linear layers were expected"),
        (check.repaired_feed_forward, MixesWords, "must see each word alone"),
        (check.repaired_feed_forward, WrongWidth, "(2, 5, 8) must come out"),
        (check.where_words_meet, "A", "treats each word alone"),
        (check.where_words_meet, "C", "mean over 768 numbers"),
        (check.where_words_meet, "D", "No neighbour has a say yet"),
        (check.where_words_meet, "E", "Vote with one letter"),
        (check.order_of_the_lines, "CEAB", "each of the letters A, B, C, D, E once"),
        (check.order_of_the_lines, 3, "here are none"),
        (check.order_of_the_lines, "ECABD", "Which line makes one from the ids"),
        (check.order_of_the_lines, "CAEBD", "E comes before A"),
        (check.order_of_the_lines, "CEADB", "B comes before D"),
        (check.order_of_the_lines, "CBDEA", "comes before the attention"),
        (check.order_of_the_lines, "CEBAD", "from before the first add & norm"),
    ],
)
def test_not_yet(run: Check, answer: Any, said: str, capsys: Said) -> None:
    run(answer)
    out = capsys.readouterr().out
    assert out.startswith("Not yet.")
    assert said in out


def test_the_number_on_paper_is_that_of_the_librarys_block(capsys: Said) -> None:
    block = Block(TransformerConfig(hidden_size=4, num_attention_heads=1, intermediate_size=16))
    check.parameters_on_paper(sum(parameter.numel() for parameter in block.parameters()))
    assert capsys.readouterr().out.startswith("Right.")


def test_the_lines_in_their_order_are_the_transformer(capsys: Said) -> None:
    torch.manual_seed(0)
    config = TransformerConfig(hidden_size=4, num_attention_heads=1, intermediate_size=16, hidden_dropout_prob=0.0)
    block, x = Block(config), torch.randn(1, 3, 4)
    names = {
        "embeddings": lambda ids: x,
        "attention": lambda x: block.attention(x)[0],
        "norm_1": block.attention_norm,
        "feed_forward": block.feed_forward,
        "norm_2": block.feed_forward_norm,
        "ids": None,
    }
    for letter in "CEABD":
        exec(check.LINES[letter], names)
    torch.testing.assert_close(names["x"], block(x)[0])
    check.order_of_the_lines("CEABD")
    assert "Right." in capsys.readouterr().out
