"""Whether a printed estimate and the one recomputed from the arms' figures agree, as far as rounding lets them."""

from __future__ import annotations

from math import exp, log, sqrt

from evidence.statistics import NotEstimableError, interval_asymmetry
from evidence.synthesis.effects import RATIOS, from_arms
from evidence.synthesis.entry import Entry, Printed

# Means are printed with as many digits as their difference, and each is rounded by half a step of its last.
STEPS = 1.5
# Two estimates of one comparison that lie further apart than this part of a standard error are not one figure.
PART_OF_ERROR = 0.25
# In half widths of the interval; rounding to two digits explains a third of it.
LOPSIDED = 0.3


def disagreement(entry: Entry) -> str:
    """A sentence that names both figures, or what is odd about the printed interval; empty if nothing is.

    The limits are this project's: a step and a half of the last printed digit, and a quarter of the standard error.
    """
    printed = entry.printed
    if printed is None or printed.estimate is None:
        return ""
    if lopsided := _lopsided(printed):
        return lopsided
    if entry.design == "crossover":
        return ""
    try:
        computed = from_arms(entry, printed.measure).effect
    except NotEstimableError:
        return ""
    ratio = printed.measure in RATIOS
    value = exp(computed.estimate) if ratio else computed.estimate
    room = STEPS * _step(printed.estimate)
    if ratio:
        apart = abs(computed.estimate - log(printed.estimate))
        room /= printed.estimate
    else:
        apart = abs(value - printed.estimate)
    if apart <= room + PART_OF_ERROR * sqrt(computed.variance):
        return ""
    return f"Printed {printed.measure} {printed.estimate:g}, recomputed {value:.3g}: they differ by more than rounding."


def _lopsided(printed: Printed) -> str:
    """An interval whose estimate lies far from its middle, on the scale of logarithms for a ratio."""
    if printed.estimate is None or printed.ci_low is None or printed.ci_high is None:
        return ""
    try:
        ratio = printed.measure in RATIOS
        apart = interval_asymmetry(printed.estimate, printed.ci_low, printed.ci_high, ratio=ratio)
    except NotEstimableError:
        return ""
    if abs(apart) <= LOPSIDED:
        return ""
    return "The printed interval is not symmetric about its estimate: it was made otherwise, or is misprinted."


def _step(value: float) -> float:
    """One of the last digit that a figure is printed with: 0.01 for 0.53."""
    digits = f"{value:.10g}".partition(".")[2]
    return float(10 ** -len(digits))
