"""WantedPage: a page that links ask for and nobody has written yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import DenseRank

from wiki.models import Link, Page

# So many of the pages that ask are named; their number is always told.
MOST_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class WantedPage:
    """`words` are those that links to it have most often, `pages` the first of those that ask for it."""

    path: str
    times: int
    words: str
    pages: list[Page]

    @property
    def sought(self) -> str:
        """What to look for among the titles and addresses that exist: its longest word."""
        words = self.path.removeprefix("posts/").replace("-", " ").replace("/", " ").split()
        return max(words, key=len, default="")


def wanted_paths() -> QuerySet[Link, Any]:
    """Path and number of pages that ask for it, the most asked for first."""
    paths = Link.objects.wanted().values("path").annotate(times=Count("page", distinct=True))
    return paths.order_by("-times", "path").values_list("path", "times")


def wanted_pages(rows: list[tuple[str, int]]) -> list[WantedPage]:
    """One screen of them, in three queries."""
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
    return [WantedPage(path=path, times=times, words=words[path], pages=named[path]) for path, times in rows]
