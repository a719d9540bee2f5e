"""English endings: one bakes, baked, is baking; two foxes; big, bigger, the biggest."""

from functools import lru_cache

from word2bert.text.small_world.forms import several

VOWELS = "aeiou"

IRREGULAR_PAST = {
    line.split()[0]: line.split()[1]
    for line in """
    be was
    become became
    begin began
    bend bent
    bite bit
    blow blew
    break broke
    bring brought
    build built
    buy bought
    catch caught
    choose chose
    come came
    cut cut
    dig dug
    draw drew
    drink drank
    drive drove
    eat ate
    fall fell
    feed fed
    feel felt
    find found
    fly flew
    forget forgot
    get got
    give gave
    go went
    grow grew
    hang hung
    have had
    hear heard
    hide hid
    hit hit
    hold held
    keep kept
    know knew
    lay laid
    leave left
    lend lent
    lie lay
    creep crept
    wind wound
    light lit
    lose lost
    make made
    mean meant
    meet met
    pay paid
    put put
    read read
    ride rode
    ring rang
    rise rose
    run ran
    say said
    see saw
    sell sold
    send sent
    set set
    shine shone
    show showed
    sing sang
    sit sat
    sleep slept
    speak spoke
    spend spent
    stand stood
    steal stole
    swim swam
    take took
    teach taught
    tell told
    think thought
    throw threw
    understand understood
    wake woke
    wear wore
    win won
    write wrote
    """.strip().splitlines()
}
DOUBLING = frozenset(
    several(
        "clap, cut, dig, drop, get, hit, hop, hug, hum, knit, let, plan, put, run, sit, spin, stir, stop, swim, trim"
    )
)
IRREGULAR_PLURAL = {
    "child": "children", "man": "men", "woman": "women", "foot": "feet", "tooth": "teeth", "mouse": "mice",
    "goose": "geese", "sheep": "sheep", "fish": "fish", "leaf": "leaves", "loaf": "loaves", "knife": "knives",
    "shelf": "shelves", "wolf": "wolves", "calf": "calves", "half": "halves", "scarf": "scarves", "wife": "wives",
    "thief": "thieves", "potato": "potatoes", "tomato": "tomatoes", "deer": "deer",
}  # fmt: skip
IRREGULAR_DEGREES = {"good": ("better", "best"), "bad": ("worse", "worst")}


def _first(phrase: str) -> tuple[str, str]:
    """The verb of a phrase, and the rest with its space: "bake bread" -> "bake", " bread"."""
    verb, space, rest = phrase.partition(" ")
    return verb, space + rest


def _ends_in_consonant_y(word: str) -> bool:
    return word.endswith("y") and word[-2] not in VOWELS


@lru_cache(None)
def plural(noun: str) -> str:
    """Two or more of it; only the last word changes."""
    head, space, last = noun.rpartition(" ")
    if last in IRREGULAR_PLURAL:
        return head + space + IRREGULAR_PLURAL[last]
    if _ends_in_consonant_y(last):
        return head + space + last[:-1] + "ies"
    return noun + ("es" if last.endswith(("s", "x", "ch", "sh")) else "s")


@lru_cache(None)
def third_person(phrase: str) -> str:
    """He or she does it: "wash the car" -> "washes the car"."""
    verb, rest = _first(phrase)
    if verb in ("be", "have"):
        return {"be": "is", "have": "has"}[verb] + rest
    if _ends_in_consonant_y(verb):
        return verb[:-1] + "ies" + rest
    hissing = verb.endswith(("s", "x", "ch", "sh", "o")) and not verb.endswith("oo")
    return verb + ("es" if hissing else "s") + rest


@lru_cache(None)
def past(phrase: str) -> str:
    """It was done yesterday: "wash the car" -> "washed the car"."""
    verb, rest = _first(phrase)
    if verb in IRREGULAR_PAST:
        return IRREGULAR_PAST[verb] + rest
    if _ends_in_consonant_y(verb):
        return verb[:-1] + "ied" + rest
    if verb.endswith("e"):
        return verb + "d" + rest
    return verb + (verb[-1] if verb in DOUBLING else "") + "ed" + rest


@lru_cache(None)
def ing(phrase: str) -> str:
    """It is being done: "wash the car" -> "washing the car"."""
    verb, rest = _first(phrase)
    if verb.endswith("ie"):
        return verb[:-2] + "ying" + rest
    if verb.endswith("e") and verb not in ("be", "see"):
        return verb[:-1] + "ing" + rest
    return verb + (verb[-1] if verb in DOUBLING else "") + "ing" + rest


@lru_cache(None)
def degrees(adjective: str) -> tuple[str, str, str]:
    """The three degrees: big, bigger, biggest."""
    if adjective in IRREGULAR_DEGREES:
        return (adjective, *IRREGULAR_DEGREES[adjective])
    stem = adjective
    if adjective.endswith("y"):
        stem = adjective[:-1] + "i"
    elif adjective.endswith("e"):
        stem = adjective[:-1]
    elif adjective in ("big", "hot", "wet", "thin", "sad", "fat"):
        stem = adjective + adjective[-1]
    return adjective, stem + "er", stem + "est"
