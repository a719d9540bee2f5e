"""What `word2bert.training` offers, and when it is loaded."""

import subprocess
import sys

import pytest
from word2bert import training


def test_everything_that_is_offered_is_there():
    for name in training.__all__:
        assert getattr(training, name).__name__ == name


def test_what_is_not_there():
    with pytest.raises(AttributeError, match=r"module 'word2bert\.training' has no attribute 'train'"):
        training.train  # noqa: B018


def test_accelerate_is_loaded_when_it_is_used():
    ask = "print('accelerate' in sys.modules)"
    program = f"import sys, word2bert.training as training; {ask}; training.train_model; {ask}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
