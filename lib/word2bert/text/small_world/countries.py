"""The chapter on countries: portraits, visits and portraits of capitals; and tours through many countries.

A document stays with its country, refers back to it, and has an order: where it is, its rivers and sights, its capital,
its food, its language and money, another city, farewell.
"""

import re
from typing import NamedTuple

from word2bert.text.small_world import country_forms as text
from word2bert.text.small_world import facts
from word2bert.text.small_world.draw import Draw, Zipf

ANSWERS = ("capital", "language", "currency", "region", "continent", "adjective")
SOUNDS_LIKE_YOU = ("Ugandan", "Ukrainian", "Uruguayan")  # a Ugandan, but an Uzbek

SEASONS = ("spring", "summer", "autumn", "winter")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
COOKS = ("cook", "baker", "mother", "grandmother", "father", "farmer")
GUESTS = ("visitors", "travellers", "tourists", "guests")
ARTS = ("music", "poetry", "theatre", "painting")

CAREFUL = 0.82  # share of the portraits and visits in which every answer of a probe is written once at most
NAMING = 0.3  # share of the documents about one country with a sentence that names its capital


class Form(NamedTuple):
    """A sentence form, and the slots of it that hold answers."""

    text: str
    answers: tuple[str, ...]
    place: bool
    town: bool


def form(template: str) -> Form:
    slots = re.findall(r"{(\w+)}", template)
    answers = ["adjective" if slot == "an" else slot for slot in slots]
    return Form(
        template, tuple(slot for slot in answers if slot in ANSWERS), "place" in slots, "town" in slots
    )


def words_around(template: str) -> str:
    return " ".join(re.findall(r"{?\w+}?", template.lower()))


def probe_openings() -> list[str]:
    """What a probe's form says beside its answer: `the capital of {country} is`."""
    return [
        words_around(template.replace("{" + kind + "}", "")) for kind, pair in text.PROBED.items() for template in pair
    ]


def ranked(templates: tuple[str, ...], held_out: bool) -> Zipf[Form]:
    """The forms of one kind, the first more often; for a held-out country without those of the probes."""
    openings = probe_openings() if held_out else []
    allowed = [line for line in templates if not any(opening in words_around(line) for opening in openings)]
    return Zipf([form(line) for line in allowed], flatness=15)


KINDS = {
    "continent": text.CONTINENT,
    "water": text.WATER,
    "sight": text.SIGHT,
    "food": text.FOOD,
    "capital": text.CAPITAL,
    "town": text.TOWN,
    "language": text.LANGUAGE,
    "currency": text.CURRENCY,
    "city": text.CITY,
    "land": text.LAND,
    "people": text.PEOPLE,
    "mix": text.MIX,
    "there": text.THERE,
    "the city": text.THE_CITY,
    "closing": text.CLOSING,
    "onward": text.ONWARD,
    **{f"visit {step}": forms for step, forms in enumerate(text.VISIT)},
}
FORMS = {
    held_out: {kind: ranked(templates, held_out) for kind, templates in KINDS.items()} for held_out in (False, True)
}


class Subject(NamedTuple):
    """A country as the writer needs it: what fills the slots, and which forms may be used."""

    row: facts.Country
    slots: dict[str, str]
    forms: dict[str, Zipf[Form]]


def subject(row: facts.Country) -> Subject:
    article = "an" if row.adjective[0] in "AEIOU" and row.adjective not in SOUNDS_LIKE_YOU else "a"
    slots = {
        "country": row.name,
        "capital": row.capital,
        "adjective": row.adjective,
        "an": f"{article} {row.adjective}",
        "region": row.region,
        "continent": row.continent,
        "city": row.city,
        "water": row.water,
    }
    return Subject(row, slots, FORMS[row.name.lower() in facts.held_out])


# Country number r is drawn in proportion to 1 / (r + 60): the first about three times as often as the last.
SUBJECTS = Zipf([subject(row) for row in facts.countries + facts.further], flatness=60)

# The order of a portrait; a document takes some of these steps and keeps their order.
PORTRAIT = (
    "water", "land", "mix", "sight", "people", "town", "food", "mix", "water", "language", "currency", "food", "city",
    "sight", "people",
)  # fmt: skip
CAPITAL_PORTRAIT = ("mix", "town", "food", "water", "mix", "sight", "town", "food", "mix", "water", "sight")


class Page:
    """A document while it is being written: its sentences, and the answers and forms already used."""

    def __init__(self, draw: Draw, country: Subject, careful: bool) -> None:
        self.draw = draw
        self.country = country
        self.careful = careful
        self.sentences: list[str] = []
        self.used: set[str] = set()

    def write(self, kind: str) -> bool:
        """Add a sentence of this kind; False when every form tried would repeat an answer or a form."""
        for _ in range(4):
            chosen = self.draw.weighted(self.country.forms[kind])
            if chosen.text in self.used:
                continue
            slots = self.fill(chosen)
            answers = {slots[slot] for slot in chosen.answers}
            if (chosen.place and slots["place"] == slots["capital"]) or (
                chosen.town and slots["town"] == slots["capital"]
            ):
                answers.add(slots["capital"])
            if self.careful and not self.used.isdisjoint(answers):
                continue
            self.used.add(chosen.text)
            self.used |= answers
            sentence = chosen.text.format_map(slots)
            self.sentences.append(sentence[0].upper() + sentence[1:])
            return True
        return False

    def fill(self, chosen: Form) -> dict[str, str]:
        draw, row = self.draw, self.country.row
        slots = dict(self.country.slots)
        first = draw.random() < 0.5
        slots["food"], slots["drink"] = row.foods if first else row.foods[::-1]
        slots["sight"], slots["view"] = row.sights if draw.random() < 0.5 else row.sights[::-1]
        slots["language"] = draw.one(row.languages)
        slots["currency"] = draw.one(row.currencies)
        slots["season"] = draw.one(SEASONS)
        slots["day"] = draw.one(DAYS)
        slots["cook"] = draw.one(COOKS)
        slots["guest"] = draw.one(GUESTS)
        slots["art"] = draw.one(ARTS)
        if chosen.place or chosen.town:
            named = row.capital not in self.used or not self.careful
            slots["town"] = row.capital if named and draw.random() < 0.6 else "the capital"
            slots["place"] = row.name if draw.random() < 0.35 else slots["town"]
        return slots


def portrait(page: Page, order: tuple[str, ...]) -> list[str]:
    """Where the country is; some steps of the order; a farewell."""
    draw = page.draw
    page.write("continent")
    wanted = draw.number(3, 8)
    names = draw.chance(NAMING)
    for step, kind in enumerate(order):
        if draw.random() * (len(order) - step) >= wanted:
            continue
        wanted -= 1
        if kind == "town" and names:
            kind = "capital"
        if not page.write(kind):
            page.write("land")
        if kind in ("town", "capital") and draw.chance(0.3):
            page.write("the city")
        elif kind in ("water", "land") and draw.chance(0.15):
            page.write("there")
    page.write("closing")
    return page.sentences


def visit(page: Page) -> list[str]:
    """A journey, from arriving to leaving; sometimes a step is left out."""
    for step in range(len(text.VISIT)):
        if step in (0, len(text.VISIT) - 1) or page.draw.chance(0.8):
            page.write(f"visit {step}")
    if len(page.sentences) < 5:
        page.write("closing")
    return page.sentences


def write(draw: Draw) -> list[str]:
    """One document about one country."""
    country = draw.weighted(SUBJECTS)
    lot = draw.random()
    if lot > CAREFUL:
        return portrait(Page(draw, country, careful=False), CAPITAL_PORTRAIT)
    page = Page(draw, country, careful=True)
    return visit(page) if lot < 0.15 else portrait(page, PORTRAIT)


def write_tour(draw: Draw) -> list[str]:
    """A journey through fifteen countries or more: 60 sentences and more."""
    sentences: list[str] = ["Come with us on a long journey through many countries."]
    while len(sentences) < 60:
        page = Page(draw, draw.weighted(SUBJECTS), careful=True)
        page.write("onward")
        for kind in draw.few(("mix", "water", "sight", "food", "town", "people", "capital", "currency"), 4):
            page.write(kind)
        sentences += page.sentences
    return [*sentences, "Here our journey ends."]
