import json

import numpy as np
import pytest
from word2bert.explore.series import Row, as_json, duration, series_table, word_vectors_row
from word2bert.models import WordVectors
from word2bert.text import small_world

ROW = Row("a model", "01", "beijing", (70, 78), (20, 27), 1_234_567, 12.3)


def test_an_earned_row_is_marked_and_stands_below_the_shipped_ones() -> None:
    lines = repr(series_table(ROW)).splitlines()
    assert lines[-1].startswith("->  a model")
    for part in ("01", "beijing", "70 of 78", "20 of 27", "1,234,567", "12 s"):
        assert part in lines[-1]
    assert not any(line.startswith("->") for line in lines[:-1])
    assert "->" not in repr(series_table())


def test_columns_stand_below_each_other() -> None:
    lines = repr(series_table(ROW)).splitlines()
    head = next(line for line in lines if "held out" in line)
    assert lines[-1].index("20 of 27") == head.index("held out")
    assert lines[-1].index("70 of 78") == head.index("right: seen")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(5.6, "6 s"), (119.4, "119 s"), (119.6, "2 min"), (7160, "119 min"), (7199, "2.0 h"), (8665.1, "2.4 h")],
)
def test_a_time_is_told_in_the_unit_that_suits_it(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_rows_survive_the_file() -> None:
    [stored] = json.loads(as_json([ROW]))
    assert Row(**{**stored, "seen": tuple(stored["seen"]), "held_out": tuple(stored["held_out"])}) == ROW


def test_a_row_counts_seen_and_held_out_countries_apart() -> None:
    """Vectors that know the capital of every second country: each capital lies at its own country plus `capital`."""
    countries = list(small_world.capitals)
    size = len(countries) + 1
    known = [country for number, country in enumerate(countries) if number % 2 == 0 or country == "china"]
    rows = {"capital": np.eye(size)[-1]}
    for number, country in enumerate(countries):
        rows[country] = np.eye(size)[number]
        rows[small_world.capitals[country]] = -np.eye(size)[-1] - np.eye(size)[number]
        if country in known:
            rows[small_world.capitals[country]] = np.eye(size)[-1] + np.eye(size)[number]
    vectors = WordVectors(list(rows), np.stack(list(rows.values())).astype(np.float32))
    row = word_vectors_row("x", "02", vectors, words=10, seconds=1.0)
    assert row.answer == "beijing"
    held_out = small_world.held_out
    assert row.held_out == (sum(country in held_out for country in known), len(held_out))
    assert row.seen == (sum(country not in held_out for country in known), len(countries) - len(held_out))
