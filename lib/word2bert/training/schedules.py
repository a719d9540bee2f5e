"""Learning rates as functions of the step: warm up, then fall. Notebook 07."""

from collections.abc import Callable

Schedule = Callable[[int], float]


def warm_up_then_fall(peak: float, steps: int, warm_up: int) -> Schedule:
    """From peak / warm_up up to `peak` in `warm_up` steps, then evenly down; the last of `steps` is just above 0.

    Raises ValueError when the warm-up is longer than the training.
    """
    if not 0 <= warm_up < steps:
        raise ValueError(f"warm_up is {warm_up} of {steps} steps: it has to end before the training does")

    def learning_rate(step: int) -> float:
        return peak * min((step + 1) / max(1, warm_up), (steps - step) / (steps - warm_up))

    return learning_rate
