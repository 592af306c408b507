"""How much studies differ beyond chance: Q, I² and H², with intervals."""

from __future__ import annotations

from typing import TypedDict

from evidence.statistics.between import q_profile
from evidence.statistics.distributions import chi2_sf
from evidence.statistics.sample import Sample
from evidence.statistics.values import Model


class Heterogeneity(TypedDict):
    """As the fields of Pooled are named."""

    q: float
    q_df: int
    q_p: float
    i2: float
    h2: float
    tau2_low: float | None
    tau2_high: float | None
    i2_low: float | None
    i2_high: float | None
    h2_low: float | None
    h2_high: float | None


def heterogeneity(sample: Sample, tau2: float, model: Model, level: float) -> Heterogeneity:
    """Q of Cochran (1954, doi:10.2307/3001666); I² and H² of two studies or more.

    With random effects both come from tau² and the typical variance (Higgins and Thompson 2002, doi:10.1002/sim.1186,
    equation 9), as do their limits from those of tau²; for a common effect they come from Q and have no limits.
    """
    fit, df = sample.fit(0), sample.k - 1
    q_p = chi2_sf(fit.squares, df)
    if not model.is_random:
        return Heterogeneity(q=fit.squares, q_df=df, q_p=q_p, **of_q(fit.squares, df), **_NO_LIMITS)
    typical = df / fit.cross
    low, high = q_profile(sample, level)
    return Heterogeneity(
        q=fit.squares,
        q_df=df,
        q_p=q_p,
        i2=100 * tau2 / (tau2 + typical),
        h2=tau2 / typical + 1,
        tau2_low=low * sample.unit,
        tau2_high=high * sample.unit,
        i2_low=100 * low / (low + typical),
        i2_high=100 * high / (high + typical),
        h2_low=low / typical + 1,
        h2_high=high / typical + 1,
    )


class OfQ(TypedDict):
    i2: float
    h2: float


class _Limits(TypedDict):
    tau2_low: float | None
    tau2_high: float | None
    i2_low: float | None
    i2_high: float | None
    h2_low: float | None
    h2_high: float | None


_NO_LIMITS = _Limits(tau2_low=None, tau2_high=None, i2_low=None, i2_high=None, h2_low=None, h2_high=None)


def of_q(q: float, df: int) -> OfQ:
    """I² = (Q - df)/Q, or 0 if that is negative, and H² = Q/df (Higgins and Thompson 2002)."""
    return OfQ(i2=100 * max(0.0, (q - df) / q) if q > 0 else 0.0, h2=q / df)
