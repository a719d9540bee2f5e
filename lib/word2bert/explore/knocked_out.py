"""Words that nobody attends to and heads that give nothing, in the attention of any model. Notebook 10."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.overrides import TorchFunctionMode

MASKED = 1000  # a score so far below the largest of its row was put there by a mask


class KnockedOut(TorchFunctionMode):
    """While it is entered, no token attends to some words, and some heads give zeros.

        with KnockedOut(tokens, words_out=[4], heads_out=[(0, 11)]) as changes:
            output = model(...)
        weights = changes.maps(weights that the model gave)

    It reaches into the softmax of each layer, (1, heads, from, to): that one is there in every model, whatever the
    model calls its parts, and the scores tell what its own masks (causal, a window) allow. A row to which nothing would
    be left keeps itself. A head gives zeros when all its weights are zero.
    """

    def __init__(self, tokens: int, words_out: Sequence[int] = (), heads_out: Sequence[tuple[int, int]] = ()) -> None:
        super().__init__()
        self.tokens, self.words_out, self.heads_out = tokens, list(words_out), heads_out
        self._weights: list[Tensor] = []  # of each layer
        self._used: list[Tensor] = []  # the same, with zeros for the heads that are knocked out

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Called by PyTorch in place of each of its functions."""
        kwargs = kwargs or {}
        of_attention = getattr(func, "__name__", "") == "softmax" and args[0].dim() == 4
        if not (of_attention and args[0].shape[2:] == (self.tokens, self.tokens)):
            return func(*args, **kwargs)
        scores, *rest = args
        seen = scores > scores.amax(dim=-1, keepdim=True) - MASKED
        seen[..., self.words_out] = False
        itself = torch.eye(self.tokens, dtype=torch.bool, device=seen.device)
        seen |= itself & ~seen.any(dim=-1, keepdim=True)
        weights = func(scores.masked_fill(~seen, -torch.inf), *rest, **kwargs)
        used = weights.clone()
        used[:, [head for layer, head in self.heads_out if layer == len(self._used)]] = 0
        self._weights.append(weights)
        self._used.append(used)
        return used

    def maps(self, given: Sequence[Float[Tensor, "1 heads from to"]]) -> list[Float[Tensor, "1 heads from to"]]:
        """The weights of each layer, also of the heads that are knocked out; `given` are those that the model returned.

        Raises ValueError when they are not those that were changed: the model then attends in some other way.
        """
        same = len(given) == len(self._used) and all(
            a.shape == b.shape and torch.allclose(a.to(b), b) for a, b in zip(self._used, given, strict=True)
        )
        if not same:
            raise ValueError(
                "the attention of this model is not one softmax over all tokens in each layer: its words and heads "
                "cannot be knocked out. Read it without words_out and heads_out"
            )
        return self._weights
