"""Entry: one comparison of one result, as far as synthesis looks at it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An instrument; scales of one family measure the same thing, so figures of one can be read on another."""

    slug: str
    name: str
    minimum: float | None = None
    maximum: float | None = None
    better: str = "lower"
    family: str = ""
    unit: str = "points"

    @property
    def width(self) -> float | None:
        """From end to end; None for a scale without ends."""
        return None if self.minimum is None or self.maximum is None else self.maximum - self.minimum


@dataclass(frozen=True, slots=True, kw_only=True)
class Smallest:
    """The smallest important difference of an outcome, in points of its scale."""

    difference: float
    scale: Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmFigures:
    """What is printed of one arm. `se`, `ci_low` and `ci_high` (95 %) are of its mean."""

    arm: str
    name: str = ""
    n: int | None = None
    mean: float | None = None
    sd: float | None = None
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    median: float | None = None
    lower_quartile: float | None = None
    upper_quartile: float | None = None
    events: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The estimate as the report prints it, experimental minus or over reference; `level` in per cent."""

    measure: str
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    level: float = 95.0
    se: float | None = None
    p: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One comparison with what decides where it belongs, whether it counts, and what can be computed of it.

    Dates are ISO texts of whichever precision; `retracted_on` is empty for a report that stands. `better` is the
    outcome's better side (`lower`, `higher`, `neither`). A result has an entry for each of its comparisons
    and each condition that its people have; `also_of` are the others. `bias` is the overall
    judgement by `bias_tool`, `bias_domains` are its domains' codes with their judgements.
    """

    id: str
    result: str
    study: str
    label: str
    outcome: str
    better: str
    kind: str
    comparator: str
    design: str
    intervention: str = ""
    condition: str = ""
    stage: str = ""
    routes: tuple[str, ...] = ()
    scale: Scale | None = None
    time: str = ""
    days: int | None = None
    primary: bool = False
    subgroup: str = ""
    experimental: ArmFigures | None = None
    reference: ArmFigures | None = None
    printed: Printed | None = None
    people: int | None = None
    known_on: str = ""
    retracted_on: str = ""
    bias: str = ""
    bias_tool: str = ""
    bias_domains: tuple[tuple[str, str], ...] = ()
    seller_interest: str = ""
    checked: bool = False
    basis: str = ""
    group: str = ""
    group_reason: str = ""
    trials: int | None = None
    form: str = ""
    surrogate: bool = False
    also_of: tuple[str, ...] = ()
