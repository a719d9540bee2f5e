"""The stream of a text: every word once, in its sentence, and draws that are what they should be."""

from collections import Counter

import numpy as np
import pytest
import torch
from word2bert.text import TokenFile, Vocabulary
from word2bert.training import stream
from word2bert.training.compiled import NOISE
from word2bert.training.stream import GROUP, PARTS, Text, batches, encode, keep_probability

TEXT = [["the", animal, "sleeps", "there"] for animal in ("cat", "dog", "horse", "cow")] * 100


def test_keep_probability_is_that_of_word2vec_c():
    counts = torch.tensor([100_000, 1_000, 10], dtype=torch.float64)
    total = float(counts.sum())
    for sample in (1e-3, 1e-2):
        expected = [min(1, ((c / (sample * total)) ** 0.5 + 1) * (sample * total) / c) for c in counts.tolist()]
        np.testing.assert_allclose(keep_probability(counts, sample).numpy(), expected, rtol=1e-12)
    assert keep_probability(counts, 0.0).tolist() == [1, 1, 1]


def epoch(sentences, window=2, sample=0.0, size=GROUP * PARTS, seed=0):
    text = encode(sentences, 1)
    draws = torch.Generator().manual_seed(seed)
    return text.vocabulary, list(batches(text, window, sample, size, draws))


def test_an_epoch_has_every_word_once_in_its_sentence():
    vocabulary, found = epoch(TEXT)
    assert [share for share, _ in found] == pytest.approx([n / 25 for n in range(1, 26)])  # 1600 words, 64 a batch
    words = Counter()
    for _, batch in found:
        assert batch.stream.shape == batch.sentences.shape == (GROUP * PARTS + 4,)
        assert batch.window == 2
        text = batch.sentences[2:-2] >= 0
        words.update(batch.words[text].tolist())
        assert batch.mask().any(dim=1)[text].all()
        assert not batch.mask().any(dim=1)[~text].any()
    assert [words[word] for word in range(len(vocabulary))] == vocabulary.counts


def test_a_batch_sees_the_words_beyond_its_edges():
    _, found = epoch([["a", "b"] * GROUP * PARTS], window=1)
    assert len(found) == 2
    neighbours = sum(int(batch.mask().sum()) for _, batch in found)
    assert neighbours == 2 * (2 * GROUP * PARTS - 1)


def test_batches_come_in_random_order_and_another_one_each_epoch():
    text = [[f"w{place}"] * 5 for place in range(10 * GROUP * PARTS // 5)]
    orders = []
    for seed in (0, 0, 1):
        _, found = epoch(text, seed=seed)
        orders.append([int(batch.sentences[2]) for _, batch in found])
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2]) != orders[0]


def test_words_draw_their_reach_evenly_from_one_to_the_window():
    _, found = epoch(TEXT * 20, window=3)
    counts = torch.cat([batch.reach for _, batch in found]).bincount()
    assert len(counts) == 4
    assert counts[0] == 0
    assert (counts[1:] / counts.sum()).tolist() == pytest.approx([1 / 3] * 3, abs=0.01)


def test_subsampling_thins_out_frequent_words_before_windows_are_cut():
    text = [["the", f"w{place % 50}"] for place in range(20_000)]
    vocabulary, found = epoch(text, sample=0.01)
    words = torch.cat([batch.words[batch.sentences[2:-2] >= 0] for _, batch in found])
    kept = words.bincount(minlength=len(vocabulary)) / torch.tensor(vocabulary.counts)
    expected = keep_probability(torch.tensor(vocabulary.counts, dtype=torch.float64), 0.01)
    assert float(expected[0]) == pytest.approx(0.1614, abs=1e-3)
    assert float(kept[0]) == pytest.approx(float(expected[0]), abs=0.01)
    assert kept[1:].tolist() == [1] * 50


def test_noise_words_are_drawn_by_count_to_the_power_of_three_quarters():
    text = [[word] * 16 for word in "ab"] + [["b"] * 16 * 79 + ["c"] * 81] * 25
    vocabulary, found = epoch(text, seed=2)
    noise = torch.cat([batch.noise.flatten() for _, batch in found])
    drawn = noise.bincount(minlength=3) / len(noise)
    power = np.array(vocabulary.counts) ** 0.75
    assert drawn.tolist() == pytest.approx((power / power.sum()).tolist(), abs=0.02)
    assert all(batch.noise.shape == (PARTS, NOISE) for _, batch in found)


def test_text_is_a_stream_with_the_numbers_of_its_sentences():
    text = encode([["b", "a", "b"], [], ["rare"], ["a", "b"]], 2)
    assert (text.vocabulary.words, text.vocabulary.counts) == (["b", "a"], [3, 2])
    words, sentences = text.read(0, 4)
    assert words.tolist() == [0, 1, 0, 1, 0]
    assert sentences.tolist() == [0, 0, 0, 3, 3]
    assert words.dtype == sentences.dtype == torch.int32
    words, sentences = text.read(1, 4)
    assert words.tolist() == [1, 0]
    assert len(set(sentences.tolist())) == 1


def test_a_long_text_is_read_block_by_block(monkeypatch):
    monkeypatch.setattr(stream, "BLOCK", 100)
    text = encode([[f"w{number % 7}"] * (number % 5) for number in range(200)], 1)
    assert len(text.tokens) == 400
    blocks = text.blocks()
    assert [first for first, _ in blocks] == [0, *(end for _, end in blocks[:-1])]
    assert blocks[-1][1] == 200
    read = [text.read(*block)[0] for block in blocks]
    assert [len(words) for words in read] == pytest.approx([100] * 4, abs=5)
    assert torch.equal(torch.cat(read), text.read(0, 200)[0])
    for seed in (0, 1, 2, 3):
        found = list(batches(text, 2, 0.0, GROUP * PARTS, torch.Generator().manual_seed(seed)))
        shares = [share for share, _ in found]
        assert shares == sorted(shares)
        assert shares[-1] == pytest.approx(1)
        assert max(np.diff(shares)) < 2 * min(np.diff(shares))
        words = torch.cat([batch.words[batch.sentences[2:-2] >= 0] for _, batch in found])
        assert words.bincount().tolist() == text.vocabulary.counts


def test_blocks_come_in_random_order_and_only_one_is_read_at_a_time(monkeypatch):
    monkeypatch.setattr(stream, "BLOCK", 100)
    text = encode([[f"w{number}"] * 50 for number in range(10)], 1)
    lengths = []

    class Watched(np.ndarray):
        def __getitem__(self, index):
            part = np.asarray(self)[index]
            lengths.append(part.size)
            return part

    watched = Text(text.tokens.view(Watched), text.ends, text.ids, text.vocabulary)
    orders = []
    for seed in range(4):
        found = list(batches(watched, 2, 0.0, GROUP * PARTS, torch.Generator().manual_seed(seed)))
        orders.append(tuple(dict.fromkeys(int(batch.words[0]) // 2 for _, batch in found)))
    assert len(set(orders)) > 1
    assert all(sorted(order) == list(range(5)) for order in orders)
    assert lengths == [100] * 5 * 4


def test_shares_are_those_of_the_words_where_blocks_differ(monkeypatch):
    monkeypatch.setattr(stream, "BLOCK", 100)
    text = encode([["a", "b"] * 300, ["a", "b"], ["b"] * 10], 1)
    found = list(batches(text, 2, 0.0, GROUP * PARTS, torch.Generator().manual_seed(0)))
    shares = [0.0, *(share for share, _ in found)]
    assert max(np.diff(shares)) < 0.12
    assert shares[-1] == pytest.approx(1)


def test_tokens_on_the_disk_are_the_same_text(tmp_path):
    sentences = [["the", "cat", "sleeps"], ["it", "dreams"], ["a", "cat", "and", "the", "dog"], ["rare"]]
    in_memory = encode(sentences, 1)
    dictionary = Vocabulary([*in_memory.vocabulary.words, "never"], [*in_memory.vocabulary.counts, 0])
    TokenFile.write(tmp_path, [[" ".join(sentence) for sentence in sentences]], dictionary)
    on_disk = encode(TokenFile(tmp_path, dictionary), 1)
    assert isinstance(on_disk.tokens, np.memmap)
    assert on_disk.vocabulary.words == in_memory.vocabulary.words
    assert on_disk.vocabulary.counts == in_memory.vocabulary.counts
    for mine, other in zip(on_disk.read(0, 4), in_memory.read(0, 4), strict=True):
        assert torch.equal(mine, other)
    with pytest.raises(ValueError, match=r"which words are these\? Open it with its dictionary"):
        encode(TokenFile(tmp_path), 1)
