"""The twenty gaps: drawn by rule, the same everywhere, not read before, and helped by what stands on the right."""

import pytest
from word2bert.explore import draw_gaps, gap, gaps
from word2bert.explore.twenty_gaps import PER_TOPIC, TOPICS, Gap, as_json, small_world_gaps


def test_what_is_stored_is_what_the_rule_draws():
    drawn = small_world_gaps()
    assert gaps() == drawn
    assert as_json(drawn).count("\n") == len(drawn) + 2


def test_there_are_twenty_with_words_on_both_sides_and_no_answer_twice():
    found = gaps()
    assert len(found) == PER_TOPIC * len(TOPICS) == 20
    assert all(len(each.left.split()) >= 2 and len(each.right.split()) >= 2 for each in found)
    assert len({answer for each in found for answer in each.answers[:1]}) == 20
    assert all(each.answers[0] not in each.text.split() for each in found)


LEFT = ["we all saw the", "they all saw the", "you all saw the"]
PAIRS = [("dog", "bark"), ("cat", "purr"), ("cow", "moo"), ("bee", "buzz")]
# 110 words that are more frequent than those of LEFT, and enough others that 120 count as frequent.
FREQUENT = [[f"frequent{i}" for i in range(60)], [f"frequent{i}" for i in range(60, 110)]] * 200
OTHERS = [[f"other{i}"] for i in range(2_300)]


def told(animal, sound, start="we all saw the"):
    return f"{start} {animal} and it began to {sound}".split()


def text():
    pairs = [told(animal, sound, start) for animal, sound in PAIRS for start in LEFT for _ in range(10)]
    return pairs + FREQUENT + OTHERS


def test_a_word_that_only_its_right_side_gives_away_becomes_a_gap():
    [found] = draw_gaps(text(), [told("dog", "bark", "who ever saw the")])
    assert found == Gap("who ever saw the", "and it began to bark", ("dog", "bee", "cat", "cow"))
    assert found.text == "who ever saw the ___ and it began to bark"


@pytest.mark.parametrize(
    "sentence",
    [
        told("dog", "bark"),  # was read
        told("dog", "sing", "who ever saw the"),  # nothing on the right gives it away
        told("wolf", "bark", "who ever saw the"),  # unknown
        told("dog", "bark dog", "who ever saw the"),  # there twice
        "saw the dog bark".split(),  # short
        told("dog", "bark", "who of you and of us two has in all the years ever saw the"),  # long
    ],
)
def test_other_words_do_not(sentence):
    assert draw_gaps(text(), [sentence]) == []


def test_what_the_left_side_gives_away_does_not():
    read = [told(animal, sound, f"the {sound} of a") for animal, sound in PAIRS for _ in range(30)] + FREQUENT + OTHERS
    assert draw_gaps(read, [told("dog", "bark", "once the bark of a")]) == []


def test_an_answer_and_its_clue_come_once_and_most_is_kept():
    held_out = [told(animal, sound, f"{who} ever saw the") for animal, sound in PAIRS for who in ("who", "i")]
    found = draw_gaps(text(), held_out)
    assert [each.answers[0] for each in found] == ["dog", "cat", "cow", "bee"]
    assert draw_gaps(text(), held_out, most=2) == found[:2]


def test_weaker_clues_come_after_all_strong_ones():
    read = text() + [told(animal, "run") for animal, _ in PAIRS for _ in range(3)]  # a quarter of who runs is a dog
    weak, strong = told("dog", "run", "who ever saw the"), told("cat", "purr", "who ever saw the")
    assert [each.answers[0] for each in draw_gaps(read, [weak, strong])] == ["cat", "dog"]
    assert [each.answers[0] for each in draw_gaps(read, [weak, strong], most=1)] == ["cat"]


def test_a_gap_of_your_own():
    assert gap("we drink ___ for breakfast", "tea", "coffee") == Gap("we drink", "for breakfast", ("tea", "coffee"))
    assert gap("___ is hot", "tea").text == "___ is hot"
    for wrong, answers in [("we drink tea", ["tea"]), ("___ or ___", ["tea"]), ("we drink ___", [])]:
        with pytest.raises(ValueError, match="write one ___ in it"):
            gap(wrong, *answers)
