"""The lists of tags and of categories that readers see, a screen at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from taggit.models import Tag

from wiki.models import Category, Page, TagAlias, TaggedPage
from wiki.tag_names import tag_key

A_SCREEN = 500


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A tag or a category with the number of its public pages, at least 1; `also`: what a tag was called before."""

    name: str
    slug: str
    pages: int
    also: list[str]


@dataclass(frozen=True, kw_only=True)
class Shelves:
    """One screen in the order of the addresses; `next` is where the next one goes on, empty at the end."""

    shelves: list[Shelf]
    next: str


def tag_list(after: str) -> Shelves:
    """Tags of public pages, in two queries however many there are."""
    tagged = TaggedPage.objects.filter(tag=OuterRef("pk"), content_object__state="published")
    rows = _screen(Tag.objects.all(), tagged, "tag", after)
    also = _old_names(rows)
    return _shelves([Shelf(name=row.name, slug=row.slug, pages=row.count, also=also.get(row.pk, [])) for row in rows])


def category_list(after: str) -> Shelves:
    """Categories of public pages, in one query."""
    through = Page.categories.through.objects.filter(category=OuterRef("pk"), page__state="published")
    rows = _screen(Category.objects.all(), through, "category", after)
    return _shelves([Shelf(name=row.name, slug=row.slug, pages=row.count, also=[]) for row in rows])


def also_called(tag: Tag) -> list[str]:
    return _old_names([tag]).get(tag.pk, [])


def _screen(shelves: QuerySet[Any], holding: QuerySet[Any], by: str, after: str) -> list[Any]:
    """Those that hold a public page, with how many, counted for one screen only."""
    counted = holding.order_by().values(by).annotate(times=Count("pk")).values("times")
    found = shelves.filter(Exists(holding), slug__gt=after).order_by("slug")
    return list(found.annotate(count=Subquery(counted, output_field=IntegerField()))[: A_SCREEN + 1])


def _shelves(shelves: list[Shelf]) -> Shelves:
    more = len(shelves) > A_SCREEN
    return Shelves(shelves=shelves[:A_SCREEN], next=shelves[A_SCREEN - 1].slug if more else "")


def _old_names(tags: Iterable[Tag]) -> dict[int, list[str]]:
    """By the number of the tag; without names that differ from its own in capitals only."""
    names = {tag.pk: tag.name for tag in tags}
    also: dict[int, list[str]] = defaultdict(list)
    for number, name in TagAlias.objects.filter(tag__in=names).order_by("name").values_list("tag", "name"):
        if tag_key(name) != tag_key(names[number]):
            also[number].append(name)
    return also
