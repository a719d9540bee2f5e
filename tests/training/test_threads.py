"""Threads of one torch thread each, and the setting given back afterwards."""

import threading

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
        with one_thread_each(most) as side_by_side:
            found = side_by_side(compute, range(expected), "abc"[:expected])
            assert [each[:3] for each in found] == [(n, "abc"[n], 1) for n in range(expected)]
            assert len({each[3] for each in found}) == expected
            assert found[0][3] == threading.get_ident(), "this thread does not wait"
            one = side_by_side(lambda number: threading.get_ident(), range(5))
            assert len(set(one)) <= expected
        assert torch.get_num_threads() == cores
    finally:
        torch.set_num_threads(before)


def test_an_error_of_any_thread_is_raised():
    with one_thread_each(2) as side_by_side, pytest.raises(ZeroDivisionError):
        side_by_side(lambda number: 1 / number, (1, 0))


def test_the_setting_comes_back_after_an_error():
    before = torch.get_num_threads()
    with pytest.raises(KeyboardInterrupt), one_thread_each(2):
        raise KeyboardInterrupt
    assert torch.get_num_threads() == before
