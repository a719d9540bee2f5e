"""Errors that name what came and what is near it; every floor may use them."""

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path


class UnknownWord(KeyError):
    """A word that is not in the dictionary. A KeyError whose text prints without quotation marks around it."""

    def __str__(self) -> str:
        return str(self.args[0])


def unknown_word(word: str, known: Collection[str]) -> UnknownWord:
    """The error for `word`, with the three nearest spellings among the words that are known."""
    nearest = nearest_names(word.lower(), known)
    message = f"{word!r} is not among the {len(known)} words. Nearest spellings: {', '.join(map(repr, nearest))}."
    if word != word.lower() and all(near == near.lower() for near in nearest):
        message += " The words are lower case."
    return UnknownWord(message)


def missing_path(path: Path) -> FileNotFoundError:
    """The error for a path that does not exist: where it was looked for, and what is there instead."""
    place = path.resolve()
    message = f"there is no {place}"
    while not place.parent.is_dir():
        place = place.parent
        message = f"{message}: there is no {place}"
        if place == place.parent:  # a drive of Windows
            return FileNotFoundError(message)
    beside = nearest_names(place.name, [other.name for other in place.parent.iterdir()])
    if beside:
        message += f". Nearest names in {place.parent}: {', '.join(map(repr, beside))}"
    return FileNotFoundError(message)


def nearest_names(name: str, names: Collection[str]) -> list[str]:
    """The three names that are spelled most like `name`, the nearest first (ratio of `difflib`)."""
    names = list(names)
    close = get_close_matches(name, names, n=3)
    # Looking at every name is slow for a large dictionary: only where too few are close.
    return close if len(close) == 3 else get_close_matches(name, names, n=3, cutoff=0.0)
