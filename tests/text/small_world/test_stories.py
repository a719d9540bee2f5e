"""Small stories with cause and effect, never twice the same."""

import re

from word2bert.text.small_world import stories
from word2bert.text.small_world.draw import Draw
from word2bert.text.small_world.people import two_people

FACTS = {slot: items[0] for slot, items in stories.SLOTS.items()} | {"other": "goat", "hour": "five"}


def test_at_least_thirty_stories():
    assert len(stories.STORIES) >= 30


def test_a_story_is_not_one_fixed_text():
    for story in stories.STORIES:
        told = {" ".join(story.tell(Draw(1, number), {**FACTS, **two_people(Draw(0, 0))})) for number in range(60)}
        assert len(told) > 50, next(iter(told))


def test_a_story_is_told_in_order():
    """Two of its sentences never change places."""
    for story in stories.STORIES:
        facts = {**FACTS, **two_people(Draw(0, 3))}
        before: set[tuple[str, str]] = set()
        for number in range(40):
            told = story.tell(Draw(2, number), facts)
            before |= {(first, second) for place, first in enumerate(told) for second in told[place + 1 :]}
        assert not [pair for pair in before if pair[::-1] in before]


def test_every_slot_changes_from_story_to_story():
    text = " ".join(" ".join(stories.write(Draw(3, number))) for number in range(900))
    for slot in ("pet", "thing", "garment", "fruit", "place", "work", "day"):
        for item in stories.SLOTS[slot]:
            assert re.search(rf"\b{item}\b", text), (slot, item)


def test_stories_say_why():
    told = [" ".join(stories.write(Draw(4, number))) for number in range(500)]
    share = sum(bool(re.search(r"\b(because|so|but|since)\b", text.lower())) for text in told) / len(told)
    assert share > 0.9


def test_two_different_people_and_two_different_animals():
    for number in range(400):
        document = stories.write(Draw(5, number))
        assert not re.search(r"\b([A-Z][a-z]+) and \1\b", " ".join(document))
        assert not re.search(r"\bA (\w+) and a \1\b", " ".join(document))
