"""One widget of each kind, made of words that are hard to show: for the tests of all widgets, also in a browser."""

from collections.abc import Callable

import numpy as np
from word2bert.text.wordpiece import SPECIAL, Pieces
from word2bert.widgets import (
    AnalogyMap,
    Architecture,
    AskTheSeries,
    AttentionExplorer,
    AttentionStepper,
    BeatTheMachine,
    BertInputs,
    CapitalsWall,
    FactsLearned,
    HeadSplit,
    LabelBuilder,
    NextWordWriter,
    SoftmaxSliders,
    TrainingProgress,
    TrainingScrubber,
    WindowSlider,
    WordDrift,
    base,
)

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\u05e9\u05dc\u05d5\u05dd",  # right to left
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",  # an emoji of several letters
    "x" * 300,
    "$a_b$ $",
    "网络",
]
NUMBERS = np.random.default_rng(0).normal(size=(len(HOSTILE), 12))


def learned() -> FactsLearned:
    """Two askings, with a group for each of the words."""
    facts = FactsLearned(dict)
    for step in (10, 20):
        facts.add(step, 20, dict.fromkeys(HOSTILE, (step // 10, 3)), HOSTILE[0])
    return facts


def lit() -> CapitalsWall:
    """Two askings: nothing is right, then everything."""
    wall = CapitalsWall(dict(zip(HOSTILE, HOSTILE[::-1], strict=True)), dict, held_out=HOSTILE[:3], country=HOSTILE[1])
    wall.add(10, 20, dict.fromkeys(HOSTILE, (HOSTILE[0] + "!", 0.125)))
    wall.add(20, 20, {country: (answer, 1.0) for country, answer in zip(wall.countries, wall.answers, strict=True)})
    return wall


def written(text: str, **settings: object) -> list[tuple[str, str, list[tuple[str, float]]]]:
    """A model that goes on with all the words, whatever the text."""
    return [(word, f" {word}", [(other, 0.1) for other in HOSTILE]) for word in HOSTILE]


def encoded(first: str, second: str) -> Pieces:
    """All the words as the first sentence, one of them as the second, each of them one piece."""
    numbers = range(len(HOSTILE))
    return Pieces(
        ids=[2, *(5 + number for number in numbers), 3, 5, 3],
        tokens=["[CLS]", *HOSTILE, "[SEP]", HOSTILE[0], "[SEP]"],
        segments=[0, *(0 for _ in numbers), 0, 1, 1],
        words=[-1, *numbers, -1, len(HOSTILE), -1],
        offsets=[(0, 0)] * (len(HOSTILE) + 4),
    )


MAKERS: dict[str, Callable[[], base.CourseWidget]] = {
    "SoftmaxSliders": lambda: SoftmaxSliders(HOSTILE, [2, 1, 0.5, 0.1, -1, -2, 3], truth=HOSTILE[4]),
    "WindowSlider": lambda: WindowSlider(HOSTILE),
    "WordDrift": lambda: WordDrift(HOSTILE, HOSTILE, frames=[(NUMBERS, HOSTILE[0]), (NUMBERS**2, HOSTILE[4])]),
    "AnalogyMap": lambda: AnalogyMap(HOSTILE, NUMBERS, "网络 + $a_b$ $", pairs=[(HOSTILE[4], "网络")]),
    "HeadSplit": lambda: HeadSplit(NUMBERS, tokens=HOSTILE, heads=3),
    "Architecture": Architecture,
    "AttentionExplorer": lambda: AttentionExplorer(
        HOSTILE,
        [np.full((3, len(HOSTILE), len(HOSTILE)), 1 / len(HOSTILE))] * 2,
        segments=[0, 0, 0, 1, 1, 1, 1],
        predict=lambda **changes: [(word, 0.1) for word in HOSTILE],
    ),
    "AttentionStepper": lambda: AttentionStepper(HOSTILE, NUMBERS, NUMBERS[:, ::-1], NUMBERS[:, :5]),
    "CapitalsWall": lit,
    "FactsLearned": learned,
    "NextWordWriter": lambda: NextWordWriter(written, HOSTILE[0], prepared=HOSTILE[4:]),
    "TrainingProgress": lambda: TrainingProgress(
        unit="step",
        position=4.0,
        end=4,
        done=1.0,
        words=9,
        names=[*HOSTILE[:2], "their sum"],
        curve=[[1.0, 3.0, 0.5, 3.5], [4.0, 2.0, 0.25, 2.25]],
        marks=[[2.0, HOSTILE[4]]],
    ),
    "TrainingScrubber": lambda: TrainingScrubber(
        HOSTILE, [np.full((2, 3, len(HOSTILE), len(HOSTILE)), 0.1 * step) for step in (1, 2)], [0, 10], HOSTILE[:2]
    ),
    "LabelBuilder": lambda: LabelBuilder(HOSTILE, others=HOSTILE),
    "BertInputs": lambda: BertInputs(encoded, [*SPECIAL, *HOSTILE], HOSTILE[0], HOSTILE[4], length=20),
    "BeatTheMachine": lambda: BeatTheMachine(
        [(" ".join(HOSTILE), HOSTILE[0], HOSTILE[1:])], lambda left, right: left[0]
    ),
    "AskTheSeries": lambda: AskTheSeries({HOSTILE[0]: lambda country: country * 300, HOSTILE[4]: None}),
}
