"""Twenty gaps for people and for machines: the words left of a gap do not give it away, those on its right do.

Chosen was the seed alone. A gap is drawn where, in the text that was read, the three words before it seldom go on with
the answer, and some word behind it seldom comes without the answer. Notebooks 03, 07 and 09 ask the same twenty.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from word2bert.text import small_world, words

GAP = "___"
TOPICS = ("countries", "nature", "people", "everyday", "stories")
PER_TOPIC, READ, HELD_OUT, SEED = 4, 6_000, 400, 9  # documents; the seed of those held out
SHORTEST, LONGEST = 6, 12  # words of a sentence
CLUES = (0.6, 0.3, 0.1, 0.02)  # p(word | a word behind it), at least; the weaker ones where there are too few gaps


class Gap(NamedTuple):
    """A sentence without one word: what stands left of it, what stands right of it, and the answers that are right.

    The first answer is the word that stood there. The others stand between the same words in the text, two on each
    side.
    """

    left: str
    right: str
    answers: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole sentence, with ___ for the gap."""
        return f"{self.left} {GAP} {self.right}".strip()


def gap(text: str, *answers: str) -> Gap:
    """A gap of your own: gap("we drink ___ for breakfast", "tea", "coffee").

    Raises ValueError unless the text has one ___ and there is an answer.
    """
    left, found, right = text.partition(GAP)
    if not found or GAP in right or not answers:
        raise ValueError(f"{text!r} with {len(answers)} answers: write one {GAP} in it, and give the word that fits")
    return Gap(left.strip(), right.strip(), tuple(answers))


def gaps() -> list[Gap]:
    """The twenty gaps of the course, the same on every machine: four of each topic of Small World."""
    stored = json.loads(files("word2bert").joinpath("assets/gaps.json").read_text(encoding="utf-8"))
    return [Gap(left, right, tuple(answers)) for left, right, answers in stored]


def draw_gaps(read: Sequence[Sequence[str]], held_out: Iterable[Sequence[str]], most: int = 20) -> list[Gap]:
    """Gaps in sentences that were not read: at most one in a sentence, each answer once.

    read: the sentences that a machine learns from, each a list of words; held_out: those that the gaps are made of.
    A word becomes a gap where, counted in what was read,
    - it is not among the 120 most frequent words (in a small text: every 20th), nor rare (40 times or more in 50,000
      sentences);
    - p(word | the three words before it) is at most 1/3;
    - some word behind it, not frequent itself, gives it away: p(word | that word in the sentence) is at least 0.6.
      (Not its neighbour: the first half of "alarm clock" is no question about the sentence.) Where the text has too
      few of these, weaker clues are taken, down to 0.02.
    """
    return _Counts(read).gaps(held_out, most)


class _Counts:
    """How often words follow three others, and how often they share a sentence."""

    def __init__(self, read: Sequence[Sequence[str]]) -> None:
        self.read, self.sentences = read, {tuple(sentence) for sentence in read}
        self.words = Counter(word for sentence in read for word in sentence)
        self.frequent = {word for word, _ in self.words.most_common(min(120, len(self.words) // 20))}
        self.least = max(2, 40 * len(read) // 50_000)
        self.after: dict[tuple[str, ...], Counter[str]] = {}
        self.within: defaultdict[str, set[int]] = defaultdict(set)  # the sentences that a word stands in
        for number, sentence in enumerate(read):
            for word in sentence:
                self.within[word].add(number)
            for place in range(1, len(sentence)):
                before = tuple(sentence[max(0, place - 3) : place])
                self.after.setdefault(before, Counter())[sentence[place]] += 1

    def gaps(self, held_out: Iterable[Sequence[str]], most: int, taken: Iterable[str] = ()) -> list[Gap]:
        """At most so many gaps; taken: words that are no answers and no clues any more."""
        new = {tuple(each): None for each in held_out if SHORTEST <= len(each) <= LONGEST}
        sentences = [sentence for sentence in new if sentence not in self.sentences]
        found: dict[tuple[str, ...], Gap] = {}
        used = set(taken)
        for strength, sentence in product(CLUES, sentences):
            if len(found) == most:
                break
            places = (place for place in range(2, len(sentence) - 2) if self.needs_the_right(sentence, place, strength))
            place = next(places, None)
            if place is None or sentence in found:
                continue
            pair = {sentence[place], self.clue(sentence, place)[1]}
            if used.isdisjoint(pair):
                used |= pair
                left, right = " ".join(sentence[:place]), " ".join(sentence[place + 1 :])
                found[sentence] = Gap(left, right, self.answers(sentence, place))
        return list(found.values())

    def needs_the_right(self, sentence: Sequence[str], place: int, strength: float) -> bool:
        word = sentence[place]
        if word in self.frequent or self.words[word] < self.least or list(sentence).count(word) > 1:
            return False
        after = self.after.get(tuple(sentence[max(0, place - 3) : place]), Counter())
        return 3 * after[word] <= after.total() and self.clue(sentence, place)[0] >= strength

    def clue(self, sentence: Sequence[str], place: int) -> tuple[float, str]:
        """The word behind the gap that gives most of it away, and with what probability."""
        rare = [word for word in sentence[place + 2 :] if word not in self.frequent and len(self.within[word]) >= 10]
        return max(((self._share(sentence[place], word), word) for word in rare), default=(0.0, ""))

    def _share(self, word: str, other: str) -> float:
        return len(self.within[word] & self.within[other]) / len(self.within[other])

    def answers(self, sentence: Sequence[str], place: int) -> tuple[str, ...]:
        """The word, and by alphabet what else was read between the same words, two on each side."""
        around = _around(sentence, place)
        same = (self.read[number] for number in self.within[sentence[place - 1]] & self.within[sentence[place + 1]])
        others = {each[i] for each in same for i in range(1, len(each) - 1) if _around(each, i) == around}
        return (sentence[place], *sorted(others - {sentence[place]}))


def _around(sentence: Sequence[str], place: int) -> tuple[str, ...]:
    return (*sentence[max(0, place - 2) : place], GAP, *sentence[place + 1 : place + 3])


def small_world_gaps() -> list[Gap]:
    """What assets/gaps.json holds, drawn anew."""
    counted = _Counts(list(_sentences(small_world.documents(READ))))
    found: list[Gap] = []
    for topic in TOPICS:
        held_out = _sentences(small_world.documents(HELD_OUT, seed=SEED, topics=[topic]))
        found += counted.gaps(held_out, PER_TOPIC, {answer for each in found for answer in each.answers})
    return found


def _sentences(documents: Iterable[list[str]]) -> Iterator[list[str]]:
    return (words(sentence) for document in documents for sentence in document)


def as_json(found: Sequence[Gap]) -> str:
    """The gaps as they are stored, each in a line."""
    lines = [json.dumps(each, ensure_ascii=False) for each in found]
    return "[\n" + ",\n".join(lines) + "\n]\n"
