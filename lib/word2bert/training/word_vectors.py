"""Training word vectors: one loop for CBOW and skip-gram, quick enough for a class on two processor cores."""

import time
import warnings
from collections.abc import Callable, Iterable, Sequence

import torch

from word2bert.labels.windows import check_window
from word2bert.models.word2vec import CBOW, SkipGram
from word2bert.models.word_vectors import WordVectors
from word2bert.text import TokenFile
from word2bert.text.vocabulary import check_min_count
from word2bert.training.device import choose_device
from word2bert.training.learners import learner_for
from word2bert.training.progress import Progress, watcher
from word2bert.training.stream import GROUP, PARTS, batches, encode
from word2bert.training.threads import one_thread_each

ARCHITECTURES = {"cbow": CBOW, "skip-gram": SkipGram}
ALPHA = {"cbow": 0.25, "skip-gram": 0.15}  # CBOW has fewer examples in a text; word2vec.c gives it twice as much, too
LOSSES = ("softmax", "negative-sampling")
LARGEST_PART = 2048  # words
STEPS = 120  # an epoch of a short text has so many, in smaller batches: with 80, 400,000 words learned visibly less


def train_word_vectors(
    sentences: Iterable[Sequence[str]] | TokenFile,
    architecture: str = "skip-gram",
    loss: str = "negative-sampling",
    vector_size: int = 200,
    window: int = 2,
    min_count: int = 5,
    negative: int = 5,
    sample: float = 1e-3,
    alpha: float | None = None,
    min_alpha: float = 0.0,
    epochs: int = 5,
    seed: int = 0,
    device: str | torch.device | None = None,
    on_step: Callable[[Progress], None] | None = None,
) -> WordVectors:
    """Learn a vector for every word that occurs at least `min_count` times. The names are those of gensim's Word2Vec.

    `sentences`    lists of words, read once; or a `TokenFile`, whose text may be longer than fits in memory
    `architecture` "cbow" or "skip-gram"
    `loss`         "softmax" over the whole dictionary, or "negative-sampling" with `negative` noise words an example
    `window`       words on each side; as in the original, every word draws its own reach from 1 to `window`
    `sample`       subsampling: words with a larger share of the text than this are thinned out; 0 keeps all
    `alpha`        learning rate of row-wise Adagrad, falling evenly to `min_alpha`; 0.25 for CBOW, 0.15 for skip-gram
    `on_step`      called with a `Progress` about a hundred times; without it, a line in the terminal

    The same seed gives the same vectors on a CPU, whatever the number of threads. Stopping it (KeyboardInterrupt) keeps
    what was learned and says so. Raises TypeError and ValueError where nothing could be learned from text or settings.
    """
    if architecture not in ARCHITECTURES:
        raise ValueError(f"architecture={architecture!r}: it is one of {', '.join(map(repr, ARCHITECTURES))}")
    alpha = ALPHA[architecture] if alpha is None else alpha
    _check(loss, vector_size, window, min_count, negative, sample, alpha, min_alpha, epochs)
    text = encode(sentences, min_count)
    vocabulary, words = text.vocabulary, sum(text.vocabulary.counts)
    draws = torch.Generator(choose_device(device)).manual_seed(seed)
    model = ARCHITECTURES[architecture](len(vocabulary), vector_size, torch.Generator().manual_seed(seed))
    model.to(draws.device)
    record = watcher(on_step)

    started, done, losses = time.perf_counter(), 0.0, []
    try:
        with one_thread_each(PARTS) as parallel_map:
            learner = learner_for(model, loss, negative, parallel_map)
            size = batch_size(words, loss, len(vocabulary))
            for epoch in range(epochs):
                for share, batch in batches(text, window, sample, size, draws):
                    learning_rate = alpha + (min_alpha - alpha) * done / epochs
                    losses.append(learner.step(batch, learning_rate))
                    before, done = done, epoch + share
                    if int(100 * done / epochs) > int(100 * before / epochs):
                        mean_loss, seconds = float(sum(losses)) / len(losses), time.perf_counter() - started
                        losses.clear()
                        total, read = epochs * words, round(words * done)
                        record(
                            Progress(done, epochs, read, total, seconds, mean_loss, learning_rate, model, vocabulary)
                        )
        if done == 0:
            raise ValueError(f"sample={sample} leaves out every word of this text: 1e-3 is usual, 0 keeps all")
    except KeyboardInterrupt:
        warnings.warn(
            f"training was stopped after {done:.1f} of {epochs} epochs: what was learned is kept", stacklevel=2
        )
    return WordVectors(vocabulary.words, model.input_vectors.detach().cpu().numpy(), vocabulary.counts)


def batch_size(words: int, loss: str, vocab_size: int) -> int:
    """Words in a batch, a multiple of GROUP * PARTS."""
    part = min(LARGEST_PART, words // (STEPS * PARTS))
    if loss == "softmax":
        part = min(part, 2**21 // vocab_size)  # every word has a score in every example
    return max(1, part // GROUP) * GROUP * PARTS


def _check(
    loss: str,
    vector_size: int,
    window: int,
    min_count: int,
    negative: int,
    sample: float,
    alpha: float,
    min_alpha: float,
    epochs: int,
) -> None:
    if loss not in LOSSES:
        raise ValueError(f"loss={loss!r}: it is one of {', '.join(map(repr, LOSSES))}")
    check_window(window)
    check_min_count(min_count)
    for name, value in (("vector_size", vector_size), ("negative", negative), ("epochs", epochs)):
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"{name}={value}: it has to be a whole number, at least 1")
    if not sample >= 0:  # NaN is not
        raise ValueError(f"sample={sample}: it is a share of the text, 0 (leave nothing out) or more")
    if not 0 <= min_alpha <= alpha or alpha == 0:
        raise ValueError(f"alpha={alpha}, min_alpha={min_alpha}: learning rates fall from alpha > 0 to min_alpha >= 0")
