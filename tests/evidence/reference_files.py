"""Records as they are read of a file, made up for tests, and imports of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils import timezone

from evidence.actions.reference_staging import count, stage
from evidence.models import ReferenceImport
from evidence.reading import Fault, ReadReference, Reference

YOUSEF: dict[str, Any] = {
    "title": "A double-blinded randomised controlled study of the value of sequential intravenous and oral magnesium",
    "authors": ("Yousef AA", "Al-deeb AE"),
    "journal": "Anaesthesia",
    "year": 2013,
    "volume": "68",
    "issue": "3",
    "pages": "260-266",
    "pmid": "23384256",
    "doi": "10.1111/anae.12107",
}


def record(number: int, *, text: str = "", **values: Any) -> ReadReference:
    """One that was read; its text is its own unless one is given."""
    reference = Reference(**values)
    return ReadReference(number=number, line=10 * number, text=text or f"record {reference!r}", reference=reference)


def refused(number: int, sentence: str) -> ReadReference:
    fault = Fault(line=10 * number, field="PY", sentence=sentence)
    return ReadReference(number=number, line=10 * number, text="TY  - JOUR", faults=(fault,))


def staged(*records: ReadReference, name: str = "search.ris") -> ReferenceImport:
    source = ReferenceImport.objects.create(file_name=name, sha256="0" * 64, bytes=1, format="ris", at=timezone.now())
    rows = stage(source, records)
    count(source, Counter(row.verdict for row in rows))
    return source


def verdicts(source: ReferenceImport) -> list[tuple[str, str]]:
    return list(source.references.values_list("verdict", "reason"))
