import pytest
import torch
from small_berts import random_bert
from small_gpts import random_gpt
from word2bert.explore import attention_maps, queries_keys_values
from word2bert.models import GPT, Bert
from word2bert.models.gpt import causal_mask


@pytest.mark.parametrize(("block", "head"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_they_make_the_map_of_a_gpt(block: int, head: int) -> None:
    model, ids = random_gpt(["one"]), torch.tensor([[2, 9, 30, 12, 7]])
    with torch.no_grad():
        _, maps = model(ids, maps=True)
    q, k, v = queries_keys_values(model, ids, block, head)
    scores = (q @ k.T / q.shape[1] ** 0.5).masked_fill(~causal_mask(5), -torch.inf)
    torch.testing.assert_close(scores.softmax(dim=-1), maps[block][0, head])
    assert v.shape == (5, 8)
    assert not model.blocks[block].attention._forward_pre_hooks


@pytest.mark.parametrize(("block", "head"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_they_make_the_map_of_a_bert(block: int, head: int) -> None:
    model, text = random_bert(["one", "two"]).eval(), "one two a b."
    tokens, maps = attention_maps(model, text)
    ids = torch.tensor([[model.vocabulary.index(token) for token in tokens]])
    q, k, v = queries_keys_values(model, ids, block, head)
    torch.testing.assert_close((q @ k.T / q.shape[1] ** 0.5).softmax(dim=-1), maps[block, head])
    assert v.shape == (len(tokens), 8)
    assert not model.transformer.blocks[block].attention._forward_pre_hooks


@pytest.mark.parametrize("model", [random_gpt(["one"]), random_bert(["one"])], ids=["gpt", "bert"])
@pytest.mark.parametrize(("block", "head"), [(2, 0), (0, 2), (-1, 0)])
def test_a_head_that_is_not_there_is_refused(model: GPT | Bert, block: int, head: int) -> None:
    with pytest.raises(ValueError, match="blocks 0 to 1, heads 0 to 1"):
        queries_keys_values(model, torch.tensor([[1, 2]]), block, head)
