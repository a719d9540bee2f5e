"""Twelve heads whose right maps are known beforehand, in a model of BERT's width. Notebook 05.

Nothing is trained here. The weights are written down, one head after the other, so that each head does one thing that
can be said in words: look at the previous word, at the first word, at the same word elsewhere, ...

How: every place, 3 say, is written as waves, cos(3 f) and sin(3 f) for 31 frequencies f. The dot product of two places
is the sum of cos((i - j) f): 31 for equal places, at most 12 for others within 512. Turning the waves adds to the
number: a matrix makes those of 2 from those of 3. A head that multiplies its queries with this matrix finds, for the
word at place 3, the key at place 2: the previous word.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from word2bert.models.attention import MultiHeadAttention

HEADS, SIZE = 12, 64
WIDTH = HEADS * SIZE
MOST_TOKENS = 512
NAMES = (
    "previous word",
    "next word",
    "mirrored place",
    "first word",
    "half a text away",
    "every word alike",
    "same word",
    "same sentence",
    "previous sentence",
    "sentence start",
    "place in sentence",
    "most frequent word",
)

FREQUENCIES = torch.cat([torch.tensor([torch.pi / 512]), torch.arange(1, 31).sqrt()])
WAVES = 2 * len(FREQUENCIES)  # 62: a cosine and a sine for each; two of a head's 64 numbers are left for flags
SHARP = 5.5  # so large that the softmax gives all but a thousandth to the keys that are meant

# Which numbers of a word say what: three times waves, six flags (0 or 1), and then who the word is.
PLACE, SENTENCE, PLACE_IN_SENTENCE = (slice(start, start + WAVES) for start in (0, WAVES, 2 * WAVES))
ALWAYS, FIRST, LAST, IN_FIRST_SENTENCE, BEGINS, FREQUENT = range(3 * WAVES, 3 * WAVES + 6)
WORD = slice(3 * WAVES + 6, WIDTH)


def constructed_input(words: Int[Tensor, "tokens"], sentences: Int[Tensor, "tokens"]) -> Float[Tensor, "tokens width"]:
    """X of shape (tokens, 768) for the heads: where each word stands, and which word it is (numbers of 1 and -1).

    words: the number of each word in a dictionary; sentences: 0 for each word of the first sentence, 1 for the next ...
    Raises ValueError for no or more than 512 words, and for sentences that are not counted from 0 in steps of 1.
    """
    check(words, sentences)
    tokens = len(words)
    codes = torch.randint(
        0, 2, (int(words.max()) + 1, WORD.stop - WORD.start), generator=torch.Generator().manual_seed(5)
    )
    x = torch.zeros(tokens, WIDTH)
    x[:, PLACE] = waves(torch.arange(tokens))
    x[:, SENTENCE] = waves(sentences)
    x[:, PLACE_IN_SENTENCE] = waves(places_in_sentences(sentences))
    x[:, ALWAYS] = 1
    x[0, FIRST] = 1
    x[-1, LAST] = 1
    x[:, IN_FIRST_SENTENCE] = (sentences == 0).float()
    x[:, BEGINS] = (places_in_sentences(sentences) == 0).float()
    x[:, FREQUENT] = (words == most_frequent(words)).float()
    x[:, WORD] = 2.0 * codes[words] - 1
    return x


def constructed_heads(tokens: int) -> MultiHeadAttention:
    """The model with the twelve heads, for texts of exactly so many words; NAMES says what each head looks at.

    With a text of another length three heads go wrong, and nothing says so: "next word" (for the last word), "mirrored
    place" and "half a text away". Its values and its output are the words' own numbers: head h fetches the numbers 64 h
    to 64 h + 63 of the words that it looks at. Raises ValueError for a number of tokens outside 1 to 512.
    """
    if not 1 <= tokens <= MOST_TOKENS:
        raise ValueError(f"tokens is {tokens}; the waves tell 1 to {MOST_TOKENS} places apart")
    model = MultiHeadAttention(WIDTH, HEADS)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        model.value.weight.copy_(torch.eye(WIDTH))
        model.output.weight.copy_(torch.eye(WIDTH))
        # query[h] and key[h] make the 64 numbers of head h from the 768 of a word: views, written in place
        query, key = (linear.weight.view(HEADS, SIZE, WIDTH) for linear in (model.query, model.key))
        last = tokens - 1
        same = SHARP * torch.eye(WAVES)

        look(query[0], key[0], PLACE, SHARP * turned(-1))
        query[0, :WAVES, FIRST] = SHARP * (waves_of(0) - waves_of(-1))  # nothing before the first word: it sees itself
        look(query[1], key[1], PLACE, SHARP * turned(1))
        query[1, :WAVES, LAST] = SHARP * (waves_of(last) - waves_of(last + 1))
        look(query[2], key[2], PLACE, SHARP * turned(last) @ mirrored())
        look(query[3], key[3], PLACE)
        query[3, :WAVES, ALWAYS] = SHARP * waves_of(0)
        look(query[4], key[4], PLACE, 2 * SHARP * (turned(tokens // 2) + turned(-(tokens // 2))))  # on or back
        # head 5 stays zero: all scores are 0, and the softmax makes them alike
        query[6, :WAVES, WORD.start : WORD.start + WAVES] = same
        key[6, :WAVES, WORD.start : WORD.start + WAVES] = torch.eye(WAVES)
        look(query[7], key[7], SENTENCE, same)
        look(query[8], key[8], SENTENCE, SHARP * turned(-1))
        query[8, :WAVES, IN_FIRST_SENTENCE] = SHARP * (waves_of(0) - waves_of(-1))
        look(query[9], key[9], SENTENCE, same)
        flag(query[9], key[9], BEGINS)
        look(query[10], key[10], PLACE_IN_SENTENCE, same)
        flag(query[11], key[11], FREQUENT)
    return model


def right_maps(words: Int[Tensor, "tokens"], sentences: Int[Tensor, "tokens"]) -> Float[Tensor, "heads tokens tokens"]:
    """What the maps of the twelve heads have to be, said directly and without any attention: every word shares its
    attention equally among the words that the head's name means. Raises as `constructed_input`."""
    check(words, sentences)
    tokens = len(words)
    place, inside = torch.arange(tokens), places_in_sentences(sentences)
    row, column = place[:, None], place[None, :]
    meant = [
        column == (row - 1).clamp(min=0),
        column == (row + 1).clamp(max=tokens - 1),
        column == tokens - 1 - row,
        (column == 0).expand(tokens, tokens),
        (column - row).abs() == tokens // 2,
        torch.ones(tokens, tokens),
        words[:, None] == words[None, :],
        sentences[:, None] == sentences[None, :],
        (sentences[:, None] - 1).clamp(min=0) == sentences[None, :],
        (sentences[:, None] == sentences[None, :]) & (inside == 0)[None, :],
        inside[:, None] == inside[None, :],
        (words == most_frequent(words))[None, :].expand(tokens, tokens),
    ]
    shares = torch.stack([chosen.float() for chosen in meant])
    return shares / shares.sum(dim=-1, keepdim=True)


def waves(numbers: Int[Tensor, "tokens"]) -> Float[Tensor, "tokens waves"]:
    """cos(n f) for every frequency f, then sin(n f)."""
    angles = numbers[:, None] * FREQUENCIES
    return torch.cat([angles.cos(), angles.sin()], dim=1)


def waves_of(number: int) -> Float[Tensor, "waves"]:
    return waves(torch.tensor([number]))[0]


def turned(steps: int) -> Float[Tensor, "waves waves"]:
    """The matrix that makes the waves of n + steps from those of n: cos(a + b) = cos a cos b - sin a sin b."""
    cos, sin = (torch.diag(part) for part in waves_of(steps).chunk(2))
    return torch.cat([torch.cat([cos, -sin], dim=1), torch.cat([sin, cos], dim=1)])


def mirrored() -> Float[Tensor, "waves waves"]:
    """The matrix that makes the waves of -n from those of n: only the sines change their sign."""
    return torch.diag(torch.cat([torch.ones(WAVES // 2), -torch.ones(WAVES // 2)]))


def look(
    query: Float[Tensor, "size width"],
    key: Float[Tensor, "size width"],
    part: slice,
    matrix: Float[Tensor, "waves waves"] | None = None,
) -> None:
    """The head compares this part of the words: the keys are the part itself, the queries the part times the matrix."""
    key[:WAVES, part] = torch.eye(WAVES)
    if matrix is not None:
        query[:WAVES, part] = matrix


def flag(query: Float[Tensor, "size width"], key: Float[Tensor, "size width"], column: int) -> None:
    """Words with this flag get a score that is higher by 12 * 12 / 8 = 18, whoever asks."""
    query[WAVES, ALWAYS] = 12
    key[WAVES, column] = 12


def places_in_sentences(sentences: Int[Tensor, "tokens"]) -> Int[Tensor, "tokens"]:
    """0 for the first word of every sentence, 1 for its second ..."""
    starts = torch.searchsorted(sentences, sentences)
    return torch.arange(len(sentences)) - starts


def most_frequent(words: Int[Tensor, "tokens"]) -> int:
    """The number of the word that occurs most often; the smallest one where several do."""
    return int(words.bincount().argmax())


def check(words: Int[Tensor, "tokens"], sentences: Int[Tensor, "tokens"]) -> None:
    """Raise ValueError unless there are 1 to 512 words, and sentences are counted 0, 0, ... 1, 1, ..."""
    if not 1 <= len(words) <= MOST_TOKENS:
        raise ValueError(f"there are {len(words)} words; the waves tell 1 to {MOST_TOKENS} places apart")
    steps = sentences.diff()
    if sentences[0] != 0 or bool(((steps != 0) & (steps != 1)).any()):
        raise ValueError(
            f"sentences is {sentences[:8].tolist()} ...; count the words' sentences from 0: 0, 0, 0, 1, 1, 2, ..."
        )
