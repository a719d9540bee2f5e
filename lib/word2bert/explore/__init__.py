"""Asking a trained model, and measuring what it costs."""

from word2bert.explore.cost import megabytes_kept, milliseconds
from word2bert.explore.series import Row, series_table, word_vectors_row
from word2bert.explore.source import show_source
from word2bert.explore.sums import answer_ranks, share_first

__all__ = [
    "Row",
    "answer_ranks",
    "megabytes_kept",
    "milliseconds",
    "series_table",
    "share_first",
    "show_source",
    "word_vectors_row",
]
