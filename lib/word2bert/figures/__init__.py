"""The still pictures of the course (matplotlib). Each one states its finding in its title and carries its words.

A function here returns a `Picture`: the last expression of a cell shows it.
"""

from word2bert.figures.attention import five_boxes
from word2bert.figures.bert import batch_map, bert_inputs
from word2bert.figures.card import COLOURS, MARKS, Number, Picture, message, short
from word2bert.figures.charts import bar_shares, bars, cost_curve, loss_curves
from word2bert.figures.heads import colour_card, head_cut, head_maps, head_split
from word2bert.figures.labels import label_rows
from word2bert.figures.learning import capitals_wall, facts_learned, runs_compared
from word2bert.figures.maps import attention_map, matrix_card, plain_array, training_maps
from word2bert.figures.meanings import meaning_maps, nearest_alike
from word2bert.figures.transformer import curves, parameter_map, steps_of_one_word
from word2bert.figures.words import analogy, project, token_tiles, word_map

__all__ = [
    "COLOURS",
    "MARKS",
    "Number",
    "Picture",
    "analogy",
    "attention_map",
    "bar_shares",
    "bars",
    "batch_map",
    "bert_inputs",
    "capitals_wall",
    "colour_card",
    "cost_curve",
    "curves",
    "facts_learned",
    "five_boxes",
    "head_cut",
    "head_maps",
    "head_split",
    "label_rows",
    "loss_curves",
    "matrix_card",
    "meaning_maps",
    "message",
    "nearest_alike",
    "parameter_map",
    "plain_array",
    "project",
    "runs_compared",
    "short",
    "steps_of_one_word",
    "token_tiles",
    "training_maps",
    "word_map",
]
