"""Alias: an old address of a page, which still leads to it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from django.db import models

from evidence.models import State
from evidence.models.stamped import Stamped
from wiki.models.page import Page

LONGEST = 500
# The longest forms of the old wiki's addresses; what they ask for stands in their query.
TIKI = re.compile(r"/?(?:tiki-index\.php/?)?\?(?:[^#]*&)?page(?:_id)?=([^&#]*)", re.IGNORECASE)


def normal_path(address: str) -> str:
    """One form for every way to write an old address: the words of its path.

    `/Back+Pain`, `/Back%20Pain`, `Back Pain/` and `/tiki-index.php?page=Back+Pain` are all `Back Pain`.
    """
    asked = TIKI.match(address.strip())
    return words_of(unquote(asked[1] if asked else address))


def words_of(path: str) -> str:
    """The same for a path that was decoded before, as that of a request is."""
    return " ".join(path.replace("+", " ").split()).strip("/ ")


class AliasQuerySet(models.QuerySet["Alias"]):
    def for_path(self, path: str) -> Alias | None:
        """The alias of a published page at this decoded path, with its page.

        In other capitals if there is none in these, as long as all that there are lead to one page.
        """
        words = words_of(path)
        if not words or len(words) > LONGEST:
            return None
        public = self.filter(page__state=State.PUBLISHED).select_related("page")
        if exact := public.filter(path=words).first():
            return exact
        alike = list(public.filter(path__iexact=words)[:10])
        return alike[0] if len({one.page_id for one in alike}) == 1 else None


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


def page_at(path: str) -> Page | None:
    """The public page that an old path or an old page number leads to."""
    alias = Alias.objects.for_path(path)
    return alias.page if alias else Page.objects.numbered(path.strip("/"))
