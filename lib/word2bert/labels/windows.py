"""Word2vec's examples: a window slides over the sentence, and the word in the middle and its neighbours are paired."""

from collections.abc import Iterator, Sequence

import torch
from jaxtyping import Bool, Int
from torch import Tensor


def windows(sentence: Sequence[str], window: int = 2, partial: bool = True) -> Iterator[tuple[str, list[str]]]:
    """Each word of the sentence with its neighbours: at most `window` words on each side, never beyond the sentence.

    `partial=False` keeps only the full windows of 2 * window + 1 words.
    Raises TypeError for a str (pass a list of words) and ValueError for a window below 1.
    """
    if isinstance(sentence, str):
        raise TypeError(f"the sentence is a str, {sentence[:40]!r}: pass a list of words, as words(sentence) makes it")
    check_window(window)
    for place, word in enumerate(sentence):
        neighbours = [*sentence[max(0, place - window) : place], *sentence[place + 1 : place + 1 + window]]
        if neighbours and (partial or len(neighbours) == 2 * window):
            yield word, neighbours


def cbow_examples(sentence: Sequence[str], window: int = 2, partial: bool = True) -> list[tuple[list[str], str]]:
    """(input, label) of CBOW: the neighbours are the input, the word in the middle is the label (`windows`)."""
    return [(neighbours, word) for word, neighbours in windows(sentence, window, partial)]


def skip_gram_examples(sentence: Sequence[str], window: int = 2, partial: bool = True) -> list[tuple[str, str]]:
    """(input, label) of skip-gram: the word in the middle is the input, each neighbour a label (`windows`)."""
    return [(word, near) for word, neighbours in windows(sentence, window, partial) for near in neighbours]


def neighbours_of(stream: Int[Tensor, " stream"], window: int) -> Int[Tensor, "tokens neighbours"]:
    """The 2 * window neighbours of every token of a stream, left ones first.

    The stream has `window` more entries on each side than there are tokens: stream = tokens + 2 * window.
    """
    around = stream.unfold(0, 2 * window + 1, 1)
    return torch.cat([around[:, :window], around[:, window + 1 :]], dim=1)


def neighbour_mask(
    sentence: Int[Tensor, " stream"], reach: Int[Tensor, " tokens"], window: int
) -> Bool[Tensor, "tokens neighbours"]:
    """True where a neighbour counts: in the same sentence, and at most `reach` words away.

    `sentence` is the number of the sentence of every entry of the stream; -1 marks what is not text.
    """
    own = sentence[window:-window]
    own = own.masked_fill(own < 0, -2)[:, None]  # no neighbour has this number
    distance = torch.arange(-window, window + 1, dtype=reach.dtype, device=sentence.device).abs()
    distance = torch.cat([distance[:window], distance[window + 1 :]])
    return (neighbours_of(sentence, window) == own) & (distance <= reach[:, None])


def check_window(window: int) -> None:
    """Raises ValueError unless there is at least one word on each side."""
    if window < 1:
        raise ValueError(f"window={window}: a window has at least 1 word on each side; the course uses 2")
