from types import SimpleNamespace

import pytest
from word2bert.widgets import FactsLearned


def record(step: int, steps: int = 100, right: int = 0, **more: object) -> SimpleNamespace:
    return SimpleNamespace(step=step, steps=steps, model=right, **more)


def ask(model: int) -> dict[str, tuple[int, int]]:
    return {"seen": (model, 8), "held out": (model // 2, 4)}


def watched(every: int = 25) -> FactsLearned:
    facts = FactsLearned(ask, says=lambda model: f"it knows {model}", every=every)
    for step in range(6, 101, 6):
        facts(record(step, right=step // 12))
    facts(record(100, right=8))
    return facts


def test_it_asks_every_so_many_steps_and_at_the_end() -> None:
    facts = watched()
    assert facts.points == [[30, 2, 1], [54, 4, 2], [78, 6, 3], [100, 8, 4]]
    assert facts.texts == ["it knows 2", "it knows 4", "it knows 6", "it knows 8"]
    assert (facts.groups, facts.asked, facts.steps) == (["seen", "held out"], [8, 4], 100)
    assert repr(facts) == "FactsLearned(step 100 of 100, seen: 8 of 8, held out: 4 of 4)"


def test_steps_that_are_not_asked_at_cost_nothing() -> None:
    asked: list[int] = []
    facts = FactsLearned(lambda model: asked.append(model) or ask(model), every=50)
    for step in range(1, 101):
        facts(record(step, right=step))
    assert asked == [50, 100]


def test_it_catches_up_after_a_long_step_and_never_misses_the_last() -> None:
    facts = FactsLearned(ask, every=25)
    for step in (10, 60, 70, 80, 99, 100):
        facts(record(step, steps=104))
    assert [point[0] for point in facts.points] == [60, 80, 100]
    facts(record(104, steps=104))
    assert [point[0] for point in facts.points] == [60, 80, 100, 104]


def test_a_recording_is_shown_and_no_model_asked() -> None:
    def fail(model: object) -> dict[str, tuple[int, int]]:
        raise AssertionError("a replay asks no model")

    facts = FactsLearned(fail, says=fail)
    facts(record(25, told=None))
    facts(record(30, told={"right": {"seen": [3, 8]}, "text": "so it wrote"}))
    facts(record(100, told=None))
    assert facts.points == [[30, 3]]
    assert facts.texts == ["so it wrote"]


def test_another_training_begins_anew() -> None:
    facts = watched()
    facts.shown = 1
    facts(record(6))
    assert (facts.points, facts.texts, facts.shown) == ([], [], -1)
    facts(record(26, right=1))
    assert facts.points == [[26, 1, 0]]


def test_the_first_step_that_knows_enough() -> None:
    facts = watched()
    assert facts.step_of(0.5) == 54
    assert facts.step_of(1.0) == 100
    assert FactsLearned(ask).step_of(0.1) is None
    assert facts.shares()["held out"] == [(30, 0.25), (54, 0.5), (78, 0.75), (100, 1.0)]


def test_its_picture_has_a_curve_for_each_group() -> None:
    picture = watched().picture()
    assert picture.title == "After 100 of 100 steps 12 of 12 answers are right"
    (axes,) = picture.figure.axes
    assert [line.get_ydata().tolist() for line in axes.lines] == [[25, 50, 75, 100]] * 2
    assert "Nothing was asked yet" in FactsLearned(ask).picture().title


def test_the_browser_looks_back_and_never_beyond() -> None:
    facts = watched()
    facts.set_state({"shown": 9})
    assert facts.shown == 3
    facts.set_state({"shown": -7})
    assert facts.shown == -1


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="every is 0"):
        FactsLearned(ask, every=0)
    facts = watched()
    with pytest.raises(ValueError, match=r"the groups are \['other'\], and those before were"):
        facts.add(101, 200, {"other": (1, 2)})
