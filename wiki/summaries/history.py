"""The history of a page: who made each version, why, and what it changed."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.comparing.differences import lines_changed
from wiki.models import Authority, Version
from wiki.models.version import VersionQuerySet

A_SCREEN = 25
# What a version can change, in readers' words and in the order in which they are told.
WORDS = {
    "text": "text",
    "title": "title",
    "slug": "address",
    "state": "state",
    "lane": "lane",
    "publisher": "publisher",
    "conflict_of_interest": "interests",
    "source_url": "original address",
    "date": "date",
    "tags": "tags",
    "categories": "categories",
    "aliases": "old addresses",
    "sections": "lanes and dates of sections",
    "mentions": "decisions on citations",
    "tiki_page_id": "number in the old wiki",
    "source_format": "format",
}


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """`added` and `removed` count lines of the text; `before` is the number of the version that it is held against."""

    version: Version
    who: str
    changed: list[str]
    added: int
    removed: int
    before: int | None

    @property
    def what(self) -> str:
        return in_words(self.changed)


@dataclass(frozen=True, kw_only=True)
class History:
    """One screen, newest first. `next` is where the next screen begins, None at the end."""

    rows: list[HistoryRow]
    newest: int | None
    next: int | None


def history(versions: VersionQuerySet, *, before: int | None, names: bool) -> History:
    """Versions of one page from `before` on, each held against the one before among them. Two queries.

    Readers are told that it was a curator, and only curators which one: nobody else has to know who works here.
    """
    found = versions.newest_first().select_related("text", *(["by"] if names else []))
    seen = list((found.before(before) if before is not None else found)[: A_SCREEN + 1])
    shown = seen[:A_SCREEN]
    older = [*seen[1:], None][: len(shown)]
    return History(
        rows=[_row(version, previous, names) for version, previous in zip(shown, older, strict=True)],
        newest=versions.newest_first().values_list("number", flat=True).first(),
        next=shown[-1].pk if len(seen) > A_SCREEN else None,
    )


def who(version: Version, *, names: bool) -> str:
    words = {Authority.IMPORT: "an import", Authority.FILE: "the curation file", Authority.CURATOR: "a curator"}
    said = words[Authority(version.authority)]
    if not (names and version.by):
        return said
    return str(version.by) if version.authority == Authority.CURATOR else f"{said}, run by {version.by}"


def changed_between(old: Version | None, new: Version) -> list[str]:
    """The names of what differs, as in a snapshot, with `text` and `state`; of a first version, none."""
    if old is None:
        return []
    differs = {name for name in old.values.keys() | new.values.keys() if old.values.get(name) != new.values.get(name)}
    differs |= {"text"} if old.text_id != new.text_id else set()
    differs |= {"state"} if old.state != new.state else set()
    return [name for name in WORDS if name in differs]


def in_words(changed: list[str]) -> str:
    return ", ".join(WORDS[name] for name in changed)


def _row(version: Version, previous: Version | None, names: bool) -> HistoryRow:
    added = removed = 0
    if previous and previous.text_id != version.text_id:
        old, new = previous.text, version.text
        added, removed = lines_changed(old.front_matter + old.body, new.front_matter + new.body)
    return HistoryRow(
        version=version,
        who=who(version, names=names),
        changed=changed_between(previous, version),
        added=added,
        removed=removed,
        before=previous.number if previous else None,
    )
