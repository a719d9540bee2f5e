import pytest
from word2bert.widgets import AskTheSeries

CAPITALS = {"china": "beijing", "peru": "lima"}


def test_models_answer_and_those_to_come_name_their_notebook():
    ask = AskTheSeries({"word vectors": CAPITALS.__getitem__, "BERT": None})
    assert ask.answers[0][:2] == ["word vectors", "beijing"]
    assert ask.answers[1] == ["BERT", "", "09 bert_pretraining"]
    assert repr(ask) == "AskTheSeries('the capital of china is ___', word vectors: beijing, BERT: to come)"
    assert ask.picture().alt == (
        "the capital of china is ___ word vectors:  beijing BERT:  comes in notebook 09 bert_pretraining"
    )


def test_another_country_is_asked_for_in_lower_case():
    ask = AskTheSeries({"word vectors": CAPITALS.__getitem__})
    ask.set_state({"country": " Peru "})
    assert ask.answers[0][1] == "lima"


def test_an_unknown_country_is_an_answer_not_a_crash():
    ask = AskTheSeries({"word vectors": CAPITALS.__getitem__}, country="atlantis")
    assert ask.answers[0][1] == "no answer: 'atlantis'"


def test_no_models_is_refused():
    with pytest.raises(ValueError, match="models is empty"):
        AskTheSeries({})
