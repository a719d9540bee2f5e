"""Exercises of notebook 03."""

import math
from typing import Any

from word2bert.exercises.answers import NotYet, attempt, checker, choice, number
from word2bert.labels import cbow_examples, next_word_examples, skip_gram_examples

SENTENCE = "the old lighthouse warns all ships at night".split()
MASK = "[MASK]"


@checker
def vote(answer: Any) -> str:
    """The vote on: in "the capital of china is beijing", what may GPT see when it is asked for the word capital?"""
    why = {
        "A": "That is BERT. In GPT a word that comes later is hidden by the causal mask.",
        "B": "A window of two on each side is CBOW's. GPT has no window.",
        "D": "Then it would have nothing to go by. Click the word in the widget, and look at the row of GPT.",
    }
    return choice(answer, "C", "GPT sees what stands before, here one word.", why, "Vote with one letter, A, B, C or D")


@checker
def how_many(answer: Any) -> str:
    """How many examples a sentence of eight words gives to CBOW, skip-gram (both with window 2) and GPT."""
    try:
        cbow, skip_gram, gpt = (int(number(part, "Each of the three")) for part in answer)
    except (TypeError, ValueError, OverflowError):
        raise NotYet(f"Write three whole numbers, (CBOW, skip-gram, GPT); here is {answer!r}.") from None
    if cbow != len(cbow_examples(SENTENCE)):
        raise NotYet("CBOW asks for every word once, at the ends of the sentence with fewer neighbours.")
    if skip_gram == 4 * len(SENTENCE):
        raise NotYet("Four neighbours for each word would be 32; at the ends of the sentence some are missing.")
    if skip_gram != len(skip_gram_examples(SENTENCE)):
        raise NotYet(
            "Skip-gram has an example for each neighbour. Add up the neighbours of the eight words: 2 + 3 + ..."
        )
    if gpt == len(SENTENCE):
        raise NotYet("Before the first word nothing stands that GPT could read (not counting a start mark).")
    if gpt != len(next_word_examples(SENTENCE)):
        raise NotYet("GPT has an example for every word that has something before it.")
    return "2 + 3 + 4 + 4 + 4 + 4 + 3 + 2 = 26 for skip-gram, one a word for CBOW, one less for GPT."


@checker
def next_words(function: Any) -> str:
    """A function (sentence) that gives GPT's examples: (list of all words so far, the next word)."""
    for sentence in (SENTENCE, ["hello", "world"], ["alone"]):
        found, right = attempt(function, list(sentence)), next_word_examples(sentence)
        try:
            pairs = [(list(seen), label) for seen, label in found]
        except (TypeError, ValueError):
            raise NotYet("Return a list of pairs: (list of the words so far, the next word).") from None
        if pairs == right:
            continue
        if any(label in seen for seen, label in pairs):
            raise NotYet("In one of your pairs the label stands in the input as well: the model could copy it.")
        if len(pairs) == len(sentence):
            raise NotYet("There is an example with nothing before the label. Begin with the second word.")
        if len(pairs) != len(right):
            raise NotYet(f"{len(sentence)} words give {len(right)} examples; here are {len(pairs)}.")
        place = next(place for place in range(len(right)) if pairs[place] != right[place])
        raise NotYet(f"Example {place} should be {right[place]}; here it is {pairs[place]}.")
    return "All words so far are the input, the next word is the label: no window."


@checker
def masked(function: Any) -> str:
    """A function (sentence, place) that gives the sentence with [MASK] at that place, and the label."""
    for place in (2, 0, len(SENTENCE) - 1):
        given = list(SENTENCE)
        found = attempt(function, given, place)
        if given != SENTENCE:
            raise NotYet("The sentence that you were given has changed: work on a copy, list(sentence).")
        try:
            read, label = found
        except (TypeError, ValueError):
            raise NotYet("Return two things: the sentence that BERT reads, and the label.") from None
        right = [*SENTENCE[:place], MASK, *SENTENCE[place + 1 :]]
        if label == MASK:
            raise NotYet("The label is what stood there; you return what stands there now. Take it out first.")
        if list(read) == [*SENTENCE[:place], *SENTENCE[place + 1 :]]:
            raise NotYet("You left the word out. Then BERT could not see where something is missing: put [MASK] there.")
        if list(read) == SENTENCE:
            raise NotYet("BERT reads the whole sentence, the label with it: it would copy, and learn nothing.")
        if list(read) != right or label != SENTENCE[place]:
            raise NotYet(f"At place {place} it should be {(right, SENTENCE[place])}; here it is {(list(read), label)}.")
    return "Both sides stay, one word is a question, and the text that you were given is as it was."


@checker
def two_classes(function: Any) -> str:
    """A function (a, b): the probability of the first of two classes with scores a and b, with one power only."""
    for a, b in ((2.0, 0.0), (0.0, 2.0), (-1.5, -1.5), (3.0, 2.5), (1000.0, 999.0), (999.0, 1000.0)):
        found = number(attempt(function, a, b), "The probability")
        right = 1 / (1 + math.exp(b - a))
        if math.isclose(found, 1 - right, abs_tol=1e-6) and a != b:
            raise NotYet("That is the probability of the second class: swap the sign in the power.")
        if (
            math.isclose(found, 1 / (1 + math.exp(-a)), abs_tol=1e-6)
            and b
            and not math.isclose(found, right, abs_tol=1e-6)
        ):
            raise NotYet("You took the sigmoid of the first score alone: what counts is the difference of the two.")
        if not math.isclose(found, right, abs_tol=1e-6):
            raise NotYet(f"For the scores {a} and {b} it gives {found:.3f}; right is {right:.3f}.")
    return "Two classes need one number: how much higher the first score is. That is the sigmoid."


@checker
def bug(answer: Any) -> str:
    """The number of the wrong line, 1 to 4, with which the loss of a BERT falls and it learns nothing."""
    why = {
        "1": "Line 1 is fine: about 15 % of the words are chosen.",
        "2": "Line 2 is fine: only the chosen words are asked, everywhere else the label is -100.",
        "4": "Line 4 is fine: -ln p of the label, and cross_entropy leaves out -100.",
    }
    praise = "No label is the id of [MASK], so nothing is masked: BERT reads the word it is asked for, and copies it."
    return choice(answer, "3", praise, why, "Write the number of a line, 1 to 4")
