"""Mentions: found on a page, tied to reports by their identifiers, marked and decided by people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from evidence.identifiers import Identifier
from evidence.models import Report
from wiki.actions.ties import TIED, reports_of, tie
from wiki.actions.versions import editing
from wiki.mentions import Citation, citations, locate, opening_quote, with_placeholders, without_placeholders
from wiki.models import Authority, Mention, MentionState, OtherIdentifier, Page, Section
from wiki.rendering.markup import text_of

PARTS = ("heading_html", "html")
WRITTEN = ("section", "position", "words", "context", "quote", *TIED)
COMPARED = ("section_id", "position", "words", "context", "quote", "report_id", "reason", "state")


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

    @property
    def names(self) -> list[Identifier]:
        """All that its citation is called, in the order in which it is stored."""
        first = [self.mention.names] if self.mention.names else []
        stored = [] if self.mention.pk is None else [one.names for one in self.mention.others.all()]
        kept = [one for one in stored if one in self.others]
        return [*first, *kept, *(one for one in self.others if one not in kept)]


@dataclass(frozen=True, kw_only=True)
class FoundMentions:
    """Mentions in their places from the top, not saved yet; those that the page had, and what their rows say now."""

    places: list[Place]
    known: list[Mention]
    before: dict[int, tuple[object, ...]]


@transaction.atomic(savepoint=False)
def place_mentions(*, page: Page) -> list[str]:
    """Find the citations of a page's stored sections anew, and save both; returns what `save_mentions` does."""
    sections = list(page.sections.order_by("order"))
    before = {section.pk: (section.heading_html, section.html) for section in sections}
    for section in sections:
        for part in PARTS:
            setattr(section, part, without_placeholders(getattr(section, part), "cite"))
    found = find_mentions(page=page, sections=sections)
    changed = [one for one in sections if before[one.pk] != (one.heading_html, one.html)]
    Section.objects.bulk_update(changed, PARTS)
    return save_mentions(page=page, found=found)


def find_mentions(*, page: Page, sections: Sequence[Section]) -> FoundMentions:
    """Find the citations of these sections, keep what was decided about them, number them from the top, and put a
    placeholder behind each; nothing is written.
    """
    known = [] if page.is_new else list(page.mentions.order_by("position", "pk").prefetch_related("others"))
    before = {one.pk: _row(one) for one in known}
    places = _found_places(page, sections, [one for one in known if not one.marked_by_hand])
    places += _marked_places(sections, [one for one in known if one.marked_by_hand])
    places.sort(key=lambda place: (place.section.order, place.part, place.end))
    for number, place in enumerate(places, 1):
        place.mention.position = number
    for section in sections:
        _insert_placeholders(section, [place for place in places if place.section is section])
    return FoundMentions(places=places, known=known, before=before)


def save_mentions(*, page: Page, found: FoundMentions) -> list[str]:
    """Exactly these, each tied to the report of its identifiers; what is known already is not written.

    Returns a sentence for every decided mention whose words no longer stand on the page; the row stays.
    """
    gone = _forget(page, found)
    names = {id(place): place.names for place in found.places}
    reports = reports_of(one for own in names.values() for one in own)
    for place in found.places:
        place.mention.section = place.section  # which has its number only now
        if place.mention.authority == Authority.IMPORT and not place.mention.marked_by_hand:
            tie(place.mention, names[id(place)], reports)
    _save(page, found)
    _save_others(found)
    return gone


def _row(mention: Mention) -> tuple[object, ...]:
    return tuple(getattr(mention, name) for name in COMPARED)


def _found_places(page: Page, sections: Sequence[Section], known: list[Mention]) -> list[Place]:
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


def _marked_places(sections: Sequence[Section], marked: list[Mention]) -> list[Place]:
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


def _forget(page: Page, found: FoundMentions) -> list[str]:
    """Mentions that are not on the page any more: what nobody decided goes, the rest stays without a place."""
    placed = {id(place.mention) for place in found.places}
    missing = [mention for mention in found.known if id(mention) not in placed]
    if gone := [one.pk for one in missing if one.authority == Authority.IMPORT]:
        page.mentions.filter(pk__in=gone).delete()
    kept = [one for one in missing if one.authority != Authority.IMPORT]
    if kept:
        page.mentions.filter(pk__in=[one.pk for one in kept]).update(section=None, position=None)
    return [f"the words “{one}”, decided by {one.get_authority_display()}, no longer stand here." for one in kept]


def _save(page: Page, found: FoundMentions) -> None:
    """Write what is new or differs from its row."""
    old = [place.mention for place in found.places if place.mention.pk is not None]
    changed = [one for one in old if found.before[one.pk] != _row(one)]
    # Two mentions that change places would stand in one for a moment.
    moved = [one.pk for one in changed if found.before[one.pk][COMPARED.index("position")] != one.position]
    if moved:
        page.mentions.filter(pk__in=moved).update(position=None)
    Mention.objects.bulk_create([place.mention for place in found.places if place.mention.pk is None])
    Mention.objects.bulk_update(changed, WRITTEN)


def _save_others(found: FoundMentions) -> None:
    """Bring what else the citations are called up to date; most are called nothing else."""
    wanted = {id(place.mention): place.others for place in found.places}
    stored = {(id(one), other.names): other.pk for one in found.known for other in one.others.all()}
    if gone := [pk for (one, name), pk in stored.items() if name not in wanted.get(one, ())]:
        OtherIdentifier.objects.filter(pk__in=gone).delete()
    missing = [
        OtherIdentifier(mention=place.mention, scheme=other.scheme.value, identifier=other.value)
        for place in found.places
        for other in place.others
        if (id(place.mention), other) not in stored
    ]
    OtherIdentifier.objects.bulk_create(missing)


def _insert_placeholders(section: Section, places: list[Place]) -> None:
    for part in PARTS:
        numbers: defaultdict[int, list[int]] = defaultdict(list)
        for place in places:
            if place.part == part and place.mention.position is not None:
                numbers[place.end].append(place.mention.position)
        setattr(section, part, with_placeholders(getattr(section, part), numbers))


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
