"""Queue: the mentions that wait for a curator, an identity a row, the one that most pages ask for first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import DenseRank

from evidence.identifiers import Identifier, Scheme
from wiki.models import SEALED, Authority, Lane, Mention
from wiki.models.mention import MentionQuerySet, by_scheme
from wiki.title_words import likely_title

ROWS = 25
EXAMPLES = 3
# Nobody leafs further; a filter or a search reaches what lies behind.
LAST_PAGE = 200


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a curator wants to see of the queue; empty values leave it as it is."""

    words: str = ""
    identifiers: tuple[Identifier, ...] = ()
    scheme: str = ""
    lane: str = ""
    without_sealed: bool = False
    page_state: str = ""
    doubtful: bool = False


@dataclass(frozen=True, kw_only=True)
class Example:
    mention: Mention
    lane: Lane | None


@dataclass(kw_only=True)
class Waiting:
    """An identity with how many pages ask for it, and a few of them; `doubts` says why the rule did not tie it."""

    identifier: Identifier
    pages: int
    mentions: int
    examples: list[Example] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The title of the paper, if the words of a link are probably that."""
        return max((likely_title(one.mention.words) for one in self.examples), key=len, default="")

    @property
    def others(self) -> list[Identifier]:
        names = (one for example in self.examples for one in example.mention.all_names)
        return [one for one in dict.fromkeys(names) if one != self.identifier]

    @property
    def doubts(self) -> list[str]:
        return list(dict.fromkeys(one.mention.doubt for one in self.examples if one.mention.doubt))


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One screen of the queue; `identities` and `mentions` count all that is wanted, on every screen."""

    rows: list[Waiting]
    identities: int
    mentions: int
    number: int
    more: bool


def queue(wanted: Wanted, *, number: int = 1) -> Queue:
    """Screen `number` of the queue, from 1: by number of pages, then of mentions, then by identifier.

    Five queries, whatever its length. The counts are not capped: ranking has to look at every open mention anyway.
    """
    number = max(1, min(number, LAST_PAGE))
    found = waiting(wanted)
    groups = found.order_by().values("scheme", "identifier").annotate(times=Count("*"))
    counts = groups.aggregate(identities=Count("*"), mentions=Sum("times"))
    counted = groups.annotate(pages=Count("page", distinct=True))
    start = (number - 1) * ROWS
    ranked = list(counted.order_by("-pages", "-times", "scheme", "identifier")[start : start + ROWS + 1])
    rows = [
        Waiting(
            identifier=Identifier(Scheme(one["scheme"]), one["identifier"]), pages=one["pages"], mentions=one["times"]
        )
        for one in ranked[:ROWS]
    ]
    _give_examples(rows, found)
    return Queue(
        rows=rows,
        identities=counts["identities"],
        mentions=counts["mentions"] or 0,
        number=number,
        more=len(ranked) > ROWS and number < LAST_PAGE,
    )


def waiting(wanted: Wanted) -> MentionQuerySet:
    """The open mentions with an identifier that a curator wants to see."""
    found = Mention.objects.open().filter(scheme__gt="")
    if wanted.scheme:
        found = found.filter(scheme=wanted.scheme)
    if wanted.identifiers:
        found = found.called(wanted.identifiers)
    elif wanted.words:
        found = found.filter(Q(words__icontains=wanted.words) | Q(identifier__istartswith=wanted.words))
    if wanted.page_state:
        found = found.filter(page__state=wanted.page_state)
    if wanted.doubtful:
        found = found.filter(authority=Authority.IMPORT).exclude(reason="")
    if wanted.lane:
        found = found.filter(_in_lanes([wanted.lane]))
    if wanted.without_sealed:
        found = found.exclude(_in_lanes([one.value for one in SEALED]))
    return found


def _in_lanes(lanes: list[str]) -> Q:
    """In a section of these lanes, or in one without a lane of its own on a page of them."""
    without = Q(section__isnull=True) | Q(section__lane="")
    return Q(section__lane__in=lanes) | (without & Q(page__lane__in=lanes))


def of_identity(identifier: Identifier, *, most: int) -> list[Example]:
    """The open mentions of one identity, page by page, up to `most`."""
    found = Mention.objects.open().filter(scheme=identifier.scheme.value, identifier=identifier.value)
    return [_example(one) for one in _shown(found).order_by("page__slug", "position")[:most]]


def sentences() -> QuerySet[Mention]:
    """Sentences that were marked by hand and wait for their report, the oldest first."""
    return _shown(Mention.objects.open().filter(scheme="", marked_by_hand=True)).order_by("pk")


def _give_examples(rows: list[Waiting], found: MentionQuerySet) -> None:
    """The first mention on each of the first pages, for all rows at once."""
    here = Q(pk__in=[])
    for scheme, values in by_scheme(row.identifier for row in rows).items():
        here |= Q(scheme=scheme.value, identifier__in=values)
    of_page = Window(DenseRank(), partition_by=[F("scheme"), F("identifier")], order_by=F("page").asc())
    # By number first: thousands of mentions may have to be sorted, and their texts need not be.
    ranked = found.filter(here).order_by().alias(nth_page=of_page).filter(nth_page__lte=EXAMPLES)
    first = list(ranked.values_list("pk", flat=True))
    examples: defaultdict[Identifier | None, dict[int, Mention]] = defaultdict(dict)
    for mention in _shown(Mention.objects.filter(pk__in=first)).order_by("page", "position"):
        examples[mention.names].setdefault(mention.page_id, mention)
    for row in rows:
        row.examples = [_example(one) for one in examples[row.identifier].values()]


def _shown(found: QuerySet[Mention]) -> QuerySet[Mention]:
    """With what a screen prints of each, and without the texts of the pages."""
    texts = ("page__body", "page__front_matter", "page__extra", "section__html", "section__heading_html")
    return found.select_related("page", "section", "report").defer(*texts).prefetch_related("others")


def _example(mention: Mention) -> Example:
    lane = mention.section.effective_lane(mention.page) if mention.section else mention.page.in_lane
    return Example(mention=mention, lane=lane)
