import pytest
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
