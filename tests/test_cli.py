"""The command word2bert: it passes on what it is given, and ends with one line where something is wrong."""

from pathlib import Path
from typing import Any

import pytest
from word2bert import cli
from word2bert.training import pretraining


def test_pretrain_passes_on_what_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.toml"
    file.write_text("[training]\nsteps = 7\n", encoding="utf-8")
    passed: list[Any] = []
    monkeypatch.setattr(pretraining, "pretrain", lambda *given: passed.append(given))
    cli.main(["pretrain", "--config", str(file), "--output", "out", "--resume", "--device", "cpu"])
    cli.main(["pretrain", "--config", str(file), "--output", "out"])
    settings = pretraining.Settings(training=pretraining.TrainingSettings(steps=7))
    assert passed == [(settings, "out", True, "cpu"), (settings, "out", False, None)]


def test_an_error_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("[training]\nstep = 7\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"^word2bert: .* has 'step' in \[training\], which is nothing: steps"):
        cli.main(["pretrain", "--config", str(file), "--output", str(tmp_path)])
    file.write_text('[text]\ntopics = "capitals"\n', encoding="utf-8")
    with pytest.raises(SystemExit, match=r"^word2bert: .* has topics = 'capitals' in \[text\]: list\[str\] \| None is"):
        cli.main(["pretrain", "--config", str(file), "--output", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"^word2bert: .*No such file"):
        cli.main(["pretrain", "--config", "nowhere.toml", "--output", str(tmp_path)])


def test_without_a_command_it_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([])
    assert "COMMAND" in capsys.readouterr().err
