"""Threads that each compute on one processor core."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar, runtime_checkable

import torch

Result = TypeVar("Result")


@runtime_checkable
class ParallelMap(Protocol):
    """Like `map`, in parallel: the list of function(*each)."""

    def __call__(self, function: Callable[..., Result], *arguments: Iterable[Any]) -> list[Result]: ...


@contextmanager
def one_thread_each(most: int) -> Iterator[ParallelMap]:
    """As many threads as PyTorch would use, at most `most`; within each, PyTorch computes with one.

    This thread takes the first call itself (it would only wait otherwise, and be woken late), the others take the rest;
    with one core, the calls come one after the other. PyTorch and compiled loops let go of Python's lock.
    """
    cores = torch.get_num_threads()
    beside = min(most, cores) - 1
    torch.set_num_threads(1)
    torch.empty(7 * 2**20)  # glibc keeps freed memory for reuse only up to twice the largest block ever freed
    try:
        with ThreadPoolExecutor(max(1, beside), initializer=torch.set_num_threads, initargs=(1,)) as threads:

            def parallel_map(function: Callable[..., Result], *arguments: Iterable[Any]) -> list[Result]:
                first, *others = zip(*arguments, strict=False)
                if beside == 0:
                    return [function(*each) for each in (first, *others)]
                waiting = [threads.submit(function, *each) for each in others]
                try:
                    mine = function(*first)
                finally:
                    wait(waiting)
                return [mine, *(each.result() for each in waiting)]

            yield parallel_map
    finally:
        torch.set_num_threads(cores)
