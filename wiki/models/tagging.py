"""Tags of pages. The tagging library is known here alone, and reached through these functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Lower
from taggit.models import Tag, TaggedItemBase

if TYPE_CHECKING:
    from wiki.models.page import Page


class TaggedPage(TaggedItemBase):  # type: ignore[misc]  # the library has no types
    """One tag on one page, by a real foreign key."""

    content_object = models.ForeignKey("wiki.Page", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="wiki_taggedpage_once")]


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
    TaggedPage.objects.bulk_create([TaggedPage(content_object=page, tag_id=pk) for pk in sorted(missing)])


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
