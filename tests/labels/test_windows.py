"""Windows: each word with its neighbours, never beyond the sentence; and the same again for a stream of ids."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from word2bert.labels.windows import (
    cbow_examples,
    check_window,
    neighbour_mask,
    neighbours_of,
    skip_gram_examples,
    windows,
)
from word2bert.text import words

CHARACTERS = words("网络的结构如下图所示")


def test_the_course_sentence_has_ten_characters_and_six_full_windows():
    full = list(windows(CHARACTERS, window=2, partial=False))
    assert len(CHARACTERS) == 10
    assert [word for word, _ in full] == list("的结构如下图")
    assert full[0] == ("的", ["网", "络", "结", "构"])
    assert full[-1] == ("图", ["如", "下", "所", "示"])


def test_partial_windows_at_both_ends_have_the_words_that_are_there():
    found = list(windows(CHARACTERS))
    assert [word for word, _ in found] == CHARACTERS
    assert found[0] == ("网", ["络", "的"])
    assert found[1] == ("络", ["网", "的", "结"])
    assert found[-1] == ("示", ["图", "所"])


def test_default_window_is_two_words_on_each_side():
    sentence = list("abcdefg")
    assert list(windows(sentence)) == list(windows(sentence, window=2, partial=True))
    assert cbow_examples(sentence) == cbow_examples(sentence, 2, True)
    assert skip_gram_examples(sentence) == skip_gram_examples(sentence, 2, True)
    assert cbow_examples(sentence)[3] == (["b", "c", "e", "f"], "d")
    assert skip_gram_examples(sentence)[:2] == [("a", "b"), ("a", "c")]


@pytest.mark.parametrize(("window", "near"), [(1, ["c", "e"]), (3, ["a", "b", "c", "e", "f", "g"])])
def test_window_is_the_number_of_words_on_each_side(window, near):
    assert list(windows(list("abcdefg"), window, partial=False))[3 - window] == ("d", near)


def test_cbow_reads_neighbours_and_skip_gram_reads_the_middle():
    assert cbow_examples(["the", "cat", "sat"], window=1) == [
        (["cat"], "the"),
        (["the", "sat"], "cat"),
        (["cat"], "sat"),
    ]
    assert skip_gram_examples(["the", "cat", "sat"], window=1) == [
        ("the", "cat"),
        ("cat", "the"),
        ("cat", "sat"),
        ("sat", "cat"),
    ]
    assert cbow_examples(["the", "cat", "sat"], window=1, partial=False) == [(["the", "sat"], "cat")]
    assert skip_gram_examples(["the", "cat", "sat"], window=1, partial=False) == [("cat", "the"), ("cat", "sat")]


@pytest.mark.parametrize("sentence", [[], ["alone"]])
def test_without_neighbours_there_is_no_example(sentence):
    assert list(windows(sentence)) == []


def test_a_word_that_occurs_twice_is_its_own_neighbour():
    assert list(windows(["very", "very"])) == [("very", ["very"]), ("very", ["very"])]


def test_a_str_is_refused_and_the_message_shows_how_to_make_words():
    with pytest.raises(TypeError, match=r"'the cat'.*pass a list of words, as words\(sentence\)"):
        list(windows("the cat"))
    with pytest.raises(TypeError) as error:
        list(windows("x" * 100))
    assert repr("x" * 40) in str(error.value)


@pytest.mark.parametrize("window", [0, -1])
def test_a_window_below_one_is_refused(window):
    with pytest.raises(ValueError, match=rf"window={window}: .*at least 1 word on each side; the course uses 2"):
        list(windows(["the", "cat"], window))


def test_check_window_accepts_one():
    check_window(1)


def test_neighbours_of_a_stream_left_ones_first():
    stream = torch.tensor([-1, -1, 10, 11, 12, -1, -1])
    assert neighbours_of(stream, 2).tolist() == [[-1, -1, 11, 12], [-1, 10, 12, -1], [10, 11, -1, -1]]


def test_reach_narrows_the_window_of_single_words():
    sentence = torch.tensor([-1, -1, 0, 0, 0, -1, -1])
    assert neighbour_mask(sentence, torch.tensor([1, 2, 2]), 2).tolist() == [
        [False, False, True, False],
        [False, True, True, False],
        [True, True, False, False],
    ]


def test_what_is_not_text_has_no_neighbours():
    assert not neighbour_mask(torch.full((9,), -1), torch.full((5,), 2), 2).any()


@given(st.lists(st.lists(st.integers(0, 9), max_size=7), max_size=6), st.integers(1, 4), st.integers(0, 4))
def test_the_stream_gives_the_windows_of_the_sentences(sentences, window, padding):
    tokens = [word for sentence in sentences for word in sentence]
    numbers = [number for number, sentence in enumerate(sentences) for _ in sentence]
    around = [-1] * window
    stream = torch.tensor(around + tokens + [-1] * padding + around)
    sentence = torch.tensor(around + numbers + [-1] * padding + around)
    if len(tokens) + padding == 0:
        return
    mask = neighbour_mask(sentence, torch.full((len(tokens) + padding,), window), window)
    neighbours = neighbours_of(stream, window)
    found = [(int(stream[place + window]), neighbours[place][mask[place]].tolist()) for place in range(len(mask))]
    spelled = [(str(word), list(map(str, near))) for word, near in found if near]
    assert spelled == [example for sentence in sentences for example in windows(list(map(str, sentence)), window)]
