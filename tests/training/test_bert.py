"""What the training of a BERT asks of it."""

from pathlib import Path

import pytest
import torch
from side_by_side import SETTINGS
from word2bert.labels.batches import Examples
from word2bert.labels.masking import NOT_ASKED
from word2bert.labels.pretraining import PAIRS, WORDS, pretraining_batches
from word2bert.models import Bert, BertConfig
from word2bert.training.bert import (
    bert_loss,
    masked_words_alone,
    nothing_masked,
    right_shares,
    sentence_pairs_alone,
)
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


@pytest.fixture
def examples() -> Examples:
    ids = torch.tensor([[2, 4, 6, 3, 8, 3], [2, 9, 4, 3, 4, 3]])
    labels = torch.tensor([[-100, 5, -100, -100, -100, -100], [-100, -100, 7, -100, 10, -100]])
    return Examples({"ids": ids}, {WORDS: labels, PAIRS: torch.tensor([0, 1])}, 12, 12)


@pytest.fixture
def model() -> Bert:
    torch.manual_seed(0)
    return Bert(BertConfig(12, 16, 1, 2, 32, 8, initializer_range=0.3)).eval()


def test_a_loss_left_out_is_shown_and_teaches_nothing(model: Bert, examples: Examples) -> None:
    both = bert_loss(model, examples)
    for loss, teaches, head in (
        (masked_words_alone, WORDS, model.pair_head),
        (sentence_pairs_alone, PAIRS, model.word_head.transform),
    ):
        losses = loss(model, examples)
        assert losses.keys() == both.keys()
        assert all(torch.equal(losses[name], both[name]) for name in both)
        model.zero_grad()
        sum(losses.values()).backward()
        assert [name for name, value in losses.items() if value.requires_grad] == [teaches]
        assert head.weight.grad is None
        assert model.transformer.embeddings.word.weight.grad.abs().sum() > 0


def test_where_nothing_is_masked_the_answers_are_read(model: Bert, examples: Examples) -> None:
    read = examples.inputs["ids"].clone()
    labels = examples.labels[WORDS]
    whole = Examples({"ids": torch.where(labels == NOT_ASKED, read, labels)}, examples.labels, 12, 12)
    expected = bert_loss(model, whole)
    found = nothing_masked(model, examples)
    assert all(torch.equal(found[name], expected[name]) for name in expected)
    assert not torch.equal(found[WORDS], bert_loss(model, examples)[WORDS])
    assert torch.equal(examples.inputs["ids"], read)


def test_right_shares_drop_nothing_out_and_leave_the_mode_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    wordpiece, _, held_out = tokens(Settings.load(tmp_path / "settings.toml").text, tmp_path)
    torch.manual_seed(0)
    model = Bert(BertConfig(len(wordpiece), 16, 1, 2, 32, 32, hidden_dropout_prob=0.9)).train()
    seen = []
    model.word_head.register_forward_hook(lambda module, inputs, output: seen.append((module.training, inputs[0])))
    for _ in range(2):
        right_shares(model, pretraining_batches(held_out, wordpiece, 32, 1_000), "float32")
    (first_mode, first), (_, second) = seen
    assert torch.equal(first, second)
    assert (first_mode, model.training) == (False, True)
