"""Three things of one kind, and which has most of something: big, bigger, the biggest."""

from word2bert.text.small_world.draw import Draw, Zipf
from word2bert.text.small_world.forms import Forms, several, table, tell
from word2bert.text.small_world.inflection import degrees, plural

OPENING = Forms("""
There are three {nouns} {here}[, and they are all {adj}|].
I know three {adj} {nouns} {here}.
We compared three {nouns} {here}.
Which of the three {nouns} {here} is the {most}?
[Today|Yesterday] we spoke about three {adj} {nouns} {here}.
How {adj} is {a}, and which {noun} is {more}?
Everybody knows the three {adj} {nouns} {here}.
Who knows the {most} {noun} {here}?
""")
FIRST = Forms("""
{a} is [{adj}|very {adj}|quite {adj}|rather {adj}].
{a} is [really|already] {adj}.
The first one, {a}, is {adj}.
It is [easy to see|clear] that {a} is {adj}.
[Everybody|My mother|My father] says that {a} is {adj}.
I think that {a} is {adj} enough.
{a} is a {adj} {noun}[| that many people know].
[Some people|My friends] think that {a} is too {adj}.
""")
CONSEQUENCE = Forms("""
{a} is so {adj} that {effect}.
Because {a} is {adj}, {effect}.
When a {noun} is {adj}, {effect}.
With such a {adj} {noun}, {effect}.
A {noun} can be so {adj} that {effect}.
""")
SECOND = Forms("""
{b} is {more} than {a}.
But {b} is [even|much|a little|a bit|far] {more} than {a}.
{b} is {more}, [I think|you will see|as everybody knows].
{a} is not as {adj} as {b}, because {b} is [much|even] {more}.
{b} is a {more} {noun} than {a}.
Is {b} {more} than {a}? Yes, [much|even|a little] {more}.
Next to {a}, {b} [looks|seems|is] [even|much] {more}.
There is a {more} {noun} than {a}, and that is {b}.
""")
THIRD = Forms("""
But {c} is the {most} of [all|the three|them all].
{c} is the {most} {noun} {here}.
The {most} {noun} of [all|the three] is {c}.
{c} is [much|even] {more} than the other two, so it is the {most} {noun} of all.
No {noun} is {more} than {c}.
And the {most} {noun}? That is {c}.
Nobody knows a {more} {noun} than {c}.
{c} is by far the {most} {noun}.
Of all the {nouns} {here}, {c} is the {most}.
""")
LAST = Forms("""
That is why [people talk about|everybody remembers] the {most} {noun}.
So [now we know|everybody knows] which {noun} is the {most}.
In the end [we chose|she chose|he chose] the {most} {noun}.
[My friend|My sister|My brother] still thinks that {b} is {more}.
The {most} {noun} is not always the best one.
Next year there may be a {more} {noun} {here}.
""")

# Where things of a kind are met, and how three of them are told apart.
KINDS = {
    "land": (
        several("in our land, on the map, in the south of the land"),
        several("the northern ~, the southern ~, the western ~, the ~ near the town, the ~ behind the hills, our ~"),
    ),
    "plant": (
        several("in the garden, on the farm, in our village"),
        several("the ~ near the gate, the ~ behind the house, the ~ at the fence, the ~ of the neighbours, our ~"),
    ),
    "sky": (
        several("tonight, in the dark, behind the trees"),
        several("the ~ in the east, the ~ in the west, the ~ in the north, the ~ above the hill"),
    ),
    "animal": (
        several("in the picture, in this book, in the story"),
        several("the black ~, the white ~, the brown ~, the grey ~, the ~ on the left, the ~ on the right"),
    ),
    "artefact": (
        several("in the shop, in our house, in the window"),
        several("the red ~, the blue ~, the green ~, the yellow ~, my ~, your ~, the ~ on the left"),
    ),
    "task": (
        several("this week, on the list, at school"),
        several("the first ~, the second ~, the last ~, the ~ on Monday, the ~ on Friday, the ~ about the sea"),
    ),
    "place": (
        several("in our town, that we know, in the city"),
        several("our ~, the ~ near the school, the ~ of the neighbours, the ~ behind the church, the new ~"),
    ),
    "person": (
        several("in our town, in our street, in our team"),
        several("Anna, Tom, Maria, Peter, Emma, Paul, Sara, David, Nina, Omar, Mei, Ravi"),
    ),
    "food": (
        several("on the table, at the party, in the kitchen"),
        several("my ~, your ~, the ~ of my mother, the ~ of my father, the ~ from the shop"),
    ),
}


def adjectives(rows: str) -> Zipf[list[str]]:
    """A table of adjective; kind; nouns of that kind; what follows when it is so."""
    return Zipf(table(rows), flatness=60.0)


def compare(draw: Draw, rows: Zipf[list[str]]) -> list[str]:
    """A document that compares three things of one kind: the first, a second that is more so, a third that is most so."""
    adjective, kind, nouns, effects = draw.weighted(rows)
    adj, more, most = degrees(adjective)
    noun = draw.one(several(nouns))
    here, marks = KINDS[kind]
    a, b, c = (mark.replace("~", noun) for mark in draw.few(marks, 3))
    facts = {"adj": adj, "more": more, "most": most, "noun": noun, "nouns": plural(noun), "a": a, "b": b, "c": c}
    steps = [OPENING, FIRST, CONSEQUENCE, SECOND, THIRD, LAST]
    if draw.chance(0.5):
        steps.remove(CONSEQUENCE)
    return tell(draw, steps, {**facts, "here": draw.one(here), "effect": several(effects)})
