"""Changes of tags over many pages: looked at first, made in one transaction, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evidence.actions.recording import note, recording
from evidence.models import Act, RowChange
from evidence.models.kept import label_of
from evidence.models.snapshot import Values
from wiki.actions.many_versions import in_chunks, lock_pages, record_tag_versions
from wiki.actions.tag_states import (
    OFF,
    Pair,
    Said,
    States,
    TagError,
    carried,
    kept,
    put_states,
    read,
    states_of,
)
from wiki.actions.tags import refuse_bad_name
from wiki.models import Origin, Page, TagChange, TagRule, tags_called, tags_for
from wiki.tag_names import tag_key

MOST_NAMED = 50


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a change would do: of `chosen` pages `changing` change; `first` are the first 50 of them.

    `already` says for each name how many of the chosen carry it now.
    """

    chosen: int
    changing: int
    already: list[tuple[str, int]]
    first: list[Page]


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """How many pages are as they were, and on how many somebody changed the tags since."""

    pages: int
    left: int


def preview_change(*, pages: QuerySet[Page], add: Iterable[str], remove: Iterable[str]) -> Preview:
    """Writes nothing. Raises TagError for names that cannot be added or removed."""
    adding, removing = _names(add, remove)
    chosen = _numbers(pages)
    known = tags_called([*adding, *removing])
    here = states_of(tags=known.values(), pages=chosen)
    carrying = {
        name: {page for page in chosen if carried(here.get((page, known.get(tag_key(name), 0))))}
        for name in (*adding, *removing)
    }
    changing = {page for page in chosen if any(page not in carrying[name] for name in adding)}
    changing |= {page for name in removing for page in carrying[name]}
    first = Page.objects.filter(pk__in=sorted(changing)[:MOST_NAMED]).listed().order_by("pk")
    return Preview(
        chosen=len(chosen),
        changing=len(changing),
        already=[(name, len(carrying[name])) for name in (*adding, *removing)],
        first=list(first),
    )


@transaction.atomic
def change_tags(
    *, pages: QuerySet[Page], add: Iterable[str], remove: Iterable[str], by: Any, reason: str = ""
) -> TagChange:
    """Add tags to pages by hand and take others off; where that is so already, nothing happens. Raises TagError."""
    adding, removing = _names(add, remove)
    chosen = _numbers(pages)
    lock_pages(chosen)
    add_tags, remove_tags = set(tags_for(adding).values()), set(tags_called(removing).values())
    here = states_of(tags=add_tags | remove_tags, pages=chosen)
    person = by.pk if by else None
    after: States = {}
    for page in chosen:
        for tag in add_tags:
            if not carried(here.get((page, tag))):
                after[page, tag] = Said(Origin.HAND, by=person)
        for tag in remove_tags:
            if carried(here.get((page, tag))):
                after[page, tag] = Said(OFF, by=person)
    sentence = _sentence(adding, removing) + (f" {reason}" if reason else "")
    return make_change(after=after, before=here, sentence=sentence, by=by)


def make_change(
    *, after: States, before: dict[Pair, Said], sentence: str, by: Any, more: dict[str, Any] | None = None
) -> TagChange:
    """Put states, keep a version of each page, and keep the change; for actions that stand in a transaction."""
    with recording(act=Act.EDITED, by=by, reason=sentence):
        put_states(after)
        pages = {page for page, _ in after}
        record_tag_versions(pages=pages, by=by, reason=sentence)
        states = kept({pair: (before.get(pair), said) for pair, said in after.items()})
        undo = {"kind": "pages", "states": states} | (more or {})
        return keep_change(sentence=sentence, by=by, pages=len(pages), undo=undo)


def keep_change(*, sentence: str, by: Any, pages: int, undo: dict[str, Any]) -> TagChange:
    """The change of tags, with its line in the log of all activity; what it did to each page is in the versions."""
    change = TagChange.objects.create(sentence=sentence[:500], by=by, pages=pages, undo=undo)
    log_change(change, before=None, after={"sentence": change.sentence, "pages": pages}, act=Act.EDITED, by=by)
    return change


def log_change(change: TagChange, *, before: Values | None, after: Values, act: Act, by: Any) -> None:
    label = label_of(TagChange)
    row = RowChange(model=label, row=change.pk, root_model=label, root=change.pk, before=before, after=after)
    note(act=act, by=by, reason=change.sentence, rows=[row])


@transaction.atomic
def undo_pages(*, change: TagChange, by: Any) -> TakenBack:
    """Take back a change where it is still so; the door is `undo_change`."""
    states = read(change.undo["states"])
    pages = {page for page, _ in states}
    lock_pages(pages)
    now = states_of(tags={tag for _, tag in states}, pages=sorted(pages))
    withdrawn = set(TagRule.objects.filter(withdrawn=True).values_list("pk", flat=True))
    there = {pk for chunk in in_chunks(pages) for pk in Page.objects.filter(pk__in=chunk).values_list("pk", flat=True)}
    back: States = {}
    left = set()
    for pair, (before, after) in states.items():
        if pair[0] in there and now.get(pair) == after and (before is None or before.rule not in withdrawn):
            back[pair] = before
        else:
            left.add(pair[0])
    put_states(back)
    changed = {page for page, _ in back}
    record_tag_versions(pages=changed, by=by, reason=f"Took back: {change.sentence}")
    return TakenBack(pages=len(changed), left=len(left))


def mark_undone(*, change: TagChange, by: Any) -> None:
    change.undone, change.undone_by = timezone.now(), by
    change.save(update_fields=["undone", "undone_by", "updated"])
    log_change(change, before={"undone": None}, after={"undone": str(change.undone)}, act=Act.UNDONE, by=by)


def _numbers(pages: QuerySet[Page]) -> list[int]:
    return sorted(set(pages.order_by().values_list("pk", flat=True)))


def _names(add: Iterable[str], remove: Iterable[str]) -> tuple[list[str], list[str]]:
    adding, removing = ([refuse_bad_name(name) for name in names] for names in (add, remove))
    if not adding and not removing:
        raise TagError("Name at least one tag to add or to remove.")
    known = tags_called([*adding, *removing])
    unknown = next((name for name in removing if tag_key(name) not in known), None)
    if unknown:
        raise TagError(f"No tag is called “{unknown}”.")
    leads = {tag_key(name): known.get(tag_key(name), tag_key(name)) for name in (*adding, *removing)}
    both = next((name for name in removing if leads[tag_key(name)] in {leads[tag_key(one)] for one in adding}), None)
    if both:
        raise TagError(f"“{both}” cannot be added and removed at once.")
    return adding, removing


def _sentence(adding: list[str], removing: list[str]) -> str:
    parts = [f"added {_quoted(adding)}"] * bool(adding) + [f"took off {_quoted(removing)}"] * bool(removing)
    return f"Tags: {', '.join(parts)}."


def _quoted(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
