import math
import re
import subprocess
import sys

import numpy as np
import pytest
from word2bert import models
from word2bert.errors import UnknownWord
from word2bert.models import AnalogyReport, WordVectors
from word2bert.models.word_vectors import AnalogyScore


def refuses(error, message):
    return pytest.raises(error, match=f"^{re.escape(message)}$")


def by_hand(sizes=(1, 1, 1, 1, 1, 1)):
    """A plane of words whose directions are known: king - man + woman is queen."""
    plane = {
        "man": (1, 0),
        "woman": (0, 1),
        "king": (0.8, 0.6),
        "queen": (0.6, 0.8),
        "back": (-1, 0),
        "zero": (0, 0),
    }
    vectors = np.array(list(plane.values()), dtype=np.float32) * np.array(sizes, dtype=np.float32)[:, None]
    return WordVectors(list(plane), vectors)


# What it holds


def test_one_vector_for_each_word():
    vectors = WordVectors(("cat", "dog"), [[1, 2, 3], [4, 5, 6]], counts=(7, 8))
    assert vectors["dog"].tolist() == [4, 5, 6]
    assert vectors["dog"].dtype == vectors.vectors.dtype == np.float32
    assert vectors.words == list(vectors) == ["cat", "dog"]
    assert vectors.index == {"cat": 0, "dog": 1}
    assert vectors.counts == [7, 8]
    assert WordVectors(["cat"], [[1.0]]).counts is None
    assert len(vectors) == 2
    assert vectors.vector_size == 3
    assert "cat" in vectors
    assert "cow" not in vectors
    assert repr(vectors) == "WordVectors(2 words x 3)"


def test_float32_vectors_are_not_copied():
    array = np.ones((2, 3), dtype=np.float32)
    assert WordVectors(["a", "b"], array).vectors is array


def test_a_row_cannot_be_changed_by_accident():
    vectors = by_hand()
    row = vectors["man"]
    with pytest.raises(ValueError, match="read-only"):
        row += 1
    vectors.vectors[0] = 5  # on purpose
    assert vectors["man"].tolist() == [5, 5]


@pytest.mark.parametrize("shape", [(3, 2), (1, 2), (2,), (2, 1, 1), (2, 0)])
def test_vectors_of_another_shape_are_refused(shape):
    with refuses(
        ValueError,
        f"2 words need vectors of the shape (2, size), at least one word and one number; the shape is {shape}",
    ):
        WordVectors(["a", "b"], np.ones(shape))


def test_no_words_are_refused():
    with pytest.raises(ValueError, match=r"^0 words need .* the shape is \(0, 2\)$"):
        WordVectors([], np.ones((0, 2)))


@pytest.mark.parametrize("dtype", [bool, complex, str, object])
def test_vectors_that_are_no_numbers_are_refused(dtype):
    array = np.ones((1, 1)).astype(dtype)
    with refuses(TypeError, f"vectors have to be numbers, such as float32, not {array.dtype}"):
        WordVectors(["a"], array)


@pytest.mark.parametrize("dtype", [np.float16, np.float64, np.int64, np.uint8])
def test_other_numbers_become_float32(dtype):
    vectors = WordVectors(["a"], np.array([[3]], dtype=dtype))
    assert vectors.vectors.dtype == np.float32
    assert vectors.vectors.tolist() == [[3.0]]


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf, 1e39])
def test_nan_and_infinity_are_refused_with_word_and_row(broken):
    with refuses(ValueError, "the vector of 'b', row 1, has NaN or infinite numbers in it"):
        WordVectors(["a", "b", "c"], [[1.0, 1.0], [1.0, broken], [broken, 1.0]])


def test_a_word_twice_is_refused_with_its_rows():
    with refuses(ValueError, "'b' is there twice, in rows 1 and 3"):
        WordVectors(["a", "b", "c", "b"], np.ones((4, 2)))


def test_words_without_counts_are_refused():
    with refuses(ValueError, "every word needs a count: here are 2 words and 1 counts"):
        WordVectors(["a", "b"], np.ones((2, 2)), counts=[1])
    with refuses(ValueError, "every word needs a count: here are 1 words and 0 counts"):
        WordVectors(["a"], np.ones((1, 2)), counts=[])


def test_unknown_words_name_the_three_nearest_spellings():
    vectors = by_hand()
    message = "'Quen' is not among the 6 words. Nearest spellings: 'queen', 'man', 'zero'. The words are lower case."
    asked = [
        lambda: vectors["Quen"],
        lambda: vectors.most_similar("Quen"),
        lambda: vectors.most_similar(["man"], "Quen"),
        lambda: vectors.similarity("Quen", "man"),
        lambda: vectors.similarity("man", "Quen"),
    ]
    for ask in asked:
        with refuses(UnknownWord, message):
            ask()


# Cosines


def test_normalised_rows_have_length_1_and_zeros_stay():
    vectors = WordVectors(["a", "b", "c", "d"], [[3, 4], [0, 0], [1e-30, 0], [3e38, -3e38]])
    half = math.sqrt(0.5)
    np.testing.assert_allclose(vectors.normalised, [[0.6, 0.8], [0, 0], [1, 0], [half, -half]], rtol=1e-6)
    assert vectors.normalised.dtype == np.float32
    assert vectors.normalised is vectors.normalised
    assert vectors.vectors[0].tolist() == [3, 4]


def test_similarity_is_the_cosine():
    vectors = by_hand(sizes=(5, 0.1, 7, 1, 2, 1))
    assert vectors.similarity("man", "king") == pytest.approx(0.8, abs=1e-7)
    assert vectors.similarity("king", "queen") == pytest.approx(0.96, abs=1e-7)
    assert vectors.similarity("man", "woman") == 0
    assert vectors.similarity("man", "back") == -1
    assert vectors.similarity("man", "man") == 1
    assert vectors.similarity("man", np.array([0.0, 3.0])) == 0
    assert vectors.similarity(np.array([3, 4], dtype=np.float32), "woman") == pytest.approx(0.8, abs=1e-7)
    assert type(vectors.similarity("man", "king")) is float


def test_similarity_with_a_vector_of_zeros_is_0():
    assert by_hand().similarity("zero", "man") == 0
    assert by_hand().similarity("zero", "zero") == 0
    assert by_hand().similarity(np.zeros(2), "man") == 0


def test_most_similar_words_are_sorted_by_cosine():
    found = by_hand(sizes=(1, 1, 9, 0.1, 1, 1)).most_similar("man")
    assert [word for word, _ in found] == ["king", "queen", "woman", "zero", "back"]
    assert [cosine for _, cosine in found] == pytest.approx([0.8, 0.6, 0, 0, -1], abs=1e-6)
    assert all(type(cosine) is float for _, cosine in found)


def test_king_minus_man_plus_woman_is_queen():
    vectors = by_hand(sizes=(1, 3, 5, 7, 1, 1))
    assert vectors.most_similar(positive=["king", "woman"], negative=["man"], topn=1)[0][0] == "queen"
    point = np.array([0.8 - 1, 0.6 + 1])  # the words enter with length 1, whatever their own length is
    cosine = float(point @ [0.6, 0.8] / np.linalg.norm(point))
    assert dict(vectors.most_similar(["king", "woman"], ["man"]))["queen"] == pytest.approx(cosine, abs=1e-6)


def test_inputs_are_left_out_unless_asked_for():
    vectors = by_hand()
    assert {"king", "woman", "man"}.isdisjoint(dict(vectors.most_similar(["king", "woman"], ["man"])))
    assert vectors.most_similar("man", exclude_inputs=False)[0] == ("man", 1.0)
    found = vectors.most_similar(["king", "woman"], ["man"], exclude_inputs=False)
    assert len(found) == 6
    assert found[0][0] == "woman"


def test_topn():
    many = WordVectors([f"w{i}" for i in range(20)], np.ones((20, 2)))
    assert len(many.most_similar("w0")) == 10
    same = WordVectors([f"w{i}" for i in range(1000)], np.ones((1000, 2)))  # equally near: in the order of the rows
    assert [word for word, _ in same.most_similar("w0", topn=999)] == same.words[1:]
    assert len(many.most_similar("w0", topn=100)) == 19
    assert len(many.most_similar("w0", topn=1)) == 1
    assert WordVectors(["alone"], [[1.0]]).most_similar("alone") == []
    for topn in (0, -1):
        with refuses(ValueError, f"topn={topn}: at least 1 word has to be asked for"):
            many.most_similar("w0", topn=topn)


def test_a_single_word_or_array_needs_no_list():
    vectors = by_hand()
    assert vectors.most_similar("king", "man") == vectors.most_similar(["king"], ["man"])
    assert vectors.most_similar(np.array([0.0, 2.0]), topn=1) == [("woman", 1.0)]
    assert vectors.most_similar(negative="man", topn=1) == [("back", 1.0)]


def test_arrays_enter_as_they_are():
    """As in gensim: only words are brought to length 1."""
    vectors = by_hand()
    found = dict(vectors.most_similar(["man", np.array([0.0, 3.0])]))
    assert found["woman"] == pytest.approx(3 / math.sqrt(10), abs=1e-6)
    found = dict(vectors.most_similar(["woman"], [np.array([0, 3], dtype=np.float32)]))
    assert found["woman" if "woman" in found else "queen"] == pytest.approx(-0.8, abs=1e-6)


def test_words_that_cancel_out_are_near_to_nothing():
    assert {cosine for _, cosine in by_hand().most_similar("man", "man")} == {0.0}


def test_nothing_asked_for():
    for nothing in ((), []):
        with refuses(
            ValueError, "give at least one word: most_similar('king') or most_similar(positive=['king'], ...)"
        ):
            by_hand().most_similar(nothing)


def test_arrays_that_are_no_word():
    vectors = by_hand()
    with refuses(ValueError, "an array has to have the shape (2,) of a word, not (3,)"):
        vectors.most_similar(np.ones(3))
    for broken in (np.nan, np.inf):
        with refuses(ValueError, "the array has NaN or infinite numbers in it"):
            vectors.similarity(np.array([1, broken]), "man")


# Analogies

QUESTIONS = {
    "family": [("man", "king", "woman", "queen"), ("man", "woman", "king", "queen"), ("man", "king", "queen", "back")],
    "unknown": [("man", "king", "woman", "princess"), ("girl", "king", "woman", "queen")],
    "nothing": [],
}


def test_analogies_are_counted_by_section():
    report = by_hand(sizes=(1, 3, 5, 7, 1, 1)).analogies(QUESTIONS)
    assert report.sections == (
        AnalogyScore("family", correct=2, asked=3, total=3),
        AnalogyScore("unknown", correct=0, asked=0, total=2),
        AnalogyScore("nothing", correct=0, asked=0, total=0),
    )
    assert report.overall == AnalogyScore("all together", 2, 3, 5)
    assert report["family"].share == pytest.approx(2 / 3)
    assert report["family"].coverage == 1
    assert report.overall.coverage == 0.6
    assert math.isnan(report["unknown"].share)
    assert report["unknown"].coverage == 0
    assert math.isnan(report["nothing"].coverage)
    assert report.exclude_inputs is True
    with pytest.raises(KeyError, match="no section 'famly'; there are family, unknown, nothing"):
        report["famly"]


@pytest.mark.parametrize("left_out", range(3))
def test_no_word_of_a_question_is_its_answer(left_out):
    """One word lies nearest to the point asked for and is part of the question: the second best is the answer."""
    best, second = [1.0, 0.0], [0.9, math.sqrt(1 - 0.81)]
    names = ["a", "b", "c"]
    rows = {name: [0.0, 0.0] for name in names} | {names[left_out]: best, "d": second}
    if left_out == 0:  # a is taken away: it is nearest when it points backwards
        rows["a"] = [-1.0, 0.0]
        rows["b"] = [-1.0, 0.0]
        rows["d"] = [0.0, 0.0]
        rows["e"] = [0.0, 1.0]
    vectors = WordVectors(list(rows), list(rows.values()))
    question = [("a", "b", "c", "d")]
    assert vectors.analogies({"s": question})["s"].correct == 1
    with_inputs = vectors.analogies({"s": question}, exclude_inputs=False)
    assert with_inputs["s"].correct == 0
    assert with_inputs.exclude_inputs is False


def test_analogies_agree_with_most_similar_whatever_the_chunk(monkeypatch):
    rng = np.random.default_rng(0)
    names = [f"w{i}" for i in range(50)]
    vectors = WordVectors(names, rng.normal(size=(50, 8)))
    asked = [tuple(names[i] for i in rng.choice(50, 3, replace=False)) for _ in range(200)]
    for exclude_inputs in (True, False):
        answers = [vectors.most_similar([b, c], [a], 1, exclude_inputs)[0][0] for a, b, c in asked]
        right = [(*question, answer) for question, answer in zip(asked, answers, strict=True)]
        wrong = [(*question, answer) for question, answer in zip(asked, answers[1:] + answers[:1], strict=True)]
        expected = sum(one == other for one, other in zip(answers, answers[1:] + answers[:1], strict=True))
        for products_at_once in (2**21, 50 * 7, 50, 1):
            monkeypatch.setattr("word2bert.models.word_vectors.PRODUCTS_AT_ONCE", products_at_once)
            report = vectors.analogies({"right": right, "wrong": wrong}, exclude_inputs)
            assert report["right"].correct == 200
            assert report["wrong"].correct == expected


def test_upper_and_lower_case_are_different_words():
    assert by_hand().analogies({"s": [("Man", "king", "woman", "queen")]})["s"].asked == 0


@pytest.mark.parametrize("question", [("a", "b", "c"), ("a", "b", "c", "d", "e"), "abcd"])
def test_a_question_that_is_no_analogy(question):
    with refuses(ValueError, f"s, question 1: four words are needed, a : b = c : d, not {question!r}"):
        by_hand().analogies({"s": [("man", "king", "woman", "queen"), question]})


def test_the_report_prints_a_table_and_the_rule():
    report = by_hand().analogies(QUESTIONS)
    assert (
        str(report)
        == repr(report)
        == (
            "section       right  asked     of  coverage   share\n"
            "family            2      3      3    100.0%   66.7%\n"
            "unknown           0      0      2      0.0%       -\n"
            "nothing           0      0      0         -       -\n"
            "all together      2      3      5     60.0%   66.7%\n"
            "A question with a word that is not in the dictionary is not asked (coverage = asked / of).\n"
            "The answer to a : b = c : ? is the word nearest to b - a + c; a word of the question cannot be its answer."
        )
    )
    assert str(AnalogyReport((), exclude_inputs=False)) == (
        "section       right  asked     of  coverage   share\n"
        "all together      0      0      0         -       -\n"
        "A question with a word that is not in the dictionary is not asked (coverage = asked / of).\n"
        "The answer to a : b = c : ? is the word nearest to b - a + c; a word of the question can be its answer too."
    )


# Files


@pytest.mark.parametrize("binary", [False, True])
def test_save_and_load(tmp_path, binary):
    vectors = by_hand(sizes=(1, 2, 0.3, 4, 5, 6))
    vectors.save_word2vec_format(tmp_path / "a.vec", binary=binary)
    loaded = WordVectors.load_word2vec_format(str(tmp_path / "a.vec"), binary=binary)
    assert loaded.words == vectors.words
    assert loaded.vectors.tobytes() == vectors.vectors.tobytes()
    assert loaded.counts is None


def test_text_is_the_default_format(tmp_path):
    by_hand().save_word2vec_format(str(tmp_path / "a.vec"))
    assert (tmp_path / "a.vec").read_text(encoding="utf-8").startswith("6 2\nman 1 0\n")
    assert len(WordVectors.load_word2vec_format(tmp_path / "a.vec")) == 6


# The package


def test_word_vectors_load_no_torch():
    program = (
        "import sys; from word2bert.models import WordVectors, AnalogyReport; "
        "assert WordVectors.__name__ == 'WordVectors'; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_names_that_models_does_not_have():
    assert "WordVectors" in dir(models)
    with refuses(AttributeError, "module 'word2bert.models' has no attribute 'WordVector'"):
        _ = models.WordVector
