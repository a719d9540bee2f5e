"""Small stories with cause and effect, never twice the same."""

import re

import pytest
from word2bert.text.small_world import stories
from word2bert.text.small_world.draw import Draw
from word2bert.text.small_world.people import two_people

FACTS = {slot: items[0] for slot, items in stories.SLOTS.items()} | {"other": "goat", "hour": "five"}


def test_at_least_thirty_stories():
    assert len(stories.STORIES.items) >= 30


@pytest.fixture(scope="module")
def tellings() -> list[list[list[str]]]:
    """Each story, told many times of the same people and things."""
    facts = {**FACTS, **two_people(Draw(0, 3))}
    return [[story.tell(Draw(2, number), facts) for number in range(40)] for story in stories.STORIES.items]


def test_a_story_is_not_one_fixed_text(tellings):
    for told in tellings:
        assert len({" ".join(document) for document in told}) > 32, told[0]


def test_a_story_is_told_in_order(tellings):
    """Two of its sentences never change places."""
    for documents in tellings:
        before: set[tuple[str, str]] = set()
        for told in documents:
            before |= {(first, second) for place, first in enumerate(told) for second in told[place + 1 :]}
        assert not [pair for pair in before if pair[::-1] in before]


def test_every_slot_changes_from_story_to_story(chapters):
    text = " ".join(" ".join(document) for document in chapters["stories"])
    for slot in ("pet", "thing", "garment", "fruit", "place", "work", "day"):
        for item in stories.SLOTS[slot]:
            assert re.search(rf"\b{item}\b", text), (slot, item)


def test_stories_say_why(chapters):
    told = [" ".join(document) for document in chapters["stories"]]
    share = sum(bool(re.search(r"\b(because|so|but|since)\b", text.lower())) for text in told) / len(told)
    assert share > 0.9


def test_two_different_people_and_two_different_animals(chapters):
    for document in chapters["stories"]:
        assert not re.search(r"\b([A-Z][a-z]+) and \1\b", " ".join(document))
        assert not re.search(r"\bA (\w+) and a \1\b", " ".join(document))
