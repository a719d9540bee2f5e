import os
import re
import struct
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from word2bert.models.word2vec_format import read, write

WORDS = ["the", "café", "网"]
VECTORS = np.array([[1, -0.5], [0.1, 1e-10], [3.4028235e38, -0.0]], dtype=np.float32)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "words.vec"


def refuses(path, message, error=ValueError):
    return pytest.raises(error, match=f"^{re.escape(str(path) + message)}$")


def put(path, *parts):
    path.write_bytes(b"".join(part if isinstance(part, bytes) else part.encode() for part in parts))
    return path


def row(word, *numbers):
    return word.encode() + b" " + struct.pack(f"<{len(numbers)}f", *numbers)


# Bytes, as word2vec.c and gensim have them


def test_text_is_written_byte_for_byte(path):
    write(path, WORDS, VECTORS, binary=False)
    assert path.read_bytes() == "3 2\nthe 1 -0.5\ncafé 0.100000001 1.00000001e-10\n网 3.40282347e+38 -0\n".encode()


def test_binary_is_written_byte_for_byte(path):
    write(path, WORDS, VECTORS, binary=True)
    assert path.read_bytes() == (
        b"3 2\n"
        b"the \x00\x00\x80\x3f\x00\x00\x00\xbf\n"
        b"caf\xc3\xa9 \xcd\xcc\xcc\x3d\xff\xe6\xdb\x2e\n"
        b"\xe7\xbd\x91 \xff\xff\x7f\x7f\x00\x00\x00\x80\n"
    )


@pytest.mark.parametrize("end", [b"\n", b""], ids=["word2vec.c", "gensim"])
def test_binary_with_and_without_line_ends_is_read(path, end):
    put(path, "3 2\n", *(row(word, *vector) + end for word, vector in zip(WORDS, VECTORS.tolist(), strict=True)))
    words, vectors = read(path, binary=True)
    assert words == WORDS
    assert vectors.tobytes() == VECTORS.tobytes()


def test_bytes_of_a_vector_may_look_like_spaces_and_line_ends(path):
    vectors = np.frombuffer(b" \n \n\n\n\n\n    \n   ", dtype="<f4").reshape(2, 2)
    write(path, ["a", "b"], vectors, binary=True)
    assert read(path, binary=True)[1].tobytes() == vectors.tobytes()


@pytest.mark.parametrize(
    "content",
    [
        "2 3\na 1 2 3\nb 4 5.5 -6e0\n",
        "2 3\na 1 2 3 \nb 4 5.5 -6e0 \n",  # word2vec.c has a space after every number
        "2 3 \r\na 1 2 3\r\nb 4 5.5 -6e0\r\n",
        "2 3\na 1.000000 2.000000 3.000000 \nb 4.000000 5.500000 -6.000000 \n\n \n",
    ],
)
def test_text_in_all_its_spellings_is_read(path, content):
    words, vectors = read(put(path, content), binary=False)
    assert words == ["a", "b"]
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [[1, 2, 3], [4, 5.5, -6]]


finite = st.floats(width=32, allow_nan=False, allow_infinity=False)
spelling = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=" \t\n\v\f\r"), min_size=1)


@given(st.data(), st.lists(spelling, min_size=1, max_size=5, unique=True), st.integers(1, 4), st.booleans())
def test_what_is_written_is_read_back_bit_for_bit(tmp_path_factory, data, words, size, binary):
    vectors = data.draw(arrays.arrays(np.float32, (len(words), size), elements=finite))
    path = tmp_path_factory.getbasetemp() / "round_trip.vec"
    write(path, words, vectors, binary)
    assert read(path, binary)[0] == words
    assert read(path, binary)[1].tobytes() == vectors.tobytes()


@given(finite)
@example(1e-45)
@example(1.17549435e-38)
@example(16777217.0)
@example(0.1)
def test_nine_digits_bring_every_float32_back(number):
    assert np.float32(float("%.9g" % np.float32(number))) == np.float32(number)  # noqa: UP031  (as it is written)


if sys.version_info < (3, 14):  # gensim 4.4 has no wheels for 3.14 yet; the bytes above are tested everywhere

    @pytest.fixture
    def keyed_vectors():
        from gensim.models import KeyedVectors

        return KeyedVectors

    @pytest.mark.parametrize("binary", [False, True])
    def test_gensim_reads_ours(path, keyed_vectors, binary):
        write(path, WORDS, VECTORS, binary)
        theirs = keyed_vectors.load_word2vec_format(str(path), binary=binary)
        assert theirs.index_to_key == WORDS
        assert theirs.vectors.tobytes() == VECTORS.tobytes()

    @pytest.mark.parametrize("binary", [False, True])
    def test_we_read_gensims(path, keyed_vectors, binary):
        theirs = keyed_vectors(2)
        theirs.add_vectors(WORDS, VECTORS)
        theirs.save_word2vec_format(str(path), binary=binary)
        words, vectors = read(path, binary)
        assert words == WORDS
        assert vectors.tobytes() == VECTORS.tobytes()

    def test_neighbours_are_those_of_gensim(keyed_vectors):
        from word2bert.models import WordVectors

        rng = np.random.default_rng(0)
        words = [f"w{i}" for i in range(50)]
        ours = WordVectors(words, rng.normal(size=(50, 8)).astype(np.float32))
        theirs = keyed_vectors(8)
        theirs.add_vectors(words, ours.vectors)
        array = rng.normal(size=8).astype(np.float32)
        for positive, negative in ((["w1"], []), (["w1", "w2"], ["w3"]), ([], ["w4"]), (["w5", array], ["w6"])):
            expected = theirs.most_similar(positive=positive, negative=negative, topn=49)
            found = ours.most_similar(positive=positive, negative=negative, topn=49)
            assert [word for word, _ in found] == [word for word, _ in expected]
            assert [cosine for _, cosine in found] == pytest.approx([cosine for _, cosine in expected], abs=1e-6)
        assert ours.similarity("w7", "w8") == pytest.approx(float(theirs.similarity("w7", "w8")), abs=1e-6)


# Writing


@pytest.mark.parametrize("word", ["", "new york", "a\tb", "a\nb", "a\vb", "a\fb", "a\r"])
def test_words_that_the_format_cannot_hold(path, word):
    message = f"{word!r} cannot be saved: in this format a space ends a word, and no word is empty"
    with refuses("", message):
        write(path, ["a", word], np.ones((2, 1), dtype=np.float32), binary=False)
    assert list(path.parent.iterdir()) == []


def test_more_words_than_vectors(path):
    with pytest.raises(ValueError, match="shorter than"):
        write(path, ["a", "b"], np.ones((1, 1), dtype=np.float32), binary=False)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("binary", [False, True])
def test_nothing_half_written_stays(path, binary):
    write(path, ["old"], np.ones((1, 1), dtype=np.float32), binary)
    before = path.read_bytes()
    with pytest.raises(UnicodeEncodeError):
        write(path, ["new", "\ud800"], np.ones((2, 1), dtype=np.float32), binary)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_the_file_has_another_name_in_its_own_folder_until_it_is_complete(path):
    names = []

    class Words(list):
        def __iter__(self):
            names.extend(sorted(other.name for other in path.parent.iterdir()))
            return super().__iter__()

    write(path, Words(["a"]), np.ones((1, 1), dtype=np.float32), binary=False)
    assert names == [f".words.vec.{os.getpid()}.unfinished"]
    assert [other.name for other in path.parent.iterdir()] == ["words.vec"]


def test_a_link_stays_a_link(path):
    write(path, ["old"], np.ones((1, 1), dtype=np.float32), binary=False)
    link = path.with_name("link.vec")
    try:
        link.symlink_to(path)
    except OSError:  # Windows without the right to make links
        return
    write(link, ["new"], np.ones((1, 1), dtype=np.float32), binary=False)
    assert link.is_symlink()
    assert read(path, binary=False)[0] == ["new"]


def test_a_folder_that_is_not_there(path):
    place = path.parent.resolve() / "models"
    with pytest.raises(FileNotFoundError, match=rf"^there is no {re.escape(str(place))}"):
        write(path.parent / "models" / "a.vec", ["a"], np.ones((1, 1), dtype=np.float32), binary=False)


# Reading what is broken


def test_a_file_that_is_not_there(path):
    write(path, ["a"], np.ones((1, 1), dtype=np.float32), binary=False)
    with pytest.raises(FileNotFoundError, match=r"there is no .*word\.vec\. Nearest names in .*: 'words\.vec'$"):
        read(path.with_name("word.vec"), binary=False)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"5\n",
        b"0 5\n",
        b"5 0\n",
        b"-1 5\n",
        b"1.5 2\n",
        b"the 0.1\n",
        b"1 2 3\n",
        b"01 2\n",
        b"1  2\n",
        b"1 2",
    ],
)
@pytest.mark.parametrize("binary", [False, True])
def test_a_first_line_that_is_not_two_whole_numbers(path, line, binary):
    with refuses(
        path,
        f", line 1: two whole numbers above 0 are needed, how many words and how many numbers each, not {line!r}. "
        "(GloVe's files lack this line: write it above the others.)",
    ):
        read(put(path, line), binary)


def test_of_an_endless_first_line_100_bytes_are_read(path):
    with pytest.raises(ValueError, match=f"not b'{'x' * 100}'"):
        read(put(path, "x" * 1000), binary=False)


def test_a_compressed_file(path):
    with refuses(path, " is compressed by gzip: unpack it first"):
        read(put(path, b"\x1f\x8b\x08\0\0"), binary=True)


@pytest.mark.parametrize(
    ("content", "binary", "words", "size", "least", "held"),
    [
        ("999999999999 300\na 1\n", False, 999999999999, 300, 999999999999 * 602, 4),
        ("999999999999 300\nabcd", True, 999999999999, 300, 999999999999 * 1202, 4),
        (f"1 {10**40}\na 1\n", False, 1, 10**40, 2 * 10**40 + 2, 4),
        ("3 2\na 1 2\nb 3 4\n", False, 3, 2, 18, 12),
        ("1 2\na 1\n", False, 1, 2, 6, 4),
        (b"1 2\na 1234567", True, 1, 2, 10, 9),
    ],
)
def test_a_first_line_that_promises_more_than_the_file_holds(path, content, binary, words, size, least, held):
    put(path, content)
    tracemalloc.start()
    with refuses(
        path,
        f" is cut short, or its first line is wrong: {words} words of {size} numbers take at least {least} bytes, "
        f"and there are {held}",
    ):
        read(path, binary)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_the_smallest_files_that_hold_what_they_promise(path):
    assert read(put(path, "1 2\na 1 2\n"), binary=False)[1].tolist() == [[1, 2]]
    assert read(put(path, "1 2\n", row("a", 1, 2)), binary=True)[1].tolist() == [[1, 2]]


@pytest.mark.parametrize("binary", [False, True])
def test_the_other_format(path, binary):
    write(path, WORDS, VECTORS, binary=not binary)
    with refuses(path, f" is in the {'text' if binary else 'binary'} format: pass binary={not binary}"):
        read(path, binary)


def test_a_text_file_that_is_too_small_to_be_binary_is_still_known_as_text(path):
    with refuses(path, " is in the text format: pass binary=False"):
        read(put(path, "2 3\na 1 2 3\nb 4 5 6\n"), binary=True)


@pytest.mark.parametrize("code", [0, 8, 14, 31])
def test_control_characters_tell_binary(path, code):
    with refuses(path, " is in the binary format: pass binary=True"):
        read(put(path, b"1 1\na ", bytes([code]), b"abc"), binary=False)


@pytest.mark.parametrize("cut", range(1, 20))
def test_text_cut_short(path, cut):
    write(path, ["a", "bcdefghij"], np.ones((2, 2), dtype=np.float32), binary=False)
    content = path.read_bytes()
    with pytest.raises(ValueError, match="is cut short"):
        read(put(path, content[: len(content) - cut]), binary=False)


@pytest.mark.parametrize("cut", range(2, 20))
def test_binary_cut_short(path, cut):
    write(path, ["a", "bcdefghij"], np.ones((2, 2), dtype=np.float32), binary=True)
    content = path.read_bytes()
    with pytest.raises(ValueError, match="is cut short"):
        read(put(path, content[: len(content) - cut]), binary=True)


def test_cut_short_names_how_many_words_are_complete(path):
    with refuses(path, ", line 3: the file is cut short: only 1 of 2 words are complete"):
        read(put(path, "2 1\nabcdefgh 1\nb 2"), binary=False)
    with refuses(path, ", line 4: the file is cut short: only 2 of 3 words are complete"):
        read(put(path, "3 1\nabcdefgh 1\nb 2\n"), binary=False)
    for rest in (b"", b"c", b"c ", b"c abc", b"\nc abc"):
        with refuses(path, ", word 3: the file is cut short: only 2 of 3 words are complete"):
            read(put(path, "3 1\n", row("abcdefgh", 1), row("b", 2), rest), binary=True)


@pytest.mark.parametrize("broken", ["nan", "inf", "-inf", "1e39"])
def test_nan_and_infinity_name_word_and_line(path, broken):
    with refuses(path, ", line 3: 'b' has NaN or infinite numbers in its vector"):
        read(put(path, f"3 2\na 1 2\nb 1 {broken}\nc 1 2\n"), binary=False)
    if broken != "1e39":
        with refuses(path, ", word 2: 'b' has NaN or infinite numbers in its vector"):
            read(put(path, "3 2\n", row("a", 1, 2), row("b", float(broken), 2), row("c", 1, 2)), binary=True)


def test_the_same_word_twice(path):
    with refuses(path, ", line 4: 'a' is there a second time, it was word 1"):
        read(put(path, "3 1\na 1\nb 2\na 3\n"), binary=False)
    with refuses(path, ", word 3: 'b' is there a second time, it was word 2"):
        read(put(path, "3 1\n", row("a", 1), row("b", 2), row("b", 3)), binary=True)


@pytest.mark.parametrize(("line", "count"), [("bb 1", 1), ("b 1 2 3", 3), ("bbbbb", 0), ("b c 1 2", 3), ("b 1  2", 3)])
def test_a_wrong_number_of_numbers(path, line, count):
    word = line.split(" ")[0].encode()
    with refuses(path, f", line 3: {word!r} has {count} numbers, and the first line says 2"):
        read(put(path, f"2 2\naaaa 1 2\n{line}\n"), binary=False)


def test_a_word_of_control_characters_is_a_word(path):
    assert read(put(path, b"1 1\n\x01 2\n"), binary=False)[0] == ["\x01"]


def test_what_is_no_number(path):
    with refuses(path, ", line 3: could not convert string to float: b'two'"):
        read(put(path, "2 1\na 1\nb two\n"), binary=False)


def test_words_that_are_not_utf_8(path):
    with refuses(path, r", line 3: b'caf\xe9' is not UTF-8: byte 0xe9 at offset 11"):
        read(put(path, b"2 1\na 1\ncaf\xe9 2\n"), binary=False)
    with refuses(path, r", word 2: b'caf\xe9' is not UTF-8: byte 0xe9 at offset 14"):
        read(put(path, b"2 1\n", row("a", 1), b"\ncaf\xe9 1234"), binary=True)
    with refuses(path, r", word 1: b'\x0a\xe9' is not UTF-8: byte 0xe9 at offset 6".replace("x0a", "n")):
        read(put(path, b"1 1\n\n\n\xe9 1234"), binary=True)


def test_a_missing_word(path):
    with refuses(path, ", line 3: the word is missing before the space"):
        read(put(path, "2 1\naaaa 1\n 2\n"), binary=False)
    with refuses(path, ", word 2: the word is missing before the space"):
        read(put(path, "2 1\n", row("aaaa", 1), row("", 2)), binary=True)


def test_more_than_the_first_line_says(path):
    with refuses(path, r", line 3: the first line says 1 words, and more follows: b'b 2\n'"):
        read(put(path, "1 1\na 1\nb 2\n"), binary=False)
    with refuses(path, ", word 2: the first line says 1 words, and more follows: b'b 1234'"):
        read(put(path, "1 1\n", row("a", 1), "b 1234"), binary=True)
    with pytest.raises(ValueError, match=f"more follows: b'{'b' * 100}'"):
        read(put(path, "1 1\na 1\n", "b" * 200), binary=False)
    with pytest.raises(ValueError, match=f"more follows: b'{'b' * 100}'"):
        read(put(path, "1 1\n", row("a", 1), "b" * 200), binary=True)


@pytest.mark.parametrize("blank", ["\n", " \r\n\t"])
def test_blanks_after_the_last_word_are_accepted(path, blank):
    assert read(put(path, "1 1\na 1\n", blank), binary=False)[0] == ["a"]
    assert read(put(path, "1 1\n", row("a", 1), blank), binary=True)[0] == ["a"]
