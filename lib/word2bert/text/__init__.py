"""Where text comes from, and how it becomes ids."""

from word2bert.text import sources
from word2bert.text.vocabulary import Vocabulary, words

__all__ = ["Vocabulary", "sources", "words"]
