"""BiasOpinion: what one of two assessors judged alone, before they agreed. No part of a study's history: see below."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models

from evidence.models.bias_tool import BiasTool, Judgement
from evidence.models.result import Result
from evidence.models.risk_of_bias import Judged, grounded, refuse_strangers
from evidence.models.stamped import Stamped, one_of
from evidence.models.study import Study

# Those who judge a study apart, by one tool.
ASSESSORS = 2


class BiasOpinionQuerySet(models.QuerySet["BiasOpinion"]):
    def of(self, study: Study, tool: BiasTool) -> Self:
        return self.filter(study=study, domain__tool=tool)

    def submitted(self) -> Self:
        return self.filter(submitted__isnull=False)

    def complete(self) -> Self:
        """Those of a study and a tool that both assessors have handed in."""
        return self.submitted().filter(models.Exists(_handed_in_by_others()))

    def seen_by(self, viewer: User | AnonymousUser) -> Self:
        """One's own, and others' only once two have handed theirs in: nobody else sees more, not even an administrator.

        Whoever does not judge may be asked to judge next.
        """
        return self.filter(
            models.Q(by=viewer.pk) | models.Q(models.Exists(_handed_in_by_others()), submitted__isnull=False)
        )


def _handed_in_by_others() -> models.QuerySet[BiasOpinion]:
    """What somebody else handed in on the same study by the same tool."""
    return BiasOpinion.objects.filter(
        study=models.OuterRef("study"), domain__tool=models.OuterRef("domain__tool"), submitted__isnull=False
    ).exclude(by=models.OuterRef("by"))


class BiasOpinion(Judged, Stamped):
    """One assessor's judgement of one domain; `submitted` is empty as long as it may be changed.

    It is not Kept, since the history of a study, its comparisons and its log would show the second assessor what the
    first one said. It needs no history: once it is handed in, no form changes it, and nothing that it is about can be
    deleted from under it.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="+")
    result = models.ForeignKey(Result, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted = models.DateTimeField("handed in", null=True, blank=True)

    objects = BiasOpinionQuerySet.as_manager()

    class Meta:
        ordering = ["study", "by", "result", "domain__order"]
        constraints = [
            one_of("judgement", Judgement),
            *grounded("biasopinion"),
            models.UniqueConstraint(
                fields=["study", "domain", "by"],
                condition=models.Q(result__isnull=True),
                name="evidence_biasopinion_once_a_study",
                violation_error_message="You judged this domain for this study already.",
            ),
            models.UniqueConstraint(
                fields=["result", "domain", "by"],
                condition=models.Q(result__isnull=False),
                name="evidence_biasopinion_once_a_result",
                violation_error_message="You judged this domain for this result already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain}, by {self.by}"

    def clean(self) -> None:
        super().clean()
        refuse_strangers(self)
