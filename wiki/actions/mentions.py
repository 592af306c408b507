"""Mentions: found on a page, tied to reports by their identifiers, marked and decided by people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from evidence.identifiers import REGISTRIES, Identifier, Scheme
from evidence.models import Registration, Report, ReportKind, Study
from wiki.actions.ties import tie
from wiki.actions.versions import editing
from wiki.mentions import Citation, citations, locate, opening_quote, with_placeholders, without_placeholders
from wiki.models import Authority, Mention, MentionState, OtherIdentifier, Page, Section
from wiki.rendering.markup import text_of

PARTS = ("heading_html", "html")


class MentionError(ValueError):
    """A mention that cannot be made so; the sentence says what was expected."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in a section a mention's badge belongs, and what else its citation is called."""

    section: Section
    part: str
    end: int
    mention: Mention
    others: tuple[Identifier, ...] = ()


@transaction.atomic(savepoint=False)
def place_mentions(*, page: Page) -> list[str]:
    """Find the citations of a page's sections, keep what was decided about them, and number them from the top.

    Returns a sentence for every decided mention whose words no longer stand on the page; the row stays.
    """
    sections = list(page.sections.order_by("order"))
    before = {section.pk: (section.heading_html, section.html) for section in sections}
    for section in sections:
        for part in PARTS:
            setattr(section, part, without_placeholders(getattr(section, part), "cite"))
    known = [] if page.is_new else list(page.mentions.order_by("position", "pk"))
    places = _found_places(page, sections, [one for one in known if not one.marked_by_hand])
    places += _marked_places(sections, [one for one in known if one.marked_by_hand])
    places.sort(key=lambda place: (place.section.order, place.part, place.end))
    gone = _forget(page, known, {id(place.mention) for place in places})
    for number, place in enumerate(places, 1):
        place.mention.section, place.mention.position = place.section, number
    _save(page, [place.mention for place in places])
    if known or any(place.others for place in places):
        _save_others(page, places)
    for section in sections:
        _insert_placeholders(section, [place for place in places if place.section is section])
    changed = [one for one in sections if before[one.pk] != (one.heading_html, one.html)]
    Section.objects.bulk_update(changed, PARTS)
    return gone


def _found_places(page: Page, sections: list[Section], known: list[Mention]) -> list[Place]:
    """Every citation of the text with its mention: the one it had before if there is one."""
    earlier: defaultdict[tuple[str, str, str], list[Mention]] = defaultdict(list)
    for mention in known:
        earlier[mention.scheme, mention.identifier, mention.address].append(mention)
    places = []
    for section in sections:
        for part in PARTS:
            for citation in citations(getattr(section, part)):
                first = citation.identifiers[0]
                same = earlier[first.scheme.value, first.value, citation.address]
                mention = same.pop(0) if same else Mention(page=page)
                _take_over(mention, citation)
                if part == "heading_html":
                    mention.quote = opening_quote(section.html)
                others = citation.identifiers[1:]
                places.append(Place(section=section, part=part, end=citation.end, mention=mention, others=others))
    return places


def _take_over(mention: Mention, citation: Citation) -> None:
    first = citation.identifiers[0]
    mention.scheme, mention.identifier = first.scheme.value, first.value
    mention.address, mention.words = citation.address, citation.words
    mention.context, mention.quote = citation.context, citation.quote


def _marked_places(sections: list[Section], marked: list[Mention]) -> list[Place]:
    places = []
    for mention in marked:
        found = (
            Place(section=section, part=part, end=end, mention=mention)
            for section in sections
            for part in PARTS
            if (end := locate(getattr(section, part), mention.words)) is not None
        )
        places += [place for place in [next(found, None)] if place]
    return places


def _forget(page: Page, known: list[Mention], placed: set[int]) -> list[str]:
    """Mentions that are not on the page any more: what nobody decided goes, the rest stays without a place."""
    missing = [mention for mention in known if id(mention) not in placed]
    gone = [one for one in missing if one.authority == Authority.IMPORT]
    kept = [one for one in missing if one.authority != Authority.IMPORT]
    page.mentions.filter(pk__in=[one.pk for one in gone]).delete()
    page.mentions.filter(pk__in=[one.pk for one in kept]).update(section=None)
    if known:
        page.mentions.update(position=None)
    return [f"the words “{one}”, decided by {one.get_authority_display()}, no longer stand here." for one in kept]


def _save(page: Page, mentions: list[Mention]) -> None:
    new = [one for one in mentions if one.pk is None]
    old = [one for one in mentions if one.pk is not None]
    Mention.objects.bulk_create(new)
    Mention.objects.bulk_update(old, ["section", "position", "words", "context", "quote"])


def _save_others(page: Page, places: list[Place]) -> None:
    """Bring what else the citations are called up to date; most are called nothing else."""
    stored = {(one.mention_id, one.names): one for one in OtherIdentifier.objects.filter(mention__page=page)}
    wanted = {(place.mention.pk, other): place.mention for place in places for other in place.others}
    gone = [one.pk for key, one in stored.items() if key not in wanted]
    new = [(mention, other) for (pk, other), mention in wanted.items() if (pk, other) not in stored]
    if gone:
        OtherIdentifier.objects.filter(pk__in=gone).delete()
    OtherIdentifier.objects.bulk_create(
        OtherIdentifier(mention=mention, scheme=other.scheme.value, identifier=other.value) for mention, other in new
    )


def _insert_placeholders(section: Section, places: list[Place]) -> None:
    for part in PARTS:
        numbers: defaultdict[int, list[int]] = defaultdict(list)
        for place in places:
            if place.part == part and place.mention.position is not None:
                numbers[place.end].append(place.mention.position)
        setattr(section, part, with_placeholders(getattr(section, part), numbers))


@transaction.atomic(savepoint=False)
def link_mentions(*, page: Page | None = None) -> int:
    """Tie every mention to the report of its identifiers, or loosen it; returns how many changed.

    A rule, not a decision: it names no person, and it never touches what the curation file or a curator decided.
    """
    mentions = Mention.objects.undecided().filter(marked_by_hand=False)
    waiting = list((mentions.filter(page=page) if page else mentions).prefetch_related("others"))
    reports = reports_of({one for mention in waiting for one in mention.all_names})
    changed = [mention for mention in waiting if tie(mention, reports)]
    Mention.objects.bulk_update(changed, ["report", "reason", "state"], batch_size=500)
    return len(changed)


def reports_of(identifiers: Iterable[Identifier]) -> dict[Identifier, Report]:
    """The report that carries each identifier; for a registration, the one that stands for its study."""
    sought: defaultdict[Scheme, set[str]] = defaultdict(set)
    for one in identifiers:
        sought[one.scheme].add(one.value)
    papers = Report.objects.filter(
        Q(pmid__in=sought[Scheme.PMID]) | Q(doi__in=sought[Scheme.DOI]) | Q(pmcid__in=sought[Scheme.PMCID])
    )
    found = {identifier: report for report in papers for identifier in report.links}
    numbers = {value: scheme for scheme in REGISTRIES for value in sought[scheme]}
    registrations = Registration.objects.filter(number__in=numbers).select_related("study")
    for registration in registrations.prefetch_related("study__reports"):
        if report := _standing_for(registration.study):
            found[Identifier(numbers[registration.number], registration.number)] = report
    return found


def _standing_for(study: Study) -> Report | None:
    """The registry's own record of a study if it is entered, else the report to cite."""
    records = [one for one in study.reports.all() if one.kind == ReportKind.REGISTRY]
    return records[0] if records else study.main_report


def find_words(*, page: Page, words: str) -> None:
    """Raises MentionError if the words stand nowhere on the page, with what it has instead."""
    parts = [getattr(section, part) for section in page.sections.all() for part in PARTS]
    if any(locate(html, words) is not None for html in parts):
        return
    start = " ".join(words.split())[:20].lower()
    texts = (text_of(html) for html in parts)
    near = next((text[text.lower().find(start) :][:80] for text in texts if start and start in text.lower()), "")
    hint = f"; the page has “{near}…”" if near else ""
    raise MentionError(f"the words “{words[:80]}” do not stand on the page: expected a sentence of it{hint}.")


@transaction.atomic
def mark_sentence(
    *, page: Page, words: str, report: Report | None, reason: str, authority: Authority, by: Any
) -> tuple[Mention, bool]:
    """Words of a page that point at a report without an identifier; also whether this changed anything.

    Without a report they wait in the queue, so that one curator marks and another links.
    Marking the same words again changes the report or the reason, unless somebody of higher authority has decided.
    """
    words = " ".join(words.split())
    find_words(page=page, words=words)
    mention = page.mentions.filter(marked_by_hand=True, words=words).first()
    mention = mention or Mention(page=page, words=words, marked_by_hand=True)
    new = (report.pk if report else None, reason)
    if mention.pk and (not mention.open_to(authority) or (mention.report_id, mention.reason) == new):
        return mention, False
    with editing(page=page, authority=authority, by=by, reason=f"Marked “{words[:80]}”."):
        mention.report, mention.reason = report, reason
        mention.state = MentionState.LINKED if report else MentionState.OPEN
        mention.decide(authority=authority, by=by)
        mention.full_clean()
        mention.save()
        place_mentions(page=page)
        mention.refresh_from_db()
    return mention, True


@transaction.atomic
def decide_mention(*, mention: Mention, state: MentionState, report: Report | None, reason: str, by: Any) -> None:
    """A curator links a mention, sets it aside or opens it again; no import changes that afterwards."""
    why = f"“{mention}”: {state.label}."
    with editing(page=mention.page, authority=Authority.CURATOR, by=by, reason=why):
        mention.state, mention.report, mention.reason = state, report, reason
        mention.decide(authority=Authority.CURATOR, by=by)
        mention.full_clean()
        mention.save()
