"""Threads of one torch thread each, and the setting given back afterwards."""

import pytest
import torch
from word2bert.training.threads import one_thread_each


@pytest.mark.parametrize(("cores", "most", "expected"), [(3, 4, 3), (3, 2, 2), (1, 4, 1)])
def test_as_many_threads_as_torch_has_and_at_most_so_many(cores, most, expected):
    before = torch.get_num_threads()
    torch.set_num_threads(cores)
    try:
        with one_thread_each(most) as threads:
            assert threads._max_workers == expected
            assert torch.get_num_threads() == 1
            assert threads.submit(torch.get_num_threads).result() == 1
        assert torch.get_num_threads() == cores
    finally:
        torch.set_num_threads(before)


def test_the_setting_comes_back_after_an_error():
    before = torch.get_num_threads()
    with pytest.raises(KeyboardInterrupt), one_thread_each(2):
        raise KeyboardInterrupt
    assert torch.get_num_threads() == before
