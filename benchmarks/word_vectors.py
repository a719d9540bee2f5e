"""Words a second beside gensim: same text, same dictionary, same settings, in one run.

    python benchmarks/word_vectors.py                                            # Small World, 3 million words
    python benchmarks/word_vectors.py --text FOLDER --encoding latin-1           # a folder of text files

Both sides are timed over the whole call, from lists of words to vectors, one after the other in every run, and the
medians are compared. What was learned is judged by the negative-sampling loss on 50,000 pairs of sentences that neither
has seen, with five fixed noise words each, by one function for both. gensim's default learning rate is 0.025; its
losses at 0.05 and 0.1 are shown too.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import islice

import gensim
import numpy as np
import torch
import torch.nn.functional as F
from word2bert.labels.windows import windows
from word2bert.text import Vocabulary, small_world, sources, words
from word2bert.training import Progress, train_word_vectors
from word2bert.training.stream import keep_probability

SETTINGS = {"vector_size": 200, "window": 2, "min_count": 5, "negative": 5, "sample": 1e-3, "epochs": 5}
PAIRS = 50_000


def main() -> None:
    options = read_options()
    torch.set_num_threads(options.threads)
    sentences = read_text(options)
    held_out = sentences[::10]
    training = [sentence for number, sentence in enumerate(sentences) if number % 10]
    vocabulary = Vocabulary.build(training, SETTINGS["min_count"])
    size = sum(map(len, training))
    print(f"{size:,} words, {len(vocabulary):,} in the dictionary, {options.threads} threads, {options.runs} runs")
    print(f"gensim {gensim.__version__}, torch {torch.__version__}; {SETTINGS}")

    for architecture in ("skip-gram", "cbow"):
        pairs = held_out_pairs(held_out, vocabulary, architecture)
        sides: dict[str, Callable[[], tuple[np.ndarray, np.ndarray]]] = {
            "gensim": lambda: with_gensim(training, vocabulary, architecture, options.threads, 0.025),  # noqa: B023
            "word2bert": lambda: with_word2bert(training, architecture),  # noqa: B023
        }
        speeds: dict[str, list[float]] = {name: [] for name in sides}
        losses = {}
        for _ in range(options.runs):
            for name, learn in sides.items():
                start = time.perf_counter()
                matrices = learn()
                speeds[name].append(SETTINGS["epochs"] * size / (time.perf_counter() - start))
                losses[name] = held_out_loss(*matrices, *pairs)
        print(f"\n{architecture}")
        for name in sides:
            spread = f"{min(speeds[name]):,.0f} to {max(speeds[name]):,.0f}"
            median = statistics.median(speeds[name])
            print(f"  {name:10} {median:10,.0f} words/s ({spread})   held-out loss {losses[name]:.4f}")
        ratios = [ours / theirs for theirs, ours in zip(speeds["gensim"], speeds["word2bert"], strict=True)]
        print(f"  word2bert / gensim, median of the runs: {statistics.median(ratios):.2f}")
        by_alpha = {0.025: losses["gensim"]}
        for alpha in (0.05, 0.1):
            matrices = with_gensim(training, vocabulary, architecture, options.threads, alpha)
            by_alpha[alpha] = held_out_loss(*matrices, *pairs)
        shown = ", ".join(f"{loss:.4f} at {alpha}" for alpha, loss in by_alpha.items())
        print(f"  gensim's held-out loss by learning rate: {shown}; best {min(by_alpha.values()):.4f}")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", help="a folder of text files in place of Small World")
    parser.add_argument("--encoding", default="utf-8")
    parser.add_argument("--words", type=int, default=3_000_000, help="words of Small World")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


def read_text(options: argparse.Namespace) -> list[list[str]]:
    if options.text:
        documents = sources.folder(options.text, encoding=options.encoding)
        return [found for document in documents for sentence in document if (found := words(sentence))]
    endless = (words(sentence) for document in small_world.documents(10**9) for sentence in document)
    sentences: list[list[str]] = []
    total = 0
    while total < options.words:
        sentences += (some := list(islice(endless, 1000)))
        total += sum(map(len, some))
    return sentences


def with_gensim(
    sentences: list[list[str]], vocabulary: Vocabulary, architecture: str, threads: int, alpha: float
) -> tuple[np.ndarray, np.ndarray]:
    """Its two matrices, with the rows in the order of our dictionary."""
    skip_gram = int(architecture == "skip-gram")
    model = gensim.models.Word2Vec(sentences, sg=skip_gram, workers=threads, alpha=alpha, seed=1, **SETTINGS)
    rows = [model.wv.key_to_index[word] for word in vocabulary.words]
    assert len(rows) == len(model.wv)
    return model.wv.vectors[rows], model.syn1neg[rows]


def with_word2bert(sentences: list[list[str]], architecture: str) -> tuple[np.ndarray, np.ndarray]:
    records: list[Progress] = []
    train_word_vectors(sentences, architecture, device="cpu", on_step=records.append, **SETTINGS)
    model = records[-1].model
    return model.input_vectors.detach().numpy(), model.output_vectors.detach().numpy()


def held_out_pairs(
    sentences: list[list[str]], vocabulary: Vocabulary, architecture: str
) -> tuple[list[list[int]], np.ndarray, np.ndarray]:
    """Inputs (one word or several), labels and noise words, drawn as in training, always the same."""
    draws = np.random.default_rng(123)
    keep = keep_probability(torch.tensor(vocabulary.counts, dtype=torch.float64), SETTINGS["sample"]).numpy()
    examples: list[tuple[list[int], int]] = []
    for sentence in sentences:
        kept = [word for word in sentence if word in vocabulary and draws.random() < keep[vocabulary.id(word)]]
        reach = int(draws.integers(1, SETTINGS["window"] + 1))
        for word, near in windows(kept, reach):
            middle, around = vocabulary.id(word), vocabulary.ids(near)
            examples += [(around, middle)] if architecture == "cbow" else [([middle], one) for one in around]
    chosen = [examples[number] for number in draws.permutation(len(examples))[:PAIRS]]
    shares = np.array(vocabulary.counts) ** 0.75
    noise = draws.choice(len(vocabulary), size=(len(chosen), SETTINGS["negative"]), p=shares / shares.sum())
    return [inputs for inputs, _ in chosen], np.array([label for _, label in chosen]), noise


def held_out_loss(
    input_vectors: np.ndarray,
    output_vectors: np.ndarray,
    inputs: list[list[int]],
    labels: np.ndarray,
    noise: np.ndarray,
) -> float:
    """Mean of -log sigmoid(label's score) - sum over the noise words of log sigmoid(-score)."""
    hidden = np.stack([input_vectors[rows].mean(axis=0) for rows in inputs])
    yes = torch.from_numpy(np.einsum("es,es->e", hidden, output_vectors[labels]))
    no = torch.from_numpy(np.einsum("es,ens->en", hidden, output_vectors[noise]))
    return float((F.softplus(-yes) + F.softplus(no).sum(dim=1)).mean())


if __name__ == "__main__":
    main()
