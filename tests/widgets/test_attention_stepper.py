import numpy as np
import pytest
import torch
from word2bert.models import scaled_dot_product_attention
from word2bert.widgets import AttentionStepper

TOKENS = ["the", "cat", "drank", "it", "[PAD]", "[PAD]"]
MASK = [True, True, True, True, False, False]


def qkv(count=6, size=4, value_size=3, seed=0):
    torch.manual_seed(seed)
    return torch.randn(count, size), torch.randn(count, size), torch.randn(count, value_size)


def stepper(**options):
    return AttentionStepper(TOKENS, *qkv(), mask=MASK, **options)


def by_the_library(q, k, v, mask):
    _, weights = scaled_dot_product_attention(q[None, None], k[None, None], v[None, None], mask)
    return weights[0, 0].numpy()


@pytest.mark.parametrize("padding_mask", [True, False])
@pytest.mark.parametrize("causal_mask", [True, False])
@pytest.mark.parametrize("scale", [True, False])
@pytest.mark.parametrize("temperature", [1.0, 0.3, 4.0])
def test_the_weights_are_the_librarys_with_every_switch(padding_mask, causal_mask, scale, temperature):
    q, k, v = qkv()
    shown = stepper(padding_mask=padding_mask, causal_mask=causal_mask, scale=scale, temperature=temperature)
    mask = torch.ones(6, 6, dtype=torch.bool)
    mask = mask & torch.tensor(MASK) if padding_mask else mask
    mask = mask.tril() if causal_mask else mask
    expected = by_the_library(q * (1 if scale else 4**0.5) / temperature, k, v, mask)
    np.testing.assert_allclose(shown.weights, expected, atol=1e-6)
    np.testing.assert_array_equal(shown.allowed, mask.numpy())


def test_a_moved_query_moves_its_own_row_alone():
    q, k, v = qkv()
    shown = stepper(word="it")
    before = shown.weights
    shown.moved_query = [1.0, -2.0, 0.5, 3.0]
    q[3] = torch.tensor(shown.moved_query)
    np.testing.assert_allclose(shown.weights, by_the_library(q, k, v, torch.tensor(MASK)), atol=1e-6)
    np.testing.assert_array_equal(np.delete(shown.weights, 3, axis=0), np.delete(before, 3, axis=0))


def test_a_row_that_may_look_at_nothing_is_zero_and_large_scores_stay_finite():
    q, k, v = qkv()
    blind = AttentionStepper(TOKENS, 1e4 * q, 1e4 * k, v, mask=[False, *[True] * 5], causal_mask=True)
    np.testing.assert_array_equal(blind.weights[0], np.zeros(6))
    np.testing.assert_allclose(blind.weights[1:].sum(axis=1), 1)


def test_it_begins_with_the_last_word_that_is_no_padding_and_can_be_pulled_to_the_second():
    shown = stepper()
    assert TOKENS[shown.row] == "it"
    order = np.argsort(-shown.weights[3])
    assert (shown.column, shown.towards) == (-1, order[1])
    weight = shown.weights[3].max()
    looks_at = TOKENS[order[0]]
    assert repr(shown) == (
        f"AttentionStepper(tokens=6, step='softmax', word='it', looks_at='{looks_at}', weight={weight:.2f})"
    )
    assert AttentionStepper(["a", "[PAD]"], *qkv(2), mask=[False, False]).row == 1


def test_words_and_step_can_be_chosen():
    shown = stepper(word="cat", towards="drank", step="scores", column=3)
    assert (shown.row, shown.towards, shown.step) == (1, 2, "scores")
    assert f"word='cat', looks_at='it', weight={shown.weights[1, 3]:.2f}" in repr(shown)


def test_the_picture_is_the_map_of_the_weights():
    shown = stepper(word="it", column=1)
    picture = shown.picture()
    np.testing.assert_allclose(picture.figure.axes[0].images[0].get_array(), shown.weights)
    assert picture.title == f"“it” looks at “cat” with {shown.weights[3, 1]:.2f}"


def test_the_page_cannot_leave_the_sentence():
    shown = stepper()
    shown.set_state({"row": 99, "column": 99, "towards": -5})
    assert (shown.row, shown.column, shown.towards) == (5, 5, 0)
    shown.column = -7
    assert shown.column == -1


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"part": [5, 0]}, r"part is \[5, 0\]; pass \[\]"),
        ({"part": [1]}, r"part is \[1\]"),
        ({"part": [0, 64]}, r"part is \[0, 64\]"),
        ({"moved_query": [1.0, 2.0]}, "pass \\[\\] or 4 finite numbers"),
        ({"moved_query": [1.0, 2.0, 3.0, float("nan")]}, "pass \\[\\] or 4 finite numbers"),
        ({"temperature": float("nan")}, "temperature is nan"),
    ],
)
def test_a_state_that_the_page_cannot_show_is_refused(state, message):
    with pytest.raises(ValueError, match=message):
        stepper(**state)
    shown = stepper()
    with pytest.raises(ValueError, match=message):
        shown.set_trait(*next(iter(state.items())))


@pytest.mark.parametrize("name", ["q", "self.q", "q[0, 0]", "query(x)"])
def test_what_gives_a_tensor_can_name_it(name):
    assert stepper(names=(name, "k", "v")).names[0] == name


@pytest.mark.parametrize("name", ["q + 1", "lambda: 0", "q, k", "q = 1", "3", "-q"])
def test_what_cannot_stand_before_brackets_is_no_name(name):
    with pytest.raises(ValueError, match="pass what Python calls the three tensors"):
        stepper(names=(name, "k", "v"))


def test_arrays_lists_and_trained_tensors_are_the_same():
    q, k, v = qkv()
    plain = AttentionStepper(TOKENS, q.numpy(), k.tolist(), v.double())
    trained = AttentionStepper(TOKENS, q.requires_grad_(), k, v)
    np.testing.assert_array_equal(plain.weights, trained.weights)
    assert (plain.q, plain.k, plain.v) == (trained.q, trained.k, trained.v)
    assert plain.q == q.detach().numpy().tobytes()


def test_sixty_four_tokens_are_the_most():
    names = [f"w{i}" for i in range(65)]
    assert len(AttentionStepper(names[:64], *qkv(64, 64, 64)).tokens) == 64
    with pytest.raises(ValueError, match="65 tokens; pass 1 to 64"):
        AttentionStepper(names, *qkv(65))
    with pytest.raises(ValueError, match="0 tokens; pass 1 to 64"):
        AttentionStepper([], *qkv(0))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"tokens": "the cat"}, TypeError, "pass a list of words"),
        ({"q": torch.randn(1, 6, 4)}, ValueError, r"q has the shape \(1, 6, 4\).*q\[0, 0\]"),
        ({"k": torch.randn(5, 4)}, ValueError, r"k has the shape \(5, 4\); 6 tokens need \(6, D\)"),
        ({"v": torch.randn(6, 65)}, ValueError, r"v has the shape \(6, 65\).*1 to 64"),
        ({"k": torch.randn(6, 5)}, ValueError, "q has 4 numbers a word and k 5"),
        ({"v": torch.full((6, 3), torch.nan)}, ValueError, "v has nan"),
        ({"mask": [1, 1, 1, 1, 0, 0]}, TypeError, "mask holds int64; pass bool"),
        ({"mask": np.ones((6, 6), dtype=bool)}, ValueError, r"mask has the shape \(6, 6\).*causal_mask=True"),
        ({"word": "dog"}, ValueError, "word is 'dog', which is none of the tokens"),
        ({"towards": "dog"}, ValueError, "towards is 'dog'"),
        ({"names": ("q", "k")}, ValueError, r"names is \('q', 'k'\); pass what Python calls the three"),
        ({"names": ("q", "k", "v = 1")}, ValueError, "names is"),
        ({"names": "qkv"}, TypeError, "names is the str 'qkv'"),
        ({"step": "norm"}, ValueError, "step is 'norm'; pass one of 'scores'"),
    ],
)
def test_bad_input_is_refused(change, error, message):
    q, k, v = qkv()
    given = {"tokens": TOKENS, "q": q, "k": k, "v": v, **change}
    with pytest.raises(error, match=message):
        AttentionStepper(**given)
