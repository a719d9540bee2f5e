"""What the training of a BERT asks of it."""

from pathlib import Path

import pytest
import torch
from side_by_side import SETTINGS
from word2bert.labels.pretraining import PAIRS, WORDS, pretraining_batches
from word2bert.models import Bert, BertConfig
from word2bert.training.bert import right_shares
from word2bert.training.settings import Settings
from word2bert.training.tokens import tokens


def test_shares_that_are_right(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    wordpiece, _, held_out = tokens(Settings.load(tmp_path / "settings.toml").text, tmp_path)
    batches = pretraining_batches(held_out, wordpiece, 32, 6)
    pairs = [int(label) for examples in batches.once() for label in examples.labels[PAIRS]]
    model = Bert(BertConfig(len(wordpiece), 16, 1, 2, 32, 32), wordpiece.vocabulary).eval()
    with torch.no_grad():
        model.pair_head.weight.zero_()
        model.pair_head.bias.copy_(torch.tensor([0.0, 1.0]))  # says 1 to everything
        model.word_head.norm.weight.zero_()
        model.word_head.bias.zero_()
        model.word_head.bias[wordpiece.id("is")] = 1.0
    asked = [int(label) for examples in batches.once() for label in examples.labels[WORDS].flatten() if label >= 0]
    assert right_shares(model, batches) == pytest.approx(
        {WORDS: asked.count(wordpiece.id("is")) / len(asked), PAIRS: sum(pairs) / len(pairs)}
    )
