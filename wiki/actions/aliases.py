"""Old addresses: given to a page only if they lead nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import Resolver404, resolve

from wiki.models import Alias, Page, normal_path
from wiki.models.alias import LONGEST

# These answer with a page, or look among the aliases when they have none.
ANSWERED_BY_PAGES = {"wiki:page", "wiki:post", "old-address"}


class AliasError(ValueError):
    """An address that cannot be given to a page; the sentence says whose it is."""


def add_aliases(*, page: Page, addresses: Iterable[str]) -> None:
    """Give a page these addresses, besides those it has. Raises AliasError for one that is taken."""
    paths = list(dict.fromkeys(normal_path(address) for address in addresses))
    for path in paths:
        refuse_taken(path=path, page=page)
    known = set(page.aliases.values_list("path", flat=True))
    Alias.objects.bulk_create([Alias(page=page, path=path) for path in paths if path not in known])


def refuse_taken(*, path: str, page: Page) -> None:
    """Raises AliasError if an address is empty, part of this site, or another page's."""
    if not path or len(path) > LONGEST or "\0" in path:
        raise AliasError(f"alias “/{path[:80]}”: expected an old address of 1 to {LONGEST} characters.")
    if name := part_of_this_site(path):
        raise AliasError(f"alias “/{path}” is an address of this site ({name}): an old address cannot hide it.")
    other = Alias.objects.filter(path=path).exclude(page=page.pk).select_related("page").first()
    if other:
        raise AliasError(f"alias “/{path}” belongs to the page “{other.page.slug}”: an address leads to one page.")
    first, _, last = path.rpartition("/")
    own = Q(slug=last) if first in {"pages", "posts"} else Q(tiki_page_id=path if _is_number(path) else None)
    if (taken := Page.objects.filter(own).exclude(pk=page.pk).first()) and (first or _is_number(path)):
        raise AliasError(f"alias “/{path}” is the address of the page “{taken.slug}”: an address leads to one page.")


def _is_number(path: str) -> bool:
    return path.isascii() and path.isdigit() and len(path) < 10


def part_of_this_site(path: str) -> str:
    """The name of what answers at this path, if it is neither a page nor an old address; else empty."""
    for address in (f"/{path}", f"/{path}/"):
        try:
            name = resolve(address).view_name
        except Resolver404:
            continue
        if name not in ANSWERED_BY_PAGES:
            return name
    return ""
