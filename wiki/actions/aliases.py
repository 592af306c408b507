"""Addresses of a page: its own and its old ones, given to it only if they lead nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import Q
from django.urls import Resolver404, resolve

from wiki.models import Alias, Page, normal_path
from wiki.models.alias import LONGEST

# These answer with a page, or look among the aliases when they have none.
ANSWERED_BY_PAGES = {"wiki:page", "wiki:post", "old-address"}
# Answered before any address is looked up (config/health.py).
PROBES = {"healthz", "readyz"}
LONGEST_SLUG = 200


class AliasError(ValueError):
    """An address that cannot be given to a page; the sentence says whose it is."""


def add_aliases(*, page: Page, addresses: Iterable[str]) -> None:
    """Give a page these addresses, besides those it has. Raises AliasError for one that is taken."""
    paths = list(dict.fromkeys(normal_path(address) for address in addresses))
    for path in paths:
        refuse_taken(path=path, page=page)
    known = set(page.aliases.values_list("path", flat=True))
    Alias.objects.bulk_create([Alias(page=page, path=path) for path in paths if path not in known])


def leave_address(*, page: Page, old_slug: str) -> None:
    """Let a page's former address lead to its present one, which is no old address any more if it ever was."""
    page.aliases.filter(path=f"pages/{page.slug}").delete()
    add_aliases(page=page, addresses=[f"pages/{old_slug}"])


def refuse_taken(*, path: str, page: Page) -> None:
    """Raises AliasError if an address is empty, the page's own, part of this site, or another page's."""
    if not path or len(path) > LONGEST or "\0" in path:
        raise AliasError(f"alias “/{path[:80]}”: expected an old address of 1 to {LONGEST} characters.")
    if path == f"pages/{page.slug}":
        raise AliasError(f"alias “/{path}” is the page's own address: it needs no other to lead there.")
    if name := part_of_this_site(path):
        raise AliasError(f"alias “/{path}” is an address of this site ({name}): an old address cannot hide it.")
    other = Alias.objects.filter(path=path).exclude(page=page.pk).select_related("page").first()
    if other:
        raise AliasError(f"alias “/{path}” belongs to the page “{other.page.slug}”: an address leads to one page.")
    first, _, last = path.rpartition("/")
    own = Q(slug=last) if first in {"pages", "posts"} else Q(tiki_page_id=path if _is_number(path) else None)
    if (taken := Page.objects.filter(own).exclude(pk=page.pk).first()) and (first or _is_number(path)):
        raise AliasError(f"alias “/{path}” is the address of the page “{taken.slug}”: an address leads to one page.")


def refuse_taken_slug(*, slug: str, page: Page) -> None:
    """Raises AliasError if a word cannot be the page's address below /pages/, or leads to another page already."""
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise AliasError(f"address “{slug[:80]}”: expected letters, digits, - and _ only.") from error
    if len(slug) > LONGEST_SLUG:
        raise AliasError(f"address “{slug[:80]}…” has {len(slug)} characters: expected at most {LONGEST_SLUG}.")
    if Page.objects.filter(slug=slug).exclude(pk=page.pk).exists():
        raise AliasError(f"address “{slug}” is that of another page: give another.")
    paths = [f"pages/{slug}", f"posts/{slug}"]
    other = Alias.objects.filter(path__in=paths).exclude(page=page.pk).select_related("page").first()
    if other:
        raise AliasError(f"address “{slug}” is an old address of the page “{other.page.slug}”: give another.")


def _is_number(path: str) -> bool:
    return path.isascii() and path.isdigit() and len(path) < 10


def part_of_this_site(path: str) -> str:
    """The name of what answers at this path, if it is neither a page nor an old address; else empty."""
    first = f"/{path.partition('/')[0]}/"
    if path in PROBES or first == settings.STATIC_URL:
        return "probe" if path in PROBES else "static files"
    for address in (f"/{path}", f"/{path}/"):
        try:
            name = resolve(address).view_name
        except Resolver404:
            continue
        if name not in ANSWERED_BY_PAGES:
            return name
    return ""
