"""The learner's score is kept in the working folder, whole at any time; a damaged file never stops a notebook."""

import json

import pytest
from word2bert.explore import keep_score, my_score


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_score_comes_back_and_leaves_the_other_one(folder, capsys):
    assert my_score("left words only") is None
    keep_score("left words only", 4, 20)
    keep_score("both sides", 17, 20)
    assert my_score("left words only") == (4, 20)
    assert my_score("both sides") == (17, 20)
    keep_score("left words only", 0, 20)
    assert (my_score("left words only"), my_score("both sides")) == ((0, 20), (17, 20))
    assert [path.name for path in folder.iterdir()] == ["my_scores.json"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff\xfe",
        b"[1, 2]",
        b'{"both sides": 3}',
        b'{"both sides": [3]}',
        b'{"both sides": [21, 20]}',
        b'{"both sides": [-1, 20]}',
        b'{"both sides": ["3", 20]}',
        b'{"both sides": [true, 20]}',
    ],
)
def test_a_damaged_file_is_said_and_replaced(folder, damage, capsys):
    (folder / "my_scores.json").write_bytes(damage)
    assert my_score("both sides") is None
    assert capsys.readouterr().out.startswith("my_scores.json cannot be read (")
    keep_score("both sides", 3, 20)
    assert my_score("both sides") == (3, 20)
    assert capsys.readouterr().out == ""


def test_rounds_that_are_not_ours_stay_unread(folder):
    (folder / "my_scores.json").write_text(json.dumps({"both sides": [1, 2], "other": [2, 2]}))
    assert my_score("both sides") == (1, 2)
    keep_score("left words only", 1, 2)
    assert my_score("both sides") == (1, 2)


def test_what_is_no_score_is_refused(folder):
    with pytest.raises(ValueError, match="there is no round 'left'; there are 'left words only' and 'both sides'"):
        my_score("left")
    with pytest.raises(ValueError, match="no round 'right'"):
        keep_score("right", 1, 2)
    for right, asked in ((3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="between 0 and the number of questions"):
            keep_score("both sides", right, asked)
    assert list(folder.iterdir()) == []


def test_a_full_disk_keeps_the_old_score(folder, monkeypatch):
    keep_score("both sides", 3, 20)
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        keep_score("both sides", 4, 20)
    assert my_score("both sides") == (3, 20)
