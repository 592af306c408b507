"""RegistryRecord: what a registry says of a trial today."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.dates import PartialDate


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistryRecord:
    """Named as the fields of a registration; None where the registry says nothing."""

    number: str
    title: str = ""
    acronym: str = ""
    # One of the statuses of a study, and the registry's own word for it.
    status: str = "unknown"
    status_word: str = ""
    registered: PartialDate | None = None
    planned_start: PartialDate | None = None
    actual_start: PartialDate | None = None
    planned_end: PartialDate | None = None
    actual_end: PartialDate | None = None
    people_planned: int | None = None
    people_recruited: int | None = None
    results_posted: bool | None = None
    # PMIDs of the papers that the registry names as its results.
    results_in: tuple[str, ...] = ()
