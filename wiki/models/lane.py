"""Lane: where a text comes from, and so whether it may carry evidence."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class LaneError(ValueError):
    """Words that name no lane."""


class Lane(models.TextChoices):
    TRIAL_REPORT = "trial report", "trial report"
    SYSTEMATIC_REVIEW = "systematic review", "systematic review"
    NARRATIVE_REVIEW = "narrative review", "narrative review"
    GUIDELINE = "guideline", "guideline"
    REGISTRY = "registry", "registry"
    ENCYCLOPAEDIA = "encyclopaedia", "encyclopaedia"
    WIKI = "wiki", "wiki"
    NEWS = "news", "news"
    COMMERCIAL = "commercial", "commercial"
    AI_WRITTEN = "AI-written", "AI-written"
    PERSONAL = "personal experience", "personal experience"

    @classmethod
    def named(cls, words: str) -> Lane:
        """A lane by its words in any capitals. Raises LaneError with the list of lanes."""
        for lane in cls:
            if lane.value.lower() == " ".join(words.split()).lower():
                return lane
        raise LaneError(f"“{words}” is not a lane: expected one of {', '.join(cls.values)}.")

    @property
    def carries_evidence(self) -> bool:
        return self in CARRIES_EVIDENCE

    @property
    def sealed(self) -> bool:
        """Kept out of every assessment, whatever it says."""
        return self in SEALED

    @property
    def slug(self) -> str:
        return self.value.lower().replace(" ", "-")


CARRIES_EVIDENCE = {
    Lane.TRIAL_REPORT,
    Lane.SYSTEMATIC_REVIEW,
    Lane.NARRATIVE_REVIEW,
    Lane.GUIDELINE,
    Lane.REGISTRY,
}
SEALED = {Lane.AI_WRITTEN, Lane.COMMERCIAL, Lane.PERSONAL}


class Authority(models.TextChoices):
    """Who decided; a lower one never overrules a higher: an import, the curation file, a curator."""

    IMPORT = "import", "the import"
    FILE = "file", "the curation file"
    CURATOR = "curator", "a curator"

    @property
    def may_overrule(self) -> list[Authority]:
        ranks = list(Authority)
        return ranks[: ranks.index(self) + 1]


class Decided(models.Model):
    """A row whose curated fields remember who decided them, so that no import undoes a person's work."""

    authority = models.CharField("decided by", max_length=10, choices=Authority.choices, default=Authority.IMPORT)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        abstract = True

    def open_to(self, authority: Authority) -> bool:
        return Authority(self.authority) in authority.may_overrule

    def decide(self, *, authority: Authority, by: Any) -> None:
        self.authority, self.decided_by = authority, by


class Laned(Decided):
    """A text with a lane; a suggestion counts for nothing until somebody has confirmed it."""

    lane = models.CharField(
        max_length=30,
        choices=Lane.choices,
        blank=True,
        help_text="Where the text comes from. Empty: not yet sorted; for a section: as its page.",
    )
    suggested_lane = models.CharField(max_length=30, choices=Lane.choices, blank=True, editable=False)
    suggestion_reason = models.CharField(max_length=200, blank=True, editable=False)

    class Meta(Decided.Meta):
        abstract = True

    @property
    def in_lane(self) -> Lane | None:
        return Lane(self.lane) if self.lane else None

    @property
    def perhaps_in_lane(self) -> Lane | None:
        """What a rule suggests, as long as no lane is set."""
        return Lane(self.suggested_lane) if self.suggested_lane and not self.lane else None


def lane_or_empty(field: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": ["", *Lane.values]}),
        name=f"%(app_label)s_%(class)s_{field}",
        violation_error_message=f"{field.replace('_', ' ')}: expected one of {', '.join(Lane.values)}.",
    )
