"""A training goes on bit for bit after an interruption; damage is found, and a full disk leaves the old checkpoint."""

import errno
import json
from pathlib import Path

import pytest
import torch
from torch import nn
from word2bert.training.checkpoints import Checkpoints


def training(seed: int = 0) -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(4, 8), nn.GELU(), nn.Linear(8, 1))
    return model, torch.optim.AdamW(model.parameters(), lr=0.01, betas=(0.8, 0.9))


def take_steps(model: nn.Module, optimizer: torch.optim.Optimizer, first: int, last: int) -> None:
    for step in range(first, last):
        x = torch.randn(16, 4, generator=torch.Generator().manual_seed(step))
        optimizer.zero_grad()
        (model(x)[:, 0] - x.sum(dim=1)).square().mean().backward()
        optimizer.step()


def assert_equal(model: nn.Module, other: nn.Module) -> None:
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, other.state_dict()[name]), name


def saved(folder: Path, steps: list[int], keep: int = 2) -> Checkpoints:
    checkpoints, (model, optimizer) = Checkpoints(folder, keep), training()
    done = 0
    for step in steps:
        take_steps(model, optimizer, done, step)
        checkpoints.save(step, model, optimizer, seed=7)
        done = step
    return checkpoints


def test_going_on_equals_never_having_stopped(tmp_path):
    checkpoints = saved(tmp_path, [5])
    whole, optimizer = training()
    take_steps(whole, optimizer, 0, 12)

    found = checkpoints.latest()
    model, optimizer = training(seed=99)
    found.restore(model, optimizer)
    assert found.step == 5
    assert found.facts["seed"] == 7
    assert list(optimizer.param_groups[0]["betas"]) == [0.8, 0.9]
    take_steps(model, optimizer, found.step, 12)
    assert_equal(model, whole)


def test_a_table_that_a_model_uses_twice(tmp_path):
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.word, self.scores = nn.Embedding(5, 3), nn.Linear(3, 5, bias=False)
            self.scores.weight = self.word.weight

    model, again = Tied(), Tied()
    Checkpoints(tmp_path).save(3, model, torch.optim.AdamW(model.parameters()))
    Checkpoints(tmp_path).latest().restore(again, torch.optim.AdamW(again.parameters()))
    assert_equal(again, model)
    assert again.scores.weight is again.word.weight


def test_an_untrained_state_can_be_kept_too(tmp_path):
    model, optimizer = training()
    Checkpoints(tmp_path).save(0, model, optimizer)
    other, its_optimizer = training(seed=1)
    Checkpoints(tmp_path).latest().restore(other, its_optimizer)
    assert_equal(other, model)


@pytest.mark.parametrize(("keep", "expected"), [(1, [30]), (2, [20, 30]), (5, [5, 10, 20, 30])])
def test_the_last_ones_stay(tmp_path, keep, expected):
    checkpoints = saved(tmp_path / "new" / "folder", [5, 10, 20, 30], keep)
    assert [int(path.name.split("-")[1]) for path in checkpoints.paths()] == expected
    assert len(list(checkpoints.folder.iterdir())) == len(expected)


def test_a_step_saved_twice_is_there_once(tmp_path):
    checkpoints = saved(tmp_path, [5, 5])
    assert len(checkpoints.paths()) == 1
    newest = checkpoints.save(5, *training(seed=1))
    assert checkpoints.paths() == [newest]


def test_tensors_and_json_only(tmp_path):
    path = saved(tmp_path, [5]).paths()[0]
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    assert json.loads(header["__metadata__"]["facts"])["step"] == 5
    assert {name.split(".")[0] for name in header} == {"__metadata__", "model", "optimizer"}


@pytest.mark.parametrize("damage", ["cut", "flip", "empty"])
def test_a_damaged_checkpoint_is_named_and_the_one_before_it_used(tmp_path, damage):
    checkpoints = saved(tmp_path, [5, 10])
    last = checkpoints.paths()[-1]
    content = bytearray(last.read_bytes())
    content[len(content) // 2] ^= 1
    last.write_bytes({"cut": bytes(content[:-1]), "flip": bytes(content), "empty": b""}[damage])
    with pytest.warns(UserWarning, match=rf"{last.name} is damaged") as warned:
        assert checkpoints.latest().step == 5
    assert Path(warned[0].filename).stem != "checkpoints"  # but who asked


def test_only_damaged_ones_or_none_at_all(tmp_path):
    assert Checkpoints(tmp_path / "nothing").latest() is None
    checkpoints = saved(tmp_path, [5])
    checkpoints.paths()[0].write_bytes(b"")
    with pytest.warns(UserWarning, match="is damaged"):
        assert checkpoints.latest() is None


def test_where_the_only_one_is_damaged_there_is_none_before_it(tmp_path):
    checkpoints = saved(tmp_path, [5, 10])
    for path in checkpoints.paths():
        path.write_bytes(b"")
    with pytest.warns(UserWarning, match="is damaged") as warned:
        assert checkpoints.latest() is None
    assert [str(one.message).split("): ")[1] for one in warned] == [
        "the one before it is used",
        "there is none before it",
    ]


def test_what_was_cut_off_or_damaged_later_is_deleted_with_the_next_one(tmp_path):
    checkpoints = saved(tmp_path, [5, 10, 20])
    checkpoints.paths()[-1].write_bytes(b"damaged")
    (tmp_path / "step-00000030-0123456789abcdef.unfinished").write_bytes(b"cut off")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    model, optimizer = training()
    checkpoints.save(15, model, optimizer)
    assert sorted(path.name[:13] for path in tmp_path.iterdir()) == ["notes.txt", "step-00000010", "step-00000015"]


def test_an_interrupt_while_it_is_written_leaves_nothing_half(tmp_path, monkeypatch):
    checkpoints = saved(tmp_path, [5])

    def interrupted(file: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        checkpoints.save(10, *training())
    assert [path.suffix for path in tmp_path.iterdir()] == [".safetensors"]
    assert checkpoints.latest().step == 5


def test_an_interrupted_file_is_not_taken_for_a_checkpoint(tmp_path):
    checkpoints = saved(tmp_path, [5])
    (tmp_path / "step-00000010-0123456789abcdef.unfinished").write_bytes(b"half")
    assert checkpoints.latest().step == 5


@pytest.mark.parametrize("steps", [[], [5]])
def test_a_full_disk_keeps_the_old_one(tmp_path, monkeypatch, steps):
    checkpoints = saved(tmp_path, steps)

    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    model, optimizer = training()
    said = r"is still there" if steps else r"there is none before it"
    with pytest.raises(OSError, match=rf"step 10 could not be written \(No space left on device\); .*{said}") as error:
        checkpoints.save(10, model, optimizer)
    assert (error.value.errno, error.value.filename) == (errno.ENOSPC, str(tmp_path))
    assert [path.suffix for path in tmp_path.iterdir()] == [".safetensors"] * len(steps)
    assert (checkpoints.latest() is None) == (not steps)


def test_at_least_one_has_to_stay(tmp_path):
    with pytest.raises(ValueError, match="keep is 0: at least 1 checkpoint has to stay"):
        Checkpoints(tmp_path, keep=0)
