"""The question of the series, for every model that can answer it already. Notebook 00."""

from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from word2bert import figures
from word2bert.figures import short
from word2bert.widgets.base import CourseWidget

QUESTION = "the capital of {country} is ___"
COMES_IN = {
    "word vectors": "02 similarity_and_analogy",
    "GPT": "07 gpt",
    "BERT": "09 bert_pretraining",
}


class AskTheSeries(CourseWidget):
    """A box for a country; each model fills the gap in "the capital of ... is ___", or says in which notebook it comes.

    models: for each model's name a callable that takes the country and returns its answer, or None when the model is
    not there yet. comes_in: for each model's name the notebook that makes it. The message of a KeyError or ValueError
    of a callable is shown as its answer: it says which words are known.
    The state is `country` and `answers` (name, answer, notebook).
    """

    view = "ask_the_series"
    country = traitlets.Unicode("china").tag(sync=True)
    answers = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)

    def __init__(
        self,
        models: Mapping[str, Callable[[str], str] | None],
        country: str = "china",
        comes_in: Mapping[str, str] = COMES_IN,
        **kwargs: Any,
    ) -> None:
        if not models:
            raise ValueError("models is empty; pass the name of at least one model, with a callable or None")
        self._models, self._comes_in = dict(models), dict(comes_in)
        super().__init__(country=country, **kwargs)
        self._ask()
        self.observe(self._ask, names="country")

    def _ask(self, _: Any = None) -> None:
        self.answers = [[name, *self._answer(name)] for name in self._models]

    def _answer(self, name: str) -> tuple[str, str]:
        model, notebook = self._models[name], self._comes_in.get(name, "")
        if model is None:
            return "", notebook
        try:
            return model(self.country.strip().lower()), notebook
        except (KeyError, ValueError) as error:
            return f"no answer: {error}", notebook

    def __repr__(self) -> str:
        said = [
            f"{short(name)}: {short(answer)}" if answer else f"{short(name)}: to come"
            for name, answer, _ in self.answers
        ]
        return f"AskTheSeries({QUESTION.format(country=short(self.country))!r}, {', '.join(said)})"

    def picture(self) -> figures.Picture:
        """The question, and a line for each model."""
        lines = [
            f"{short(name)}:  {short(answer, 60)}" if answer else f"{short(name)}:  comes in notebook {notebook}"
            for name, answer, notebook in self.answers
        ]
        return figures.message(QUESTION.format(country=short(self.country)), lines)
