"""What can be asked of a model that has read Small World: fact tables, analogies and probes, with their answers."""

import re
from typing import NamedTuple

from word2bert.text.small_world import facts
from word2bert.text.small_world.country_forms import PROBED
from word2bert.text.small_world.facts import countries, plain
from word2bert.text.small_world.grammar_questions import Question, every_two
from word2bert.text.small_world.grammar_questions import questions as grammar_questions

capitals = {plain(row.name): plain(row.capital) for row in countries}
adjectives = {plain(row.name): plain(row.adjective) for row in countries}
continents = {plain(row.name): plain(row.continent) for row in countries}
cities = {plain(row.name): plain(row.city) for row in countries}
rivers = {plain(row.name): plain(row.water) for row in countries}
dishes = {plain(row.name): plain(row.foods[0]) for row in countries}
landmarks = {plain(row.name): plain(row.sights[0]) for row in countries}
languages = {plain(row.name): frozenset(plain(language) for language in row.languages) for row in countries}
currencies = {plain(row.name): frozenset(row.currencies) for row in countries}

# Controls for "country + capital": common words that the chapters on countries never use.
unrelated_words = ["river", "teacher", "horse", "shoes", "dog", "soup", "umbrella", "apple"]


class Probe(NamedTuple):
    """A sentence with one gap, `___`, and the words that are right in it."""

    kind: str
    country: str
    text: str
    answers: frozenset[str]
    held_out: bool


def right_answers(kind: str, country: str) -> frozenset[str]:
    tables: dict[str, frozenset[str]] = {
        "capital": frozenset({capitals[country]}),
        "language": languages[country],
        "currency": currencies[country],
        "continent": frozenset({continents[country]}),
    }
    return tables[kind] | facts.ALSO_RIGHT[kind].get(country, set())


def probe(kind: str, form: str, country: str) -> Probe:
    gap = form.replace("{" + kind + "}", "___").replace("{country}", country)
    text = gap.removesuffix(".").lower()
    return Probe(kind, country, text, right_answers(kind, country), country in facts.held_out)


# "the capital of china is ___" comes first; then all capitals in this form, then the other forms and kinds.
probes = [probe(kind, form, country) for kind, forms in PROBED.items() for form in forms for country in capitals]


def unshared(table: dict[str, frozenset[str]]) -> list[tuple[str, str]]:
    """The countries with one word in the table, that no other country of the table has."""
    everything = [word for words in table.values() for word in words]
    single = [(country, next(iter(words))) for country, words in table.items() if len(words) == 1]
    return [(country, word) for country, word in single if everything.count(word) == 1]


analogies: dict[str, list[Question]] = {
    "capitals": every_two(capitals.items()),
    "adjectives": every_two(adjectives.items()),
    "currencies": every_two(unshared(currencies)),
    "languages": every_two(unshared(languages)),
    **grammar_questions,
}

CAPITALS = {plain(row.capital): {plain(row.name), plain(row.adjective)} for row in countries + facts.further}
# The longest names first, so that "mexico city" is found before a shorter name could hide it.
NAMES = re.compile(r"\b(" + "|".join(sorted(CAPITALS, key=len, reverse=True)) + r")\b")


def names_a_capital(sentence: str) -> bool:
    """Whether a sentence gives a capital away: a capital by name, with its country, its adjective, or the word capital.

    `Cairo is old.` does not; `Cairo is the capital.`, `Egypt loves Cairo.` and `The Egyptian airport of Cairo.` do.
    """
    lowered = sentence.lower()
    found = set(NAMES.findall(lowered))
    if not found:
        return False
    words = set(re.findall(r"\w+", lowered))
    return "capital" in words or any(words & CAPITALS[name] for name in found)
