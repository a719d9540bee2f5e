"""Words, and words <-> ids with their counts."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from word2bert.errors import unknown_word


class _Characters(dict[int, str]):
    """What becomes of each character: a table for `str.translate` that fills itself, one character at a time."""

    def __missing__(self, code: int) -> str:
        self[code] = _written(chr(code))
        return self[code]


def _written(character: str) -> str:
    """The character as it stands in a word: itself, with space around it, a space, or nothing."""
    category = unicodedata.category(character)
    if character in "'\u2018\u2019\u02bc\uff07":
        return "'"
    if _is_chinese(character):
        return f" {character} "
    if (category == "Cf" and character != "\u200b") or "\ufe00" <= character <= "\ufe0f":
        return ""  # joiners, soft hyphens, marks of direction, styles of emoji: inside words, but not seen
    return character if category[0] in "LMN" else " "


def _is_chinese(character: str) -> bool:
    """Whether it is a Chinese character, in the blocks and planes that Unicode keeps for them (so in any version)."""
    return (
        "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003fffd"
        or character in "〇々"
    )


_CHARACTERS = _Characters()


def words(text: str) -> list[str]:
    """The words of a text, in lower case: `words("The cat.")` is `["the", "cat"]`.

    A word is a run of letters, digits and combining marks; an apostrophe belongs to it where it stands inside (don't).
    All other characters only separate words: well-kept and 3.5 are two words each. Text is in Unicode's form NFC.
    Every Chinese character is a word by itself: `words("网络的结构")` is `["网", "络", "的", "结", "构"]`.
    Japanese kana stay together up to the next Chinese character or space. Korean has spaces between words.
    Thai, Lao, Khmer and Burmese have none, so that a whole phrase is one word: separate their words with spaces first.
    """
    text = unicodedata.normalize("NFC", text.lower())
    pieces = text.translate(_CHARACTERS).replace("''", " ").split()
    pieces = [piece.strip("'") for piece in pieces]
    return [piece for piece in pieces if any(map(str.isalnum, piece)) or any(map(_is_chinese, piece))]


class Vocabulary:
    """The dictionary: every word has an id, its place in `words`; the most frequent word has id 0.

    `words` and `counts` are lists, sorted by falling count, words of the same count by alphabet.
    """

    def __init__(self, words: Sequence[str], counts: Sequence[int]) -> None:
        if len(words) != len(counts):
            raise ValueError(f"every word needs a count: here are {len(words)} words and {len(counts)} counts")
        self.words = list(words)
        self.counts = list(counts)
        self.index = {word: place for place, word in enumerate(self.words)}

    @classmethod
    def build(cls, sentences: Iterable[Sequence[str]], min_count: int = 5) -> "Vocabulary":
        """Count the words of all sentences and keep those that occur at least `min_count` times.

        `sentences` are lists of words, read once and never kept, so that a stream of any length fits.
        Raises TypeError for a str in place of a list of words, ValueError where no word would be left.
        """
        check_min_count(min_count)
        counts: Counter[str] = Counter()
        for sentence in refuse_letters(sentences):
            counts.update(sentence)
        return cls.from_counts(counts, min_count)

    @classmethod
    def from_counts(cls, counts: Mapping[str, int], min_count: int = 5) -> "Vocabulary":
        """The words that occur at least `min_count` times. Raises ValueError as `build`."""
        check_min_count(min_count)
        if not counts:
            raise ValueError(
                "the text is empty: no sentence has a word. (A generator can be read only once: pass a list instead.)"
            )
        if with_space := next((word for word in counts if " " in word), None):
            raise ValueError(f"{with_space!r} has a space in it: sentences are lists of words, made by words(sentence)")
        kept = sorted((word for word in counts if counts[word] >= min_count), key=lambda word: (-counts[word], word))
        if not kept:
            word, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
            raise ValueError(
                f"no word occurs min_count={min_count} times: the most frequent, {word!r}, occurs {count} times. "
                f"Pass more text, or min_count={count} or less."
            )
        return cls(kept, [counts[word] for word in kept])

    def ids(self, words: Sequence[str]) -> list[int]:
        """The ids of the words; words that are not in the dictionary are left out."""
        if isinstance(words, str):
            raise _letters(words, "words")
        return [self.index[word] for word in words if word in self.index]

    def id(self, word: str) -> int:
        """The id of one word. Raises a KeyError that names the three nearest spellings."""
        if word not in self.index:
            raise unknown_word(word, self.words)
        return self.index[word]

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.index

    def __repr__(self) -> str:
        return f"Vocabulary({len(self)} words)"


def check_min_count(min_count: int) -> None:
    """Raises ValueError for less than 1."""
    if min_count < 1:
        raise ValueError(f"min_count={min_count}: it has to be at least 1, which keeps every word")


def refuse_letters(sentences: Iterable[Sequence[str]]) -> Iterable[Sequence[str]]:
    """The sentences, one by one, unless one is a str, which Python would take for a list of letters."""
    if isinstance(sentences, str):
        raise _letters(sentences, "sentences")
    for number, sentence in enumerate(sentences):
        if isinstance(sentence, str):
            raise _letters(sentence, f"sentence {number}")
        yield sentence


def _letters(text: str, where: str) -> TypeError:
    shown = text if len(text) <= 40 else text[:40] + "..."
    return TypeError(
        f"{where} is a str, {shown!r}, and would become a list of letters. "
        "Pass lists of words: [words(sentence) for sentence in ...]"
    )
