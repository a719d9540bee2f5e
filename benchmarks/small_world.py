"""How fast Small World is written, and that a million documents take no more memory than a hundred thousand.

python benchmarks/small_world.py             words a second on one core, for each chapter and for all
python benchmarks/small_world.py --memory    streams 100,000 and then 1,000,000 documents, and reads the peak memory
"""

import sys

from report import in_turns, machine, spread, table
from word2bert.text import small_world


def count_words(documents: small_world.Documents) -> int:
    return sum(sentence.count(" ") + 1 for document in documents for sentence in document)


def words_a_second(topics: list[str] | None, documents: int, rounds: int = 5) -> list[float]:
    """Of each round."""
    words = count_words(small_world.documents(documents, seed=2, topics=topics))
    run = lambda: count_words(small_world.documents(documents, seed=2, topics=topics))  # noqa: E731
    return [words / seconds for seconds in in_turns({"": run}, rounds)[""]]


def peak_megabytes() -> float:
    import resource  # not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    if "--memory" in sys.argv:
        rows = []
        for documents in (100_000, 1_000_000):
            words = count_words(small_world.documents(documents, seed=3))
            rows.append([f"{documents:,}", f"{words:,}", f"{peak_megabytes():.0f}"])
        print(table(["documents", "words", "memory at most, MB"], rows))
        return
    rows = [[topic, spread(words_a_second([topic], 100 if topic == "tours" else 1000))] for topic in small_world.topics]
    print(f"{machine()} One core, five rounds.\n")
    print(table(["chapter", "words/s"], [*rows, ["all", spread(words_a_second(None, 3000))]]))


if __name__ == "__main__":
    main()
