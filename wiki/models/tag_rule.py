"""TagRule: words that tag the pages they stand on."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from taggit.models import Tag

from evidence.models.stamped import Stamped
from wiki.tag_words import WordsFound, find_words


class TagRuleQuerySet(models.QuerySet["TagRule"]):
    def active(self) -> Self:
        return self.filter(withdrawn=False)


class TagRule(Stamped):
    """Tags the pages that hold certain words; withdrawn, it takes its tags with it."""

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(help_text="One a line, whole words in any capitals; a page with any of them is tagged.")
    in_title_only = models.BooleanField(default=True, help_text="Else the whole text is searched, which finds more.")
    reason = models.CharField("why", max_length=500)
    withdrawn = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = TagRuleQuerySet.as_manager()

    class Meta:
        ordering = ["tag", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(words=""),
                name="wiki_tagrule_has_words",
                violation_error_message="words: expected at least one.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tag}: {', '.join(self.words.splitlines())}"

    def found_in(self, *, title: str, body: str) -> WordsFound | None:
        """The first of its words on a page."""
        return find_words(self.words, title) if self.in_title_only else find_words(self.words, title, body)
