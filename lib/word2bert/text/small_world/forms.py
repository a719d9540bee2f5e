"""Sentences with gaps: the small grammar that the chapters are written in."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice, product

from word2bert.text.small_world.draw import Draw, Zipf

Facts = Mapping[str, str | Sequence[str]]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

CHOICE = re.compile(r"\[([^]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")
BARE_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiou])(?!one\b|uni|use|eu)")


class Forms:
    """Several ways of saying one thing, one to a line: `{slot}` is filled from the facts, `[a|b]` by chance."""

    def __init__(self, lines: str) -> None:
        self.ways = Zipf([_variants(line.strip()) for line in lines.strip().splitlines()], flatness=12.0)

    def __len__(self) -> int:
        """How many different sentences there are before the slots are filled."""
        return sum(len(variants) for variants in self.ways.items)

    def say(self, draw: Draw, facts: Facts, name_first: bool = False) -> str:
        """One sentence. A fact that is a str stands as it is; of a sequence of facts one is drawn.

        With `name_first` the first he or him is the name, for a person of whom nothing was said before.
        """
        variants = draw.weighted(self.ways)
        parts = list(draw.one(variants))
        if name_first and "name" not in parts:
            pronouns = (place for place in range(1, len(parts), 2) if parts[place] in ("he", "him"))
            for place in islice(pronouns, 1):
                parts[place] = "name"
        for place in range(1, len(parts), 2):
            value = facts[parts[place]]
            parts[place] = value if isinstance(value, str) else draw.one(value)
        sentence = BARE_ARTICLE.sub(r"\1n ", "".join(parts))
        return sentence[0].upper() + sentence[1:]


def _variants(line: str) -> list[tuple[str, ...]]:
    """The line with every choice made, each as text, slot, text, slot, ..., text."""
    around = CHOICE.split(line)
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(around)]
    sentences = (
        "".join(chosen).replace(" .", ".").replace(" ,", ",").replace("  ", " ") for chosen in product(*choices)
    )
    return [tuple(SLOT.split(sentence)) for sentence in sentences]


def tell(draw: Draw, plan: Sequence[Forms], facts: Facts, named: bool = False) -> list[str]:
    """One sentence for each step of the plan, none of them twice.

    The person called {name} is named before being he or she, unless `named` says that the plan sees to it.
    """
    sentences: list[str] = []
    name = facts.get("name")
    named = named or name is None
    for forms in plan:
        for _ in range(8):
            sentence = forms.say(draw, facts, name_first=not named)
            if sentence not in sentences:
                sentences.append(sentence)
                named = named or str(name) in sentence
                break
    return sentences


def table(rows: str) -> list[list[str]]:
    """The cells of a table written as text: a row to a line, `;` between cells."""
    return [[cell.strip() for cell in row.split(";")] for row in rows.strip().splitlines()]


def several(cell: str) -> list[str]:
    """The items of a cell, between commas."""
    return [item.strip() for item in cell.split(",")]


class Plan:
    """The course of a document: blocks of forms with an empty line between them; `(maybe)` may be left out."""

    def __init__(self, text: str) -> None:
        blocks = text.strip().split("\n\n")
        self.steps = [(Forms(block.removeprefix("(maybe)\n")), block.startswith("(maybe)")) for block in blocks]

    def tell(self, draw: Draw, facts: Facts) -> list[str]:
        """A document that follows the plan."""
        return tell(draw, [forms for forms, maybe in self.steps if not maybe or draw.chance(0.75)], facts)
