"""Categories of a page: found in any capitals, made if they are new."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from wiki.models import Category, Page
from wiki.slugs import slug_of
from wiki.tag_names import tag_key


def set_categories(*, page: Page, names: Iterable[str]) -> None:
    """Exactly these categories; names are compared as those of tags are."""
    wanted = {tag_key(name): name for name in reversed(list(names))}
    small = {name.lower() for name in wanted.values()}
    known = Category.objects.annotate(small=Lower("name")).filter(small__in=small)
    categories = {tag_key(category.name): category for category in known}
    if wanted.keys() - categories.keys():  # SQLite folds the letters of English only: all are compared here
        categories |= {tag_key(category.name): category for category in Category.objects.order_by("-pk")}
    chosen = [categories.get(key) or _made(wanted[key]) for key in sorted(wanted)]
    if page.is_new:
        page.categories.add(*chosen)
    else:
        page.categories.set(chosen)


def _made(name: str) -> Category:
    try:
        with transaction.atomic():
            return Category.objects.create(name=name, slug=_free_slug(name))
    except IntegrityError:  # another import made it meanwhile
        return Category.objects.get(name__iexact=name)


def _free_slug(name: str) -> str:
    first = slug_of(name, longest=90) or "category"
    taken = set(Category.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    numbered = (f"{first}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (first, *numbered) if slug not in taken)
