"""How fast Small World is written, and that a million documents take no more memory than a hundred thousand.

python benchmarks/small_world.py             words a second on one core, for each chapter and for all
python benchmarks/small_world.py --memory    streams 100,000 and then 1,000,000 documents, and reads the peak memory
"""

import sys
import time

from word2bert.text import small_world


def count_words(documents: small_world.Documents) -> int:
    return sum(sentence.count(" ") + 1 for document in documents for sentence in document)


def words_a_second(topics: list[str] | None, documents: int, rounds: int = 5) -> float:
    """The best of some rounds: what the machine does when nobody else uses it."""
    count_words(small_world.documents(200, seed=1, topics=topics))
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        words = count_words(small_world.documents(documents, seed=2, topics=topics))
        seconds.append(time.perf_counter() - started)
    return words / min(seconds)


def peak_megabytes() -> float:
    import resource  # not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    if "--memory" in sys.argv:
        for documents in (100_000, 1_000_000):
            words = count_words(small_world.documents(documents, seed=3))
            print(f"{documents:>9,} documents, {words:>11,} words: peak {peak_megabytes():.1f} MB")
        return
    for topic in small_world.topics:
        print(f"{topic:<10} {words_a_second([topic], 100 if topic == 'tours' else 1000):>9,.0f} words/s")
    print(f"{'all':<10} {words_a_second(None, 3000):>9,.0f} words/s")


if __name__ == "__main__":
    main()
