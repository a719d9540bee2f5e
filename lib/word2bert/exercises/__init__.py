"""The checkers that tell a learner whether an answer is right, and if not, why. One module for each notebook."""

from word2bert.exercises import (
    attention,
    attention_heads,
    bert_labels,
    bert_pretraining,
    feature_extraction,
    gpt,
    inside_bert,
    similarity_and_analogy,
    start_here,
    three_ways_to_learn,
    transformer_block,
    word_vectors,
)

__all__ = [
    "attention",
    "attention_heads",
    "bert_labels",
    "bert_pretraining",
    "feature_extraction",
    "gpt",
    "inside_bert",
    "similarity_and_analogy",
    "start_here",
    "three_ways_to_learn",
    "transformer_block",
    "word_vectors",
]
