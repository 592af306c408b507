"""Links of pages, kept as rows: where each leads, which pages are wanted, and what a page's new address changes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import unquote

from django.db import transaction
from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Upper

from wiki.actions.aliases import is_number, part_of_this_site
from wiki.actions.losses import MOST, more, set_losses
from wiki.mentions import with_placeholders
from wiki.models import Alias, Leads, Link, LossPart, Page, PageLoss, Section
from wiki.models.link import LONGEST_ADDRESS, LONGEST_PATH, LinkQuerySet
from wiki.reading.page_file import Loss, LossKind, line_at
from wiki.rendering.links import LinkKind, LinkSeen, links_in

KEPT = {LinkKind.PAGE: Leads.TO_PAGE, LinkKind.FILE: Leads.TO_FILE, LinkKind.WEB: Leads.TO_WEB}
COMPARED = ("section_id", "kind", "address", "path", "words", "target_id")
# Paths looked up, and rows written, in one go.
PATHS_AT_ONCE = 2000
ROWS_AT_ONCE = 200
Row = TypeVar("Row")
BEFORE_AN_ADDRESS = set("/=(|<\"'[")


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
    known = {} if page.is_new else {link.position: link for link in page.links.all()}
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
    text = _plainly(page.body) if wanted else ""
    losses += [
        Loss(kind=LossKind.WANTED_PAGE, line=_line(page, text, path), sentence=_says(path, wanted)) for path in wanted
    ]
    set_losses(page=page, part=LossPart.LINKS, losses=losses)


def targets(paths: Iterable[str]) -> dict[str, int]:
    """The number of the page that each path leads to, public or not; a path that leads nowhere is left out."""
    asked = set(paths)
    if not asked:
        return {}
    slugs = {path.removeprefix("posts/") for path in asked if path.startswith("posts/")}
    aliases = Alias.objects.filter(path__in=asked | {f"pages/{slug}" for slug in slugs})
    found = {_as_linked(path): page for path, page in aliases.order_by("path").values_list("path", "page")}
    found = _in_other_capitals(asked - found.keys()) | found
    numbers = {int(path) for path in asked if is_number(path)}
    if numbers:
        numbered = dict(Page.objects.filter(tiki_page_id__in=numbers).values_list("tiki_page_id", "pk"))
        found = {path: numbered[int(path)] for path in asked if is_number(path) and int(path) in numbered} | found
    if slugs:
        own = Page.objects.filter(slug__in=slugs).values_list("slug", "pk")
        found |= {f"posts/{slug}": page for slug, page in own}
    return {path: page for path, page in found.items() if path in asked}


def _in_other_capitals(paths: Iterable[str]) -> dict[str, int]:
    """Pages by old names that differ in capitals only, where all that are alike lead to one, as readers are led."""
    names = {path: path.upper() for path in paths if not path.startswith("posts/") and not is_number(path)}
    if not names:
        return {}
    alike: defaultdict[str, set[int]] = defaultdict(set)
    aliases = Alias.objects.annotate(name=Upper("path")).filter(name__in=set(names.values())).order_by()
    for name, page in aliases.values_list("name", "page"):
        alike[name].add(page)
    return {path: next(iter(alike[name])) for path, name in names.items() if len(alike[name]) == 1}


def _as_linked(alias: str) -> str:
    """An alias as the path of a link says it: pages/ and posts/ are one place."""
    return re.sub(r"^pages/", "posts/", alias)


def resolve_links(*, page: Page | None = None) -> int:
    """Tie every link to the page that its path leads to now, or loosen it; returns how many changed.

    With a page, only the links that lead to it or should. What the pages concerned want is told anew with it.
    """
    changed = 0
    for paths in _batches() if page is None else [_concerned(page)]:
        # Together, since a link that is tied already is no news to the next run.
        with transaction.atomic(savepoint=page is None):
            pages = _tie(paths)
            for some in _in_parts(sorted(set(pages))):
                _tell_wanted(some)
        changed += len(pages)
    return changed


def _concerned(page: Page) -> set[str]:
    """Paths of links that should lead to the page and do not, or do and should not."""
    own = {f"posts/{page.slug}", *(_as_linked(path) for path in page.aliases.values_list("path", flat=True))}
    if page.tiki_page_id is not None:
        own.add(str(page.tiki_page_id))
    paths = _links_to_pages().values_list("path", flat=True)
    over = paths.none() if page.is_new else paths.filter(target=page).exclude(path__in=own)
    return {*paths.filter(path__in=own).exclude(target=page), *over}


def _links_to_pages() -> LinkQuerySet:
    return Link.objects.filter(kind=Leads.TO_PAGE).order_by()


def _batches() -> Iterator[set[str]]:
    paths = _links_to_pages().values_list("path", flat=True).distinct().order_by("path")
    last = ""
    while batch := list(paths.filter(path__gt=last)[:PATHS_AT_ONCE]):
        yield set(batch)
        last = batch[-1]


def _tie(paths: set[str]) -> list[int]:
    """All links of these paths, each path to its page; returns the page of each link that changed."""
    if not paths:
        return []
    places = targets(paths)
    links = _links_to_pages().filter(path__in=paths).values_list("path", "target", "page")
    changed = [(path, page) for path, target, page in links if target != places.get(path)]
    moved = sorted({path for path, _ in changed})
    for some in _in_parts(moved):
        whens = [When(path=path, then=Value(places[path])) for path in some if path in places]
        target = Case(*whens, default=None, output_field=IntegerField(null=True)) if whens else None
        _links_to_pages().filter(path__in=some).update(target=target)
    return [page for _, page in changed]


def _in_parts(rows: list[Row]) -> Iterator[list[Row]]:
    return (rows[first : first + ROWS_AT_ONCE] for first in range(0, len(rows), ROWS_AT_ONCE))


def _tell_wanted(pages: list[int]) -> None:
    """The wanted pages of these pages as losses; a body is read only where one has to be found in it."""
    wanted: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for page, path in Link.objects.wanted().filter(page__in=pages).order_by("position").values_list("page", "path"):
        wanted[page][path] += 1
    paths = {(page, sentence): path for page, counts in wanted.items() for sentence, path in _told(counts)}
    told = PageLoss.objects.of(LossPart.LINKS).filter(page__in=pages, kind=LossKind.WANTED_PAGE)
    known = {(page, sentence): pk for page, sentence, pk in told.values_list("page", "sentence", "pk")}
    if over := [known[one] for one in known.keys() - paths.keys()]:
        PageLoss.objects.filter(pk__in=over).delete()
    missing = sorted(paths.keys() - known.keys())
    lacking = Page.objects.only("front_matter", "body").in_bulk({page for page, _ in missing}) if missing else {}
    texts = {pk: _plainly(page.body) for pk, page in lacking.items()}
    PageLoss.objects.bulk_create(
        PageLoss(
            page_id=page,
            part=LossPart.LINKS,
            kind=LossKind.WANTED_PAGE,
            line=_line(lacking[page], texts[page], paths[page, sentence]),
            sentence=sentence,
        )
        for page, sentence in missing
    )


def _told(wanted: Counter[str]) -> Iterator[tuple[str, str]]:
    """Each sentence about what a page wants, with the path it is about; as many as losses are listed."""
    for place, path in enumerate(wanted):
        if place < MOST:
            yield _says(path, wanted), path
        elif place == MOST:
            yield more(len(wanted) - MOST), path


def _says(path: str, wanted: Counter[str]) -> str:
    return f"page “{path}” is wanted and not written yet ({wanted[path]} ×)."


def _plainly(text: str) -> str:
    """A text with the same lines, in which one page is written in one way: `Back%20Pain` and `back_pain` alike."""
    return re.sub(r"[+_ \t]+", " ", unquote(re.sub("%0[ad]", " ", text, flags=re.IGNORECASE))).lower()


def _line(page: Page, text: str, path: str) -> int:
    """The line of the file where a path first stands as an address; 0 if it cannot be found. `text` is the body."""
    name = _plainly(path.removeprefix("posts/"))
    place = text.find(name)
    while place >= 0:
        behind = text[place + len(name) : place + len(name) + 1]
        if text[max(place - 1, 0)] in BEFORE_AN_ADDRESS and not (behind.isalnum() or behind == "-"):
            return line_at(page.front_matter, len(page.front_matter)) + line_at(text, place) - 1
        place = text.find(name, place + 1)
    return 0
