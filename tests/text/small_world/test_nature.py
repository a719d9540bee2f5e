"""Nature: what is said about animals is true, in three degrees."""

import re

import pytest
from word2bert.text.small_world import comparing, nature
from word2bert.text.small_world.draw import Draw
from word2bert.text.small_world.forms import Forms
from word2bert.text.small_world.inflection import degrees, ing, past, plural, third_person

ANIMALS = {row[0]: row for row in nature.ANIMALS.items}


@pytest.mark.parametrize(
    ("forms", "column", "more"),
    [
        (nature.ANIMAL_BIGGER, nature.WEIGHT, True),
        (nature.ANIMAL_SMALLER, nature.WEIGHT, False),
        (nature.ANIMAL_FASTER, nature.SPEED, True),
        (nature.ANIMAL_SLOWER, nature.SPEED, False),
    ],
)
def test_comparisons_between_animals_are_true(forms, column, more):
    found = [(animal, other) for animal, pairs in nature.COMPARISONS.items() for said, other in pairs if said is forms]
    assert len(found) > 20
    for animal, other in found:
        own, others = float(ANIMALS[animal][column]), float(ANIMALS[other][column])
        assert (others >= 1.5 * own) if more else (own >= 1.5 * others), (animal, other)


def test_every_animal_can_be_compared():
    assert all(nature.COMPARISONS[animal] for animal in ANIMALS)
    assert all(len(row) == 11 for row in nature.ANIMALS.items)


def test_a_big_animal_is_not_called_small():
    documents = [" ".join(nature._animal(Draw(0, number))) for number in range(700)]
    assert not any(re.search(r"[Tt]he (elephant|whale|horse|cow), a (small|tiny|little)", text) for text in documents)
    assert any("elephant, a big animal" in text for text in documents)
    assert any("mouse, a small animal" in text for text in documents)


@pytest.mark.parametrize("kind", ["HOME", "FOOD", "SOUND", "MOTION", "BODY", "YOUNG", "END"])
def test_every_kind_of_fact_about_an_animal_has_25_forms(kind):
    forms = getattr(nature, f"ANIMAL_{kind}")
    assert isinstance(forms, Forms)
    assert len(forms) >= 25, len(forms)


def test_comparing_names_three_things_and_the_last_has_most():
    rows = comparing.adjectives("deep; upper, lower, green; lake; in this valley; nobody sees the bottom")
    for number in range(200):
        document = comparing.compare(Draw(0, number), rows)
        text = " ".join(document)
        most = next(sentence for sentence in document[1:] if "deepest" in sentence)
        assert set(re.findall("(upper|lower|green) lake", text)) == {"upper", "lower", "green"}, text
        assert text.index("deeper") < text.rindex("deepest")
        assert re.search("(upper|lower|green) lake", most), most


def test_every_document_that_compares_has_all_three_degrees():
    for number in range(300):
        text = " ".join(nature._adjective(Draw(1, number)))
        assert any(
            all(re.search(rf"\b{word}\b", text) for word in degrees(row[0])) for row in nature.ADJECTIVES.items
        ), text


def test_days_of_a_week_follow_each_other():
    for number in range(200):
        text = " ".join(nature._week(Draw(2, number)))
        named = [nature.DAYS.index(day) for day in re.findall("|".join(nature.DAYS), text)]
        firsts = list(dict.fromkeys(named))
        assert firsts == sorted(firsts), text


def test_bank_and_spring_mean_water_here(chapters):
    text = " ".join(" ".join(document) for document in chapters["nature"])
    assert "bank of the river" in text
    assert "a spring" in text
    assert "spring begins" in text


@pytest.mark.parametrize(
    ("adjective", "expected"),
    [("big", ("big", "bigger", "biggest")), ("easy", ("easy", "easier", "easiest")),
     ("strange", ("strange", "stranger", "strangest")), ("deep", ("deep", "deeper", "deepest")),
     ("hot", ("hot", "hotter", "hottest")), ("good", ("good", "better", "best"))],
)  # fmt: skip
def test_degrees(adjective, expected):
    assert degrees(adjective) == expected


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("cup", "cups"), ("box", "boxes"), ("church", "churches"), ("city", "cities"), ("toy", "toys"),
     ("mouse", "mice"), ("love letter", "love letters"), ("wolf", "wolves"), ("bush", "bushes")],
)  # fmt: skip
def test_plural(noun, expected):
    assert plural(noun) == expected


@pytest.mark.parametrize(
    ("phrase", "does", "did", "doing"),
    [
        ("wash dishes", "washes dishes", "washed dishes", "washing dishes"),
        ("carry a bag", "carries a bag", "carried a bag", "carrying a bag"),
        ("play chess", "plays chess", "played chess", "playing chess"),
        ("swim", "swims", "swam", "swimming"),
        ("drive trucks", "drives trucks", "drove trucks", "driving trucks"),
        ("tie a ribbon", "ties a ribbon", "tied a ribbon", "tying a ribbon"),
        ("stop", "stops", "stopped", "stopping"),
        ("go home", "goes home", "went home", "going home"),
        ("moo", "moos", "mooed", "mooing"),
        ("have time", "has time", "had time", "having time"),
        ("see it", "sees it", "saw it", "seeing it"),
    ],
)
def test_verbs(phrase, does, did, doing):
    assert (third_person(phrase), past(phrase), ing(phrase)) == (does, did, doing)
