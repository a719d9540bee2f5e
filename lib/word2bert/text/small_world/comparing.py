"""Three things of one kind, and which has most of something: big, bigger, the biggest."""

from word2bert.text.small_world.draw import Draw, Zipf
from word2bert.text.small_world.forms import Forms, several, table, tell
from word2bert.text.small_world.inflection import degrees, plural

OPENING = Forms("""
There are three {nouns} {here}[, and they are all {adj}|].
I know three {adj} {nouns} {here}.
Look at [the|these] three {nouns} {here}.
We [saw|compared] three {nouns} {here}.
Which of the three {nouns} {here} is the {most}?
[Today|Yesterday] we spoke about three {adj} {nouns} {here}.
Three {nouns} {here} are [well known|known to everybody].
How {adj} is {a}, and which {noun} is {more}?
""")
FIRST = Forms("""
{a} is [{adj}|very {adj}|quite {adj}|rather {adj}].
{a} is as {adj} as [it was last year|a year ago|ever].
{a} is [really|already] {adj}.
The first one, {a}, is {adj}.
It is [easy to see|clear] that {a} is {adj}.
[Everybody|My mother|My father] says that {a} is {adj}.
I think that {a} is [too {adj}|{adj} enough].
{a} is a {adj} {noun}[| that many people know].
""")
CONSEQUENCE = Forms("""
It is so {adj} that {effect}.
[It is {adj}|Because it is {adj}], so {effect}.
When a {noun} is {adj}, {effect}.
With such a {adj} {noun}, {effect}.
""")
SECOND = Forms("""
{b} is {more} than {a}.
But {b} is [even|much|a little|a bit|far] {more} than {a}.
{b} is {more}[| still], [I think|you will see|as everybody knows].
{a} is not as {adj} as {b}: {b} is [much|even] {more}.
It is a {more} {noun} than the first one.
Is {b} {more} than {a}? Yes, it is [much|even|a little] {more}.
Next to it, {b} [looks|seems|is] [even|much] {more}.
There is a {more} {noun} than {a}, and that is {b}.
""")
THIRD = Forms("""
But {c} is the {most} of [all|the three|them all].
{c} is the {most} {noun} {here}.
The {most} {noun} of [all|the three] is {c}.
{c} is [much|even] {more} than the other two, so it is the {most} {noun} of all.
No {noun} is {more} than {c}.
And the {most} one? It is {c}.
[I have never seen|Nobody knows] a {more} {noun} than {c}.
{c} is by far the {most} {noun}.
Of all the {nouns} {here}, {c} is the {most}.
""")
LAST = Forms("""
That is why [I like|people talk about|everybody remembers] the {most} {noun} [best|most].
So [now we know|everybody knows] which {noun} is the {most}.
In the end [we chose|she chose|he chose] the {most} {noun}.
[My friend|My sister|My brother] still thinks that {b} is {more}.
The {most} {noun} is not always the best one.
Next [week|year] there may be a {more} {noun} {here}.
""")


def adjectives(rows: str) -> Zipf[list[str]]:
    """A table of adjective; nouns; where they are; what tells them apart, best left to the first noun; what follows."""
    return Zipf(table(rows), flatness=40.0)


def compare(draw: Draw, rows: Zipf[list[str]]) -> list[str]:
    """A document that compares three things of one kind: the first, a second that is more so, a third that is most so."""
    adjective, nouns, here, marks, effects = draw.weighted(rows)
    adj, more, most = degrees(adjective)
    noun = draw.one(several(nouns))
    a, b, c = (mark.replace("~", noun) for mark in draw.few(several(marks), 3))
    facts = {"adj": adj, "more": more, "most": most, "noun": noun, "nouns": plural(noun), "a": a, "b": b, "c": c}
    steps = [OPENING, FIRST, CONSEQUENCE, SECOND, THIRD, LAST]
    if draw.chance(0.5):
        steps.remove(CONSEQUENCE)
    return tell(draw, steps, {**facts, "here": several(here), "effect": several(effects)})
