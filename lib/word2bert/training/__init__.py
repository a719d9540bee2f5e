"""Training: the loop, what it tells those who watch, and the device it runs on."""

from word2bert.training.device import choose_device, describe_device
from word2bert.training.progress import Progress
from word2bert.training.word_vectors import train_word_vectors

__all__ = ["Progress", "choose_device", "describe_device", "train_word_vectors"]
