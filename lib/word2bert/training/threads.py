"""Threads that each compute on one processor core."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

import torch


@contextmanager
def one_thread_each(most: int) -> Iterator[Executor]:
    """As many Python threads as PyTorch would use, at most `most`; within each, PyTorch computes with one thread.

    PyTorch lets go of Python's lock while it computes, so that they run side by side.
    """
    cores = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.empty(7 * 2**20)  # glibc keeps freed memory for reuse only up to twice the largest block ever freed
    try:
        with ThreadPoolExecutor(min(most, cores), initializer=torch.set_num_threads, initargs=(1,)) as threads:
            yield threads
    finally:
        torch.set_num_threads(cores)
