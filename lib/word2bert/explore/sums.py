"""Sums of word vectors, counted: does country + "capital" lead to the capital? Notebook 02."""

from collections.abc import Mapping, Sequence

from word2bert.models.word_vectors import WordVectors


def answer_ranks(
    vectors: WordVectors, answers: Mapping[str, str], plus: Sequence[str] = (), exclude_inputs: bool = True
) -> dict[str, int]:
    """For each question word, the place of its answer among the words nearest to word + `plus`; 1 is the first.

    `answers` has the answer of each question word, {"china": "beijing"}. Questions with a word that is not in the
    dictionary are left out. With `exclude_inputs=False` the words of the sum itself compete for the first place.
    Raises KeyError when a word of `plus` is not in the dictionary.
    """
    ranks = {}
    for word, answer in answers.items():
        if word in vectors and answer in vectors:
            nearest = vectors.most_similar([word, *plus], topn=len(vectors), exclude_inputs=exclude_inputs)
            ranks[word] = 1 + [near for near, _ in nearest].index(answer)
    return ranks


def share_first(ranks: Mapping[str, int], among: int = 1) -> float:
    """The share of questions whose answer is among the first `among`. Raises ValueError when there is no question."""
    if not ranks:
        raise ValueError("no question could be asked: none of them has all its words in the dictionary")
    return sum(rank <= among for rank in ranks.values()) / len(ranks)
