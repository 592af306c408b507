"""Pooling by inverse variance: common effect and random effects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from math import isfinite, sqrt

from evidence.statistics.between import between
from evidence.statistics.checking import TOO_LARGE, calculated, check_effects, check_level
from evidence.statistics.distributions import normal_sf, normal_upper, t_sf, t_upper
from evidence.statistics.heterogeneity import heterogeneity
from evidence.statistics.sample import Sample
from evidence.statistics.values import Effect, Interval, Model, NotEstimableError, Pooled, Tau2

INVERSE_VARIANCE = frozenset({Model.REML, Model.DL, Model.PM, Model.FE})
FEWEST_TO_PREDICT = 3


def pool(
    effects: Sequence[Effect], *, method: Model | Tau2, interval: Interval | None = None, level: float = 95.0
) -> Pooled:
    """The effects as one, weighted by 1/(variance + tau²) (Cochrane Handbook 10.3 and 10.10.4).

    Wald's interval, the default of a common effect, is the normal distribution's. Hartung-Knapp's, the default of
    random effects, is Student's of k - 1 degrees of freedom (2001, doi:10.1002/sim.1009; Sidik and Jonkman 2002,
    doi:10.1002/sim.1262). The third is the same with no standard error below Wald's (Röver, Knapp and Friede 2015,
    doi:10.1186/s12874-015-0091-1). Prediction intervals are Student's of k - 1 too (Veroniki 2019,
    doi:10.1002/jrsm.1319; Cochrane Handbook 10.10.4.3); there is none below three studies or for a common effect. One
    study is given as it is, with Wald's interval. Raises NotEstimableError.
    """
    default = Interval.HKSJ if Model(method).is_random else Interval.WALD
    return pool_each(effects, method=method, intervals=[interval or default], level=level)[0]


@calculated
def pool_each(
    effects: Sequence[Effect], *, method: Model | Tau2, intervals: Sequence[Interval], level: float = 95.0
) -> tuple[Pooled, ...]:
    """As `pool`, by one interval after another: what they share is calculated once. Raises NotEstimableError."""
    model = Model(method)
    if model not in INVERSE_VARIANCE:
        raise NotEstimableError(f"{model} pools tables of counts, not effects with their variances.")
    check_level(level)
    check_effects(effects)
    if len(effects) == 1:
        return (finite(_one(effects[0], model, level)),) * len(intervals)
    return tuple(finite(pooled) for pooled in _several(effects, model, intervals, level))


def finite(pooled: Pooled) -> Pooled:
    """As it is; raises NotEstimableError if a figure of it is NaN or infinite."""
    figures = [getattr(pooled, field.name) for field in fields(pooled)]
    if not all(isfinite(figure) for figure in (*figures, *pooled.weights) if isinstance(figure, float)):
        raise NotEstimableError(TOO_LARGE)
    return pooled


def _one(effect: Effect, model: Model, level: float) -> Pooled:
    se = sqrt(effect.variance)
    half = normal_upper((1 - level / 100) / 2) * se
    return Pooled(
        k=1,
        estimate=effect.estimate,
        se=se,
        ci_low=effect.estimate - half,
        ci_high=effect.estimate + half,
        level=level,
        p=2 * normal_sf(abs(effect.estimate) / se),
        method=model,
        interval=Interval.WALD,
        weights=(100.0,),
    )


def _several(effects: Sequence[Effect], model: Model, intervals: Sequence[Interval], level: float) -> Iterator[Pooled]:
    sample = Sample(effects)
    if not sample.is_calculable:
        raise NotEstimableError(TOO_LARGE)
    tau2 = between(sample, model)
    fit = sample.fit(tau2)
    weights = sample.in_given_order([100 * weight / fit.total for weight in fit.weights])
    differing = heterogeneity(sample, tau2, model, level)
    df, tail = sample.k - 1, (1 - level / 100) / 2
    normal, student = normal_upper(tail), t_upper(tail, df)
    wald, spread = sqrt(1 / fit.total) * sample.scale, sqrt(fit.squares / df)
    estimate = sample.centre + sample.scale * fit.mean
    predicted = model.is_random and sample.k >= FEWEST_TO_PREDICT
    for interval in intervals:
        se = wald * {Interval.WALD: 1.0, Interval.HKSJ: spread, Interval.ADHOC: max(1.0, spread)}[interval]
        half = (normal if interval is Interval.WALD else student) * se
        beyond = student * sqrt(tau2 * sample.unit + se * se)
        yield Pooled(
            k=sample.k,
            estimate=estimate,
            se=se,
            ci_low=estimate - half,
            ci_high=estimate + half,
            level=level,
            p=_p(estimate, se, None if interval is Interval.WALD else df),
            method=model,
            interval=interval,
            weights=weights,
            tau2=tau2 * sample.unit,
            pi_low=estimate - beyond if predicted else None,
            pi_high=estimate + beyond if predicted else None,
            pi_df=df if predicted else None,
            narrower_than_wald=half < normal * wald,
            **differing,
        )


def _p(estimate: float, se: float, df: int | None) -> float | None:
    """Two-sided, normal or Student's."""
    if se == 0:
        return None
    away = abs(estimate) / se
    return 2 * (normal_sf(away) if df is None else t_sf(away, df))
