"""One step of training word vectors, in two ways that come to the same.

The parts of a batch are learned with the same vectors, in steps that come one after the other. Threads share the parts,
and the result does not depend on how many threads there are. PyTorch's own threads meet in every operation: when the
machine has other work too, they wait most of the time.
"""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from word2bert.losses import negative_sampling_loss, softmax_loss
from word2bert.models.word2vec import CBOW, SkipGram, Word2Vec
from word2bert.training import compiled
from word2bert.training.compiled import RowSums
from word2bert.training.stream import GROUP, PARTS, Batch
from word2bert.training.threads import ParallelMap


def learner_for(
    model: Word2Vec, loss: str, negative: int, parallel_map: ParallelMap
) -> "CompiledLearner | AutogradLearner":
    """The quick way for negative sampling on a processor, the way of the lesson for everything else."""
    if loss == "negative-sampling" and model.input_vectors.device.type == "cpu":
        return CompiledLearner(model, negative, parallel_map)
    return AutogradLearner(model, loss, negative, parallel_map)


class AutogradLearner:
    """Learns with the models and losses as they stand in the lesson, on any device."""

    def __init__(self, model: Word2Vec, loss: str, negative: int, parallel_map: ParallelMap) -> None:
        self.model, self.loss, self.negative, self.parallel_map = model, loss, negative, parallel_map
        self.matrices = [model.input_vectors, model.output_vectors]
        self.optimizers = [RowAdagrad(matrix) for matrix in self.matrices]

    def step(self, batch: Batch, learning_rate: float) -> Float[Tensor, ""]:
        """Learn from one batch. Returns the mean loss of its examples before the step."""
        parts = self.parallel_map(self._gradients, batch.parts())
        for _, _, gradients in parts:
            for optimizer, gradient in zip(self.optimizers, gradients, strict=True):
                optimizer.step(gradient, learning_rate)
        return torch.stack([loss for loss, _, _ in parts]).sum() / max(1, sum(examples for _, examples, _ in parts))

    def _gradients(self, part: Batch) -> tuple[Float[Tensor, ""], int, tuple[Tensor, ...]]:
        """The summed loss of a part, the number of its examples, and the gradients of both matrices."""
        with torch.enable_grad():  # also where the caller has switched gradients off
            loss, examples = summed_loss(self.model, part, self.loss, self.negative)
        return loss.detach(), examples, torch.autograd.grad(loss, self.matrices, materialize_grads=True)


def summed_loss(model: Word2Vec, batch: Batch, loss: str, negative: int) -> tuple[Float[Tensor, ""], int]:
    """The loss of all examples of a batch, added up, and how many they are."""
    mask = batch.mask()
    if isinstance(model, SkipGram):
        example = mask.nonzero()[:, 0]
        hidden, labels = model.hidden(batch.words[example]), batch.neighbours[mask]
    else:
        assert isinstance(model, CBOW)
        example = mask.any(dim=1).nonzero()[:, 0]
        hidden, labels = model.hidden(batch.neighbours[example], mask[example]), batch.words[example]
    if not len(labels):
        return hidden.sum(), 0
    if loss == "softmax":
        return softmax_loss(model.scores(hidden), labels) * len(labels), len(labels)
    label_scores = model.scores_of(hidden, labels[:, None])[:, 0]
    noise_scores = model.scores_of(hidden, batch.noise[example // GROUP])
    return negative_sampling_loss(label_scores, noise_scores, negative) * len(labels), len(labels)


class RowAdagrad:
    """Adagrad (Duchi et al., 2011) with one sum of squares for a row: the more a word has moved, the smaller its steps.

    squares += mean(gradient^2);  row -= learning_rate * gradient / squares^(1/3)
    Adagrad itself has the power 1/2. With 1/3 rare words take smaller and frequent words larger steps, which was better
    here: held-out loss of the speeches 2.35 and 1.99 (skip-gram and CBOW, 5 epochs) in place of 2.38 and 2.02.
    """

    def __init__(self, matrix: Tensor) -> None:
        self.matrix = matrix.detach()
        self.squares = torch.zeros(len(matrix), device=matrix.device, dtype=matrix.dtype)

    def step(self, gradient: Float[Tensor, "vocab_size size"], learning_rate: float) -> None:
        """Change the rows of the matrix that have a gradient; a gradient of zero changes nothing."""
        self.squares += gradient.square().mean(dim=1)
        self.matrix -= learning_rate * gradient * (self.squares + 1e-10).pow(-1 / 3)[:, None]


class CompiledLearner:
    """Learns the same with compiled loops: many times faster, for negative sampling on a processor."""

    def __init__(self, model: Word2Vec, negative: int, parallel_map: ParallelMap) -> None:
        self.cbow, self.negative, self.parallel_map = isinstance(model, CBOW), float(negative), parallel_map
        self.matrices = [model.input_vectors.detach().numpy(), model.output_vectors.detach().numpy()]
        self.squares = [np.zeros(len(matrix), np.float32) for matrix in self.matrices]
        self.sums: list[tuple[RowSums, RowSums]] = []

    def step(self, batch: Batch, learning_rate: float) -> float:
        """Learn from one batch. Returns the mean loss of its examples before the step."""
        parts = batch.parts()
        if not self.sums:
            most = len(parts[0].stream) + parts[0].noise.numel()
            self.sums = [(self._empty(most), self._empty(most)) for _ in range(PARTS)]
        found = self.parallel_map(self._add_gradients, parts, self.sums)
        self.parallel_map(self._take_steps, (0, 1), (learning_rate, learning_rate))
        return sum(loss for loss, _ in found) / max(1, sum(examples for _, examples in found))

    def _empty(self, most: int) -> RowSums:
        vocab_size, size = self.matrices[0].shape
        return RowSums.empty(vocab_size, size, most)

    def _add_gradients(self, part: Batch, sums: tuple[RowSums, RowSums]) -> tuple[float, int]:
        text = [tensor.numpy() for tensor in (part.stream, part.sentences, part.reach, part.noise)]
        loss, examples = compiled.add_gradients(*self.matrices, *text, self.negative, self.cbow, *sums)
        return float(loss), int(examples)

    def _take_steps(self, matrix: int, learning_rate: float) -> None:
        """Change one of the two matrices, with the gradients of one part after the other."""
        for sums in self.sums:
            compiled.take_step(self.matrices[matrix], self.squares[matrix], sums[matrix], learning_rate)
