"""Risk of bias: a judgement per domain of a tool, with its reason and the words it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from evidence.models.bias_tool import BiasDomain, Judgement
from evidence.models.kept import Kept
from evidence.models.result import Result
from evidence.models.stamped import one_of
from evidence.models.study import Study

if TYPE_CHECKING:
    from evidence.models.bias_opinion import BiasOpinion


def grounded(label: str) -> list[models.CheckConstraint]:
    """A judgement has its reason, and the paper's words or a reason why none are quoted."""
    return [
        models.CheckConstraint(
            condition=~models.Q(reason=""),
            name=f"evidence_{label}_has_a_reason",
            violation_error_message="reason: a judgement needs one.",
        ),
        models.CheckConstraint(
            condition=~models.Q(quote="")
            | ~models.Q(quote_missing="")
            | models.Q(judgement=Judgement.NO_INFORMATION.value),
            name=f"evidence_{label}_has_a_quote",
            violation_error_message="quote: expected the paper’s words that it rests on, or why there are none.",
        ),
    ]


class Judged(models.Model):
    """A judgement of one domain, for the whole study or for one result of it, and what it rests on."""

    domain = models.ForeignKey(BiasDomain, on_delete=models.PROTECT, related_name="+")
    judgement = models.CharField(max_length=30, choices=Judgement.choices)
    reason = models.TextField(help_text="Why, in your own words.")
    quote = models.TextField(blank=True, help_text="The words of the paper that it rests on, short.")
    quote_missing = models.CharField(
        "why nothing is quoted",
        max_length=200,
        blank=True,
        help_text="Only without a quote: “only the abstract was seen”.",
    )

    class Meta:
        abstract = True


def refuse_strangers(row: RiskOfBias | BiasOpinion) -> None:
    """Raises ValidationError for a result of another study, and for a judgement that the tool does not know."""
    if row.result is not None and row.result.study_id != row.study_id:
        raise ValidationError({"result": "This result belongs to another study."})
    if row.domain_id and row.judgement and row.judgement not in row.domain.tool.known:
        raise ValidationError({"judgement": f"{row.domain.tool} has no judgement “{row.judgement}”."})


class RiskOfBiasQuerySet(models.QuerySet["RiskOfBias"]):
    def get_by_natural_key(self, study: str, result: str | None, tool: str, code: str) -> RiskOfBias:
        return self.get(study__slug=study, result__slug=result, domain__tool__name=tool, domain__code=code)


class RiskOfBias(Judged, Kept):
    """What is agreed: for the whole study, or for one result where that differs. Readers see it."""

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
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RiskOfBiasQuerySet.as_manager()

    class Meta:
        ordering = ["study", "domain__tool__name", "domain__order"]
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
            *grounded("riskofbias"),
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.judgement}"

    def natural_key(self) -> tuple[str, str | None, str, str]:
        return (self.study.slug, self.result.slug if self.result else None, *self.domain.natural_key())

    def clean(self) -> None:
        super().clean()
        refuse_strangers(self)
