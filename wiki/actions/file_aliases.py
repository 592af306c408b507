"""The old addresses that a file asks for: given where they are free, and told where they are not."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from wiki.actions.aliases import is_number, part_of_this_site
from wiki.models import Alias, Page, normal_path
from wiki.models.alias import LONGEST

OWN = ("pages/", "posts/")
ONE_PAGE = "an address leads to one page"


def give_aliases(*, page: Page, addresses: Iterable[str]) -> list[str]:
    """Give a page these addresses, besides those it has; returns a sentence for each that it cannot have."""
    paths = list(dict.fromkeys(normal_path(address) for address in addresses))
    if not paths:
        return []
    askable = [path for path in paths if _is_address(path)]
    known = dict(Alias.objects.filter(path__in=askable).values_list("path", "page__slug"))
    own = _addresses_of_pages(askable)
    faults = {path: fault for path in paths if (fault := _fault(path, page, known, own))}
    Alias.objects.bulk_create([Alias(page=page, path=path) for path in paths if path not in known | faults])
    return [f"{fault}: left out." for fault in faults.values()]


def _addresses_of_pages(paths: Iterable[str]) -> dict[str, str]:
    """Those that are some page's own address, by its slug or its number in the old wiki, with its slug."""
    slugs = {path: path[len(OWN[0]) :] for path in paths if path.startswith(OWN)}
    numbers = {path: int(path) for path in paths if is_number(path)}
    if not slugs and not numbers:
        return {}
    pages = Page.objects.filter(Q(slug__in=slugs.values()) | Q(tiki_page_id__in=numbers.values()))
    rows = list(pages.values_list("slug", "tiki_page_id"))
    by_slug, by_number = {slug for slug, _ in rows}, {number: slug for slug, number in rows}
    return {path: slug for path, slug in slugs.items() if slug in by_slug} | {
        path: by_number[number] for path, number in numbers.items() if number in by_number
    }


def _is_address(path: str) -> bool:
    return 0 < len(path) <= LONGEST and "\0" not in path


def _fault(path: str, page: Page, known: dict[str, str], own: dict[str, str]) -> str:
    if not _is_address(path):
        shown = path[:80].replace("\0", "%00")  # no database keeps that sign
        return f"alias “/{shown}”: expected an old address of 1 to {LONGEST} characters"
    if name := part_of_this_site(path):
        return f"alias “/{path}” is an address of this site ({name}), and an old address cannot hide it"
    if known.get(path, page.slug) != page.slug:
        return f"alias “/{path}” belongs to the page “{known[path]}”, and {ONE_PAGE}"
    if own.get(path, page.slug) != page.slug:
        return f"alias “/{path}” is the address of the page “{own[path]}”, and {ONE_PAGE}"
    if path.startswith(OWN) and path[len(OWN[0]) :] == page.slug:
        return f"alias “/{path}” is the page's own address"
    return ""
