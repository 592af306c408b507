"""CertaintyRules: a version of the rules by which certainty is worked out, with every threshold."""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models

from evidence.grading import Rules, RulesError
from evidence.models.kept import Kept
from evidence.models.stamped import one_of


class RulesState(models.TextChoices):
    DRAFT = "draft", "draft"
    IN_FORCE = "in force", "in force"
    RETIRED = "retired", "retired"


def refuse_thresholds(thresholds: Any) -> None:
    """Raises ValidationError, with a sentence for each fault, unless rating by these thresholds is possible."""
    if not isinstance(thresholds, dict):
        raise ValidationError(f"Expected thresholds by their names, got {thresholds!r:.60}.")
    faults = ["version: there is no such threshold."] if "version" in thresholds else []
    try:
        # What a version is called is its own field's business.
        Rules.from_json({**thresholds, "version": "1"})
    except RulesError as error:
        faults += error.faults
    if faults:
        raise ValidationError(faults)


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

    @property
    def numbers(self) -> dict[str, Any]:
        """The thresholds by their names; none where something else was loaded."""
        return self.thresholds if isinstance(self.thresholds, dict) else {}

    @property
    def as_rules(self) -> Rules:
        """What certainty is worked out by; raises RulesError if the thresholds are none of this program."""
        kept = self.thresholds
        return Rules.from_json({**kept, "version": self.version} if isinstance(kept, dict) else kept)

    def clean(self) -> None:
        super().clean()
        try:
            refuse_thresholds(self.thresholds)
        except ValidationError as error:
            raise ValidationError({"thresholds": error.messages}) from error
