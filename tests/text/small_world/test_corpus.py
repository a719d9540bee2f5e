"""Documents from a seed: the same everywhere, written when they are asked for, any slice of topics."""

import hashlib
import tracemalloc
from collections import Counter

import pytest
from word2bert.text import small_world
from word2bert.text.small_world import corpus, facts

# The same on every system and Python: 300 documents of a chapter (30 tours), seed 2026. A change to a chapter changes
# its line here; read some of its text before you write the new one: it is what every trained model was trained on.
CHECKSUMS = {
    "countries": "0722af15929e2bd2",
    "nature": "97bc278a295c008c",
    "people": "50fbef085b523674",
    "everyday": "cca0a391385541df",
    "stories": "adc839e784842343",
    "tours": "40726e90081ed98b",
    "capitals": "649d87e103876e2d",
    "lesson 1": "e6e2bbfcf28726c2",
    "lesson 2": "99bf60cf189898a3",
    "lesson 3": "6e9915581d7f33d6",
    "notes": "3fedf04cb559ca08",
}


def checksum(topic: str) -> str:
    documents = small_world.documents(30 if topic == "tours" else 300, seed=2026, topics=[topic])
    text = "\n\n".join("\n".join(document) for document in documents)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


@pytest.mark.parametrize("topic", CHECKSUMS)
def test_same_seed_same_text_everywhere(topic: str) -> None:
    assert checksum(topic) == CHECKSUMS[topic]


def test_topics_are_the_six_chapters() -> None:
    assert small_world.topics == ("countries", "nature", "people", "everyday", "stories", "tours")


def test_a_document_depends_on_its_seed_and_number_alone() -> None:
    documents = small_world.documents(50, seed=3)
    assert documents[20] == small_world.document(3, 20) == small_world.documents(21, seed=3)[-1]
    assert small_world.document(3, 20) != small_world.document(3, 21)
    assert small_world.document(3, 20) != small_world.document(4, 20)


def test_a_sequence_with_length_index_slice_and_iteration() -> None:
    documents = small_world.documents(10, seed=1)
    assert len(documents) == 10
    assert len(list(documents)) == 10
    assert list(documents) == list(documents), "it can be read again"
    assert list(documents[2:8:3]) == [documents[2], documents[5]]
    assert len(documents[7:]) == 3
    assert documents[-1] == documents[9]
    assert all(isinstance(sentence, str) for sentence in documents[0])
    with pytest.raises(IndexError):
        documents[10]


def test_documents_are_written_when_they_are_asked_for() -> None:
    tracemalloc.start()
    documents = small_world.documents(10**12, seed=1)
    assert documents[10**12 - 1]
    for number, document in enumerate(documents):
        assert document
        if number == 100:
            before = tracemalloc.get_traced_memory()[0]
        if number == 500:
            break
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 60_000  # 400 documents held would be above 250,000 bytes


def test_topics_choose_chapters() -> None:
    alone = [small_world.document(5, i, topics=["tours"]) for i in range(5)]
    assert all(len(document) >= 60 for document in alone)
    both = small_world.documents(300, seed=5, topics=["countries", "tours"])
    tours = sum(len(document) >= 60 for document in both)
    assert 1 <= tours <= 30


def test_every_chapter_has_its_share() -> None:
    drawn = Counter(corpus.topic_of(corpus.Draw(7, i), small_world.topics) for i in range(5000))
    whole = sum(corpus.SHARES[topic] for topic in small_world.topics)
    for topic in small_world.topics:
        assert abs(drawn[topic] / 5000 - corpus.SHARES[topic] / whole) < 0.02


def test_a_slice_is_written_only_where_it_is_asked_for() -> None:
    both = small_world.documents(2000, seed=5, topics=["capitals", "stories"])
    short = sum(any(map(small_world.names_a_capital, document)) for document in both)
    assert abs(short / 2000 - 36 / 48) < 0.03
    assert corpus.topic_of(corpus.Draw(7, 0), ["capitals"]) == "capitals"
    with pytest.raises(ValueError, match=r"tours, capitals, lesson 1, lesson 2, lesson 3, notes; got \['capital'\]"):
        small_world.documents(5, topics=["capital"])


def test_the_subject_of_a_document_is_what_it_speaks_of() -> None:
    wanted = ["countries", "capitals", "lesson 1", "lesson 3", "stories", "tours"]
    seen = Counter[str]()
    names = {facts.plain(row.name): row for row in facts.countries + facts.further}
    for i in range(400):
        topic, name = small_world.subject(3, i, wanted)
        seen[topic] += 1
        text = " ".join(small_world.document(3, i, wanted))
        if topic not in ("stories", "tours"):
            assert names[name].name in text or names[name].adjective in text
            assert (len(small_world.document(3, i, wanted)) <= 3) == (topic != "countries")
        else:
            assert name == str(i)
    assert set(seen) == set(wanted)
    with pytest.raises(ValueError, match="start at 0, got -1"):
        small_world.subject(3, -1)


def test_wrong_arguments_say_what_is_right() -> None:
    with pytest.raises(ValueError, match=r"topics must be some of countries, nature.*got \['sport'\]"):
        small_world.documents(5, topics=["sport"])
    with pytest.raises(ValueError, match="topics must be some of"):
        small_world.documents(5, topics=[])
    with pytest.raises(ValueError, match="at least 0, got -1"):
        small_world.documents(-1)
    with pytest.raises(ValueError, match="start at 0, got -3"):
        small_world.document(0, -3)


def test_repr_says_what_it_holds() -> None:
    assert repr(small_world.documents(1000, seed=4)).startswith("1,000 documents of Small World, seed 4")
