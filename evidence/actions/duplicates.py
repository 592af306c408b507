"""Searching all reports and studies for duplicates, and noting that two are two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.models import Act, Change, NotDuplicate, PossibleDuplicate, Report, Study
from evidence.models.duplicate import Pair, in_order
from evidence.models.kept import Kept, label_of
from evidence.summaries.candidates import in_chunks, of_one_study, report_pairs, settled, study_pairs
from evidence.summaries.likeness import like_reports, like_studies, with_what_is_compared


@dataclass(frozen=True, kw_only=True)
class Found:
    """How many pairs were compared, and how many of them a person should look at."""

    compared: int
    reports: int
    studies: int


def find_duplicates(*, said: Callable[[int, int], None] = lambda done, of: None) -> Found:
    """Compare what shares a key, and make the list of possible duplicates anew; `said` hears how far it is."""
    pairs = report_pairs()
    alike, of_studies = _alike_reports(pairs, said)
    candidates = study_pairs() | of_studies
    studies = _alike_studies(candidates)
    reports = alike - settled(label_of(Report))
    studies -= settled(label_of(Study))
    _keep(label_of(Report), reports)
    _keep(label_of(Study), studies)
    return Found(compared=len(pairs) + len(candidates), reports=len(reports), studies=len(studies))


def _alike_reports(pairs: set[Pair], said: Callable[[int, int], None]) -> tuple[set[Pair], set[Pair]]:
    """The pairs of reports to look at, and the pairs of studies that they belong to."""
    alike, studies, done = set(), set(), 0
    for chunk in in_chunks(pairs):
        rows = Report.objects.in_bulk({number for pair in chunk for number in pair})
        for one, other in ((rows[lower], rows[higher]) for lower, higher in chunk if {lower, higher} <= rows.keys()):
            like = like_reports(one, other)
            if like.worth_a_look and not of_one_study(one, other, like):
                alike.add(in_order(one.pk, other.pk))
                if one.study_id and other.study_id and one.study_id != other.study_id:
                    studies.add(in_order(one.study_id, other.study_id))
        done += len(chunk)
        said(done, len(pairs))
    return alike, studies


def _alike_studies(pairs: set[Pair]) -> set[Pair]:
    alike = set()
    for chunk in in_chunks(pairs):
        rows = Study.objects.standing().in_bulk({number for pair in chunk for number in pair})
        with_what_is_compared(rows.values())
        for lower, higher in chunk:
            if {lower, higher} <= rows.keys() and like_studies(rows[lower], rows[higher]).worth_a_look:
                alike.add((lower, higher))
    return alike


@transaction.atomic
def _keep(model: str, pairs: set[Pair]) -> None:
    """Adds the new ones and takes away those that are alike no more; the others keep their place in the queue."""
    there = {(lower, higher): pk for pk, lower, higher in _numbers(model)}
    gone = [pk for pair, pk in there.items() if pair not in pairs]
    for start in range(0, len(gone), 500):
        PossibleDuplicate.objects.filter(pk__in=gone[start : start + 500]).delete()
    new = [PossibleDuplicate(model=model, lower=lower, higher=higher) for lower, higher in sorted(pairs - there.keys())]
    PossibleDuplicate.objects.bulk_create(new, batch_size=1_000, ignore_conflicts=True)


def _numbers(model: str) -> Iterable[Any]:
    return PossibleDuplicate.objects.filter(model=model).values_list("pk", "lower", "higher")


def note_possible(*, report: Report, others: Iterable[Report]) -> None:
    """Put a report that was just saved, with those it may be, into the queue."""
    pairs = [in_order(report.pk, one.pk) for one in others]
    PossibleDuplicate.objects.bulk_create(
        [PossibleDuplicate(model=label_of(report), lower=lower, higher=higher) for lower, higher in pairs],
        ignore_conflicts=True,
    )


def not_a_duplicate(*, one: Kept, other: Kept, by: User, reason: str) -> Change | None:
    """Remember that two are two, so that nobody is asked again. Raises RefusedError."""
    if type(one) is not type(other) or one.pk == other.pk:
        raise RefusedError("Choose two reports or two studies.")
    if not reason.strip():
        raise RefusedError("Say why they are two.")
    lower, higher = in_order(one.pk, other.pk)
    try:
        with recording(act=Act.SETTLED, by=by, reason=reason) as recorder:
            noted = NotDuplicate.objects.create(
                model=label_of(one), lower=lower, higher=higher, by=by, reason=reason.strip()[:500]
            )
            recorder.made(noted)
    except IntegrityError as error:
        raise RefusedError("It is noted already that these are two.") from error
    return recorder.change


def take_back(*, noted: NotDuplicate, by: User, reason: str) -> Change | None:
    """They may be one after all: the pair is in the queue again."""
    with recording(act=Act.SETTLED, by=by, reason=reason) as recorder:
        recorder.watch(noted)
        PossibleDuplicate.objects.bulk_create(
            [PossibleDuplicate(model=noted.model, lower=noted.lower, higher=noted.higher)], ignore_conflicts=True
        )
        noted.delete()
    return recorder.change
