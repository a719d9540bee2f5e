"""The checkers of notebook 09: right answers, and typical wrong ones by name."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from word2bert.exercises import bert_pretraining as check
from word2bert.losses import masked_word_loss, pretraining_loss, sentence_pair_loss
from word2bert.models import Bert, BertConfig


def words(scores, labels):
    return F.cross_entropy(scores.flatten(0, 1), labels.flatten())


def loss(word_scores, word_labels, pair_scores, pair_labels):
    return words(word_scores, word_labels) + F.cross_entropy(pair_scores, pair_labels)


def library(word_scores, word_labels, pair_scores, pair_labels):
    asked = word_labels != -100
    return pretraining_loss(word_scores[asked], word_labels[asked], pair_scores, pair_labels)


def by_hand(word_scores, word_labels, pair_scores, pair_labels):
    """A loop, softmax and logarithm, and a float."""
    total, count = 0.0, 0
    for scores, labels in zip(word_scores, word_labels, strict=True):
        for row, label in zip(scores, labels.tolist(), strict=True):
            if label != -100:
                total, count = total - row.softmax(0)[label].log().item(), count + 1
    difference = pair_scores[:, 1] - pair_scores[:, 0]
    return total / count + F.binary_cross_entropy_with_logits(difference, pair_labels.float()).item()


def with_words(wrong):
    """The loss with another loss of the words, a function (word_scores, word_labels)."""
    return lambda word_scores, word_labels, *pairs: wrong(word_scores, word_labels) + F.cross_entropy(*pairs)


def with_pairs(wrong):
    return lambda word_scores, word_labels, *pairs: words(word_scores, word_labels) + wrong(*pairs)


def of_asked(wrong):
    """The words with a loss that is given the asked ones alone."""
    return with_words(lambda scores, labels: wrong(scores[labels != -100], labels[labels != -100]))


def p(scores, labels):
    return scores.softmax(dim=1)[torch.arange(len(labels)), labels]


def minus_p(scores, labels):
    return -p(scores, labels).mean()


def one_minus_p(scores, labels):
    return (1 - p(scores, labels)).mean()


def log_p(scores, labels):
    return p(scores, labels).log().mean()


def twice_softmax(scores, labels):
    return F.cross_entropy(scores.softmax(dim=1), labels)


def total(scores, labels):
    return F.cross_entropy(scores, labels, reduction="sum")


def sum_of_words(scores, labels):
    return F.cross_entropy(scores.flatten(0, 1), labels.flatten(), reduction="sum")


def row_by_row(scores, labels):
    return torch.stack([F.cross_entropy(*row) for row in zip(scores, labels, strict=True)]).mean()


def without_zero(scores, labels):
    return F.cross_entropy(scores[labels > 0], labels[labels > 0])


def one_mean(word_scores, word_labels, pair_scores, pair_labels):
    both = sum_of_words(word_scores, word_labels) + total(pair_scores, pair_labels)
    return both / ((word_labels != -100).sum() + len(pair_labels))


def swap(pair_scores):
    return pair_scores[:, [1, 0]]


def swap_in_place(pair_scores):
    pair_scores[:, 0], pair_scores[:, 1] = pair_scores[:, 1].clone(), pair_scores[:, 0].clone()
    return pair_scores


def overwrite(pair_scores):
    pair_scores[:, 0], pair_scores[:, 1] = pair_scores[:, 1], pair_scores[:, 0]
    return pair_scores


PARTS = {  # of a BERT with v words, c numbers, n layers and t positions
    "words": lambda v, c, n, t: v * c,
    "positions": lambda v, c, n, t: t * c,
    "segments": lambda v, c, n, t: 2 * c,
    "norm": lambda v, c, n, t: c + c,
    "attention": lambda v, c, n, t: n * 4 * (c * c + c),
    "up": lambda v, c, n, t: n * (c * 4 * c + 4 * c),
    "down": lambda v, c, n, t: n * (4 * c * c + c),
    "norms": lambda v, c, n, t: n * 2 * (c + c),
    "pooler": lambda v, c, n, t: c * c + c,
    "head linear": lambda v, c, n, t: c * c + c,
    "head norm": lambda v, c, n, t: c + c,
    "head bias": lambda v, c, n, t: v,
    "pair head": lambda v, c, n, t: c * 2 + 2,
}
WORD_HEAD = ("head linear", "head norm", "head bias")


def count(*forgotten, **others):
    """A function that forgets some parts, and has another formula for some."""
    parts = {**PARTS, **{name.replace("_", " "): part for name, part in others.items()}}

    def parameters(vocab_size, hidden_size, layers, positions=512):
        kept = [part for name, part in parts.items() if name not in forgotten]
        return sum(part(vocab_size, hidden_size, layers, positions) for part in kept)

    return parameters


NO_LINEAR_BIASES = {
    "attention": lambda v, c, n, t: n * 4 * c * c,
    "up": lambda v, c, n, t: n * 4 * c * c,
    "down": lambda v, c, n, t: n * 4 * c * c,
}
NO_BIASES = NO_LINEAR_BIASES | {
    "pooler": lambda v, c, n, t: c * c,
    "head_linear": lambda v, c, n, t: c * c,
    "pair_head": lambda v, c, n, t: 2 * c,
}
HALF_NORMS = {
    "norm": lambda v, c, n, t: c,
    "norms": lambda v, c, n, t: n * 2 * c,
    "head_norm": lambda v, c, n, t: c,
}


def library_count(vocab_size, hidden_size, layers, positions=512):
    with torch.device("meta"):
        config = BertConfig(
            vocab_size=vocab_size,
            hidden_size=hidden_size,
            num_hidden_layers=layers,
            num_attention_heads=hidden_size // 64,
            intermediate_size=4 * hidden_size,
            max_position_embeddings=positions,
        )
        return sum(part.numel() for part in Bert(config).parameters())


LN_1000, LN_2 = math.log(1000), math.log(2)
START = (LN_1000, LN_2, LN_1000 + LN_2, 192)


@pytest.mark.parametrize(
    ("run", "answer"),
    [
        (check.vote_nothing_masked, "b"),
        (check.on_paper, START),
        (check.on_paper, [6.9, 0.7, 7.6, 192.0]),
        (check.on_paper, (6.91, 0.69, 7.6, 192)),
        (check.loss, loss),
        (check.loss, library),
        (check.loss, by_hand),
        (check.loss, lambda *batch: loss(*batch).double().requires_grad_()),
        (check.loss, lambda *batch: loss(*batch).reshape(1)),
        (check.hugging_face, swap),
        (check.hugging_face, lambda pair_scores: pair_scores.flip(1)),
        (check.hugging_face, lambda pair_scores: pair_scores.flip(1).tolist()),
        (check.hugging_face, lambda pair_scores: swap_in_place(pair_scores.clone())),
        (check.parameters, count()),
        (check.parameters, lambda *sizes: float(count()(*sizes))),
        (check.vote_pairs, " b"),
    ],
)
def test_right(run, answer, capsys):
    run(answer)
    assert capsys.readouterr().out.startswith("Right.")


def test_the_librarys_bert_has_as_many_parameters(capsys, monkeypatch):
    monkeypatch.setattr(nn.init, "normal_", lambda *_, **__: None)  # on the device meta it costs seconds, for nothing
    check.parameters(library_count)
    assert capsys.readouterr().out.startswith("Right. 110,106,428 for BERT base")
    assert library_count(30_522, 768, 12) == check.BASE


def test_an_untrained_bert_begins_with_the_losses_on_paper():
    word_scores, pair_scores = torch.zeros(check.ASKED, check.DICTIONARY), torch.zeros(check.PAIRS, 2)
    word_labels, pair_labels = torch.arange(check.ASKED), torch.arange(check.PAIRS) % 2
    found = masked_word_loss(word_scores, word_labels), sentence_pair_loss(pair_scores, pair_labels)
    assert [float(part) for part in found] == pytest.approx(START[:2], abs=1e-5)
    assert check.ASKED == 0.15 * check.PAIRS * check.MASKABLE


NOT_YET = [
    (check.vote_nothing_masked, ..., "Replace the ..."),
    (check.vote_nothing_masked, "A", "what does he have to know?"),
    (check.vote_nothing_masked, "C", "ln V is the loss of a guess"),
    (check.vote_nothing_masked, "D", "The loss of the words falls as well"),
    (check.vote_nothing_masked, "E", "Vote with one letter"),
    (check.on_paper, (..., ..., ..., ...), "Replace the ..."),
    (check.on_paper, 7.6, "Write four numbers"),
    (check.on_paper, (6.91, 0.69, 7.6), "Write four numbers"),
    (check.on_paper, (6.91, 0.69, 7.6, 192, 64), "Write four numbers"),
    (check.on_paper, (6.91, "x", 7.6, 192), "must be a number, here is 'x'"),
    (check.on_paper, (math.log2(1000), LN_2, 7.6, 192), "1,000 pieces: 9.96578 are bits"),
    (check.on_paper, (3, LN_2, 7.6, 192), "1,000 pieces: 3 is the logarithm to the base 10"),
    (check.on_paper, (-LN_1000, LN_2, 7.6, 192), "1,000 pieces: -6.90776 has the wrong sign"),
    (check.on_paper, (0.001, LN_2, 7.6, 192), "1,000 pieces: 0.001 is the probability"),
    (check.on_paper, (1000, LN_2, 7.6, 192), "1,000 pieces: 1000 is among how many it guesses"),
    (check.on_paper, (5, LN_2, 7.6, 192), "1,000 pieces: 5 is not it. Each is as likely, p = 1 / 1,000"),
    (check.on_paper, (LN_1000, 1, 7.6, 192), "two labels: 1 are bits"),
    (check.on_paper, (LN_1000, 0.301, 7.6, 192), "two labels: 0.301 is the logarithm to the base 10"),
    (check.on_paper, (LN_1000, -0.693, 7.6, 192), "two labels: -0.693 has the wrong sign"),
    (check.on_paper, (LN_1000, 0.5, 7.6, 192), "two labels: 0.5 is the probability"),
    (check.on_paper, (LN_1000, 2, 7.6, 192), "two labels: 2 is among how many it guesses"),
    (check.on_paper, (LN_1000, 0, 7.6, 192), "two labels: 0 is not it"),
    (check.on_paper, (LN_1000, LN_2, LN_1000 * LN_2, 192), "You multiply the two losses"),
    (check.on_paper, (LN_1000, LN_2, (LN_1000 + LN_2) / 2, 192), "You take the mean of the two losses"),
    (check.on_paper, (LN_1000, LN_2, LN_1000 - LN_2, 192), "You subtract"),
    (check.on_paper, (LN_1000, LN_2, LN_1000, 192), "the loss of the words alone"),
    (check.on_paper, (LN_1000, LN_2, 9, 192), "6.91 + 0.69 is not 9"),
    (check.on_paper, (*START[:3], 1280), "These are all words"),
    (check.on_paper, (*START[:3], 1088), "not asked: 85 %"),
    (check.on_paper, (*START[:3], 3), "the words of one pair"),
    (check.on_paper, (*START[:3], 9.6), "15 % of 64"),
    (check.on_paper, (*START[:3], 153.6), "These become [MASK]"),
    (check.on_paper, (*START[:3], 154), "These become [MASK]"),
    (check.on_paper, (*START[:3], 256), "the 64 about pairs too"),
    (check.on_paper, (*START[:3], 200), "that is not 200"),
    (check.loss, lambda *batch: None, "returns nothing yet"),
    (check.loss, lambda *batch: F.cross_entropy(batch[0], batch[1]), "stopped with RuntimeError"),
    (check.loss, lambda *batch: "x", "must be a number"),
    (check.loss, lambda *batch: torch.zeros(3), "one number; here the shape is (3,)"),
    (check.loss, lambda *batch: loss(*batch) / 2, "You take the mean of the two losses"),
    (check.loss, lambda *batch: words(*batch[:2]) * F.cross_entropy(*batch[2:]), "You multiply the two losses"),
    (check.loss, one_mean, "You put words and pairs into one mean"),
    (check.loss, with_words(lambda *_: 0), "Not yet. The words are missing: add their loss.\n"),
    (check.loss, with_pairs(lambda *_: 0), "Not yet. The pairs are missing: add their loss.\n"),
    (check.loss, lambda *_: 0, "The words are missing: add their loss. The pairs are missing"),
    (
        check.loss,
        with_words(lambda scores, labels: sum_of_words(scores, labels) / labels.numel()),
        "Not yet. The words: you divide by all places, padding too",
    ),
    (check.loss, with_words(lambda scores, labels: words(scores, labels.clamp(min=0))), "You ask there for the word 0"),
    (check.loss, with_words(sum_of_words), "The words: that is the sum"),
    (
        check.loss,
        with_words(lambda scores, labels: sum_of_words(scores, labels) / len(labels)),
        "you divide by the number of texts",
    ),
    (check.loss, with_words(row_by_row), "you take a mean in each text first"),
    (check.loss, with_words(without_zero), "The words: a label of 0 is a label like any other"),
    (check.loss, of_asked(minus_p), "The words: you use the probability without its logarithm"),
    (check.loss, of_asked(lambda *words: -minus_p(*words)), "The words: p is no loss"),
    (check.loss, of_asked(one_minus_p), "The words: you use 1 - p"),
    (check.loss, of_asked(log_p), "The words: the minus is missing"),
    (check.loss, of_asked(twice_softmax), "The words: cross_entropy takes scores"),
    (check.loss, with_pairs(minus_p), "Not yet. The pairs: you use the probability without its logarithm"),
    (check.loss, with_pairs(lambda *pairs: -minus_p(*pairs)), "The pairs: p is no loss"),
    (check.loss, with_pairs(one_minus_p), "The pairs: you use 1 - p"),
    (check.loss, with_pairs(log_p), "The pairs: the minus is missing"),
    (check.loss, with_pairs(twice_softmax), "The pairs: cross_entropy takes scores"),
    (check.loss, with_pairs(total), "Not yet. The pairs: that is the sum"),
    (
        check.loss,
        with_pairs(lambda scores, labels: F.cross_entropy(scores, labels, ignore_index=0)),
        "Not yet. The pairs: the label 0 is swallowed, as by ignore_index=0",
    ),
    (check.loss, with_pairs(lambda scores, labels: F.cross_entropy(scores, 1 - labels)), "the labels are swapped"),
    (check.loss, with_pairs(lambda scores, labels: F.cross_entropy(scores.flip(1), labels)), "the labels are swapped"),
    (
        check.loss,
        with_pairs(lambda scores, labels: F.binary_cross_entropy_with_logits(scores[:, 1], labels.float())),
        "you use one score alone",
    ),
    (
        check.loss,
        lambda *batch: sum_of_words(*batch[:2]) / batch[1].numel() + F.cross_entropy(*batch[2:], ignore_index=0),
        "Divide by how many are asked. The pairs: the label 0 is swallowed",
    ),
    (
        check.loss,
        lambda word_scores, word_labels, *pairs: (
            minus_p(word_scores[word_labels != -100], word_labels[word_labels != -100]) + minus_p(*pairs)
        ),
        "The loss is -ln p. The pairs: you use the probability without",
    ),
    (
        check.loss,
        lambda *batch: loss(*batch) + 1,
        "The words have the loss 4.304, the pairs 1.109: their sum is not 6.",
    ),
    (check.hugging_face, lambda pair_scores: None, "returns nothing yet"),
    (check.hugging_face, lambda pair_scores: pair_scores, "These are our scores"),
    (check.hugging_face, lambda pair_scores: pair_scores.clone(), "These are our scores"),
    (check.hugging_face, swap_in_place, "The scores that you were given have changed"),
    (check.hugging_face, lambda pair_scores: pair_scores.neg_(), "The scores that you were given have changed"),
    (check.hugging_face, overwrite, "both are the same. Pick both at once, in another order. And leave"),
    (check.hugging_face, lambda pair_scores: overwrite(pair_scores.clone()), "in another order.\n"),
    (check.hugging_face, lambda pair_scores: -pair_scores, "You turn the signs"),
    (check.hugging_face, lambda pair_scores: 1 - pair_scores, "1 - x swaps labels"),
    (check.hugging_face, lambda pair_scores: pair_scores.flip(0), "You turn the order of the pairs. It is"),
    (check.hugging_face, lambda pair_scores: pair_scores.flip(0, 1), "You turn the order of the pairs as well"),
    (check.hugging_face, lambda pair_scores: pair_scores.softmax(1), "probabilities, and not swapped yet"),
    (check.hugging_face, lambda pair_scores: pair_scores.softmax(1).flip(1), "probabilities. Theirs are scores"),
    (check.hugging_face, lambda pair_scores: pair_scores.T, "the shape is (2, 3)"),
    (check.hugging_face, lambda pair_scores: "x", "here is a str"),
    (check.hugging_face, lambda pair_scores: swap(pair_scores) + 1, "[2.0, -1.0] becomes [-1.0, 2.0]; here it is [0.0"),
    (check.parameters, 110_106_428, "A function was expected"),
    (check.parameters, lambda *sizes: None, "returns nothing yet"),
    (check.parameters, lambda *sizes: "x", "must be a number"),
    (check.parameters, lambda *sizes: 110_106_428, "the number of BERT base, whatever the sizes are"),
    (check.parameters, count(words=lambda v, c, n, t: 2 * v * c), "The word table is counted twice"),
    (check.parameters, count("words"), "The word table is missing"),
    (check.parameters, count("positions"), "The position table is missing"),
    (check.parameters, count("segments"), "the table of the 2 segments, the norm behind the tables"),
    (check.parameters, count("norm"), "the table of the 2 segments, the norm behind the tables"),
    (check.parameters, count("head norm"), "the table of the 2 segments, the norm behind the tables"),
    (check.parameters, count("positions", "segments"), "The tables of the positions and of the 2 segments are missing"),
    (check.parameters, count(positions=lambda v, c, n, t: 512 * c), "You count 512 positions"),
    (check.parameters, count("norm", "norms", "head norm"), "The norms are missing: two in each block, one behind"),
    (check.parameters, count("norms"), "The norms of the blocks are missing"),
    (check.parameters, count(norms=lambda v, c, n, t: n * 2 * c), "Not yet. One norm of each block is missing"),
    (check.parameters, count(**HALF_NORMS), "A norm has a weight and a bias"),
    (check.parameters, count(**NO_LINEAR_BIASES), "You have them outside of the blocks"),
    (check.parameters, count(**NO_BIASES), "each number that comes out. (30,522 words"),
    (check.parameters, count("head bias", **NO_BIASES), "comes out, and the word head has one for every word. ("),
    (check.parameters, count(**NO_BIASES, **HALF_NORMS), "comes out, and every norm has as well"),
    (
        check.parameters,
        count("head bias", **NO_BIASES, **HALF_NORMS),
        "Not yet. The biases are missing: every Linear has one for each number that comes out, every norm as",
    ),
    (check.parameters, count(up=lambda v, c, n, t: n * (4 * c * c + c)), "the way up has 4 x hidden_size of them"),
    (check.parameters, count(attention=lambda v, c, n, t: n * 3 * (c * c + c)), "One Linear of the attention"),
    (check.parameters, count("attention"), "The attention or the way up is missing"),
    (check.parameters, count("up"), "The attention or the way up is missing"),
    (check.parameters, count("down"), "The way back is missing"),
    (check.parameters, count("up", "down"), "The feed-forward layer is missing"),
    (check.parameters, lambda v, c, n, t=512: count()(v, c, 1, t), "You count one block"),
    (check.parameters, lambda v, c, n, t=512: count()(v, c, 12, t), "You count 12 blocks"),
    (
        check.parameters,
        count(up=lambda v, c, n, t: n * 3072 * (c + 1), down=lambda v, c, n, t: n * (3072 + 1) * c),
        "You count 3,072 inside",
    ),
    (check.parameters, count("pooler"), "One Linear hidden_size -> hidden_size is missing: the pooler"),
    (check.parameters, count("head linear"), "or the one in the word head? (30,522 words"),
    (check.parameters, count("pooler", "head linear"), "Two Linear hidden_size -> hidden_size are missing"),
    (check.parameters, count(*WORD_HEAD), "The word head is missing"),
    (check.parameters, count("head linear", "head norm"), "The word head has more than its biases"),
    (check.parameters, count("head bias"), "The word head has a bias for every word"),
    (check.parameters, count("pair head"), "The pair head is missing"),
    (check.parameters, count(pair_head=lambda v, c, n, t: c + 1), "Not yet. The pair head gives two scores"),
    (check.parameters, count(pair_head=lambda v, c, n, t: 2 * c), "The pair head has 2 biases"),
    (check.parameters, count(*WORD_HEAD, "pair head"), "Both heads are missing"),
    (check.parameters, count(*WORD_HEAD, "pair head", "pooler"), "the transformer alone"),
    (check.parameters, count("positions", "pair head"), "for every position. The pair head is missing"),
    (check.parameters, count(pooler=lambda *sizes: 7), "Write a line for each part"),
    (check.parameters, count(pooler=lambda *sizes: 7), "110,106,428; yours: 109,515,843)"),
    (check.parameters, lambda *sizes: math.inf, "yours: inf)"),
    (check.vote_pairs, ..., "Replace the ..."),
    (check.vote_pairs, "A", "Only the order tells swapped stretches"),
    (check.vote_pairs, "C", "grammar does not tell the pairs apart"),
    (check.vote_pairs, "D", "A coin is right in 50 %"),
    (check.vote_pairs, 2, "Vote with one letter"),
]


@pytest.mark.parametrize(("run", "answer", "said"), NOT_YET)
def test_not_yet(run, answer, said, capsys):
    run(answer)
    out = capsys.readouterr().out
    assert out.startswith("Not yet.")
    assert said in out


def test_turned_signs_give_the_right_probabilities_and_are_not_enough():
    """What the checker says about them: it is why nobody notices."""
    scores = torch.tensor([[2.0, -1.0], [0.5, 3.0]])
    assert torch.allclose((-scores).softmax(dim=1), swap(scores).softmax(dim=1))
