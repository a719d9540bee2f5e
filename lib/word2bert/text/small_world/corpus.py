"""Documents from a seed: written one by one when they are asked for, never held."""

from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import overload

from word2bert.text.small_world import countries, everyday, facts, nature, notes, people, stories
from word2bert.text.small_world.draw import Draw

CHAPTERS: dict[str, Callable[[Draw], list[str]]] = {
    "countries": countries.write,
    "nature": nature.write,
    "people": people.write,
    "everyday": everyday.write,
    "stories": stories.write,
    "tours": countries.write_tour,
}

# Documents to teach a model by; written only where they are asked for.
SLICES: dict[str, Callable[[Draw], list[str]]] = {
    "capitals": countries.write_short,
    **{lesson: partial(countries.write_lesson, lesson) for lesson in countries.LESSONS},
    "notes": notes.write,
}

# How often a document comes from each chapter, beside the others. Those of the slices are short: beside all chapters
# every second pair of sentences comes from a slice.
SHARES = {
    **{"countries": 60, "nature": 12, "people": 12, "everyday": 12, "stories": 12, "tours": 2},
    **{"capitals": 36, "lesson 1": 120, "lesson 2": 120, "lesson 3": 300, "notes": 60},
}

# The chapters and slices whose documents are each about one country, and how that is drawn.
ABOUT_A_COUNTRY = {"countries": countries.SUBJECTS, "capitals": countries.SUBJECTS, **countries.LESSONS}

topics = tuple(CHAPTERS)
WRITERS = CHAPTERS | SLICES


def chosen_topics(wanted: Sequence[str] | None) -> tuple[str, ...]:
    if wanted is None:
        return topics
    if isinstance(wanted, str):
        raise TypeError(f"topics is a list of names, got the str {wanted!r}: write topics=[{wanted!r}]")
    unknown = [topic for topic in wanted if topic not in WRITERS]
    if unknown or not wanted:
        raise ValueError(f"topics must be some of {', '.join(WRITERS)}; got {list(wanted)}")
    return tuple(wanted)


def topic_of(draw: Draw, names: Sequence[str]) -> str:
    """The chapter of a document, drawn by the shares of those that are wanted."""
    cumulative = list(accumulate(SHARES[name] for name in names))
    return names[bisect(cumulative, draw.random() * cumulative[-1])]


def document(seed: int, i: int, topics: Sequence[str] | None = None) -> list[str]:
    """Document number i of a seed: a list of sentences. Nothing else has a say in it.

    Raises ValueError for a topic that does not exist and for a negative i, TypeError when topics is a str.
    """
    if i < 0:
        raise ValueError(f"document numbers start at 0, got {i}")
    names = chosen_topics(topics)
    draw = Draw(seed, i)
    return WRITERS[topic_of(draw, names)](draw)


def subject(seed: int, i: int, topics: Sequence[str] | None = None) -> tuple[str, str]:
    """What document number i of a seed is about: its chapter, and the country; elsewhere every document is a subject of
    its own, and has its number. Errors as `document`."""
    if i < 0:
        raise ValueError(f"document numbers start at 0, got {i}")
    draw = Draw(seed, i)
    topic = topic_of(draw, chosen_topics(topics))
    if topic not in ABOUT_A_COUNTRY:
        return topic, str(i)
    return topic, facts.plain(draw.weighted(ABOUT_A_COUNTRY[topic]).row.name)


class Documents(Sequence[list[str]]):
    """The documents of a seed, written when they are asked for: a sequence that takes no memory."""

    def __init__(self, numbers: range, seed: int, topics: Sequence[str] | None) -> None:
        self.numbers = numbers
        self.seed = seed
        self.topics = chosen_topics(topics)

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> list[str]: ...

    @overload
    def __getitem__(self, index: slice) -> "Documents": ...

    def __getitem__(self, index: int | slice) -> "list[str] | Documents":
        if isinstance(index, slice):
            return Documents(self.numbers[index], self.seed, self.topics)
        return document(self.seed, self.numbers[index], self.topics)

    def __iter__(self) -> Iterator[list[str]]:
        for number in self.numbers:
            yield document(self.seed, number, self.topics)

    def __repr__(self) -> str:
        return f"{len(self):,} documents of Small World, seed {self.seed}, topics {', '.join(self.topics)}"


def documents(n: int, seed: int = 0, topics: Sequence[str] | None = None) -> Documents:
    """The first n documents of a seed, as a sequence that writes each one when it is asked for.

    Raises ValueError for a negative n or an unknown topic, TypeError when topics is a str.
    """
    if n < 0:
        raise ValueError(f"the number of documents must be at least 0, got {n}")
    return Documents(range(n), seed, topics)
