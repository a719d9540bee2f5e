import pytest
from small_berts import Knowing, random_bert
from small_gpts import Table, random_gpt
from torch import nn
from word2bert.explore import capital_answers, capitals_right, cloze, count_right, model_row
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


@pytest.mark.parametrize("make", [random_gpt, random_bert])
def test_at_least_one_word_and_not_too_many(make) -> None:
    model, many = make(["the"]), "the " * 40
    for topn in (0, -1):
        with pytest.raises(ValueError, match=f"topn is {topn}: ask for at least 1 word"):
            cloze(model, "the ___", topn)
    with pytest.raises(
        ValueError, match=r"the text has 4\d tokens, and the model reads at most \d\d: shorten the text"
    ):
        cloze(model, f"{many} ___")


def test_only_a_gpt_or_a_bert_is_asked() -> None:
    with pytest.raises(TypeError, match="the model is a Linear: cloze asks a GPT or a Bert"):
        cloze(nn.Linear(2, 2), "the ___")


WORDS = ["the", "capital", "of", "is", *CAPITALS, *CAPITALS.values()]


@pytest.mark.parametrize(
    "question", ["the capital of china is [MASK]", "___ is the capital of china.", "The capital of China is ___ ?"]
)
def test_a_bert_fills_a_gap_anywhere(question: str) -> None:
    (best, share), *others = cloze(Knowing({"china": "beijing"}, WORDS), question, topn=3)
    assert (best, len(others)) == ("beijing", 2)
    assert 0.9 < share < 1
    assert all(not word.startswith("[") for word, _ in others)


def test_a_full_stop_ends_the_question_of_a_bert() -> None:
    model = Knowing({"china": "beijing"}, WORDS)
    for question in ("the capital of china is ___", "the capital of china is ___.", "the capital of china is ___ "):
        cloze(model, question)
    pieces = [[model.vocabulary[number] for number in row] for row in model.read]
    assert pieces == [["[CLS]", "the", "capital", "of", "china", "is", "[MASK]", ".", "[SEP]"]] * 3
    cloze(model, "___ is the capital of china")
    assert model.vocabulary[model.read[-1][-2]] == "china"  # what stands right of the gap stays as it is


def test_texts_of_different_lengths_are_asked_in_one_go() -> None:
    model = random_bert(WORDS)
    together = capital_answers(model)
    alone = cloze(model, "the capital of china is ___", topn=1)[0]
    assert together["china"][0] == alone[0]
    assert together["china"][1] == pytest.approx(alone[1], rel=1e-4)
    assert list(together) == list(CAPITALS)


def test_the_mode_of_a_bert_stays() -> None:
    model = random_bert(WORDS).train()
    assert cloze(model, "the ___") == cloze(model, "the ___")  # nothing is dropped out
    assert model.training


def test_the_answers_of_a_bert_are_counted() -> None:
    held_out = sorted(small_world.held_out)[:3]
    seen = [country for country in CAPITALS if country not in small_world.held_out][:5]
    model = Knowing({country: CAPITALS[country] for country in held_out + seen}, WORDS)
    said = capital_answers(model)
    assert said[seen[0]][0] == CAPITALS[seen[0]]
    assert count_right(said) == capitals_right(model) == {"seen": (5, 78), "held out": (3, 27)}
    row = model_row("BERT", "09", model, words=7, seconds=1.0)
    assert (row.answer, row.seen, row.held_out) == (said["china"][0], (5, 78), (3, 27))


@pytest.mark.parametrize("text", ["the capital", "the ___ of [MASK]"])
def test_a_bert_needs_one_gap(text: str) -> None:
    with pytest.raises(ValueError, match="gaps: write one, as"):
        cloze(random_bert(WORDS), text)
