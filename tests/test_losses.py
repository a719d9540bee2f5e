"""The losses against torch's own, formulas by hand, and finite differences."""

import math

import pytest
import torch
import torch.nn.functional as F
from word2bert.losses import (
    masked_word_loss,
    negative_sampling_loss,
    next_word_loss,
    pretraining_loss,
    sentence_pair_loss,
    softmax_loss,
)


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


# ---- next words


def some_labels(asked: float = 0.7) -> torch.Tensor:
    """(3, 5) labels of 11 words, some of them -100."""
    draws = torch.Generator().manual_seed(2)
    labels = torch.randint(11, (3, 5), generator=draws)
    return labels.masked_fill(torch.rand(3, 5, generator=draws) > asked, -100)


def test_the_next_word_loss_is_the_softmax_loss_of_the_places_with_a_label():
    scores, labels = draw(3, 5, 11) * 4, some_labels()
    asked = labels >= 0
    assert 3 < asked.sum() < 15
    torch.testing.assert_close(next_word_loss(scores, labels), softmax_loss(scores[asked], labels[asked]).float())
    everywhere = labels.clamp(min=0)  # word 0 is a label like all others
    right = softmax_loss(scores.flatten(0, 1), everywhere.flatten())
    torch.testing.assert_close(next_word_loss(scores, everywhere), right.float())


def test_places_without_a_label_change_nothing_and_get_no_gradient():
    scores, labels = draw(3, 5, 11).requires_grad_(), some_labels()
    loss = next_word_loss(scores, labels)
    loss.backward()
    assert not scores.grad[labels < 0].any()
    assert scores.grad[labels >= 0].any(dim=-1).all()
    other = scores.detach().clone()
    other[labels < 0] = 1e6
    assert torch.equal(next_word_loss(other, labels), loss)
    longer = F.pad(scores.detach(), (0, 0, 0, 4), value=3.0), F.pad(labels, (0, 4), value=-100)
    torch.testing.assert_close(next_word_loss(*longer), loss.detach())


def test_without_any_label_the_next_word_loss_is_zero():
    scores = draw(2, 3, 5).requires_grad_()
    loss = next_word_loss(scores, torch.full((2, 3), -100))
    assert float(loss.detach()) == 0
    loss.backward()
    assert not scores.grad.any()


def test_the_next_word_loss_is_computed_in_float32():
    scores, labels = draw(3, 5, 11).to(torch.bfloat16), some_labels()
    loss = next_word_loss(scores, labels)
    assert loss.dtype == torch.float32
    assert torch.equal(loss, next_word_loss(scores.float(), labels))


def test_without_knowledge_the_next_word_loss_is_the_logarithm_of_the_dictionary():
    assert float(next_word_loss(torch.zeros(2, 3, 500), torch.ones(2, 3, dtype=torch.long))) == pytest.approx(
        math.log(500), rel=1e-6
    )


def test_without_knowledge_the_two_losses_of_bert_are_logarithms():
    words, pairs = torch.zeros(6, 40), torch.zeros(5, 2)
    torch.testing.assert_close(masked_word_loss(words, torch.arange(6)), torch.tensor(math.log(40)))
    torch.testing.assert_close(sentence_pair_loss(pairs, torch.tensor([0, 1, 1, 0, 1])), torch.tensor(math.log(2)))


def test_the_masked_word_loss_is_the_mean_over_the_masked_words():
    generator = torch.Generator().manual_seed(3)
    scores, labels = torch.randn(7, 40, generator=generator), torch.randint(0, 40, (7,), generator=generator)
    torch.testing.assert_close(masked_word_loss(scores, labels), softmax_loss(scores, labels))
    assert masked_word_loss(torch.randn(0, 40, requires_grad=True), torch.empty(0, dtype=torch.long)) == 0


def test_one_word_alone_is_its_own_mean():
    scores, labels = draw(1, 3, 11) * 4, torch.tensor([[-100, 7, -100]])
    right = softmax_loss(scores[:, 1], labels[:, 1]).float()
    torch.testing.assert_close(next_word_loss(scores, labels), right)
    torch.testing.assert_close(masked_word_loss(scores[:, 1], labels[:, 1]), right)


def test_half_precision_scores_are_added_up_in_float32():
    scores = torch.full((4096, 3), 1.0, dtype=torch.bfloat16)
    for loss in (
        masked_word_loss(scores, torch.zeros(4096, dtype=torch.long)),
        sentence_pair_loss(scores[:, :2], torch.zeros(4096, dtype=torch.long)),
        next_word_loss(scores[None], torch.zeros(1, 4096, dtype=torch.long)),
    ):
        assert loss.dtype == torch.float32


@pytest.mark.parametrize("label", [0, 1])
def test_both_labels_of_the_pairs_give_gradient(label: int):
    scores = torch.tensor([[0.3, -0.2]], requires_grad=True)
    sentence_pair_loss(scores, torch.tensor([label])).backward()
    sure = torch.sigmoid(torch.tensor(-0.5))  # of label 1
    expected = sure - label
    torch.testing.assert_close(scores.grad, torch.stack([-expected, expected])[None])


def test_the_pretraining_loss_is_the_sum():
    generator = torch.Generator().manual_seed(4)
    words, pairs = torch.randn(3, 9, generator=generator), torch.randn(2, 2, generator=generator)
    labels = torch.tensor([1, 8, 0]), torch.tensor([0, 1])
    both = masked_word_loss(words, labels[0]) + sentence_pair_loss(pairs, labels[1])
    torch.testing.assert_close(pretraining_loss(words, labels[0], pairs, labels[1]), both)
