"""Analogy questions about family and grammar."""

import pytest
from word2bert.text.small_world.grammar_questions import questions

ENOUGH = {
    "family": 10,
    "comparatives": 12,
    "superlatives": 12,
    "plurals": 20,
    "past-tense": 15,
    "present-participle": 15,
}


def pairs(section: str) -> set[tuple[str, str]]:
    return {question[:2] for question in questions[section]}


@pytest.mark.parametrize("section", ENOUGH)
def test_enough_pairs_and_each_is_asked_with_each_other(section):
    count = len(pairs(section))
    assert count >= ENOUGH[section]
    assert len(set(questions[section])) == len(questions[section]) == count * (count - 1)
    assert all(len({a, b, c, d}) >= 3 and a != b and c != d for a, b, c, d in questions[section])


@pytest.mark.parametrize(
    ("section", "question"),
    [
        ("family", ("man", "woman", "king", "queen")),
        ("comparatives", ("big", "bigger", "cold", "colder")),
        ("superlatives", ("big", "biggest", "easy", "easiest")),
        ("plurals", ("cup", "cups", "knife", "knives")),
        ("past-tense", ("walk", "walked", "write", "wrote")),
        ("present-participle", ("walk", "walking", "swim", "swimming")),
    ],
)
def test_known_questions(section, question):
    assert question in questions[section]


def test_every_word_asked_for_stands_in_the_text(counts):
    asked = {word for section in questions.values() for question in section for word in question}
    assert min(counts[word] for word in asked) >= 5, [word for word in asked if counts[word] < 5]
