"""The question of the series, asked of a model that reads: which word fills the gap? Notebooks 07 and 09."""

from functools import cache
from typing import Any

from word2bert.explore.writing import best_words, next_words
from word2bert.models.gpt import GPT
from word2bert.text import small_world
from word2bert.text.small_world import Probe

GAP, MASK = "___", "[MASK]"


def cloze(model: Any, text: str, topn: int = 5) -> list[tuple[str, float]]:
    """The words that fit the gap, written [MASK] or ___, and their probabilities, the best first.

    A GPT sees only what stands left of the gap: it has to be at the end. Raises ValueError when it is not, and when
    there is not exactly one gap; TypeError for a model that cannot be asked.
    """
    if not isinstance(model, GPT):
        raise TypeError(f"the model is a {type(model).__name__}: cloze asks a GPT")
    left, *right = text.replace(GAP, MASK).split(MASK)
    if len(right) != 1:
        raise ValueError(f"{text!r} has {len(right)} gaps: write one, as {MASK} or {GAP}")
    if right[0].strip():
        raise ValueError(
            f"{right[0].strip()!r} stands right of the gap, where a GPT sees nothing: put the gap at the end"
        )
    return next_words(model, left, topn)


@cache
def capital_probes() -> list[Probe]:
    """The probes of the form "the capital of ... is ___": one for each country, China first."""
    return [probe for probe in small_world.probes if probe.kind == "capital" and probe.text.endswith(GAP)]


def capitals_right(model: GPT) -> dict[str, tuple[int, int]]:
    """For how many countries the model completes "the capital of ... is": (right, asked) of each of two groups, those
    whose probe sentences may occur in the text ("seen"), and those for whom they never do ("held out")."""
    probes = capital_probes()
    said = best_words(model, [probe.text.removesuffix(GAP) for probe in probes])
    right = [(probe.held_out, word in probe.answers) for probe, word in zip(probes, said, strict=True)]
    return {
        name: (right.count((held_out, True)), sum(kind == held_out for kind, _ in right))
        for name, held_out in (("seen", False), ("held out", True))
    }
