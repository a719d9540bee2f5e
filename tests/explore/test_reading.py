"""What a model makes of a text is its own pass; hidden and knocked out words and heads change what they should."""

from typing import Any

import pytest
import tokenizers
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
    bert.transformer.blocks[1].eval()
    try:
        again = [read(bert, TEXT).guesses[6][0] for _ in range(2)]
        assert again[0] == again[1]
        assert bert.training
        assert bert.transformer.blocks[0].attention.training
        assert not bert.transformer.blocks[1].training
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
        ({"text": "the " * 40}, "the text has 42 tokens, and the model reads at most 32: shorten the text"),
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
MARKS = {"pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3}
LEAST = {"num_hidden_layers": 2, "num_attention_heads": 2, "initializer_range": 0.5, **MARKS}
SIZES = {"hidden_size": 16, "intermediate_size": 32, "max_position_embeddings": 32, **LEAST}
OLD_GPT = {"n_embd": 16, "n_layer": 2, "n_head": 2, "n_positions": 32, "initializer_range": 0.5, **MARKS}
LLAMA = {**SIZES, "num_key_value_heads": 1}
DEBERTA = {**SIZES, "relative_attention": True, "pos_att_type": ["c2p", "p2c"]}
NEO = {"hidden_size": 16, "num_layers": 2, "num_heads": 2, "max_position_embeddings": 32, **MARKS}

# Class, settings, and the module behind the heads of layer 0: "" where it is a bare parameter.
KINDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "BertForMaskedLM": ("BertConfig", SIZES, "bert.encoder.layer.0.attention.output.dense"),
    "BertForPreTraining": ("BertConfig", SIZES, "bert.encoder.layer.0.attention.output.dense"),
    "BertModel": ("BertConfig", SIZES, "encoder.layer.0.attention.output.dense"),
    "BertLMHeadModel": ("BertConfig", SIZES, "bert.encoder.layer.0.attention.output.dense"),
    "RobertaForMaskedLM": ("RobertaConfig", SIZES, "roberta.encoder.layer.0.attention.output.dense"),
    "DistilBertForMaskedLM": (
        "DistilBertConfig",
        {"dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 32, "initializer_range": 0.5},
        "distilbert.transformer.layer.0.attention.out_lin",
    ),
    "ElectraForMaskedLM": (
        "ElectraConfig",
        {**SIZES, "embedding_size": 16},
        "electra.encoder.layer.0.attention.output.dense",
    ),
    "AlbertForMaskedLM": ("AlbertConfig", {**SIZES, "embedding_size": 16}, ""),  # one module for all layers
    "MPNetForMaskedLM": ("MPNetConfig", SIZES, "mpnet.encoder.layer.0.attention.attn.o"),
    "DebertaV2ForMaskedLM": ("DebertaV2Config", DEBERTA, "deberta.encoder.layer.0.attention.output.dense"),
    "ModernBertForMaskedLM": (
        "ModernBertConfig",
        {**SIZES, "local_attention": 4, "global_attn_every_n_layers": 2, "cls_token_id": 2, "sep_token_id": 3},
        "model.layers.0.attn.Wo",
    ),
    "XLMWithLMHeadModel": (
        "XLMConfig",
        {"emb_dim": 16, "n_layers": 2, "n_heads": 2, "init_std": 0.5, "embed_init_std": 0.5, **MARKS},
        "transformer.attentions.0.out_lin",
    ),
    "XLNetLMHeadModel": (
        "XLNetConfig",
        {"d_model": 16, "n_layer": 2, "n_head": 2, "d_inner": 32, "initializer_range": 0.5, **MARKS},
        "",
    ),
    "GPT2LMHeadModel": ("GPT2Config", OLD_GPT, "transformer.h.0.attn.c_proj"),
    "GPTJForCausalLM": ("GPTJConfig", {**OLD_GPT, "rotary_dim": 4}, "transformer.h.0.attn.out_proj"),
    "GPTNeoForCausalLM": (
        "GPTNeoConfig",
        {**NEO, "attention_types": [[["global", "local"], 1]], "window_size": 3, "initializer_range": 0.5},
        "transformer.h.0.attn.attention.out_proj",
    ),
    "GPTNeoXForCausalLM": ("GPTNeoXConfig", SIZES, "gpt_neox.layers.0.attention.dense"),
    "BloomForCausalLM": (
        "BloomConfig",
        {"hidden_size": 16, "n_layer": 2, "n_head": 2, "initializer_range": 0.5, **MARKS},
        "transformer.h.0.self_attention.dense",
    ),
    "OPTForCausalLM": (
        "OPTConfig",
        {"hidden_size": 16, "ffn_dim": 32, "word_embed_proj_dim": 16, "max_position_embeddings": 32, "init_std": 0.5}
        | {name: LEAST[name] for name in LEAST if name != "initializer_range"},
        "model.decoder.layers.0.self_attn.out_proj",
    ),
    "LlamaModel": ("LlamaConfig", LLAMA, "layers.0.self_attn.o_proj"),
    "MistralForCausalLM": ("MistralConfig", {**LLAMA, "sliding_window": 2}, "model.layers.0.self_attn.o_proj"),
    "Gemma2ForCausalLM": (
        "Gemma2Config",
        {**LLAMA, "head_dim": 8, "sliding_window": 3},
        "model.layers.0.self_attn.o_proj",
    ),
}
CAUSAL = {kind for kind in KINDS if kind.startswith(("GPT", "Bloom", "OPT", "Llama", "Mistral", "Gemma"))}
WINDOWS = {"MistralForCausalLM": 1, "Gemma2ForCausalLM": 2, "GPTNeoForCausalLM": 2, "ModernBertForMaskedLM": 2}
NO_WORDS = {"BertModel", "LlamaModel"}


def theirs(kind: str, **settings: Any) -> Any:
    torch.manual_seed(0)
    config, sizes, _ = KINDS[kind]
    made = getattr(transformers, config)(**{"vocab_size": len(PIECES), **sizes, **settings})
    return getattr(transformers, kind)(made).eval()


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return transformers.BertTokenizer(vocab={piece: number for number, piece in enumerate(PIECES)})


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_of_hugging_face_is_read_with_its_own_maps(kind, tokenizer) -> None:
    model = theirs(kind)
    reading = read(model, "the capital of china is", tokenizer=tokenizer)
    ids = torch.tensor([[PIECES.index(token) for token in reading.tokens]])
    if model.config._attn_implementation != "eager":
        model.set_attn_implementation("eager")
    expected = model(input_ids=ids, output_attentions=True).attentions
    for layer, map_of_theirs in zip(reading.weights, expected, strict=True):
        torch.testing.assert_close(layer, map_of_theirs[0])
    assert reading.causal == (kind in CAUSAL), "whatever its class is called"
    assert reading.tokens[-1] == ("is" if kind in CAUSAL else "[SEP]")


def test_a_bert_that_is_a_decoder_writes(tokenizer) -> None:
    reading = read(theirs("BertLMHeadModel", is_decoder=True), TEXT, tokenizer=tokenizer)
    assert reading.causal
    assert list(reading.guesses) == [6]
    assert not read(theirs("BertLMHeadModel"), TEXT, tokenizer=tokenizer).causal


def test_their_fused_attention_is_set_aside_only_while_reading(tokenizer) -> None:
    model = theirs("BertForMaskedLM")
    assert model.config._attn_implementation == "sdpa"
    read(model, TEXT, tokenizer=tokenizer)
    assert model.config._attn_implementation == "sdpa"


@pytest.mark.parametrize("kind", KINDS)
def test_words_of_theirs_are_knocked_out(kind, tokenizer) -> None:
    """Nobody attends to them, so that it does not matter which they are; and nobody sees more than before."""
    model, others = theirs(kind), [1, 2, 3, 5]
    plain = read(model, TEXT, tokenizer=tokenizer)
    without = read(model, TEXT, tokenizer=tokenizer, words_out=[4, 0])
    for word in (4, 0):
        assert largest(without.weights, word, others) == 0
    for before, layer in zip(plain.weights, without.weights, strict=True):
        torch.testing.assert_close(layer.sum(dim=-1), torch.ones(layer.shape[:2]))
        assert not layer[before == 0].any()
        assert layer[:, 2, 1].min() > 0, "the others stay"
    another = read(model, TEXT.replace("china", "bank"), tokenizer=tokenizer, words_out=[4, 0])
    for layer, same in zip(without.weights, another.weights, strict=True):
        torch.testing.assert_close(layer[:, others], same[:, others])
    if kind in NO_WORDS:
        assert plain.guesses == {}, "it has no head for words"
    else:
        [(place, guess)] = without.guesses.items()
        assert guess != plain.guesses[place]
        assert [word for word, _ in guess] == [word for word, _ in another.guesses[place]]


@pytest.mark.parametrize(("kind", "reach"), WINDOWS.items())
def test_windows_stay_where_words_are_knocked_out(kind, reach, tokenizer) -> None:
    without = read(theirs(kind), "the capital of china is beijing", tokenizer=tokenizer, words_out=[4])
    local = [layer for layer in without.weights if not layer.tril(-reach - 1).any()]
    assert len(local) == (2 if kind.startswith("Mistral") else 1)


@pytest.mark.parametrize("kind", KINDS)
def test_heads_of_theirs_are_knocked_out(kind, tokenizer) -> None:
    """As if the module behind the heads, whose name differs from model to model, were given zeros."""
    model, module = theirs(kind), KINDS[kind][2]
    plain = read(model, TEXT, tokenizer=tokenizer)
    silent = read(model, TEXT, tokenizer=tokenizer, heads_out=[(0, 1)])
    torch.testing.assert_close(silent.weights[0], plain.weights[0])
    assert not torch.allclose(silent.weights[1], plain.weights[1])
    if not module:
        return

    def half(_: nn.Module, inputs: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        size = inputs[0].shape[-1] // 2
        return (torch.cat([inputs[0][..., :size], torch.zeros_like(inputs[0][..., size:])], dim=-1), *inputs[1:])

    hook = model.get_submodule(module).register_forward_pre_hook(half)
    expected = read(model, TEXT, tokenizer=tokenizer)
    hook.remove()
    torch.testing.assert_close(silent.weights[1], expected.weights[1])
    for place, guess in expected.guesses.items():
        assert dict(silent.guesses[place]) == pytest.approx(dict(guess), abs=1e-5)


def test_their_words_are_marked_and_hidden(tokenizer) -> None:
    model = theirs("BertForMaskedLM")
    reading = read(model, "the walking zebra ___", "the bank", tokenizer=tokenizer, masked=[1])
    assert reading.tokens == ["[CLS]", "the", "walk", "##ing", "[UNK]", "[MASK]", "[SEP]", "the", "bank", "[SEP]"]
    assert reading.unknown == ["", "", "pieces", "pieces", "unknown", "", "", "", "", ""]
    assert reading.segments == [0] * 7 + [1] * 3
    assert reading.special == [True, *[False] * 5, True, False, False, True]
    assert sorted(reading.guesses) == [1, 5]
    assert {word for word, _ in reading.guesses[5]} == set(PIECES) - set(SPECIAL)


def test_rows_without_a_word_are_never_guesses(tokenizer) -> None:
    """Vocabularies are filled up to a round number; here the rows that are too many have the highest scores."""
    for kind in ("BertForMaskedLM", "GPT2LMHeadModel"):
        model = theirs(kind, vocab_size=len(PIECES) + 7)
        with torch.no_grad():
            model.get_input_embeddings().weight[len(PIECES) :] *= 50
        [guess] = read(model, TEXT, tokenizer=tokenizer).guesses.values()
        assert {word for word, _ in guess} <= set(PIECES)
        assert sum(share for _, share in guess) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("BertForTokenClassification", {"num_labels": 5}),
        ("BertForSequenceClassification", {"num_labels": 9}),  # as many as the text has tokens
        ("BertForQuestionAnswering", {}),
        ("ElectraForPreTraining", {}),
    ],
)
def test_a_head_for_something_else_than_words_guesses_none(kind, settings, tokenizer) -> None:
    config = transformers.ElectraConfig if kind.startswith("Electra") else transformers.BertConfig
    model = getattr(transformers, kind)(config(vocab_size=len(PIECES), **SIZES, **settings)).eval()
    reading = read(model, TEXT, tokenizer=tokenizer)
    assert len(reading.tokens) == 9
    assert reading.guesses == {}


def test_a_pair_without_token_types_has_two_sides(tokenizer) -> None:
    plain = transformers.BertTokenizer(tokenizer.get_vocab(), model_input_names=["input_ids", "attention_mask"])
    reading = read(theirs("DistilBertForMaskedLM"), "the bank", "the river .", tokenizer=plain)
    assert reading.segments == [0, 0, 0, 0, 1, 1, 1, 1]


def like_llamas(words: list[str]) -> Any:
    """A tokenizer that takes a whole text as one word: a space is a letter of a piece."""
    letters = sorted({letter for word in words for letter in word} | {"▁"})
    merges, vocabulary = [], ["<unk>", "<s>", "</s>", *letters]
    for word in words:
        for end in range(1, len(word)):
            if word[: end + 1] not in vocabulary:
                merges.append((word[:end], word[end]))
                vocabulary.append(word[: end + 1])
    model = tokenizers.models.BPE({piece: at for at, piece in enumerate(vocabulary)}, merges, unk_token="<unk>")
    made = tokenizers.Tokenizer(model)
    made.normalizer = tokenizers.normalizers.Sequence(
        [tokenizers.normalizers.Prepend("▁"), tokenizers.normalizers.Replace(" ", "▁")]
    )
    made.decoder = tokenizers.decoders.Replace("▁", " ")
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=made, unk_token="<unk>", bos_token="<s>", eos_token="</s>"
    )


def test_where_a_whole_text_is_one_word_its_letters_tell_the_words() -> None:
    llamas = like_llamas(["▁the", "▁bank", "▁is"])
    assert set(llamas("the bank").word_ids()) == {0}
    model = theirs("LlamaModel", vocab_size=len(llamas))
    reading = read(model, "the banks is the bank", tokenizer=llamas)
    assert reading.tokens == ["the", "bank", "s", "is", "the", "bank"]
    assert reading.unknown == ["", "pieces", "pieces", "", "", ""]


@pytest.mark.parametrize(
    ("kind", "settings", "most"),
    [
        ("BertForMaskedLM", {}, 32),
        ("RobertaForMaskedLM", {"pad_token_id": 1}, 30),  # positions begin behind that of padding
        ("MPNetForMaskedLM", {}, 30),
        ("OPTForCausalLM", {}, 32),
        ("XLNetLMHeadModel", {}, None),  # says -1
        ("BloomForCausalLM", {}, None),
    ],
)
def test_texts_that_are_too_long_for_theirs_say_so(kind, settings, most, tokenizer) -> None:
    model, ends = theirs(kind, **settings), 1 if kind in CAUSAL else 2
    assert len(read(model, "the " * ((most or 50) - ends), tokenizer=tokenizer).tokens) == (most or 50)
    if most:
        said = f"the text has {most + 1} tokens, and the model reads at most {most}: shorten the text"
        with pytest.raises(ValueError, match=said):
            read(model, "the " * (most + 1 - ends), tokenizer=tokenizer)


def test_a_model_without_maps_says_what_to_do(tokenizer, monkeypatch) -> None:
    model = theirs("BertForMaskedLM")
    monkeypatch.setattr(type(model), "set_attn_implementation", lambda *_: None)
    with pytest.raises(ValueError, match="attn_implementation='eager'"):
        read(model, TEXT, tokenizer=tokenizer)
    fourier = transformers.FNetConfig(vocab_size=len(PIECES), hidden_size=16, num_hidden_layers=2, **MARKS)
    with pytest.raises(ValueError, match="this FNetModel gives no maps of all tokens"):
        read(transformers.FNetModel(fourier), TEXT, tokenizer=tokenizer)
    squeezed = transformers.SqueezeBertConfig(
        vocab_size=len(PIECES), embedding_size=16, **SIZES
    )  # gives scores for weights
    with pytest.raises(ValueError, match="this SqueezeBertModel gives no maps"):
        read(transformers.SqueezeBertModel(squeezed), TEXT, tokenizer=tokenizer)


def test_a_model_that_attends_in_another_way_is_read_but_not_changed(tokenizer) -> None:
    sinks = {**LLAMA, "head_dim": 8, "num_local_experts": 2, "num_experts_per_tok": 1, "rope_parameters": None}
    model = transformers.GptOssModel(transformers.GptOssConfig(vocab_size=len(PIECES), **sinks)).eval()
    assert read(model, "the bank", tokenizer=tokenizer).causal
    for change in ({"words_out": [1]}, {"heads_out": [(0, 1)]}):
        with pytest.raises(ValueError, match="the attention of this model is not one softmax over all tokens"):
            read(model, "the bank", tokenizer=tokenizer, **change)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("Lfm2Model", {**LLAMA, "layer_types": ["conv", "full_attention"]}),
        ("ConvBertForMaskedLM", {**SIZES, "num_attention_heads": 4, "embedding_size": 16, "initializer_range": 0.02}),
        ("DebertaV2Model", {**DEBERTA, "conv_kernel_size": 3}),
    ],
)
def test_words_that_meet_without_attention_cannot_be_knocked_out(kind, settings, tokenizer) -> None:
    torch.manual_seed(0)
    made = getattr(transformers, kind)
    model = made(made.config_class(vocab_size=len(PIECES), **settings)).eval()
    read(model, "the bank is", tokenizer=tokenizer, heads_out=[(0, 1)])
    with pytest.raises(ValueError, match=f"in this {kind} words reach each other also without attention"):
        read(model, "the bank is", tokenizer=tokenizer, words_out=[1])


def test_a_model_that_keeps_its_fused_attention_is_not_shown_wrong(tokenizer) -> None:
    """Falcon can be told how to attend only when it is loaded; fused, it gives maps without its causal mask."""
    config = transformers.FalconConfig(vocab_size=len(PIECES), **SIZES)
    with pytest.raises(ValueError, match="this FalconModel gives no maps"):
        read(transformers.FalconModel(config).eval(), "the bank", tokenizer=tokenizer)
    config._attn_implementation = "eager"
    assert read(transformers.FalconModel(config).eval(), "the bank", tokenizer=tokenizer, words_out=[1]).causal


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("kind", ["BertForMaskedLM", "GPT2LMHeadModel", "LlamaModel"])
def test_models_of_few_bits_are_changed_too(kind, dtype, tokenizer) -> None:
    model = theirs(kind).to(dtype)
    reading = read(model, TEXT, tokenizer=tokenizer, words_out=[4], heads_out=[(0, 1)])
    assert largest(reading.weights, 4, [1, 2, 3, 5]) == 0
    assert all(layer.dtype == torch.float32 for layer in reading.weights)
