"""What learners click and drag. State lives in Python, JavaScript draws; lists of words, arrays and callables go in."""

from word2bert.widgets.analogy_map import AnalogyMap
from word2bert.widgets.architecture import Architecture
from word2bert.widgets.ask_the_series import AskTheSeries
from word2bert.widgets.attention_explorer import AttentionExplorer, explorer_for
from word2bert.widgets.attention_stepper import AttentionStepper
from word2bert.widgets.beat_the_machine import BeatTheMachine
from word2bert.widgets.bert_inputs import BertInputs
from word2bert.widgets.capitals_wall import CapitalsWall
from word2bert.widgets.facts_learned import FactsLearned
from word2bert.widgets.head_split import HeadSplit
from word2bert.widgets.label_builder import LabelBuilder
from word2bert.widgets.next_word_writer import NextWordWriter
from word2bert.widgets.softmax_sliders import SoftmaxSliders
from word2bert.widgets.training_progress import TrainingProgress
from word2bert.widgets.training_scrubber import TrainingScrubber
from word2bert.widgets.window_slider import WindowSlider
from word2bert.widgets.word_drift import WordDrift

__all__ = [
    "AnalogyMap",
    "Architecture",
    "AskTheSeries",
    "AttentionExplorer",
    "AttentionStepper",
    "BeatTheMachine",
    "BertInputs",
    "CapitalsWall",
    "FactsLearned",
    "HeadSplit",
    "LabelBuilder",
    "NextWordWriter",
    "SoftmaxSliders",
    "TrainingProgress",
    "TrainingScrubber",
    "WindowSlider",
    "WordDrift",
    "explorer_for",
]
