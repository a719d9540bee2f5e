"""Which precision is taken; nothing is timed here."""

import pytest
import torch
from word2bert.training import precision
from word2bert.training.precision import autocast, chosen_precision, faster_precision

CPU, CUDA, MPS = map(torch.device, ("cpu", "cuda", "mps"))


@pytest.fixture(autouse=True)
def measured_anew():
    faster_precision.cache_clear()
    yield
    faster_precision.cache_clear()


@pytest.mark.parametrize(
    ("in_bfloat16", "in_float32", "expected"),
    [(1.0, 3.0, "bfloat16"), (1.0, 1.6, "bfloat16"), (1.0, 1.4, "float32"), (5.0, 1.0, "float32")],
)
def test_on_a_processor_what_is_measured_decides(monkeypatch, in_bfloat16, in_float32, expected):
    rounds = []

    def seconds(number):
        rounds.append(number)
        return [in_bfloat16, in_float32 + (100 if number == 0 else 0)]  # one slow round is no matter

    monkeypatch.setattr(precision, "_seconds", seconds)
    assert faster_precision(CPU) == faster_precision(CPU) == expected
    assert len(rounds) == 7  # once


def test_both_precisions_are_measured():
    assert list(precision.PRECISIONS) == ["bfloat16", "float32"]
    assert all(seconds > 0 for seconds in precision._seconds(0))
    assert len(precision._seconds(0)) == 2


@pytest.mark.parametrize(("has_it", "expected"), [(True, "bfloat16"), (False, "float32")])
def test_on_cuda_bfloat16_where_the_gpu_has_it(monkeypatch, has_it, expected):
    monkeypatch.setattr("torch.cuda.is_bf16_supported", lambda including_emulation: has_it or including_emulation)
    assert faster_precision(CUDA) == expected


def test_on_a_mac_float32():
    assert faster_precision(MPS) == "float32"


def test_one_that_is_asked_for_is_taken_and_others_are_refused(monkeypatch):
    monkeypatch.setattr(precision, "faster_precision", lambda device: "measured")
    assert chosen_precision("float32", CPU) == "float32"
    assert chosen_precision(None, CPU) == chosen_precision("", CPU) == "measured"
    with pytest.raises(ValueError, match="precision is 'float16'; it is one of 'bfloat16', 'float32'"):
        chosen_precision("float16", CPU)


def test_products_in_that_precision():
    matrix = torch.ones(2, 2)
    with autocast(CPU, "bfloat16"):
        assert (matrix @ matrix).dtype == torch.bfloat16
    with autocast(CPU, "float32"):
        assert (matrix @ matrix).dtype == torch.float32
    with autocast(CPU, "bfloat16"), autocast(CPU, "float32"):
        assert (matrix @ matrix).dtype == torch.float32
