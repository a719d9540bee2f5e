"""Nature: animals, plants, seasons, weather, rivers, the sky. What is said about animals is true of them."""

from word2bert.text.small_world.comparing import adjectives, compare
from word2bert.text.small_world.draw import Draw, Zipf
from word2bert.text.small_world.forms import Forms, Plan, several, table, tell
from word2bert.text.small_world.inflection import degrees, ing, past, plural, third_person

# ------------------------------------------------------------------------------------------------------------ animals

# animal; kind; where; food; sound; young; motion; body; weight in kilograms; speed in km/h; years it may live
ANIMALS = Zipf(
    table("""
dog; animal; in a house, in a yard; meat, bones; bark; puppy; run after a ball, dig in the garden; a wet nose, a long tail; 25; 45; 14
cat; animal; in a house, on a roof; mice, fish; meow; kitten; climb a tree, jump on the wall; soft paws, long whiskers; 4; 40; 16
horse; animal; in a stable, on a meadow; grass, oats; neigh; foal; gallop over the meadow, pull a cart; strong legs, a long mane; 500; 70; 28
cow; animal; in a stable, on a meadow; grass, hay; moo; calf; walk to the stable, stand in the shade; two horns, a heavy body; 650; 25; 20
sheep; animal; on a meadow, on a hill; grass, leaves; bleat; lamb; follow the others, walk over the hill; soft wool, thin legs; 70; 38; 12
goat; animal; on a hill, in the mountains; leaves, grass; bleat; kid; climb over the rocks, jump from rock to rock; two horns, a long beard; 60; 24; 16
pig; animal; in a stable, on a farm; corn, potatoes; grunt; piglet; roll in the mud, walk around the yard; a round nose, a short tail; 150; 18; 15
hen; bird; in a henhouse, in a yard; corn, worms; cluck; chick; scratch in the sand, run across the yard; a red comb, short wings; 2; 14; 8
duck; bird; on a pond, on a lake; water plants, snails; quack; duckling; swim on the pond, dive for food; a flat beak, wide feet; 1; 80; 10
mouse; animal; in a hole, under the floor; seeds, cheese; squeak; pup; run along the wall, hide in a hole; small ears, a thin tail; 0.02; 13; 2
rabbit; animal; in a hole, in the fields; grass, carrots; squeak; kit; hop over the field, hide in a hole; long ears, a white tail; 2; 55; 9
fox; animal; in the forest, in a den; mice, berries; bark; cub; creep through the grass, run into the forest; a red coat, a thick tail; 6; 50; 5
wolf; animal; in the forest, in the mountains; deer, rabbits; howl; pup; run with the pack, follow a trail; sharp teeth, grey hair; 40; 60; 8
bear; animal; in the forest, in a cave; berries, fish, honey; growl; cub; stand up on two legs, walk through the forest; strong paws, thick fur; 300; 56; 25
lion; animal; in the grass, on the dry plains; meat, zebras; roar; cub; hunt with the others, rest in the shade; a thick mane, sharp teeth; 190; 80; 15
elephant; animal; on the hot plains, in warm forests; grass, leaves; trumpet; calf; walk to the water, pull down a branch; a long trunk, large ears; 5000; 40; 65
monkey; animal; in the trees, in warm forests; fruit, nuts; chatter; baby; swing from branch to branch, climb a tree; long arms, clever hands; 8; 50; 22
camel; animal; in the desert, on the dry plains; dry grass, leaves; grunt; calf; walk through the sand, carry heavy bags; a high hump, long legs; 500; 65; 40
giraffe; animal; on the hot plains, in the grass; leaves, buds; hum; calf; look over the trees, walk on long legs; a long neck, long legs; 900; 60; 25
crocodile; reptile; in a warm river, on a muddy bank; fish, birds; hiss; hatchling; wait in the water, lie in the sun; sharp teeth, a strong tail; 400; 35; 70
snake; reptile; under a stone, in the grass; mice, eggs; hiss; hatchling; creep over the sand, lie in the sun; smooth skin, no legs; 2; 12; 15
frog; animal; in a pond, on a wet bank; flies, worms; croak; tadpole; jump into the pond, swim under water; green skin, long back legs; 0.05; 17; 10
tortoise; reptile; in the dry grass, under bushes; leaves, flowers; hiss; hatchling; walk very slowly, hide in its shell; a hard shell, short legs; 10; 0.5; 100
snail; animal; in the garden, under a leaf; leaves, salad; ; ; creep over a leaf, hide in its shell; a round shell, one soft foot; 0.02; 0.05; 5
whale; animal; in the deep sea, in cold water; small fish; sing; calf; dive into the deep sea, come up to breathe; a wide tail, thick skin; 40000; 27; 80
dolphin; animal; in the warm sea, near the coast; fish; whistle; calf; jump out of the water, play in the waves; smooth skin, a clever head; 200; 37; 40
shark; fish; in the warm sea, in the deep sea; fish; ; pup; swim in circles, follow a ship; many sharp teeth, a high fin; 700; 50; 30
eagle; bird; on a high rock, in the mountains; rabbits, fish; scream; chick; circle above the valley, fly over the mountains; wide wings, sharp eyes; 5; 150; 25
owl; bird; in an old tree, in a church tower; mice, frogs; hoot; chick; fly without a sound, hunt at night; large eyes, soft feathers; 0.6; 65; 15
crane; bird; near a lake, in wet meadows; frogs, seeds; trumpet; chick; dance in the meadow, fly south in autumn; long thin legs, grey feathers; 6; 75; 25
bat; animal; in a cave, in a church tower; flies, moths; squeak; pup; fly through the night, hang from the ceiling; thin wings, large ears; 0.01; 40; 20
penguin; bird; on the ice, near the cold sea; fish; cry; chick; dive for fish, slide over the ice; short wings, a white belly; 25; 12; 20
parrot; bird; in warm forests, in a cage; fruit, nuts; scream; chick; fly from tree to tree, repeat a word; green feathers, a strong beak; 0.5; 55; 60
swallow; bird; under a roof, in a stable; flies; sing; chick; catch flies in the air, fly south in autumn; pointed wings, a forked tail; 0.02; 60; 4
bee; insect; in a hive, in a garden; honey; hum; ; fly from flower to flower, dance in the hive; thin wings, a sharp sting; 0.0001; 24; 0.2
ant; insect; in the forest, under a stone; seeds, dead flies; ; ; carry a leaf, follow the others; six legs, a thin waist; 0.000003; 0.3; 2
spider; animal; in a corner, between two branches; flies, moths; ; ; spin a web, wait in its web; eight legs, many eyes; 0.001; 2; 2
butterfly; insect; in a garden, on a meadow; sweet juice; ; caterpillar; fly from flower to flower, sit in the sun; colourful wings, six legs; 0.0005; 20; 0.1
squirrel; animal; in the forest, in the park; nuts, seeds; chatter; kit; climb a tree, hide nuts in the ground; a thick tail, sharp claws; 0.4; 20; 6
hedgehog; animal; in the garden, under the leaves; snails, worms; snort; baby; roll into a ball, sleep through the winter; sharp spines, a pointed nose; 0.8; 6; 5
deer; animal; in the forest, at the edge of the forest; grass, leaves; bark; fawn; jump over the fence, run into the forest; thin legs, soft ears; 60; 65; 12
""".replace("\n\n", "\n")),
    flatness=30.0,
)
WEIGHT, SPEED, AGE = 8, 9, 10
ANIMAL_OPENING = Forms("""
The {animal} is a [{size} {kind}|{kind} that many children know|{kind} with {body}].
A {animal} is a {size} {kind}[| with {body}].
[Yesterday|This morning|Last summer] we saw a {animal} {where}.
Have you ever seen a {animal} [up close|{where}|at the zoo]?
What do you know about the {animal}?
[Many|Most] people like the {animal}[, a {size} {kind}|].
[My|Our] teacher told us about the {animal}, a {size} {kind}.
{where} you can [see|find] a {animal}[| if you are lucky|, if you are quiet].
{animals} are {size} {kind}s[| with {body}].
[A|One] {animal} lives {where}.
""")
ANIMAL_HOME = Forms("""
It lives {where}.
Its home is {where}.
[Most of the time|During the day|In summer] it is {where}.
Most {animals} live {where}.
It [sleeps|feels safe] {where}.
[When it is cold|When it rains|In winter] it stays {where}.
If you look for it, [look|go and look] {where}.
{animals} [feel at home|are often seen] {where}.
It has lived {where} since it was [small|born].
Some {animals} [spend their whole life|stay all year] {where}.
""")
ANIMAL_FOOD = Forms("""
It [eats|likes|looks for|lives on] {food}.
In the morning it [looks for|finds] {food}.
Its [favourite food|breakfast|usual food] is {food}.
When it is hungry, it [looks for|eats] {food}.
A hungry {animal} eats {food}[| and drinks water].
{animals} eat {food}.
It [never|does not] [goes hungry|sleep] when there is enough {food}.
[Every day|Before noon|After sunrise] it eats {food}.
[In winter|Sometimes] it is hard to find {food}.
After it has eaten {food}, it [rests|sleeps|is tired].
""".replace("It [never|does not] [goes hungry|sleep] when there is enough {food}.", "It never goes hungry when there is enough {food}."))
ANIMAL_SOUND = Forms("""
It can {sound} [loudly|at night|for a long time].
You can hear it {sound} [at night|from far away|in the morning].
When it is [afraid|hungry|angry|alone], it {sounds}.
Two {animals} {sound} [louder than one|when they meet].
[Listen|Be quiet]: a {animal} is {sounding}.
A {animal} {sounds}, and another {animal} answers.
Last night a {animal} {sounded} [twice|for an hour|near our house].
Young {animals} cannot {sound} as loudly as old ones.
[Why|When] does a {animal} {sound}?
""")
ANIMAL_MOTION = Forms("""
[In the afternoon|Later|At noon] it likes to {move}.
It can {move}[| better than its neighbours].
Every {animal} learns to {move}.
[Yesterday|This morning] it {moved}.
You can often see how it {moves}.
With {body} it can {move}.
It has {body}, and it {moves}.
It is {moving} [now|while we watch it|again].
{animals} [love|like] to {move}.
A {animal} that is [young and healthy|not tired] {moves} [every day|all day long].
""")
ANIMAL_BODY = Forms("""
It has {body}.
You know it by its body: it has {body}.
Like other {animals}, it has {body}.
A {animal} without {body} would not [live|survive] long.
[The old|A young|The mother] {animal} has {body}.
Because it has {body}, it is easy to draw.
On the picture you see {body}.
What are {body} good for?
""")
ANIMAL_YOUNG = Forms("""
In [spring|summer] a {young} is born[, and it is very small| and drinks milk|].
Its {young} is [small|weak|hungry all day] at first.
A {young} stays with its mother for [some weeks|a while|the first weeks].
The mother [never leaves|protects|looks for] her {young}.
A young {animal} is called a {young}.
The {young} learns from its mother how to {move}.
A {young} [sleeps|plays|eats] a lot in the first weeks.
A {young} is smaller than its mother, but it grows quickly.
Soon there are [two|three|four] little {youngs} {where}.
[One|A little] {young} is [braver|stronger|slower] than the others.
""")
ANIMAL_EGG = Forms("""
The young are very small at first.
When the young come, they are [weak|tiny] and hungry.
At first nobody sees the young.
The young grow [quickly|day by day] and leave {where_home}.
""")
ANIMAL_BIGGER = Forms("""
It is [much|far] bigger than a {lighter}, but [much|far] smaller than a {heavier}.
A {animal} is heavier than a {lighter} and lighter than a {heavier}.
Is it bigger than a {heavier}? No, it is [much|far] smaller.
Is it smaller than a {lighter}? No, it is [much|even] bigger.
A {heavier} is [much|far] bigger than a {animal}, and a {lighter} is [much|far] smaller.
{animals} are bigger than {lighters} and smaller than {heaviers}.
Next to a {heavier} it looks small, next to a {lighter} it looks big.
A big {animal} is still smaller than a small {heavier}.
""")
ANIMAL_FASTER = Forms("""
It is [much|far] faster than a {slower}, but slower than a {faster}.
A {animal} is faster than a {slower} and slower than a {faster}.
A {faster} is [even|much] faster than a {animal}.
A {slower} is [even|much] slower than a {animal}.
In a race a {faster} would be the fastest and a {slower} the slowest.
Is a {animal} faster than a {faster}? No, it is slower.
Of a {animal}, a {slower} and a {faster}, the {faster} is the fastest.
Of a {animal}, a {slower} and a {faster}, the {slower} is the slowest.
A fast {slower} is still slower than a slow {animal}.
""".replace("A fast {slower} is still slower than a slow {animal}.", "{animals} are faster than {slowers} and slower than {fasters}."))
ANIMAL_OLDER = Forms("""
It can get [much|far] older than a {briefer}, but not as old as a {longer}.
A {longer} can become [even|much] older than a {animal}.
A {animal} lives longer than a {briefer}, but a {longer} lives even longer.
The oldest {animals} are younger than the oldest {longers}.
The oldest {animals} are older than the oldest {briefers}.
""")
ANIMAL_END = Forms("""
In the evening the {animal} [goes to sleep|looks for a quiet place|is tired] {where}.
When night comes, it [looks for a quiet place|returns to its home] {where}.
[So|That is how] the {animal} lives, day after day.
At the end of the day it rests {where}.
An old {animal} moves [slowly|less], but it [still knows|never forgets] its home.
Now you know [more about|how to find] the {animal}.
Let us hope that there will always be {animals}.
We watched it until it was dark.
""")


def _size(weight: float) -> list[str]:
    if weight >= 150:
        return ["big", "large", "heavy", "strong"]
    return ["small", "light", "little"] if weight < 1 else ["quiet", "clever", "shy"] if weight < 10 else ["strong"]


def _beyond(animal: list[str], column: int) -> tuple[list[str], list[str]]:
    """Animals that clearly have less of the measure, and those that have more; each is a third away at least."""
    own = float(animal[column])
    less = [other[0] for other in ANIMALS.items if float(other[column]) * 1.5 <= own]
    more = [other[0] for other in ANIMALS.items if float(other[column]) >= own * 1.5]
    return less, more


BEYOND = {(row[0], column): _beyond(row, column) for row in ANIMALS.items for column in (WEIGHT, SPEED, AGE)}


def _compared(draw: Draw, animal: str, column: int, less: str, more: str) -> dict[str, str]:
    """One animal with less and one with more of the measure, under the two names; empty at the ends of the scale."""
    lesser, greater = BEYOND[animal, column]
    if not lesser or not greater:
        return {}
    one, other = draw.one(lesser), draw.one(greater)
    return {less: one, less + "s": plural(one), more: other, more + "s": plural(other)}


def _animal(draw: Draw) -> list[str]:
    animal, kind, where, food, sound, young, moves, body, weight, _, _ = draw.weighted(ANIMALS)
    move = draw.one(several(moves))
    facts: dict[str, str | list[str]] = {
        "animal": animal, "animals": plural(animal), "kind": kind, "where": several(where), "where_home": "their home",
        "food": several(food), "body": several(body), "size": _size(float(weight)),
        "move": move, "moves": third_person(move), "moved": past(move), "moving": ing(move),
    }  # fmt: skip
    steps = [ANIMAL_HOME, ANIMAL_FOOD, ANIMAL_BODY, ANIMAL_MOTION]
    if sound:
        facts |= {"sound": sound, "sounds": third_person(sound), "sounded": past(sound), "sounding": ing(sound)}
        steps.append(ANIMAL_SOUND)
    if young:
        facts |= {"young": young, "youngs": plural(young)}
        steps.append(ANIMAL_YOUNG)
    comparisons = (
        (WEIGHT, "lighter", "heavier", ANIMAL_BIGGER),
        (SPEED, "slower", "faster", ANIMAL_FASTER),
        (AGE, "briefer", "longer", ANIMAL_OLDER),
    )
    column, less, more, forms = draw.one(comparisons)
    compared = _compared(draw, animal, column, less, more)
    if compared:
        facts |= compared
        steps.append(forms)
    for _ in range(draw.number(0, 2)):
        steps.pop(draw.number(0, len(steps) - 1))
    return tell(draw, [ANIMAL_OPENING, *steps, ANIMAL_END], facts)


def write(draw: Draw) -> list[str]:
    """A document about an animal, a plant, a season, the weather, a river or the sky."""
    return _animal(draw)
