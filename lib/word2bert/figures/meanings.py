"""One word in many sentences: where its vectors lie, layer by layer. Notebook 11."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float

from word2bert.figures.card import COLOURS, FONT, MARKS, SOFT, Picture, card, style
from word2bert.figures.charts import same_number
from word2bert.figures.words import project


def meaning_maps(
    layers: Mapping[str, Float[np.ndarray, "sentences width"]], meanings: Sequence[str], title: str
) -> Picture:
    """A map for each layer: a point for each sentence, with a colour and a shape for each meaning of the word.

    layers: by name, the vector that the word has in each sentence; each map is the plane on which these differ most
    (`project`). Below it stands how often the nearest other point has the same meaning. Raises ValueError when the
    numbers differ, for no layer, and for more meanings than there are shapes.
    """
    kinds = list(dict.fromkeys(meanings))
    if not layers or len(kinds) > len(MARKS):
        raise ValueError(f"{len(layers)} layers and {len(kinds)} meanings: 1 or more, and at most {len(MARKS)}")
    for name, vectors in layers.items():
        same_number("meanings", meanings, f"vectors of {name}", list(vectors))
    shares = {name: nearest_alike(vectors, meanings) for name, vectors in layers.items()}
    with style():
        figure = card(title, 3.4)
        for place, (name, vectors) in enumerate(layers.items(), 1):
            axes = figure.add_subplot(1, len(layers), place)
            axes.set(xticks=[], yticks=[])
            axes.set_title(name, fontsize=FONT + 1)
            axes.set_xlabel(f"nearest has the\nsame meaning: {shares[name]:.0%}", color=SOFT)
            axes.margins(0.12)
            points = project(vectors)
            for kind, colour, mark in zip(kinds, COLOURS, MARKS, strict=False):
                own = [number for number, meaning in enumerate(meanings) if meaning == kind]
                axes.plot(*points[own].T, mark, color=colour, markersize=7, alpha=0.75, label=kind)
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=len(kinds), frameon=False)
    said = ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
    return Picture(figure, title, f"{title}. The nearest point has the same meaning: {said}.")


def nearest_alike(vectors: Float[np.ndarray, "sentences width"], meanings: Sequence[str]) -> float:
    """The share of the vectors whose nearest other one, by the cosine around their mean, has the same meaning; of equal
    ones all count. Vectors that are all the same tell nothing: then it is what chance gives."""
    around = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(around, axis=1, keepdims=True)
    units = around / np.where(lengths > 1e-6, lengths, 1)
    cosines = np.round(units @ units.T, 9)
    np.fill_diagonal(cosines, -np.inf)
    nearest = cosines == cosines.max(axis=1, keepdims=True)
    names = np.asarray(meanings)
    alike = (names[:, None] == names) & nearest
    return float((alike.sum(axis=1) / nearest.sum(axis=1)).mean())
