"""The loop: what a step does, what is told of it, and how a training ends."""

import copy
import math
import os
import pickle
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from tiny_training import LONG, NEXT, Tiny, assert_same, batches, in_order, loss, make, train
from torch import nn
from word2bert.labels.masking import NOT_ASKED
from word2bert.training import Record, state
from word2bert.training.around import out_of_memory, own_random_numbers, seed_random_numbers
from word2bert.training.optimizers import BETAS, decayed
from word2bert.training.state import reached

pytestmark = pytest.mark.usefixtures("one_thread")


# ---- a step


@pytest.mark.parametrize("clip", [0.05, math.inf])
def test_a_step_is_that_of_adamw_with_the_gradient_cut_to_length(clip):
    def schedule(step):
        return 0.02 / (step + 1)

    model, by_hand = Tiny(dropout=0), Tiny(dropout=0)
    train(model, 4, batches=in_order(8), schedule=schedule, clip=clip, weight_decay=0.3)

    optimizer = torch.optim.AdamW(decayed(list(by_hand.parameters()), 0.3), betas=BETAS)
    for step in range(4):
        means = loss(by_hand, in_order(8).at(8 * step))
        optimizer.zero_grad()
        (means[NEXT] + means[LONG]).backward()
        nn.utils.clip_grad_norm_(by_hand.parameters(), clip)
        for group in optimizer.param_groups:
            group["lr"] = schedule(step)
        optimizer.step()
    for name, weight in model.named_parameters():
        torch.testing.assert_close(weight, by_hand.get_parameter(name), rtol=0, atol=1e-6)


def test_four_small_batches_are_one_large_one():
    one, four = Tiny(dropout=0), Tiny(dropout=0)
    whole = train(one, 5, batches=in_order(32))
    parts = train(four, 5, batches=in_order(8), accumulate=4)
    for name, weight in one.named_parameters():
        torch.testing.assert_close(four.get_parameter(name), weight, rtol=0, atol=2e-6)
    for name in (NEXT, LONG):
        assert parts.losses[name] == pytest.approx(whole.losses[name], abs=1e-5)
    assert parts.words == whole.words


def test_the_loss_that_is_told_is_the_mean_over_all_labels():
    model, same = Tiny(dropout=0), Tiny(dropout=0)
    told = train(model, 1, batches=in_order(8), accumulate=3)
    total, count, means = 0.0, 0, []
    for start in (0, 8, 16):
        examples = in_order(8).at(start)
        means.append(loss(same, examples)[NEXT].item())
        total += means[-1] * examples.asked()[NEXT]
        count += examples.asked()[NEXT]
    assert told.losses[NEXT] == [pytest.approx(total / count, abs=1e-6)]
    assert abs(sum(means) / 3 - total / count) > 1e-3  # so that a mean of means is found out
    assert told.loss == [pytest.approx(told.losses[NEXT][0] + told.losses[LONG][0])]


def test_a_batch_without_labels_of_one_kind_changes_nothing_for_it():
    def without(samples, places):
        examples = make(samples, places)
        examples.labels[LONG].fill_(NOT_ASKED)
        return examples

    found = batches()
    found.make = without
    model = Tiny()
    history = train(model, 3, batches=found, weight_decay=0.0)
    assert history.losses[LONG] == [0, 0, 0]
    assert torch.equal(model.long.weight, Tiny().long.weight)
    assert all(map(math.isfinite, history.loss))


def test_the_losses_must_have_the_names_of_the_labels():
    with pytest.raises(ValueError, match=r"losses are called \['other'\], and the labels of the examples \['long', 'n"):
        train(Tiny(), loss=lambda model, examples: {"other": loss(model, examples)[NEXT]})


def test_a_loss_without_a_name():
    with pytest.raises(TypeError, match=r"the loss is a tensor: return a dictionary.* of \['long', 'next word'\]"):
        train(Tiny(), loss=lambda model, examples: loss(model, examples)[NEXT])


def test_products_are_bfloat16_where_that_is_asked_for_and_weights_float32():
    class Spy(Tiny):
        def forward(self, ids):
            scores, long = super().forward(ids)
            self.seen = scores.dtype
            return scores, long

    for precision, expected in (("bfloat16", torch.bfloat16), ("float32", torch.float32)):
        model = Spy()
        history = train(model, 2, precision=precision)
        assert (history.precision, model.seen) == (precision, expected)
        assert {weight.dtype for weight in model.parameters()} == {torch.float32}


def test_without_a_precision_the_faster_is_taken(monkeypatch):
    monkeypatch.setattr("word2bert.training.precision.faster_precision", lambda device: "bfloat16")
    assert train(Tiny(), 1, precision=None).precision == "bfloat16"


def test_a_device_that_is_not_there():
    with pytest.raises(ValueError, match="'cuda:9' is not there"):
        train(Tiny(), device="cuda:9")


# ---- what is drawn


def test_the_same_settings_give_the_same_weights_and_another_seed_does_not():
    first, second, other, without = Tiny(), Tiny(), Tiny(), Tiny(dropout=0)
    losses = [train(model, seed=seed).loss for model, seed in ((first, 0), (second, 0), (other, 1), (without, 0))]
    assert_same(first, second)
    assert losses[0] == losses[1]
    assert losses[0] != losses[2]
    assert losses[0] != losses[3]


def test_every_step_drops_out_something_else():
    seen = []

    class Spy(Tiny):
        def forward(self, ids):
            seen.append((self.dropout(torch.ones(40)) == 0).tolist())
            return super().forward(ids)

    train(Spy(dropout=0.5), 4, accumulate=2)
    assert len({tuple(dropped) for dropped in seen}) == 8


def test_on_the_second_gpu_its_own_generator_is_seeded(monkeypatch):
    """torch.cuda.manual_seed seeds that of the current one."""
    current, seeded = [0], []

    @contextmanager
    def device(chosen):
        current.append(chosen.index)
        yield
        current.pop()

    monkeypatch.setattr(torch.cuda, "device", device)
    monkeypatch.setattr(torch.cuda, "manual_seed", lambda number: seeded.append((current[-1], number)))
    with own_random_numbers(torch.device("cpu")):
        seed_random_numbers(torch.device("cuda:1"), 0, 5, 0)
        assert seeded == [(1, torch.initial_seed())]


def test_the_learners_own_random_numbers_stay_as_they_are():
    model = Tiny()
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    train(model, 2)
    assert torch.equal(torch.rand(3), expected)


def test_those_who_watch_change_nothing():
    alone, watched = Tiny(), Tiny()

    def watch(record):
        assert record.model is watched
        assert not watched.training
        torch.rand(record.step)
        watched(torch.ones(2, 3, dtype=torch.int64))

    train(alone)
    train(watched, on_step=watch)
    assert_same(alone, watched)


# ---- what is told


def test_records_and_history():
    records: list[Record] = []
    history = train(Tiny(), 6, schedule=lambda step: 0.01 / (step + 1), on_step=records.append)
    assert [record.step for record in records] == history.step == [1, 2, 3, 4, 5, 6]
    assert [record.learning_rate for record in records] == history.learning_rate == [0.01 / n for n in range(1, 7)]
    found = [batches().at(8 * step) for step in range(6)]
    words, places = (sum(getattr(examples, name) for examples in found) for name in ("words", "places"))
    assert records[-1].words == history.words == words
    assert records[-1].padding == history.padding == pytest.approx(1 - words / places)
    assert 0 < history.padding < 0.5
    assert [record.loss for record in records] == history.loss
    assert {name: [record.losses[name] for record in records] for name in (NEXT, LONG)} == history.losses
    assert [record.done for record in records] == pytest.approx([n / 6 for n in range(1, 7)])
    assert "model=" not in repr(records[0])
    assert not history.stopped


def test_a_record_is_the_mean_since_the_last_one(monkeypatch):
    each = train(Tiny(), 6)
    monkeypatch.setattr("word2bert.training.loop.RECORDS", 2)
    some = train(Tiny(), 6)
    assert some.step == [3, 6]
    for name in (NEXT, LONG):
        assert some.losses[name] == [pytest.approx(sum(each.losses[name][n : n + 3]) / 3) for n in (0, 3)]
    assert some.words == each.words


@pytest.mark.parametrize(("steps", "expected"), [(1, 1), (7, 7), (200, 200), (201, 200), (999, 200), (100_000, 200)])
def test_about_two_hundred_records(steps, expected):
    told = [step for step in range(1, steps + 1) if reached(step, steps, 200)]
    assert len(told) == expected
    assert told[-1] == steps


def test_the_time_of_those_who_watch_is_not_that_of_the_training(monkeypatch):
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(state.time, "perf_counter", lambda: clock.now)

    def slow_loss(model, examples):
        clock.now += 2
        return loss(model, examples)

    def watch(record):
        clock.now += 10
        records.append(record)

    records: list[Record] = []
    history = train(Tiny(), 4, loss=slow_loss, on_step=watch)
    assert history.seconds == [2, 4, 6, 8]
    assert [record.watched for record in records] == [0, 10, 20, 30]
    assert records[-1].words_per_second == history.words_per_second[-1] == history.words / 8
    assert records[1].seconds_left == pytest.approx(14)  # 4 of training and 10 of watching for two steps
    assert records[-1].seconds_left == 0


def test_a_line_in_a_terminal_and_nothing_where_there_is_none(monkeypatch, capsys):
    train(Tiny(), 2)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    train(Tiny(), 2)
    line = capsys.readouterr().err
    assert line.startswith("\r 50%  ")
    assert line.endswith(" \n")
    assert line.count("words/s") == line.count("s left  loss ") == 2


# ---- how it ends


def assert_like_any_other(model):
    """Nothing of accelerate is left: it can be copied, pickled and trained again."""
    fresh = vars(type(model)())
    assert vars(model).keys() == fresh.keys()
    assert not model.training
    assert_same(pickle.loads(pickle.dumps(model)), model)
    before = copy.deepcopy(model)
    train(model, 1, precision="bfloat16")
    assert not torch.equal(before.next.weight, model.next.weight)


def test_after_a_training_the_model_is_like_any_other():
    model = Tiny()
    train(model, 2)
    assert_like_any_other(model)


def stop_at(step):
    def watch(record):
        if record.step == step:
            raise KeyboardInterrupt

    return watch


def test_the_stop_button_keeps_what_was_learned():
    model, same = Tiny(), Tiny()
    with pytest.warns(UserWarning, match="stopped after 3 of 6 steps: what was learned is kept"):
        history = train(model, 6, on_step=stop_at(3))
    assert history.stopped
    assert history.step == [1, 2, 3]
    train(same, 3)
    assert_same(model, same)
    assert_like_any_other(model)


INTERRUPTED = """
import os, signal, sys
from tiny_training import Tiny, loss, train

def slow_loss(model, examples):
    global calls
    calls += 1
    if calls == 4:
        os.kill(os.getpid(), signal.SIGINT) if sys.platform != "win32" else signal.raise_signal(signal.SIGINT)
        sum(range(10**7))  # in the middle of a step
        raise AssertionError("the signal did not come")
    return loss(model, examples)

calls = 0
history = train(Tiny(), 6, loss=slow_loss)
print(history.stopped, history.step, all(weight.isfinite().all() for weight in Tiny().parameters()))
"""


def test_a_real_interrupt_in_the_middle_of_a_step():
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.split("\n")[0] == "True [1, 2, 3] True", done.stderr
    line = done.stderr.split("\n")[0]
    assert line.endswith("UserWarning: stopped after 3 of 6 steps: what was learned is kept")
    assert "tiny_training.py:" in line  # which called train_model


class Fails(Tiny):
    """It fails in the third step."""

    calls = 0
    error: Exception = RuntimeError("something else")

    def forward(self, ids):
        self.calls += 1
        if self.calls == 3:
            raise self.error
        return super().forward(ids)


def test_too_little_memory_says_which_setting_to_lower():
    model = Fails()
    model.error = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.\nmore words")
    said = (
        r"^the memory of cpu is too small for step 3\. Halve batch_size and double accumulate.*shorten the texts.*"
        r"PyTorch says: CUDA out of memory\. Tried to allocate 2\.00 GiB\.$"
    )
    with pytest.raises(MemoryError, match=said) as error:
        train(model)
    assert error.value.__cause__ is model.error
    assert "_is_accelerate_prepared" not in vars(model)


def test_other_errors_come_as_they_are_and_leave_nothing_on_the_model():
    model = Fails()
    with pytest.raises(RuntimeError, match="something else"):
        train(model)
    assert not model.training
    assert "_is_accelerate_prepared" not in vars(model)
    train(model, 1)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (torch.OutOfMemoryError("x"), True),
        (RuntimeError("MPS backend out of memory (MPS allocated: 1 GB)"), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"), True),
        (RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes"), True),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False),
    ],
)
def test_what_pytorch_says_when_memory_is_too_small(error, expected):
    assert out_of_memory(error) is expected


@pytest.mark.parametrize("bad", [math.nan, math.inf])
@pytest.mark.parametrize("steps", [6, 1200])  # with a record of every step, or of every sixth
def test_a_loss_that_is_no_number_ends_it(bad, steps):
    calls = []

    def sometimes(model, examples):
        calls.append(1)
        return {name: mean * (bad if len(calls) == 3 else 1) for name, mean in loss(model, examples).items()}

    model = Tiny()
    with pytest.raises(FloatingPointError, match=r"the loss of step 3 is no finite number.*a lower learning rate"):
        train(model, steps, loss=sometimes)
    assert "_is_accelerate_prepared" not in vars(model)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"steps": 0}, "steps is 0: it has to be at least 1"),
        ({"accumulate": 0}, "accumulate is 0: it has to be at least 1"),
        ({"clip": 0.0}, r"clip is 0\.0: .* above 0; float\('inf'\) clips none"),
        ({"clip": math.nan}, "clip is nan"),
        ({"weight_decay": -0.1}, r"weight_decay is -0\.1: it is from 0"),
        ({"weight_decay": 1.0}, r"weight_decay is 1\.0: .* below 1; 0\.01 is usual"),
        ({"precision": "float16"}, "precision is 'float16'; it is one of 'bfloat16', 'float32'"),
        ({"save_every": 3}, r"need a folder: pass checkpoints=Checkpoints\(folder\)"),
        ({"resume": True}, r"need a folder: pass checkpoints=Checkpoints\(folder\)"),
    ],
)
def test_settings_that_cannot_be_meant(settings, message):
    model = Tiny()
    with pytest.raises(ValueError, match=message):
        train(model, **{"steps": 2} | settings)
    assert_same(model, Tiny())
