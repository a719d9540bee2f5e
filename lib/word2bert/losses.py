"""Question 3: what is the loss? A number that is small when the model gives the label a high probability."""

import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor


def softmax_loss(scores: Float[Tensor, "examples vocab_size"], labels: Int[Tensor, " examples"]) -> Float[Tensor, ""]:
    """Mean of -log p(label), where p = softmax(scores) over the whole dictionary. Notebook 01.

    -log p(label) = log(sum over all words of e^score) - score of the label
    """
    label_scores = scores.gather(1, labels[:, None])[:, 0]
    return (scores.logsumexp(dim=1) - label_scores).mean()


def negative_sampling_loss(
    label_scores: Float[Tensor, " examples"], noise_scores: Float[Tensor, "examples noise"], negative: int = 5
) -> Float[Tensor, ""]:
    """Mean of -log sigmoid(label's score) - `negative` * (mean over the noise of log sigmoid(-score)). Notebook 02.

    With as many noise words as `negative` this is the sum of formula 4 in Mikolov et al., 2013 (arXiv:1310.4546).
    More noise words, shared by several examples, have the same expectation and less spread.
    """
    yes = F.softplus(-label_scores)  # -log sigmoid(score)
    no = F.softplus(noise_scores).mean(dim=1)  # -log sigmoid(-score)
    return (yes + negative * no).mean()


def next_word_loss(
    scores: Float[Tensor, "batch tokens vocab_size"], labels: Int[Tensor, "batch tokens"]
) -> Float[Tensor, ""]:
    """Mean of -log p(label) over the places that have a label; those with a negative one, -100, are left out.

    p = softmax(scores) over the whole dictionary, as in `softmax_loss`. 0 where no place has a label. Notebook 07.
    """
    total = F.cross_entropy(scores.flatten(0, 1).float(), labels.flatten(), ignore_index=-100, reduction="sum")
    return total / (labels >= 0).sum().clamp(min=1)


def masked_word_loss(scores: Float[Tensor, "asked vocab_size"], labels: Int[Tensor, " asked"]) -> Float[Tensor, ""]:
    """Mean of -log p(label) over the masked places alone; p = softmax(scores), for any word of the dictionary may have
    stood there. 0 where nothing is masked. Notebook 09.
    """
    return F.cross_entropy(scores.float(), labels, reduction="sum") / max(1, len(labels))


def sentence_pair_loss(scores: Float[Tensor, "batch 2"], labels: Int[Tensor, " batch"]) -> Float[Tensor, ""]:
    """Mean of -log p(label); 0 is a label like 1. The softmax over two classes is the sigmoid of the difference of
    their scores: p(1) = sigmoid(score 1 - score 0). Notebooks 03 and 09.
    """
    return F.cross_entropy(scores.float(), labels)


def pretraining_loss(
    word_scores: Float[Tensor, "asked vocab_size"],
    word_labels: Int[Tensor, " asked"],
    pair_scores: Float[Tensor, "batch 2"],
    pair_labels: Int[Tensor, " batch"],
) -> Float[Tensor, ""]:
    """masked_word_loss + sentence_pair_loss, unweighted. Devlin et al. 2018, appendix A.2; notebook 09."""
    return masked_word_loss(word_scores, word_labels) + sentence_pair_loss(pair_scores, pair_labels)
