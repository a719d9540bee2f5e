"""The loss on held-out text: a mean over all labels, and the model as it was."""

import pytest
import torch
from tiny_training import LONG, NEXT, TEXTS, Tiny, batches, in_order, loss
from word2bert.training import evaluate

pytestmark = pytest.mark.usefixtures("one_thread")


def test_it_is_the_mean_over_all_labels_whatever_the_batches():
    model = Tiny(dropout=0)
    whole = loss(model, in_order(len(TEXTS)).at(0))
    for size in (1, 7, 50, 64):
        found = evaluate(model, in_order(size), loss, precision="float32")
        assert found == {name: pytest.approx(whole[name].item(), abs=1e-5) for name in (NEXT, LONG)}
    assert evaluate(model, batches(), loss, precision="float32")[NEXT] == pytest.approx(whole[NEXT].item(), abs=1e-5)


def test_nothing_is_dropped_out_and_the_modes_stay():
    model = Tiny(dropout=0.5)
    model.train()
    model.norm.eval()
    found = evaluate(model, batches(), loss, precision="float32")
    assert found == evaluate(Tiny(dropout=0), batches(), loss, precision="float32")
    assert (model.training, model.dropout.training, model.norm.training) == (True, True, False)
    assert all(weight.grad is None for weight in model.parameters())


def test_the_modes_stay_after_an_error_too():
    def fails(model, examples):
        assert not model.training
        assert not torch.is_grad_enabled()
        raise RuntimeError("no")

    model = Tiny()
    with pytest.raises(RuntimeError, match="no"):
        evaluate(model, batches(), fails)
    assert model.training
    assert model.dropout.training


def test_precision(monkeypatch):
    seen = []

    def spy(model, examples):
        seen.append(model(examples.inputs["ids"])[0].dtype)
        return loss(model, examples)

    monkeypatch.setattr("word2bert.training.precision.faster_precision", lambda device: "bfloat16")
    for precision in (None, "bfloat16", "float32"):
        evaluate(Tiny(), in_order(50), spy, precision=precision)
    assert seen == [torch.bfloat16, torch.bfloat16, torch.float32]
    with pytest.raises(ValueError, match="precision is 'int8'"):
        evaluate(Tiny(), batches(), loss, precision="int8")


def test_a_loss_without_any_label():
    odd = in_order(8)  # at odd places the length is not asked
    odd.make = lambda samples, places: batches().make(samples, places * 2 + 1)
    assert evaluate(Tiny(), odd, loss)[LONG] == 0
