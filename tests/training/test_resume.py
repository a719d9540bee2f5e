"""A training that was cut off goes on as if nothing had happened: bit for bit, whatever cut it off."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from tiny_training import TEXTS, Tiny, assert_same, batches, loss, train
from torch import nn
from word2bert.training import Checkpoints, History, constant, warm_up_then_fall

STEPS = 12
pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(autouse=True)
def few_records(monkeypatch):
    """Four: checkpoints fall between them, too."""
    monkeypatch.setattr("word2bert.training.loop.RECORDS", 4)


def run(folder: Path, model: nn.Module | None = None, **settings) -> tuple[nn.Module, History]:
    """A training with dropout and two batches to a step that saves after every second step."""
    model = model or Tiny()
    usual = {"schedule": warm_up_then_fall(0.02, STEPS, 3), "accumulate": 2, "save_every": 2}
    return model, train(model, STEPS, checkpoints=Checkpoints(folder), **usual | settings)


def cut_off(folder: Path, step: int, error: BaseException | None = None, **settings) -> None:
    """The same, until an error comes in the middle of the step after this one."""
    calls = []

    def fails(model, examples):
        calls.append(1)
        if len(calls) > 2 * step:
            raise error or RuntimeError("cut off")
        return loss(model, examples)

    with pytest.raises(RuntimeError, match="cut off"):
        run(folder, loss=fails, **settings)


def assert_equal_ends(folder: Path, history: History, other: Path, others: History) -> None:
    """Model, optimizer and history."""
    found, expected = Checkpoints(folder).latest(), Checkpoints(other).latest()
    assert found.step == expected.step == STEPS
    assert found.tensors.keys() == expected.tensors.keys()
    assert any(name.endswith("exp_avg_sq") for name in found.tensors)
    for name, tensor in expected.tensors.items():
        assert torch.equal(found.tensors[name], tensor), name
    assert history.losses == others.losses
    assert (history.step, history.learning_rate) == (others.step, others.learning_rate)
    assert (history.words, history.padding, history.stopped) == (others.words, others.padding, False)


@pytest.mark.parametrize("step", [2, 3, 5, 8, 11])
def test_going_on_equals_one_go(tmp_path, step):
    model, history = run(tmp_path / "whole")
    cut_off(tmp_path / "cut", step)
    again, more = run(tmp_path / "cut", Tiny(seed=9), resume=True)
    assert_same(again, model)
    assert_equal_ends(tmp_path / "cut", more, tmp_path / "whole", history)


KILLED = """
import sys, time
from pathlib import Path
import torch
from tiny_training import Tiny, loss, train
from word2bert.training import Checkpoints, loop, warm_up_then_fall

def stuck(model, examples):
    global calls
    calls += 1
    if calls == 16:  # in the middle of step 8
        print("now", flush=True)
        time.sleep(600)
    return loss(model, examples)

calls = 0
torch.set_num_threads(1)
loop.RECORDS = 4
schedule, checkpoints = warm_up_then_fall(0.02, 12, 3), Checkpoints(Path(sys.argv[1]))
train(Tiny(), 12, loss=stuck, schedule=schedule, accumulate=2, save_every=2, checkpoints=checkpoints)
"""


def test_kill_9_changes_nothing(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", KILLED, str(tmp_path / "killed")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "now\n"
        process.kill()  # SIGKILL
    assert process.returncode != 0
    assert [path.name[:13] for path in Checkpoints(tmp_path / "killed").paths()] == ["step-00000004", "step-00000006"]
    model, history = run(tmp_path / "whole")
    again, more = run(tmp_path / "killed", Tiny(seed=9), resume=True)
    assert_same(again, model)
    assert_equal_ends(tmp_path / "killed", more, tmp_path / "whole", history)


@pytest.mark.parametrize("damage", ["cut", "flip"])
def test_a_damaged_checkpoint_is_named_and_the_end_is_the_same(tmp_path, damage):
    model, history = run(tmp_path / "whole")
    cut_off(tmp_path / "cut", 7)
    newest = Checkpoints(tmp_path / "cut").paths()[-1]
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 1
    newest.write_bytes(content if damage == "flip" else content[: len(content) // 2])
    with pytest.warns(UserWarning, match=rf"{newest.name} is damaged.*the one before it is used"):
        again, more = run(tmp_path / "cut", Tiny(seed=9), resume=True)
    assert_same(again, model)
    assert_equal_ends(tmp_path / "cut", more, tmp_path / "whole", history)
    assert len(list((tmp_path / "cut").iterdir())) == 2


def test_a_full_disk_ends_the_training_and_keeps_what_was_saved(tmp_path, monkeypatch):
    model, history = run(tmp_path / "whole")
    fsync, calls = os.fsync, []

    def full(file: int) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(file)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(
        OSError, match=r"step 6 could not be written \(No space left.*step-00000004-\w+\.safetensors is st"
    ):
        run(tmp_path / "cut")
    again, more = run(tmp_path / "cut", Tiny(seed=9), resume=True)
    assert_same(again, model)
    assert_equal_ends(tmp_path / "cut", more, tmp_path / "whole", history)


def test_after_the_stop_button_too(tmp_path):
    def stop(record):
        if record.step == 9:
            raise KeyboardInterrupt

    model, history = run(tmp_path / "whole")
    with pytest.warns(UserWarning, match="stopped after 9 of 12 steps"):
        _, first = run(tmp_path / "cut", on_step=stop)
    assert first.stopped
    again, more = run(tmp_path / "cut", Tiny(seed=9), resume=True)
    assert_same(again, model)
    assert_equal_ends(tmp_path / "cut", more, tmp_path / "whole", history)


def test_what_is_saved_when_nothing_is_said(tmp_path):
    train(Tiny(), 45, checkpoints=Checkpoints(tmp_path, keep=99))
    assert [int(path.name.split("-")[1]) for path in Checkpoints(tmp_path).paths()] == [*range(4, 45, 4), 45]


def test_checkpoints_change_nothing(tmp_path):
    model, history = run(tmp_path)
    alone = Tiny()
    without = train(alone, STEPS, schedule=warm_up_then_fall(0.02, STEPS, 3), accumulate=2)
    assert_same(model, alone)
    assert history.losses == without.losses


def test_a_training_that_has_ended_is_loaded_and_not_trained_again(tmp_path):
    model, history = run(tmp_path)

    def never(model, examples):
        raise AssertionError("there is nothing left to learn")

    again, more = run(tmp_path, Tiny(seed=9), resume=True, loss=never)
    assert_same(again, model)
    assert more == history
    assert not again.training


def test_with_nothing_to_resume_it_begins(tmp_path):
    model, _ = run(tmp_path / "a", resume=True)
    other, _ = run(tmp_path / "b")
    assert_same(model, other)


def test_an_earlier_training_is_not_overwritten(tmp_path):
    cut_off(tmp_path, 5)
    before = Checkpoints(tmp_path).paths()
    with pytest.raises(
        FileExistsError, match=r"^\S+ holds checkpoints of an earlier training: pass resume=True.*another fold"
    ):
        run(tmp_path)
    assert Checkpoints(tmp_path).paths() == before


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"schedule": constant(0.02)}, r"learning rate was \[.*\], is \[0\.02, 0\.02, 0\.02\]"),
        ({"weight_decay": 0.5}, r"weight_decay was 0\.01, is 0\.5"),
        ({"clip": 2.0}, r"clip was 1\.0, is 2\.0"),
        ({"accumulate": 3}, "accumulate was 2, is 3"),
        ({"precision": "bfloat16"}, "precision was float32, is bfloat16"),
        ({"seed": 3}, "seed was 0, is 3"),
        ({"batches": batches(4)}, "batch_size was 8, is 4"),
        ({"batches": batches(seed=5)}, "seed of the order was 0, is 5"),
        ({"batches": batches(texts=TEXTS[1:])}, r"samples was 50, is 49; tokens was \d+, is \d+"),
        ({"model": nn.Sequential(Tiny(), nn.Linear(2, 2))}, r"weights of the model was 850, is 856"),
    ],
)
def test_other_settings_are_refused_and_named(tmp_path, settings, message):
    cut_off(tmp_path, 5)
    with pytest.raises(ValueError, match=rf"step 4 was made with other settings: {message}\. Pass the same to go on"):
        run(tmp_path, resume=True, **settings)


def test_another_number_of_steps_is_refused(tmp_path):
    cut_off(tmp_path, 5)
    with pytest.raises(ValueError, match="steps was 12, is 20"):
        train(Tiny(), 20, schedule=constant(0.02), accumulate=2, checkpoints=Checkpoints(tmp_path), resume=True)


def test_the_precision_that_was_measured_stays(tmp_path, monkeypatch):
    monkeypatch.setattr("word2bert.training.precision.faster_precision", lambda device: "bfloat16")
    cut_off(tmp_path, 5, precision=None)
    monkeypatch.setattr("word2bert.training.precision.faster_precision", lambda device: "float32")
    _, history = run(tmp_path, resume=True, precision=None)
    assert history.precision == "bfloat16"


def test_another_number_of_threads_is_said(tmp_path):
    cut_off(tmp_path, 5)
    torch.set_num_threads(2)
    with pytest.warns(UserWarning, match=r"ran on 1 threads and goes on with 2: .*torch\.set_num_threads\(1\)"):
        run(tmp_path, resume=True)


def test_the_seconds_go_on(tmp_path):
    cut_off(tmp_path, 7)
    saved = Checkpoints(tmp_path).latest().facts["state"]
    assert saved["seconds"] > 0
    _, history = run(tmp_path, resume=True)
    assert history.seconds == sorted(history.seconds)
    assert history.seconds[-1] > saved["seconds"]


def test_what_a_checkpoint_holds(tmp_path):
    cut_off(tmp_path, 5)
    found = Checkpoints(tmp_path).latest()
    assert set(found.facts["settings"]) >= {"steps", "seed", "batch_size", "accumulate", "samples", "precision"}
    state = found.facts["state"]
    assert (state["step"], state["consumed"]) == (4, 64)
    assert len(state["losses"]) == 1  # of step 4, after the record of step 3
    assert 0 < state["words"] < state["places"]
    assert found.facts["threads"] == 1
