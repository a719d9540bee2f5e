"""GPT looks back only, starts knowing nothing, can learn, reads no word twice when it writes, and draws as it says."""

import dataclasses
import math
from collections import Counter
from itertools import pairwise

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from word2bert.losses import next_word_loss
from word2bert.models import GPT, GPTConfig
from word2bert.models.attention import Memory
from word2bert.models.gpt import causal_mask, next_word

SMALL = GPTConfig(
    vocab_size=50,
    hidden_size=12,
    num_hidden_layers=3,
    num_attention_heads=3,
    intermediate_size=20,
    max_position_embeddings=16,
    hidden_dropout_prob=0.5,
)
BOTH = pytest.mark.parametrize("norm_first", [True, False])
MAPS = pytest.mark.parametrize("maps", [True, False])


def gpt(norm_first=True, seed=0, dtype=torch.float64, **sizes):
    """A small GPT in eval, all its numbers drawn so that none is 0 or 1 by chance."""
    model = GPT(dataclasses.replace(SMALL, norm_first=norm_first, **sizes)).to(dtype).eval()
    draws = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            std = 0.1 if parameter.dim() == 1 else parameter.shape[1] ** -0.5
            parameter.normal_(mean=1.0 if "norm" in name and "weight" in name else 0.0, std=std, generator=draws)
    return model


def some_ids(batch=2, tokens=9, words=50, seed=1):
    return torch.randint(words, (batch, tokens), generator=torch.Generator().manual_seed(seed))


# ---- what a word sees


def test_the_causal_mask_by_hand():
    assert causal_mask(3).tolist() == [[True, False, False], [True, True, False], [True, True, True]]
    assert causal_mask(4, 2).tolist() == [[True, True, True, False], [True, True, True, True]]
    assert causal_mask(4, 2, "meta").device.type == "meta"


@BOTH
@MAPS
def test_changing_a_word_changes_nothing_before_it(norm_first, maps):
    """Exactly, also in float32; and everything from it on."""
    model, ids = gpt(norm_first, dtype=torch.float32), some_ids()
    before = model(ids, maps)[0]
    for place in (0, 1, 4, 8):
        other = ids.clone()
        other[:, place] = (other[:, place] + 1) % 50
        after = model(other, maps)[0]
        assert torch.equal(after[:, :place], before[:, :place])
        assert not (after[:, place:] == before[:, place:]).all(dim=-1).any()


@BOTH
def test_padding_at_the_end_changes_nothing(norm_first):
    model, ids = gpt(norm_first), some_ids()
    longer = torch.cat((ids, torch.zeros(2, 4, dtype=torch.long)), dim=1)
    torch.testing.assert_close(model(longer)[0][:, :9], model(ids)[0], rtol=0, atol=1e-12)


@BOTH
def test_the_maps_are_those_of_the_forward_pass(norm_first):
    """Put back where they came from, with the values of each block, they give the same scores."""
    model, ids = gpt(norm_first), some_ids()
    scores, maps = model(ids, maps=True)
    assert len(maps) == 3
    assert all(weights.shape == (2, 3, 9, 9) for weights in maps)
    for weights in maps:
        torch.testing.assert_close(weights.sum(dim=-1), torch.ones(2, 3, 9, dtype=torch.float64))
        assert not weights.triu(1).any()
        assert (weights.tril() > 0).sum() == 2 * 3 * 45
    x = model.word(ids) + model.position(torch.arange(9))
    for block, weights in zip(model.blocks, maps, strict=True):
        normed = block.attention_norm(x) if norm_first else x
        values = block.attention.value(normed).view(2, 9, 3, 4).transpose(1, 2)
        x = x + block.attention.output((weights @ values).transpose(1, 2).reshape(2, 9, 12))
        if norm_first:
            x = x + block.feed_forward(block.feed_forward_norm(x))
        else:
            x = block.attention_norm(x)
            x = block.feed_forward_norm(x + block.feed_forward(x))
    torch.testing.assert_close(model.norm(x) @ model.word.weight.T, scores, rtol=0, atol=1e-10)
    assert model(ids)[1] is None
    torch.testing.assert_close(model(ids)[0], scores, rtol=0, atol=1e-10)


def test_more_tokens_than_positions_names_both():
    model = gpt()
    model(some_ids(tokens=16))
    with pytest.raises(ValueError, match=r"17 tokens, and the model has 16 positions .*shorten the text"):
        model(some_ids(tokens=17))
    memory = [Memory() for _ in model.blocks]
    model(some_ids(tokens=16), memory=memory)
    with pytest.raises(ValueError, match="17 tokens"):
        model(some_ids(tokens=1), memory=memory)


# ---- memory


@BOTH
@MAPS
@pytest.mark.parametrize("cuts", [(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (0, 4, 9), (0, 1, 7, 9), (0, 9)])
def test_reading_in_parts_with_memory_gives_what_reading_at_once_gives(norm_first, maps, cuts):
    model, ids = gpt(norm_first), some_ids()
    whole, weights = model(ids, maps)
    memory = [Memory() for _ in model.blocks]
    for start, stop in pairwise(cuts):
        assert [len(part) for part in memory] == [start] * 3
        scores, some = model(ids[:, start:stop], maps, memory)
        torch.testing.assert_close(scores, whole[:, start:stop], rtol=0, atol=1e-12)
        if maps:
            for part, wanted in zip(some, weights, strict=True):
                torch.testing.assert_close(part, wanted[:, :, start:stop, :stop], rtol=0, atol=1e-12)


def multiply_adds(model, ids, memory=None):
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(ids, maps=True, memory=memory)  # the explicit way: every product is counted
    return counter.get_total_flops() // 2


def cost_of_words(remember, places):
    """Multiply-adds of the word at each place, when the words before it are there already."""
    model = gpt(max_position_embeddings=256, num_hidden_layers=2)
    ids, costs = some_ids(1, 256), []
    for place in places:
        memory = [Memory() for _ in model.blocks] if remember else None
        if remember:
            model(ids[:, :place], memory=memory)
        costs.append(multiply_adds(model, ids[:, place if remember else 0 : place + 1], memory))
    return costs


def test_a_word_costs_the_same_and_a_row_of_the_map_with_memory():
    """Linear in its place, and hardly; without memory, all words and the whole map again."""
    places = [15, 31, 63, 127]
    with_memory = cost_of_words(True, places)
    for (place, cost), (after, more) in pairwise(zip(places, with_memory, strict=True)):
        assert more - cost == 2 * 2 * 12 * (after - place)  # blocks, products q k^T and weights v, width
    once = with_memory[0] - 2 * 2 * 12 * 16  # Linear layers and scores, of one word
    without = cost_of_words(False, places)
    assert without == [once * (place + 1) + 2 * 2 * 12 * (place + 1) ** 2 for place in places]
    assert without[-1] / with_memory[-1] > 100


@pytest.mark.parametrize("temperature", [0.0, 1.5])
def test_writing_reads_each_word_once(temperature, monkeypatch):
    model, read = gpt(), []
    forward = GPT.forward
    monkeypatch.setattr(
        GPT, "forward", lambda self, ids, *a, **k: read.append(ids.shape[1]) or forward(self, ids, *a, **k)
    )
    assert len(list(model.write([1, 2, 3], 6, temperature))) == 6
    assert read == [3, 1, 1, 1, 1, 1]


# ---- how it starts, and that it can learn


@BOTH
def test_the_loss_at_the_start_is_the_logarithm_of_the_dictionary(norm_first):
    torch.manual_seed(0)
    config = GPTConfig(1000, 64, 2, 4, 256, 64, initializer_range=0.002, norm_first=norm_first)
    model, ids = GPT(config), some_ids(8, 33, 1000)
    loss = next_word_loss(model(ids[:, :-1])[0], ids[:, 1:])
    assert float(loss.detach()) == pytest.approx(math.log(1000), abs=0.02)


def test_the_start_is_a_narrow_bell_and_norms_that_change_nothing():
    torch.manual_seed(0)
    model = GPT(GPTConfig(1000, 64, 1, 4, 256, 64, initializer_range=0.05))
    for name, parameter in model.named_parameters():
        if "norm" in name:
            assert (parameter == (1 if "weight" in name else 0)).all(), name
        elif "bias" in name:
            assert not parameter.any(), name
        else:
            assert float(parameter.detach().std()) == pytest.approx(0.05, rel=0.05), name


@BOTH
def test_one_batch_is_learned_by_heart(norm_first):
    torch.manual_seed(0)
    config = GPTConfig(50, 24, 1, 3, 48, 16, hidden_dropout_prob=0.0, norm_first=norm_first, initializer_range=0.1)
    model = GPT(config)
    ids, optimizer = some_ids(4, 8), torch.optim.AdamW(model.parameters(), 1e-2)
    ids[:, 0] = torch.arange(4)  # what differs is told at the start
    for _ in range(80):
        optimizer.zero_grad()
        loss = next_word_loss(model(ids[:, :-1])[0], ids[:, 1:])
        loss.backward()
        optimizer.step()
    assert float(loss.detach()) < 0.05
    for text in ids.tolist():
        assert list(model.write(text[:1], 7)) == text[1:]


@BOTH
@MAPS
def test_every_parameter_gets_a_gradient_and_two_runs_agree(norm_first, maps):
    model, ids = gpt(norm_first), some_ids()
    assert torch.equal(model(ids, maps)[0], model(ids, maps)[0])
    next_word_loss(model(ids, maps)[0], some_ids(seed=2)).backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad.isfinite().all(), name
        if not name.endswith("key.bias"):  # it moves all scores of a row: softmax drops it
            assert parameter.grad.abs().max() > 1e-9, name


def test_the_scores_are_made_by_the_word_table():
    model, ids = gpt(), some_ids(words=49)
    assert isinstance(model.norm, nn.LayerNorm)
    assert isinstance(gpt(norm_first=False).norm, nn.Identity)
    assert len(list(model.parameters())) == 2 + 3 * 16 + 2
    scores = model(ids)[0].detach()
    with torch.no_grad():
        model.word.weight[49] = 0  # no token of the text is word 49
    assert not model(ids)[0][..., 49].any()
    assert torch.equal(model(ids)[0][..., :49], scores[..., :49])


def test_dropout_acts_in_training_only():
    model, ids = gpt(), some_ids()
    assert torch.equal(model(ids)[0], model(ids)[0])
    model.train()
    assert not torch.allclose(model(ids)[0], model(ids)[0])
    for kept in ("blocks", "dropout"):  # each of the two places has its own effect
        model.eval()
        getattr(model, kept).train()
        assert not torch.allclose(model(ids)[0], model(ids)[0])


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_short_floats_stay_finite(dtype):
    assert gpt(dtype=dtype)(some_ids())[0].isfinite().all()


def test_autocast_changes_the_numbers_little():
    """Attention without maps is computed in float32 on a processor; the Linear layers in bfloat16."""
    model, ids = gpt(dtype=torch.float32), some_ids()
    exact = model(ids)[0]
    with torch.autocast("cpu", torch.bfloat16):
        scores = model(ids)[0]
        explicit = model(ids, maps=True)[0]
    assert scores.dtype == explicit.dtype == torch.bfloat16
    assert 0 < float((scores.float() - exact).detach().abs().max()) < 0.1
    assert float((explicit.float() - exact).detach().abs().max()) < 0.1


def test_the_defaults_are_gpt_2():
    with torch.device("meta"):
        model = GPT(GPTConfig())
    assert sum(parameter.numel() for parameter in model.parameters()) == 124_439_808


# ---- the vocabulary


def test_the_vocabulary_has_a_piece_for_every_row():
    pieces = [f"piece{number}" for number in range(50)]
    model = GPT(SMALL, tuple(pieces))
    assert model.vocabulary == pieces
    assert gpt().vocabulary is None
    with pytest.raises(ValueError, match="the dictionary has 49 pieces, and vocab_size is 50"):
        GPT(SMALL, pieces[:49])


# ---- writing


@BOTH
def test_the_best_words_are_those_of_reading_everything_anew(norm_first):
    for seed in range(2):
        model, ids = gpt(norm_first, seed), [3, 1, 4]
        for word in model.write(ids[:3], 9):
            assert word == int(model(torch.tensor([ids]))[0][0, -1].argmax())
            ids.append(word)
        assert len(ids) == 12


def test_writing_stops_at_the_end_mark_at_the_limit_and_where_the_positions_end():
    model = gpt()
    words = list(model.write([3, 1, 4], 50))
    assert len(words) == 13
    assert list(model.write([3, 1, 4], 4)) == words[:4]
    assert list(model.write([3, 1, 4], 0)) == []
    assert list(model.write(list(range(16)))) == []
    assert len(list(model.write(list(range(15))))) == 1
    end = words[5]
    assert list(model.write([3, 1, 4], 50, end=end)) == words[: words.index(end) + 1]
    assert list(model.write([end, 1, 4], 2, end=99)) == list(model.write([end, 1, 4], 2))


def test_fifty_words_unless_more_are_asked_for():
    assert len(list(gpt(max_position_embeddings=99).write([1]))) == 50


def test_a_seed_writes_the_same_and_another_one_something_else():
    model = gpt()
    written = {seed: tuple(model.write([1, 2], 6, 2.0, seed=seed)) for seed in range(4)}
    assert written == {seed: tuple(model.write([1, 2], 6, 2.0, seed=seed)) for seed in range(4)}
    assert tuple(model.write([1, 2], 6, 2.0)) == written[0]
    assert len(set(written.values())) == 4
    state = torch.get_rng_state()
    list(model.write([1, 2], 12, 2.0))
    assert torch.equal(torch.get_rng_state(), state), "the global generator is left alone"


@pytest.mark.parametrize("training", [True, False])
def test_writing_is_without_dropout_and_leaves_the_mode_as_it_was(training):
    model = gpt()
    words = list(model.write([1, 2, 3], 8))
    model.train(training)
    writing = model.write([1, 2, 3], 8)
    for word in words:
        assert next(writing) == word
        assert all(module.training == training for module in model.modules())
    with pytest.raises(ValueError, match="17 tokens"):
        model._last_scores([0] * 17, [Memory() for _ in model.blocks])
    assert model.training == training


def test_writing_keeps_no_gradients_and_gives_plain_numbers():
    model = gpt()
    words = list(model.write([1, 2, 3], 3))
    assert all(type(word) is int for word in words)
    assert not model._last_scores([1, 2], [Memory() for _ in model.blocks]).requires_grad
    assert torch.is_grad_enabled()


@pytest.mark.parametrize("ids", [[], list(range(17)), [0, 50], [-1]])
def test_a_beginning_that_cannot_be_read_is_refused_at_once(ids):
    with pytest.raises(ValueError, match="from 1 to 16, with ids from 0 to 49") as error:
        gpt().write(ids)
    assert f"the beginning has {len(ids)} tokens, [" in str(error.value)


@pytest.mark.parametrize("temperature", [-0.1, math.nan, math.inf, -math.inf])
def test_a_temperature_that_means_nothing_is_refused(temperature):
    with pytest.raises(ValueError, match=f"temperature is {temperature}: it is 0"):
        gpt().write([1], temperature=temperature)
    with pytest.raises(ValueError, match="temperature"):
        next_word(torch.zeros(3), temperature)


@pytest.mark.parametrize("top_k", [0, -1])
def test_no_word_left_to_choose_is_refused(top_k):
    with pytest.raises(ValueError, match=f"top_k is {top_k}: at least 1"):
        gpt().write([1], top_k=top_k)
    with pytest.raises(ValueError, match="top_k"):
        next_word(torch.zeros(3), 1.0, top_k)


# ---- choosing a word


def draws(scores, temperature, top_k=None, times=4_000):
    generator = torch.Generator().manual_seed(0)
    chosen = Counter(next_word(scores, temperature, top_k, generator) for _ in range(times))
    return torch.tensor([chosen[word] / times for word in range(len(scores))])


@pytest.mark.parametrize(("temperature", "top_k"), [(0.5, None), (2.0, None), (1.0, 1), (0.5, 2), (2.0, 3), (1.0, 9)])
def test_words_are_drawn_from_the_softmax_of_the_best(temperature, top_k):
    scores = torch.tensor([0.3, 2.0, -1.0, 1.0, 0.5])
    kept = scores.argsort(descending=True)[:top_k]
    right = torch.zeros(5)
    right[kept] = (scores[kept] / temperature).softmax(dim=0)
    found = draws(scores, temperature, top_k)
    torch.testing.assert_close(found, right, rtol=0, atol=4 * 0.5 / math.sqrt(4_000))  # four standard deviations
    assert not found[right == 0].any()


def test_temperature_zero_takes_the_best_and_draws_nothing():
    generator = torch.Generator().manual_seed(0)
    state = generator.get_state()
    assert next_word(torch.tensor([0.1, 3.0, 2.9]), generator=generator) == 1
    assert next_word(torch.tensor([0.1, 3.0, 2.9]), 0.0, 2, generator) == 1
    assert torch.equal(generator.get_state(), state)


def test_a_temperature_close_to_zero_is_the_best_word():
    assert all(next_word(torch.tensor([1e4, 3e4, 2e4]), 1e-36) == 1 for _ in range(20))


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16, torch.float16])
def test_any_kind_of_scores_can_be_drawn_from(dtype):
    scores = torch.tensor([1.0, 5.0, 2.0])
    generators = [torch.Generator().manual_seed(1) for _ in range(2)]
    for _ in range(20):
        assert next_word(scores, 1.0, None, generators[0]) == next_word(scores.to(dtype), 1.0, None, generators[1])
