"""Attention equals what others compute, in double precision and in single, and stays well where numbers are hard."""

import math
from itertools import product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F
from word2bert.models import MultiHeadAttention, merge_heads, scaled_dot_product_attention, split_heads
from word2bert.models.attention import Memory, check_heads, checked_mask, fused_attention

PRECISION = {torch.float64: 1e-10, torch.float32: 1e-5}
WIDTH, HEADS, SIZE = 768, 12, 64


def numbers(*shape, seed=0, dtype=torch.float64):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def filled(hidden_size=WIDTH, heads=HEADS, dtype=torch.float64, seed=0):
    """Our module with weights and biases that are all different from zero."""
    torch.manual_seed(seed)
    module = MultiHeadAttention(hidden_size, heads).to(dtype)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.normal_(std=hidden_size**-0.5)
    return module


def padding(batch=3, tokens=9):
    """Sentences of 9, 6 and 3 words, as True where there is a word."""
    lengths = torch.tensor([tokens - 3 * i for i in range(batch)])
    return torch.arange(tokens)[None] < lengths[:, None]


def near(ours, theirs, dtype):
    assert ours.dtype == theirs.dtype == dtype
    assert ours.shape == theirs.shape
    torch.testing.assert_close(ours, theirs, rtol=0, atol=PRECISION[dtype])


# ---- by hand


def test_three_words_of_two_numbers_by_hand():
    """sqrt(D) is sqrt(2); word 0 scores (1, 0, 1) / sqrt(2) with the three words."""
    q = torch.tensor([[[[1.0, 0], [0, 1], [2, 2]]]], dtype=torch.float64)
    k = torch.tensor([[[[1.0, 0], [0, 1], [1, 1]]]], dtype=torch.float64)
    v = torch.tensor([[[[1.0, 2], [3, 4], [5, 6]]]], dtype=torch.float64)
    e = math.exp(1 / math.sqrt(2))
    row = [e / (2 * e + 1), 1 / (2 * e + 1), e / (2 * e + 1)]
    output, weights = scaled_dot_product_attention(q, k, v)
    assert weights[0, 0, 0].tolist() == pytest.approx(row, abs=1e-12)
    assert output[0, 0, 0].tolist() == pytest.approx([row[0] + 3 * row[1] + 5 * row[2], 4 - 2 * row[0] + 2 * row[2]])


def test_the_mask_is_not_upside_down_and_rows_are_queries():
    q = k = torch.zeros(1, 1, 3, 2)
    v = torch.eye(3)[None, None]
    output, weights = scaled_dot_product_attention(q, k, v, torch.ones(3, 3, dtype=torch.bool).tril())
    right = torch.tensor([[1, 0, 0], [1 / 2, 1 / 2, 0], [1 / 3, 1 / 3, 1 / 3]])
    torch.testing.assert_close(weights[0, 0], right)
    torch.testing.assert_close(output[0, 0], right)


def test_queries_and_keys_may_differ_in_number_and_values_in_size():
    output, weights = scaled_dot_product_attention(numbers(2, 3, 4, 5), numbers(2, 3, 7, 5), numbers(2, 3, 7, 6))
    assert output.shape == (2, 3, 4, 6)
    assert weights.shape == (2, 3, 4, 7)


# ---- the split


def test_head_7_number_6_is_column_454():
    x = torch.arange(2 * 5 * WIDTH, dtype=torch.float64).reshape(2, 5, WIDTH)
    heads = split_heads(x, HEADS)
    assert heads.shape == (2, HEADS, 5, SIZE)
    for b, t in product(range(2), range(5)):
        assert heads[b, 7, t, 6] == x[b, t, 454]
        assert torch.equal(heads[b, :, t].flatten(), x[b, t])


@settings(deadline=None)
@given(st.integers(1, 4), st.integers(0, 9), st.integers(1, 6), st.integers(1, 5))
def test_merge_undoes_split(batch, tokens, heads, size):
    x = numbers(batch, tokens, heads * size)
    assert split_heads(x, heads).shape == (batch, heads, tokens, size)
    assert torch.equal(merge_heads(split_heads(x, heads)), x)


def test_parts_of_a_tensor_can_be_split():
    x = numbers(2, 10, 12)[:, ::2]
    assert torch.equal(split_heads(x, 3), split_heads(x.contiguous(), 3))


@pytest.mark.parametrize("width_and_heads", [(768, 7), (768, 0), (768, -12), (5, 6), (0, 1)])
def test_a_width_that_cannot_be_divided_names_the_numbers(width_and_heads):
    width, heads = width_and_heads
    said = f"a width of {width} cannot be divided among {heads} heads.*768 = 12 x 64"
    with pytest.raises(ValueError, match=said):
        split_heads(torch.zeros(2, 3, width), heads)
    with pytest.raises(ValueError, match=said):
        MultiHeadAttention(width, heads)


def test_one_number_a_head_is_enough():
    check_heads(1, 1)
    check_heads(12, 12)


# ---- equal to others


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("maps", [False, True])
def test_equals_twelve_heads_built_separately(dtype, masked, maps):
    """Twelve Linear layers 768 -> 64 for Q, K and V each; their outputs side by side; one more Linear."""
    ours, x = filled(dtype=dtype), numbers(3, 9, WIDTH, dtype=dtype)
    mask = padding() if masked else None
    outputs = []
    for head in range(HEADS):
        rows = slice(SIZE * head, SIZE * (head + 1))
        q, k, v = (F.linear(x, large.weight[rows], large.bias[rows]) for large in (ours.query, ours.key, ours.value))
        scores = q @ k.transpose(1, 2) / SIZE**0.5
        if mask is not None:
            scores = scores.masked_fill(~mask[:, None], -math.inf)
        outputs.append(scores.softmax(dim=-1) @ v)
    theirs = ours.output(torch.cat(outputs, dim=-1))
    near(ours(x, None if mask is None else mask[:, None, None], maps=maps)[0], theirs, dtype)


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("maps", [False, True])
@pytest.mark.parametrize("to_ours", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_equals_pytorchs_multihead_attention(dtype, maps, to_ours, masked):
    torch.manual_seed(1)
    theirs = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True).to(dtype)
    nn.init.normal_(theirs.in_proj_bias)
    nn.init.normal_(theirs.out_proj.bias)
    ours = filled(dtype=dtype)
    mine = (ours.query, ours.key, ours.value)
    with torch.no_grad():
        if to_ours:
            for linear, weight, bias in zip(
                mine, theirs.in_proj_weight.chunk(3), theirs.in_proj_bias.chunk(3), strict=True
            ):
                linear.weight.copy_(weight)
                linear.bias.copy_(bias)
            ours.output.load_state_dict(theirs.out_proj.state_dict())
        else:
            theirs.in_proj_weight.copy_(torch.cat([linear.weight for linear in mine]))
            theirs.in_proj_bias.copy_(torch.cat([linear.bias for linear in mine]))
            theirs.out_proj.load_state_dict(ours.output.state_dict())
    x, allowed = numbers(3, 9, WIDTH, dtype=dtype), padding() if masked else None
    forbidden = None if allowed is None else ~allowed  # theirs has it the other way round
    output, weights = theirs(x, x, x, key_padding_mask=forbidden, average_attn_weights=False)
    found, found_weights = ours(x, None if allowed is None else allowed[:, None, None], maps=maps)
    near(found, output, dtype)
    if maps:
        near(found_weights, weights, dtype)


# ---- two ways to the same numbers


def count_fused(monkeypatch):
    calls = []
    fused = F.scaled_dot_product_attention

    def counted(*inputs, **named):
        calls.append(inputs)
        return fused(*inputs, **named)

    monkeypatch.setattr(F, "scaled_dot_product_attention", counted)
    return calls


def test_maps_take_the_explicit_way_and_nothing_else_does(monkeypatch):
    calls, ours, x = count_fused(monkeypatch), filled(12, 3), numbers(2, 4, 12)
    _, weights = ours(x, maps=True)
    assert calls == []
    assert weights.shape == (2, 3, 4, 4)
    _, nothing = ours(x)
    assert len(calls) == 1
    assert nothing is None


@settings(deadline=None)
@given(st.integers(1, 3), st.integers(1, 12), st.integers(1, 4), st.integers(1, 8), st.integers(0, 999), st.booleans())
def test_both_ways_agree_for_any_shape_and_any_mask(batch, tokens, heads, size, seed, per_head):
    ours, x = filled(heads * size, heads, torch.float32), numbers(batch, tokens, heads * size, dtype=torch.float32)
    shape = (batch, heads if per_head else 1, tokens, tokens)
    mask = numbers(*shape, seed=seed) > 0  # every now and then a row has nothing to attend to
    explicit, weights = ours(x, mask, maps=True)
    fused, _ = ours(x, mask)
    torch.testing.assert_close(explicit, fused, rtol=1e-6, atol=1e-6)
    rows = weights.sum(dim=-1)
    torch.testing.assert_close(rows, mask.any(dim=-1).expand_as(rows).float(), rtol=0, atol=1e-5)
    assert not weights[~mask.expand_as(weights)].any()
    assert (weights >= 0).all()


def test_both_ways_agree_at_the_size_of_bert():
    ours, x = filled(dtype=torch.float32), numbers(2, 64, WIDTH, dtype=torch.float32)
    torch.testing.assert_close(ours(x, maps=True)[0], ours(x)[0], rtol=0, atol=1e-6)


def test_the_mask_of_one_sentence_is_not_given_to_another():
    """A padded batch gives the words of each sentence what they get alone."""
    ours, x, mask = filled(), numbers(3, 9, WIDTH), padding()
    for maps in (False, True):
        together, weights = ours(x, mask[:, None, None], maps=maps)
        for i, length in enumerate([9, 6, 3]):
            alone, alone_weights = ours(x[i : i + 1, :length], maps=maps)
            torch.testing.assert_close(together[i, :length], alone[0], rtol=0, atol=1e-10)
            if maps:
                assert not weights[i, :, :, length:].any()
                torch.testing.assert_close(weights[i, :, :length, :length], alone_weights[0], rtol=0, atol=1e-10)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_texts_in_one_row_attend_to_themselves_alone(dtype):
    ours, x = filled(12, 3, dtype), numbers(1, 9, 12, dtype=dtype)
    together, nothing = ours(x, lengths=[4, 2, 3])
    assert nothing is None
    alone = [ours(text)[0] for text in x.split([4, 2, 3], dim=1)]
    torch.testing.assert_close(together, torch.cat(alone, dim=1), rtol=0, atol=1e-6)
    assert not torch.allclose(together, ours(x)[0])


# ---- hard numbers


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("masked", [False, True])
def test_short_floats_stay_finite_and_rows_sum_to_one(dtype, masked):
    """64 products of 120 x 120 are 921,600, and 115,200 when scaled: more than float16 can hold."""
    q, k, v = (120 * numbers(3, 2, 9, SIZE, seed=seed).sign().to(dtype) for seed in range(3))
    k[:, :, ::2] = q[:, :, ::2]
    mask = padding()[:, None, None] if masked else None
    output, weights = scaled_dot_product_attention(q, k, v, mask)
    assert output.dtype == weights.dtype == dtype
    assert output.isfinite().all()
    torch.testing.assert_close(weights.float().sum(dim=-1), torch.ones(3, 2, 9), rtol=0, atol=0.02)
    if masked:
        assert not weights[1, :, :, 6:].any()


@pytest.mark.filterwarnings("ignore:Anomaly Detection has been enabled")
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
@pytest.mark.parametrize("maps", [False, True])
def test_nothing_to_attend_to_gives_zero_and_no_nan_also_in_the_gradient(dtype, maps):
    ours, x = filled(12, 3, dtype), numbers(2, 4, 12, dtype=dtype).requires_grad_()
    mask = torch.ones(2, 1, 4, 4, dtype=torch.bool)
    mask[1, 0, 2] = False
    with torch.autograd.detect_anomaly(check_nan=True) if maps else torch.enable_grad():
        output, weights = ours(x, mask, maps=maps)
        output.float().square().sum().backward()
    torch.testing.assert_close(output[1, 2], ours.output.bias)  # zeros, through the last Linear
    if maps:
        assert not weights[1, :, 2].any()
    assert x.grad.isfinite().all()
    assert x.grad.any()


def test_what_is_masked_has_no_influence_however_large_it_is():
    q, k, v = (numbers(1, 2, 5, 4, seed=seed) for seed in range(3))
    mask = torch.tensor([True, True, True, False, False])
    output, _ = scaled_dot_product_attention(q, k, v, mask)
    k[:, :, 3:], v[:, :, 3:] = 1e200, 1e200
    assert torch.equal(scaled_dot_product_attention(q, k, v, mask)[0], output)


def test_gradients_by_finite_differences():
    mask = numbers(1, 1, 4, 5, seed=9) > -0.5
    mask[0, 0, 1] = False
    for allowed in (None, mask):
        q, k, v = (numbers(2, 2, t, 3, seed=t).requires_grad_() for t in (4, 5, 5))
        assert torch.autograd.gradcheck(lambda q, k, v, m=allowed: scaled_dot_product_attention(q, k, v, m), (q, k, v))


@pytest.mark.parametrize("maps", [False, True])
def test_gradients_of_the_module_by_finite_differences(maps):
    ours, x = filled(6, 2), numbers(2, 3, 6).requires_grad_()
    mask = padding(2, 3)[:, None, None]
    mask[1, 0, 0, 0] = True
    assert torch.autograd.gradcheck(lambda x: ours(x, mask, maps)[0], (x,))


@pytest.mark.parametrize("maps", [False, True])
def test_every_parameter_gets_a_gradient_and_two_runs_agree(maps):
    ours, x = filled(12, 3), numbers(2, 4, 12)
    assert torch.equal(ours(x, maps=maps)[0], ours(x, maps=maps)[0])
    ours(x, maps=maps)[0].square().sum().backward()
    assert {name for name, _ in ours.named_parameters()} == {
        f"{layer}.{kind}" for layer in ("query", "key", "value", "output") for kind in ("weight", "bias")
    }
    assert all(parameter.grad.isfinite().all() for parameter in ours.parameters())
    for name, parameter in ours.named_parameters():  # a bias of the keys moves all scores of a row: softmax drops it
        assert parameter.grad.abs().max() > 1e-12 or name == "key.bias", name


# ---- bfloat16 on a processor


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
@pytest.mark.parametrize("autocast", [False, True])
def test_the_fused_way_never_computes_in_bfloat16_on_a_processor(dtype, autocast, monkeypatch):
    """Autocast would turn float32 back into bfloat16: it is off there, and only there."""
    calls, inner = count_fused(monkeypatch), []
    fused = F.scaled_dot_product_attention

    def looked_at(*inputs):
        inner.append((torch.is_autocast_enabled("cpu"), fused(*inputs).dtype))
        return fused(*inputs)

    monkeypatch.setattr(F, "scaled_dot_product_attention", looked_at)
    q, k, v = (numbers(2, 3, 5, 4, seed=seed, dtype=dtype) for seed in range(3))
    mask = torch.ones(5, 5, dtype=torch.bool).tril()
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        output = fused_attention(q, k, v, mask)
        assert torch.is_autocast_enabled("cpu") == autocast
    precise = torch.float64 if dtype == torch.float64 else torch.float32
    assert inner == [(False, precise)]
    assert {tensor.dtype for tensor in calls[0][:3]} == {precise}
    assert output.dtype == dtype
    exact = scaled_dot_product_attention(q.to(precise), k.to(precise), v.to(precise), mask)[0]
    torch.testing.assert_close(output, exact.to(dtype), rtol=1e-2 if dtype.itemsize == 2 else 1e-6, atol=1e-6)


@pytest.mark.parametrize("maps", [False, True])
def test_autocast_changes_the_numbers_little(maps):
    ours, x = filled(dtype=torch.float32), numbers(3, 9, WIDTH, dtype=torch.float32)
    exact, _ = ours(x, padding()[:, None, None])
    with torch.autocast("cpu", torch.bfloat16):
        found, _ = ours(x, padding()[:, None, None], maps)
    assert found.dtype == torch.bfloat16
    assert 0 < float((found.float() - exact).detach().abs().max()) < 0.05


# ---- memory


def test_a_memory_keeps_the_words_in_their_order():
    memory, k, v = Memory(), numbers(2, 3, 5, 4), numbers(2, 3, 5, 4, seed=1)
    assert len(memory) == 0
    memory.add(k[:, :, :2], v[:, :, :2])
    assert len(memory) == 2
    keys, values = memory.add(k[:, :, 2:], v[:, :, 2:])
    assert len(memory) == 5
    assert torch.equal(keys, k)
    assert torch.equal(values, v)


@pytest.mark.parametrize("maps", [False, True])
def test_words_in_memory_are_attended_to(maps):
    ours, x = filled(12, 3), numbers(2, 6, 12)
    mask = torch.ones(6, 6, dtype=torch.bool).tril()
    whole, weights = ours(x, mask, maps)
    memory = Memory()
    for start, stop in ((0, 2), (2, 3), (3, 6)):
        output, some = ours(x[:, start:stop], mask[start:stop, :stop], maps, memory)
        torch.testing.assert_close(output, whole[:, start:stop], rtol=0, atol=1e-12)
        if maps:
            torch.testing.assert_close(some, weights[:, :, start:stop, :stop], rtol=0, atol=1e-12)
    with pytest.raises(ValueError, match=r"does not fit \(batch, heads, queries, keys\) = \(2, 3, 1, 7\)"):
        ours(x[:, :1], mask[:1], maps, memory)


# ---- masks that are refused


@pytest.mark.parametrize("maps", [False, True])
@pytest.mark.parametrize("dtype", [torch.int64, torch.float32, torch.uint8])
def test_a_mask_that_is_not_boolean_names_its_type(maps, dtype):
    with pytest.raises(TypeError, match=rf"type {dtype}, a torch.bool tensor is needed.*mask\.bool\(\)"):
        filled(12, 3)(numbers(2, 4, 12), torch.ones(2, 1, 1, 4, dtype=dtype), maps=maps)


@pytest.mark.parametrize("maps", [False, True])
@pytest.mark.parametrize(
    "shape", [(2, 4), (5,), (2, 1, 1, 5), (3, 1, 1, 4), (2, 2, 4, 4), (1, 1, 1, 1, 4), (1, 1, 3, 4)]
)
def test_a_mask_that_does_not_fit_names_the_shapes(maps, shape):
    with pytest.raises(ValueError, match="does not fit") as error:
        filled(12, 3)(numbers(2, 4, 12), torch.ones(shape, dtype=torch.bool), maps=maps)
    assert f"a mask of shape {shape} does not fit (batch, heads, queries, keys) = (2, 3, 4, 4)" in str(error.value)
    assert "mask[:, None, None, :]" in str(error.value)


@pytest.mark.parametrize("shape", [(), (4,), (4, 4), (3, 4, 4), (3, 1, 1), (2, 1, 1, 4), (2, 3, 4, 4), (1, 1, 4, 1)])
def test_a_mask_is_broadcast(shape):
    mask, ours, x = numbers(*shape) > -1, filled(12, 3), numbers(2, 4, 12)
    whole = mask.broadcast_to(2, 3, 4, 4)
    for maps in (False, True):
        torch.testing.assert_close(ours(x, mask, maps=maps)[0], ours(x, whole, maps=maps)[0])


def test_without_a_mask_everything_is_allowed():
    assert checked_mask(None, (2, 3, 4, 4), torch.device("cpu")).sum() == 96
    assert checked_mask(None, (2, 3, 4, 4), torch.device("meta")).device.type == "meta"
