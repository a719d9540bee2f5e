"""The block and the stack equal PyTorch's and Hugging Face's; a padded batch is each sentence alone."""

import dataclasses

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F
from transformers import BertConfig, BertModel
from transformers.models.bert.modeling_bert import BertEmbeddings, BertLayer
from word2bert.models import Block, Embeddings, FeedForward, Transformer, TransformerConfig

PRECISION = {torch.float64: 1e-10, torch.float32: 1e-5}
SMALL = TransformerConfig(
    vocab_size=50,
    hidden_size=12,
    num_hidden_layers=3,
    num_attention_heads=3,
    intermediate_size=20,
    max_position_embeddings=16,
    layer_norm_eps=1e-3,
)
BASE = TransformerConfig(vocab_size=100)  # the width of BERT base, with a small dictionary
LENGTHS = [9, 6, 3]


def numbers(*shape, seed=0, dtype=torch.float64):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def filled(module, dtype=torch.float64, seed=0):
    """The module without dropout, all its numbers drawn so that none is 0 or 1 by chance."""
    draws = torch.Generator().manual_seed(seed)
    module = module.to(dtype).eval()
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            std = 0.1 if parameter.dim() == 1 else parameter.shape[1] ** -0.5
            parameter.normal_(mean=1.0 if "orm" in name and "weight" in name else 0.0, std=std, generator=draws)
    return module


def ids_and_mask(config=SMALL):
    ids = torch.randint(config.vocab_size, (3, 9), generator=torch.Generator().manual_seed(1))
    return ids, torch.arange(9)[None] < torch.tensor(LENGTHS)[:, None]


def near(ours, theirs, dtype):
    assert ours.dtype == theirs.dtype == dtype
    assert ours.shape == theirs.shape
    torch.testing.assert_close(ours, theirs, rtol=0, atol=PRECISION[dtype])


def copy_all(pairs, to_ours):
    """Weights of (our module, their module) with parameters of the same order, one way or the other."""
    for ours, theirs in pairs:
        if to_ours:
            ours.load_state_dict(theirs.state_dict())
        else:
            theirs.load_state_dict(ours.state_dict())


# ---- the block


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("maps", [False, True])
@pytest.mark.parametrize("to_ours", [False, True])
@pytest.mark.parametrize(("eps", "norm_first"), [(1e-12, False), (1e-3, False), (1e-3, True)])
def test_equals_pytorchs_encoder_layer(dtype, maps, to_ours, eps, norm_first):
    theirs = nn.TransformerEncoderLayer(
        768, 12, 3072, activation=F.gelu, layer_norm_eps=eps, batch_first=True, norm_first=norm_first
    )
    theirs = filled(theirs, dtype, 1)
    ours = filled(Block(dataclasses.replace(BASE, layer_norm_eps=eps, norm_first=norm_first)), dtype)
    attention = theirs.self_attn
    mine = (ours.attention.query, ours.attention.key, ours.attention.value)
    copy_all(
        [
            (ours.attention.output, attention.out_proj),
            (ours.attention_norm, theirs.norm1),
            (ours.feed_forward.up, theirs.linear1),
            (ours.feed_forward.down, theirs.linear2),
            (ours.feed_forward_norm, theirs.norm2),
        ],
        to_ours,
    )
    with torch.no_grad():
        if to_ours:
            for linear, weight, bias in zip(
                mine, attention.in_proj_weight.chunk(3), attention.in_proj_bias.chunk(3), strict=True
            ):
                linear.weight.copy_(weight)
                linear.bias.copy_(bias)
        else:
            attention.in_proj_weight.copy_(torch.cat([linear.weight for linear in mine]))
            attention.in_proj_bias.copy_(torch.cat([linear.bias for linear in mine]))
    x, mask = numbers(3, 9, 768, dtype=dtype), ids_and_mask()[1]
    found, weights = ours(x, mask[:, None, None], maps)
    near(found[mask], theirs(x, src_key_padding_mask=~mask)[mask], dtype)
    assert (weights is not None) == maps


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("maps", [False, True])
@pytest.mark.parametrize("to_ours", [False, True])
def test_equals_hugging_faces_bert_layer(dtype, maps, to_ours):
    theirs = filled(BertLayer(BertConfig(attn_implementation="eager")), dtype, 1)
    ours = filled(Block(BASE), dtype)
    copy_all(pairs_of_layer(ours, theirs), to_ours)
    x, mask = numbers(3, 9, 768, dtype=dtype), ids_and_mask()[1]
    added = torch.zeros(3, 1, 1, 9, dtype=dtype).masked_fill(~mask[:, None, None], torch.finfo(dtype).min)
    near(ours(x, mask[:, None, None], maps)[0], theirs(x, added), dtype)
    near(ours(x, maps=maps)[0], theirs(x), dtype)


def pairs_of_layer(ours, theirs):
    return [
        (ours.attention.query, theirs.attention.self.query),
        (ours.attention.key, theirs.attention.self.key),
        (ours.attention.value, theirs.attention.self.value),
        (ours.attention.output, theirs.attention.output.dense),
        (ours.attention_norm, theirs.attention.output.LayerNorm),
        (ours.feed_forward.up, theirs.intermediate.dense),
        (ours.feed_forward.down, theirs.output.dense),
        (ours.feed_forward_norm, theirs.output.LayerNorm),
    ]


def test_the_feed_forward_sees_each_word_alone():
    ours, x = filled(FeedForward(SMALL)), numbers(2, 4, 12)
    assert ours.up.weight.shape == (20, 12)
    assert ours.down.weight.shape == (12, 20)
    for i in range(4):
        torch.testing.assert_close(ours(x)[:, i], ours(x[:, i : i + 1])[:, 0])


@pytest.mark.parametrize(("hidden_act", "approximate"), [("gelu", "none"), ("gelu_new", "tanh")])
def test_gelu_is_exact_or_the_formula_close_to_it(hidden_act, approximate):
    ours, x = filled(FeedForward(dataclasses.replace(SMALL, hidden_act=hidden_act))), 3 * numbers(2, 4, 12)
    torch.testing.assert_close(ours(x), ours.down(F.gelu(ours.up(x), approximate=approximate)), rtol=0, atol=1e-12)


def test_another_activation_names_those_there_are():
    with pytest.raises(ValueError, match="hidden_act is 'relu': it is one of 'gelu', 'gelu_new'"):
        dataclasses.replace(SMALL, hidden_act="relu")


@pytest.mark.parametrize("norm_first", [False, True])
def test_gradients_of_the_block_by_finite_differences(norm_first):
    ours = filled(Block(dataclasses.replace(SMALL, hidden_size=6, num_attention_heads=2, norm_first=norm_first)))
    x, mask = numbers(2, 3, 6).requires_grad_(), torch.tensor([[True, True, True], [True, False, False]])
    for maps in (False, True):
        assert torch.autograd.gradcheck(lambda x, m=maps: ours(x, mask[:, None, None], m)[0], (x,))


# ---- the embeddings


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("to_ours", [False, True])
def test_embeddings_equal_hugging_faces(dtype, to_ours):
    sizes = {key: value for key, value in dataclasses.asdict(SMALL).items() if key != "initializer_range"}
    theirs, ours = filled(BertEmbeddings(BertConfig(**sizes)), dtype, 1), filled(Embeddings(SMALL), dtype)
    pairs = [
        (ours.word, theirs.word_embeddings),
        (ours.position, theirs.position_embeddings),
        (ours.segment, theirs.token_type_embeddings),
        (ours.norm, theirs.LayerNorm),
    ]
    copy_all(pairs, to_ours)
    ids, _ = ids_and_mask()
    segments = (torch.arange(9) > 4).long().expand(3, 9)
    near(ours(ids, segments), theirs(ids, token_type_ids=segments), dtype)
    near(ours(ids), theirs(ids), dtype)
    assert not torch.equal(ours(ids), ours(ids, segments))


def test_more_tokens_than_positions_names_both():
    model, ids = filled(Transformer(SMALL)), torch.zeros(2, 17, dtype=torch.long)
    model(ids[:, :16])
    with pytest.raises(ValueError, match="17 tokens") as error:
        model(ids)
    assert "17 tokens, and the model has 16 positions" in str(error.value)
    assert "ids[:, :16]" in str(error.value)


# ---- the stack


@pytest.mark.parametrize("dtype", PRECISION)
@pytest.mark.parametrize("maps", [False, True])
@pytest.mark.parametrize("to_ours", [False, True])
def test_equals_hugging_faces_bert_with_its_maps(dtype, maps, to_ours):
    sizes = dataclasses.asdict(SMALL)
    theirs = BertModel(BertConfig(**sizes, attn_implementation="eager"), add_pooling_layer=False)
    theirs, ours = filled(theirs, dtype, 1), filled(Transformer(SMALL), dtype)
    tables = [
        (ours.embeddings.word, theirs.embeddings.word_embeddings),
        (ours.embeddings.position, theirs.embeddings.position_embeddings),
        (ours.embeddings.segment, theirs.embeddings.token_type_embeddings),
        (ours.embeddings.norm, theirs.embeddings.LayerNorm),
    ]
    layers = zip(ours.blocks, theirs.encoder.layer, strict=True)
    copy_all(tables + [pair for layer in layers for pair in pairs_of_layer(*layer)], to_ours)
    ids, mask = ids_and_mask()
    segments = (torch.arange(9) > 1).long().expand(3, 9)
    right = theirs(ids, attention_mask=mask.long(), token_type_ids=segments, output_attentions=True)
    hidden, weights = ours(ids, mask, segments, maps)
    near(hidden, right.last_hidden_state, dtype)
    if maps:
        assert len(weights) == len(right.attentions) == 3
        for found, wanted in zip(weights, right.attentions, strict=True):
            near(found, wanted, dtype)
    else:
        assert weights is None


def test_only_so_many_blocks_are_computed():
    model, (ids, mask) = filled(Transformer(SMALL)), ids_and_mask()
    x = model.embeddings(ids)
    for layers, block in enumerate([*model.blocks, None]):
        found, weights = model(ids, mask, maps=True, layers=layers)
        torch.testing.assert_close(found, x, rtol=0, atol=1e-10)
        assert len(weights) == layers
        x = x if block is None else block(x, mask[:, None, None])[0]
    torch.testing.assert_close(model(ids, mask)[0], x, rtol=0, atol=1e-10)


@pytest.mark.parametrize("maps", [False, True])
def test_a_padded_batch_is_each_sentence_alone(maps):
    model, (ids, mask) = filled(Transformer(SMALL)), ids_and_mask()
    together, weights = model(ids, mask, maps=maps)
    for i, length in enumerate(LENGTHS):
        alone, alone_weights = model(ids[i : i + 1, :length], maps=maps)
        torch.testing.assert_close(together[i, :length], alone[0], rtol=0, atol=1e-10)
        if maps:
            for padded, bare in zip(weights, alone_weights, strict=True):
                torch.testing.assert_close(padded[i, :, :length, :length], bare[0], rtol=0, atol=1e-10)
                assert not padded[i, :, :, length:].any()
    assert not torch.allclose(together[2, :3], model(ids)[0][2, :3]), "the mask does something"


@pytest.mark.parametrize("norm_first", [False, True])
def test_without_padding_is_the_same_where_a_token_is_real_and_0_elsewhere(norm_first):
    model, (ids, mask) = filled(Transformer(dataclasses.replace(SMALL, norm_first=norm_first))), ids_and_mask()
    segments = (torch.arange(9) > 1).long().expand(3, 9)
    found = model.without_padding(ids, mask, segments)
    torch.testing.assert_close(found[mask], model(ids, mask, segments)[0][mask], rtol=0, atol=1e-10)
    assert found.shape == (3, 9, 12)
    assert not found[~mask].any()
    torch.testing.assert_close(model.without_padding(ids, mask)[mask], model(ids, mask)[0][mask], rtol=0, atol=1e-10)


def test_without_padding_a_text_may_be_empty():
    model, (ids, mask) = filled(Transformer(SMALL)), ids_and_mask()
    right = model(ids, mask)[0]
    mask[1] = False
    found = model.without_padding(ids, mask)
    torch.testing.assert_close(found[mask], right[mask], rtol=0, atol=1e-10)
    assert not found[1].any()


def test_maps_come_only_when_they_are_asked_for():
    model, (ids, _) = filled(Transformer(SMALL)), ids_and_mask()
    assert model(ids)[1] is None
    assert model.blocks[0](numbers(1, 4, 12))[1] is None
    assert model.blocks[0].attention(numbers(1, 4, 12))[1] is None


def test_a_mask_of_four_dimensions_is_taken_as_it_is():
    model, (ids, mask) = filled(Transformer(SMALL)), ids_and_mask()
    torch.testing.assert_close(model(ids, mask)[0], model(ids, mask[:, None, None])[0])
    causal = torch.ones(9, 9, dtype=torch.bool).tril()
    hidden, _ = model(ids, causal[None, None])
    other = ids.clone()
    other[:, 5:] = 0
    torch.testing.assert_close(model(other, causal[None, None])[0][:, :5], hidden[:, :5])


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 4), st.integers(1, 7), st.integers(1, 9))
def test_any_shape_goes_through_and_both_ways_agree(layers, batch, heads, size, tokens, inner):
    config = TransformerConfig(11, heads * size, layers, heads, inner, 7, layer_norm_eps=1e-5)
    model = filled(Transformer(config))
    ids = torch.arange(batch * tokens).reshape(batch, tokens) % 11
    mask = torch.arange(tokens)[None] <= torch.arange(batch)[:, None]
    hidden, maps = model(ids, mask, maps=True)
    assert hidden.shape == (batch, tokens, heads * size)
    assert [weights.shape for weights in maps] == [(batch, heads, tokens, tokens)] * layers
    torch.testing.assert_close(hidden, model(ids, mask)[0], rtol=0, atol=1e-10)


def test_positions_go_on_with_copies_of_those_that_are_known():
    embeddings = Embeddings(TransformerConfig(vocab_size=5, hidden_size=4, max_position_embeddings=12))
    before = embeddings.position.weight.detach().clone()
    embeddings.repeat_positions(4)
    assert torch.equal(embeddings.position.weight, before[[0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2]])
    assert embeddings.position.weight.requires_grad
    embeddings.repeat_positions(12)
    for known in (1, 13):
        with pytest.raises(ValueError, match=f"{known} known positions of 12: from 2 up to all of them"):
            embeddings.repeat_positions(known)


def test_word_order_counts_only_through_positions():
    model, (ids, _) = filled(Transformer(SMALL)), ids_and_mask()
    turned = ids.flip(1)
    assert not torch.allclose(model(ids)[0], model(turned)[0].flip(1), atol=1e-3)
    nn.init.zeros_(model.embeddings.position.weight)
    torch.testing.assert_close(model(ids)[0], model(turned)[0].flip(1))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_short_floats_stay_finite(dtype):
    config = dataclasses.replace(BASE, num_hidden_layers=2, layer_norm_eps=1e-5)
    ids, mask = ids_and_mask(BASE)
    hidden, maps = Transformer(config).to(dtype).eval()(ids, mask, maps=True)
    assert hidden.isfinite().all()
    for weights in maps:
        torch.testing.assert_close(weights.float().sum(dim=-1), torch.ones(3, 12, 9), rtol=0, atol=0.02)


# ---- numbers to learn


def test_the_parameters_of_bert_base_are_counted():
    with torch.device("meta"):
        model = Transformer(TransformerConfig())

    def count(module):
        return sum(parameter.numel() for parameter in module.parameters())

    assert count(model.embeddings) == 23_837_184
    assert [count(block) for block in model.blocks] == [7_087_872] * 12
    assert count(model.blocks[0].attention) == 2_362_368
    assert count(model.blocks[0].feed_forward) == 4_722_432
    assert count(model) == 108_891_648


def test_the_defaults_are_bert_base():
    ours = dataclasses.asdict(TransformerConfig())
    assert ours.pop("norm_first") is False
    assert {name: getattr(BertConfig(), name) for name in ours} == ours
    with pytest.raises(dataclasses.FrozenInstanceError):
        TransformerConfig().hidden_size = 12


def test_the_start_is_berts():
    torch.manual_seed(0)
    model = Transformer(dataclasses.replace(BASE, num_hidden_layers=1, initializer_range=0.05))
    for name, parameter in model.state_dict().items():
        if "norm" in name:
            assert (parameter == (1 if "weight" in name else 0)).all(), name
        elif "bias" in name:
            assert not parameter.any(), name
        else:
            assert float(parameter.std()) == pytest.approx(0.05, rel=0.05), name
            assert abs(float(parameter.mean())) < 0.005, name


def test_blocks_share_nothing():
    model = Transformer(SMALL)
    assert len({id(parameter) for parameter in model.parameters()}) == len(list(model.parameters())) == 5 + 3 * 16
    assert len(model.blocks) == 3
    assert model.config is SMALL


def test_two_runs_agree_and_every_parameter_gets_a_gradient():
    model, (ids, mask) = filled(Transformer(SMALL)), ids_and_mask()
    first, second = model(ids, mask)[0], model(ids, mask)[0]
    assert torch.equal(first, second)
    segments = (torch.arange(9) > 1).long().expand(3, 9)
    (model(ids, mask, segments)[0] * numbers(3, 9, 12, seed=5)).sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad.isfinite().all(), name
        if not name.endswith("key.bias"):  # it moves all scores of a row: softmax drops it
            assert parameter.grad.abs().max() > 1e-9, name


@pytest.mark.parametrize("module", [Embeddings, Block])
def test_dropout_acts_in_training_only_and_keeps_the_share(module):
    """With dropout of nearly everything: word + norm alone is 0 (embeddings), both sums are what went in (block)."""
    torch.manual_seed(0)
    ours = filled(module(dataclasses.replace(SMALL, hidden_dropout_prob=0.999999)))
    if module is Embeddings:
        ids, _ = ids_and_mask()
        assert ours(ids).any()
        assert not ours.train()(ids).any()
    else:
        x = numbers(2, 4, 12)
        bare = ours.feed_forward_norm(ours.attention_norm(x))
        assert not torch.allclose(ours(x)[0], bare)
        torch.testing.assert_close(ours.train()(x)[0], bare)


def test_dropout_stands_before_both_sums_of_a_block_that_normalises_first():
    torch.manual_seed(0)
    ours = filled(Block(dataclasses.replace(SMALL, hidden_dropout_prob=0.999999, norm_first=True)))
    x = numbers(2, 4, 12)
    assert not torch.allclose(ours(x)[0], x)
    torch.testing.assert_close(ours.train()(x)[0], x)


# ---- masks that are refused


@pytest.mark.parametrize("shape", [(9, 9), (3, 8), (2, 9), (9,), (3, 1, 9), (1, 3, 1, 1, 9)])
def test_a_padding_mask_that_does_not_fit_names_the_shapes(shape):
    model, (ids, _) = filled(Transformer(SMALL)), ids_and_mask()
    with pytest.raises(ValueError, match="does not fit") as error:
        model(ids, torch.ones(shape, dtype=torch.bool))
    assert f"a mask of shape {shape} does not fit (batch, tokens) = (3, 9)" in str(error.value)
    assert "mask[None, None]" in str(error.value)


def test_a_mask_of_numbers_names_its_type():
    model, (ids, mask) = filled(Transformer(SMALL)), ids_and_mask()
    with pytest.raises(TypeError, match=r"type torch\.int64, a torch\.bool tensor is needed"):
        model(ids, mask.long())
