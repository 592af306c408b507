"""Links of pages, kept as rows: where each leads, which pages are wanted, and what a page's new address changes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from django.db import transaction

from wiki.actions.aliases import is_number, part_of_this_site
from wiki.actions.losses import set_losses
from wiki.links import LinkKind, LinkSeen, links_in
from wiki.mentions import with_placeholders
from wiki.models import Alias, Leads, Link, LossPart, Page, PageLoss, Section
from wiki.models.link import LONGEST_ADDRESS, LONGEST_PATH
from wiki.page_file import Loss, LossKind

KEPT = {LinkKind.PAGE: Leads.TO_PAGE, LinkKind.FILE: Leads.TO_FILE, LinkKind.WEB: Leads.TO_WEB}
COMPARED = ("section_id", "kind", "address", "path", "words", "target_id")
# Rows looked at, and pages whose losses are told, in one go.
LINKS_AT_ONCE = 2000
PAGES_AT_ONCE = 200


@dataclass(kw_only=True)
class FoundLinks:
    """The links of a page from the top, not saved yet, and a sentence for each that is too long to be kept."""

    links: list[Link] = field(default_factory=list)
    unkept: list[str] = field(default_factory=list)


def find_links(*, page: Page, sections: Iterable[Section]) -> FoundLinks:
    """Number the links of these sections, and put a placeholder behind each; nothing is written."""
    found = FoundLinks()
    for section in sections:
        for part in ("heading_html", "html"):
            places: defaultdict[int, list[int]] = defaultdict(list)
            html = getattr(section, part)
            for seen in links_in(html):
                if fault := _fault(seen):
                    found.unkept.append(fault)
                elif _is_kept(seen):
                    link = _link(page, section, seen, position=len(found.links) + 1)
                    found.links.append(link)
                    places[seen.end].append(link.position)
            setattr(section, part, with_placeholders(html, places, "link"))
    return found


def _link(page: Page, section: Section, seen: LinkSeen, *, position: int) -> Link:
    return Link(
        page=page,
        section=section,
        position=position,
        kind=KEPT[seen.kind],
        address=seen.address,
        path=seen.path,
        words=seen.words,
    )


def _fault(seen: LinkSeen) -> str:
    """Why a link cannot be a row; empty if it can."""
    if (size := len(seen.address.encode())) > LONGEST_ADDRESS:
        size_and_limit = f"{size:,} bytes: expected at most {LONGEST_ADDRESS:,}"
    elif len(seen.path) > LONGEST_PATH:
        size_and_limit = f"{len(seen.path):,} letters: expected at most {LONGEST_PATH:,}"
    else:
        return ""
    return f"link “{seen.words[:80]}” to “{seen.address[:80]}…” has an address of {size_and_limit}."


def _is_kept(seen: LinkSeen) -> bool:
    """Whether a link leads to a page, a file or the web: not to a list, a study or the first page of this site."""
    if seen.kind is not LinkKind.PAGE:
        return seen.kind in KEPT
    if not seen.path or "\0" in seen.path:
        return False
    return seen.path.startswith("posts/") or not part_of_this_site(seen.path)


def save_links(*, page: Page, found: FoundLinks) -> None:
    """Exactly these links, tied to the pages they lead to; what is known already is not written."""
    places = targets(link.path for link in found.links if link.path)
    known = {link.position: link for link in page.links.all()}
    new, changed = [], []
    for link in found.links:
        link.section, link.target_id = link.section, places.get(link.path)
        old = known.pop(link.position, None)
        if old is None:
            new.append(link)
        elif any(getattr(old, name) != getattr(link, name) for name in COMPARED):
            link.pk = old.pk
            changed.append(link)
    if known:
        page.links.filter(pk__in=[link.pk for link in known.values()]).delete()
    Link.objects.bulk_create(new)
    Link.objects.bulk_update(changed, ["section", "kind", "address", "path", "words", "target"])
    losses = [Loss(kind=LossKind.FAKE_LINK, line=0, sentence=sentence) for sentence in found.unkept]
    wanted = Counter(link.path for link in found.links if link.path and link.target_id is None)
    losses += [Loss(kind=LossKind.WANTED_PAGE, line=_line(page, path), sentence=_says(path, wanted)) for path in wanted]
    set_losses(page=page, part=LossPart.LINKS, losses=losses)


def targets(paths: Iterable[str]) -> dict[str, int]:
    """The number of the page that each path leads to, public or not; a path that leads nowhere is left out."""
    asked = set(paths)
    if not asked:
        return {}
    slugs = {path.removeprefix("posts/") for path in asked if path.startswith("posts/")}
    aliases = Alias.objects.filter(path__in=asked | {f"pages/{slug}" for slug in slugs})
    found = {_as_linked(path): page for path, page in aliases.order_by("path").values_list("path", "page")}
    numbers = {int(path) for path in asked if is_number(path)}
    if numbers:
        numbered = dict(Page.objects.filter(tiki_page_id__in=numbers).values_list("tiki_page_id", "pk"))
        found = {path: numbered[int(path)] for path in asked if is_number(path) and int(path) in numbered} | found
    if slugs:
        own = Page.objects.filter(slug__in=slugs).values_list("slug", "pk")
        found |= {f"posts/{slug}": page for slug, page in own}
    return {path: page for path, page in found.items() if path in asked}


def _as_linked(alias: str) -> str:
    """An alias as the path of a link says it: pages/ and posts/ are one place."""
    return re.sub(r"^pages/", "posts/", alias)


def resolve_links(*, page: Page | None = None) -> int:
    """Tie every link to the page that its path leads to now, or loosen it; returns how many changed.

    With a page, only the links that lead to it or should. What the pages concerned want is told anew with it.
    """
    if page is not None:
        with transaction.atomic():
            return _tie(_concerned(page))
    changed = 0
    for links in _batches():
        with transaction.atomic():
            changed += _tie(links)
    return changed


def _concerned(page: Page) -> list[Link]:
    """Links that should lead to the page and do not, or do and should not."""
    own = {f"posts/{page.slug}", *(_as_linked(path) for path in page.aliases.values_list("path", flat=True))}
    if page.tiki_page_id is not None:
        own.add(str(page.tiki_page_id))
    links = Link.objects.filter(kind=Leads.TO_PAGE).only("page_id", "path", "target_id")
    return [*links.filter(path__in=own).exclude(target=page), *links.filter(target=page).exclude(path__in=own)]


def _batches() -> Iterator[list[Link]]:
    links = Link.objects.filter(kind=Leads.TO_PAGE).only("page_id", "path", "target_id").order_by("pk")
    last = 0
    while batch := list(links.filter(pk__gt=last)[:LINKS_AT_ONCE]):
        yield batch
        last = batch[-1].pk


def _tie(links: list[Link]) -> int:
    places = targets(link.path for link in links)
    changed = [link for link in links if link.target_id != places.get(link.path)]
    for link in changed:
        link.target_id = places.get(link.path)
    Link.objects.bulk_update(changed, ["target"], batch_size=500)
    pages = sorted({link.page_id for link in changed})
    for first in range(0, len(pages), PAGES_AT_ONCE):
        _tell_wanted(pages[first : first + PAGES_AT_ONCE])
    return len(changed)


def _tell_wanted(pages: list[int]) -> None:
    """The wanted pages of these pages as losses; a body is read only where one has to be found in it."""
    wanted: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for page, path in Link.objects.wanted().filter(page__in=pages).values_list("page", "path"):
        wanted[page][path] += 1
    paths = {(page, _says(path, counts)): path for page, counts in wanted.items() for path in counts}
    told = PageLoss.objects.of(LossPart.LINKS).filter(page__in=pages, kind=LossKind.WANTED_PAGE)
    known = {(page, sentence): pk for page, sentence, pk in told.values_list("page", "sentence", "pk")}
    if over := [known[one] for one in known.keys() - paths.keys()]:
        PageLoss.objects.filter(pk__in=over).delete()
    missing = sorted(paths.keys() - known.keys())
    texts = Page.objects.only("front_matter", "body").in_bulk({page for page, _ in missing}) if missing else {}
    PageLoss.objects.bulk_create(
        PageLoss(
            page_id=page,
            part=LossPart.LINKS,
            kind=LossKind.WANTED_PAGE,
            line=_line(texts[page], paths[page, sentence]),
            sentence=sentence,
        )
        for page, sentence in missing
    )


def _says(path: str, wanted: Counter[str]) -> str:
    return f"page “{path}” is wanted and not written yet ({wanted[path]} ×)."


def _line(page: Page, path: str) -> int:
    """The line of the file where a path is first written, in whatever form; 0 if it cannot be found."""
    name = path.removeprefix("posts/")
    written = r"(?:\s|\+|_|%20)+".join(re.escape(word) for word in name.split(" "))
    pattern = rf"""(?<=[/=(|<"'])(?:{written}|{re.escape(quote(name))})(?![\w-])"""
    match = re.search(pattern, page.body, re.IGNORECASE)
    return page.front_matter.count("\n") + 1 + page.body.count("\n", 0, match.start()) if match else 0
