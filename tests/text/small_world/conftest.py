"""Text that the tests of Small World read, written once for all of them."""

import re
from collections import Counter

import pytest
from word2bert.text import small_world
from word2bert.text.small_world import countries, everyday, nature, people, stories
from word2bert.text.small_world.draw import Draw

Document = list[str]


@pytest.fixture(scope="session")
def chapters() -> dict[str, list[Document]]:
    """The chapters about people and nature: together about 300,000 words."""
    modules = {"nature": nature, "people": people, "everyday": everyday, "stories": stories}
    return {name: [module.write(Draw(0, number)) for number in range(1_150)] for name, module in modules.items()}


@pytest.fixture(scope="session")
def counts(chapters: dict[str, list[Document]]) -> Counter[str]:
    """How often each word stands in these chapters."""
    found: Counter[str] = Counter()
    for documents in chapters.values():
        for document in documents:
            found.update(re.findall("[a-z]+", " ".join(document).lower()))
    return found


@pytest.fixture(scope="session")
def country_documents() -> list[Document]:
    return list(small_world.documents(4_000, seed=11, topics=["countries"]))


@pytest.fixture(scope="session")
def tours() -> list[Document]:
    return list(small_world.documents(60, seed=11, topics=["tours"]))


@pytest.fixture(scope="session")
def short_documents() -> list[Document]:
    """The slice about capitals."""
    return list(small_world.documents(4_000, seed=11, topics=["capitals"]))


@pytest.fixture(scope="session")
def lessons() -> dict[str, list[Document]]:
    """The slices for a class that trains a BERT: about the first countries, about more, about all."""
    return {name: list(small_world.documents(4_000, seed=11, topics=[name])) for name in countries.LESSONS}


@pytest.fixture(scope="session")
def notes() -> list[Document]:
    """The slice of texts with notes on countries between their sentences."""
    return list(small_world.documents(1_000, seed=11, topics=["notes"]))


@pytest.fixture(scope="session")
def country_words(country_documents: list[Document], tours: list[Document]) -> set[str]:
    """Every word of the documents about countries, and of the tours."""
    return {word for document in country_documents + tours for word in re.findall("[a-z]+", " ".join(document).lower())}
