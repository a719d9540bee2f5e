"""A text as one stream of word ids, and the batches that word vectors learn from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from word2bert.labels.windows import neighbour_mask, neighbours_of
from word2bert.text import Vocabulary
from word2bert.training.compiled import NOISE

PARTS = 2  # a batch is cut into so many parts, which threads share
GROUP = 32  # this many words in a row share their noise words


@dataclass(frozen=True)
class Text:
    """A whole text as one stream of word ids, with the number of the sentence that each word stands in."""

    words: Int[Tensor, " words"]
    sentences: Int[Tensor, " words"]

    def to(self, device: torch.device) -> "Text":
        return Text(self.words.to(device), self.sentences.to(device))


@dataclass(frozen=True)
class Batch:
    """A piece of the stream to learn from."""

    stream: Int[Tensor, " stream"]  # the words of the batch, and `window` more on each side
    sentences: Int[Tensor, " stream"]  # the number of each word's sentence; -1 where there is no text
    reach: Int[Tensor, " words"]  # how far each word of the batch looks, 1 to `window`
    noise: Int[Tensor, "groups noise"]  # noise words, shared by GROUP words that stand in a row

    @property
    def window(self) -> int:
        return (len(self.stream) - len(self.reach)) // 2

    @property
    def words(self) -> Int[Tensor, " words"]:
        return self.stream[self.window : -self.window]

    @property
    def neighbours(self) -> Int[Tensor, "words neighbours"]:
        return neighbours_of(self.stream, self.window)

    def mask(self) -> Bool[Tensor, "words neighbours"]:
        """Which of the 2 * window neighbours of a word count."""
        return neighbour_mask(self.sentences, self.reach, self.window)

    def parts(self) -> list["Batch"]:
        """The batch cut into smaller ones, on a GPU into one."""
        size = max(GROUP, len(self.reach) // PARTS) if self.stream.device.type == "cpu" else len(self.reach)
        return [self._part(start, start + size) for start in range(0, len(self.reach), size)]

    def _part(self, start: int, end: int) -> "Batch":
        around = slice(start, end + 2 * self.window)
        noise = self.noise[start // GROUP : end // GROUP]
        return Batch(self.stream[around], self.sentences[around], self.reach[start:end], noise)


def encode(sentences: Iterable[Sequence[str]], vocabulary: Vocabulary) -> Text:
    ids: list[int] = []
    lengths: list[int] = []
    for sentence in sentences:
        ids += map(vocabulary.index.get, sentence, repeat(-1))
        lengths.append(len(sentence))
    words = np.array(ids, dtype=np.int32)
    known = words >= 0
    if known.sum() != sum(vocabulary.counts):
        raise TypeError(
            "the sentences can be read only once (a generator?), and training reads them twice: pass a list"
        )
    if len(vocabulary) == 1:
        raise ValueError(f"the dictionary has only one word, {vocabulary.words[0]!r}: there is nothing to tell it from")
    sentence_numbers = np.arange(len(lengths), dtype=np.int32).repeat(lengths)[known]
    if not (sentence_numbers[1:] == sentence_numbers[:-1]).any():
        raise ValueError("no sentence has two words of the dictionary: no word has a neighbour to learn from")
    return Text(torch.from_numpy(words[known]), torch.from_numpy(sentence_numbers))


def batches(
    text: Text, counts: Sequence[int], window: int, sample: float, size: int, draws: torch.Generator
) -> Iterator[tuple[float, Batch]]:
    """One epoch: batches of `size` words in random order, each with the share of the epoch that is done after it."""
    device = text.words.device
    precise = torch.float32 if device.type == "mps" else torch.float64  # a Mac's GPU has no float64
    count = torch.tensor(counts, dtype=torch.float64)
    noise_shares = (count.pow(0.75).cumsum(0) / count.pow(0.75).sum()).to(device, precise)
    keep = keep_probability(count, sample).float().to(device).index_select(0, text.words)
    kept = torch.rand(len(text.words), generator=draws, device=device) < keep
    stream = F.pad(text.words[kept], (window, window + size))
    sentences = F.pad(text.sentences[kept], (window, window + size), value=-1)
    starts = torch.arange(0, int(kept.sum()), size, device=device)
    order = torch.randperm(len(starts), generator=draws, device=device)
    for number, start in enumerate(starts[order].tolist()):
        around = slice(start, start + size + 2 * window)
        reach = torch.randint(1, window + 1, (size,), generator=draws, device=device, dtype=torch.int32)
        uniform = torch.rand(size // GROUP, NOISE, generator=draws, device=device, dtype=precise)
        noise = torch.searchsorted(noise_shares, uniform, out_int32=True)
        yield (number + 1) / len(starts), Batch(stream[around], sentences[around], reach, noise)


def keep_probability(counts: Float[Tensor, " vocab_size"], sample: float) -> Float[Tensor, " vocab_size"]:
    """Subsampling: the probability with which an occurrence of a word is kept.

    (sqrt(f / sample) + 1) * sample / f, at most 1, where f is the word's share of the text; as word2vec.c has it.
    """
    if sample == 0:
        return torch.ones_like(counts)
    ratio = sample * counts.sum() / counts
    return (ratio.sqrt() + ratio).clamp(max=1)
