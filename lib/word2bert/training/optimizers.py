"""Optimizers: how the gradients of a step change the weights. AdamW for everything, or Muon for the matrices of the
blocks, or the one that BERT was trained with.

Each group of weights has a `factor`: it learns at so many times the learning rate of the schedule.
"""

from typing import Any

from torch import nn
from torch.optim import AdamW, Optimizer

from word2bert.training.adam_weight_decay import AdamWeightDecay
from word2bert.training.muon import Muon

BETAS = 0.9, 0.98  # of AdamW: how much of the past the means of gradient and square keep
OPTIMIZERS = "adamw", "muon", "bert"


def choose_optimizer(name: str, model: nn.Module, weight_decay: float = 0.01, muon_factor: float = 10.0) -> Optimizer:
    """The optimizer of this name for all weights of the model: "adamw", "muon" (`MuonAndAdamW`), or "bert"
    (`AdamWeightDecay`).

    Raises ValueError as `check_optimizer`, and for Muon where the model has no blocks.
    """
    check_optimizer(name, muon_factor)
    if name == "muon":
        return MuonAndAdamW(model, weight_decay, muon_factor)
    groups = decayed(list(model.parameters()), weight_decay)
    return AdamWeightDecay(groups) if name == "bert" else _adamw(groups)


def check_optimizer(name: str, muon_factor: float) -> None:
    """Raises ValueError for a name that none has, and for a factor that is not above 0."""
    if name not in OPTIMIZERS:
        raise ValueError(f"optimizer is {name!r}: it is one of {', '.join(map(repr, OPTIMIZERS))}")
    if not muon_factor > 0:
        raise ValueError(f"muon_factor is {muon_factor}: Muon's learning rate in units of AdamW's, above 0; 10 say")


def decayed(weights: list[nn.Parameter], weight_decay: float) -> list[dict[str, Any]]:
    """Two groups of weights: matrices and tables, which decay, and biases and norms, which do not."""
    return [
        {"params": [weight for weight in weights if weight.dim() > 1], "weight_decay": weight_decay, "factor": 1.0},
        {"params": [weight for weight in weights if weight.dim() < 2], "weight_decay": 0.0, "factor": 1.0},
    ]


def _adamw(groups: list[dict[str, Any]]) -> AdamW:
    return AdamW(groups, betas=BETAS, fused=True)


class MuonAndAdamW(Optimizer):
    """Muon for the matrices of the blocks, AdamW for all other weights: two optimizers that are asked as one.

    The steps of Muon are always as long, so it has a learning rate of its own: `muon_factor` times that of AdamW.
    Raises ValueError when there are no blocks.
    """

    def __init__(self, model: nn.Module, weight_decay: float = 0.01, muon_factor: float = 10.0) -> None:
        inside = [weight for name, weight in model.named_parameters() if "blocks." in name and weight.dim() == 2]
        if not inside:
            raise ValueError("Muon is for the matrices of `blocks`, and this model has none: take optimizer='adamw'")
        matrices = set(inside)
        others = [weight for weight in model.parameters() if weight not in matrices]
        self.muon = Muon([{"params": inside, "factor": muon_factor}], weight_decay=weight_decay)
        self.adamw = _adamw(decayed(others, weight_decay))
        super().__init__([*self.muon.param_groups, *self.adamw.param_groups], {})
        self._share()

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Called with what a checkpoint holds."""
        super().__setstate__(state)
        self._share()

    def _share(self) -> None:
        """Both have the same state and groups as the whole, which is what is saved, loaded and given learning rates."""
        self.muon.state = self.adamw.state = self.state
        self.muon.param_groups, self.adamw.param_groups = self.param_groups[:1], self.param_groups[1:]

    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Change the weights by their gradients."""
        self.muon.step()
        self.adamw.step()
