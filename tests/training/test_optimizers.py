"""Optimizers: which weights each of them changes, how, and that a training with any of them can be gone on with."""

from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_training import Tiny, assert_same, batches, loss, train
from torch import Tensor, nn
from word2bert.training import Checkpoints, constant, warm_up_then_fall
from word2bert.training.muon import CURVE, Muon, orthogonal
from word2bert.training.optimizers import BETAS, MuonAndAdamW, choose_optimizer, decayed
from word2bert.training.precision import autocast

pytestmark = pytest.mark.usefixtures("one_thread")


class Deep(Tiny):
    """With a block: what Muon is for."""

    def __init__(self, dropout: float = 0.1, seed: int = 0) -> None:
        super().__init__(dropout, seed)
        self.blocks = nn.ModuleList([nn.Linear(12, 12), nn.Linear(12, 12)])
        generator = torch.Generator().manual_seed(seed + 1)
        for block in self.blocks:
            nn.init.normal_(block.weight, std=0.3, generator=generator)
            nn.init.zeros_(block.bias)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        x = self.norm(self.dropout(self.word(ids)))
        for block in self.blocks:
            x = x + torch.tanh(block(x))
        return self.next(x), self.long(x[:, 0])


def names_of(group: dict[str, Any], model: nn.Module) -> list[str]:
    names = {id(weight): name for name, weight in model.named_parameters()}
    return [names[id(weight)] for weight in group["params"]]


def test_matrices_decay_and_biases_and_norms_do_not():
    model = Tiny()
    matrices, vectors = decayed(list(model.parameters()), 0.1)
    assert (matrices["weight_decay"], vectors["weight_decay"]) == (0.1, 0.0)
    assert names_of(matrices, model) == ["word.weight", "next.weight", "long.weight"]
    assert names_of(vectors, model) == ["norm.weight", "norm.bias", "next.bias", "long.bias"]


def test_muon_has_the_matrices_of_the_blocks_and_adamw_every_other_weight():
    model = Deep()
    inside, matrices, vectors = choose_optimizer("muon", model, 0.1, muon_factor=7.0).param_groups
    assert names_of(inside, model) == ["blocks.0.weight", "blocks.1.weight"]
    assert names_of(matrices, model) == ["word.weight", "next.weight", "long.weight"]
    assert len(vectors["params"]) == 6
    assert [group["weight_decay"] for group in (inside, matrices, vectors)] == [0.1, 0.1, 0.0]
    assert [group["factor"] for group in (inside, matrices, vectors)] == [7.0, 1.0, 1.0]


def test_both_take_the_steps_that_they_take_alone():
    def schedule(step):
        return 0.01 / (step + 1)

    model, by_hand = Deep(dropout=0), Deep(dropout=0)
    train(model, 4, schedule=schedule, optimizer="muon", muon_factor=3.0, weight_decay=0.2)
    inside = [block.weight for block in by_hand.blocks]
    rest = [weight for weight in by_hand.parameters() if all(weight is not other for other in inside)]
    muon = Muon([{"params": inside}], weight_decay=0.2)
    adamw = torch.optim.AdamW(decayed(rest, 0.2), betas=BETAS)
    for step in range(4):
        by_hand.zero_grad()
        sum(loss(by_hand, batches().at(8 * step)).values()).backward()
        nn.utils.clip_grad_norm_(by_hand.parameters(), 1.0)
        for optimizer, rate in ((muon, 3 * schedule(step)), (adamw, schedule(step))):
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
    for name, weight in model.named_parameters():
        torch.testing.assert_close(weight, by_hand.get_parameter(name), rtol=0, atol=1e-6)


def test_a_step_of_muon_is_as_long_in_every_direction():
    """Newton and Schulz's iteration brings the singular values into 0.7 to 1.2, whatever they were."""
    model = Deep()
    optimizer = MuonAndAdamW(model, weight_decay=0.0)
    weight = model.blocks[0].weight
    before = weight.detach().clone()
    for other in model.parameters():
        other.grad = torch.randn(other.shape, generator=torch.Generator().manual_seed(3))
    weight.grad *= torch.logspace(0, -1, 12)
    optimizer.param_groups[0]["lr"] = 0.1
    optimizer.step()
    sizes = torch.linalg.svdvals((weight.detach() - before) / 0.1)
    assert sizes.min() > 0.4
    assert sizes.max() < 1.4
    assert torch.linalg.svdvals(weight.grad).max() / torch.linalg.svdvals(weight.grad).min() > 20


@pytest.mark.parametrize("shape", [(3, 8, 8), (2, 24, 8), (2, 8, 24)])
def test_orthogonal_is_a_curve_over_the_singular_values(shape: tuple[int, ...]) -> None:
    matrices = torch.randn(shape, generator=torch.Generator().manual_seed(5), dtype=torch.float64)
    left, sizes, right = torch.linalg.svd(matrices, full_matrices=False)
    sizes = sizes / sizes.norm(dim=1, keepdim=True)
    for _ in range(5):
        sizes = sum(factor * sizes**power for factor, power in zip(CURVE, (1, 3, 5), strict=True))
    torch.testing.assert_close(orthogonal(matrices), left @ torch.diag_embed(sizes) @ right)


def test_the_curve_brings_every_size_to_about_1() -> None:
    sizes = torch.logspace(-2.69, 0, 1000)
    for _ in range(5):
        sizes = sum(factor * sizes**power for factor, power in zip(CURVE, (1, 3, 5), strict=True))
    assert 0.68 < sizes.min() < sizes.max() < 1.21


def test_a_matrix_without_gradient_stays_and_one_of_zeros_gives_no_step() -> None:
    still, zero = (nn.Parameter(torch.ones(4, 4)) for _ in range(2))
    zero.grad = torch.zeros(4, 4)
    Muon([{"params": [still, zero]}], weight_decay=0.0).step()
    assert torch.equal(still, torch.ones(4, 4))
    assert torch.equal(zero, torch.ones(4, 4))


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_muon_takes_the_steps_of_pytorchs(precision: str) -> None:
    """Which rounds to bfloat16."""
    ours, theirs = ([nn.Parameter(torch.zeros(shape)) for shape in ((6, 6), (6, 6), (12, 3), (3, 12))] for _ in "ab")
    muon, torchs = Muon([{"params": ours}]), torch.optim.Muon(theirs)
    generator = torch.Generator().manual_seed(1)
    for _ in range(4):
        for one, other in zip(ours, theirs, strict=True):
            one.grad = other.grad = torch.randn(one.shape, generator=generator)
        with autocast(torch.device("cpu"), precision):
            muon.step()
        torchs.step()
    for one, other in zip(ours, theirs, strict=True):
        assert (one - other).norm() < 0.05 * other.norm()


def test_the_products_of_muon_are_in_the_precision_of_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    product = torch.Tensor.__matmul__
    monkeypatch.setattr(torch.Tensor, "__matmul__", lambda a, b: seen.append((y := product(a, b)).dtype) or y)
    for precision in ("float32", "bfloat16"):
        seen.clear()
        train(Deep(), 1, optimizer="muon", precision=precision, schedule=constant(0.01))
        assert {str(dtype) for dtype in seen} == {f"torch.{precision}"}


@pytest.mark.parametrize("name", ["adamw", "muon", "bert"])
def test_a_training_that_was_cut_off_goes_on_bit_for_bit(tmp_path: Path, name: str) -> None:
    def run(folder: str, model: nn.Module, **settings: Any) -> nn.Module:
        schedule = warm_up_then_fall(0.02, 9, 2)
        train(model, 9, schedule=schedule, optimizer=name, checkpoints=Checkpoints(tmp_path / folder), **settings)
        return model

    def stop(record: Any) -> None:
        if record.step == 5:
            raise OSError("the power is gone")

    whole = run("whole", Deep())
    with pytest.raises(OSError, match="the power is gone"):
        run("cut", Deep(), on_step=stop)
    assert_same(run("cut", Deep(seed=9), resume=True), whole)
    one, other = (Checkpoints(tmp_path / folder).latest() for folder in ("whole", "cut"))
    assert one.facts["param_groups"] == other.facts["param_groups"]
    for key, tensor in one.tensors.items():
        assert torch.equal(tensor, other.tensors[key]), key


def test_another_optimizer_does_not_go_on_with_it(tmp_path: Path) -> None:
    usual = {"checkpoints": Checkpoints(tmp_path), "schedule": constant(0.01)}
    train(Deep(), 2, optimizer="muon", **usual)
    with pytest.raises(ValueError, match=r"made with other settings: optimizer was muon, is adamw"):
        train(Deep(), 2, resume=True, **usual)
    with pytest.raises(ValueError, match=r"made with other settings: muon_factor was 10\.0, is 9\.0"):
        train(Deep(), 2, resume=True, optimizer="muon", muon_factor=9.0, **usual)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"optimizer": "adam"}, "optimizer is 'adam': it is one of 'adamw', 'muon', 'bert'"),
        (
            {"optimizer": "muon"},
            "Muon is for the matrices of `blocks`, and this model has none: take optimizer='adamw'",
        ),
        ({"optimizer": "muon", "muon_factor": 0.0}, r"muon_factor is 0\.0: Muon's learning rate in units of AdamW's"),
    ],
)
def test_an_optimizer_that_is_none(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        train(Tiny(), 2, **settings)
