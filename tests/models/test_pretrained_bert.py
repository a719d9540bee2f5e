"""Hugging Face's BertForPreTraining and ours: same vectors, maps, scores, losses and gradients, in both directions."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import BertConfig as TheirConfig
from transformers import BertForPreTraining, BertModel
from word2bert.losses import pretraining_loss
from word2bert.models import Bert, BertConfig

WORDS = 50
SIZES: dict[str, dict[str, Any]] = {
    "one block": {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 32},
    "three heads": {"hidden_size": 12, "num_hidden_layers": 3, "num_attention_heads": 3, "intermediate_size": 20},
    "wide": {"hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 96},
    "approximate gelu": {
        "hidden_size": 12,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 24,
        "hidden_act": "gelu_new",
        "layer_norm_eps": 1e-5,
    },
}
EVERY = pytest.mark.parametrize("sizes", SIZES)
NEAR: dict[str, float] = {"rtol": 0, "atol": 1e-5}
DROPOUT = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}


def drawn(model: Any, seed: int = 0) -> Any:
    """All its numbers drawn, so that none is 0 or 1 by chance."""
    draws = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            mean = 1.0 if "norm" in name.lower() and "weight" in name else 0.0
            weight.normal_(mean=mean, std=0.1 if weight.dim() == 1 else 0.3, generator=draws)
    return model.eval()


def theirs_in(folder: Path, sizes: str = "three heads") -> Any:
    config = TheirConfig(vocab_size=WORDS, max_position_embeddings=16, **DROPOUT, **SIZES[sizes])
    model = drawn(BertForPreTraining(config))
    model.set_attn_implementation("eager")  # the other one gives no maps
    model.save_pretrained(folder)
    return model


def change_config(folder: Path, **changes: Any) -> None:
    file = folder / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


def a_batch() -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Ids, what is no padding, segments, labels of the masked words, and our labels of the pairs."""
    draws = torch.Generator().manual_seed(1)
    ids = torch.randint(WORDS, (3, 11), generator=draws)
    real = torch.arange(11)[None] < torch.tensor([[11], [7], [4]])
    segments = (torch.arange(11)[None] > torch.tensor([[5], [3], [1]])).long() * real
    asked = (torch.rand(3, 11, generator=draws) < 0.4) & real
    return ids, real, segments, ids.masked_fill(~asked, -100), torch.tensor([1, 0, 0])


def same(ours: Bert, theirs: Any) -> None:
    ids, real, segments, labels, pairs = a_batch()
    output = ours(ids, real, segments, maps=True)
    body = theirs.bert(ids, real.long(), segments, output_attentions=True, output_hidden_states=True)
    torch.testing.assert_close(output.vectors[real], body.last_hidden_state[real], **NEAR)
    torch.testing.assert_close(output.pooled, body.pooler_output, **NEAR)
    for weights, right in zip(output.maps, body.attentions, strict=True):
        torch.testing.assert_close(weights, right, **NEAR)
    right = theirs(ids, real.long(), segments, labels=labels, next_sentence_label=1 - pairs)
    torch.testing.assert_close(output.word_scores.view(3, 11, WORDS)[real], right.prediction_logits[real], **NEAR)
    torch.testing.assert_close(output.pair_scores, right.seq_relationship_logits.flip(1), **NEAR)
    asked = labels != -100
    words = ours(ids, real, segments, asked).word_scores
    torch.testing.assert_close(pretraining_loss(words, labels[asked], output.pair_scores, pairs), right.loss, **NEAR)


@EVERY
def test_we_read_what_hugging_face_saves(sizes: str, tmp_path: Path) -> None:
    theirs = theirs_in(tmp_path, sizes)
    ours = Bert.load(tmp_path)
    assert not ours.training
    same(ours, theirs)


@EVERY
def test_hugging_face_reads_what_we_save(sizes: str, tmp_path: Path) -> None:
    theirs_in(tmp_path / "theirs", sizes)
    ours = drawn(Bert.load(tmp_path / "theirs"), seed=5)
    ours.save(tmp_path / "ours")
    theirs, report = BertForPreTraining.from_pretrained(
        tmp_path / "ours", output_loading_info=True, attn_implementation="eager"
    )
    assert not any(report.values())
    same(ours, theirs.eval())
    settings = json.loads((tmp_path / "ours" / "config.json").read_text())
    assert (settings["model_type"], settings["architectures"]) == ("bert", ["BertForPreTraining"])
    again = Bert.load(tmp_path / "ours")
    assert again.config == ours.config
    assert all(torch.equal(a, b) for a, b in zip(again.parameters(), ours.parameters(), strict=True))


@pytest.mark.parametrize("act", ["gelu", "gelu_new"])
def test_hugging_face_reads_every_setting(act: str, tmp_path: Path) -> None:
    right: dict[str, Any] = {
        "vocab_size": WORDS,
        "hidden_size": 12,
        "num_hidden_layers": 1,
        "num_attention_heads": 3,
        "intermediate_size": 20,
        "max_position_embeddings": 16,
        "type_vocab_size": 3,
        "layer_norm_eps": 1e-4,
        "hidden_dropout_prob": 0.25,
        "initializer_range": 0.3,
        "hidden_act": act,
    }
    config = BertConfig(**right)
    Bert(config).save(tmp_path)
    settings = BertForPreTraining.from_pretrained(tmp_path).config.to_dict()
    assert {name: settings[name] for name in right} == right
    assert settings["attention_probs_dropout_prob"] == 0.0
    assert Bert.load(tmp_path).config == config


def test_the_gradients_are_hugging_faces(tmp_path: Path) -> None:
    """Theirs are brought under our names by saving them as if they were weights."""
    theirs = theirs_in(tmp_path / "a")
    ours = Bert.load(tmp_path / "a")
    ids, real, segments, labels, pairs = a_batch()
    asked = labels != -100
    output = ours(ids, real, segments, asked)
    pretraining_loss(output.word_scores, labels[asked], output.pair_scores, pairs).backward()
    theirs(ids, real.long(), segments, labels=labels, next_sentence_label=1 - pairs).loss.backward()
    with torch.no_grad():
        for weight in theirs.parameters():
            weight.copy_(weight.grad)
    theirs.save_pretrained(tmp_path / "b")
    gradients = dict(Bert.load(tmp_path / "b").named_parameters())
    for name, weight in ours.named_parameters():
        torch.testing.assert_close(weight.grad, gradients[name].detach(), **NEAR, msg=name)


def test_the_rows_of_the_next_sentence_are_swapped_in_both_directions(tmp_path: Path) -> None:
    theirs = theirs_in(tmp_path / "a")
    ours = Bert.load(tmp_path / "a")
    torch.testing.assert_close(ours.pair_head.weight, theirs.cls.seq_relationship.weight.flip(0))
    torch.testing.assert_close(ours.pair_head.bias, theirs.cls.seq_relationship.bias.flip(0))
    assert not torch.equal(ours.pair_head.bias, theirs.cls.seq_relationship.bias)
    ours.save(tmp_path / "b")
    stored = load_file(tmp_path / "b" / "model.safetensors")
    torch.testing.assert_close(stored["cls.seq_relationship.weight"], theirs.cls.seq_relationship.weight)


def test_older_names_and_buffers_are_read(tmp_path: Path) -> None:
    theirs = theirs_in(tmp_path)
    tensors = load_file(tmp_path / "model.safetensors")
    older = {
        name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): tensor
        for name, tensor in tensors.items()
    }
    assert sum("gamma" in name for name in older) == 8
    older["bert.embeddings.position_ids"] = torch.arange(16)[None]
    older["cls.predictions.decoder.weight"] = older["bert.embeddings.word_embeddings.weight"].clone()
    older["cls.predictions.decoder.bias"] = older["cls.predictions.bias"].clone()
    save_file(older, tmp_path / "model.safetensors", {"format": "pt"})
    same(Bert.load(tmp_path), theirs)


def test_names_without_the_prefix_are_read(tmp_path: Path) -> None:
    theirs = theirs_in(tmp_path)
    tensors = load_file(tmp_path / "model.safetensors")
    bare = {name.removeprefix("bert."): tensor for name, tensor in tensors.items()}
    save_file(bare, tmp_path / "model.safetensors", {"format": "pt"})
    same(Bert.load(tmp_path), theirs)


def test_what_is_no_bert_with_both_heads_is_refused(tmp_path: Path) -> None:
    theirs = theirs_in(tmp_path / "whole")
    body: nn.Module = BertModel(theirs.config)
    body.save_pretrained(tmp_path / "body")
    with pytest.raises(ValueError, match=r"does not hold a BertForPreTraining: it lacks 'cls.predictions.bias'"):
        Bert.load(tmp_path / "body")
    config = tmp_path / "whole" / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "is_decoder": True}))
    with pytest.raises(ValueError, match=r"has is_decoder=True: only False can be read here"):
        Bert.load(tmp_path / "whole")


@pytest.mark.parametrize(
    ("setting", "value"),
    [("is_decoder", True), ("add_cross_attention", True), ("tie_word_embeddings", False), ("hidden_act", "relu")],
)
def test_a_setting_that_is_not_ours_is_named_with_its_value(setting: str, value: Any, tmp_path: Path) -> None:
    theirs_in(tmp_path)
    change_config(tmp_path, **{setting: value})
    with pytest.raises(ValueError, match=f"config.json has {setting}={value!r}: only"):
        Bert.load(tmp_path)


def test_the_approximate_gelu_has_two_names(tmp_path: Path) -> None:
    theirs_in(tmp_path)
    change_config(tmp_path, hidden_act="gelu_pytorch_tanh")
    assert Bert.load(tmp_path).config.hidden_act == "gelu_new"


def test_the_vocabulary_travels_and_norm_first_cannot(tmp_path: Path) -> None:
    pieces = ["[PAD]", "[CLS]", "[SEP]", "paris", "##s"]
    Bert(BertConfig(5, 8, 1, 2, 16, 8), pieces).save(tmp_path)
    assert Bert.load(tmp_path).vocabulary == pieces
    with pytest.raises(ValueError, match="a bert has norm_first=False, not True"):
        Bert(BertConfig(5, 8, 1, 2, 16, 8, norm_first=True)).save(tmp_path / "other")
