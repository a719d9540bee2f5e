import numpy as np
import pytest
from word2bert.models.word_vectors import WordVectors
from word2bert.widgets import AnalogyMap
from word2bert.widgets.analogy_map import Part, axes_of_the_map, parse

RNG = np.random.default_rng(0)
WORDS = ["king", "man", "woman", "queen", "china", "beijing", "peru", "lima", "capital", "state-of-the-art"]
ROYAL, FEMALE, CHINA, PERU, CITY = RNG.normal(size=(5, 20))
PERSON, COUNTRY = 2 * RNG.normal(size=(2, 20))
MEANINGS = [
    PERSON + ROYAL,
    PERSON,
    PERSON + FEMALE,
    PERSON + ROYAL + FEMALE,
    COUNTRY + CHINA,
    CITY + CHINA,
    COUNTRY + PERU,
    CITY + PERU,
    CITY,
    RNG.normal(size=20),
]
VECTORS = (np.stack(MEANINGS) + RNG.normal(scale=0.02, size=(10, 20))).astype(np.float32)
PAIRS = [("china", "beijing"), ("peru", "lima")]


@pytest.mark.parametrize(
    ("expression", "positive", "negative"),
    [
        ("king - man + woman", ["king", "woman"], ["man"]),
        ("china + capital", ["china", "capital"], []),
        ("lima", ["lima"], []),
        ("king - man", ["king"], ["man"]),
        ("king + king + woman", ["king", "king", "woman"], []),
    ],
)
@pytest.mark.parametrize("inputs_out", [True, False])
def test_numbers_are_those_of_most_similar(expression, positive, negative, inputs_out):
    shown = AnalogyMap(WORDS, VECTORS, expression, inputs_out=inputs_out).answer.nearest
    expected = WordVectors(WORDS, VECTORS).most_similar(positive, negative, topn=5, exclude_inputs=inputs_out)
    assert [word for word, _ in shown] == [word for word, _ in expected]
    assert [cosine for _, cosine in shown] == pytest.approx([cosine for _, cosine in expected], abs=1e-6)


def test_the_browser_gets_unit_rows_as_float32():
    widget = AnalogyMap(WORDS, 7 * VECTORS)
    rows = np.frombuffer(widget.vectors, dtype="<f4").reshape(10, 20)
    assert rows == pytest.approx(VECTORS / np.linalg.norm(VECTORS, axis=1, keepdims=True), abs=1e-6)


def test_repr_says_what_is_shown_and_follows_the_browser():
    widget = AnalogyMap(WORDS, VECTORS)
    assert repr(widget) == "AnalogyMap('king - man + woman', nearest='queen')"
    widget.set_state({"expression": "china + capital"})
    assert repr(widget) == "AnalogyMap('china + capital', nearest='beijing')"
    widget.set_state({"inputs_out": False, "expression": "china"})
    assert repr(widget) == "AnalogyMap('china', nearest='china')"


def test_an_unknown_word_is_answered_with_three_spellings():
    widget = AnalogyMap(WORDS, VECTORS, "chinna + capital")
    assert widget.answer.problem.startswith("chinna is not in the dictionary. Nearest spellings: china, ")
    assert repr(widget) == "AnalogyMap('chinna + capital', no answer)"
    assert widget.picture().title == widget.answer.problem


def test_words_that_cancel_leave_nothing():
    assert "cancel" in AnalogyMap(WORDS, VECTORS, "king - king").answer.problem


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("king - man + woman", [(1, "king"), (-1, "man"), (1, "woman")]),
        ("king-man+woman", [(1, "king"), (-1, "man"), (1, "woman")]),
        ("  king \u2212 man+ woman", [(1, "king"), (-1, "man"), (1, "woman")]),
        ("- man + King", [(-1, "man"), (1, "king")]),
        ("state-of-the-art + king", [(1, "state-of-the-art"), (1, "king")]),
        ("king - state-of-the-art", [(1, "king"), (-1, "state-of-the-art")]),
    ],
)
def test_expressions_are_taken_apart(expression, parts):
    assert parse(expression, WORDS).parts == [Part(sign, word) for sign, word in parts]
    assert parse(expression, WORDS).problem == ""


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("", "Type words"),
        ("+", "Type words"),
        ("king +", "Type words"),
        ("king + - man", "Two signs"),
        ("xy", "xy is not"),
    ],
)
def test_what_cannot_be_taken_apart_is_said(expression, problem):
    assert parse(expression, WORDS).problem.startswith(problem)


def arrows(picture, thick):
    patches = [(text, text.arrow_patch) for text in picture.figure.axes[0].texts if text.arrow_patch is not None]
    heads = [(text, patch) for text, patch in patches if patch.get_arrowstyle().arrow == "-|>"]
    return [text for text, patch in heads if (patch.get_linewidth() > 2) == thick]


def test_pairs_are_drawn_only_with_one_of_their_words():
    with_pairs = AnalogyMap(WORDS, VECTORS, "china + capital", pairs=PAIRS).picture()
    without = AnalogyMap(WORDS, VECTORS, "king - man + woman", pairs=PAIRS).picture()
    assert [len(arrows(picture, thick=False)) for picture in (with_pairs, without)] == [2, 0]
    assert [len(arrows(picture, thick=True)) for picture in (with_pairs, without)] == [2, 2]
    assert with_pairs.title == "china + capital is nearest to beijing (cosine 0.72)"


def test_the_arrows_of_an_analogy_make_a_parallelogram_that_lies_flat_and_in_full_size():
    picture = AnalogyMap(WORDS, VECTORS).picture()
    first, second = (np.subtract(text.xy, text.xyann) for text in arrows(picture, thick=True))
    assert first == pytest.approx(second, abs=1e-5)
    king, man, woman = (VECTORS[i] / np.linalg.norm(VECTORS[i]) for i in (0, 1, 2))
    assert first == pytest.approx([np.linalg.norm(king - man), 0], abs=1e-5)
    places = {text.get_text(): np.array(text.xy) for text in picture.figure.axes[0].texts}
    assert np.linalg.norm(places["woman"] - places["man"]) == pytest.approx(np.linalg.norm(woman - man), abs=1e-5)
    assert "Left to right: the step from man to king. Upwards: the step from man to woman." in picture.alt


def test_with_pairs_their_mean_step_points_to_the_right():
    picture = AnalogyMap(WORDS, VECTORS, "china + capital", pairs=PAIRS).picture()
    steps = [np.subtract(text.xy, text.xyann) for text in arrows(picture, thick=False)]
    mean = (VECTORS / np.linalg.norm(VECTORS, axis=1, keepdims=True)).take([5, 7], axis=0).mean(axis=0)
    mean -= (VECTORS / np.linalg.norm(VECTORS, axis=1, keepdims=True)).take([4, 6], axis=0).mean(axis=0)
    assert np.mean(steps, axis=0) == pytest.approx([np.linalg.norm(mean), 0], abs=1e-5)


@pytest.mark.parametrize(
    ("expression", "pairs", "steps", "words"),
    [
        ("king - man + woman", [], [[("man", "king")], [("man", "woman")]], "from man to king. Upwards: the step from"),
        ("beijing - china + peru", PAIRS, [PAIRS, [("china", "peru")]], "mean step of the 2 pairs. Upwards: the step"),
        ("china + capital", PAIRS, [PAIRS], "mean step of the 2 pairs. Upwards: what these words differ in"),
        ("china + capital", [], [], "what these words differ in most (PCA)"),
        ("king + king - man", [], [], "(PCA)"),  # one step, not two
    ],
)
def test_the_axes_are_steps_and_are_said(expression, pairs, steps, words):
    found, said = axes_of_the_map(parse(expression, WORDS).parts, pairs)
    assert found == steps
    assert words in said


def test_a_large_dictionary_is_cut_but_keeps_the_words_asked_for():
    words = [f"w{i}" for i in range(5000)]
    vectors = RNG.normal(size=(5000, 2)).astype(np.float32)
    widget = AnalogyMap(words, vectors, "w4999 + w0", pairs=[("w4998", "w1")])
    assert len(widget.words) == 4002
    assert widget.words[-2:] == ["w4998", "w4999"]
    assert widget.vocab_size == 5000
    assert np.frombuffer(widget.vectors, dtype="<f4").reshape(-1, 2)[-1] == pytest.approx(
        vectors[4999] / np.linalg.norm(vectors[4999]), abs=1e-6
    )


@pytest.mark.parametrize(
    ("words", "vectors", "pairs", "message"),
    [
        (WORDS[:-1], VECTORS, [], r"9 words \(9 different\) and vectors of shape \(10, 20\)"),
        (["king"] * 10, VECTORS, [], r"10 words \(1 different\)"),
        (WORDS, np.full((10, 20), np.nan), [], "finite"),
        (WORDS, VECTORS, [("china", "bejing")], r"'bejing', which is not among the words; nearest: \['beijing'"),
    ],
)
def test_bad_input_is_refused(words, vectors, pairs, message):
    with pytest.raises(ValueError, match=message):
        AnalogyMap(words, vectors, pairs=pairs)
