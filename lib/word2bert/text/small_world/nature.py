"""Nature: animals, plants, seasons, weather, rivers, the sky. What is said about animals is true of them."""
# ruff: noqa: E501  (a table is read by the row)

from word2bert.text.small_world.comparing import adjectives, compare
from word2bert.text.small_world.draw import Draw, Zipf
from word2bert.text.small_world.forms import DAYS, Forms, Plan, several, table, tell
from word2bert.text.small_world.inflection import degrees, past, plural, third_person

# ------------------------------------------------------------------------------------------------------------ animals

# animal; kind; where; food; sound; young; motion; body; weight in kilograms; speed in km/h; years it may live
ANIMALS = Zipf(
    table(
        """
dog; animal; in a house, in a yard; meat, bones; bark; puppy; run after a ball, dig in the garden; a wet nose, a long tail; 25; 45; 14
cat; animal; in a house, on a roof; mice, fish; meow; kitten; climb a tree, jump on the wall; soft paws, long whiskers; 4; 40; 16
horse; animal; in a stable, in a meadow; grass, oats; neigh; foal; gallop through the meadow, pull a cart; strong legs, a long mane; 500; 70; 28
cow; animal; in a stable, in a meadow; grass, hay; moo; calf; walk to the stable, stand in the shade; two horns, a heavy body; 650; 25; 20
sheep; animal; in a meadow, on a hill; grass, leaves; bleat; lamb; follow the others, walk over the hill; soft wool, thin legs; 70; 38; 12
goat; animal; on a hill, in the mountains; leaves, grass; bleat; kid; climb over the rocks, jump from rock to rock; two horns, a long beard; 60; 24; 16
pig; animal; in a stable, on a farm; corn, potatoes; grunt; piglet; roll in the mud, walk around the yard; a round nose, a short tail; 150; 18; 15
hen; bird; in a henhouse, in a yard; corn, worms; cluck; chick; scratch in the sand, run across the yard; a red comb, short wings; 2; 14; 8
duck; bird; on a pond, on a lake; water plants, snails; quack; duckling; swim on the pond, dive for food; a flat beak, wide feet; 1; 80; 10
mouse; animal; in a hole, under the floor; seeds, cheese; squeak; pup; run along the wall, hide in a hole; small ears, a thin tail; 0.02; 13; 2
rabbit; animal; in a hole, in the fields; grass, carrots; squeak; kit; hop over the field, hide in a hole; long ears, a white tail; 2; 55; 9
fox; animal; in the forest, in a den; mice, berries; bark; cub; creep through the grass, run into the forest; a red coat, a thick tail; 6; 50; 5
wolf; animal; in the forest, in the mountains; deer, rabbits; howl; pup; run with the pack, follow a trail; sharp teeth, grey hair; 40; 60; 8
bear; animal; in the forest, in a cave; berries, fish, honey; growl; cub; stand up on two legs, walk through the forest; strong paws, thick fur; 300; 56; 25
lion; animal; in the grass, on the dry plains; meat, zebras; roar; cub; hunt with the others, rest in the shade; a golden coat, sharp teeth; 190; 80; 15
elephant; animal; on the hot plains, in warm forests; grass, leaves; trumpet; calf; walk to the water, pull down a branch; a long trunk, large ears; 5000; 40; 65
monkey; animal; in the trees, in warm forests; fruit, nuts; chatter; baby; swing from branch to branch, climb a tree; long arms, clever hands; 8; 50; 22
camel; animal; in the desert, on the dry plains; dry grass, leaves; grunt; calf; walk through the sand, carry heavy bags; a high hump, long legs; 500; 65; 40
giraffe; animal; on the hot plains, in the grass; leaves, buds; hum; calf; look over the trees, walk on long legs; a long neck, long legs; 900; 60; 25
crocodile; reptile; in a warm river, on a muddy bank; fish, birds; hiss; hatchling; wait in the water, lie in the sun; sharp teeth, a strong tail; 400; 35; 70
snake; reptile; under a stone, in the grass; mice, eggs; hiss; ; creep over the sand, lie in the sun; smooth skin, a forked tongue; 2; 12; 15
frog; animal; in a pond, on a wet bank; flies, worms; croak; ; jump into the pond, swim under water; green skin, long back legs; 0.05; 17; 10
tortoise; reptile; in the dry grass, under bushes; leaves, flowers; hiss; ; walk very slowly, hide inside the shell; a hard shell, short legs; 10; 0.5; 100
snail; animal; in the garden, under a leaf; leaves, salad; ; ; creep over a leaf, hide inside the shell; a round shell, one soft foot; 0.02; 0.05; 5
whale; animal; in the deep sea, in cold water; small fish; sing; calf; dive into the deep sea, come up to breathe; a wide tail, thick skin; 40000; 27; 80
dolphin; animal; in the warm sea, near the coast; fish; whistle; calf; jump out of the water, play in the waves; smooth skin, a clever head; 200; 37; 40
shark; fish; in the warm sea, in the deep sea; fish; ; ; swim in circles, follow a ship; many sharp teeth, a high fin; 700; 50; 30
eagle; bird; on a high rock, in the mountains; rabbits, fish; scream; chick; circle above the valley, fly over the mountains; wide wings, sharp eyes; 5; 150; 25
owl; bird; in an old tree, in a church tower; mice, frogs; hoot; chick; fly without a sound, hunt in the dark; large eyes, soft feathers; 0.6; 65; 15
crane; bird; near a lake, in wet meadows; frogs, seeds; trumpet; chick; dance in the meadow, fly south; long thin legs, grey feathers; 6; 75; 25
bat; animal; in a cave, in a church tower; flies, moths; squeak; pup; fly through the dark, hang from the ceiling; thin wings, large ears; 0.01; 40; 20
penguin; bird; on the ice, near the cold sea; fish; cry; chick; dive for fish, slide over the ice; short wings, a white belly; 25; 12; 20
parrot; bird; in warm forests, in a cage; fruit, nuts; scream; chick; fly from tree to tree, repeat a word; green feathers, a strong beak; 0.5; 55; 60
swallow; bird; under a roof, in a stable; flies; sing; chick; catch flies in the air, fly south; pointed wings, a forked tail; 0.02; 60; 4
bee; insect; in a hive, in a garden; honey; hum; ; fly from flower to flower, dance in the hive; thin wings, a sharp sting; 0.0001; 24; 0.2
ant; insect; in the forest, under a stone; seeds, dead flies; ; ; carry a leaf, follow the others; six legs, a thin waist; 0.000003; 0.3; 2
spider; animal; in a corner, between two branches; flies, moths; ; ; spin a web, wait in the web; eight legs, many eyes; 0.001; 2; 2
butterfly; insect; in a garden, in a meadow; sweet juice; ; ; fly from flower to flower, sit in the sun; colourful wings, six legs; 0.0005; 20; 0.1
squirrel; animal; in the forest, in the park; nuts, seeds; chatter; kit; climb a tree, hide nuts in the ground; a thick tail, sharp claws; 0.4; 20; 6
hedgehog; animal; in the garden, under the leaves; snails, worms; snort; baby; roll into a ball, sleep under the leaves; sharp spines, a pointed nose; 0.8; 6; 5
deer; animal; in the forest, at the edge of the forest; grass, leaves; bark; fawn; jump over the fence, run into the forest; thin legs, soft ears; 60; 65; 12
"""
    ),
    flatness=30.0,
)
WEIGHT, SPEED = 8, 9
ANIMAL_OPENING = Forms("""
The {animal} is a [{size} {kind}|{kind} that many children know|{kind} with {body}].
A {animal} is a {size} {kind}[| with {body}].
[Yesterday|This morning|Last summer] we saw a {animal} {where}.
Have you ever seen a {animal} [up close|{where}]?
What do you know about the {animal}?
[Many|Most] people like the {animal}[, a {size} {kind}|].
[My|Our] teacher told us about the {animal}, a {size} {kind}.
{where} you can [see|find] a {animal}[| if you are lucky| if you are quiet].
[Not everybody|Nobody] knows everything about the {animal}, a {size} {kind}.
[A|One] {animal} lives {where}.
""")
ANIMAL_HOME = Forms("""
It lives {where}.
Its home is {where}.
[Most of the time|During the day|In summer] it is {where}.
Most {animals} live {where}.
It [sleeps|feels safe] {where}.
It [can stay|rests] {where} [for hours|for a long time].
If you want to find it, look {where}.
{animals} [feel at home|are often seen] {where}.
It has lived {where} since it was [small|born].
Some {animals} [rest|feel safe|wait] {where}.
[Look|You must look] [quietly|carefully] if you want to see it {where}.
A {animal} [likes|needs] a quiet place {where}.
This is the place of the {animal}: {where}.
""")
ANIMAL_FOOD = Forms("""
It [eats|likes|looks for|lives on] {food}.
When it wakes up, it [looks for|finds] {food}.
Its [favourite food|breakfast|usual food] is {food}.
When it is hungry, it [looks for|eats] {food}.
A hungry {animal} eats {food}.
{animals} eat {food}.
It never goes hungry when it finds enough {food}.
[Often|Again and again] it eats {food}.
Sometimes it has to look for {food} for a long time.
After it has eaten {food}, it [rests|sleeps|is tired].
[For|In] a good meal the {animal} needs {food}.
There is nothing it likes [more|better] than {food}.
If you watch it, you see how it eats {food}.
It [always knows|remembers] where to find {food}.
""")
ANIMAL_SOUND = Forms("""
It can {sound} [loudly|at night|for a long time].
You can hear it {sound} [at night|sometimes|in the morning].
When it is [afraid|hungry|angry|alone], it {sounds}.
Two {animals} {sound} [louder than one|when they meet].
[Listen|Be quiet], I hear a {animal} {sound}.
A {animal} {sounds}, and another {animal} answers.
It may {sound} [twice|for an hour|before sunrise].
Young {animals} cannot {sound} as loudly as old ones.
[Why|When] does a {animal} {sound}?
Have you ever heard a {animal} {sound}?
The old {animals} {sound} [first|last|only a little].
""")
ANIMAL_MOTION = Forms("""
[Often|Then|Later] it likes to {move}.
It can {move}[| very well].
Every {animal} learns to {move}.
[Yesterday|This morning] it {moved}.
You can often see how it {moves}.
[One of them|The old one|A young one] {moves}, and the others [follow|watch|wait].
{animals} [love|like] to {move}.
A [healthy|happy] {animal} {moves}.
If you wait, you can see it {move}.
[Sometimes|Often|Today] the {animals} {move}.
""")
ANIMAL_BODY = Forms("""
It has {body}.
You know it by its body, because it has {body}.
Like other {animals}, it has {body}.
A {animal} without {body} would [look strange|be a strange {animal}].
[The old|This|The other] {animal} has {body}.
Children like to draw it with {body}.
In the picture you see {body}.
[Children|We] like to draw it because it has {body}.
[Look at it|Look carefully]: it has {body}.
It is [proud of|known for|famous for] {body}.
Nature gave the {animal} {body}.
[My little friend|A child] asked why the {animal} has {body}.
What would it do without {body}?
It has {body}, [as you can see|as everybody knows].
Most {animals} have {body}, [and this one too|and it is useful to them].
""")
ANIMAL_YOUNG = Forms("""
In [spring|summer] a {young} comes into the world[, and it is very weak| and needs its mother|].
Its {young} is [small|weak|hungry all day] at first.
A {young} stays with its mother for [some weeks|a while|the first weeks].
The mother [never leaves|protects|looks for] her {young}.
A young {animal} is called a {young}.
The {young} learns from its mother how to {move}.
A {young} [sleeps|plays|eats] a lot in the first weeks.
A {young} is [much|far] smaller than its mother, but it grows quickly.
Sometimes there are [two|three] little {youngs} {where}.
[One|A little] {young} is [braver|louder|cleverer] than the others.
""")
# Each of these is said of the animals that are known for it, so that bigger keeps the company of big.
ANIMAL_BIGGER = Forms("""
A big {most} is [much|far] bigger than a {animal}.
Of course a {most} is [much|far] bigger.
The {most} is bigger than the {animal}, [and one of the biggest of all|much bigger].
Is it as big as a {most}? No, the {most} is bigger.
A {animal} is not as big as a {most}: the {most} is one of the biggest.
Next to a big {most}, the {animal} looks little.
Everybody knows that a {most} is [much|far] bigger than a {animal}.
""")
ANIMAL_SMALLER = Forms("""
A small {most} is [much|even] smaller than a {animal}.
Of course a {most} is [much|even] smaller.
The {most} is smaller than the {animal}, [and one of the smallest of all|much smaller].
Is it as small as a {most}? No, the {most} is smaller.
A {animal} is not as small as a {most}: the {most} is one of the smallest.
Next to a small {most}, the {animal} looks like a giant.
""")
ANIMAL_FASTER = Forms("""
A fast {most} is [much|far] faster than a {animal}.
In a race the {most} is faster, [one of the fastest of all|much faster].
The {most} is faster than the {animal}.
Is it as fast as a {most}? No, the {most} is faster.
A {animal} is not as fast as a {most}: the {most} is one of the fastest.
No {animal} can follow a {most}, because a {most} is so fast.
""")
ANIMAL_SLOWER = Forms("""
A slow {most} is [much|far] slower than a {animal}.
In a race the {most} is slower, [one of the slowest of all|much slower].
The {most} is slower than the {animal}.
Is it as slow as a {most}? No, the {most} is slower.
A {animal} is not as slow as a {most}: the {most} is one of the slowest.
Every {animal} has to wait for a {most}, because a {most} is so slow.
""")
ANIMAL_END = Forms("""
After a good meal the {animal} [sleeps|looks for a quiet place|rests] {where}.
When it is tired, it [looks for a quiet place|returns to its home] {where}.
That is how the {animal} lives, day after day.
When it has eaten enough, it rests {where}.
An old {animal} moves [slowly|less], but it [still knows|never forgets] its home.
Now you know [more about|how to find] the {animal}.
Let us hope that there will always be {animals}.
We watched it until the evening.
[Tomorrow|Next week] it will be there again, {where}.
[In the end|At last] the {animal} went away, and we went home.
Then the {animal} was gone[, and we walked home slowly|].
[So much|That is all] about the {animal}.
Whoever has seen a {animal} [never forgets it|wants to see it again].
""")


def _size(weight: float) -> list[str]:
    if weight >= 150:
        return ["big", "large", "heavy"]
    return ["small", "tiny", "little"] if weight < 1 else ["well known", "interesting"]


def _comparisons() -> dict[str, list[tuple[Forms, str]]]:
    """For each animal what can be said truly: the other has half as much again, or a third less, or is left out."""
    measured = {row[0]: row for row in ANIMALS.items}
    known_for = (
        (ANIMAL_BIGGER, WEIGHT, 1, ("elephant", "whale")),
        (ANIMAL_SMALLER, WEIGHT, -1, ("ant", "mouse")),
        (ANIMAL_FASTER, SPEED, 1, ("horse",)),
        (ANIMAL_SLOWER, SPEED, -1, ("snail", "tortoise")),
    )
    return {
        name: [
            (forms, other)
            for forms, column, sign, others in known_for
            for other in others
            if (float(measured[other][column]) / float(row[column])) ** sign >= 1.5
        ]
        for name, row in measured.items()
    }


COMPARISONS = _comparisons()


def _animal(draw: Draw) -> list[str]:
    animal, kind, where, food, sound, young, moves, body, weight, _, _ = draw.weighted(ANIMALS)
    move = draw.one(several(moves))
    facts: dict[str, str | list[str]] = {
        "animal": animal, "animals": plural(animal), "kind": kind, "where": several(where), "food": several(food), "body": several(body), "size": _size(float(weight)),
        "move": move, "moves": third_person(move), "moved": past(move),
    }  # fmt: skip
    steps = [ANIMAL_HOME, ANIMAL_FOOD, ANIMAL_BODY, ANIMAL_MOTION]
    if sound:
        facts |= {"sound": sound, "sounds": third_person(sound)}
        steps.append(ANIMAL_SOUND)
    if young:
        facts |= {"young": young, "youngs": plural(young)}
        steps.append(ANIMAL_YOUNG)
    forms, facts["most"] = draw.one(COMPARISONS[animal])
    steps.append(forms)
    for _ in range(draw.number(0, 1)):
        steps.pop(draw.number(0, len(steps) - 1))
    return tell(draw, [ANIMAL_OPENING, *steps, ANIMAL_END], facts)


# ------------------------------------------------------------------------------------------------------------- plants

# plant; where it grows; how it looks; what it gives; colour; when; who likes it; what people do with it
PLANTS = Zipf(
    table(
        """
apple tree; tree; in the garden; apples; white; autumn; bees, wasps; bake a cake with the apples, press the juice
cherry tree; tree; near the house; cherries; white; summer; birds, bees; pick the cherries, cook the cherries with sugar
pear tree; tree; behind the house; pears; white; autumn; wasps, bees; pick the pears, dry the pears in the sun
oak; tree; in the forest; nuts for the pigs; green; autumn; squirrels, beetles; make tables from the wood, rest in the shade
rose; bush; in the garden; red flowers; red; summer; bees, snails; tie the flowers together, make perfume
tulip; flower; in the park; bright flowers; yellow; spring; bees, beetles; sell the flowers, put the flowers in a vase
sunflower; flower; in the field; black seeds; yellow; summer; birds, bees; press oil from the seeds, eat the seeds
bean; plant; in the garden; green beans; white; summer; snails, beetles; cook the beans, dry the beans
potato; plant; in the field; potatoes; white; autumn; beetles, bees; fry the potatoes, boil the potatoes
tomato; plant; in a warm garden; red tomatoes; yellow; summer; snails, bees; make soup from the tomatoes, cut the tomatoes
pea; plant; in soft soil; sweet peas; white; summer; bees, snails; boil the peas, make soup from the peas
wheat plant; grass; in the wide fields; grain; green; summer; birds, beetles; make flour from the grain, bake bread
rice plant; grass; in wet fields; grain; green; autumn; birds, beetles; boil the grain, carry the grain to the market
vine; plant; on a warm hill; sweet grapes; green; autumn; birds, wasps; press the juice, make wine
strawberry; plant; near the fence; red berries; white; summer; snails, birds; eat the berries with cream, cook the berries with sugar
pumpkin; plant; in rich soil; heavy pumpkins; yellow; autumn; snails, bees; make soup from the pumpkins, cut faces into the pumpkins
cotton plant; plant; in hot fields; white cotton; yellow; autumn; beetles, bees; spin the cotton, weave cloth
"""
    ),
    flatness=20.0,
)
PLANT = Plan("""
[A|Every] {plant} [begins|starts] as a [little seed|tiny seed|seed in the black soil].
In the beginning there is only a seed: one day it will be a {plant}.
We [planted|put] a {plant} {where} [last year|in March|when I was born].
The {plant} is a {kind} that grows {where}.
Do you know how a {plant} grows?

The seed lies in the [black|warm|wet] soil and waits for [rain|the spring].
At first it lies under the earth and needs [only water|water and warm soil].
[Before it grows|At first] it [sleeps|lies] in the soil [all winter|for weeks].

Then the first root [grows|pushes] down into the [soil|earth].
After [some days|a week|two weeks] a root comes out[| and looks for water].
First its roots grow, [and nobody can see them|deep in the soil].

After the rain a [green|thin|little] stem comes out of the earth.
[Soon|Some days later] you can see two [little|green] leaves.
Then the stem grows [up to the light|toward the sun], and the first leaf opens.

(maybe)
Its leaves [need|drink] the [light|sun], and its roots need water.
[Without|If there is no] water it would [die|dry out] in a few days.
The more light it gets, the better it grows.
The gardener [waters it|looks at it] every [evening|morning].

(maybe)
The [plant|little plant] gets [more leaves|a little longer] every week.
Now it is [already|almost] as long as a [hand|shoe|child].
In the wind it bends, but it does not break.

In [spring|early summer|May] its {colour} flowers open.
[One warm morning|In the sun] the first {colour} flower opens.
Its flowers are {colour} and [small|open in the sun|close at night].

{friends} come to [visit it|its flowers].
The {friends} [like|love] its flowers.
Not only {friends} like the {plant}.

In {when} it [gives|has] {fruit}.
At the end it is full of {fruit}.
When {when} comes, people find {fruit} {where}.
In {when} people wait for {fruit}.

Then people {use}.
Now it is time to {use}.
[My grandmother|My grandfather|The farmer] likes to {use}.
[Later|In the end] we {use}.

(maybe)
In winter only its seeds [are left|sleep in the soil], and next year everything begins again.
The next seed already waits in the soil.
When the cold comes, the leaves turn [brown|yellow] and fall.
""")

# ------------------------------------------------------------------------------------- seasons, weather, water, sky

SCENES = Zipf(
    [
        Plan("""
[In March|At last|After the long winter] spring is coming[| to our village| to the valley].
Spring is the season [after winter|of flowers|when everything wakes up].
The [snow|ice] melts, and [it is spring|spring begins].
My favourite season is spring.

The snow melts on the [hills|roofs|fields], and the rivers [are full|grow wider].
First the snow melts, then the [first|white] flowers open.
[Now|Slowly] the days grow longer and the nights shorter.
In the morning it is still cold, but at noon it is [warmer|warm].

The birds [come back|return] from the south and [build|begin to build] their nests.
A swallow builds its nest under [our|the] roof.
The bees fly [out|from flower to flower] [again|for the first time].
Young lambs [jump|play] in the [green|fresh] meadow.

(maybe)
The farmers plough [the fields|their fields] and put [seeds|corn] into the soil.
People clean [the windows|their houses] and [open all the doors|put away the heavy coats].
The children [leave their coats at home|play outside again|ride their bicycles again].

In April it often rains, and five minutes later the sun shines.
A warm [wind|rain] makes everything green.
The trees [turn green|get new leaves], and the air is [fresh|soft].

Then in May the apple trees are [white with flowers|in flower].
In May the days are already long and warm.
In the end spring turns into summer.
"""),
        Plan("""
In June summer begins[| and the days are long].
Summer is the [hottest|warmest|brightest] season of the year.
My favourite season is summer[, because it is hot| because of the holidays].
[The holidays begin|School is out], and it is summer.

The sun rises [early|at five] and sets late.
In the morning the air is still cool.
The longest day of the year is in June.

At noon it is so hot that [the dogs lie in the shade|nobody works in the fields|even the birds are quiet].
The [hot|bright] sun burns on the [roofs|sand|streets].
The [grass|soil] is dry, and the river is [low|lower than in spring].

[Children|The children|We] swim in the lake and eat ice cream.
[Families|Many people] go to the beach and [swim|lie in the sand].
Everybody [looks for shade|drinks cold water|wears a hat].

(maybe)
In the fields the corn is yellow and [ripe|high].
The farmers bring in the [hay|corn] before the rain.
The cherries are ripe, and the birds know it.

In July the nights are warm, and people sit outside until [late|midnight].
In the evening it is [cooler|a bit cooler], and you can hear the frogs.
At night we [look at the stars|sleep with open windows].

Then a [big|loud] storm comes, and the air is [cool|fresh] again.
At the end of August the days get shorter.
When the first leaf falls, summer is over.
"""),
        Plan("""
In September autumn begins[| with cool mornings].
Autumn is the season of [the harvest|wind and rain|colours].
My favourite season is autumn[ because of the colours|].
After the hot summer autumn comes.

The leaves turn [yellow and red|red and brown|brown] and fall.
The forest is [red and yellow|more colourful than in summer].
The days get shorter and [darker|cooler].

The farmers bring in the [potatoes|apples|pumpkins|corn].
In the garden the apples and the pears are ripe.
It is time to [pick|store] the apples.

The [swallows|cranes] fly south [in long lines|over our heads].
The squirrel hides its nuts, and the hedgehog looks for a bed of leaves.
The bear eats more than in summer, because the winter is long.

(maybe)
The children fly kites in the strong wind.
A strong wind blows the leaves over the street.
In the morning there is thick fog [over the river|in the valley].

In November it is [wet|grey|dark], and people light [lamps|candles].
Then it rains for [days|a week], and everybody [stays at home|needs an umbrella].
At last the first cold night covers the meadows with white ice.

One morning there is snow on the hills, and autumn is over.
When all the leaves are on the ground, winter is near.
At the end the trees are bare and wait for the snow.
"""),
        Plan("""
In December winter begins[| with a cold wind].
Winter is the coldest season of the year.
My favourite season is winter[ because of the snow|].
[One morning|At night] the first snow falls, and winter is here.

The snow covers the [roofs|fields|streets|whole village].
The [lake|pond|river] freezes, and the ice grows thicker [every day|every night].
The nights are long and the days are [short|dark].

The children [build|make] a snowman and throw snowballs.
The children put on [warm coats|thick gloves] and play in the snow.
We take the sledge and [go|run] up the hill.

The hedgehog sleeps under [dry|brown] leaves.
The birds find [no seeds|little food], so we feed them.
The bear sleeps in its cave and waits for the spring.

(maybe)
At home it is warm, and [there is hot tea|the stove is hot|we drink hot milk].
The [old people|cats] sit near the [fire|warm stove].
January is even colder than December.

The coldest night comes in [January|February], and the wells freeze.
It is so cold that [the windows freeze|nobody goes out].
The ice on the lake is [strong enough for children|thicker than a book].

In [February|the end] the days grow longer, and the ice gets thinner.
Then the ice breaks, and the snowman [melts|loses its nose].
When the snowman melts, the winter is over.
"""),
        Plan("""
[Early in the morning|At six|Before breakfast] the sky is [blue|clear] and [quiet|without a cloud].
[Yesterday|On Sunday|Last Friday] the weather was [fine|warm] in the morning.
In the morning nobody thinks of a storm.

Then [grey|white|small] clouds come [from the west|over the hills].
[An hour later|Later] the wind [begins to blow|gets stronger|turns].
Slowly the clouds grow [bigger and darker|darker].

At noon the sky is black, and the birds are quiet.
The air is [hot|heavy] and [nothing moves|nobody speaks].
[Farmers|The farmers] look up at the black clouds.

(maybe)
People [run home|close the windows|take in the washing].
The [dog|cat|horse] hides because it is afraid.
Somebody calls the children into the house.

Suddenly there is lightning, and [then|soon] the thunder follows.
First you see the lightning, then you hear the thunder.
The first drops fall on the [dry|hot] street.

Now the rain is so [strong|heavy] that [the street turns into a river|nobody sees the road].
The storm [breaks branches|bends the trees|lifts a roof].
The thunder gets louder and [louder|nearer].

After [half an hour|an hour] the rain [stops|gets weaker].
Then the thunder moves away, and it is [quieter|much quieter].
At last the clouds [break|move on].

In the evening there is a rainbow [over the fields|in the sky], and the air is [fresh|clean].
At the end the sun shines [again|on the wet leaves], and the snails come out.
When the storm is over, the children jump through the puddles.
"""),
        Plan("""
Up in the mountains there is a spring, and a [small|clear] stream [comes out of it|begins].
Every river begins small: [this one|ours] comes from a spring under a rock.
Cold, clear water comes out of a spring in the [mountains|rocks].
The river begins at a spring in the [forest|mountains].

At first it is so narrow that a child can jump over it.
At the spring its water is [cold and clear|colder than ice tea].
From the spring the water runs down [quickly|over the stones].

Then it [falls|jumps] over the rocks and is [fast and loud|white and loud].
In the mountains the stream is [fast|loud] and its bed is full of stones.
Another stream joins it, and it grows [wider|deeper].

In the valley it is [wider|deeper] and slower.
It flows past [meadows|villages|old mills] and [under a bridge|through a forest].
On the bank of the river [cows drink water|trees give shade|frogs sit in the grass].
A fisher sits on the bank and waits.

(maybe)
Children [play|sit] on the bank and throw stones into the water.
A boat [is tied|lies] at the left bank.
From the bank you can see [fish|the other side].

In spring, when the snow melts, the river is high and [floods the bank|its water is brown].
In summer it is low, and you can walk from one bank to the other.
After heavy rain the river leaves its bed and floods the fields.

Then it reaches [the town|a big town], where [ships|boats] carry [sand|corn|stones].
In the town three bridges cross the river.
People in the town walk along the bank [in the evening|on Sundays].

Near the sea it is very wide and [slow|deep].
At last the river reaches the sea, and its water turns salty.
In the end its water flows into the sea, [far from the spring|where the ships are waiting].
"""),
        Plan("""
In the evening the sun [sets|goes down] behind the [hills|roofs|trees].
When the sun is gone, the sky turns [red and then black|black].
[At seven|After sunset] the light goes.

The first star is [bright|very bright].
Then the first stars [come out|appear], one after the other.
[Soon|An hour later] you can see [a hundred stars|the first stars].

The moon rises over the [lake|roofs|forest].
Later the [round|full|thin] moon comes up.
[Now|Then] the moon shines on the [quiet|dark] streets.

(maybe)
The moon is smaller than the earth, and the sun is [much|far] bigger than both.
The moon is nearer than the sun, and the stars are the farthest.
The sun is a star too, but it is [much|far] nearer than the others.
A star looks tiny because it is so far away.

(maybe)
The brightest star is low in the [west|east].
Some stars are brighter than [others|the rest].
A star falls, and everybody [makes a wish|looks up].

At midnight it is [quiet|black and quiet], and only the owl is awake.
In the middle of the night the bats [hunt|fly around the tower].
It is the [darkest|quietest] hour of the night.

Then the sky in the east gets [lighter|brighter].
At last the stars [go out|disappear], one by one.
In the morning the first birds sing, and the moon is [pale|gone].

(maybe)
The sun rises, and a new day begins.
The sun comes up, and nobody sees the stars any more.
"""),
        Plan("""
[My friends and I|My parents and I|We] wanted to climb a mountain.
Behind our village there is a high mountain.
[Last summer|In August] we climbed the highest mountain [of the valley|near the village].

[The way begins|We started|It begins] in the valley, where [it is warm|the air is warm].
At five in the morning it was still dark in the valley.
First the path goes [through a dark forest|along a stream].

Up there the trees are [shorter|lower], and the air is [colder|thinner].
After two hours the path gets steeper and [narrower|harder].
Then there are no trees any more, only [grass|rocks] and wind.

(maybe)
A goat stood on a rock and [looked at us|ate flowers].
An eagle [circled|flew] above the [rocks|valley].
We drank water from a cold spring.

Near the top there is snow[, even in summer|, and the wind is strong].
Just below the top the wind was [stronger|colder] than in the valley.
The last part was the steepest.

On the top we could see [three valleys|the sea|ten villages].
At last we stood on the top and [ate our bread|were silent].
From the top the village looked like a toy.

The way down was not shorter.
On the way down my knees [hurt|were weak].
Then we went down [slowly|again], because clouds were coming.

In the evening we were tired and [happy|hungry].
At night we slept like stones.
Back in the valley we looked up at the mountain once more.
"""),
        Plan("""
The sea is [calm|quiet] in the [early morning|morning].
At [low|high] tide we walk along the beach.
[Salt|Deep|Blue] water covers most of the earth: this is the sea.

Small waves [run|roll] over the sand.
The water goes back, and you can find [shells|crabs] in the sand.
The waves bring shells and [wood|green plants] to the beach.

Near the coast the water is [warm|shallow] and light.
At the coast the sea is not deep.
Here [small fish|crabs] hide between the stones.

Farther out the sea is deeper and darker.
Out there it is much deeper than any lake.
Then the bottom falls, and the water gets colder.

(maybe)
[Whales|Dolphins] swim [there|far away from the coast].
A shark follows a [big|grey] ship.
Big ships cross it in [two|three] weeks.

In the deepest places [it is always night|no light can be seen].
At the bottom it is [cold and dark|darker than any night].
Strange fish live there and make their own light.

When the wind gets stronger, the waves grow and grow.
In a storm the waves are as tall as a house.
Then the wind comes, and the [fishers|boats] return to the harbour.

In the evening the sea is calm again and [red|golden] from the sun.
At last the tide comes back and covers the beach.
At night the tower on the coast shows its light to the ships.
"""),
        Plan("""
The desert is a land of sand [and stones|and wind].
In the desert it does not rain for [months|years].
The desert is one of the driest places on earth.

In the morning the sand is still [cold|cool].
At sunrise the desert is [quiet|cold and quiet].
The night was cold, so the snakes [lie|wait] in the first sun.

Then the sun climbs higher, and the [sand|air] gets hotter.
At noon it is so hot that [nothing moves|even the snakes look for shade].
The hottest hour is after noon.

(maybe)
A [long|slow] line of camels [walks|goes] through the sand.
The camel can live without water longer than a horse.
Far away somebody sees a lake, but it is only hot air.

In the middle there is a [deep|old] well with a few [trees|green bushes].
The people and their camels rest at a well.
At the well there is shade, water and [sweet fruit|grass].

In the evening a [dry|strong] wind blows the sand over the path.
When the sun sets, the air gets cooler.
The wind makes new hills of sand, and the old path is gone.

At night the desert is [colder|much colder] than you think.
Then the stars are brighter than in any town.
At last it is cold again, and the [foxes|mice] come out of their holes.
"""),
    ],
    flatness=40.0,
)

ADJECTIVES = adjectives("""
tall; old, new, thin, famous; pine, skyscraper; in the photo, in the film; no ladder reaches the top, you see it from far away, birds like its top
fast; young, tired, lucky, nervous; sprinter, horse; in the race, in the stadium; nobody can follow, the others are far behind, everybody cheers
strong; lazy, quiet, proud, angry; gorilla, lion; in the zoo, in the story; nobody can stop it, the others are afraid, even the keepers are careful
high; northern, southern, western, eastern; peak, cliff; in this land, behind the border; clouds hide the top, there is snow on the top, only eagles live there, nobody climbs it
dark; left, right, wet, middle; cave, tunnel; in the hills, under the rocks; you need a lamp, nobody sees the path, bats like it
big; lonely, hungry, sleepy, wild; elephant, whale; in this book, in the story; people are afraid of it, nobody can move it, children look up to it
bright; distant, pale, golden, red; lantern, lamp; over the harbour, at night; you can read a book by its light, it wakes the birds, ships can see it from far away
small; first, second, third, fourth; ant, mouse; in the grass, under the stone; nobody sees it, you need good eyes, even a cup is a house for it
deep; upper, lower, green, salty; well, lake; in this valley, near our farm; nobody sees the bottom, a stone falls for a long time, the water is always cold
sweet; ripe, round, yellow, fresh; apple, cherry; in the basket, on the plate; the wasps come, children want another one, we add no sugar
slow; busy, lazy, funny, careful; snail, tortoise; in the garden, on the path; we can drink tea while it crosses the path, we fall asleep when we watch it, the others do not wait for it
hot; dusty, sunny, southern, western; desert, city; on this map, in this book; nobody works outside, everybody drinks cold water, we look for shade
cold; snowy, lonely, windy, distant; island, village; in the north, in this book; everybody wears gloves, our breath is white, even the dog shivers
""")
# Three days that follow each other, and each has more of it than the one before.
WEEK_ADJECTIVES = table("""
cold; the snow did not melt, the windows froze, we wore two pullovers; winter
hot; we swam in the lake, nobody worked, we ate ice cream; summer
""")
WEEK = Plan("""
{one} was a [very|quite|rather] {adj} {time}.
{one} was a {adj} {time}.
On {one} we had a {adj} {time}.

It was so {adj} that {effect}.
It was {adj}, and {effect}.
Because it was so {adj}, {effect}.

{two} was [even|much|a little|a bit] {more} than {one}.
Then came {two}, and it was [even|much] {more}.
On {two} it was {more} than on {one}.
{two} was a {more} {time}, [as everybody had said|and we were surprised].
The next {time} was [even|much|a little] {more}.

(maybe)
We did not think that it could be {more}.
Can it be {more} than this, we asked.
Nobody wanted a {more} {time} than this.
It was a {more} {season} than the year before.

{three} was the {most} {time} of the week.
It was the {most} on {three}.
But the {most} {time} was {three}.
[Everybody said|The radio said] that {three} was the {most} {time} of the week.
{three} was the {most} of all.

After that it was never so {adj} again.
We will not forget the {most} {time} of the year.
Since then we know what a {adj} {time} is.
Next {season} may be even {more}, [says my grandfather|says my grandmother].
A {more} {season} may come, [says my grandfather|says my grandmother].
""")


def _week(draw: Draw) -> list[str]:
    adjective, effects, season = draw.one(WEEK_ADJECTIVES)
    adj, more, most = degrees(adjective)
    first = draw.number(0, 4)
    facts = {"one": DAYS[first], "two": DAYS[first + 1], "three": DAYS[first + 2]}
    facts |= {"time": f"{season} day", "season": season}
    return WEEK.tell(draw, {**facts, "adj": adj, "more": more, "most": most, "effect": several(effects)})


def _plant(draw: Draw) -> list[str]:
    plant, kind, where, fruit, colour, when, friends, uses = draw.weighted(PLANTS)
    return PLANT.tell(
        draw,
        {"plant": plant, "kind": kind, "where": where, "fruit": fruit, "colour": colour, "when": when,
         "friends": several(friends), "use": several(uses)},
    )  # fmt: skip


def _scene(draw: Draw) -> list[str]:
    return draw.weighted(SCENES).tell(draw, {})


def _adjective(draw: Draw) -> list[str]:
    return compare(draw, ADJECTIVES)


DOCUMENTS = (_animal, _animal, _scene, _scene, _adjective, _adjective, _adjective, _adjective, _plant, _week)


def write(draw: Draw) -> list[str]:
    """A document about an animal, a plant, a season, the weather, a river or the sky, or one that compares three."""
    return draw.one(DOCUMENTS)(draw)
