import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from small_berts import random_bert
from small_gpts import random_gpt
from traitlets import TraitError
from word2bert.explore.reading import Reading
from word2bert.explore.reading import read as read_text
from word2bert.widgets import AttentionExplorer, explorer_for
from word2bert.widgets.attention_explorer import moved, pooled_maps, same_words

TOKENS = ["[CLS]", "the", "river", "it", ".", "[SEP]"]
L, H, T = 2, 3, len(TOKENS)
WORDS = "the capital of china is beijing river bank".split()
TEXT = "the capital of china is [MASK] ."


def weights() -> list[np.ndarray]:
    """Even; but "it" looks at "river" with 0.75 in layer 1, head 2, and everybody at [SEP] in layer 0, head 0."""
    maps = [np.full((H, T, T), 1 / T) for _ in range(L)]
    maps[1][2, 3] = [0.05, 0.05, 0.75, 0.05, 0.05, 0.05]
    maps[0][0] = np.eye(T)[5]
    return maps


@pytest.fixture(scope="module")
def bert() -> Any:
    return random_bert(WORDS)


@pytest.fixture(scope="module")
def gpt() -> Any:
    return random_gpt(WORDS)


def sent(widget: AttentionExplorer) -> np.ndarray:
    """The weights that go to the page, of a short text with one model."""
    pane = widget.panes[0]
    return (np.frombuffer(widget.maps, dtype=np.uint8).reshape(*pane["shape"], pane["shape"][2]) / 255) ** 2


# ---- maps of anybody's model


def test_it_opens_where_a_word_looks_most_at_another_word() -> None:
    shown = AttentionExplorer(TOKENS, weights())
    assert shown.heads == [[1, 2]]
    said = "AttentionExplorer(tokens=6, layer=1, head=2, row='it', looks_at='river', weight=0.75)"
    assert repr(shown) == said
    assert shown.picture().title == "Layer 1, head 2: “it” looks at “river”, 0.75"
    np.testing.assert_allclose(shown.picture().figure.axes[0].images[0].get_array(), weights()[1][2], atol=0.004)


def test_a_gap_looks_first_also_where_nothing_is_guessed() -> None:
    tokens = ["[CLS]", "the", "river", "it", "[MASK]", "[SEP]"]
    shown = AttentionExplorer(tokens, weights())
    assert shown.panes[0]["asking"] == 4
    assert "row='[MASK]'" in repr(shown)


def test_each_head_has_a_finding_of_its_own() -> None:
    maps = weights()
    maps[0][1, 1] = [0.05, 0.05, 0.05, 0.75, 0.05, 0.05]
    shown = AttentionExplorer(TOKENS, maps, layer=1, head=2)
    shown.heads = [[0, 1]]
    assert repr(shown).endswith("layer=0, head=1, row='the', looks_at='it', weight=0.75)")
    assert shown.picture().title == "Layer 0, head 1: “the” looks at “it”, 0.75"
    gap = AttentionExplorer([*TOKENS[:4], "[MASK]", "[SEP]"], [*maps[:1], np.eye(T)[[3] * T][None].repeat(H, 0)])
    gap.heads = [[1, 0]]
    assert repr(gap).endswith("row='[MASK]', looks_at='it', weight=1.00)"), "the row of the gap stays"
    gap.heads = [[0, 1]]
    assert "row='[MASK]', looks_at='the'" in repr(gap)


def test_a_head_that_is_named_is_shown() -> None:
    assert AttentionExplorer(TOKENS, weights(), layer=0).heads == [[0, 1]]
    assert AttentionExplorer(TOKENS, weights(), layer=0, head=0).heads == [[0, 0]]


@pytest.mark.parametrize(
    "given",
    [
        weights(),
        np.stack(weights()),
        [torch.tensor(layer, requires_grad=True) for layer in weights()],
        [torch.tensor(layer).bfloat16().float() for layer in weights()],
        [torch.tensor(layer)[None] for layer in weights()],
        tuple(np.stack([np.ones_like(layer) * 0.5, layer]) for layer in weights()),
        [layer.tolist() for layer in weights()],
    ],
    ids=["arrays", "one array", "tensors", "half", "a batch", "example", "lists"],
)
def test_arrays_tensors_and_lists_with_and_without_a_batch_are_taken(given) -> None:
    example = 1 if isinstance(given, tuple) else 0
    np.testing.assert_allclose(sent(AttentionExplorer(TOKENS, given, example=example)), np.stack(weights()), atol=0.005)


def test_what_the_heads_do_is_measured() -> None:
    measures = AttentionExplorer(TOKENS, weights()).panes[0]["measures"]
    assert len(measures) == L * H
    assert measures[0] == [0, 0.25, 0, 1, 1]
    assert measures[1][0] == pytest.approx(1 / T, abs=0.001)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tokens": None}, "pass tokens and weights; or read"),
        ({"weights": None}, "pass tokens and weights; or read"),
        ({"tokens": []}, "there are no tokens"),
        ({"weights": ()}, "attn_implementation='eager'"),
        ({"weights": (None, None)}, "attn_implementation='eager'"),
        ({"weights": 3}, "weights is a int"),
        ({"weights": [np.ones((H, T, T - 1))]}, r"weights\[0\] has shape \(3, 6, 5\); pass for each layer \(H, 6, 6\)"),
        ({"weights": [np.ones((T, T))]}, r"weights\[0\] has shape \(6, 6\)"),
        ({"weights": [weights()[0], np.ones((2, T, T))]}, r"weights\[1\] has 2 heads, weights\[0\] 3"),
        ({"weights": [np.full((H, T, T), np.nan)]}, r"weights\[0\] has nan at \(0, 0, 0\)"),
        ({"weights": [np.full((H, T, T), -1.0)]}, r"weights\[0\] lies between -1 and -1; pass shares"),
        ({"weights": [np.full((H, T, T), 2.0)]}, "what the softmax gives"),
        ({"weights": [np.ones((2, H, T, T))], "example": 2}, r"example is 2; weights\[0\] has 2 of them"),
        ({"segments": [0, 1]}, r"segments is \[0, 1\] for 6 tokens"),
        ({"segments": [2] * T}, "pass 0 or 1 for each"),
        ({"layer": 2}, "layer is 2; there are 2, counted from 0"),
        ({"head": -1}, "head is -1; there are 3"),
        ({"steps": [1, 2, 3]}, "weights has 2 snapshots and there are 3 steps"),
        ({"weights": [weights(), weights()], "steps": [2, 1]}, "pass rising steps"),
        ({"weights": [weights(), weights()], "steps": [1, 2], "notes": ["a"]}, "notes 1"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        AttentionExplorer(**{"tokens": TOKENS, "weights": weights(), **change})


def test_other_mistakes_are_refused() -> None:
    with pytest.raises(TypeError, match="pass a list of words"):
        AttentionExplorer("the river", weights())
    with pytest.raises(ValueError, match="read names 3 models"):
        AttentionExplorer(read=dict.fromkeys("abc", read_text), text="a")
    with pytest.raises(ValueError, match=r"read\['a'\] has 1 callables and there are 2 steps"):
        AttentionExplorer(read={"a": read_text}, text="a", steps=[1, 2])
    with pytest.raises(TypeError, match="prepared holds 3; pass texts"):
        AttentionExplorer(TOKENS, weights(), prepared=[3])


# ---- bytes


def test_twelve_by_twelve_heads_at_128_tokens_are_less_than_3_megabytes() -> None:
    maps = [np.full((12, 128, 128), 1 / 128, dtype=np.float32)] * 12
    state = AttentionExplorer(["a"] * 128, maps).get_state()
    assert len(state["maps"]) == 12 * 12 * 128 * 128
    assert everything(state) < 3_000_000


def test_at_512_tokens_small_maps_and_one_layer_go_first_and_a_layer_when_it_is_wanted() -> None:
    maps = [np.full((12, 512, 512), 0.001, dtype=np.float32) for _ in range(12)]
    maps[7][3, 300, 301] = 0.9
    shown = AttentionExplorer([f"w{i}" for i in range(512)], maps)
    assert shown.heads == [[7, 3]]
    assert "row='w300', looks_at='w301'" in repr(shown)
    assert everything(shown.get_state()) < 4_000_000
    small = np.frombuffer(shown.maps[: 12 * 12 * 64 * 64], dtype=np.uint8).reshape(12, 12, 64, 64)
    assert small[7, 3, 300 // 8, 301 // 8] == round(255 * 0.9**0.5), "a lone bright weight does not vanish"
    assert np.frombuffer(shown.maps[small.size :], dtype=np.uint8).reshape(12, 512, 512)[3, 300, 301] == 242
    came: list[Any] = []
    shown.send = lambda content, buffers: came.append((content, buffers))  # type: ignore[method-assign]
    turn = shown.panes[0]["turn"]
    shown._handle_custom_msg({"turn": turn, "pane": 0, "layer": 2}, [])
    [(content, [layer])] = came
    assert content == {"turn": turn, "pane": 0, "layer": 2}
    assert len(layer) == 12 * 512 * 512 <= 3_200_000
    shown._handle_custom_msg({"turn": turn - 1, "pane": 0, "layer": 2}, [])
    assert len(came) == 1, "what was asked of an older text is not answered"
    for pane, layer in ((0, 12), (1, 0), (-1, 0), (0, -1), ("0", 0), (0, None), (0, 1.5)):
        shown._handle_custom_msg({"turn": turn, "pane": pane, "layer": layer}, [])
    shown._handle_custom_msg({"turn": turn}, [])
    assert len(came) == 1, "nor what is not there"


def test_two_models_share_the_bytes_of_the_start() -> None:
    maps = [np.full((12, 512, 512), 0.001, dtype=np.float32)] * 12
    tokens = [f"w{i}" for i in range(512)]
    seen = Reading(tokens, maps, [0] * 512, [False] * 512, [""] * 512)
    short = Reading(tokens[:64], [layer[:, :64, :64] for layer in maps], [0] * 64, [False] * 64, [""] * 64, causal=True)
    shown = AttentionExplorer(read={"a": lambda *_, **__: seen, "b": lambda *_, **__: seen}, text="long")
    assert everything(shown.get_state()) < 4_000_000
    assert [pane["layer"] for pane in shown.panes] == [shown.heads[0][0], -1], "one layer; the other when it is wanted"
    assert [pane["small"] for pane in shown.panes] == [48, 48]
    shown = AttentionExplorer(read={"a": lambda *_, **__: short, "b": lambda *_, **__: seen}, text="long")
    assert everything(shown.get_state()) < 4_000_000
    assert [pane["small"] for pane in shown.panes] == [0, 48], "the short text of one model is whole"
    inside = stored(shown)["plain"]["panes"]
    assert [pane["layer"] for pane in inside] == [-1, shown.heads[1][0]], "a page cannot ask: it has the layers shown"


def everything(state: dict[str, Any]) -> int:
    return sum(len(part) if isinstance(part, bytes) else len(json.dumps(part)) for part in state.values())


def test_small_maps_have_the_largest_of_what_they_stand_for() -> None:
    maps = np.random.default_rng(0).integers(0, 255, (1, 2, 10, 10)).astype(np.uint8)
    small = pooled_maps(maps, 4)
    starts = [0, 2, 5, 7, 10]
    for row in range(4):
        for column in range(4):
            part = maps[0, 1, starts[row] : starts[row + 1], starts[column] : starts[column + 1]]
            assert small[0, 1, row, column] == part.max()


# ---- guesses


def test_predict_is_asked_with_what_was_changed_and_shown_before_and_after() -> None:
    asked: list[dict[str, Any]] = []

    def predict(**changes: Any) -> list[tuple[str, float]]:
        asked.append(changes)
        return [("bank", 0.2), ("boat", 0.7)] if changes["words_out"] else [("bank", 0.9), ("boat", 0.1)]

    shown = AttentionExplorer(TOKENS, weights(), predict=predict)
    assert shown.panes[0]["guesses"] == [{"place": T, "rows": [["bank", 0.9, 0.9], ["boat", 0.1, 0.1]]}]
    shown.ask(masked=[3], words_out=[2], heads_out=[(1, 2)])
    assert {"masked": [3], "words_out": [2], "heads_out": [(1, 2)]} in asked
    assert shown.panes[0]["guesses"] == [{"place": 3, "rows": [["boat", 0.1, 0.7], ["bank", 0.9, 0.2]]}]
    assert shown.picture().title.endswith("; its best word is “boat”, 0.70")
    with pytest.raises(ValueError, match="words_out has 9; the text has 6 tokens"):
        shown.ask(words_out=[9])
    assert shown.question["words_out"] == [[0, 2]], "what was shown is still shown"
    shown.cell = [0, 4, 2]
    assert shown.picture().title.endswith("“.” looks at “river”, 0.17"), "the guess belongs to another token"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"masked": [(7, 2)]}, r"masked has \(7, 2\), of model 7; there are 1"),
        ({"words_out": [(0, 6)]}, "words_out has 6; the text has 6 tokens"),
        ({"words_out": [-1]}, "words_out has -1"),
        ({"masked": [(0, 1, 2)]}, r"masked has \[0, 1, 2\]; pass places, or \(model, place\)"),
        ({"masked": ["it"]}, "masked has "),
        ({"heads_out": [(7, 0, 0)]}, r"heads_out has \(7, 0, 0\), of model 7"),
        ({"heads_out": [(9, 9)]}, r"heads_out has \(9, 9\); there are 2 layers of 3 heads"),
        ({"heads_out": [3]}, r"pass \(layer, head\) or \(model, layer, head\)"),
        ({"heads_out": [(0, 0, 0, 0)]}, "pass .layer, head. or"),
        ({"snapshot": "0"}, "snapshot has .'0'.; pass a whole number"),
        ({"pair": "a", "mask": 1}, "a question has no mask"),
    ],
)
def test_what_is_not_there_cannot_be_left_out(asked: dict[str, Any], message: str) -> None:
    shown = AttentionExplorer(TOKENS, weights(), predict=lambda **_: [("x", 1.0)])
    before = shown.question
    with pytest.raises(ValueError, match=message):
        shown.ask(**asked)
    assert shown.question == before


def test_predict_may_name_the_places() -> None:
    shown = AttentionExplorer(TOKENS, weights(), predict=lambda **_: {1: [("a", 0.1), ("b", 0.9)], 3: [("c", 1.0)]})
    assert [(each["place"], each["rows"][0][0]) for each in shown.panes[0]["guesses"]] == [(1, "b"), (3, "c")]


def test_maps_without_a_model_cannot_be_changed() -> None:
    shown = AttentionExplorer(TOKENS, weights())
    assert shown.can == {"type": False, "guess": False, "shape": False}
    with pytest.raises(ValueError, match="these maps came without a model; pass predict="):
        shown.ask(masked=[1])


def test_the_best_before_stays_in_the_list() -> None:
    before = [("a", 0.9), ("b", 0.05)]
    after = [(letter, 0.1) for letter in "cdefgha"]
    assert moved(before, after) == [[letter, 0.0, 0.1] for letter in "cdefg"] + [["a", 0.9, 0.1]]
    assert moved([], [("a", 0.25)]) == [["a", 0.0, 0.25]]


# ---- models that are asked


def test_a_bert_in_one_call(bert) -> None:
    shown = explorer_for(bert, TEXT)
    reading = read_text(bert, TEXT)
    np.testing.assert_allclose(sent(shown), torch.stack(list(reading.weights)).numpy(), atol=0.004)
    assert shown.panes[0]["tokens"] == reading.tokens
    assert shown.panes[0]["asking"] == 6, "the gap looks"
    assert shown.panes[0]["guesses"][0]["place"] == 6
    assert shown.panes[0]["guesses"][0]["rows"][0][0] == reading.guesses[6][0][0]
    assert repr(shown).startswith("AttentionExplorer(tokens=9, layer=")


def test_the_maps_shown_are_those_of_the_pass_with_the_changes(bert) -> None:
    shown = explorer_for(bert, TEXT)
    for changes in ({"words_out": [4]}, {"heads_out": [(0, 1)]}, {"masked": [2, 4]}):
        shown.ask(**{"masked": [], "words_out": [], "heads_out": [], **changes})
        expected = read_text(bert, TEXT, **changes)
        np.testing.assert_allclose(sent(shown), torch.stack(list(expected.weights)).numpy(), atol=0.004)
        before = read_text(bert, TEXT, masked=changes.get("masked", []))
        for guess in shown.panes[0]["guesses"]:
            for word, was, now in guess["rows"]:
                assert was == pytest.approx(dict(before.guesses[guess["place"]])[word], abs=1e-4)
                assert now == pytest.approx(dict(expected.guesses[guess["place"]])[word], abs=1e-4)


def test_a_new_text_starts_without_changes_and_the_head_stays(bert) -> None:
    shown = explorer_for(bert, TEXT, layer=1, head=0)
    shown.ask(words_out=[4])
    shown.cell = [0, 6, 4]
    shown.ask("the river bank", pair="is the bank .")
    assert shown.question == {
        **{"text": "the river bank", "pair": "is the bank ."},
        **{"masked": [], "words_out": [], "heads_out": [], "snapshot": 0},
    }
    assert shown.panes[0]["segments"] == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]
    assert (shown.heads, shown.cell) == ([[1, 0]], None)
    shown.between = "A to B"
    shown.ask("the bank")
    assert shown.between == "all", "one segment leaves nothing of A to B"


def test_what_the_page_asks_in_vain_is_said_and_undone(bert) -> None:
    shown = explorer_for(bert, TEXT)
    before = shown.panes
    shown.set_state({"question": {**shown.question, "text": "the " * 40}})
    assert "the text has 42 tokens" in shown.problem
    assert shown.question["text"] == TEXT
    assert shown.panes == before
    shown.set_state({"question": {**shown.question, "text": "the bank"}})
    assert shown.problem == ""
    with pytest.raises(ValueError, match="a question has no mask; it has text, pair"):
        shown.ask(mask=[1])
    with pytest.raises(ValueError, match="snapshot is 1; there are 0"):
        shown.ask(snapshot=1)


def test_whatever_a_model_raises_is_said_and_what_was_shown_stays() -> None:
    def predict(**changes: Any) -> list[tuple[str, float]]:
        if changes["words_out"] == [2]:
            raise RuntimeError("out of memory")
        if changes["words_out"] == [3]:
            raise KeyboardInterrupt
        return [("x", 1.0)]

    shown = AttentionExplorer(TOKENS, weights(), predict=predict)
    question, panes = shown.question, shown.panes
    with pytest.raises(RuntimeError, match="out of memory"):
        shown.ask(words_out=[2])
    assert (shown.problem, shown.question, shown.panes) == ("RuntimeError: out of memory", question, panes)
    wrong = [
        ({"words_out": [[0, 2]]}, "RuntimeError: out of memory"),
        ({"words_out": [[0, 3]]}, "KeyboardInterrupt"),
        ({"snapshot": "0"}, "snapshot has ['0']; pass a whole number, counted from 0"),
        ({"masked": 3}, "TypeError: 'int' object is not iterable"),
        ({"text": 3}, "text is 3; pass a str"),
    ]
    for asked, words in wrong:
        shown.set_state({"question": {**question, **asked}})
        assert (shown.problem, shown.question, shown.panes) == (words, question, panes)
    shown.ask()
    assert shown.problem == "", "an older problem is not that of this question"
    shown.ask(words_out=[1])
    assert shown.panes[0]["words_out"] == [1]


def test_a_text_is_read_once_for_its_words_its_partners_and_its_guesses(bert, gpt) -> None:
    shown, passes = counted(bert, gpt)
    for asked, expected in (
        ({"text": "the river bank"}, 2),
        ({"words_out": [1]}, 2),
        ({"heads_out": [(0, 0)]}, 1),
        ({"words_out": [], "heads_out": [], "masked": [1]}, 2),
        ({"words_out": [2]}, 2),
        ({"text": "the bank", "words_out": [1]}, 4),
        ({"words_out": []}, 2),
    ):
        passes.clear()
        shown.ask(**asked)
        assert len(passes) == expected, asked


def counted(*models: Any) -> tuple[AttentionExplorer, list[str]]:
    """An explorer of one or two models, and the texts that they have read."""
    passes: list[str] = []

    def counting(model: Any) -> Callable[..., Reading]:
        def read(text: str, pair: str | None = None, **changes: Any) -> Reading:
            passes.append(text)
            return read_text(model, text, pair, **changes)

        return read

    return AttentionExplorer(read={str(k): counting(model) for k, model in enumerate(models)}, text=TEXT), passes


def test_two_models_side_by_side_share_words_and_changes(bert, gpt) -> None:
    shown = explorer_for(gpt, TEXT, beside=bert)
    first, second = shown.panes
    assert [first["name"], second["name"]] == ["GPT", "BERT"]
    assert first["partners"] == [[0], [1], [2], [3], [4], [5]]
    assert second["partners"] == [[0], [1], [2], [3], [4], [5], [], [], []]
    assert second["start"] == 2 * 2 * 6 * 6
    shown.ask(words_out=[4], masked=[2], heads_out=[(1, 0, 1)])
    expected = [
        read_text(gpt, TEXT, masked=[2], words_out=[4]),
        read_text(bert, TEXT, masked=[2], words_out=[4], heads_out=[(0, 1)]),
    ]
    for pane, reading in zip(shown.panes, expected, strict=True):
        assert (pane["words_out"], pane["masked"]) == ([4], [2])
        assert pane["guesses"][0]["rows"][0][0] == reading.guesses[pane["guesses"][0]["place"]][0][0]
    assert [pane["heads_out"] for pane in shown.panes] == [[], [[0, 1]]]
    shown.ask(masked=[(1, 7)], words_out=[], heads_out=[])
    assert [pane["masked"] for pane in shown.panes] == [[], [7]], "the GPT has no such word"
    assert repr(shown).startswith("AttentionExplorer(models=['GPT', 'BERT'], tokens=6, ")
    shown.ask(masked=[], heads_out=[])
    shown.cell = [0, 4, 2]
    assert "; its best" not in shown.picture().title
    shown.cell = [0, 5, 4]
    best = shown.panes[0]["guesses"][0]["rows"][0]
    assert shown.picture().title.endswith(f"; its best next word is “{best[0]}”, {best[2]:.2f}")


def test_one_segment_in_the_first_model_does_not_hide_the_two_of_the_second(bert, gpt) -> None:
    shown = explorer_for(gpt, "the river", pair="is the bank", beside=bert)
    assert [max(pane["segments"]) for pane in shown.panes] == [0, 1]
    shown.between = "A to B"
    shown.ask(words_out=[1])
    assert shown.between == "A to B"
    shown.ask("the river")
    assert shown.between == "all"


def test_a_piece_is_hidden_alone_and_with_all_pieces_of_its_word_in_the_other_model() -> None:
    def splits(*tokens: str) -> Callable[..., Reading]:
        count = len(tokens)
        even = [np.full((1, count, count), 1 / count)]
        return lambda *_, **__: Reading(list(tokens), even, [0] * count, [False] * count, [""] * count, {})

    shown = AttentionExplorer(
        read={"a": splits("play", "##ing", "on"), "b": splits("playing", "on")}, text="playing on"
    )
    assert shown.panes[0]["partners"] == [[0], [0], [1]]
    assert shown.panes[1]["partners"] == [[0, 1], [2]]
    hidden = [question["masked"] for question, _, _ in cases(shown)]
    assert [[1, 0]] in hidden, "what the second model alone can name is prepared"
    assert [[1, 1]] not in hidden, "and what is the same word only once"
    for asked, expected in (((0, 1), [[1], [0]]), ((1, 0), [[0, 1], [0]]), ((1, 1), [[2], [1]])):
        shown.ask(masked=[asked])
        assert [pane["masked"] for pane in shown.panes] == expected
    shown.ask(masked=[(0, 1), (1, 0)])
    assert [pane["masked"] for pane in shown.panes] == [[1, 0], [0]]


def test_the_same_words_are_found_by_their_letters() -> None:
    assert same_words(["[CLS]", "walk", "##ing", "."], ["[CLS]", "Walking", "."]) == [[0], [1], [1], [2]]
    assert same_words(["Walking", "."], ["walk", "##ing", "x", "."]) == [[0, 1], [3]]
    assert same_words(["a", ""], ["b"]) == [[], []]


def test_a_training_is_scrubbed_by_its_models_or_its_maps(bert) -> None:
    other = random_bert(WORDS)
    torch.nn.init.zeros_(other.transformer.blocks[0].attention.query.weight)
    shown = explorer_for({0: other, 500: bert}, TEXT, notes=["new", "trained"])
    assert (shown.steps, shown.question["snapshot"]) == ([0, 500], 1)
    np.testing.assert_allclose(sent(shown), torch.stack(list(read_text(bert, TEXT).weights)).numpy(), atol=0.004)
    shown.ask(snapshot=0)
    np.testing.assert_allclose(sent(shown), torch.stack(list(read_text(other, TEXT).weights)).numpy(), atol=0.004)
    maps = [weights(), [layer[:, ::-1] for layer in weights()]]
    given = AttentionExplorer(TOKENS, maps, steps=[10, 20])
    np.testing.assert_allclose(sent(given), np.stack(maps[1]), atol=0.004)
    given.ask(snapshot=0)
    np.testing.assert_allclose(sent(given), np.stack(maps[0]), atol=0.004)


@pytest.mark.parametrize("source", [(), (3,), ("a", "b", "c"), (None,)])
def test_explorer_for_says_what_it_wants(bert, source) -> None:
    with pytest.raises(TypeError, match="after the model; pass a text, or a tokenizer and a text"):
        explorer_for(bert, *source)


def test_any_callable_that_reads_will_do() -> None:
    def read(text: str, pair: str | None, masked: Any, words_out: Any, heads_out: Any) -> Reading:
        tokens = text.split()
        count = len(tokens)
        even = np.full((1, count, count), 1 / count)
        return Reading(tokens, [even], [0] * count, [False] * count, [""] * count, {0: [("x", 1.0)]})

    shown = AttentionExplorer(read={"mine": read}, text="one two")
    shown.ask("three four five")
    assert shown.panes[0]["tokens"] == ["three", "four", "five"]


# ---- what comes from the page, and pages without a kernel


def test_the_browser_never_leaves_what_there_is() -> None:
    shown = AttentionExplorer(TOKENS, weights())
    shown.set_state({"heads": [[9, 9]], "cell": [0, 9, -1]})
    assert (shown.heads, shown.cell) == ([[1, 2]], [0, 5, 0])
    shown.set_state({"cell": None})
    assert shown.cell is None
    for heads in ([], [[1]], [[0, 0], [0, 0]]):
        with pytest.raises(TraitError, match="for each of 1 models"):
            shown.set_state({"heads": heads})
    assert shown.heads == [[1, 2]]


def stored(widget: AttentionExplorer) -> dict[str, Any]:
    found = re.search(r'id="state">(.*?)</script>', widget.html(), flags=re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def cases(widget: AttentionExplorer) -> Iterator[tuple[dict[str, Any], dict[str, Any], bytes]]:
    """Each question of the page with its panes and its maps."""
    state = stored(widget)
    own, others = (base64.b64decode(state["bytes"][name]) for name in ("maps", "case_maps"))
    for case in state["plain"]["cases"]:
        start, length = case["start"], case["length"]
        yield case["question"], case["panes"], own if start is None else others[start : start + length]


def test_a_page_takes_along_what_was_asked_given_and_single_changes(bert) -> None:
    shown = explorer_for(bert, TEXT, prepared=["the river bank", ("the bank", "the river"), {"words_out": [1, 2]}])
    shown.ask("the capital")
    shown.ask(TEXT)
    state = shown.get_state()
    found = list(cases(shown))
    assert shown.get_state() == state, "a page takes along what no view of the notebook needs"
    questions = [question for question, _, _ in found]
    assert questions[0] == shown.question
    assert len({panes[0]["turn"] for _, panes, _ in found}) == len(found), "no two cases look the same to a page"
    texts = [(question["text"], question["pair"]) for question in questions]
    assert {("the capital", ""), ("the river bank", ""), ("the bank", "the river")} <= set(texts)
    assert [0, 4] in [one for question in questions for one in question["words_out"]]
    assert {"words_out": [[0, 1], [0, 2]], "text": TEXT}.items() <= {
        key: value for question in questions if len(question["words_out"]) == 2 for key, value in question.items()
    }.items()
    for changes in ({"masked": [[0, 4]]}, {"words_out": [[0, 4]]}, {"heads_out": [[0, 1, 1]]}):
        [data] = [maps for question, _, maps in found if question == {**shown.question, **changes}]
        name, [place] = next(iter(changes.items()))
        expected = read_text(bert, TEXT, **{name: [place[1] if len(place) == 2 else tuple(place[1:])]})
        weights = (np.frombuffer(data, dtype=np.uint8).reshape(2, 2, 9, 9) / 255) ** 2
        np.testing.assert_allclose(weights, torch.stack(list(expected.weights)).numpy(), atol=0.004)
    assert shown.question["words_out"] == []


def test_a_page_of_long_texts_stays_small_and_knows_the_way_back() -> None:
    maps = [np.full((12, 512, 512), 1 / 512, dtype=np.float32)] * 12
    shown = AttentionExplorer(["a"] * 512, maps, predict=lambda **_: [("x", 1.0)])
    shown.heads = [[5, 3]]
    state = stored(shown)
    assert len(json.dumps(state)) < 5_500_000
    [case] = state["plain"]["cases"]
    assert (case["question"], case["start"]) == (shown.question, None), "the maps of the page itself"
    assert case["panes"][0]["layer"] == state["plain"]["panes"][0]["layer"] == 5, "the layer that is shown comes along"


def test_a_page_leaves_out_what_a_model_does_not_take(bert) -> None:
    def predict(**changes: Any) -> list[tuple[str, float]]:
        return [("x", 1.0)] if not changes["heads_out"] else [][0]

    shown = AttentionExplorer(TOKENS, weights(), predict=predict)
    questions = [question for question, _, _ in cases(shown)]
    assert not any(question["heads_out"] for question in questions)
    assert any(question["masked"] for question in questions)


def test_hundred_texts_leave_nothing_behind() -> None:
    def read(text: str, pair: str | None = None, **changes: Any) -> Reading:
        tokens = text.split()
        count = len(tokens)
        guesses = {place: [(text, 1.0)] for place in changes["masked"]}
        even = np.full((1, count, count), 1 / count)
        return Reading(tokens, [even], [0] * count, [False] * count, [""] * count, guesses)

    shown = AttentionExplorer(read={"a": read, "b": read}, text="the river")
    for number in range(100):
        shown.ask(f"the bank {number}", masked=[1], words_out=[2])
    assert len(shown._remembered) == 12
    assert len(shown._known) == 24
    assert len(shown._shown) == 2
