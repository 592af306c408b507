"""Arm and RegimenStep: who got what, in which order."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models

from evidence.dose_doubts import doubts
from evidence.doses import Dose, Unit, elemental_mg
from evidence.fields import count, figure
from evidence.models.intervention import Intervention
from evidence.models.kept import Kept
from evidence.models.route import Route
from evidence.models.stamped import not_below_zero, one_of, one_of_or_none
from evidence.models.study import Study


class Role(models.TextChoices):
    EXPERIMENTAL = "experimental", "gets what is tested"
    ACTIVE = "active", "gets another treatment"
    PLACEBO = "placebo", "gets a placebo"
    SHAM = "sham", "gets a sham treatment"
    USUAL_CARE = "usual care", "gets usual care"
    NO_TREATMENT = "no treatment", "gets no treatment"
    GROUP = "group", "a group that was observed"


class ArmQuerySet(models.QuerySet["Arm"]):
    def get_by_natural_key(self, study: str, slug: str) -> Arm:
        return self.get(study__slug=study, slug=slug)


class Arm(Kept):
    part_of = "study"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="arms")
    name = models.CharField(max_length=100, help_text="Short, as in the paper's tables: magnesium.")
    slug = models.SlugField(max_length=60, help_text="The same in lower case, without spaces.")
    role = models.CharField(max_length=20, choices=Role.choices)
    order = models.PositiveSmallIntegerField(default=0, help_text="Its place in tables, left to right.")
    people = count("people allocated", "Flow diagram, or the first line of table 1.")
    analysed = count("people analysed", "Last box of the flow diagram.")
    words = models.TextField(blank=True, help_text="What it got, in the words of the paper, short.")

    objects = ArmQuerySet.as_manager()

    class Meta:
        ordering = ["study", "order", "pk"]
        constraints = [
            one_of("role", Role),
            models.UniqueConstraint(
                fields=["study", "slug"],
                name="evidence_arm_once_a_study",
                violation_error_message="This study has an arm of that name already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study.slug}: {self.name}"

    def natural_key(self) -> tuple[str, str]:
        return (self.study.slug, self.slug)


class RegimenStepQuerySet(models.QuerySet["RegimenStep"]):
    def get_by_natural_key(self, study: str, arm: str, step: int, intervention: str) -> RegimenStep:
        return self.get(arm__study__slug=study, arm__slug=arm, step=step, intervention__slug=intervention)


class RegimenStep(Kept):
    """One compound or treatment in one step; what is taken together shares a step's number."""

    part_of = "arm"

    arm = models.ForeignKey(Arm, on_delete=models.CASCADE, related_name="regimen")
    step = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1)],
        help_text="1 for what comes first; the same for what is given together.",
    )
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="+")
    co_intervention = models.BooleanField(
        "given to everybody", default=False, help_text="Tick it for background treatment that all arms got."
    )
    route = models.CharField(max_length=20, choices=Route.choices, blank=True)
    amount = figure("amount each time", "As printed, of the compound: 400 for 400 mg magnesium oxide.", least=0)
    unit = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Unit], blank=True)
    times_a_day = figure("times a day", "0.143 for once a week.", least=0)
    days = count("for how many days", "14 for two weeks.")
    words = models.TextField(blank=True, help_text="The words of the paper, with whatever does not fit above.")

    objects = RegimenStepQuerySet.as_manager()

    class Meta:
        ordering = ["arm", "step", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["arm", "step", "intervention"],
                name="evidence_regimenstep_once",
                violation_error_message="This arm has that intervention in that step already.",
            ),
            one_of_or_none("route", Route),
            *not_below_zero("amount", "times_a_day"),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | ~models.Q(unit=""),
                name="evidence_regimenstep_amount_has_a_unit",
                violation_error_message="unit: an amount needs one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arm}, step {self.step}: {self.intervention}"

    def natural_key(self) -> tuple[str, str, int, str]:
        return (*self.arm.natural_key(), self.step, self.intervention.slug)

    @property
    def elemental_dose(self) -> float | None:
        """Milligrams of the element each time; None unless compound, amount and unit are known."""
        if self.amount is None or self.intervention.elemental_fraction is None:
            return None
        return elemental_mg(amount=self.amount, unit=self.unit, fraction=self.intervention.elemental_fraction)

    @property
    def dose(self) -> Dose:
        """The row in plain values, for sums and doubts; it looks at the intervention."""
        return Dose(
            name=self.intervention.name,
            amount=self.amount,
            unit=self.unit,
            times_a_day=self.times_a_day,
            days=self.days,
            route=self.route,
            words=self.words,
            counted_as=self.intervention.counted_as,
            fraction=self.intervention.elemental_fraction,
            micrograms_per_iu=self.intervention.micrograms_per_iu,
        )

    @property
    def doubts(self) -> list[str]:
        return doubts(self.dose)
