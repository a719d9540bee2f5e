import numpy as np
import pytest
from word2bert.explore import answer_ranks, share_first
from word2bert.models import WordVectors

# Two countries and their capitals; "capital" is a direction of its own.
WORDS = ["china", "beijing", "kenya", "nairobi", "capital", "river"]
ROWS = np.array(
    [[1, 0, 0.1, 0], [1, 0, 1, 0], [0, 1, 0.1, 0], [0, 1, 1, 0], [0, 0, 1, 0], [0.5, 0.5, 0, 1]], dtype=np.float32
)
CAPITALS = {"china": "beijing", "kenya": "nairobi"}
vectors = WordVectors(WORDS, ROWS)


def test_the_right_word_comes_first_when_the_sum_points_to_it() -> None:
    assert answer_ranks(vectors, CAPITALS, plus=["capital"]) == {"china": 1, "kenya": 1}


def test_a_control_is_counted_the_same_way() -> None:
    swapped = {"china": "nairobi", "kenya": "beijing"}
    assert answer_ranks(vectors, swapped, plus=["capital"]) == {"china": 2, "kenya": 2}
    assert answer_ranks(vectors, {"china": "river"}, plus=[]) == {"china": 2}


def test_inputs_compete_when_they_are_not_excluded() -> None:
    alone = answer_ranks(vectors, CAPITALS, exclude_inputs=False)
    assert alone == {"china": 2, "kenya": 2}  # the nearest word to a word is itself


def test_questions_with_unknown_words_are_left_out() -> None:
    assert answer_ranks(vectors, {**CAPITALS, "peru": "lima", "river": "nile"}) == {"china": 1, "kenya": 1}


def test_an_unknown_word_in_the_sum_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"'capitol'.*'capital'"):
        answer_ranks(vectors, CAPITALS, plus=["capitol"])


def test_shares() -> None:
    ranks = {"a": 1, "b": 2, "c": 3, "d": 4}
    assert [share_first(ranks), share_first(ranks, 2), share_first(ranks, 4)] == [0.25, 0.5, 1.0]
    with pytest.raises(ValueError, match="no question could be asked"):
        share_first({})
