"""Processes that train together: which of them this is, how to start them, and what happens when one ends too early.

torchrun and `accelerate launch` start them from a terminal, on several machines, too; `in_processes` and accelerate's
`notebook_launcher` from Python.
"""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from accelerate import PartialState
from torch.multiprocessing.spawn import ProcessException, start_processes

from word2bert.training.device import choose_device

GO_ON = "with resume=True (--resume) a training goes on from its newest checkpoint, with any number of processes"


def this_process(device: str | torch.device | None = None) -> PartialState:
    """accelerate's own account of the processes; the first call decides for as long as Python runs.

    Processes on processors must be told to accelerate: otherwise each would believe itself alone, and they would train
    apart without a word.
    """
    return PartialState(cpu="LOCAL_RANK" in os.environ and choose_device(device).type == "cpu")


@contextmanager
def together() -> Iterator[None]:
    """Around what processes do together. Raises ConnectionError when another one has ended and this one noticed."""
    try:
        yield
    except RuntimeError as error:
        if not connection_lost(error):
            raise
        raise ConnectionError(f"another process of the training has ended, so this one ends, too; {GO_ON}") from error


def connection_lost(error: RuntimeError) -> bool:
    """Whether PyTorch says so; for processes on processors it does so only in words."""
    words = ("Connection closed by peer", "Connection reset by peer", "Broken pipe", "remote process exited")
    return isinstance(error, torch.distributed.DistNetworkError) or any(said in str(error) for said in words)


def in_processes(processes: int, function: Callable[[], Any]) -> None:
    """Call the function in so many new processes of this machine that train together, and wait for all of them.

    They start from nothing (spawn), and so also from a notebook that has trained or used a GPU before: accelerate's
    `notebook_launcher`, which copies the running Python (fork), refuses there. The function has to stand in a module,
    and what it returns is lost.
    Raises ValueError for less than 1, ChildProcessError when one of them fails or is killed: the others are stopped.
    """
    if processes < 1:
        raise ValueError(f"processes is {processes}: at least 1, and one for each GPU is usual")
    started = start_processes(  # type: ignore[no-untyped-call]
        _be_one_of, (processes, _free_port(), function), processes, join=False, start_method="spawn"
    )
    try:
        while not started.join():
            pass
    except ProcessException as error:
        codes = [process.exitcode or 0 for process in started.processes]
        killed = [rank for rank, code in enumerate(codes) if code < 0 and code != -signal.SIGTERM]
        rank = killed[0] if killed else error.error_index
        raise ChildProcessError(f"process {rank} of {processes} {_end(codes[rank], error)}") from None
    finally:
        for process in started.processes:
            process.terminate()  # what still runs after a KeyboardInterrupt


def _be_one_of(rank: int, processes: int, port: int, function: Callable[[], Any]) -> None:
    """What torchrun tells its processes, too."""
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    os.environ |= {"RANK": str(rank), "LOCAL_RANK": str(rank)}
    os.environ |= {"WORLD_SIZE": str(processes), "LOCAL_WORLD_SIZE": str(processes)}
    function()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _end(code: int, error: ProcessException) -> str:
    if code < 0:
        return f"was killed ({signal.Signals(-code).name}), and the others were stopped; {GO_ON}"
    return f"failed, and the others were stopped: {str(error).strip().splitlines()[-1]}"
