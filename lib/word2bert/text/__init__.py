"""Where text comes from, and how it becomes ids."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from word2bert.text import sources
from word2bert.text.vocabulary import Vocabulary, words

if TYPE_CHECKING:
    from word2bert.text import small_world
    from word2bert.text.token_file import TokenFile
    from word2bert.text.wordpiece import WordPiece

__all__ = ["TokenFile", "Vocabulary", "WordPiece", "small_world", "sources", "words"]


def __getattr__(name: str) -> Any:
    """Small World and the tokenizers library are read when they are first asked for."""
    if name == "small_world":
        return import_module("word2bert.text.small_world")
    if name == "TokenFile":
        return import_module("word2bert.text.token_file").TokenFile
    if name == "WordPiece":
        return import_module("word2bert.text.wordpiece").WordPiece
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
