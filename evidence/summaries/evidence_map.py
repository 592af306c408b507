"""EvidenceMap: interventions × outcomes, with what is known, what was searched in vain, and what nobody looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.db.models import QuerySet

from evidence.models import Condition, Domain, Finding, Intervention, Outcome, SearchLog
from evidence.synthesis.findings import SHAPES, Side

# A map is for the eye: more rows or columns than this go on to the next page, or into the table.
ROWS = COLUMNS = 50
# People from which a mark has the next size.
SIZES = (50, 200, 1_000, 5_000)


class Blank(StrEnum):
    """Why a cell has no mark; no two are the same thing, and what is known is never said to be missing."""

    SEARCHED = "searched, none found"
    NEVER = "never searched"
    OTHERWISE = "known, of another certainty"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What is known of one intervention and outcome; `size` from 1 to 5 by people, `more` other lines behind it."""

    outcome: Outcome
    address: str
    shape: str = ""
    side: str = ""
    level: str = ""
    standing: str = ""
    condition: str = ""
    people: int = 0
    trials: int = 0
    size: int = 0
    more: int = 0
    blank: str = ""

    @property
    def words(self) -> str:
        """For a screen reader and the table: everything that shape and size say."""
        certainty = f"{self.level} certainty" if self.level else "not rated"
        return f"{self.side}, {certainty}, {self.people:,} people in {self.trials:,}"


class Known(NamedTuple):
    """What a finding says of a cell; `more` is how many other lines there are."""

    side: str
    level: str
    standing: str
    condition: str | None
    people: int
    trials: int
    more: int


@dataclass(frozen=True, kw_only=True)
class MapRow:
    intervention: Intervention
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """As the address has them; empty means all. `under` shows the kinds of one intervention, `after` the next page."""

    condition: Condition | None = None
    under: Intervention | None = None
    domain: str = ""
    level: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class EvidenceMap:
    rows: tuple[MapRow, ...]
    outcomes: tuple[Outcome, ...]
    more_rows: str
    cut_columns: bool
    conditions: tuple[Condition, ...]


def evidence_map(filters: Filters, *, rows: int = ROWS, columns: int = COLUMNS) -> EvidenceMap:
    """Seven queries at most, whatever there is; of many outcomes those that most interventions were tried for."""
    interventions = list(_interventions(filters)[: rows + 1])
    shown = interventions[:rows]
    cells = _cells(filters, shown)
    marked = [pair for pair, known in cells.items() if known is not None]
    outcomes = _outcomes(marked, columns)
    searched = _searched(shown, filters)
    return EvidenceMap(
        rows=tuple(_row(one, outcomes, cells, Blank.SEARCHED if one.pk in searched else Blank.NEVER) for one in shown),
        outcomes=tuple(outcomes),
        more_rows=shown[-1].slug if len(interventions) > rows else "",
        cut_columns=len({outcome for _, outcome in marked}) > columns,
        conditions=tuple(Condition.objects.filter(pk__in=Finding.objects.values("condition")).order_by("name")),
    )


def _interventions(filters: Filters) -> QuerySet[Intervention]:
    """Those with something to show: the tops, or the kinds of one; by their address, so that pages are stable."""
    found = Intervention.objects.filter(parent=filters.under, slug__gt=filters.after)
    with_findings = found.filter(pk__in=Finding.objects.values("intervention"))
    with_searches = found.filter(pk__in=SearchLog.objects.values("intervention"))
    return (with_findings | with_searches).distinct().order_by("slug")


def _cells(filters: Filters, interventions: Sequence[Intervention]) -> dict[tuple[int, int], Known | None]:
    """By intervention and outcome the first line of what is known, None where none has the level that is asked for.

    One query, of plain values: there are thousands.
    """
    found = Finding.objects.filter(intervention__in=interventions)
    if filters.condition is not None:
        found = found.filter(condition__in=Condition.objects.under(filters.condition))
    if filters.domain:
        found = found.filter(outcome__domain=filters.domain)
    columns = ("intervention_id", "outcome_id", "side", "level", "standing", "condition__name", "people", "trials")
    cells: dict[tuple[int, int], Known | None] = {}
    ordered = found.order_by("intervention", "outcome", "place")
    for intervention, outcome, side, level, standing, condition, people, trials in ordered.values_list(*columns):
        first = cells.setdefault((intervention, outcome), None)
        if filters.level and level != filters.level:
            continue
        if first is not None:
            cells[intervention, outcome] = first._replace(more=first.more + 1)
            continue
        cells[intervention, outcome] = Known(side, level, standing, condition, people, trials, 0)
    return cells


def _outcomes(cells: Iterable[tuple[int, int]], most: int) -> list[Outcome]:
    """By domain in the order of the list of domains, benefits before harms, then by name."""
    order = list(Domain.values)
    tried = Counter(outcome for _, outcome in cells)
    found = Outcome.objects.in_bulk(list(tried))
    chosen = sorted(found, key=lambda one: (-tried[one], found[one].name))[:most]
    return sorted((found[one] for one in chosen), key=lambda one: (order.index(one.domain), one.effect, one.name))


def _searched(interventions: Sequence[Intervention], filters: Filters) -> set[int]:
    """Those that a logged search covers, by itself or by one of what all of them lie under."""
    logs = SearchLog.objects.all()
    if filters.condition is not None:
        above = Condition.objects.above(filters.condition).values("pk")
        logs = logs.filter(condition=None) | logs.filter(condition=filters.condition) | logs.filter(condition__in=above)
    searched = set(logs.values_list("intervention", flat=True))
    if filters.under is not None:
        wider = {filters.under.pk, *(one.pk for one in Intervention.objects.above(filters.under))}
        if wider & searched:
            return {one.pk for one in interventions}
    return {one.pk for one in interventions} & searched


def _row(
    intervention: Intervention, outcomes: Sequence[Outcome], cells: Mapping[tuple[int, int], Known | None], blank: Blank
) -> MapRow:
    page, found = intervention.get_absolute_url(), []
    for one in outcomes:
        pair = (intervention.pk, one.pk)
        found.append(_cell(one, f"{page}{one.slug}/", cells.get(pair), Blank.OTHERWISE if pair in cells else blank))
    return MapRow(intervention=intervention, cells=tuple(found))


def _cell(outcome: Outcome, address: str, known: Known | None, blank: Blank) -> Cell:
    if known is None:
        return Cell(outcome=outcome, address=address, blank=blank.value)
    return Cell(
        outcome=outcome,
        address=address,
        shape=SHAPES[Side(known.side)],
        side=known.side,
        level=known.level,
        standing=known.standing,
        condition=known.condition or "",
        people=known.people,
        trials=known.trials,
        size=1 + sum(known.people >= bound for bound in SIZES),
        more=known.more,
    )
