"""BERT: its size, what may be seen, scores at the places that were asked for, and no padding where there is much."""

import dataclasses

import pytest
import torch
from word2bert.models.bert import MUCH_PADDING, Bert, BertConfig, much_padding
from word2bert.models.transformer import Transformer

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


# ---- without padding

FRONT = torch.arange(9)[None] < torch.tensor([[9], [5], [2]])
HOLES = FRONT & (torch.arange(9) != 3)
ASKED = torch.zeros(3, 9, dtype=torch.bool).index_put(
    (torch.tensor([0, 0, 1]), torch.tensor([0, 4, 2])), torch.tensor(True)
)


def learner() -> Bert:
    """In training, without dropout."""
    torch.manual_seed(0)
    return Bert(dataclasses.replace(SMALL, hidden_dropout_prob=0.0)).train()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of each way that was taken."""
    taken = []
    ways = {name: getattr(Transformer, name) for name in ("forward", "without_padding")}

    def counted(name):
        def way(*inputs, **named):
            taken.append(name)
            return ways[name](*inputs, **named)

        return way

    for name in ways:
        monkeypatch.setattr(Transformer, name, counted(name))
    return taken


@pytest.mark.parametrize("mask", [FRONT, HOLES])
@pytest.mark.parametrize("with_segments", [False, True])
def test_without_padding_scores_and_gradients_are_the_same(
    mask: torch.Tensor, with_segments: bool, ids: torch.Tensor, calls: list[str]
) -> None:
    model, segments = learner(), (torch.arange(9)[None] > 3).long().expand(3, 9) if with_segments else None
    found = []
    for chosen in (mask, mask[:, None, None]):  # a mask of 4 dimensions goes the usual way
        model.zero_grad()
        output = model(ids, chosen, segments, ASKED)
        (output.word_scores.logsumexp(-1).sum() + (output.pair_scores * output.pooled[:, :2]).sum()).backward()
        found.append((output, {name: weight.grad for name, weight in model.named_parameters()}))
    assert calls == ["without_padding", "forward"]
    (packed, gradients), (padded, right) = found
    assert not packed.vectors[~mask].any()
    assert packed.maps is None
    close = {"rtol": 0, "atol": 1e-5}
    torch.testing.assert_close(packed.vectors[mask], padded.vectors[mask], **close)
    for name in ("pooled", "word_scores", "pair_scores"):
        torch.testing.assert_close(getattr(packed, name), getattr(padded, name), **close)
    largest = max(float(gradient.abs().max()) for gradient in right.values())
    for name, gradient in gradients.items():
        torch.testing.assert_close(gradient / largest, right[name] / largest, **close)


def test_padding_is_left_out_only_where_nobody_misses_it(ids: torch.Tensor, calls: list[str]) -> None:
    model = learner()
    model(ids, FRONT, asked=ASKED)
    assert calls.pop() == "without_padding"
    unreal_asked, unreal_start = ASKED.clone(), FRONT.clone()
    unreal_asked[2, 8], unreal_start[1, 0] = True, False
    for inputs in (
        {"mask": FRONT},
        {"asked": ASKED},
        {"mask": FRONT, "asked": ASKED, "maps": True},
        {"mask": FRONT[:, None, None], "asked": ASKED},
        {"mask": FRONT, "asked": unreal_asked},
        {"mask": unreal_start, "asked": ASKED},
    ):
        model(ids, **inputs)
        assert calls.pop() == "forward", inputs
    model.eval()
    assert model(ids, FRONT, asked=ASKED).vectors[~FRONT].all(), "what it gave before"
    assert calls == ["forward"]


@pytest.mark.parametrize(("padding", "way"), [(0, "forward"), (11, "forward"), (12, "without_padding")])
def test_from_which_share_on_padding_is_left_out(padding: int, way: str, calls: list[str]) -> None:
    assert MUCH_PADDING == 0.15
    mask = torch.ones(5, 16, dtype=torch.bool)
    mask[3, 16 - padding :] = False
    learner()(torch.zeros(5, 16, dtype=torch.long), mask, asked=torch.zeros(5, 16, dtype=torch.bool))
    assert calls == [way]


def test_a_mask_that_does_not_fit_is_refused_in_training_as_ever(ids: torch.Tensor) -> None:
    assert not much_padding(FRONT.long(), ids, ASKED), "Transformer refuses numbers"
    with pytest.raises(ValueError, match="does not fit"):
        learner()(ids, FRONT[:, :8], asked=ASKED)
