from types import SimpleNamespace

import pytest
from IPython.core.events import EventManager
from word2bert.widgets import TrainingProgress, training_progress


def record(step, steps=10, epochs=5):
    return SimpleNamespace(
        epoch=epochs * step / steps,
        epochs=epochs,
        done=step / steps,
        words=1000 * step,
        seconds=2.0 * step,
        words_per_second=500.0,
        seconds_left=2.0 * (steps - step),
        loss=1 + 1 / (step + 1),
        learning_rate=0.1,
    )


def step_record(step, steps=400):
    """What training.Record has, of a model with two losses."""
    losses = {"masked words": 7 - 5 * step / steps, "sentence pairs": 0.7 - 0.4 * step / steps}
    return SimpleNamespace(
        step=step,
        steps=steps,
        done=step / steps,
        words=1000 * step,
        seconds=0.1 * step,
        words_per_second=10_000.0,
        seconds_left=0.1 * (steps - step),
        loss=sum(losses.values()),
        losses=losses,
        learning_rate=2e-3 * (1 - step / steps),
        padding=0.0625,
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
    assert (progress.words, progress.unit, progress.position, progress.end) == (10_000, "epoch", 5.0, 5)


def test_the_steps_of_a_model_with_a_curve_for_each_loss(clock):
    progress = TrainingProgress()
    progress(step_record(100))
    assert repr(progress) == "TrainingProgress(running, steps=400)"
    assert (progress.unit, progress.position, progress.end, progress.done) == ("step", 100.0, 400, 0.25)
    assert progress.names == ["masked words", "sentence pairs", "their sum"]
    assert (progress.learning_rate, progress.padding, progress.seconds_left) == (0.0015, 0.0625, 30.0)
    progress(step_record(400))
    assert progress.curve == [pytest.approx([100, 5.75, 0.6, 6.35]), pytest.approx([400, 2, 0.3, 2.3])]
    assert progress.history == [(100.0, pytest.approx(6.35)), (400.0, pytest.approx(2.3))]
    assert repr(progress) == "TrainingProgress(done, steps=400)"


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


def test_what_is_marked_stands_where_it_was_first_said():
    progress = TrainingProgress()
    for step in (100, 200, 300):
        progress(step_record(step))
        progress.mark("knows Beijing")
    progress.mark("knows Paris")
    assert progress.marks == [[100.0, "knows Beijing"], [300.0, "knows Paris"]]
    assert progress.picture().alt.endswith("Marked: knows Beijing at 100; knows Paris at 300.")
    TrainingProgress().mark("before the training")


def test_a_second_run_begins_anew():
    progress = TrainingProgress()
    progress(record(10))
    progress.mark("knows Beijing")
    progress(record(1))
    progress(record(10))
    assert len(progress.history) == len(progress.curve) == 2
    assert progress.marks == []


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
    assert progress.words == 3000
    shell.events.trigger("post_run_cell", None)
    assert progress.stopped
    assert (progress.words, len(progress.curve)) == (4000, 2)  # the last record, though it came too soon to be shown
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


def test_the_picture_of_two_losses_has_a_curve_for_each_and_their_sum():
    progress = TrainingProgress()
    progress(step_record(200))
    progress(step_record(400))
    picture = progress.picture()
    assert picture.title == "After 400 of 400 steps masked words 2.00, sentence pairs 0.30, their sum 2.30"
    assert [axes.lines[0].get_xydata().tolist() for axes in picture.figure.axes] == [
        [[200, 4.5], [400, 2]],
        [[200, pytest.approx(0.5)], [400, pytest.approx(0.3)]],
        [[200, pytest.approx(5)], [400, pytest.approx(2.3)]],
    ]


def test_it_watches_both_kinds_of_training():
    import torch
    from word2bert.labels.next_word import next_word_batches
    from word2bert.losses import next_word_loss
    from word2bert.training import constant, train_model, train_word_vectors

    progress = TrainingProgress()
    train_word_vectors([["a", "b", "c"]] * 200, vector_size=4, epochs=1, on_step=progress)
    assert (progress.unit, progress.done) == ("epoch", 1.0)
    model = torch.nn.Sequential(torch.nn.Embedding(5, 4), torch.nn.Linear(4, 5))
    batches = next_word_batches([[1, 2, 3], [1, 3, 2, 4]], pad_id=0, batch_size=2)
    train_model(
        model,
        batches,
        lambda model, examples: {
            "next word": next_word_loss(model(examples.inputs["ids"]), examples.labels["next word"])
        },
        3,
        constant(0.1),
        precision="float32",
        on_step=progress,
    )
    assert repr(progress) == "TrainingProgress(done, steps=3)"
    assert progress.names == ["next word"]
