"""What one attention head of a model computes with: its queries, keys and values. Notebooks 04, 07 and 10."""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from word2bert.models.attention import split_heads
from word2bert.models.bert import Bert

Vectors = Float[Tensor, "tokens size"]


@torch.no_grad()
def queries_keys_values(
    model: Any, ids: Int[Tensor, "1 tokens"], block: int, head: int
) -> tuple[Vectors, Vectors, Vectors]:
    """q, k and v of a head of a GPT or a Bert, a row for each token of the text; blocks and heads are counted from 0.

    Raises ValueError for a block or a head that the model does not have.
    """
    blocks: Any = model.transformer.blocks if isinstance(model, Bert) else model.blocks
    last, heads = len(blocks) - 1, model.config.num_attention_heads
    if not (0 <= block <= last and 0 <= head < heads):
        raise ValueError(f"block {block}, head {head}: the model has blocks 0 to {last}, heads 0 to {heads - 1}")
    attention, came = blocks[block].attention, []
    hook = attention.register_forward_pre_hook(lambda _, inputs: came.append(inputs[0]))
    try:
        model(ids.to(next(model.parameters()).device))
    finally:
        hook.remove()
    q, k, v = (
        split_heads(linear(came[0]), heads)[0, head].cpu()
        for linear in (attention.query, attention.key, attention.value)
    )
    return q, k, v
