"""PageLoss: what of a page an import could not carry over; Refusal: a file that it could not read at all."""

from __future__ import annotations

from typing import Self

from django.db import models

from evidence.models.stamped import Stamped
from wiki.models.page import Page
from wiki.reading.page_file import Loss, LossKind


class LossPart(models.TextChoices):
    """Where it was found: each part is found anew by its own reader."""

    FILE = "file", "the file and its front matter"
    TEXT = "text", "the text"
    LINKS = "links", "the links"


class PageLossQuerySet(models.QuerySet["PageLoss"]):
    def of(self, part: LossPart) -> Self:
        return self.filter(part=part)

    def told(self) -> list[Loss]:
        """As values, in the order of the file's lines."""
        rows = self.order_by("line", "sentence").values_list("kind", "line", "sentence")
        return [Loss(kind=LossKind(kind), line=line, sentence=sentence) for kind, line, sentence in rows]


class PageLoss(models.Model):
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="losses")
    part = models.CharField(max_length=10, choices=LossPart.choices)
    kind = models.CharField(max_length=30, choices=[(one.value, one.value) for one in LossKind])
    line = models.PositiveIntegerField(help_text="Of the file; 0 if it could not be found as written.")
    sentence = models.TextField()

    objects = PageLossQuerySet.as_manager()

    class Meta:
        ordering = ["page", "line", "pk"]
        verbose_name = "thing not carried over"
        verbose_name_plural = "things not carried over"
        indexes = [models.Index(fields=["kind", "page", "line"], name="wiki_pageloss_kind")]

    def __str__(self) -> str:
        return self.sentence


class Refusal(Stamped):
    """Stays until an import reads that file."""

    file = models.CharField(max_length=1000, unique=True)
    line = models.PositiveIntegerField()
    sentence = models.TextField()

    class Meta:
        ordering = ["file"]
        verbose_name = "refused file"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"
