"""Word vectors beside gensim: how soon they are as good as gensim's after five epochs.

    python benchmarks/word_vectors.py                                     # Small World, 3 million words
    python benchmarks/word_vectors.py --text FOLDER --encoding latin-1    # a folder of text files
    python benchmarks/word_vectors.py --grow                              # the cost of dictionary, dimension, threads
    python benchmarks/word_vectors.py --stream 100                        # 100 million words from the disk: memory

The same text, dictionary, settings and number of threads; one run of each side after the other, five seeds. Timed is
the whole call, from lists of words to vectors (Numba has compiled before). gensim learns at that of four rates which
gives the lowest loss, word2bert at rates that were chosen by hand on Small World, with both measures in sight: at 0.15,
its default for skip-gram, the loss falls as fast, but the analogies stay 0.3 points below gensim's. "As good" is the
negative-sampling loss on 50,000 pairs of sentences that neither has seen, with five fixed noise words each, by one
function for both, and on Small World the analogies as well. word2bert gets as many whole epochs as it needs.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import gensim
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from report import in_turns, machine, picture, ratios, spread, table
from word2bert.labels.windows import windows
from word2bert.models import WordVectors
from word2bert.text import TokenFile, Vocabulary, small_world, sources, words
from word2bert.training import Progress, train_word_vectors
from word2bert.training.stream import keep_probability

SETTINGS = {"vector_size": 200, "window": 2, "min_count": 5, "negative": 5, "sample": 1e-3}
MOST_EPOCHS = 12  # of word2bert, to be as good
EPOCHS, RATES = 5, (0.025, 0.05, 0.1, 0.2)  # of gensim
OUR_RATES = {"skip-gram": 0.125, "cbow": 0.25}
PAIRS = 50_000
Matrices = tuple[np.ndarray, np.ndarray]  # vectors of inputs and of labels, rows in the order of the dictionary


@dataclass
class Side:
    """What the runs of one side took and found."""

    seconds: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    analogies: list[float] = field(default_factory=list)


def main() -> None:
    options = read_options()
    torch.set_num_threads(options.threads)
    if options.stream:
        print(f"{machine()} Skip-gram, one epoch. Memory: the most that the process has had, mapped pages included.\n")
        head = ["words", "made up and written, s", "memory then, GB", "learned, s", "words/s", "memory at the end, GB"]
        print(table(head, [streamed(options.stream)]))
        return
    if options.grow:
        print(growing(options))
        return
    sentences = read_text(options)
    held_out = sentences[::10]
    training = [sentence for number, sentence in enumerate(sentences) if number % 10]
    size = sum(map(len, training))
    vocabulary = Vocabulary.build(training, SETTINGS["min_count"])
    name = "A folder of texts" if options.text else "Small World"
    print(f"{name}: {size:,} words, {len(vocabulary):,} in the dictionary. {SETTINGS}, {options.threads} threads each.")
    print(machine("gensim"), f"Medians of {options.runs} seeds, in brackets the least and the most.\n")
    rows = []
    for architecture in ("skip-gram", "cbow"):
        compare = Comparison(training, held_out, vocabulary, architecture, options)
        rows += compare.rows(size)
    print(
        "gensim's rate is the best of four by loss, word2bert's was chosen by hand on Small World, by both measures.\n"
    )
    head = ["", "", "epochs", "seconds", "held-out loss", "analogies right", "words/s", "**times as soon**"]
    print(table(head, rows))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", help="a folder of text files in place of Small World")
    parser.add_argument("--encoding", default="utf-8")
    parser.add_argument("--words", type=int, default=3_000_000, help="words of Small World")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--grow", action="store_true", help="cost against dictionary, dimension and threads")
    parser.add_argument("--stream", type=int, metavar="MILLIONS", help="words from the disk: seconds, memory")
    return parser.parse_args()


def read_text(options: argparse.Namespace) -> list[list[str]]:
    if options.text:
        documents = sources.folder(options.text, encoding=options.encoding)
        return [found for document in documents for sentence in document if (found := words(sentence))]
    return [words(sentence) for document in endless(options.words) for sentence in document]


def endless(size: int) -> Iterator[list[str]]:
    """Documents of Small World until they have `size` words."""
    written = 0
    for document in small_world.documents(10**9):
        if written >= size:
            return
        written += sum(sentence.count(" ") + 1 for sentence in document)
        yield document


class Comparison:
    """One architecture on both sides."""

    def __init__(
        self,
        training: list[list[str]],
        held_out: list[list[str]],
        vocabulary: Vocabulary,
        architecture: str,
        options: argparse.Namespace,
    ) -> None:
        self.training, self.vocabulary, self.architecture, self.options = training, vocabulary, architecture, options
        self.pairs = held_out_pairs(held_out, vocabulary, architecture)

    def rows(self, size: int) -> list[list[str]]:
        """The rows of the table: gensim, word2bert until it is as good, word2bert with as many epochs."""
        by_rate = {rate: self.loss(self.gensim(1, rate)) for rate in RATES}
        rate, our_rate = min(by_rate, key=by_rate.__getitem__), OUR_RATES[self.architecture]
        say(f"gensim's losses by learning rate: {by_rate}")
        tried = range(1, MOST_EPOCHS + 1)
        first = next((n for n in tried if self.loss(self.word2bert(1, n)) <= by_rate[rate]), MOST_EPOCHS)
        for epochs in tried[first - 1 :]:
            say(f"{self.architecture}: gensim at {rate}, word2bert with {epochs} epochs")
            gensim_side, soon, full = Side(), Side(), Side()
            for seed in range(1, self.options.runs + 1):
                self.run(gensim_side, self.gensim, seed, rate)
                self.run(soon, self.word2bert, seed, epochs)
                self.run(full, self.word2bert, seed, EPOCHS)
            if reached := as_good(soon, gensim_side):
                break
        return [
            self.row(f"gensim at {rate}", gensim_side, EPOCHS, size, None),
            self.row(
                f"word2bert at {our_rate}, {'until it is as good' if reached else 'NOT as good yet'}",
                soon,
                epochs,
                size,
                gensim_side,
            ),
            self.row(f"word2bert at {our_rate}", full, EPOCHS, size, gensim_side),
        ]

    def run(self, side: Side, learn: Callable[..., Matrices], *settings: float) -> None:
        began = time.perf_counter()
        matrices = learn(*settings)
        side.seconds.append(time.perf_counter() - began)
        side.losses.append(self.loss(matrices))
        if not self.options.text:
            report = WordVectors(self.vocabulary.words, matrices[0]).analogies(small_world.analogies)
            side.analogies.append(report.overall.share)
        say(f"  {side.seconds[-1]:.2f} s, loss {side.losses[-1]:.4f}")

    def row(self, name: str, side: Side, epochs: int, size: int, other: Side | None) -> list[str]:
        speeds = [epochs * size / seconds for seconds in side.seconds]
        right = spread(side.analogies, ".1%") if side.analogies else ""
        faster = spread(ratios(other.seconds, side.seconds), ".2f") if other else ""
        title = self.architecture if other is None else ""
        shown = [spread(side.seconds, ".1f"), spread(side.losses, ".4f"), right, spread(speeds)]
        return [title, name, str(epochs), *shown, f"**{faster}**" if faster else ""]

    def gensim(self, seed: int, rate: float) -> Matrices:
        return with_gensim(self.training, self.vocabulary, self.architecture, self.options.threads, rate, seed)

    def word2bert(self, seed: int, epochs: int) -> Matrices:
        return with_word2bert(self.training, self.architecture, epochs, seed)

    def loss(self, matrices: Matrices) -> float:
        return held_out_loss(*matrices, *self.pairs)


def as_good(side: Side, other: Side) -> bool:
    """In the medians of the loss and of the analogies, where there are any."""
    is_lower = statistics.median(side.losses) <= statistics.median(other.losses)
    return is_lower and (not side.analogies or statistics.median(side.analogies) >= statistics.median(other.analogies))


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def with_gensim(
    sentences: list[list[str]], vocabulary: Vocabulary, architecture: str, threads: int, alpha: float, seed: int
) -> Matrices:
    skip_gram = int(architecture == "skip-gram")
    settings = {**SETTINGS, "epochs": EPOCHS, "workers": threads, "alpha": alpha, "seed": seed}
    model = gensim.models.Word2Vec(sentences, sg=skip_gram, **settings)
    rows = [model.wv.key_to_index[word] for word in vocabulary.words]
    assert len(rows) == len(model.wv)
    return model.wv.vectors[rows], model.syn1neg[rows]


def with_word2bert(sentences: list[list[str]], architecture: str, epochs: int, seed: int) -> Matrices:
    records: list[Progress] = []
    settings = {**SETTINGS, "alpha": OUR_RATES[architecture], "epochs": epochs, "seed": seed}
    train_word_vectors(sentences, architecture, device="cpu", on_step=records.append, **settings)
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


def growing(options: argparse.Namespace) -> str:
    """Words a second of both sides against the dictionary, the dimension and the threads, as a picture."""
    axes_of = {
        "words in the dictionary": [(1_000, 200, 2), (10_000, 200, 2), (100_000, 200, 2)],
        "numbers in a vector": [(10_000, size, 2) for size in (50, 100, 200, 400)],
        "threads": [(10_000, 200, 1), (10_000, 200, 2)],
    }
    figure, axes = plt.subplots(1, 3, figsize=(11, 3.4), sharey=True, layout="constrained")
    found: dict[tuple[int, int, int], dict[str, list[float]]] = {}
    for axis, (name, cases) in zip(axes, axes_of.items(), strict=True):
        for case in cases:
            if case not in found:
                found[case] = speeds(*case, options.runs)
                say(f"{case}: {found[case]}")
        varied = [case[list(axes_of).index(name)] for case in cases]
        for side, mark in (("word2bert", "o-"), ("gensim", "s--")):
            middles = [statistics.median(found[case][side]) / 1e6 for case in cases]
            axis.plot(varied, middles, mark, label=side)
        axis.set(xlabel=name, xscale="linear" if name == "threads" else "log", ylim=(0, None), xticks=varied)
        axis.set_xticklabels([f"{value:,}" for value in varied])
        axis.minorticks_off()
    axes[0].set_ylabel("million words a second")
    axes[0].legend()
    faster = [statistics.median(ratios(sides["word2bert"], sides["gensim"])) for sides in found.values()]
    figure.suptitle(f"Skip-gram: {min(faster):.1f} to {max(faster):.1f} times gensim's words a second")
    rows = [
        [f"{words:,}", size, threads, *(spread(sides[name]) for name in ("word2bert", "gensim")),
         spread(ratios(sides["word2bert"], sides["gensim"]), ".2f")]
        for (words, size, threads), sides in found.items()
    ]  # fmt: skip
    head = ["words in the dictionary", "numbers", "threads", "word2bert, words/s", "gensim, words/s", "times as many"]
    shows = (
        "Words a second of word2bert and gensim against dictionary, dimension and threads; the table has the numbers"
    )
    text = f"{machine('gensim')} Skip-gram, one epoch of a million words drawn by Zipf's law; {options.runs} runs.\n\n"
    return text + picture(figure, "word_vectors", shows) + "\n" + table(head, rows)


def speeds(dictionary: int, size: int, threads: int, runs: int) -> dict[str, list[float]]:
    """Words a second of both sides on random sentences of twenty words, with a dictionary as large as that."""
    torch.set_num_threads(threads)
    draws = np.random.default_rng(0)
    shares = 1 / np.arange(2, dictionary + 2)
    drawn = draws.choice(dictionary, size=1_000_000, p=shares / shares.sum())
    drawn[:dictionary] = np.arange(dictionary)  # each at least once
    sentences = [[f"w{word}" for word in row] for row in drawn.reshape(-1, 20).tolist()]
    settings = {**SETTINGS, "vector_size": size, "min_count": 1, "epochs": 1}
    seconds = in_turns(
        {
            "word2bert": lambda: train_word_vectors(sentences, device="cpu", on_step=lambda record: None, **settings),
            "gensim": lambda: gensim.models.Word2Vec(sentences, sg=1, workers=threads, seed=1, **settings),
        },
        runs,
    )
    return {name: [1_000_000 / each for each in times] for name, times in seconds.items()}


def streamed(millions: int) -> list[str]:
    """Write so many million words to the disk, learn from them there, and tell what it took."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        some = (words(sentence) for document in endless(2_000_000) for sentence in document)
        dictionary = Vocabulary.build(some)
        tokens = TokenFile.write(folder, endless(millions * 1_000_000), dictionary)
        written, before = time.perf_counter() - began, peak_gigabytes()
        began = time.perf_counter()
        train_word_vectors(tokens, device="cpu", epochs=1, **SETTINGS)
        learned = time.perf_counter() - began
    times = f"{written:.0f}", f"{before:.2f}", f"{learned:.0f}", f"{tokens.tokens / learned:,.0f}"
    return [f"{tokens.tokens:,}", *times, f"{peak_gigabytes():.2f}"]


def peak_gigabytes() -> float:
    """The most memory that this process has had so far."""
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**30 if sys.platform == "darwin" else 2**20)


if __name__ == "__main__":
    main()
