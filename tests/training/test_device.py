"""Which device is taken, and what is said when it is not there."""

from types import SimpleNamespace

import pytest
import torch
from word2bert.training.device import available_devices, choose_device, describe_device


@pytest.fixture
def gpus(monkeypatch):
    """A function that makes torch say it has so many GPUs."""

    def pretend(number: int) -> None:
        monkeypatch.setattr(torch.cuda, "is_available", lambda: number > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: number)
        monkeypatch.setattr(
            torch.cuda,
            "get_device_properties",
            lambda device: SimpleNamespace(name="Fake 9000", total_memory=24 * 2**30),
        )

    monkeypatch.delenv("WORD2BERT_DEVICE", raising=False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    return pretend


def test_without_a_gpu_the_cpu(gpus):
    gpus(0)
    assert choose_device() == torch.device("cpu")
    assert available_devices() == ["cpu"]
    assert "processor (CPU)" in describe_device()


def test_with_a_gpu_the_gpu(gpus):
    gpus(2)
    assert choose_device() == torch.device("cuda")
    assert choose_device("cuda:1") == torch.device("cuda:1")
    assert available_devices() == ["cpu", "cuda:0", "cuda:1"]
    assert describe_device() == "You compute on the GPU: Fake 9000 with 24 GB. Training takes seconds here."


def test_the_variable_wins_over_the_gpu_and_the_argument_over_both(gpus, monkeypatch):
    gpus(2)
    monkeypatch.setenv("WORD2BERT_DEVICE", "cpu")
    assert choose_device() == torch.device("cpu")
    assert choose_device("cuda:1") == torch.device("cuda:1")
    assert choose_device(torch.device("cuda", 0)) == torch.device("cuda:0")


def test_mps_is_taken_only_where_asked_for(gpus, monkeypatch):
    gpus(0)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device() == torch.device("cpu")
    assert choose_device("mps") == torch.device("mps")
    assert available_devices() == ["cpu", "mps"]
    assert "GPU of your Mac (MPS)" in describe_device("mps")


@pytest.mark.parametrize(("number", "wanted"), [(0, "cuda"), (0, "cuda:0"), (1, "cuda:1"), (0, "mps"), (0, "meta")])
def test_a_device_that_is_not_there(gpus, number, wanted):
    gpus(number)
    there = "cpu" if number == 0 else "cpu or cuda:0"
    with pytest.raises(ValueError, match=rf"device='{wanted}' is not there on this machine: use {there}$"):
        choose_device(wanted)


def test_a_name_that_is_no_device(gpus, monkeypatch):
    gpus(0)
    with pytest.raises(ValueError, match=r"device='gpu' is not a device: use 'cpu', 'cuda'"):
        choose_device("gpu")
    monkeypatch.setenv("WORD2BERT_DEVICE", "fast")
    with pytest.raises(ValueError, match="device='fast' is not a device"):
        choose_device()
