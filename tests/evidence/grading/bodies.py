"""A body of evidence with nothing against it, for tests to change."""

from __future__ import annotations

from typing import Any

from evidence.grading import Aspect, Body, Design, Directness


def sound(**changes: Any) -> Body:
    """Five trials of 600 people, at low risk, alike, of what is asked, precise and searched for: high certainty."""
    values: dict[str, Any] = {
        "design": Design.RANDOMISED,
        "trials": 5,
        "people": 600,
        "model": "random effects (REML)",
        "estimate": -1.5,
        "low": -1.9,
        "high": -1.1,
        "smallest_important": 1.0,
        "i2": 20.0,
        "q_p": 0.3,
        "tau2": 0.02,
        "prediction": (-2.1, -0.9),
        "intervals_overlap": True,
        "directness": tuple(Directness(aspect=aspect) for aspect in Aspect),
        "registrations_without_results": 0,
        "people_unreported": 0,
        "seller_paid": 0.0,
        "searched": True,
    }
    return Body(**values | changes)


def observed(**changes: Any) -> Body:
    """The same of studies that are not randomised, with a ratio of 0.7 (0.6 to 0.8)."""
    values: dict[str, Any] = {
        "design": Design.OBSERVATIONAL,
        "ratio": True,
        "estimate": 0.7,
        "low": 0.6,
        "high": 0.8,
        "smallest_important": None,
        "prediction": (0.55, 0.9),
        "events": 500,
        "people": 5000,
    }
    return sound(**values | changes)
