"""The order of the samples is a function of (seed, consumed): every one once an epoch, and little padding."""

import pytest
import torch
from word2bert.labels import NOT_ASKED
from word2bert.labels.batches import POOL, Batches, Examples, padded
from word2bert.labels.next_word import next_word_batches
from word2bert.text import WordPiece, small_world


def shown(samples, places):
    """Examples that show the number with which each sample begins, its length, and its place."""
    columns = {"numbers": torch.tensor([s[0] for s in samples]), "lengths": torch.tensor([len(s) for s in samples])}
    return Examples({**columns, "places": places}, {}, words=0, places=0)


def numbered(lengths, batch_size=4, seed=0, pooled=POOL):
    """Samples that are their own number, as often as they are long."""
    return Batches([[number] * length for number, length in enumerate(lengths)], shown, batch_size, seed, pooled)


def numbers(batches, start, count=None):
    return batches.at(start, count).inputs["numbers"].tolist()


def lengths(batches, start, count=None):
    return batches.at(start, count).inputs["lengths"].tolist()


def places(batches, start, count=None):
    return batches.at(start, count).inputs["places"].tolist()


LENGTHS = [1 + (7 * n) % 13 for n in range(1003)]


def test_every_sample_once_an_epoch_and_each_epoch_in_another_order():
    batches = numbered(LENGTHS)
    epochs = [numbers(batches, epoch * 1003, 1003) for epoch in range(3)]
    for epoch in epochs:
        assert sorted(epoch) == list(range(1003))
    assert sum(a == b for a, b in zip(epochs[0], epochs[1], strict=True)) < 30
    assert sum(a == b for a, b in zip(epochs[1], epochs[2], strict=True)) < 30


def test_the_order_depends_on_nothing_but_seed_and_place():
    batches = numbered(LENGTHS)
    expected = {place: numbers(numbered(LENGTHS), place, 9) for place in (0, 4, 198, 1000, 2004, 5013)}
    for place in (5013, 0, 1000, 198, 2004, 4, 1000, 0):
        assert numbers(batches, place, 9) == expected[place], place
    pieces = [number for start in range(0, 3000, 3) for number in numbers(batches, start, 3)]
    assert pieces == numbers(batches, 0, 3000)


def test_another_seed_gives_another_order():
    same = zip(numbers(numbered(LENGTHS), 0, 1003), numbers(numbered(LENGTHS, seed=1), 0, 1003), strict=True)
    assert sum(a == b for a, b in same) < 30


def test_places_go_on_from_epoch_to_epoch():
    batches = numbered([1, 2, 3])
    assert places(batches, 2) == [2, 3, 4, 5]
    assert places(batches, 2, 2) == [2, 3]
    assert len(batches) == 3


def test_one_epoch_with_a_last_batch_that_is_smaller():
    batches = numbered([1, 2, 3, 4, 5], batch_size=2)
    found = list(batches.once())
    assert [examples.inputs["places"].tolist() for examples in found] == [[0, 1], [2, 3], [4]]
    assert sorted(number for examples in found for number in examples.inputs["numbers"].tolist()) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("samples", [1003, 400, 399, 4 * POOL, 4 * POOL + 1, 3, 1])
def test_batches_are_of_one_length_in_every_epoch(samples):
    """Two lengths in random order: all batches but one a pool and one an epoch must hold one length only."""
    batches = numbered([1 + n % 2 for n in range(samples)])
    mixed = 0
    for start in range(0, 8 * samples, 4):
        mixed += len(set(lengths(batches, start))) > 1
    assert mixed <= 8 * (1 + -(-samples // (4 * POOL)))


def test_batches_of_a_pool_are_shuffled_and_the_pools_are_not_always_the_same():
    batches = numbered(LENGTHS)
    longest = [max(lengths(batches, start)) for start in range(0, 4 * POOL, 4)]
    assert longest != sorted(longest)
    assert sum(longest[: POOL // 2]) == pytest.approx(sum(longest[POOL // 2 :]), rel=0.4)
    first, second = (set(numbers(batches, epoch * 1003 + 1, 4 * POOL)) for epoch in range(2))
    assert len(first & second) < 0.5 * len(first)
    assert longest != [max(lengths(batches, start)) for start in range(4 * POOL, 8 * POOL, 4)]


def test_long_and_short_samples_side_by_side():
    batches = numbered([1 + n % 2 for n in range(400)], pooled=1)
    mixed = [len(set(lengths(batches, start))) for start in range(0, 800, 4)]
    assert mixed.count(2) > 150
    assert sorted(number for start in range(0, 400, 4) for number in numbers(batches, start)) == list(range(400))


class Throws:
    """Samples that are drawn anew in every epoch; counts how many are asked for."""

    def __init__(self, size=1000):
        self.size, self.taken = size, 0

    def __len__(self):
        return self.size

    def take(self, epoch, numbers):
        self.taken += len(numbers)
        return [[epoch] * (1 + (number * (epoch + 1)) % 7) for number in numbers.tolist()]


def test_samples_may_be_drawn_anew_in_every_epoch_a_pool_at_a_time():
    drawn = Throws()
    batches = Batches(drawn, shown, batch_size=4)
    assert numbers(batches, 998) == [0, 0, 1, 1]
    drawn.taken = 0
    for start in range(0, 1000, 4):
        batches.at(start)
    assert drawn.taken == 1000
    assert len(set(lengths(batches, 0))) == 1


def test_what_tells_these_batches_from_others():
    assert numbered([1, 2, 3], seed=7).settings() == {
        "batch_size": 4,
        "batches of a pool": POOL,
        "samples": 3,
        "tokens": 6,
        "seed of the order": 7,
    }
    drawn = Throws(5000)
    Batches(drawn, shown).settings()
    assert drawn.taken == 1000


def test_a_batch_of_one_sample():
    assert sorted(numbers(numbered([3, 1], batch_size=1), place)[0] for place in (0, 1)) == [0, 1]


@pytest.mark.parametrize(("samples", "size"), [([], 4), ([[1]], 0), ([[1]], -1)])
def test_no_samples_or_no_batch(samples, size):
    with pytest.raises(ValueError, match=rf"{len(samples)} samples in batches of {size}, 50 to a pool: at least 1"):
        Batches(samples, shown, size)


def test_no_pool():
    with pytest.raises(ValueError, match="1 samples in batches of 4, 0 to a pool: at least 1 of each"):
        numbered([1], pooled=0)


def test_padding():
    ids, real = padded([[5, 6, 7], [8], [9, 4]], pad_id=0)
    assert ids.tolist() == [[5, 6, 7], [8, 0, 0], [9, 4, 0]]
    assert real.tolist() == [[True, True, True], [True, False, False], [True, True, False]]


def test_examples_know_what_is_asked_and_go_to_another_device():
    labels = {"a": torch.tensor([[1, NOT_ASKED], [0, 2]]), "b": torch.tensor([NOT_ASKED, NOT_ASKED])}
    examples = Examples({"ids": torch.ones(2, 2)}, labels, words=3, places=4)
    assert examples.asked() == {"a": 3, "b": 0}
    moved = examples.to(torch.device("meta"))
    tensors = [*moved.inputs.values(), *moved.labels.values()]
    assert [tensor.device.type for tensor in tensors] == ["meta"] * 3
    assert (list(moved.inputs), list(moved.labels), moved.words, moved.places) == (["ids"], ["a", "b"], 3, 4)


def test_next_words_in_a_batch():
    batches = next_word_batches([[2, 7, 8, 3], [2, 9, 3]], pad_id=0, batch_size=2)
    examples = batches.at(0)
    rows = sorted(zip(examples.inputs["ids"].tolist(), examples.labels["next word"].tolist(), strict=True))
    assert rows == [([2, 7, 8], [7, 8, 3]), ([2, 9, 3], [9, 3, NOT_ASKED])]
    assert (examples.words, examples.places) == (5, 6)
    assert examples.asked() == {"next word": 5}


def test_batches_of_next_words_have_a_size_and_a_seed():
    texts = [[number] * 5 for number in range(100)]
    first, other = (next_word_batches(texts, 0, seed=seed).at(0).inputs["ids"] for seed in (0, 1))
    assert first.shape == (32, 4)
    assert torch.equal(first, next_word_batches(texts, 0).at(0).inputs["ids"])
    assert Batches(texts, shown).settings() == numbered([5] * 100, batch_size=32).settings()
    assert not torch.equal(first, other)


def test_little_of_small_world_is_padding():
    documents = [" ".join(document) for document in small_world.documents(600)]
    wordpiece = WordPiece.train(documents, vocab_size=600)
    texts = [wordpiece.encode(text, length=128).ids for text in documents]

    def padding(batches):
        found = [batches.at(start) for start in range(0, 600, 16)]
        return 1 - sum(examples.words for examples in found) / sum(examples.places for examples in found)

    by_length = next_word_batches(texts, wordpiece.id("[PAD]"), batch_size=16)
    unsorted = next_word_batches(texts, wordpiece.id("[PAD]"), batch_size=16)
    unsorted.pool = lambda place: (place // 600 * 600, texts)
    assert padding(by_length) < 0.4 * padding(unsorted)
    assert padding(by_length) < 0.1
