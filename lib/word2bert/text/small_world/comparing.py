"""Three things of one kind, and which has most of something: big, bigger, the biggest."""

from word2bert.text.small_world.draw import Draw, Zipf
from word2bert.text.small_world.forms import Forms, several, table, tell
from word2bert.text.small_world.inflection import degrees, plural

OPENING = Forms("""
There are three {adj} {nouns} {here}.
I know three {adj} {nouns} {here}.
We compared [three|the three] {adj} {nouns} {here}.
Which is the {most} {noun} {here}?
[Today|Yesterday] we spoke about {adj} {nouns}.
How {adj} is {a}, and which {noun} is {more}?
Everybody knows the {adj} {nouns} {here}.
Who knows the {most} {noun} {here}?
I like {adj} {nouns}, and there are three {here}.
Some {nouns} are {adj}, other {nouns} are {more}.
""")
FIRST = Forms("""
{a} is [{adj}|very {adj}|quite {adj}|rather {adj}|really {adj}].
{a} is a [very|rather|really] {adj} {noun}.
It is clear that {a} is {adj}.
[Everybody|My friend|Our teacher] says that {a} is {adj}.
I think that {a} is {adj} enough.
{a} is a {adj} {noun}[| that many people know].
[Some people|My friends] think that {a} is too {adj}.
Such a {adj} {noun} as {a} is not seen every day.
[At first|On the first day] we said that {a} is {adj}.
Is {a} {adj}? Yes, {a} is a {adj} {noun}.
[Few|Not many] {nouns} are as {adj} as {a}.
""")
CONSEQUENCE = Forms("""
{a} is so {adj} that {effect}.
Because {a} is {adj}, {effect}.
Think of a {adj} {noun}, so {adj} that {effect}.
{a} is a {adj} {noun}, so {effect}.
When a {noun} is {adj}, {effect}.
A {noun} can be so {adj} that {effect}.
[That is|This is] a {adj} {noun}: {effect}.
A {adj} {noun} is known for one thing: {effect}.
[How do you know|How can we tell] that {a} is {adj}? Because {effect}.
[Everybody says|They say] that {a} is so {adj} that {effect}.
[It is true|Nobody doubts] that {a} is so {adj} that {effect}.
A really {adj} {noun} means that {effect}.
If a {noun} is [really {adj}|{adj} enough], {effect}.
""")
SECOND = Forms("""
{b} is {more} than {a}.
But {b} is [even|much|a bit|far] {more}.
{b} is a [much|far] {more} {noun} than {a}.
{a} is not as {adj} as {b}, the {more} {noun} of the two.
Is {b} a {more} {noun}? Yes, [much|even|a little] {more}.
Next to {a}, {b} is [an even|a much|a far] {more} {noun}.
There is a [much|far] {more} {noun} than {a}, and that is {b}.
{b} is a {more} {noun}, and {more} {nouns} are rare.
The {more} {noun} of the two is {b}.
[My friend|Our teacher] knows a {more} {noun}: {b}.
{a} is {adj}, but {b} is [the {more} {noun}|{more}].
[And {b}|But {b}]? It is a [much|far] {more} {noun}.
""")
MORE = Forms("""
The {more} the {noun}, the more people talk about it.
The {more} the {noun}, the better.
A {more} {noun} is [not seen every day|worth a journey|what we need].
We did not think that there was a {more} {noun}.
Is there a {more} {noun} [than this|in the world]?
Some people want {more} and {more} {nouns}.
[Other lands have|Others have|They say that others have] {more} {nouns}.
[We|Many people] would like a {more} {noun}.
From the {adj} {noun} to the {more} {noun} is only a step.
[Yesterday|Last week] we heard of [a much|an even] {more} {noun}.
Nobody would choose a {more} {noun} [without a reason|for fun].
Somewhere there may be even {more} {nouns}.
""")
THIRD = Forms("""
But {c} is the {most} [of all|{noun} of all|{noun} of the three].
{c} is the {most} {noun} {here}.
You will not find a {more} {noun} than {c}, the {most} {noun} of all.
The {most} {noun} of [all|the three] is {c}.
{c} is even {more}, the {most} {noun} of all.
No {noun} is {more} than {c}, the {most} {noun} of all.
And the {most} {noun}? That is {c}.
Nobody knows a {more} {noun} than {c}, the {most} of all.
{c} is by far the {most} {noun}.
Of all the {adj} {nouns} {here}, {c} is the {most}.
[In the end|At last] comes {c}, the {most} {noun} of [all|the three].
[Without doubt|As everybody knows], {c} is the {most} {noun} of all.
The prize for the {most} {noun} goes to {c}.
[Look at {c}|Think of {c}], the {most} {noun} of [all|them all].
There are many {nouns}, but the {most} {noun} is {c}.
""")
LAST = Forms("""
That is why [people talk about|everybody remembers] the {most} {noun}.
So [now we know|everybody knows] which {noun} is the {most}.
In the end [we|my friends|the others] chose the {most} {noun}.
[My friend|My neighbour|Our teacher] still [wants|looks for] a {more} {noun}.
The {most} {noun} is not always the best {noun}.
Perhaps there is [a|an even] {more} {noun} [somewhere|elsewhere].
The {most} {nouns} are [famous|well known|rare].
""")


def adjectives(rows: str) -> Zipf[list[str]]:
    """A table of adjective; which ones; nouns; where they are; what follows."""
    return Zipf(table(rows), flatness=60.0)


def compare(draw: Draw, rows: Zipf[list[str]]) -> list[str]:
    """A document that compares three things of one kind: one, another that has more of it, a third that has most."""
    adjective, marks, nouns, places, effects = draw.weighted(rows)
    adj, more, most = degrees(adjective)
    noun = draw.one(several(nouns))
    a, b, c = (f"the {mark} {noun}" for mark in draw.few(several(marks), 3))
    facts = {"adj": adj, "more": more, "most": most, "noun": noun, "nouns": plural(noun), "a": a, "b": b, "c": c}
    steps = [OPENING, FIRST, CONSEQUENCE, SECOND, MORE, THIRD, MORE, LAST]
    if draw.chance(0.7):
        steps.remove(draw.one((CONSEQUENCE, MORE, LAST)))
    return tell(draw, steps, {**facts, "here": draw.one(several(places)), "effect": several(effects)})
