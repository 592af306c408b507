"""Records that were imported before, told by the sum of their text, so that none is looked into a second time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from evidence.actions.bulk import among
from evidence.actions.reference_filling import COMPARED, FILLED
from evidence.likeness import IDENTIFIERS
from evidence.models import Decision, ImportedReference, ImportState, ReferenceImport

OWN = ("digest", "values", "beyond", "keys", "report", "report__slug", "report__merged_into")
REPORTED = tuple(dict.fromkeys((*FILLED, *COMPARED)))
# So many are asked for at once.
AT_ONCE = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """What an earlier import of the same text read of it, and the report that it is."""

    values: dict[str, Any]
    beyond: dict[str, Any]
    keys: dict[str, str]
    report: int
    slug: str


def imported_before(*, source: ReferenceImport, digests: Iterable[str]) -> dict[str, Again]:
    """The records of other imports with these sums whose report still says all that they say; a query.

    One whose report lacks something by now, or says something else, is not among them: it must be looked at.
    """
    rows = ImportedReference.objects.filter(digest__in=among(digests), source__format=source.format)
    return {digest: one for digest, one in _standing(rows.exclude(source=source).order_by("pk")) if one is not None}


def stands_whole(*, sha256: str, format: str) -> int:  # noqa: A002
    """How many records a file has that was applied already, if all of them are reports that still say all of it.

    0 if it was not, or if one of its records is to be looked at again. Memory stays flat.
    """
    applied = ReferenceImport.objects.filter(sha256=sha256, format=format, state=ImportState.APPLIED, refused=0)
    source = applied.order_by("-pk").first()
    if source is None:
        return 0
    last, seen = 0, 0
    while part := list(
        source.references.filter(number__gt=last).order_by("number").values_list("number", flat=True)[:AT_ONCE]
    ):
        rows = source.references.filter(number__gt=last, number__lte=part[-1])
        if len(standing := list(_standing(rows))) < len(part) or any(one is None for _, one in standing):
            return 0
        last, seen = part[-1], seen + len(part)
    return seen


def _standing(rows: QuerySet[ImportedReference]) -> Iterable[tuple[str, Again | None]]:
    known = rows.filter(source__state=ImportState.APPLIED, report__isnull=False)
    columns = known.values_list(*OWN, *(f"report__{name}" for name in REPORTED))
    for digest, values, beyond, keys, report, slug, merged, *reported in columns:
        stands = merged is None and _says_all(values, dict(zip(REPORTED, reported, strict=True)))
        yield digest, Again(values=values, beyond=beyond, keys=keys, report=report, slug=slug) if stands else None


def _says_all(values: dict[str, Any], report: dict[str, Any]) -> bool:
    """Whether nothing could be filled, no identifier differs, and nothing would be said of what differs."""
    told = [name for name in FILLED if not report[name] or name in IDENTIFIERS or name in COMPARED]
    return all(not values.get(name) or values[name] == report[name] for name in told)


def left_out_before(rows: Iterable[ImportedReference]) -> dict[str, ImportedReference]:
    """Those of earlier imports, by their sums, that a curator left out when somebody last decided on them."""
    digests = [row.digest for row in rows]
    if not digests:
        return {}
    decided = ImportedReference.objects.filter(digest__in=among(digests)).exclude(decision="")
    few = decided.select_related("decided_by").only("digest", "decision", "decided_by__username", "decided_at")
    newest = {one.digest: one for one in few.order_by("decided_at", "pk")}
    return {digest: one for digest, one in newest.items() if one.decision == Decision.OUT}
