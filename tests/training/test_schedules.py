"""Learning rates as functions of the step."""

import math

import pytest
from word2bert.training import constant, warm_up_then_cosine, warm_up_then_fall


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


@pytest.mark.parametrize("schedule", [warm_up_then_fall, warm_up_then_cosine])
def test_what_cannot_be(schedule):
    with pytest.raises(ValueError, match=r"warm_up is 5 of 5 steps: it has to end before the training does"):
        schedule(0.1, 5, 5)
    with pytest.raises(ValueError, match=r"warm_up is -1 of 5"):
        schedule(0.1, 5, -1)
    with pytest.raises(ValueError, match=r"peak is 0\.0: a learning rate is above 0"):
        schedule(0.0, 5, 1)
    schedule(0.1, 5, 4)
    schedule(0.1, 5, 0)


@pytest.mark.parametrize("schedule", [warm_up_then_fall, warm_up_then_cosine])
def test_after_the_end_there_is_no_rate(schedule):
    """The one would be below 0 and unlearn, the other rise again."""
    rate = schedule(0.1, steps=20, warm_up=5)
    assert rate(20) == pytest.approx(0)
    with pytest.raises(ValueError, match="more than 20 steps, for which the schedule is made: give both the same"):
        rate(21)
