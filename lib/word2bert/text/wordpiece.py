"""WordPiece: frequent words whole, rare ones in pieces, on the Hugging Face `tokenizers` library. Notebook 03.

One dictionary serves GPT and BERT alike. It is a file `vocab.txt` with a piece in each line, as every BERT has it.
"""

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

PAD, UNKNOWN, CLS, SEP, MASK = SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


@dataclass(frozen=True)
class Pieces:
    """A text, or a pair of texts, as a model reads it; the lists have an entry for each token."""

    ids: list[int]
    tokens: list[str]
    segments: list[int]  # 0 for [CLS], the first text and its [SEP]; 1 for the second text and its [SEP]
    words: list[int]  # the number of the word, counted through both texts; -1 for special tokens
    offsets: list[tuple[int, int]]  # first and last + 1 letter in its text; (0, 0) for special tokens

    def __len__(self) -> int:
        return len(self.ids)


class WordPiece:
    """Text to pieces and back: lower case, without accents, punctuation and Chinese characters on their own; then, from
    the left, always the longest piece of the dictionary. Pieces within a word begin with ##. [MASK] in a text is read
    as that token, so that a question can be written down. A dictionary with capital letters, such as that of
    bert-base-cased, reads the text as it is written.

    vocabulary: all pieces, the five special tokens among them; the place of a piece is its id.
    Raises ValueError for a special token that is missing and a piece that is there twice.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = list(vocabulary)
        ids = {piece: number for number, piece in enumerate(self.vocabulary)}
        if missing := [token for token in SPECIAL if token not in ids]:
            raise ValueError(f"the dictionary lacks {', '.join(missing)}; a BERT's vocab.txt has all of {SPECIAL}")
        if len(ids) < len(self.vocabulary):
            twice = next(piece for number, piece in enumerate(self.vocabulary) if ids[piece] != number)
            raise ValueError(f"{twice!r} stands twice in the dictionary; each piece needs one id")
        self._ids = ids
        cased = any(piece != piece.lower() for piece in self.vocabulary if not piece.startswith("["))
        self._tokenizer = _tokenizer(models.WordPiece(ids, unk_token=UNKNOWN), cased)
        self._tokenizer.add_special_tokens([MASK])

    @classmethod
    def train(
        cls, texts: Iterable[str], vocab_size: int = 2000, whole: Iterable[str] = (), min_frequency: int = 2
    ) -> "WordPiece":
        """Learn `vocab_size` pieces from texts: letters first, then always the most frequent pair as one piece.

        The same texts give the same pieces. min_frequency: how often a pair must occur to become a piece; whole: words
        that must be one piece, as the answers to questions must: those not learned are added, beyond `vocab_size`.
        Raises TypeError for one str in place of many, ValueError for a text without words, a dictionary too small for
        its letters, and a whole word that no text can have, such as "New York" or "Paris" (lower case).
        """
        for name, given in (("texts", texts), ("whole", whole)):
            if isinstance(given, str):
                raise TypeError(f"{name} is the str {given[:40]!r}; pass a list, such as [{given[:40]!r}]")
        texts = list(texts)
        tokenizer = _tokenizer(models.WordPiece(unk_token=UNKNOWN))
        found_letters = {letter for text in texts for letter in tokenizer.normalizer.normalize_str(text)}
        if not any(map(str.isalnum, found_letters)):
            raise ValueError("the texts have no words; a dictionary needs some")
        letters = sorted(found_letters.union(string.ascii_lowercase, string.digits, string.punctuation) - {" "})
        first = [*SPECIAL, *letters, *(f"##{letter}" for letter in letters)]
        if len(first) > vocab_size:
            raise ValueError(f"vocab_size is {vocab_size}; letters and special tokens alone need {len(first)}")
        # Given first, in a fixed order: else the library numbers them by chance, and breaks ties by their numbers.
        trainer = trainers.WordPieceTrainer(
            vocab_size=vocab_size, min_frequency=min_frequency, special_tokens=first, show_progress=False
        )
        tokenizer.train_from_iterator(texts, trainer)
        found = tokenizer.get_vocab()
        added = [word for word in dict.fromkeys(whole) if word not in found]
        learned = cls([*sorted(found, key=found.__getitem__), *added])
        plain = tokenizer.normalizer.normalize_str
        if split := [word for word in added if plain(word) != word or learned.pieces(word) != [word]]:
            raise ValueError(f"{split[0]!r} cannot be one piece: pass single words in lower case, without accents")
        return learned

    @classmethod
    def load(cls, path: str | Path) -> "WordPiece":
        """Read `vocab.txt`, or the one in a folder. Raises FileNotFoundError, and ValueError as `WordPiece`."""
        file = Path(path) / "vocab.txt" if Path(path).is_dir() else Path(path)
        if not file.is_file():
            raise FileNotFoundError(f"{file} is not there; a dictionary is a file vocab.txt with a piece in each line")
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValueError(f"{file} is not UTF-8 ({error}); save it as UTF-8, with a piece in each line") from None
        return cls(text.removesuffix("\n").split("\n"))

    def save(self, path: str | Path) -> None:
        """Write `vocab.txt`, into a folder if `path` is one."""
        file = Path(path) / "vocab.txt" if Path(path).is_dir() else Path(path)
        file.write_text("".join(f"{piece}\n" for piece in self.vocabulary), encoding="utf-8", newline="\n")

    def __len__(self) -> int:
        return len(self.vocabulary)

    def __contains__(self, piece: object) -> bool:
        return piece in self._ids

    def id(self, piece: str) -> int:
        """The id of a piece. Raises KeyError when it is not in the dictionary."""
        if piece not in self._ids:
            raise KeyError(f"{piece!r} is not in the dictionary of {len(self)} pieces; it reads {self.pieces(piece)}")
        return self._ids[piece]

    @property
    def special_ids(self) -> list[int]:
        """The ids of the special tokens, in the order of SPECIAL."""
        return [self._ids[token] for token in SPECIAL]

    def pieces(self, text: str) -> list[str]:
        """The pieces of a text, without special tokens."""
        pieces: list[str] = self._tokenizer.encode(text).tokens
        return pieces

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of the pieces of many texts, without special tokens; on all cores of the machine."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def encode(self, text: str, pair: str | None = None, length: int | None = None) -> Pieces:
        """[CLS] text [SEP], or [CLS] text [SEP] pair [SEP]; with at most `length` tokens, cut from the longer side.

        A text is cut at its end. Raises ValueError when `length` leaves no room for a piece of each text.
        """
        sides = [self._tokenizer.encode(side) for side in ((text,) if pair is None else (text, pair))]
        lengths = [len(side.ids) for side in sides]
        if length is not None:
            if length < 2 * len(sides) + 1:
                raise ValueError(f"length is {length}; {len(sides)} texts need {2 * len(sides) + 1} tokens or more")
            while sum(lengths) + len(sides) + 1 > length:
                lengths[lengths.index(max(lengths))] -= 1
        ids, tokens, segments, words, offsets = [self._ids[CLS]], [CLS], [0], [-1], [(0, 0)]
        for segment, (side, kept) in enumerate(zip(sides, lengths, strict=True)):
            ids += [*side.ids[:kept], self._ids[SEP]]
            tokens += [*side.tokens[:kept], SEP]
            segments += [segment] * (kept + 1)
            before = max(words) + 1
            words += [*(before + number for number in side.word_ids[:kept] if number is not None), -1]
            offsets += [*side.offsets[:kept], (0, 0)]
        return Pieces(ids, tokens, segments, words, offsets)

    def decode(self, ids: Iterable[int]) -> str:
        """The text of some ids, without special tokens. Lower case stays, for the dictionary has no other."""
        special = set(self.special_ids)
        text: str = self._tokenizer.decode([number for number in ids if number not in special])
        return text


def _tokenizer(model: models.WordPiece, cased: bool = False) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=not cased, strip_accents=not cased)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer
