"""Analogy questions about grammar and family, a : b = c : d, in the spirit of questions-words."""

from collections.abc import Iterable
from itertools import permutations

from word2bert.text.small_world.inflection import degrees, ing, past, plural

FAMILY = (
    ("king", "queen"), ("prince", "princess"), ("father", "mother"), ("son", "daughter"), ("brother", "sister"),
    ("uncle", "aunt"), ("grandfather", "grandmother"), ("husband", "wife"), ("nephew", "niece"), ("boy", "girl"),
    ("man", "woman"), ("grandson", "granddaughter"), ("actor", "actress"), ("waiter", "waitress"), ("he", "she"),
    ("his", "her"), ("himself", "herself"),
)  # fmt: skip
ADJECTIVES = (
    "big", "small", "cold", "hot", "warm", "fast", "slow", "strong", "old", "tall", "high", "deep", "loud",
    "dark", "bright", "heavy", "cheap", "hard", "easy", "sweet",
)  # fmt: skip
NOUNS = (
    "cup", "bottle", "spoon", "knife", "chair", "lamp", "book", "key", "coat", "clock", "coin", "ball", "car",
    "boat", "phone", "candle", "egg", "hat", "plate", "brush",
)  # fmt: skip
VERBS = (
    "walk", "cook", "wash", "play", "paint", "visit", "repair", "write", "drink", "eat", "sell", "swim", "drive",
    "ride", "build", "draw", "throw", "send",
)  # fmt: skip

Question = tuple[str, str, str, str]


def every_two(pairs: Iterable[tuple[str, str]]) -> list[Question]:
    """Each pair asked with each other pair: a : b = c : d."""
    return [(a, b, c, d) for (a, b), (c, d) in permutations(pairs, 2)]


questions: dict[str, list[Question]] = {
    "family": every_two(FAMILY),
    "comparatives": every_two(degrees(word)[:2] for word in ADJECTIVES),
    "superlatives": every_two((word, degrees(word)[2]) for word in ADJECTIVES),
    "plurals": every_two((noun, plural(noun)) for noun in NOUNS),
    "past-tense": every_two((verb, past(verb)) for verb in VERBS),
    "present-participle": every_two((verb, ing(verb)) for verb in VERBS),
}
