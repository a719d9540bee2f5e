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
