"""The checkers of notebook 08: right answers, and typical wrong ones by name."""

import random

import pytest
import torch
from word2bert.exercises import bert_labels as check


def frame(first, second):
    return ["[CLS]", *first, "[SEP]", *second, "[SEP]"], [0] * (len(first) + 2) + [1] * (len(second) + 1)


def changed(first=0.8, second=0.9, words=None):
    """One number decides: below `first` [MASK], below `second` another word."""

    def change(ids, chosen, mask_id, ordinary):
        dice, read = torch.rand(len(ids)), ids.clone()
        read[chosen & (dice < first)] = mask_id
        other = chosen & (dice >= first) & (dice < second)
        count = int(other.sum())
        read[other] = ordinary[torch.randint(len(ordinary), (count,))] if words is None else words(ordinary, count)
        return read

    return change


def coins(order):
    """A coin of 10 % for each case in turn, thrown for what is left; the rest becomes [MASK]."""

    def change(ids, chosen, mask_id, ordinary):
        read, left = ids.clone(), chosen.clone()
        for case in order:
            now = left & (torch.rand(len(ids)) < 0.1)
            if case == "random":
                read[now] = ordinary[torch.randint(len(ordinary), (int(now.sum()),))]
            left &= ~now
        read[left] = mask_id
        return read

    return change


def two_coins(ids, chosen, mask_id, ordinary):
    read = ids.clone()
    masked = chosen & (torch.rand(len(ids)) < 0.8)
    other = chosen & ~masked & (torch.rand(len(ids)) < 0.1)
    read[masked] = mask_id
    read[other] = ordinary[torch.randint(len(ordinary), (int(other.sum()),))]
    return read


def overwritten(ids, chosen, mask_id, ordinary):
    read = ids.clone()
    read[chosen & (torch.rand(len(ids)) < 0.8)] = mask_id
    other = chosen & (torch.rand(len(ids)) < 0.1)
    read[other] = ordinary[torch.randint(len(ordinary), (int(other.sum()),))]
    return read


def in_place(ids, chosen, mask_id, ordinary):
    ids[chosen] = mask_id
    return ids


def as_list(ids, chosen, mask_id, ordinary):
    read = []
    words = ordinary.tolist()
    for number, yes in zip(ids.tolist(), chosen.tolist(), strict=True):
        dice = random.random()
        read.append(mask_id if yes and dice < 0.8 else random.choice(words) if yes and dice < 0.9 else number)
    return read


def pair(documents, d, s, goes_on):
    if goes_on:
        return documents[d][s], documents[d][s + 1], 1
    while True:
        second = random.choice(documents[random.choice([i for i in range(len(documents)) if i != d])])
        if second != documents[d][s + 1]:
            return documents[d][s], second, 0


def shared(documents, d, s, goes_on):
    """It never compares with the true next one."""
    second = random.choice(documents[random.choice([i for i in range(len(documents)) if i != d])])
    return (documents[d][s], documents[d][s + 1], 1) if goes_on else (documents[d][s], second, 0)


def any_document(documents, d, s, goes_on):
    second = random.choice(random.choice(documents))
    return (documents[d][s], documents[d][s + 1], 1) if goes_on else (documents[d][s], second, 0)


def same_document(documents, d, s, goes_on):
    second = random.choice([sentence for i, sentence in enumerate(documents[d]) if i != s + 1])
    return (documents[d][s], documents[d][s + 1], 1) if goes_on else (documents[d][s], second, 0)


def label_of(wrong):
    return lambda documents, d, s, goes_on: (*pair(documents, d, s, goes_on)[:2], wrong(goes_on))


def loss(losses, labels):
    return losses[labels != -100].mean()


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)
    random.seed(0)


@pytest.mark.parametrize(
    ("run", "answer"),
    [
        (check.vote, "c"),
        (check.on_paper, (300, 240, 30, 30)),
        (check.on_paper, [300.0, 240, 30, 30]),
        (check.frame, frame),
        (check.change, changed()),
        (check.change, as_list),
        (check.pair, pair),
        (check.loss, loss),
        (check.loss, lambda losses, labels: float(loss(losses, labels))),
    ],
)
def test_right(run, answer, capsys):
    run(answer)
    assert capsys.readouterr().out.startswith("Right.")


@pytest.mark.parametrize(
    ("run", "answer", "said"),
    [
        (check.vote, ..., "Replace the ..."),
        (check.vote, "A", "apple is what BERT reads"),
        (check.vote, "B", "Nobody is asked for [MASK]"),
        (check.vote, "D", "-100 stands where nothing is asked"),
        (check.vote, "E", "Vote with a letter"),
        (check.on_paper, (..., ..., ..., ...), "Replace the ..."),
        (check.on_paper, 300, "Write four numbers"),
        (check.on_paper, (300, 240), "Write four numbers"),
        (check.on_paper, (300, "x", 30, 30), "must be a number, here is 'x'"),
        (check.on_paper, (2000, 1600, 200, 200), "Not every word is asked"),
        (check.on_paper, (200, 160, 20, 20), "15 % of 2,000"),
        (check.on_paper, (300, 1600, 200, 200), "shares of the 300 words"),
        (check.on_paper, (300, 243, 30, 27), "81/10/9"),
        (check.on_paper, (300, 243, 27, 30), "81/10/9"),
        (check.on_paper, (300, 300, 0, 0), "Of the 300 words"),
        (check.frame, lambda first, second: 1, "Return two lists"),
        (check.frame, lambda first, second: (frame(first, second)[0][:-1], []), "closes the second stretch"),
        (check.frame, lambda first, second: (frame(first, second)[0][1:], []), "[CLS] is missing"),
        (check.frame, lambda first, second: (["[CLS]", *first, *second, "[SEP]"], []), "Nothing separates the two"),
        (
            check.frame,
            lambda first, second: (["[CLS]", *first, "[SEP]", "[CLS]", *second, "[SEP]"], []),
            "one [CLS] for the pair",
        ),
        (check.frame, lambda first, second: ([*first, *second], []), "The tokens should be ['[CLS]', 'my', 'dog'"),
        (check.frame, lambda first, second: (frame(first, second)[0], [0]), "8 tokens and 1 segments"),
        (
            check.frame,
            lambda first, second: (frame(first, second)[0], [1 - x for x in frame(first, second)[1]]),
            "The first stretch is segment 0",
        ),
        (
            check.frame,
            lambda first, second: (frame(first, second)[0], [1 + x for x in frame(first, second)[1]]),
            "The first stretch is segment 0",
        ),
        (
            check.frame,
            lambda first, second: (frame(first, second)[0], [0] * (len(first) + 1) + [1] * (len(second) + 2)),
            "still belongs to it",
        ),
        (
            check.frame,
            lambda first, second: (frame(first, second)[0], [0] * (len(first) + len(second) + 3)),
            "the segments are [0, 0, 0, 0, 1, 1, 1, 1]; here they are [0, 0, 0, 0, 0, 0, 0, 0]",
        ),
        (check.change, lambda ids, chosen, mask_id, ordinary: None, "returns nothing yet"),
        (check.change, in_place, "have changed. Then the labels are lost"),
        (check.change, lambda ids, chosen, mask_id, ordinary: "x", "here is a str"),
        (check.change, lambda ids, chosen, mask_id, ordinary: ids[:5], "the shape is (5,)"),
        (check.change, lambda ids, chosen, mask_id, ordinary: torch.full_like(ids, mask_id), "was not chosen has"),
        (check.change, coins(["random", "stays"]), "81/10/9: you throw a coin again"),
        (check.change, coins(["stays", "random"]), "81/9/10: you throw a coin again"),
        (check.change, two_coins, "10 % of 20 % are 2 %"),
        (check.change, overwritten, "overwrites a [MASK] of the first"),
        (check.change, changed(1.0, 1.0), "Always [MASK], as in the simple form"),
        (
            check.change,
            lambda ids, chosen, mask_id, ordinary: ids.clone(),
            "Nothing has changed. Your shares: 0.0/0.0/",
        ),
        (check.change, changed(0.8, 1.0), "should be 80/10/10 % of the chosen words; here 8"),
        (check.change, changed(words=lambda ordinary, count: torch.randint(1_005, (count,))), "a special token, such"),
        (check.change, changed(words=lambda ordinary, count: torch.full((count,), 2_000)), "no word of the dictionary"),
        (check.change, changed(words=lambda ordinary, count: ordinary[7]), "always the same few"),
        (check.pair, lambda documents, d, s, goes_on: 1, "Return three things"),
        (check.pair, lambda documents, d, s, goes_on: (s, s + 1, 1), "should be a sentence of the documents; here"),
        (check.pair, label_of(lambda goes_on: 1 - goes_on), "The labels are swapped"),
        (check.pair, label_of(lambda goes_on: 7), "goes on is 1; here it is 7"),
        (check.pair, label_of(lambda goes_on: 1), "so the label is 0; here it is 1"),
        (check.pair, lambda documents, d, s, goes_on: (documents[d][s], documents[d][s], 1), "comes sentence 1; here"),
        (check.pair, shared, "stands in two documents"),
        (check.pair, any_document, "was the one that really comes next"),
        (check.pair, same_document, "may come from the same document"),
        (
            check.pair,
            lambda documents, d, s, goes_on: (documents[d][s], documents[d][s + 1], int(goes_on)),
            "was the one that really comes next",
        ),
        (
            check.pair,
            lambda documents, d, s, goes_on: (
                pair(documents, d, s, True) if goes_on else (documents[d][s], documents[d - 1][0], 0)
            ),
            "always the same few",
        ),
        (
            check.pair,
            lambda documents, d, s, goes_on: (
                pair(documents, d, s, True) if goes_on else (documents[0][0], documents[d - 1][0], 0)
            ),
            "The first is sentence 1 of document 0",
        ),
        (check.loss, lambda losses, labels: losses.mean(), "mean over all places"),
        (check.loss, lambda losses, labels: (losses * (labels != -100)).mean(), "divide by all places, padding too"),
        (check.loss, lambda losses, labels: losses[labels != -100].sum(), "That is the sum"),
        (check.loss, lambda losses, labels: losses[labels != -100].sum() / 2, "number of sentences"),
        (
            check.loss,
            lambda losses, labels: torch.stack(
                [loss(*row) for row in zip(losses, labels, strict=True)],
            ).mean(),
            "mean in each sentence first",
        ),
        (check.loss, lambda losses, labels: losses[labels > 0].mean(), "A label of 0 is a label"),
        (check.loss, lambda losses, labels: losses, "one number; here the shape is (2, 5)"),
        (check.loss, lambda losses, labels: 1.0, "their mean is not 1.000"),
        (check.loss, lambda losses, labels: "x", "must be a number"),
    ],
)
def test_not_yet(run, answer, said, capsys):
    run(answer)
    out = capsys.readouterr().out
    assert out.startswith("Not yet.")
    assert said in out


def test_documents_that_are_changed_are_noticed(capsys):
    def shuffles(documents, d, s, goes_on):
        found = pair(documents, d, s, goes_on)
        if not goes_on and len(documents) == len(check.DOCUMENTS):
            documents.append(["The ferry leaves at six."])
        return found

    check.pair(shuffles)
    assert "The documents that you were given have changed" in capsys.readouterr().out


def test_right_dice_are_right_every_time(capsys):
    for seed in range(20):
        torch.manual_seed(seed)
        check.change(changed())
    assert capsys.readouterr().out.count("Right.") == 20
