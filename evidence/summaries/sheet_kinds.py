"""The sheets that lists become: the columns of the exports, and of all other nouns their own fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Max, QuerySet

from evidence.models import Comparison, Kept, Result, RowChange, Study
from evidence.models.kept import label_of, root_of
from evidence.summaries.columns import Column
from evidence.summaries.result_row import RESULT_COLUMNS, result_values
from evidence.summaries.study_row import STUDY_COLUMNS, study_values

VERSION = "version"
VERSION_SAYS = "Number of the newest change when the sheet was written; a row that was changed since is refused."
# Never a sheet's to say: who did what, and what the public sees.
DECIDED = ("state", "entered_by", "checked_by", "assessed_by", "created", "updated")
CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a column's value is kept: a row that is reached from the sheet's row, and its field."""

    # "" the row itself, `m` its main report, `result`, `e` and `r` the figures of the two arms.
    home: str
    field: str
    # By which field of the other row a link is written; "" for its natural key.
    by: str = ""
    # One item a line, written in one line.
    lines: bool = False


@dataclass(frozen=True, kw_only=True)
class SheetKind:
    """A kind of sheet: what a row is, its columns in order, and those that can be changed."""

    model: type[Kept]
    # The model of a row, where a row of the list becomes several.
    row: type[Kept]
    key: str
    columns: tuple[str, ...]
    described: dict[str, str]
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return label_of(self.model)

    @property
    def fixed(self) -> set[str]:
        return set(self.columns) - set(self.places)


def _places(home: str, names: dict[str, str]) -> dict[str, Place]:
    return {column: Place(home=home, field=name) for column, name in names.items()}


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


FIGURES = (
    "n", "mean", "sd", "se", "ci_low", "ci_high", "baseline_mean", "baseline_sd", "events", "total", "percent",
    "median", "lower_quartile", "upper_quartile", "minimum", "maximum", "note",
)  # fmt: skip
STUDY_PLACES = {
    **_places(
        "",
        _same(
            "title", "acronym", "design", "claimed_design", "blinding", "country", "setting", "population", "people",
            "studies_reviewed", "funding", "sponsor", "conflict_of_interest", "seller_interest", "status",
            "independence_group", "independence_reason", "notes",
        ),
    ),
    "conditions": Place(home="", field="conditions", by="name"),
    "interventions": Place(home="", field="interventions", by="name"),
    **_places("m", _same("pmid", "pmcid", "doi", "journal", "year", "published_online", "published_issue")),
    **_places("m", _same("volume", "issue", "pages") | {"report_title": "title", "report_address": "address"}),
    "authors": Place(home="m", field="authors", lines=True),
}  # fmt: skip
RESULT_PLACES = {
    **_places("", _same("comparator", "adjusted", "direction", "i_squared")),
    **_places("", {"reported_measure": "measure", "reported_estimate": "estimate", "reported_se": "se"}),
    **_places("", {"reported_ci_low": "ci_low", "reported_ci_high": "ci_high", "reported_p": "p"}),
    **_places("", {"pooled_trials": "trials", "pooled_people": "people"}),
    "intervention_id": Place(home="", field="intervention", by="slug"),
    **_places(
        "result",
        _same(
            "time", "days", "kind", "primary", "subgroup", "finding", "certainty", "derivation", "basis", "place",
            "quote", "notes",
        ),
    ),
    "report_id": Place(home="result", field="report", by="slug"),
    "outcome_id": Place(home="result", field="outcome", by="slug"),
    "instrument": Place(home="result", field="instrument", by="short_name"),
    "addresses": Place(home="result", field="addresses", lines=True),
    **_places("e", {f"experimental_{name}": name for name in FIGURES}),
    **_places("r", {f"reference_{name}": name for name in FIGURES}),
}  # fmt: skip


def kind_of(model: type[Kept]) -> SheetKind:
    """The sheet of a noun's list; results come with a row for each comparison, as in the export."""
    if model is Study:
        return _exported(Study, Study, "study_id", STUDY_COLUMNS, STUDY_PLACES)
    if model is Result:
        return _exported(Result, Comparison, "comparison_id", RESULT_COLUMNS, RESULT_PLACES)
    fields = [one for one in (*model._meta.concrete_fields, *model._meta.many_to_many) if not one.primary_key]
    kept = [one for one in fields if one.editable or one.name in DECIDED]
    places = {
        one.name: Place(home="", field=one.name)
        for one in kept
        if one.editable and one.name not in DECIDED and one.name != model.part_of
    }
    described = {one.name: str(one.help_text or one.verbose_name) for one in kept}
    return SheetKind(
        model=model,
        row=model,
        key="id",
        columns=("id", *described, VERSION),
        described={"id": "Number of the row.", **described, VERSION: VERSION_SAYS},
        places=places,
    )


def _exported(
    model: type[Kept], row: type[Kept], key: str, columns: tuple[Column, ...], places: dict[str, Place]
) -> SheetKind:
    described = {one.name: one.description for one in columns} | {VERSION: VERSION_SAYS}
    return SheetKind(model=model, row=row, key=key, columns=tuple(described), described=described, places=places)


def sheet_rows(kind: SheetKind, listed: QuerySet[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The number of each row, and its cells; `listed` are rows of the list."""
    yield from _chunks(kind, _rows_below(kind, listed))


def rows_named(kind: SheetKind, pks: list[int]) -> dict[int, dict[str, Any]]:
    """The cells of these rows as they stand now."""
    return dict(_chunks(kind, kind.row._base_manager.filter(pk__in=pks)))


def _rows_below(kind: SheetKind, listed: QuerySet[Any]) -> QuerySet[Any]:
    within = listed.order_by().values("pk")
    if kind.row is Comparison:
        return Comparison.objects.filter(result__in=within)
    return kind.row._base_manager.filter(pk__in=within)


def _chunks(kind: SheetKind, rows: QuerySet[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    last = 0
    while pks := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        last = pks[-1]
        cells = _exported_cells(kind, pks) if kind.key != "id" else _plain_cells(kind, pks)
        versions = _versions(kind, pks)
        for pk, one in cells.items():
            yield pk, one | {VERSION: versions[pk]}


def _exported_cells(kind: SheetKind, pks: list[int]) -> dict[int, dict[str, Any]]:
    names = [f"c_{name}" for name in kind.columns if name != VERSION]
    values: QuerySet[Any] = study_values() if kind.row is Study else result_values()
    found = values.filter(pk__in=pks).order_by("pk").values("pk", *names)
    return {one["pk"]: {name[2:]: one[name] for name in names} for one in found}


def _plain_cells(kind: SheetKind, pks: list[int]) -> dict[int, dict[str, Any]]:
    names = [name for name in kind.columns if name not in ("id", VERSION)]
    links = [name for name in names if kind.row._meta.get_field(name).is_relation]
    single = [name for name in links if not kind.row._meta.get_field(name).many_to_many]
    rows = kind.row._base_manager.filter(pk__in=pks).select_related(*single).order_by("pk")
    rows = rows.prefetch_related(*(name for name in links if name not in single))
    return {row.pk: {"id": row.pk} | {name: _told(row, name) for name in names} for row in rows}


def _told(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, models.Manager):
        return "; ".join(sorted(key_in_words(one) for one in value.all()))
    if isinstance(value, models.Model):
        return key_in_words(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def key_in_words(row: models.Model) -> str:
    """The natural key of a row as one text: `yousef-2013/magnesium`."""
    if hasattr(row, "natural_key"):
        return "/".join(str(part) for part in row.natural_key())
    return str(row)


def _versions(kind: SheetKind, pks: list[int]) -> dict[int, int]:
    """The number of the newest change of each row's root."""
    if kind.row is Comparison:
        found = Comparison.objects.filter(pk__in=pks).values_list("pk", "result__study")
        roots = {pk: ("evidence.study", study) for pk, study in found}
    else:
        roots = {row.pk: _root_key(row) for row in kind.row._base_manager.filter(pk__in=pks)}
    newest: dict[tuple[str, int], int] = {}
    for label in {label for label, _ in roots.values()}:
        changes = RowChange.objects.filter(
            root_model=label, root__in={pk for one, pk in roots.values() if one == label}
        )
        counted = changes.order_by().values("root").annotate(newest=Max("change_id")).values_list("root", "newest")
        newest |= {(label, root): number for root, number in counted}
    return {pk: newest.get(root, 0) for pk, root in roots.items()}


def _root_key(row: Kept) -> tuple[str, int]:
    root = root_of(row)
    return label_of(root), root.pk
