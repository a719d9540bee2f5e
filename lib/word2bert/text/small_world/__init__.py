"""Small World: the corpus that is built in. Documents written by a grammar over real facts, as many as you ask for.

    documents = small_world.documents(1_000, seed=0)     # a document is a list of sentences

Nothing is stored: document i of a seed is written when it is asked for, and is the same on every system.
What is true in it is handed out too: fact tables by country, analogies by section, and probes with their answers.
"""

from word2bert.text.small_world.corpus import Documents, document, documents, subject, topics
from word2bert.text.small_world.facts import held_out
from word2bert.text.small_world.questions import (
    Probe,
    adjectives,
    analogies,
    capitals,
    cities,
    continents,
    currencies,
    dishes,
    landmarks,
    languages,
    names_a_capital,
    probes,
    rivers,
    unrelated_words,
)

__all__ = [
    "Documents",
    "Probe",
    "adjectives",
    "analogies",
    "capitals",
    "cities",
    "continents",
    "currencies",
    "dishes",
    "document",
    "documents",
    "held_out",
    "landmarks",
    "languages",
    "names_a_capital",
    "probes",
    "rivers",
    "subject",
    "topics",
    "unrelated_words",
]
