"""What goes into the calculations and what comes out of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NotEstimableError(ValueError):
    """A figure that cannot be had; its text is a sentence for readers, such as “No events in both arms.”"""


class Measure(StrEnum):
    """What is compared; GEN is an estimate with its standard error, whatever it measures."""

    MD = "MD"
    SMD = "SMD"
    ROM = "ROM"
    RR = "RR"
    OR = "OR"
    RD = "RD"
    GEN = "GEN"

    @property
    def is_ratio(self) -> bool:
        """Whether it is analysed as its natural logarithm."""
        return self in {Measure.ROM, Measure.RR, Measure.OR}


class Tau2(StrEnum):
    """How the variance between studies is estimated."""

    REML = "REML"
    DL = "DL"
    PM = "PM"


class Model(StrEnum):
    """The model of a pooled figure: random effects by an estimator of tau², or one of those with a common effect."""

    REML = "REML"
    DL = "DL"
    PM = "PM"
    FE = "FE"
    MH = "MH"
    PETO = "Peto"

    @property
    def is_random(self) -> bool:
        return self in {Model.REML, Model.DL, Model.PM}


class Interval(StrEnum):
    """How the interval is made; ADHOC is Hartung-Knapp's, but never narrower than Wald's standard error makes it."""

    WALD = "wald"
    HKSJ = "hksj"
    ADHOC = "adhoc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One arm, measured: people, mean and standard deviation. A part of a shared arm may hold half a person."""

    n: float
    mean: float
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """One arm, counted: those with the event, of all people in it."""

    events: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One study's effect on the scale of analysis: the natural logarithm for ratios."""

    estimate: float
    variance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """`k` effects as one, on their scale of analysis. What is undefined is None; nothing is NaN or infinite.

    `level`, `weights` (which sum to 100), `i2` and its limits are per cent. The limits of tau², I² and H² are those of
    Q-profile at the same level. `interval` is the one that was made: with one study it is Wald's whatever was asked
    for. `p` is None if the standard error is 0, as Hartung-Knapp's is where all studies found the same.
    """

    k: int
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    level: float
    p: float | None
    method: Model
    interval: Interval
    weights: tuple[float, ...]
    tau2: float | None = None
    tau2_low: float | None = None
    tau2_high: float | None = None
    q: float | None = None
    q_df: int | None = None
    q_p: float | None = None
    i2: float | None = None
    i2_low: float | None = None
    i2_high: float | None = None
    h2: float | None = None
    h2_low: float | None = None
    h2_high: float | None = None
    pi_low: float | None = None
    pi_high: float | None = None
    pi_df: int | None = None
    narrower_than_wald: bool = False
