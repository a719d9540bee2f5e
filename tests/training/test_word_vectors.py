"""Training: the quick path takes the step of the lesson, draws are what they should be, and words find their family."""

import random
import warnings
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from word2bert.labels.windows import windows
from word2bert.models.word2vec import CBOW, SkipGram, Word2Vec
from word2bert.text import Vocabulary
from word2bert.training import train_word_vectors
from word2bert.training.word_vectors import (
    GROUP,
    NOISE,
    PARTS,
    STEPS,
    Batch,
    Gradients,
    Learner,
    RowAdagrad,
    Rows,
    Text,
    _batches,
    _encode,
    gradients_by_autograd,
    gradients_by_hand,
    keep_probability,
    sum_rows,
)

ANIMALS, TOOLS = ["cat", "dog", "horse", "cow"], ["hammer", "saw", "drill", "axe"]


def two_families(sentences: int = 400) -> list[list[str]]:
    """Animals eat and sleep, tools cut and lie; no word of one family stands beside a word of the other."""
    draw = random.Random(1)
    forms = [(ANIMALS, ["eats", "sleeps", "runs"]), (TOOLS, ["cuts", "breaks", "lies"])]
    pairs = [draw.choice(forms) for _ in range(sentences)]
    return [["the", draw.choice(nouns), draw.choice(verbs), "there"] for nouns, verbs in pairs]


TEXT = two_families()


def train(sentences=TEXT, **settings):
    settings = {"vector_size": 16, "on_step": lambda record: None} | settings
    return train_word_vectors(sentences, **settings)


# ---- gradients


def random_batch(window: int, groups: int = 2, vocab_size: int = 23, seed: int = 0, text: bool = True) -> Batch:
    """Short sentences, some of one word; at the end what is not text; noise words that are drawn more than once."""
    draws = torch.Generator().manual_seed(seed)
    size = groups * GROUP
    lengths = torch.randint(1, 6, (size,), generator=draws)
    sentences = torch.arange(size).repeat_interleave(lengths)[:size].int()
    sentences[-7:] = -1
    if not text:
        sentences.fill_(-1)
    pad = torch.full((window,), -1, dtype=torch.int32)
    stream = torch.randint(0, vocab_size, (size + 2 * window,), generator=draws, dtype=torch.int32)
    reach = torch.randint(1, window + 1, (size,), generator=draws, dtype=torch.int32)
    noise = torch.randint(0, 6, (groups, NOISE), generator=draws, dtype=torch.int32)
    return Batch(stream, torch.cat([pad, sentences, pad]), reach, noise)


def random_model(architecture: type[Word2Vec], vocab_size: int = 23, seed: int = 0) -> Word2Vec:
    draws = torch.Generator().manual_seed(seed)
    model = architecture(vocab_size, 6, draws).double()
    model.input_vectors.data.normal_(generator=draws)
    model.output_vectors.data.normal_(generator=draws)
    return model


def dense(part: Rows, vocab_size: int = 23) -> torch.Tensor:
    return torch.zeros(vocab_size, part.vectors.shape[1], dtype=torch.float64).index_add_(0, part.rows, part.vectors)


def assert_same(found: Gradients, expected: Gradients) -> None:
    close = {"rtol": 1e-10, "atol": 1e-10}
    torch.testing.assert_close(dense(found.inputs), dense(expected.inputs), **close)
    torch.testing.assert_close(dense(found.outputs), dense(expected.outputs), **close)
    torch.testing.assert_close(found.loss, expected.loss, **close)
    assert int(found.examples) == int(expected.examples)


@pytest.mark.parametrize("architecture", [CBOW, SkipGram])
@pytest.mark.parametrize("window", [1, 2, 5])
def test_gradients_by_hand_are_those_of_autograd(architecture, window):
    for seed in range(3):
        model, batch = random_model(architecture, seed=seed), random_batch(window, groups=seed + 1, seed=seed)
        expected = gradients_by_autograd(model, batch, "negative-sampling", negative=5)
        assert int(expected.examples) > 0
        assert_same(gradients_by_hand(model, batch, negative=5), expected)


@pytest.mark.parametrize("architecture", [CBOW, SkipGram])
def test_without_any_neighbour_nothing_is_learned(architecture):
    model, batch = random_model(architecture), random_batch(2, text=False)
    for found in (gradients_by_hand(model, batch, 5), gradients_by_autograd(model, batch, "softmax", 5)):
        assert int(found.examples) == 0
        assert float(found.loss) == 0
        assert not dense(found.inputs).any()
        assert not dense(found.outputs).any()


@pytest.mark.parametrize("architecture", [CBOW, SkipGram])
def test_autograd_sees_the_examples_of_the_lesson(architecture):
    """The summed softmax loss and the number of examples, from windows() on the same sentences."""
    model, batch = random_model(architecture), random_batch(3)
    batch = Batch(batch.stream, batch.sentences, torch.full_like(batch.reach, 3), batch.noise)
    words, numbers = batch.words.tolist(), batch.sentences[3:-3].tolist()
    loss, examples = 0.0, 0
    for number in sorted(set(numbers) - {-1}):
        sentence = [str(word) for word, its in zip(words, numbers, strict=True) if its == number]
        for word, near in windows(sentence, 3):
            ids = torch.tensor([list(map(int, near))])
            pairs = [(ids, int(word))] if architecture is CBOW else [(torch.tensor([int(word)]), int(n)) for n in near]
            for given, label in pairs:
                loss -= float(model(given).log_softmax(dim=1)[0, label].detach())
                examples += 1
    found = gradients_by_autograd(model, batch, "softmax", 5)
    assert int(found.examples) == examples
    assert float(found.loss) == pytest.approx(loss, rel=1e-10)


@pytest.mark.parametrize("architecture", [CBOW, SkipGram])
@pytest.mark.parametrize("groups", [1, PARTS, 2 * PARTS])
def test_both_paths_take_the_same_step(architecture, groups):
    """Two steps of the learner, the quick way with threads; against autograd on each part, one after the other."""
    model, readable = random_model(architecture), random_model(architecture)
    inputs, outputs = RowAdagrad(readable.input_vectors), RowAdagrad(readable.output_vectors)
    with ThreadPoolExecutor(2) as threads:
        learner = Learner(model, "negative-sampling", 5, threads)
        for seed in (1, 2):
            batch = random_batch(2, groups=groups, seed=seed)
            parts = [gradients_by_autograd(readable, part, "negative-sampling", 5) for part in batch.parts()]
            for part in parts:
                inputs.step(part.inputs, 0.15)
                outputs.step(part.outputs, 0.15)
            mean_loss = sum(part.loss for part in parts) / sum(part.examples for part in parts)
            torch.testing.assert_close(learner.step(batch, 0.15), mean_loss, rtol=1e-10, atol=0)
    torch.testing.assert_close(model.input_vectors, readable.input_vectors, rtol=1e-8, atol=1e-10)
    torch.testing.assert_close(model.output_vectors, readable.output_vectors, rtol=1e-8, atol=1e-10)
    assert (model.input_vectors - random_model(architecture).input_vectors).abs().max() > 0.1


def test_the_learner_uses_the_loss_it_is_told():
    model = random_model(CBOW)
    batch = random_batch(2)
    with ThreadPoolExecutor(1) as threads:
        for loss in ("softmax", "negative-sampling"):
            found = Learner(model, loss, 3, threads).gradients(batch)
            assert_same(found, gradients_by_autograd(model, batch, loss, 3))


def test_parts_are_the_batch():
    batch = random_batch(2, groups=2 * PARTS)
    parts = batch.parts()
    assert len(parts) == PARTS
    assert torch.equal(torch.cat([part.words for part in parts]), batch.words)
    assert torch.equal(torch.cat([part.mask() for part in parts]), batch.mask())
    assert torch.equal(torch.cat([part.neighbours for part in parts]), batch.neighbours)
    assert torch.equal(torch.cat([part.noise for part in parts]), batch.noise)
    assert len(random_batch(2, groups=1).parts()) == 1


# ---- steps


def test_sum_rows_by_hand():
    rows, vectors = torch.tensor([4, 1, 4]), torch.tensor([[1.0, 2.0], [3.0, 4.0], [10.0, 20.0]])
    summed = sum_rows(rows, vectors)
    assert summed.rows.tolist() == [1, 4]
    assert summed.rows.dtype == torch.int64
    assert summed.vectors.tolist() == [[3, 4], [11, 22]]
    weighted = sum_rows(rows.int(), vectors, torch.tensor([[2.0], [1.0], [0.5]]))
    assert weighted.vectors.tolist() == [[3, 4], [7, 14]]


def test_row_adagrad_by_hand():
    matrix = torch.zeros(3, 2, dtype=torch.float64)
    adagrad = RowAdagrad(matrix)
    gradient = torch.tensor([[3.0, 4.0], [1.0, 0.0]], dtype=torch.float64)
    adagrad.step(Rows(torch.tensor([2, 0]), gradient), 0.5)
    adagrad.steps([Rows(torch.tensor([0]), gradient[:1]), Rows(torch.tensor([0]), gradient[1:])], 0.1)
    twice = -0.5 * np.array([1.0, 0.0]) / 0.5 ** (1 / 3) - 0.1 * np.array([3.0, 4.0]) / 13 ** (1 / 3)
    expected = twice - 0.1 * np.array([1.0, 0.0]) / 13.5 ** (1 / 3)
    np.testing.assert_allclose(matrix[0].numpy(), expected, rtol=1e-8)
    np.testing.assert_allclose(matrix[2].numpy(), -0.5 * np.array([3.0, 4.0]) / 12.5 ** (1 / 3), rtol=1e-8)
    assert not matrix[1].any()


def test_a_row_with_a_gradient_of_zero_stays():
    matrix = torch.ones(2, 2)
    RowAdagrad(matrix).step(Rows(torch.tensor([0]), torch.zeros(1, 2)), 1.0)
    assert torch.equal(matrix, torch.ones(2, 2))


@pytest.mark.parametrize(
    ("words", "loss", "vocab_size", "expected"),
    [
        (10**7, "negative-sampling", 5000, 4096 * PARTS),
        (STEPS * PARTS * 96, "negative-sampling", 5000, 96 * PARTS),
        (STEPS * PARTS * 97, "negative-sampling", 5000, 96 * PARTS),
        (10, "negative-sampling", 10, GROUP * PARTS),
        (10**7, "softmax", 5000, 416 * PARTS),
        (10**7, "softmax", 10**6, GROUP * PARTS),
    ],
)
def test_batches_are_smaller_for_short_texts_and_for_softmax(words, loss, vocab_size, expected):
    text = Text(torch.zeros(words, dtype=torch.int32), torch.zeros(words, dtype=torch.int32))
    with ThreadPoolExecutor(1) as threads:
        assert Learner(SkipGram(vocab_size, 1), loss, 5, threads).batch_size(text) == expected


# ---- draws


def test_keep_probability_is_that_of_word2vec_c():
    counts = torch.tensor([100_000, 1_000, 10], dtype=torch.float64)
    total = float(counts.sum())
    for sample in (1e-3, 1e-2):
        expected = [min(1, ((c / (sample * total)) ** 0.5 + 1) * (sample * total) / c) for c in counts.tolist()]
        np.testing.assert_allclose(keep_probability(counts, sample).numpy(), expected, rtol=1e-12)
    assert keep_probability(counts, 0.0).tolist() == [1, 1, 1]


def epoch(sentences, window=2, sample=0.0, size=GROUP * PARTS, seed=0):
    vocabulary = Vocabulary.build(sentences, 1)
    text = _encode(sentences, vocabulary)
    batches = _batches(text, vocabulary.counts, window, sample, size, torch.Generator().manual_seed(seed))
    return vocabulary, list(batches)


def test_an_epoch_has_every_word_once_in_its_sentence():
    vocabulary, batches = epoch(TEXT)
    assert [share for share, _ in batches] == pytest.approx([n / 25 for n in range(1, 26)])  # 1600 words, 64 a batch
    words = Counter()
    for _, batch in batches:
        assert batch.stream.shape == batch.sentences.shape == (GROUP * PARTS + 4,)
        assert batch.window == 2
        text = batch.sentences[2:-2] >= 0
        words.update(batch.words[text].tolist())
        assert batch.mask().any(dim=1)[text].all()
        assert not batch.mask().any(dim=1)[~text].any()
    assert [words[word] for word in range(len(vocabulary))] == vocabulary.counts


def test_a_batch_sees_the_words_beyond_its_edges():
    _, batches = epoch([["a", "b"] * GROUP * PARTS], window=1)
    assert len(batches) == 2
    neighbours = sum(int(batch.mask().sum()) for _, batch in batches)
    assert neighbours == 2 * (2 * GROUP * PARTS - 1)


def test_batches_come_in_random_order_and_another_one_each_epoch():
    text = [[f"w{place}"] * 5 for place in range(10 * GROUP * PARTS // 5)]
    orders = []
    for seed in (0, 0, 1):
        _, batches = epoch(text, seed=seed)
        orders.append([int(batch.sentences[2]) for _, batch in batches])
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2]) != orders[0]


def test_words_draw_their_reach_evenly_from_one_to_the_window():
    _, batches = epoch(TEXT * 20, window=3)
    counts = torch.cat([batch.reach for _, batch in batches]).bincount()
    assert len(counts) == 4
    assert counts[0] == 0
    assert (counts[1:] / counts.sum()).tolist() == pytest.approx([1 / 3] * 3, abs=0.01)


def test_subsampling_thins_out_frequent_words_before_windows_are_cut():
    text = [["the", f"w{place % 50}"] for place in range(20_000)]
    vocabulary, batches = epoch(text, sample=0.01)
    words = torch.cat([batch.words[batch.sentences[2:-2] >= 0] for _, batch in batches])
    kept = words.bincount(minlength=len(vocabulary)) / torch.tensor(vocabulary.counts)
    expected = keep_probability(torch.tensor(vocabulary.counts, dtype=torch.float64), 0.01)
    assert float(expected[0]) == pytest.approx(0.1614, abs=1e-3)
    assert float(kept[0]) == pytest.approx(float(expected[0]), abs=0.01)
    assert kept[1:].tolist() == [1] * 50


def test_noise_words_are_drawn_by_count_to_the_power_of_three_quarters():
    text = [[word] * 16 for word in "ab"] + [["b"] * 16 * 79 + ["c"] * 81] * 25
    vocabulary, batches = epoch(text, seed=2)
    noise = torch.cat([batch.noise.flatten() for _, batch in batches])
    drawn = noise.bincount(minlength=3) / len(noise)
    power = np.array(vocabulary.counts) ** 0.75
    assert drawn.tolist() == pytest.approx((power / power.sum()).tolist(), abs=0.02)
    assert all(batch.noise.shape == (PARTS, NOISE) for _, batch in batches)


def test_text_is_a_stream_with_the_numbers_of_its_sentences():
    vocabulary = Vocabulary.build([["b", "a", "b"], [], ["rare"], ["a", "b"]], 2)
    text = _encode([["b", "a", "b"], [], ["rare"], ["a", "b"]], vocabulary)
    assert text.words.tolist() == [0, 1, 0, 1, 0]
    assert text.sentences.tolist() == [0, 0, 0, 3, 3]
    assert text.words.dtype == text.sentences.dtype == torch.int32  # half the memory of a long text


# ---- training


@pytest.mark.parametrize("architecture", ["cbow", "skip-gram"])
@pytest.mark.parametrize("loss", ["softmax", "negative-sampling"])
def test_words_find_their_family_and_the_loss_falls(architecture, loss):
    records = []
    vectors = train(architecture=architecture, loss=loss, epochs=12, sample=0.0, on_step=records.append)
    for family in (ANIMALS, TOOLS):
        for word in family:
            nearest = [near for near, _ in vectors.most_similar([word], topn=3)]
            assert set(nearest) == set(family) - {word}, (word, nearest)
    assert records[-1].loss < 0.8 * records[0].loss


def test_the_defaults():
    """Names and numbers that the notebooks speak of."""
    vectors = train_word_vectors(TEXT, on_step=lambda record: None)
    again = train_word_vectors(
        TEXT, "skip-gram", "negative-sampling", 200, 2, 5, 5, 1e-3, 0.15, 0.0, 5, 0, "cpu", lambda record: None
    )
    np.testing.assert_array_equal(vectors.vectors, again.vectors)
    assert vectors.vector_size == 200


def test_words_and_counts_are_those_of_the_dictionary():
    vectors = train(min_count=3, epochs=1)
    vocabulary = Vocabulary.build(TEXT, 3)
    assert vectors.words == vocabulary.words
    assert vectors.counts == vocabulary.counts
    assert vectors.vectors.dtype == np.float32
    assert vectors.vectors.shape == (len(vocabulary), 16)


@pytest.mark.parametrize("loss", ["softmax", "negative-sampling"])
@pytest.mark.parametrize("architecture", ["cbow", "skip-gram"])
def test_the_same_seed_gives_the_same_vectors_with_any_number_of_threads(architecture, loss):
    text = TEXT * 4
    before = torch.get_num_threads()
    found = []
    try:
        for threads in (1, 1, 2, 3):
            torch.set_num_threads(threads)
            found.append(train(text, architecture=architecture, loss=loss, epochs=2).vectors)
    finally:
        torch.set_num_threads(before)
    for other in found[1:]:
        np.testing.assert_array_equal(found[0], other)
    assert (found[0] != train(text, architecture=architecture, loss=loss, epochs=2, seed=1).vectors).any()


@pytest.mark.parametrize(
    "change",
    [{"window": 1}, {"negative": 2}, {"sample": 0.0}, {"alpha": 0.1}, {"min_alpha": 0.1}, {"epochs": 2}, {"seed": 1}],
)
def test_every_setting_counts(change):
    settings = {"window": 2, "negative": 5, "sample": 0.05, "alpha": 0.15, "min_alpha": 0.0, "epochs": 1, "seed": 0}
    assert (train(**settings).vectors != train(**settings | change).vectors).any()


def test_about_a_hundred_records_and_the_last_one_is_complete():
    records = []
    text = TEXT * 16
    vectors = train(text, epochs=3, sample=0.0, on_step=records.append)
    assert 90 <= len(records) <= 100
    words = 3 * 1600 * 16
    last = records[-1]
    assert (last.epoch, last.epochs, last.words, last.total_words) == (3, 3, words, words)
    done = [record.epoch for record in records]
    assert done == sorted(done)
    assert all(record.words == round(record.total_words * record.epoch / 3) for record in records)
    seconds = [record.seconds for record in records]
    assert seconds == sorted(seconds)
    assert seconds[0] > 0
    assert last.words_per_second > 0
    assert last.vocabulary.words == vectors.words
    np.testing.assert_array_equal(last.vectors().vectors, vectors.vectors)


def test_each_step_is_reported_where_there_are_fewer_than_a_hundred():
    records = []
    train(epochs=1, sample=0.0, on_step=records.append)
    assert [record.epoch for record in records] == pytest.approx([n / 25 for n in range(1, 26)])


def test_the_learning_rate_falls_evenly():
    records = []
    train(epochs=2, sample=0.0, alpha=0.2, min_alpha=0.1, on_step=records.append)
    assert [record.learning_rate for record in records] == pytest.approx([0.2 - 0.1 * n / 50 for n in range(50)])


def test_the_loss_reported_first_is_that_of_the_start():
    records = []
    train(epochs=1, on_step=records.append)
    assert records[0].loss == pytest.approx(6 * np.log(2), rel=1e-4)
    train(epochs=1, loss="softmax", on_step=records.append)
    assert next(record for record in records if record.loss < 3).loss == pytest.approx(
        np.log(len(records[0].vocabulary)), rel=0.02
    )


def test_a_batch_without_examples_leaves_the_loss_a_number():
    records = []
    train([["a"]] * 500 + [["a", "b"]] * 5, epochs=1, sample=0.0, on_step=records.append)
    losses = [record.loss for record in records]
    assert 0 in losses
    assert all(np.isfinite(losses))


def test_stopping_keeps_what_was_learned_and_says_so():
    seen = []

    def stop(record):
        seen.append(record)
        if record.epoch >= 1.5:
            raise KeyboardInterrupt

    with pytest.warns(UserWarning, match=r"training was stopped after 1\.5 of 3 epochs: what was learned is kept"):
        vectors = train(epochs=3, on_step=stop, sample=0.0)
    np.testing.assert_array_equal(vectors.vectors, seen[-1].vectors().vectors)
    assert seen[-1].epoch < 1.6


def test_another_error_of_the_watcher_is_not_swallowed():
    def fail(record):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        train(on_step=fail)


def test_silent_without_a_terminal(capsys):
    train_word_vectors(TEXT, vector_size=4, epochs=1)
    assert capsys.readouterr() == ("", "")


def test_the_environment_says_which_device(monkeypatch):
    monkeypatch.setenv("WORD2BERT_DEVICE", "meta")
    with pytest.raises(ValueError, match="device='meta' is not there"):
        train()
    assert len(train(device="cpu", epochs=1)) == len(Vocabulary.build(TEXT, 5))


# ---- bad input


def assert_refused(error, message, sentences=TEXT, **settings):
    calls = []
    with pytest.raises(error, match=message), warnings.catch_warnings():
        train(sentences, on_step=calls.append, **settings)
    assert calls == []


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"architecture": "skipgram"}, r"architecture='skipgram': it is one of 'cbow', 'skip-gram'$"),
        ({"loss": "hinge"}, r"loss='hinge': it is one of 'softmax', 'negative-sampling'$"),
        ({"window": 0}, r"window=0: a window has at least 1 word on each side"),
        ({"vector_size": 0}, r"vector_size=0: it has to be at least 1$"),
        ({"negative": 0}, r"negative=0: it has to be at least 1$"),
        ({"epochs": 0}, r"epochs=0: it has to be at least 1$"),
        ({"min_count": 0}, r"min_count=0"),
        ({"sample": -0.1}, r"sample=-0\.1: it is a share of the text, 0 \(leave nothing out\) or more$"),
        ({"alpha": 0.0}, r"alpha=0\.0, min_alpha=0\.0: learning rates fall from alpha > 0 to min_alpha >= 0$"),
        ({"alpha": -0.1}, r"alpha=-0\.1"),
        ({"alpha": 0.1, "min_alpha": 0.2}, r"alpha=0\.1, min_alpha=0\.2"),
        ({"min_alpha": -0.1}, r"min_alpha=-0\.1"),
        ({"device": "tpu"}, r"device='tpu' is not a device"),
        ({"min_count": 10_000}, r"no word occurs min_count=10000 times"),
    ],
)
def test_settings_that_make_no_sense(settings, message):
    assert_refused(ValueError, message, **settings)


@pytest.mark.parametrize(
    ("sentences", "error", "message"),
    [
        ([], ValueError, "the text is empty"),
        ([[], []], ValueError, "the text is empty"),
        ("the cat sat", TypeError, "sentences is a str, 'the cat sat'"),
        (["the cat sat"], TypeError, "sentence 0 is a str"),
        ([["word"] * 9], ValueError, r"the dictionary has only one word, 'word': there is nothing to tell it from"),
        ([["a"], ["b"]] * 9, ValueError, "no sentence has two words of the dictionary: no word has a neighbour"),
        ([["a", "rare"], ["b"]] * 5 + [["b"]] * 9, ValueError, None),
    ],
)
def test_texts_that_teach_nothing(sentences, error, message):
    if message is None:  # "rare" is left out of the dictionary, so that "a" stands alone
        sentences = [["a", f"rare{number}"] for number in range(5)] + [["b"]] * 9
        message = "no sentence has two words of the dictionary"
    assert_refused(error, message, sentences)


def test_a_generator_can_be_read_only_once():
    sentences = (sentence for sentence in TEXT)
    assert_refused(TypeError, r"can be read only once \(a generator\?\).*pass a list", sentences)


def test_the_smallest_settings_that_make_sense():
    vectors = train([["a", "b"]] * 5, vector_size=1, window=1, negative=1, epochs=1, alpha=0.01, min_alpha=0.01)
    assert vectors.words == ["a", "b"]


def test_the_first_complaint_is_about_settings_before_the_text_is_read():
    def never():
        raise AssertionError("read")
        yield

    assert_refused(ValueError, "window=0", never(), window=0)
