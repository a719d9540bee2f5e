"""Next words: every word of a text is a question about the one that follows it. Notebook 07."""

from collections.abc import Sequence

from jaxtyping import Bool, Int
from torch import Tensor

from word2bert.labels.batches import Batches, Examples, padded
from word2bert.labels.masking import NOT_ASKED


def next_word_examples(sentence: Sequence[str]) -> list[tuple[list[str], str]]:
    """(input, label): all words so far are the input, the word after them is the label.

    Raises TypeError for a str, which would become a list of letters.
    """
    if isinstance(sentence, str):
        raise TypeError(f"the sentence is a str, {sentence[:40]!r}: pass a list of words, as words(sentence) makes it")
    return [(list(sentence[:place]), sentence[place]) for place in range(1, len(sentence))]


def next_words(
    ids: Int[Tensor, "batch tokens"], real: Bool[Tensor, "batch tokens"] | None = None
) -> tuple[Int[Tensor, "batch inputs"], Int[Tensor, "batch inputs"]]:
    """What the model reads, all tokens but the last, and the labels, all tokens but the first.

    real: False for padding, whose label is NOT_ASKED. The causal mask of the model keeps label t from input t.
    """
    labels = ids[:, 1:]
    if real is not None:
        labels = labels.masked_fill(~real[:, 1:], NOT_ASKED)
    return ids[:, :-1], labels


def next_word_batches(
    texts: Sequence[Sequence[int]], pad_id: int, batch_size: int = 32, seed: int = 0
) -> Batches[Sequence[int]]:
    """Batches of texts (lists of ids, with start and end mark) for a model that predicts the next word."""

    def make(samples: list[Sequence[int]], places: Int[Tensor, " batch"]) -> Examples:
        ids, real = padded(samples, pad_id)
        inputs, labels = next_words(ids, real)
        return Examples({"ids": inputs}, {"next word": labels}, int(real[:, 1:].sum()), labels.numel())

    return Batches(texts, make, batch_size, seed)
