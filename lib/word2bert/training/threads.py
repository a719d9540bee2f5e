"""Threads that each compute on one processor core."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar, runtime_checkable

import torch

Result = TypeVar("Result")


@runtime_checkable
class SideBySide(Protocol):
    """Like `map`, but the calls run at the same time."""

    def __call__(self, function: Callable[..., Result], *arguments: Iterable[Any]) -> list[Result]: ...


@contextmanager
def one_thread_each(most: int) -> Iterator[SideBySide]:
    """As many threads as PyTorch would use, at most `most`; within each, PyTorch computes with one.

    This thread takes the first call itself: it would only wait otherwise, and be woken late. PyTorch and compiled loops
    let go of Python's lock while they compute.
    """
    cores = torch.get_num_threads()
    beside = min(most, cores) - 1
    torch.set_num_threads(1)
    torch.empty(7 * 2**20)  # glibc keeps freed memory for reuse only up to twice the largest block ever freed
    try:
        with ThreadPoolExecutor(max(1, beside), initializer=torch.set_num_threads, initargs=(1,)) as threads:

            def side_by_side(function: Callable[..., Result], *arguments: Iterable[Any]) -> list[Result]:
                first, *others = zip(*arguments, strict=False)
                if beside == 0:
                    return [function(*each) for each in (first, *others)]
                waiting = [threads.submit(function, *each) for each in others]
                return [function(*first), *(each.result() for each in waiting)]

            yield side_by_side
    finally:
        torch.set_num_threads(cores)
