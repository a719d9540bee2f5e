"""What all checkers share: they try an answer, and say one friendly sentence about it."""

from collections.abc import Callable
from typing import Any


class NotYet(Exception):
    """An answer that is not right yet; the message says why, and what to look at."""


def checker(check: Callable[[Any], str]) -> Callable[[Any], None]:
    """A check that prints: what it returns when the answer is right, its NotYet otherwise."""

    def run(answer: Any) -> None:
        try:
            if answer is ... or answer is None:
                raise NotYet("Replace the ... above with your answer, and run the cell again.")
            print(f"Right. {check(answer)}")
        except NotYet as problem:
            print(f"Not yet. {problem}")

    run.__doc__ = check.__doc__
    return run


def attempt(function: Any, *inputs: Any) -> Any:
    """What the learner's function returns. Raises NotYet when it is no function, returns nothing, or fails."""
    if not callable(function):
        raise NotYet(f"A function was expected, here is {function!r}. Pass its name, without brackets.")
    try:
        result = function(*inputs)
    except Exception as error:
        raise NotYet(f"Your function stopped with {type(error).__name__}: {error}.") from error
    if result is None or result is ...:
        raise NotYet("Your function returns nothing yet. Write its body, and end it with return.")
    return result


def number(value: Any, meaning: str) -> float:
    """The value as a number. Raises NotYet when it is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise NotYet(f"{meaning} must be a number, here is {value!r}.") from None
