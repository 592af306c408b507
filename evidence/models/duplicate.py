"""PossibleDuplicate and NotDuplicate: pairs of reports or studies that may be one, and those that are not."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models

from evidence.models.kept import Kept, label_of
from evidence.models.report import Report
from evidence.models.study import Study

KINDS = {label_of(Report): Report, label_of(Study): Study}
Pair = tuple[int, int]


def in_order(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)


class PairQuerySet(models.QuerySet[Any]):
    def of(self, one: Kept, other: Kept) -> Self:
        lower, higher = in_order(one.pk, other.pk)
        return self.filter(model=label_of(one), lower=lower, higher=higher)

    def touching(self, row: Kept) -> Self:
        return self.filter(models.Q(lower=row.pk) | models.Q(higher=row.pk), model=label_of(row))

    def among(self, model: str, pairs: list[Pair]) -> Self:
        """Those of these pairs, and perhaps others: asked by the lower numbers alone, which an index answers."""
        return self.filter(model=model, lower__in={lower for lower, _ in pairs})


def pair_constraints() -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=["model", "lower", "higher"],
            name="%(app_label)s_%(class)s_once",
            violation_error_message="This pair is noted already.",
        ),
        models.CheckConstraint(
            condition=models.Q(lower__lt=models.F("higher")),
            name="%(app_label)s_%(class)s_in_order",
            violation_error_message="lower: a pair is noted once, the lower number first.",
        ),
        models.CheckConstraint(
            condition=models.Q(model__in=list(KINDS)),
            name="%(app_label)s_%(class)s_model",
            violation_error_message="model: expected evidence.report or evidence.study.",
        ),
    ]


class PossibleDuplicate(models.Model):
    """Found by the search and looked at again whenever it is shown; nobody's decision, so without a history."""

    model = models.CharField(max_length=60)
    lower = models.PositiveBigIntegerField("the lower number")
    higher = models.PositiveBigIntegerField("the higher number")

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = pair_constraints()
        indexes = [models.Index(fields=["model", "higher"], name="evidence_possible_higher")]

    def __str__(self) -> str:
        return f"{self.model} {self.lower} and {self.higher}"


class NotDuplicate(Kept):
    """A decision that two rows are two, with its reason; deleting it brings the pair back into the queue."""

    model = models.CharField(max_length=60)
    lower = models.PositiveBigIntegerField("the lower number")
    higher = models.PositiveBigIntegerField("the higher number")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            *pair_constraints(),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="evidence_notduplicate_has_a_reason",
                violation_error_message="reason: say why they are two.",
            ),
        ]
        indexes = [models.Index(fields=["model", "higher"], name="evidence_notduplicate_higher")]

    def __str__(self) -> str:
        return f"{self.model} {self.lower} and {self.higher} are two"
