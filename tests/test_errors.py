import pickle
from pathlib import Path

from word2bert.errors import UnknownWord, missing_path, nearest_names, unknown_word


def test_nearest_names_are_sorted_by_likeness():
    assert nearest_names("bejing", ["river", "being", "beijing", "begin", "bell"]) == ["beijing", "being", "begin"]


def test_three_names_are_given_even_if_nothing_is_close():
    assert len(nearest_names("xyz", ["river", "spring", "bank", "bat"])) == 3
    assert nearest_names("a", ["river"]) == ["river"]
    assert nearest_names("a", []) == []


def test_upper_case_is_explained_where_words_are_lower_case():
    assert str(unknown_word("Beijing", ["beijing", "being"])) == (
        "'Beijing' is not among the 2 words. Nearest spellings: 'beijing', 'being'. The words are lower case."
    )
    assert "lower case" not in str(unknown_word("Beijng", ["Beijing", "being"]))
    assert "lower case" not in str(unknown_word("bejing", ["beijing"]))


def test_unknown_word_is_a_key_error_that_prints_without_quotes_and_survives_pickling():
    error = unknown_word("cat", ["hat"])
    assert isinstance(error, KeyError)
    assert str(error) == "'cat' is not among the 1 words. Nearest spellings: 'hat'."
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert issubclass(UnknownWord, KeyError)


def test_missing_path_shows_where_it_looked_and_what_is_near(tmp_path):
    for name in ("speeches", "speech.txt", "novels", "x"):
        (tmp_path / name).mkdir()
    place = tmp_path.resolve()
    assert str(missing_path(tmp_path / "speechs")) == (
        f"there is no {place / 'speechs'}. Nearest names in {place}: 'speeches', 'speech.txt', 'novels'"
    )


def test_missing_path_names_the_first_folder_that_is_missing(tmp_path):
    place = tmp_path.resolve()
    assert str(missing_path(tmp_path / "a" / "b" / "c.txt")) == (
        f"there is no {place / 'a' / 'b' / 'c.txt'}: there is no {place / 'a' / 'b'}: there is no {place / 'a'}"
    )


def test_missing_path_on_a_drive_that_is_not_there(monkeypatch):
    """Z: of Windows; nothing is left to look into."""
    place = Path("z/a.txt").resolve()
    asked = []

    def is_dir(path):
        asked.append(path)
        assert len(asked) < 100, "it looks for ever"
        return False

    monkeypatch.setattr(Path, "is_dir", is_dir)
    assert str(missing_path(place)).startswith(f"there is no {place}: there is no {place.parent}")
