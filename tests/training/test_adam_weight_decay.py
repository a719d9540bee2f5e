"""BERT's own optimizer, beside numbers that were computed by hand and beside the formulas of its program."""

import math

import pytest
import torch
from tiny_training import Tiny, batches, loss, train
from torch import nn
from word2bert.models import Bert, BertConfig
from word2bert.training import bert_schedule
from word2bert.training.adam_weight_decay import AdamWeightDecay
from word2bert.training.optimizers import choose_optimizer

pytestmark = pytest.mark.usefixtures("one_thread")


def test_two_steps_by_hand():
    """w = 1, g = 0.5: m = 0.05, v = 0.00025, m / sqrt(v) = 3.1623: w = 1 - 0.1 (3.1621 + 0.01) = 0.68279.
    Then g = -1: m = -0.055, v = 0.00124975, m / sqrt(v) = -1.5558: w = 0.68279 - 0.1 (-1.5557 + 0.0068) = 0.83768."""
    weight = nn.Parameter(torch.tensor([1.0], dtype=torch.float64))
    optimizer = AdamWeightDecay([weight], lr=0.1)
    found = []
    for gradient in (0.5, -1.0):
        weight.grad = torch.tensor([gradient], dtype=torch.float64)
        optimizer.step()
        found.append(weight.item())
    assert found == pytest.approx([0.68279, 0.83768], abs=2e-5)


def test_the_first_step_is_not_corrected_and_longer_than_that_of_adamw():
    steps = []
    for kind in (AdamWeightDecay, torch.optim.AdamW):
        weight = nn.Parameter(torch.tensor([1.0]))
        weight.grad = torch.tensor([7.0])
        kind([weight], lr=0.01, weight_decay=0.0).step()
        steps.append(1 - weight.item())
    assert steps == pytest.approx([0.01 * 0.1 / math.sqrt(0.001), 0.01], abs=1e-6)


def test_a_weight_without_gradient_stays():
    weight = nn.Parameter(torch.ones(3))
    AdamWeightDecay([weight], lr=1.0).step()
    assert torch.equal(weight, torch.ones(3))


def test_tables_decay_and_norms_and_biases_do_not():
    """optimization.py leaves out what is called LayerNorm, layer_norm or bias: here everything of one dimension."""
    model = Bert(BertConfig(30, 16, 1, 2, 32, 32))
    names = {id(weight): name for name, weight in model.named_parameters()}
    decays, stays = ([names[id(weight)] for weight in group["params"]] for group in optimizer_groups(model))
    assert {"transformer.embeddings.word.weight", "transformer.embeddings.position.weight"} <= set(decays)
    assert all("norm" in name or name.endswith("bias") for name in stays)
    assert not any("norm" in name or name.endswith("bias") for name in decays)
    assert len(decays) + len(stays) == len(names)


def optimizer_groups(model):
    optimizer = choose_optimizer("bert", model)
    assert isinstance(optimizer, AdamWeightDecay)
    assert [group["weight_decay"] for group in optimizer.param_groups] == [0.01, 0.0]
    return optimizer.param_groups


def test_a_training_with_it_is_that_of_the_original():
    """The formulas as optimization.py writes them, with its schedule, its clipping and its list of what decays."""
    steps, warm_up, peak = 6, 2, 0.02
    model, same = Tiny(dropout=0), Tiny(dropout=0)
    train(model, steps, optimizer="bert", schedule=bert_schedule(peak, steps, warm_up), weight_decay=0.3, clip=0.5)
    m = {name: torch.zeros_like(weight) for name, weight in same.named_parameters()}
    v = {name: torch.zeros_like(weight) for name, weight in same.named_parameters()}
    for step in range(steps):
        rate = peak * step / warm_up if step < warm_up else peak * (1 - step / steps)
        same.zero_grad()
        sum(loss(same, batches().at(8 * step)).values()).backward()
        norm = torch.sqrt(sum(weight.grad.square().sum() for weight in same.parameters()))
        with torch.no_grad():
            for name, weight in same.named_parameters():
                gradient = weight.grad * 0.5 / max(float(norm), 0.5)
                m[name] = 0.9 * m[name] + 0.1 * gradient
                v[name] = 0.999 * v[name] + 0.001 * gradient**2
                update = m[name] / (torch.sqrt(v[name]) + 1e-6)
                if not ("norm" in name or "bias" in name):
                    update += 0.3 * weight
                weight -= rate * update
    for name, weight in model.named_parameters():
        torch.testing.assert_close(weight, same.get_parameter(name), rtol=0, atol=2e-6)
