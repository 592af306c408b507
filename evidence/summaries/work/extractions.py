"""Whom a second reading waits for: studies to read, readings begun, and differences for a third person."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from evidence.models import Extraction, Result, State, Study

READING = ("evidence.view_study", "evidence.change_extraction")
SETTLING = ("evidence.change_study", "evidence.change_result")


def waiting_for(reader: int) -> QuerySet[Study]:
    """Studies that this person can read a second time: with results, not public, entered by others."""
    results = Result.objects.filter(study=OuterRef("pk"))
    taken = Extraction.objects.filter(study=OuterRef("pk"), given_up__isnull=True)
    return (
        Study.objects.filter(Exists(results), ~Exists(taken), state__in=(State.DRAFT, State.IN_REVIEW))
        .exclude(Q(entered_by=reader) | Exists(results.filter(entered_by=reader)))
        .order_by("-state", "created")
    )


def begun_by(reader: int) -> QuerySet[Extraction]:
    return Extraction.objects.running().filter(by=reader)


def settled_by(third: int) -> QuerySet[Extraction]:
    """What this person may settle: handed in by others, on studies of which others entered everything."""
    own = Result.objects.filter(study=OuterRef("study"), entered_by=third)
    rows = Extraction.objects.to_settle().exclude(by=third)
    return rows.filter(Q(study__entered_by=None) | ~Q(study__entered_by=third), ~Exists(own))
