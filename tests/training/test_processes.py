"""Two processes that share the batches learn what one learns alone, and end together. Here on processors, with gloo."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial

import pytest
import torch
from accelerate import Accelerator
from side_by_side import free_port, one_of_two, second_fails, wait_for, write_who_and_wait
from tiny_training import LONG, NEXT, Tiny, batches, in_order, train
from word2bert.training import Checkpoints, warm_up_then_fall
from word2bert.training.parts import parts_of_step
from word2bert.training.processes import in_processes, together

pytestmark = pytest.mark.usefixtures("one_thread")

PROGRAM = """
import json, os, sys
import torch
from tiny_training import Tiny, batches, train
from word2bert.training import Checkpoints, warm_up_then_fall

torch.set_num_threads(1)
model, told = Tiny(dropout=0, seed=int(os.environ["RANK"])), []
history = train(model, 6, schedule=warm_up_then_fall(0.02, 6, 2), accumulate=2, checkpoints=Checkpoints(sys.argv[1]),
                on_step=lambda record: told.append(record.step))
weights = {name: weight.tolist() for name, weight in model.named_parameters()}
print("found", json.dumps([history.losses, history.words, history.padding, told, weights, sorted(vars(model))]))
"""


def test_two_processes_learn_what_one_learns(tmp_path):
    port = free_port()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path)],
            env=one_of_two(rank, port),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    found = []
    for process in processes:
        out, err = process.communicate(timeout=180)
        assert process.returncode == 0, err[-3000:]
        found.append(json.loads(out.split("found")[1]))

    alone = Tiny(dropout=0)
    history = train(alone, 6, schedule=warm_up_then_fall(0.02, 6, 2), accumulate=2)
    for losses, words, _padding, _told, weights, names in found:
        for name in (NEXT, LONG):
            assert losses[name] == pytest.approx(history.losses[name], abs=1e-5)
        assert words == history.words
        for name, weight in alone.named_parameters():
            torch.testing.assert_close(torch.tensor(weights[name]), weight.detach(), rtol=0, atol=1e-5)
        assert names == sorted(vars(alone))
    assert [told for _, _, _, told, _, _ in found] == [[1, 2, 3, 4, 5, 6], []]
    assert found[0][4] == found[1][4]

    saved = Checkpoints(tmp_path).latest()
    assert saved.facts["state"]["consumed"] == 96
    again = Tiny(dropout=0, seed=9)
    train(
        again, 6, schedule=warm_up_then_fall(0.02, 6, 2), accumulate=2, checkpoints=Checkpoints(tmp_path), resume=True
    )
    assert again.next.weight.tolist() == found[0][4]["next.weight"]


class OneOfThree(Accelerator):
    num_processes, process_index = 3, 1

    def __init__(self):
        pass


def test_each_process_has_its_slice_of_each_batch():
    parts = parts_of_step(in_order(6), 12, 2, OneOfThree())
    for part, start in zip(parts, (14, 20), strict=True):
        assert torch.equal(part.inputs["ids"], in_order(2).at(start).inputs["ids"])


def test_a_batch_that_cannot_be_divided():
    with pytest.raises(ValueError, match="a batch of 8 cannot be divided among 3 processes"):
        parts_of_step(batches(8), 0, 1, OneOfThree())


# ---- starting them, and how they end


def test_each_is_told_which_it_is_and_one_that_is_killed_is_named_and_the_other_stopped(tmp_path):
    def kill() -> None:
        wait_for(lambda: len(told()) == 2)
        os.kill(int(told()[1].split()[-1]), signal.SIGKILL)
        killed.append(time.monotonic())

    def told() -> list[str]:
        return [path.read_text() for path in sorted(tmp_path.glob("[01]"))]

    killed: list[float] = []
    thread = threading.Thread(target=kill)
    thread.start()
    with pytest.raises(ChildProcessError, match=r"^process 1 of 2 was killed \(SIGKILL\), and the others .*--resume"):
        in_processes(2, partial(write_who_and_wait, tmp_path))
    assert time.monotonic() - killed[0] < 10
    thread.join()
    assert [one.rsplit(" ", 1)[0] for one in told()] == ["0 0 2 2", "1 1 2 2"]
    with pytest.raises(ProcessLookupError):
        os.kill(int(told()[0].split()[-1]), 0)


def test_the_error_of_one_is_told(tmp_path):
    said = r"^process 1 of 2 failed, and the others were stopped: ValueError: there is no such thing$"
    with pytest.raises(ChildProcessError, match=said):
        in_processes(2, second_fails)


def test_less_than_one_process():
    with pytest.raises(ValueError, match="processes is 0: at least 1, and one for each GPU is usual"):
        in_processes(0, second_fails)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("[../third_party/gloo/transport/tcp/pair.cc:553] Connection closed by peer [127.0.0.1]:27340"),
        RuntimeError("Connection reset by peer"),
        torch.distributed.DistNetworkError("anything"),
    ],
)
def test_what_pytorch_says_when_another_process_has_ended(error):
    with (
        pytest.raises(ConnectionError, match=r"another process of the training has ended.*--resume") as raised,
        together(),
    ):
        raise error
    assert raised.value.__cause__ is error


def test_other_errors_come_as_they_are():
    with pytest.raises(RuntimeError, match="mat1 and mat2"), together():
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")
