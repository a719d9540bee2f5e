"""Everyday life: school, food, phones, sport, shopping, travel, home, health, money, music, work."""
# ruff: noqa: E501  (a table is read by the row)

from word2bert.text.small_world.comparing import adjectives, compare
from word2bert.text.small_world.draw import Draw, Zipf
from word2bert.text.small_world.forms import DAYS, Forms, Plan, several, table, tell
from word2bert.text.small_world.inflection import past, plural
from word2bert.text.small_world.people import two_people

# Lists that any scene may draw from.
LISTS: dict[str, list[str]] = {
    "day": list(DAYS),
    "hour": several("six, seven, eight, nine, ten, four, five"),
    "few": several("two, three, four, five"),
    "subject": several("history, mathematics, biology, music, geography, English, physics"),
    "meal": several("rice and fish, soup and bread, noodles, potatoes and beans, eggs and rice, chicken and rice"),
    "drink": several("coffee, tea, milk, juice, water"),
    "fruit": several("apples, pears, oranges, bananas, grapes, cherries"),
    "sweet": several("chocolate, ice cream, cake, biscuits"),
    "garment": several("shirt, pullover, dress, coat, scarf, hat, jacket"),
    "colour": several("red, blue, green, yellow, black, white, brown"),
    "tune": several("guitar, piano, violin, flute, drum"),
    "game": several("football, tennis, basketball, volleyball, chess"),
    "town": several("the city, the sea, the mountains, the lake, the village"),
    "thing": several("phone, key, bag, ticket, umbrella, pen, wallet, book"),
}

SCENES = Zipf(
    [
        Plan("""
I get up at [six|seven|half past six] [every morning|every day|from Monday to Friday].
My alarm rings at [six|seven], [and I turn it off|but I stay in bed].
Today my alarm did not ring[, and I woke up late|].
My day begins at [six|seven], when my alarm rings.

First I wash my face and [brush my teeth|comb my hair].
Then I take a [quick|cold|hot] shower and brush my teeth.
I open the window and put on my [clothes|shirt and my shoes].

For breakfast I [eat|have] [bread and cheese|an egg|some fruit] and drink {drink}.
My [father|mother] makes breakfast, and I drink a cup of {drink}.
There is no time for breakfast, so I [take an apple|only drink {drink}].

At [half past seven|eight] I leave the house and [walk|ride my bicycle|run] to the bus.
On the way to school I meet my friend {friend}.
I run because the bus [is already there|does not wait].
Yesterday I missed the bus and came late to class.

(maybe)
The first lesson is {subject}, [and I am still tired|my favourite subject].
In the first lesson our teacher asks us [a hard question|hard questions].
Our teacher is [not angry, because I am never|angry, because I am often] late.

At noon I [eat|have] {meal} [with my friends|for lunch].
We eat lunch together, and {friend} [always|never] finishes first.
For lunch there is {meal}.

In the afternoon I do my homework[| with {friend}| and listen to music].
After school I play {game} with {friend}.
After my homework I go out and meet my friends.

In the evening I am tired and go to bed at [nine|ten].
At ten I turn off the light and [sleep|fall asleep].
At night I set my alarm again and [close my eyes|go to sleep].
"""),
        Plan("""
{name} has an exam in {subject} [tomorrow|on {day}|next week].
On {day} there is an exam in {subject}, and {name} is [worried|nervous].
The teacher said that there will be an exam in {subject}.

{he} [reads|opens] the book [again|three times] and writes down [the important words|all the dates].
{he} learns [every evening|the whole weekend|with {his} friend {friend}].
{he} asks {friend} for help, because {he} does not understand the book.
{he} borrows the [notes|book] of {friend}.

The night before, {he} [cannot sleep|sleeps badly|dreams of the teacher].
Before the exam {he} [sharpens {his} pencil|drinks a cup of tea|forgets {his} pen].
In the morning {he} is [too nervous to eat|very nervous].

The exam [has ten questions|is long|takes two hours].
The first question is easy, the second is harder.
In the exam {he} [writes quickly|thinks for a long time|looks out of the window].
{he} cannot find {his} pen and has to borrow one.

(maybe)
The last question is the hardest[, and nobody knows the answer|].
The exam is [harder|easier] than {he} thought.
{friend} finishes first and [smiles|leaves the room].

After the exam {he} [is tired but happy|does not want to talk|calls {friend}].
When the bell rings, everybody has to stop.
Then the teacher collects the papers.

A week later {he} gets a [good mark|better mark than {friend}|bad mark].
In the end {he} has only two mistakes.
At last the teacher gives back the exam, and {name} [laughs|is proud].
"""),
        Plan("""
Today we cook [dinner|lunch|soup] together.
My friends are coming for dinner, [so I have to cook|and I want to cook soup].
We are hungry, let us cook [something|a soup]!
{name} wants to cook soup for {his} friends.

First we wash the [carrots|potatoes|tomatoes|beans] and cut them.
First you need [onions, carrots and potatoes|water, salt and beans].
The onions make {name} cry.

Then we put the [big|biggest] pot on the stove.
Now the water is hot, and we add [salt|the potatoes|the rice].
Put the pot on the stove and wait until the water boils.

(maybe)
{name} stirs the soup with a [wooden|long] spoon.
{he} fries the fish in a pan with a little oil.
We add some [salt|pepper|oil|butter] and stir again.

After [ten|twenty|thirty] minutes the soup smells [good|very good].
{name} tastes it: it needs more [salt|pepper|time].
The kitchen smells of onions and hot butter.

(maybe)
Be careful, the soup is too hot!
The soup is still too hot, so we wait.
{friend} burns {f_his} tongue, because the soup is too hot.

Then we set the table with plates, [spoons|forks] and glasses.
I bring the bread, and {friend} brings the [glasses|plates].
Dinner is ready, come to the table!

Everybody eats [two plates of soup|a lot], and nothing is left.
After dinner [somebody has to wash the dishes|we wash the dishes together].
At the end all the plates are empty, and [the cook|{name}] is happy.
"""),
        Plan("""
Where is my phone, asks {name}.
{name} cannot find {his} phone.
I left my phone at home, says {name}.
Have you seen my phone, asks {name}.

Have you looked in your bag?
Did you leave it [at school|on the bus|in the kitchen]?
I looked [in my bag|under the bed|behind the sofa], but it was not there.
First {he} looks in {his} bag, then under the bed.

(maybe)
Can you call my number, please?
{friend} calls the number, and they listen.
Let us call it from my phone.

Then something rings [under the newspaper|in the fridge|in the bathroom].
At last they hear it ring [behind the sofa|in the coat].
There it is, [under the pillow|in the kitchen]!

But the battery is [almost empty|empty].
The screen is [broken|black], because the battery is empty.
The battery is weaker than a year ago.

(maybe)
There is a new message from {friend}.
{friend} sent a message [last night|an hour ago|with three pictures].
{he} reads the message and laughs.
Why are you laughing?

Then {he} writes an answer and [sends|adds] a picture.
I need the password for the network to send an answer.
What is the password for the network?

In the end {he} puts the phone away, because [dinner is ready|it is late].
Next time I will not forget my phone.
Now the phone is on the table, and its battery is full again.
"""),
        Plan("""
On {day} our team plays [football|basketball|volleyball] against [another school|the next town].
{name} plays football [in our team|on Saturday].
The match begins at [three|four].
My [brother|sister] plays football on Saturday.

Before the match everybody is nervous.
The players put on [red|blue|white] shirts and run to the field.
The weather is [cold|bad|fine], but many people come to watch.

[In the first half|At first] the other team is [better|stronger|faster].
In the first minute {name} loses the ball.
The other team scores the first goal.

(maybe)
{friend} runs faster than all the others, but {f_he} [falls|misses the goal].
A player hurts a leg and has to leave the field.
The goalkeeper jumps and [catches|misses] the ball.

At half time they drink water, and the coach is [loud|angry|calm].
In the break the coach says that they must run more.

In the second half {name} gets the ball and [shoots|runs].
Then {name} kicks the ball over the [goalkeeper|others]: goal!
Ten minutes later {he} scores a goal with {his} [left|right] foot.

In the last minute {friend} scores the second goal.
Everybody [shouts|jumps up] when the ball is in the goal.
It is the best goal of the [match|year].

At the end our team [won|lost] the match two to one.
After the match {he} is tired, dirty and happy.
When it is over, both teams shake hands.
In the evening the winners sing in the [bus|shower].
"""),
        Plan("""
{name} learns to play with a bat and a ball.
For some games you need a bat, a ball and [two teams|strong arms].
{name} got a new bat [for {his} birthday|from {friend}].

The bat is made of wood and is [heavier|longer] than it looks.
{he} holds the bat with both hands.
First {he} learns how to hold the bat.

Then {friend} throws the ball, [and {name} swings the bat|but slowly].
The ball comes quickly, and {he} lifts the bat.
At first {he} swings the bat and hits only air.

(maybe)
Keep your eyes on the ball, says {friend}.
The second ball hits the bat [and falls down|but flies backwards].
{he} tries again with a lighter bat.

At last {he} hits the ball with the bat, and it flies over the [fence|field|trees].
The third time the bat hits the ball [hard|well].
Then there is a loud sound: the ball has left the bat.

{he} drops the bat and runs to the other side.
Everybody runs after the ball, and {name} runs to the other side.

The ball breaks a window, and the game is over.
In the end the team wins, and {he} [kisses|lifts] the bat.
After the game {he} cleans the bat and carries it home.
"""),
        Plan("""
[We|My parents and I] [need|have no] [bread, milk and {fruit}|eggs and butter|rice, oil and salt].
The fridge is empty, so I have to go [shopping|to the shop].
Every {day} I go to the [market|supermarket] with {friend}.

I write a list, [so that I do not forget anything|but I leave it at home].
I take a bag and my [wallet|money].
First we go to the [market|supermarket], because it is cheaper there.

How much do the {fruit} cost?
The {fruit} are [cheaper|fresher|sweeter] today than last week.
At the market the {fruit} are fresh.
The [first|small] shop is more expensive than the market.

(maybe)
{friend} wants to buy {sweet}, but it is too expensive.
I put {sweet} into the basket, [and nobody sees it|because it is cheap].
Please give me a kilo of {fruit} and some {sweet}.

Then we stand in a long line and wait.
The line is long, because it is [Saturday|late|almost six].
At the cash desk I look for my money.

Can I pay with my card?
I want to pay with my card, but the machine is broken.
I pay [ten|five|twenty] coins, and the [woman|man] gives me the change.

The bag is heavy, so {friend} helps me.
On the way home the bag breaks, and the {fruit} roll over the street.
The shop closes at eight, and we are the last.

At home I [put everything into the fridge|see that I forgot the milk].
In the end we have everything except [the bread|salt].
"""),
        Plan("""
{name} needs a new {garment} [for the winter|for a party|because the old one is too small].
This {garment} is too small for me, says {name}.
{name} is looking for a {colour} {garment}.

In the first shop there is no {colour} one.
The first {garment} is too [short|long|tight|big].
{he} tries on a {colour} {garment}, but it does not fit.

(maybe)
The {colour} one is longer and warmer, but [it is expensive|not so nice].
Do you have a bigger one, please?
Do you have a cheaper one in {colour}?
{friend} thinks that the {colour} one is nicer.

The next {garment} is [softer|thicker|warmer|lighter].
Then {he} finds a {garment} that fits.
This one is the nicest of all, and it fits.

How much does it cost?
The price is too high, but it will be lower next week.
It is cheaper than {he} thought.

{he} pays with {his} card and thanks the [woman|man] in the shop.
{name} [pays|counts {his} money] and takes the {garment}.
Then {he} puts the {garment} into a bag.

At home {he} sees that there is a hole in it.
In the evening {he} wears the new {garment} and looks into the mirror.
The next day everybody says that {he} looks good.
"""),
        Plan("""
[On {day}|Next week|Tomorrow] {name} goes to {town} by train.
{name} wants to visit {his} friend {friend} in [the city|a village near the sea].
{name} [bought|buys] a ticket to [the city|the sea].

{he} packs a little bag and looks for {his} ticket.
The station is full of people with heavy bags.
At the station {he} [asks a man|asks a woman] for the right train.

The train is late [again|, as always].
The train leaves from the second platform.
{he} almost misses the train, because the bus was late.

On the train {he} sits [at|near] the window and [reads a book|looks out].
On the train an old [man|woman] tells {him} a long story.
The train is full, and the fields fly past.

(maybe)
At the first stop many people get on.
Somebody checks the tickets.
The train stops in a long tunnel, and the lights go out.

{he} has to change trains, and the second train is even fuller.
After two hours {he} can see [the sea|the first houses].
{he} eats bread and cheese and [sleeps a little|talks to the others].

At last the train arrives, and {friend} is waiting on the platform.
In the evening {he} arrives and calls {his} parents.
When {he} gets off, {friend} waves and shouts.
"""),
        Plan("""
This summer we are going to the [beach|sea], {friend} and I.
Our holiday begins [tomorrow|on {day}], and we go to the sea.
Do you want to come with us to the beach?

We pack towels, [hats|balls] and books.
The car is full: four people, a tent and a dog.
My [father|mother] drives, and the way is long.
On the road there are hundreds of cars.

At last we see the sea, and everybody shouts.
When we arrive, it is [raining|hot|windy].
The beach is wide and the sand is hot.

My [brother|sister] runs into the water first.
We put up the tent near the sea.
The water is colder than last year, but we swim.

(maybe)
{friend} builds a castle of sand, and a wave takes it away.
We play volleyball until we are thirsty.
I lie in the sun and read an interesting book.

In the afternoon we eat [fish|ice cream] and drink cold juice.
Then the wind gets stronger, and our hats fly away.
My skin is red, because I stayed in the sun too long.

In the evening we [make|light] a fire on the beach and sing.
At night we hear the waves from our tent.

After a week we have to go home.
At the end of the holiday there is sand in every shoe.
Next summer we will come back.
"""),
        Plan("""
On {day} the whole family cleans the [house|flat].
I need to clean my room, because {friend} is coming.
My room is dirty[| and nobody can find the floor].

First I open the window and make my bed.
I put the clothes into the [cupboard|washing machine].
I begin with the desk: papers, cups and old pens.

My [brother|sister] [sweeps|cleans] the floor.
My [father|mother] cleans the windows, and I [dry|wash] the dishes.
Then we wash the floor with hot water.

(maybe)
Under the bed I find [a sock|two socks|an old sandwich|my key].
Behind the sofa there are three coins and a pencil.
The dog brings mud into the clean kitchen.

The kitchen is dirtier than the bathroom.
The bathroom is cleaner than last week.
The dirtiest place is under the [stove|fridge].

I take the rubbish out, [and it is heavy|because nobody else does].
Then the washing has to dry in the sun.
We hang the wet clothes on a line.

At last everything is clean, and we drink {drink}.
Now it is the cleanest room in the house.
In the evening we sit on the sofa and nobody moves.
"""),
        Plan("""
{name} has a cold and stays in bed.
{name} does not feel well: {his} head hurts.
This morning {name} woke up with a fever.
I am ill today, says {name}.

{his} nose is red and {his} throat hurts.
{he} coughs, and {his} hands are hot.
{he} cannot [eat|speak|get up].

{his} [mother|father] brings {him} [hot tea|soup|a blanket].
{friend} brings {him} the homework.
{he} calls the school and says that {he} cannot come.

In the afternoon {he} goes to the doctor.
The doctor listens to {his} heart and looks into {his} throat.
The waiting room of the doctor is full of people who cough.

The doctor [gives|gave] {him} some medicine.
The medicine is bitter, but it helps.
Take the medicine three times a day, says the doctor.

(maybe)
{he} sleeps the whole day and dreams of snow.
At night the fever is higher, and {he} drinks a lot of water.
{he} must stay in bed for [three|four] days.

The next day {he} feels a little better.
After three days the fever is gone.
Slowly {he} gets stronger and can eat again.

In the end {name} is healthy again, and now {friend} is ill.
On Monday {he} can go to school again.
Now {he} is well, but {he} has to learn a lot.
"""),
        Plan("""
{name} broke {his} leg [last week|on the stairs|in the snow].
{name} fell from {his} bicycle and broke {his} [arm|leg].
I broke my leg, says {name}, and now I cannot walk.

It hurt so much that {he} [cried|could not speak].
{friend} called the hospital at once.
A car with a blue light came after ten minutes.

In the hospital a nurse [looked at the leg|asked {him} many questions].
The doctor said that it was [broken|not so bad].
They gave {him} something against the pain.

Now the leg is in a white cast.
{he} has to stay in the hospital for [two|three] days.
The cast is heavy, and it is hard to wash.

(maybe)
All {his} friends write their names on the cast.
{friend} brings chocolate and carries {his} bag.
{he} reads books and plays chess with {friend}.

After six weeks the cast [comes off|is gone].
Then the doctor takes off the cast.
{he} learns to walk again, slowly at first.

At the end the leg is thinner than the other one, but it is [strong|healthy] again.
Now {he} is more careful on the stairs.
Some months later {he} can run and jump again.
"""),
        Plan("""
{name} wants to save money for a [bicycle|guitar|computer|phone].
{name} earns some money [in a shop|with a weekend job].
I need some money, says {name}.

{he} goes to the bank and waits in line.
The bank opens at nine and closes at four.
The bank is between the post office and a shoe shop.

At the bank {he} opens an account.
{he} puts [twenty|a hundred] coins into the bank.
I would like to open an account at the bank, {he} says.

(maybe)
The bank keeps the money and pays a little interest.
{he} gets a card and a secret number from the bank.
Do not tell anybody the number of your card.
The bank lends money to people who want to build a house.

Every month {he} takes some money to the bank.
{he} counts the money in {his} account every week.
After half a year there is much more money in the bank.

One day {he} takes the money from the bank.
{he} goes to the bank again and asks for {his} money.
Then {he} sees a [bicycle|guitar|computer] that costs less.

At last {he} can pay the price and [is happy|laughs].
Now the account is empty, but {name} [smiles|does not mind].
In the end some money is [still|even] left in the bank.
"""),
        Plan("""
{name} plays the {tune} [very well|every day|in a little band].
{name} wants to learn the {tune}.
On {day} {name} has a music lesson.

The first songs are easy, the next ones are harder.
{his} teacher plays [a song|slowly], and {name} listens.
At first it sounds [terrible|like a sick cat].

{he} practises for an hour every [day|evening].
{he} plays the same song again and again.
The neighbours are so loud that {he} cannot hear the music.
The neighbours close their windows when {he} practises.

(maybe)
{friend} sings, and {name} plays the {tune}.
{friend} has a nicer voice, but {name} is louder.
They sing an old song about [love|the sea|the moon].

After some months {he} plays [better|faster] and with more feeling.
Then {his} teacher says that {he} is ready for a concert.
Soon {he} knows ten songs.

At the concert {he} is nervous, and {his} hands are cold.
On the evening of the concert the hall is full.
First {he} forgets a note, then everything goes well.

At the end the people clap for a long time.
After the concert {friend} gives {him} flowers.
When the last song is over, nobody wants to go home.
"""),
        Plan("""
{name} works in an office near the station.
{name} works in an office with [ten|twenty] other people.
Every day {name} goes to the office by [bus|bicycle|train].

In the morning {he} turns on the computer and drinks {drink}.
The computer is slow today.
First {he} reads [forty|fifty] messages.

At ten there is a meeting, and it is [long|longer than usual].
In the meeting {friend} [speaks|talks] too much.
They have a meeting about [money|the new plan|a problem].

(maybe)
The printer is broken again.
The telephone rings, but nobody answers.
The password is wrong, and the computer asks again.
{friend} asks {him} for help with a [letter|list].

For lunch {he} eats {meal} with {friend}.
At noon they go out and [sit|eat] in the sun.
{he} drinks two cups of coffee a day.

In the afternoon {he} writes [letters|an important letter].
Then {he} calls a customer who is [angry|never there].
The work is the same as yesterday.

At five {he} [turns off|closes] the computer and goes home.
In the evening {he} does not want to see a screen.
At the end of the day the desk is [clean|full of paper].
"""),
        Plan("""
Next to our school somebody is building a [house|theatre|hospital].
On the building site there is a tall crane.
Yesterday a yellow crane arrived in our street.

The crane stands above [the church|all the houses].
The crane is made of steel and has a long arm.
A [man|woman] climbs up the crane and sits down in the cabin.

In the morning the crane lifts the [heavy|first] stones.
The crane lifts [steel|bricks|boards] that ten people could not carry.
The machine starts, and the crane turns slowly.

(maybe)
The crane carries a [heavy|big] machine to the roof.
Down on the ground somebody waves, and the crane stops.
When the wind is strong, the crane must not work.
The arm of the crane moves over the street.

We stop and look up at the crane.
The children give the crane a name.
It is loud: the crane, the drills and the trucks.

Every week the [house|building] is higher.
After some months the walls reach up to the crane.
Then the roof comes, and the crane puts it down carefully.

At the end a truck takes the crane away.
One morning the crane is gone, and the building is [finished|open].
When the crane left, the children waved.
"""),
        Plan("""
The library is quiet in the morning, when {name} comes.
{name} goes to the library every {day}.
I like the library, because it is the quietest place in town.

{he} gives back two books [that are already late|and says sorry].
{name} looks for an interesting book about [animals|stars|ships].
First {he} asks where the books about {subject} are.

{he} takes a thick book from the top shelf.
The book is old and smells of dust.
This book is more interesting than the last one.

(maybe)
{friend} sits at the next table and [sleeps|writes].
Somebody laughs, and everybody looks up.
You must not eat in the library.
Please be quiet, this is a library!

{he} reads three pages and forgets the time.
{he} sits near the window and reads.
The story is so good that {he} does not hear the bell.

You can keep the book for [two|three|four] weeks.
At the desk {he} shows {his} card.
Can I borrow this book?

Then {he} carries the book home in {his} bag.
In the evening {he} reads it in bed until the light goes out.
The next week {he} brings it back and takes another.
"""),
        Plan("""
[Today|Tomorrow|On {day}] is the birthday of {name}.
Happy birthday, {name}!
{name} has {his} birthday on {day}, and {he} invites [ten|all {his}] friends.

In the morning {he} gets a letter from {friend}.
{his} parents wake {him} with a song.
{his} [grandmother|grandfather] bakes the best cake for {him}.

In the afternoon the first guests come with presents.
{friend} gives {him} [a book|a game|a watch|a ball].
The nicest present is from {friend}.

(maybe)
{friend} is late, because {f_he} forgot the present.
{he} was angry because {friend} forgot {his} birthday.
The dog eats a piece of the cake.

They eat cake and drink juice.
Then they play games in the garden.
They dance until the music stops.
Everybody sings, and {name} turns red.

In the evening {he} thanks {his} friends.
Thank you for the present, says {name}.
In the evening the last guests go home.

At night {he} is tired, but {he} reads the new book.
It was the best birthday of all.
The next morning there is still some cake left.
"""),
        Plan("""
{name} and {friend} are watching a film with their friends.
On {day} {name} and {friend} go to the cinema.
Do you want to see a film tonight, asks {name}.

The tickets are [cheap|expensive], but the seats are soft.
They buy tickets and a bag of [nuts|sweets].
They sit in the [last|first] row.

The lights go out, and the film begins.
The film is about [a thief and a dog|a ship in a storm|two friends and a bank].
It is quiet, and then the film starts.

(maybe)
A tall man sits down in front of {name}.
A phone rings in the middle of the film.
The film is sadder than {name} thought.
{friend} eats all the nuts.

In the first half nothing happens.
Then it gets more and more exciting.
At the saddest moment {friend} [cries|holds {his} hand].

{name} is so tired that {he} falls asleep.
In the middle {friend} falls asleep.
Near the end everybody laughs.

When the film ends, they [go outside|stay in their seats].
After the film they talk about it for an hour.
On the way home {name} says that the book was better.
"""),
        Plan("""
The neighbours of {name} are [so loud|very loud|louder than a train].
The neighbours have a [party|new drum|loud radio].
New neighbours moved into the house next to {name}.

First there is [music|laughing], then somebody shouts.
At [ten|eleven] the music gets louder.
{name} cannot sleep, and {his} [brother|sister] cannot read.

{name} knocks on the wall, but nobody hears it.
{name} closes the window and puts a pillow over {his} head.
{he} counts to a hundred and gets up.

(maybe)
The dog of the neighbours barks too.
A baby cries in the third flat.
The noise is worse than last week.

At last {he} goes over and rings the bell.
{he} writes a letter: please be quiet [at night|after ten].
Can you turn the music down, please?

The door opens, and {friend} [says sorry|smiles].
We are sorry, says {friend}, we did not know.
They turn off the radio at once.

Now it is so quiet that {name} can hear the clock.
In the end {he} is invited to the next party.
The next day they bring {him} a cake.
"""),
        Plan("""
{name} wrote a letter to {his} friend {friend}.
I wrote a letter to my friend {friend}.
Dear {friend}, how are you?

Thank you for your [help|letter|photos].
I have not written for a long time, and I am sorry.
I hope that you are well.

We live in a little village now.
My parents live in a [small|quiet] village near a lake.
Here it is [colder|quieter|warmer] than in the city.

(maybe)
Our dog has four puppies, and the smallest sleeps in my shoe.
I go to a new school, and the teachers are nice.
I am learning to swim, but the lake is cold.
My [brother|sister] plays the piano now.

In the summer I will have [two|three|four] weeks of holidays.
Do you still play {game}?
Do you remember our trip to {town}?

Please come and visit us soon.
Can you come on {day}?
We have a bed for you, and my [mother|father] bakes bread.

Write back soon, your {name}.
See you next week!
Then {name} puts a stamp on the letter and takes it to the post office.
"""),
        Plan("""
Can you help me, please, asks {name}.
What are you looking for, asks {friend}.
All day long it rained, and {name} and {friend} stayed inside.

I cannot find my {thing}, says {name}.
My {thing} is not in its place, says {name}.
Did you see my {thing}, asks {name}.

Yes, of course, says {friend}.
Wait a minute, I am coming, says {friend}.
Sorry, I have no time, says {friend}.

(maybe)
Where did you see it last?
Please open the window, it is warm in here.
Did you have it yesterday?

You can take mine, but bring it back.
I think it is [on the table|behind the door|near the window].
Look on the chair, there is something {colour}.

I lost my old one yesterday, says {name}.
{name} looks [again|everywhere] and finds it.
There it is, says {name}!

Thank you for your help, says {name}.
See you tomorrow, says {friend}.
Turn off the light when you leave the room, says {friend}.
"""),
        Plan("""
{name} has to go to the dentist [tomorrow|on {day}].
One tooth of {name} hurts.
{name} eats too much {sweet}, and now {his} tooth hurts.

{he} is afraid and does not want to go.
At night the pain is worse, and {he} cannot sleep.
{his} [father|mother] calls the dentist.

In the waiting room {he} reads an old newspaper.
A child comes out and smiles.
The chair of the dentist is big and white.

Please open your mouth, says the dentist.
The dentist looks at every tooth.
There is a little hole in the tooth.

(maybe)
The drill is loud, but it does not hurt.
{he} thinks of [the sea|dinner] and closes {his} eyes.
Soon it will be over, says the dentist.

After ten minutes the hole is gone.
Then {he} can stand up.
The dentist gives {him} a new toothbrush.

You must brush your teeth longer, says the dentist.
For two hours {he} cannot eat.
Now the tooth is healthy, and {he} eats less {sweet}.
At home {he} brushes {his} teeth twice.
"""),
        Plan("""
{name} has an old bicycle.
The bicycle of {name} is broken.
In the morning {name} sees that the wheel is flat.

The tyre has a hole, and the air is gone.
A nail is in the tyre.
The chain is dry and makes a loud noise.

{he} turns the bicycle over and takes off the wheel.
{friend} brings {f_his} tools and a pump.
First they put the tyre into water and look for the hole.

(maybe)
{his} hands are black with oil.
One screw is lost, and another does not fit.
{friend} says that a new bicycle is better.

Then they put glue on the hole and wait.
After ten minutes they pump air into the tyre.
{he} puts some oil on the chain.

{name} puts the wheel back, and the bicycle stands again.
Now the bicycle is faster than before.
The tyre holds the air again.

In the afternoon they ride to {town}.
In the end {he} washes {his} hands and rides away.
When the rain starts, {he} is already home.
"""),
    ],
    flatness=60.0,
)

# ------------------------------------------------------------------------------------------------------------- things

# thing; which ones there are; what it is for; where it is kept; what happens to it
THINGS = table("""
cup; coffee, tea; have breakfast, drink something hot; on the shelf, in the cupboard; break, fall down
bottle; milk, juice; carry water, drink something; in the fridge, in the cellar; break, fall over
spoon; wooden, soup; stir something, feed the baby; in the drawer, in the kitchen; fall under the table, get lost
knife; sharp, bread; cut onions, open a parcel; in the drawer, in the kitchen; get dirty, get lost
chair; garden, kitchen; sit down, rest a little; at the table, in the corner; break, fall over
lamp; desk, oil; read at night, find the way; near the bed, in the corner; go out, shine all night
book; library, school; learn something, pass the time; on the shelf, under the bed; get lost, get yellow
key; rusty, house; open the door, lock the door; in the pocket, on a nail; get lost, fall into the snow
coat; winter, fur; keep warm, hide from the wind; behind the door, in the cupboard; get wet, get dirty
clock; wall, alarm; know the time, wake up early; on the wall, near the bed; stop, break
coin; gold, silver; pay for bread, buy a stamp; in the pocket, in the wallet; roll under the sofa, get lost
ball; tennis, rubber; play with the dog, win a game; in the garden, in the cellar; roll away, get lost
car; family, sports; drive to work, bring the children to school; in the garage, in the street; break down, get dirty
boat; sailing, fishing; catch fish, cross the lake; in the harbour, on the bank; get old, come back late
phone; mobile, office; call a friend, send a message; on the desk, in the pocket; ring, break
candle; birthday, wax; make light, decorate a cake; on the table, in the window; burn down, go out
hat; straw, felt; keep the sun away, look good; on a nail, on the shelf; fly away, get wet
plate; dinner, paper; serve fish, eat noodles; on the table, in the cupboard; break, fall down
brush; paint, hair; begin the work, look good; in the drawer, in the bathroom; get dirty, get lost
egg; brown, goose; bake a cake, make breakfast; in the fridge, in the kitchen; break, get cold
""")
THING_OPENING = Forms("""
There is a {kind} {thing} {where}.
{name} has a [new|good|nice] {kind} {thing}.
Why do people need a {kind} {thing}?
{name} bought a {kind} {thing} [yesterday|last week|at the market].
[This|My|Our] {kind} {thing} is [old|new|from the market].
{name} collects {kind} {things}.
{name} [found|got|lost] a {kind} {thing} [yesterday|last week].
One {kind} {thing} is [enough|better than none].
""")
THING_USE = Forms("""
You [need|take|use] a {kind} {thing} to {use}.
With this {kind} {thing} you can {use}.
A good {thing} helps you to {use}.
{name} takes the {kind} {thing} because {he} wants to {use}.
It is hard to {use} without a {thing}.
People use {kind} {things} to {use}.
What is a {kind} {thing} good for? You can {use}.
[Many people|Most people] have a {kind} {thing} to {use}.
{name} uses the {kind} {thing} to {use} [every day|again and again].
Do you want to {use}? Then take the {kind} {thing}.
Without a {kind} {thing} it is not [easy|so easy] to {use}.
[Yesterday|Last week] {name} used a {kind} {thing} to {use}.
It is not easy to {use} with [an old|a bad] {thing}.
A {kind} {thing} is [just right|good enough] to {use}.
[Today|Tomorrow] {name} wants to {use}, and for that {he} needs a {kind} {thing}.
My {kind} {thing} helps me to {use}.
""")
THING_PLACE = Forms("""
The {kind} {thing} is {where}.
These {kind} {things} are usually {where}.
[Most|Many|All our] {kind} {things} are {where}.
{name} keeps {his} {kind} {thing} {where}.
I saw [two|three|four|many] {kind} {things} {where}.
[These|The other|Your] {things} belong {where}.
Where is the {kind} {thing}? It is {where}.
[Two|Three|Some] {kind} {things} are still {where}.
[Two|Three|Four] old {kind} {things} were {where} for years.
Look {where}, there is a {kind} {thing}.
[My|Our|Your] {kind} {things} were {where} [yesterday|last week].
""")
THING_MANY = Forms("""
[Two|Three|Four|Five] {kind} {things} are [better|more expensive] than one {thing}.
[These|Those] {kind} {things} are [old|new|cheap|expensive], but this {thing} is not.
How many {kind} {things} do you need? One {kind} {thing} is enough.
{friend} has [two|three|many|more] {kind} {things}, {name} has only one {thing}.
[Some|Most|Many] {kind} {things} are [old|new|cheap|expensive].
The new {kind} {things} are [nicer|better] than the old {things}.
[All|Both] {kind} {things} look the same to {name}.
Both {kind} {things} are [nicer|better] than my {kind} {thing}.
""")
THING_FATE = Forms("""
Sometimes {kind} {things} {fate}.
One day the {kind} {thing} {fell}.
[Yesterday|Last night|This morning] the {kind} {thing} {fell}.
[Many|Old|Cheap] {things} {fate} [sooner or later|sometimes].
When the {kind} {thing} {fell}, {name} [laughed|was sad|was angry].
Old {kind} {things} {fate}, and then you need new {things}.
[Do not worry|It is no problem] when {kind} {things} {fate}.
{name} was [not there|at work|asleep] when the {kind} {thing} {fell}.
All {things} {fate} [one day|in the end].
[Sooner or later|In time] all {kind} {things} {fate}.
First one {thing} {fell}, then two other {things}.
""")
THING_END = Forms("""
In the end {name} bought another {kind} {thing}.
Now {name} has two {kind} {things}, an old one and a new one.
Then {name} put the {kind} {thing} back {where}.
{friend} [lent|gave] {name} a new {kind} {thing}, and {he} was happy.
At last {name} found the other {kind} {things} {where}.
From that day {name} kept all {his} {kind} {things} {where}.
[Now|So] the {kind} {thing} is {where} again, and {name} is happy.
[In the end|At last] {name} gave the {kind} {thing} to {friend}.
{name} [sold|gave away] all the old {things} and kept one {kind} {thing}.
Since then {name} has [three|four] {kind} {things} [at home|just to be sure].
[Later|The next day] {friend} brought two more {kind} {things}.
[One day|Next year] {name} will need a new {kind} {thing}.
[Tomorrow|Next week] {name} wants to buy [two|three] more {things}.
""")

ADJECTIVES = adjectives("""
easy; first, last, middle, extra; riddle, puzzle; at the party, in the newspaper; every child can do it, we need only a minute, nobody makes a mistake
warm; woollen, striped, cotton, blue; blanket, scarf; in the cupboard, on the bed; you forget the winter, nobody is cold, I use it every day
loud; silver, wooden, borrowed, broken; drum, trumpet; in the flat, upstairs; the neighbours knock on the wall, we cannot hear our own words, the baby wakes up
old; royal, ruined, stone, forgotten; castle, church; in this region, on the hill; it needs a new roof, old songs speak about it, tourists take photos of it
cheap; plain, paper, plastic, garden; lamp, chair; in the shop, at the market; even a student can pay for it, nobody has to save money, I can buy two of them
heavy; leather, travel, lost, locked; bag, suitcase; at the airport, on the train; nobody can lift it, my arms hurt, we need a cart to move it
hard; written, spoken, final, surprise; exam, test; at school, in our class; only two pupils know the answer, we think for an hour, nobody finishes
""")


def _scene(draw: Draw) -> list[str]:
    chosen = {slot: draw.one(items) for slot, items in LISTS.items()}
    return draw.weighted(SCENES).tell(draw, {**chosen, **two_people(draw)})


def _thing(draw: Draw) -> list[str]:
    thing, kinds, uses, places, fates = draw.one(THINGS)
    fate = draw.one(several(fates))
    facts = {
        "thing": thing,
        "things": plural(thing),
        "kind": draw.one(several(kinds)),
        "fate": fate,
        "fell": past(fate),
    }
    steps = [THING_OPENING, THING_PLACE, THING_USE, THING_MANY, THING_PLACE, THING_FATE, THING_MANY, THING_END]
    if draw.chance(0.5):
        steps.remove(draw.one((THING_USE, THING_MANY, THING_FATE)))
    return tell(draw, steps, {**facts, **two_people(draw), "use": several(uses), "where": several(places)})


def _adjective(draw: Draw) -> list[str]:
    return compare(draw, ADJECTIVES)


DOCUMENTS = (_scene, _scene, _scene, _scene, _adjective, _adjective, _adjective, _thing, _thing, _thing)


def write(draw: Draw) -> list[str]:
    """A document about a day, a thing, or one that compares three things."""
    return draw.one(DOCUMENTS)(draw)
