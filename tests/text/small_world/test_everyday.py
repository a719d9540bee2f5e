"""Everyday life: words with two meanings, things in one and many."""

import re

import pytest
from word2bert.text.small_world import everyday
from word2bert.text.small_world.draw import Draw
from word2bert.text.small_world.forms import Forms
from word2bert.text.small_world.inflection import plural


def sentences(documents: list[list[str]], word: str) -> list[str]:
    found = (sentence for document in documents for sentence in document)
    return [sentence for sentence in found if re.search(rf"\b{word}\b", sentence.lower())]


@pytest.mark.parametrize(
    ("word", "here", "there"),
    [
        ("bank", r"money|account|card", r"river|water|frogs|boat"),
        ("crane", r"building|steel|machine|lifts", r"bird|legs|lake|feathers|frogs|seeds|meadow|south|chick"),
        ("bat", r"ball|wood|team", r"wings|cave|flies|night"),
        ("spring", r"", r"mountains|rock|snow|flowers"),
    ],
)
def test_words_with_two_meanings_have_both(word, here, there, chapters):
    assert (
        word == "spring"
        or sum(bool(re.search(here, sentence)) for sentence in sentences(chapters["everyday"], word)) >= 5
    )
    assert sum(bool(re.search(there, sentence)) for sentence in sentences(chapters["nature"], word)) >= 5


def test_a_thing_stands_in_one_and_in_many():
    texts = [" ".join(everyday._thing(Draw(7, number))) for number in range(300)]
    both = sum(
        any(re.search(rf"\b{row[0]}\b", text) and re.search(rf"\b{plural(row[0])}\b", text) for row in everyday.THINGS)
        for text in texts
    )
    assert both > 0.9 * len(texts)


def test_two_people_are_two():
    for number in range(500):
        facts = everyday.two_people(Draw(8, number))
        assert facts["name"] != facts["friend"]


def test_every_kind_of_thing_said_about_a_thing_has_many_forms():
    lengths = {name: len(forms) for name, forms in vars(everyday).items() if isinstance(forms, Forms)}
    assert len(lengths) == 6
    assert min(lengths.values()) >= 20, lengths


def test_every_scene_can_be_told_in_many_ways():
    assert len(everyday.SCENES.items) >= 20
    for scene in everyday.SCENES.items:
        facts = {slot: items[0] for slot, items in everyday.LISTS.items()} | everyday.two_people(Draw(0, 0))
        told = {" ".join(scene.tell(Draw(9, number), facts)) for number in range(40)}
        assert len(told) >= 38
