"""The trainings of notebooks 07 and 09 in numbers: how much text, how large a model, how many steps. The notebooks, the
recordings that ship (assets/make.py) and the tests read them here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import torch

from word2bert.labels.batches import Batches
from word2bert.labels.pretraining import pretraining_batches
from word2bert.labels.sentence_pairs import Pair, Sentence
from word2bert.models.bert import BertConfig
from word2bert.models.gpt import GPTConfig
from word2bert.text import WordPiece, small_world
from word2bert.training.device import choose_device
from word2bert.training.phases import Phases
from word2bert.training.schedules import Schedule, warm_up_then_fall

GPT_TOPICS = ["capitals", "stories"]  # of Small World
LESSONS = ["lesson 1", "lesson 2", "lesson 3"]  # few countries, more, all

Text = TypeVar("Text")


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

    def split(self, texts: Iterable[Text], read: Iterable[Text] = ()) -> tuple[list[Text], list[Text]]:
        """The texts to learn from; and the last twentieth, held out, without those that also stand among the others, or
        in what is `read` besides.

        A text is a str, or a document: a list of sentences. Raises ValueError when there are fewer than two.
        """
        texts = list(texts)
        if len(texts) < 2:
            raise ValueError(f"there are {len(texts)} texts: one to learn from and one to hold out are needed")
        last = max(1, len(texts) // 20)
        known = set(map(str, chain(texts[:-last], read)))
        return texts[:-last], [text for text in texts[-last:] if str(text) not in known]

    def sizes(self) -> dict[str, int | float]:
        """Those of the model, under the names of config.json."""
        return {
            "hidden_size": self.hidden_size,
            "num_hidden_layers": self.num_hidden_layers,
            "num_attention_heads": self.num_attention_heads,
            "intermediate_size": 4 * self.hidden_size,
            "max_position_embeddings": self.length,
            "hidden_dropout_prob": 0.0,
            "initializer_range": self.initializer_range,
        }

    @property
    def schedule(self) -> Schedule:
        """The learning rate of each step."""
        return warm_up_then_fall(self.peak, self.steps, self.warm_up)


@dataclass(frozen=True)
class GPTRun(ClassRun):
    """The GPT of notebook 07: two slices of Small World, every text for itself."""

    def read(self, texts: Sequence[str]) -> tuple[WordPiece, list[list[int]]]:
        """The dictionary, and the texts as ids, cut to `length`."""
        wordpiece = self.wordpiece(texts)
        return wordpiece, [wordpiece.encode(text, length=self.length).ids for text in texts]

    def config(self, vocab_size: int) -> GPTConfig:
        """The model for a dictionary of this size."""
        return GPTConfig(vocab_size=vocab_size, **self.sizes())  # type: ignore[arg-type]


@dataclass(frozen=True)
class BertRun(ClassRun):
    """The BERT of notebook 09: pairs of sentences from short lessons, first about few countries, then about all."""

    vocab_size: int = 1_000
    num_attention_heads: int = 8
    batch_size: int = 64
    steps: int = 950
    peak: float = 4.5e-3
    muon_factor: float = 3.0
    precision: str = "float32"  # matrices as small as these are not multiplied faster in bfloat16
    first_documents: int = 3_000  # of each lesson but the last
    first_steps: int = 120  # with each lesson but the last

    def read(self, lessons: Sequence[Iterable[Sequence[str]]]) -> tuple[WordPiece, list[list[list[list[int]]]]]:
        """The dictionary of all lessons; and the documents of each, whose sentences are lists of ids."""
        sentences = [sentence for documents in lessons for document in documents for sentence in document]
        wordpiece = self.wordpiece(sentences)
        return wordpiece, [[wordpiece.ids(list(document)) for document in documents] for documents in lessons]

    def batches(self, lessons: Sequence[Sequence[Sequence[Sentence]]], wordpiece: WordPiece) -> Batches[Pair]:
        """Each lesson but the last for `first_steps`, then the last, without end."""
        *first, last = [pretraining_batches(lesson, wordpiece, self.length, self.batch_size) for lesson in lessons]
        for number, lesson in reversed(list(enumerate(first, 1))):
            last = Phases(lesson, last, samples=number * self.first_steps * self.batch_size)
        return last

    def config(self, vocab_size: int) -> BertConfig:
        """The model for a dictionary of this size."""
        return BertConfig(vocab_size=vocab_size, **self.sizes())  # type: ignore[arg-type]


GPT_ON_A_GPU = GPTRun(
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
BERT_ON_A_GPU = BertRun(
    documents=40_000,
    hidden_size=384,
    num_attention_heads=6,
    initializer_range=0.04,
    batch_size=256,
    steps=1_000,
    peak=2.5e-3,
    muon_factor=5.0,
    precision="bfloat16",
)


def gpt_run(device: str | torch.device | None = None) -> GPTRun:
    """The training of notebook 07 for this machine: made for two cores, and larger where there is a GPU of NVIDIA's."""
    return GPT_ON_A_GPU if choose_device(device).type == "cuda" else GPTRun()


def bert_run(device: str | torch.device | None = None) -> BertRun:
    """The training of notebook 09 for this machine, as `gpt_run`."""
    return BERT_ON_A_GPU if choose_device(device).type == "cuda" else BertRun()
