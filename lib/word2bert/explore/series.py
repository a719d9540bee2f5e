"""The table of the series: what every model of the course answers to "the capital of china is ___"."""

import json
from dataclasses import asdict, dataclass
from importlib.resources import files

from word2bert.explore.cloze import capital_answers, count_right
from word2bert.explore.sums import answer_ranks
from word2bert.models.bert import Bert
from word2bert.models.gpt import GPT
from word2bert.models.word_vectors import WordVectors
from word2bert.text import small_world


@dataclass(frozen=True)
class Row:
    """One model: its answer for China, for how many countries it is right, and what it took."""

    model: str
    notebook: str
    answer: str
    seen: tuple[int, int]  # right, asked: countries whose probe sentences may occur in the text
    held_out: tuple[int, int]  # right, asked: countries whose probe sentences never occur
    words: int  # of text
    seconds: float  # of training, on two processor cores

    @property
    def cells(self) -> list[str]:
        """The row as it is printed."""
        shares = [f"{right} of {asked}" for right, asked in (self.seen, self.held_out)]
        return [self.model, self.notebook, self.answer, *shares, f"{self.words:,}", duration(self.seconds)]


def duration(seconds: float) -> str:
    """ "45 s", "14 min" or "2.4 h": seconds below 2 minutes, minutes below 2 hours, then hours."""
    if round(seconds) < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if round(seconds / 60) < 120 else f"{seconds / 3600:.1f} h"


class SeriesTable:
    """The rows that ship with the course, and those that this notebook has earned (marked with an arrow)."""

    HEAD = ("model", "notebook", "china", "right: seen", "held out", "words", "time")

    def __init__(self, shipped: list[Row], earned: list[Row]) -> None:
        self.shipped, self.earned = shipped, earned

    def __repr__(self) -> str:
        marked = [["", *self.HEAD]]
        marked += [["  ", *row.cells] for row in self.shipped] + [["->", *row.cells] for row in self.earned]
        widths = [max(map(len, column)) for column in zip(*marked, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in marked
        ]
        return "\n".join(["the capital of ___ is ___", "", lines[0], "-" * len(lines[0]), *lines[1:]])


def series_table(*earned: Row) -> SeriesTable:
    """The table so far: shipped rows (assets/series.json, measured by word2bert.assets.make) and the earned ones."""
    return SeriesTable(shipped_rows(), list(earned))


def shipped_rows() -> list[Row]:
    """The rows of assets/series.json."""
    stored = json.loads(files("word2bert").joinpath("assets/series.json").read_text(encoding="utf-8"))
    return [Row(**{**row, "seen": tuple(row["seen"]), "held_out": tuple(row["held_out"])}) for row in stored]


def word_vectors_row(model: str, notebook: str, vectors: WordVectors, words: int, seconds: float) -> Row:
    """The row of word vectors. They cannot fill a gap: their answer is the word nearest to country + "capital"."""
    ranks = answer_ranks(vectors, small_world.capitals, plus=["capital"])
    seen = [rank for country, rank in ranks.items() if country not in small_world.held_out]
    held_out = [rank for country, rank in ranks.items() if country in small_world.held_out]
    [(answer, _)] = vectors.most_similar(["china", "capital"], topn=1)
    return Row(model, notebook, answer, (seen.count(1), len(seen)), (held_out.count(1), len(held_out)), words, seconds)


def model_row(name: str, notebook: str, model: GPT | Bert, words: int, seconds: float) -> Row:
    """The row of a GPT or a BERT: its answer is the word that it puts into "the capital of ... is ___"."""
    said = capital_answers(model)
    right = count_right(said)
    return Row(name, notebook, said["china"][0], right["seen"], right["held out"], words, seconds)


def as_json(rows: list[Row]) -> str:
    """The rows as they are stored in assets/series.json."""
    return json.dumps([asdict(row) for row in rows], indent=1) + "\n"
