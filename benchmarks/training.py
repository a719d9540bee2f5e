"""Training a GPT beside Hugging Face's GPT2LMHeadModel: words a second, time to the same loss, and the cost of writing.

    python benchmarks/training.py                                        # Small World
    python benchmarks/training.py --text FOLDER --encoding latin-1       # a folder of text files

Both sides have the same shape, the same weights at the start (saved by one, loaded by the other), the same texts, the
same precision, no dropout, AdamW with the same settings, the same learning rates and the same number of texts a step.
Ours is `train_model`. Theirs is the plain loop: the model, autocast, `labels=`, backward, clip, AdamW, step; batches
filled up to the longest text. It runs twice: with texts in random order, as a DataLoader with shuffle=True has them,
and with our batches, which hold texts of about the same length.

All run in turns, and the medians of the runs are compared. A word is a token that has to be predicted, without padding.
The loss is that of texts that no side has seen, by one function for all; the clock stands still meanwhile.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import torch
import transformers
from report import machine, ratios, spread, table
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence
from transformers import GPT2LMHeadModel
from word2bert.labels.batches import Batches, Examples
from word2bert.labels.next_word import next_word_batches
from word2bert.losses import next_word_loss
from word2bert.models import GPT, GPTConfig
from word2bert.models.attention import Memory
from word2bert.text import WordPiece, small_world, sources
from word2bert.training.device import choose_device
from word2bert.training.history import Record
from word2bert.training.loop import train_model
from word2bert.training.optimizers import BETAS
from word2bert.training.precision import PRECISIONS, faster_precision
from word2bert.training.schedules import warm_up_then_fall

LENGTH = 128  # tokens of a text at most
BATCH, PEAK, WARM_UP, DECAY, CLIP = 32, 2e-3, 50, 0.01, 1.0
HELD_OUT = 400  # texts
POINTS = 10  # of each curve
PLACES = (64, 256, 1024)  # of the word that is written

Scores = Callable[[Tensor], Tensor]
Curve = list[tuple[float, float]]  # seconds, held-out loss
Side = Callable[[], tuple[float, Curve]]  # words a second, and the curve


def main() -> None:
    options = read_options()
    device = choose_device(options.device)
    torch.set_num_threads(options.threads)
    precision = options.precision or faster_precision(device)
    texts, wordpiece = read_text(options)
    held_out, texts = texts[:HELD_OUT], texts[HELD_OUT:]
    config = shape(options, len(wordpiece))
    print(
        f"{machine('transformers')} {options.threads} threads, on {device} in {precision}. {len(texts):,} texts, ",
        end="",
    )
    print(f"{sum(map(len, texts)):,} tokens, {len(wordpiece):,} pieces; {config.hidden_size} wide, ", end="")
    print(f"{config.num_hidden_layers} blocks, {config.num_attention_heads} heads; ", end="")
    print(f"{options.steps} steps of {BATCH} texts, ", end="")
    print(f"without dropout; medians of {options.runs} runs. A word is a token to predict, without padding.\n")

    with tempfile.TemporaryDirectory() as start:
        torch.manual_seed(0)
        GPT(config, wordpiece.vocabulary).save(start)
        batches = next_word_batches(texts, wordpiece.id("[PAD]"), BATCH)
        settings = (start, held_out, options.steps, precision, device)
        sides: dict[str, Side] = {
            "word2bert": lambda: ours(batches, *settings),
            "transformers, our batches": lambda: theirs(by_length(batches), *settings),
            "transformers, random order": lambda: theirs(in_random_order(texts), *settings),
        }
        speeds: dict[str, list[float]] = {name: [] for name in sides}
        curves: dict[str, list[Curve]] = {name: [] for name in sides}
        for _ in range(options.runs):
            for name, train in sides.items():
                speed, curve = train()
                speeds[name].append(speed)
                curves[name].append(curve)
    report(speeds, curves)
    cost_of_writing(config, device, options.runs)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", help="a folder of text files in place of Small World")
    parser.add_argument("--encoding", default="utf-8")
    parser.add_argument("--documents", type=int, default=12_000, help="of Small World")
    parser.add_argument("--pieces", type=int, default=2_400, help="in the dictionary")
    parser.add_argument("--width", type=int, default=128, help="32 numbers for each head")
    parser.add_argument("--blocks", type=int, default=2)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--precision", choices=PRECISIONS, help="without it, the faster on this machine")
    parser.add_argument("--device")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


def read_text(options: argparse.Namespace) -> tuple[list[list[int]], WordPiece]:
    """The texts as ids, in an order that mixes those to learn from and those held out; and their dictionary."""
    if options.text:
        documents = [" ".join(document) for document in sources.folder(options.text, encoding=options.encoding)]
    else:
        documents = [" ".join(document) for document in small_world.documents(options.documents)]
    documents = [documents[i] for i in torch.randperm(len(documents), generator=torch.Generator().manual_seed(0))]
    wordpiece = WordPiece.train(documents, vocab_size=options.pieces)
    return [wordpiece.encode(text, length=LENGTH).ids for text in documents], wordpiece


def shape(options: argparse.Namespace, pieces: int) -> GPTConfig:
    return GPTConfig(
        vocab_size=pieces,
        hidden_size=options.width,
        num_hidden_layers=options.blocks,
        num_attention_heads=options.width // 32,
        intermediate_size=4 * options.width,
        max_position_embeddings=LENGTH,
        hidden_dropout_prob=0.0,
        initializer_range=0.08 if options.width < 256 else 0.04,
    )


def ours(
    batches: Batches[list[int]], start: str, held_out: list[list[int]], steps: int, precision: str, device: torch.device
) -> tuple[float, Curve]:
    model, curve, seen = GPT.load(start), Curve(), list[Record]()

    def loss(model: nn.Module, examples: Examples) -> dict[str, Tensor]:
        scores, _ = model(examples.inputs["ids"])
        return {"next word": next_word_loss(scores, examples.labels["next word"])}

    def on_step(record: Record) -> None:
        seen.append(record)
        if record.step * POINTS // steps > len(curve):
            curve.append((record.seconds, held_out_loss(lambda ids: model(ids)[0], held_out, device)))

    schedule = warm_up_then_fall(PEAK, steps, WARM_UP)
    settings = {"weight_decay": DECAY, "clip": CLIP, "precision": precision, "device": device}
    train_model(model, batches, loss, steps, schedule, on_step=on_step, **settings)
    return seen[-1].words / seen[-1].seconds, curve


def theirs(
    samples: Iterator[list[list[int]]],
    start: str,
    held_out: list[list[int]],
    steps: int,
    precision: str,
    device: torch.device,
) -> tuple[float, Curve]:
    model = GPT2LMHeadModel.from_pretrained(start).to(device).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK, betas=BETAS, weight_decay=DECAY)
    schedule = warm_up_then_fall(PEAK, steps, WARM_UP)
    warmth = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule(min(step, steps - 1)) / PEAK)
    words, seconds, curve = 0, 0.0, Curve()
    for step in range(steps):
        began = time.perf_counter()
        texts = [torch.tensor(text) for text in next(samples)]
        ids = pad_sequence(texts, batch_first=True).to(device)
        mask = pad_sequence([torch.ones_like(text) for text in texts], batch_first=True).to(device)
        labels = ids.masked_fill(mask == 0, -100)
        batch = {"input_ids": ids, "attention_mask": mask, "labels": labels}
        plain_step(model, optimizer, batch, precision, device)
        warmth.step()
        words += sum(len(text) - 1 for text in texts)
        if device.type == "cuda":
            torch.cuda.synchronize()
        seconds += time.perf_counter() - began
        if (step + 1) * POINTS // steps > len(curve):
            model.eval()
            curve.append((seconds, held_out_loss(lambda ids: model(input_ids=ids).logits, held_out, device)))
            model.train()
    return words / seconds, curve


def plain_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, batch: dict[str, Tensor], precision: str, device: torch.device
) -> None:
    """A step as everybody writes it, with a model that computes its own loss."""
    with torch.autocast(device.type, PRECISIONS[precision], precision != "float32"):
        loss = model(**batch).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
    optimizer.step()
    optimizer.zero_grad()


def by_length(batches: Batches[list[int]]) -> Iterator[list[list[int]]]:
    """The texts of our batches, step by step."""
    place = 0
    while True:
        yield [batches.sample(place + n) for n in range(BATCH)]
        place += BATCH


def in_random_order(texts: list[list[int]]) -> Iterator[list[list[int]]]:
    """Epoch after epoch in another order, whole batches only."""
    draws = torch.Generator().manual_seed(0)
    while True:
        for numbers in torch.randperm(len(texts), generator=draws).split(BATCH):
            if len(numbers) == BATCH:
                yield [texts[number] for number in numbers]


@torch.no_grad()
def held_out_loss(scores: Scores, texts: list[list[int]], device: torch.device) -> float:
    """The mean over all words of texts that nobody learned from, in float32."""
    total, words = 0.0, 0
    for some in (sorted(texts, key=len)[first : first + BATCH] for first in range(0, len(texts), BATCH)):
        ids = pad_sequence([torch.tensor(text) for text in some], batch_first=True, padding_value=-1).to(device)
        labels = ids[:, 1:].masked_fill(ids[:, 1:] < 0, -100)
        count = int((labels >= 0).sum())
        total += float(next_word_loss(scores(ids[:, :-1].clamp(min=0)), labels)) * count
        words += count
    return total / words


def report(speeds: dict[str, list[float]], curves: dict[str, list[Curve]]) -> None:
    """Medians, and the medians of the ratios within a run."""
    ours = next(iter(speeds))
    goal = max(runs[0][-1][1] for runs in curves.values())  # the last loss of the slowest learner
    reached = {name: [seconds_to(goal, curve) for curve in runs] for name, runs in curves.items()}
    rows = []
    for name, runs in speeds.items():
        faster, sooner = ratios(speeds[ours], runs), ratios(reached[name], reached[ours])
        compared = ["", ""] if name == ours else [spread(faster, ".2f"), spread(sooner, ".2f")]
        rows.append([name, spread(runs), f"{curves[name][0][-1][1]:.3f}", spread(reached[name], ".1f"), *compared])
    head = ["", "words/s", "held-out loss", f"seconds to {goal:.3f}", "word2bert: times the words", "times as soon"]
    print(table(head, rows))


def seconds_to(goal: float, curve: Curve) -> float:
    """When a curve first is at `goal` or below, between two points on a straight line."""
    for (before, high), (after, low) in pairwise(curve):
        if high <= goal:
            return before
        if low <= goal:
            return before + (after - before) * (high - goal) / (high - low)
    return curve[-1][0]


@torch.no_grad()
def cost_of_writing(config: GPTConfig, device: torch.device, runs: int) -> None:
    """Milliseconds of one more word, with the words before it kept and read anew; and Hugging Face's with its cache."""
    sizes = {**vars(config), "max_position_embeddings": max(PLACES) + 1}
    with tempfile.TemporaryDirectory() as folder:
        GPT(GPTConfig(**sizes)).save(folder)
        model, other = GPT.load(folder).to(device), GPT2LMHeadModel.from_pretrained(folder).to(device).eval()
    rows = []
    for place in PLACES:
        ids = torch.randint(config.vocab_size, (1, place + 1), device=device)
        seconds: dict[str, list[float]] = {"kept": [], "read anew": [], "transformers": []}
        for _ in range(4 * runs):
            memory = [Memory() for _ in model.blocks]
            model(ids[:, :-1], memory=memory)
            cache = other(input_ids=ids[:, :-1], use_cache=True).past_key_values
            for name, read in {
                "kept": lambda: model(ids[:, -1:], memory=memory),  # noqa: B023
                "read anew": lambda: model(ids),  # noqa: B023
                "transformers": lambda: other(input_ids=ids[:, -1:], past_key_values=cache, use_cache=True),  # noqa: B023
            }.items():
                began = time.perf_counter()
                read()
                if device.type == "cuda":
                    torch.cuda.synchronize()
                seconds[name].append(time.perf_counter() - began)
        rows.append([place, *(spread([1000 * each for each in times], ".2f") for times in seconds.values())])
    print("Milliseconds for one more word, float32:\n")
    print(table(["at place", "keys and values kept", "all read anew", "transformers, kept"], rows))


if __name__ == "__main__":
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    main()
