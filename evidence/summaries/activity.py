"""The log of all activity: every change, filtered, a screen at a time; and what was deleted and is gone still."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from evidence.models.change import Change, RowChange
from evidence.models.snapshot import Key, model_of
from evidence.summaries.differences import RowDifference, of_changes_with_roots
from evidence.summaries.history import who
from evidence.summaries.row_names import known_model, name_of, names_of, noun_of

SCREEN = 50
ROWS = 100


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to list: "" and None for all. Days are those of UTC, the last included; `noun` as in evidence.arm."""

    who: str = ""
    act: str = ""
    door: str = ""
    noun: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A change and the first row that it touched, as its root is called now; `more` are the rows besides."""

    change: Change
    who: str
    root: Key | None
    what: str
    more: int


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A row that was deleted and is not there, by the change that deleted it."""

    row: RowChange
    who: str
    what: str


def changes_wanted(wanted: Wanted) -> QuerySet[Change]:
    """The newest first."""
    changes = Change.objects.order_by("-pk")
    if wanted.who:
        changes = changes.filter(by__username__iexact=wanted.who)
    if wanted.act:
        changes = changes.filter(act=wanted.act)
    if wanted.door:
        changes = changes.filter(door=wanted.door)
    if wanted.noun:
        changes = changes.filter(Exists(RowChange.objects.filter(change=OuterRef("pk"), model=wanted.noun)))
    if wanted.since:
        changes = changes.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        changes = changes.filter(at__lt=_midnight(wanted.until) + timedelta(days=1))
    return changes.filter(reason__icontains=wanted.words) if wanted.words else changes


def activity(wanted: Wanted, *, before: int | None = None) -> tuple[list[Entry], int | None]:
    """A screen of the log, and what to ask for to see earlier ones. 2 queries, and one for each kind of root."""
    changes = changes_wanted(wanted).select_related("by")
    if before is not None:
        changes = changes.filter(pk__lt=before)
    first = RowChange.objects.filter(change=OuterRef("pk")).order_by("pk").values("pk")[:1]
    found = list(changes.annotate(first_row=Subquery(first))[: SCREEN + 1])
    shown = found[:SCREEN]
    rows = RowChange.objects.filter(pk__in=[one.first_row for one in shown])
    entries = _entries(shown, {one.change_id: one for one in rows})
    return entries, shown[-1].pk if len(found) > SCREEN else None


def _entries(changes: Iterable[Change], rows: dict[int, RowChange]) -> list[Entry]:
    names = names_of({(one.root_model, one.root) for one in rows.values()})
    entries = []
    for change in changes:
        row = rows.get(change.pk)
        root = (row.root_model, row.root) if row else None
        what = ""
        if row and root:
            own = row.after or row.before or {}
            name = names.get(root) or (name_of(root, own, {}) if root == (row.model, row.row) else f"number {root[1]}")
            what = f"{noun_of(root[0])} {name}"
        entries.append(Entry(change=change, who=who(change), root=root, what=what, more=max(change.rows - 1, 0)))
    return entries


def rows_of_change(change: Change, *, after: int | None = None) -> tuple[list[RowDifference], int | None]:
    """A screen of what a change did to each row, in its order, and what to ask for to see further ones."""
    rows = change.row_changes.order_by("pk")
    found = list((rows if after is None else rows.filter(pk__gt=after))[: ROWS + 1])
    return of_changes_with_roots(found[:ROWS]), found[ROWS - 1].pk if len(found) > ROWS else None


def deleted_rows(*, before: int | None = None) -> tuple[list[Gone], int | None]:
    """The last deleted first; parts that went with something are told with it."""
    rows = RowChange.objects.filter(after__isnull=True).order_by("-pk").select_related("change__by")
    found = list((rows if before is None else rows.filter(pk__lt=before))[: SCREEN + 1])
    shown = found[:SCREEN]
    there: set[Key] = set()
    for label in {one.model for one in shown if known_model(one.model)}:
        pks = [one.row for one in shown if one.model == label]
        there |= {(label, pk) for pk in model_of(label)._base_manager.filter(pk__in=pks).values_list("pk", flat=True)}
    words = of_changes_with_roots(shown)
    gone = [
        Gone(row=one, who=who(one.change), what=f"{told.noun} {told.name}" + (f" of {told.of}" if told.of else ""))
        for one, told in zip(shown, words, strict=True)
        if (one.model, one.row) not in there and known_model(one.model)
    ]
    return gone, shown[-1].pk if len(found) > SCREEN else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
