"""Attention maps of a text, and at many steps of a training."""

import json
from types import SimpleNamespace

import pytest
import torch
from small_berts import random_bert
from small_gpts import random_gpt
from torch import nn
from word2bert.explore import Snapshots, attention_maps
from word2bert.explore.maps import quantised, weights_of
from word2bert.widgets import TrainingScrubber

QUESTION = "the capital of china is [MASK]."
WORDS = "the capital of china is beijing".split()


def test_the_maps_are_those_of_the_reading() -> None:
    model = random_bert(WORDS).train()
    tokens, maps = attention_maps(model, QUESTION)
    assert tokens == ["[CLS]", "the", "capital", "of", "china", "is", "[MASK]", ".", "[SEP]"]
    ids = torch.tensor([[model.vocabulary.index(token) for token in tokens]])
    assert model.training
    expected = model.eval()(ids, maps=True).maps
    torch.testing.assert_close(maps, torch.stack([weights[0] for weights in expected]))
    assert maps.shape == (2, 2, 9, 9)
    assert not maps.requires_grad


def test_a_gpt_and_a_pair_have_maps_too() -> None:
    model = random_gpt(WORDS)
    tokens, maps = attention_maps(model, "the capital of")
    assert tokens == ["[CLS]", "the", "capital", "of"]
    ids = torch.tensor([[model.vocabulary.index(token) for token in tokens]])
    torch.testing.assert_close(maps, torch.stack([weights[0] for weights in model(ids, maps=True)[1]]).detach())
    tokens, maps = attention_maps(random_bert(WORDS), "the capital", "beijing")
    assert tokens == ["[CLS]", "the", "capital", "[SEP]", "beijing", "[SEP]"]
    assert maps.shape == (2, 2, 6, 6)


def test_another_model_has_its_maps_elsewhere() -> None:
    with pytest.raises(TypeError, match=r"a Linear: attention_maps asks a Bert or a GPT.*reader\(model, tokenizer\)"):
        attention_maps(nn.Linear(2, 2), QUESTION)


def test_a_byte_is_enough_for_a_weight() -> None:
    weights = torch.linspace(0, 1, 1001)
    stored = json.loads(json.dumps(quantised(weights).tolist()))
    assert (weights_of(stored) - weights).abs().max() <= 0.004
    assert weights_of([0, 255]).tolist() == [0, 1]


def test_a_training_is_looked_at_every_so_many_steps() -> None:
    model, snapshots = random_bert(WORDS), Snapshots(QUESTION, every=50)
    for step in (3, 8, 40, 52, 60, 99, 100, 104, 120):
        snapshots(SimpleNamespace(step=step, steps=120, model=model))
    assert snapshots.steps == [3, 52, 100, 120]
    assert len(snapshots.maps) == len(snapshots.notes) == 4
    _, maps = attention_maps(model, QUESTION)
    assert (snapshots.maps[0] - maps).abs().max() <= 0.004
    assert snapshots.notes[0].count(",") == 2
    TrainingScrubber(snapshots.tokens, snapshots.maps, snapshots.steps, snapshots.notes)
    snapshots(SimpleNamespace(step=2, steps=120, model=model))  # another training
    assert snapshots.steps == [2]


def test_a_recording_is_looked_at_where_it_was() -> None:
    live, played = Snapshots(QUESTION, every=10), Snapshots(QUESTION, every=10)
    seen = json.loads(json.dumps(live.look(random_bert(WORDS))))
    live(SimpleNamespace(step=7, steps=30, model=random_bert(WORDS)))
    for step, told in ((1, None), (7, {"maps": seen}), (30, {"wall": {}})):
        played(SimpleNamespace(step=step, steps=30, model=None, told=told))
    assert played.steps == [7]
    assert played.notes == live.notes
    assert torch.equal(played.maps[0], live.maps[0])
    with pytest.raises(ValueError, match="every is 0"):
        Snapshots(QUESTION, every=0)
