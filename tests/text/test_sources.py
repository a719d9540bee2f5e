# ruff: noqa: RUF001  (the signs of other scripts are meant)
import json
import re
import subprocess
import sys
import tracemalloc
from itertools import islice
from types import SimpleNamespace

import pytest
from word2bert.text import Vocabulary, sources, words
from word2bert.text.sources import LONGEST, Documents, paragraphs


def put(path, content, encoding="utf-8"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


# Paragraphs and lines


def test_empty_lines_separate_documents_and_broken_lines_are_joined(tmp_path):
    path = put(tmp_path / "a.txt", "The cat\nsat. It\r\nslept.\n \t\n\nA dog came.\n")
    assert list(sources.file(path)) == [["The cat sat.", "It slept."], ["A dog came."]]


def test_lines_of_signs_separate_paragraphs():
    assert list(paragraphs(["Title", "*****", "Text.", "- - -", "More."])) == ["Title", "Text.", "More."]


def test_where_a_line_is_long_every_line_is_a_paragraph():
    long = "word " * 24 + "w"  # 121 characters
    assert list(paragraphs(["Title", long, "short", "", "a", "b"])) == ["Title", long, "short", "a\nb"]
    assert list(paragraphs(["Title", long[:-1], "short"])) == [f"Title\n{long[:-1].strip()}\nshort"]


def test_chinese_lines_are_joined_without_a_space_and_long_from_61_characters_on():
    assert list(paragraphs(["网络的", "结构 a", "b，", "如下图。"])) == ["网络的结构 a\nb，如下图。"]
    assert list(paragraphs(["网" * 60, "络"])) == ["网" * 60 + "络"]
    assert list(paragraphs(["网" * 61, "络"])) == ["网" * 61, "络"]
    assert list(paragraphs(["“" + "x" * 60, "x…"])) == ["“" + "x" * 60 + "\nx…"]


def test_chinese_file(tmp_path):
    path = put(tmp_path / "a.txt", "网络的结构如\n下图所示。是吗？\n\n他说：“好。”我走了。")
    assert list(sources.file(path)) == [["网络的结构如下图所示。", "是吗？"], ["他说：“好。”", "我走了。"]]
    vocabulary = Vocabulary.build((words(s) for document in sources.file(path) for s in document), min_count=1)
    assert "的" in vocabulary


# Files and folders


def test_a_source_can_be_read_again_and_again(tmp_path):
    documents = sources.file(put(tmp_path / "a.txt", "One.\n\nTwo."))
    assert isinstance(documents, Documents)
    assert list(documents) == list(documents) == [["One."], ["Two."]]
    assert re.fullmatch(r"Documents\('.*a\.txt'\)", repr(documents))


def test_folder_reads_all_text_files_in_the_order_of_their_names(tmp_path):
    for name in ("b.txt", "B2.TXT", "a/z.txt", "a.txt", "a/b/c.txt"):
        put(tmp_path / name, f"I am {name[:-4]}.")
    for name in (".hidden.txt", ".git/x.txt", "a/.b/y.txt", "notes.md"):
        put(tmp_path / name, "Not me.")
    documents = sources.folder(tmp_path)
    assert list(documents) == [["I am B2."], ["I am a/b/c."], ["I am a/z."], ["I am a."], ["I am b."]]
    assert repr(documents) == f"Documents(5 files in {str(tmp_path)!r})"
    assert list(sources.folder(str(tmp_path), pattern="*.md")) == [["Not me."]]
    assert list(sources.folder(tmp_path / "a.txt")) == [["I am a."]]


def test_a_hidden_parent_folder_does_not_hide_what_was_asked_for(tmp_path):
    put(tmp_path / ".cache" / "a.txt", "Here.")
    assert list(sources.folder(tmp_path / ".cache")) == [["Here."]]


def test_home_folder_is_understood(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    put(tmp_path / "a.txt", "Here.")
    assert list(sources.folder("~")) == list(sources.file("~/a.txt")) == [["Here."]]


def test_missing_paths_are_errors_at_the_call_and_name_what_is_near(tmp_path):
    put(tmp_path / "speeches" / "1961-Kennedy.txt", "Ask.")
    with pytest.raises(FileNotFoundError, match=r"there is no .*speechs\. Nearest names in .*: 'speeches'$"):
        sources.folder(tmp_path / "speechs")
    with pytest.raises(FileNotFoundError, match=r"there is no .*Kenedy\.txt\. .*: '1961-Kennedy\.txt'$"):
        sources.file(tmp_path / "speeches" / "1961-Kenedy.txt")


def test_a_folder_without_text_says_what_is_in_it(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file in .* is named like '\*\.txt'; there are no files in it$"):
        sources.folder(tmp_path)
    for name in ("a.md", "b.md", "c.csv", "LICENSE"):
        put(tmp_path / name, "x")
    with pytest.raises(FileNotFoundError, match=r"; there are 2 x \*\.md, 1 x .*: pass pattern='\*\.md'$"):
        sources.folder(tmp_path)


def test_a_folder_where_a_file_is_meant(tmp_path):
    with pytest.raises(IsADirectoryError, match=r"is a folder: use sources\.folder"):
        sources.file(tmp_path)


def test_an_unknown_encoding_is_an_error_at_the_call(tmp_path):
    path = put(tmp_path / "a.txt", "One.")
    for call in (sources.file, sources.folder):
        with pytest.raises(LookupError, match="unknown encoding: utf-9"):
            call(path, encoding="utf-9")
    with pytest.raises(LookupError, match="unknown encoding: utf-9"):
        sources.folder(tmp_path, encoding="utf-9")


def test_empty_files_have_no_documents(tmp_path):
    put(tmp_path / "a.txt", "")
    put(tmp_path / "b.txt", " \n\n")
    assert list(sources.folder(tmp_path)) == []


# Encodings


def test_a_file_in_another_encoding_names_file_byte_line_and_encodings(tmp_path):
    path = put(tmp_path / "a.txt", b"One.\nTwo.\nA man\xa1\xa6s genius.\n")
    with pytest.raises(ValueError, match="not utf-8") as caught:
        list(sources.folder(tmp_path))
    assert str(caught.value) == (
        f"{path} is not utf-8: byte 0xa1 at offset 15, in line 3. Pass the encoding that it was written in. This place "
        "would read 'man¡¦s' with encoding='cp1252', 'man’s' with encoding='big5', 'manˇs' with encoding='gb18030', "
        "'man｡ｦs' with encoding='shift_jis'"
    )
    assert list(sources.folder(tmp_path, encoding="big5")) == [["One.", "Two.", "A man’s genius."]]
    assert list(sources.folder(tmp_path, encoding="cp1252")) == [["One.", "Two.", "A man¡¦s genius."]]


def test_documents_before_the_wrong_byte_are_read(tmp_path):
    put(tmp_path / "a.txt", "Good.")
    put(tmp_path / "b.txt", b"\xe9")
    documents = iter(sources.folder(tmp_path))
    assert next(documents) == ["Good."]
    with pytest.raises(ValueError, match=r"b\.txt is not utf-8: byte 0xe9 at offset 0, in line 1\. .*'é' with"):
        next(documents)


@pytest.mark.parametrize("before", [2**16 - 1, 2**16, 200_000])
def test_the_offset_is_right_in_large_files(tmp_path, before):
    path = put(tmp_path / "a.txt", "é\n".encode() * (before // 3) + b"x" * (before % 3) + b"\xc3( more")
    with pytest.raises(ValueError, match=rf"byte 0xc3 at offset {before}, in line {before // 3 + 1}\."):
        list(sources.file(path))


def test_a_character_cut_off_at_the_end_of_the_file(tmp_path):
    path = put(tmp_path / "a.txt", "Café".encode()[:-1])
    with pytest.raises(ValueError, match=r"byte 0xc3 at offset 3, in line 1\."):
        list(sources.file(path))


def test_bytes_that_only_latin_1_reads(tmp_path):
    path = put(tmp_path / "a.txt", b"x\xff\x81\x8d\xff\x81")
    with pytest.raises(ValueError, match=r"would read 'xÿ\\x81\\x8dÿ\\x81' with encoding='latin-1'$"):
        list(sources.file(path))


def test_the_error_in_another_encoding(tmp_path):
    path = put(tmp_path / "a.txt", b"caf\xe9 \x81")
    with pytest.raises(ValueError, match=r"a\.txt is not cp1252: byte 0x81 at offset 5, in line 1\."):
        list(sources.file(path, encoding="cp1252"))


def test_byte_order_marks(tmp_path):
    assert list(sources.file(put(tmp_path / "a.txt", "One.", "utf-8-sig"))) == [["One."]]
    assert list(sources.file(tmp_path / "a.txt", encoding="UTF8")) == [["One."]]
    for encoding, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        path = put(tmp_path / "b.txt", mark + "One. é\n".encode(encoding))
        with pytest.raises(
            ValueError, match=r"b\.txt is not utf-8: its first bytes are UTF-16's mark\. Pass encoding='utf-16'$"
        ):
            list(sources.file(path))
        assert list(sources.file(path, encoding="utf-16")) == [["One. é"]]


def test_utf_16_that_breaks_off_is_no_picture(tmp_path):
    path = put(tmp_path / "a.txt", "One.".encode("utf-16")[:-1])
    with pytest.raises(ValueError, match=r"is not utf-16: byte 0x2e at offset 8, in line 1\."):
        list(sources.file(path, encoding="utf-16"))


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\0\0", b"text\0more", b"a" * 70_000 + b"\0\xff", b"\x7fELF\xff\0"])
def test_a_binary_file_is_refused(tmp_path, content):
    path = put(tmp_path / "a.txt", content)
    with pytest.raises(ValueError, match=rf"is not text: byte 0x00 at offset {content.index(0)}, as in pictures"):
        list(sources.file(path))


def test_the_speeches_that_are_not_utf_8_name_themselves(tmp_path):
    """The same bytes as in six real speeches: Big5 quotation marks, dashes and wide spaces."""
    put(tmp_path / "1971.txt", b"Senator Russell.\xa1@[Moment of silence] The Nation\xa1\xa6s agenda\xa1Xnow.")
    with pytest.raises(ValueError, match=r"1971\.txt is not utf-8: byte 0xa1 at offset 16, in line 1\."):
        list(sources.folder(tmp_path))
    assert list(sources.folder(tmp_path, encoding="big5")) == [
        ["Senator Russell.", "[Moment of silence] The Nation’s agenda—now."]
    ]


# Size


@pytest.mark.parametrize(
    "unit",
    ["A short line. It ends.\n", "one word after the other without any stop ", "网络的结构如下图所示。", "x" * 100],
    ids=["lines without empty lines", "one line of words", "one Chinese line", "one word"],
)
def test_a_file_without_paragraphs_is_read_in_pieces(tmp_path, monkeypatch, unit):
    monkeypatch.setattr(sources, "LONGEST", 5_000)
    times = 300_000 // len(unit)
    documents = sources.file(put(tmp_path / "a.txt", unit * times))
    tracemalloc.start()
    lengths = [sum(map(len, document)) for document in documents]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert max(lengths) <= 2 * 5_000
    assert peak < 250_000
    text = "".join(sentence for document in documents for sentence in document)
    assert text.replace(" ", "") == re.sub(r"\s", "", unit) * times


def test_a_long_line_is_cut_between_words_or_chinese_sentences(tmp_path):
    documents = list(sources.file(put(tmp_path / "a.txt", "sesquipedalian " * (LONGEST // 5))))
    assert len(documents) == 3
    assert {word for [sentence] in documents for word in words(sentence)} == {"sesquipedalian"}
    documents = sources.file(put(tmp_path / "b.txt", "网络的结构如下图所示。" * (LONGEST // 10)))
    assert {sentence for document in documents for sentence in document} == {"网络的结构如下图所示。"}


# Python's documentation


def test_python_docs_are_prose():
    documents = list(sources.python_docs())
    assert documents == list(sources.python_docs())
    assert repr(sources.python_docs()) == "Documents(Python's documentation)"
    sentences = [sentence for document in documents for sentence in document]
    assert len(documents) > 50
    assert len(sentences) > 2000
    text = "\n".join(sentences)
    assert "A class definition is an executable statement." in sentences
    assert "::=" not in text
    assert "class Foo(object):" not in text
    assert "****" not in text
    assert "python" in Vocabulary.build(words(sentence) for sentence in sentences)


# The Hugging Face hub


class Rows:
    """What `datasets.load_dataset(..., streaming=True)` gives: rows that can be iterated over again and again."""

    def __init__(self, rows):
        self.rows = rows

    def __iter__(self):
        return iter(self.rows)


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """A stand-in for the package `datasets`: it reads JSON lines, or raises; it keeps what it was called with."""
    path = put(tmp_path / "rows.jsonl", "")
    calls = []

    def load_dataset(*arguments, **options):
        calls.append((arguments, options))
        if isinstance(hub.error, Exception):
            raise hub.error
        return Rows([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])

    hub = SimpleNamespace(calls=calls, error=None, fill=lambda rows: put(path, "\n".join(map(json.dumps, rows))))
    monkeypatch.setitem(sys.modules, "datasets", SimpleNamespace(load_dataset=load_dataset))
    return hub


def test_each_row_of_a_data_set_is_a_document(hub):
    hub.fill([{"text": "One. Two.\n\nThree.", "n": 1}, {"text": ""}, {"text": None}, {"text": "Four."}])
    documents = sources.hugging_face("wikitext", "wikitext-2-raw-v1", revision="main")
    assert list(documents) == list(documents) == [["One.", "Two.", "Three."], ["Four."]]
    assert repr(documents) == "Documents('wikitext', train)"
    assert hub.calls == [(("wikitext", "wikitext-2-raw-v1"), {"split": "train", "streaming": True, "revision": "main"})]


def test_split_column_and_streaming_are_passed_on(hub):
    hub.fill([{"review": "Good."}])
    assert list(sources.hugging_face("imdb", split="test", text_column="review", streaming=False)) == [["Good."]]
    assert hub.calls == [(("imdb",), {"split": "test", "streaming": False})]


def test_a_column_that_is_not_there_or_not_text(hub):
    hub.fill([{"review": "Good.", "label": 1}])
    for column in ("text", "label"):
        with pytest.raises(
            ValueError, match=rf"no text in a column '{column}': .* Columns: review \(str\), label \(int\)$"
        ):
            sources.hugging_face("imdb", text_column=column)


def test_a_data_set_without_rows(hub):
    with pytest.raises(ValueError, match=r"^the data set 'imdb' has no rows in 'train'$"):
        sources.hugging_face("imdb")


def test_no_network(hub):
    hub.error = ConnectionError("Couldn't reach 'imdb' on the Hub")
    with pytest.raises(
        ConnectionError, match=r"^cannot reach 'imdb' on .* hub, is there a network\? .*sources\.folder\("
    ):
        sources.hugging_face("imdb")


def test_a_data_set_that_is_not_there(hub):
    hub.error = FileNotFoundError("Dataset 'imbd' doesn't exist on the Hub")
    with pytest.raises(FileNotFoundError, match=r"^there is no data set 'imbd': Dataset .*sources\.folder\(path\)"):
        sources.hugging_face("imbd")


def test_a_split_that_is_not_there_is_named_by_datasets_itself(hub):
    hub.error = ValueError("Bad split: tset. Available splits: ['train']")
    with pytest.raises(ValueError, match="Available splits"):
        sources.hugging_face("imdb", split="tset")


def test_without_the_extra_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "datasets", None)  # as if it were not installed
    with pytest.raises(ImportError, match=r'pip install "word2bert\[hub\]"'):
        sources.hugging_face("imdb")


def test_sources_load_no_package_before_it_is_needed():
    program = "import sys; from word2bert.text import sources; assert not {'datasets', 'pydoc_data'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_only_what_is_asked_for_is_read(tmp_path):
    put(tmp_path / "a.txt", "One.\n\n" * 10)
    put(tmp_path / "b.txt", b"\xff")
    assert list(islice(sources.folder(tmp_path), 10)) == [["One."]] * 10
