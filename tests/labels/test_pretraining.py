"""Examples for BERT: where everything stands, what is asked, and that every place draws its own words."""

import pytest
import torch
from word2bert.labels.masking import NOT_ASKED
from word2bert.labels.pretraining import PAIRS, WORDS, pretraining_batches
from word2bert.labels.sentence_pairs import SentencePairs
from word2bert.text import WordPiece, small_world

LENGTH = 48


@pytest.fixture(scope="module")
def documents() -> list[list[str]]:
    return list(small_world.documents(1_200, seed=3, topics=["capitals", "stories"]))


@pytest.fixture(scope="module")
def wordpiece(documents: list[list[str]]) -> WordPiece:
    return WordPiece.train([" ".join(document) for document in documents], vocab_size=800)


@pytest.fixture(scope="module")
def ids(documents: list[list[str]], wordpiece: WordPiece) -> list[list[list[int]]]:
    return [wordpiece.ids(document) for document in documents]


def test_both_stretches_stand_between_their_marks(ids: list[list[list[int]]], wordpiece: WordPiece) -> None:
    batch = pretraining_batches(ids, wordpiece, LENGTH, batch_size=8).at(0)
    read, real, segments = (batch.inputs[name] for name in ("ids", "mask", "segments"))
    whole = torch.where(batch.labels[WORDS] == NOT_ASKED, read, batch.labels[WORDS])  # the words before the masking
    pairs = {
        (tuple(pair.first), tuple(pair.second)): pair.label
        for pair in SentencePairs(ids, LENGTH).take(0, torch.arange(len(SentencePairs(ids, LENGTH))))
    }
    for row, there, segment, label in zip(whole, real, segments, batch.labels[PAIRS], strict=True):
        tokens = row[there].tolist()
        first_end = tokens.index(wordpiece.id("[SEP]"))
        assert tokens[0] == wordpiece.id("[CLS]")
        assert tokens[-1] == wordpiece.id("[SEP]")
        assert pairs[tuple(tokens[1:first_end]), tuple(tokens[first_end + 1 : -1])] == label
        assert segment[there].tolist() == [0] * (first_end + 1) + [1] * (len(tokens) - first_end - 1)
        assert (row[~there] == wordpiece.id("[PAD]")).all()
        assert (segment[~there] == 0).all()
    assert batch.words == int(real.sum())
    assert batch.places == real.numel()


def test_15_percent_of_the_words_are_asked_and_never_a_mark(ids: list[list[list[int]]], wordpiece: WordPiece) -> None:
    batches = pretraining_batches(ids, wordpiece, LENGTH, batch_size=64)
    asked = masked = words = 0
    marks = torch.tensor(wordpiece.special_ids)
    for step in range(80):
        batch = batches.at(64 * step)
        labels, read = batch.labels[WORDS], batch.inputs["ids"]
        here = labels != NOT_ASKED
        assert not torch.isin(labels[here], marks).any()
        assert (labels[~batch.inputs["mask"]] == NOT_ASKED).all()
        asked, masked = asked + int(here.sum()), masked + int((read[here] == wordpiece.id("[MASK]")).sum())
        words += batch.words - 3 * 64
    assert words > 100_000
    assert abs(asked / words - 0.15) < 0.006  # at least one in the short ones
    assert abs(masked / asked - 0.8) < 0.01
    always = pretraining_batches(ids, wordpiece, LENGTH, always_mask=True).at(0)
    here = always.labels[WORDS] != NOT_ASKED
    assert (always.inputs["ids"][here] == wordpiece.id("[MASK]")).all()


def test_another_epoch_asks_other_words_and_the_same_place_the_same(
    ids: list[list[list[int]]], wordpiece: WordPiece
) -> None:
    few = [ids[0], ids[1]]
    batches = pretraining_batches(few, wordpiece, LENGTH, batch_size=1)
    epoch = len(SentencePairs(few, LENGTH))
    asked = {tuple(batches.at(place).labels[WORDS].ne(NOT_ASKED)[0].tolist()) for place in range(0, 20 * epoch, epoch)}
    assert len(asked) > 10
    again = pretraining_batches(few, wordpiece, LENGTH, batch_size=1)
    for name, tensor in batches.at(5).inputs.items():
        assert torch.equal(tensor, again.at(5).inputs[name])
    other = pretraining_batches(few, wordpiece, LENGTH, batch_size=1, seed=1)
    assert any(not torch.equal(other.at(place).labels[WORDS], batches.at(place).labels[WORDS]) for place in range(10))


def test_the_harder_kinds_are_those_of_the_pairs(ids: list[list[list[int]]], wordpiece: WordPiece) -> None:
    subjects = [number % 3 for number in range(len(ids))]
    for kind in ({"subjects": subjects}, {"swapped": True}):
        made = pretraining_batches(ids, wordpiece, LENGTH, batch_size=8, **kind)
        numbers = torch.arange(40)
        assert made.take(0, numbers) == SentencePairs(ids, LENGTH, **kind).take(0, numbers)
        assert made.take(0, numbers) != SentencePairs(ids, LENGTH).take(0, numbers)


def test_short_pairs_come_all_the_time(ids: list[list[list[int]]], wordpiece: WordPiece) -> None:
    """And not first, as they do where the order is drawn from the numbers that make a pair short."""
    batches = pretraining_batches(ids, wordpiece, LENGTH)
    pairs = SentencePairs(ids, LENGTH)
    for epoch in (0, 1):
        numbers = batches.order(epoch)
        long = torch.tensor([len(pair) for pair in pairs.take(epoch, numbers)], dtype=torch.float32)
        first, last = long[: len(long) // 10].mean(), long[-len(long) // 10 :].mean()
        assert abs(first - last) < 2, (epoch, first, last)
