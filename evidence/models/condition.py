"""Condition: who is treated, and for what."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from evidence.models.tree import Tree, TreeQuerySet


class ConditionQuerySet(TreeQuerySet):
    pass


class Condition(Tree):
    """Low back pain is acute under 6 weeks, sub-chronic from 6 to 12, chronic over 12."""

    weeks_from = models.PositiveSmallIntegerField(
        "lasting at least (weeks)", null=True, blank=True, help_text="12 for chronic low back pain."
    )
    weeks_to = models.PositiveSmallIntegerField(
        "lasting at most (weeks)", null=True, blank=True, help_text="6 for acute low back pain."
    )

    objects = ConditionQuerySet.as_manager()

    class Meta(Tree.Meta):
        constraints = [
            *Tree.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(weeks_from__isnull=True)
                | models.Q(weeks_to__isnull=True)
                | models.Q(weeks_from__lt=models.F("weeks_to")),
                name="evidence_condition_weeks_in_order",
                violation_error_message="weeks: the least must be below the most.",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("evidence:condition", args=[self.slug])
