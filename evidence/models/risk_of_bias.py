"""Risk of bias: a judgement per domain of a tool, with its reason."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from evidence.models.kept import Kept
from evidence.models.result import Result
from evidence.models.stamped import one_of
from evidence.models.study import Study


class BiasTool(models.TextChoices):
    ROB2 = "RoB 2", "RoB 2 (randomised trials)"
    ROBINS_I = "ROBINS-I", "ROBINS-I (2016)"


class DomainQuerySet(models.QuerySet["BiasDomain"]):
    def get_by_natural_key(self, tool: str, code: str) -> BiasDomain:
        return self.get(tool=tool, code=code)


class BiasDomain(models.Model):
    """One domain of a risk-of-bias tool; domains are data, since tools change."""

    tool = models.CharField(max_length=20, choices=BiasTool.choices)
    code = models.CharField(max_length=10, help_text="D1, D2 … or overall.")
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()

    objects = DomainQuerySet.as_manager()

    class Meta:
        ordering = ["tool", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "code"],
                name="evidence_biasdomain_once",
                violation_error_message="This tool has a domain of that code already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tool} {self.code}: {self.name}"

    def natural_key(self) -> tuple[str, str]:
        return (self.tool, self.code)


class Judgement(models.TextChoices):
    """RoB 2 uses low, some concerns and high; ROBINS-I low to critical."""

    LOW = "low", "low"
    SOME_CONCERNS = "some concerns", "some concerns"
    MODERATE = "moderate", "moderate"
    HIGH = "high", "high"
    SERIOUS = "serious", "serious"
    CRITICAL = "critical", "critical"
    NO_INFORMATION = "no information", "no information"


JUDGEMENTS = {
    BiasTool.ROB2: {Judgement.LOW, Judgement.SOME_CONCERNS, Judgement.HIGH},
    BiasTool.ROBINS_I: set(Judgement) - {Judgement.SOME_CONCERNS, Judgement.HIGH},
}


class RiskOfBiasQuerySet(models.QuerySet["RiskOfBias"]):
    def get_by_natural_key(self, study: str, result: str | None, tool: str, code: str) -> RiskOfBias:
        return self.get(study__slug=study, result__slug=result, domain__tool=tool, domain__code=code)


class RiskOfBias(Kept):
    """For the whole study, or for one result where that differs."""

    part_of = "study"
    locked_with = ("result", "study")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="risks_of_bias")
    result = models.ForeignKey(
        Result,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="risks_of_bias",
        help_text="Only where this result is judged otherwise than the study.",
    )
    domain = models.ForeignKey(BiasDomain, on_delete=models.PROTECT, related_name="+")
    judgement = models.CharField(max_length=20, choices=Judgement.choices)
    reason = models.TextField(help_text="Why, in your own words.")
    quote = models.TextField(blank=True, help_text="The words of the paper that it rests on, short.")
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RiskOfBiasQuerySet.as_manager()

    class Meta:
        ordering = ["study", "domain__tool", "domain__order"]
        verbose_name_plural = "risks of bias"
        constraints = [
            one_of("judgement", Judgement),
            # Two constraints, because a unique constraint takes every NULL for another value.
            models.UniqueConstraint(
                fields=["study", "domain"],
                condition=models.Q(result__isnull=True),
                name="evidence_riskofbias_once_a_study",
                violation_error_message="This domain is judged for this study already.",
            ),
            models.UniqueConstraint(
                fields=["result", "domain"],
                condition=models.Q(result__isnull=False),
                name="evidence_riskofbias_once_a_result",
                violation_error_message="This domain is judged for this result already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="evidence_riskofbias_has_a_reason",
                violation_error_message="reason: a judgement needs one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.judgement}"

    def natural_key(self) -> tuple[str, str | None, str, str]:
        return (self.study.slug, self.result.slug if self.result else None, *self.domain.natural_key())

    def clean(self) -> None:
        super().clean()
        if self.result is not None and self.result.study_id != self.study_id:
            raise ValidationError({"result": "This result belongs to another study."})
        if self.domain_id and self.judgement and self.judgement not in JUDGEMENTS[BiasTool(self.domain.tool)]:
            raise ValidationError({"judgement": f"{self.domain.tool} has no judgement “{self.judgement}”."})
