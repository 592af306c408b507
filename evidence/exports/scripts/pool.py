#!/usr/bin/env python3
"""Makes the pooled figures of a forest plot again from its CSV, with Python's standard library alone.

    python3 pool.py forest.csv [REML|DL|PM|FE] [hksj|wald|adhoc]

For every body of evidence that the page pools it prints the number of studies, the estimate with its 95 % interval
(ratios as ratios), tau², I² from tau² and Q. A Hartung-Knapp interval (hksj) that would be narrower than Wald's is made
with no standard error below Wald's (adhoc), as on the page. Written apart from the program that drew the plot, so that
one can check the other: tau² by halving, Student's distribution by integration.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import NormalDist

Figures = Sequence[float]
RATIOS = {"RR", "OR", "HR", "ROM"}


def fit(y: Figures, v: Figures, tau2: float) -> tuple[list[float], float, float]:
    """Weights, estimate and Q of a random-effects model with this variance between studies."""
    w = [1 / (one + tau2) for one in v]
    mean = math.fsum(a * b for a, b in zip(w, y, strict=True)) / math.fsum(w)
    return w, mean, math.fsum(a * (b - mean) ** 2 for a, b in zip(w, y, strict=True))


def score(y: Figures, v: Figures, tau2: float) -> float:
    """Slope of the restricted likelihood in tau²; it falls through 0 where the likelihood is highest."""
    w, mean, _ = fit(y, v, tau2)
    squares = [a * a for a in w]
    return (
        math.fsum(a * (b - mean) ** 2 for a, b in zip(squares, y, strict=True))
        - math.fsum(w)
        + math.fsum(squares) / math.fsum(w)
    )


def likelihood(y: Figures, v: Figures, tau2: float) -> float:
    """Twice the restricted log likelihood, but for a constant."""
    w, _, q = fit(y, v, tau2)
    return math.fsum(math.log(a) for a in w) - math.log(math.fsum(w)) - q


def halve(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function crosses 0."""
    for _ in range(300):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2


def tau_squared(y: Figures, v: Figures, method: str) -> float:
    """The variance between the studies."""
    k = len(y)
    w, _, q = fit(y, v, 0)
    typical = (k - 1) / (math.fsum(w) - math.fsum(a * a for a in w) / math.fsum(w))
    if method == "FE" or k < 2:
        return 0.0
    if method == "DL":
        return max(0.0, (q - (k - 1)) * typical / (k - 1))
    highest = 10 * (max(y) - min(y)) ** 2 + 10 * max(v)
    if method == "PM":
        return halve(lambda t: fit(y, v, t)[2] - (k - 1), 0, highest) if q > k - 1 else 0.0
    grid = [0.0] + [typical * 10 ** (step / 20) for step in range(-120, 121)] + [highest]
    peaks = [0.0] + [
        halve(lambda t: score(y, v, t), low, high)
        for low, high in pairwise(grid)
        if score(y, v, low) > 0 >= score(y, v, high)
    ]
    return max(peaks, key=lambda one: likelihood(y, v, one))


def quantile(df: int) -> float:
    """97.5 % of Student's distribution, its area from 0 by Simpson's rule over the angle atan(t / √df)."""
    scale = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(math.pi)

    def area(angle: float) -> float:
        parts = 2000
        ends = [math.cos(angle * one / parts) ** (df - 1) for one in range(parts + 1)]
        return scale * angle / parts / 3 * (ends[0] + ends[-1] + 4 * sum(ends[1:-1:2]) + 2 * sum(ends[2:-1:2]))

    return math.sqrt(df) * math.tan(halve(lambda angle: 0.475 - area(angle), 0, math.pi / 2 - 1e-12))


def pooled(y: Figures, v: Figures, method: str, interval: str) -> tuple[float, ...]:
    """Estimate, both ends of its interval, tau², I² and Q."""
    k = len(y)
    tau2 = tau_squared(y, v, method)
    w, mean, q = fit(y, v, tau2)
    plain, _, q0 = fit(y, v, 0)
    typical = (k - 1) / (math.fsum(plain) - math.fsum(a * a for a in plain) / math.fsum(plain))
    se, times = 1 / math.sqrt(math.fsum(w)), NormalDist().inv_cdf(0.975)
    if interval != "wald":
        factor, student = q / (k - 1), quantile(k - 1)
        narrow = student * math.sqrt(factor) < times
        se *= math.sqrt(max(1.0, factor) if interval == "adhoc" or narrow else factor)
        times = student
    i2 = 100 * tau2 / (tau2 + typical) if method != "FE" else 100 * max(0.0, (q0 - (k - 1)) / q0)
    return mean, mean - times * se, mean + times * se, tau2, i2, q0


def main(path: str, method: str = "REML", interval: str = "hksj") -> None:
    bodies: dict[tuple[str, ...], list[tuple[float, float]]] = {}
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["pooled"] == "true" and row["yi"]:
                bodies.setdefault((row["body"], row["measure"], row["scale"]), []).append(
                    (float(row["yi"]), float(row["vi"]))
                )
    print("body,measure,k,estimate,ci_low,ci_high,tau2,i2,q")
    for (body, measure, _), studies in bodies.items():
        *figures, tau2, i2, q = pooled([y for y, _ in studies], [v for _, v in studies], method, interval)
        shown = [math.exp(one) if measure in RATIOS else one for one in figures]
        csv.writer(sys.stdout).writerow([body, measure, len(studies), *map(repr, (*shown, tau2, i2, q))])


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
