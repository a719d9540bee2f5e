"""Question 1: how does text become inputs and labels?"""

from word2bert.labels.masking import NOT_ASKED, mask_tokens
from word2bert.labels.next_word import next_word_examples, next_words
from word2bert.labels.windows import cbow_examples, skip_gram_examples, windows

__all__ = [
    "NOT_ASKED",
    "cbow_examples",
    "mask_tokens",
    "next_word_examples",
    "next_words",
    "skip_gram_examples",
    "windows",
]
