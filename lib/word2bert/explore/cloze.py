"""The question of the series, asked of a model that reads: which word fills the gap? Notebooks 07 and 09."""

from functools import cache
from typing import Any

from jaxtyping import Float
from torch import Tensor

from word2bert.explore.filling import gap_scores
from word2bert.explore.writing import best_shares, end_scores, tokenizer
from word2bert.models.bert import Bert
from word2bert.models.gpt import GPT
from word2bert.text import small_world
from word2bert.text.small_world import Probe

GAP, MASK = "___", "[MASK]"


def cloze(model: Any, text: str, topn: int = 5) -> list[tuple[str, float]]:
    """The words that fit the gap, written [MASK] or ___, and their probabilities, the best first.

    A GPT sees only what stands left of the gap: it has to be at the end. A BERT sees both sides; where nothing stands
    right of the gap, a full stop is added, or it would expect that one. Raises ValueError for a GPT's gap that is not
    at the end, when there is not exactly one gap, for a text that is too long and for topn below 1; TypeError for a
    model that cannot be asked.
    """
    return best_shares(answer_scores(model, [text])[0], tokenizer(model).vocabulary, topn)


def answer_scores(model: Any, texts: list[str]) -> Float[Tensor, "texts vocab_size"]:
    """The score of every word in the gap of each text; errors as in `cloze`."""
    if not isinstance(model, GPT | Bert):
        raise TypeError(f"the model is a {type(model).__name__}: cloze asks a GPT or a Bert")
    sides = [text.replace(GAP, MASK).split(MASK) for text in texts]
    for text, parts in zip(texts, sides, strict=True):
        if len(parts) != 2:
            raise ValueError(f"{text!r} has {len(parts) - 1} gaps: write one, as {MASK} or {GAP}")
    if isinstance(model, Bert):
        return gap_scores(model, [f"{left}{MASK}{right if right.strip() else '.'}" for left, right in sides])
    for _, right in sides:
        if right.strip():
            raise ValueError(
                f"{right.strip()!r} stands right of the gap, where a GPT sees nothing: put the gap at the end"
            )
    return end_scores(model, [left for left, _ in sides])


@cache
def capital_probes() -> list[Probe]:
    """The probes of the form "the capital of ... is ___": one for each country, China first."""
    return [probe for probe in small_world.probes if probe.kind == "capital" and probe.text.endswith(GAP)]


def capital_answers(model: GPT | Bert) -> dict[str, tuple[str, float]]:
    """For each country the word that the model puts into "the capital of ... is ___", and its probability."""
    probes, vocabulary = capital_probes(), tokenizer(model).vocabulary
    best = answer_scores(model, [probe.text for probe in probes]).softmax(dim=1).max(dim=1)
    return {
        probe.country: (vocabulary[word], share)
        for probe, word, share in zip(probes, best.indices.tolist(), best.values.tolist(), strict=True)
    }


def capitals_right(model: GPT | Bert) -> dict[str, tuple[int, int]]:
    """For how many countries the model completes "the capital of ... is": (right, asked) of each of two groups, those
    whose probe sentences may occur in the text ("seen"), and those for whom they never do ("held out")."""
    return count_right(capital_answers(model))


def count_right(said: dict[str, tuple[str, float]]) -> dict[str, tuple[int, int]]:
    """(right, asked) of each of the two groups of `capitals_right`, of the answers that `capital_answers` gave."""
    right = [(probe.held_out, said[probe.country][0] in probe.answers) for probe in capital_probes()]
    return {
        name: (right.count((held_out, True)), sum(kind == held_out for kind, _ in right))
        for name, held_out in (("seen", False), ("held out", True))
    }
