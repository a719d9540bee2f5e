"""Muon: steps that are equally long in all directions of a matrix.

PyTorch has it too, but multiplies in bfloat16 everywhere: 15 to 50 times slower on a processor without instructions for
it. Here the products are in the precision of the training, as `torch.autocast` says.
"""

from collections.abc import Iterable
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.optim import Optimizer

CURVE = 3.4445, -4.7750, 2.0315  # a x + b x^3 + c x^5, five times, takes every x from 0.002 to 1 into 0.68 to 1.21


class Muon(Optimizer):
    """For weights that are matrices.

    momentum = 0.95 momentum + 0.05 gradient;  step = learning rate * orthogonal(0.05 gradient + 0.95 momentum)
    A matrix that is higher than wide, such as (3072, 768), takes sqrt(height / width) times the step.
    Jordan et al. 2024 (kellerjordan.github.io/posts/muon).
    """

    def __init__(self, groups: Iterable[dict[str, Any]], weight_decay: float = 0.1, momentum: float = 0.95) -> None:
        super().__init__(groups, {"lr": 1e-3, "weight_decay": weight_decay, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Change the weights by their gradients."""
        for group in self.param_groups:
            with_gradient = [weight for weight in group["params"] if weight.grad is not None]
            for height, width in sorted({weight.shape for weight in with_gradient}):
                alike = [weight for weight in with_gradient if weight.shape == (height, width)]
                steps = orthogonal(torch.stack([self._direction(weight, group["momentum"]) for weight in alike]))
                rate = group["lr"] * max(1, height / width) ** 0.5
                for weight, step in zip(alike, steps, strict=True):
                    weight.mul_(1 - group["lr"] * group["weight_decay"]).sub_(step, alpha=rate)

    def _direction(self, weight: Tensor, momentum: float) -> Tensor:
        """The gradient, smoothed over the last steps, and once more towards the newest."""
        assert weight.grad is not None
        state = self.state[weight]
        if not state:
            state["momentum"] = torch.zeros_like(weight)
        smooth = state["momentum"].lerp_(weight.grad, 1 - momentum)
        return weight.grad.lerp(smooth, momentum)


def orthogonal(matrices: Float[Tensor, "N height width"]) -> Float[Tensor, "N height width"]:
    """About U V^T of each matrix U S V^T: its singular values S become about 1.

    Newton and Schulz's iteration, which needs products of matrices alone: see `CURVE`.
    """
    a, b, c = CURVE
    high = matrices.shape[1] > matrices.shape[2]
    x: Tensor = matrices.mT if high else matrices  # so that the product of the smaller side is taken
    x = x / x.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)
    for _ in range(5):
        square = x @ x.mT
        x = a * x + (b * square + c * square @ square) @ x
    return x.mT if high else x
