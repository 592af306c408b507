"""Categories of a page: found in any capitals, made if they are new."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Lower

from wiki.models import Category, Page
from wiki.slugs import slug_of


def set_categories(*, page: Page, names: Iterable[str]) -> None:
    """Exactly these categories."""
    wanted = {name.lower(): name for name in names}
    known = Category.objects.annotate(small=Lower("name")).filter(small__in=wanted)
    categories = {category.name.lower(): category for category in known}
    for small in wanted.keys() - categories.keys():
        categories[small] = Category.objects.create(name=wanted[small], slug=_free_slug(wanted[small]))
    if page.is_new:
        page.categories.add(*categories.values())
    else:
        page.categories.set(categories.values())


def _free_slug(name: str) -> str:
    first = slug_of(name, longest=90) or "category"
    taken = set(Category.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    numbered = (f"{first}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (first, *numbered) if slug not in taken)
