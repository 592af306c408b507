"""Result: one outcome at one time in one study, with the figures of each arm."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from evidence.fields import addresses, count, figure
from evidence.models.arm import Arm
from evidence.models.instrument import Instrument
from evidence.models.kept import Kept
from evidence.models.outcome import Outcome
from evidence.models.report import Report
from evidence.models.stamped import State, both_or_neither, not_below_zero, one_of, waiting_index
from evidence.models.study import Study


class ResultKind(models.TextChoices):
    """What the figures of the arms are; final scores and changes are never mixed."""

    FINAL = "final", "scores at that time"
    CHANGE = "change", "changes since the start"
    PERCENT_CHANGE = "percent change", "changes in per cent"
    EVENTS = "events", "people with the event"
    MEDIAN = "median", "medians"
    GEOMETRIC = "geometric", "geometric means"
    ESTIMATE = "estimate", "an estimate only"
    WORDS = "words", "words only"


class Basis(models.TextChoices):
    FULL_TEXT = "full text", "full text"
    ABSTRACT = "abstract", "abstract"
    REGISTRY = "registry", "registry"
    SECONDARY = "secondary", "another source that reports it"


class Certainty(models.TextChoices):
    VERIFIED = "verified", "seen at the address given"
    DERIVED = "derived", "worked out from figures that were seen"


class ResultQuerySet(models.QuerySet["Result"]):
    def get_by_natural_key(self, study: str, slug: str) -> Result:
        return self.get(study__slug=study, slug=slug)

    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED, study__state=State.PUBLISHED)

    def measuring(self, outcome: Outcome) -> Self:
        return self.filter(outcome=outcome)


class Result(Kept):
    part_of = "study"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="results")
    slug = models.SlugField(
        max_length=80, help_text="Short and lasting, since the CSV's ids are made of it: pain-6-months."
    )
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="results")
    instrument = models.ForeignKey(
        Instrument,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="results",
        help_text="The scale, from the methods section; empty for events or if not stated.",
    )
    kind = models.CharField(
        "what the figures are",
        max_length=20,
        choices=ResultKind.choices,
        help_text="The heading of the paper's table says.",
    )
    time = models.CharField(
        "time point", max_length=100, blank=True, help_text="As printed: 6 months; end of treatment; baseline."
    )
    days = models.PositiveIntegerField(
        "days after the start", null=True, blank=True, help_text="For sorting: 183 for 6 months, 0 for baseline."
    )
    primary = models.BooleanField("primary outcome", default=False, help_text="As the registration or methods say.")
    subgroup = models.CharField(max_length=200, blank=True, help_text="If these are not all people of the study.")
    finding = models.TextField(
        "in words", blank=True, help_text="What was found, in a sentence of your own; all there is for words only."
    )
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="results", help_text="Where it is printed."
    )
    place = models.CharField(max_length=100, help_text="Table 2; Figure 3; abstract; page 264.")
    quote = models.TextField(blank=True, help_text="The paper's own words with the figure, short.")
    basis = models.CharField(max_length=20, choices=Basis.choices, help_text="What you had before you.")
    addresses = addresses("addresses", "Where you saw it, one address a line.")
    certainty = models.CharField("figures", max_length=20, choices=Certainty.choices, default=Certainty.VERIFIED)
    derivation = models.TextField(blank=True, help_text="How it was worked out, for figures that are not printed.")
    notes = models.TextField(blank=True, help_text="What is missing or odd, for readers.")
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="A second person who compared it with the paper.",
    )

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["study", "outcome", "days", "pk"]
        indexes = [
            waiting_index("evidence_result_waiting"),
            # For the counts of the desk's first page, which would read every result to find a few.
            models.Index(fields=["state"], name="evidence_result_state"),
            models.Index(fields=["basis"], name="evidence_result_basis"),
            models.Index(
                fields=["id"], condition=models.Q(certainty=Certainty.DERIVED), name="evidence_result_derived"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "slug"],
                name="evidence_result_once_a_study",
                violation_error_message="This study has a result of that name already.",
            ),
            one_of("kind", ResultKind),
            one_of("basis", Basis),
            one_of("certainty", Certainty),
            one_of("state", State),
            models.CheckConstraint(
                condition=~models.Q(certainty=Certainty.DERIVED) | ~models.Q(derivation=""),
                name="evidence_result_derivation_said",
                violation_error_message="derivation: say how a derived figure was worked out.",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=ResultKind.WORDS) | ~models.Q(finding=""),
                name="evidence_result_words_said",
                violation_error_message="in words: a result without figures needs a sentence.",
            ),
            models.CheckConstraint(
                condition=models.Q(checked_by__isnull=True)
                | (models.Q(entered_by__isnull=False) & ~models.Q(checked_by=models.F("entered_by"))),
                name="evidence_result_four_eyes",
                violation_error_message="checked by: the second reader must be another person than the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study.slug}: {self.slug}"

    def natural_key(self) -> tuple[str, str]:
        return (self.study.slug, self.slug)

    def clean(self) -> None:
        super().clean()
        if self.report_id and self.study_id and self.report.study_id != self.study_id:
            raise ValidationError({"report": "This report belongs to another study."})


class ArmValueQuerySet(models.QuerySet["ArmValue"]):
    def get_by_natural_key(self, study: str, result: str, arm: str) -> ArmValue:
        return self.get(result__study__slug=study, result__slug=result, arm__slug=arm)


# Figures that are read on the result's instrument, and so must lie on it.
ON_THE_SCALE = ("mean", "baseline_mean", "median", "lower_quartile", "upper_quartile", "minimum", "maximum")
# The interval of a mean may reach beyond the scale's ends: it is computed, not read.
BESIDE_THE_SCALE = ("percent", "ci_low", "ci_high")


class ArmValue(Kept):
    """What one result says of one arm. An arm without a figure took part and was not reported."""

    part_of = "result"

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="values")
    arm = models.ForeignKey(Arm, on_delete=models.PROTECT, related_name="values")
    n = count("people", "With data at this time; table or figure.")
    mean = figure("mean", "Or the mean change, as the result's kind says.")
    sd = figure("SD", "Standard deviation; not the standard error. Empty if not reported.", least=0)
    se = figure("SE", "Standard error of the mean, where it is printed instead of the SD.", least=0)
    ci_low = figure("interval from", "Of 95 %, round the mean of this arm; not of the difference.")
    ci_high = figure("interval to")
    baseline_mean = figure("mean at the start")
    baseline_sd = figure("SD at the start", least=0)
    events = count("people with the event")
    total = count("out of")
    percent = figure("per cent", "Only if no counts are printed.")
    median = figure("median")
    lower_quartile = figure("lower quartile")
    upper_quartile = figure("upper quartile")
    minimum = figure("lowest value", "That anybody in the arm had; the scale's own end is the instrument's.")
    maximum = figure("highest value")
    note = models.CharField(max_length=300, blank=True)

    objects = ArmValueQuerySet.as_manager()

    class Meta:
        ordering = ["result", "arm__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["result", "arm"],
                name="evidence_armvalue_once",
                violation_error_message="This arm has its figures for this result already.",
            ),
            *not_below_zero("sd", "se", "baseline_sd"),
            # Half an interval is refused here, so that the next two need not say it again.
            both_or_neither("ci_low", "ci_high", "interval: give both its ends, or neither."),
            models.CheckConstraint(
                condition=models.Q(ci_low__isnull=True)
                | models.Q(ci_high__isnull=True)
                | models.Q(ci_low__lte=models.F("ci_high")),
                name="evidence_armvalue_interval_in_order",
                violation_error_message="interval: its lower end is above its upper end.",
            ),
            models.CheckConstraint(
                condition=models.Q(mean__isnull=True)
                | models.Q(ci_low__isnull=True)
                | models.Q(ci_high__isnull=True)
                | models.Q(ci_low__lte=models.F("mean"), ci_high__gte=models.F("mean")),
                name="evidence_armvalue_interval_holds_mean",
                violation_error_message="interval: it does not hold the mean.",
            ),
            models.CheckConstraint(
                # Written out for NULL: `events <= total` alone would pass when either is missing.
                condition=models.Q(events__isnull=True)
                | models.Q(events__isnull=False, total__isnull=False, events__lte=models.F("total")),
                name="evidence_armvalue_events_within_total",
                violation_error_message="people with the event: more than there are people, or the total is missing.",
            ),
            models.CheckConstraint(
                condition=models.Q(lower_quartile__isnull=True)
                | models.Q(upper_quartile__isnull=True)
                | models.Q(lower_quartile__lte=models.F("upper_quartile")),
                name="evidence_armvalue_quartiles_in_order",
                violation_error_message="quartiles: the lower one is above the upper one.",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum__isnull=True)
                | models.Q(maximum__isnull=True)
                | models.Q(minimum__lte=models.F("maximum")),
                name="evidence_armvalue_range_in_order",
                violation_error_message="lowest value: it is above the highest value.",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{field}__isnull": True})
                    | models.Q(**{f"{field}__gte": -1e15, f"{field}__lte": 1e15}),
                    name=f"evidence_armvalue_{field}_is_a_number",
                    violation_error_message=f"{field.replace('_', ' ')}: expected a number.",
                )
                for field in (*ON_THE_SCALE, *BESIDE_THE_SCALE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result}, {self.arm.name}"

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.result.natural_key(), self.arm.slug)

    def clean(self) -> None:
        super().clean()
        # By object and not by id: the figures are checked before the result itself is saved.
        if not (hasattr(self, "result") and hasattr(self, "arm")):
            return
        faults: dict[str, Any] = {}
        if self.arm.study_id != self.result.study_id:
            faults["arm"] = "This arm belongs to another study."
        if self.arm.people is not None:
            for field in ("n", "total"):
                value = getattr(self, field)
                if value is not None and value > self.arm.people:
                    faults[field] = f"{value} people, but only {self.arm.people} were allocated to {self.arm.name}."
        faults |= self._off_the_scale()
        if faults:
            raise ValidationError(faults)

    def _off_the_scale(self) -> dict[str, str]:
        scale = self.result.instrument
        if scale is None:
            return {}
        final = self.result.kind in (ResultKind.FINAL, ResultKind.MEDIAN, ResultKind.GEOMETRIC)
        fields = ON_THE_SCALE if final else ("baseline_mean",)
        return {
            field: f"{value:g} cannot be read on {scale}, which runs from {scale.range_words}."
            for field in fields
            if (value := getattr(self, field)) is not None and not scale.holds(value)
        }
