"""Small stories: something happens, something follows from it, and in the end something is different."""

from word2bert.text.small_world.draw import Draw, Zipf
from word2bert.text.small_world.forms import DAYS, Plan, several
from word2bert.text.small_world.people import two_people

# What may change from one telling to the next; each is drawn once for a story.
SLOTS = {
    "pet": several("dog, cat, horse, goat, parrot, rabbit, duck"),
    "thing": several("key, ring, watch, phone, wallet, hat, umbrella"),
    "garment": several("coat, pullover, jacket, scarf, hat, dress"),
    "colour": several("red, blue, green, yellow, black, white, brown"),
    "place": several("in the park, at the station, at the market, near the bridge, behind the church, in the library"),
    "where": several("under the bed, behind the stove, in the cellar, on the roof, behind the door, in the cupboard"),
    "food": several("bread, cake, soup, cheese, fish, rice"),
    "fruit": several("apples, cherries, pears, tomatoes, grapes"),
    "day": list(DAYS),
    "season": several("spring, summer, autumn, winter"),
    "few": several("two, three, four, five"),
    "many": several("ten, twenty, thirty, fifty"),
    "work": several("baker, farmer, tailor, fisher, carpenter, potter, gardener, weaver"),
    "gift": several("a book, a ring, a watch, a drum, a kite, a scarf"),
    "way": several("by train, by bus, in an old bus, by night train"),
}

STORIES = Zipf(
    [
        Plan("""
On {day} {name} lost {his} {thing} {place}.
{name} had a {colour} {thing}, and one day it was gone.
Last {season} {name} lost a {colour} {thing} {place}.

It was a present from {his} [grandmother|grandfather|mother|father], so {he} was very [sad|unhappy].
{he} looked for it [all day|until the evening|three times], but {he} could not find it.
{he} asked everybody, but nobody had seen the {thing}.

So {he} wrote a note and put it [on a tree|on the wall|at the station].
Then {he} sat down on a bench and [cried|thought].
Because {he} had no hope left, {he} [went home|called {his} friend {friend}].

Meanwhile {friend} had found something {colour} {place}.
But {friend} had [seen something shine|found it] {place}.
[The next morning|Two days later] the bell rang, and {friend} stood at the door.

In {f_his} hand {f_he} held the {colour} {thing}.
{friend} smiled and opened {f_his} hand: there was the {thing}.

{name} was so happy that {he} [danced|hugged {f_him}|could not speak].
{name} thanked {friend} and gave {f_him} a [big cake|bag of {fruit}].

From that day {he} never lost the {thing} again.
Since then {name} and {friend} are friends.
"""),
        Plan("""
The {pet} of {name} ran away [on a {day}|last {season}|in the night].
One morning the {pet} of {name} was not there.
{name} had a {pet}, but somebody left the door open.

The gate was open, because {friend} had forgotten to close it.
It was afraid of the [thunder|storm|loud music], so it ran into the [forest|fields].
It had smelled something good and followed the smell.

{name} called its name, but no {pet} came.
{he} looked {place}, but there was only rain.
{name} could not eat because {he} was so worried.

At night the {pet} was cold and hungry.
The {pet} slept under a bush and missed its home.
Somebody gave the {pet} some {food}, and it stayed there for a night.

Then it [heard|smelled] something that it knew.
The next day it walked back slowly.
{friend} saw the marks of its feet in the mud and followed them.

At last they found the {pet} {place}.
In the evening there was a sound at the door: it was the {pet}.

Now the gate is always closed.
{name} was so glad that the {pet} got {food} for dinner.
Since that day the {pet} never goes far from the house.
"""),
        Plan("""
It was raining, and {name} had no umbrella.
In the morning the sun was shining, so {name} left the umbrella at home.
{name} never listened to the weather on the radio.

At noon the sky turned black[, and it began to rain|].
Suddenly heavy rain fell, and {name} was {place}.
{he} was {place} when the first drops fell.

{he} ran home, but {his} shoes were soon full of water.
{he} stood under a tree and waited, but the rain did not stop.
{his} {garment} was wet, {his} hair was wet, and even {his} bag was wet.

A stranger with a big umbrella [stopped|came along] and said: come with me.
{friend} saw {him} from a window and opened the door.

They drank hot tea until the rain stopped.
Under the umbrella there was room for two, so they walked together.

But the next day {name} had a cold.
Because {he} was so wet, {he} had to stay in bed for {few} days.

Now {he} takes an umbrella even when the sun shines.
In the end {name} bought the biggest umbrella in the shop.
"""),
        Plan("""
{name} wanted to bake a cake for {friend}.
It was the birthday of {friend}, so {name} baked a cake.
On {day} {name} wanted to bake the best cake in the world.

{he} mixed flour, eggs and butter in a big bowl.
{he} had never baked before, but {he} was not afraid.

Then the phone rang, and {he} talked for an hour.
Then a neighbour came, and {he} forgot the oven.
Instead of sugar {he} took salt, because both were white.

When {he} came back, the kitchen was full of smoke.
The cake was as black as coal.
{he} tasted it and made a terrible face.

{name} was [sad|angry|unhappy] and threw the cake away.
First {he} cried, then {he} laughed.
Even the {pet} did not want to eat it.

So {he} ran to the bakery and bought a cake.
Then {friend} came and said that {f_he} did not like cake at all.
{friend} laughed and brought {fruit}.

In the end they [laughed and were happy|were happy all the same].
Next time {name} will [look at the clock|read the word on the box].
"""),
        Plan("""
A fox saw some {fruit} high on a wall.
A hungry fox came into a garden full of {fruit}.
One day in {season} a fox was walking through a garden.

The {fruit} were ripe and smelled sweet.
It had not eaten for {few} days.

It jumped and jumped, but the wall was too high.
First it jumped, but it could not reach them.
It tried again and again, and each time it fell down.

A {pet} sat in the shade and watched it.
A bird laughed above its head.
On the wall a cat was sitting and said nothing.

At last the fox was too tired to jump.
Then it got angry and turned away.

I do not want them, said the fox, they are not sweet at all.
These {fruit} are still green, it said.

So it went home hungry.
Nobody believed the fox.
People sometimes do the same.
"""),
        Plan("""
A tortoise and a rabbit wanted to run a race.
The rabbit laughed at the tortoise, because the tortoise was so slow.
I am the fastest of all, said the rabbit to the tortoise.

They chose a way from the [old bridge|church] to the [river|big tree].
All the animals came to watch the race.
The fox gave the sign, and they started.

The rabbit was much faster and soon nobody saw it any more.
After one minute the rabbit was far away.

It was so sure that it lay down under a tree.
There is enough time, it thought, and fell asleep.
Then the rabbit found {fruit} and ate too many of them.

The tortoise walked slowly, but it did not stop.
Step by step the tortoise came nearer.
The tortoise passed the sleeping rabbit.

When the rabbit woke up, it ran faster than ever.
The rabbit opened its eyes, and the sun was already low.

But the tortoise was already there.
It was too late: the tortoise had won the race.

Whoever does not stop comes to the end.
Since then the rabbit does not laugh at the tortoise.
"""),
        Plan("""
{name}, a {work}, found a bag of gold under a stone.
A poor {work} called {name} found {many} gold coins.
While {name} was digging in the garden, {he} hit a box.

Everybody knew whose gold it was: it belonged to the richest neighbour.
{he} could have kept it, because nobody had seen it.
{name} thought about it all night and could not sleep.
The head of {name} said yes, but the heart said no.

In the morning {he} took the gold and went to the neighbour.
So {he} walked to the neighbour and knocked.

The neighbour counted the coins twice.
The owner did not believe it at first.

You are more honest than all my friends, said the neighbour.
Because {name} was so honest, {he} got half of the gold.

With the money {he} bought a [house|horse|shop].
Now {he} is not poor any more, and {he} sleeps well.
Later {name} often said: the best pillow is a clean heart.
"""),
        Plan("""
{name} wanted to visit {his} [uncle|aunt] {way}.
On {day} {name} went to the city {way}.
{name} had to be in the city at nine, so {he} left at six.

But {he} was too tired and fell asleep.
{he} was reading an exciting book and did not look up.
{he} talked to a stranger and forgot the time.

At last {he} looked out, and everything was strange.
Suddenly there was the sea, and {he} knew that something was wrong.
{he} asked for the way, but nobody knew the street.

{he} had gone {many} kilometers too far.
There was no way back before the evening.
{his} phone was empty, so {he} could not call anybody.

A friendly [man|woman] gave {him} some {food} and a place to sleep.
So {he} sat down at the harbour and ate {food}.

There {he} met {friend}, who had made the same mistake.
The next morning somebody drove {him} back.

In the end {he} arrived a day late, but with a good story.
Because of this mistake {name} has a new friend.
Since then {he} always asks twice.
"""),
        Plan("""
{name} and {friend} had a quarrel.
Once {name} and {friend} were the best friends in the village.
On {day} {name} quarrelled with {friend}.

It began with a {colour} {thing} that both of them wanted.
{friend} had told a secret, so {name} was angry.
{name} had broken the {thing} of {friend} and said nothing.

For {few} weeks they did not speak.
They did not look at each other {place}.
{name} sat alone at lunch, and so did {friend}.

But soon {name} was lonely.
One day {friend} was ill, and {name} missed {f_him}.
Then it was the birthday of {friend}.

{name} wrote a letter: I am sorry.
{he} took some {food} and went to the house of {friend}.
{name} brought {f_him} {gift} and did not know what to say.

{friend} opened the door and laughed.
I am sorry too, said {friend}, and they shook hands.

Now they are better friends than before.
In the end they could not remember why they had been angry.
"""),
        Plan("""
There was a fire in the house of {name}, a {work}.
One night {name} smelled smoke.
A candle fell over, and the curtain began to burn.

Everybody was asleep, so nobody saw it.
The fire grew quickly, because the wood was dry.
The smoke was so thick that {he} could not see the door.

But the {pet} woke up and made a terrible noise.
{name} shouted and woke {his} family.

They ran out into the street without shoes.
{friend} called the firefighters.
All the neighbours brought water.

The firefighters came with a long ladder and put the fire out.
After an hour the fire was out, but the roof was gone.

Nobody was hurt, but all the clothes were burned.
They had lost everything except a {thing}.

The neighbours helped to build a new house.
Since then no candle burns in this house at night.
The whole village talked about that night.
"""),
        Plan("""
{name} found a little bird {place}.
After the storm a little bird lay {place}.
A young bird had fallen from its nest, and {name} found it.

Its wing was broken, so it could not fly.
It was wet and cold, and its heart beat quickly.

{name} put it into a warm box and gave it water.
{he} carried it home under {his} {garment}.
A vet looked at the wing and said that it needed time.

Every two hours {he} fed it with worms.
At first it did not eat, and {name} was worried.
The {pet} was jealous and sat under the table.

After {few} weeks the wing was strong again.
Day by day the bird got better.

{name} opened the window, and the bird flew away.
It was hard to say goodbye, but a bird needs the sky.

The next {season} a bird sang in front of the window.
Now it comes back every year and brings its young.
"""),
        Plan("""
{name} was afraid of the dark, and then there was a noise {where}.
Every night {name} heard a noise {where}.
In the old house there was a strange noise {where}.

It sounded like [steps|a sick bear|somebody with heavy shoes].
It was a ghost, {he} thought.
{he} pulled the blanket over {his} head.

The [brother|sister] of {name} only laughed.
Nobody believed {him}, because nobody else had heard it.
On {day} the noise was louder than ever.

At last {he} took a lamp and went to look.
{name} was afraid, but {he} wanted to know.
Together with {friend} {he} opened the door slowly.

There was no ghost, only a cat.
Two little eyes looked at {him}: it was a mouse with a piece of {food}.
The wind was playing with an old [door|window].

{name} laughed, because there was no ghost at all.
{name} laughed until {he} cried.

After that {he} was braver than before.
Now {he} sleeps without a lamp.
"""),
        Plan("""
{name} planted a tree when {he} was {few} years old.
A long time ago {name} put a seed into the soil.
Old {name} was planting a tree, and {friend} laughed.

Why do you plant it, asked {friend}, you will have to wait for years.
The tree was not even as tall as a child, and a goat ate its leaves.
In the first summer it was so dry that the tree almost died.

But {name} watered it every evening.
So {name} built a fence around it.

After ten years it was taller than the house.
The tree grew and grew every year.

Then a hot summer came, and everybody looked for shade.
One year there was nothing to eat except the fruit of this tree.

Now all the neighbours sat under the tree and were glad.
Children climbed it, and birds built their nests.

Today {name} is old and rests in its shade.
Whoever plants a tree thinks of others.
"""),
        Plan("""
A mouse lived in the house of {name} and stole {food}.
Every night somebody ate the {food} of {name}.
{name} had a problem with a mouse {where}.

So {name} bought a cat.
First {name} closed all the holes, then {he} bought a cat.

But the cat was lazy and only slept on the sofa.
The cat was afraid of the mouse and jumped on the table.
The mouse was cleverer than the cat.

Then {name} brought a dog to wake the cat.
Then a dog came in and ran after the cat, and the cat ran over the table.

The plates fell down, the lamp fell down, and the mouse laughed.
Now there was more noise and less {food} than before.

In the end {name} gave the dog and the cat to {friend}.
At last {name} put a little {food} on a plate for the mouse.

Since then the mouse eats only from its plate.
You can live with a problem if you feed it.
"""),
        Plan("""
{name} wanted to be the fastest runner in the school.
On {day} there was a big race, and {name} wanted to win.
For {few} months {name} ran around the lake every day.

In the race {name} was first, and {friend} was second.
{he} was faster than all the others.

But then {friend} fell and hurt {f_his} knee.
Suddenly {name} heard a cry behind {him}: {friend} was on the ground.

{name} stopped and turned around.
{he} looked at the goal, then {he} looked at {friend}.
The goal was near, but {name} ran back.

{he} helped {f_him} to stand up.
{friend} put {f_his} arm around {him}, and they walked together.

They were the last, but the people clapped longer than for the winner.
Somebody else won the race, but everybody spoke about {name}.

{he} did not get a prize, but {he} got a friend.
Later {friend} said that this was the best race of all.
"""),
        Plan("""
A {work} called {name} had {few} children.
Old {name}, a {work}, had {few} lazy children.
Before {he} died, the old {work} {name} called {his} children.

There is gold in our field, {he} said, you only have to dig.
{he} said that there was something valuable in the garden.

So the children took their spades and began to dig.
They dug for {many} days and turned every stone.

But they did not find any gold.
They were tired and angry, because there was only soil.

Because the soil was so well dug, the corn grew better than ever.
Then they put seeds into the soft soil, and the corn grew.

They sold the harvest and got a lot of money.
The harvest was the richest in the village.

Now they understood what {name} had meant.
The gold was their own work.
"""),
        Plan("""
{name} wanted to buy a {garment} for the winter.
It was cold, and {name} had saved money for a new {garment}.
For {few} months {name} put coins into a box.

On the way to the shop {he} saw a [man|woman] without shoes.
At the corner a poor [man|woman] was sitting in the snow.

Nobody else stopped, because it was so cold.
{name} walked by, but then {he} stopped.
{he} thought of {his} warm stove at home.

So {he} bought shoes and soup instead of a {garment}.
{he} gave away all the coins and went home in {his} thin {garment}.

At home {his} [mother|father] was angry at first.
That evening {he} was cold but not sad.

The next day there was a parcel at the door.
{friend} had seen everything and told the others.

In it there was the warmest {garment} in the world.
Nobody knows who sent it.
"""),
        Plan("""
A {pet} and a {other} lived on the same farm.
On a farm a {pet} was the friend of a {other}.
The {pet} did not like the {other}, because it was different.

The {pet} was proud and said that it was the most beautiful.
The {pet} never shared its food.

One night in {season} the river rose and rose.
Then a wolf came out of the forest.
One day there was a fire in the stable.

The {pet} slept and did not hear anything.
The {pet} could not get out, because the door was closed.

But the {other} made so much noise that everybody woke up.
The {other} ran to the farmer and did not stop until the farmer came.

Just in time the door was opened.
So the {pet} was saved.

Since then the {pet} shares everything with the {other}.
From that day they slept side by side.
"""),
        Plan("""
{name} got a letter without a name.
On {day} there was a {colour} letter at the door of {name}.
Somebody had put a letter under the door of {name}.

Meet me at {hour} {place}, it said.
In it there was only a map with a red cross.
You have a friend, said the letter, guess who it is.

{name} was nervous, but {he} went there.
{he} asked {his} [brother|sister], but nobody knew the handwriting.

{place} {he} waited for an hour.
{he} walked [to the bridge|through the park] and counted {many} steps.

Nobody came, so {he} wanted to go home.
There {he} found a box with a second letter.

Then {he} saw {friend} behind a tree.
Suddenly somebody laughed: it was {friend}.

{friend} was too shy to speak, so {f_he} had written.
I wanted to give you {gift}, said {friend}.

Now they write letters every week.
{name} keeps this letter {where}.
"""),
        Plan("""
{name} did not like to learn.
{name} said every day: I will do it tomorrow.
There was an exam on {day}, but {name} did not open the book.

On the first day {he} played with the {pet}.
First {he} watched a film, then {he} slept.
{friend} asked {him} to learn together, but {he} had no time.

The evening before, {he} opened the book, but it was too thick.
At midnight {he} was still on the second page.

So {he} looked at the paper of {friend}.
In the exam {his} head was empty.

The teacher looked at {him} and took {his} paper away.
{he} wrote {his} name and nothing else.

{he} got the worst mark in the class.
{name} was ashamed and told {his} [mother|father] everything.

Next time {he} began two weeks earlier.
Now {name} learns a little every day, and it is easier.
"""),
        Plan("""
A king was always sad.
There was a rich queen who could not laugh.
Long ago a princess was bored in her castle.

The best doctors came, but nobody could help.
Musicians played, cooks cooked, but nothing changed.

Then somebody said that only the shirt of a happy {work} could help.
So the soldiers looked for the happiest {work} in the land.

They rode through the whole land and asked everybody.
The rich ones were worried, and the poor ones were hungry.

At last they heard somebody sing in a little house.
In the last village a {work} was laughing {place}.

I am happy, said the {work}, I have all that I need.
Give us your shirt, said the soldiers.

But the {work} had no shirt.
The happy {work} was too poor to have a shirt.

When they told it in the palace, there was a loud laugh.
It was the first laugh in the palace for {few} years.
"""),
        Plan("""
A wolf lived near the village where {name} watched the sheep.
{name} had to watch the sheep on the hill.
A young {boy} called {name} watched the sheep of the village.

It was boring, so {he} called the people for fun: a wolf!
So one day {he} cried: the wolf, the wolf!

All the people came with sticks, but there was no wolf.
The {work} and the neighbours ran up the hill.

{name} laughed at them.
The people were angry and went back to work.

{few} days later {he} did it again.
The next week {he} cried once more, and they came again.

Then one evening the wolf really came.
But in {season} a real wolf came out of the forest.

{name} cried for help, but nobody came.
{he} is only joking, said the people, and stayed at home.

The wolf took {few} sheep.
Whoever lies is not believed, even when it is true.
"""),
        Plan("""
{name} opened a little shop {place}.
{name} sold {food} and {fruit} {place}.
In our street {name} had a little shop.

At first nobody came, because the shop was new.
But across the street there was another shop with more of everything.

{name} was worried, because {he} could not pay the rent.
After {few} months there was almost no money left.

Then {name} had an idea: every customer got a cup of tea.
{friend} painted a big {colour} picture on the window.
So {he} put two chairs and a table in front of the door.

Old people came to sit and talk.
Soon people stopped, looked and laughed.

They talked for an hour and bought {food}.
The shop was full every {day}.

Now it is the best known shop in the town.
In the end {name} had to look for a bigger shop.
"""),
        Plan("""
Two neighbours, {name} and {friend}, had two gardens with a wall between them.
Between the gardens of {name} and {friend} there was a tree.
{name} and {friend} lived side by side for {many} years.

The {fruit} fell on the side of {friend}.
The {pet} of {name} ran through the flowers of {friend}.

Those {fruit} are mine, said {name}.
{friend} was angry and closed the gate.

So {name} built a high fence, and {friend} built another one.
They went to a judge, but they came home with two high fences.

Now there was no sun in the gardens, and nothing grew.
Because of the two fences there was no light in the gardens.

In {season} a storm took the fences away.
One day they were both too old to repair the fences, and the wind took them.

The sun came back, and the flowers grew again.
They stood there, looked at each other and smiled.

Today they drink tea under the tree.
A good neighbour is better than a good fence.
"""),
        Plan("""
{name} lived on an island with {few} other families.
Long ago there was a little village on the bank of a river.
There was no bridge, so nobody could cross the river.

When somebody was ill, the doctor came too late.
In winter the boat could not cross because of the ice.

One {season} the water was so high that {name} lost {his} boat.
Then {friend} almost drowned in the cold water.

We need a bridge, said {name}, but the others laughed.
So {name} took a stone and put it on the bank.

Every day {he} brought another stone.
First {friend} helped, then all the others.

It took {few} years, but then the bridge was ready.
Stone by stone the bridge grew longer.

On the first day the whole village danced on the bridge.
The first to cross it was an old {pet}.

Now the doctor comes in time.
Today nobody can imagine the village without the bridge.
"""),
        Plan("""
{name} had a restaurant, and one day a famous guest came in.
{name} cooked in a restaurant, and on {day} a famous guest came.
{name} was the cook in a little restaurant when a famous guest sat down.

{he} was so nervous that {he} forgot the salt.
The {pet} jumped on the table and ate the fish.
There was nothing left in the kitchen except {fruit} and {food}.

The guest was already waiting and looked at the clock.
{name} did not know what to do.

So {he} mixed everything in one pot.
{friend} said: take what you have.

The guest tasted it and said nothing.
At first the guest made a strange face.

Then the guest asked for a second plate.
The guest ate everything, even the last drop.

The next day it was in the newspaper.
Since then everybody wants to eat this soup.
"""),
        Plan("""
{name} wanted to learn to swim, but {he} was afraid of the water.
All the children could swim, only {name} could not.
As a child {name} had fallen into the lake.

{friend}, the best friend of {name}, swam like a fish.
The others played in the lake, and {name} sat on the bank.

One day a little [boy|girl] fell into the water.
Then a little child fell from the boat.

There was nobody else near, so {name} jumped.
{he} did not think, {he} jumped.

The water was cold, but it was not deep.
{name} moved {his} arms and legs as {he} had seen it.

{he} reached the bank and was wet but proud.
{friend} pulled {him} out of the water.

You can swim, shouted {friend}.
After that {he} was not afraid any more.

Now {name} swims better than {friend}.
Next summer {he} will teach the little children.
"""),
        Plan("""
{name} found an old map {where}.
In a book from the library {name} found a map.
On {day} {name} got an old map from {his} [grandfather|grandmother].

It showed an island with a red cross.
On it there was a way from the church to a cave.

{name} and {friend} took a lamp, a rope and some {food}.
{name} and {friend} told nobody and left early in the morning.

The way was longer than they had thought.
They climbed over rocks and walked through a dark forest.
Suddenly it was dark, and they were lost.

{friend} wanted to go back, but {name} did not.
In the cave they had only one lamp.

At last they found a box under the stones.
Then the light fell on something that shone.

But there was no gold, only old letters.
In the box there was only {gift}.

They sat down, ate the {food} and looked at it.
{name} laughed: the way was better than the gold.

In the evening they were home again, dirty and happy.
They will never forget this day.
"""),
        Plan("""
The lights went out in the whole town.
On {day} evening there was no light in the house of {name}.
{name} was watching a film when everything went black.

A storm had broken the line.
A tree had fallen on the line, so there was no power.

The fridge stopped, the phone was empty, and the stove was cold.
The lift stopped too, and {friend} was in it.
{name} could not cook, so everybody was hungry.

{he} looked for a candle and found {few}.
In the dark {he} fell over the {pet}.

The neighbours came out into the street with lamps.
Then {name} put a table in front of the house.

They made a fire and fried fish.
Somebody brought a guitar, and somebody else brought {fruit}.
People who had never spoken before now sang together.

After {few} hours the light came back.
When the lamps went on again, nobody was glad.

Since then they meet every {season} without light.
It was the best evening of the year.
"""),
        Plan("""
{name} moved to a new town and had no friends.
{name} was new in the class and did not understand the language.
On the first day at the new school {name} sat alone.

The others were loud, and {he} was quiet.
Nobody asked {him} to play.
{he} missed {his} old house and {his} {pet}.

In the break {he} drew a picture of a {pet}.
One day {he} brought {food} from home.
{he} played an old song on the flute.

{friend} looked over {his} shoulder.
{friend} asked: can you show me how to do it?

{name} did not know the words, so {he} used {his} hands.
They laughed, because the words sounded so strange.

Soon the whole class wanted to learn it.
The next day {friend} sat down beside {him}.

Now {name} speaks the language as well as the others.
In the end {he} was not alone any more.
"""),
        Plan("""
A crow was very thirsty.
The fields were dry after {few} months without rain, and a crow looked for water.
On a hot day a crow flew over the dry fields.

At last it found a bottle near a house.
Then it saw a bottle with a little water in it.

But its neck was too short, and the water was too low.
The bottle was narrow, so it could not drink.

It tried to push the bottle over, but the bottle was too heavy.
It cried for help, but nobody came.

Then it had an idea and looked for little stones.
The crow thought for a long time.

It dropped one stone after the other into the bottle.
With every stone the water rose a little.

At last the crow could reach the water and drank.
So the crow drank and was not thirsty any more.

A clever head is better than two wings.
The other birds saw it and learned from it.
"""),
        Plan("""
{name} wanted the best bicycle in the town.
{name} wanted to have the newest phone of all.
Everybody had a new watch, only {name} had an old one.

So {he} worked every evening and saved money.
{he} carried newspapers for {few} months.

In the meantime {he} did not see {his} friends.
{he} was always tired and forgot the birthday of {friend}.

At last {he} could pay for it.
On {day} {he} went to the shop and came back proud.

But there was nobody to show it to.
The next week there was already a newer one.

{name} was [sad|angry|unhappy], because it did not make {him} happy.
It was nice, but {friend} did not speak to {him}.

So {he} went to {friend} and said sorry.
Then {he} put it away and called {friend}.

They sat {place} and talked until midnight.
Friends are better than new things.
"""),
    ],
    flatness=60.0,
)


def write(draw: Draw) -> list[str]:
    """One story: which one, who is in it, where it happens and how it is told is drawn."""
    people = two_people(draw)
    facts = {slot: draw.one(items) for slot, items in SLOTS.items()}
    facts |= {**people, "other": draw.one([pet for pet in SLOTS["pet"] if pet != facts["pet"]]), "hour": facts["few"]}
    return draw.weighted(STORIES).tell(draw, facts)
