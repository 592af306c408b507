"""Trials of one question, as many as a test wants, with figures of both arms as papers print them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evidence.models import Comparison, Condition, Instrument, Intervention, Outcome
from tests import factories as make

# Scores of 0 to 10: people, mean and SD.
TREATED = {"n": 40, "mean": 4.7, "sd": 1.8}
UNTREATED = {"n": 40, "mean": 7.2, "sd": 2.0}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a trial asks: of which treatment, for what, in whom, read on which scale."""

    intervention: Intervention
    outcome: Outcome
    condition: Condition
    instrument: Instrument | None


def asked(**given: Any) -> Asked:
    """Does magnesium lessen pain in chronic low back pain? Two points matter, and somebody looked for the contrary."""
    intervention = given.get("intervention") or make.make_intervention(name="Magnesium", slug="magnesium")
    instrument = make.make_instrument(slug="nrs", name="Numerical rating scale, 0 to 10", family="pain")
    outcome = make.make_outcome(
        name="Pain intensity",
        slug="pain-intensity",
        smallest_important_difference=2,
        smallest_important_instrument=instrument,
        smallest_important_source="A panel.",
    )
    condition = make.make_condition(name="Chronic low back pain", slug="chronic-low-back-pain")
    make.make_search_log(intervention=intervention, looked_for_contrary=True)
    values: dict[str, Any] = {
        "intervention": intervention,
        "outcome": outcome,
        "condition": condition,
        "instrument": instrument,
    }
    return Asked(**values | given)


def trial(
    question: Asked,
    name: str,
    *,
    year: int = 2012,
    experimental: dict[str, Any] | None = TREATED,
    reference: dict[str, Any] | None = UNTREATED,
    study: dict[str, Any] | None = None,
    result: dict[str, Any] | None = None,
    **comparison: Any,
) -> Comparison:
    """A published trial, its main report of `year`. None for an arm that is not there, {} for one without figures."""
    slug = f"{name.lower()}-{year}"
    row = make.make_study(
        **{"slug": slug, "title": f"{name}’s trial", "people": 80, "state": "published"}
        | {"conditions": [question.condition], "interventions": [question.intervention]}
        | (study or {})
    )
    report = make.make_report(
        study=row, slug=slug, main=True, authors=f"{name} A", year=year, published_online=str(year)
    )
    values = {"outcome": question.outcome, "instrument": question.instrument, "state": "published", "days": 42}
    values |= {"slug": "pain", "time": "6 weeks", "finding": "As reported."}
    printed = make.make_result(study=row, report=report, **values | (result or {}))
    arms = {}
    for role, figures, order in (("experimental", experimental, 0), ("placebo", reference, 1)):
        if figures is not None:
            arms[role] = make.make_arm(study=row, name=role, slug=role, role=role, order=order)
            make.make_arm_value(result=printed, arm=arms[role], **figures)
    given = {"intervention": question.intervention, "direction": "favours intervention", "slug": "a-v-b"}
    given |= {"experimental": arms.get("experimental"), "reference": arms.get("placebo")}
    return make.make_comparison(result=printed, **given | comparison)


def three(question: Asked) -> list[Comparison]:
    """Three that agree roughly, of different years and sizes."""
    return [
        trial(question, "Abel", year=2008),
        trial(question, "Baker", year=2012, experimental={"n": 60, "mean": 5.1, "sd": 2.1}),
        trial(question, "Cole", year=2019, reference={"n": 25, "mean": 6.9, "sd": 1.7}, study={"people": 65}),
    ]


def counted(question: Asked, name: str, events: int, total: int, other: int, out_of: int, **more: Any) -> Comparison:
    """A trial of people with an event."""
    return trial(
        question,
        name,
        experimental={"events": events, "total": total},
        reference={"events": other, "total": out_of},
        result={"kind": "events", "instrument": None} | more.pop("result", {}),
        study={"people": total + out_of} | more.pop("study", {}),
        **more,
    )
