"""Attention: each word asks all words, and takes from each as much as it is relevant. Notebooks 04 and 05.

B batch, T tokens, C model width, H heads, D = C / H width of one head. In a mask True means: may be attended to.
"""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional as F


def split_heads(x: Float[Tensor, "batch tokens width"], heads: int) -> Float[Tensor, "batch heads tokens size"]:
    """(B, T, C) -> (B, H, T, D): head h gets the numbers h D to (h + 1) D - 1 of every word.

    Raises ValueError when the width cannot be divided among the heads. Explained in notebook 05.
    """
    check_heads(x.shape[2], heads)
    return x.view(*x.shape[:2], heads, x.shape[2] // heads).transpose(1, 2)


def merge_heads(x: Float[Tensor, "batch heads tokens size"]) -> Float[Tensor, "batch tokens width"]:
    """(B, H, T, D) -> (B, T, C): the heads side by side again, the way back from `split_heads`."""
    return x.transpose(1, 2).flatten(2)


def scaled_dot_product_attention(
    q: Float[Tensor, "batch heads queries size"],
    k: Float[Tensor, "batch heads keys size"],
    v: Float[Tensor, "batch heads keys value_size"],
    mask: Tensor | None = None,
) -> tuple[Float[Tensor, "batch heads queries value_size"], Float[Tensor, "batch heads queries keys"]]:
    """The output and the weights: weights = softmax(q k^T / sqrt(D)), output = weights v.

    mask: boolean, broadcast to (B, H, queries, keys); True = may be attended to. A row of weights sums to 1, or is all
    zeros where nothing may be attended to. Raises TypeError and ValueError for a mask that is not boolean or does not
    fit. Vaswani et al. 2017, section 3.2.1; notebook 04.
    """
    precise = torch.promote_types(q.dtype, torch.float32)  # float16 ends at 65,504: a score may be larger
    scores = q.to(precise) @ k.to(precise).transpose(-2, -1) / math.sqrt(q.shape[-1])
    allowed = checked_mask(mask, scores.shape, scores.device)
    scores = scores.masked_fill(~allowed, torch.finfo(scores.dtype).min)
    weights = scores.softmax(dim=-1).masked_fill(~allowed, 0).to(v.dtype)  # where nothing is allowed, 0 and not even
    return weights @ v, weights


def fused_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
    """The output of `scaled_dot_product_attention` alone, by PyTorch's fused computation, which stores no weights.

    On a processor never in bfloat16, although autocast asks for it: a whole step of training takes up to 1.7 times as
    long with it, and less time than in float32 with all but this in bfloat16.
    """
    if q.device.type != "cpu":
        return F.scaled_dot_product_attention(q, k, v, mask)
    precise = torch.promote_types(q.dtype, torch.float32)
    with torch.autocast("cpu", enabled=False):
        return F.scaled_dot_product_attention(q.to(precise), k.to(precise), v.to(precise), mask).to(v.dtype)


class Memory:
    """The keys and values of the words read so far, so that a model that writes computes those of the new word only.

    Known as a KV cache. Each block needs one of its own. `len(memory)` is the number of words in it.
    """

    def __init__(self) -> None:
        self.keys: Tensor | None = None
        self.values: Tensor | None = None

    def __len__(self) -> int:
        return 0 if self.keys is None else self.keys.shape[2]

    def add(
        self, k: Float[Tensor, "batch heads new size"], v: Float[Tensor, "batch heads new size"]
    ) -> tuple[Float[Tensor, "batch heads keys size"], Float[Tensor, "batch heads keys size"]]:
        """All keys and values, with those of the new words at the end."""
        self.keys = k if self.keys is None else torch.cat((self.keys, k), dim=2)
        self.values = v if self.values is None else torch.cat((self.values, v), dim=2)
        return self.keys, self.values


class MultiHeadAttention(nn.Module):
    """H attentions beside each other, each on its own D of the C numbers of queries, keys and values.

    query, key, value and output are Linear layers: y = x W^T + b, with W of shape (C, C). Raises ValueError when the
    width cannot be divided among the heads. Vaswani et al. 2017, section 3.2.2; notebook 05.
    """

    def __init__(self, hidden_size: int, num_attention_heads: int) -> None:
        super().__init__()
        check_heads(hidden_size, num_attention_heads)
        self.num_attention_heads = num_attention_heads
        self.query = nn.Linear(hidden_size, hidden_size)
        self.key = nn.Linear(hidden_size, hidden_size)
        self.value = nn.Linear(hidden_size, hidden_size)
        self.output = nn.Linear(hidden_size, hidden_size)

    def forward(
        self,
        x: Float[Tensor, "batch tokens width"],
        mask: Tensor | None = None,
        maps: bool = False,
        memory: Memory | None = None,
        lengths: list[int] | None = None,
    ) -> tuple[Float[Tensor, "batch tokens width"], Float[Tensor, "batch heads tokens keys"] | None]:
        """The output, and with `maps` the weights of every head; mask as in `scaled_dot_product_attention`. A padding
        mask (B, T) enters as mask[:, None, None, :]; without that, it is read as (queries, keys) where B equals T.

        memory: the words before x, which x may attend to as well; it learns those of x. The mask then has a column for
        each of them too. The maps need the explicit computation. Without them PyTorch's fused one gives the same
        numbers faster, and never stores a map.
        lengths: those of several texts that stand one after the other in one row, x of shape (1, T, C), without padding
        and without a mask: each attends to itself alone.
        """
        q, k, v = (split_heads(linear(x), self.num_attention_heads) for linear in (self.query, self.key, self.value))
        if memory is not None:
            k, v = memory.add(k, v)
        if maps:
            attended, weights = scaled_dot_product_attention(q, k, v, mask)
            return self.output(merge_heads(attended)), weights
        if lengths is not None:
            texts = zip(*(torch.split(each, lengths, dim=2) for each in (q, k, v)), strict=True)
            attended = torch.cat([fused_attention(q, k, v, None) for q, k, v in texts], dim=2)
            return self.output(merge_heads(attended)), None
        if mask is not None:
            checked_mask(mask, (*q.shape[:3], k.shape[2]), q.device)
            mask = mask[(None,) * (4 - mask.dim())]  # not the broadcast one: it would be copied for every head
        return self.output(merge_heads(fused_attention(q, k, v, mask))), None


def check_heads(width: int, heads: int) -> None:
    """Raise ValueError unless every head gets the same whole number of numbers, at least one."""
    if heads < 1 or width < 1 or width % heads:
        raise ValueError(
            f"a width of {width} cannot be divided among {heads} heads: each needs the same number of numbers, "
            "such as 768 = 12 x 64"
        )


def checked_mask(mask: Tensor | None, shape: Sequence[int], device: torch.device) -> Bool[Tensor, "..."]:
    """The mask, broadcast to the shape (batch, heads, queries, keys); True everywhere when there is none.

    Raises TypeError for a mask that is not boolean, ValueError for one that cannot be broadcast.
    """
    if mask is None:
        mask = torch.ones((), dtype=torch.bool, device=device)
    if not isinstance(mask, Tensor) or mask.dtype != torch.bool:
        raise TypeError(
            f"the mask has the type {getattr(mask, 'dtype', type(mask).__name__)}, a torch.bool tensor is needed: "
            "True = may be attended to. Where 1 means that, pass mask.bool()"
        )
    try:
        return mask.expand(*shape)
    except RuntimeError:
        raise ValueError(
            f"a mask of shape {tuple(mask.shape)} does not fit (batch, heads, queries, keys) = {tuple(shape)}. "
            "A padding mask (batch, tokens) enters as mask[:, None, None, :]"
        ) from None
