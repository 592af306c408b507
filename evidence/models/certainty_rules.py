"""CertaintyRules: a version of the rules by which certainty is worked out, with every threshold."""

from __future__ import annotations

import math
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models

from evidence.models.kept import Kept
from evidence.models.stamped import one_of


class RulesState(models.TextChoices):
    DRAFT = "draft", "draft"
    IN_FORCE = "in force", "in force"
    RETIRED = "retired", "retired"


def refuse_thresholds(thresholds: Any) -> None:
    """The one place that reads the thresholds of rules; raises ValidationError unless they are numbers by their names.

    Which names there are and how large a number may be is the business of whoever rates by them.
    """
    if not isinstance(thresholds, dict) or not thresholds:
        raise ValidationError(f'Expected thresholds by their names, such as {{"people": 400}}, got {thresholds!r}.')
    for name, value in thresholds.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value):
            raise ValidationError(f"{name}: expected a number, got {value!r}.")


class CertaintyRulesQuerySet(models.QuerySet["CertaintyRules"]):
    def get_by_natural_key(self, version: str) -> CertaintyRules:
        return self.get(version=version)

    def in_force(self) -> Self:
        return self.filter(state=RulesState.IN_FORCE)


class CertaintyRules(Kept):
    """A draft can be changed; what is or was in force stays as it is, since verdicts rest on it."""

    version = models.CharField(max_length=20, unique=True, help_text="As verdicts name it: 1.0.")
    notes = models.TextField(help_text="What changed since the version before, and why.")
    thresholds = models.JSONField(help_text="Each threshold by its name, with its number.")
    state = models.CharField(max_length=20, choices=RulesState.choices, default=RulesState.DRAFT, editable=False)

    objects = CertaintyRulesQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "rules of certainty"
        verbose_name_plural = "rules of certainty"
        permissions = [("put_rules_in_force", "Can put rules of certainty in force")]
        constraints = [
            one_of("state", RulesState),
            models.CheckConstraint(
                condition=~models.Q(version=""),
                name="evidence_certaintyrules_has_a_version",
                violation_error_message="version: rules need one.",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state=RulesState.IN_FORCE),
                name="evidence_certaintyrules_one_in_force",
                violation_error_message="Other rules are in force: only one version can be.",
            ),
        ]

    def __str__(self) -> str:
        return f"rules {self.version}"

    def natural_key(self) -> tuple[str]:
        return (self.version,)

    @property
    def is_draft(self) -> bool:
        return self.state == RulesState.DRAFT

    def clean(self) -> None:
        super().clean()
        try:
            refuse_thresholds(self.thresholds)
        except ValidationError as error:
            raise ValidationError({"thresholds": error.messages}) from error
