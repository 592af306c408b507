"""WantedPage: a page that links ask for and nobody has written yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import DenseRank

from wiki.models import Link, Page
from wiki.models.link import LONGEST_PATH
from wiki.slugs import slug_of

# So many of the pages that ask are named; their number is always told.
MOST_NAMED = 5
# A page whose address has this share of its words in common with a path is perhaps the one that is meant.
NEAR = 0.6
MOST_LOOKED_AT = 3_000


@dataclass(frozen=True, kw_only=True)
class WantedPage:
    """`words` are those that links to it have most often, `pages` the first of those that ask for it; `near` is the
    page that is perhaps meant.
    """

    path: str
    times: int
    words: str
    pages: list[Page]
    near: Page | None

    @property
    def sought(self) -> str:
        """What to look for among the titles and addresses that exist."""
        return _longest(self.path)


def wanted_paths() -> QuerySet[Link, Any]:
    """Path and number of pages that ask for it, the most asked for first."""
    paths = Link.objects.wanted().values("path").annotate(times=Count("page", distinct=True))
    return paths.order_by("-times", "path").values_list("path", "times")


def wanted_pages(rows: list[tuple[str, int]]) -> list[WantedPage]:
    """One screen of them, in four queries."""
    wanted = Link.objects.wanted().filter(path__in=[path for path, _ in rows])
    counted = wanted.values("path", "words").annotate(uses=Count("pk")).order_by("path", "uses", "words")
    words = dict(counted.values_list("path", "words"))  # the last of a path is used most
    first = wanted.order_by().values("path", "page").distinct()
    numbered = first.annotate(place=Window(DenseRank(), partition_by=F("path"), order_by="page"))
    named: defaultdict[str, list[Page]] = defaultdict(list)
    pairs = list(numbered.filter(place__lte=MOST_NAMED).values_list("path", "page"))
    pages = Page.objects.only("slug", "title").in_bulk({page for _, page in pairs})
    for path, page in sorted(pairs):
        named[path].append(pages[page])
    near = _near([path for path, _ in rows])
    return [
        WantedPage(path=path, times=times, words=words[path], pages=named[path], near=near.get(path))
        for path, times in rows
    ]


def _near(paths: list[str]) -> dict[str, Page]:
    """For each path the page whose address has most of its words, if it has enough of them."""
    with_word = Q(pk__in=[])
    for word in {_longest(path).lower() for path in paths} - {""}:
        with_word |= Q(slug__contains=word)
    pages = list(Page.objects.filter(with_word).only("slug", "title").order_by("slug")[:MOST_LOOKED_AT])
    words = [(page, set(page.slug.split("-"))) for page in pages]
    found = {}
    for path in paths:
        sought = set(slug_of(path.removeprefix("posts/"), longest=LONGEST_PATH).split("-"))
        shares = [(len(sought & own) / len(sought | own), page) for page, own in words]
        share, page = max(shares, key=lambda one: one[0], default=(0, None))
        if page is not None and share >= NEAR:
            found[path] = page
    return found


def _longest(path: str) -> str:
    words = path.removeprefix("posts/").replace("-", " ").replace("/", " ").split()
    return max(words, key=len, default="")
