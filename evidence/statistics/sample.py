"""The effects of several studies, brought to a scale on which nothing overflows, and their weighted sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isfinite, sqrt
from operator import mul
from statistics import median_low

from evidence.statistics.values import Effect


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights 1/(v + tau²) in the sample's order, their sum, the weighted mean, the weighted sum of squares about it,
    and `cross`, the sum of w less the sum of w² over the sum of w."""

    weights: list[float]
    total: float
    mean: float
    squares: float
    cross: float


class Sample:
    """Estimates `ys` about a middle one and variances `vs` about the middle variance, least variance first.

    So the unit of the effects, their origin and the order of studies change nothing, and of a search for tau² neither:
    `scale` is the square root of the middle variance and `centre` the middle estimate. Effects must have been checked.
    """

    def __init__(self, effects: Sequence[Effect]) -> None:
        self.k = len(effects)
        self.centre = median_low(one.estimate for one in effects)
        self.unit = median_low(one.variance for one in effects)
        self.scale = sqrt(self.unit)
        self.order = sorted(range(self.k), key=lambda at: (effects[at].variance, effects[at].estimate))
        self.ys = [(effects[at].estimate - self.centre) / self.scale for at in self.order]
        self.vs = [effects[at].variance / self.unit for at in self.order]

    @property
    def range(self) -> float:
        return max(self.ys) - min(self.ys)

    @property
    def is_calculable(self) -> bool:
        """Whether nothing overflows, and each study has a weight."""
        fit = self.fit(0)
        return isfinite(self.range * self.range + fit.total + fit.squares + fit.cross) and fit.cross > 0

    def fit(self, tau2: float) -> Fit:
        """With every sum rounded once."""
        weights = [1 / (v + tau2) for v in self.vs]
        total = fsum(weights)
        mean = fsum(map(mul, weights, self.ys)) / total
        squares = fsum(w * (y - mean) * (y - mean) for w, y in zip(weights, self.ys, strict=True))
        return Fit(weights, total, mean, squares, self.cross(weights, total))

    def cross(self, weights: list[float], total: float) -> float:
        """Σw - Σw²/Σw without loss where one study has nearly all the weight, which is the first."""
        rest = weights[1:]
        others = fsum(rest)
        return (weights[0] * others + others * total - fsum(map(mul, rest, rest))) / total

    def in_given_order(self, figures: Sequence[float]) -> tuple[float, ...]:
        given = [0.0] * self.k
        for at, figure in zip(self.order, figures, strict=True):
            given[at] = figure
        return tuple(given)
