"""Training word vectors: one loop for CBOW and skip-gram, quick enough for a class on two processor cores.

The models and losses are those of `models/word2vec.py` and `losses.py`; `gradients_by_autograd` uses them as they stand
there. `gradients_by_hand` finds the same numbers for negative sampling several times faster: its formulas are written
out, it touches only the rows of the words in the batch, and neighbours are shifted slices of one stream of words.
"""

import time
import warnings
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

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
PARTS = 4  # a batch is cut into so many parts, which threads share
LARGEST_PART = 1024  # words; with more the vectors grow stale within a batch, with fewer the processor waits for Python
GROUP = 64  # this many words in a row share their noise words
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
    mask: Bool[Tensor, "words neighbours"]  # which of the 2 * window neighbours of a word count
    noise: Int[Tensor, "groups noise"]  # noise words, shared by GROUP words that stand in a row

    @property
    def window(self) -> int:
        return self.mask.shape[1] // 2

    @property
    def words(self) -> Int[Tensor, " words"]:
        return self.stream[self.window : -self.window]

    def parts(self) -> list["Batch"]:
        """The batch cut into smaller ones, on a GPU into one."""
        size = len(self.mask) if self.stream.is_cuda else max(GROUP, len(self.mask) // PARTS)
        return [
            Batch(
                self.stream[start : start + size + 2 * self.window],
                self.mask[start : start + size],
                self.noise[start // GROUP : (start + size) // GROUP],
            )
            for start in range(0, len(self.mask), size)
        ]


def _encode(sentences: Iterable[Sequence[str]], vocabulary: Vocabulary) -> Text:
    words, lengths = array("i"), array("i")
    for sentence in sentences:
        before = len(words)
        words.extend(vocabulary.ids(sentence))
        lengths.append(len(words) - before)
    if len(words) != sum(vocabulary.counts):
        raise TypeError(
            "the sentences can be read only once (a generator?), and training reads them twice: pass a list"
        )
    if len(vocabulary) == 1:
        raise ValueError(f"the dictionary has only one word, {vocabulary.words[0]!r}: there is nothing to tell it from")
    if max(lengths) < 2:
        raise ValueError("no sentence has two words of the dictionary: no word has a neighbour to learn from")
    number = np.arange(len(lengths), dtype=np.int32).repeat(lengths)
    return Text(torch.from_numpy(np.array(words, dtype=np.int32)), torch.from_numpy(number))


def _batches(
    text: Text, counts: Sequence[int], window: int, sample: float, size: int, draws: torch.Generator
) -> Iterator[tuple[float, Batch]]:
    """One epoch: batches of `size` words in random order, each with the share of the epoch that is done after it."""
    device = text.words.device
    count = torch.tensor(counts, dtype=torch.float64, device=device)
    noise_shares = count.pow(0.75).cumsum(0) / count.pow(0.75).sum()
    kept = torch.rand(len(text.words), generator=draws, device=device) < keep_probability(count, sample)[text.words]
    stream = F.pad(text.words[kept], (window, window + size))
    sentences = F.pad(text.sentences[kept], (window, window + size), value=-1)
    starts = torch.arange(0, int(kept.sum()), size, device=device)
    order = torch.randperm(len(starts), generator=draws, device=device)
    for number, start in enumerate(starts[order].tolist()):
        part = slice(start, start + size + 2 * window)
        reach = torch.randint(1, window + 1, (size,), generator=draws, device=device)
        uniform = torch.rand(size // GROUP, NOISE, generator=draws, device=device, dtype=torch.float64)
        noise = torch.searchsorted(noise_shares, uniform, out_int32=True)
        yield (number + 1) / len(starts), Batch(stream[part], neighbour_mask(sentences[part], reach, window), noise)


def keep_probability(counts: Float[Tensor, " vocab_size"], sample: float) -> Float[Tensor, " vocab_size"]:
    """Subsampling: the probability with which an occurrence of a word is kept.

    (sqrt(f / sample) + 1) * sample / f, at most 1, where f is the word's share of the text; as word2vec.c has it.
    """
    if sample == 0:
        return torch.ones_like(counts)
    ratio = sample * counts.sum() / counts
    return (ratio.sqrt() + ratio).clamp(max=1)


@dataclass(frozen=True)
class Gradients:
    """Gradients of a batch's summed loss, for some rows of the two matrices. No row is named twice."""

    rows: Int[Tensor, " rows"]
    inputs: Float[Tensor, "rows size"]
    outputs: Float[Tensor, "rows size"]
    loss: Float[Tensor, ""]  # summed over the examples
    examples: Int[Tensor, ""]


class Learner:
    """A model that learns batch by batch, with threads that share the parts of a batch and meet twice a step.

    PyTorch's own threads meet in every operation: when the machine has other work too, they wait most of the time.
    The parts are added up in their order, so that the result does not depend on the number of threads.
    """

    def __init__(self, model: Word2Vec, loss: str, negative: int, threads: Executor) -> None:
        self.model, self.loss, self.negative, self.threads = model, loss, negative, threads
        self.inputs, self.outputs = RowAdagrad(model.input_vectors), RowAdagrad(model.output_vectors)

    def step(self, batch: Batch, learning_rate: float) -> Float[Tensor, ""]:
        """Learn from one batch. Returns the mean loss of its examples before the step."""
        parts = list(self.threads.map(self.gradients, batch.parts()))
        rows = torch.cat([part.rows for part in parts])
        inputs = self.threads.submit(self.inputs.step, rows, torch.cat([p.inputs for p in parts]), learning_rate)
        outputs = self.threads.submit(self.outputs.step, rows, torch.cat([p.outputs for p in parts]), learning_rate)
        inputs.result()
        outputs.result()
        return sum(part.loss for part in parts) / sum(part.examples for part in parts)

    def gradients(self, part: Batch) -> Gradients:
        """The gradients of one part, the quick way where there is one."""
        if self.loss == "negative-sampling":
            return gradients_by_hand(self.model, part, self.negative)
        return gradients_by_autograd(self.model, part, self.loss, self.negative)

    def batch_size(self, text: Text) -> int:
        """Words in a batch, a multiple of GROUP * PARTS: fewer for a short text, so that it gets some fifty steps an epoch."""
        part = min(LARGEST_PART, len(text.words) // (50 * PARTS))
        if self.loss == "softmax":
            part = min(part, 2**21 // len(self.model.input_vectors))  # every word has a score in every example
        return max(1, part // GROUP) * GROUP * PARTS


class RowAdagrad:
    """Adagrad (Duchi et al., 2011) with one sum of squares for a row: the more a word has moved, the smaller its steps.

    squares += mean(gradient^2);  row -= learning_rate * gradient / sqrt(squares)
    """

    def __init__(self, matrix: Tensor) -> None:
        self.matrix = matrix.detach()
        self.squares = torch.zeros(len(matrix), 1, device=matrix.device, dtype=matrix.dtype)

    def step(self, rows: Int[Tensor, " rows"], gradient: Float[Tensor, "rows size"], learning_rate: float) -> None:
        """Change these rows of the matrix; where a row is named several times, its gradients are added up first."""
        rows, place = rows.unique(return_inverse=True)
        summed = gradient.new_zeros(len(rows), gradient.shape[1]).index_add_(0, place, gradient)
        squares = self.squares[rows] + torch.linalg.vecdot(summed, summed)[:, None] / summed.shape[1]
        self.squares[rows] = squares
        self.matrix.index_add_(0, rows, summed / (squares + 1e-10).sqrt(), alpha=-learning_rate)


def gradients_by_autograd(model: Word2Vec, batch: Batch, loss: str, negative: int) -> Gradients:
    """The gradients of the models and losses as they stand in the lesson."""
    neighbours = neighbours_of(batch.stream, batch.window)
    if isinstance(model, SkipGram):
        example = batch.mask.nonzero()[:, 0]
        hidden, labels = model.hidden(batch.words[example]), neighbours[batch.mask]
    else:
        assert isinstance(model, CBOW)
        example = batch.mask.any(dim=1).nonzero()[:, 0]
        hidden, labels = model.hidden(neighbours[example], batch.mask[example]), batch.words[example]
    if loss == "softmax":
        mean = softmax_loss(model.scores(hidden), labels)
    else:
        label_scores = model.scores_of(hidden, labels[:, None])[:, 0]
        mean = negative_sampling_loss(label_scores, model.scores_of(hidden, batch.noise[example // GROUP]), negative)
    summed = mean * len(labels) if len(labels) else hidden.sum()
    inputs, outputs = torch.autograd.grad(summed, [model.input_vectors, model.output_vectors], materialize_grads=True)
    rows = torch.arange(len(inputs), device=inputs.device)
    return Gradients(rows, inputs, outputs, summed.detach(), torch.tensor(len(labels), device=inputs.device))


@torch.no_grad()
def gradients_by_hand(model: Word2Vec, batch: Batch, negative: int) -> Gradients:
    """The gradients of negative sampling, for the words of the batch and its noise words only."""
    rows, places = torch.cat([batch.stream, batch.noise.flatten()]).unique(return_inverse=True)
    stream, noise = places[: len(batch.stream)], places[len(batch.stream) :].view(batch.noise.shape)
    formulas = _skip_gram_gradients if isinstance(model, SkipGram) else _cbow_gradients
    inputs, outputs = model.input_vectors.detach()[rows], model.output_vectors.detach()[rows]
    return Gradients(rows, *formulas(inputs, outputs, Batch(stream, batch.mask, noise), negative))


Found = tuple[Float[Tensor, "rows size"], Float[Tensor, "rows size"], Float[Tensor, ""], Int[Tensor, ""]]


def _skip_gram_gradients(
    inputs: Float[Tensor, "rows size"], outputs: Float[Tensor, "rows size"], batch: Batch, negative: int
) -> Found:
    """The loss of a score s = word . neighbour is -log sigmoid(s), so dloss/ds = sigmoid(s) - 1; for noise sigmoid(s)."""
    words, around = inputs[batch.words], outputs[batch.stream]
    to_words, to_around = torch.zeros_like(words), torch.zeros_like(around)
    loss = words.new_zeros(())
    for column, near in enumerate(_neighbour_slices(batch)):
        scores = (words * around[near]).sum(dim=1)
        errors = ((scores.sigmoid() - 1) * batch.mask[:, column])[:, None]
        to_words.addcmul_(around[near], errors)
        to_around[near].addcmul_(words, errors)
        loss += F.softplus(-scores) @ batch.mask[:, column].to(scores.dtype)
    examples = batch.mask.sum(dim=1)
    noise_loss, to_noise = _push_from_noise(words, to_words, outputs[batch.noise], examples * negative)
    to_inputs = torch.zeros_like(inputs).index_add_(0, batch.words, to_words)
    to_outputs = torch.zeros_like(outputs).index_add_(0, batch.stream, to_around)
    to_outputs.index_add_(0, batch.noise.flatten(), to_noise)
    return to_inputs, to_outputs, loss + noise_loss, examples.sum()


def _cbow_gradients(
    inputs: Float[Tensor, "rows size"], outputs: Float[Tensor, "rows size"], batch: Batch, negative: int
) -> Found:
    """Every one of n neighbours has the share 1/n in the mean, so it gets that share of the gradient.

    word2vec.c and gensim leave the 1/n out on the way back (Irsoy et al., 2020, arXiv:2012.15332).
    """
    around, labels = inputs[batch.stream], outputs[batch.words]
    share = batch.mask / batch.mask.sum(dim=1, keepdim=True).clamp(min=1)
    hidden = torch.zeros_like(labels)
    for column, near in enumerate(_neighbour_slices(batch)):
        hidden.addcmul_(around[near], share[:, column, None])
    examples = batch.mask.any(dim=1)
    scores = (hidden * labels).sum(dim=1)
    errors = ((scores.sigmoid() - 1) * examples)[:, None]
    to_labels, to_hidden = errors * hidden, errors * labels
    noise_loss, to_noise = _push_from_noise(hidden, to_hidden, outputs[batch.noise], examples * negative)
    to_around = torch.zeros_like(around)
    for column, near in enumerate(_neighbour_slices(batch)):
        to_around[near].addcmul_(to_hidden, share[:, column, None])
    to_inputs = torch.zeros_like(inputs).index_add_(0, batch.stream, to_around)
    to_outputs = torch.zeros_like(outputs).index_add_(0, batch.words, to_labels)
    to_outputs.index_add_(0, batch.noise.flatten(), to_noise)
    return to_inputs, to_outputs, F.softplus(-scores) @ examples.to(scores.dtype) + noise_loss, examples.sum()


def _push_from_noise(
    hidden: Float[Tensor, "words size"],
    to_hidden: Float[Tensor, "words size"],
    noise: Float[Tensor, "groups noise size"],
    weight: Int[Tensor, " words"],
) -> tuple[Float[Tensor, ""], Float[Tensor, "noise_words size"]]:
    """The loss of the noise words and their gradients; the gradients of `hidden` are added to `to_hidden`."""
    groups, drawn, size = noise.shape
    grouped = hidden.view(groups, -1, size)
    scores = torch.bmm(grouped, noise.transpose(1, 2))
    weights = weight.view(groups, -1, 1) / drawn
    errors = scores.sigmoid() * weights
    to_hidden.view(groups, -1, size).baddbmm_(errors, noise)
    return (F.softplus(scores) * weights).sum(), torch.bmm(errors.transpose(1, 2), grouped).flatten(0, 1)


def _neighbour_slices(batch: Batch) -> list[slice]:
    """For each column of the mask, where in the stream the neighbours of all words stand."""
    starts = [start for start in range(2 * batch.window + 1) if start != batch.window]
    return [slice(start, start + len(batch.mask)) for start in starts]


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
