"""The queue of mentions: decided an identity at a time, and tied as soon as a report or a registration is entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from evidence.actions.recording import recording
from evidence.identifiers import Identifier, Scheme
from evidence.models import Act, Registration, Report
from wiki.actions.mentions import MentionError
from wiki.actions.ties import TIED, reports_of, tie
from wiki.actions.versions import editing
from wiki.models import Authority, Mention, MentionState, Page


@dataclass(frozen=True, kw_only=True)
class Tied:
    """How many mentions were tied to another report than before, on how many pages, and how many were loosened."""

    linked: int
    pages: int
    loosened: int


@dataclass(frozen=True, kw_only=True)
class Decided:
    mentions: int
    pages: int


def identifiers_told(*, reports: Iterable[int] = (), studies: Iterable[int] = ()) -> set[Identifier]:
    """Every identifier that leads to one of these reports or studies: their papers' and their registrations'.

    To be asked before a change and after it, since mentions of either may lead elsewhere then.
    """
    reports, studies = list(reports), [one for one in studies if one]
    studies += Report.objects.filter(pk__in=reports, study__isnull=False).values_list("study", flat=True)
    papers = Report.objects.filter(Q(pk__in=reports) | Q(study__in=studies))
    told = {one for paper in papers.only("doi", "pmid", "pmcid") for one in paper.links}
    numbers = Registration.objects.filter(study__in=studies).values_list("number", flat=True)
    return told | {registered(number) for number in numbers}


def registered(number: str) -> Identifier:
    """A registration's number with its scheme, which its letters name: NCT05396014."""
    return Identifier(Scheme(number.rstrip("0123456789").lower()), number)


@transaction.atomic
def link_mentions_of(*, identifiers: Iterable[Identifier]) -> Tied:
    """Tie or loosen the mentions that go by one of these identifiers, and look at no other.

    As `link_mentions`, a rule: it leaves alone what the curation file or a curator decided.
    """
    called = Mention.objects.undecided().filter(marked_by_hand=False).called(identifiers)
    waiting = list(called.prefetch_related("others"))
    reports = reports_of({one for mention in waiting for one in mention.all_names})
    changed = [mention for mention in waiting if tie(mention, mention.all_names, reports)]
    Mention.objects.bulk_update(changed, TIED, batch_size=500)
    linked = [one for one in changed if one.state == MentionState.LINKED]
    return Tied(linked=len(linked), pages=len({one.page_id for one in linked}), loosened=len(changed) - len(linked))


@transaction.atomic
def decide_identity(
    *, identifier: Identifier, state: MentionState, report: Report | None, reason: str, by: Any
) -> Decided:
    """A curator links every open mention of an identifier to a report, or sets them all aside; a version a page.

    Raises MentionError if none is open any more, and ValidationError for a reason or report that is missing;
    nothing is changed then.
    """
    open_ones = Mention.objects.open().filter(scheme=identifier.scheme.value, identifier=identifier.value)
    # Pages first and in order, as everything that changes a page locks them.
    pages = list(Page.objects.select_for_update().filter(pk__in=open_ones.values("page")).defer("body").order_by("pk"))
    one = open_ones.filter(page__in=pages).first()
    if one is None:
        raise MentionError(_decided_meanwhile(identifier))
    # What is decided is the same for all, so that one of them tells whether it can be.
    one.state, one.report, one.reason = state, report, reason
    one.full_clean()
    numbers: defaultdict[int, list[int]] = defaultdict(list)
    for page, mention in open_ones.filter(page__in=pages).values_list("page", "pk"):
        numbers[page].append(mention)
    decision = {"state": state, "report": report, "reason": reason, "authority": Authority.CURATOR, "decided_by": by}
    why = f"Every mention of {identifier}: {state.label}."
    with recording(act=Act.EDITED, by=by, reason=why):
        for edited in pages:
            with editing(page=edited, authority=Authority.CURATOR, by=by, reason=why):
                Mention.objects.filter(pk__in=numbers[edited.pk]).update(**decision, updated=now())
    return Decided(mentions=sum(map(len, numbers.values())), pages=len(pages))


def _decided_meanwhile(identifier: Identifier) -> str:
    """What became of an identifier that does not wait any more, and by whom."""
    known = Mention.objects.called([identifier]).select_related("report", "decided_by").order_by("-updated").first()
    if known is None:
        return f"No page mentions {identifier} any more: nothing was changed."
    done = f"linked to {known.report}" if known.report else known.get_state_display()
    by = f"by {known.decided_by}" if known.decided_by else f"by {known.get_authority_display()}"
    if not known.decided_by and known.authority == Authority.IMPORT:
        by = "by the rule, since a report with it is entered"
    return f"{identifier} does not wait any more: it was {done} {by}. Nothing was changed."
