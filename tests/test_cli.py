"""The command word2bert: it passes on what it is given, and ends with one line where something is wrong."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from torch import nn
from word2bert import cli
from word2bert.models import Bert, BertConfig
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


def test_without_a_command_it_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([])
    assert "COMMAND" in capsys.readouterr().err
