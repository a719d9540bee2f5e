from types import SimpleNamespace

import pytest
from IPython.core.events import EventManager
from word2bert.widgets import TrainingProgress, training_progress


def record(step, steps=10, epochs=5):
    return SimpleNamespace(
        epoch=epochs * step / steps,
        epochs=epochs,
        words=1000 * step,
        total_words=1000 * steps,
        seconds=2.0 * step,
        words_per_second=500.0,
        loss=1 + 1 / (step + 1),
    )


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(seconds=100.0)
    monkeypatch.setattr(training_progress.time, "monotonic", lambda: now.seconds)
    return now


def test_it_says_that_it_waits_runs_and_is_done(clock):
    progress = TrainingProgress()
    assert repr(progress) == "TrainingProgress(waiting)"
    progress(record(1))
    assert repr(progress) == "TrainingProgress(running, epochs=5)"
    progress(record(10))
    assert repr(progress) == "TrainingProgress(done, epochs=5)"
    assert (progress.words, progress.total_words, progress.epoch) == (10_000, 10_000, 5)


def test_it_shows_ten_records_a_second_and_the_last(clock):
    progress = TrainingProgress()
    shown = []
    progress.observe(lambda change: shown.append(change.new), "words")
    for step in range(1, 11):
        progress(record(step))
        clock.seconds += 0.03
    assert shown == [1000, 5000, 9000, 10_000]
    assert len(progress.history) == 10
    assert progress.seconds == 20.0
    assert progress.words_per_second == 500.0


def test_the_curve_keeps_its_first_and_last_point_and_stays_small():
    progress = TrainingProgress()
    for step in range(1, 1235):
        progress(record(step, steps=1234))
    assert len(progress.curve) <= training_progress.POINTS_OF_THE_CURVE + 1
    assert progress.curve[0] == list(progress.history[0])
    assert progress.curve[-1] == list(progress.history[-1])
    assert len(progress.history) == 1234


def test_a_second_run_begins_anew():
    progress = TrainingProgress()
    progress(record(10))
    progress(record(1))
    progress(record(10))
    assert len(progress.history) == 2


@pytest.fixture
def shell(monkeypatch):
    """A notebook's shell, of which only the events are needed."""
    shell = SimpleNamespace(events=EventManager(None, {"post_run_cell": lambda result: None}))
    monkeypatch.setattr(training_progress, "get_ipython", lambda: shell)
    return shell


def test_a_training_that_its_cell_leaves_behind_is_stopped(shell, clock):
    progress = TrainingProgress()
    progress(record(3))
    progress(record(4))
    assert not progress.stopped
    shell.events.trigger("post_run_cell", None)
    assert progress.stopped
    assert repr(progress) == "TrainingProgress(stopped, epochs=5)"
    assert shell.events.callbacks["post_run_cell"] == []


def test_a_training_that_ends_with_its_cell_is_done(shell):
    progress = TrainingProgress()
    progress(record(10))
    shell.events.trigger("post_run_cell", None)
    assert repr(progress) == "TrainingProgress(done, epochs=5)"


def test_training_again_after_a_stop_begins_anew(shell, clock):
    progress = TrainingProgress()
    progress(record(1))
    shell.events.trigger("post_run_cell", None)
    clock.seconds += 1
    progress(record(2))
    assert progress.history == [(1.0, pytest.approx(1 + 1 / 3))]
    assert repr(progress) == "TrainingProgress(running, epochs=5)"
    shell.events.trigger("post_run_cell", None)
    assert progress.stopped


def test_the_picture_waits_then_shows_the_loss():
    progress = TrainingProgress()
    assert "has not begun" in progress.picture().title
    progress(record(10))
    assert progress.picture().title == "After 5.0 of 5 epochs the loss is 1.09"
