"""What a look-up fills into a new report or study, kept in the session until the form is saved."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import slugify

from evidence.dates import PartialDate
from evidence.identifiers import REGISTRIES, Scheme
from evidence.lookups import Looked
from evidence.lookups.plain_words import clean
from evidence.models import Notice, Registration, Report, Study
from evidence.reading import Reference

SESSION = "looked_up"
MOST_KEPT = 5
MOST_AUTHORS = 500
REPORT = ("kind", "title", "journal", "year", "volume", "issue", "pages", "pmid", "pmcid", "doi", "other_number")
DATES = ("published_online", "published_issue")
TRIAL = (
    "status", "registered", "planned_start", "actual_start", "planned_end", "actual_end", "people_planned",
    "people_recruited", "results_posted",
)  # fmt: skip
REGISTRY = "ClinicalTrials.gov"


@dataclass(kw_only=True)
class Filled:
    """Values of forms as text by the name of their field, and for each the service it is from ("" for typed ones)."""

    pasted: str = ""
    report: dict[str, str] = field(default_factory=dict)
    study: dict[str, str] = field(default_factory=dict)
    registrations: list[dict[str, str]] = field(default_factory=list)
    notices: list[dict[str, str]] = field(default_factory=list)
    # Sentences: what differs, what was cut, what could not be looked up.
    told: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    # Papers that a citation without an identifier may mean: their DOI, and how they would be cited.
    candidates: list[dict[str, str]] = field(default_factory=list)


def filled(looked: Looked, *, pasted: str, title: str = "") -> Filled:
    """`title` stands in where no service gives one."""
    form = Filled(pasted=pasted)
    for one in reversed(looked.identifiers):
        if one.scheme in (Scheme.PMID, Scheme.PMCID, Scheme.DOI):
            form.report[one.scheme.value] = one.value
    for name in REPORT:
        value, source = looked.first(name)
        if source:
            _put(form, form.report, Report, name, value, source)
    _fill_people(form, looked)
    _fill_dates(form, looked)
    if title and "title" not in form.report:
        form.report["title"] = clean(title)[:500]
    form.registrations = [_registration(form, looked, *one) for one in _registrations(looked)]
    form.notices = [_notice(form, notice, source) for notice, source in looked.notices]
    _fill_study(form, looked)
    form.told += [*looked.about, *looked.disagreements, *looked.silences]
    return form


def _put(form: Filled, values: dict[str, str], model: type[models.Model], name: str, value: Any, source: str) -> None:
    """One line of plain text, no longer than its column; what is cut is told."""
    column = model._meta.get_field(name)
    # Forms choose “false”, not “False”.
    text = clean(str(value)) if not isinstance(value, bool) else str(value).lower()
    most = getattr(column, "max_length", None)
    if most and len(text) > most:
        text = text[: most - 1] + "…"
        form.told.append(f"The {getattr(column, 'verbose_name', name)} from {source} was cut after {most} characters.")
    values[name] = text
    form.sources[f"{model._meta.model_name}.{name}"] = source


def _fill_people(form: Filled, looked: Looked) -> None:
    authors, source = looked.first("authors")
    if not source:
        return
    if len(authors) > MOST_AUTHORS:
        form.told.append(f"Of {len(authors):,} authors the first {MOST_AUTHORS} were taken.")
    form.report["authors"] = "\n".join(clean(name)[:300] for name in authors[:MOST_AUTHORS])
    form.sources["report.authors"] = source


def _fill_dates(form: Filled, looked: Looked) -> None:
    """A date of the issue, or one online where there is no other, that speaks of another year is left out."""
    year = form.report.get("year")
    for name in reversed(DATES):
        value, source = looked.first(name)
        if value and year and str(value.year) != year and (name == "published_issue" or not form.report.get(DATES[1])):
            form.told.append(f"{source} gives {value} as the date, which is not of the year {year}: it was left out.")
        elif value:
            _put(form, form.report, Report, name, value, source)


def _registrations(looked: Looked) -> Iterator[tuple[str, str]]:
    yield from looked.registrations
    seen = {number for number, _ in looked.registrations}
    yield from ((one.value, "") for one in looked.identifiers if one.scheme in REGISTRIES and one.value not in seen)


def _registration(form: Filled, looked: Looked, number: str, source: str) -> dict[str, str]:
    values = {"number": number}
    trial = next((one for one in looked.trials if one.number == number), None)
    if source:
        form.sources["registration.number"] = source
    for name in TRIAL if trial else ():
        value = getattr(trial, name)
        if value is not None:
            _put(form, values, Registration, name, value, REGISTRY)
    if trial:
        values["last_looked"] = str(PartialDate.on(timezone.localdate()))
    return values


def _notice(form: Filled, notice: Any, source: str) -> dict[str, str]:
    values = {"kind": notice.kind}
    for name in ("date", "pmid", "doi", "citation"):
        if value := getattr(notice, name):
            _put(form, values, Notice, name, value, source)
    form.sources["notice.kind"] = source
    return values


def _fill_study(form: Filled, looked: Looked) -> None:
    trial = next(iter(looked.trials), None)
    if title := form.report.get("title"):
        form.study["title"] = title
        form.sources["study.title"] = form.sources.get("report.title", "")
    elif trial and trial.title:
        _put(form, form.study, Study, "title", trial.title, REGISTRY)
    if trial:
        _put(form, form.study, Study, "status", trial.status, REGISTRY)
        if trial.acronym:
            _put(form, form.study, Study, "acronym", trial.acronym, REGISTRY)
    authors = form.report.get("authors", "")
    if authors and form.report.get("year"):
        family = authors.partition("\n")[0].rpartition(" ")[0]
        form.study["slug"] = slugify(f"{family} {form.report['year']}")[:100]


def candidates(references: tuple[Reference, ...]) -> list[dict[str, str]]:
    return [{"doi": one.doi, "words": clean(_cited(one))[:400]} for one in references]


def _cited(one: Reference) -> str:
    first = one.authors[0] + (" et al." if len(one.authors) > 1 else "") if one.authors else ""
    year = str(one.year) if one.year else ""
    return ", ".join(part for part in (first, one.title[:200], one.journal[:100], year) if part)


def keep(request: HttpRequest, form: Filled) -> str:
    """The name under which the session has it from now on; the oldest of several goes."""
    name = secrets.token_hex(8)
    kept = list(request.session.get(SESSION, {}).items())[-(MOST_KEPT - 1) :]
    request.session[SESSION] = dict([*kept, (name, asdict(form))])
    return name


def kept(request: HttpRequest) -> Filled | None:
    """The look-up that this address names, if it was this person's own."""
    found = request.session.get(SESSION, {}).get(request.GET.get("looked", ""))
    return Filled(**found) if found else None
