"""What holds of any studies: no unit, origin or order matters, and REML is at the highest place."""

from __future__ import annotations

from math import fsum

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from evidence.statistics import Effect, Interval, Model, egger, pool
from evidence.statistics.between import restricted_log_likelihood
from evidence.statistics.sample import Sample
from evidence.statistics.values import NotEstimableError

EFFECT = st.builds(
    Effect,
    estimate=st.floats(-10, 10).map(lambda y: round(y, 3)),
    variance=st.floats(-3, 2).map(lambda power: round(10**power, 5)),
)
EFFECTS = st.lists(EFFECT, min_size=2, max_size=15)
METHODS = st.sampled_from([Model.REML, Model.DL, Model.PM, Model.FE])
INTERVALS = st.sampled_from(list(Interval))
ON_SCALE = ("se", "pi_low", "pi_high", "ci_low", "ci_high", "estimate")
FREE = ("q", "q_p", "i2", "i2_low", "i2_high", "h2", "h2_low", "h2_high")


def alike(one: float | None, other: float | None) -> bool:
    return one == other or (one is not None and other == pytest.approx(one, rel=1e-6, abs=1e-7))


def moved(effects: list[Effect], *, by: float = 0.0, times: float = 1.0) -> list[Effect]:
    return [Effect(estimate=one.estimate * times + by, variance=one.variance * times * times) for one in effects]


@given(effects=EFFECTS, method=METHODS, interval=INTERVALS, by=st.integers(-100, 100))
def test_moving_all_estimates_moves_the_pooled_one_and_nothing_else(
    effects: list[Effect], method: Model, interval: Interval, by: int
) -> None:
    here, there = (
        pool(effects, method=method, interval=interval),
        pool(moved(effects, by=by), method=method, interval=interval),
    )
    for name in ("estimate", "ci_low", "ci_high"):
        assert alike(getattr(here, name) + by, getattr(there, name))
    for name in ("se", "tau2", "tau2_low", "tau2_high", *FREE):
        assert alike(getattr(here, name), getattr(there, name)), name
    assert there.weights == pytest.approx(here.weights, abs=1e-6)


@given(effects=EFFECTS, method=METHODS, interval=INTERVALS, power=st.integers(-300, 300))
def test_another_unit_changes_nothing_but_the_unit(
    effects: list[Effect], method: Model, interval: Interval, power: int
) -> None:
    # A power of two, so that no digit is lost in the change itself.
    unit = 2.0**power
    here, there = (
        pool(effects, method=method, interval=interval),
        pool(moved(effects, times=unit), method=method, interval=interval),
    )
    for name in FREE:
        assert getattr(here, name) == getattr(there, name), name
    for name in ON_SCALE:
        figure = getattr(here, name)
        assert alike(figure, None if figure is None else getattr(there, name) / unit), name
    assert here.weights == there.weights


@given(effects=EFFECTS, method=METHODS, interval=INTERVALS, data=st.data())
def test_the_order_of_studies_changes_nothing(
    effects: list[Effect], method: Model, interval: Interval, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(effects))))
    here = pool(effects, method=method, interval=interval)
    there = pool([effects[at] for at in order], method=method, interval=interval)
    for name in (*ON_SCALE, *FREE, "tau2", "tau2_low", "tau2_high", "p"):
        assert getattr(here, name) == getattr(there, name), name
    assert there.weights == tuple(here.weights[at] for at in order)


@given(effects=EFFECTS, method=METHODS, interval=INTERVALS)
def test_turning_every_sign_mirrors_everything(effects: list[Effect], method: Model, interval: Interval) -> None:
    here, there = (
        pool(effects, method=method, interval=interval),
        pool(moved(effects, times=-1), method=method, interval=interval),
    )
    pairs = [("estimate", "estimate"), ("ci_low", "ci_high"), ("ci_high", "ci_low"), ("pi_low", "pi_high")]
    for name, mirrored in pairs:
        figure = getattr(here, name)
        assert alike(figure, None if figure is None else -getattr(there, mirrored)), name
    for name in ("se", "tau2", "p", *FREE):
        assert alike(getattr(here, name), getattr(there, name)), name


@given(effects=EFFECTS, method=METHODS, interval=INTERVALS)
def test_everything_stands_in_its_order(effects: list[Effect], method: Model, interval: Interval) -> None:
    pooled = pool(effects, method=method, interval=interval)
    assert fsum(pooled.weights) == pytest.approx(100)
    assert pooled.ci_low <= pooled.estimate <= pooled.ci_high
    least, most = min(one.estimate for one in effects), max(one.estimate for one in effects)
    assert least - 1e-9 <= pooled.estimate <= most + 1e-9
    assert pooled.tau2 is not None
    assert pooled.tau2 >= 0
    assert pooled.q_p is not None
    assert 0 <= pooled.q_p <= 1
    if pooled.pi_low is not None and pooled.pi_high is not None and interval is not Interval.WALD:
        assert pooled.pi_low <= pooled.ci_low <= pooled.ci_high <= pooled.pi_high
    if method.is_random:
        assert pooled.tau2_low is not None
        assert pooled.tau2_high is not None
        assert pooled.tau2_low <= pooled.tau2_high


@given(effects=EFFECTS, method=METHODS)
def test_the_guarded_interval_holds_walds_and_hartung_knapps(effects: list[Effect], method: Model) -> None:
    def width(interval: Interval) -> float:
        pooled = pool(effects, method=method, interval=interval)
        assert pooled.narrower_than_wald == (interval is Interval.HKSJ and pooled.ci_high - pooled.ci_low < wald)
        return pooled.ci_high - pooled.ci_low

    plain = pool(effects, method=method, interval=Interval.WALD)
    wald = plain.ci_high - plain.ci_low
    assert width(Interval.ADHOC) >= max(wald, width(Interval.HKSJ)) * (1 - 1e-12)


# A tight bunch beside one far and vague study, and two bunches: two maxima each.
@example(
    effects=[
        Effect(estimate=y, variance=v)
        for y, v in zip((0, 0.02, -0.01, 0.01, 4), (0.0001, 0.0002, 0.0001, 0.00015, 1), strict=True)
    ]
)
@given(effects=EFFECTS)
def test_no_fine_grid_beats_reml(effects: list[Effect]) -> None:
    sample, pooled = Sample(effects), pool(effects, method=Model.REML)
    assert pooled.tau2 is not None
    found = pooled.tau2 / sample.unit
    highest = restricted_log_likelihood(sample, found)
    grid = [10 ** (place / 30) for place in range(-240, 240)]
    assert highest >= max(restricted_log_likelihood(sample, tau2) for tau2 in [0.0, *grid]) - 1e-9
    # And where it is not 0, it is level there: a small step to either side goes down.
    if found > 0:
        for step in (0.999, 1.001):
            assert restricted_log_likelihood(sample, found * step) <= highest + 1e-9


@given(effects=st.lists(EFFECT, min_size=10, max_size=20), by=st.integers(-50, 50))
def test_eggers_intercept_has_no_origin_but_the_studies(effects: list[Effect], by: int) -> None:
    def of(those: list[Effect]) -> tuple[float, float, float]:
        try:
            found = egger(those)
        except NotEstimableError:
            assume(False)
        return found.intercept, found.limit, found.p

    intercept, limit, p = of(effects)
    assume(p > 1e-9)
    assert of(moved(effects, by=by)) == pytest.approx((intercept, limit + by, p), rel=1e-4, abs=1e-5)
    assert of(moved(effects, times=-1)) == pytest.approx((-intercept, -limit, p), rel=1e-6, abs=1e-7)
