"""15 % of the words become questions: 80 / 10 / 10, never a special token, drawn by (seed, sample), input untouched."""

import pytest
import torch
from word2bert.labels import NOT_ASKED, mask_tokens
from word2bert.text import WordPiece
from word2bert.text.wordpiece import SPECIAL

PAD, CLS, SEP, MASK, FIRST, VOCAB = 0, 2, 3, 4, 5, 1000
ORDINARY = torch.arange(FIRST, VOCAB)


def text(samples: int = 2500, tokens: int = 64, seed: int = 0) -> torch.Tensor:
    """[CLS] words [SEP] words [SEP] [PAD] [PAD]"""
    ids = torch.randint(FIRST, VOCAB, (samples, tokens), generator=torch.Generator().manual_seed(seed))
    ids[:, 0], ids[:, tokens // 2], ids[:, -3], ids[:, -2:] = CLS, SEP, SEP, PAD
    return ids


def mask(ids: torch.Tensor, **settings):
    samples = torch.arange(len(ids))
    return mask_tokens(ids, ids >= FIRST, MASK, ORDINARY, **{"samples": samples, "seed": 0} | settings)


def test_shares_on_more_than_100_000_words():
    ids = text()
    inputs, labels = mask(ids)
    words, chosen = ids >= FIRST, labels != NOT_ASKED
    assert int(words.sum()) > 100_000
    assert float(chosen.sum() / words.sum()) == pytest.approx(9 / 59, abs=1e-6)  # 15 % of 59 words, rounded
    total = int(chosen.sum())
    assert int((inputs[chosen] == MASK).sum()) / total == pytest.approx(0.8, abs=0.01)
    assert int((inputs == ids)[chosen].sum()) / total == pytest.approx(0.1, abs=0.007)
    other = chosen & (inputs != MASK) & (inputs != ids)
    assert int(other.sum()) / total == pytest.approx(0.1, abs=0.007)


def test_labels_are_the_words_that_stood_there_and_the_input_stays():
    ids = text(50)
    before = ids.clone()
    inputs, labels = mask(ids)
    assert torch.equal(ids, before)
    chosen = labels != NOT_ASKED
    assert torch.equal(labels[chosen], ids[chosen])
    assert torch.equal(inputs[~chosen], ids[~chosen])
    assert inputs.dtype == labels.dtype == ids.dtype


def test_pytorchs_loss_leaves_out_what_is_not_asked():
    _, labels = mask(text(5))
    scores = torch.randn(5, 64, VOCAB, generator=torch.Generator().manual_seed(0))
    chosen = labels != NOT_ASKED
    expected = torch.nn.functional.cross_entropy(scores[chosen], labels[chosen])
    torch.testing.assert_close(torch.nn.functional.cross_entropy(scores.flatten(0, 1), labels.flatten()), expected)


def test_never_a_special_token_neither_asked_nor_put_in():
    ids = text()
    inputs, labels = mask(ids)
    special = ids < FIRST
    assert (labels[special] == NOT_ASKED).all()
    assert torch.equal(inputs[special], ids[special])
    assert set(inputs[~special].unique().tolist()) <= {MASK, *range(FIRST, VOCAB)}


def test_random_words_come_evenly_from_the_whole_dictionary():
    ids = text(4000)
    inputs, labels = mask(ids, share=0.5)
    put_in = inputs[(labels != NOT_ASKED) & (inputs != MASK) & (inputs != ids)]
    counts = torch.histc(put_in.float(), 5, FIRST, VOCAB)
    assert (counts / counts.sum()).tolist() == pytest.approx([0.2] * 5, abs=0.02)
    assert int(put_in.min()) == FIRST
    assert int(put_in.max()) == VOCAB - 1


def test_every_place_is_chosen_as_often_as_the_others():
    ids = text(4000)
    _, labels = mask(ids)
    often = (labels != NOT_ASKED).double().mean(dim=0)[(ids >= FIRST)[0]]
    assert often.tolist() == pytest.approx([9 / 59] * 59, abs=0.025)


def test_always_mask():
    ids = text(200)
    inputs, labels = mask(ids, always_mask=True)
    chosen = labels != NOT_ASKED
    assert (inputs[chosen] == MASK).all()
    assert torch.equal(chosen, mask(ids)[1] != NOT_ASKED)


def test_at_least_one_word_and_none_where_there_is_none():
    ids = torch.tensor([[CLS, 9, SEP, PAD], [CLS, 7, 8, SEP], [CLS, SEP, PAD, PAD]])
    _, labels = mask(ids)
    assert (labels != NOT_ASKED).sum(dim=1).tolist() == [1, 1, 0]


def test_a_sample_gets_the_same_questions_in_any_batch_and_with_more_padding():
    ids = text(40)
    inputs, labels = mask(ids)
    some = torch.tensor([31, 4, 17])
    again = mask(ids[some], samples=some)
    assert torch.equal(again[0], inputs[some])
    assert torch.equal(again[1], labels[some])
    padded = torch.nn.functional.pad(ids, (0, 9), value=PAD)
    assert torch.equal(mask(padded)[0][:, : ids.shape[1]], inputs)


def test_other_seeds_and_samples_get_other_questions():
    ids = text(300)
    chosen = mask(ids)[1] != NOT_ASKED
    for settings in ({"seed": 1}, {"samples": torch.arange(300) + 300}):
        other = mask(ids, **settings)[1] != NOT_ASKED
        assert float((chosen & other).sum() / chosen.sum()) == pytest.approx(9 / 59, abs=0.03)
    alike = text(1).expand(300, -1)
    assert len({tuple(row) for row in mask(alike)[0].tolist()}) == 300


def test_whole_words_are_chosen_whole_and_within_the_share():
    ids = text(2000)
    words = torch.arange(ids.shape[1]).expand_as(ids) // 3  # three pieces a word, cut short at special tokens
    _, labels = mask(ids, words=words)
    chosen, maskable = labels != NOT_ASKED, ids >= FIRST
    for number in range(int(words.max()) + 1):
        its = maskable & (words == number)
        parts = (chosen & its).sum(dim=1)
        assert ((parts == 0) | (parts == its.sum(dim=1))).all()
    counts = chosen.sum(dim=1)
    assert int(counts.max()) <= 9
    assert int(counts.min()) >= 7
    assert float(chosen.double().mean(dim=0)[(ids >= FIRST)[0]].std()) < 0.03


def test_the_words_of_a_pair_are_chosen_apart():
    """The second text goes on counting: else its word k would always be chosen together with that of the first."""
    pieces = WordPiece([*SPECIAL, *"abcdefghij"])
    found = pieces.encode("a b c d e f g h i j", "j i h g f e d c b a")
    ids, words = torch.tensor([found.ids]).expand(300, -1), torch.tensor([found.words]).expand(300, -1)
    _, labels = mask(ids, words=words, share=0.3)
    chosen = labels != NOT_ASKED
    together = (chosen[:, 1:11] & chosen[:, 12:22]).sum() / chosen[:, 1:11].sum()
    assert 0.1 < float(together) < 0.5


def test_a_word_of_more_pieces_than_the_share_is_still_chosen_when_it_is_first():
    ids = torch.full((20, 6), 9)
    _, labels = mask(ids, words=torch.zeros_like(ids))
    assert (labels == 9).all()


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 15.0])
def test_a_share_outside_0_to_1(share):
    with pytest.raises(ValueError, match=rf"share is {share}: it is a share of the words.*BERT has 0\.15"):
        mask(text(1), share=share)
