"""Learning rates as functions of the step, counted from 0. Notebook 07."""

import math
from collections.abc import Callable

Schedule = Callable[[int], float]


def constant(learning_rate: float) -> Schedule:
    """The same at every step."""
    return lambda step: learning_rate


def warm_up_then_fall(peak: float, steps: int, warm_up: int) -> Schedule:
    """From peak / warm_up up to `peak` in `warm_up` steps, then evenly down; the last of `steps` is just above 0.

    As the paper describes it (Devlin et al. 2018, appendix A.2). Raises ValueError when the warm-up is longer than the
    training, and for a step after the last.
    """
    _check(peak, steps, warm_up)

    def learning_rate(step: int) -> float:
        _check_step(step, steps)
        return peak * min((step + 1) / max(1, warm_up), (steps - step) / (steps - warm_up))

    return learning_rate


def warm_up_then_cosine(peak: float, steps: int, warm_up: int, lowest: float = 0.0) -> Schedule:
    """From peak / warm_up up to `peak` in `warm_up` steps, then down to `lowest` along half a cosine: slowly at first
    and at the end.

    As GPT has it (Radford et al. 2018, section 4.1). Raises ValueError when the warm-up is longer than the training,
    and for a step after the last.
    """
    _check(peak, steps, warm_up)

    def learning_rate(step: int) -> float:
        _check_step(step, steps)
        if step < warm_up:
            return peak * (step + 1) / warm_up
        share = (step - warm_up) / (steps - warm_up)
        return lowest + (peak - lowest) * (1 + math.cos(math.pi * share)) / 2

    return learning_rate


def bert_schedule(peak: float, steps: int, warm_up: int) -> Schedule:
    """What BERT's own program does: up from 0, so that the first step changes nothing; then peak * (1 - step / steps).

    The fall counts from step 0: where it begins, the rate jumps down by the share of the steps that warmed up.
    optimization.py of google-research/bert. Raises ValueError when the warm-up is longer than the training, and for a
    step after the last.
    """
    _check(peak, steps, warm_up)

    def learning_rate(step: int) -> float:
        _check_step(step, steps)
        return peak * (step / warm_up if step < warm_up else 1 - step / steps)

    return learning_rate


SCHEDULES = {"fall": warm_up_then_fall, "cosine": warm_up_then_cosine, "bert": bert_schedule}  # names for a file


def schedule_of(name: str, peak: float, steps: int, warm_up: int) -> Schedule:
    """The schedule of this name: "fall", "cosine" or "bert". Raises ValueError for another, and as they do."""
    if name not in SCHEDULES:
        raise ValueError(f"schedule is {name!r}: it is one of {', '.join(map(repr, SCHEDULES))}")
    return SCHEDULES[name](peak, steps, warm_up)


def _check(peak: float, steps: int, warm_up: int) -> None:
    if not peak > 0:
        raise ValueError(f"peak is {peak}: a learning rate is above 0, such as 1e-3")
    if not 0 <= warm_up < steps:
        raise ValueError(f"warm_up is {warm_up} of {steps} steps: it has to end before the training does")


def _check_step(step: int, steps: int) -> None:
    """After the end one of them would fall below 0, which unlearns, and the other rise again."""
    if step > steps:
        raise ValueError(f"a training of more than {steps} steps, for which the schedule is made: give both the same")
