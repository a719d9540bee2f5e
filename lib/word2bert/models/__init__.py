"""Question 2: what is the structure of the model?

Each name is imported when it is first used, so that word vectors, which need numpy alone, do not load torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from word2bert.models.attention import (
        MultiHeadAttention,
        merge_heads,
        scaled_dot_product_attention,
        split_heads,
    )
    from word2bert.models.bert import Bert, BertConfig, BertOutput
    from word2bert.models.gpt import GPT, GPTConfig
    from word2bert.models.transformer import Block, Embeddings, FeedForward, Transformer, TransformerConfig
    from word2bert.models.word2vec import CBOW, SkipGram, Word2Vec
    from word2bert.models.word_vectors import AnalogyReport, WordVectors

_MODULES = {
    "AnalogyReport": "word_vectors",
    "Bert": "bert",
    "BertConfig": "bert",
    "BertOutput": "bert",
    "Block": "transformer",
    "CBOW": "word2vec",
    "Embeddings": "transformer",
    "FeedForward": "transformer",
    "GPT": "gpt",
    "GPTConfig": "gpt",
    "MultiHeadAttention": "attention",
    "SkipGram": "word2vec",
    "Transformer": "transformer",
    "TransformerConfig": "transformer",
    "Word2Vec": "word2vec",
    "WordVectors": "word_vectors",
    "merge_heads": "attention",
    "scaled_dot_product_attention": "attention",
    "split_heads": "attention",
}

__all__ = [
    "CBOW",
    "GPT",
    "AnalogyReport",
    "Bert",
    "BertConfig",
    "BertOutput",
    "Block",
    "Embeddings",
    "FeedForward",
    "GPTConfig",
    "MultiHeadAttention",
    "SkipGram",
    "Transformer",
    "TransformerConfig",
    "Word2Vec",
    "WordVectors",
    "merge_heads",
    "scaled_dot_product_attention",
    "split_heads",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
