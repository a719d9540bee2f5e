"""The features stand in a pipeline of scikit-learn as any other step does."""

import pickle
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks, get_tags
from small_berts import random_bert
from small_gpts import random_gpt
from word2bert.explore import features
from word2bert.explore.pipeline import BertFeatures
from word2bert.models import Bert

TEXTS = ["one river", "it flows", "one river flows", "it is", "one one river", "it is it", "river", "it"]
LABELS = [1, 0, 1, 0, 1, 0, 1, 0]


@pytest.fixture(scope="module")
def model() -> Bert:
    return random_bert(["one", "river", "it", "flows", "is"])


@pytest.mark.parametrize(
    "check",
    [
        "check_estimator_cloneable",
        "check_estimator_repr",
        "check_estimator_tags_renamed",
        "check_get_params_invariance",
        "check_mixin_order",
        "check_no_attributes_set_in_init",
        "check_parameters_default_constructible",
        "check_set_params",
        "check_valid_tag_types",
    ],
)
def test_scikit_learns_own_checks(check: str) -> None:
    """Those that need no table of numbers: it runs no others on an estimator of texts. One is left out, that any value
    can be given to a constructor: here, where types are checked, it cannot."""
    getattr(estimator_checks, check)("BertFeatures", BertFeatures())


def test_it_says_that_it_takes_texts() -> None:
    tags = get_tags(BertFeatures()).input_tags
    assert (tags.string, tags.two_d_array) == (True, False)


def test_it_gives_the_features(model: Bert) -> None:
    step = BertFeatures(model, layer=1, pool="cls", batch_size=2)
    expected = features(model, TEXTS, 1, "cls")
    np.testing.assert_allclose(step.fit_transform(TEXTS), expected, rtol=0, atol=1e-5)
    np.testing.assert_allclose(step.transform(np.array(TEXTS)), expected, rtol=0, atol=1e-5)
    assert list(step.get_feature_names_out()) == [f"bertfeatures{number}" for number in range(16)]


def test_long_texts_can_be_read_in_windows(model: Bert) -> None:
    text = "one river " * 30
    found = BertFeatures(model, long="windows").fit_transform([text])
    np.testing.assert_allclose(found, features(model, [text], long="windows"), rtol=0, atol=1e-5)


def test_a_grid_search_finds_the_layer(model: Bert) -> None:
    search = GridSearchCV(
        make_pipeline(BertFeatures(model), LogisticRegression()),
        {"bertfeatures__layer": [0, 1, 2], "bertfeatures__pool": ["cls", "mean"]},
        cv=2,
        error_score="raise",
    )
    search.fit(TEXTS, LABELS)
    # At layer 0 the vector of [CLS] is the same for all texts.
    scores = dict(zip(map(str, search.cv_results_["params"]), search.cv_results_["mean_test_score"], strict=True))
    assert scores["{'bertfeatures__layer': 0, 'bertfeatures__pool': 'cls'}"] == 0.5
    assert scores["{'bertfeatures__layer': 0, 'bertfeatures__pool': 'mean'}"] == 1.0
    assert search.best_estimator_.predict(["one river", "it"]).tolist() == [1, 0]


def test_pairs_go_through_a_pipeline(model: Bert) -> None:
    pairs = [(text, "one") for text in TEXTS]
    found = make_pipeline(BertFeatures(model)).fit_transform(pairs)
    np.testing.assert_allclose(found, features(model, pairs), rtol=0, atol=1e-5)


def test_a_clone_has_the_same_settings_and_shares_the_model(model: Bert) -> None:
    step = BertFeatures(model, layer=1).fit(TEXTS)
    copy = clone(step)
    assert copy.get_params() == step.get_params()
    assert copy.model is model
    with pytest.raises(NotFittedError):
        copy.transform(TEXTS)


def test_it_can_be_stored(model: Bert) -> None:
    step = BertFeatures(model).fit(TEXTS)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(step)).transform(TEXTS), step.transform(TEXTS))


@pytest.mark.parametrize("as_text", [True, False])
def test_a_model_can_be_named(model: Bert, tmp_path: Path, as_text: bool) -> None:
    model.save(tmp_path)
    step = BertFeatures(str(tmp_path) if as_text else tmp_path).fit(TEXTS)
    assert step.get_params()["model"] == (str(tmp_path) if as_text else tmp_path)
    np.testing.assert_allclose(step.transform(TEXTS), features(model, TEXTS), rtol=0, atol=1e-5)


def test_without_a_name_it_is_the_one_that_ships(model: Bert, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bert, "load", {None: model}.__getitem__)
    assert BertFeatures().fit(TEXTS).model_ is model


def test_what_gives_no_table_is_refused_when_it_is_fitted(model: Bert) -> None:
    with pytest.raises(ValueError, match="pool is None: a pipeline needs one vector of each text"):
        BertFeatures(model).set_params(pool=None).fit(TEXTS)
    with pytest.raises(ValueError, match="layer is 7: the model has 0"):
        BertFeatures(model, layer=7).fit(TEXTS)
    with pytest.raises(TypeError, match="the model is a GPT: features asks a Bert"):
        BertFeatures().set_params(model=random_gpt(["one"])).fit(TEXTS)
    with pytest.raises(TypeError, match="texts is the str 'one river'; pass a list"):
        BertFeatures(model).fit(TEXTS).transform("one river")
