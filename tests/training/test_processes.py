"""Two processes that share the batches learn what one learns alone. Here on a processor, with gloo."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from tiny_training import LONG, NEXT, Tiny, batches, in_order, train
from word2bert.training import Checkpoints, warm_up_then_fall
from word2bert.training.parts import parts_of_step

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


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def test_two_processes_learn_what_one_learns(tmp_path):
    shared = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "WORLD_SIZE": "2",
        "LOCAL_WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(free_port()),
        "OMP_NUM_THREADS": "1",
    }
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path)],
            env={**shared, "RANK": str(rank), "LOCAL_RANK": str(rank)},
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
