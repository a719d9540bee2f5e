"""Exercises of notebook 06."""

import inspect
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from word2bert.exercises.answers import NotYet, attempt, checker, choice, in_order, number, recognise

WIDTH, INNER = 4, 16  # of the block that is counted on paper
LINES = {
    "A": "x = norm_1(x + attended)",
    "B": "thought = feed_forward(x)",
    "C": "x = embeddings(ids)",
    "D": "x = norm_2(x + thought)",
    "E": "attended = attention(x)",
}
VOTES = {
    "A": "The feed-forward layer treats each word alone: the same 768 -> 3072 -> 768 for every word, in any order.",
    "C": "Layer norm looks at the numbers of one word, and at no other word: its mean is a mean over 768 numbers.",
    "D": "Word, position and segment are three rows that belong to this one word. No neighbour has a say yet.",
}


def _norm(x: Tensor) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], eps=1e-12)


@checker
def add_and_norm(function: Any) -> str:
    """A function (x, attended), both (T, C), that gives norm(x + attended), with weight 1 and bias 0."""
    x, attended = torch.randn(2, 5, 8, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 3
    found = attempt(function, x.clone(), attended.clone())
    if not isinstance(found, Tensor):
        raise NotYet(f"Return a tensor; here is a {type(found).__name__}.")
    found = found.double()
    total = x + attended
    centred = total - total.mean(dim=-1, keepdim=True)
    variance = (centred**2).mean(dim=-1, keepdim=True)
    right = _norm(total)
    recognise(
        found,
        {
            "The norm is missing: this is the sum alone.": total,
            "The residual is missing: add x before you normalise.": _norm(attended),
            "You normalise first and add afterwards. Here it is add, then norm: norm(x + attended).": x
            + _norm(attended),
            "Both parts are normalised before they are added. Add first, then normalise the sum.": _norm(x)
            + _norm(attended),
            "The mean runs over the words. Each word is normalised by its own numbers: dim=-1, keepdim=True.": (
                _norm(total.T).T
            ),
            "One mean for all words together. Each word has its own: dim=-1, keepdim=True.": (
                (total - total.mean()) / total.var(correction=0).sqrt()
            ),
            "You divide by the variance. The standard deviation is its square root.": centred / variance,
            "The mean is subtracted, and the division by the standard deviation is missing.": centred,
            "The division is there, and the subtraction of the mean is missing.": total / variance.sqrt(),
            "std() divides by 7 where there are 8 numbers. Layer norm divides by 8: std(..., correction=0).": (
                centred / total.std(dim=-1, keepdim=True)
            ),
        },
    )
    if found.shape != right.shape:
        raise NotYet(f"{tuple(x.shape)} numbers go in and as many come out; here the shape is {tuple(found.shape)}.")
    if not torch.allclose(found, right, atol=1e-3):
        worst = (found - right).abs().max().item()
        raise NotYet(f"The shape is right, the numbers are not: one of them is {worst:.2f} away.")
    return "After it every word has the mean 0 and the standard deviation 1, whatever went in."


@checker
def parameters_on_paper(answer: Any) -> str:
    """The parameters of one block with 4 numbers a word and 16 inside the feed-forward layer."""
    found = number(answer, "The number of parameters")
    linear = WIDTH * WIDTH + WIDTH
    attention, norms = 4 * linear, 2 * 2 * WIDTH
    up, down = WIDTH * INNER + INNER, INNER * WIDTH + WIDTH
    biases = 4 * WIDTH + INNER + WIDTH + 2 * WIDTH
    right = attention + norms + up + down
    typical = {
        right - linear: "One Linear of the attention is missing: there are four, for Q, K, V and the output.",
        right - norms: "The two norms are missing: each has a weight and a bias for every number, 2 x 4.",
        right - norms // 2: "One norm is missing: there are two in a block. Or did you forget their biases?",
        right - biases: "The biases are missing: every Linear and every norm has one for each number that comes out.",
        right - attention: "The attention is missing: four Linear layers 4 -> 4.",
        right - up - down: "The feed-forward layer is missing: 4 -> 16 and 16 -> 4.",
        right - down: "The way back is missing: after 4 -> 16 comes 16 -> 4.",
        12 * right: "These are twelve blocks. How many has one?",
    }
    if found in typical:
        raise NotYet(typical[int(found)])
    if found == 4 * (WIDTH * WIDTH) + 2 * WIDTH * INNER:
        raise NotYet("These are the weights of the six Linear layers. Add their biases, and the two norms.")
    if found != right:
        raise NotYet(
            f"{found:g} is not it. Write a list: four Linear 4 -> 4, a norm, Linear 4 -> 16, Linear 16 -> 4, a norm. "
            "A Linear a -> b has a x b weights and b biases."
        )
    return (
        f"4 x {linear} for the attention, {up} + {down} for the feed-forward layer, {norms} for the norms. "
        "With 768 and 3072 the same sum gives 7,087,872."
    )


@checker
def repaired_feed_forward(layer: Any) -> str:
    """A class FeedForward(width, inner) whose layers are made once, with an activation function between them."""
    if not (inspect.isclass(layer) and issubclass(layer, nn.Module)):
        raise NotYet(f"Pass the class itself, without brackets; here is {layer!r}.")
    module = attempt(layer, 8, 32).eval()
    x = torch.randn(2, 5, 8, generator=torch.Generator().manual_seed(0))
    first, second = attempt(module, x), attempt(module, x)
    if not isinstance(first, Tensor) or first.shape != x.shape:
        raise NotYet(f"(2, 5, 8) goes in and (2, 5, 8) must come out; here it is {getattr(first, 'shape', first)}.")
    if not torch.equal(first, second):
        raise NotYet("Two runs on the same x differ. Which random numbers are drawn anew at each run?")
    sizes = sorted(tuple(part.weight.shape) for part in module.modules() if isinstance(part, nn.Linear))
    if sizes != [(8, 32), (32, 8)]:
        raise NotYet(f"Two Linear layers were expected, 8 -> 32 and 32 -> 8; here are {len(sizes)}: {sizes}.")
    middle = module(torch.zeros_like(x))
    if torch.allclose(module(x) - middle, middle - module(-x), atol=1e-5):
        raise NotYet("Nothing stands between the two Linear layers: together they are one Linear. Put F.gelu between.")
    alone = torch.cat([module(x[:, i : i + 1]) for i in range(5)], dim=1)
    if not torch.allclose(alone, first, atol=1e-5):
        raise NotYet("A word gets another result when its neighbours change. This layer must see each word alone.")
    if any(part.p > 0 for part in module.modules() if isinstance(part, nn.Dropout)):
        return "It works, and it may keep its dropout: in eval() it does nothing."
    return "Two runs agree, both layers learn, and an activation function stands between them."


@checker
def where_words_meet(vote: Any) -> str:
    """The box in which a word gets to know its neighbours."""
    praise = "Attention alone mixes words. Everything else in a block is done word by word."
    return choice(vote, "B", praise, VOTES, "Vote with one letter, A, B, C or D")


@checker
def order_of_the_lines(answer: Any) -> str:
    """The letters of the five lines of a transformer with one block, in the right order."""
    rules = [
        *(("C", letter, f"{letter} needs an x. Which line makes one from the ids?") for letter in "ABDE"),
        ("E", "A", "A adds `attended`, which E makes: E comes before A."),
        ("B", "D", "D adds `thought`, which B makes: B comes before D."),
        ("E", "B", "The feed-forward layer comes before the attention. First the words look around, then each thinks."),
        ("A", "B", "B takes the x from before the first add & norm. Attention has its add & norm first: E, then A."),
    ]
    in_order(answer, LINES, rules)
    return "; ".join(LINES[letter] for letter in "CEABD") + "."
