"""Instrument: the scale on which an outcome is read."""

from __future__ import annotations

from django.db import models

from evidence.fields import figure
from evidence.models.kept import Kept
from evidence.models.outcome import Better
from evidence.models.stamped import one_of


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def get_by_natural_key(self, slug: str) -> Instrument:
        return self.get(slug=slug)


class Instrument(Kept):
    """Its ends and direction are what lets figures from two scales be set side by side."""

    name = models.CharField(max_length=200, unique=True, help_text="In full: numerical rating scale, 0 to 10.")
    short_name = models.CharField(max_length=40, help_text="For tables: NRS 0–10.")
    slug = models.SlugField(max_length=100, unique=True)
    unit = models.CharField(max_length=40, blank=True, help_text="points, mm, degrees, nmol/L, days …")
    minimum = figure("lowest possible value", "Empty if the scale has no lower end.")
    maximum = figure("highest possible value", "Empty if the scale has no upper end.")
    family = models.SlugField(
        max_length=60,
        blank=True,
        help_text="One word for scales of the same thing, such as pain-intensity: figures of one can be rescaled onto "
        "another. Leave it empty if you are not sure.",
    )
    better = models.CharField("which end is better", max_length=10, choices=Better.choices)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            one_of("better", Better),
            models.CheckConstraint(
                condition=models.Q(minimum__isnull=True)
                | models.Q(maximum__isnull=True)
                | models.Q(minimum__lt=models.F("maximum")),
                name="evidence_instrument_ends_in_order",
                violation_error_message="The lowest possible value must be below the highest.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def holds(self, value: float) -> bool:
        """Whether a value can be read on this instrument."""
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)

    @property
    def range_words(self) -> str:
        ends = [f"{end:g}" if end is not None else "no limit" for end in (self.minimum, self.maximum)]
        return f"{ends[0]} to {ends[1]}"
