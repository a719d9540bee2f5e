"""Pretraining: the files that it leaves, its log, going on, and the same from several processes, however they start."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from side_by_side import SETTINGS, SLOW, environment, free_port, lines, one_of_two, wait_for
from word2bert.labels.pretraining import PAIRS, WORDS
from word2bert.models import Bert
from word2bert.text import WordPiece
from word2bert.training import pretraining as module
from word2bert.training.checkpoints import Checkpoints
from word2bert.training.pretraining import pretrain, pretrain_on
from word2bert.training.settings import Settings

pytestmark = pytest.mark.usefixtures("one_thread")


def load(folder: Path, text: str = SETTINGS) -> Settings:
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    return Settings.load(folder / "settings.toml")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """With dropout."""
    return load(tmp_path, SETTINGS.replace("hidden_dropout_prob = 0.0\n", ""))


def assert_same_losses(folder: Path, other: Path) -> None:
    """Every step once, and every loss of both within 1e-5."""
    ours, theirs = lines(folder)[1:], lines(other)[1:]
    assert [line["step"] for line in ours] == [line["step"] for line in theirs] == list(range(1, 25))
    assert [line["words"] for line in ours] == [line["words"] for line in theirs]
    for line, expected in zip(ours, theirs, strict=True):
        assert line["losses"] == pytest.approx(expected["losses"], abs=1e-5)
    assert ours[-1]["held out"]["losses"] == pytest.approx(theirs[-1]["held out"]["losses"], abs=1e-5)


def test_what_it_leaves(tmp_path: Path, settings: Settings) -> None:
    model = pretrain(settings, tmp_path / "out", ask=lambda model: {"capitals": model.config.hidden_size})
    first, *records = lines(tmp_path / "out")
    assert first["settings"]["text"]["documents"] == 150
    assert [line["step"] for line in records] == list(range(1, 25))
    assert [line["step"] for line in records if "held out" in line] == [12, 24]
    last = records[-1]["held out"]
    assert set(last["losses"]) == set(last["right"]) == {WORDS, PAIRS}
    assert (last["capitals"], last["length"]) == (16, 32)
    assert records[-1]["loss"] == pytest.approx(sum(records[-1]["losses"].values()))
    assert model.vocabulary == WordPiece.load(tmp_path / "out").vocabulary
    assert {"config.json", "model.safetensors", "vocab.txt"} <= {path.name for path in (tmp_path / "out").iterdir()}


def test_it_goes_on_and_the_log_has_every_step_once(tmp_path: Path, settings: Settings) -> None:
    whole = pretrain(settings, tmp_path / "whole")

    def stop(record: Any) -> None:
        if record.step == 8:
            raise OSError("the power is gone")

    with pytest.raises(OSError, match="the power is gone"):
        pretrain(settings, tmp_path / "parts", on_step=stop)
    with (tmp_path / "parts" / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"step": 9, "lo')  # a line that was not written to its end
    resumed = pretrain(settings, tmp_path / "parts", resume=True)
    for name, tensor in whole.state_dict().items():
        assert torch.equal(tensor, resumed.state_dict()[name]), name
    assert [line.get("step") for line in lines(tmp_path / "parts")] == [None, *range(1, 25)]
    losses = [[line["loss"] for line in lines(tmp_path / name)[1:]] for name in ("whole", "parts")]
    assert losses[0] == losses[1]


def test_muon_by_the_settings_and_long_pairs_at_the_end(tmp_path: Path) -> None:
    more = 'long_length = 48\nlong_share = 0.25\noptimizer = "muon"\nmuon_factor = 20.0\nevaluate_every = 9'
    settings = load(tmp_path, SETTINGS.replace("evaluate_every = 12", more))
    read: list[int] = []

    class Spy(Bert):
        def forward(self, ids: torch.Tensor, *others: Any, **more: Any) -> Any:
            if self.training:
                read.append(ids.shape[1])
            return super().forward(ids, *others, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("word2bert.training.pretraining.Bert", Spy)
        model = pretrain(settings, tmp_path / "out")
    assert model.config.max_position_embeddings == 48
    assert len(read) == 48
    assert max(read[:36]) <= 32 < max(read[36:]) <= 48
    told = [line["held out"]["length"] for line in lines(tmp_path / "out") if "held out" in line]
    assert told == [32, 32, 48]
    saved = Checkpoints(tmp_path / "out" / "checkpoints").latest()
    assert (saved.facts["settings"]["optimizer"], saved.facts["settings"]["muon_factor"]) == ("muon", 20.0)


def test_a_training_begins_with_another_model(tmp_path: Path) -> None:
    first = pretrain(load(tmp_path), tmp_path / "first")
    text = SETTINGS.replace('["capitals"]', '["lesson 3"]').replace("steps = 24", "steps = 2\npeak = 1e-9")
    settings = load(tmp_path, text.replace("warm_up = 2", "warm_up = 1\nknown_positions = 20"))
    second = pretrain(settings, tmp_path / "second", start=tmp_path / "first")
    assert second.vocabulary == first.vocabulary
    for (name, weight), other in zip(second.named_parameters(), first.parameters(), strict=True):
        if "position" not in name:
            torch.testing.assert_close(weight, other, atol=1e-6, rtol=0)
    known, more = (each.transformer.embeddings.position.weight for each in (first, second))
    torch.testing.assert_close(more[:20], known[:20], atol=1e-6, rtol=0)
    torch.testing.assert_close(more[20:32], known[1:13], atol=1e-6, rtol=0)
    with pytest.raises(ValueError, match="known_positions is for a model to start from, and there is none"):
        pretrain(settings, tmp_path / "third")
    heads = Settings(settings.text, {**settings.model, "num_attention_heads": 4}, settings.training)
    with pytest.raises(ValueError, match="the model to start from has num_attention_heads = 2, not 4: change"):
        pretrain(heads, tmp_path / "fourth", start=tmp_path / "first")


def test_a_model_without_its_dictionary_is_no_start(tmp_path: Path) -> None:
    Bert(load(tmp_path).config(300)).save(tmp_path / "nameless")
    with pytest.raises(ValueError, match=r"the model to start from, .*nameless, has no vocab\.txt: put"):
        pretrain(load(tmp_path), tmp_path / "out", start=tmp_path / "nameless")


def test_a_batch_that_cannot_be_divided_is_known_before_the_text_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "this_process", lambda device: SimpleNamespace(num_processes=5))
    monkeypatch.setattr(module, "tokens_once", lambda *_: pytest.fail("it was read"))
    with pytest.raises(ValueError, match="batch_size is 6, which cannot be divided among 5 processes"):
        pretrain(load(tmp_path), tmp_path / "out")


def test_short_and_long_pairs_in_one_batch_by_the_settings(tmp_path: Path) -> None:
    padding = []
    for mixed in ("false", "true"):
        settings = load(tmp_path, SETTINGS.replace("warm_up = 2", f"warm_up = 2\nmixed_lengths = {mixed}"))
        pretrain(settings, tmp_path / mixed)
        padding.append(sum(line["padding"] for line in lines(tmp_path / mixed)[1:]) / 24)
    assert padding[0] < 0.5 * padding[1], padding


def test_what_the_batches_are_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Short pairs in all of them; lengths are mixed in training alone: elsewhere padding is computed."""
    made = []
    batches_of = module.pretraining_batches
    monkeypatch.setattr(
        module, "pretraining_batches", lambda *given, **chosen: made.append(chosen) or batches_of(*given, **chosen)
    )
    more = "warm_up = 2\nmixed_lengths = true\nlong_length = 48"
    text = SETTINGS.replace("warm_up = 2", more).replace("[text]", "[text]\nshort = 0.5")
    pretrain(load(tmp_path, text), tmp_path / "out")
    pooled = [chosen["pooled"] for chosen in made]
    assert [chosen["short"] for chosen in made] == [0.5] * 4
    assert sorted(pooled) == [1, 1, 50, 50], "two to learn from, two held out"


def test_berts_own_optimizer_and_schedule_by_the_settings(tmp_path: Path) -> None:
    settings = load(tmp_path, SETTINGS.replace("warm_up = 2", 'warm_up = 2\noptimizer = "bert"\nschedule = "bert"'))
    pretrain(settings, tmp_path / "out")
    rates = [line["learning rate"] for line in lines(tmp_path / "out")[1:]]
    assert rates[:4] == pytest.approx([0, 0.5e-3, 1e-3 * (1 - 2 / 24), 1e-3 * (1 - 3 / 24)])
    assert Checkpoints(tmp_path / "out" / "checkpoints").latest().facts["settings"]["optimizer"] == "bert"


# ---- several processes


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one process learns."""
    folder = tmp_path_factory.mktemp("alone")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    pretrain(load(folder), folder / "out")
    torch.set_num_threads(before)
    return folder / "out"


WORD2BERT = ["-m", "word2bert.cli", "pretrain", "--device", "cpu"]
TORCHRUN = [sys.executable, "-m", "torch.distributed.run"]


def commands(start: str) -> list[list[str]]:
    """Ways to start two processes."""
    if start == "torchrun on two machines":
        meet = ["--nnodes", "2", "--nproc-per-node", "1", "--rdzv-backend", "c10d", "--rdzv-id", "bert"]
        meet += ["--rdzv-endpoint", f"localhost:{free_port()}"]
        return [[*TORCHRUN, *meet, *WORD2BERT]] * 2
    accelerate = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2"]
    accelerate += ["--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no"]
    return [[*accelerate, "--main_process_port", free_port(), *WORD2BERT]]


@pytest.mark.parametrize("start", ["torchrun on two machines", "accelerate launch"])
def test_two_processes_learn_the_same_as_one(tmp_path: Path, alone: Path, start: str) -> None:
    load(tmp_path)
    files = ["--config", str(tmp_path / "settings.toml"), "--output", str(tmp_path / "out")]
    with ExitStack() as ended:
        both = [
            ended.enter_context(subprocess.Popen([*command, *files], env=environment())) for command in commands(start)
        ]
        for process in both:
            ended.callback(process.terminate)  # torchrun ends its processes, too
        assert {process.wait(timeout=300) for process in both} == {0}
    assert_same_losses(tmp_path / "out", alone)


def test_from_a_notebook_too(tmp_path: Path, alone: Path) -> None:
    load(tmp_path)
    notebook = str(Path(__file__).parents[1] / "side_by_side.py")
    command = [sys.executable, notebook, str(tmp_path / "settings.toml"), str(tmp_path / "out")]
    subprocess.run(command, env=environment(), check=True, timeout=300)
    assert_same_losses(tmp_path / "out", alone)


def test_two_processes_go_on_where_one_was_cut_off_after_a_training_in_this_python(tmp_path: Path, alone: Path) -> None:
    def stop(record: Any) -> None:
        if record.step == 8:
            raise OSError("the power is gone")

    settings = load(tmp_path)
    with pytest.raises(OSError, match="the power is gone"):
        pretrain(settings, tmp_path / "out", on_step=stop)
    model = pretrain_on(2, settings, tmp_path / "out", resume=True, ask=number_of_layers)
    assert isinstance(model, Bert)
    assert_same_losses(tmp_path / "out", alone)
    assert lines(tmp_path / "out")[-1]["held out"]["layers"] == 1


def number_of_layers(model: Bert) -> dict[str, int]:
    return {"layers": model.config.num_hidden_layers}


def log_lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8").splitlines() if log.is_file() else []


@pytest.mark.parametrize("start", ["side by side", "torchrun"])
def test_one_is_killed_the_other_ends_and_one_alone_goes_on(tmp_path: Path, alone: Path, start: str) -> None:
    settings, log, port = load(tmp_path), tmp_path / "out" / "log.jsonl", free_port()
    (tmp_path / "slow.py").write_text(SLOW, encoding="utf-8")
    program = [str(tmp_path / "slow.py"), "pretrain", "--device", "cpu", "--config", str(tmp_path / "settings.toml")]
    program += ["--output", str(tmp_path / "out"), str(tmp_path)]
    if start == "torchrun":
        command, places = [*TORCHRUN, "--standalone", "--nproc-per-node", "2", *program], [environment()]
    else:
        command, places = [sys.executable, *program], [one_of_two(rank, port) for rank in range(2)]
    with (tmp_path / "said").open("w") as said, ExitStack() as ended:
        started = [ended.enter_context(subprocess.Popen(command, env=place, stderr=said)) for place in places]
        for process in started:
            ended.callback(process.terminate)  # torchrun ends its processes, too
        wait_for(lambda: any(process.poll() for process in started) or len(log_lines(log)) >= 8)
        assert [process.poll() for process in started] == [None] * len(started), (tmp_path / "said").read_text()
        os.kill(int((tmp_path / "1").read_text()), signal.SIGKILL)
        killed = time.monotonic()
        assert 0 not in [process.wait(timeout=60) for process in started]
    assert time.monotonic() - killed < 20
    assert "(--resume) a training goes on from its newest checkpoint" in (tmp_path / "said").read_text()
    assert len(lines(tmp_path / "out")) < 24

    pretrain(settings, tmp_path / "out", resume=True)
    assert_same_losses(tmp_path / "out", alone)
