"""The still pictures of the course (matplotlib). Each one states its finding in its title and carries its words.

A function here returns a `Picture`: the last expression of a cell shows it.
"""

from word2bert.figures.card import COLOURS, MARKS, Number, Picture, message, short
from word2bert.figures.charts import bar_shares, bars, cost_curve, loss_curve
from word2bert.figures.words import analogy, project, token_tiles, word_map

__all__ = [
    "COLOURS",
    "MARKS",
    "Number",
    "Picture",
    "analogy",
    "bar_shares",
    "bars",
    "cost_curve",
    "loss_curve",
    "message",
    "project",
    "short",
    "token_tiles",
    "word_map",
]
