"""How good a model is on text that it has not learned from."""

from typing import Any

import torch
from torch import nn

from word2bert.labels.batches import Batches
from word2bert.models.modes import without_dropout
from word2bert.training.loop import Loss
from word2bert.training.precision import autocast, chosen_precision


@torch.no_grad()
def evaluate(model: nn.Module, batches: Batches[Any], loss: Loss, precision: str | None = None) -> dict[str, float]:
    """The mean loss of each name over all labels of the first epoch, every sample once, and nothing dropped out.

    It runs where the model is; precision as in `train_model`. The model is left in the mode that it was in.
    """
    device = next(model.parameters()).device
    precision = chosen_precision(precision, device)
    totals: dict[str, float] = {}
    asked: dict[str, int] = {}
    with without_dropout(model):
        for examples in batches.once():
            with autocast(device, precision):
                means = loss(model, examples.to(device))
            for name, labels in examples.asked().items():
                totals[name] = totals.get(name, 0.0) + float(means[name]) * labels
                asked[name] = asked.get(name, 0) + labels
    return {name: totals[name] / asked[name] if asked[name] else 0.0 for name in totals}
