"""word2vec: two matrices with a row for every word. Multiply, add up, compare: nothing else."""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn


class Word2Vec(nn.Module):
    """What CBOW and skip-gram share: scores = hidden x output_vectors^T, one score for every word of the dictionary.

    `input_vectors`  (vocab_size, vector_size): the row of a word is its word vector
    `output_vectors` (vocab_size, vector_size): the row of a word as a possible label
    The start is word2vec's: small random input vectors, output vectors of zeros.
    """

    def __init__(self, vocab_size: int, vector_size: int = 200, generator: torch.Generator | None = None) -> None:
        super().__init__()
        start = torch.rand(vocab_size, vector_size, generator=generator) - 0.5
        self.input_vectors = nn.Parameter(start / vector_size)
        self.output_vectors = nn.Parameter(torch.zeros(vocab_size, vector_size))

    def scores(self, hidden: Float[Tensor, "examples size"]) -> Float[Tensor, "examples vocab_size"]:
        """The dot product of each hidden vector with the output vector of every word."""
        return hidden @ self.output_vectors.T

    def scores_of(
        self, hidden: Float[Tensor, "examples size"], words: Int[Tensor, "examples words"]
    ) -> Float[Tensor, "examples words"]:
        """The scores of a few words only, other ones for each example: all that negative sampling needs."""
        return torch.einsum("es,ews->ew", hidden, self.output_vectors[words])


class CBOW(Word2Vec):
    """Continuous bag of words: the mean of the neighbours' vectors predicts the word in the middle."""

    def hidden(
        self, neighbours: Int[Tensor, "examples neighbours"], mask: Bool[Tensor, "examples neighbours"] | None = None
    ) -> Float[Tensor, "examples size"]:
        """The mean of the neighbours' input vectors; where `mask` is False there is no neighbour."""
        vectors = self.input_vectors[neighbours]
        if mask is None:
            return vectors.mean(dim=1)
        return (vectors * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)

    def forward(
        self, neighbours: Int[Tensor, "examples neighbours"], mask: Bool[Tensor, "examples neighbours"] | None = None
    ) -> Float[Tensor, "examples vocab_size"]:
        """Scores for the word in the middle."""
        return self.scores(self.hidden(neighbours, mask))


class SkipGram(Word2Vec):
    """The word in the middle predicts each of its neighbours."""

    def hidden(self, words: Int[Tensor, " examples"]) -> Float[Tensor, "examples size"]:
        """The word's input vector: a one-hot row times the matrix, which is one row of the matrix."""
        return self.input_vectors[words]

    def forward(self, words: Int[Tensor, " examples"]) -> Float[Tensor, "examples vocab_size"]:
        """Scores for a neighbour of the word."""
        return self.scores(self.hidden(words))
