"""Whether small studies tell another story than large ones: Egger's test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isfinite, sqrt

from evidence.statistics.checking import TOO_LARGE, calculated, check_effects, check_level
from evidence.statistics.distributions import t_sf, t_upper
from evidence.statistics.sample import Sample
from evidence.statistics.values import Effect, NotEstimableError

FEWEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Egger:
    """How much effects change with their standard errors: `intercept` of Egger's line, in standard errors, with its
    interval and its test (Student's with `df`). `limit` is the effect at a standard error of 0, on the scale of
    analysis. A small `p` may come of unpublished studies, of differences between studies, or of chance.
    """

    k: int
    intercept: float
    se: float
    ci_low: float
    ci_high: float
    t: float
    df: int
    p: float
    limit: float
    limit_se: float
    limit_low: float
    limit_high: float


@calculated
def egger(effects: Sequence[Effect], *, level: float = 95.0) -> Egger:
    """Egger's regression of estimate/se on 1/se (1997, doi:10.1136/bmj.315.7109.629), which is that of the estimate on
    its standard error with weights 1/variance. Raises NotEstimableError, as below ten studies (Cochrane Handbook
    13.3.5.4).
    """
    check_level(level)
    check_effects(effects)
    if len(effects) < FEWEST:
        raise NotEstimableError(f"Egger's test needs ten studies or more; there are {len(effects)}.")
    sample = Sample(effects)
    if not sample.is_calculable:
        raise NotEstimableError(TOO_LARGE)
    if sample.vs[0] == sample.vs[-1]:
        raise NotEstimableError("All studies are equally precise, so nothing can change with precision.")
    found = _line(sample, level)
    if not all(
        isfinite(figure) for figure in (found.t, found.ci_low, found.ci_high, found.limit_low, found.limit_high)
    ):
        raise NotEstimableError(TOO_LARGE)
    return found


def _line(sample: Sample, level: float) -> Egger:
    """Least squares of y on se with weights 1/v, about the weighted means."""
    fit, df = sample.fit(0), sample.k - 2
    ses = [sqrt(v) for v in sample.vs]
    middle = fsum(w * se for w, se in zip(fit.weights, ses, strict=True)) / fit.total
    rows = list(zip(fit.weights, ses, sample.ys, strict=True))
    across = fsum(w * (se - middle) ** 2 for w, se, _ in rows)
    slope = fsum(w * (se - middle) * (y - fit.mean) for w, se, y in rows) / across
    left = fsum(w * (y - fit.mean - slope * (se - middle)) ** 2 for w, se, y in rows) / df
    if left == 0:
        raise NotEstimableError("All studies lie on one line, so there is no test.")
    slope_se = sqrt(left / across)
    limit = sample.centre + sample.scale * (fit.mean - slope * middle)
    limit_se = sample.scale * sqrt(left * (1 / fit.total + middle * middle / across))
    quantile, t = t_upper((1 - level / 100) / 2, df), slope / slope_se
    return Egger(
        k=sample.k,
        intercept=slope,
        se=slope_se,
        ci_low=slope - quantile * slope_se,
        ci_high=slope + quantile * slope_se,
        t=t,
        df=df,
        p=2 * t_sf(abs(t), df),
        limit=limit,
        limit_se=limit_se,
        limit_low=limit - quantile * limit_se,
        limit_high=limit + quantile * limit_se,
    )
