import time

import pytest
import torch
from torch import nn
from word2bert.explore import megabytes_kept, milliseconds
from word2bert.models import MultiHeadAttention


def test_the_fastest_of_several_runs_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([1.0, 1.5, 2.0, 2.25, 3.0, 4.0])
    monkeypatch.setattr(time, "thread_time", lambda: next(clock))
    assert milliseconds(lambda: None, times=3) == 250


def test_it_runs_on_one_core_without_gradients_and_leaves_both_as_they_were() -> None:
    cores, seen = torch.get_num_threads(), []
    torch.set_num_threads(2)
    try:
        milliseconds(lambda x: seen.append((x, torch.get_num_threads(), torch.is_grad_enabled())), 7, times=2)
        with pytest.raises(ZeroDivisionError):
            milliseconds(lambda: 1 // 0)
        assert (seen, torch.get_num_threads(), torch.is_grad_enabled()) == ([(7, 1, False)] * 2, 2, True)
    finally:
        torch.set_num_threads(cores)


def test_no_run_is_no_measure() -> None:
    with pytest.raises(ValueError, match="times is 0; measure at least once"):
        milliseconds(print, times=0)


def test_a_linear_layer_keeps_what_goes_in_and_not_its_weights() -> None:
    x = torch.randn(50, 300, requires_grad=True)
    assert megabytes_kept(nn.Linear(300, 200), x) == pytest.approx(50 * 300 * 4 / 1e6)


def test_views_of_the_same_memory_count_once() -> None:
    class Twice(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x[:5] * x[5:]

    assert megabytes_kept(Twice(), torch.randn(10, 100, requires_grad=True)) == pytest.approx(10 * 100 * 4 / 1e6)


def test_only_attention_with_maps_keeps_maps() -> None:
    attention, x = MultiHeadAttention(8, 2), torch.randn(1, 300, 8, requires_grad=True)
    one_map = 2 * 300 * 300 * 4 / 1e6
    assert megabytes_kept(attention, x, maps=True) > one_map > 5 * megabytes_kept(attention, x)
