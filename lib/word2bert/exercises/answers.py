"""What all checkers share: they try an answer, and say one friendly sentence about it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor


class NotYet(Exception):
    """An answer that is not right yet; the message says why, and what to look at."""


def checker(check: Callable[[Any], str]) -> Callable[[Any], None]:
    """A check that prints: what it returns when the answer is right, its NotYet otherwise."""

    def run(answer: Any) -> None:
        try:
            parts = answer if isinstance(answer, list | tuple) else [answer]
            if answer is None or any(part is ... for part in parts):
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
    except (TypeError, ValueError, OverflowError):
        raise NotYet(f"{meaning} must be a number, here is {value!r}.") from None


def recognise(found: Tensor, wrong: Mapping[str, Tensor]) -> None:
    """Raises NotYet with the message of the typical wrong answer that was given."""
    for message, answer in wrong.items():
        if found.shape == answer.shape and torch.allclose(found.to(answer.dtype), answer, atol=1e-4, equal_nan=True):
            raise NotYet(message)


def same_tensor(found: Any, right: Tensor, wrong: Mapping[str, Tensor], hint: str) -> None:
    """Raises NotYet unless the tensor is the right one: with the name of the mistake where it is a known one, and with
    the hint where only the numbers are wrong."""
    if not isinstance(found, Tensor):
        raise NotYet(f"Return a tensor; here is a {type(found).__name__}.")
    if found.shape == right.shape and torch.allclose(found.to(right.dtype), right, atol=1e-5):
        return
    recognise(found, wrong)
    if found.shape != right.shape:
        raise NotYet(f"The shape should be {tuple(right.shape)}, here it is {tuple(found.shape)}.")
    raise NotYet(f"The shape is right, the numbers are not. {hint}")


def choice(answer: Any, right: str, praise: str, why: Mapping[str, str], wanted: str) -> str:
    """The praise for the right letter or number. Raises NotYet with why another is wrong, or with what is wanted."""
    chosen = str(answer).strip().upper()
    if chosen == right:
        return praise
    raise NotYet(why.get(chosen, f"{wanted}; here is {answer!r}."))


def in_order(answer: Any, lines: Mapping[str, str], rules: Sequence[tuple[str, str, str]]) -> None:
    """Raises NotYet unless the letters of all lines are there and each rule (first, then, why) holds."""
    letters = [letter for letter in str(answer).upper() if letter.isalpha()]
    if sorted(letters) != sorted(lines):
        raise NotYet(f"Use each of the letters {', '.join(lines)} once; here are {' '.join(letters) or 'none'}.")
    for first, then, why in rules:
        if letters.index(first) > letters.index(then):
            raise NotYet(why)
