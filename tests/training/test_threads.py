"""Threads of one torch thread each, and the setting given back afterwards."""

import threading
import time

import pytest
import torch
from word2bert.training.threads import one_thread_each


@pytest.mark.parametrize(("cores", "most", "expected"), [(3, 4, 3), (3, 2, 2), (1, 4, 1)])
def test_as_many_threads_as_torch_has_and_at_most_so_many(cores, most, expected):
    before = torch.get_num_threads()
    torch.set_num_threads(cores)
    meet = threading.Barrier(expected, timeout=20)  # all of them have to be there at the same time

    def compute(number, letter):
        meet.wait()
        return number, letter, torch.get_num_threads(), threading.get_ident()

    try:
        with one_thread_each(most) as parallel_map:
            found = parallel_map(compute, range(expected), "abc"[:expected])
            assert [each[:3] for each in found] == [(n, "abc"[n], 1) for n in range(expected)]
            assert len({each[3] for each in found}) == expected
            assert found[0][3] == threading.get_ident(), "this thread does not wait"
            meet = threading.Barrier(expected + 1, timeout=0.5)
            with pytest.raises(threading.BrokenBarrierError):
                parallel_map(lambda number: meet.wait(), range(expected + 1))
        assert torch.get_num_threads() == cores
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize("numbers", [(0, 1), (1, 0)])
def test_an_error_of_any_thread_is_raised_when_all_have_ended(numbers):
    before, ended = torch.get_num_threads(), []

    def divide(number):
        if number == 1:
            time.sleep(0.1)
            ended.append(number)
        return 1 / number

    torch.set_num_threads(2)
    try:
        with one_thread_each(2) as parallel_map:
            with pytest.raises(ZeroDivisionError):
                parallel_map(divide, numbers)
            assert ended == [1]
    finally:
        torch.set_num_threads(before)


def test_the_setting_comes_back_after_an_error():
    before = torch.get_num_threads()
    with pytest.raises(KeyboardInterrupt), one_thread_each(2):
        raise KeyboardInterrupt
    assert torch.get_num_threads() == before
