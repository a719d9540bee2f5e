"""What Small World hands out to ask: probes, analogies, controls, and sentences that name a capital."""

import re
from collections import Counter

import pytest
from word2bert.text import small_world


def test_the_question_of_the_series_comes_first() -> None:
    first = small_world.probes[0]
    assert first.text == "the capital of china is ___"
    assert first.answers == {"beijing"}
    assert (first.kind, first.country, first.held_out) == ("capital", "china", True)


def test_every_country_is_asked_for_every_kind_of_fact() -> None:
    asked = Counter((probe.kind, probe.country) for probe in small_world.probes)
    assert set(asked.values()) == {2}
    assert len(asked) == 4 * len(small_world.capitals)
    assert len({probe.text for probe in small_world.probes}) >= len(small_world.probes) - 8 * len(small_world.capitals)


def test_probes_have_one_gap_and_plain_answers() -> None:
    for probe in small_world.probes:
        assert probe.text.count("___") == 1
        assert probe.text == probe.text.lower()
        assert probe.country in probe.text.split()
        assert probe.answers
        assert all(re.fullmatch("[a-z]+", answer) for answer in probe.answers)
        assert probe.held_out == (probe.country in small_world.held_out)
        assert not any(answer in probe.text.split() for answer in probe.answers)


def test_shared_and_double_facts_have_all_their_answers() -> None:
    answers = {(probe.kind, probe.country): probe.answers for probe in small_world.probes}
    assert answers["language", "canada"] == {"english", "french"}
    assert answers["language", "china"] == {"chinese", "mandarin"}
    assert answers["currency", "china"] == {"yuan", "renminbi"}
    assert answers["continent", "turkey"] == {"asia", "europe"}
    assert answers["capital", "ukraine"] == {"kyiv", "kiev"}


def test_answers_are_in_the_text(country_words: set[str]) -> None:
    for probe in small_world.probes:
        assert probe.answers & country_words, probe


@pytest.mark.parametrize("section", ["capitals", "adjectives", "currencies", "languages", "family", "comparatives"])
def test_analogies_have_four_different_words(section: str) -> None:
    questions = small_world.analogies[section]
    assert len(questions) > 100
    assert len(set(questions)) == len(questions)
    for a, b, c, d in questions:
        assert len({a, b, c, d}) >= 3
        assert a != b
        assert (a, b) != (c, d)


def test_analogies_ask_what_the_tables_say() -> None:
    assert ("france", "paris", "china", "beijing") in small_world.analogies["capitals"]
    assert ("japan", "yen", "china", "yuan") in small_world.analogies["currencies"]
    shared = {word for question in small_world.analogies["currencies"] for word in question}
    assert not shared & {"euro", "dollar", "peso"}, "a shared currency has no one answer"
    spoken = {question[1] for question in small_world.analogies["languages"]}
    assert not spoken & {"english", "french", "arabic", "spanish"}
    assert len(small_world.analogies["capitals"]) == len(small_world.capitals) * (len(small_world.capitals) - 1)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("The capital of China is Beijing.", True),
        ("Beijing serves China as its capital.", True),
        ("The Chinese airport of Beijing is large.", True),
        ("Its capital is Beijing.", True),
        ("Argentina has its capital in Buenos Aires.", True),
        ("Beijing is old.", False),
        ("The capital loves tofu.", False),
        ("China loves tofu.", False),
        ("From France a plane takes us to Beijing.", False),
        ("Romeo lives in Italy.", False),
    ],
)
def test_names_a_capital(sentence: str, names: bool) -> None:
    assert small_world.names_a_capital(sentence) is names


def test_controls_are_common_words_that_the_chapters_on_countries_never_use(
    country_words: set[str], counts: Counter[str]
) -> None:
    assert len(small_world.unrelated_words) >= 5
    for word in small_world.unrelated_words:
        assert word not in country_words
        assert counts[word] >= 20, word
