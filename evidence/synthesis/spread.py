"""The spread of an arm: the SD as printed, or derived from what is printed instead, and then marked so."""

from __future__ import annotations

from evidence.statistics import (
    Group,
    NotEstimableError,
    sd_from_interval,
    sd_from_quartiles,
    sd_from_range,
    sd_from_se,
)
from evidence.synthesis.entry import ArmFigures


def group_of(arm: ArmFigures) -> tuple[Group, str]:
    """People, mean and SD of an arm, and how the SD came about; empty when it is printed.

    Raises NotEstimableError with a sentence that names the arm and what is missing.
    """
    if arm.mean is None:
        raise NotEstimableError(f"The mean of {_named(arm)} is not reported.")
    if not arm.n:
        raise NotEstimableError(f"The number of people in {_named(arm)} is not reported.")
    sd, derivation = _spread(arm, arm.n)
    if sd is None:
        raise NotEstimableError(f"The SD of {_named(arm)} is not reported.")
    return Group(n=arm.n, mean=arm.mean, sd=sd), derivation


def _spread(arm: ArmFigures, n: int) -> tuple[float | None, str]:
    """The first that is there: closest to the SD first."""
    name = _named(arm)
    if arm.sd is not None:
        return arm.sd, ""
    if arm.se is not None:
        return sd_from_se(arm.se, n), f"SD of {name} derived from its standard error"
    if arm.ci_low is not None and arm.ci_high is not None:
        return sd_from_interval(arm.ci_low, arm.ci_high, n), f"SD of {name} derived from the interval of its mean"
    if arm.lower_quartile is not None and arm.upper_quartile is not None:
        return sd_from_quartiles(arm.lower_quartile, arm.upper_quartile, n), f"SD of {name} derived from its quartiles"
    if arm.minimum is not None and arm.maximum is not None:
        return sd_from_range(arm.minimum, arm.maximum, n), f"SD of {name} derived from its range"
    return None, ""


def _named(arm: ArmFigures) -> str:
    return f"“{arm.name}”" if arm.name else "an arm"
