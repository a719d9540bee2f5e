"""Hugging Face reads what we save, and we read what it saves: same scores, same text, same gradients."""

import codecs
import dataclasses
import json
import re
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import (
    BertConfig,
    GPT2Config,
    GPT2DoubleHeadsModel,
    GPT2LMHeadModel,
    GPT2Model,
    OpenAIGPTConfig,
    OpenAIGPTLMHeadModel,
    OpenAIGPTModel,
)
from word2bert.losses import next_word_loss
from word2bert.models import GPT, GPTConfig, pretrained

WORDS = 50
SIZES = {
    "one block": {"n_embd": 8, "n_layer": 1, "n_head": 1, "n_positions": 16},
    "three heads": {"n_embd": 12, "n_layer": 3, "n_head": 3, "n_positions": 20, "layer_norm_epsilon": 1e-3},
    "wide": {"n_embd": 48, "n_layer": 2, "n_head": 4, "n_positions": 32},
    "narrow inside": {"n_embd": 12, "n_layer": 2, "n_head": 2, "n_positions": 16, "n_inner": 7},
    "exact gelu": {"n_embd": 12, "n_layer": 2, "n_head": 2, "n_positions": 16, "activation_function": "gelu"},
}
KINDS = [(GPT2LMHeadModel, GPT2Config, sizes) for sizes in SIZES]
KINDS += [(OpenAIGPTLMHeadModel, OpenAIGPTConfig, sizes) for sizes in ("one block", "three heads", "wide")]
EVERY = pytest.mark.parametrize(("kind", "config", "sizes"), KINDS)
TOKENS = {"bos_token_id": None, "eos_token_id": None}


def drawn(module, seed=0):
    """All its numbers drawn, so that none is 0 or 1 by chance and the scores are far apart."""
    draws = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            norm = "norm" in name or "ln_" in name
            std = 0.1 if parameter.dim() == 1 else 0.3
            parameter.normal_(mean=1.0 if norm and "weight" in name else 0.0, std=std, generator=draws)
    return module.eval()


def theirs_in(folder, kind=GPT2LMHeadModel, config=GPT2Config, sizes="three heads", **more):
    model = drawn(kind(config(vocab_size=WORDS, **TOKENS, **SIZES[sizes], **more)))
    model.save_pretrained(folder)
    return model


def some_ids(tokens=12, seed=1):
    return torch.randint(WORDS, (2, tokens), generator=torch.Generator().manual_seed(seed))


def greedy(model, beginning):
    return model.generate(
        torch.tensor([beginning]),
        attention_mask=torch.ones(1, len(beginning), dtype=torch.long),
        max_new_tokens=8,
        do_sample=False,
        pad_token_id=0,
    )[0, len(beginning) :].tolist()


def same(ours, theirs):
    """Same scores, same greedy text; not all of it is one word."""
    for tokens in (1, 12):
        near = {"rtol": 0, "atol": 1e-5}
        torch.testing.assert_close(ours(some_ids(tokens))[0], theirs(some_ids(tokens)).logits, **near)
    texts = [[1, 2, 3], [40], [7, 7]]
    written = [list(ours.write(text, 8)) for text in texts]
    assert written == [greedy(theirs, text) for text in texts]
    assert len({word for text in written for word in text}) > 2


@pytest.fixture
def small(tmp_path):
    """A folder in which Hugging Face saved a GPT-2."""
    theirs_in(tmp_path / "small")
    return tmp_path / "small"


def change_config(folder, **changes):
    file = folder / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


def change_tensors(folder, change):
    tensors = load_file(folder / "model.safetensors")
    change(tensors)
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})


@pytest.mark.parametrize("content", ["{", ""])
def test_a_damaged_config_is_named(small, content):
    (small / "config.json").write_text(content)
    with pytest.raises(ValueError, match=r"small.config\.json is damaged \(.*\): copy or save it again$"):
        GPT.load(small)


# ---- both ways


@EVERY
def test_we_read_what_hugging_face_saves(kind, config, sizes, tmp_path):
    theirs = theirs_in(tmp_path, kind, config, sizes)
    ours = GPT.load(tmp_path)
    assert not ours.training
    assert ours.config.norm_first == (kind is GPT2LMHeadModel)
    same(ours, theirs)


@EVERY
def test_hugging_face_reads_what_we_save(kind, config, sizes, tmp_path):
    theirs_in(tmp_path / "theirs", kind, config, sizes)
    ours = drawn(GPT.load(tmp_path / "theirs"), seed=5)
    ours.save(tmp_path / "ours")
    theirs, report = kind.from_pretrained(tmp_path / "ours", output_loading_info=True)
    assert not any(report.values())
    same(ours, theirs.eval())
    settings = json.loads((tmp_path / "ours" / "config.json").read_text())
    assert settings["architectures"] == [kind.__name__]
    assert settings["model_type"] == theirs.config.model_type
    again = GPT.load(tmp_path / "ours")
    assert again.config == ours.config
    assert all(torch.equal(a, b) for a, b in zip(again.parameters(), ours.parameters(), strict=True))


@pytest.mark.parametrize(("kind", "config"), [(GPT2LMHeadModel, GPT2Config), (OpenAIGPTLMHeadModel, OpenAIGPTConfig)])
def test_the_gradients_are_hugging_faces(kind, config, tmp_path):
    """Of loss and of every weight; theirs are brought under our names by saving them as if they were weights."""
    theirs = theirs_in(tmp_path / "a", kind, config)
    ours, ids = GPT.load(tmp_path / "a"), some_ids()
    labels = ids.masked_fill(some_ids(seed=2) % 5 == 0, -100)
    loss, right = next_word_loss(ours(ids[:, :-1])[0], labels[:, 1:]), theirs(ids, labels=labels).loss
    torch.testing.assert_close(loss, right)
    loss.backward()
    right.backward()
    with torch.no_grad():
        for parameter in theirs.parameters():
            parameter.copy_(parameter.grad)
    theirs.save_pretrained(tmp_path / "b")
    gradients = dict(GPT.load(tmp_path / "b").named_parameters())
    assert len(gradients) == len(list(ours.parameters()))
    for name, parameter in ours.named_parameters():
        torch.testing.assert_close(parameter.grad, gradients[name].detach(), rtol=0, atol=1e-5, msg=name)


def test_a_model_made_here_goes_there_and_back(tmp_path):
    config = GPTConfig(WORDS, 12, 2, 3, 20, 16, layer_norm_eps=1e-4, hidden_dropout_prob=0.25, hidden_act="gelu")
    ours = drawn(GPT(config))
    ours.save(tmp_path)
    theirs = GPT2LMHeadModel.from_pretrained(tmp_path)
    same(ours, theirs.eval())
    assert (theirs.config.resid_pdrop, theirs.config.embd_pdrop, theirs.config.attn_pdrop) == (0.25, 0.25, 0.0)
    assert GPT.load(tmp_path).config == config


@pytest.mark.parametrize(
    ("kind", "act", "theirs_act"),
    [
        (GPT2LMHeadModel, "gelu_new", {"activation_function": "gelu_new"}),
        (GPT2LMHeadModel, "gelu", {"activation_function": "gelu"}),
        (OpenAIGPTLMHeadModel, "gelu_new", {"afn": "gelu"}),
    ],
)
def test_hugging_face_reads_every_setting(kind, act, theirs_act, tmp_path):
    config = GPTConfig(
        WORDS,
        12,
        2,
        3,
        48,
        16,
        layer_norm_eps=1e-4,
        hidden_dropout_prob=0.25,
        initializer_range=0.3,
        hidden_act=act,
        norm_first=kind is GPT2LMHeadModel,
    )
    GPT(config).save(tmp_path)
    settings = kind.from_pretrained(tmp_path).config.to_dict()
    right = {
        "vocab_size": WORDS,
        "n_embd": 12,
        "n_layer": 2,
        "n_head": 3,
        "n_positions": 16,
        "layer_norm_epsilon": 1e-4,
        "resid_pdrop": 0.25,
        "embd_pdrop": 0.25,
        "attn_pdrop": 0.0,
        "initializer_range": 0.3,
        **theirs_act,
    }
    assert {name: settings[name] for name in right} == right
    assert GPT.load(tmp_path).config == config


def test_what_was_loaded_can_be_trained_and_saved_again(small, tmp_path):
    model, ids = GPT.load(str(small)), some_ids()
    before = next_word_loss(model(ids[:, :-1])[0], ids[:, 1:])
    before.backward()
    torch.optim.SGD(model.parameters(), 0.1).step()
    after = next_word_loss(model(ids[:, :-1])[0], ids[:, 1:]).detach()
    assert after < before.detach()
    model.save(small)  # over what was there
    torch.testing.assert_close(next_word_loss(GPT.load(small)(ids[:, :-1])[0], ids[:, 1:]).detach(), after)


def test_loading_draws_nothing(small):
    state = torch.get_rng_state()
    GPT.load(small)
    assert torch.equal(torch.get_rng_state(), state)


def test_every_tensor_that_is_loaded_has_memory_of_its_own(small):
    for name, parameter in GPT.load(small).named_parameters():
        assert parameter.is_contiguous(), name
        assert parameter.untyped_storage().nbytes() == parameter.nbytes, name


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float64])
def test_other_floats_load_as_float32(small, dtype, tmp_path):
    model = GPT.load(small).to(dtype)
    model.save(tmp_path / "short")
    assert load_file(tmp_path / "short" / "model.safetensors")["transformer.wte.weight"].dtype == dtype
    again = GPT.load(tmp_path / "short")
    for parameter, wanted in zip(again.parameters(), model.parameters(), strict=True):
        assert parameter.dtype == torch.float32
        assert parameter.requires_grad
        assert torch.equal(parameter, wanted.float())


def test_the_vocabulary_travels_with_the_model(tmp_path):
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(f"w{number}" for number in range(44)), "##的", "ß"]
    model = GPT(GPTConfig(WORDS, 12, 1, 3, 20, 16), pieces)
    model.save(tmp_path)
    assert (tmp_path / "vocab.txt").read_bytes().decode().split("\n") == [*pieces, ""]
    assert GPT.load(tmp_path).vocabulary == pieces
    settings = json.loads((tmp_path / "config.json").read_text())
    assert [settings[name] for name in ("bos_token_id", "eos_token_id", "pad_token_id")] == [2, 3, 0]
    GPT(model.config).save(tmp_path)
    assert not (tmp_path / "vocab.txt").exists()
    assert GPT.load(tmp_path).vocabulary is None
    assert json.loads((tmp_path / "config.json").read_text())["eos_token_id"] is None


@pytest.mark.parametrize("piece", ["a\nb", "\r"])
def test_a_piece_that_does_not_fit_on_a_line_is_named_and_nothing_is_written(piece, tmp_path):
    model = GPT(GPTConfig(2, 12, 1, 3, 20, 16), ["a", piece])
    with pytest.raises(ValueError, match=r"does not fit on a line of vocab\.txt"):
        model.save(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_of_several_pieces_that_do_not_fit_the_first_is_named(tmp_path):
    model = GPT(GPTConfig(3, 12, 1, 3, 20, 16), ["a", "b\n", "c\n"])
    with pytest.raises(ValueError, match=r"^the piece 'b\\n' does"):
        model.save(tmp_path)


def test_a_byte_order_mark_is_no_part_of_the_first_piece(tmp_path):
    GPT(GPTConfig(2, 12, 1, 3, 20, 16), ["ä", "b"]).save(tmp_path)
    file = tmp_path / "vocab.txt"
    file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())
    assert GPT.load(tmp_path).vocabulary == ["ä", "b"]


# ---- files of other makers


def test_names_without_the_prefix_and_old_buffers_are_read(small):
    """As the first GPT-2 files on the hub have them."""
    right = GPT.load(small)

    def older(tensors):
        for name in list(tensors):
            tensors[name.removeprefix("transformer.")] = tensors.pop(name)
        for block in range(3):
            tensors[f"h.{block}.attn.bias"] = torch.ones(1, 1, 20, 20).tril()
            tensors[f"h.{block}.attn.masked_bias"] = torch.tensor(-1e4)
        tensors["lm_head.weight"] = tensors["wte.weight"].clone()

    change_tensors(small, older)
    found = GPT.load(small)
    assert all(torch.equal(a, b) for a, b in zip(found.parameters(), right.parameters(), strict=True))


@pytest.mark.parametrize(
    ("model", "config", "table"), [(GPT2Model, GPT2Config, "wte"), (OpenAIGPTModel, OpenAIGPTConfig, "tokens_embed")]
)
def test_a_model_without_its_head_is_read(tmp_path, model, config, table):
    theirs = drawn(model(config(vocab_size=WORDS, **TOKENS, **SIZES["wide"])))
    theirs.save_pretrained(tmp_path)
    ours, ids = GPT.load(tmp_path), some_ids()
    right = theirs(ids).last_hidden_state @ getattr(theirs, table).weight.T
    torch.testing.assert_close(ours(ids)[0], right, rtol=0, atol=1e-5)


def test_a_gpt_1_with_its_table_twice_is_read_unless_the_two_differ(tmp_path):
    theirs_in(tmp_path, OpenAIGPTLMHeadModel, OpenAIGPTConfig)
    table = load_file(tmp_path / "model.safetensors")["transformer.tokens_embed.weight"]
    change_tensors(tmp_path, lambda tensors: tensors.update({"lm_head.weight": table.clone()}))
    assert torch.equal(GPT.load(tmp_path).word.weight, table)
    change_tensors(tmp_path, lambda tensors: tensors.update({"lm_head.weight": table + 1}))
    with pytest.raises(ValueError, match=r"lm_head\.weight differs from transformer\.tokens_embed\.weight"):
        GPT.load(tmp_path)


def test_what_a_config_leaves_out_is_what_hugging_face_takes(small):
    file = small / "config.json"
    kept = ("model_type", "vocab_size", "n_embd", "n_layer", "n_head", "n_positions")
    settings = json.loads(file.read_text())
    file.write_text(json.dumps({name: settings[name] for name in kept}))
    config, theirs = GPT.load(small).config, GPT2Config(**{name: settings[name] for name in kept[1:]})
    assert config == GPTConfig(
        WORDS,
        theirs.n_embd,
        theirs.n_layer,
        theirs.n_head,
        4 * theirs.n_embd,
        theirs.n_positions,
        layer_norm_eps=theirs.layer_norm_epsilon,
        hidden_dropout_prob=theirs.resid_pdrop,
        initializer_range=theirs.initializer_range,
        hidden_act=theirs.activation_function,
    )


def test_the_approximate_gelu_has_two_names(small):
    change_config(small, activation_function="gelu_pytorch_tanh")
    assert GPT.load(small).config.hidden_act == "gelu_new"


# ---- what cannot be read says so


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("scale_attn_by_inverse_layer_idx", True),
        ("scale_attn_weights", False),
        ("add_cross_attention", True),
        ("tie_word_embeddings", False),
        ("activation_function", "relu"),
        ("model_type", "bert"),
        ("model_type", None),
    ],
)
def test_a_setting_that_is_not_ours_is_named_with_its_value(small, setting, value):
    change_config(small, **{setting: value})
    with pytest.raises(ValueError, match=f"config.json has {setting}={value!r}"):
        GPT.load(small)


def test_gpt_1_has_one_activation(tmp_path):
    theirs_in(tmp_path, OpenAIGPTLMHeadModel, OpenAIGPTConfig, afn="silu")
    with pytest.raises(ValueError, match="afn='silu': only 'gelu' can be read"):
        GPT.load(tmp_path)


def test_gpt_1_scores_by_its_table_of_words(tmp_path):
    theirs_in(tmp_path, OpenAIGPTLMHeadModel, OpenAIGPTConfig)
    change_config(tmp_path, tie_word_embeddings=False)
    with pytest.raises(ValueError, match="tie_word_embeddings=False: only True can be read here"):
        GPT.load(tmp_path)


@pytest.mark.parametrize("name", ["vocab_size", "n_embd", "n_layer", "n_head", "n_positions"])
def test_a_size_that_is_missing_is_named(small, name):
    settings = json.loads((small / "config.json").read_text())
    del settings[name]
    (small / "config.json").write_text(json.dumps(settings))
    with pytest.raises(ValueError, match=f"config.json lacks {name}"):
        GPT.load(small)


def test_a_head_of_its_own_is_refused(small):
    change_tensors(small, lambda tensors: tensors.update({"lm_head.weight": tensors["transformer.wte.weight"] + 1}))
    with pytest.raises(ValueError, match=r"lm_head\.weight differs from transformer\.wte\.weight"):
        GPT.load(small)


def test_tensors_that_are_missing_or_unknown_are_named(small, tmp_path):
    change_tensors(small, lambda tensors: tensors.pop("transformer.h.1.mlp.c_fc.bias"))
    with pytest.raises(ValueError, match=r"lacks 'transformer\.h\.1\.mlp\.c_fc\.bias', and has besides nothing"):
        GPT.load(small)
    drawn(GPT2DoubleHeadsModel(GPT2Config(vocab_size=WORDS, **TOKENS, **SIZES["wide"]))).save_pretrained(tmp_path / "d")
    with pytest.raises(ValueError, match="lacks nothing, and has besides 'multiple_choice_head"):
        GPT.load(tmp_path / "d")


def test_a_long_list_of_tensors_is_cut(small):
    change_config(small, n_layer=4)
    with pytest.raises(ValueError, match=r"lacks ('transformer.h.3[^,]*', ){4}'[^,]*' and 7 more, and has"):
        GPT.load(small)


@pytest.mark.parametrize(("count", "end"), [(5, "', and has"), (6, "' and 1 more, and has")])
def test_five_tensors_are_listed(small, count, end):
    change_tensors(small, lambda tensors: [tensors.pop(name) for name in sorted(tensors)[:count]])
    with pytest.raises(ValueError, match=f"lacks ('[^,]*', ){{4}}'[^,]*{end}"):
        GPT.load(small)


def test_a_shape_that_does_not_fit_the_config_is_named(small):
    change_config(small, n_embd=24)
    with pytest.raises(ValueError, match=r"transformer.wte.weight has a shape .* \(50, 12\)"):
        GPT.load(small)


@pytest.mark.parametrize("cut", [4, 100, -10])
def test_a_damaged_file_is_named(small, cut):
    file = small / "model.safetensors"
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(ValueError, match=r"model\.safetensors is damaged"):
        GPT.load(small)


def test_pickled_files_are_not_read(small):
    (small / "model.safetensors").rename(small / "pytorch_model.bin")
    said = r"no model\.safetensors.*pytorch_model\.bin is pickled code.*GPT2LMHeadModel\.from_pretrained"
    with pytest.raises(FileNotFoundError, match=said):
        GPT.load(small)


def test_a_folder_without_a_model_says_so(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"holds no model: there is no config\.json"):
        GPT.load(tmp_path)


@pytest.mark.parametrize("changes", [{"norm_first": False}, {"norm_first": False, "hidden_act": "gelu"}])
def test_what_gpt_1_cannot_hold_is_not_saved(changes, tmp_path):
    config = GPTConfig(WORDS, 12, 1, 3, 20 if "hidden_act" not in changes else 48, 16, **changes)
    with pytest.raises(ValueError, match=r"intermediate_size is 20|hidden_act='gelu_new', not 'gelu'"):
        GPT(config).save(tmp_path / "new")
    assert not (tmp_path / "new").exists()


# ---- where a model is looked for


@pytest.fixture
def hub(monkeypatch):
    """A hub that is only asked when it must be, and answers with `hub.folder` or raises `hub.error`."""
    import huggingface_hub

    class Hub:
        folder, error, asked = None, None, []

        def get(self, name, allow_patterns):
            self.asked = [*self.asked, (name, *allow_patterns)]
            if self.error:
                raise self.error
            return str(self.folder)

    hub = Hub()
    monkeypatch.setattr(huggingface_hub, "snapshot_download", hub.get)
    return hub


def test_a_local_folder_wins_over_a_name_on_the_hub(small, hub, monkeypatch):
    monkeypatch.chdir(small.parent)
    assert GPT.load("small").config.hidden_size == 12
    assert hub.asked == []


@pytest.mark.parametrize("name", ["openai-community/gpt2", "gpt2", "distil.gpt_2"])
def test_a_name_is_asked_for_on_the_hub(small, hub, name):
    hub.folder = small
    assert GPT.load(name).config.hidden_size == 12
    assert hub.asked == [(name, "config.json", "model.safetensors", "vocab.txt")]


@pytest.mark.parametrize("error", [OSError("no network"), ValueError("strange name"), ConnectionError()])
def test_without_the_hub_the_ways_out_are_named(hub, error):
    hub.error = error
    with pytest.raises(FileNotFoundError, match=r"no folder .*gpt2, and the Hugging Face hub.*'gpt2'.*ships") as raised:
        GPT.load("gpt2")
    assert raised.value.__cause__ is error
    assert type(error).__name__ in str(raised.value)


def test_without_the_hub_the_whole_path_is_named(hub, tmp_path, monkeypatch):
    hub.error = OSError("no network")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=f"no folder {re.escape(str(tmp_path / 'gpt2'))},"):
        GPT.load("gpt2")


@pytest.mark.parametrize("path", ["missing/folder/here", "./missing", "/missing", "a b", Path("missing")])
def test_a_path_that_is_not_there_never_asks_the_hub(hub, path):
    with pytest.raises(FileNotFoundError, match="there is no "):
        GPT.load(path)
    assert hub.asked == []


def test_a_file_is_not_a_model(small, hub):
    with pytest.raises(FileNotFoundError):
        GPT.load(str(small / "config.json"))
    assert hub.asked == []


def test_the_model_that_ships_is_looked_for_in_the_package():
    assets = Path(pretrained.__file__).parents[1] / "assets"
    with pytest.raises(FileNotFoundError, match="the package holds no missing-model"):
        pretrained.find_folder(None, "missing-model")
    assert pretrained.find_folder(None, "small-vectors") == assets / "small-vectors"


# ---- writing


def test_a_full_disk_leaves_what_was_there(small, monkeypatch):
    model, before = drawn(GPT.load(small), seed=9), {path.name: path.read_bytes() for path in small.iterdir()}
    monkeypatch.setattr(Path, "write_bytes", lambda self, content: (_ for _ in ()).throw(OSError(28, "disk full")))
    with pytest.raises(OSError, match="disk full"):
        model.save(small)
    assert {path.name: path.read_bytes() for path in small.iterdir()} == before


def test_unfinished_files_lie_hidden_in_the_folder(tmp_path, monkeypatch):
    folders, write = set(), Path.write_bytes

    def noted(self, content):
        folders.add(self.parent)
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", noted)
    GPT(GPTConfig(WORDS, 12, 1, 3, 20, 16)).save(tmp_path)
    (unfinished,) = folders
    assert unfinished.parent == tmp_path
    assert unfinished.name.startswith(".unfinished-")
    assert not unfinished.exists()


def test_the_config_is_written_for_people(tmp_path):
    GPT(GPTConfig(WORDS, 12, 1, 3, 20, 16)).save(tmp_path)
    written = (tmp_path / "config.json").read_text()
    assert written == json.dumps(json.loads(written), indent=2) + "\n"


def test_an_interruption_while_files_are_put_in_place_leaves_no_model_rather_than_half_of_one(small, monkeypatch):
    model, replace = GPT(dataclasses.replace(GPT.load(small).config), [str(i) for i in range(WORDS)]), Path.replace

    def interrupted(self, target):
        if target.name == "vocab.txt":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        model.save(small)
    with pytest.raises(FileNotFoundError, match=r"no config\.json"):
        GPT.load(small)
    assert not [path for path in small.iterdir() if path.is_dir()]


def test_folders_are_made_and_other_files_in_them_stay(tmp_path):
    folder = tmp_path / "a" / "b"
    GPT(GPTConfig(WORDS, 12, 1, 3, 20, 16)).save(str(folder))
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "model.safetensors"]
    (folder / "log.json").write_text("mine")
    GPT(GPTConfig(WORDS, 12, 1, 3, 20, 16)).save(folder)
    assert (folder / "log.json").read_text() == "mine"
    shutil.rmtree(folder)


def test_a_bert_is_not_a_gpt(tmp_path):
    BertConfig().save_pretrained(tmp_path)
    with pytest.raises(ValueError, match="model_type='bert': it must be 'gpt2', 'openai-gpt'"):
        GPT.load(tmp_path)
