"""The chapter on countries: portraits, visits and portraits of capitals; tours through many countries; and short texts
for a class that trains a model live.

A document stays with its country, refers back to it, and has an order: where it is, its rivers and sights, its capital,
its food, its language and money, another city, farewell.
"""

import re
from typing import NamedTuple

from word2bert.text.small_world import country_forms as text
from word2bert.text.small_world import facts
from word2bert.text.small_world.draw import Draw, Zipf
from word2bert.text.small_world.forms import DAYS

# Slots that can hold the answer of a probe; {place} and {town} do when they are the capital by name.
ANSWERS = ("capital", "language", "currency", "continent", "adjective", "place", "town")
SOUNDS_LIKE_YOU = ("Ugandan", "Ukrainian", "Uruguayan")  # a Ugandan, but an Uzbek

SEASONS = ("spring", "summer", "autumn", "winter")
COOKS = ("cook", "baker", "farmer", "waiter", "shopkeeper", "gardener")
GUESTS = ("visitors", "travellers", "tourists", "guests")
ARTS = ("music", "poetry", "folk music", "pop music")

SHORTEST, LONGEST = 5, 12  # sentences of a document about one country
CAREFUL = 0.8  # share of the portraits and visits in which every answer of a probe is written once at most
VISITS = 0.15  # share of the visits
COUNTRY_PLACES = 0.4  # how often {place} is the country
BY_NAME = 0.65  # how often the capital is called by its name where both names are possible
NAMING = 0.5  # share of the documents about one country with a sentence that names its capital


class Form(NamedTuple):
    """A sentence form, and what has to be done to fill it."""

    text: str
    answers: tuple[str, ...]  # its slots that hold answers
    free: tuple[tuple[str, tuple[str, ...]], ...]  # its slots that have nothing to do with the country
    slots: frozenset[str]


FREE = {"season": SEASONS, "day": DAYS, "cook": COOKS, "guest": GUESTS, "art": ARTS}


def form(template: str) -> Form:
    slots = re.findall(r"{(\w+)}", template)
    answers = ["adjective" if slot == "an" else slot for slot in slots]
    return Form(
        template,
        tuple(slot for slot in answers if slot in ANSWERS),
        tuple((slot, FREE[slot]) for slot in slots if slot in FREE),
        frozenset(slots),
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
    return Zipf([form(line) for line in allowed], flatness=15.0)


def says_whose(template: str) -> bool:
    """Whether a form says whose capital it is, and before it says "its"."""
    beginning = template.lower().split("its ")[0]
    return "{country}" in beginning or "{adjective}" in beginning


KINDS = {
    "continent": text.CONTINENT,
    "water": text.WATER,
    "sight": text.SIGHT,
    "food": text.FOOD,
    "capital": text.CAPITAL,
    "capital first": tuple(line for line in text.CAPITAL if says_whose(line)),
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
    "departure": text.DEPARTURE,
    "onward": text.ONWARD,
    "return": text.RETURN,
    "lesson place": text.LESSON_PLACE,
    "lesson capital": text.LESSON_CAPITAL,
    "lesson more": text.LESSON_MORE,
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
    answers: frozenset[str]


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
        "language": row.languages[0],
        "currency": row.currencies[0],
    }
    answers = frozenset((row.capital, row.continent, *row.languages, *row.currencies))
    return Subject(row, slots, FORMS[facts.plain(row.name) in facts.held_out], answers)


# Country number r is drawn in proportion to 1 / (r + 100): the first about twice as often as the last.
SUBJECTS = Zipf([subject(row) for row in facts.countries + facts.further], flatness=100.0)

# Lessons as a school has them: about the first few countries, then about more, then about all. The first are drawn more
# often than the last, as in any newspaper. To find the country in a sentence is what a model has to learn first, which
# comes sooner with few of them (Zucchet et al. 2025).
LESSONS = {
    f"lesson {number}": Zipf(SUBJECTS.items[:known], flatness=10.0) for number, known in ((1, 15), (2, 45), (3, None))
}

# The order of a portrait; a document takes some of these steps and keeps their order.
PORTRAIT = (
    "mix", "land", "mix", "water", "sight", "mix", "people", "town", "town", "food", "mix", "language", "currency",
    "land", "city", "people",
)  # fmt: skip
CAPITAL_PORTRAIT = (
    "town", "mix", "food", "town", "water", "town", "mix", "sight", "town", "food", "town", "mix",
)  # fmt: skip
FOLLOWED_BY = {"town": "the city", "capital": "the city", "land": "there"}  # what refers back to it
TOUR = ("mix", "land", "water", "sight", "capital", "mix", "people", "food", "town", "mix")


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
            answers = {slots[slot] for slot in chosen.answers if slots[slot] in self.country.answers}
            if self.careful and not self.used.isdisjoint(answers):
                continue
            self.used.add(chosen.text)
            self.used |= answers
            sentence = chosen.text.format_map(slots)
            self.sentences.append(sentence[0].upper() + sentence[1:])
            return True
        return False

    def fill(self, chosen: Form) -> dict[str, str]:
        """What goes into the slots of a form: the country's facts, and free choices."""
        random, row = self.draw.random, self.country.row
        slots = self.country.slots.copy()
        if "food" in chosen.slots:
            slots["food"], slots["drink"] = row.foods if random() < 0.5 else row.foods[::-1]
        if "sight" in chosen.slots:
            slots["sight"], slots["view"] = row.sights if random() < 0.5 else row.sights[::-1]
        if "place" in chosen.slots or "town" in chosen.slots:
            by_name = random() < BY_NAME and not (self.careful and row.capital in self.used)
            slots["town"] = row.capital if by_name else "the capital"
            slots["place"] = row.name if random() < COUNTRY_PLACES else slots["town"]
        for slot, words in chosen.free:
            slots[slot] = words[int(random() * len(words))]
        if len(row.languages) > 1 and "language" in chosen.slots:
            slots["language"] = self.draw.one(row.languages)
        return slots


def portrait(page: Page, order: tuple[str, ...]) -> list[str]:
    """Where the country is; some steps of the order; a farewell."""
    draw = page.draw
    page.write("continent")
    wanted = draw.number(4, 8) if page.careful else draw.number(6, 8)
    names = draw.chance(NAMING)
    for step, kind in enumerate(order):
        if len(page.sentences) > LONGEST - 3:  # a step writes two sentences at most, and the farewell follows
            break
        is_the_place_to_name = names and kind == "town"
        if not is_the_place_to_name and draw.random() * (len(order) - step) >= wanted:
            continue
        wanted -= 1
        if is_the_place_to_name:
            kind, names = "capital", False
        if not page.write(kind):
            kind = "land"
            page.write(kind)
        if kind in FOLLOWED_BY and draw.chance(0.2):
            page.write(FOLLOWED_BY[kind])
    page.write("closing")
    return page.sentences


def visit(page: Page) -> list[str]:
    """A journey, from arriving to leaving; sometimes a step is left out."""
    for step in range(len(text.VISIT)):
        if step in (0, len(text.VISIT) - 1) or page.draw.chance(0.8):
            page.write(f"visit {step}")
    while len(page.sentences) < SHORTEST:
        page.write("closing")
    return page.sentences


def write(draw: Draw) -> list[str]:
    """One document about one country."""
    country = draw.weighted(SUBJECTS)
    lot = draw.random()
    if lot > CAREFUL:
        return portrait(Page(draw, country, careful=False), CAPITAL_PORTRAIT)
    page = Page(draw, country, careful=True)
    return visit(page) if lot < VISITS else portrait(page, PORTRAIT)


def write_short(draw: Draw) -> list[str]:
    """Two or three sentences about one country, of which one names its capital; that one may stand first."""
    page = Page(draw, draw.weighted(SUBJECTS), careful=True)
    if draw.chance(0.5):
        page.write("capital first")
        page.write("continent")
    else:
        page.write("continent")
        page.write("capital")
    if draw.chance(0.5):
        page.write("mix")
    return page.sentences


def write_lesson(lesson: str, draw: Draw) -> list[str]:
    """Two or three short sentences about one country of a lesson: where it lies, its capital, and something more."""
    page = Page(draw, draw.weighted(LESSONS[lesson]), careful=True)
    place_first = draw.chance(0.5)
    page.write("lesson place" if place_first else "lesson capital")
    page.write("lesson capital" if place_first else "lesson place")
    if draw.chance(0.5):
        page.write("lesson more")
    return page.sentences


def note(draw: Draw) -> str:
    """One sentence of the last lesson: mostly the one that names a capital."""
    page = Page(draw, draw.weighted(LESSONS["lesson 3"]), careful=True)
    page.write("lesson capital" if draw.chance(0.7) else draw.one(("lesson place", "lesson more")))
    return page.sentences[0]


def write_tour(draw: Draw) -> list[str]:
    """A journey through about ten countries, each visited once: 60 sentences and more."""
    sentences: list[str] = []
    visited: set[str] = set()
    while len(sentences) < 60:
        country = draw.weighted(SUBJECTS)
        if country.row.name in visited:
            continue
        visited.add(country.row.name)
        page = Page(draw, country, careful=True)
        page.write("onward" if sentences else "departure")
        for kind in TOUR:
            if draw.chance(0.5):
                page.write(kind)
        sentences += page.sentences
    page.write("return")
    return [*sentences, page.sentences[-1]]
