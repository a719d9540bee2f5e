"""A text that a model goes on with, word by word, and what every word was drawn from. Notebook 07."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import traitlets

from word2bert import figures
from word2bert.figures import short
from word2bert.widgets.base import CourseWidget

Likely = Sequence[tuple[str, float]]
Written = Iterable[tuple[str, str, Likely]]  # piece, what it added to the text, the likeliest pieces and their shares

HOTTEST, MOST_WORDS = 2.0, 50
PREPARED = (0.0, 0.7, 1.0, 1.5)


class NextWordWriter(CourseWidget):
    """Type a beginning; the model writes on. Every word can be looked at: what else might have come, and how likely.

    write: a callable (text, temperature=, top_k=, seed=) that gives the pieces one by one, each as (piece, what it adds
        to the text, [(likely piece, probability), ...]), such as `partial(write_steps, model)`; its ValueError or
        KeyError is shown as a sentence
    text: the beginning; temperature: 0 (always the best) to 2; top_k: draw among so many, 1 to 50, or None for all
    prepared: beginnings for pages without a kernel, where each of them can be seen at the temperatures 0, 0.7, 1, 1.5
    The state is `text`, `temperature`, `top_k` (0: all), `seed`, `steps` (piece, what it adds, likely), `shown` (the
    step that is looked at; at first the one whose likeliest piece is the least likely) and `problem`.
    """

    view = "next_word_writer"
    page_height = 780
    text = traitlets.Unicode().tag(sync=True)
    temperature = traitlets.Float(0.0, min=0.0, max=HOTTEST).tag(sync=True)
    top_k = traitlets.Int(0, min=0, max=MOST_WORDS).tag(sync=True)
    seed = traitlets.Int(0, min=0).tag(sync=True)
    steps = traitlets.List(traitlets.List()).tag(sync=True)
    shown = traitlets.Int(0).tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)
    cases = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(
        self,
        write: Callable[..., Written],
        text: str = "the capital of china is",
        temperature: float = 0.0,
        top_k: int | None = None,
        seed: int = 0,
        prepared: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        if not 0 <= temperature <= HOTTEST:
            raise ValueError(f"temperature is {temperature}; pass 0 (always the best word) to {HOTTEST:g}")
        if top_k is not None and not 1 <= top_k <= MOST_WORDS:
            raise ValueError(f"top_k is {top_k}; pass 1 to {MOST_WORDS}, or None for all words")
        if isinstance(prepared, str):
            raise TypeError(f"prepared is the str {short(prepared)!r}; pass a list of beginnings")
        self._write, self._prepared = write, list(dict.fromkeys([text, *prepared]))
        super().__init__(text=text, temperature=float(temperature), top_k=top_k or 0, seed=seed, **kwargs)
        self._ask()
        self.shown = min(range(len(self.steps)), key=self._largest_share, default=0)
        self.observe(self._ask, names=["text", "temperature", "top_k", "seed"])

    @traitlets.validate("shown")
    def _inside(self, proposal: Any) -> int:
        return max(0, min(int(proposal["value"]), len(self.steps) - 1))

    def _ask(self, _: Any = None) -> None:
        steps, problem = self._written(self.text, self.temperature)
        with self.hold_sync():
            self.steps, self.problem = steps, problem
            self.shown = min(self.shown, max(0, len(steps) - 1))

    def _written(self, text: str, temperature: float) -> tuple[list[list[Any]], str]:
        try:
            written = self._write(text, temperature=temperature, top_k=self.top_k or None, seed=self.seed)
            steps = [
                [piece, added, [[word, float(share)] for word, share in likely]] for piece, added, likely in written
            ]
        except (KeyError, ValueError) as error:
            return [], str(error)
        return steps, "" if steps else "The model has nothing to add."

    def _largest_share(self, step: int) -> float:
        return max((share for _, share in self.steps[step][2]), default=1.0)

    @property
    def written(self) -> str:
        """What the model added to the text."""
        return "".join(added for _, added, _ in self.steps)

    def html(self) -> str:
        """The page; each prepared beginning is written at each prepared temperature, for no model comes with it."""
        temperatures = sorted({*PREPARED, self.temperature})
        self.cases = [
            {"text": text, "temperature": temperature, "steps": steps, "problem": problem}
            for text in dict.fromkeys([self.text, *self._prepared])
            for temperature in temperatures
            for steps, problem in [self._written(text, temperature)]
        ]
        return super().html()

    def __repr__(self) -> str:
        wrote = self.problem or self.written.strip()
        return (
            f"NextWordWriter({short(self.text, 60)!r}, temperature={self.temperature:g}, "
            f"{'problem' if self.problem else 'wrote'}={short(wrote, 60)!r})"
        )

    def picture(self) -> figures.Picture:
        """The text, and the probabilities of the word that is looked at."""
        if self.problem:
            return figures.message(short(self.problem, 300))
        piece, _, likely = self.steps[self.shown]
        words = [word for word, _ in likely]
        return figures.bars(
            words,
            [share for _, share in likely],
            title=short(f"{self.text} … {self.written.strip()}", 220),
            xlabel=f"probability of being word {self.shown + 1} at temperature {self.temperature:g}",
            marked=[words.index(piece)] if piece in words else [],
        )
