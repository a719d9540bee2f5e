"""The command word2bert: it passes on what it is given, and ends with one line where something is wrong."""

import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from small_berts import random_bert
from torch import nn
from word2bert import cli
from word2bert.explore import features
from word2bert.models import Bert, BertConfig
from word2bert.models.transformer import Transformer
from word2bert.text import WordPiece, small_world
from word2bert.training import pretraining
from word2bert.training.settings import Settings, TrainingSettings


def test_pretrain_passes_on_what_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.toml"
    file.write_text('[text]\nsource = "texts"\n[training]\nsteps = 700\n', encoding="utf-8")
    passed: list[Any] = []
    monkeypatch.setattr(pretraining, "pretrain", lambda *given, ask, start: passed.append((*given, ask, start)))
    monkeypatch.setattr(pretraining, "pretrain_on", lambda *given, ask, start: passed.append((*given, ask, start)))
    cli.main(["pretrain", "--config", str(file), "--output", "out", "--resume", "--device", "cpu"])
    cli.main(["pretrain", "--config", "small-bert", "--output", "out", "--start", "model"])
    cli.main(["pretrain", "--config", "small-bert", "--output", "out", "--processes", "3"])
    given, small = Settings.load(file), Settings.load("small-bert")
    assert given.training == TrainingSettings(steps=700)
    assert passed == [
        (given, "out", True, "cpu", None, None),
        (small, "out", False, None, cli.capitals, "model"),  # which only Small World has
        (3, small, "out", False, None, cli.capitals, None),
    ]


def test_the_capitals_that_are_asked_for() -> None:
    wordpiece = WordPiece.train(["the is of . capital"], 200, [*small_world.capitals, *small_world.capitals.values()])
    model = Bert(BertConfig(len(wordpiece), 16, 1, 2, 32, 32), wordpiece.vocabulary).eval()
    for weight in (model.word_head.norm.weight, model.word_head.bias):
        nn.init.zeros_(weight)
    model.word_head.bias.data[wordpiece.id("beijing")] = 1.0  # its answer to everything
    seen, held_out = (cli.capitals(model)["capitals"][name] for name in ("seen", "held out"))
    assert (seen[0], held_out[0]) == (0, 1)
    assert seen[1] > 3 * held_out[1] / 2 > 30


def test_an_error_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.toml"
    file.write_text("[training]\nstep = 7\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"^word2bert: .* has 'step' in \[training\], which is nothing: steps"):
        cli.main(["pretrain", "--config", str(file), "--output", str(tmp_path)])
    file.write_text('[text]\ntopics = "capitals"\n', encoding="utf-8")
    with pytest.raises(SystemExit, match=r"^word2bert: .* has topics = 'capitals' in \[text\]: list\[str\] \| None is"):
        cli.main(["pretrain", "--config", str(file), "--output", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"^word2bert: there is no .*nowhere\.toml.*itself has the settings bert-base"):
        cli.main(["pretrain", "--config", "nowhere.toml", "--output", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"^word2bert: processes is 0: at least 1"):
        cli.main(["pretrain", "--config", "small-bert", "--output", str(tmp_path), "--processes", "0"])

    def no_package(*given: Any, **more: Any) -> None:
        raise ImportError("data sets need one more package")

    monkeypatch.setattr(pretraining, "pretrain", no_package)
    with pytest.raises(SystemExit, match=r"^word2bert: data sets need one more package"):
        cli.main(["pretrain", "--config", "bert-base", "--output", str(tmp_path)])


def test_ended_from_outside_it_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    monkeypatch.setattr(pretraining, "pretrain", lambda *given, **more: os.kill(os.getpid(), signal.SIGTERM))
    said = r"^word2bert: ended from outside \(SIGTERM\); with resume=True \(--resume\) a training goes on"
    with pytest.raises(SystemExit, match=said):
        cli.main(["pretrain", "--config", "small-bert", "--output", "out"])
    assert signal.signal(signal.SIGTERM, usual) == signal.SIG_IGN  # as it was


# ---- features

TEXTS = ["one river", "it flows", "one one one river"]


def a_run(folder: Path, text: str | bytes = "one river\r\nit flows\none one one river\n", *more: str) -> list[str]:
    """The arguments of a run in a folder, which gets a model and a file of texts."""
    random_bert(["one", "river", "it", "flows"]).save(folder / "model")
    (folder / "texts.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    files = [("--model", "model"), ("--input", "texts.txt"), ("--output", "features.npz")]
    return ["features", *(word for option, name in files for word in (option, str(folder / name))), *more]


def test_features_are_written_with_what_they_are(tmp_path: Path) -> None:
    cli.main(a_run(tmp_path, "\ufeffone river\r\nit flows\none one one river\n"))
    found, model = np.load(tmp_path / "features.npz"), Bert.load(tmp_path / "model")
    np.testing.assert_allclose(found["features"], features(model, TEXTS), rtol=0, atol=1e-6)
    about = {name: found[name].item() for name in found.files if name != "features"}
    assert about == {"model": str(tmp_path / "model"), "layer": 2, "pool": "mean", "long": "cut"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["features.npz", "model", "texts.txt"]


def test_layer_pool_and_windows_are_passed_on(tmp_path: Path) -> None:
    long = "one river " * 30
    cli.main(a_run(tmp_path, f"it\n{long}", "--layer", "-2", "--pool", "cls", "--long", "windows", "--batch-size", "1"))
    found, model = np.load(tmp_path / "features.npz"), Bert.load(tmp_path / "model")
    expected = features(model, ["it", long], layer=1, pool="cls", long="windows")
    np.testing.assert_allclose(found["features"], expected, rtol=0, atol=1e-6)
    assert (found["layer"], found["pool"], found["long"]) == (1, "cls", "windows")


def test_without_a_pool_all_tokens_are_in_one_table(tmp_path: Path) -> None:
    cli.main(a_run(tmp_path, "\n".join(TEXTS), "--pool", "none"))
    found = np.load(tmp_path / "features.npz")
    assert found["tokens"].tolist() == [4, 4, 6]
    rows = np.split(found["features"], found["tokens"].cumsum()[:-1])
    for part, expected in zip(rows, features(Bert.load(tmp_path / "model"), TEXTS, pool=None), strict=True):
        np.testing.assert_allclose(part, expected, rtol=0, atol=1e-6)


def test_the_model_that_ships_is_asked_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = a_run(tmp_path)
    model = Bert.load(tmp_path / "model")
    monkeypatch.setattr(Bert, "load", {None: model}.__getitem__)
    cli.main([*given[:1], *given[3:]])
    assert np.load(tmp_path / "features.npz")["model"] == "small-bert"


def test_texts_that_were_cut_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(a_run(tmp_path, "it\n" + "one " * 50))
    assert capsys.readouterr().err.startswith("word2bert: 1 of 2 texts have more than the 32 tokens")


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("one\n\nriver\n \n", [], r"2 of 4 texts are empty: line 2, 4, the first being 1"),
        ("one\x0c\u2028\n\n", [], r"1 of 2 texts are empty: line 2,"),  # lines are those that an editor counts
        ("", [], "there are no texts"),
        ("\ufeff", [], "there are no texts"),  # a byte order mark is none
        (b"one\n\xe9t\xe9", [], r"texts\.txt is not UTF-8 \(.*0xe9.*save it as UTF-8"),
        ("one", ["--input", "nowhere.txt"], r"there is no .*nowhere\.txt"),
        ("one", ["--model", "nowhere/else/model"], r"there is no .*nowhere"),
        ("one", ["--output", "nowhere/features.npz"], r"there is no .*nowhere"),
        ("one", ["--output", "features.txt"], r"output is 'features\.txt': the name of a file that ends in \.npz"),
        ("one", ["--layer", "3"], r"layer is 3: the model has 0"),
        ("one", ["--batch-size", "0"], r"batch_size is 0"),
        ("one", ["--device", "cuda:99"], r"device='cuda:99' is not there"),
    ],
)
def test_features_that_cannot_be_made_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | bytes, more: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match=f"^word2bert: .*{said}"):
        cli.main([*a_run(tmp_path, text), *more])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "texts.txt"]


def test_a_full_disk_leaves_no_half_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = a_run(tmp_path)
    cli.main(given)
    before = (tmp_path / "features.npz").read_bytes()

    def full(file: Any, **arrays: Any) -> None:
        file.write(b"half")
        raise OSError("No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(SystemExit, match=r"^word2bert: No space left"):
        cli.main(given)
    assert (tmp_path / "features.npz").read_bytes() == before
    assert not list(tmp_path.glob("*.unfinished"))


def test_a_full_memory_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total of ...")

    monkeypatch.setattr(Transformer, "forward", full)
    with pytest.raises(
        SystemExit, match=r"^word2bert: the memory of cpu is too small .* smaller batch_size \(--batch-"
    ):
        cli.main(a_run(tmp_path))


def test_features_are_no_training_that_a_signal_could_interrupt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, during = signal.getsignal(signal.SIGTERM), []

    def load(source: Any) -> Bert:
        during.append(signal.getsignal(signal.SIGTERM))
        raise ValueError("that is enough")

    given = a_run(tmp_path)
    monkeypatch.setattr(Bert, "load", load)
    with pytest.raises(SystemExit, match="that is enough"):
        cli.main(given)
    assert during == [usual]


def test_without_a_command_it_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([])
    assert "COMMAND" in capsys.readouterr().err
