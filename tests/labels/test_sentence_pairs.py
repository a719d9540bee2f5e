"""Sentence pairs: which two stretches, how long, and how often the second goes on where the first ends."""

import random
from collections import Counter

import pytest
import torch
from word2bert.labels import sentence_pairs
from word2bert.labels.sentence_pairs import CONTINUOUS, NOT_CONTINUOUS, Pair, SentencePairs, nearest
from word2bert.text import small_world

Document = list[list[int]]


def numbered(lengths: list[list[int]]) -> list[Document]:
    """Documents in which every token says where it stands: document, sentence, place."""
    return [
        [[10_000 * d + 100 * s + place for place in range(length)] for s, length in enumerate(document)]
        for d, document in enumerate(lengths)
    ]


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """As many documents of Small World as 150,000 words need; a word is the three numbers of its place in one."""
    world = small_world.documents(2_000, seed=4)
    return numbered([[len(sentence.split()) + 1 for sentence in document][:90] for document in world])


@pytest.fixture(scope="module")
def pairs(documents: list[Document]) -> list[Pair]:
    return all_pairs(documents, length=128, seed=1, epoch=0)


def all_pairs(documents: list[Document], epoch: int = 0, length: int = 128, seed: int = 0) -> list[Pair]:
    pairs = SentencePairs(documents, length, seed)
    return pairs.take(epoch, torch.arange(len(pairs)))


def place_of(token: int) -> tuple[int, int, int]:
    return token // 10_000, token % 10_000 // 100, token % 100


def test_enough_tokens_are_counted(pairs: list[Pair]) -> None:
    assert sum(map(len, pairs)) > 100_000


def test_half_of_the_pairs_are_continuous(pairs: list[Pair]) -> None:
    assert abs(sum(pair.label == CONTINUOUS for pair in pairs) / len(pairs) - 0.5) < 0.015


def test_half_are_continuous_at_the_ends_of_documents_too(documents: list[Document], pairs: list[Pair]) -> None:
    last = [p for p in pairs if place_of(p.first[0])[1] == len(documents[place_of(p.first[0])[0]]) - 2]
    assert len(last) > 1_000
    assert abs(sum(pair.label == CONTINUOUS for pair in last) / len(last) - 0.5) < 0.03


def test_a_continuous_pair_goes_on_where_it_ends(documents: list[Document]) -> None:
    for pair in all_pairs(documents, length=10_000, epoch=0):  # nothing is cut
        if pair.label == CONTINUOUS:
            document, sentence, _ = place_of(pair.first[0])
            tokens = [token for sentence in documents[document][sentence:] for token in sentence]
            both = pair.first + pair.second
            assert both == tokens[: len(both)]
            assert place_of(pair.second[0])[2] == 0, "the second begins with a sentence"


def test_a_pair_that_is_not_continuous_ends_in_another_document(pairs: list[Pair]) -> None:
    other = [pair for pair in pairs if pair.label == NOT_CONTINUOUS]
    assert other
    for pair in other:
        assert {place_of(token)[0] for token in pair.first}.isdisjoint(place_of(token)[0] for token in pair.second)


def test_the_second_comes_from_every_other_document_alike() -> None:
    few = numbered([[3] * 40, [3] * 40, [3] * 40, [3] * 40])
    counts = Counter()
    firsts = set()
    for epoch in range(40):
        for pair in all_pairs(few, length=20, seed=3, epoch=epoch):
            if pair.label == NOT_CONTINUOUS:
                counts[place_of(pair.first[0])[0], place_of(pair.second[0])[0]] += 1
                firsts.add(place_of(pair.second[0])[1])
    assert set(counts) == {(here, other) for here in range(4) for other in range(4) if other != here}
    assert max(counts.values()) < 1.25 * min(counts.values())
    assert firsts == set(range(40)), "it begins anywhere, with the last sentence too"


@pytest.mark.parametrize("length", [7, 128], ids=["one sentence each", "all that follow"])
def test_never_the_true_next_sentence_even_where_two_documents_share_it(length: int) -> None:
    shared = [[1, 2], [3, 4], [5, 6]]
    pairs = [pair for epoch in range(200) for pair in all_pairs([shared, shared], length=length, seed=2, epoch=epoch)]
    for pair in pairs:
        if pair.label == NOT_CONTINUOUS:
            follows = shared[(pair.first[-1] + 1) // 2] if pair.first[-1] < 6 else None
            assert pair.second[:2] != follows
    assert any(pair.label == NOT_CONTINUOUS for pair in pairs)


def test_every_sentence_but_the_last_begins_one_pair(documents: list[Document]) -> None:
    few = documents[:50]
    pairs = all_pairs(few, length=10_000, epoch=3)
    assert [place_of(pair.first[0]) for pair in pairs] == [
        (d, s, 0) for d, document in enumerate(few) for s in range(len(document) - 1)
    ]
    assert len(SentencePairs(few)) == len(pairs)


def test_one_pair_in_ten_is_shorter() -> None:
    long = numbered([[5] * 99, [5] * 99])
    pairs = [pair for epoch in range(60) for pair in all_pairs(long, length=64, seed=5, epoch=epoch)]
    early = [pair for pair in pairs if place_of(pair.first[0])[1] < 80 and pair.label == CONTINUOUS]
    short = [len(pair) for pair in early if len(pair) < 64]
    ends = [max(10, -(-target // 5) * 5) + 3 for target in range(2, 61)]  # of the targets 2 to 61, 61 is not short
    assert abs(len(short) / len(early) - 0.1 * 59 / 60) < 0.01
    assert set(short) == set(ends), "two sentences at least"
    assert abs(sum(short) / len(short) - sum(ends) / len(ends)) < 2, "every target is as likely"


@pytest.mark.parametrize("short", [0.0, 0.7, 1.0])
def test_the_share_of_short_pairs_can_be_chosen(short: float) -> None:
    pairs = SentencePairs(numbered([[1] * 99, [1] * 99]), length=12, short=short)
    early = [pair for epoch in range(40) for pair in pairs.take(epoch, torch.arange(80))]
    shorter = sum(len(pair) < 12 for pair in early) / len(early)
    assert shorter == pytest.approx(short * 7 / 8, abs=0.02), "of the targets 2 to 9 the last is not short"


def test_a_short_pair_aims_at_any_length_below_the_longest() -> None:
    """Sentences of one token: a pair is as long as it aims at, from 2 to 9 tokens without the marks."""
    single = numbered([[1] * 99, [1] * 99])
    pairs = [pair for epoch in range(150) for pair in all_pairs(single, length=12, seed=5, epoch=epoch)]
    lengths = Counter(len(pair) for pair in pairs if place_of(pair.first[0])[1] < 80 and pair.label == CONTINUOUS)
    shares = [lengths[length] / lengths.total() for length in range(5, 12)]
    assert set(lengths) == set(range(5, 13))
    assert shares == pytest.approx([0.1 / 8] * 7, abs=0.004)
    assert sum(shares) == pytest.approx(0.1 * 7 / 8, abs=0.006)


def test_the_length_of_the_second_tells_little_to_one_who_has_a_table_of_all_lengths(pairs: list[Pair]) -> None:
    """Learned from every second pair, judged on the others; 0.59 where sentences are added until it is too long."""
    table = Counter((len(pair.second), pair.label) for pair in pairs[::2])
    right = [
        (table[len(pair.second), CONTINUOUS] > table[len(pair.second), NOT_CONTINUOUS]) == pair.label
        for pair in pairs[1::2]
    ]
    assert sum(right) / len(right) < 0.585


def test_lengths_do_not_tell_the_label(pairs: list[Pair]) -> None:
    for side in ("first", "second", "both"):
        lengths = [len(pair) if side == "both" else len(getattr(pair, side)) for pair in pairs]
        right = [
            sum((length > limit) == (pair.label == CONTINUOUS) for length, pair in zip(lengths, pairs, strict=True))
            for limit in range(128)
        ]
        assert max(max(right), len(pairs) - min(right)) / len(pairs) < 0.56, side


def test_the_first_has_every_number_of_sentences() -> None:
    few = numbered([[5] * 30, [5] * 30])
    pairs = [pair for epoch in range(60) for pair in all_pairs(few, length=33, seed=5, epoch=epoch)]
    whole = [pair for pair in pairs if len(pair.first + pair.second) == 30 and pair.label == CONTINUOUS]
    shares = [sum(len(pair.first) == 5 * k for pair in whole) / len(whole) for k in range(1, 6)]
    assert sum(shares) == pytest.approx(1)
    assert max(shares) - min(shares) < 0.06


@pytest.mark.parametrize("length", [5, 6, 31, 64])
def test_no_pair_is_too_long_and_none_has_an_empty_side(documents: list[Document], length: int) -> None:
    pairs = all_pairs(documents[:300], length=length, epoch=0)
    assert max(map(len, pairs)) == length
    assert min(min(len(pair.first), len(pair.second)) for pair in pairs) >= 1


def test_tokens_are_cut_from_the_longer_side() -> None:
    generator = random.Random(0)
    for _ in range(3_000):
        first, second, room = generator.randint(1, 40), generator.randint(1, 40), generator.randint(2, 60)
        a, b = first, second
        while a + b > room:
            a, b = (a - 1, b) if a > b else (a, b - 1)
        assert sentence_pairs.shortened(first, second, room) == (a, b)


def test_cut_in_front_and_at_the_end(documents: list[Document]) -> None:
    ids = list(range(10))
    assert sentence_pairs.cut(ids, 4, 0.0) == [0, 1, 2, 3]
    assert sentence_pairs.cut(ids, 4, 0.9999) == [6, 7, 8, 9]
    assert sentence_pairs.cut(ids, 10, 0.9999) == ids
    for side in ("first", "second"):
        starts = {place_of(getattr(pair, side)[0])[2] for pair in all_pairs(documents[:200], length=12, epoch=0)}
        assert len(starts) > 3, "both sides are cut in front too"


def test_another_epoch_and_another_seed_draw_anew_and_the_same_ones_the_same(documents: list[Document]) -> None:
    few = documents[:100]
    pairs = all_pairs(few, epoch=0, seed=1)
    assert pairs == all_pairs(few, epoch=0, seed=1)
    assert len(pairs) == len(all_pairs(few, epoch=1, seed=1))
    assert pairs != all_pairs(few, epoch=1, seed=1)
    assert pairs != all_pairs(few, epoch=0, seed=2)


def test_a_pair_does_not_depend_on_those_taken_with_it(documents: list[Document], pairs: list[Pair]) -> None:
    numbers = torch.tensor([7, 3, len(pairs) - 1, 3])
    taken = SentencePairs(documents, length=128, seed=1).take(0, numbers)
    assert taken == [pairs[7], pairs[3], pairs[-1], pairs[3]]


def test_with_subjects_the_second_is_about_something_else(documents: list[Document]) -> None:
    few = documents[:60]
    subjects = [number // 20 for number in range(60)]
    pairs = SentencePairs(few, length=64, subjects=subjects)
    found = set()
    for pair in pairs.take(0, torch.arange(len(pairs))):
        first, second = (subjects[place_of(side[0])[0]] for side in (pair.first, pair.second))
        assert (first == second) == (pair.label == CONTINUOUS)
        found.add((first, second))
    assert len(found) == 9
    for wrong, said in (([0] * 60, "1 subjects of 60"), ([0, 1, 2], "3 subjects of 3")):
        message = f"^{said} documents: one for each of the 60 documents is needed, and two different ones at least$"
        with pytest.raises(ValueError, match=message):
            SentencePairs(few, subjects=wrong)


def test_two_subjects_are_enough_wherever_the_other_one_is() -> None:
    few = numbered([[1, 1]] * 4)
    for alone in range(4):
        pairs = SentencePairs(few, subjects=[int(number == alone) for number in range(4)])
        for epoch in range(20):
            for here, pair in enumerate(pairs.take(epoch, torch.arange(4))):
                other = place_of(pair.second[0])[0]
                assert (here == alone) != (other == alone) if pair.label == NOT_CONTINUOUS else other == here


def test_swapped_pairs_are_the_same_two_stretches(documents: list[Document]) -> None:
    few, numbers = documents[:60], torch.arange(200)
    plain = SentencePairs(few, length=10_000).take(0, numbers)
    swapped = SentencePairs(few, length=10_000, swapped=True).take(0, numbers)
    assert {pair.label for pair in swapped} == {0, 1}
    for pair, other in zip(plain, swapped, strict=True):
        assert pair.label == other.label
        if pair.label == CONTINUOUS:
            assert pair == other
        else:
            assert other.second == pair.first
            assert place_of(other.first[0])[0] == place_of(other.second[0])[0]
            assert place_of(other.first[0])[1] == place_of(other.second[-1])[1] + 1


def test_an_oracle_that_knows_the_subjects_tells_nearly_all_pairs() -> None:
    """Otherwise the labels would be noise. What it gets wrong are two documents about the same country."""
    topics = ["countries", "nature", "people", "everyday", "stories"]
    world = small_world.documents(1_500, seed=6, topics=topics)
    subjects = [small_world.subject(6, number, topics) for number in range(1_500)]
    numbers = [[[number] * 5 for _ in document] for number, document in enumerate(world)]
    pairs = all_pairs(numbers)
    right = [(subjects[pair.first[0]] == subjects[pair.second[0]]) == (pair.label == CONTINUOUS) for pair in pairs]
    assert 0.99 < sum(right) / len(right) < 1


def test_an_empty_document_is_an_error() -> None:
    with pytest.raises(ValueError, match="document 1 has no sentences: leave it out"):
        SentencePairs([[[1], [2]], [], [[3], [4]]])


@pytest.mark.parametrize(
    ("documents", "length", "said"),
    [
        ([[[1], [2]]], 128, "1 documents with 1 places where a sentence follows another, length 128"),
        ([[[1]], [[2]]], 128, "2 documents with 0 places"),
        ([], 128, "0 documents with 0 places"),
        ([[[1], [2]], [[3]]], 4, "2 documents with 1 places where a sentence follows another, length 4"),
    ],
    ids=["one document", "no sentence follows another", "no documents", "too short"],
)
def test_where_no_pair_can_be_made(documents: list[Document], length: int, said: str) -> None:
    message = f"^{said}.*: at least 2 documents, one of them with 2 sentences, and a length of 5$"
    with pytest.raises(ValueError, match=message):
        SentencePairs(documents, length)


def test_the_smallest_text() -> None:
    pairs = SentencePairs([[[1], [2]], [[3]]], length=5)
    assert len(pairs) == 1
    drawn = [pairs.take(epoch, torch.arange(1))[0] for epoch in range(20)]
    assert {(*pair.first, *pair.second): pair.label for pair in drawn} == {(1, 2): CONTINUOUS, (1, 3): NOT_CONTINUOUS}


def test_the_usual_settings() -> None:
    long, numbers = numbered([[5] * 60] * 3), torch.arange(100)
    usual = SentencePairs(long).take(0, numbers)
    assert usual == SentencePairs(long, length=128, seed=0, subjects=range(3), swapped=False).take(0, numbers)
    assert max(map(len, usual)) == 128


def test_the_stretch_nearest_to_a_length() -> None:
    document, targets = [[1] * 4, [2] * 6, [3] * 2], (1, 4, 6, 7, 8, 10, 11, 12, 50)
    assert [len(nearest(document, 0, target)) for target in targets] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert nearest(document, 2, 9) == [[3] * 2]
