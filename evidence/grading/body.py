"""A body of evidence as the rules look at it: numbers and words, and nothing that lets a sealed text speak."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

# 1.2 - 1 is a hair less than 0.2 for a computer, and must not be for a reader.
HAIR = 1e-9


class Design(StrEnum):
    RANDOMISED = "randomised"
    OBSERVATIONAL = "observational"


class Aspect(StrEnum):
    """In what the studies can differ from the question that is asked."""

    SUBSTANCE = "substance"
    FORM = "form"
    ROUTE = "route"
    DOSE = "dose"
    PEOPLE = "people"
    COMPARATOR = "comparator"
    OUTCOME = "outcome"


@dataclass(frozen=True, kw_only=True)
class Directness:
    """How much of the weight comes from studies that differ in one aspect, and of how much it is unknown.

    Shares from 0 to 1, together no more than 1; the rest is the same. `words` say how they differ: “by mouth, not
    through the skin”. An outcome differs if it is a surrogate.
    """

    aspect: Aspect
    differs: float = 0.0
    unknown: float = 0.0
    words: str = ""

    def __post_init__(self) -> None:
        _shares(f"{self.aspect.value}: differs and unknown", self.differs, self.unknown)


@dataclass(frozen=True, kw_only=True)
class Body:
    """All that the rules look at. Raises ValueError, with a sentence, for values that cannot be.

    `estimate`, `low`, `high` and `prediction` are natural values (a ratio is not logged), all None if nothing was
    pooled and no single study stands for it. `smallest_important` is a distance from no effect on the same scale: 1
    point, or 0.2 for a ratio of 0.8 or 1.2. Weights are shares from 0 to 1. None means “not known” or “does not apply”.
    What AI wrote, what sells and what one person tells has no field here: it cannot move a rating.
    """

    design: Design
    trials: int
    people: int
    # Of both arms; None for an outcome that is measured and not counted.
    events: int | None = None

    # How the estimate was made, in words: “random effects (REML), Hartung-Knapp”.
    model: str = ""
    ratio: bool = False
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    # None if neither direction is better.
    lower_is_better: bool | None = True
    smallest_important: float | None = None

    # The rest is at low risk. “Unclear” is RoB 2's “some concerns” and ROBINS-I's “moderate”.
    weight_high_risk: float = 0.0
    weight_unclear_risk: float = 0.0
    weight_not_judged: float = 0.0

    # I² in per cent.
    i2: float | None = None
    q_p: float | None = None
    tau2: float | None = None
    prediction: tuple[float, float] | None = None
    # Whether each interval of a study meets each other's.
    intervals_overlap: bool | None = None
    # Share of the studies whose estimate lies on the other side of no effect than the pooled one.
    other_side: float = 0.0

    directness: tuple[Directness, ...] = ()

    egger_p: float | None = None
    # Registered, overdue and without results: how many, and people planned in them; None if nobody looked.
    registrations_without_results: int | None = None
    people_unreported: int | None = None
    # Share of the people in studies that the seller paid for; None if it is not stated.
    seller_paid: float | None = None
    # Whether a search looked for studies that speak against it.
    searched: bool = False

    # Of observational studies only.
    dose_response: bool = False
    confounding_against: bool = False

    retracted_left_out: int = 0

    def __post_init__(self) -> None:
        if self.trials < 1 or self.people < 0 or self.retracted_left_out < 0:
            raise ValueError(f"Expected at least one study and no negative number of people, got {self.trials}.")
        if self.events is not None and self.events < 0:
            raise ValueError(f"events: expected none or more, got {self.events}.")
        _shares(
            "weight at high and unclear risk of bias and not judged",
            self.weight_high_risk,
            self.weight_unclear_risk,
            self.weight_not_judged,
        )
        _shares("other_side", self.other_side)
        _shares("seller_paid", self.seller_paid or 0.0)
        if self.smallest_important is not None and not 0 < self.smallest_important < math.inf:
            raise ValueError(f"smallest important difference: expected more than 0, got {self.smallest_important}.")
        if len({each.aspect for each in self.directness}) < len(self.directness):
            raise ValueError("directness: expected each aspect once.")
        known = [value for value in (self.estimate, self.low, self.high) if value is not None]
        if known and len(known) < 3:
            raise ValueError("Expected an estimate with both limits, or none of them.")
        if known:
            check_interval(known[0], known[1], known[2], ratio=self.ratio)

    @property
    def no_effect(self) -> float:
        return 1.0 if self.ratio else 0.0

    def important(self, relative: float) -> float | None:
        """The distance from no effect that matters: the one set, or, of a ratio, a `relative` change in general."""
        return relative if self.smallest_important is None and self.ratio else self.smallest_important

    @property
    def noun(self) -> str:
        """What its studies are called: a trial is randomised."""
        return "trial" if self.design is Design.RANDOMISED else "study"

    @property
    def nouns(self) -> str:
        return "trials" if self.design is Design.RANDOMISED else "studies"


def check_interval(estimate: float, low: float, high: float, *, ratio: bool) -> None:
    """Raises ValueError for what is no number, an interval that does not hold its estimate, a ratio not above zero."""
    if not all(math.isfinite(value) for value in (estimate, low, high)):
        raise ValueError(f"Expected numbers, got {estimate} ({low} to {high}).")
    if not low <= estimate <= high:
        raise ValueError(f"Expected an interval that holds its estimate, got {estimate:g} ({low:g} to {high:g}).")
    if ratio and low < 0:
        raise ValueError(f"Expected a ratio above 0, got {estimate:g} ({low:g} to {high:g}).")


def _shares(what: str, *shares: float) -> None:
    # Weights are sums of rounded parts, so that together they may be a hair above 1.
    if not all(0 <= share <= 1 for share in shares) or sum(shares) > 1 + HAIR:
        raise ValueError(f"{what}: expected shares from 0 to 1, together at most 1, got {', '.join(map(str, shares))}.")
