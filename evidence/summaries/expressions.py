"""SQL expressions that both databases understand, for cells that a page and a CSV share."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, FloatField, Func, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Exp, Ln, Sqrt

from evidence.models import Condition, Intervention, Notice, Registration, ResultKind

# Two-sided 95 % of the normal distribution.
Z95 = 1.959963984540054


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


def conditions_of(study: str) -> Coalesce:
    return joined(Condition.objects.filter(studies=OuterRef(study)), "name")


def interventions_of(study: str) -> Coalesce:
    return joined(Intervention.objects.filter(studies=OuterRef(study)), "name")


def registrations_of(study: str) -> Coalesce:
    return joined(Registration.objects.filter(study=OuterRef(study)), "number")


def notices_of(study: str) -> Coalesce:
    return joined(Notice.objects.filter(report__study=OuterRef(study)), "kind")


def yes(condition: Q | Exists) -> Case:
    """`true` or `false` in words, since the databases spell booleans differently."""
    return Case(When(condition, then=Value("true")), default=Value("false"), output_field=TextField())


def flag(field: str) -> Case:
    return yes(Q(**{field: True}))


def real(field: str) -> Cast:
    return Cast(F(field), FloatField())


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
DIFFERENCE_SE = Sqrt(F("e__sd") * F("e__sd") / real("e__n") + F("r__sd") * F("r__sd") / real("r__n"))
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
