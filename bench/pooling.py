"""How long pooling takes, of ten studies and of ten thousand, by turns with the libraries that are installed."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from math import sqrt
from random import Random
from time import perf_counter
from typing import Any

from evidence.statistics import Effect, Interval, Model, pool
from evidence.statistics.between import between
from evidence.statistics.sample import Sample

SIZES = (10, 100, 1_000, 10_000)
METHODS = (Model.FE, Model.DL, Model.PM, Model.REML)
# A measurement takes so long at least, so that short times are means of many.
SECONDS = 0.02
PEERS = ("numpy", "statsmodels", "pymare")

Call = Callable[[], object]


def run(*, rounds: int) -> None:
    there = [name for name in PEERS if find_spec(name)]
    print(f"pooling beside {', '.join(there) or 'nothing: none of ' + ', '.join(PEERS) + ' is installed'}")
    for size in SIZES:
        effects = studies(size)
        for method in METHODS:
            calls = calls_of(effects, method, there)
            times = medians(calls, rounds)
            said = ", ".join(f"{name} {seconds * 1e3:.3g} ms" for name, seconds in times.items())
            print(f"pooling {size:,} studies by {method}: {said}")


def studies(size: int) -> list[Effect]:
    """Made up, with about as much between them as within."""
    random = Random(size)  # noqa: S311
    variances = [random.uniform(0.02, 0.5) for _ in range(size)]
    return [Effect(estimate=random.gauss(0.3, sqrt(0.25 + v)), variance=v) for v in variances]


def calls_of(effects: list[Effect], method: Model, there: list[str]) -> dict[str, Call]:
    """By name; each peer with what it has: statsmodels no REML, PyMARE no Paule-Mandel and no common effect.

    `whole` is all that a page shows: interval, prediction, tau², I² and H² with their intervals. `estimate` is tau²,
    the pooled estimate and its error, which is what the peers give.
    """
    calls: dict[str, Call] = {
        "whole": lambda: pool(effects, method=method, interval=Interval.HKSJ),
        "estimate": lambda: estimate(effects, method),
    }
    if "numpy" in there and method in {Model.DL, Model.REML}:
        calls["estimate by numpy"] = lambda: numpy_estimate(effects, method)
    if "statsmodels" in there and method in {Model.DL, Model.PM}:
        calls["statsmodels"] = statsmodels_call(effects, method)
    if "pymare" in there and method in {Model.DL, Model.REML}:
        calls["PyMARE"] = pymare_call(effects, method)
    return calls


def medians(calls: dict[str, Call], rounds: int) -> dict[str, float]:
    """Seconds of one call; the calls take turns in each round."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(rounds):
        for name, call in calls.items():
            done, start = 0, perf_counter()
            while (took := perf_counter() - start) < SECONDS:
                call()
                done += 1
            times[name].append(took / done)
    return {name: statistics.median(taken) for name, taken in times.items()}


def estimate(effects: list[Effect], method: Model) -> tuple[float, float, float]:
    sample = Sample(effects)
    tau2 = between(sample, method)
    fit = sample.fit(tau2)
    return tau2 * sample.unit, sample.centre + sample.scale * fit.mean, sample.scale * sqrt(1 / fit.total)


def numpy_estimate(effects: list[Effect], method: Model) -> tuple[float, float, float]:
    """The textbook's formulas on arrays; REML by Fisher scoring from DerSimonian-Laird's, which may miss a maximum."""
    np: Any = import_module("numpy")
    y, v = np.array([one.estimate for one in effects]), np.array([one.variance for one in effects])
    w = 1 / v
    mean = (w * y).sum() / w.sum()
    q, c = (w * (y - mean) ** 2).sum(), w.sum() - (w * w).sum() / w.sum()
    tau2, step = max(0.0, (q - len(y) + 1) / c), 0.0
    for _ in range(100 if method is Model.REML else 0):
        w = 1 / (v + tau2)
        mean, square = (w * y).sum() / w.sum(), w * w
        trace = square.sum() - 2 * (square * w).sum() / w.sum() + (square.sum() / w.sum()) ** 2
        step = ((square * (y - mean) ** 2).sum() - w.sum() + square.sum() / w.sum()) / trace
        tau2 = max(0.0, tau2 + step)
        if abs(step) <= 1e-12 * tau2:
            break
    w = 1 / (v + tau2)
    return tau2, (w * y).sum() / w.sum(), w.sum() ** -0.5


def statsmodels_call(effects: list[Effect], method: Model) -> Call:
    combine: Any = import_module("statsmodels.stats.meta_analysis").combine_effects
    np: Any = import_module("numpy")
    y, v = np.array([one.estimate for one in effects]), np.array([one.variance for one in effects])
    return lambda: combine(y, v, method_re=method.lower())


def pymare_call(effects: list[Effect], method: Model) -> Call:
    estimators: Any = import_module("pymare.estimators")
    np: Any = import_module("numpy")
    y, v = np.array([[one.estimate] for one in effects]), np.array([[one.variance] for one in effects])
    constant = np.ones((len(effects), 1))

    def call() -> object:
        if method is Model.DL:
            return estimators.DerSimonianLaird().fit(y, v, constant).summary().get_fe_stats()
        estimator = estimators.VarianceBasedLikelihoodEstimator(method="REML")
        return estimator.fit(y, v, constant).summary().get_fe_stats()

    return call
