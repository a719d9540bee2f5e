"""The checkers of notebook 03: right answers, and typical wrong ones by name."""

import math

import pytest
import torch
from word2bert.exercises import three_ways_to_learn as check
from word2bert.labels import next_word_examples


def masked(sentence, place):
    return [*sentence[:place], "[MASK]", *sentence[place + 1 :]], sentence[place]


def in_place(sentence, place):
    label = sentence[place]
    sentence[place] = "[MASK]"
    return sentence, label


def softmax(a, b):
    return math.exp(a) / (math.exp(a) + math.exp(b))


@pytest.mark.parametrize(
    ("run", "answer"),
    [
        (check.vote, "c"),
        (check.how_many, (8, 26, 7)),
        (check.how_many, [8, 26, 7]),
        (check.next_words, next_word_examples),
        (check.next_words, lambda words: [(tuple(words[:i]), words[i]) for i in range(1, len(words))]),
        (check.masked, masked),
        (check.two_classes, lambda a, b: 1 / (1 + math.exp(b - a))),
        (check.bug, 3),
    ],
)
def test_right(run, answer, capsys):
    run(answer)
    assert capsys.readouterr().out.startswith("Right.")


@pytest.mark.parametrize(
    ("run", "answer", "said"),
    [
        (check.vote, ..., "Replace the ..."),
        (check.vote, "A", "That is BERT"),
        (check.vote, "B", "is CBOW's"),
        (check.vote, "D", "nothing to go by"),
        (check.vote, "E", "Vote with one letter"),
        (check.how_many, (..., ..., ...), "Replace the ..."),
        (check.how_many, 8, "Write three whole numbers"),
        (check.how_many, (8, 26), "Write three whole numbers"),
        (check.how_many, (8, "many", 7), "must be a number, here is 'many'"),
        (check.how_many, (8, float("inf"), 7), "Write three whole numbers"),
        (check.how_many, (4, 26, 7), "CBOW asks for every word once"),
        (check.how_many, (8, 32, 7), "would be 32"),
        (check.how_many, (8, 8, 7), "Add up the neighbours"),
        (check.how_many, (8, 26, 8), "Before the first word"),
        (check.how_many, (8, 26, 1), "for every word that has something before it"),
        (check.next_words, lambda words: None, "returns nothing yet"),
        (check.next_words, lambda words: [1, 2], "Return a list of pairs"),
        (check.next_words, lambda words: [(words[: i + 1], words[i]) for i in range(1, len(words))], "could copy it"),
        (check.next_words, lambda words: [(words[:i], words[i]) for i in range(len(words))], "second word"),
        (check.next_words, lambda words: next_word_examples(words)[:-2], "8 words give 7 examples; here are 5"),
        (
            check.next_words,
            lambda words: [(words[max(0, i - 2) : i], words[i]) for i in range(1, len(words))],
            "Example 2 should be (['the', 'old', 'lighthouse'], 'warns'); here it is (['old', 'lighthouse'], 'warns')",
        ),
        (check.masked, in_place, "has changed: work on a copy"),
        (check.masked, lambda sentence, place: sentence[place], "Return two things"),
        (check.masked, lambda sentence, place: (masked(sentence, place)[0], "[MASK]"), "you return what stands there"),
        (check.masked, lambda sentence, place: (sentence[:place] + sentence[place + 1 :], sentence[place]), "left the"),
        (check.masked, lambda sentence, place: (list(sentence), sentence[place]), "it would copy"),
        (check.masked, lambda sentence, place: masked(sentence, 2), "At place 0 it should be"),
        (check.two_classes, lambda a, b: softmax(b, a), "probability of the second class"),
        (check.two_classes, lambda a, b: 1 / (1 + math.exp(-a)), "sigmoid of the first score alone"),
        (check.two_classes, lambda a, b: 0.2, "it gives 0.200; right is 0.881"),
        (check.two_classes, softmax, "stopped with OverflowError"),
        (check.two_classes, lambda a, b: "x", "must be a number"),
        (check.bug, 1, "Line 1 is fine"),
        (check.bug, 2, "Line 2 is fine"),
        (check.bug, 4, "Line 4 is fine"),
        (check.bug, 9, "Write the number of a line"),
    ],
)
def test_not_yet(run, answer, said, capsys):
    run(answer)
    out = capsys.readouterr().out
    assert out.startswith("Not yet.")
    assert said in out


def test_the_lines_of_the_last_exercise_mask_nothing():
    torch.manual_seed(0)
    ids, mask_id = torch.randint(5, 100, (4, 50)), 4
    chosen = torch.rand(ids.shape) < 0.15
    labels = ids.masked_fill(~chosen, -100)
    assert torch.equal(ids.masked_fill(labels == mask_id, mask_id), ids)
    assert (ids.masked_fill(chosen, mask_id) == mask_id).sum() == chosen.sum() > 0
