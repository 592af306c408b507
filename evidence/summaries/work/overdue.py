"""What should have been looked at by today."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.db.models import Exists, Model, OuterRef, Q

from evidence.models import Assessment, LookedUp, Registration, Report, Result, State, Study
from evidence.summaries.work.cut import Asking, Cut, Place, always
from evidence.summaries.work.partial_dates import past

YEAR = timedelta(days=365)
# `refresh_reports` asks again for what was not looked up for 30 days; after 90 nobody has run it.
LONG = timedelta(days=90)


def _due(asking: Asking) -> Q:
    return past("due_on", asking.today) & ~Q(state=State.WITHDRAWN)


def _ended(asking: Asking) -> Q:
    """Neither the registry shows results, as far as is known here, nor does a paper that was entered."""
    results = Result.objects.filter(study=OuterRef("study"))
    silent = Q(results_posted=None) | Q(results_posted=False)
    return past("planned_end", asking.today) & silent & ~Q(Exists(results))


def _not_looked_at(asking: Asking) -> Q:
    """Neither by a person nor by a program."""
    since = asking.today - YEAR
    asked = LookedUp.objects.filter(registration=OuterRef("pk"), at__gte=datetime.combine(since, time(), UTC))
    return (Q(last_looked=None) | past("last_looked", since)) & ~Q(Exists(asked))


def _not_looked_up(asking: Asking) -> Q:
    asked = LookedUp.objects.filter(report=OuterRef("pk"), at__gte=datetime.combine(asking.today - LONG, time(), UTC))
    return (Q(pmid__isnull=False) | Q(doi__isnull=False)) & ~Q(Exists(asked))


_RESULTS = Result.objects.filter(study=OuterRef("pk"))


def _overdue(name: str, words: str, condition: object) -> Cut:
    wanted = always(condition) if isinstance(condition, Q) else condition
    return Cut(name=name, words=words, place=Place.OVERDUE, wanted=wanted)  # type: ignore[arg-type]


CUTS: dict[type[Model], tuple[Cut, ...]] = {
    Assessment: (_overdue("due", "Assessments that were due to be looked at again", _due),),
    Registration: (
        _overdue("ended", "Registrations whose planned end is past, without results", _ended),
        _overdue("unseen", "Registrations not looked at for a year", _not_looked_at),
    ),
    Report: (_overdue("not-looked-up", "Reports not looked up for 90 days", _not_looked_up),),
    Study: (
        _overdue(
            "never-checked",
            "Published studies of which no second person compared a result with the paper",
            Q(Exists(_RESULTS), state=State.PUBLISHED) & ~Q(Exists(_RESULTS.filter(checked_by__isnull=False))),
        ),
    ),
}
