"""People: trades, families, kings and queens. He and she are equally likely in every trade."""
# ruff: noqa: E501  (a table is read by the row)

from word2bert.text.small_world.draw import Draw, Zipf
from word2bert.text.small_world.forms import DAYS, Forms, several, table, tell
from word2bert.text.small_world.inflection import ing, past, third_person

FEMALE_NAMES = several(
    "Anna, Maria, Emma, Sara, Julia, Helen, Laura, Nina, Clara, Eva, Mei, Fatima, Leila, Elena, Marta, Ines, Amina, "
    "Yuki, Priya, Lena"
)
MALE_NAMES = several(
    "Tom, Peter, Paul, David, Daniel, Omar, Ali, Ivan, Leo, Ben, Adam, Hugo, Felix, Karim, Wei, Kenji, Ravi, Luca, "
    "Martin, Simon"
)
NAMES = (MALE_NAMES, FEMALE_NAMES)
PRONOUNS = (
    {"he": "he", "his": "his", "him": "him", "himself": "himself", "man": "man", "boy": "boy"},
    {"he": "she", "his": "her", "him": "her", "himself": "herself", "man": "woman", "boy": "girl"},
)


def someone(draw: Draw) -> dict[str, str]:
    """A name with its pronouns; he and she by one fair coin."""
    female = draw.chance(0.5)
    return {"name": draw.one(NAMES[female]), **PRONOUNS[female]}


def two_people(draw: Draw) -> dict[str, str]:
    """Two names with their pronouns: {name}, {he}, ... and {friend}, {f_he}, ..."""
    one, other = someone(draw), someone(draw)
    while one["name"] == other["name"]:
        other = someone(draw)
    return {**one, "friend": other["name"], "f_he": other["he"], "f_his": other["his"], "f_him": other["him"]}


# ------------------------------------------------------------------------------------------------------------- trades

# trade; where; tools; works with; tasks; for whom; trouble; what makes a good day
TRADES = Zipf(
    table(
        """
teacher; in the school; book, map, board; chalk, paper, pictures; write on the board, read a story to the class, correct the homework, explain the lesson; pupils; half of the class was ill; a clever question
baker; in the bakery; oven, bowl, scale; flour, butter, milk; knead the dough, bake the bread, mix the flour with water, fill the baskets; hungry customers; the oven stayed cold; the smell of fresh bread
doctor; in the hospital; needle, lamp, bandage; medicine, bandages; examine the sick child, listen to the heart, look at the wound, choose the medicine; patients; the waiting room was full; a healthy patient
farmer; on the farm; tractor, plough, spade; corn, wheat, hay; feed the cows, plough the field, bring in the corn, milk the goats; people in the town; the rain came too late; a rich harvest
nurse; in the hospital; bandage, thermometer, blanket; medicine, bandages; wash the wound, change the bandages, measure the fever, make the beds; patients; three patients called at once; a patient who can go home
cook; in the kitchen; knife, pot, pan; meat, rice, vegetables; cut the onions, stir the soup, fry the fish, taste the sauce; hungry guests; the soup was too salty; an empty plate
driver; at the bus station; map, key, mirror; fuel, tickets; stop at the red light, open the doors, drive through the town, check the tickets; passengers; the road was closed; an empty road
carpenter; in the workshop; hammer, saw, ruler; wood, glue; saw the wood, measure the boards, build a table, nail the boards together; families; the board was too short; the smell of fresh wood
painter; in the studio; brush, ladder, pencil; paint, colours; mix the colours, paint a portrait, clean the brushes, draw with a pencil; people who love pictures; there was no blue paint left; the light of the morning
tailor; in the shop; needle, iron, ruler; cloth, silk, buttons; sew a dress, cut the cloth, measure the sleeves, iron the trousers; elegant customers; the sleeves were too long; a coat that fits
gardener; in the garden; spade, rake, bucket; seeds, soil, flowers; water the flowers, plant the roses, dig the soil, cut the grass; families with big gardens; snails ate the salad; the first rose of the year
fisher; at the harbour; net, boat, hook; fish, nets; throw out the net, pull in the net, mend the nets, row the boat; people at the market; the net was empty; a calm sea
builder; at the building site; ladder, spade, helmet; bricks, stones, sand; lay the bricks, climb the ladder, carry the stones, steer the crane; families; the wall was not straight; a straight wall
mechanic; in the garage; wrench, lamp, pump; oil, wheels, engines; repair the engine, change the wheels, check the brakes, change the oil; drivers; one screw was missing; the sound of a healthy engine
pilot; at the airport; map, radio, compass; fuel, maps; start the engines, land the plane, talk on the radio, check the weather; passengers; the fog was too thick; the view above the clouds
scientist; in the laboratory; microscope, computer, glass; paper, data; measure the light, look through the microscope, write down the results, test an idea; readers all over the world; the first test failed; a new idea
writer; in the study; pen, computer, dictionary; ink, paper; write a chapter, invent a story, correct a sentence, look for the right word; readers; the last page was missing; a good sentence
dentist; in the clinic; drill, mirror, needle; cotton, medicine; clean the teeth, fill a hole in a tooth, pull a bad tooth, look into the mouth; patients; one child kept its mouth closed; a row of healthy teeth
musician; in the concert hall; violin, drum, flute; notes, strings; practise a song, tune the violin, play in the concert, learn the notes; listeners; a string of the violin broke; loud applause
potter; in the workshop; wheel, oven, sponge; clay, water; shape the clay, turn the wheel, bake the pots, paint the bowls; people who drink tea; two pots broke in the oven; a round bowl
judge; in the court; pen, gown, file; books, papers; listen to the witness, decide the case, read the papers, study the law; people who quarrel; a witness did not come; a fair decision
librarian; in the library; computer, card, ladder; books, newspapers; lend the books, sort the shelves, find an old newspaper, order new books; readers; a book stood in the wrong place; a child with a book
barber; in the salon; razor, comb, mirror; combs, towels; cut the hair, wash the hair, trim a beard, sweep the floor; customers with long hair; the scissors were not sharp; a happy face in the mirror
shoemaker; in the shop; needle, hammer, knife; leather, laces, glue; repair the boots, sew the leather, polish the shoes, measure the feet; people with tired feet; the leather was too hard; a pair of good boots
programmer; in the office; computer, keyboard, screen; coffee, data; write a program, test the program, find the mistake, draw a plan on the screen; people with slow computers; the computer stopped twice; a program that works
plumber; in the workshop; wrench, pipe, pump; pipes, taps; repair the tap, close the pipe, pump out the water, carry the pipes; families with wet cellars; the cellar was full of water; a dry cellar
vet; in the clinic; needle, scale, lamp; medicine, bandages; weigh the cat, bandage the paw, examine the dog, calm the horse; people with animals; a parrot bit into a finger; a dog that can run again
firefighter; at the fire station; hose, ladder, helmet; water, hoses; put out the fire, climb the ladder, clean the hose, save a cat from a roof; people in danger; the street was too narrow; a quiet night
journalist; at the newspaper; camera, pen, computer; paper, pictures; write an article, ask many questions, phone the mayor, look for the truth; readers; nobody wanted to answer; a true story
weaver; in the workshop; loom, needle, comb; wool, cotton, thread; weave a carpet, dye the wool, wind the thread, mend a blanket; families; the thread broke again and again; a soft blanket
clockmaker; in the shop; lamp, glass, needle; wheels, springs, clocks; repair the clock, wind up the clock, polish the glass, count the tiny wheels; people who are never late; a tiny wheel was lost; the sound of many clocks
florist; in the flower shop; knife, bucket, ribbon; roses, tulips, lilies; tie the flowers together, water the roses, cut the flowers, decorate the window; people in love; the tulips came late; the smell of roses
courier; at the post office; bicycle, bag, map; letters, parcels; sort the letters, carry the parcels, ring the bell, ride the bicycle; families in every street; a dog stood at the gate; a letter from far away
"""
    ),
    flatness=25.0,
)
TRADE_OPENING = Forms("""
{name} is [a|a young|an old|a good] {trade} [in a little town|in our street|and likes the work|from a little village].
{name} works as a {trade} [in our town|in a little town|near the river|in the next street].
{name} wanted to be a {trade} [as a child|for many years|from the first day at school].
There is [a|a new|only one] {trade} in [our street|the village|the town], and {his} name is {name}.
My neighbour {name} is a {trade}[, and I like {him}| and loves the work|].
{name} became a {trade} [three|five|ten|twenty] years ago.
The {trade} in [our town|our street|the village] is called {name}.
Do you know {name}, the [new|young|old|friendly] {trade}?
""")
TRADE_LEARNING = Forms("""
{he} learned the work from [a friend|an old {trade}|the best {trade} in town].
{he} [was twenty|was eighteen|was very young] when {he} began.
As a young {trade} {he} made [many|some|a few] mistakes.
{he} says that a {trade} [needs|must have] [good hands|good eyes|patience|a lot of patience|a clear head].
[It took|It took {him}] [three|four|five] years to become a good {trade}.
At first {he} [was afraid of mistakes|was not very good], but {he} learned quickly.
{he} had a good [teacher|friend] who showed {him} how to {do}.
A {trade} never stops learning, {he} [says|thinks].
{his} {parent} was a {trade} [too|before {him}|in the same town].
""")
TRADE_PLACE = Forms("""
[Every morning|At seven|At eight|Early in the morning|From Monday to Friday] {he} is {where}.
{he} works {where} [from morning to evening|until six|six days a week|with two friends].
In the morning [you can find|people see] {him} {where}.
{he} [starts|begins] the day {where} [at six|at seven|at eight|before the sun rises].
[On Monday|In winter|In summer] {he} is {where} before [everybody else|the others|it is light].
The day of a {trade} [begins|starts] {where}.
It is [warm|cold|quiet|loud|busy] {where} when {he} [comes in|begins|starts to work].
{he} has worked {where} for [two|three|five|ten] years.
When {he} comes {where_to}, {he} [greets everybody|looks around|drinks a cup of tea] first.
""")
TRADE_TOOL = Forms("""
A {trade} needs a {tool} [every day|more than anything else|and good light|and a strong hand].
{he} [uses|needs|takes] the {tool} [every day|many times a day|for almost everything].
[Without|Before {he} has] {his} {tool} {he} cannot work.
{his} {tool} is [old but good|old|new and bright|very important to {him}].
{he} bought a new {tool} [last week|last year|in the city|from another {trade}].
[For the work|Here] {he} needs {material}, a {tool} and [time|patience|good light].
The [most important|best|oldest] thing {he} has is the {tool}.
{he} [keeps|has] a {tool} and [enough|some] {material} [ready|near the door|near the window].
{he} checks the {tool} before {he} [begins|starts].
Nobody else may touch {his} {tool}.
""")
TRADE_FIRST = Forms("""
First {he} {does}[| carefully| very slowly], and [then|after that] {he} {does2}.
[Before lunch|In the morning|At first] {he} {does}.
[Most of all|More than anything|On a good day] {he} likes to {do}.
{he} starts to {do} [before lunch|in the morning|at nine].
{he} is good at {doing}[| and even better at {doing2}].
It takes {him} [an hour|two hours|ten minutes] to {do}.
A {trade} must {do} [every day|before noon|again and again].
[Yesterday|Last Monday|One morning] {he} {did} and [then|later] {did2}.
{he} is {doing} when [the clock strikes ten|the first people come|a friend calls].
""")
TRADE_LATER = Forms("""
[After lunch|In the afternoon|Later] {he} {does3}.
Then {he} has to {do3}[| with great care| before evening].
After lunch it is time to {do3}.
[At three|At four|Before evening] {he} begins to {do3}.
While {he} is {doing3}, {he} [thinks of dinner|sings a song|listens to the radio|does not talk].
Later {he} {does3} [again|for a friend|with the others].
[Last week|Yesterday|On Friday] {he} {did3} [until midnight|until late in the evening|twice].
In the afternoon {he} [still has to|has to] {do3}.
""")
TRADE_PEOPLE = Forms("""
{he} works for {people}[| and knows many of them by name].
[Many|Some] {people} come from far away [to see {him}|because {he} is so good].
The {people} [trust|like|thank] {him} because {he} is [kind|honest|never late|careful|patient].
For {people} a good {trade} is [worth more than gold|very important|hard to find].
[Sometimes|On some days] {he} has no time for lunch because so many {people} need {him}.
{people} [often ask|sometimes ask] for {his} help.
Without {him}, {people} would [have a problem|not know what to do|have to wait for weeks].
""")
TRADE_TROUBLE = Forms("""
[Yesterday|One day|Last week|On Tuesday] {trouble}, and {he} [was angry|had to wait|had to start again|did not know what to do].
{he} was [sad|angry|worried] because {trouble}.
[Once|One day] {trouble}, so {he} [came home late|had to begin again|asked a friend for help].
When {trouble}, {he} [only laughed|stayed calm|lost no time|did not give up].
[Last winter|Last summer|Last Friday] {he} had a problem: {trouble}.
The work is not always simple: [once|yesterday|last week] {trouble}.
""")
TRADE_END = Forms("""
In the evening {he} is tired but happy: [today|again] there was {joy}.
[At six|At seven|In the evening] {he} leaves the {tool} in its place and goes home.
{he} says that {joy} makes {him} happy.
[In the evening|After a long day|At the end of the day] {he} locks the door and [walks|goes|rides] home.
For {him}, nothing is better than {joy}.
At night {he} dreams of {joy}.
When {he} is old, {he} wants to remember {joy}.
At home {he} [tells|often tells] the family about {joy}.
[One day|In ten years] {he} wants to teach a young {trade}.
{he} would not like any other work, [says {name}|{he} says].
At the end of the day {he} thinks of {joy} and [smiles|sleeps well].
""")


def _trade(draw: Draw) -> list[str]:
    trade, where, tools, material, tasks, people, trouble, joy = draw.weighted(TRADES)
    facts: dict[str, str | list[str]] = {
        **someone(draw), "trade": trade, "where": where, "where_to": "to" + where[2:],
        "tool": several(tools), "material": several(material), "people": people, "trouble": trouble, "joy": joy,
        "parent": ["father", "mother"],
    }  # fmt: skip
    for suffix, task in zip(("", "2", "3"), draw.few(several(tasks), 3), strict=True):
        facts |= {f"do{suffix}": task, f"does{suffix}": third_person(task)}
        facts |= {f"did{suffix}": past(task), f"doing{suffix}": ing(task)}
    steps = [TRADE_LEARNING, TRADE_PLACE, TRADE_TOOL, TRADE_FIRST, TRADE_LATER, TRADE_PEOPLE, TRADE_TROUBLE]
    left_out = draw.number(0, 2)
    for _ in range(left_out):
        steps.pop(draw.number(0, len(steps) - 1))
    return tell(draw, [TRADE_OPENING, *steps, TRADE_END], facts)


# ------------------------------------------------------------------------------------------- families, kings, queens

# For each pair: how it is introduced, what only such a person does, how it ends. {king} is the one or the other.
ROLES: Zipf[tuple[tuple[str, str], Forms, Forms, Forms]] = Zipf(
    [
        (
            ("king", "queen"),
            Forms("""
In a palace [by the sea|on a hill|full of gold] lives a [good|wise|young|proud] {role}.
The {role} of this [land|little land] is [old and wise|young and proud|loved by everybody].
{name} was crowned {role} [at the age of twenty|on a day in spring|after a long war].
There is a {role} who has [a crown of gold|everything except friends|a palace with a hundred rooms].
{name} is the {role} of a [little|rich|quiet] land [behind the mountains|by the sea].
"""),
            Forms("""
The {role} wears a [heavy|golden] crown [on {his} head|only on Sundays|at every feast].
The crown of the {role} is made of [gold|gold and silver].
On the throne the {role} [listens to the people|reads the laws|speaks to the soldiers|looks very small].
The {role} sits on {his} throne and [says nothing|listens|gives an order|smiles].
The {role} rules the [land|whole land] from {his} palace.
The palace of the {role} has [a hundred rooms|high walls|golden doors|a large garden].
The soldiers of the {role} [stand at the gate|wait for an order|ride through the land].
The {role} gives an order to {his} soldiers.
The {role} has ruled [wisely|with a kind heart] for [ten|twenty|thirty] years.
All the people bow when the {role} [comes|rides by|leaves the palace].
The people [cheer|sing|wave] when they see their {role}.
[Every year|In spring] the {role} gives a feast in the palace.
The {role} [has|owns] [a golden coach|a throne of silver|six white horses].
"""),
            Forms("""
[At last|In the end] the {role} gives {his} crown to [the oldest child|a wise child] and leaves the throne.
In the end the land is [rich|at peace], and the people thank their {role}.
When the {role} dies, the [whole land is sad|bells ring for three days|soldiers weep].
So the {role} [keeps|loses] the throne, but never [forgets|leaves] the people.
At night the {role} takes off the crown and [sleeps like everybody else|looks at the stars from the palace].
"""),
        ),
        (
            ("prince", "princess"),
            Forms("""
In a castle [on a hill|in the forest|near a lake] lives a [young|brave|proud|lonely] {role}.
There is a {role} [who is never happy|who loves horses|in a dark castle].
{name} is a {role} and lives in an old castle.
The {role} {name} grows up in a castle with [high towers|many servants|thick walls].
"""),
            Forms("""
The {role} rides {his} white horse [through the forest|over the bridge of the castle|to the lake].
The young {role} dances at the ball [until midnight|until the music stops|all night].
The {role} loses a [shoe|ring|glove] at the ball.
The {role} looks down from the tower of the castle.
In the castle the {role} learns to [ride|dance|speak three languages|play chess].
The {role} is afraid of the dragon [in the cave|behind the castle|at first].
The brave {role} [fights with|speaks to|is caught by|runs away from] the dragon.
The {role} kisses the frog, and it [jumps into the lake|is a frog no more|only laughs].
A servant brings the {role} [a letter|a silver cup|a warm cloak].
The {role} will get the crown one day.
One night the {role} leaves the castle [in secret|on {his} horse|with one servant].
The {role} wears a [blue|velvet|silver] cloak at the ball.
"""),
            Forms("""
From that day the {role} is [never lonely again|happy in the castle|not afraid any more].
In the end the {role} [comes back to|opens the gate of|leaves] the castle, and the dragon [flies away|sleeps].
At last the {role} marries for love, and there is a ball in the castle.
And so the {role} gets the crown [many years later|in the end].
"""),
        ),
        (
            ("father", "mother"),
            Forms("""
{owner} has a [kind|strict|busy|funny] {role} [who works a lot|who likes to laugh|and two brothers].
{owner} lives with {o_his} {role} in a [little flat|little house|house near the park].
The {role} of {owner} is called {name}.
The {role} of {owner} is [a kind {man}|forty years old|called {name}].
{name} is the {role} of {owner} and [two|three|four] other children.
"""),
            Forms("""
The {role} wakes the children [at seven|every morning|with a song].
{o_his} {role} makes [breakfast|lunch|dinner] for the [whole family|children].
{owner} helps {o_his} {role} [in the kitchen|with the dishes|in the garden|with the baby].
The {role} holds the baby in {his} arms.
The {role} feeds the baby [with a spoon|at noon|before {he} eats].
The {role} reads a story to {his} children [at bedtime|before they sleep].
The children ask their {role} [for money|for help|hundreds of questions].
The {role} [tells|told] {owner} to [do the homework|clean the room|go to bed|brush {o_his} teeth].
{o_his} {role} is [never angry for long|strict but fair|proud of the children].
{owner} hugs {o_his} {role} [before school|at the door|at the station].
The baby [smiles at|looks like|cries for] its {role}.
The {role} takes the children to [school|the dentist|the park].
"""),
            Forms("""
At bedtime the {role} kisses the children and turns off the light.
{owner} says that {o_his} {role} is the best {role} of all.
In the evening the {role} [carries the baby to bed|sings for the baby|counts the money for the family].
One day the baby will be as tall as its {role}.
When the children are asleep, the {role} has time for {himself}.
"""),
        ),
        (
            ("son", "daughter"),
            Forms("""
The neighbours have a [little|clever|grown up] {role} [called {name}|of six|and a dog].
{name} is the [only|oldest|youngest] {role} of the [family|neighbours|owners].
Last [week|year|month] a {role} was born[, and {he} is called {name}| in our street].
Our neighbours are proud of their {role} {name}.
"""),
            Forms("""
The parents are proud of their {role}.
Their {role} goes to [kindergarten|a new school|school by bus].
Their {role} was born in [winter|spring|summer|autumn].
The parents named their {role} {name}.
The parents worry about their {role} when {he} [comes home late|is ill|climbs a tree].
Their [youngest|oldest|only|little] {role} learns to [walk|speak|swim|read].
Their {role} has grown [a lot|so fast] this year.
The parents bought a [bicycle|violin|desk] for their {role}.
Their {role} [inherits|will inherit] the [house|farm|shop] one day.
They take their {role} to the [zoo|dentist|first lesson].
Their {role} brings home [good marks|a bad mark|a little cat].
They teach their {role} to [say thank you|be honest|tie {his} shoes].
"""),
            Forms("""
One day their {role} will leave home, and the parents will be [a little|very] sad.
Now their {role} is grown up and visits the parents [once a month|every Sunday].
The parents hope that their {role} will [be happy|stay healthy|find good friends].
In the end the parents always forgive their {role}.
"""),
        ),
        (
            ("brother", "sister"),
            Forms("""
{owner} has [an older|a younger|a little|a twin] {role} [called {name}|who is very clever|and a cat].
The [older|younger|little|twin] {role} of {owner} is [ten|eleven|twelve|fifteen].
{owner} shares a room with {o_his} {role}.
{owner} and {o_his} {role} are [twins|never bored|very different].
"""),
            Forms("""
{owner} [quarrels|plays|fights|shares toys] with {o_his} {role} [every day|all the time|after school].
{o_his} {role} always takes [the toys|the better piece|the pencils|the best chair].
{o_his} {role} looks [just like {o_him}|a little like {o_him}].
{owner} and {o_his} {role} share [a room|a desk|the toys|a secret].
{owner} borrows a [pullover|pencil|game] from {o_his} {role}.
{owner} tells {o_his} {role} every secret.
{o_his} {role} sleeps in the upper bed.
Sometimes the {role} teases {owner}, but {he} [helps|protects] {o_him} too.
{owner} is jealous when {o_his} {role} gets a [nicer|better] present.
{o_his} {role} breaks [a toy|the favourite toy of {owner}].
"""),
            Forms("""
In the evening {owner} and {o_his} {role} [laugh|talk|whisper] in their beds.
After every quarrel the {role} is the first to [smile|laugh].
{owner} would not give {o_his} {role} away, not even for [a new bicycle|all the toys in the world].
At last {owner} and {o_his} {role} share the toys again.
"""),
        ),
        (
            ("uncle", "aunt"),
            Forms("""
{owner} has an {role} [in the city|abroad|with a big car|who is never at home].
The {role} of {owner} [lives abroad|lives in the city|comes every summer].
{title} {name} [comes|is coming] to visit {owner} [on Sunday|in the holidays|at last].
{owner} spends the holidays with {title} {name}.
"""),
            Forms("""
The {role} [brings|sends] {owner} [presents|postcards|chocolate] from [abroad|every journey].
{o_his} favourite {role} knows [a hundred|many] [tricks|jokes|games].
{o_his} {role} arrives with two suitcases full of presents.
{title} {name} [sends|sent] a postcard from [every journey|the mountains|the sea].
The {role} takes {owner} to the [circus|museum|zoo|cinema].
The {role} lets the children stay up late in the holidays.
The cousins visit {title} {name} [in the holidays|twice a year|at the seaside].
{owner} writes a postcard to {o_his} {role}.
The {role} has no children, but many children call {him} their favourite {role}.
{title} {name} shows {owner} photos of {his} journey.
The cousins wait for {title} {name} at the airport.
The cousins and the {role} live abroad.
"""),
            Forms("""
When the holidays are over, {owner} misses {o_his} {role}.
At the end of the visit {title} {name} packs {his} suitcases [again|and waves].
After the visit {owner} [always thanks|thanks] {o_his} {role} for the presents.
Next summer the {role} will come back with new presents.
"""),
        ),
        (
            ("grandfather", "grandmother"),
            Forms("""
{owner} has an old {role} with [white|grey] hair.
The {role} of {owner} is [eighty|seventy|ninety] years old [now|and still walks every day|and has white hair].
The {role} of {owner} lives in [an old house|the village|a little house with a garden].
{name}, the {role} of {owner}, was born [in the village|in a cold winter|a long time ago].
"""),
            Forms("""
{o_his} {role} tells [old stories|stories of the war|about the old days].
The {role} sits in {his} old chair [by the fire|near the stove|with a blanket].
The old {role} needs [glasses|a stick|a warm blanket] [now|in winter|to read].
{o_his} {role} lost {his} glasses again[| on the sofa].
The {role} walks slowly with {his} stick.
{o_his} {role} remembers [the war|the old days|every tree in the village].
{o_his} {role} falls asleep [by the fire|in the old chair|after lunch].
The white hair of the {role} [shines in the sun|is thin].
{owner} reads the newspaper to {o_his} {role} because {his} eyes are weak.
The {role} has [eight|six|ten] grandchildren.
The grandchildren sit around their {role} and listen.
The {role} shows {owner} yellow photos of the old days.
{o_his} {role} knits [socks|a scarf] for the grandchildren.
"""),
            Forms("""
When the story is over, the {role} [closes {his} eyes|puts away {his} glasses].
Then the {role} says that everything was [better|quieter|nicer] in the old days.
In the evening the old {role} sits by the fire [alone|with a cup of tea].
{owner} wants to be like {o_his} {role} one day.
"""),
        ),
        (
            ("husband", "wife"),
            Forms("""
{partner} met {p_his} {role} {name} [at a party|on a train|at work|in the rain].
{partner} and {p_his} {role} {name} have been married for [five|ten|twenty] years.
{partner} has a {role} who [snores|cooks very well|loves to dance].
The {role} of {partner} is called {name}.
"""),
            Forms("""
{partner} loves {p_his} {role}[| very much| more than anything].
{partner} gave {p_his} {role} [a ring|a golden ring|flowers] [at the wedding|for the anniversary].
The {role} [wears|lost|never takes off] {his} wedding ring.
{partner} and {p_his} {role} [bought|rented|painted] a flat after the wedding.
The {role} kissed {partner} at the wedding.
The {role} forgot the anniversary of the wedding.
{partner} dances with {p_his} {role} [on their anniversary|in the kitchen].
{partner} promised to love {p_his} {role} for ever.
The {role} snores, so {partner} cannot sleep.
A good {role} listens, [says|thinks] {partner}.
At the wedding the {role} wore [a white suit|white|flowers in {his} hair].
The {role} and {partner} pay the rent of the flat together.
"""),
            Forms("""
After [twenty|thirty|fifty] years {partner} still loves {p_his} {role}.
On their anniversary {partner} and {p_his} {role} look at the wedding photos.
In the end {partner} and {p_his} {role} [laugh about it|make peace].
{partner} would marry {p_his} {role} again [tomorrow|any day].
"""),
        ),
        (
            ("nephew", "niece"),
            Forms("""
{partner} has a [little|funny|clever] {role} [called {name}|of five].
{partner} looks after {p_his} {role} {name} on [Friday|Saturday|Sunday].
{name}, the little {role} of {partner}, is [four|five|six|seven] [today|this week].
It is the birthday of {name}, the {role} of {partner}.
"""),
            Forms("""
The little {role} blows out the candles on the birthday cake.
{partner} buys a [puppet|kite|balloon|teddy bear] for {p_his} {role}.
{p_his} {role} flies a kite [with {partner}|in the wind].
The {role} [laughs at|plays with] the puppet.
{partner} plays hide and seek with {p_his} {role}.
{p_his} {role} wants [a balloon|another balloon|a second piece of birthday cake].
{partner} lifts {p_his} {role} onto {p_his} shoulders.
{partner} takes {p_his} {role} to the playground.
{p_his} {role} goes down the slide at the playground [ten times|again and again].
The {role} loses {his} teddy bear [at the playground|in the sand].
{p_his} {role} counts the candles on {his} cake.
The {role} gives {partner} a [drawing|sticky kiss].
"""),
            Forms("""
Then the {role} falls asleep with the teddy bear in {his} arms.
In the evening {partner} is [more tired|much more tired] than {p_his} {role}.
{partner} cannot wait to see {p_his} {role} again.
When the party is over, the {role} gets the last balloon.
"""),
        ),
        (
            ("grandson", "granddaughter"),
            Forms("""
The old couple next door has a {role} [called {name}|of eight|in the city].
The old couple [upstairs|next door] likes to talk about the {role}[| {name}].
{name} is the {role} of the old couple [upstairs|next door].
The {role} of the old couple is called {name}[| and comes by bus].
"""),
            Forms("""
The {role} visits the old couple [on Sundays|every second Sunday|by bus].
The {role} explains the [new phone|computer|camera] to the old couple.
The old couple bakes a cake for the {role}.
The old couple saves money for the {role}.
The {role} brings the old couple [some soup|a newspaper|their medicine].
The {role} carries the heavy bags for the old couple.
The old couple keeps a photo of the {role} [on the wall|near the bed].
The {role} [eats|gets] two pieces of apple cake.
The old couple waits at the window for the {role}.
The {role} reads the little letters on the medicine.
"""),
            Forms("""
When the {role} leaves, the old couple [stands|waves] at the window.
The {role} promises the old couple to come back [soon|next Sunday].
In the evening the {role} phones the old couple to say good night.
"""),
        ),
        (
            ("boy", "girl"),
            Forms("""
A [little|young|curious] {role} [called {name}|of seven|with red shoes] lives [next door|in our street].
{name} is a [shy|cheeky|clever|happy] {role} of [six|seven|eight|nine].
There is a new {role} in our class, and {his} name is {name}.
The {role} next door is called {name}.
"""),
            Forms("""
The little {role} climbs [a tree|the tree|over the fence].
The {role} jumps over [a puddle|the puddle|the fence].
The {role} throws [a ball|a stone|a snowball] over the fence.
The little {role} cries because {his} [knee hurts|ball is lost].
The {role} hurts {his} knee [again|on the stairs].
The {role} eats [ice cream|a lollipop] in the sun.
A {role} of {his} age [never sits|cannot sit] still.
The little {role} hides behind [the tree|the fence].
The {role} draws a monster [on the wall|with chalk].
The {role} kicks the ball over the fence.
The shy {role} [does not speak|turns red] in class.
The {role} skips through every puddle.
When {he} grows up, the {role} wants to be [a pilot|a vet|a musician].
"""),
            Forms("""
In the end the {role} laughs, and everything is forgotten.
In the evening the little {role} has to go in.
Tomorrow the {role} will climb the tree again.
At night the {role} dreams of [monsters|a tree that speaks|ice cream].
"""),
        ),
        (
            ("man", "woman"),
            Forms("""
A [strange|young|friendly] {role} sits on a bench [in the park|at the station].
Every day a {role} with a [black hat|long coat|big umbrella] [walks by|passes our house].
A strange {role} moved into our house last [month|week].
There is a {role} in the cafe who [never speaks|reads three newspapers].
"""),
            Forms("""
The {role} wears a [black|grey|long] coat [and a hat|in every weather].
The strange {role} puts {his} hat on the bench.
The strange {role} opens {his} umbrella.
Nobody knows the {role} with the umbrella.
The {role} in the long coat [whistles|sings|waits for somebody].
The {role} lost {his} job [last year|in the factory].
A {role} must work for [{his} money|a living], {he} says.
The {role} orders a black coffee.
The {role} looks at {his} watch [again|every minute].
The {role} asks [a stranger|me] for the time.
A stranger gives the {role} a [coin|newspaper].
The {role} votes [for the mayor|for peace].
The strange {role} pays [the bill|for the coffee] and puts on {his} coat.
"""),
            Forms("""
Then the {role} takes {his} hat and {his} coat and [walks away|leaves].
At last somebody comes, and the {role} closes {his} umbrella and smiles.
In the evening the {role} is still on the bench.
We never see the {role} with the hat again.
"""),
        ),
        (
            ("actor", "actress"),
            Forms("""
{name} is a [famous|young|great] {role} [at the theatre|in films|with a deep voice].
The [famous|young|great] {role} {name} plays in our theatre tonight.
{name} wanted to be an {role} [since {his} first visit to the theatre|and left the village].
"""),
            Forms("""
The {role} learns {his} role [by heart|on the train|in front of the mirror].
The {role} [stands|sings|weeps] on the stage.
The famous {role} [plays|played] the role of a [ghost|thief|poor poet].
The {role} forgets {his} text on the stage.
The audience [claps|cheers] for the {role}.
The {role} bows before the audience.
Behind the curtain the {role} is [nervous|very nervous].
The {role} puts on {his} [mask|costume].
The {role} wears a [heavy|colourful] costume [and a mask|on the stage].
The film made the {role} famous.
The {role} won a prize for {his} role in a film.
Every {role} is nervous before the curtain rises.
"""),
            Forms("""
When the curtain falls, the audience throws flowers to the {role}.
After the play the {role} takes off {his} [mask|costume] and [goes home|laughs].
Late at night the tired {role} leaves the theatre by the back door.
In the end the audience stands up for the {role}.
"""),
        ),
        (
            ("waiter", "waitress"),
            Forms("""
{name} is a {role} in a [little|good|busy] restaurant [near the station|by the river].
The [new|friendly] {role} in the restaurant is called {name}.
{name} works as a {role} [in a restaurant|at night|every weekend].
"""),
            Forms("""
The {role} brings [the menu|a menu|the bill|the dessert].
The {role} carries [four plates|a heavy tray|six glasses] on {his} [arm|tray].
The guests order [soup|dessert|wine] from the {role}.
The {role} drops {his} tray [with six glasses|on the floor].
The {role} wipes the table [with a napkin|for the next guests].
The guests give the {role} a [good|little|large] tip.
The {role} writes down the order.
The guests call the {role} because [the soup is cold|they want the bill].
The friendly {role} recommends [the dessert|the fish].
The {role} pours the wine into the glasses.
The {role} lights a candle on every table.
The {role} counts {his} tips.
"""),
            Forms("""
After midnight the {role} puts the chairs on the tables.
When the last guests pay, the {role} counts {his} tips and smiles.
At the end of the evening the {role} takes off {his} apron.
Late at night the feet of the {role} hurt.
"""),
        ),
    ],
    flatness=30.0,
)
# What anybody does, in the order of the day: here pairs differ by nothing but he and she.
MORNING = Forms("""
In the morning the {role} [washes|looks at] {his} face [in the mirror|with cold water].
The {role} gets up and combs {his} hair.
The {role} puts on {his} [shoes|gloves|boots] and goes out.
After breakfast the {role} looks for {his} [gloves|shoes|keys].
Before breakfast the {role} and {his} dog go for a walk.
The {role} wakes up early and {he} [opens|looks out of] the window.
Today the {role} is in a good mood, because {he} slept well.
The {role} drinks {his} tea [slowly|with milk|at the window].
[Early|At six|At seven] the {role} calls {his} dog and {he} sings.
The {role} eats {his} breakfast [alone|slowly|at the window].
The {role} is still tired, and {he} rubs {his} eyes.
""")
NOON = Forms("""
At noon the {role} is hungry, so {he} [eats|cooks] [soup|rice|an egg].
The {role} says that {he} is [thirsty|hungry|busy].
The {role} hurts {himself} [with a knife|at the door|on a nail].
Somebody brings the {role} {his} lunch.
Then a friend asks the {role} for {his} [help|advice].
The {role} has {his} own [ideas|plans], and {he} likes them.
Later the {role} talks to {himself}.
People like the {role} because {he} is [friendly|honest|funny].
They ask {him} a question, and the {role} [answers|does not answer].
The {role} is [proud of {himself}|angry with {himself}].
""")
EVENING = Forms("""
In the evening the {role} takes off {his} [shoes|gloves|boots] and {he} [rests|yawns].
In the evening the {role} [writes|reads] a letter to {his} friend.
At night the {role} cannot sleep, so {he} [counts sheep|looks at the moon].
Late in the evening the {role} [closes|rubs] {his} eyes.
After a long day the {role} goes to {his} bed.
In the evening {he} sings, and the dog of the {role} sings with {him}.
In the evening the {role} sits down, because {his} feet hurt.
[Before|When] {he} sleeps, the {role} [closes|opens] {his} window.
The {role} looks for {his} [book|letter|pen] and {he} finds it under {his} bed.
Late at night the {role} thinks of {his} day, and {he} smiles.
[In the evening|At night] the {role} reads {his} old letters.
""")


def _family(draw: Draw) -> list[str]:
    pair, opening, own, end = draw.weighted(ROLES)
    female = draw.chance(0.5)
    owner_female, partner_female = draw.chance(0.5), draw.chance(0.5)
    if pair[0] == "husband":
        partner_female = not female
    owner, partner = PRONOUNS[owner_female], PRONOUNS[partner_female]
    name = draw.one(NAMES[female])
    facts = {
        **PRONOUNS[female],
        "name": name,
        "role": pair[female],
        "title": pair[female].capitalize(),  # Uncle Tom
        "owner": draw.one([other for other in NAMES[owner_female] if other != name]),
        "o_his": owner["his"],
        "o_him": owner["him"],
        "partner": draw.one([other for other in NAMES[partner_female] if other != name]),
        "p_his": partner["his"],
    }
    plan = [opening, own, MORNING, own, NOON, own, own, own]
    return tell(draw, [*plan[: draw.number(5, 8)], EVENING, end], facts, named=True)


# ------------------------------------------------------------------------------------------------------------- habits

# What people do again and again: the verbs with what belongs to them, so that each is known by its company.
HABITS = table("""
walk; home, barefoot, along rivers
cook; rice, beans
wash; dishes, shirts
play; chess, tennis
paint; fences, walls
visit; museums, castles
repair; bicycles, roofs
write; letters, poems
drink; coffee, juice
eat; apples, chocolate
sell; flowers, newspapers
swim; underwater, in lakes
drive; trucks, taxis
ride; horses, camels
build; houses, boats
draw; maps, faces
throw; stones, snowballs
send; messages, postcards
""")
HABIT_OPENING = Forms("""
{name} likes to {do} [very much|after work|on Sundays|in the evening].
[Every day|Every week|Every morning|On Sundays] {name} {does}.
Do you like to {do}? {name} [does|likes it].
{name} {does} [every day|twice a week|more often than {friend}].
{name} [always|often|usually] {does} [on {day}|with {friend}].
{name} and {friend} often {do} together.
[Many|Some] people {do}, and {name} is one of them.
If you want to {do}, ask {name}.
Nobody {does} as often as {name}.
[In summer|In winter] {name} {does} almost every day.
""")
HABIT_BEFORE = Forms("""
Last [week|month] {he} {did}[ twice| with {friend}|].
[One day|Last Sunday] {he} {did} and forgot the time.
First {he} {did} alone, then {name} and {friend} {did} together.
As a child {name} never {did}.
When {he} was young, {he} {did} [almost every day|much more often].
Last year {name} and {friend} {did} together.
{he} {did} so often that {friend} asked: why do you {do}?
[Two|Three|Four] years ago {he} {did} for the first time.
In the holidays {he} {did} [every day|day after day|the whole week].
Last [summer|winter|year] {he} {did} [and nothing else|more than ever].
[Before|After] school {he} often {did}.
""")
HABIT_PAST = Forms("""
Yesterday {he} {did} [again|for an hour|with {friend}|all day].
Yesterday {he} {did}, because {he} always {does} on {day}.
Yesterday {name} and {friend} {did}, and both were [happy|tired].
Yesterday {he} {did}, [and then|and later] {he} {did2}.
This morning {he} {did}[| before breakfast| with {friend}].
Last night {he} {did}, and [nobody saw it|{friend} was surprised].
[Two|Three] days ago {he} {did} [again|too].
Yesterday {he} {did}, but {friend} [slept|stayed at home|had no time].
[All day|The whole morning] yesterday {he} {did}.
Yesterday {name} {did}[| as always].
""")
HABIT_NOW = Forms("""
[Now|At the moment|Today] {he} is {doing} [again|with {friend}|].
Look, {he} is {doing}!
While {name} is {doing}, {friend} is {doing2}.
I can see that {name} and {friend} are {doing} [now|again].
{he} [starts|stops] {doing} when {friend} comes.
{he} is [tired of|good at|famous for] {doing}.
{friend} does not like {doing}, but {f_he} likes {doing2}.
[This week|Today] {name} and {friend} are {doing} together.
[Please be quiet|Do not call now], {name} is {doing}.
{friend} is {doing2}[, but {name} is {doing}| because {name} is {doing}].
""")
HABIT_THEN = Forms("""
{friend} wants to {do2}, so they {do2} together.
But {friend} {did2}, because {f_he} likes to {do2}.
{friend} never {does2}, but today {f_he} must.
{friend} {does2} [every day|after lunch|as often as {name}].
Last week {friend} {did2}[ for the first time| all day|].
Then {friend} {did2}, and {name} watched {f_him}.
{friend} says that it is better to {do2} than to {do}.
We all {do2} [from time to time|now and then].
[Most people|My friends] {do2} [less|more] often than {friend}.
{friend} {did2} [before|while] {name} {did}.
At the weekend {friend} {does2}, and {name} {does} [too|alone].
{friend} would like to {do2} [all day|for ever].
{friend} can {do2} [very well|better than {name}].
""")
HABIT_FUTURE = Forms("""
Tomorrow {name} will {do} [again|with {friend}|].
{name} {did} yesterday and {does} today, and {he} will {do} tomorrow.
Next week they will {do} and {do2}.
Tomorrow {name} wants to {do2}.
In the evening {he} is too tired to {do}.
One day {he} will {do} [better than anybody|for the last time].
Will {name} {do} tomorrow? Of course {he} will.
Next year {name} and {friend} are going to {do} [again|together].
[Next|This] [week|month] {name} will not {do} [at all|so often].
Let us {do} together [tomorrow|next week], says {name}.
When {name} is old, {he} will still {do}.
[If it rains|If there is time] {name} will {do} [tomorrow|on {day}].
""")


def _habit(draw: Draw) -> list[str]:
    facts = {"day": draw.one(DAYS), **two_people(draw)}
    for suffix, (verb, objects) in zip(("", "2"), draw.few(HABITS, 2), strict=True):
        phrase = f"{verb} {draw.one(several(objects))}"
        facts |= {f"do{suffix}": phrase, f"does{suffix}": third_person(phrase)}
        facts |= {f"did{suffix}": past(phrase), f"doing{suffix}": ing(phrase)}
    steps = [HABIT_OPENING, HABIT_BEFORE, HABIT_PAST, HABIT_NOW, HABIT_THEN, HABIT_THEN, HABIT_FUTURE]
    if draw.chance(0.5):
        steps.remove(draw.one((HABIT_BEFORE, HABIT_NOW, HABIT_THEN)))
    return tell(draw, steps, facts)


DOCUMENTS = (_trade, _trade, _trade, _family, _family, _family, _family, _habit, _habit, _habit)


def write(draw: Draw) -> list[str]:
    """A document about a person at work, a member of a family, a king, a queen, an actor or a habit."""
    return draw.one(DOCUMENTS)(draw)
