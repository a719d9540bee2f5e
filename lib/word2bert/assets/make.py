"""Makes what ships: the trained models, and the table of the series.

python -m word2bert.assets.make
"""

import time
from pathlib import Path

from word2bert.explore.series import Row, as_json, word_vectors_row
from word2bert.models import WordVectors
from word2bert.text import small_world, words
from word2bert.training import train_word_vectors

HERE = Path(__file__).parent
DOCUMENTS = 10_000
MOST_WORDS = 2_300  # of 200 numbers each: below 2 MB


def word_vectors(sentences: list[list[str]], architecture: str, notebook: str) -> tuple[WordVectors, Row]:
    """Train with the settings of the course, and measure."""
    started = time.perf_counter()
    vectors = train_word_vectors(sentences, architecture=architecture)
    seconds = round(time.perf_counter() - started, 1)
    name = {"cbow": "CBOW", "skip-gram": "skip-gram"}[architecture]
    return vectors, word_vectors_row(name, notebook, vectors, sum(map(len, sentences)), seconds)


def main() -> None:
    """Write small-vectors/vectors.bin and series.json."""
    sentences = [words(sentence) for document in small_world.documents(DOCUMENTS) for sentence in document]
    _, cbow = word_vectors(sentences, "cbow", "01")
    vectors, skip_gram = word_vectors(sentences, "skip-gram", "02")
    shipped = WordVectors(vectors.words[:MOST_WORDS], vectors.vectors[:MOST_WORDS])
    shipped.save_word2vec_format(HERE / "small-vectors" / "vectors.bin", binary=True)
    (HERE / "series.json").write_text(as_json([cbow, skip_gram]), encoding="utf-8")


if __name__ == "__main__":
    main()
