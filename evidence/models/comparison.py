"""Comparison: which arm of a result is set against which, and the estimate that was reported."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from evidence.fields import count, figure
from evidence.models.arm import Arm
from evidence.models.condition import Condition
from evidence.models.intervention import Intervention
from evidence.models.kept import Kept
from evidence.models.outcome import Outcome
from evidence.models.result import Result
from evidence.models.stamped import State, both_or_neither, one_of


class Comparator(models.TextChoices):
    PLACEBO = "placebo", "placebo"
    SHAM = "sham", "sham treatment"
    USUAL_CARE = "usual care", "usual care"
    NO_TREATMENT = "no treatment", "no treatment"
    ACTIVE = "active", "another treatment"
    DOSE = "dose", "another dose or regimen of the same"
    MIXED = "mixed", "several kinds taken together"
    GROUPS = "groups", "another group of people, not treated differently by the study"
    NONE = "none", "no comparator"


class Measure(models.TextChoices):
    MD = "MD", "mean difference"
    SMD = "SMD", "standardised mean difference"
    RR = "RR", "risk ratio"
    OR = "OR", "odds ratio"
    HR = "HR", "hazard ratio"
    RD = "RD", "risk difference"
    RATIO = "ratio", "other ratio"
    MEDIAN_DIFFERENCE = "median difference", "difference of medians"
    PERCENT = "percent", "change in per cent"
    PROPORTION = "proportion", "proportion in per cent"


RATIOS = (Measure.RR, Measure.OR, Measure.HR, Measure.RATIO)


class Direction(models.TextChoices):
    """Which side a comparison speaks for, as the source says it; never by figures of one arm alone."""

    FAVOURS = "favours intervention", "favours the intervention"
    AGAINST = "favours comparator", "favours the comparator"
    NO_CLEAR_DIFFERENCE = "no clear difference", "no clear difference"
    NOT_COMPARED = "not compared", "not compared with anything"
    NOT_STATED = "not stated", "not stated"


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def get_by_natural_key(self, study: str, result: str, slug: str) -> Comparison:
        return self.get(result__study__slug=study, result__slug=result, slug=slug)

    def published(self) -> Self:
        return self.filter(result__state=State.PUBLISHED, result__study__state=State.PUBLISHED)

    def about(self, intervention: Intervention) -> Self:
        """Comparisons that test an intervention or anything below it."""
        return self.testing(Intervention.objects.under(intervention))

    def testing(self, interventions: Iterable[Intervention]) -> Self:
        return self.filter(intervention__in=interventions)

    def treating(self, condition: Condition) -> Self:
        treated = Condition.objects.under(condition)
        return self.filter(result__study__in=treated.values("studies"))

    def measuring(self, outcome: Outcome) -> Self:
        return self.filter(result__outcome=outcome)


class Comparison(Kept):
    """Every result has at least one; a figure that nothing was compared with says so here."""

    part_of = "result"

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="comparisons")
    slug = models.SlugField(max_length=80, help_text="Short and lasting: magnesium-v-placebo.")
    intervention = models.ForeignKey(
        Intervention,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="comparisons",
        help_text="What is tested; empty for a figure that is about no intervention.",
    )
    experimental = models.ForeignKey(
        Arm,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The arm that got it; empty for a review's pooled estimate.",
    )
    reference = models.ForeignKey(
        Arm, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="The arm it is set against."
    )
    comparator = models.CharField("compared with", max_length=20, choices=Comparator.choices)
    measure = models.CharField(max_length=20, choices=Measure.choices, blank=True, help_text="Of the printed estimate.")
    estimate = figure(
        "reported estimate", "As printed, experimental minus or over reference. Empty if none is printed."
    )
    ci_low = figure("interval from")
    ci_high = figure("interval to")
    ci_level = models.FloatField("level of the interval, per cent", default=95)
    se = figure("standard error", least=0)
    p = models.CharField(
        "p value",
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(r"^(?:NS|[<>=≤≥]?\s?(?:0|1|0?\.\d+|1\.0+))$", "Expected 0.034, <0.001, >0.05 or NS.")
        ],
        help_text="As printed: 0.034, <0.001 or NS; of the comparison, not of one arm.",
    )
    adjusted = models.BooleanField(default=False, help_text="Whether the estimate is adjusted for anything.")
    trials = count("trials pooled", "For an estimate that a review pooled.")
    people = count("people in the estimate")
    i_squared = figure("I², per cent", least=0)
    direction = models.CharField(max_length=20, choices=Direction.choices, default=Direction.NOT_STATED)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        ordering = ["result", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["result", "slug"],
                name="evidence_comparison_once",
                violation_error_message="This result has a comparison of that name already.",
            ),
            one_of("comparator", Comparator),
            one_of("direction", Direction),
            # Half an interval is refused here, so that the next two need not say it again.
            both_or_neither("ci_low", "ci_high", "interval: give both its ends, or neither."),
            models.CheckConstraint(
                condition=models.Q(estimate__isnull=True)
                | models.Q(ci_low__isnull=True)
                | models.Q(ci_high__isnull=True)
                | models.Q(ci_low__lte=models.F("estimate"), ci_high__gte=models.F("estimate")),
                name="evidence_comparison_interval_holds_estimate",
                violation_error_message="interval: it does not hold the estimate.",
            ),
            models.CheckConstraint(
                condition=models.Q(ci_low__isnull=True)
                | models.Q(ci_high__isnull=True)
                | models.Q(ci_low__lte=models.F("ci_high")),
                name="evidence_comparison_interval_in_order",
                violation_error_message="interval: its lower end is above its upper end.",
            ),
            models.CheckConstraint(
                condition=models.Q(estimate__isnull=True, ci_low__isnull=True, se__isnull=True) | ~models.Q(measure=""),
                name="evidence_comparison_estimate_has_a_measure",
                violation_error_message="measure: say what the estimate is.",
            ),
            models.CheckConstraint(
                condition=~models.Q(measure__in=RATIOS)
                | (
                    (models.Q(estimate__isnull=True) | models.Q(estimate__gt=0))
                    & (models.Q(ci_low__isnull=True) | models.Q(ci_low__gt=0))
                ),
                name="evidence_comparison_ratio_above_zero",
                violation_error_message="estimate: a ratio and its interval are above zero.",
            ),
            models.CheckConstraint(
                condition=models.Q(reference__isnull=True)
                | (models.Q(experimental__isnull=False) & ~models.Q(experimental=models.F("reference"))),
                name="evidence_comparison_two_arms",
                violation_error_message="reference: an arm is compared with another arm, not with itself.",
            ),
            models.CheckConstraint(
                condition=~models.Q(comparator=Comparator.NONE)
                | models.Q(reference__isnull=True, direction=Direction.NOT_COMPARED),
                name="evidence_comparison_none_is_none",
                violation_error_message="compared with: with no comparator there is no reference arm, "
                "and the direction is “not compared with anything”.",
            ),
            models.CheckConstraint(
                condition=models.Q(ci_level__gt=0, ci_level__lt=100),
                name="evidence_comparison_level",
                violation_error_message="level of the interval: expected above 0 and below 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result}, {self.slug}"

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.result.natural_key(), self.slug)

    def clean(self) -> None:
        super().clean()
        faults: dict[str, Any] = {}
        for field in ("experimental", "reference"):
            arm: Arm | None = getattr(self, field)
            if arm is not None and hasattr(self, "result") and arm.study_id != self.result.study_id:
                faults[field] = "This arm belongs to another study."
        if None not in (self.estimate, self.ci_low, self.ci_high) and not self.ci_low <= self.estimate <= self.ci_high:
            faults["estimate"] = f"{self.estimate:g} lies outside its interval, {self.ci_low:g} to {self.ci_high:g}."
        if self.comparator not in ("", Comparator.NONE) and self.direction == Direction.NOT_COMPARED:
            faults["direction"] = "There is a comparator, so the direction cannot be “not compared with anything”."
        if faults:
            raise ValidationError(faults)
