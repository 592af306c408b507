"""Outcome: what is measured, and which way is better."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from evidence.fields import figure
from evidence.models.kept import Kept
from evidence.models.stamped import not_below_zero, one_of


class Better(models.TextChoices):
    LOWER = "lower", "lower is better"
    HIGHER = "higher", "higher is better"
    NEITHER = "neither", "neither is better"


class Effect(models.TextChoices):
    BENEFIT = "benefit", "a benefit looked for"
    HARM = "harm", "a harm looked for"


class Domain(models.TextChoices):
    PAIN = "pain", "pain"
    FUNCTION = "function", "function and disability"
    MOBILITY = "mobility", "mobility"
    QUALITY_OF_LIFE = "quality of life", "quality of life"
    MOOD = "mood", "mood, stress and sleep"
    RECOVERY = "recovery", "recovery and recurrence"
    ILLNESS = "illness", "illness and death"
    LABORATORY = "laboratory", "laboratory value"
    ADVERSE = "adverse", "adverse events"
    BURDEN = "burden", "burden, cost and use of care"


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def get_by_natural_key(self, slug: str) -> Outcome:
        return self.get(slug=slug)


class Outcome(Kept):
    name = models.CharField(max_length=200, help_text="As a reader would say it: pain intensity.")
    slug = models.SlugField(max_length=100, unique=True, help_text="Its address; filled in from the name.")
    domain = models.CharField(max_length=20, choices=Domain.choices)
    effect = models.CharField(max_length=10, choices=Effect.choices, default=Effect.BENEFIT)
    better = models.CharField("which way is better", max_length=10, choices=Better.choices)
    smallest_important_difference = figure(
        "smallest important difference", "In points of the scale beside it; leave empty if unknown.", least=0
    )
    smallest_important_instrument = models.ForeignKey(
        "evidence.Instrument",  # by its name, since a scale's own file reads this one
        verbose_name="scale of that difference",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The instrument whose points these are.",
    )
    smallest_important_source = models.TextField(blank=True, help_text="Who says so: citation and address.")
    description = models.TextField(blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="evidence_outcome_name_any_case",
                violation_error_message="This outcome exists already, perhaps in other capitals.",
            ),
            one_of("domain", Domain),
            one_of("effect", Effect),
            one_of("better", Better),
            *not_below_zero("smallest_important_difference"),
            models.CheckConstraint(
                condition=models.Q(smallest_important_difference__isnull=True)
                | (~models.Q(smallest_important_source="") & models.Q(smallest_important_instrument__isnull=False)),
                name="evidence_outcome_smallest_important_sourced",
                violation_error_message="smallest important difference: say on which scale, and who says so.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("evidence:outcome", args=[self.slug])
