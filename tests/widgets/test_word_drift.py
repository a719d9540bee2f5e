from types import SimpleNamespace

import numpy as np
import pytest
from word2bert.figures import project
from word2bert.widgets import WordDrift
from word2bert.widgets.word_drift import same_family

WORDS = ["dog", "cat", "rome", "lima", "oslo"]
FAMILIES = ["animals", "animals", "cities", "cities", "cities"]
RNG = np.random.default_rng(0)
APART = np.array([[1.0, 0.1, 0], [1, 0.2, 0], [0, 1, 0.1], [0, 1, 0.2], [0, 1, 0.3]])


def test_words_look_for_their_nearest_by_cosine():
    assert same_family(APART * RNG.uniform(0.1, 10, size=(5, 1)), FAMILIES) == 1.0
    assert same_family(APART, ["a", "b", "a", "b", "b"]) == pytest.approx(2 / 5)


def test_a_vector_of_zeros_is_no_error():
    assert 0 <= same_family(np.vstack([np.zeros(3), APART[1:]]), FAMILIES) <= 1


def test_frames_are_kept_with_their_labels_and_shares():
    drift = WordDrift(WORDS, FAMILIES)
    assert repr(drift) == "WordDrift(words=5, families=2, frames=0)"
    drift.add_vectors(APART, "epoch 1.0")
    drift.add_vectors(APART[::-1], "epoch 2.0")
    assert repr(drift) == "WordDrift(words=5, families=2, frames=2)"
    assert drift.labels == ["epoch 1.0", "epoch 2.0"]
    assert drift.points(0) == pytest.approx(project(APART), abs=1e-6)
    assert len(drift.frames) == 2 * 5 * 2 * 4
    assert drift.shares[0] == 1.0
    assert drift.shown == 1
    assert drift.chance == pytest.approx((2 * 1 + 3 * 2) / (5 * 4))


def test_frames_do_not_spin():
    first, second = RNG.normal(size=(2, 5, 4))
    drift = WordDrift(WORDS, FAMILIES, frames=[(first, "first"), (second, "second")])
    assert drift.points(1) == pytest.approx(project(second, project(first)), abs=1e-5)
    assert drift.points(1) != pytest.approx(project(second), abs=1e-5)  # what it would be on its own


def test_a_learner_who_looks_back_is_not_pulled_forward():
    drift = WordDrift(WORDS, FAMILIES, frames=[(APART, "1"), (APART, "2")])
    drift.shown = 0
    drift.add_vectors(APART, "3")
    assert drift.shown == 0
    drift.shown = 2
    drift.add_vectors(APART, "4")
    assert drift.shown == 3


def test_a_whole_training_gives_about_forty_frames_and_the_last():
    drift = WordDrift(WORDS, FAMILIES)
    steps, asked = 400, []

    def vectors():
        asked.append(1)
        return dict(zip(WORDS, APART.astype(np.float32), strict=True))

    for step in range(1, steps + 1):
        drift(SimpleNamespace(epoch=5 * step / steps, epochs=5, words=step, total_words=steps, vectors=vectors))
    assert 40 <= len(drift.labels) <= 42
    assert len(asked) == len(drift.labels)  # vectors are not copied for frames that are not shown
    assert drift.labels[-1] == "epoch 5.0"


def test_a_second_training_is_a_film_of_its_own():
    drift = WordDrift(WORDS, FAMILIES, frames=[(APART, "before")])
    vectors = lambda: dict(zip(WORDS, APART, strict=True))  # noqa: E731
    for words in (50, 100, 50):
        drift(SimpleNamespace(epoch=words / 20, epochs=5, words=words, total_words=100, vectors=vectors))
    assert drift.labels == ["epoch 2.5"]
    assert len(drift.frames) == 5 * 2 * 4
    assert drift.shown == 0


def test_the_picture_states_the_finding_of_the_frame_shown():
    drift = WordDrift(WORDS, FAMILIES)
    assert "appear here" in drift.picture().title
    drift.add_vectors(APART, "epoch 1.0")
    assert drift.picture().title == (
        "epoch 1.0: the nearest word is of the same family for 100 % of the words (by chance 40 %)"
    )


@pytest.mark.parametrize(
    ("words", "families", "message"),
    [
        (WORDS, FAMILIES[:-1], "5 words, 5 of them different, and 4 families"),
        (["a", "a", "b"], ["x", "y", "z"], "2 of them different"),
        (["a", "b"], ["x", "y"], "3 or more"),
        (list("abcdefghi"), list("abcdefghi"), "9 families; at most 8"),
    ],
)
def test_bad_input_is_refused(words, families, message):
    with pytest.raises(ValueError, match=message):
        WordDrift(words, families)


@pytest.mark.parametrize("rows", [APART[:-1], np.full((5, 3), np.nan)])
def test_bad_frames_are_refused_and_leave_the_film_as_it_was(rows):
    drift = WordDrift(WORDS, FAMILIES)
    with pytest.raises(ValueError, match="one row of finite numbers for each word"):
        drift.add_vectors(rows, "bad")
    assert drift.labels == []


def test_a_frame_that_is_not_there():
    with pytest.raises(IndexError, match="there are 0 frames"):
        WordDrift(WORDS, FAMILIES).points(0)
