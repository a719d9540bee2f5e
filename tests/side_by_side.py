"""Several Pythons that train together: how the tests start them, and what they run."""

import json
import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

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
hidden_dropout_prob = 0.0

[training]
steps = 24
batch_size = 6
accumulate = 2
warm_up = 2
evaluate_every = 12
save_every = 5
precision = "float32"
"""  # without dropout, of which each process draws its own

SLOW = """
import os, sys, time
from pathlib import Path
from word2bert import cli
from word2bert.training import pretraining

Path(sys.argv.pop(), os.environ["RANK"]).write_text(str(os.getpid()))
pretrain = pretraining.pretrain
pretraining.pretrain = lambda *given, **more: pretrain(*given, on_step=lambda record: time.sleep(0.3))
cli.main()
"""  # word2bert with its own number in a file, and so slow that it can be killed in the middle


def free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """One thread each, and the modules of the tests."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "OMP_NUM_THREADS": "1", **more}


def one_of_two(rank: int, port: str) -> dict[str, str]:
    """What torchrun tells its processes."""
    place = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "RANK": str(rank), "LOCAL_RANK": str(rank)}
    return environment(WORLD_SIZE="2", LOCAL_WORLD_SIZE="2", **place)


def lines(folder: Path) -> list[dict[str, Any]]:
    """The log of a pretraining."""
    return [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]


def wait_for(reached: Any, seconds: float = 300) -> None:
    """Until it is true; an error where that takes too long."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.02)


# ---- what `in_processes` is given


def write_who_and_wait(folder: Path) -> None:
    """Each process writes what it was told and its number in the system, and never ends by itself."""
    told = [os.environ[name] for name in ("RANK", "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE")]
    unfinished = folder / f"{told[0]}.unfinished"
    unfinished.write_text(" ".join([*told, str(os.getpid())]), encoding="utf-8")
    unfinished.rename(folder / told[0])
    time.sleep(600)


def second_fails() -> None:
    """One process has an error while the other waits."""
    if os.environ["RANK"] == "1":
        raise ValueError("there is no such thing")
    time.sleep(600)


if __name__ == "__main__":  # as a notebook does it
    from accelerate import notebook_launcher
    from word2bert.training.pretraining import Settings, pretrain

    notebook_launcher(pretrain, (Settings.load(sys.argv[1]), sys.argv[2]), num_processes=2, use_port=free_port())
