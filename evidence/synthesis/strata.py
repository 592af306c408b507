"""Strata: only what compares like with like is put together; a stratum is what may be pooled at all."""

from __future__ import annotations

from dataclasses import dataclass, fields

from evidence.synthesis.effects import RATIOS
from evidence.synthesis.entry import Entry

RANDOMISED = frozenset({"randomised", "crossover", "factorial", "smart"})
REVIEWS = frozenset({"systematic review", "narrative review", "guideline"})
NOT_CONTROLLED = frozenset({"none", "groups"})
# Days after the start up to which a result belongs to a band; between them lies what back-pain reviews call
# immediate, short, intermediate and long term. The limits are this project's.
BANDS = ((14, "up to 2 weeks"), (92, "up to 3 months"), (364, "3 to 12 months"))
LONG, UNKNOWN_TIME = "a year or longer", "time not stated"
COMPARATORS = {
    "placebo": "against placebo",
    "sham": "against sham treatment",
    "usual care": "against usual care",
    "no treatment": "against no treatment",
    "active": "against another treatment",
    "dose": "against another dose",
    "mixed": "against several kinds of comparators",
}
KINDS = {
    "final": "scores",
    "change": "changes since the start",
    "percent change": "changes in per cent",
    "geometric": "geometric means",
    "median": "medians",
    "estimate": "printed differences",
    "events": "people with the event",
}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Stratum:
    """What the comparisons of one stratum share. Words, so that a reader can be told what keeps two apart."""

    comparator: str
    design: str
    stage: str
    routes: str
    band: str
    kind: str


PARTS = tuple(one.name for one in fields(Stratum))


def stratum_of(entry: Entry) -> Stratum:
    return Stratum(
        comparator=COMPARATORS.get(entry.comparator, entry.comparator),
        design="randomised" if entry.design in RANDOMISED else "not randomised",
        stage=entry.stage,
        routes=" and ".join(entry.routes),
        band=band_of(entry.days),
        kind=KINDS["events"] if is_counted(entry) else KINDS.get(entry.kind, entry.kind),
    )


def band_of(days: int | None) -> str:
    if days is None:
        return UNKNOWN_TIME
    return next((name for last, name in BANDS if days <= last), LONG)


def is_review(entry: Entry) -> bool:
    return entry.design in REVIEWS


def is_controlled(entry: Entry) -> bool:
    return entry.comparator not in NOT_CONTROLLED and entry.design != "before-after"


def is_counted(entry: Entry) -> bool:
    """Whether it is about people with an event; a printed ratio or risk difference is, be they counted or not."""
    measure = entry.printed.measure if entry.printed else ""
    return entry.kind == "events" or (entry.kind == "estimate" and (measure in RATIOS or measure == "RD"))
