"""What the learner scored in *beat the machine* (notebook 03), kept beside the notebooks for 07 and 09."""

import json
from collections.abc import Mapping
from pathlib import Path

ROUNDS = ("left words only", "both sides")
FILE = "my_scores.json"  # in the working folder, which is that of the notebook


def keep_score(name: str, right: int, asked: int) -> None:
    """Write a round's score down beside the other one's. The file is whole at any time: a new one takes its place.

    A damaged file is replaced. Raises ValueError for a round that does not exist and for more right answers than
    questions; OSError where the folder cannot be written to.
    """
    _check(name)
    if not 0 <= right <= asked:
        raise ValueError(f"{right} right of {asked} asked: a score is between 0 and the number of questions")
    kept = {each: score for each, score in _read()[0].items() if each != name}
    unfinished = Path(f"{FILE}.unfinished")
    unfinished.write_text(json.dumps({**kept, name: [right, asked]}, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(FILE)


def my_score(name: str) -> tuple[int, int] | None:
    """(right, asked) of a round, "left words only" or "both sides"; None where it has not been played here.

    Prints a sentence when the file is damaged, and goes on as if there were none. Raises ValueError for another round.
    """
    _check(name)
    scores, damage = _read()
    if damage:
        print(f"{FILE} cannot be read ({damage}). Play again in notebook 03: that writes a new one.")
    return scores.get(name)


def _check(name: str) -> None:
    if name not in ROUNDS:
        raise ValueError(f"there is no round {name!r}; there are {' and '.join(map(repr, ROUNDS))}")


def _read() -> tuple[dict[str, tuple[int, int]], str]:
    """The scores of the rounds that were played, and what is wrong with the file, if anything is."""
    try:
        stored = json.loads(Path(FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, ""
    except (OSError, ValueError) as error:
        return {}, f"{type(error).__name__}: {error}"
    if not isinstance(stored, Mapping) or not all(map(_is_score, stored.values())):
        return {}, "it should hold two whole numbers for each round, such as [9, 20]"
    return {name: (right, asked) for name, (right, asked) in stored.items() if name in ROUNDS}, ""


def _is_score(score: object) -> bool:
    """Whether this is [right, asked], as keep_score writes it."""
    match score:
        case [int(right), int(asked)]:
            return not isinstance(right, bool) and 0 <= right <= asked
    return False
