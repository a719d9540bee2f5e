"""Exercises of notebook 00."""

from collections import Counter
from itertools import pairwise
from typing import Any

from word2bert.exercises.answers import NotYet, checker
from word2bert.text import small_world, words


@checker
def next_word_examples(answer: Any) -> str:
    """The pairs (word, next word) of `Rice grows in China.`"""
    sentence = words("Rice grows in China.")
    right = list(pairwise(sentence))
    try:
        pairs = [tuple(pair) for pair in answer]
    except TypeError:
        raise NotYet(f'Write a list of pairs, [("rice", ...), ...]; here is {answer!r}.') from None
    if pairs == right:
        return "Four words make three examples: the last word has no next one."
    if len(pairs) == len(sentence):
        raise NotYet("The last word has nothing after it, so there is one example fewer than there are words.")
    if pairs == [(label, word) for word, label in right]:
        raise NotYet("The other way round: first the word, then the one that comes after it.")
    if [tuple(str(word).lower().strip(".") for word in pair) for pair in pairs] == right:
        raise NotYet("Almost: all words in lower case, and no full stop.")
    raise NotYet(f"{len(pairs)} pairs were found, 3 were expected: (rice, grows), then (grows, ...), and so on.")


@checker
def after_is_in_stories(answer: Any) -> str:
    """The word that comes most often after `is` in the stories."""
    after: Counter[str] = Counter()
    for document in small_world.documents(2_000, topics=["stories"]):
        for sentence in map(words, document):
            after.update(label for word, label in pairwise(sentence) if word == "is")
    best, times = after.most_common(1)[0]
    if answer == best:
        return f"{best!r} comes {times} times after 'is'. Another text, another model: the program is the same."
    if isinstance(answer, tuple):
        raise NotYet("most_common gives pairs (word, count): store the word alone.")
    raise NotYet(
        f"{answer!r} comes {after[str(answer)]} times after 'is' in the stories; another word comes more often."
    )
