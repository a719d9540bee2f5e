import pytest
from small_gpts import Table, random_gpt
from torch import nn
from word2bert.explore import capitals_right, cloze, model_row
from word2bert.text import small_world

CAPITALS = small_world.capitals
ALL = sorted({*CAPITALS, *CAPITALS.values(), "the", "capital", "of", "is"})


class Asked(Table):
    """Answers the questions that it knows, and "the" to all others. It reads the country, two words before the end."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__({}, ALL)
        self.known = {self.vocabulary.index(country): self.vocabulary.index(city) for country, city in known.items()}

    def forward(self, ids, maps=False, memory=None):
        scores = super().forward(ids)[0].clone()
        end, the = self.vocabulary.index("is"), self.vocabulary.index("the")
        for row, text in enumerate(ids.tolist()):
            for place, number in enumerate(text):
                if number == end:
                    scores[row, place, self.known.get(text[place - 1], the)] = 9.0
        return scores, None


def test_right_answers_are_counted_in_two_groups() -> None:
    held_out = sorted(small_world.held_out)
    seen = [country for country in CAPITALS if country not in small_world.held_out]
    assert capitals_right(Asked({country: CAPITALS[country] for country in held_out[:5] + seen[:40]})) == {
        "seen": (40, len(seen)),
        "held out": (5, len(held_out)),
    }
    assert capitals_right(Asked({}))["seen"][0] == 0


def test_the_row_of_a_gpt() -> None:
    row = model_row("GPT", "07", Asked(CAPITALS), words=10, seconds=2.0)
    assert row.answer == "beijing"
    assert row.seen == (len(CAPITALS) - len(small_world.held_out),) * 2
    assert row.held_out == (len(small_world.held_out),) * 2
    assert (row.words, row.seconds) == (10, 2.0)


@pytest.mark.parametrize("question", ["The capital of china is [MASK]", "the capital of china is ___ "])
def test_the_gap_at_the_end_is_filled(question: str) -> None:
    model = Asked({"china": "beijing"})
    (best, share), *_ = likely = cloze(model, question, topn=3)
    assert best == "beijing"
    assert len(likely) == 3
    assert share > 0.99


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("the capital of china is", "has 0 gaps"),
        ("the ___ of china is [MASK]", "has 2 gaps"),
        (
            "[MASK] is the capital of china",
            "'is the capital of china' stands right of the gap, where",
        ),
        ("the capital of china is ___.", r"'\.' stands right of the gap"),
    ],
)
def test_a_gap_that_a_gpt_cannot_fill_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cloze(random_gpt(["the"]), text)


def test_only_a_gpt_is_asked_so_far() -> None:
    with pytest.raises(TypeError, match="Linear"):
        cloze(nn.Linear(2, 2), "the ___")
