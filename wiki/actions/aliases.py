"""Addresses of a page: its own and its old ones, given to it only if they lead nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import Q
from django.urls import Resolver404, resolve

from wiki.actions.versions import editing
from wiki.models import Alias, Authority, LossPart, Page, PageLoss, normal_path
from wiki.models.alias import LONGEST
from wiki.reading.frontmatter import line_of
from wiki.reading.page_file import LossKind

# These answer with a page, or look among the aliases when they have none.
ANSWERED_BY_PAGES = {"wiki:page", "wiki:post", "old-address"}
# Answered before any address is looked up (config/health.py).
PROBES = {"healthz", "readyz"}
LONGEST_SLUG = 200
OWN = ("pages/", "posts/")
ONE_PAGE = "an address leads to one page"


class AliasError(ValueError):
    """An address that cannot be given to a page; the sentence says whose it is."""


def add_aliases(*, page: Page, addresses: Iterable[str]) -> None:
    """Give a page these addresses, besides those it has. Raises AliasError for one that it cannot have."""
    for fault in give_aliases(page=page, addresses=addresses).values():
        raise AliasError(f"{fault}.")


def give_aliases(*, page: Page, addresses: Iterable[str]) -> dict[str, str]:
    """Give a page those of these addresses that are free, besides what it has; why not, for each of the others."""
    paths = list(dict.fromkeys(normal_path(address) for address in addresses))
    if not paths:
        return {}
    faults = faults_of(page=page, paths=paths)
    free = [path for path in paths if path not in faults]
    known = set() if page.is_new else set(page.aliases.filter(path__in=free).values_list("path", flat=True))
    Alias.objects.bulk_create([Alias(page=page, path=path) for path in free if path not in known])
    return faults


def leave_address(*, page: Page, old_slug: str) -> None:
    """Let a page's former address lead to its present one, which is no old address any more if it ever was."""
    page.aliases.filter(path=f"pages/{page.slug}").delete()
    add_aliases(page=page, addresses=[f"pages/{old_slug}"])


def claim_addresses(*, page: Page, by: Any) -> None:
    """Take from other pages the old addresses that are this page's own now; each of them is told of it.

    So it does not matter which of two files is imported first.
    """
    own = [f"{start}{page.slug}" for start in OWN]
    own += [] if page.tiki_page_id is None else [str(page.tiki_page_id)]
    for alias in Alias.objects.filter(path__in=own).exclude(page=page.pk).select_related("page").order_by("path"):
        fault, other = left_out(_is_of(alias.path, page.slug)), alias.page
        with editing(page=other, authority=Authority.IMPORT, by=by, reason=f"The page “{page.slug}” was imported."):
            alias.delete()
        line = line_of(other.front_matter, "aliases")
        PageLoss.objects.create(page=other, part=LossPart.FILE, kind=LossKind.ALIAS, line=line, sentence=fault)


def left_out(fault: str) -> str:
    """How a fault of an alias is told among the losses of an import."""
    return f"{fault}; left out."


def refuse_taken(*, path: str, page: Page) -> None:
    """Raises AliasError if an address is empty, the page's own, part of this site, or another page's."""
    for fault in faults_of(page=page, paths=[path]).values():
        raise AliasError(f"{fault}.")


def faults_of(*, page: Page, paths: Sequence[str]) -> dict[str, str]:
    """Why a page cannot have each of these addresses, for those that it cannot have; in two queries."""
    aliases = Alias.objects.filter(path__in=[path for path in paths if "\0" not in path]).exclude(page=page.pk)
    theirs = dict(aliases.values_list("path", "page__slug"))
    own = _addresses_of_pages(paths)
    return {path: fault for path in paths if (fault := _fault(path, page, theirs, own))}


def _addresses_of_pages(paths: Iterable[str]) -> dict[str, str]:
    """Those that are some page's own address, by its slug or its number in the old wiki, with its slug."""
    slugs = {path: path[len(OWN[0]) :] for path in paths if path.startswith(OWN) and "\0" not in path}
    numbers = {path: int(path) for path in paths if is_number(path)}
    if not slugs and not numbers:
        return {}
    pages = Page.objects.filter(Q(slug__in=slugs.values()) | Q(tiki_page_id__in=numbers.values()))
    rows = list(pages.values_list("slug", "tiki_page_id"))
    by_slug, by_number = {slug for slug, _ in rows}, {number: slug for slug, number in rows}
    return {path: slug for path, slug in slugs.items() if slug in by_slug} | {
        path: by_number[number] for path, number in numbers.items() if number in by_number
    }


def _fault(path: str, page: Page, theirs: Mapping[str, str], own: Mapping[str, str]) -> str:
    if not path or len(path) > LONGEST or "\0" in path:
        shown = path[:80].replace("\0", "%00")  # no database keeps that sign
        return f"alias “/{shown}”: expected an old address of 1 to {LONGEST} characters"
    if name := part_of_this_site(path):
        return f"alias “/{path}” is an address of this site ({name}): an old address cannot hide it"
    if path in theirs:
        return f"alias “/{path}” belongs to the page “{theirs[path]}”: {ONE_PAGE}"
    if own.get(path, page.slug) != page.slug:
        return _is_of(path, own[path])
    if path.startswith(OWN) and path[len(OWN[0]) :] == page.slug:
        return f"alias “/{path}” is the page's own address: it needs no other to lead there"
    return ""


def _is_of(path: str, slug: str) -> str:
    return f"alias “/{path}” is the address of the page “{slug}”: {ONE_PAGE}"


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


def is_number(path: str) -> bool:
    return path.isascii() and path.isdigit() and len(path) < 10


def part_of_this_site(path: str) -> str:
    """The name of what answers at this path, if that is no page; empty if nothing does."""
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
