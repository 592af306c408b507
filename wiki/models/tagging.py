"""Tags of pages. The tagging library is known here alone, and reached through these functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from taggit.models import Tag, TaggedItemBase

from evidence.models.stamped import one_of
from wiki.models.tag_rule import TagRule

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


def set_tags(page: Page, names: Iterable[str]) -> None:
    """Exactly these tags, in four queries if all exist; one that exists in other capitals is taken as it exists."""
    wanted = {name.lower(): name for name in reversed(list(names))}
    known = Tag.objects.annotate(small=Lower("name")).filter(
        models.Q(small__in=wanted) | models.Q(name__in=wanted.values())
    )
    tags = {tag.name.lower(): tag for tag in known}
    for small in wanted.keys() - tags.keys():
        tags[small] = Tag(name=wanted[small])
        tags[small].save()  # one by one: the library finds a free address for each
    here = TaggedPage.objects.filter(content_object=page)
    here.exclude(tag__in=tags.values()).delete()
    missing = {tag.pk for tag in tags.values()} - set(here.values_list("tag", flat=True))
    new = [TaggedPage(content_object=page, tag_id=pk, origin=Origin.FILE) for pk in sorted(missing)]
    TaggedPage.objects.bulk_create(new)


def tags_of(page: Page) -> list[tuple[str, str]]:
    """The name and the address word of each tag, by name."""
    return sorted(page.tags.values_list("name", "slug"), key=lambda pair: pair[0].casefold())


def tagged_any(names: Iterable[str]) -> models.QuerySet[TaggedPage, Any]:
    """The numbers of the pages that carry one of these names as a tag, in any capitals."""
    small = [name.lower() for name in names]
    tagged = TaggedPage.objects.annotate(small=Lower("tag__name")).filter(small__in=small)
    pages: models.QuerySet[TaggedPage, Any] = tagged.values_list("content_object", flat=True)
    return pages


def tag_at(slug: str) -> str | None:
    """The name of the tag with this address word."""
    name: str | None = Tag.objects.filter(slug=slug).values_list("name", flat=True).first()
    return name
