"""Training word vectors: words find their family, settings count, stopping is safe, bad input is named."""

import inspect
import random
import warnings

import numpy as np
import pytest
import torch
from word2bert.text import TokenFile, Vocabulary
from word2bert.training import train_word_vectors, word_vectors
from word2bert.training.stream import GROUP, PARTS
from word2bert.training.word_vectors import STEPS, batch_size

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


@pytest.mark.parametrize(
    ("words", "loss", "vocab_size", "expected"),
    [
        (10**7, "negative-sampling", 5000, 2048 * PARTS),
        (STEPS * PARTS * 96, "negative-sampling", 5000, 96 * PARTS),
        (STEPS * PARTS * 97, "negative-sampling", 5000, 96 * PARTS),
        (10, "negative-sampling", 10, GROUP * PARTS),
        (10**7, "softmax", 5000, 416 * PARTS),
        (10**7, "softmax", 10**6, GROUP * PARTS),
    ],
)
def test_batches_are_smaller_for_short_texts_and_for_softmax(words, loss, vocab_size, expected):
    assert batch_size(words, loss, vocab_size) == expected


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
    cbow = train_word_vectors(TEXT, "cbow", on_step=lambda record: None)
    again = train_word_vectors(TEXT, "cbow", alpha=0.25, on_step=lambda record: None)
    np.testing.assert_array_equal(cbow.vectors, again.vectors)


def test_it_learns_where_the_caller_has_switched_gradients_off():
    vectors = train(loss="softmax", epochs=1)
    with torch.no_grad():
        again = train(loss="softmax", epochs=1)
    np.testing.assert_array_equal(vectors.vectors, again.vectors)


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


def test_the_loss_reported_is_the_mean_since_the_last_report(monkeypatch):
    class Counting:
        steps = 0.0

        def step(self, batch, learning_rate):
            self.steps += 1
            return self.steps

    monkeypatch.setattr(word_vectors, "learner_for", lambda *settings: Counting())
    records = []
    train(TEXT * 16, epochs=3, sample=0.0, on_step=records.append)
    losses = [record.loss for record in records]
    assert len(records) <= 100 < 2 * losses[-1]  # some reports stand for several steps
    reported = 0
    for loss in losses:
        steps = round(2 * (loss - reported)) - 1  # the mean of reported + 1, ..., reported + steps
        assert steps >= 1
        assert loss == reported + (steps + 1) / 2
        reported += steps
    assert reported > 300


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


def test_a_generator_is_enough_and_a_file_of_tokens_too(tmp_path):
    expected = train(epochs=1)
    read_once = train((sentence for sentence in TEXT), epochs=1)
    np.testing.assert_array_equal(read_once.vectors, expected.vectors)
    tokens = TokenFile.write(tmp_path, [[" ".join(sentence)] for sentence in TEXT], Vocabulary.build(TEXT, 1))
    from_disk = train(tokens, epochs=1)
    assert from_disk.words == expected.words
    np.testing.assert_array_equal(from_disk.vectors, expected.vectors)


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
        ({"vector_size": 0}, r"vector_size=0: it has to be a whole number, at least 1$"),
        ({"negative": 0}, r"negative=0: it has to be a whole number, at least 1$"),
        ({"epochs": 0}, r"epochs=0: it has to be a whole number, at least 1$"),
        ({"min_count": 0}, r"min_count=0"),
        ({"sample": 1e-15}, r"sample=1e-15 leaves out every word of this text: 1e-3 is usual, 0 keeps all$"),
        ({"sample": float("nan")}, r"sample=nan: it is a share of the text"),
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


@pytest.mark.parametrize("name", ["vector_size", "negative", "epochs"])
def test_numbers_that_are_not_whole(name):
    """Outside the tests no annotation is checked, so that the function itself has to."""
    settings = ["softmax", 200, 2, 5, 5, 1e-3, 0.15, 0.0, 5]
    settings[{"vector_size": 1, "negative": 4, "epochs": 8}[name]] = 1.5
    with pytest.raises(ValueError, match=rf"{name}=1\.5: it has to be a whole number, at least 1$"):
        inspect.unwrap(word_vectors._check)(*settings)


def test_the_smallest_settings_that_make_sense():
    vectors = train(
        [["a", "b"]] * 5, vector_size=1, window=1, negative=1, sample=0.0, epochs=1, alpha=0.01, min_alpha=0.01
    )
    assert vectors.words == ["a", "b"]


def test_the_first_complaint_is_about_settings_before_the_text_is_read():
    def never():
        raise AssertionError("read")
        yield

    assert_refused(ValueError, "window=0", never(), window=0)
