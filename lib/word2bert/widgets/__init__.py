"""What learners click and drag. State lives in Python, JavaScript draws; lists of words, arrays and callables go in."""

from word2bert.widgets.softmax_sliders import SoftmaxSliders
from word2bert.widgets.training_progress import TrainingProgress
from word2bert.widgets.window_slider import WindowSlider

__all__ = ["SoftmaxSliders", "TrainingProgress", "WindowSlider"]
