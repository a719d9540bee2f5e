"""What a model makes of a text is its own pass; hidden and knocked out words and heads change what they should."""

from typing import Any

import pytest
import torch
import transformers
from small_berts import random_bert
from small_gpts import random_gpt
from torch import nn
from word2bert.explore.reading import GUESSES, read, reader
from word2bert.models.attention import merge_heads, scaled_dot_product_attention, split_heads
from word2bert.text.wordpiece import SPECIAL

WORDS = "the capital of china is beijing river bank".split()
TEXT = "the capital of china is [MASK] ."


@pytest.fixture(scope="module")
def bert() -> Any:
    return random_bert(WORDS)


@pytest.fixture(scope="module")
def gpt() -> Any:
    return random_gpt(WORDS)


def largest(weights: Any, column: int, rows: list[int]) -> float:
    return max(float(layer[:, rows, column].max()) for layer in weights)


# ---- the text


def test_a_bert_reads_with_its_own_maps_and_guesses(bert) -> None:
    reading = read(bert, TEXT)
    assert reading.tokens == ["[CLS]", "the", "capital", "of", "china", "is", "[MASK]", ".", "[SEP]"]
    assert reading.special == [True, *[False] * 7, True]
    assert not reading.causal
    ids = torch.tensor([[bert.vocabulary.index(token) for token in reading.tokens]])
    output = bert(ids, maps=True)
    for layer, expected in zip(reading.weights, output.maps, strict=True):
        torch.testing.assert_close(layer, expected[0])
    scores = output.word_scores[6]
    scores[: len(SPECIAL)] = -torch.inf
    best = scores.softmax(0).topk(3)
    assert list(reading.guesses) == [6]
    assert [word for word, _ in reading.guesses[6][:3]] == [bert.vocabulary[i] for i in best.indices]
    assert [share for _, share in reading.guesses[6][:3]] == pytest.approx(best.values.tolist())
    assert len(reading.guesses[6]) == min(GUESSES, len(bert.vocabulary) - len(SPECIAL))


def test_words_that_were_never_seen_are_marked(bert) -> None:
    reading = read(bert, "the banks \u2603 .")
    assert reading.tokens == ["[CLS]", "the", "bank", "##s", "[UNK]", ".", "[SEP]"]
    assert reading.unknown == ["", "", "pieces", "pieces", "unknown", "", ""]


def test_a_pair_has_two_segments(bert) -> None:
    reading = read(bert, "the bank", "the river .")
    assert reading.segments == [0, 0, 0, 0, 1, 1, 1, 1]
    assert read(bert, "the bank").guesses == {}, "without a gap nothing is guessed"


@pytest.mark.parametrize("gap", ["[MASK]", "___"])
def test_a_gpt_reads_up_to_the_gap_and_says_what_follows(gpt, gap) -> None:
    reading = read(gpt, f"the capital of china is {gap} .")
    assert reading.tokens == ["[CLS]", "the", "capital", "of", "china", "is"]
    assert reading.causal
    assert list(reading.guesses) == [6]
    ids = torch.tensor([[gpt.vocabulary.index(token) for token in reading.tokens]])
    scores, maps = gpt(ids, maps=True)
    torch.testing.assert_close(reading.weights[1], maps[1][0])
    allowed = [
        number for number, token in enumerate(gpt.vocabulary) if token not in ("[PAD]", "[UNK]", "[CLS]", "[MASK]")
    ]
    assert reading.guesses[6][0][0] == gpt.vocabulary[max(allowed, key=lambda number: scores[0, -1, number])]


def test_a_model_in_training_stays_so_and_drops_nothing(bert) -> None:
    bert.train()
    try:
        again = [read(bert, TEXT).guesses[6][0] for _ in range(2)]
        assert again[0] == again[1]
        assert bert.training
    finally:
        bert.eval()


# ---- changes


def test_a_hidden_word_is_guessed_by_both_kinds_of_model(bert, gpt) -> None:
    reading = read(bert, "the capital of china .", masked=[4])
    written = read(bert, "the capital of [MASK] .")
    assert reading.tokens[4] == "china"
    assert reading.guesses[4] == written.guesses[4]
    torch.testing.assert_close(reading.weights[1], written.weights[1])
    left = read(gpt, "the capital of china is", masked=[4])
    assert left.tokens == ["[CLS]", "the", "capital", "of", "china", "is"]
    expected = read(gpt, "the capital of").guesses[4]
    assert [word for word, _ in left.guesses[4]] == [word for word, _ in expected]
    assert [share for _, share in left.guesses[4]] == pytest.approx([share for _, share in expected], abs=1e-6)
    assert list(read(gpt, TEXT, masked=[4]).guesses) == [4, 6], "the gap is still asked for"


def test_nobody_attends_to_a_word_that_is_knocked_out(bert, gpt) -> None:
    for model in (bert, gpt):
        reading = read(model, TEXT, words_out=[4])
        assert largest(reading.weights, 4, list(range(len(reading.tokens)))) == 0
        for layer in reading.weights:
            torch.testing.assert_close(layer.sum(dim=-1), torch.ones(layer.shape[:2]))
        assert reading.guesses[6] != read(model, TEXT).guesses[6]
        again = read(model, TEXT)
        assert largest(again.weights, 4, [5]) > 0, "the model is as it was"


def test_a_row_that_could_see_nothing_keeps_itself(gpt) -> None:
    reading = read(gpt, TEXT, words_out=[0])
    assert all(float(layer[:, 0, 0].min()) == 1 for layer in reading.weights)
    assert largest(reading.weights, 0, [1, 2, 3, 4, 5]) == 0


def test_a_head_that_is_knocked_out_gives_nothing(bert) -> None:
    """The output of layer 0 is that of attention whose head 1 was replaced by zeros."""
    ids = torch.tensor([[bert.vocabulary.index(token) for token in read(bert, TEXT).tokens]])
    attention, seen = bert.transformer.blocks[0].attention, []
    hook = attention.register_forward_hook(lambda _, inputs, output: seen.append((inputs[0], output[0])))
    try:
        reading = read(bert, TEXT, heads_out=[(0, 1)])
    finally:
        hook.remove()
    x, output = seen[0]
    q, k, v = (split_heads(linear(x), 2) for linear in (attention.query, attention.key, attention.value))
    heads, _ = scaled_dot_product_attention(q, k, v)
    heads[:, 1] = 0
    torch.testing.assert_close(output, attention.output(merge_heads(heads)))
    torch.testing.assert_close(reading.weights[0], bert(ids, maps=True).maps[0][0]), "its own map is what it was"
    assert not torch.allclose(reading.weights[1], bert(ids, maps=True).maps[1][0])
    assert read(bert, TEXT).guesses == read(bert, TEXT, heads_out=[]).guesses


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"masked": [9]}, "masked has 9; the text has 9 tokens"),
        ({"words_out": [-1]}, "words_out has -1; the text has 9 tokens"),
        ({"words_out": range(9)}, "all 9 tokens are knocked out"),
        ({"heads_out": [(2, 0)]}, r"heads_out has \(2, 0\); there are 2 layers of 2 heads"),
        ({"text": "the " * 40}, "42 tokens, and the model has 32 positions"),
    ],
)
def test_what_is_not_there_is_refused(bert, changes, message) -> None:
    with pytest.raises(ValueError, match=message):
        read(bert, **{"text": TEXT, **changes})


def test_what_cannot_read_is_refused(bert) -> None:
    with pytest.raises(TypeError, match="the model is a Linear; pass a Bert, a GPT"):
        reader(nn.Linear(2, 2))
    with pytest.raises(TypeError, match="a Hugging Face model needs its own"):
        reader(theirs("BertForMaskedLM"))
    assert reader(bert)(TEXT).tokens == read(bert, TEXT).tokens


# ---- Hugging Face

PIECES = [*SPECIAL, *WORDS, ".", "##ing", "walk"]
SIZES = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "BertForMaskedLM": ("BertConfig", {**SIZES, "max_position_embeddings": 32}),
    "BertForPreTraining": ("BertConfig", {**SIZES, "max_position_embeddings": 32}),
    "BertModel": ("BertConfig", {**SIZES, "max_position_embeddings": 32}),
    "RobertaForMaskedLM": ("RobertaConfig", {**SIZES, "max_position_embeddings": 34, "pad_token_id": 0}),
    "DistilBertForMaskedLM": (
        "DistilBertConfig",
        {"dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 32, "max_position_embeddings": 32},
    ),
    "GPT2LMHeadModel": (
        "GPT2Config",
        {"n_embd": 16, "n_layer": 2, "n_head": 2, "n_positions": 32, "bos_token_id": 2, "eos_token_id": 3},
    ),
}


def theirs(kind: str, **settings: Any) -> Any:
    torch.manual_seed(0)
    config, sizes = KINDS[kind]
    made = getattr(transformers, config)(vocab_size=len(PIECES), initializer_range=0.5, **sizes, **settings)
    return getattr(transformers, kind)(made).eval()


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return transformers.BertTokenizer(vocab={piece: number for number, piece in enumerate(PIECES)})


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_of_hugging_face_is_read_with_its_own_maps(kind, tokenizer) -> None:
    model = theirs(kind)
    reading = read(model, "the capital of china is", tokenizer=tokenizer)
    ids = torch.tensor([[PIECES.index(token) for token in reading.tokens]])
    model.set_attn_implementation("eager")
    expected = model(input_ids=ids, output_attentions=True).attentions
    for layer, map_of_theirs in zip(reading.weights, expected, strict=True):
        torch.testing.assert_close(layer, map_of_theirs[0])
    assert reading.causal == (kind == "GPT2LMHeadModel")


def test_their_fused_attention_is_set_aside_only_while_reading(tokenizer) -> None:
    model = theirs("BertForMaskedLM")
    assert model.config._attn_implementation == "sdpa"
    read(model, TEXT, tokenizer=tokenizer)
    assert model.config._attn_implementation == "sdpa"


@pytest.mark.parametrize("kind", KINDS)
def test_words_and_heads_of_theirs_are_knocked_out(kind, tokenizer) -> None:
    model = theirs(kind)
    plain = read(model, TEXT, tokenizer=tokenizer)
    without = read(model, TEXT, tokenizer=tokenizer, words_out=[4, 0])
    assert largest(without.weights, 4, list(range(len(without.tokens)))) < 1e-6
    for layer in without.weights:
        torch.testing.assert_close(layer.sum(dim=-1), torch.ones(layer.shape[:2]))
    silent = read(model, TEXT, tokenizer=tokenizer, heads_out=[(0, 1)])
    torch.testing.assert_close(silent.weights[0], plain.weights[0])
    assert not torch.allclose(silent.weights[1], plain.weights[1])
    if kind == "BertModel":
        assert plain.guesses == {}, "it has no head for words"
    else:
        place = len(plain.tokens) if plain.causal else 6
        shares = [dict(reading.guesses[place]) for reading in (plain, without, silent)]
        assert shares[0] != shares[1]
        assert shares[0] != shares[2]


def test_their_words_are_marked_and_hidden(tokenizer) -> None:
    model = theirs("BertForMaskedLM")
    reading = read(model, "the walking zebra ___", "the bank", tokenizer=tokenizer, masked=[1])
    assert reading.tokens == ["[CLS]", "the", "walk", "##ing", "[UNK]", "[MASK]", "[SEP]", "the", "bank", "[SEP]"]
    assert reading.unknown == ["", "", "pieces", "pieces", "unknown", "", "", "", "", ""]
    assert reading.segments == [0] * 7 + [1] * 3
    assert reading.special == [True, *[False] * 5, True, False, False, True]
    assert sorted(reading.guesses) == [1, 5]
    assert {word for word, _ in reading.guesses[5]} == set(PIECES) - set(SPECIAL)


def test_texts_that_are_too_long_for_theirs_say_so(tokenizer) -> None:
    with pytest.raises(ValueError, match="the text has 42 tokens, and the model reads at most 32"):
        read(theirs("BertForMaskedLM"), "the " * 40, tokenizer=tokenizer)


def test_a_model_without_maps_says_what_to_do(tokenizer, monkeypatch) -> None:
    model = theirs("BertForMaskedLM")
    monkeypatch.setattr(type(model), "set_attn_implementation", lambda *_: None)
    with pytest.raises(ValueError, match="attn_implementation='eager'"):
        read(model, TEXT, tokenizer=tokenizer)


def test_a_model_whose_heads_are_mixed_elsewhere_says_so(tokenizer, monkeypatch) -> None:
    model = theirs("BertForMaskedLM")
    monkeypatch.setattr(model, "named_modules", lambda: iter([("layer.0.mixer", nn.Linear(2, 2))]))
    with pytest.raises(ValueError, match="heads of a BertForMaskedLM cannot be knocked out"):
        read(model, TEXT, tokenizer=tokenizer, heads_out=[(0, 0)])
