"""Waiting: what awaits a second reader, of studies, results, assessments and pages, the longest waiting first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max, Q, QuerySet

from evidence.models import Act, Assessment, Result, RowChange, State, Study
from evidence.models.kept import label_of, root_of
from wiki.models import Page, Version

# Nobody decides about more in a day; those decided make room for the next.
MOST = 50
MOST_TOLD = 5
# Enough to tell of fifty rows what happened last; more is in the history of each.
MOST_READ = 1_000
NOUNS = ("study", "result", "assessment", "page")


@dataclass(frozen=True, kw_only=True)
class Told:
    """One change since the row was last decided about."""

    at: datetime
    by: str
    what: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A row in review; `seen` is its version now, `changes` the newest first, at most MOST_TOLD."""

    row: Any
    noun: str
    since: datetime
    seen: int
    changes: tuple[Told, ...]


def waiting(*, by: User, mine: bool, noun: str = "") -> tuple[list[Waiting], bool]:
    """What waits for this reader, or with `mine` what this reader entered; and whether there is more.

    A fixed number of queries for each noun that the reader may see. `noun` is one of NOUNS, or empty for all.
    """
    rows: list[Any] = []
    for kind in _kinds(by, noun):
        own = Q(entered_by=by)
        rows += kind.filter(own if mine else Q(entered_by=None) | ~own).order_by("updated", "pk")[: MOST + 1]
    rows.sort(key=lambda row: (row.updated, row.pk))
    shown = rows[:MOST]
    seen, told = _versions(shown), _changes(shown)
    return [
        Waiting(
            row=row,
            noun=str(row._meta.verbose_name),
            since=row.updated,
            seen=seen.get(_key(row), 0),
            changes=tuple(told.get(_key(row), ())),
        )
        for row in shown
    ], len(rows) > MOST


def count_waiting(*, by: User, most: int) -> int:
    """How many rows wait for this reader, counted to `most` and one of each noun."""
    others = Q(entered_by=None) | ~Q(entered_by=by)
    return sum(kind.filter(others).order_by()[: most + 1].count() for kind in _kinds(by, ""))


def _kinds(by: User, noun: str) -> Iterable[QuerySet[Any]]:
    """Those that the reader may see; a result by itself only below a published study, else it goes with it."""
    kinds: dict[str, QuerySet[Any]] = {
        "study": Study.objects.all(),
        "result": Result.objects.filter(study__state=State.PUBLISHED),
        "assessment": Assessment.objects.all(),
        "page": Page.objects.listed(),
    }
    for name, rows in kinds.items():
        app = rows.model._meta.app_label
        if noun in ("", name) and by.has_perm(f"{app}.view_{name}"):
            yield rows.filter(state=State.IN_REVIEW).select_related("entered_by", *_joined(name))


def _joined(noun: str) -> tuple[str, ...]:
    return {"result": ("study",), "assessment": ("intervention", "condition", "outcome")}.get(noun, ())


def _key(row: Any) -> tuple[str, int]:
    """Of a result its study, whose version is the one that counts."""
    root = row if isinstance(row, Page) else root_of(row)
    return label_of(root), root.pk


def _roots(rows: list[Any]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        label, pk = _key(row)
        found.setdefault(label, []).append(pk)
    return found


def _versions(rows: list[Any]) -> dict[tuple[str, int], int]:
    found = {_key(row): row.version for row in rows if isinstance(row, Page)}
    for label, pks in _roots([row for row in rows if not isinstance(row, Page)]).items():
        newest = RowChange.objects.filter(root_model=label, root__in=pks).order_by().values_list("root")
        found |= {(label, pk): number for pk, number in newest.annotate(Max("change_id"))}
    return found


def _changes(rows: list[Any]) -> dict[tuple[str, int], list[Told]]:
    found: dict[tuple[str, int], list[Told]] = {}
    for label, pks in _roots([row for row in rows if not isinstance(row, Page)]).items():
        names = ("root", "change__act", "change__at", "change__by__username", "change__reason")
        told = RowChange.objects.filter(root_model=label, root__in=pks).order_by("-change_id")
        acts = told.values_list("change_id", *names).distinct()[:MOST_READ]
        found |= _since_decided(
            ((label, pk), act == Act.STATE, Told(at=at, by=who or "", what=str(Act(act).label), reason=why))
            for _, pk, act, at, who, why in acts
        )
    pages = [row.pk for row in rows if isinstance(row, Page)]
    versions = Version.objects.filter(page__in=pages).order_by("-pk").select_related("by")
    return found | _since_decided(
        (
            (label_of(Page), one.page_id),
            one.changed == ["state"],
            Told(at=one.made, by=str(one.by or ""), what=", ".join(one.changed) or "came", reason=one.reason),
        )
        for one in versions.defer("values")[: MOST_READ if pages else 0]
    )


def _since_decided(
    acts: Iterable[tuple[tuple[str, int], bool, Told]],
) -> dict[tuple[str, int], list[Told]]:
    """Of acts, the newest first: those between the submission and the decision before it."""
    found: dict[tuple[str, int], list[Told]] = {}
    ended: set[tuple[str, int]] = set()
    for key, is_decision, told in acts:
        if is_decision:
            ended |= {key} if found.get(key) else set()
        elif key not in ended and len(found.setdefault(key, [])) < MOST_TOLD:
            found[key].append(told)
    return found
