"""Effect sizes, conversions, pooling and heterogeneity: numbers in, numbers out, nothing rounded."""

from evidence.statistics.arms import combine
from evidence.statistics.asymmetry import Egger, egger
from evidence.statistics.counts import odds_ratio, peto_odds_ratio, risk_difference, risk_ratio
from evidence.statistics.deviations import (
    sd_from_interval,
    sd_from_p,
    sd_from_quartiles,
    sd_from_range,
    sd_from_se,
)
from evidence.statistics.means import Smd, mean_difference, ratio_of_means, standardised_mean_difference
from evidence.statistics.pooling import pool, pool_each
from evidence.statistics.reported import from_interval, from_p, from_se, interval_asymmetry
from evidence.statistics.sensitivity import Difference, cumulative, leave_one_out, subgroup_difference
from evidence.statistics.tables import mantel_haenszel, peto
from evidence.statistics.values import (
    Counts,
    Effect,
    Group,
    Interval,
    Measure,
    Model,
    NotEstimableError,
    Pooled,
    Tau2,
)

__all__ = [
    "Counts",
    "Difference",
    "Effect",
    "Egger",
    "Group",
    "Interval",
    "Measure",
    "Model",
    "NotEstimableError",
    "Pooled",
    "Smd",
    "Tau2",
    "combine",
    "cumulative",
    "egger",
    "from_interval",
    "from_p",
    "from_se",
    "interval_asymmetry",
    "leave_one_out",
    "mantel_haenszel",
    "mean_difference",
    "odds_ratio",
    "peto",
    "peto_odds_ratio",
    "pool",
    "pool_each",
    "ratio_of_means",
    "risk_difference",
    "risk_ratio",
    "sd_from_interval",
    "sd_from_p",
    "sd_from_quartiles",
    "sd_from_range",
    "sd_from_se",
    "standardised_mean_difference",
    "subgroup_difference",
]
