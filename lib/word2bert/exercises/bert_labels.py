"""Exercises of notebook 08."""

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from word2bert.exercises.answers import NotYet, attempt, checker, choice, number, recognise

WORDS = 2_000  # of the text on paper
CLS, SEP = "[CLS]", "[SEP]"
SPECIAL, MASK_ID, DICTIONARY, THROWS = 5, 4, 1_005, 165_000
NEAR = 0.005  # nearly five standard deviations of a share of so many throws, and half of what 81 is away from 80

SHARED = "It was dark by then."
DOCUMENTS = (
    ("The ferry leaves at six.", "Nobody waits for it.", SHARED, "The lamps are lit."),
    ("A fox ran over the road.", "It stopped at the gate.", SHARED, "Then it was gone."),
    ("Bread needs flour and water.", "It needs time as well.", "In the morning it is baked."),
    ("The river comes from the hills.", "In spring it is high.", "The bridge is old.", "Cars must not cross it."),
    ("My aunt repairs clocks.", "She has a hundred of them.", "All of them are late."),
)


@checker
def vote(answer: Any) -> str:
    """The vote on the label where the dice have put apple in the place of hairy."""
    why = {
        "A": "apple is what BERT reads there. The label is what stood there.",
        "B": "Nobody is asked for [MASK]. It is a question, never an answer.",
        "D": "-100 stands where nothing is asked. This place was chosen by the dice.",
    }
    return choice(answer, "C", "Whatever the dice put there, the label is what stood there.", why, "Vote with a letter")


@checker
def on_paper(answer: Any) -> str:
    """How many of 2,000 words are asked, become [MASK], become another word, stay."""
    try:
        found = [number(part, "Each of the four") for part in answer]
    except TypeError:
        found = []
    if len(found) != 4:
        raise NotYet(f"Write four numbers, (asked, [MASK], another word, stay); here is {answer!r}.")
    asked, masked, other, stays = found
    if asked == WORDS:
        raise NotYet("Not every word is asked: 15 % of them.")
    if asked != 300:
        raise NotYet("15 % of 2,000 words are asked.")
    if (masked, other, stays) == (1_600, 200, 200):
        raise NotYet("80, 10 and 10 % are shares of the 300 words that are asked, not of all words.")
    if (masked, other, stays) in ((243, 30, 27), (243, 27, 30)):
        raise NotYet("That is 81/10/9: a second coin was thrown for what the first had left. The shares must add up.")
    if (masked, other, stays) != (240, 30, 30):
        raise NotYet("Of the 300 words that are asked 80 % become [MASK], 10 % another word, and 10 % stay.")
    return "BERT reads 240 times [MASK] and 30 wrong words, and is asked at 300 of 2,000 places."


@checker
def frame(function: Any) -> str:
    """A function (first, second), lists of pieces -> the tokens as BERT reads them, and a segment for each."""
    for first, second in ((["my", "dog"], ["he", "walk", "##s"]), (["yes"], ["no"])):
        found = attempt(function, list(first), list(second))
        try:
            tokens, segments = (list(part) for part in found)
        except (TypeError, ValueError):
            raise NotYet("Return two lists: the tokens, and a segment (0 or 1) for each of them.") from None
        _tokens(tokens, first, second)
        right = [0] * (len(first) + 2) + [1] * (len(second) + 1)
        if len(segments) != len(tokens):
            raise NotYet(f"There are {len(tokens)} tokens and {len(segments)} segments: each token needs one.")
        if segments == [1 - segment for segment in right] or segments == [1 + segment for segment in right]:
            raise NotYet("The first stretch is segment 0, the second is segment 1.")
        if segments == [0] * (len(first) + 1) + [1] * (len(second) + 2):
            raise NotYet("The [SEP] after the first stretch still belongs to it: segment 0.")
        if segments != right:
            raise NotYet(f"For {tokens} the segments are {right}; here they are {segments}.")
    return "[CLS] opens, a [SEP] closes each stretch, and the segments tell the two apart."


def _tokens(tokens: Sequence[str], first: Sequence[str], second: Sequence[str]) -> None:
    right = [CLS, *first, SEP, *second, SEP]
    if tokens == right[:-1]:
        raise NotYet("A [SEP] closes the second stretch, too.")
    if tokens == right[1:]:
        raise NotYet("[CLS] is missing: BERT answers the question about the pair there.")
    if tokens == [CLS, *first, *second, SEP]:
        raise NotYet("Nothing separates the two: put a [SEP] between them.")
    if tokens == [CLS, *first, SEP, CLS, *second, SEP]:
        raise NotYet("There is one [CLS] for the pair, at the very beginning.")
    if tokens != right:
        raise NotYet(f"The tokens should be {right}; here they are {tokens}.")


@checker
def change(function: Any) -> str:
    """A function (ids, chosen, mask_id, ordinary) -> what BERT reads: 80 % [MASK], 10 % other words, 10 % as before."""
    ordinary = torch.arange(SPECIAL, DICTIONARY)
    ids = ordinary[torch.arange(THROWS) * 7 % len(ordinary)]
    chosen = torch.arange(THROWS) % 11 != 0
    given_ids, given_chosen, given_ordinary = ids.clone(), chosen.clone(), ordinary.clone()
    found = attempt(function, given_ids, given_chosen, MASK_ID, given_ordinary)
    if not torch.equal(given_ids, ids) or not torch.equal(given_chosen, chosen):
        raise NotYet("The ids that you were given have changed. Then the labels are lost: work on a copy, ids.clone().")
    try:
        read = torch.as_tensor(found)
    except (TypeError, ValueError, RuntimeError):
        raise NotYet(f"Return the ids that BERT reads; here is a {type(found).__name__}.") from None
    if read.shape != ids.shape:
        raise NotYet(f"Return an id for each of the {len(ids)} places; here the shape is {tuple(read.shape)}.")
    if not torch.equal(read[~chosen], ids[~chosen]):
        raise NotYet("A word that was not chosen has changed: only places where chosen is True may.")
    _words(read[chosen], ids[chosen], ordinary)
    return "One number for each place decides all three cases, so the shares add up: 80, 10 and 10 %."


def _words(read: Int[Tensor, " chosen"], ids: Int[Tensor, " chosen"], ordinary: Int[Tensor, " ordinary"]) -> None:
    masked, stays = read == MASK_ID, read == ids
    random = ~masked & ~stays
    strange = random & ~torch.isin(read, ordinary)
    if strange.any():
        one = int(read[strange][0])
        what = "a special token, such as [SEP]" if 0 <= one < SPECIAL else "no word of the dictionary"
        raise NotYet(f"One of your random words has the id {one}: {what}. Draw a place in ordinary, and take its id.")
    shares = [float(where.float().mean()) for where in (masked, random, stays)]
    again = "you throw a coin again for what the last one has left. Draw one number for a place"
    known = {
        (0.81, 0.10, 0.09): f"81/10/9: {again}",
        (0.81, 0.09, 0.10): f"81/9/10: {again}",
        (0.80, 0.02, 0.18): "Your second coin is thrown for the 20 % that are left, and 10 % of 20 % are 2 %",
        (0.80, 0.18, 0.02): "Your second coin is thrown for the 20 % that are left, and 10 % of 20 % are 2 %",
        (0.72, 0.10, 0.18): "Your second coin overwrites a [MASK] of the first. Draw one number for a place",
        (1.00, 0.00, 0.00): "Always [MASK], as in the simple form. Now 10 % get another word, and 10 % stay",
        (0.00, 0.00, 1.00): "Nothing has changed",
    }
    said = "/".join(f"{100 * share:.1f}" for share in shares)
    for wrong, why in known.items():
        if _near(shares, wrong):
            raise NotYet(f"{why}. Your shares: {said}.")
    if not _near(shares, (0.8, 0.1, 0.1)):
        raise NotYet(f"[MASK], another word and unchanged should be 80/10/10 % of the chosen words; here {said}.")
    if len(set(read[random].tolist())) < 100:
        raise NotYet("Your random words are always the same few. Draw a new one for each place.")


def _near(shares: Sequence[float], wanted: Sequence[float]) -> bool:
    return all(abs(share - other) < NEAR for share, other in zip(shares, wanted, strict=True))


@checker
def pair(function: Any) -> str:
    """A function (documents, d, s, goes_on) -> sentence s of document d, another sentence, and the label."""
    documents = [list(document) for document in DOCUMENTS]
    places = [(d, s) for d, document in enumerate(DOCUMENTS) for s in range(len(document) - 1)]
    for d, s in places:
        first, second, label = _pair(function, documents, d, s, True)
        if first != DOCUMENTS[d][s] or second != DOCUMENTS[d][s + 1]:
            raise NotYet(f"After sentence {s} of document {d} comes sentence {s + 1}; here it is {second!r}.")
        if label == 0:
            raise NotYet("The labels are swapped: in this course 1 means that the second goes on, 0 that it does not.")
        if label != 1:
            raise NotYet(f"The label of a pair that goes on is 1; here it is {label!r}.")
    seconds = set()
    for d, s in [place for place in places for _ in range(60)] + [(0, 1)] * 300:
        first, second, label = _pair(function, documents, d, s, False)
        if first != DOCUMENTS[d][s]:
            raise NotYet(f"The first is sentence {s} of document {d}, whatever the label; here it is {first!r}.")
        if label != 0:
            raise NotYet(f"The second does not go on, so the label is 0; here it is {label!r}.")
        if second == DOCUMENTS[d][s + 1] and second != SHARED:
            raise NotYet("Once your random sentence was the one that really comes next. Then the label 0 is a lie.")
        if second == SHARED == DOCUMENTS[d][s + 1]:
            raise NotYet(
                f"{SHARED!r} stands in two documents. Once it was your random sentence where it really comes next: "
                "draw again as long as the second is the true next one."
            )
        if second != SHARED and second in DOCUMENTS[d]:
            raise NotYet("Your random sentence may come from the same document. Draw another document first.")
        seconds.add(second)
    if len(seconds) < sum(map(len, DOCUMENTS)) // 2:
        raise NotYet("Your random sentences are always the same few: draw a document, then one of its sentences.")
    return "1 goes on, 0 does not; and the random sentence is never the true next one, not even by chance."


def _pair(function: Any, documents: list[list[str]], d: int, s: int, goes_on: bool) -> tuple[Any, Any, Any]:
    found = attempt(function, documents, d, s, goes_on)
    if documents != [list(document) for document in DOCUMENTS]:
        raise NotYet("The documents that you were given have changed. Draw from them without taking anything out.")
    if not isinstance(found, tuple | list) or len(found) != 3:
        raise NotYet("Return three things: the first sentence, the second sentence, and the label.")
    first, second, label = found
    known = {sentence for document in DOCUMENTS for sentence in document}
    for name, sentence in (("first", first), ("second", second)):
        if not isinstance(sentence, str) or sentence not in known:
            raise NotYet(f"The {name} should be a sentence of the documents; here it is {sentence!r}.")
    return first, second, label


@checker
def loss(function: Any) -> str:
    """A function (losses, labels), both (B, T) -> the mean of -ln p over the places that are asked."""
    losses = torch.tensor([[1.0, 2.0, 3.0, 4.0, 9.0], [2.5, 6.0, 7.0, 0.5, 9.0]])
    labels = torch.tensor([[-100, 17, 0, -100, -100], [-100, -100, 8, -100, -100]])
    for padding in (0, 3):
        more = torch.full((2, padding), 9.0), torch.full((2, padding), -100)
        given, wanted = torch.cat([losses, more[0]], 1), torch.cat([labels, more[1]], 1)
        found = attempt(function, given.clone(), wanted.clone())
        found = found.detach().float() if isinstance(found, Tensor) else torch.tensor(number(found, "The loss"))
        if found.numel() != 1:
            raise NotYet(f"The loss is one number; here the shape is {tuple(found.shape)}.")
        _mean(found.reshape(()), given, wanted != -100, wanted > 0)
    return "Sum over what is asked, divided by how much is asked. Padding changes nothing."


def _mean(
    found: Tensor, losses: Tensor, asked: Bool[Tensor, "batch tokens"], positive: Bool[Tensor, "batch tokens"]
) -> None:
    only = losses * asked
    wrong = {
        "You take the mean over all places. What is not asked, padding too, must not count.": losses.mean(),
        "You divide by all places, padding too: more padding, smaller loss. Divide by how many are asked.": only.mean(),
        "That is the sum: a larger batch would have a larger loss. Divide it by how many are asked.": only.sum(),
        "You divide by the number of sentences. Divide by how many places are asked.": only.sum() / len(losses),
        "You take a mean in each sentence first: one with few questions would count too much.": (
            (only.sum(1) / asked.sum(1)).mean()
        ),
        "A label of 0 is a label like any other. Only -100 means not asked.": losses[positive].mean(),
    }
    right = losses[asked].mean()
    if not torch.allclose(found, right, atol=1e-5):
        recognise(found, wrong)
        raise NotYet(f"At the places with a label -ln p is {losses[asked].tolist()}: their mean is not {found:.3f}.")
