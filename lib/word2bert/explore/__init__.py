"""Asking a trained model, and measuring what it costs."""

from word2bert.explore.cloze import capital_answers, capitals_right, cloze, count_right
from word2bert.explore.cost import megabytes_kept, milliseconds
from word2bert.explore.counts import count_losses
from word2bert.explore.features import features
from word2bert.explore.heads import queries_keys_values
from word2bert.explore.maps import Snapshots, attention_maps
from word2bert.explore.reading import Reading, reader
from word2bert.explore.scores import keep_score, my_score
from word2bert.explore.series import Row, model_row, series_table, word_vectors_row
from word2bert.explore.source import show_source
from word2bert.explore.sums import answer_ranks, share_first
from word2bert.explore.twenty_gaps import Gap, draw_gaps, gap, gaps
from word2bert.explore.what_heads_do import head_measures
from word2bert.explore.writing import Step, best_words, next_words, write_steps, write_text

__all__ = [
    "Gap",
    "Reading",
    "Row",
    "Snapshots",
    "Step",
    "answer_ranks",
    "attention_maps",
    "best_words",
    "capital_answers",
    "capitals_right",
    "cloze",
    "count_losses",
    "count_right",
    "draw_gaps",
    "features",
    "gap",
    "gaps",
    "head_measures",
    "keep_score",
    "megabytes_kept",
    "milliseconds",
    "model_row",
    "my_score",
    "next_words",
    "queries_keys_values",
    "reader",
    "series_table",
    "share_first",
    "show_source",
    "word_vectors_row",
    "write_steps",
    "write_text",
]
