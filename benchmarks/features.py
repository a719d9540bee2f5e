"""Loading a BERT and making features, beside Hugging Face: seconds, and texts a second.

    python benchmarks/features.py

Both sides load the same folder and make the same features, the mean of the last layer's vectors without [CLS] and
[SEP], of the same sentences of Small World, 32 at a time, in float32. Theirs is the usual loop: tokenizer with padding,
model, masked mean, in the order of the texts. Theirs maps the file into memory and reads it at the first use; ours has
copied it, so that the file may be written again.
"""

import tempfile

import numpy as np
import torch
from report import in_turns, machine, ratios, spread, table, usual_options
from transformers import BertModel, BertTokenizer, logging
from word2bert.explore import features
from word2bert.models import Bert, BertConfig
from word2bert.text import WordPiece, small_world

SHAPES = {"mini": (256, 4), "base": (768, 12)}  # width, blocks
BATCH, TEXTS = 32, 256


def main() -> None:
    options = usual_options(__doc__, runs=5)
    torch.set_num_threads(options.threads)
    documents = list(small_world.documents(2_000))
    texts = [sentence for document in documents for sentence in document][:TEXTS]
    wordpiece = WordPiece.train([" ".join(document) for document in documents], 4_000)
    rows = [row for name, shape in SHAPES.items() for row in beside(name, *shape, wordpiece, texts, options.runs)]
    print(machine("transformers"), f"{options.threads} threads, {TEXTS} sentences; {options.runs} runs.\n")
    print(table(["", "", "word2bert", "transformers", "word2bert is faster by"], rows))


def beside(name: str, width: int, blocks: int, wordpiece: WordPiece, texts: list[str], runs: int) -> list[list[object]]:
    config = BertConfig(
        vocab_size=len(wordpiece),
        hidden_size=width,
        num_hidden_layers=blocks,
        num_attention_heads=width // 64,
        intermediate_size=4 * width,
    )
    with tempfile.TemporaryDirectory() as folder:
        torch.manual_seed(0)
        Bert(config, wordpiece.vocabulary).save(folder)
        ours, theirs = Bert.load(folder), BertModel.from_pretrained(folder).eval()
        tokenizer = BertTokenizer({piece: number for number, piece in enumerate(wordpiece.vocabulary)})
        np.testing.assert_allclose(features(ours, texts[:40]), usual(theirs, tokenizer, texts[:40]), atol=1e-4)
        loading = in_turns(
            {"ours": lambda: Bert.load(folder), "theirs": lambda: BertModel.from_pretrained(folder)}, runs
        )
        making = in_turns(
            {"ours": lambda: features(ours, texts), "theirs": lambda: usual(theirs, tokenizer, texts)}, runs
        )
    rows: list[list[object]] = []
    for what, seconds, shown in (
        ("loaded, ms", loading, lambda each: 1000 * each),
        ("features, texts/s", making, lambda each: len(texts) / each),
    ):
        sides = [spread([shown(each) for each in seconds[side]]) for side in ("ours", "theirs")]
        faster = spread(ratios(seconds["theirs"], seconds["ours"]), ".2f")
        rows.append([f"{name} ({blocks} x {width})", what, *sides, faster])
    return rows


@torch.no_grad()
def usual(model: BertModel, tokenizer: BertTokenizer, texts: list[str]) -> np.ndarray:
    """The usual loop: batches as they come, filled up to the longest, and the mean of what is no special token."""
    found = []
    for first in range(0, len(texts), BATCH):
        batch = tokenizer(
            texts[first : first + BATCH], padding=True, return_special_tokens_mask=True, return_tensors="pt"
        )
        special = batch.pop("special_tokens_mask")
        own = (special == 0)[:, :, None]  # padding is special, too
        hidden = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).last_hidden_state
        found.append((hidden * own).sum(dim=1) / own.sum(dim=1))
    return torch.cat(found).numpy()


if __name__ == "__main__":
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    main()
