"""Every word is a question about the one that follows it."""

import pytest
import torch
from word2bert.labels import NOT_ASKED, next_word_examples, next_words


def test_examples():
    assert next_word_examples(["the", "cat", "sat"]) == [(["the"], "cat"), (["the", "cat"], "sat")]
    assert next_word_examples(["the"]) == next_word_examples([]) == []


def test_a_str_is_refused():
    with pytest.raises(TypeError, match=r"the sentence is a str, 'the cat': pass a list of words"):
        next_word_examples("the cat")


def test_label_t_is_input_t_plus_1():
    ids = torch.tensor([[2, 7, 8, 9, 3]])
    inputs, labels = next_words(ids)
    assert inputs.tolist() == [[2, 7, 8, 9]]
    assert labels.tolist() == [[7, 8, 9, 3]]


def test_padding_is_not_asked():
    ids = torch.tensor([[2, 7, 3, 0, 0], [2, 7, 8, 9, 3]])
    inputs, labels = next_words(ids, real=ids != 0)
    assert inputs.tolist() == [[2, 7, 3, 0], [2, 7, 8, 9]]
    assert labels.tolist() == [[7, 3, NOT_ASKED, NOT_ASKED], [7, 8, 9, 3]]
    assert ids[0].tolist() == [2, 7, 3, 0, 0]
