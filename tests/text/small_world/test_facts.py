"""The table of countries, and what is read from it."""

import re
from collections import Counter

from word2bert.text import small_world
from word2bert.text.small_world import facts

BY_COUNTRY = (
    "capitals",
    "adjectives",
    "continents",
    "cities",
    "rivers",
    "dishes",
    "landmarks",
    "languages",
    "currencies",
)


def test_every_table_has_every_country() -> None:
    assert 100 <= len(small_world.capitals) <= 115
    for name in BY_COUNTRY:
        assert list(getattr(small_world, name)) == list(small_world.capitals), name


def test_facts_that_everyone_knows() -> None:
    assert small_world.capitals["china"] == "beijing"
    assert small_world.capitals["australia"] == "canberra"
    assert small_world.adjectives["peru"] == "peruvian"
    assert small_world.rivers["egypt"] == "nile"
    assert small_world.rivers["hungary"] == "balaton"
    assert small_world.landmarks["france"] == "louvre"
    assert small_world.dishes["japan"] == "sushi"
    assert small_world.cities["turkey"] == "istanbul"
    assert small_world.continents["brazil"] == "america"
    assert small_world.languages["belgium"] == {"dutch", "french", "german"}
    assert small_world.currencies["sweden"] == {"krona"}
    assert small_world.currencies["norway"] == {"krone"}


def test_words_of_the_tables_are_single_plain_words() -> None:
    for name in BY_COUNTRY:
        for country, fact in getattr(small_world, name).items():
            for word in [country, *([fact] if isinstance(fact, str) else fact)]:
                assert re.fullmatch("[a-z]+", word), (name, country, word)


def test_signature_words_belong_to_one_country() -> None:
    everything = Counter(
        facts.plain(word)
        for row in facts.countries + facts.further
        for word in (row.name, row.capital, row.city, row.water, *row.foods, *row.sights)
    )
    assert [word for word, count in everything.items() if count > 1] == []
    assert all(len({row.water, *row.foods, *row.sights}) >= 5 for row in facts.countries)


def test_the_other_city_is_not_the_capital() -> None:
    assert set(small_world.cities.values()).isdisjoint(small_world.capitals.values())


def test_a_quarter_is_held_out_and_china_is_in_it() -> None:
    assert "china" in small_world.held_out
    assert small_world.held_out <= set(small_world.capitals)
    assert abs(len(small_world.held_out) / len(small_world.capitals) - 0.25) < 0.01


def test_names_of_two_words_are_in_the_text_only(country_documents: list[list[str]]) -> None:
    assert "Buenos Aires" in {row.capital for row in facts.further}
    assert "argentina" not in small_world.capitals
    sentences = " ".join(" ".join(document) for document in country_documents)
    assert "Buenos Aires" in sentences
    assert "Mexico City" in sentences


def test_continents_are_the_five_of_the_table() -> None:
    assert set(small_world.continents.values()) == {"africa", "america", "asia", "europe", "oceania"}
