"""Tags of pages. The tagging library is known here and in the other files of tags alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from taggit.models import Tag, TaggedItemBase

from evidence.models.stamped import one_of
from wiki.models.tag_alias import TagAlias
from wiki.models.tag_key import TagKey
from wiki.models.tag_rule import TagRule
from wiki.tag_names import tag_key

if TYPE_CHECKING:
    from wiki.models.page import Page


class Origin(models.TextChoices):
    """Where a tag on a page comes from."""

    FILE = "file", "the page's front matter"
    HAND = "hand", "a curator"
    RULE = "rule", "a rule"


class TaggedPage(TaggedItemBase):  # type: ignore[misc]  # the library has no types
    """One tag on one page, by a real foreign key, with where it comes from."""

    content_object = models.ForeignKey("wiki.Page", on_delete=models.CASCADE, related_name="+")
    origin = models.CharField("from", max_length=10, choices=Origin.choices, default=Origin.HAND)
    rule = models.ForeignKey(TagRule, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="wiki_taggedpage_once"),
            one_of("origin", Origin),
            models.CheckConstraint(
                condition=models.Q(origin="rule", rule__isnull=False)
                | (~models.Q(origin="rule") & models.Q(rule__isnull=True)),
                name="wiki_taggedpage_rule",
                violation_error_message="rule: a tag by rule names it, and no other does.",
            ),
        ]


class Untagged(models.Model):
    """A tag that a curator took off a page: no import and no rule puts it back."""

    page = models.ForeignKey("wiki.Page", on_delete=models.CASCADE, related_name="+")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "tag"], name="wiki_untagged_once")]

    def __str__(self) -> str:
        return f"{self.tag} not on {self.page_id}"


@dataclass(frozen=True, kw_only=True)
class PageTag:
    """A tag of a page with where it comes from; `words` are those of its rule, if a rule put it there."""

    name: str
    slug: str
    origin: Origin
    words: str

    @property
    def says(self) -> str:
        """What a reader is told beside it; nothing where the page itself names it."""
        told = {Origin.HAND: "added by a curator", Origin.RULE: f"by rule: {self.words}"}
        return told.get(self.origin, "")


def tags_of(page: Page) -> list[tuple[str, str]]:
    """The name and the address word of each tag, by name."""
    return sorted(page.tags.values_list("name", "slug"), key=lambda pair: pair[0].casefold())


def page_tags(page: Page) -> list[PageTag]:
    """The same with where each comes from, in one query."""
    rows = TaggedPage.objects.filter(content_object=page).values_list("tag__name", "tag__slug", "origin", "rule__words")
    tags = [
        PageTag(name=name, slug=slug, origin=Origin(origin), words=", ".join((words or "").splitlines()))
        for name, slug, origin, words in rows
    ]
    return sorted(tags, key=lambda tag: tag.name.casefold())


def tag_names_on(pages: Iterable[int]) -> dict[int, list[str]]:
    """The names of the tags of many pages, by the number of the page, each list in the order of `tags_of`."""
    names: dict[int, list[str]] = defaultdict(list)
    rows = TaggedPage.objects.filter(content_object__in=list(pages)).values_list("content_object", "tag__name")
    for page, name in rows:
        names[page].append(name)
    return {page: sorted(listed, key=str.casefold) for page, listed in names.items()}


def tagged_any(names: Iterable[str]) -> models.QuerySet[TaggedPage, Any]:
    """The numbers of the pages that carry one of these names as a tag, in any capitals.

    Only where the page or a curator says so: a rule has seen a word, which says little about what a page is about.
    """
    tags = TagKey.objects.filter(key__in={tag_key(name) for name in names}).values("tag")
    tagged = TaggedPage.objects.filter(tag__in=tags).exclude(origin=Origin.RULE)
    pages: models.QuerySet[TaggedPage, Any] = tagged.values_list("content_object", flat=True)
    return pages


def tag_at(slug: str) -> Tag | None:
    """The tag with this address word."""
    tag: Tag | None = Tag.objects.filter(slug=slug).first()
    return tag


def tag_that_was_at(slug: str) -> Tag | None:
    """The tag that an old address word leads to."""
    alias = TagAlias.objects.filter(slug=slug).select_related("tag").first()
    return alias.tag if alias else None
