"""What a record of progress says, and the line in the terminal."""

import sys

import numpy as np
import pytest
from word2bert.models.word2vec import SkipGram
from word2bert.text import Vocabulary
from word2bert.training.progress import Progress, print_progress, watcher


@pytest.fixture
def record() -> Progress:
    return Progress(
        epoch=1.25,
        epochs=5,
        words=1000,
        total_words=4000,
        seconds=2.0,
        loss=2.3456,
        learning_rate=0.1,
        model=SkipGram(2, 3),
        vocabulary=Vocabulary(["the", "cat"], [7, 5]),
    )


def test_speed_and_what_is_left(record):
    assert record.words_per_second == 500
    assert record.seconds_left == 6


def test_vectors_are_a_copy_of_the_input_vectors(record):
    vectors = record.vectors()
    before = record.model.input_vectors.detach().numpy().copy()
    record.model.input_vectors.data.zero_()
    np.testing.assert_array_equal(vectors.vectors, before)
    assert before.any()
    assert vectors.words == ["the", "cat"]
    assert vectors.counts == [7, 5]


def test_one_line_that_is_written_over_until_the_end(record, capsys):
    print_progress(record)
    assert capsys.readouterr().err == "\r 25%        500 words/s     6 s left  loss 2.346 "
    print_progress(Progress(5.0, 5, 4000, 4000, 8.0, 2.0, 0.0, record.model, record.vocabulary))
    assert capsys.readouterr().err == "\r100%        500 words/s     0 s left  loss 2.000 \n"


def test_a_watcher_given_is_the_watcher():
    assert watcher(print) is print


def test_without_one_a_line_where_there_is_a_terminal_and_silence_where_there_is_none(record, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    watcher(None)(record)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert watcher(None) is print_progress
