"""What is doubtful in what was entered, and should be looked up or settled."""

from __future__ import annotations

from django.db.models import Exists, F, Model, OuterRef, Q

from evidence.models import (
    Arm,
    Assessment,
    Certainty,
    ImportState,
    Notice,
    NoticeKind,
    ReferenceImport,
    RegimenStep,
    Registration,
    Report,
    Result,
    Seen,
    State,
    Study,
    evidence_changed,
)
from evidence.summaries.work.cut import Asking, Cut, Place, always
from evidence.summaries.work.partial_dates import doubted

# What is odd about a dose is worked out from its words, which no database can do: so many are read, the newest.
DOSES_READ = 1_000
GONE = (NoticeKind.RETRACTION, NoticeKind.REPLACED)


def _odd_doses(_: Asking) -> Q:
    newest = RegimenStep.objects.select_related("intervention").order_by("-pk")[:DOSES_READ]
    return Q(pk__in={step.arm_id for step in newest if step.doubts})


def _contradicting() -> Q:
    """Two registrations of one study that differ in status, or in how many people were planned or recruited."""
    other = "study__registrations__"
    differs = Q(**{f"{other}status__gt": F("status")})
    for people in ("people_planned", "people_recruited"):
        differs |= Q(**{f"{other}{people}__gt": F(people)})
    return Q(Exists(Registration.objects.filter(differs, study=OuterRef("pk"))))


def _unsaid() -> Q:
    """Neither the study's notes nor the report's speak of it; an assessment may, but of which study nobody can tell."""
    said_gone = Q(report__study__notes__icontains="retract") | Q(report__notes__icontains="retract")
    said_concern = Q(report__study__notes__icontains="concern") | Q(report__notes__icontains="concern")
    of_public = Q(report__study__state=State.PUBLISHED)
    return of_public & ((Q(kind__in=GONE) & ~said_gone) | (Q(kind=NoticeKind.CONCERN) & ~said_concern))


def _doubtful(name: str, words: str, condition: Q) -> Cut:
    return Cut(name=name, words=words, place=Place.DOUBT, wanted=always(condition))


CUTS: dict[type[Model], tuple[Cut, ...]] = {
    Result: (_doubtful("derived", "Results whose figures were worked out", Q(certainty=Certainty.DERIVED)),),
    Arm: (
        Cut(
            name="odd-doses",
            words=f"Arms with a dose that raises a question, of the {DOSES_READ:,} treatments entered last",
            place=Place.DOUBT,
            wanted=_odd_doses,
        ),
    ),
    Report: (
        _doubtful("unverified", "Reports that nobody has seen", Q(seen=Seen.UNVERIFIED)),
        _doubtful("dates", "Reports with a doubtful date", doubted("published_online", "published_issue")),
    ),
    Registration: (
        _doubtful(
            "dates",
            "Registrations with a doubtful date",
            doubted("registered", "planned_start", "actual_start", "planned_end", "actual_end", "last_looked"),
        ),
    ),
    Notice: (
        _doubtful("unsaid", "Retractions and concerns that the notes of a published study do not mention", _unsaid()),
    ),
    Study: (_doubtful("contradicting", "Studies whose registrations contradict each other", _contradicting()),),
    Assessment: (
        _doubtful(
            "changed",
            "Assessments whose evidence has changed since",
            evidence_changed() & ~Q(state=State.WITHDRAWN),
        ),
    ),
    ReferenceImport: (_doubtful("left", "Imports looked through and left there", Q(state=ImportState.PREVIEWED)),),
}
