"""What the training of a BERT asks of it: the two losses, and how often it is right. Notebook 09."""

from dataclasses import replace

import torch
from torch import Tensor, nn

from word2bert.labels.batches import Batches, Examples
from word2bert.labels.masking import NOT_ASKED
from word2bert.labels.pretraining import PAIRS, WORDS
from word2bert.labels.sentence_pairs import Pair
from word2bert.losses import masked_word_loss, sentence_pair_loss
from word2bert.models.bert import Bert, BertOutput
from word2bert.models.modes import without_dropout
from word2bert.training.precision import autocast, chosen_precision


def bert_loss(model: nn.Module, examples: Examples) -> dict[str, Tensor]:
    """The two losses of BERT: masked words, at the masked places alone, and sentence pairs."""
    asked = examples.labels[WORDS] != NOT_ASKED
    output = model(**examples.inputs, asked=asked)
    return {
        WORDS: masked_word_loss(output.word_scores, examples.labels[WORDS][asked]),
        PAIRS: sentence_pair_loss(output.pair_scores, examples.labels[PAIRS]),
    }


@torch.no_grad()
def right_shares(model: Bert, batches: Batches[Pair], precision: str | None = None) -> dict[str, float]:
    """The share of masked words, and of pairs, of the first epoch whose label has the highest score; precision as in
    `train_model`."""
    device = next(model.parameters()).device
    precision = chosen_precision(precision, device)
    right, all_of = dict.fromkeys((WORDS, PAIRS), 0), dict.fromkeys((WORDS, PAIRS), 0)
    with without_dropout(model):
        for examples in batches.once():
            examples = examples.to(device)
            asked = examples.labels[WORDS] != NOT_ASKED
            with autocast(device, precision):
                output: BertOutput = model(**examples.inputs, asked=asked)
            for name, scores, labels in (
                (WORDS, output.word_scores, examples.labels[WORDS][asked]),
                (PAIRS, output.pair_scores, examples.labels[PAIRS]),
            ):
                right[name] += int((scores.argmax(dim=1) == labels).sum())
                all_of[name] += len(labels)
    return {name: right[name] / all_of[name] for name in right}


def masked_words_alone(model: nn.Module, examples: Examples) -> dict[str, Tensor]:
    """Both losses, of which only that of the masked words teaches: what is detached gives no gradient. In one process
    alone, as the next: several wait for a gradient of every weight."""
    losses = bert_loss(model, examples)
    return {**losses, PAIRS: losses[PAIRS].detach()}


def sentence_pairs_alone(model: nn.Module, examples: Examples) -> dict[str, Tensor]:
    """Both losses, of which only that of the sentence pairs teaches."""
    losses = bert_loss(model, examples)
    return {**losses, WORDS: losses[WORDS].detach()}


def nothing_masked(model: nn.Module, examples: Examples) -> dict[str, Tensor]:
    """Both losses, where the model reads each word that it is asked for: it only has to copy."""
    asked = examples.labels[WORDS] != NOT_ASKED
    ids = torch.where(asked, examples.labels[WORDS], examples.inputs["ids"])
    return bert_loss(model, replace(examples, inputs={**examples.inputs, "ids": ids}))
