from types import SimpleNamespace

import pytest
import traitlets
from word2bert.widgets import CapitalsWall

ANSWERS = {"peru": "lima", "china": "beijing", "cuba": "havana", "chile": "santiago", "mali": "bamako"}
HELD_OUT = {"mali", "chile"}


def record(step: int, steps: int = 100, **more: object) -> SimpleNamespace:
    return SimpleNamespace(step=step, steps=steps, model=step, **more)


def ask(model: int) -> dict[str, tuple[str, float]]:
    """A model that knows a country more for every 20 steps, in the order of ANSWERS."""
    known = list(ANSWERS)[: model // 20]
    return {country: (answer, 0.936) if country in known else ("rome", 0.004) for country, answer in ANSWERS.items()}


def watched(**options: object) -> CapitalsWall:
    wall = CapitalsWall(ANSWERS, ask=ask, held_out=HELD_OUT, every=25, **options)
    for step in range(6, 101, 6):
        wall(record(step))
    wall(record(100))
    return wall


def test_countries_stand_in_alphabetical_order_those_held_out_last() -> None:
    wall = CapitalsWall(ANSWERS, ask, held_out=HELD_OUT)
    assert wall.countries == ["china", "cuba", "peru", "chile", "mali"]
    assert wall.answers == ["beijing", "havana", "lima", "santiago", "bamako"]
    assert wall.seen == 3


def test_it_asks_every_so_many_steps_and_at_the_end() -> None:
    wall = watched()
    assert wall.points == [30, 54, 78, 100]
    assert [wall.right(point) for point in range(4)] == [
        {"seen": (1, 3), "held out": (0, 2)},
        {"seen": (2, 3), "held out": (0, 2)},
        {"seen": (3, 3), "held out": (0, 2)},
        {"seen": (3, 3), "held out": (2, 2)},
    ]
    assert repr(wall) == "CapitalsWall(step 100 of 100, seen: 3 of 3, held out: 2 of 2)"


def test_steps_that_are_not_asked_at_cost_nothing_and_long_ones_are_made_up_for() -> None:
    asked: list[int] = []
    wall = CapitalsWall(ANSWERS, lambda model: asked.append(model) or ask(model), every=25)
    for step in (10, 60, 70, 80, 99, 100, 104):
        wall(record(step, steps=104))
    assert asked == wall.points == [60, 80, 100, 104]


def test_what_was_answered_comes_back_with_its_probability_in_hundredths() -> None:
    wall = watched()
    assert wall.answered(0) == {country: ("lima", 0.94) if country == "peru" else ("rome", 0.0) for country in ANSWERS}
    assert wall.answered() == {country: (answer, 0.94) for country, answer in ANSWERS.items()}
    for point, asked in ((4, wall), (-5, wall), (-1, CapitalsWall(ANSWERS, ask))):
        with pytest.raises(IndexError, match=f"point {point}: the model was asked {len(asked.points)} times"):
            asked.answered(point)


def test_before_it_is_asked_nothing_is_right() -> None:
    wall = CapitalsWall(ANSWERS, ask, held_out=HELD_OUT)
    assert wall.right() == {"seen": (0, 3), "held out": (0, 2)}
    assert CapitalsWall(ANSWERS, ask).right() == {"seen": (0, 5)}
    assert wall.step_of(0.1) is None
    assert repr(wall) == "CapitalsWall(waiting, countries=5)"


def test_the_first_step_that_knows_enough() -> None:
    wall = watched()
    assert (wall.step_of(0.4), wall.step_of(0.41), wall.step_of(1.0)) == (54, 78, 100)
    assert CapitalsWall(ANSWERS, ask).step_of(1.0) is None


def test_a_recording_is_shown_and_no_model_asked() -> None:
    def fail(model: object) -> dict[str, tuple[str, float]]:
        raise AssertionError("a replay asks no model")

    wall = CapitalsWall(ANSWERS, fail)
    wall(record(25, told=None))
    wall(record(30, told={"wall": {country: ["lima", 0.5] for country in ANSWERS}}))
    wall(record(40, told={"right": {}, "text": "of other questions"}))
    wall(record(50, told={"wall": None}))
    assert wall.points == [30]
    assert wall.right() == {"seen": (1, 5)}


def test_another_training_begins_anew() -> None:
    wall = watched()
    wall.shown = 1
    wall(record(6))
    assert (wall.points, wall.words, wall.said, wall.percent, wall.shown) == ([], [], b"", b"", -1)
    wall(record(26))
    assert wall.points == [26]
    assert wall.right() == {"seen": (1, 3), "held out": (0, 2)}


def test_forty_askings_of_all_countries_are_small() -> None:
    answers = {f"country{number}": f"capital{number}" for number in range(105)}
    wall = CapitalsWall(answers, lambda model: {})
    for step in range(40):
        wall.add(step, 40, {country: (f"word{(step * number) % 300}", 0.5) for number, country in enumerate(answers)})
    state = wall.get_state(["points", "words", "said", "percent", "countries", "answers"])
    assert sum(len(part if isinstance(part, bytes) else str(part)) for part in state.values()) < 25_000
    assert wall.answered(39)["country104"] == (f"word{(39 * 104) % 300}", 0.5)


def test_the_browser_looks_back_and_never_beyond() -> None:
    wall = watched()
    wall.set_state({"shown": 9, "country": "chile"})
    assert (wall.shown, wall.country) == (3, "chile")
    wall.set_state({"shown": -7})
    assert wall.shown == -1
    with pytest.raises(traitlets.TraitError, match="no country 'atlantis'"):
        wall.country = "atlantis"


def test_its_picture_is_the_wall_that_is_looked_at() -> None:
    wall = watched()
    assert wall.picture().title == "Step 100 of 100: 3 of 3 seen, 2 of 2 held out; half were known at step 78"
    assert wall.picture().alt.endswith("5 of 5 countries are lit.")
    wall.shown = 0
    assert wall.picture().alt.endswith("1 of 5 countries are lit; wrong: china rome, cuba rome, chile rome, mali rome.")
    assert "Nothing learned yet" in CapitalsWall(ANSWERS, ask).picture().title


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"every": 0}, "every is 0"),
        ({"answers": {}}, "answers is empty"),
        ({"held_out": ["atlantis", "chile"]}, r"held_out names \['atlantis'\]"),
    ],
)
def test_settings_that_do_not_fit_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        CapitalsWall(**({"answers": ANSWERS, "ask": ask} | options))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"peru": ("lima", 0.5)}, r"nothing was said about \['china', 'cuba', 'chile'\]"),
        (dict.fromkeys(ANSWERS, ("lima", 1.5)), "the probability of 'lima' for 'china' is 1.5"),
        (dict.fromkeys(ANSWERS, ("lima", float("nan"))), "the probability of 'lima' for 'china' is nan"),
    ],
)
def test_answers_that_do_not_fit_are_refused_and_leave_the_wall_as_it_was(
    said: dict[str, tuple[str, float]], message: str
) -> None:
    wall = watched()
    with pytest.raises(ValueError, match=message):
        wall.add(101, 200, said)
    assert wall.points == [30, 54, 78, 100]


def test_a_word_is_a_str_and_a_held_out_country_no_letter() -> None:
    with pytest.raises(TypeError, match="7"):
        watched().add(101, 200, dict.fromkeys(ANSWERS, (7, 0.5)))
    with pytest.raises(TypeError, match="held_out is the str 'mali'"):
        CapitalsWall(ANSWERS, ask, held_out="mali")
