"""A text as one stream of word ids, and the batches that word vectors learn from."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise, starmap

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int, Integer
from torch import Tensor

from word2bert.labels.windows import neighbour_mask, neighbours_of
from word2bert.text import TokenFile, Vocabulary
from word2bert.text.vocabulary import refuse_letters
from word2bert.training.compiled import NOISE

PARTS = 2  # a batch is cut into so many parts, which threads share
GROUP = 32  # this many words in a row share their noise words; a multiple of four, see compiled.add_products
BLOCK = 2**22  # tokens that are learned from before others are read


@dataclass(frozen=True)
class Text:
    """A whole text, in memory or on the disk, and the dictionary of its words. A sentence has to fit in memory."""

    tokens: Integer[np.ndarray, " tokens"]
    ends: Int[np.ndarray, " sentences"]  # where each sentence ends in `tokens`
    ids: Int[np.ndarray, " numbers"]  # the id of the word with this number in `tokens`; -1 for words left out
    vocabulary: Vocabulary

    def blocks(self) -> list[tuple[int, int]]:
        """The text cut between sentences, in blocks of about one length: their first sentence and the next block's."""
        blocks = -(-len(self.tokens) // BLOCK)
        cuts = np.searchsorted(self.ends, len(self.tokens) * np.arange(1, blocks) // blocks, side="right")
        edges = np.unique([0, *cuts, len(self.ends)]).tolist()
        return list(pairwise(edges))

    def read(self, first: int, end: int) -> tuple[Int[Tensor, " words"], Int[Tensor, " words"]]:
        """The words of these sentences, without those left out, and the number of the sentence that each stands in."""
        start = int(self.ends[first - 1]) if first else 0
        ends = np.asarray(self.ends[first:end])
        words = self.ids[self.tokens[start : int(ends[-1])]]
        sentences = np.arange(len(ends), dtype=np.int32).repeat(np.diff(ends, prepend=start))
        known = words >= 0
        return torch.from_numpy(words[known]), torch.from_numpy(sentences[known])


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


def encode(sentences: Iterable[Sequence[str]] | TokenFile, min_count: int) -> Text:
    """The words of a text as numbers, read once. The tokens of a `TokenFile` stay on the disk.

    Raises ValueError where nothing could be learned from the text.
    """
    if isinstance(sentences, TokenFile):
        names, tokens, ends = sentences.names, sentences.token_ids, sentences.sentence_ends
    else:
        names, tokens, ends = _numbered(sentences)
    counts = np.zeros(len(names), np.int64)
    for start in range(0, len(tokens), BLOCK):
        counts += np.bincount(tokens[start : start + BLOCK], minlength=len(names))
    vocabulary = Vocabulary.from_counts(dict(zip(names, counts.tolist(), strict=True)), min_count)
    if len(vocabulary) == 1:
        raise ValueError(f"the dictionary has only one word, {vocabulary.words[0]!r}: there is nothing to tell it from")
    ids = np.array([vocabulary.index.get(name, -1) for name in names], np.int32)
    text = Text(tokens, ends, ids, vocabulary)
    if not any((numbers[1:] == numbers[:-1]).any() for _, numbers in starmap(text.read, text.blocks())):
        raise ValueError("no sentence has two words of the dictionary: no word has a neighbour to learn from")
    return text


def _numbered(sentences: Iterable[Sequence[str]]) -> tuple[list[str], Int[np.ndarray, " words"], Int[np.ndarray, " n"]]:
    """The words that there are, the number of every word of the text among them, and where each sentence ends."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)  # a new word gets the next number
    found, lengths = array("i"), array("i")
    for sentence in refuse_letters(sentences):
        found.extend(map(numbers.__getitem__, sentence))
        lengths.append(len(sentence))
    return list(numbers), np.asarray(found), np.cumsum(lengths, dtype=np.int64)


def batches(text: Text, window: int, sample: float, size: int, draws: torch.Generator) -> Iterator[tuple[float, Batch]]:
    """One epoch: batches of `size` words in random order, each with the share of the epoch that is done after it.

    They are where `draws` is, on the processor or on a GPU. Of a long text one block after the other is read, in random
    order.
    """
    device = draws.device
    precise = torch.float32 if device.type == "mps" else torch.float64  # a Mac's GPU has no float64
    counts = torch.tensor(text.vocabulary.counts, dtype=torch.float64)
    noise_shares = (counts.pow(0.75).cumsum(0) / counts.pow(0.75).sum()).to(device, precise)
    keep = keep_probability(counts, sample).float().to(device)
    blocks, done, total = text.blocks(), 0, sum(text.vocabulary.counts)
    for block in _shuffled(len(blocks), draws):
        words, numbers = (tensor.to(device) for tensor in text.read(*blocks[block]))
        drawn = torch.rand(len(words), generator=draws, device=device)
        kept = (drawn < keep.index_select(0, words)).nonzero()[:, 0]
        stream = F.pad(words.index_select(0, kept), (window, window + size))
        sentences = F.pad(numbers.index_select(0, kept), (window, window + size), value=-1)
        full = -(-len(kept) // size)  # batches, the last of them filled up with what is no text
        reach = torch.randint(1, window + 1, (full * size,), generator=draws, device=device, dtype=torch.int32)
        uniform = torch.rand(full * size // GROUP, NOISE, generator=draws, device=device, dtype=precise)
        noise = torch.searchsorted(noise_shares, uniform, out_int32=True)
        for number, batch in enumerate(_shuffled(full, draws), start=1):
            start, end = batch * size, (batch + 1) * size
            around, groups = slice(start, end + 2 * window), slice(start // GROUP, end // GROUP)
            yield (
                (done + len(words) * number / full) / total,
                Batch(stream[around], sentences[around], reach[start:end], noise[groups]),
            )
        done += len(words)


def _shuffled(number: int, draws: torch.Generator) -> list[int]:
    """The numbers below this one in random order."""
    return torch.randperm(number, generator=draws, device=draws.device).tolist()


def keep_probability(counts: Float[Tensor, " vocab_size"], sample: float) -> Float[Tensor, " vocab_size"]:
    """Subsampling: the probability with which an occurrence of a word is kept.

    (sqrt(f / sample) + 1) * sample / f, at most 1, where f is the word's share of the text; as word2vec.c has it.
    """
    if sample == 0:
        return torch.ones_like(counts)
    ratio = sample * counts.sum() / counts
    return (ratio.sqrt() + ratio).clamp(max=1)
