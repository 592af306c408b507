"""SearchLog: who looked for evidence, where, with which words, and found how much."""

from __future__ import annotations

from typing import Self

from django.db import models

from evidence.fields import PartialDateField, WebAddressField, count
from evidence.models.condition import Condition
from evidence.models.intervention import Intervention
from evidence.models.kept import Kept
from evidence.models.stamped import web_address


class SearchLogQuerySet(models.QuerySet["SearchLog"]):
    def get_by_natural_key(self, intervention: str, where: str, date: str) -> SearchLog:
        return self.get(intervention__slug=intervention, where=where, date=date)

    def covering(self, intervention: Intervention, condition: Condition | None) -> Self:
        """Searches that would have found it: for the intervention or one above it, in its condition or a wider one.

        One without a condition was for all of them, and only such a one covers what is concluded for all of them.
        """
        within = models.Q(condition__isnull=True)
        if condition is not None:
            within |= models.Q(condition=condition) | models.Q(condition__in=Condition.objects.above(condition))
        wider = models.Q(intervention__in=Intervention.objects.above(intervention))
        return self.filter(within, models.Q(intervention=intervention) | wider)


class SearchLog(Kept):
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="searches")
    condition = models.ForeignKey(Condition, null=True, blank=True, on_delete=models.PROTECT, related_name="searches")
    date = PartialDateField(help_text="When the search was run, or up to when it reaches.")
    who = models.CharField(max_length=200, help_text="The person or the review that searched.")
    where = models.CharField(max_length=300, help_text="Databases and registries: PubMed, CENTRAL …")
    words = models.TextField(blank=True, help_text="The query as it was typed; empty if not published.")
    found = count("studies found that fit")
    looked_for_contrary = models.BooleanField(
        default=False, help_text="Whether it would have found trials without an effect too."
    )
    source = WebAddressField(max_length=1000, blank=True, help_text="Where the search is documented.")
    notes = models.TextField(blank=True)

    objects = SearchLogQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "pk"]
        constraints = [
            web_address("source"),
            models.UniqueConstraint(
                fields=["intervention", "where", "date"],
                name="evidence_searchlog_once",
                violation_error_message="This search is logged already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.intervention}, {self.where}, {self.date}"

    def natural_key(self) -> tuple[str, str, str]:
        return (self.intervention.slug, self.where, str(self.date))
