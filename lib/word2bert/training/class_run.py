"""The training of notebook 07 in numbers: how much text, how large a model, how many steps. The notebook, the recording
that ships (assets/make.py) and the tests read them here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch

from word2bert.models.gpt import GPTConfig
from word2bert.text import WordPiece, small_world
from word2bert.training.device import choose_device
from word2bert.training.schedules import Schedule, warm_up_then_fall

TOPICS = ["capitals", "stories"]  # of Small World


@dataclass(frozen=True)
class ClassRun:
    """A training that fits into a lesson."""

    documents: int = 16_000
    vocab_size: int = 2_400
    length: int = 128  # tokens of a text, and positions of the model
    hidden_size: int = 128
    num_hidden_layers: int = 2
    num_attention_heads: int = 4
    initializer_range: float = 0.08  # narrow models need larger numbers at the start: BERT's 0.02 suits 768
    batch_size: int = 24
    steps: int = 1_150
    peak: float = 4e-3  # the largest learning rate
    warm_up: int = 50  # steps

    def wordpiece(self, texts: Iterable[str]) -> WordPiece:
        """The dictionary of the texts; every capital is one piece."""
        answers = [*small_world.capitals, *small_world.capitals.values()]
        return WordPiece.train(texts, vocab_size=self.vocab_size, whole=answers)

    def read(self, texts: Sequence[str]) -> tuple[WordPiece, list[list[int]]]:
        """The dictionary, and the texts as ids, cut to `length`."""
        wordpiece = self.wordpiece(texts)
        return wordpiece, [wordpiece.encode(text, length=self.length).ids for text in texts]

    def split(self, texts: Sequence[str]) -> tuple[list[str], list[str]]:
        """The texts to learn from; and the last twentieth, held out, without those that also stand among the others.

        Raises ValueError when there are fewer than two texts.
        """
        if len(texts) < 2:
            raise ValueError(f"there are {len(texts)} texts: one to learn from and one to hold out are needed")
        last = max(1, len(texts) // 20)
        known = set(texts[:-last])
        return list(texts[:-last]), [text for text in texts[-last:] if text not in known]

    def config(self, vocab_size: int) -> GPTConfig:
        """The model for a dictionary of this size."""
        return GPTConfig(
            vocab_size=vocab_size,
            hidden_size=self.hidden_size,
            num_hidden_layers=self.num_hidden_layers,
            num_attention_heads=self.num_attention_heads,
            intermediate_size=4 * self.hidden_size,
            max_position_embeddings=self.length,
            hidden_dropout_prob=0.0,
            initializer_range=self.initializer_range,
        )

    @property
    def schedule(self) -> Schedule:
        """The learning rate of each step."""
        return warm_up_then_fall(self.peak, self.steps, self.warm_up)


ON_A_GPU = ClassRun(
    documents=40_000,
    vocab_size=4_000,
    hidden_size=384,
    num_hidden_layers=6,
    num_attention_heads=6,
    initializer_range=0.04,
    batch_size=64,
    steps=2_000,
    peak=1e-3,
    warm_up=100,
)


def class_run(device: str | torch.device | None = None) -> ClassRun:
    """The training for this machine: made for two cores, and a larger one where there is a GPU of NVIDIA's."""
    return ON_A_GPU if choose_device(device).type == "cuda" else ClassRun()
