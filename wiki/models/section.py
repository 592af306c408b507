"""Section: a heading and what stands under it."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from evidence.fields import PartialDateField
from wiki.models.lane import Authority, Lane, Laned, lane_or_empty
from wiki.models.page import Page


class SectionQuerySet(models.QuerySet["Section"]):
    def unconfirmed(self) -> Self:
        """Those with a suggested lane that nobody has looked at yet."""
        return self.filter(authority=Authority.IMPORT).exclude(suggested_lane="")

    def decided(self) -> Self:
        """Those that a person or the curation file has spoken about, in the order of their pages."""
        return self.exclude(authority=Authority.IMPORT).order_by("page", "order")


class Section(Laned):
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveIntegerField(editable=False)
    level = models.PositiveSmallIntegerField(editable=False, validators=[MinValueValidator(2), MaxValueValidator(6)])
    anchor = models.CharField(max_length=120, editable=False)
    heading = models.TextField(blank=True, editable=False)
    heading_html = models.TextField(blank=True, editable=False)
    html = models.TextField(blank=True, editable=False)
    date = PartialDateField(null=True, blank=True, help_text="2016-03, 2016 or 2016-03-01, with ? if unsure.")
    date_words = models.CharField(max_length=100, blank=True, help_text="As the page prints it: Update March 2016.")

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["page", "order"]
        constraints = [
            lane_or_empty("lane"),
            lane_or_empty("suggested_lane"),
            models.UniqueConstraint(
                fields=["page", "anchor"],
                name="wiki_section_anchor_once_a_page",
                violation_error_message="This page has a section of that anchor already.",
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=2, level__lte=6),
                name="wiki_section_level",
                violation_error_message="level: expected 2 to 6.",
            ),
            models.CheckConstraint(
                condition=models.Q(anchor__startswith="h-"),
                name="wiki_section_anchor_prefix",
                violation_error_message="anchor: expected one that begins with h-.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading or "before the first heading"

    def get_absolute_url(self) -> str:
        return f"{self.page.get_absolute_url()}#{self.anchor}"

    @property
    def confirmed(self) -> bool:
        return self.authority != Authority.IMPORT

    @property
    def decision(self) -> dict[str, str]:
        """What people can say of it, in values that a version keeps."""
        return {"anchor": self.anchor, "lane": self.lane, "date": str(self.date or ""), "date_words": self.date_words}

    def effective_lane(self, page: Page) -> Lane | None:
        """Its own lane, else that of its page, else none: not yet sorted."""
        return self.in_lane or page.in_lane

    def sells(self, page: Page) -> bool:
        """Whether its links are a seller's: on a seller's page all are, whatever lane a part of it stands in."""
        return Lane.COMMERCIAL in {page.lane, self.lane}
