import math

import pytest
import torch
from word2bert.explore import count_losses
from word2bert.explore.counts import single_word_shares

TEXTS = [[1, 2, 3], [1, 2, 2]]  # labels: 2 three times, 3 once


def test_losses_of_counts_on_paper() -> None:
    losses = count_losses(TEXTS, [[1, 2, 4]], vocab_size=5, trust=2.0)
    single = {2: 4 / 9, 4: 1 / 9}  # (3 + 1) / (4 + 5), (0 + 1) / (4 + 5)
    assert losses["guessing"] == pytest.approx(math.log(5))
    assert losses["single words"] == pytest.approx(-(math.log(single[2]) + math.log(single[4])) / 2)
    after_1, after_2 = (2 + 2 * single[2]) / (2 + 2), (0 + 2 * single[4]) / (2 + 2)
    assert losses["word pairs"] == pytest.approx(-(math.log(after_1) + math.log(after_2)) / 2)


def test_every_share_is_a_share_whatever_stands_before() -> None:
    """For a word that was never there as well: the probabilities of all next words sum to 1."""
    assert float(single_word_shares(TEXTS, 5).sum()) == pytest.approx(1)
    for before in (1, 2, 4):
        every = [count_losses(TEXTS, [[before, after]], vocab_size=5)["word pairs"] for after in range(5)]
        assert sum(math.exp(-loss) for loss in every) == pytest.approx(1)


def test_pairs_beat_single_words_where_order_matters() -> None:
    draw = torch.Generator().manual_seed(0)
    texts = [[0, *([1, 2, 3, 4] * 5)[start : start + 8]] for start in torch.randint(4, (200,), generator=draw).tolist()]
    losses = count_losses(texts[:150], texts[150:], vocab_size=5)
    assert losses["word pairs"] < 0.5 < losses["single words"] < losses["guessing"] + 0.1


@pytest.mark.parametrize(("texts", "held_out"), [([], TEXTS), (TEXTS, [[1]]), ([[1], [2]], TEXTS)])
def test_there_has_to_be_something_to_count(texts: list[list[int]], held_out: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="at least two tokens"):
        count_losses(texts, held_out, 5)
