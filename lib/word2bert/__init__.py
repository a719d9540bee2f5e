"""word2bert: how machines learn language, from word vectors to BERT."""

__version__ = "0.1.0"
