import json
import time
from pathlib import Path

import pytest
import torch
from small_berts import random_bert
from small_gpts import config
from word2bert.models import GPT, Bert
from word2bert.training import replay as module
from word2bert.training.history import Record
from word2bert.training.replay import ReplayedRecord, recorded, recorded_runs, replay

RIGHT = {"right": {"seen": [1, 2]}, "text": "so it wrote"}


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A model, and three records at 1, 2 and 10 seconds of its training; at the second it was asked."""
    torch.manual_seed(0)
    model = GPT(config(3), ["a", "b", "c"])
    model.save(tmp_path)
    numbers = [(10, 1.0, None), (20, 2.0, RIGHT), (30, 10.0, None)]
    shared = {"steps": 30, "learning_rate": 0.1, "padding": 0.0, "model": model}
    records = [
        recorded(Record(step=step, loss=9.0 - step, losses={"a": 9.0 - step}, words=step, seconds=at, **shared), told)
        for step, at, told in numbers
    ]
    (tmp_path / "run.json").write_text(json.dumps({"precision": "bfloat16", "records": records}), encoding="utf-8")
    return tmp_path


def test_the_same_records_come_and_then_the_model(recording: Path) -> None:
    seen: list[ReplayedRecord] = []
    model, history = replay(GPT, seen.append, seconds=0.0, folder=recording)
    assert [(record.step, record.loss, record.told) for record in seen] == [
        (10, -1, None),
        (20, -11, RIGHT),
        (30, -21, None),
    ]
    assert seen[1].words_per_second == 10
    assert (history.step, history.precision, history.seconds) == ([10, 20, 30], "bfloat16", [1.0, 2.0, 10.0])
    stored = GPT.load(recording)
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), stored.parameters(), strict=True))
    assert not model.training


def test_they_come_in_the_rhythm_of_the_training(recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(module.time, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(module.time, "sleep", lambda seconds: clock.__setitem__(0, clock[0] + seconds))
    came: list[float] = []

    def slow(record: Record) -> None:
        came.append(clock[0] - 100)
        clock[0] += 1.5  # what the watcher takes does not make the whole longer

    replay(GPT, slow, seconds=20.0, folder=recording)
    assert came == pytest.approx([2, 4, 20])


def test_the_stop_button_gives_the_model_at_once(recording: Path) -> None:
    def stop(record: Record) -> None:
        raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.warns(UserWarning, match="the recording is stopped"):
        model, history = replay(GPT, stop, seconds=0.01, folder=recording)
    assert time.monotonic() - started < 10
    assert history.stopped
    assert model.vocabulary == ["a", "b", "c"]


def test_a_record_is_kept_without_its_model(recording: Path) -> None:
    records = json.loads((recording / "run.json").read_text(encoding="utf-8"))["records"]
    assert all("model" not in record for record in records)
    assert ["told" in record for record in records] == [False, True, False]


def test_a_folder_without_a_recording_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"has no run\.json: a recording is made by"):
        replay(GPT, folder=tmp_path)


def test_a_bert_is_played_and_loaded(recording: Path) -> None:
    model = random_bert(["a"])
    model.save(recording)
    played, history = replay(Bert, seconds=0.0, folder=recording)
    assert isinstance(played, Bert)
    assert torch.equal(played.pair_head.weight, model.pair_head.weight)
    assert history.step == [10, 20, 30]


def test_the_curves_of_recorded_runs_are_read(tmp_path: Path) -> None:
    (tmp_path / "runs.json").write_text(json.dumps({"both losses": {"step": [1]}}), encoding="utf-8")
    assert recorded_runs(tmp_path) == {"both losses": {"step": [1]}}
