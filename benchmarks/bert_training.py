"""Training a BERT beside Hugging Face's BertForPreTraining: tokens a second, and the share of the machine's peak.

    python benchmarks/bert_training.py                                        # Small World
    python benchmarks/bert_training.py --text FOLDER --encoding latin-1       # a folder of text files
    python benchmarks/bert_training.py --cost                                 # a picture: what more work costs

Both sides have the same shape, the same weights at the start (saved by one, loaded by the other), the same pairs with
the same words masked, the same precision and the same number of pairs a step. Ours is `train_model`. Theirs is the
usual loop: the model, autocast, `labels=`, backward, clip, AdamW as it comes, step. It has three rows:

    padded to 128          batches in random order, every pair filled up, as create_pretraining_data.py writes them
    padded to the longest  batches in random order, filled up to the longest pair of each
    without padding        only pairs of full length, on both sides

The steps of all sides alternate, and so does a product of two large matrices, which shows what the machine can do at
its best. A round is every pair once. Labels are made before the clock starts. A token is no padding, on both sides.
The share of the peak counts the work that is needed: tokens that are no padding, scores of the masked words alone.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise

import matplotlib.pyplot as plt
import torch
import transformers
from report import machine, picture, ratios, spread, table
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence
from training import plain_step
from transformers import BertForPreTraining
from word2bert.labels.batches import Batches, Examples
from word2bert.labels.masking import NOT_ASKED
from word2bert.labels.pretraining import PAIRS, WORDS, pretraining_batches
from word2bert.losses import pretraining_loss
from word2bert.models import Bert, BertConfig
from word2bert.text import WordPiece, small_world, sources
from word2bert.training.bert import bert_loss
from word2bert.training.device import choose_device
from word2bert.training.history import Record
from word2bert.training.loop import train_model
from word2bert.training.precision import PRECISIONS, faster_precision

LENGTH, PIECES, RATE, DECAY = 128, 8_192, 1e-4, 0.01
WARM_UP = 2  # steps that are not counted
SIDES = {"cpu": 2_048, "cuda": 8_192}  # of the matrices whose product is the peak
TOKENS = 4_096  # of a batch, where the cost of more work is measured


@dataclass(frozen=True)
class Shape:
    """The sizes of a model, and how many pairs make a step and how many steps a round."""

    vocab_size: int
    width: int
    blocks: int
    pairs: int
    steps: int

    def config(self, dropout: float = 0.0, positions: int = LENGTH) -> BertConfig:
        return BertConfig(
            vocab_size=self.vocab_size,
            hidden_size=self.width,
            num_hidden_layers=self.blocks,
            num_attention_heads=self.width // 64,
            intermediate_size=4 * self.width,
            max_position_embeddings=positions,
            hidden_dropout_prob=dropout,
        )


SHAPES = {"mini": Shape(PIECES, 256, 4, 32, 25), "base": Shape(30_522, 768, 12, 4, 20)}


class Prepared:
    """Examples that are there before the clock starts, in the place of `Batches`."""

    def __init__(self, examples: list[Examples], batch_size: int) -> None:
        self.examples, self.batch_size = examples, batch_size

    def at(self, consumed: int, count: int | None = None) -> Examples:
        return self.examples[consumed // self.batch_size % len(self.examples)]

    def settings(self) -> dict[str, int]:
        return {}


def main() -> None:
    options = read_options()
    device = choose_device(options.device)
    torch.set_num_threads(options.threads)
    options.precisions = options.precisions or list(dict.fromkeys(["float32", faster_precision(device)]))
    if options.worker:
        print(tokens_a_second(SHAPES["mini"], LENGTH, options.precisions[0], device))
        return
    if options.cost:
        print(cost(options.precisions[0], device, options.threads))
        return
    documents, wordpiece = read_text(options)
    rows = [
        row
        for name in options.shapes
        for precision in options.precisions
        for row in beside(name, precision, documents, wordpiece, options, device)
    ]
    text = "A folder of texts" if options.text else "Small World"
    print(
        f"{machine('transformers')} On {device}, {options.threads} threads, dropout {options.dropout}. {text}, ", end=""
    )
    print(f"medians of {options.rounds} rounds. A token is no padding; the peak is that of a product of matrices.\n")
    head = ["", "pairs", "", "real tokens", "tokens/s", "**word2bert is faster by**", "share of the peak"]
    print(table(head, rows))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", help="a folder of text files in place of Small World")
    parser.add_argument("--encoding", default="utf-8")
    parser.add_argument("--documents", type=int, default=6_000, help="of Small World")
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=list(SHAPES))
    parser.add_argument("--precisions", nargs="+", choices=PRECISIONS, help="float32, and bfloat16 where it is faster")
    parser.add_argument("--pairs", type=int, help="in a step, in place of 32 (mini) and 4 (base)")
    parser.add_argument("--steps", type=int, help="in a round, in place of 25 (mini) and 20 (base)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dropout", type=float, default=0.0, help="theirs drops out of the attention maps, too")
    parser.add_argument("--device")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cost", action="store_true", help="draw tokens a second against tokens, width and processes")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)  # one of several processes
    return parser.parse_args()


def read_text(options: argparse.Namespace) -> tuple[list[list[list[int]]], WordPiece]:
    """Documents, each a list of sentences, each a list of ids; and their dictionary."""
    if options.text:
        documents = [list(document) for document in sources.folder(options.text, encoding=options.encoding)]
    else:
        documents = [list(document) for document in small_world.documents(options.documents)]
    wordpiece = WordPiece.train([" ".join(document) for document in documents], vocab_size=PIECES)
    return [[wordpiece.encode(sentence).ids[1:-1] for sentence in document] for document in documents], wordpiece


def beside(
    name: str,
    precision: str,
    documents: list[list[list[int]]],
    wordpiece: WordPiece,
    options: argparse.Namespace,
    device: torch.device,
) -> list[list[str]]:
    """Measure one shape in one precision. Returns the rows of the table."""
    shape = SHAPES[name]
    pairs, steps = options.pairs or shape.pairs, options.steps or shape.steps
    config = shape.config(options.dropout)
    title = (
        f"{name}: {shape.blocks} blocks, {shape.width} wide, {shape.vocab_size:,} pieces, {pairs} pairs, {precision}"
    )
    found: list[list[str]] = []
    every = pretraining_batches(documents, wordpiece, LENGTH, pairs)
    natural = every.take(0, every.order(0)[: steps * pairs])
    full = [pair for pair in every.take(0, every.order(0)) if len(pair) == LENGTH][: steps * pairs]
    with tempfile.TemporaryDirectory() as start:
        torch.manual_seed(0)
        Bert(config).save(start)
        for lengths, chosen, paddings in (
            ("natural lengths", natural, {"padded to 128": LENGTH, "padded to the longest": 0}),
            ("full length", full[: len(full) // pairs * pairs], {"without padding": 0}),
        ):
            batches = Batches(chosen, every.make, pairs)
            examples = [batches.at(place) for place in range(0, len(chosen), pairs)]
            rows = [row for each in examples for row in rows_of(each)]
            order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(0)).tolist()
            samples = {
                padding: [
                    collated([rows[number] for number in order[first : first + pairs]], length)
                    for first in range(0, len(rows), pairs)
                ]
                for padding, length in paddings.items()
            }
            for row in in_turns(config, start, examples, samples, precision, options, device):
                found.append(["" if found else title, lengths, *row])
                print(found[-1], file=sys.stderr, flush=True)
    return found


def rows_of(examples: Examples) -> list[dict[str, Tensor]]:
    """Each pair without padding, under Hugging Face's names. Their label 0 is our 1: the sentences are continuous."""
    found = []
    for number, mask in enumerate(examples.inputs["mask"]):
        row = {
            "input_ids": examples.inputs["ids"][number][mask],
            "token_type_ids": examples.inputs["segments"][number][mask],
            "attention_mask": mask[mask].long(),
            "labels": examples.labels[WORDS][number][mask],
        }
        found.append({**row, "next_sentence_label": 1 - examples.labels[PAIRS][number]})
    return found


def collated(rows: list[dict[str, Tensor]], length: int = 0) -> dict[str, Tensor]:
    """The pairs side by side, filled up to the longest, or to `length`."""
    batch = {"next_sentence_label": torch.stack([row["next_sentence_label"] for row in rows])}
    for name in ("input_ids", "token_type_ids", "attention_mask", "labels"):
        filler = NOT_ASKED if name == "labels" else 0
        filled = pad_sequence([row[name] for row in rows], batch_first=True, padding_value=filler)
        batch[name] = nn.functional.pad(filled, (0, max(0, length - filled.shape[1])), value=filler)
    return batch


def in_turns(
    config: BertConfig,
    start: str,
    examples: list[Examples],
    samples: dict[str, list[dict[str, Tensor]]],
    precision: str,
    options: argparse.Namespace,
    device: torch.device,
) -> list[list[str]]:
    """Train both sides, step by step in turns. Returns a row for each."""
    ours = Bert.load(start)
    theirs = BertForPreTraining.from_pretrained(start, attention_probs_dropout_prob=options.dropout).to(device)
    check_losses(ours.to(device), theirs.eval(), examples[0].to(device))
    theirs.train()
    optimizer = torch.optim.AdamW(theirs.parameters(), lr=RATE, weight_decay=DECAY)
    peak = Peak(precision, device)
    seconds: dict[str, list[float]] = {"word2bert": [], **{name: [] for name in samples}}
    peaks: list[float] = []
    before = 0.0

    def on_step(record: Record) -> None:
        nonlocal before
        seconds["word2bert"].append(record.seconds - before)
        before = record.seconds
        peaks.append(peak())
        for name, batches in samples.items():
            batch = {key: tensor.to(device) for key, tensor in batches[(record.step - 1) % len(batches)].items()}
            finish(device)
            began = time.perf_counter()
            plain_step(theirs, optimizer, batch, precision, device)
            finish(device)
            seconds[name].append(time.perf_counter() - began)

    steps, size = options.rounds * len(examples), len(examples[0].labels[PAIRS])
    if WARM_UP + steps > 200:
        raise SystemExit(f"{options.rounds} rounds of {len(examples)} steps: train_model tells of 200 steps at most")
    # the last ones first, so that every round begins with the first
    shifted = examples[-WARM_UP:] + examples[:-WARM_UP]
    for batches in samples.values():
        batches[:] = batches[-WARM_UP:] + batches[:-WARM_UP]
    train_model(
        ours,
        Prepared(shifted, size),
        bert_loss,
        WARM_UP + steps,
        lambda step: RATE,
        weight_decay=DECAY,
        precision=precision,
        device=device,
        on_step=on_step,
    )
    return medians(config, examples, samples, seconds, peaks)


def check_losses(ours: Bert, theirs: nn.Module, examples: Examples) -> None:
    """The same pairs have the same loss on both sides, before anybody learns."""
    asked = examples.labels[WORDS] != NOT_ASKED
    batch = {name: tensor.to(asked.device) for name, tensor in collated(rows_of(examples), LENGTH).items()}
    with torch.no_grad():
        output = ours(**examples.inputs, asked=asked)
        words, pairs = examples.labels[WORDS][asked], examples.labels[PAIRS]
        loss = pretraining_loss(output.word_scores, words, output.pair_scores, pairs)
        torch.testing.assert_close(loss, theirs(**batch).loss, rtol=1e-4, atol=1e-4)


class Peak:
    """The most multiplications and additions a second that a product of matrices reaches; the best of three."""

    def __init__(self, precision: str, device: torch.device) -> None:
        self.side = SIDES[device.type]
        self.matrix = torch.randn(self.side, self.side, device=device).to(PRECISIONS[precision])

    def __call__(self) -> float:
        times = []
        for _ in range(3):
            finish(self.matrix.device)
            began = time.perf_counter()
            self.matrix @ self.matrix
            finish(self.matrix.device)
            times.append(time.perf_counter() - began)
        return 2 * self.side**3 / min(times)


def finish(device: torch.device) -> None:
    """Wait for a GPU."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def needed(config: BertConfig, examples: Examples) -> float:
    """The multiplications and additions that a step cannot do without: 6 for each weight and token that uses it (2 on
    the way there, 4 on the way back), and 12 L C T for what a token attends to."""
    layers, width = config.num_hidden_layers, config.hidden_size
    lengths = examples.inputs["mask"].sum(dim=1).double()
    asked = int((examples.labels[WORDS] != NOT_ASKED).sum())
    blocks = float((72 * layers * width**2 * lengths + 12 * layers * width * lengths**2).sum())
    return blocks + 6 * asked * (config.vocab_size * width + width**2) + 6 * len(lengths) * width**2


def medians(
    config: BertConfig,
    examples: list[Examples],
    samples: dict[str, list[dict[str, Tensor]]],
    seconds: dict[str, list[float]],
    peaks: list[float],
) -> list[list[str]]:
    """Medians of the rounds, of their ratios, and of the share of the peak, each step beside its own product."""
    tokens, steps = sum(each.words for each in examples), len(examples)
    rounds = {name: [sum(part) for part in parts(times, steps)] for name, times in seconds.items()}
    times = seconds["word2bert"][WARM_UP:]
    work = [needed(config, examples[number % steps]) for number in range(len(times))]
    shares = [work[number] / times[number] / peaks[WARM_UP + number] for number in range(len(times))]
    rows = []
    for name, sums in rounds.items():
        padded = name in samples
        places = (
            sum(batch["input_ids"].numel() for batch in samples[name])
            if padded
            else sum(each.places for each in examples)
        )
        faster = spread(ratios(sums, rounds["word2bert"]), ".2f") if padded else ""
        speeds = spread([tokens / total for total in sums])
        rows.append([name, f"{tokens / places:.0%}", speeds, faster, "" if padded else spread(shares, ".0%")])
    return rows


def parts(times: list[float], steps: int) -> list[list[float]]:
    """The steps of each round, without those to warm up."""
    return [times[first : first + steps] for first in range(WARM_UP, len(times), steps)]


def tokens_a_second(shape: Shape, length: int, precision: str, device: torch.device, steps: int = 7) -> float:
    """Of train_model, on random pairs of full length; with several processes, of all of them together."""
    processes = int(os.environ.get("WORLD_SIZE", 1))
    size = max(processes, TOKENS // length)
    rows = size // processes
    ids = torch.randint(shape.vocab_size, (rows, length))
    labels = torch.where(torch.rand(rows, length) < 0.15, ids, NOT_ASKED)
    inputs = {"ids": ids, "mask": torch.ones_like(ids, dtype=torch.bool), "segments": torch.zeros_like(ids)}
    examples = Examples(inputs, {WORDS: labels, PAIRS: torch.randint(2, (rows,))}, ids.numel(), ids.numel())
    ends: list[float] = []
    train_model(
        Bert(shape.config(positions=length)),
        Prepared([examples], size),
        bert_loss,
        WARM_UP + steps,
        lambda step: RATE,
        precision=precision,
        device=device,
        on_step=lambda record: ends.append(record.seconds),
    )
    return size * length / statistics.median([b - a for a, b in pairwise(ends[WARM_UP - 1 :])]) if ends else 0.0


def cost(precision: str, device: torch.device, threads: int) -> str:
    """Three charts: tokens a second against the tokens of a pair, the width, and the number of processes."""
    by_length = {length: Shape(PIECES, 256, 4, 0, 0) for length in (64, 128, 256, 512)}
    by_width = {width: Shape(PIECES, width, 4, 0, 0) for width in (128, 256, 512, 768)}
    curves = {
        "tokens of a pair, T": {
            length: tokens_a_second(shape, length, precision, device) for length, shape in by_length.items()
        },
        "width of the model, C": {
            width: tokens_a_second(shape, LENGTH, precision, device) for width, shape in by_width.items()
        },
        "processes, one thread each": {count: in_processes(count, precision) for count in range(1, threads + 1)},
    }
    titles = (
        "{first} to {last} tokens: {change:.0%} of the speed",
        "{factor:.0f} times the width: {change:.0%} of the speed",
        "{last} processes: {change:.2f} times the speed",
    )
    figure, axes = plt.subplots(1, 3, figsize=(14, 4.2), sharey=False, layout="constrained")
    for ax, (label, curve), title in zip(axes, curves.items(), titles, strict=True):
        xs, ys = list(curve), list(curve.values())
        ax.plot(xs, ys, marker="o", color="#0072B2")
        ax.set_xticks(xs)
        ax.set_ylim(0, 1.1 * max(ys))
        ax.set_xlabel(label, fontsize=12)
        ax.set_ylabel("tokens a second", fontsize=12)
        ax.tick_params(labelsize=11)
        ax.yaxis.set_major_formatter("{x:,.0f}")
        ax.set_title(title.format(first=xs[0], last=xs[-1], factor=xs[-1] / xs[0], change=ys[-1] / ys[0]), fontsize=13)
    found = "; ".join(
        f"{label}: " + ", ".join(f"{x} {y:,.0f}" for x, y in each.items()) for label, each in curves.items()
    )
    model = f"4 blocks, 256 wide where the width does not change, {precision}, {TOKENS:,} tokens a step"
    shows = (
        "Tokens a second of BERT against the tokens of a pair, the width, and the processes; the text has the numbers"
    )
    return f"What more work costs ({model}), in tokens a second. {found}.\n\n{picture(figure, 'bert_training', shows)}"


def in_processes(count: int, precision: str) -> float:
    """The same, in so many processes of one thread each, which torchrun starts."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc_per_node={count}", __file__]
    command += ["--worker", "--threads", "1", "--precisions", precision, "--device", "cpu"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}  # torchrun sets it for several processes alone
    output = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    return max(float(line) for line in output.split())


if __name__ == "__main__":
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    main()
