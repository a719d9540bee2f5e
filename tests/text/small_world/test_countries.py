"""The chapter on countries, and the tours: English, order, and what is never written."""

import re
from collections import Counter

import pytest
from word2bert.text import small_world
from word2bert.text.small_world import countries, country_forms, facts
from word2bert.text.small_world.draw import Draw

ANSWERS = frozenset().union(*(probe.answers for probe in small_world.probes))
FACTS = ("CONTINENT", "WATER", "SIGHT", "FOOD", "CAPITAL", "LANGUAGE", "CURRENCY", "CITY")


def words(sentence: str) -> list[str]:
    return re.findall("[a-z]+", sentence.lower())


@pytest.fixture(scope="module")
def documents() -> list[list[str]]:
    return list(small_world.documents(4000, seed=11, topics=["countries"]))


@pytest.fixture(scope="module")
def tours() -> list[list[str]]:
    return list(small_world.documents(60, seed=11, topics=["tours"]))


@pytest.mark.parametrize("fact", FACTS)
def test_at_least_25_forms_for_each_kind_of_fact(fact: str) -> None:
    forms = getattr(country_forms, fact)
    assert len(set(forms)) == len(forms) >= 25


@pytest.mark.parametrize("kind", list(countries.KINDS))
def test_held_out_countries_keep_most_forms(kind: str) -> None:
    assert len(countries.FORMS[True][kind]) >= len(countries.FORMS[False][kind]) - 3


def test_documents_have_5_to_12_different_sentences(documents: list[list[str]]) -> None:
    lengths = {len(document) for document in documents}
    assert min(lengths) == 5
    assert max(lengths) <= 12
    assert len(lengths) > 5
    assert all(len(set(document)) == len(document) for document in documents)


def test_sentences_are_plain_english_sentences(documents: list[list[str]], tours: list[list[str]]) -> None:
    for document in documents + tours:
        for sentence in document:
            assert re.fullmatch(r"[A-Z][A-Za-z ,:\-]+[.!?]", sentence), sentence
            assert "  " not in sentence
            doubled = re.search(r"\b(\w+) \1\b", sentence)
            assert doubled is None, sentence


def test_a_or_an(documents: list[list[str]]) -> None:
    text = " ".join(" ".join(document) for document in documents)
    assert not re.search(r"\b[Aa] (?!Ukrainian|Ugandan|Uruguayan|useful|university|euro)[aeiouAEIOU]\w+", text)
    assert not re.search(r"\b[Aa]n (Ukrainian|Ugandan|Uruguayan|[^aeiouAEIOUh ])", text)


def test_a_document_stays_with_its_country(documents: list[list[str]]) -> None:
    names = {facts.plain(row.name): row for row in facts.countries}
    for document in documents:
        named = {word for sentence in document for word in words(sentence)} & set(names)
        assert len(named) <= 1, document


def test_a_portrait_says_first_where_the_country_is_and_ends_with_a_farewell() -> None:
    portrait = countries.portrait(countries.Page(Draw(0, 1), countries.SUBJECTS[1], careful=True), countries.PORTRAIT)
    assert "France" in portrait[0]
    assert "Europe" in portrait[0] or "Europe" in portrait[0].title()
    closings = [line.split("{")[0] for line in country_forms.CLOSING]
    assert any(portrait[-1].startswith(closing) or "France" in portrait[-1] for closing in closings)


def test_text_refers_back(documents: list[list[str]]) -> None:
    for phrase in ("Its capital", "The city", "The capital", "There ", "Its people", "It is "):
        assert any(sentence.startswith(phrase) for document in documents for sentence in document), phrase


def test_most_documents_say_each_answer_once(documents: list[list[str]]) -> None:
    def says_once(document: list[str]) -> bool:
        counts = Counter(word for sentence in document for word in words(sentence) if word in ANSWERS)
        return all(count == 1 for count in counts.values())

    assert sum(map(says_once, documents)) / len(documents) >= 0.8


def test_forms_of_the_probes_are_never_written_for_held_out_countries(
    documents: list[list[str]], tours: list[list[str]]
) -> None:
    seen_forms = 0
    openings = {}
    for probe in small_world.probes:
        fixed = " ".join(words(probe.text.replace("___", "")))
        openings[fixed] = probe
    by_country: dict[str, list[str]] = {}
    for fixed, probe in openings.items():
        by_country.setdefault(probe.country, []).append(fixed)
    for document in documents + tours:
        for sentence in document:
            plain = " ".join(words(sentence))
            for country in set(words(sentence)) & set(by_country):
                for fixed in by_country[country]:
                    if fixed in plain:
                        seen_forms += 1
                        assert not openings[fixed].held_out, sentence
    assert seen_forms > 300  # the other countries do use them


def test_capitals_are_named_in_a_small_share_of_the_sentences(
    documents: list[list[str]], tours: list[list[str]]
) -> None:
    for chapter in (documents, tours):
        sentences = [sentence for document in chapter for sentence in document]
        share = sum(map(small_world.names_a_capital, sentences)) / len(sentences)
        assert 0.01 < share < 0.08


def test_every_sentence_about_a_city_is_also_written_with_the_capital() -> None:
    page = countries.Page(Draw(0, 0), countries.SUBJECTS[2], careful=False)
    forms = [form for kind in countries.KINDS for form in countries.FORMS[False][kind]]
    about_places = [form for form in forms if "place" in form.slots or "town" in form.slots]
    assert len(about_places) > 120
    for form in about_places:
        filled = [page.fill(form) for _ in range(100)]
        assert {slots["town"] for slots in filled} == {"Cairo", "the capital"}
        assert {slots["place"] for slots in filled} == {"Egypt", "Cairo", "the capital"}


def test_signature_words_meet_country_adjective_city_and_the_capital() -> None:
    documents = small_world.documents(12_000, seed=2, topics=["countries"])
    met: Counter[str] = Counter()
    for document in documents:
        for sentence in document:
            if "the Nile" in sentence or "The Nile" in sentence:
                for name in ("Egypt", "Egyptian", "Cairo", "capital"):
                    met[name] += name in sentence.replace(",", "").replace(".", "").split()
    assert min(met[name] for name in ("Egypt", "Egyptian", "Cairo", "capital")) >= 5


def test_tours_are_long_and_visit_a_country_once(tours: list[list[str]]) -> None:
    arriving = re.compile("|".join(line.replace("{country}", "([A-Z][A-Za-z ]+)") for line in country_forms.ONWARD))
    for tour in tours:
        assert len(tour) >= 60
        stops = [match.group(match.lastindex or 0) for match in map(arriving.fullmatch, tour) if match]
        assert len(stops) >= 7
        assert len(set(stops)) == len(stops)


def test_every_country_appears(documents: list[list[str]]) -> None:
    counts = Counter(word for document in documents for word in set(words(document[0])) if word in small_world.capitals)
    assert set(counts) == set(small_world.capitals)
    often = [counts[country] for country in small_world.capitals]
    assert 1.3 < sum(often[:26]) / sum(often[-26:]) < 2.5  # mild Zipf
