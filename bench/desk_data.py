"""A desk of any size: a few thousand studies with all that hangs on them, copied within the database."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils import timezone

from evidence.models import (
    Act,
    Arm,
    ArmValue,
    Change,
    Comparison,
    Condition,
    Door,
    Instrument,
    Intervention,
    Outcome,
    PossibleDuplicate,
    Registration,
    Report,
    Result,
    RowChange,
    Study,
)
from evidence.models.kept import label_of

# The numbers of the copies are those of the rows they are copied from, and so many more for each copy.
STEP = 1_000_000
MANY_RESULTS = 20
TREATMENTS = [
    "magnesium",
    "gabapentin",
    "capsaicin",
    "yoga",
    "walking",
    "duloxetine",
    "naproxen",
    "acupuncture",
    "zinc",
    "massage",
]
PLACES = ["lumbar", "cervical", "sacroiliac", "lower", "upper", "chronic", "acute", "persistent"]
MORE = [
    "adults",
    "nurses",
    "workers",
    "veterans",
    "pregnancy",
    "older",
    "young",
    "disability",
    "sleep",
    "surgery",
    "opioid",
    "return",
    "exercise",
]
FAMILIES = [
    "Yousef",
    "Mueller",
    "Nakamura",
    "Garcia",
    "Okafor",
    "Lindstrom",
    "Kowalczyk",
    "Fernandez",
    "Chatterjee",
    "Johansen",
    "Dubois",
    "Rossi",
]
DESIGNS = ("randomised", "randomised", "crossover", "cohort", "systematic review")
STATES = ("published", "published", "published", "draft", "draft", "in review")
# What a copy has of its own, by the columns; k is the number of the copy.
OWN: dict[type[models.Model], dict[str, str]] = {
    Intervention: {"name": "name || ' ' || k", "slug": "slug || '-' || k"},
    Outcome: {"name": "name || ' ' || k", "slug": "slug || '-' || k"},
    Study: {
        "slug": "slug || '-' || k",
        "title": "title || ', centre' || k || 'x' || id",
        "title_key": "title_key || k",
    },
    Study.conditions.through: {},
    Study.interventions.through: {},
    Report: {
        "slug": "slug || '-' || k",
        "title": "title || ', centre' || k || 'x' || id",
        "title_key": "title_key || k",
        "opening_key": "opening_key || k",
        "place_key": "place_key || k",
        "doi": "doi || '.' || k",
        "pmid": "CAST(CAST(pmid AS integer) + 10000 * k AS varchar)",
    },
    Registration: {"number": "'NCT' || (CAST(substr(number, 4) AS integer) + 10000 * k)"},
    Arm: {},
    Result: {},
    ArmValue: {},
    Comparison: {},
    Change: {},
    RowChange: {"row": f"row + {STEP} * k", "root": f"root + {STEP} * k"},
    PossibleDuplicate: {"lower": f"lower + {STEP} * k", "higher": f"higher + {STEP} * k"},
}


def fill(*, studies: int, first: int = 2_000) -> None:
    """So many studies: the first ones are made here, the others are their copies under other names."""
    people = {name: User.objects.create_user(name, is_staff=True) for name in ("desk-curator", "desk-reviewer")}
    for name, user in people.items():
        user.groups.set(Group.objects.filter(name=name.removeprefix("desk-")))
    with transaction.atomic():
        _make(min(first, studies), people["desk-curator"], people["desk-reviewer"])
    copies = studies // first - 1
    if copies > 0:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # the copies point where their models point: nothing to check
                cursor.execute("SET LOCAL session_replication_role = replica")
            for model, own in OWN.items():
                _copy(cursor, model, own, copies)
            for sql in connection.ops.sequence_reset_sql(no_style(), list(OWN)):
                cursor.execute(sql)
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE" if connection.vendor == "postgresql" and not connection.in_atomic_block else "ANALYZE"
        )


def _copy(cursor: Any, model: type[models.Model], own: dict[str, str], copies: int) -> None:
    columns, values = [], []
    for field in model._meta.concrete_fields:
        name = connection.ops.quote_name(str(field.column))
        followed = field.primary_key or (field.related_model in OWN and field.related_model is not model)
        columns.append(name)
        values.append(own.get(str(field.column)) or (f"{name} + {STEP} * k" if followed else name))
    table = connection.ops.quote_name(model._meta.db_table)
    cursor.execute(
        "WITH RECURSIVE copy(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < %s) "  # noqa: S608
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM copy, {table}",
        [copies],
    )


def _make(number: int, one: User, other: User) -> None:
    random = Random(11)  # noqa: S311
    tops = _saved(
        Intervention(name=f"{word} {i}", slug=f"{word}-{i}", kind="drug") for word in TREATMENTS for i in "12"
    )
    outcomes = _saved(
        Outcome(name=f"pain at {i} weeks", slug=f"pain-{i}", domain="pain", better="lower") for i in range(MANY_RESULTS)
    )
    instrument = Instrument.objects.create(
        name="Numeric rating", slug="desk-nrs", short_name="NRS", minimum=0, maximum=10, better="lower"
    )
    condition = Condition.objects.create(name="Back pain of the desk", slug="desk-back-pain")
    studies = _saved(_study(random, i, (one, other)[i % 2]) for i in range(number))
    _saved(Study.conditions.through(study=study, condition=condition) for study in studies)
    _saved(Study.interventions.through(study=study, intervention=random.choice(tops)) for study in studies)
    reports = _saved(_report(random, i, study) for i, study in enumerate(studies))
    _saved(Registration(study=study, number=f"NCT{10_000_000 + i}") for i, study in enumerate(studies) if i % 2)
    arms = _saved(
        Arm(study=study, name=name, slug=name, role=role, order=order, people=40)
        for study in studies
        for order, (name, role) in enumerate((("treated", "experimental"), ("placebo", "placebo")))
    )
    results = _saved(
        _result(study, report, outcome, instrument)
        for i, (study, report) in enumerate(zip(studies, reports, strict=True))
        for outcome in outcomes[: 2 + i % 2 if i else MANY_RESULTS]
    )
    pairs = {study.pk: arms[2 * i : 2 * i + 2] for i, study in enumerate(studies)}
    _saved(
        ArmValue(result=result, arm=arm, n=40, mean=3 + arm.order, sd=1.8)
        for result in results
        for arm in pairs[result.study_id]
    )
    _saved(_comparison(result, pairs[result.study_id], tops[result.study_id % len(tops)]) for result in results)
    _log([*studies, *reports[::4]], one)
    _saved(
        PossibleDuplicate(model=label_of(kind[0]), lower=kind[i].pk, higher=kind[i + 1].pk)
        for kind in (studies, reports)
        for i in range(0, min(40, number - 1), 2)
    )


def _saved(rows: Iterable[Any]) -> list[Any]:
    made = list(rows)
    return type(made[0])._default_manager.bulk_create(made, 2_000) if made else made


def _study(random: Random, number: int, by: User) -> Study:
    title = f"{random.choice(TREATMENTS)} for {random.choice(PLACES)} back pain in {random.choice(MORE)}"
    return Study(
        slug=f"{random.choice(FAMILIES).lower()}-{1990 + number % 35}-{number}",
        title=f"{title}: a trial of {random.choice(MORE)} and {random.choice(MORE)}".capitalize(),
        design=random.choice(DESIGNS),
        people=40 + number % 300,
        state=random.choice(STATES),
        entered_by=by,
    )


def _report(random: Random, number: int, study: Study) -> Report:
    return Report(
        study=study if number % 50 else None,
        slug=study.slug,
        main=bool(number % 50),
        title=study.title,
        authors=f"{random.choice(FAMILIES)} A\n{random.choice(FAMILIES)}{number} BC",
        journal="Journal of Measuring",
        year=1990 + number % 35,
        volume=str(number % 90),
        pages=f"{number}-{number + 7}",
        pmid=str(20_000_000 + number),
        doi=f"10.5555/desk.{number}",
    )


def _result(study: Study, report: Report, outcome: Outcome, instrument: Instrument) -> Result:
    return Result(
        study=study,
        slug=outcome.slug,
        outcome=outcome,
        instrument=instrument,
        kind="final",
        time="6 months",
        days=183,
        report=report,
        place="Table 2",
        basis=("abstract", "full text")[study.pk % 2],
        state=study.state,
        entered_by=study.entered_by,
    )


def _comparison(result: Result, arms: list[Arm], intervention: Intervention) -> Comparison:
    return Comparison(
        result=result,
        slug="treated-v-placebo",
        intervention=intervention,
        experimental=arms[0],
        reference=arms[1],
        comparator="placebo",
        p="0.03",
        direction="favours intervention",
    )


def _log(rows: list[Study | Report], by: User) -> None:
    """One change a row, without the chain of checksums, which nothing here reads."""
    changes = _saved(
        Change(at=timezone.now(), by=by, door=Door.DESK, act=Act.EDITED, reason=f"Table {i % 9}.", rows=1, checksum="0")
        for i, _ in enumerate(rows)
    )
    _saved(
        RowChange(
            change=change,
            model=label_of(row),
            row=row.pk,
            root_model=label_of(row),
            root=row.pk,
            before={"title": "As it was"},
            after={"title": row.title},
        )
        for change, row in zip(changes, rows, strict=True)
    )
