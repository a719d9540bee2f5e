import pytest
from matplotlib.colors import to_hex
from word2bert import figures

SHARES = {"seen": [(25, 0.0), (50, 0.5)], "held out": [(25, 0.0), (50, 0.25)]}


def test_the_loss_stands_above_what_is_known() -> None:
    picture = figures.facts_learned(SHARES, "It learns", losses=[(5, 7.5), (50, 1.25)])
    upper, lower = picture.figure.axes
    assert upper.lines[0].get_xydata().tolist() == [[5, 7.5], [50, 1.25]]
    assert [line.get_ydata().tolist() for line in lower.lines] == [[0, 50], [0, 25]]
    assert [text.get_text() for text in lower.get_legend().get_texts()] == ["seen", "held out"]
    assert (upper.get_ylabel(), lower.get_ylabel(), lower.get_xlabel()) == ("loss (nats)", "right (%)", "step")
    assert picture.alt.endswith("Of held out: 0% right at step 25, 25% at step 50. The loss: from 7.50 to 1.25.")


@pytest.mark.parametrize("losses", [[], [(5, 7.5), (50, 1.25)]])
def test_what_begins_is_a_dotted_line_in_every_part_with_its_name(losses: list[tuple[int, float]]) -> None:
    picture = figures.facts_learned(SHARES, "It learns", losses, begins=[("lesson 2", 30)])
    for axes in picture.figure.axes:
        assert [line.get_xdata() for line in axes.lines if line.get_linestyle() == ":"] == [[30, 30]]
    [name] = [text for axes in picture.figure.axes for text in axes.texts]
    assert (name.get_text(), name.xy[0]) == ("lesson 2", 30)
    assert picture.alt.endswith("At step 30: lesson 2.")


def test_without_losses_there_is_one_part() -> None:
    assert len(figures.facts_learned(SHARES, "It learns").figure.axes) == 1


@pytest.mark.parametrize("points", [[], [(1, 1.5)], [(1, -0.1)]])
def test_a_share_lies_between_0_and_1(points: list[tuple[int, float]]) -> None:
    with pytest.raises(ValueError, match="'seen' has the points"):
        figures.facts_learned({"seen": points}, "It learns")


TILES = {"china": ("beijing", True), "peru": ("rome", False), "mali": ("bamako", True)}


def test_a_wall_has_a_tile_for_each_country_lit_where_the_word_is_right() -> None:
    picture = figures.capitals_wall(TILES, "It knows two", held_out=["mali"])
    written = [text.get_text() for text in picture.figure.texts]
    assert written[1:7] == ["china", "✓ beijing", "peru", "rome", "mali ◇", "✓ bamako"]
    _, *tiles = picture.figure.artists
    assert [to_hex(tile.get_facecolor()) for tile in tiles] == ["#f0e442", "#2b2f36", "#f0e442"]
    assert [tile.get_edgecolor()[3] for tile in tiles] == [0, 0, 1], "only those held out have an edge"
    assert picture.alt == "It knows two. 2 of 3 countries are lit; wrong: peru rome."


def test_tiles_stand_in_rows_on_the_card() -> None:
    tiles = {f"country{number}": ("city", False) for number in range(105)}
    picture = figures.capitals_wall(tiles, "None")
    boxes = [tile.get_window_extent() for tile in picture.figure.artists[1:]]
    assert len({round(box.y0) for box in boxes}) == 15
    wide, high = picture.figure.bbox.size
    assert all(0 < box.x0 < box.x1 < wide and 0 < box.y0 < box.y1 < high for box in boxes)
    assert "held out" not in picture.figure.texts[-1].get_text()


def test_a_wall_without_tiles_is_refused() -> None:
    with pytest.raises(ValueError, match="tiles is empty"):
        figures.capitals_wall({}, "Nothing")


LOSSES = {"both": {"words": [(1, 7.0), (9, 0.5)], "pairs": [(1, 0.7), (9, 0.1)]}, "pairs alone": {"pairs": [(1, 0.7)]}}
RIGHT = {"both": {"capitals": [(1, 0.0), (9, 0.97)], "pairs": [(9, 0.9)]}, "pairs alone": {"capitals": [(9, 0.01)]}}


def test_runs_stand_side_by_side_with_their_last_values() -> None:
    picture = figures.runs_compared(LOSSES, RIGHT, "Words teach")
    panels = picture.figure.axes
    assert [axes.get_title(loc="left") for axes in panels[:2]] == ["both", "pairs alone"]
    assert [axes.get_ylabel() for axes in panels[::2]] == [
        "words\n(nats)",
        "pairs\n(nats)",
        "capitals\n(%)",
        "pairs\n(%)",
    ]
    drawn = [axes.lines[0].get_xydata().tolist() if axes.lines else None for axes in panels]
    assert drawn[:6] == [[[1, 7], [9, 0.5]], None, [[1, 0.7], [9, 0.1]], [[1, 0.7]], [[1, 0], [9, 97]], [[9, 1]]]
    written = [axes.texts[0].get_text() for axes in panels]
    assert written == ["0.50", "not trained on it", "0.10", "0.70", "97 %", "1 %", "90 %", "not asked"]
    assert panels[0].get_ylim() == panels[1].get_ylim()
    assert picture.alt.endswith(
        "both: words 0.50, pairs 0.10, capitals 97% right, pairs 90% right; pairs alone: pairs 0.70, capitals 1% right."
    )


@pytest.mark.parametrize(
    ("losses", "right", "message"),
    [
        ({}, {}, "pass 1 to 6, the same"),
        ({run: {} for run in "abcdefg"}, {run: {} for run in "abcdefg"}, "pass 1 to 6, the same"),
        (LOSSES, {"both": {}}, "and right \\['both'\\]"),
        ({"a": {}}, {"a": {}}, "there is no curve"),
        ({"a": {"words": []}}, {"a": {}}, "'words' of 'a' has \\[\\]"),
        ({"a": {"words": [(1, float("nan"))]}}, {"a": {}}, "'words' of 'a' has"),
        ({"a": {"words": [(1, 2.0)]}}, {"a": {"words": [(1, 2.0)]}}, "'words' of 'a' has"),
    ],
)
def test_runs_that_do_not_fit_are_refused(losses: object, right: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        figures.runs_compared(losses, right, "Nothing")
