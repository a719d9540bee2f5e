"""Exercises of notebook 09."""

import math
from itertools import combinations, product
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional as F

from word2bert.exercises.answers import NotYet, attempt, checker, choice, number, recognise

DICTIONARY, PAIRS, MASKABLE, ASKED = 1_000, 64, 20, 192  # on paper
NEAR = 0.02
BASE = 110_106_428  # BERT base
SIZES = ((30_522, 768, 12), (1_010, 192, 3), (1_010, 192, 3, 96))  # words, width, layers and, in one case, positions


@checker
def vote_nothing_masked(answer: Any) -> str:
    """The vote on what happens when BERT reads every word that it is asked for."""
    why = {
        "A": "The loss does fall to nearly 0. But who reads the answer in the question, what does he have to know?",
        "C": "ln V is the loss of a guess. Here nothing has to be guessed: the answer stands in the question.",
        "D": "The loss of the words falls as well, and faster: each word is read where it is asked for.",
    }
    praise = "It copies. A low loss says that the questions were answered, not that they were hard."
    return choice(answer, "B", praise, why, "Vote with one letter, A, B, C or D")


@checker
def on_paper(answer: Any) -> str:
    """The losses of an untrained BERT, words, pairs and sum; and how many words are asked in a step."""
    try:
        words, pairs, total, asked = (number(part, "Each of the four") for part in answer)
    except (TypeError, ValueError):
        raise NotYet(f"Write four numbers, (words, pairs, sum, asked); here is {answer!r}.") from None
    _guess(words, DICTIONARY, "1,000 pieces")
    _guess(pairs, 2, "two labels")
    first, second = math.log(DICTIONARY), math.log(2)
    sums = {
        first * second: "You multiply the two losses. BERT's loss is their sum.",
        (first + second) / 2: "You take the mean of the two losses. BERT's loss is their sum.",
        first - second: "You subtract. Both losses count: BERT's loss is their sum.",
        first: "This is the loss of the words alone. Add that of the pairs.",
    }
    for wrong, why in sums.items():
        if math.isclose(total, wrong, abs_tol=NEAR):
            raise NotYet(why)
    if not math.isclose(total, first + second, abs_tol=NEAR):
        raise NotYet(f"{first:.2f} + {second:.2f} is not {total:g}.")
    counts = {
        1_280.0: "These are all words. 15 % of them are asked.",
        1_088.0: "These are the words that are not asked: 85 %.",
        3.0: "These are the words of one pair. A step has 64 pairs.",
        9.6: "15 % of 64: but each pair has 20 words.",
        153.6: "These become [MASK]. Those with another word and those that stay are asked as well.",
        154.0: "These become [MASK]. Those with another word and those that stay are asked as well.",
        256.0: "These are all questions of a step, the 64 about pairs too. How many are about words?",
    }
    if asked != ASKED:
        raise NotYet(counts.get(asked, f"64 pairs x 20 words, and 15 % of these: that is not {asked:g}."))
    return "ln 1,000 + ln 2 = 7.60. And a step has 192 questions about words, but only 64 about pairs."


def _guess(found: float, among: int, what: str) -> None:
    """Raises NotYet when this is not the loss, in nats, of a guess among so many."""
    right = math.log(among)
    if math.isclose(found, right, abs_tol=NEAR):
        return
    wrong = {
        math.log2(among): "are bits, with the logarithm to the base 2. Nats are those to the base e: ln",
        math.log10(among): "is the logarithm to the base 10. A loss has the one to the base e: ln",
        -right: "has the wrong sign. The logarithm of a probability is negative, the loss is not",
        1 / among: "is the probability. The loss is -ln p",
        among: "is among how many it guesses. So p is 1 divided by it, and the loss is -ln p",
    }
    for value, why in wrong.items():
        if math.isclose(found, value, rel_tol=0.01):
            raise NotYet(f"{what}: {found:g} {why}.")
    raise NotYet(f"{what}: {found:g} is not it. Each is as likely, p = 1 / {among:,}, and the loss is -ln p.")


@checker
def loss(function: Any) -> str:
    """A function (word_scores, word_labels, pair_scores, pair_labels) -> the sum of the two means of -ln p."""
    for padding in (0, 3):
        batch = _batch(padding)
        found = attempt(function, *(part.clone() for part in batch))
        found = found.detach().double() if isinstance(found, Tensor) else torch.tensor(number(found, "The loss"))
        if found.numel() != 1:
            raise NotYet(f"The loss is one number; here the shape is {tuple(found.shape)}.")
        _sum_of_means(found.double().reshape(()), *batch)
    return "The mean over the words that are asked, plus the mean over the pairs. Padding changes nothing."


def _batch(padding: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Scores of 9 words and labels for 3 texts of 6 places and padding; one of the words has the label 0."""
    bell = torch.Generator().manual_seed(9)
    word_scores, pair_scores = 2 * torch.randn(3, 6, 9, generator=bell), torch.randn(3, 2, generator=bell)
    more = 2 * torch.randn(3, padding, 9, generator=bell), torch.full((3, padding), -100)
    word_labels = torch.tensor(
        [[-100, 5, -100, -100, 7, -100], [-100, -100, 0, -100, -100, -100], [-100, 3, 8, 1, 2, -100]]
    )
    pair_labels = torch.tensor([1, 0, 1])
    return torch.cat([word_scores, more[0]], 1), torch.cat([word_labels, more[1]], 1), pair_scores, pair_labels


def _sum_of_means(
    found: Tensor,
    word_scores: Float[Tensor, "batch tokens vocab_size"],
    word_labels: Int[Tensor, "batch tokens"],
    pair_scores: Float[Tensor, "batch 2"],
    pair_labels: Int[Tensor, " batch"],
) -> None:
    asked = word_labels != -100
    scores, labels = word_scores[asked], word_labels[asked]
    words, pairs = F.cross_entropy(scores, labels), F.cross_entropy(pair_scores, pair_labels)
    if torch.allclose(found, (words + pairs).double(), atol=1e-5):
        return
    questions, texts = len(labels), len(pair_labels)
    whole = {
        "You take the mean of the two losses. They are added.": (words + pairs) / 2,
        "You multiply the two losses. They are added.": words * pairs,
        "You put words and pairs into one mean. Each loss has a mean of its own, and the two are added.": (
            (questions * words + texts * pairs) / (questions + texts)
        ),
    }
    of_words = {"": words, **_without_log("The words", scores, labels), **_of_words(word_scores, word_labels)}
    of_pairs = {"": pairs, **_without_log("The pairs", pair_scores, pair_labels), **_of_pairs(pair_scores, pair_labels)}
    both = {
        " ".join(filter(None, (first, second))): of_words[first] + of_pairs[second]
        for first, second in product(of_words, of_pairs)
    }
    recognise(found, whole | both)
    raise NotYet(f"The words have the loss {words:.3f}, the pairs {pairs:.3f}: their sum is not {found:.3f}.")


def _without_log(what: str, scores: Float[Tensor, "asked classes"], labels: Int[Tensor, " asked"]) -> dict[str, Tensor]:
    """Losses with something wrong about the logarithm, or about the mean of it."""
    p = scores.softmax(dim=1)
    of_label = p.gather(1, labels[:, None])
    return {
        f"{what}: you use the probability without its logarithm. The loss is -ln p.": -of_label.mean(),
        f"{what}: p is no loss, it should be large. The loss is -ln p.": of_label.mean(),
        f"{what}: you use 1 - p, without a logarithm. The loss is -ln p.": 1 - of_label.mean(),
        f"{what}: the minus is missing. The logarithm of a probability is negative, the loss is not.": (
            of_label.log().mean()
        ),
        f"{what}: cross_entropy takes scores and makes the softmax itself. You have made it before.": (
            F.cross_entropy(p, labels)
        ),
        f"{what}: that is the sum. Divide it by how many are asked.": -of_label.log().sum(),
    }


def _of_words(
    scores: Float[Tensor, "batch tokens vocab_size"], labels: Int[Tensor, "batch tokens"]
) -> dict[str, Tensor]:
    each = F.cross_entropy(scores.transpose(1, 2), labels, reduction="none")  # 0 where the label is -100
    asked = labels != -100
    return {
        "The words are missing: add their loss.": torch.tensor(0.0),
        "The words: you divide by all places, padding too. Divide by how many are asked.": each.mean(),
        "The words: a label of -100 means not asked. You ask there for the word 0.": (
            F.cross_entropy(scores.transpose(1, 2), labels.clamp(min=0))
        ),
        "The words: you divide by the number of texts. Divide by how many places are asked.": each.sum() / len(labels),
        "The words: you take a mean in each text first. One with few questions would count too much.": (
            (each.sum(1) / asked.sum(1)).mean()
        ),
        "The words: a label of 0 is a label like any other. Only -100 means not asked.": each[labels > 0].mean(),
    }


def _of_pairs(scores: Float[Tensor, "batch 2"], labels: Int[Tensor, " batch"]) -> dict[str, Tensor]:
    each = F.cross_entropy(scores, labels, reduction="none")
    return {
        "The pairs are missing: add their loss.": torch.tensor(0.0),
        "The pairs: the label 0 is swallowed, as by ignore_index=0. It is an answer like 1.": each[labels == 1].mean(),
        "The pairs: the labels are swapped. Column 1 holds the score of 1, goes on.": (
            F.cross_entropy(scores, 1 - labels)
        ),
        "The pairs: you use one score alone. The difference of both counts: softmax, or its sigmoid.": (
            F.binary_cross_entropy_with_logits(scores[:, 1], labels.float())
        ),
    }


@checker
def hugging_face(function: Any) -> str:
    """A function pair_scores (B, 2), 1 = goes on -> the same scores as Hugging Face has them, 0 = goes on."""
    scores = torch.tensor([[2.0, -1.0], [0.5, 3.0], [-4.0, 1.5]])
    given = scores.clone()
    found = attempt(function, given)
    both = (
        "After x[:, 0] = x[:, 1] the first column is lost, and both are the same. Pick both at once, in another order."
    )
    if torch.equal(given[:, 0], given[:, 1]):
        raise NotYet(f"{both} And leave the scores that you were given as they are.")
    if not torch.equal(given, scores):
        raise NotYet(
            "The scores that you were given have changed: whoever still needs them has wrong ones. Make new ones."
        )
    try:
        theirs = torch.as_tensor(found).detach().float()
    except (TypeError, ValueError, RuntimeError):
        raise NotYet(f"Return a tensor with two scores for each pair; here is a {type(found).__name__}.") from None
    if theirs.shape != scores.shape:
        raise NotYet(f"(3, 2) scores go in and (3, 2) come out; here the shape is {tuple(theirs.shape)}.")
    signs = "You turn the signs. The probabilities come out right even so, but these are other scores than theirs: "
    wrong = {
        "These are our scores: in column 0 stands the score of 0, does not go on. Theirs is that of goes on.": scores,
        f"{signs}swap the columns.": -scores,
        f"{signs}swap the columns. 1 - x swaps labels, not scores.": 1 - scores,
        "You turn the order of the pairs. It is the two columns that swap places: dim 1.": scores.flip(0),
        "You turn the order of the pairs as well. Only the two columns swap places: dim 1.": scores.flip(0, 1),
        both: scores[:, [1, 1]],
        "These are probabilities, and not swapped yet. Theirs are scores, as ours are.": scores.softmax(dim=1),
        "These are probabilities. Theirs are scores, as ours are: swap them as they are.": (
            scores.softmax(dim=1).flip(1)
        ),
    }
    if not torch.equal(theirs, scores.flip(1)):
        recognise(theirs, wrong)
        raise NotYet(f"{scores[0].tolist()} becomes {scores[0].flip(0).tolist()}; here it is {theirs[0].tolist()}.")
    return "A BERT loads without any error when this is forgotten, and calls every pair the opposite of what it means."


@checker
def parameters(function: Any) -> str:
    """A function (vocab_size, hidden_size, layers, positions=512) -> the number of parameters of a BERT."""
    for sizes in SIZES:
        found = number(attempt(function, *sizes), "The number of parameters")
        right, typical = _count(*sizes)
        if found == right:
            continue
        vocab_size, hidden_size, layers, positions = (*sizes, 512)[:4]
        case = f"{vocab_size:,} words, {hidden_size} numbers, {layers} layers, {positions} positions"
        if found == BASE:
            raise NotYet(f"You give the number of BERT base, whatever the sizes are. For {case} it is another.")
        raise NotYet(f"{_named(found - right, typical)} ({case}: {right:,}; yours: {found:,.0f})")
    return f"{BASE:,} for BERT base: 24 M in the tables, 85 M in the twelve blocks, 1 M in the pooler and the heads."


def _count(vocab_size: int, width: int, layers: int, positions: int = 512) -> tuple[int, dict[int, str]]:
    """The right number, and by how much it changes with each typical mistake."""
    linear, norm = width * width + width, 2 * width
    up, down = 4 * width * width + 4 * width, 4 * width * width + width
    block, norms = 4 * linear + up + down + 2 * norm, 2 * (layers + 1) * norm
    word_head, pair_head = linear + norm + vocab_size, 2 * width + 2
    right = (vocab_size + positions + 2) * width + norm + layers * block + linear + word_head + pair_head
    in_blocks = layers * 9 * width
    linear_biases = in_blocks + 2 * width + 2
    all_biases = linear_biases + norms // 2 + vocab_size
    too_wide = layers * (3072 - 4 * width) * (2 * width + 1)
    biases = "The biases are missing: every Linear has one for each number that comes out"
    typical = {
        vocab_size * width: "The word table is counted twice: the word head uses the one of the input once more.",
        -vocab_size * width: "The word table is missing: a row for every word of the dictionary.",
        -positions * width: "The position table is missing: a row for every position.",
        -(positions + 2) * width: "The tables of the positions and of the 2 segments are missing.",
        (512 - positions) * width: "You count 512 positions, whatever `positions` is.",
        -norm: (
            "2 x hidden_size are missing: the table of the 2 segments, the norm behind the tables, "
            "or that of the word head?"
        ),
        -norms: "The norms are missing: two in each block, one behind the tables, one in the word head.",
        -2 * layers * norm: "The norms of the blocks are missing: two in each.",
        -layers * norm: "One norm of each block is missing. Or the biases of both?",
        -norms // 2: "A norm has a weight and a bias for every number: 2 x hidden_size. You count one of them.",
        -in_blocks: f"{biases}. You have them outside of the blocks.",
        -linear_biases: f"{biases}.",
        -(linear_biases + vocab_size): f"{biases}, and the word head has one for every word.",
        -(linear_biases + norms // 2): f"{biases}, and every norm has as well.",
        -all_biases: f"{biases}, every norm as well, and the word head one for every word.",
        -3 * layers * width: "A bias for each number that comes out: the way up has 4 x hidden_size of them.",
        -layers * linear: "One Linear of the attention is missing: there are four, for Q, K, V and the output.",
        -layers * up: (
            "The attention or the way up is missing in each block. Four Linear hidden_size -> hidden_size have as many "
            "numbers as one hidden_size -> 4 x hidden_size."
        ),
        -layers * down: "The way back is missing: Linear 4 x hidden_size -> hidden_size in each block.",
        -layers * (up + down): "The feed-forward layer is missing: two Linear in each block, 4 x hidden_size between.",
        (1 - layers) * block: "You count one block. There are as many as layers.",
        (12 - layers) * block: "You count 12 blocks, whatever `layers` is.",
        too_wide: "You count 3,072 inside, whatever hidden_size is: 4 times as many.",
        -linear: "One Linear hidden_size -> hidden_size is missing: the pooler, or the one in the word head?",
        -2 * linear: "Two Linear hidden_size -> hidden_size are missing: the pooler, and the one in the word head.",
        -word_head: "The word head is missing: a Linear, a norm, and a bias for every word (its table is counted).",
        -(word_head - vocab_size): "The word head has more than its biases: a Linear and a norm before the table.",
        -vocab_size: "The word head has a bias for every word of the dictionary.",
        -pair_head: "The pair head is missing: Linear hidden_size -> 2.",
        -(width + 1): "The pair head gives two scores: Linear hidden_size -> 2.",
        -2: "The pair head has 2 biases.",
        -(word_head + pair_head): "Both heads are missing. This is the transformer and the pooler.",
        -(word_head + pair_head + linear): "The pooler and both heads are missing. This is the transformer alone.",
    }
    return right, typical


def _named(difference: float, typical: dict[int, str]) -> str:
    """The typical mistake that makes such a difference, or the two that make it together."""
    if difference in typical:
        return typical[int(difference)]
    for first, second in combinations(typical, 2):
        if first + second == difference:
            return f"{typical[first]} {typical[second]}"
    return "Write a line for each part: three tables, norm; the blocks; pooler; word head; pair head."


@checker
def vote_pairs(answer: Any) -> str:
    """The vote on what a BERT has learned from the pairs that judges them, and not the swapped ones."""
    why = {
        "A": "Only the order tells swapped stretches from those that go on. There it is hardly better than a coin.",
        "C": "Both stretches are good English, whatever the label is: grammar does not tell the pairs apart.",
        "D": "A coin is right in 50 %. 95 % of our pairs is far more: something in them tells.",
    }
    praise = (
        "Another document is nearly always about something else, so the subject is enough. Nobody needed the order."
    )
    return choice(answer, "B", praise, why, "Vote with one letter, A, B, C or D")
