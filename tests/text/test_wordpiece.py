"""WordPiece: the library's pieces, pairs with segments, cut from the longer side, offsets back to the text."""

import pytest
from transformers import BertTokenizer
from word2bert.text import WordPiece, small_world
from word2bert.text.wordpiece import SPECIAL

SENTENCES = [sentence for document in small_world.documents(1500) for sentence in document]
ANSWERS = sorted({*small_world.capitals, *small_world.capitals.values()})


@pytest.fixture(scope="module")
def pieces() -> WordPiece:
    return WordPiece.train(SENTENCES, vocab_size=1500, whole=ANSWERS)


SMALL = WordPiece([*SPECIAL, "the", "cat", "##s", "sat", "on", "mat", ".", "c", "##a", "##t", "的", "un", "##able"])


def test_the_longest_piece_first_from_the_left():
    assert SMALL.pieces("The CATS sat.") == ["the", "cat", "##s", "sat", "."]
    assert SMALL.pieces("unable cát 的的") == ["un", "##able", "cat", "的", "的"]
    assert SMALL.pieces("cab") == ["[UNK]"]
    assert SMALL.pieces("") == []


def test_a_mask_in_the_text_is_read_as_one():
    assert SMALL.pieces("the [MASK] sat") == ["the", "[MASK]", "sat"]
    assert SMALL.pieces("the [SEP]")[1] != "[SEP]"


def test_one_text_by_hand():
    found = SMALL.encode("The cats")
    assert found.tokens == ["[CLS]", "the", "cat", "##s", "[SEP]"]
    assert found.ids == [2, 5, 6, 7, 3]
    assert found.segments == [0] * 5
    assert found.words == [-1, 0, 1, 1, -1]
    assert found.offsets == [(0, 0), (0, 3), (4, 7), (7, 8), (0, 0)]
    assert len(found) == 5


def test_a_pair_by_hand():
    found = SMALL.encode("the cat", "On mat.")
    assert found.tokens == ["[CLS]", "the", "cat", "[SEP]", "on", "mat", ".", "[SEP]"]
    assert found.segments == [0, 0, 0, 0, 1, 1, 1, 1]
    assert found.words == [-1, 0, 1, -1, 2, 3, 4, -1]
    assert found.offsets[4:7] == [(0, 2), (3, 6), (6, 7)]


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (20, "[CLS] the cat sat on the mat [SEP] cat sat . [SEP]"),
        (11, "[CLS] the cat sat on the [SEP] cat sat . [SEP]"),
        (9, "[CLS] the cat sat [SEP] cat sat . [SEP]"),
        (8, "[CLS] the cat [SEP] cat sat . [SEP]"),
        (7, "[CLS] the cat [SEP] cat sat [SEP]"),
        (5, "[CLS] the [SEP] cat [SEP]"),
    ],
)
def test_cut_to_length_from_the_longer_side(length, expected):
    assert SMALL.encode("the cat sat on the mat", "cat sat .", length=length).tokens == expected.split()


def test_cut_one_text():
    assert SMALL.encode("the cat sat", length=4).tokens == ["[CLS]", "the", "cat", "[SEP]"]


@pytest.mark.parametrize(("pair", "length", "least"), [(None, 2, 3), ("cat", 4, 5)])
def test_a_length_without_room(pair, length, least):
    with pytest.raises(ValueError, match=rf"length is {length}; . texts need {least} tokens or more"):
        SMALL.encode("the cat", pair, length=length)


def test_every_probe_answer_is_one_piece_and_inflected_forms_split(pieces):
    assert all(pieces.pieces(answer) == [answer] for answer in ANSWERS)
    assert pieces.pieces("walking") == ["walk", "##ing"]
    assert len(pieces.pieces("sleeping")) == 2


def test_the_same_texts_give_the_same_pieces(pieces):
    again = WordPiece.train(iter(SENTENCES), vocab_size=1500, whole=ANSWERS)
    assert again.vocabulary == pieces.vocabulary
    assert pieces.vocabulary[:5] == list(SPECIAL)
    assert 1500 < len(pieces) < 1500 + len(ANSWERS)


def test_the_text_comes_back(pieces):
    for sentence in SENTENCES[:300]:
        found = pieces.encode(sentence)
        assert "[UNK]" not in found.tokens
        assert pieces.decode(found.ids).replace(" ", "") == sentence.lower().replace(" ", "")
        for token, (start, end) in zip(found.tokens[1:-1], found.offsets[1:-1], strict=True):
            assert sentence[start:end].lower() == token.removeprefix("##")


def test_any_ascii_sentence_can_be_read(pieces):
    assert "[UNK]" not in pieces.pieces("It's 7:30 (p.m.) -- <b>xylophone</b> & co. @ $5 #1")


def test_saved_loaded_and_read_by_hugging_face(pieces, tmp_path):
    pieces.save(tmp_path)
    loaded = WordPiece.load(tmp_path / "vocab.txt")
    assert loaded.vocabulary == pieces.vocabulary == WordPiece.load(tmp_path).vocabulary
    assert (tmp_path / "vocab.txt").read_bytes().count(b"\n") == len(pieces)
    theirs = BertTokenizer(vocab=str(tmp_path / "vocab.txt"))
    for first, second in zip(SENTENCES[:100], SENTENCES[100:200], strict=True):
        expected = theirs(first, second)
        found = loaded.encode(first, second)
        assert found.ids == expected["input_ids"]
        assert found.segments == expected["token_type_ids"]


def test_a_dictionary_with_capitals_is_read_as_hugging_face_does(tmp_path):
    cased = WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Paris", "pari", "##s", "is", "été", "ete", "."])
    cased.save(tmp_path)
    theirs = BertTokenizer(vocab=str(tmp_path / "vocab.txt"), do_lower_case=False, strip_accents=False)
    for text, pieces in {"Paris is.": ["Paris", "is", "."], "paris": ["pari", "##s"], "été": ["été"]}.items():
        assert cased.pieces(text) == pieces == theirs.tokenize(text)


def test_ids_of_pieces(pieces):
    assert pieces.vocabulary[pieces.id("beijing")] == "beijing"
    assert "beijing" in pieces
    assert "Beijing" not in pieces
    assert pieces.special_ids == [0, 1, 2, 3, 4]
    with pytest.raises(
        KeyError, match=r"'walking' is not in the dictionary of \d+ pieces; it reads \['walk', '##ing'\]"
    ):
        pieces.id("walking")


def test_bad_dictionaries(tmp_path):
    with pytest.raises(ValueError, match=r"the dictionary lacks \[CLS\], \[MASK\]"):
        WordPiece(["[PAD]", "[UNK]", "[SEP]", "the"])
    with pytest.raises(ValueError, match=r"'the' stands twice in the dictionary"):
        WordPiece([*SPECIAL, "the", "cat", "the"])
    with pytest.raises(FileNotFoundError, match=r"vocab\.txt is not there; a dictionary is a file vocab\.txt"):
        WordPiece.load(tmp_path)


@pytest.mark.parametrize(
    ("texts", "size", "error", "message"),
    [
        ("the cat", 500, TypeError, r"texts is the str 'the cat'; pass a list, such as \['the cat'\]"),
        ([], 500, ValueError, "the texts have no words"),
        (["", " ... "], 500, ValueError, "the texts have no words"),
        (["the cat"], 20, ValueError, r"vocab_size is 20; letters and special tokens alone need 141"),
    ],
)
def test_texts_that_teach_nothing(texts, size, error, message):
    with pytest.raises(error, match=message):
        WordPiece.train(texts, size)


@pytest.mark.parametrize("word", ["Paris", "new york", "café", "it's"])
def test_a_whole_word_that_no_text_can_have(word):
    with pytest.raises(ValueError, match=rf"{word!r} cannot be one piece: pass single words in lower case"):
        WordPiece.train(["the cat"], 500, whole=["cat", word])


def test_whole_words_as_one_str():
    with pytest.raises(TypeError, match=r"whole is the str 'paris'; pass a list, such as \['paris'\]"):
        WordPiece.train(["the cat"], 500, whole="paris")


def test_files_of_other_systems(tmp_path):
    odd = WordPiece([*SPECIAL, "the", "\u2028", "\x85"])
    odd.save(tmp_path)
    assert WordPiece.load(tmp_path).vocabulary == odd.vocabulary
    (tmp_path / "vocab.txt").write_text("\n".join([*SPECIAL, "the"]) + "\n", encoding="utf-8-sig", newline="\r\n")
    assert WordPiece.load(tmp_path).vocabulary == [*SPECIAL, "the"]
    (tmp_path / "vocab.txt").write_bytes("caf\xe9".encode("latin-1"))
    with pytest.raises(ValueError, match=r"vocab\.txt is not UTF-8 .*save it as UTF-8"):
        WordPiece.load(tmp_path)
