"""Features equal Hugging Face's, whatever stands beside a text; no token counts twice, and none is left out unsaid."""

import copy
import importlib
import io
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from ipykernel.iostream import OutStream
from small_berts import SIGNS, random_bert
from small_gpts import random_gpt
from transformers import BertModel, BertTokenizer, pipeline
from word2bert.explore import features
from word2bert.explore.features import _stretches
from word2bert.explore.writing import tokenizer
from word2bert.models import Bert, BertConfig
from word2bert.text import WordPiece
from word2bert.text.wordpiece import SPECIAL

MODULE = importlib.import_module("word2bert.explore.features")  # in the package its function has the same name
WORDS = "the capital of china is beijing and one river flows through it".split()
TEXTS = ["the capital of china is beijing.", "one river", "it flows through the capital", "is it?"]
LONG_TEXT = "the capital of china is beijing and one river flows through it. " * 3  # 39 tokens
NEAR = {"rtol": 0, "atol": 1e-5}


@pytest.fixture(scope="module")
def model() -> Bert:
    return random_bert(WORDS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, model):
    place = tmp_path_factory.mktemp("bert")
    model.save(place)
    return place


def read(model: Bert, *sides: str, layer: int = 2) -> np.ndarray:
    """The vectors of a text by itself, without features()."""
    pieces = tokenizer(model).encode(*sides)
    with torch.no_grad():
        ids, segments = torch.tensor([pieces.ids]), torch.tensor([pieces.segments])
        return model.eval().transformer(ids, segments=segments, layers=layer)[0][0].numpy()


# ---- Hugging Face


def test_they_equal_hugging_faces_pipeline(model, folder):
    theirs = pipeline(
        "feature-extraction",
        model=BertModel.from_pretrained(folder),
        tokenizer=BertTokenizer(str(folder / "vocab.txt")),
    )
    right = [np.array(theirs(text)[0]) for text in TEXTS]
    for found, expected in zip(features(model, TEXTS, pool=None), right, strict=True):
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected, **NEAR)
    np.testing.assert_allclose(features(model, TEXTS, pool="cls"), [rows[0] for rows in right], **NEAR)
    np.testing.assert_allclose(features(model, TEXTS), [rows[1:-1].mean(axis=0) for rows in right], **NEAR)


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_every_layer_of_texts_and_pairs_equals_hugging_faces(model, folder, layer):
    theirs, pairs = BertModel.from_pretrained(folder).eval(), [(TEXTS[0], TEXTS[1]), (TEXTS[3], TEXTS[2])]
    wordpieces = BertTokenizer(str(folder / "vocab.txt"))
    mixed = [TEXTS[0], *pairs, TEXTS[2]]
    rows, means = features(model, mixed, layer, pool=None), features(model, mixed, layer)
    assert means.shape == (4, 16)
    for text, found, mean in zip(mixed, rows, means, strict=True):
        inputs = wordpieces(*([text] if isinstance(text, str) else text), return_tensors="pt")
        with torch.no_grad():
            expected = theirs(**inputs, output_hidden_states=True).hidden_states[layer][0].numpy()
        np.testing.assert_allclose(found, expected, **NEAR)
        own = np.isin(inputs["input_ids"][0], tokenizer(model).special_ids, invert=True)
        np.testing.assert_allclose(mean, expected[own].mean(axis=0), **NEAR)
    np.testing.assert_array_equal(features(model, mixed, layer - 3), means)  # counted from the end


def test_a_gap_is_a_token_of_the_text(model):
    rows = read(model, "the [MASK] river")
    np.testing.assert_allclose(features(model, ["the [MASK] river"])[0], rows[1:-1].mean(axis=0), **NEAR)


# ---- batches


@pytest.mark.parametrize("pool", ["cls", "mean", None])
@pytest.mark.parametrize("long", ["cut", "windows"])
@pytest.mark.filterwarnings("ignore:.*were cut")
def test_the_size_of_the_batches_changes_nothing(model, pool, long):
    texts = [*TEXTS, LONG_TEXT, *TEXTS[::-1], ("one river", "is it?")]
    alone = [features(model, [text], pool=pool, long=long)[0] for text in texts]
    for batch_size in (1, 3, 100):
        together = features(model, texts, pool=pool, long=long, batch_size=batch_size)
        for found, expected in zip(together, alone, strict=True):
            np.testing.assert_allclose(found, expected, **NEAR)


def test_texts_of_similar_length_are_read_together_the_longest_first(model):
    shapes = []
    hook = model.transformer.register_forward_pre_hook(lambda _, inputs: shapes.append(tuple(inputs[0].shape)))
    features(model, ["a", "one river flows", "it", "the capital is", "is"], batch_size=2)
    hook.remove()
    assert shapes == [(2, 5), (2, 3), (1, 3)]


@pytest.mark.parametrize("layer", [0, 1])
def test_blocks_above_the_layer_are_not_computed(model, layer):
    ran = []
    hooks = [block.register_forward_hook(lambda *_: ran.append(1)) for block in model.transformer.blocks]
    features(model, ["one river"], layer)
    for hook in hooks:
        hook.remove()
    assert len(ran) == layer


# ---- long texts


def test_what_is_cut_is_counted(model):
    with pytest.warns(UserWarning, match=r'^2 of 4 texts have more than the 32 tokens .* long="windows" .* reads them'):
        found = features(model, [TEXTS[0], LONG_TEXT, TEXTS[1], (LONG_TEXT, "one river")], pool=None)
    assert [len(rows) for rows in found] == [9, 32, 4, 32]
    first = tokenizer(model).decode(tokenizer(model).encode(LONG_TEXT).ids[1:31])
    np.testing.assert_allclose(found[1], read(model, first), **NEAR)


def test_windows_are_joined_token_by_token(model):
    """Ten words a window: the second begins so that both are full, and each has half of what both have."""
    vocabulary, words = [*SPECIAL, *SIGNS, *WORDS], [*"abcdefghijklmno"]
    short = Bert(BertConfig(len(vocabulary), 16, 2, 2, 32, 12, initializer_range=0.5), vocabulary).eval()
    text = " ".join(words)
    first, second = read(short, " ".join(words[:10])), read(short, " ".join(words[5:]))
    mine = np.concatenate([first[1:8], second[3:11]])  # words 0 to 6, and 7 to 14
    middle = {"cls": (first[0] + second[0]) / 2, "sep": (first[-1] + second[-1]) / 2}
    rows = features(short, [text], pool=None, long="windows")[0]
    np.testing.assert_allclose(rows, [middle["cls"], *mine, middle["sep"]], **NEAR)
    np.testing.assert_allclose(features(short, [text], long="windows")[0], mine.mean(axis=0), **NEAR)
    np.testing.assert_allclose(features(short, [text], pool="cls", long="windows")[0], middle["cls"], **NEAR)
    assert features(short, [text], long="windows").dtype == np.float32


def test_a_text_that_fits_needs_no_windows(model):
    np.testing.assert_array_equal(features(model, TEXTS, long="windows"), features(model, TEXTS))
    exact = " ".join(["river"] * 30)
    np.testing.assert_allclose(features(model, [exact], pool=None, long="windows")[0], read(model, exact), **NEAR)


@given(st.integers(1, 40), st.integers(1, 100))
def test_every_token_is_in_one_window_where_it_stands_furthest_from_the_ends(room, more):
    wordpiece, ids = WordPiece([*SPECIAL, *SIGNS]), list(range(100, 100 + room + more))
    windows = list(_stretches(wordpiece, 7, ids, room))
    assert {(window.text, len(window.ids), len(window.segments), len(window.own)) for window in windows} == {
        (7, room + 2, room + 2, room + 2)
    }
    assert all(window.ids[0] == wordpiece.id("[CLS]") and window.ids[-1] == wordpiece.id("[SEP]") for window in windows)
    counted = [number for window in windows for number, own in zip(window.ids, window.own, strict=True) if own]
    assert counted == ids
    context = {}
    for window in windows:
        for place, number in enumerate(window.ids[1:-1]):
            context[number] = max(context.get(number, 0), min(place, room - 1 - place))
    for window in windows:
        inner, own = window.ids[1:-1], window.own[1:-1]
        for place, number in enumerate(inner):
            at_an_end_of_the_text = number < 100 + room // 2 or number >= ids[-1] - room // 2
            assert not own[place] or at_an_end_of_the_text or min(place, room - 1 - place) == context[number]
    assert len(windows) == 1 + math.ceil(more / (room - room // 4))


# ---- errors


@pytest.mark.parametrize("nothing", ["", "  ", "\u200b", ("one river", ""), ("", "one river")])
def test_empty_texts_are_named_by_their_lines(model, nothing):
    with pytest.raises(ValueError, match=r"^2 of 5 texts are empty: line 2, 5, the first being 1\. Leave them out"):
        features(model, ["a", nothing, "b", "c", nothing])


def test_of_many_empty_texts_the_first_are_named(model):
    with pytest.raises(ValueError, match=r"13 of 14 texts are empty: line 2, 3, .*, 11 and 3 more, the first"):
        features(model, ["a", *[""] * 13])


def test_what_is_no_list_of_texts_is_refused(model):
    with pytest.raises(TypeError, match=r"texts is the str 'one river'; pass a list, such as \['one river'\]"):
        features(model, "one river")
    for wrong in (None, b"one river", ["a", "river"], ("a",), ("a", "b", "c"), ("a", None)):
        with pytest.raises(TypeError, match=r"texts\[1\] is .*: a text is a str, or a pair"):
            features(model, (text for text in ["a", wrong]))
    with pytest.raises(ValueError, match="there are no texts"):
        features(model, [])


def test_another_model_and_settings_that_are_not_there_are_refused(model):
    with pytest.raises(TypeError, match="the model is a GPT: features asks a Bert"):
        features(random_gpt(WORDS), TEXTS)
    for layer in (3, -4):
        with pytest.raises(ValueError, match=rf"layer is {layer}: the model has 0 \(embeddings\) to 2 .*or -3 to -1"):
            features(model, TEXTS, layer)
    with pytest.raises(ValueError, match="pool is 'max': it is one of 'cls', 'mean', None"):
        features(model, TEXTS, pool="max")
    with pytest.raises(ValueError, match="long is 'window': it is one of 'cut', 'windows'"):
        features(model, TEXTS, long="window")
    with pytest.raises(ValueError, match="batch_size is 0: at least 1"):
        features(model, TEXTS, batch_size=0)
    with pytest.raises(ValueError, match="the pair in line 2 has 43 tokens, and the model reads 32: windows are for"):
        features(model, ["a", (LONG_TEXT, "a")], long="windows")
    with pytest.raises(ValueError, match="no vocabulary"):
        features(Bert(model.config), TEXTS)
    with pytest.raises(ValueError, match="device='cuda:99' is not there"):
        features(model, TEXTS, device="cuda:99")


# ---- the model and the terminal


def test_the_model_comes_back_as_it_was(model, monkeypatch):
    expected, places = features(model, TEXTS), []
    monkeypatch.setattr(MODULE, "choose_device", lambda device: torch.device("cpu", 0))  # as if it were another
    monkeypatch.setattr(Bert, "to", lambda self, place: [places.append(str(place)), self][1])
    model.train()
    np.testing.assert_array_equal(features(model, TEXTS), expected)  # nothing is dropped out
    assert model.training
    assert places == ["cpu:0", "cpu"]
    monkeypatch.setattr(MODULE, "_pooled", lambda *_: (_ for _ in ()).throw(RuntimeError("the memory is full")))
    with pytest.raises(RuntimeError, match="full"):
        features(model, TEXTS)
    assert model.training
    assert places[2:] == ["cpu:0", "cpu"]
    model.eval()


def test_each_part_of_the_model_comes_back_in_its_mode(model):
    model.train()
    model.transformer.blocks[0].eval()
    features(model, TEXTS)
    assert model.transformer.blocks[1].attention.training
    assert not model.transformer.blocks[0].training
    model.eval()


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("pool", ["cls", "mean", None])
def test_a_model_of_few_bits_gives_float32_too(model, pool, dtype):
    found = features(copy.deepcopy(model).to(dtype), TEXTS, pool=pool)
    for row, expected in zip(found, features(model, TEXTS, pool=pool), strict=True):
        assert row.dtype == np.float32
        np.testing.assert_allclose(row, expected, rtol=0, atol=0.2)


def test_a_full_memory_says_what_to_do(model, monkeypatch):
    def full(*_):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")

    monkeypatch.setattr(MODULE, "_pooled", full)
    said = r"^the memory of cpu is too small for 3 texts of 9 tokens .* a smaller batch_size \(--batch-size\)$"
    with pytest.raises(MemoryError, match=said):
        features(model, TEXTS, batch_size=3)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_sees_how_far_it_is(model, monkeypatch):
    seen = Terminal()
    monkeypatch.setattr("sys.stderr", seen)
    features(model, ["one river", "it"] * 2, batch_size=2)
    half, whole = seen.getvalue().split("\r")[1:]
    assert half.startswith(" 57%")  # 8 of 14 tokens
    assert "tokens/s" in half
    assert "s left" in half
    assert not half.endswith("\n")
    assert whole.startswith("100%")
    assert whole.endswith("   0 s left \n")


def test_a_notebook_sees_it_where_it_takes_long(model, monkeypatch):
    class OutStream(io.StringIO):
        __module__ = "ipykernel.iostream"

    for batches, lines in ((30, 0), (31, 31)):
        seen = OutStream()
        monkeypatch.setattr("sys.stderr", seen)
        features(model, ["river"] * 2 * batches, batch_size=2)
        assert seen.getvalue().count("\r") == lines
    assert seen.getvalue().endswith("0 s left \n")


def test_that_is_what_a_notebook_writes_to():
    assert OutStream.__module__ == "ipykernel.iostream"


def test_elsewhere_nothing_is_printed(model, capsys):
    features(model, TEXTS)
    assert capsys.readouterr() == ("", "")
