"""CBOW and skip-gram: which rows they read, how they score, and that the gradient is the true one."""

import math

import pytest
import torch
from word2bert.losses import softmax_loss
from word2bert.models.word2vec import CBOW, SkipGram, Word2Vec


def filled(architecture: type[Word2Vec], vocab_size: int = 9, vector_size: int = 4) -> Word2Vec:
    """A model in double precision whose two matrices are full of random numbers."""
    draws = torch.Generator().manual_seed(3)
    model = architecture(vocab_size, vector_size, draws).double()
    with torch.no_grad():
        model.input_vectors.normal_(generator=draws)
        model.output_vectors.normal_(generator=draws)
    return model


def test_the_start_small_input_vectors_and_output_vectors_of_zeros():
    model = SkipGram(5000)
    assert model.input_vectors.shape == model.output_vectors.shape == (5000, 200)
    assert not model.output_vectors.any()
    start = model.input_vectors.detach()
    assert 0.499 / 200 < float(start.max()) <= 0.5 / 200
    assert -0.5 / 200 <= float(start.min()) < -0.499 / 200
    assert abs(float(start.mean())) < 1e-5


def test_the_same_generator_gives_the_same_start():
    first, second = (CBOW(20, 8, torch.Generator().manual_seed(7)) for _ in range(2))
    assert torch.equal(first.input_vectors, second.input_vectors)
    assert not torch.equal(first.input_vectors, CBOW(20, 8, torch.Generator().manual_seed(8)).input_vectors)


@pytest.mark.parametrize("architecture", [CBOW, SkipGram])
def test_the_loss_at_the_start_is_the_logarithm_of_the_dictionary(architecture):
    model = architecture(30, 8)
    words = torch.tensor([[1, 2], [3, 4]]) if architecture is CBOW else torch.tensor([1, 3])
    assert float(softmax_loss(model(words), torch.tensor([5, 6])).detach()) == pytest.approx(math.log(30), rel=1e-6)


def test_skip_gram_reads_one_row_which_is_a_one_hot_times_the_matrix():
    model = filled(SkipGram)
    one_hot = torch.nn.functional.one_hot(torch.tensor([2, 5]), 9).double()
    torch.testing.assert_close(model.hidden(torch.tensor([2, 5])), one_hot @ model.input_vectors)


def test_cbow_reads_the_mean_of_the_neighbours():
    model = filled(CBOW)
    expected = (model.input_vectors[3] + model.input_vectors[7]) / 2
    torch.testing.assert_close(model.hidden(torch.tensor([[3, 7]]))[0], expected)
    with_gap = model.hidden(torch.tensor([[3, 5, 7]]), torch.tensor([[True, False, True]]))
    torch.testing.assert_close(with_gap[0], expected)


def test_a_full_mask_changes_nothing():
    model, words = filled(CBOW), torch.tensor([[3, 7, 1], [0, 0, 8]])
    torch.testing.assert_close(model(words, torch.ones(2, 3, dtype=torch.bool)), model(words))


@pytest.mark.parametrize("architecture", [CBOW, SkipGram])
def test_scores_are_dot_products_with_every_output_vector(architecture):
    model = filled(architecture)
    words = torch.tensor([[3, 7], [1, 2]]) if architecture is CBOW else torch.tensor([3, 1])
    hidden = model.hidden(words)
    scores = model(words)
    assert scores.shape == (2, 9)
    torch.testing.assert_close(scores[1, 4], hidden[1] @ model.output_vectors[4])
    few = torch.tensor([[4, 0, 4], [8, 1, 2]])
    torch.testing.assert_close(model.scores_of(hidden, few), scores.gather(1, few))


def test_the_gradient_of_cbow_is_the_true_one():
    """Finite differences, with a mask that leaves some words two neighbours and others one."""
    model = filled(CBOW)
    neighbours, labels = torch.tensor([[1, 2, 1], [3, 4, 5], [6, 6, 0]]), torch.tensor([0, 8, 2])
    mask = torch.tensor([[True, True, True], [True, False, True], [False, True, False]])
    softmax_loss(model(neighbours, mask), labels).backward()
    for matrix in (model.input_vectors, model.output_vectors):
        for row in range(9):
            for column in range(4):
                with torch.no_grad():
                    matrix[row, column] += 1e-6
                    above = softmax_loss(model(neighbours, mask), labels)
                    matrix[row, column] -= 2e-6
                    below = softmax_loss(model(neighbours, mask), labels)
                    matrix[row, column] += 1e-6
                assert float(matrix.grad[row, column]) == pytest.approx(float(above - below) / 2e-6, abs=1e-8)
