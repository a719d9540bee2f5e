"""BERT: its size, what may be seen, and scores at the places that were asked for."""

import pytest
import torch
from word2bert.models.bert import Bert, BertConfig

SMALL = BertConfig(
    vocab_size=50,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=3,
    intermediate_size=40,
    max_position_embeddings=16,
    initializer_range=0.3,
)


@pytest.fixture
def model() -> Bert:
    torch.manual_seed(0)
    return Bert(SMALL).eval()


@pytest.fixture
def ids() -> torch.Tensor:
    return torch.randint(0, 50, (3, 9), generator=torch.Generator().manual_seed(1))


def test_bert_base_has_110_106_428_numbers() -> None:
    with torch.device("meta"):
        model = Bert(BertConfig())
    assert sum(weight.numel() for weight in model.parameters()) == 110_106_428
    encoder = sum(weight.numel() for part in (model.transformer, model.pooler) for weight in part.parameters())
    assert encoder == 109_482_240


def test_shapes(model: Bert, ids: torch.Tensor) -> None:
    output = model(ids, maps=True)
    assert output.vectors.shape == (3, 9, 24)
    assert output.pooled.shape == (3, 24)
    assert output.word_scores.shape == (27, 50)
    assert output.pair_scores.shape == (3, 2)
    assert [tuple(weights.shape) for weights in output.maps] == [(3, 3, 9, 9)] * 2
    assert model(ids).maps is None


def test_scores_at_the_asked_places_alone_are_those_of_all(model: Bert, ids: torch.Tensor) -> None:
    asked = torch.rand(3, 9, generator=torch.Generator().manual_seed(2)) < 0.3
    everywhere = model(ids).word_scores.view(3, 9, 50)
    torch.testing.assert_close(model(ids, asked=asked).word_scores, everywhere[asked])
    assert model(ids, asked=torch.zeros_like(asked)).word_scores.shape == (0, 50)


def test_every_word_sees_both_sides(model: Bert, ids: torch.Tensor) -> None:
    changed = ids.clone()
    changed[:, 4] = (changed[:, 4] + 1) % 50
    difference = (model(ids).vectors - model(changed).vectors).abs().amax(dim=(0, 2))
    assert (difference > 1e-6).all()


def test_a_padded_batch_gives_what_each_text_alone_gives(model: Bert, ids: torch.Tensor) -> None:
    mask = torch.arange(9)[None] < torch.tensor([[9], [5], [2]])
    segments = (torch.arange(9)[None] > 3).long().expand(3, 9)
    together = model(ids, mask, segments)
    for row, length in enumerate((9, 5, 2)):
        alone = model(ids[row : row + 1, :length], segments=segments[row : row + 1, :length])
        torch.testing.assert_close(together.vectors[row : row + 1, :length], alone.vectors)
        torch.testing.assert_close(together.pair_scores[row : row + 1], alone.pair_scores)


def test_segments_matter_and_word_table_and_scores_are_tied(model: Bert, ids: torch.Tensor) -> None:
    ones = torch.ones_like(ids)
    assert not torch.allclose(model(ids).vectors, model(ids, segments=ones).vectors)
    before = model(ids).word_scores
    with torch.no_grad():
        model.word_head.bias += 1.5
    torch.testing.assert_close(model(ids).word_scores, before + 1.5)
    names = [name for name, weight in model.named_parameters() if weight.shape == (50, 24)]
    assert names == ["transformer.embeddings.word.weight"]


def test_every_number_gets_a_gradient_from_both_questions(model: Bert, ids: torch.Tensor) -> None:
    output = model(ids, segments=ids % 2)
    (output.word_scores.logsumexp(-1).sum() + output.pair_scores[:, 1].sum()).backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.abs().sum() > 0, name


def test_a_dictionary_of_another_length() -> None:
    with pytest.raises(ValueError, match="the dictionary has 3 pieces, and vocab_size is 50"):
        Bert(SMALL, ["a", "b", "c"])
    assert Bert(SMALL, [str(number) for number in range(50)]).vocabulary[7] == "7"
