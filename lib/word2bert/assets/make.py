"""Makes what ships: the trained models, and the table of the series.

python -m word2bert.assets.make           everything
python -m word2bert.assets.make vectors   small-vectors/, and its two rows of the table
python -m word2bert.assets.make gpt       small-gpt/: the model of notebook 07 and its recorded run, and its row
python -m word2bert.assets.make class     class-bert/: the model of notebook 09 and its recorded runs, and its row
python -m word2bert.assets.make bert      small-bert/: the BERT that is 768 wide, its log and its snapshots, and its row
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from word2bert.assets.make_bert import class_bert_and_row, small_bert_and_row
from word2bert.explore import capitals_right, model_row, write_text
from word2bert.explore.series import Row, as_json, shipped_rows, word_vectors_row
from word2bert.labels.batches import Examples
from word2bert.labels.next_word import next_word_batches
from word2bert.losses import next_word_loss
from word2bert.models import GPT, WordVectors
from word2bert.text import small_world, words
from word2bert.training import Record, evaluate, train_model, train_word_vectors
from word2bert.training.class_run import GPT_TOPICS, GPTRun
from word2bert.training.replay import RECORDING, recorded

HERE = Path(__file__).parent
DOCUMENTS = 10_000
MOST_WORDS = 2_300  # of 200 numbers each: below 2 MB
ASKED_EVERY = 25  # steps
QUESTION = "the capital of china is"


def word_vectors(sentences: list[list[str]], architecture: str, notebook: str) -> tuple[WordVectors, Row]:
    """Train with the settings of the course, and measure."""
    started = time.perf_counter()
    vectors = train_word_vectors(sentences, architecture=architecture)
    seconds = round(time.perf_counter() - started, 1)
    name = {"cbow": "CBOW", "skip-gram": "skip-gram"}[architecture]
    return vectors, word_vectors_row(name, notebook, vectors, sum(map(len, sentences)), seconds)


def vectors_and_rows(folder: Path) -> list[Row]:
    """Write vectors.bin; the rows of CBOW and skip-gram."""
    sentences = [words(sentence) for document in small_world.documents(DOCUMENTS) for sentence in document]
    _, cbow = word_vectors(sentences, "cbow", "01")
    vectors, skip_gram = word_vectors(sentences, "skip-gram", "02")
    shipped = WordVectors(vectors.words[:MOST_WORDS], vectors.vectors[:MOST_WORDS])
    shipped.save_word2vec_format(folder / "small-vectors" / "vectors.bin", binary=True)
    return [cbow, skip_gram]


def loss(model: torch.nn.Module, examples: Examples) -> dict[str, torch.Tensor]:
    """The loss of a GPT, by its name."""
    scores, _ = model(examples.inputs["ids"])
    return {"next word": next_word_loss(scores, examples.labels["next word"])}


def told(model: GPT) -> dict[str, Any]:
    """What a model knows and writes at a step of its training."""
    return {"right": capitals_right(model), "text": write_text(model, QUESTION, most=12)}


def gpt_and_row(folder: Path, run: GPTRun | None = None, device: str = "cpu") -> list[Row]:
    """Train as notebook 07 does, and write the model and its recorded run; its row."""
    run = run or GPTRun()
    documents = small_world.documents(run.documents, topics=GPT_TOPICS)
    texts, unread = run.split([" ".join(document) for document in documents])
    wordpiece, ids = run.read(texts)
    torch.manual_seed(0)
    model = GPT(run.config(len(wordpiece)), wordpiece.vocabulary)
    records: list[dict[str, Any]] = []

    def watch(record: Record) -> None:
        before = records[-1]["step"] if records else 0
        due = record.step // ASKED_EVERY > before // ASKED_EVERY or record.step == record.steps
        records.append(recorded(record, told(model) if due else None))

    batches = next_word_batches(ids, wordpiece.id("[PAD]"), run.batch_size)
    history = train_model(model, batches, loss, run.steps, run.schedule, device=device, on_step=watch)
    seconds = round(history.seconds[-1], 1)
    place = folder / "small-gpt"
    place.mkdir(exist_ok=True)
    model.bfloat16().save(place)
    shipped = GPT.load(place)  # measured is what ships: its numbers have lost the digits that bfloat16 has not
    count = sum(len(words(text)) for text in texts)
    unread_ids = [wordpiece.encode(text, length=run.length).ids for text in unread]
    unread_batches = next_word_batches(unread_ids, wordpiece.id("[PAD]"), run.batch_size)
    recording = {
        "run": asdict(run),
        "precision": history.precision,
        "held out loss": evaluate(shipped, unread_batches, loss, precision="float32")["next word"],
        "records": records,
    }
    (place / RECORDING).write_text(json.dumps(recording, indent=1) + "\n", encoding="utf-8", newline="\n")
    return [model_row("GPT", "07", shipped, count, seconds)]


MAKERS: dict[str, Callable[[Path], list[Row]]] = {
    "vectors": vectors_and_rows,
    "gpt": gpt_and_row,
    "class": class_bert_and_row,
    "bert": small_bert_and_row,
}


def main(chosen: list[str], folder: Path = HERE) -> int:
    """Make what is chosen, and put its rows into series.json in place of the old ones."""
    if unknown := sorted(set(chosen) - set(MAKERS)):
        print(f"There is no {unknown[0]!r} to make; there are: {', '.join(MAKERS)}.")
        return 2
    made = [row for name in chosen or MAKERS for row in MAKERS[name](folder)]
    rows = {row.model: row for row in [*shipped_rows(), *made]}
    ordered = sorted(rows.values(), key=lambda row: row.notebook)
    (folder / "series.json").write_text(as_json(ordered), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
