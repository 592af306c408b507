"""Two versions of a page side by side: the text, and everything else that differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from evidence.comparing.side_by_side import SideBySide, side_by_side
from evidence.models import Report, State
from wiki.models import Version
from wiki.summaries.history import WORDS, changed_between, who


@dataclass(frozen=True, kw_only=True)
class ValueChange:
    """What went and what came, each in words."""

    words: str
    removed: list[str]
    added: list[str]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    old: Version
    new: Version
    who: str
    values: list[ValueChange]
    text: SideBySide

    @property
    def same(self) -> bool:
        return not self.values and not self.text.rows


def compare(old: Version, new: Version, *, names: bool, but: Collection[str] = ()) -> Comparison:
    """What differs between two versions of a page, but for some values by their keys in WORDS.

    `names` is for the desk, as are the studies that are not public.
    """
    told = None if names else _public_reports([old, new])
    changed = [name for name in changed_between(old, new) if name not in {"text", *but}]
    return Comparison(
        old=old,
        new=new,
        who=who(new, names=names),
        values=[_value_change(name, old, new, told) for name in changed],
        text=side_by_side(old.text.front_matter + old.text.body, new.text.front_matter + new.text.body),
    )


def _value_change(name: str, old: Version, new: Version, told: Collection[str] | None) -> ValueChange:
    before, after = _lines(name, old, told), _lines(name, new, told)
    return ValueChange(
        words=WORDS[name],
        removed=list((Counter(before) - Counter(after)).elements()),
        added=list((Counter(after) - Counter(before)).elements()),
    )


def _lines(name: str, version: Version, told: Collection[str] | None) -> list[str]:
    """A value in words, a line for each of its parts."""
    value: Any = version.get_state_display() if name == "state" else version.values.get(name)
    if value is None or value == "":
        return []
    if name == "sections":
        return [_section(one) for one in value]
    if name == "mentions":
        return [_mention(one, told) for one in value]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _section(one: dict[str, Any]) -> str:
    """An anchor is its heading in small letters, so that it can be read; the heading itself may be gone by now."""
    part = one["anchor"].removeprefix("h-").replace("-", " ")
    date = one["date_words"] or one["date"]
    return f"“{part}”: {one['lane'] or 'as its page'}" + (f", {date}" if date else "")


def _mention(one: dict[str, Any], told: Collection[str] | None) -> str:
    report = one["report"] if told is None or one["report"] in told else "a report"
    decided = f"linked to {report}" if one["report"] else one["state"]
    return f"“{one['words']}”: {decided}: {one['reason']}"


def _public_reports(versions: list[Version]) -> set[str]:
    """The reports among their decisions of which the public may know."""
    named = {one["report"] for version in versions for one in version.values.get("mentions", [])}
    public = Q(study=None) | Q(study__state=State.PUBLISHED)
    return set(Report.objects.filter(public, slug__in=named).values_list("slug", flat=True))
