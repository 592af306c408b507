"""Registration: what a study promised a registry beforehand."""

from __future__ import annotations

from django.db import models

from evidence.fields import PartialDateField, RegistrationNumberField, count
from evidence.identifiers import ADDRESS, REGISTRIES
from evidence.models.kept import Kept
from evidence.models.stamped import one_of
from evidence.models.study import Status, Study


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def get_by_natural_key(self, number: str) -> Registration:
        return self.get(number=number)


class Registration(Kept):
    """One entry in one registry; a study can have several, and they can disagree."""

    part_of = "study"
    locked_with = None

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="registrations")
    number = RegistrationNumberField(
        null=False, blank=False, help_text="NCT, ACTRN or ISRCTN; paste the number or the address."
    )
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.UNKNOWN)
    registered = PartialDateField("first registered", null=True, blank=True)
    planned_start = PartialDateField(null=True, blank=True)
    actual_start = PartialDateField(null=True, blank=True)
    planned_end = PartialDateField(null=True, blank=True)
    actual_end = PartialDateField(null=True, blank=True)
    people_planned = count("people planned")
    people_recruited = count("people recruited")
    results_posted = models.BooleanField(null=True, blank=True, help_text="Whether the registry shows results.")
    last_looked = PartialDateField("date last looked at", null=True, blank=True)
    notes = models.TextField(blank=True, help_text="Where it was seen, and where it disagrees with the reports.")

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [one_of("status", Status)]

    def __str__(self) -> str:
        return str(self.number)

    def natural_key(self) -> tuple[str]:
        return (self.number,)

    @property
    def address(self) -> str:
        return next(ADDRESS[one].format(self.number) for one in REGISTRIES if self.number.startswith(one.name))
