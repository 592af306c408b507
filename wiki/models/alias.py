"""Alias: an old address of a page, which still leads to it."""

from __future__ import annotations

from urllib.parse import unquote

from django.db import models

from evidence.models import State
from evidence.models.stamped import Stamped
from wiki.models.page import Page

LONGEST = 500


def normal_path(address: str) -> str:
    """One form for `/Back+Pain`, `/Back%20Pain` and `Back Pain/` as people write them: the words of the path."""
    return words_of(unquote(address))


def words_of(path: str) -> str:
    """The same for a path that was decoded before, as that of a request is."""
    return " ".join(path.replace("+", " ").split()).strip("/ ")


class AliasQuerySet(models.QuerySet["Alias"]):
    def for_path(self, path: str) -> Alias | None:
        """The alias of a published page at this decoded path, with its page."""
        words = words_of(path)
        if not words or len(words) > LONGEST:
            return None
        return self.filter(path=words, page__state=State.PUBLISHED).select_related("page").first()


class Alias(Stamped):
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="aliases")
    path = models.CharField(
        max_length=LONGEST, unique=True, help_text="An old address without the site: Back Pain, 5963, posts/back-pain."
    )

    objects = AliasQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name_plural = "aliases"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(path="") & ~models.Q(path__startswith="/") & ~models.Q(path__endswith="/"),
                name="wiki_alias_path_is_normal",
                violation_error_message="path: expected words, without a slash at its ends.",
            )
        ]

    def __str__(self) -> str:
        return f"/{self.path}"
