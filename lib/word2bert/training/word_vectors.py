"""Training word vectors: one loop for CBOW and skip-gram, quick enough for a class on two processor cores.

The models and losses are those of `models/word2vec.py` and `losses.py`; `gradients_by_autograd` uses them as they stand
there. `gradients_by_hand` finds the same numbers for negative sampling several times faster: its formulas are written
out, it touches only the rows of the words in the batch, and neighbours are shifted slices of one stream of words.
"""

import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from word2bert.labels.windows import check_window, neighbour_mask, neighbours_of
from word2bert.losses import negative_sampling_loss, softmax_loss
from word2bert.models.word2vec import CBOW, SkipGram, Word2Vec
from word2bert.models.word_vectors import WordVectors
from word2bert.text import Vocabulary
from word2bert.training.device import choose_device
from word2bert.training.progress import Progress, watcher
from word2bert.training.threads import one_thread_each

ARCHITECTURES = {"cbow": CBOW, "skip-gram": SkipGram}
LOSSES = ("softmax", "negative-sampling")
PARTS = 2  # a batch is cut into so many parts, which threads share
LARGEST_PART = 4096  # words; with 1024 the processor waits for Python, and CBOW needs half as much time again
STEPS = 120  # an epoch of a short text has so many, in smaller batches: with 80, 400,000 words learned visibly less
GROUP = 32  # this many words in a row share their noise words
NOISE = 8  # noise words of a group: the loss weighs their mean with `negative`


def train_word_vectors(
    sentences: Iterable[Sequence[str]],
    architecture: str = "skip-gram",
    loss: str = "negative-sampling",
    vector_size: int = 200,
    window: int = 2,
    min_count: int = 5,
    negative: int = 5,
    sample: float = 1e-3,
    alpha: float = 0.15,
    min_alpha: float = 0.0,
    epochs: int = 5,
    seed: int = 0,
    device: str | torch.device | None = None,
    on_step: Callable[[Progress], None] | None = None,
) -> WordVectors:
    """Learn a vector for every word that occurs at least `min_count` times. The names are those of gensim's Word2Vec.

    `sentences`    lists of words, read twice: a list, or anything else that can be read again
    `architecture` "cbow" or "skip-gram"
    `loss`         "softmax" over the whole dictionary, or "negative-sampling" with `negative` noise words an example
    `window`       words on each side; as in the original, every word draws its own reach from 1 to `window`
    `sample`       subsampling: words with a larger share of the text than this are thinned out; 0 keeps all
    `alpha`        learning rate of row-wise Adagrad, falling evenly to `min_alpha`
    `on_step`      called with a `Progress` about a hundred times; without it, a line in the terminal

    The same seed gives the same vectors on a CPU, whatever the number of threads. Stopping it (KeyboardInterrupt) keeps
    what was learned and says so. Raises TypeError and ValueError where nothing could be learned from text or settings.
    """
    _check(architecture, loss, vector_size, window, negative, sample, alpha, min_alpha, epochs)
    vocabulary = Vocabulary.build(sentences, min_count)
    text = _encode(sentences, vocabulary).to(choose_device(device))
    draws = torch.Generator(text.words.device).manual_seed(seed)
    model = ARCHITECTURES[architecture](len(vocabulary), vector_size, torch.Generator().manual_seed(seed))
    model.to(text.words.device)
    record = watcher(on_step)

    started, done, losses = time.perf_counter(), 0.0, []
    try:
        with one_thread_each(PARTS) as threads:
            learner = Learner(model, loss, negative, threads)
            for epoch in range(epochs):
                for share, batch in _batches(text, vocabulary.counts, window, sample, learner.batch_size(text), draws):
                    learning_rate = alpha + (min_alpha - alpha) * done / epochs
                    losses.append(learner.step(batch, learning_rate))
                    before, done = done, epoch + share
                    if int(100 * done / epochs) > int(100 * before / epochs):
                        mean_loss, seconds = float(torch.stack(losses).mean()), time.perf_counter() - started
                        losses.clear()
                        total = epochs * len(text.words)
                        read = round(total * done / epochs)
                        record(
                            Progress(done, epochs, read, total, seconds, mean_loss, learning_rate, model, vocabulary)
                        )
    except KeyboardInterrupt:
        warnings.warn(
            f"training was stopped after {done:.1f} of {epochs} epochs: what was learned is kept", stacklevel=2
        )
    return WordVectors(vocabulary.words, model.input_vectors.detach().cpu().numpy(), vocabulary.counts)


@dataclass(frozen=True)
class Text:
    """A whole text as one stream of word ids, with the number of the sentence that each word stands in."""

    words: Int[Tensor, " words"]
    sentences: Int[Tensor, " words"]

    def to(self, device: torch.device) -> "Text":
        return Text(self.words.to(device), self.sentences.to(device))


@dataclass(frozen=True)
class Batch:
    """A piece of the stream to learn from."""

    stream: Int[Tensor, " stream"]  # the words of the batch, and `window` more on each side
    sentences: Int[Tensor, " stream"]  # the number of each word's sentence; -1 where there is no text
    reach: Int[Tensor, " words"]  # how far each word of the batch looks, 1 to `window`
    noise: Int[Tensor, "groups noise"]  # noise words, shared by GROUP words that stand in a row

    @property
    def window(self) -> int:
        return (len(self.stream) - len(self.reach)) // 2

    @property
    def words(self) -> Int[Tensor, " words"]:
        return self.stream[self.window : -self.window]

    @property
    def neighbours(self) -> Int[Tensor, "words neighbours"]:
        return neighbours_of(self.stream, self.window)

    def mask(self) -> Bool[Tensor, "words neighbours"]:
        """Which of the 2 * window neighbours of a word count."""
        return neighbour_mask(self.sentences, self.reach, self.window)

    def parts(self) -> list["Batch"]:
        """The batch cut into smaller ones, on a GPU into one."""
        size = len(self.reach) if self.stream.is_cuda else max(GROUP, len(self.reach) // PARTS)
        return [self._part(start, start + size) for start in range(0, len(self.reach), size)]

    def _part(self, start: int, end: int) -> "Batch":
        around = slice(start, end + 2 * self.window)
        noise = self.noise[start // GROUP : end // GROUP]
        return Batch(self.stream[around], self.sentences[around], self.reach[start:end], noise)


def _encode(sentences: Iterable[Sequence[str]], vocabulary: Vocabulary) -> Text:
    ids: list[int] = []
    lengths: list[int] = []
    for sentence in sentences:
        ids += map(vocabulary.index.get, sentence, repeat(-1))
        lengths.append(len(sentence))
    words = np.array(ids, dtype=np.int32)
    known = words >= 0
    if known.sum() != sum(vocabulary.counts):
        raise TypeError(
            "the sentences can be read only once (a generator?), and training reads them twice: pass a list"
        )
    if len(vocabulary) == 1:
        raise ValueError(f"the dictionary has only one word, {vocabulary.words[0]!r}: there is nothing to tell it from")
    sentence_numbers = np.arange(len(lengths), dtype=np.int32).repeat(lengths)[known]
    if not (sentence_numbers[1:] == sentence_numbers[:-1]).any():
        raise ValueError("no sentence has two words of the dictionary: no word has a neighbour to learn from")
    return Text(torch.from_numpy(words[known]), torch.from_numpy(sentence_numbers))


def _batches(
    text: Text, counts: Sequence[int], window: int, sample: float, size: int, draws: torch.Generator
) -> Iterator[tuple[float, Batch]]:
    """One epoch: batches of `size` words in random order, each with the share of the epoch that is done after it."""
    device = text.words.device
    count = torch.tensor(counts, dtype=torch.float64, device=device)
    noise_shares = count.pow(0.75).cumsum(0) / count.pow(0.75).sum()
    keep = keep_probability(count, sample).float().index_select(0, text.words)
    kept = torch.rand(len(text.words), generator=draws, device=device) < keep
    stream = F.pad(text.words[kept], (window, window + size))
    sentences = F.pad(text.sentences[kept], (window, window + size), value=-1)
    starts = torch.arange(0, int(kept.sum()), size, device=device)
    order = torch.randperm(len(starts), generator=draws, device=device)
    for number, start in enumerate(starts[order].tolist()):
        around = slice(start, start + size + 2 * window)
        reach = torch.randint(1, window + 1, (size,), generator=draws, device=device, dtype=torch.int32)
        uniform = torch.rand(size // GROUP, NOISE, generator=draws, device=device, dtype=torch.float64)
        noise = torch.searchsorted(noise_shares, uniform, out_int32=True)
        yield (number + 1) / len(starts), Batch(stream[around], sentences[around], reach, noise)


def keep_probability(counts: Float[Tensor, " vocab_size"], sample: float) -> Float[Tensor, " vocab_size"]:
    """Subsampling: the probability with which an occurrence of a word is kept.

    (sqrt(f / sample) + 1) * sample / f, at most 1, where f is the word's share of the text; as word2vec.c has it.
    """
    if sample == 0:
        return torch.ones_like(counts)
    ratio = sample * counts.sum() / counts
    return (ratio.sqrt() + ratio).clamp(max=1)


@dataclass(frozen=True)
class Rows:
    """A vector for some of the rows of a matrix; no row is named twice."""

    rows: Int[Tensor, " rows"]
    vectors: Float[Tensor, "rows size"]


@dataclass(frozen=True)
class Gradients:
    """Gradients of a batch's summed loss, for the rows of the two matrices where they are not zero."""

    inputs: Rows
    outputs: Rows
    loss: Float[Tensor, ""]  # summed over the examples
    examples: Int[Tensor, ""]


class Learner:
    """A model that learns batch by batch, with threads that share the parts of a batch and meet twice a step.

    PyTorch's own threads meet in every operation: when the machine has other work too, they wait most of the time.
    The steps of the parts are taken in their order, so that the result does not depend on the number of threads.
    """

    def __init__(self, model: Word2Vec, loss: str, negative: int, threads: Executor) -> None:
        self.model, self.loss, self.negative, self.threads = model, loss, negative, threads
        self.inputs, self.outputs = RowAdagrad(model.input_vectors), RowAdagrad(model.output_vectors)

    def step(self, batch: Batch, learning_rate: float) -> Float[Tensor, ""]:
        """Learn from one batch. Returns the mean loss of its examples before the step."""
        parts = list(self.threads.map(self.gradients, batch.parts()))
        inputs = self.threads.submit(self.inputs.steps, [part.inputs for part in parts], learning_rate)
        outputs = self.threads.submit(self.outputs.steps, [part.outputs for part in parts], learning_rate)
        inputs.result()
        outputs.result()
        examples = torch.stack([part.examples for part in parts]).sum()
        return torch.stack([part.loss for part in parts]).sum() / examples.clamp(min=1)

    def gradients(self, part: Batch) -> Gradients:
        """The gradients of one part, the quick way where there is one."""
        if self.loss == "negative-sampling":
            return gradients_by_hand(self.model, part, self.negative)
        return gradients_by_autograd(self.model, part, self.loss, self.negative)

    def batch_size(self, text: Text) -> int:
        """Words in a batch, a multiple of GROUP * PARTS."""
        part = min(LARGEST_PART, len(text.words) // (STEPS * PARTS))
        if self.loss == "softmax":
            part = min(part, 2**21 // len(self.model.input_vectors))  # every word has a score in every example
        return max(1, part // GROUP) * GROUP * PARTS


class RowAdagrad:
    """Adagrad (Duchi et al., 2011) with one sum of squares for a row: the more a word has moved, the smaller its steps.

    squares += mean(gradient^2);  row -= learning_rate * gradient / squares^(1/3)
    Adagrad itself has the power 1/2. With 1/3 rare words take smaller and frequent words larger steps, which was better
    here: held-out loss of the speeches 2.35 and 1.99 (skip-gram and CBOW, 5 epochs) in place of 2.38 and 2.02.
    """

    def __init__(self, matrix: Tensor) -> None:
        self.matrix = matrix.detach()
        self.squares = torch.zeros(len(matrix), device=matrix.device, dtype=matrix.dtype)

    def steps(self, gradients: Sequence[Rows], learning_rate: float) -> None:
        """One step after the other."""
        for gradient in gradients:
            self.step(gradient, learning_rate)

    def step(self, gradient: Rows, learning_rate: float) -> None:
        """Change the rows of the matrix that have a gradient."""
        rows, vectors = gradient.rows, gradient.vectors
        squares = self.squares[rows] + torch.linalg.vector_norm(vectors, dim=1).square() / vectors.shape[1]
        self.squares[rows] = squares
        self.matrix.index_add_(0, rows, vectors * (-learning_rate * (squares + 1e-10).pow(-1 / 3))[:, None])


def sum_rows(
    rows: Int[Tensor, " rows"], vectors: Float[Tensor, "rows size"], weights: Float[Tensor, "rows 1"] | None = None
) -> Rows:
    """Each row once, in rising order, with the (weighted) sum of its vectors.

    embedding_bag adds up runs of vectors without copying them first: twice as fast as index_add_ here.
    """
    in_order, order = rows.sort(stable=True)
    once, counts = torch.unique_consecutive(in_order, return_counts=True)
    weights = None if weights is None else weights.flatten().index_select(0, order)
    starts = counts.cumsum(0) - counts
    return Rows(once.long(), F.embedding_bag(order, vectors, starts, mode="sum", per_sample_weights=weights))


def gradients_by_autograd(model: Word2Vec, batch: Batch, loss: str, negative: int) -> Gradients:
    """The gradients of the models and losses as they stand in the lesson."""
    mask = batch.mask()
    if isinstance(model, SkipGram):
        example = mask.nonzero()[:, 0]
        hidden, labels = model.hidden(batch.words[example]), batch.neighbours[mask]
    else:
        assert isinstance(model, CBOW)
        example = mask.any(dim=1).nonzero()[:, 0]
        hidden, labels = model.hidden(batch.neighbours[example], mask[example]), batch.words[example]
    if loss == "softmax":
        mean = softmax_loss(model.scores(hidden), labels)
    else:
        label_scores = model.scores_of(hidden, labels[:, None])[:, 0]
        mean = negative_sampling_loss(label_scores, model.scores_of(hidden, batch.noise[example // GROUP]), negative)
    summed = mean * len(labels) if len(labels) else hidden.sum()
    inputs, outputs = torch.autograd.grad(summed, [model.input_vectors, model.output_vectors], materialize_grads=True)
    rows = torch.arange(len(inputs), device=inputs.device)
    examples = torch.tensor(len(labels), device=inputs.device)
    return Gradients(Rows(rows, inputs), Rows(rows, outputs), summed.detach(), examples)


@torch.no_grad()
def gradients_by_hand(model: Word2Vec, batch: Batch, negative: int) -> Gradients:
    """The gradients of negative sampling, for the words of the batch and its noise words only."""
    formulas = _skip_gram_gradients if isinstance(model, SkipGram) else _cbow_gradients
    return formulas(model.input_vectors.detach(), model.output_vectors.detach(), batch, negative)


def _skip_gram_gradients(
    input_vectors: Float[Tensor, "vocab_size size"],
    output_vectors: Float[Tensor, "vocab_size size"],
    batch: Batch,
    negative: int,
) -> Gradients:
    """For each group of words one product of matrices: its words against all words around them and its noise words.

    Only a band of the first scores is used, but the product is faster than picking neighbours out one by one.
    """
    others = torch.cat([batch.stream.unfold(0, GROUP + 2 * batch.window, GROUP), batch.noise], dim=1)
    words = input_vectors.index_select(0, batch.words).view(-1, GROUP, input_vectors.shape[1])
    vectors = output_vectors.index_select(0, others.flatten()).view(*others.shape, -1)
    scores = torch.bmm(vectors, words.transpose(1, 2))

    mask = batch.mask().to(words.dtype)
    near_scores = torch.stack(_diagonals(scores, batch.window), dim=2).flatten(0, 1)
    loss, errors = _errors(near_scores, 1, mask)
    weight = mask.sum(dim=1).view(-1, 1, GROUP) * (negative / NOISE)
    noise_loss, noise_errors = _errors(scores[:, -NOISE:], 0, weight)
    to_scores = torch.zeros_like(scores)
    for column, near in enumerate(_diagonals(to_scores, batch.window)):
        near.copy_(errors[:, column].view_as(near))
    to_scores[:, -NOISE:] = noise_errors

    to_words = torch.bmm(to_scores.transpose(1, 2), vectors).flatten(0, 1)
    to_others = torch.bmm(to_scores, words).flatten(0, 1)
    return Gradients(
        sum_rows(batch.words, to_words),
        sum_rows(others.flatten(), to_others),
        loss + noise_loss,
        mask.sum().long(),
    )


def _cbow_gradients(
    input_vectors: Float[Tensor, "vocab_size size"],
    output_vectors: Float[Tensor, "vocab_size size"],
    batch: Batch,
    negative: int,
) -> Gradients:
    """Every one of n neighbours has the share 1/n in the mean, so it gets that share of the gradient.

    word2vec.c and gensim leave the 1/n out on the way back (Irsoy et al., 2020, arXiv:2012.15332).
    """
    mask = batch.mask().to(input_vectors.dtype)
    neighbours = mask.sum(dim=1, keepdim=True)
    share, counts = mask / neighbours.clamp(min=1), neighbours.clamp(max=1)
    hidden = F.embedding_bag(batch.neighbours, input_vectors, mode="sum", per_sample_weights=share)
    labels = output_vectors.index_select(0, batch.words)
    noise = output_vectors.index_select(0, batch.noise.flatten()).view(*batch.noise.shape, -1)
    grouped = hidden.view(-1, GROUP, hidden.shape[1])

    loss, errors = _errors(torch.linalg.vecdot(hidden, labels)[:, None], 1, counts)
    weight = counts.view(-1, 1, GROUP) * (negative / NOISE)
    noise_loss, noise_errors = _errors(torch.bmm(noise, grouped.transpose(1, 2)), 0, weight)

    to_noise = torch.bmm(noise_errors, grouped).flatten(0, 1)
    to_outputs = sum_rows(
        torch.cat([batch.words, batch.noise.flatten()]),
        torch.cat([hidden, to_noise]),
        torch.cat([errors, torch.ones_like(to_noise[:, :1])]),
    )
    to_hidden = labels.mul_(errors)
    to_hidden.view_as(grouped).baddbmm_(noise_errors.transpose(1, 2), noise)
    return Gradients(
        sum_rows(batch.stream, _to_stream(to_hidden, share, batch.window)),
        to_outputs,
        loss + noise_loss,
        counts.sum().long(),
    )


def _errors(
    scores: Float[Tensor, "*shape"], label: int, weights: Float[Tensor, "..."]
) -> tuple[Float[Tensor, ""], Float[Tensor, "*shape"]]:
    """The weighted sum of -log p(label), where p(1) = sigmoid(score), and its derivatives: sigmoid(score) - label."""
    log_p = F.logsigmoid(scores if label else -scores)
    return -(log_p * weights).sum(), (scores.sigmoid() - label) * weights


def _starts(window: int) -> list[int]:
    """Where in the stream the neighbours of word 0 stand: 0, 1, 3, 4 for a window of 2."""
    return [start for start in range(2 * window + 1) if start != window]


def _diagonals(scores: Float[Tensor, "groups others words"], window: int) -> list[Float[Tensor, "groups words"]]:
    """Views of the scores of each word of the group with its neighbours, for one neighbour after the other."""
    return [scores.diagonal(-start, 1, 2) for start in _starts(window)]


def _to_stream(
    to_hidden: Float[Tensor, "words size"], share: Float[Tensor, "words neighbours"], window: int
) -> Float[Tensor, "stream size"]:
    """The gradient of each word of the stream: its shares in the 2 * window words that have it as a neighbour."""
    starts = _starts(window)
    shares = [F.pad(share[:, column], (start, 2 * window - start)) for column, start in enumerate(starts)]
    place = torch.arange(len(to_hidden) + 2 * window, device=to_hidden.device)
    words = (place[:, None] - torch.tensor(starts, device=place.device)).clamp(0, len(to_hidden) - 1)
    return F.embedding_bag(words, to_hidden, mode="sum", per_sample_weights=torch.stack(shares, dim=1))


def _check(
    architecture: str,
    loss: str,
    vector_size: int,
    window: int,
    negative: int,
    sample: float,
    alpha: float,
    min_alpha: float,
    epochs: int,
) -> None:
    if architecture not in ARCHITECTURES:
        raise ValueError(f"architecture={architecture!r}: it is one of {', '.join(map(repr, ARCHITECTURES))}")
    if loss not in LOSSES:
        raise ValueError(f"loss={loss!r}: it is one of {', '.join(map(repr, LOSSES))}")
    check_window(window)
    for name, value in (("vector_size", vector_size), ("negative", negative), ("epochs", epochs)):
        if value < 1:
            raise ValueError(f"{name}={value}: it has to be at least 1")
    if sample < 0:
        raise ValueError(f"sample={sample}: it is a share of the text, 0 (leave nothing out) or more")
    if not 0 <= min_alpha <= alpha or alpha == 0:
        raise ValueError(f"alpha={alpha}, min_alpha={min_alpha}: learning rates fall from alpha > 0 to min_alpha >= 0")
