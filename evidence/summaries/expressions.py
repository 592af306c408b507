"""SQL expressions that both databases understand, for cells that a page and a CSV share."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, FloatField, Func, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, Exp, Least, Ln, NullIf, Replace, Sqrt
from django.db.models.lookups import Exact, StartsWith

from evidence.models import Condition, Intervention, Notice, NoticeKind, RegimenStep, Registration, ResultKind

# Two-sided 95 % of the normal distribution.
Z95 = 1.959963984540054
RETRACTED = (NoticeKind.RETRACTION, NoticeKind.REPLACED)


class Joined(Subquery):
    """The one text column of a correlated query, as one text with `; ` between, sorted by code point."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        # SQLite 3.40 cannot sort inside GROUP_CONCAT, but joins in the order it reads.
        template = "(SELECT GROUP_CONCAT(one, '; ') FROM (SELECT one FROM (%(subquery)s) ORDER BY one))"
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "(SELECT STRING_AGG(one, '; ' ORDER BY one COLLATE \"C\") FROM (%(subquery)s) AS ones)"
        return self.as_sql(compiler, connection, template=template, **extra)


class IsoTime(Func):
    """A moment as ISO 8601 in UTC, to the second."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="STRFTIME('%%%%Y-%%%%m-%%%%dT%%%%H:%%%%M:%%%%SZ', %(expressions)s)", **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "TO_CHAR(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
        return self.as_sql(compiler, connection, template=template, **extra)


def joined(queryset: Any, field: str) -> Coalesce:
    """A field of all rows of a correlated queryset as one text; empty when there are none."""
    return Coalesce(Joined(queryset.order_by().values(one=F(field))), Value(""), output_field=TextField())


def routes_of(arm: str) -> Coalesce:
    """The ways of what an arm got beyond what everybody got, each once."""
    own = RegimenStep.objects.filter(arm=OuterRef(arm), co_intervention=False).exclude(route="")
    return joined(own.distinct(), "route")


def weeks_of(study: str) -> Coalesce:
    """How long the conditions of a study last, as `6-12`, or `12-` where there is no end.

    Never `-6`, which a spreadsheet would take for a number below zero.
    """
    least = Coalesce(F("weeks_from"), Value(0))
    said = Condition.objects.filter(studies=OuterRef(study)).exclude(weeks_from=None, weeks_to=None)
    return joined(
        said.annotate(
            weeks=Concat(Cast(least, TextField()), Value("-"), spelled("weeks_to"), output_field=TextField())
        ).distinct(),
        "weeks",
    )


def conditions_of(study: str) -> Coalesce:
    return joined(Condition.objects.filter(studies=OuterRef(study)), "name")


def condition_ids_of(study: str) -> Coalesce:
    return joined(Condition.objects.filter(studies=OuterRef(study)), "slug")


def interventions_of(study: str) -> Coalesce:
    return joined(Intervention.objects.filter(studies=OuterRef(study)), "name")


def registrations_of(study: str) -> Coalesce:
    return joined(Registration.objects.filter(study=OuterRef(study)), "number")


def notices_of(study: str) -> Coalesce:
    return joined(Notice.objects.filter(report__study=OuterRef(study)), "kind")


def retractions_of(report: str) -> Exists:
    return Exists(Notice.objects.filter(report=OuterRef(report), kind__in=RETRACTED))


def yes(condition: Q | Exists) -> Case:
    """`true` or `false` in words, since the databases spell booleans differently."""
    return Case(When(condition, then=Value("true")), default=Value("false"), output_field=TextField())


def flag(field: str) -> Case:
    return yes(Q(**{field: True}))


def real(field: str) -> Cast:
    return Cast(F(field), FloatField())


def squared(field: str) -> Case:
    """Of a figure that is not below zero; PostgreSQL refuses a square too small to be told from nothing."""
    nothing = When(**{f"{field}__lt": 1e-150}, then=Value(0.0))
    return Case(nothing, default=F(field) * F(field), output_field=FloatField())


def spelled(path: str) -> Coalesce:
    """A column of any kind as text; empty where there is none."""
    return Coalesce(Cast(F(path), TextField()), Value(""), output_field=TextField())


def undoubted(path: str) -> Replace:
    """A partial date as text without the mark of doubt; empty where there is none."""
    return Replace(spelled(path), Value("?"), Value(""), output_field=TextField())


ONLINE, ISSUE = undoubted("result__report__published_online"), undoubted("result__report__published_issue")
# The earlier of the two dates; of `2012` and `2012-12-17` the exact one; and a bare year only where there is no date.
KNOWN_ON = Case(
    When(Exact(ONLINE, Value("")) & Exact(ISSUE, Value("")), then=spelled("result__report__year")),
    When(StartsWith(ISSUE, ONLINE), then=ISSUE),
    When(StartsWith(ONLINE, ISSUE), then=ONLINE),
    default=Least(ONLINE, ISSUE),
    output_field=TextField(),
)
RETRACTED_ON = Coalesce(
    Subquery(
        Notice.objects.filter(report=OuterRef("result__report"), kind__in=RETRACTED, date__isnull=False)
        .order_by("date", "pk")
        .values(said=Cast("date", TextField()))[:1]
    ),
    Value(""),
    output_field=TextField(),
)
# Nearer ones come first: what is said of a cream holds before what is said of everything on the skin.
ROUTE_OF_INTERVENTION = Coalesce(
    *(NullIf(f"intervention__{above}route", Value("")) for above in ("", "parent__", "parent__parent__")),
    Value(""),
    output_field=TextField(),
)

HAS_MEANS = Q(result__kind__in=[ResultKind.FINAL, ResultKind.CHANGE], e__mean__isnull=False, r__mean__isnull=False)
# In a crossover the arms are the same people, so an interval needs their paired differences.
UNPAIRED = ~Q(result__study__design="crossover")
HAS_SPREAD = HAS_MEANS & UNPAIRED & Q(e__sd__isnull=False, r__sd__isnull=False, e__n__gt=0, r__n__gt=0)
HAS_EVENTS = UNPAIRED & Q(
    result__kind=ResultKind.EVENTS,
    e__events__gt=0,
    r__events__gt=0,
    e__total__gt=0,
    r__total__gt=0,
    reference__isnull=False,
)

DIFFERENCE = F("e__mean") - F("r__mean")
DIFFERENCE_SE = Sqrt(squared("e__sd") / real("e__n") + squared("r__sd") / real("r__n"))
RISK_RATIO = (real("e__events") / real("e__total")) / (real("r__events") / real("r__total"))
# Standard error of the log risk ratio: Katz et al., Biometrics 1978;34:469-474.
LOG_RATIO_SE = Sqrt(1 / real("e__events") - 1 / real("e__total") + 1 / real("r__events") - 1 / real("r__total"))


def recomputed(*, means: Combinable | None, spread: Combinable | None = None, events: Combinable) -> Case:
    """An expression over the arms' own figures; NULL where they do not allow it."""
    cases = [When(HAS_EVENTS, then=events)]
    if means is not None:
        cases.append(When(HAS_MEANS, then=means))
    if spread is not None:
        cases.append(When(HAS_SPREAD, then=spread))
    return Case(*cases, default=None, output_field=FloatField())


RECOMPUTED_MEASURE = Case(
    When(HAS_EVENTS, then=Value("RR")), When(HAS_MEANS, then=Value("MD")), default=Value(""), output_field=TextField()
)
RECOMPUTED_ESTIMATE = recomputed(means=DIFFERENCE, events=RISK_RATIO)
RECOMPUTED_LOW = recomputed(
    means=None, spread=DIFFERENCE - Z95 * DIFFERENCE_SE, events=Exp(Ln(RISK_RATIO) - Z95 * LOG_RATIO_SE)
)
RECOMPUTED_HIGH = recomputed(
    means=None, spread=DIFFERENCE + Z95 * DIFFERENCE_SE, events=Exp(Ln(RISK_RATIO) + Z95 * LOG_RATIO_SE)
)
