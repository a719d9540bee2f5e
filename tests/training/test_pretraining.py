"""Pretraining from a file of settings: the files that it leaves, its log, going on, and several processes."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from word2bert.labels.pretraining import PAIRS, WORDS
from word2bert.text import WordPiece
from word2bert.training import pretraining
from word2bert.training.pretraining import Settings, pretrain

SETTINGS = """
[text]
documents = 150
topics = ["capitals"]
vocab_size = 300
length = 32

[model]
hidden_size = 16
num_hidden_layers = 1
num_attention_heads = 2
intermediate_size = 32

[training]
steps = 8
batch_size = 6
warm_up = 2
evaluate_every = 4
save_every = 2
precision = "float32"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    return Settings.load(tmp_path / "settings.toml")


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]


def test_what_it_leaves(tmp_path: Path, settings: Settings) -> None:
    model = pretrain(settings, tmp_path / "out", ask=lambda model: {"capitals": model.config.hidden_size})
    first, *records = lines(tmp_path / "out")
    assert first["settings"]["text"]["documents"] == 150
    assert [line["step"] for line in records] == list(range(1, 9))
    assert [line["step"] for line in records if "held out" in line] == [4, 8]
    last = records[-1]["held out"]
    assert set(last["losses"]) == set(last["right"]) == {WORDS, PAIRS}
    assert last["capitals"] == 16
    assert records[-1]["loss"] == pytest.approx(sum(records[-1]["losses"].values()))
    assert model.vocabulary == WordPiece.load(tmp_path / "out").vocabulary
    assert {"config.json", "model.safetensors", "vocab.txt"} <= {path.name for path in (tmp_path / "out").iterdir()}


def test_shares_that_are_right(tmp_path: Path, settings: Settings) -> None:
    wordpiece, _, held_out = pretraining.tokens(settings.text, tmp_path)
    batches = pretraining.pretraining_batches(held_out, wordpiece, 32, 6)
    pairs = [int(label) for examples in batches.once() for label in examples.labels[PAIRS]]
    model = pretraining.Bert(pretraining.BertConfig(len(wordpiece), 16, 1, 2, 32, 32), wordpiece.vocabulary).eval()
    with torch.no_grad():
        model.pair_head.weight.zero_()
        model.pair_head.bias.copy_(torch.tensor([0.0, 1.0]))  # says 1 to everything
        model.word_head.norm.weight.zero_()
        model.word_head.bias.zero_()
        model.word_head.bias[wordpiece.id("is")] = 1.0
    asked = [int(label) for examples in batches.once() for label in examples.labels[WORDS].flatten() if label >= 0]
    assert pretraining.right_shares(model, batches) == pytest.approx(
        {WORDS: asked.count(wordpiece.id("is")) / len(asked), PAIRS: sum(pairs) / len(pairs)}
    )


def test_it_goes_on_and_the_log_has_every_step_once(tmp_path: Path, settings: Settings) -> None:
    whole = pretrain(settings, tmp_path / "whole")

    def stop(record: Any) -> None:
        if record.step == 5:
            raise OSError("the power is gone")

    with pytest.raises(OSError, match="the power is gone"):
        pretrain(settings, tmp_path / "parts", on_step=stop)
    with (tmp_path / "parts" / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"step": 6, "lo')  # a line that was not written to its end
    resumed = pretrain(settings, tmp_path / "parts", resume=True)
    for name, tensor in whole.state_dict().items():
        assert torch.equal(tensor, resumed.state_dict()[name]), name
    assert [line.get("step") for line in lines(tmp_path / "parts")] == [None, 1, 2, 3, 4, 5, 6, 7, 8]
    losses = [[line["loss"] for line in lines(tmp_path / name)[1:]] for name in ("whole", "parts")]
    assert losses[0] == losses[1]


def test_tokens_are_made_once_and_never_mixed(tmp_path: Path, settings: Settings) -> None:
    pretraining.tokens(settings.text, tmp_path)
    before = (tmp_path / "tokens" / "tokens.bin").stat().st_mtime_ns
    pretraining.tokens(settings.text, tmp_path)
    assert (tmp_path / "tokens" / "tokens.bin").stat().st_mtime_ns == before
    other = pretraining.TextSettings(documents=160, topics=["capitals"], vocab_size=300, length=32)
    with pytest.raises(ValueError, match=r"holds tokens of other settings .*choose another folder, or delete them"):
        pretraining.tokens(other, tmp_path)


def test_a_folder_of_files_is_a_source_and_a_part_of_it_is_held_out(tmp_path: Path) -> None:
    paragraphs = [f"Paragraph number {number} is here. It says {number} again." for number in range(200)]
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
    settings = pretraining.TextSettings(source=str(tmp_path / "text"), vocab_size=250, length=24)
    wordpiece, text, held_out = pretraining.tokens(settings, tmp_path / "out")
    assert (len(text), len(held_out)) == (196, 4)
    assert "49" in wordpiece.decode(held_out[0][0]).replace(" ", "")
    assert all("number49is" not in wordpiece.decode(document[0]).replace(" ", "") for document in text)


def test_a_text_too_small_to_hold_some_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n\n".join(["A dog barks. It runs."] * 99), encoding="utf-8")
    settings = pretraining.TextSettings(source=str(tmp_path), vocab_size=250)
    with pytest.raises(ValueError, match="the text has 99 documents: 100 or more are needed, to hold some out"):
        pretraining.tokens(settings, tmp_path / "out")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[text]\nsorce = 'x'", r"has 'sorce' in \[text\], which is nothing: source"),
        ("[model]\nvocab_size = 3", r"has 'vocab_size' in \[model\]"),
        ("[trainig]\nsteps = 3", "has 'trainig', which is nothing: training"),
        ("steps 3", "is not TOML"),
        ("[training]\nsteps = 1e3", r"has steps = 1000\.0 in \[training\]: int is needed, such as 1000"),
        ("[training]\nbatch_size = true", r"has batch_size = True in \[training\]: int is needed, such as 32"),
        ("[training]\nprecision = 16", r"has precision = 16 in \[training\]: str \| None is needed, such as None"),
        ("[training]\nevaluate_every = 0", "evaluate_every is 0: it is at least 1; with more than there are steps"),
        ("[text]\nsource = 3", r"has source = 3 in \[text\]: str is needed, such as 'small world'"),
        ("[model]\nhidden_size = '768'", r"has hidden_size = '768' in \[model\]: int is needed, such as 768"),
    ],
)
def test_settings_that_are_none(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        Settings.load(tmp_path / "a.toml")


def test_a_whole_number_where_any_number_is_meant(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[training]\nclip = 2\n[model]\nhidden_dropout_prob = 0", encoding="utf-8")
    settings = Settings.load(tmp_path / "a.toml")
    assert (settings.training.clip, settings.model["hidden_dropout_prob"]) == (2.0, 0.0)
    assert type(settings.training.clip) is type(settings.model["hidden_dropout_prob"]) is float


def test_two_processes_learn_the_same_as_one(tmp_path: Path) -> None:
    """Without dropout, of which each process draws its own."""
    text = SETTINGS.replace("hidden_size = 16", "hidden_size = 16\nhidden_dropout_prob = 0.0")
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    pretrain(Settings.load(tmp_path / "settings.toml"), tmp_path / "one")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "word2bert.cli", "pretrain"]
    command += ["--config", str(tmp_path / "settings.toml"), "--output", str(tmp_path / "two"), "--device", "cpu"]
    around = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2"}
    around |= {"OMP_NUM_THREADS": "1"}
    both = [
        subprocess.Popen(command, env=os.environ | around | {"RANK": rank, "LOCAL_RANK": rank}) for rank in ("0", "1")
    ]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    one, two = (lines(tmp_path / name)[1:] for name in ("one", "two"))
    assert [line["step"] for line in two] == list(range(1, 9))
    assert [line["words"] for line in two] == [line["words"] for line in one]
    for line, other in zip(one, two, strict=True):
        assert other["losses"] == pytest.approx(line["losses"], abs=1e-5)
