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
