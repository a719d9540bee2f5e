"""Question 1: how does text become inputs and labels?"""

from word2bert.labels.windows import cbow_examples, skip_gram_examples, windows

__all__ = ["cbow_examples", "skip_gram_examples", "windows"]
