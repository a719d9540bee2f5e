"""Question 2: what is the structure of the model?

Each name is imported when it is first used, so that word vectors, which need numpy alone, do not load torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from word2bert.models.word2vec import CBOW, SkipGram, Word2Vec
    from word2bert.models.word_vectors import AnalogyReport, WordVectors

_MODULES = {
    "AnalogyReport": "word_vectors",
    "CBOW": "word2vec",
    "SkipGram": "word2vec",
    "Word2Vec": "word2vec",
    "WordVectors": "word_vectors",
}

__all__ = ["CBOW", "AnalogyReport", "SkipGram", "Word2Vec", "WordVectors"]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
