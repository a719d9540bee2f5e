import json
import re
from collections.abc import Iterator

import pytest
from word2bert.widgets import NextWordWriter

Step = tuple[str, str, list[tuple[str, float]]]


def write(text: str, temperature: float = 0.0, top_k: int | None = None, seed: int = 0) -> Iterator[Step]:
    """Two words and the end, which say how they were asked for."""
    if text == "unknown":
        raise ValueError("the model knows no such word")
    yield "two", " two", [("two", 0.75), (f"top{top_k}", 0.25)]
    yield "##s", f"s{seed}", [("##s", 1.0 - temperature / 4)]
    if text != "endless":
        yield "[SEP]", "", [("[SEP]", 1.0)]


def test_it_writes_as_it_is_asked_to() -> None:
    writer = NextWordWriter(write, "one", temperature=1.0, top_k=5, seed=7)
    assert writer.written == " twos7"
    assert writer.steps[0] == ["two", " two", [["two", 0.75], ["top5", 0.25]]]
    assert writer.steps[1][2] == [["##s", 0.75]]
    assert repr(writer) == "NextWordWriter('one', temperature=1, wrote='twos7')"


def test_every_change_in_the_browser_is_written_anew() -> None:
    writer = NextWordWriter(write, "one")
    assert writer.steps[0][2][1][0] == "topNone"
    writer.set_state({"top_k": 3, "shown": 2})
    assert writer.steps[0][2][1][0] == "top3"
    writer.set_state({"seed": 4})
    assert writer.written == " twos4"
    writer.set_state({"text": "endless", "temperature": 2.0})
    assert len(writer.steps) == 2
    assert writer.shown == 1
    assert writer.steps[1][2] == [["##s", 0.5]]


def test_what_cannot_be_written_is_said_and_left_behind() -> None:
    writer = NextWordWriter(write, "unknown")
    assert (writer.steps, writer.problem) == ([], "the model knows no such word")
    assert "problem='the model knows no such word'" in repr(writer)
    assert writer.picture().title == "the model knows no such word"
    writer.set_state({"text": "one"})
    assert (len(writer.steps), writer.problem) == (3, "")
    silent = NextWordWriter(lambda text, **settings: [])
    assert silent.problem == "The model has nothing to add."


def test_it_opens_at_the_word_that_was_least_sure() -> None:
    def sure_and_unsure(text: str, **settings: object) -> list[Step]:
        shares = [0.9, 0.3, 0.5] if text == "one" else [0.2]
        return [("a", " a", [("a", share), ("b", share / 2)]) for share in shares]

    writer = NextWordWriter(sure_and_unsure, "one")
    assert writer.shown == 1
    writer.set_state({"text": "two"})
    assert writer.shown == 0


def test_other_errors_are_not_hidden() -> None:
    def broken(text: str, **settings: object) -> list[Step]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        NextWordWriter(broken)


def test_the_picture_shows_the_word_that_is_looked_at() -> None:
    writer = NextWordWriter(write, "one", temperature=1.0)
    writer.shown = 1
    picture = writer.picture()
    assert picture.title == "one … twos0"
    (axes,) = picture.figure.axes
    assert axes.get_xlabel() == "probability of being word 2 at temperature 1"
    assert [bar.get_width() for bar in axes.patches] == [0.75]
    assert axes.get_yticklabels()[0].get_fontweight() == "bold"


def test_a_page_has_every_beginning_at_every_temperature() -> None:
    writer = NextWordWriter(write, "one", temperature=0.3, prepared=["endless", "unknown", "one"])
    assert writer.cases == []
    state = json.loads(re.search(r'id="state">(.*?)</script>', writer.html(), flags=re.DOTALL)[1])["plain"]
    asked = [(case["text"], case["temperature"]) for case in state["cases"]]
    assert asked == [(text, heat) for text in ("one", "endless", "unknown") for heat in (0.0, 0.3, 0.7, 1.0, 1.5)]
    assert state["cases"][0]["steps"] == [[*step[:2], [list(p) for p in step[2]]] for step in write("one")]
    assert state["cases"][-1]["problem"] == "the model knows no such word"


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"temperature": -0.1}, "temperature is -0.1"), ({"temperature": 2.5}, "to 2"), ({"top_k": 0}, "top_k is 0")],
)
def test_settings_without_meaning_are_refused(settings: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        NextWordWriter(write, "one", **settings)


def test_prepared_is_a_list() -> None:
    with pytest.raises(TypeError, match="prepared is the str 'one night'"):
        NextWordWriter(write, "one", prepared="one night")
