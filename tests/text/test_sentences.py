# ruff: noqa: RUF001  (the signs of other scripts are meant)
import pytest
from hypothesis import given
from hypothesis import strategies as st
from word2bert.text import words
from word2bert.text.sentences import split_sentences

TEXTS = [  # each list is one text, joined by spaces
    ["It rained.", "Did it?", "It did!", "Then the sun came"],
    ["Mr. and Mrs. Smith saw Dr. Jones, Gen. Lee and Sen. Bob.", "They left."],
    ["J. F. Kennedy met J. R. R. Tolkien.", "Nobody knew."],
    ["The U.S. Senate sat.", "We live in the U.S.", "The end of it.", "He is in the U.S."],
    ["It is in Washington, D.C.", "They met at 5 p.m. on Monday.", "It was over at 9 p.m.", "We slept."],
    ["Pi is 3.14 and not 3.", "So it is.", "It costs $2.50.", "It was in 1945.", "1946 came."],
    ['"Stop!" he said.', '"Why?"', '"Because."', "(He ran.)", "[Laughter.]", "“Good.”", "‘Yes.’", "«Oui.»", "End."],
    ["See Fig. 3, No. 5, pp. 3 and vol. 2.", "He said no.", "On Jan. 31 it snowed.", "It was in Jan.", "So."],
    [
        "1. The first point.",
        "2. The second, e.g. this, i.e. that.",
        "(A) One.",
        "B. Two.",
        "IV. DEFENSE is next.",
        "Is it?",
    ],
    [
        "He met Acme Inc. men.",
        "He works at Acme Inc.",
        "It pays.",
        "John Smith, Jr. came.",
        "He is a Jr.",
        "They went.",
    ],
    ["Wait... what is it?", "Wait...", "What is it?", "Well … yes.", "Well …", "Yes . . .", "No ?!", "Oh."],
    ["He came, etc.", "Then he left.", "Cats, dogs etc. are here."],
    ["Really?!", "Yes!!!", "Go to www.word2bert.org or read v1.2.3 today.", "Bye."],
    ["St. John lives on Wall St.", "The door is open.", "Elizabeth I.", "She ruled."],
    ["A man came.", "A. B. Smith came.", "I. I. Rabi came.", "I. However, is out."],
    ["¿Qué?", "¡Sí!", "Über uns.", "Äpfel sind gut.", "Ça va."],
    ["Он пришёл.", "Она ушла.", "А. С. Пушкин писал."],
    ["नमस्ते।", "आप कैसे हैं?", "ठीक।"],
    ["كيف حالك؟", "بخير."],
    ["It ends with a note.[1] Is it?", "Yes: no.", "*Bold* it is.", "_So_ it is."],
]


@pytest.mark.parametrize("expected", TEXTS, ids=lambda sentences: sentences[0])
def test_sentences_are_found_again(expected):
    assert split_sentences(" ".join(expected)) == expected


CHINESE = [
    ["网络的结构如下图所示。", "中间的字是标签！", "是吗？"],
    ["他说：“你好！”", "她笑了。", "“好。”", "王先生走了。"],
    ["真的吗？！", "是的……也许。", "π是3.14。", "（完。）", "「はい。」", "『そう。』"],
    ["你好!", "我来了?", "是。"],
]


@pytest.mark.parametrize("expected", CHINESE, ids=lambda sentences: sentences[0])
def test_chinese_sentences_need_no_space(expected):
    assert split_sentences("".join(expected)) == expected
    assert split_sentences(" ".join(expected)) == expected


def test_line_breaks_and_many_spaces_become_one_space():
    assert split_sentences("  A cat\nsat.\n\n It   slept.\t") == ["A cat sat.", "It slept."]


def test_text_without_capitals_is_split_too():
    assert split_sentences("hello there. how are you? fine, e.g. this.") == [
        "hello there.",
        "how are you?",
        "fine, e.g. this.",
    ]


def test_signs_without_words_are_left_out():
    assert split_sentences("") == []
    assert split_sentences("... --- !") == []
    assert split_sentences('He came. " It rained.') == ["He came.", '" It rained.']
    assert split_sentences("He came. ...") == ["He came. ..."]


def test_many_abbreviations_are_no_slower_than_linear():
    assert len(split_sentences("Mr. " * 50_000)) == 1
    assert len(split_sentences("a" * 1_000_000)) == 1


@given(st.text(alphabet="aAbé 1.!?…。！？”\"'()，,-:“Mr网 \n"))
def test_no_word_is_lost_or_added(text):
    assert [word for sentence in split_sentences(text) for word in words(sentence)] == words(text)
