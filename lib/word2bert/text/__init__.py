"""Where text comes from, and how it becomes ids."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from word2bert.text import sources
from word2bert.text.vocabulary import Vocabulary, words

if TYPE_CHECKING:
    from word2bert.text import small_world

__all__ = ["Vocabulary", "small_world", "sources", "words"]


def __getattr__(name: str) -> Any:
    """Small World is read when it is first asked for."""
    if name == "small_world":
        return import_module("word2bert.text.small_world")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
