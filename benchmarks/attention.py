"""What attention costs as the text grows: ours in the lesson's way and fused, beside PyTorch's own, and the two limits.

    python benchmarks/attention.py

One layer of `models/attention.py`, BERT base's shape (768 wide, 12 heads), forward and backward, float32. "Way of the
lesson" keeps the weights, as maps need them; "fused" is what training uses. torch is nn.MultiheadAttention, which is
fused when it gives no weights. The limit: the work that is needed, at the peak of a product of two matrices. Memory is
what is kept for the way back.
"""

import statistics
import sys

import matplotlib.pyplot as plt
import torch
from report import in_turns, machine, peak, picture, ratios, spread, table, usual_options
from torch import nn
from word2bert.explore.cost import megabytes_kept
from word2bert.models.attention import MultiHeadAttention

WIDTH, HEADS = 768, 12
LENGTHS = (64, 128, 256, 512, 1024, 2048)


def main() -> None:
    options = usual_options(__doc__, runs=7)
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    ours, torchs = MultiHeadAttention(WIDTH, HEADS), nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
    at_best = peak(options.threads)
    seconds: dict[int, dict[str, list[float]]] = {}
    rows = []
    for length in LENGTHS:
        x = torch.randn(1, length, WIDTH, requires_grad=True)
        sides = {
            "way of the lesson": lambda x=x: ours(x, maps=True)[0].sum().backward(),
            "fused": lambda x=x: ours(x)[0].sum().backward(),
            "torch": lambda x=x: torchs(x, x, x, need_weights=False)[0].sum().backward(),
        }
        for run in sides.values():
            run()
        seconds[length] = in_turns(sides, options.runs)
        print(length, seconds[length], file=sys.stderr, flush=True)
        needed = 3 * (8 * length * WIDTH**2 + 4 * length**2 * WIDTH)
        kept = [megabytes_kept(ours, x, maps=maps) for maps in (True, False)]
        rows.append([
            length,
            *(spread([1000 * each for each in times], ".1f") for times in seconds[length].values()),
            spread(ratios(seconds[length]["torch"], seconds[length]["fused"]), ".2f"),
            f"{needed / at_best / statistics.median(seconds[length]['fused']):.0%}",
            *(f"{megabytes:.0f}" for megabytes in kept),
        ])  # fmt: skip
    head = ["tokens", "way of the lesson, ms", "fused, ms", "torch, ms", "torch / fused", "fused, share of peak",
            "memory of the lesson's way, MB", "fused, MB"]  # fmt: skip
    print(machine(), f"{options.threads} threads, a peak of {at_best / 1e9:.0f} GFLOP/s; {options.runs} runs.\n")
    print(
        picture(
            drawn(seconds),
            "attention",
            "Milliseconds of attention against the number of tokens, three ways; the table below has the numbers",
        )
    )
    print(table(head, rows))


def drawn(seconds: dict[int, dict[str, list[float]]]) -> plt.Figure:
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    for name, mark in (("way of the lesson", "o-"), ("fused", "s--"), ("torch", "^:")):
        axes.plot(list(seconds), [1000 * statistics.median(each[name]) for each in seconds.values()], mark, label=name)
    axes.set(xscale="log", yscale="log", xlabel="tokens", ylabel="milliseconds, forward and backward")
    axes.set_xticks(list(seconds), [str(length) for length in seconds])
    axes.minorticks_off()
    first, last = (seconds[length]["fused"] for length in (LENGTHS[0], LENGTHS[-1]))
    dearer = statistics.median(last) / statistics.median(first)
    axes.set_title(f"{LENGTHS[-1] // LENGTHS[0]} times the tokens cost {dearer:.0f} times the time (fused)")
    axes.legend()
    return figure


if __name__ == "__main__":
    main()
