"""The chapter on countries, and the tours: English, order, and what is never written."""

import re
from collections import Counter
from itertools import chain

import pytest
from word2bert.text import small_world
from word2bert.text.small_world import countries, country_forms, facts
from word2bert.text.small_world.draw import Draw

ANSWERS = frozenset().union(*(probe.answers for probe in small_world.probes))
ALL_COUNTRIES = facts.countries + facts.further
FACTS = ("CONTINENT", "WATER", "SIGHT", "FOOD", "CAPITAL", "LANGUAGE", "CURRENCY", "CITY")


def words(sentence: str) -> list[str]:
    return re.findall("[a-z]+", sentence.lower())


@pytest.mark.parametrize("fact", FACTS)
def test_at_least_25_forms_for_each_kind_of_fact(fact: str) -> None:
    forms = getattr(country_forms, fact)
    assert len(set(forms)) == len(forms) >= 25


@pytest.mark.parametrize("kind", list(countries.KINDS))
def test_held_out_countries_keep_most_forms(kind: str) -> None:
    assert len(countries.FORMS[True][kind].items) >= len(countries.FORMS[False][kind].items) - 3


def test_documents_have_5_to_12_different_sentences(country_documents: list[list[str]]) -> None:
    lengths = {len(document) for document in country_documents}
    assert min(lengths) == 5
    assert max(lengths) <= 12
    assert len(lengths) > 5
    assert all(len(set(document)) == len(document) for document in country_documents)


def test_sentences_are_plain_english_sentences(country_documents: list[list[str]], tours: list[list[str]]) -> None:
    for document in country_documents + tours:
        for sentence in document:
            assert re.fullmatch(r"[A-Z][A-Za-z ,:\-]+[.!?]", sentence), sentence
            assert "  " not in sentence
            doubled = re.search(r"\b(\w+) \1\b", sentence)
            assert doubled is None, sentence


def test_a_or_an(country_documents: list[list[str]]) -> None:
    text = " ".join(" ".join(document) for document in country_documents)
    assert not re.search(r"\b[Aa] (?!Ukrainian|Ugandan|Uruguayan|useful|university|euro)[aeiouAEIOU]\w+", text)
    assert not re.search(r"\b[Aa]n (Ukrainian|Ugandan|Uruguayan|[^aeiouAEIOUh ])", text)


def test_a_document_stays_with_its_country(country_documents: list[list[str]]) -> None:
    names = {facts.plain(row.name): row for row in facts.countries}
    for document in country_documents:
        named = {word for sentence in document for word in words(sentence)} & set(names)
        assert len(named) <= 1, document


def test_a_portrait_says_first_where_the_country_is_and_ends_with_a_farewell() -> None:
    portrait = countries.portrait(
        countries.Page(Draw(0, 1), countries.SUBJECTS.items[1], careful=True), countries.PORTRAIT
    )
    assert "France" in portrait[0]
    assert "Europe" in portrait[0] or "Europe" in portrait[0].title()
    closings = [line.split("{")[0] for line in country_forms.CLOSING]
    assert any(portrait[-1].startswith(closing) or "France" in portrait[-1] for closing in closings)


def test_text_refers_back(country_documents: list[list[str]]) -> None:
    for phrase in ("Its capital", "The city", "The capital", "There ", "Its people", "It is "):
        assert any(sentence.startswith(phrase) for document in country_documents for sentence in document), phrase


def test_most_documents_say_each_answer_once(country_documents: list[list[str]]) -> None:
    def says_once(document: list[str]) -> bool:
        counts = Counter(word for sentence in document for word in words(sentence) if word in ANSWERS)
        return all(count == 1 for count in counts.values())

    assert sum(map(says_once, country_documents)) / len(country_documents) >= 0.8


def test_forms_of_the_probes_are_never_written_for_held_out_countries(
    country_documents: list[list[str]],
    tours: list[list[str]],
    short_documents: list[list[str]],
    lessons: dict[str, list[list[str]]],
    notes: list[list[str]],
) -> None:
    seen_forms = 0
    openings = {}
    for probe in small_world.probes:
        fixed = " ".join(words(probe.text.replace("___", "")))
        openings[fixed] = probe
    by_country: dict[str, list[str]] = {}
    for fixed, probe in openings.items():
        by_country.setdefault(probe.country, []).append(fixed)
    for document in [*country_documents, *tours, *short_documents, *chain(*lessons.values()), *notes]:
        for sentence in document:
            plain = " ".join(words(sentence))
            for country in set(words(sentence)) & set(by_country):
                for fixed in by_country[country]:
                    if fixed in plain:
                        seen_forms += 1
                        assert not openings[fixed].held_out, sentence
    assert seen_forms > 300  # the other countries do use them


def test_a_short_document_says_whose_capital_it_names(short_documents: list[list[str]]) -> None:
    capital_first = 0
    for document in short_documents:
        assert 2 <= len(document) <= 3
        assert len(set(document)) == len(document)
        naming = [sentence for sentence in document if small_world.names_a_capital(sentence)]
        assert naming[0] in document[:2], document
        capital_first += naming[0] == document[0]
        before_its = re.split(r"\b[Ii]ts\b", document[0])[0]
        assert any(name in before_its for row in ALL_COUNTRIES for name in (row.name, row.adjective)), document
    assert abs(capital_first / len(short_documents) - 0.5) < 0.05


def test_a_lesson_has_two_or_three_short_sentences_and_names_one_capital_once(
    lessons: dict[str, list[list[str]]],
) -> None:
    capital_first = 0
    for document in lessons["lesson 3"]:
        assert 2 <= len(document) <= 3
        assert max(map(len, map(words, document))) <= 12
        [naming] = [sentence for sentence in document if small_world.names_a_capital(sentence)]
        capital_first += naming == document[0]
        for sentence in document:
            row = next(row for row in ALL_COUNTRIES if row.capital in naming and row.name in " ".join(document))
            assert row.name in sentence or row.adjective in sentence, document
        assert sum(" ".join(document).count(capital) for capital in small_world.capitals.values()) <= 1
    assert abs(capital_first / len(lessons["lesson 3"]) - 0.5) < 0.05


def test_each_lesson_is_about_more_countries_and_the_first_come_most_often(
    lessons: dict[str, list[list[str]]],
) -> None:
    names = [row.name for row in ALL_COUNTRIES]
    for lesson, known in (("lesson 1", 15), ("lesson 2", 45), ("lesson 3", len(ALL_COUNTRIES))):
        counts = Counter(next(name for name in names if name in " ".join(document)) for document in lessons[lesson])
        assert set(counts) == set(names[:known])
        assert counts[names[0]] > 1.5 * counts[names[14]]
    assert any(facts.plain(name) in small_world.held_out for name in names[:15])


def test_a_note_may_stand_anywhere_in_texts_of_all_chapters(notes: list[list[str]]) -> None:
    long = [document for document in notes if len(document) > 60]
    assert 0.1 < len(long) / len(notes) < 0.2
    naming = [
        [place / len(document) for place, sentence in enumerate(document) if small_world.names_a_capital(sentence)]
        for document in long
    ]
    share = sum(map(len, naming)) / sum(map(len, long))
    assert 0.15 < share < 0.25  # most of these are notes: in a tour alone it is below 0.08
    tenths = Counter(int(10 * place) for places in naming for place in places)
    assert min(tenths[tenth] for tenth in range(1, 10)) > 0.8 * max(tenths.values())
    with_notes = sum(any(map(small_world.names_a_capital, document)) for document in notes)
    assert with_notes > 0.85 * len(notes)


def test_capitals_are_named_in_a_small_share_of_the_sentences(
    country_documents: list[list[str]], tours: list[list[str]]
) -> None:
    for chapter in (country_documents, tours):
        sentences = [sentence for document in chapter for sentence in document]
        share = sum(map(small_world.names_a_capital, sentences)) / len(sentences)
        assert 0.01 < share < 0.08


def test_every_sentence_about_a_city_is_also_written_with_the_capital() -> None:
    page = countries.Page(Draw(0, 0), countries.SUBJECTS.items[2], careful=False)
    forms = [form for kind in countries.KINDS for form in countries.FORMS[False][kind].items]
    about_places = [form for form in forms if "place" in form.slots or "town" in form.slots]
    assert len(about_places) > 120
    for form in about_places:
        filled = [page.fill(form) for _ in range(100)]
        assert {slots["town"] for slots in filled} == {"Cairo", "the capital"}
        assert {slots["place"] for slots in filled} == {"Egypt", "Cairo", "the capital"}


def test_signature_words_meet_country_adjective_city_and_the_capital(country_documents: list[list[str]]) -> None:
    signature = {
        facts.plain(word): facts.plain(row.name)
        for row in facts.countries
        for word in (row.water, *row.foods, *row.sights)
    }
    met: Counter[tuple[str, str]] = Counter()
    for document in country_documents:
        for sentence in document:
            present = set(words(sentence))
            met.update((signature[word], name) for word in present & set(signature) for name in present)
    for country, capital in small_world.capitals.items():
        for name in (country, small_world.adjectives[country], capital, "capital"):
            assert met[country, name] >= 5, (country, name)


def test_tours_are_long_and_visit_a_country_once(tours: list[list[str]]) -> None:
    arriving = re.compile("|".join(line.replace("{country}", "([A-Z][A-Za-z ]+)") for line in country_forms.ONWARD))
    for tour in tours:
        assert len(tour) >= 60
        stops = [match.group(match.lastindex or 0) for match in map(arriving.fullmatch, tour) if match]
        assert len(stops) >= 7
        assert len(set(stops)) == len(stops)


def test_every_country_appears(country_documents: list[list[str]]) -> None:
    counts = Counter(
        word for document in country_documents for word in set(words(document[0])) if word in small_world.capitals
    )
    assert set(counts) == set(small_world.capitals)
    often = [counts[country] for country in small_world.capitals]
    assert 1.3 < sum(often[:26]) / sum(often[-26:]) < 2.5  # mild Zipf
