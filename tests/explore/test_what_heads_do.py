import pytest
import torch
from word2bert.explore.what_heads_do import MEASURES, head_measures

TOKENS = ["[CLS]", "the", "cat", "saw", "The", "dog", "[SEP]"]
SPECIAL = [True, False, False, False, False, False, True]
T = len(TOKENS)


def looking(at: list[int]) -> torch.Tensor:
    """A head each of whose tokens looks at one place alone."""
    return torch.eye(T)[at]


def measured(*maps: torch.Tensor, causal: bool = False) -> list[dict[str, float]]:
    found = head_measures(torch.stack(maps), TOKENS, SPECIAL, causal)
    return [dict(zip(MEASURES, head.tolist(), strict=True)) for head in found]


def test_each_measure_finds_its_head() -> None:
    before = looking([0, 0, 1, 2, 3, 4, 5])
    after = looking([1, 2, 3, 4, 5, 6, 6])
    end = looking([6] * T)
    same = looking([0, 4, 2, 3, 1, 5, 6])
    previous, following, resting, repeating = measured(before, after, end, same)
    assert previous == {"previous word": 1, "next word": 0, "same word": 0, "[SEP]": 0, "sharpness": 1}
    assert following["next word"] == 1
    assert following["previous word"] == 0
    assert following["[SEP]"] == pytest.approx(1 / 5), "the last word's next token is [SEP]"
    assert resting["[SEP]"] == 1
    assert repeating["same word"] == 1, "capital letters make no other word, and words that stand once do not count"
    assert repeating["previous word"] == repeating["next word"] == 0


def test_special_tokens_are_not_asked() -> None:
    weights = looking([6, 0, 1, 2, 3, 4, 6])
    assert measured(weights)[0]["[SEP]"] == 0


def test_sharpness_falls_from_one_to_none() -> None:
    even = torch.full((T, T), 1 / T)
    half = torch.zeros(T, T)
    half[:, :2] = 0.5
    [spread, two] = measured(even, half)
    assert spread["sharpness"] == pytest.approx(0, abs=1e-6)
    assert two["sharpness"] == pytest.approx(1 - torch.log(torch.tensor(2.0)).item() / torch.log(torch.tensor(7.0)))


def test_in_a_gpt_even_means_over_what_may_be_seen() -> None:
    even = torch.ones(T, T).tril()
    even /= even.sum(dim=1, keepdim=True)
    assert measured(even, causal=True)[0]["sharpness"] == pytest.approx(0, abs=1e-6)
    assert measured(even)[0]["sharpness"] > 0.1


def test_in_a_gpt_only_words_that_see_the_same_word_are_asked() -> None:
    """Each word looks at the one like it, if it stands before, and else at itself: nothing better can be done."""
    tokens, weights = ["a", "b", "a", "b"], torch.eye(4)[[0, 1, 0, 1]][None]
    same = MEASURES.index("same word")
    assert head_measures(weights, tokens, [False] * 4, causal=True)[0, same] == 1
    assert head_measures(weights, tokens, [False] * 4)[0, same] == 0.5
    assert head_measures(torch.eye(2)[None], ["a", "b"], [False] * 2, causal=True)[0, same] == 0


@pytest.mark.parametrize("tokens", [["a"], ["[CLS]"], ["[CLS]", "[SEP]"]])
def test_the_shortest_texts_have_measures(tokens: list[str]) -> None:
    count = len(tokens)
    weights = torch.full((2, count, count), 1 / count)
    found = head_measures(weights, tokens, [token.startswith("[") for token in tokens])
    assert found.shape == (2, 5)
    assert ((found >= 0) & (found <= 1)).all()
