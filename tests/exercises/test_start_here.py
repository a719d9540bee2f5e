from collections import Counter
from itertools import pairwise

import pytest
from word2bert.exercises import start_here as check
from word2bert.text import small_world, words

RIGHT = [("rice", "grows"), ("grows", "in"), ("in", "china")]


@pytest.mark.parametrize("answer", [RIGHT, [list(pair) for pair in RIGHT]])
def test_next_word_examples_right(answer: object, capsys: pytest.CaptureFixture[str]) -> None:
    check.next_word_examples(answer)
    assert capsys.readouterr().out.startswith("Right.")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (..., "Replace the ..."),
        (5, "Write a list of pairs"),
        ([*RIGHT, ("china", "")], "nothing after it"),
        ([(b, a) for a, b in RIGHT], "The other way round"),
        ([("Rice", "grows"), ("grows", "in"), ("in", "China.")], "lower case"),
        (RIGHT[:2], "2 pairs were found"),
    ],
)
def test_next_word_examples_not_yet(answer: object, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    check.next_word_examples(answer)
    out = capsys.readouterr().out
    assert out.startswith("Not yet.")
    assert said in out


def test_after_is_in_stories(capsys: pytest.CaptureFixture[str]) -> None:
    after: Counter[str] = Counter()
    for document in small_world.documents(2_000, topics=["stories"]):
        for sentence in document:
            after.update(b for a, b in pairwise(words(sentence)) if a == "is")
    (best, count), (second, _) = after.most_common(2)
    check.after_is_in_stories(best)
    assert f"Right. {best!r} comes {count} times" in capsys.readouterr().out
    check.after_is_in_stories(second)
    assert f"{second!r} comes {after[second]} times" in capsys.readouterr().out
    check.after_is_in_stories((best, count))
    assert "store the word alone" in capsys.readouterr().out
