"""Learning rates as functions of the step."""

import math

import pytest
from word2bert.training import bert_schedule, constant, warm_up_then_cosine, warm_up_then_fall
from word2bert.training.schedules import schedule_of


def test_constant():
    assert [constant(0.1)(step) for step in (0, 5, 10**6)] == [0.1] * 3


def test_up_evenly_then_down_evenly():
    rates = [warm_up_then_fall(0.8, steps=12, warm_up=4)(step) for step in range(12)]
    assert rates == pytest.approx([0.2, 0.4, 0.6, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1])


def test_without_warm_up_it_falls_from_the_first_step():
    rates = [warm_up_then_fall(1.0, steps=4, warm_up=0)(step) for step in range(4)]
    assert rates == pytest.approx([1, 0.75, 0.5, 0.25])


def test_up_evenly_then_down_along_a_cosine():
    rates = [warm_up_then_cosine(0.8, steps=8, warm_up=4, lowest=0.2)(step) for step in range(9)]
    falling = [0.2 + 0.6 * (1 + math.cos(math.pi * n / 4)) / 2 for n in range(5)]
    assert rates == pytest.approx([0.2, 0.4, 0.6, 0.8, *falling])
    assert warm_up_then_cosine(0.8, steps=8, warm_up=0)(8) == pytest.approx(0)
    assert warm_up_then_cosine(0.8, steps=8, warm_up=0)(0) == 0.8


def test_berts_own_starts_at_zero_and_jumps_down_where_the_warm_up_ends():
    """optimization.py: lr * step / warm_up while step < warm_up, then lr * (1 - step / total), both from step 0."""
    rates = [bert_schedule(1e-4, steps=10, warm_up=4)(step) for step in range(11)]
    rising, falling = [0, 0.25e-4, 0.5e-4, 0.75e-4], [0.6e-4, 0.5e-4, 0.4e-4, 0.3e-4, 0.2e-4, 0.1e-4, 0]
    assert rates == pytest.approx(rising + falling)
    assert bert_schedule(1e-4, steps=1_000_000, warm_up=10_000)(9_999) == pytest.approx(0.9999e-4)
    assert bert_schedule(1e-4, steps=1_000_000, warm_up=10_000)(10_000) == pytest.approx(0.99e-4)
    assert bert_schedule(1.0, steps=4, warm_up=0)(0) == 1.0


def test_a_schedule_by_its_name():
    for name, schedule in (("fall", warm_up_then_fall), ("cosine", warm_up_then_cosine), ("bert", bert_schedule)):
        found = schedule_of(name, 0.5, 9, 3)
        assert [found(step) for step in range(9)] == [schedule(0.5, 9, 3)(step) for step in range(9)]
    with pytest.raises(ValueError, match="schedule is 'linear': it is one of 'fall', 'cosine', 'bert'"):
        schedule_of("linear", 0.5, 9, 3)


@pytest.mark.parametrize("schedule", [warm_up_then_fall, warm_up_then_cosine, bert_schedule])
def test_what_cannot_be(schedule):
    with pytest.raises(ValueError, match=r"warm_up is 5 of 5 steps: it has to end before the training does"):
        schedule(0.1, 5, 5)
    with pytest.raises(ValueError, match=r"warm_up is -1 of 5"):
        schedule(0.1, 5, -1)
    with pytest.raises(ValueError, match=r"peak is 0\.0: a learning rate is above 0"):
        schedule(0.0, 5, 1)
    schedule(0.1, 5, 4)
    schedule(0.1, 5, 0)


@pytest.mark.parametrize("schedule", [warm_up_then_fall, warm_up_then_cosine, bert_schedule])
def test_after_the_end_there_is_no_rate(schedule):
    """The one would be below 0 and unlearn, the other rise again."""
    rate = schedule(0.1, steps=20, warm_up=5)
    assert rate(20) == pytest.approx(0)
    with pytest.raises(ValueError, match="more than 20 steps, for which the schedule is made: give both the same"):
        rate(21)
