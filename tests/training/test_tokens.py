"""The text of a pretraining as tokens on the disk."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from accelerate import PartialState
from side_by_side import SETTINGS
from word2bert.text import WordPiece, small_world
from word2bert.training import tokens as module
from word2bert.training.settings import Settings, TextSettings
from word2bert.training.tokens import documents, tokens, tokens_once


@pytest.fixture
def settings(tmp_path: Path) -> TextSettings:
    (tmp_path / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    return Settings.load(tmp_path / "settings.toml").text


def test_tokens_are_made_once_and_never_mixed(tmp_path: Path, settings: TextSettings) -> None:
    tokens(settings, tmp_path)
    before = (tmp_path / "tokens" / "tokens.bin").stat().st_mtime_ns
    tokens(settings, tmp_path)
    assert (tmp_path / "tokens" / "tokens.bin").stat().st_mtime_ns == before
    other = TextSettings(documents=160, topics=["capitals"], vocab_size=300, length=32)
    with pytest.raises(ValueError, match=r"holds tokens of other settings .*choose another folder, or delete them"):
        tokens(other, tmp_path)


def test_tokens_of_a_dictionary_that_is_given(tmp_path: Path, settings: TextSettings) -> None:
    other = WordPiece.train(["the capital of china is beijing"], 280)
    wordpiece, text, _ = tokens(settings, tmp_path, other)
    assert wordpiece.vocabulary == other.vocabulary
    assert max(number for sentence in text[0] for number in sentence) < 280
    tokens(settings, tmp_path, other)
    with pytest.raises(ValueError, match=r"holds tokens of another dictionary: choose another folder, or delete them"):
        tokens(settings, tmp_path, WordPiece.train(["a dog barks"], 280))


def test_a_folder_of_files_is_a_source_and_a_part_of_it_is_held_out(tmp_path: Path) -> None:
    paragraphs = [f"Paragraph number {number} is here. It says {number} again." for number in range(200)]
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
    settings = TextSettings(source=str(tmp_path / "text"), vocab_size=250, length=24)
    wordpiece, text, held_out = tokens(settings, tmp_path / "out")
    assert (len(text), len(held_out)) == (196, 4)
    assert "49" in wordpiece.decode(held_out[0][0]).replace(" ", "")
    assert all("number49is" not in wordpiece.decode(document[0]).replace(" ", "") for document in text)


def test_what_is_held_out_is_never_read_where_a_text_repeats_itself(tmp_path: Path) -> None:
    settings = TextSettings(documents=3_000, topics=["lesson 1"], vocab_size=300, length=32)
    wordpiece, text, held_out = tokens(settings, tmp_path)
    unread = {str([list(sentence) for sentence in document]) for document in held_out}
    assert len(unread) > 10
    assert not unread & {str([list(sentence) for sentence in document]) for document in text}
    every = [str(wordpiece.ids(document)) for document in small_world.documents(3_000, seed=0, topics=["lesson 1"])]
    assert unread & {*every}
    assert len(text) > 0.5 * len(every)


def test_a_text_too_small_to_hold_some_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n\n".join(f"Dog {n} barks. It runs." for n in range(99)), encoding="utf-8")
    settings = TextSettings(source=str(tmp_path), vocab_size=250)
    with pytest.raises(ValueError, match="the text has 99 documents: 100 or more are needed, to hold some out"):
        tokens(settings, tmp_path / "out")


def test_no_more_is_held_out_than_can_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_HELD_OUT", 3)
    settings = TextSettings(documents=400, topics=["capitals"], vocab_size=300)
    assert [len(documents) for documents in tokens(settings, tmp_path)[1:]] == [400, 3]


def test_a_data_set_of_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def load_dataset(*name: str, split: str, streaming: bool) -> Iterator[dict[str, str]]:
        asked.append((name, split, streaming))
        return Rows({"text": f"Row {number} is here. It has two sentences."} for number in range(100))

    monkeypatch.setattr("word2bert.text.sources.import_module", lambda name: SimpleNamespace(load_dataset=load_dataset))
    seen, unseen = documents(TextSettings(source="hub: wikimedia/wikipedia 20231101.en"))
    assert asked == [(("wikimedia/wikipedia", "20231101.en"), "train", True)]
    assert [document[0] for document in unseen] == ["Row 49 is here.", "Row 99 is here."]
    assert len(list(seen)) == 98


class Rows(list[dict[str, str]]):
    """Rows that can be read again."""


class Fourth(PartialState):
    """It does not wait for the others, who are not there."""

    is_main_process, num_processes, process_index = False, 1, 3

    def __init__(self) -> None:
        pass


def test_a_machine_that_does_not_share_the_disk_says_so(tmp_path: Path, settings: TextSettings) -> None:
    """Process 0 has written its tokens, but elsewhere."""
    with pytest.raises(FileNotFoundError, match=r"process 3 finds no .*text\.json.* on a disk that all machines share"):
        tokens_once(settings, tmp_path, Fourth())
