"""The game: two rounds over the same gaps, counted in Python, kept once."""

import pytest
import traitlets
from word2bert.widgets import BeatTheMachine

GAPS = [("the old", "barks", ["dog"]), ("we drink", "every day", ["tea", "Coffee"]), ("", "is hot", ["fire"])]


def play(game, one, two):
    game.typed = [one, ["", "", ""]]
    for place in range(1, 4):
        game.place = place
    game.place = 4
    game.typed = [one, two]
    for place in range(5, 8):
        game.place = place


def test_it_begins_with_nothing_played():
    game = BeatTheMachine(GAPS)
    assert repr(game) == "BeatTheMachine(gaps=3, you: not yet; machine: none)"
    assert (game.scores, game.machine_scores, game.place) == ({}, {}, 0)
    assert "The first gap: the old ___" in game.picture().alt


def test_scores_are_counted_round_by_round_and_kept_once():
    kept = []
    game = BeatTheMachine(GAPS, keep=lambda *score: kept.append(score))
    play(game, ["cat", " coffee!", ""], ["Dog", "TEA", "x"])
    assert kept == [("left words only", 1, 3), ("both sides", 2, 3)]
    assert game.scores == {"left words only": 1, "both sides": 2}
    assert game.kept.startswith("Your score is kept")
    assert "You, both sides: 2 of 3 (67 %)" in game.picture().alt
    assert repr(game) == "BeatTheMachine(gaps=3, you: left words only 1, both sides 2; machine: none)"
    game.place = 0
    assert game.scores == {}
    play(game, ["dog", "tea", "fire"], ["dog", "tea", "fire"])
    assert len(kept) == 2, "afterwards the answers are known"
    assert game.scores == {"left words only": 3, "both sides": 3}


def test_between_the_rounds_one_score_is_there():
    game = BeatTheMachine(GAPS)
    game.typed = [["dog", "", ""], ["", "", ""]]
    game.place = 2
    assert game.scores == {}
    game.place = 3
    assert game.scores == {"left words only": 1}
    game.place = 6
    assert game.scores == {"left words only": 1}


def test_the_machine_sees_the_left_words_first_and_then_both_sides():
    asked = []

    def machine(left, right):
        asked.append((left, right))
        return "dog" if right == ["barks"] else "fire"

    game = BeatTheMachine(GAPS, machine)
    assert asked[:3] == [(["the", "old"], []), (["we", "drink"], []), ([], [])]
    assert asked[3:] == [(["the", "old"], ["barks"]), (["we", "drink"], ["every", "day"]), ([], ["is", "hot"])]
    assert game.machine == [["fire", "fire", "fire"], ["dog", "fire", "fire"]]
    assert game.machine_scores == {"left words only": 1, "both sides": 2}
    assert "The machine, both sides: 2 of 3 (67 %)" in game.picture().alt


def test_a_score_that_cannot_be_kept_is_said_and_the_game_goes_on():
    def full(*score):
        raise OSError("No space left on device")

    game = BeatTheMachine(GAPS, keep=full)
    play(game, ["", "", ""], ["", "", ""])
    assert game.kept == "Your score could not be kept: No space left on device"
    assert game.scores == {"left words only": 0, "both sides": 0}


def test_the_browser_cannot_leave_the_game():
    game = BeatTheMachine(GAPS)
    game.set_state({"place": 99})
    assert game.place == 7
    game.place = -1
    assert game.place == 0
    for wrong in ([["a"], ["b"]], [["a", "b", "c"]], [["a", "b", "c"], ["a", "b"]]):
        with pytest.raises(traitlets.TraitError, match="a word for each of the 3 gaps"):
            game.typed = wrong


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="at least one gap"):
        BeatTheMachine([])
    with pytest.raises(ValueError, match="an answer for each"):
        BeatTheMachine([("a", "b", [])])
    with pytest.raises(TypeError, match="answers is the str 'tea'"):
        BeatTheMachine([("a", "b", "tea")])
