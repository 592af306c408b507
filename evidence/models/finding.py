"""Finding: what all studies of an intervention say together on an outcome; worked out, never typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models

from evidence.models.condition import Condition
from evidence.models.intervention import Intervention
from evidence.models.outcome import Outcome


class FindingQuerySet(models.QuerySet["Finding"]):
    def of(self, interventions: Iterable[int], outcomes: Iterable[int]) -> Self:
        return self.filter(intervention__in=list(interventions), outcome__in=list(outcomes))


class Finding(models.Model):
    """One line of a summary of findings, kept as pages show it, so that lists of them cost one query.

    Of an intervention with all below it. It changes in the transaction that changes what it rests on
    (evidence/actions/findings.py), and is no part of any row's history. `place` is its place among the lines of its
    intervention and outcome.
    """

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="findings")
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="+")
    condition = models.ForeignKey(Condition, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    standing = models.CharField(max_length=20)
    side = models.CharField(max_length=40)
    level = models.CharField(max_length=10, blank=True)
    trials = models.PositiveIntegerField()
    people = models.PositiveBigIntegerField()
    line = models.JSONField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["intervention", "outcome", "place"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "outcome", "place"],
                name="evidence_finding_once",
                violation_error_message="This line of the summary of findings is there already.",
            ),
        ]
        indexes = [models.Index(fields=["condition", "intervention", "outcome"], name="evidence_finding_condition")]

    def __str__(self) -> str:
        return f"{self.intervention}: {self.outcome}, {self.place}"
