# ruff: noqa: RUF001  (the signs of other scripts are meant)
import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from word2bert.errors import UnknownWord
from word2bert.text import Vocabulary, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cat.", ["the", "cat"]),
        ("网络的结构", ["网", "络", "的", "结", "构"]),
        ("网络的结构如下图所示。", list("网络的结构如下图所示")),
        ("BERT用了12层", ["bert", "用", "了", "12", "层"]),
        ("Don't, it’s John‘s; isnʼt", ["don't", "it's", "john's", "isn't"]),
        ("'Twas the students' 'best'", ["twas", "the", "students", "best"]),
        ("rock 'n' roll a''b '' '", ["rock", "n", "roll", "a", "b"]),
        (
            "well-kept snake_case 3.5 1,000 B52 2nd",
            ["well", "kept", "snake", "case", "3", "5", "1", "000", "b52", "2nd"],
        ),
        ("Café naïve Ångström", ["café", "naïve", "ångström"]),
        ("Cafe\u0301", ["caf\u00e9"]),
        ("देवनागरी लिपि", ["देवनागरी", "लिपि"]),
        ("สวัสดีครับ", ["สวัสดีครับ"]),
        ("한국어는 쉽다", ["한국어는", "쉽다"]),
        ("日本語のテキスト", ["日", "本", "語", "のテキスト"]),
        ("人々 二〇二四", ["人", "々", "二", "〇", "二", "四"]),
        ("𠀀㐀\u9fff\u3400\uf900\U00030000", ["𠀀", "㐀", "\u9fff", "\u3400", "\u8c48", "\U00030000"]),
        ("\uf900a\ufa0e", ["\u8c48", "a", "\ufa0e"]),
        ("\U00031350\U000323af", ["\U00031350", "\U000323af"]),  # Python 3.11 does not know them yet
        ("می\u200cخواهم co\u00adoperate zero\u200bwidth", ["میخواهم", "cooperate", "zero", "width"]),
        ("I ❤️ it 👍🏽 1️⃣", ["i", "it", "1⃣"]),
        ("a \u0301 b", ["a", "b"]),
        ("<b>x</b>&nbsp;", ["b", "x", "b", "nbsp"]),
        ("one\ntwo\tthree\u3000four", ["one", "two", "three", "four"]),
        ("", []),
        ("... --- !?", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


@given(st.text())
@example("İstanbul ΟΔΟΣ")
@example("ﬁne K Å")
def test_words_are_lower_case_nfc_and_made_of_letters_digits_and_marks(text):
    for word in words(text):
        assert word == word.lower() == unicodedata.normalize("NFC", word)
        assert any(character.isalnum() or "\U00020000" <= character <= "\U0003fffd" for character in word)
        assert not word.startswith("'")
        assert not word.endswith("'")
        assert "''" not in word
        for character in word.replace("'", ""):
            assert unicodedata.category(character)[0] in "LMN" or "\U00020000" <= character <= "\U0003fffd"


@given(st.text())
def test_words_of_words_are_the_same_words(text):
    assert words(" ".join(words(text))) == words(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x3FF)), st.text(alphabet=st.characters(max_codepoint=0x3FF)))
def test_a_space_separates(left, right):
    assert words(f"{left} a b {right}") == [*words(left), "a", "b", *words(right)]


@given(st.text(alphabet="网络的结构如下图所示々〇㐀𠀀。，“” a1"))
def test_every_chinese_character_is_a_word(text):
    chinese = [character for character in text if character in "网络的结构如下图所示々〇㐀𠀀"]
    assert [word for word in words(text) if word not in words(re.sub("[^a1]", " ", text))] == chinese


def test_vocabulary_is_sorted_by_falling_count_then_by_alphabet():
    vocabulary = Vocabulary.build([["b", "a", "c"], ["c", "a", "b", "c"], ["d"], []], min_count=2)
    assert vocabulary.words == ["c", "a", "b"]
    assert vocabulary.counts == [3, 2, 2]
    assert vocabulary.index == {"c": 0, "a": 1, "b": 2}
    assert len(vocabulary) == 3
    assert repr(vocabulary) == "Vocabulary(3 words)"
    assert "a" in vocabulary
    assert "d" not in vocabulary


def test_default_min_count_is_5():
    vocabulary = Vocabulary.build([["five"] * 5 + ["four"] * 4])
    assert vocabulary.words == ["five"]
    assert vocabulary.counts == [5]


def test_ids_leave_unknown_words_out():
    vocabulary = Vocabulary(["the", "cat"], [3, 1])
    assert vocabulary.ids(["cat", "dog", "the", "cat"]) == [1, 0, 1]
    assert vocabulary.id("cat") == 1


def test_unknown_word_names_the_three_nearest_spellings():
    vocabulary = Vocabulary(["beijing", "being", "begin", "river"], [4, 3, 2, 1])
    with pytest.raises(UnknownWord) as caught:
        vocabulary.id("bejing")
    assert isinstance(caught.value, KeyError)
    assert str(caught.value) == ("'bejing' is not among the 4 words. Nearest spellings: 'beijing', 'being', 'begin'.")


def test_build_reads_a_stream_once_and_keeps_no_sentence():
    def stream():
        for number in range(1000):
            yield ["same", "words", str(number % 3)]

    assert Vocabulary.build(stream(), min_count=1).counts == [1000, 1000, 334, 333, 333]


@pytest.mark.parametrize("wrong", ["the cat", ["the cat sat"], [["fine"], "the cat sat"]])
def test_a_str_for_a_list_of_words_is_refused(wrong):
    with pytest.raises(
        TypeError, match=r"is a str, 'the cat.*', and would become a list of letters\. .*words\(sentence\)"
    ):
        Vocabulary.build(wrong, min_count=1)


def test_the_refusal_counts_sentences_from_0_and_shows_40_letters():
    with pytest.raises(TypeError, match=rf"^sentence 1 is a str, '{'x' * 40}\.\.\.', and"):
        Vocabulary.build([["fine"], "x" * 41], min_count=1)
    with pytest.raises(TypeError, match=rf"^sentence 0 is a str, '{'x' * 40}', and"):
        Vocabulary.build(["x" * 40], min_count=1)
    with pytest.raises(TypeError, match=r"^words is a str, 'cat', and"):
        Vocabulary(["cat"], [1]).ids("cat")


def test_documents_for_sentences_are_refused():
    with pytest.raises(ValueError, match=r"^'The cat sat\.' has a space in it: .* words\(sentence\)$"):
        Vocabulary.build([["The cat sat.", "It slept."]], min_count=1)


@pytest.mark.parametrize("empty", [[], [[]], [[], []], iter([])])
def test_an_empty_text_is_refused(empty):
    with pytest.raises(ValueError, match=r"^the text is empty: no sentence has a word\. .*generator"):
        Vocabulary.build(empty)


def test_all_words_below_min_count():
    with pytest.raises(ValueError, match=r"^no word occurs min_count=5 times: .* frequent, 'a', occurs 2 times\."):
        Vocabulary.build([["b", "a", "c"], ["b", "a"]])


@pytest.mark.parametrize("min_count", [0, -1])
def test_min_count_below_1(min_count):
    with pytest.raises(ValueError, match=rf"^min_count={min_count}: it has to be at least 1"):
        Vocabulary.build([["a"]], min_count=min_count)


def test_words_without_counts():
    with pytest.raises(ValueError, match="here are 2 words and 1 counts"):
        Vocabulary(["a", "b"], [1])


def test_text_loads_neither_torch_nor_numpy_nor_small_world():
    program = (
        "import sys, word2bert.text as text; "
        "assert not {'torch', 'numpy', 'word2bert.text.small_world'} & set(sys.modules); "
        "assert text.small_world.__name__ == 'word2bert.text.small_world'; "
        "assert not hasattr(text, 'large_world')"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
