"""Work: what waits for a curator, counted, with the list in which it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse

from evidence.models import Report, State, Study
from evidence.summaries.duplicates import waiting_pairs
from wiki.models import Answer, Attachment, AttachmentKind, Link, LinkCheck, Page, PageLoss, Section
from wiki.summaries.queue import Wanted, sentences
from wiki.summaries.queue import waiting as mentions_waiting
from wiki.summaries.review import count_waiting

# Nobody does more in a day, and counting on takes the longer the more there is.
MOST = 1_000


@dataclass(frozen=True, kw_only=True)
class Work:
    """`count` goes one beyond MOST where there is more."""

    words: str
    address: str
    count: int

    @property
    def count_words(self) -> str:
        return f"more than {MOST:,}" if self.count > MOST else f"{self.count:,}"


def work_that_waits(*, may: Callable[[str], bool], by: User) -> list[Work]:
    """Each kind of work of which there is any and that somebody may see; a query for each kind."""
    decides = may("evidence.publish_study") or may("wiki.publish_page")
    review = Work(
        words="Awaiting a second reader",
        address=reverse("admin:review"),
        count=count_waiting(by=by, most=MOST) if decides else 0,
    )
    seen = (
        (words, address, rows.order_by()[: MOST + 1].count())
        for permission, words, address, rows in _kinds()
        if may(permission)
    )
    return [review] * bool(review.count) + [
        Work(words=words, address=address, count=count) for words, address, count in seen if count
    ]


def _kinds() -> Iterator[tuple[str, str, str, QuerySet[Any, Any]]]:
    """The permission that each asks for, its words, where it is done, and its rows."""
    for noun, model in (("study", Study), ("report", Report)):
        pairs = waiting_pairs(model._default_manager.all())
        plural = str(model._meta.verbose_name_plural)
        yield f"evidence.view_{noun}", f"Pairs of {plural} that may be one", reverse(f"admin:{noun}_duplicates"), pairs
    papers = mentions_waiting(Wanted()).values("scheme", "identifier").distinct()
    yield "wiki.view_mention", "Papers that pages point at and nobody has entered", _list("mention_queue"), papers
    yield "wiki.view_mention", "Marked sentences without their report", _list("mention_sentences"), sentences()
    newer = Page.objects.filter(offered__isnull=False)
    yield "wiki.view_page", "Newer files of pages that a curator has changed", _list("page", waits="newer"), newer
    sections = Section.objects.unconfirmed()
    yield "wiki.view_section", "Sections with a suggested lane", _list("section", looked="no"), sections
    drafts = Page.objects.filter(state=State.DRAFT)
    yield "wiki.view_page", "Pages that are drafts", _list("page", state__exact=State.DRAFT.value), drafts
    paths = Link.objects.wanted().values("path").distinct()
    yield "wiki.view_link", "Wanted pages, which links lead to and nobody has written", _list("link_wanted"), paths
    gone = LinkCheck.objects.filter(answer=Answer.GONE)
    yield "wiki.view_linkcheck", "Addresses on the web that are gone", _list("linkcheck", answer__exact="gone"), gone
    plain = Attachment.objects.filter(kind=AttachmentKind.PICTURE, alt_text="")
    yield "wiki.view_attachment", "Pictures without description", _list("attachment", has="no-description"), plain
    losses = PageLoss.objects.all()
    yield "wiki.view_pageloss", "Things that imports could not carry over", _list("pageloss_report"), losses


def _list(name: str, **query: str) -> str:
    whole = name if "_" in name else f"{name}_changelist"
    return reverse(f"admin:wiki_{whole}", query=query or None)
