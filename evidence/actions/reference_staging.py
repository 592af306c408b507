"""Looking a file of references through: every record is kept as it was read, with what it is to the reports here."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import islice
from typing import BinaryIO

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from evidence.actions.bulk import insert, tell_planner
from evidence.actions.reference_again import Again, imported_before
from evidence.actions.reference_columns import columns_of, derived
from evidence.actions.reference_matching import match
from evidence.actions.refused import RefusedError
from evidence.models import ImportedReference, ReferenceImport, Verdict
from evidence.reading import ReadReference, detected, read_references

# So many records are looked up, written and forgotten at once.
PART = 1_000
COLUMNS = (
    *("source", "number", "line", "text", "digest", "values", "beyond", "keys", "pmid", "doi", "pmcid", "title_key"),
    *("verdict", "reason", "report", "alike", "like_number", "fills", "decision", "done"),
    *("decided_by", "decided_at"),
)
Watch = Callable[[list[ImportedReference]], None]


@transaction.atomic
def stage_file(
    *,
    file: BinaryIO,
    name: str,
    format: str = "auto",  # noqa: A002
    by: User | None,
    most: int | None = None,
    watch: Watch = lambda _: None,
) -> ReferenceImport:
    """Read all of a file and write down what an import of it would do. `watch` is told of each part of its records.

    Raises RefusedError, with nothing written, for a file without a record and for one of more than `most` records.
    """
    total, size, format = known_by(file, format)  # noqa: A001
    source = ReferenceImport.objects.create(
        file_name=name[-255:], sha256=total, bytes=size, format=format, by=by, at=timezone.now()
    )
    counts: Counter[str] = Counter()
    for place, part in enumerate(_parts(read_references(file, name=name, format=format)), 1):
        if most is not None and counts.total() + len(part) > most:
            raise RefusedError(
                f"{name} has more than {most:,} records: ask for it to be imported with manage.py import_references."
            )
        rows = stage(source, part)
        counts.update(row.verdict for row in rows)
        watch(rows)
        # Whenever it has doubled.
        if place & (place - 1) == 0:
            tell_planner(ImportedReference)
    if not counts:
        raise RefusedError(f"{name} has no records: expected RIS, NBIB, BibTeX, PubMed XML or CSL-JSON.")
    count(source, counts)
    return source


def known_by(file: BinaryIO, format: str) -> tuple[str, int, str]:  # noqa: A002
    """SHA-256, bytes and format of a file, which is at its beginning again then."""
    total, size = sha256(), 0
    file.seek(0)
    while piece := file.read(1 << 20):
        total.update(piece)
        size += len(piece)
    file.seek(0)
    if format == "auto":
        format = detected(file) or "auto"  # noqa: A001
        file.seek(0)
    return total.hexdigest(), size, format


def count(source: ReferenceImport, counts: Counter[str]) -> None:
    for verdict in Verdict:
        setattr(source, verdict.value, counts[verdict])
    source.seen = counts.total()
    source.save(update_fields=["seen", *(verdict.value for verdict in Verdict)])


def stage(source: ReferenceImport, records: Iterable[ReadReference]) -> list[ImportedReference]:
    """Write down one part of a file; the parts come in their order."""
    part = [(record, text, sum_of(text)) for record in records for text in [storable(record.text)]]
    again = imported_before(source=source, digests=[digest for *_, digest in part])
    rows = [_row(source, *one, again.get(one[-1])) for one in part]
    match(rows, again)
    insert(ImportedReference, COLUMNS, map(_columns, rows))
    return rows


def sum_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def _parts(records: Iterable[ReadReference]) -> Iterator[list[ReadReference]]:
    found = iter(records)
    while part := list(islice(found, PART)):
        yield part


def _row(
    source: ReferenceImport, read: ReadReference, text: str, digest: str, again: Again | None
) -> ImportedReference:
    if again is not None:
        values, beyond, keys, faults = again.values, again.beyond, again.keys, tuple[str, ...]()
    else:
        columns = columns_of(read)
        values, faults, keys = columns.values, columns.faults, derived(columns.values)
        beyond = columns.beyond | ({"not taken": list(columns.left)} if columns.left else {})
    return ImportedReference(
        source=source,
        number=read.number,
        line=read.line,
        text=text,
        digest=digest,
        values=values,
        beyond=beyond,
        keys=keys,
        pmid=values.get("pmid", ""),
        doi=values.get("doi", ""),
        pmcid=values.get("pmcid", ""),
        title_key=keys["title_key"],
        verdict=Verdict.REFUSED if faults else Verdict.NEW,
        reason=storable(" ".join(faults)),
    )


def storable(text: str) -> str:
    """A text that both databases keep: half of a pair of surrogates is no letter, and neither is a NUL."""
    return text.replace("\x00", "␀").encode("utf-8", "replace").decode()


def _columns(row: ImportedReference) -> tuple[object, ...]:
    return (
        *(row.source_id, row.number, row.line, row.text, row.digest),
        *(storable_json(row.values), storable_json(row.beyond), storable_json(row.keys)),
        *(row.pmid, row.doi, row.pmcid, row.title_key, str(row.verdict), row.reason),
        *(row.report_id, row.alike_id, row.like_number, storable_json(row.fills), row.decision, False),
        *(row.decided_by_id, connection.ops.adapt_datetimefield_value(row.decided_at)),
    )


def storable_json(value: object) -> str:
    return json.dumps(value).replace("\\u0000", "\\u2400")
