"""The features of a BERT as a step of a scikit-learn pipeline. Notebook 11.

It stands apart so that `word2bert.explore` loads no scikit-learn.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from word2bert.explore.features import Text, features, layer_number
from word2bert.models.bert import Bert


class BertFeatures(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Texts to vectors, for a pipeline: `make_pipeline(BertFeatures(model, layer=-2), LogisticRegression())`.

    model: a Bert, or what `Bert.load` takes; None for the one that ships. Nothing is trained: `fit` loads the model.
    A Bert is shared with the clones that a grid search makes, not copied. Other arguments and errors as in `features`;
    besides, ValueError for pool=None, which gives no vector of a text.
    """

    def __init__(
        self,
        model: Bert | str | Path | None = None,
        layer: int = -1,
        pool: str = "mean",
        long: str = "cut",
        batch_size: int = 32,
        device: str | None = None,
    ) -> None:
        self.model, self.layer, self.pool, self.long = model, layer, pool, long
        self.batch_size, self.device = batch_size, device

    def fit(self, texts: Iterable[Text], y: Any = None) -> "BertFeatures":
        """Load the model. Nothing is learned from the texts."""
        if self.pool is None:
            raise ValueError("pool is None: a pipeline needs one vector of each text, 'cls' or 'mean'")
        self.model_ = Bert.load(self.model) if isinstance(self.model, str | Path | None) else self.model
        layer_number(self.model_, self.layer)
        self._n_features_out = self.model_.config.hidden_size  # of which get_feature_names_out makes names
        return self

    def transform(self, texts: Iterable[Text]) -> Float[np.ndarray, "texts width"]:
        """The vectors of the texts, a row for each."""
        check_is_fitted(self)
        return np.asarray(features(self.model_, texts, self.layer, self.pool, self.long, self.batch_size, self.device))

    def __sklearn_clone__(self) -> "BertFeatures":
        """The same settings, not yet fitted. Scikit-learn's own way would copy the model for every candidate."""
        return type(self)(**self.get_params(deep=False))

    def __sklearn_tags__(self) -> Any:
        """What it takes: text, and no table of numbers."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        return tags
