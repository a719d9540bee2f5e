"""The losses against torch's own, formulas by hand, and finite differences."""

import math

import pytest
import torch
import torch.nn.functional as F
from word2bert.losses import negative_sampling_loss, softmax_loss


def draw(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(1))


def test_softmax_loss_is_torchs_cross_entropy():
    scores, labels = draw(7, 11) * 4, torch.tensor([0, 10, 3, 3, 5, 1, 2])
    torch.testing.assert_close(softmax_loss(scores, labels), F.cross_entropy(scores, labels))


def test_softmax_loss_by_hand():
    scores = torch.tensor([[1.0, 2.0, 3.0]], dtype=torch.float64)
    expected = math.log(math.e + math.e**2 + math.e**3) - 2
    assert float(softmax_loss(scores, torch.tensor([1]))) == pytest.approx(expected, rel=1e-12)


def test_without_knowledge_the_softmax_loss_is_the_logarithm_of_the_dictionary():
    assert float(softmax_loss(torch.zeros(4, 1000), torch.arange(4))) == pytest.approx(math.log(1000), rel=1e-6)


def test_softmax_loss_stays_finite_for_large_scores():
    assert float(softmax_loss(torch.tensor([[1e4, 0.0]]), torch.tensor([1]))) == pytest.approx(1e4)


def test_the_gradient_of_the_softmax_loss_is_probability_minus_label():
    scores = draw(3, 5).requires_grad_()
    labels = torch.tensor([4, 0, 2])
    softmax_loss(scores, labels).backward()
    expected = (scores.detach().softmax(dim=1) - F.one_hot(labels, 5)) / 3
    torch.testing.assert_close(scores.grad, expected)


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_with_as_many_noise_words_as_negative_it_is_the_sum_of_formula_4():
    label_scores, noise_scores = draw(4) * 2, draw(4, 3) * 2
    by_hand = [
        -math.log(sigmoid(yes)) - sum(math.log(sigmoid(-no)) for no in noise)
        for yes, noise in zip(label_scores.tolist(), noise_scores.tolist(), strict=True)
    ]
    assert float(negative_sampling_loss(label_scores, noise_scores, 3)) == pytest.approx(sum(by_hand) / 4, rel=1e-12)


def test_more_noise_words_are_weighed_by_their_mean():
    label_scores, noise_scores = draw(4), draw(4, 3)
    twice = torch.cat([noise_scores, noise_scores], dim=1)
    once = negative_sampling_loss(label_scores, noise_scores, 3)
    torch.testing.assert_close(negative_sampling_loss(label_scores, twice, 3), once)


def test_five_noise_words_by_default():
    label_scores, noise_scores = draw(4), draw(4, 8)
    assert negative_sampling_loss(label_scores, noise_scores) == negative_sampling_loss(label_scores, noise_scores, 5)
    assert float(negative_sampling_loss(torch.zeros(2), torch.zeros(2, 8))) == pytest.approx(6 * math.log(2))


def test_negative_sampling_stays_finite_for_large_scores():
    assert float(negative_sampling_loss(torch.tensor([-1e4]), torch.tensor([[1e4]]), 1)) == pytest.approx(2e4)


def test_both_sides_are_pushed_the_label_up_and_the_noise_down():
    label_scores, noise_scores = draw(3).requires_grad_(), draw(3, 4).requires_grad_()
    negative_sampling_loss(label_scores, noise_scores, 5).backward()
    torch.testing.assert_close(label_scores.grad, (label_scores.detach().sigmoid() - 1) / 3)
    torch.testing.assert_close(noise_scores.grad, noise_scores.detach().sigmoid() * 5 / 4 / 3)


def test_gradients_are_those_of_finite_differences():
    assert torch.autograd.gradcheck(
        lambda scores: softmax_loss(scores, torch.tensor([1, 0])), draw(2, 4).requires_grad_()
    )
    assert torch.autograd.gradcheck(negative_sampling_loss, (draw(3).requires_grad_(), draw(3, 4).requires_grad_()))
