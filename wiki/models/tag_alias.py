"""TagAlias: a name that a tag had before it was renamed or merged."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from taggit.models import Tag

from evidence.models.stamped import Stamped


class TagAlias(Stamped):
    """A name that a tag had, or that was merged into it: its address leads on, and imports use the tag instead."""

    name = models.CharField(max_length=100)
    slug = models.CharField(max_length=100, unique=True)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "tag aliases"
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="wiki_tagalias_name_any_case",
                violation_error_message="This name leads to a tag already, perhaps in other capitals.",
            )
        ]

    def __str__(self) -> str:
        return self.name
