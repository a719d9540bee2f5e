"""Tokens on the disk: the same ids as in memory, read when they are asked for, and errors for files that do not fit."""

import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from word2bert.text import Vocabulary, WordPiece, small_world, token_file
from word2bert.text.token_file import TokenFile

TEXT = [["The cat sleeps.", "It dreams."], ["Rain falls.", "", "Nobody is outside.", "The cat comes in."], ["A dog."]]


@pytest.fixture(scope="module")
def wordpiece() -> WordPiece:
    return WordPiece.train([sentence for document in TEXT for sentence in document], vocab_size=250, min_frequency=1)


def test_the_same_ids_as_in_memory(tmp_path: Path, wordpiece: WordPiece) -> None:
    stored = TokenFile.write(tmp_path / "text", TEXT, wordpiece)
    expected = [[wordpiece.encode(sentence).ids[1:-1] for sentence in document if sentence] for document in TEXT]
    assert [list(document) for document in stored] == expected
    again = TokenFile(tmp_path / "text", wordpiece)
    assert [list(document) for document in again] == expected
    assert again.tokens == sum(len(sentence) for document in expected for sentence in document)
    assert repr(again) == f"3 documents, 6 sentences, {again.tokens} tokens in text"


def test_words_in_place_of_pieces_without_those_that_the_dictionary_lacks(tmp_path: Path) -> None:
    dictionary = Vocabulary(["cat", "the", "sleeps"], [2, 2, 1])
    stored = TokenFile.write(tmp_path, TEXT, dictionary)
    assert [list(document) for document in stored] == [[[1, 0, 2]], [[1, 0]]]
    assert stored.token_ids.tolist() == [1, 0, 2, 1, 0]
    assert stored.sentence_ends.tolist() == [3, 5]
    assert stored.names == TokenFile(tmp_path, dictionary).names == dictionary.words
    with pytest.raises(ValueError, match="was made with another dictionary"):
        TokenFile(tmp_path, Vocabulary(["dog", "the", "sleeps"], [2, 2, 1]))
    with pytest.raises(ValueError, match=r"which words are these\? Open it with its dictionary: TokenFile\("):
        _ = TokenFile(tmp_path).names


def test_index_slice_and_ends(tmp_path: Path, wordpiece: WordPiece) -> None:
    stored = TokenFile.write(tmp_path, TEXT, wordpiece)
    assert [len(document) for document in stored] == [2, 3, 1]
    assert stored[-1][0] == stored[2][-1] == wordpiece.ids(["a dog."])[0]
    assert stored[1][1:] == [stored[1][1], stored[1][2]]
    assert [list(document) for document in stored[::2]] == [list(stored[0]), list(stored[2])]
    assert isinstance(stored[0][0][0], int)
    with pytest.raises(IndexError):
        stored[3]
    with pytest.raises(IndexError):
        stored[0][2]
    with pytest.raises(IndexError):
        stored[0][-3]


def test_a_large_dictionary_needs_four_bytes(tmp_path: Path) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = [a + b + c + d for a in letters for b in letters for c in letters for d in letters[:4]]
    large = WordPiece([*("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), *many])
    last = many[-1]
    assert large.id(last) > 2**16
    stored = TokenFile.write(tmp_path, [[f"{many[0]} {last}"]], large)
    assert stored[0][0] == [large.id(many[0]), large.id(last)]
    assert (tmp_path / "tokens.bin").stat().st_size == 8


def test_documents_are_neither_held_when_written_nor_when_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_file, "DOCUMENTS_AT_A_TIME", 100)
    world = WordPiece.train([" ".join(document) for document in small_world.documents(300)], vocab_size=1000)

    def peak_of_writing(documents: int) -> int:
        tracemalloc.start()
        TokenFile.write(tmp_path, small_world.documents(documents, seed=1), world)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert peak_of_writing(1_200) < 1.5 * peak_of_writing(200)
    stored = TokenFile(tmp_path)
    tracemalloc.start()
    assert sum(len(sentence) for document in stored for sentence in document) == stored.tokens
    assert tracemalloc.get_traced_memory()[1] < 20_000
    tracemalloc.stop()


def test_an_interrupted_writing_leaves_no_file_that_looks_whole(tmp_path: Path, wordpiece: WordPiece) -> None:
    TokenFile.write(tmp_path, TEXT, wordpiece)

    def broken() -> Iterator[list[str]]:
        yield TEXT[0]
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        TokenFile.write(tmp_path, broken(), wordpiece)
    with pytest.raises(FileNotFoundError, match=r"has no tokens\.json: make it with TokenFile\.write"):
        TokenFile(tmp_path)


@pytest.mark.parametrize("name", ["tokens", "sentences", "documents"])
def test_files_that_do_not_fit(tmp_path: Path, wordpiece: WordPiece, name: str) -> None:
    TokenFile.write(tmp_path, TEXT, wordpiece)
    file = tmp_path / f"{name}.bin"
    whole = file.read_bytes()
    for kept in (len(whole) - 8, len(whole) - 1, 0):
        file.write_bytes(whole[:kept])
        message = rf"{name}\.bin has {kept} bytes, {len(whole)} are needed: it is damaged, write it again"
        with pytest.raises(ValueError, match=message):
            TokenFile(tmp_path)
    file.unlink()
    with pytest.raises(ValueError, match=rf"{name}\.bin has 0 bytes"):
        TokenFile(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not give a file free that is being read")
def test_what_is_being_read_does_not_change_when_it_is_written_anew(tmp_path: Path, wordpiece: WordPiece) -> None:
    stored = TokenFile.write(tmp_path, TEXT, wordpiece)
    before = [list(document) for document in stored]
    TokenFile.write(tmp_path, TEXT[::-1], wordpiece)
    assert [list(document) for document in stored] == before
    assert [list(document) for document in TokenFile(tmp_path)] == before[::-1]


def test_a_file_that_windows_does_not_give_free(
    tmp_path: Path, wordpiece: WordPiece, monkeypatch: pytest.MonkeyPatch
) -> None:
    TokenFile.write(tmp_path, TEXT, wordpiece)

    def unlink(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError("[WinError 32] The process cannot access the file")

    with monkeypatch.context() as windows:
        windows.setattr(Path, "unlink", unlink)
        with pytest.raises(PermissionError, match=r"tokens\.bin cannot be replaced: .*another folder, or restart"):
            TokenFile.write(tmp_path, TEXT[:1], wordpiece)
    assert len(TokenFile(tmp_path)) == 3


def test_another_dictionary_is_an_error(tmp_path: Path, wordpiece: WordPiece) -> None:
    TokenFile.write(tmp_path, TEXT, wordpiece)
    other = WordPiece([*wordpiece.vocabulary, "zebra"])
    with pytest.raises(ValueError, match="was made with another dictionary: write it again with this one"):
        TokenFile(tmp_path, other)


def test_texts_that_are_none(tmp_path: Path, wordpiece: WordPiece) -> None:
    with pytest.raises(ValueError, match="the documents have no words"):
        TokenFile.write(tmp_path, [[""], [], ["  "]], wordpiece)
    with pytest.raises(TypeError, match=r"a document is a list of sentences, got the str 'The cat.'"):
        TokenFile.write(tmp_path, ["The cat."], wordpiece)
