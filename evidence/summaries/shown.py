"""Shown: a result row with the words that a page puts to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.citations import short
from evidence.fields import WEB_ADDRESS
from evidence.identifiers import Identifier, Scheme
from evidence.models import RANDOMISED, Basis, Certainty, Comparator, Design, Direction, NoticeKind
from evidence.summaries import figures
from evidence.summaries.entries import entry_of
from evidence.summaries.result_row import ResultRow
from evidence.synthesis.disagreement import disagreement


@dataclass(frozen=True, kw_only=True)
class Link:
    """Where a reader goes on: a name and an address."""

    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One line of a table of evidence; every word of it comes from `row`."""

    row: ResultRow
    citation: str
    design: str
    comparator: str
    experimental: figures.Arm | None
    reference: figures.Arm | None
    reported: str
    recomputed: str
    symbol: str
    direction: str
    warnings: tuple[str, ...]
    missing: tuple[str, ...]
    disagreement: str
    source: str
    links: tuple[Link, ...]
    seen_at: tuple[str, ...]


def show(row: ResultRow) -> Shown:
    experimental, reference = figures.arm(row, "experimental"), figures.arm(row, "reference")
    return Shown(
        row=row,
        citation=short(_items(row.authors), row.year, otherwise=row.acronym or row.report_title or row.study_title),
        design=Design(row.design).label,
        comparator=Comparator(row.comparator).label,
        experimental=experimental,
        reference=reference,
        reported=figures.reported(row),
        recomputed=figures.recomputed(row),
        symbol=figures.SYMBOLS[Direction(row.direction)],
        direction=Direction(row.direction).label,
        warnings=tuple(NoticeKind(kind).label for kind in _items(row.notices)),
        missing=tuple(_missing(row, experimental, reference)),
        disagreement=disagreement(entry_of(row)),
        source=f"{row.place}, from the {_basis(row)}" if row.place else f"from the {_basis(row)}",
        links=tuple(_links(row)),
        seen_at=tuple(one for one in _items(row.addresses) if WEB_ADDRESS.fullmatch(one)),
    )


def _items(cell: str) -> tuple[str, ...]:
    return tuple(one for one in cell.split("; ") if one)


def _missing(row: ResultRow, *arms: figures.Arm | None) -> Iterable[str]:
    """What a reader would look for and not find, in a fixed order."""
    if row.comparator == Comparator.NONE:
        yield "no comparator"
    lacking = {one for arm in arms if arm for one in arm.missing}
    for part in ("figures", "counts", "mean and SD", "SD"):
        if part in lacking:
            yield f"{part} not reported"
    if row.design in RANDOMISED and not row.registrations:
        yield "no registration known"
    if row.certainty == Certainty.DERIVED:
        yield "derived figure"


def _basis(row: ResultRow) -> str:
    return {Basis.SECONDARY: "report of another source"}.get(Basis(row.basis), Basis(row.basis).label)


def _links(row: ResultRow) -> Iterable[Link]:
    for scheme, value in ((Scheme.DOI, row.doi), (Scheme.PMID, row.pmid), (Scheme.PMCID, row.pmcid)):
        if value:
            identifier = Identifier(scheme, value)
            yield Link(name=str(identifier), address=identifier.address)
    if row.report_address and not (row.doi or row.pmid or row.pmcid):
        yield Link(name="the report", address=row.report_address)
