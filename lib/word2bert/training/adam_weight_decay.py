"""The optimizer that BERT was trained with (optimization.py of google-research/bert)."""

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer


class AdamWeightDecay(Optimizer):
    """Adam with weight decay, as BERT has it.

    m = 0.9 m + 0.1 g;  v = 0.999 v + 0.001 g^2;  w = w - learning rate * (m / (sqrt(v) + 1e-6) + weight_decay * w)
    AdamW divides m and v by how much of them can be there after so few steps. Here nothing is divided: the first step
    is 0.1 / sqrt(0.001) = 3.2 times as long, and only a warm-up makes it short.
    """

    def __init__(
        self,
        params: Iterable[nn.Parameter] | Iterable[dict[str, Any]],
        lr: float = 1e-4,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-6,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Change the weights by their gradients."""
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                if not state:
                    state["exp_avg"], state["exp_avg_sq"] = torch.zeros_like(weight), torch.zeros_like(weight)
                mean, square = state["exp_avg"], state["exp_avg_sq"]
                mean.lerp_(weight.grad, 1 - beta1)
                square.mul_(beta2).addcmul_(weight.grad, weight.grad, value=1 - beta2)
                weight.mul_(1 - group["lr"] * group["weight_decay"])
                weight.addcdiv_(mean, square.sqrt().add_(group["eps"]), value=-group["lr"])
