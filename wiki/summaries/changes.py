"""Recent changes: what became of the source pages, newest first, in a shape that other changes can share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from evidence.models import State
from wiki.models import Version
from wiki.summaries.history import changed_between, in_words, who


@dataclass(frozen=True, kw_only=True)
class Change:
    """`key` never changes, whatever the page is called later; `difference` is empty for what is new here."""

    number: int
    key: str
    title: str
    address: str
    difference: str
    when: datetime
    who: str
    why: str
    what: str


def recent_changes(*, most: int, before: int | None = None) -> list[Change]:
    """Public versions of public pages, from `before` on. Two queries."""
    earlier = Version.objects.filter(page=OuterRef("page"), state=State.PUBLISHED, number__lt=OuterRef("number"))
    found = Version.objects.public().newest_first().select_related("page")
    found = found.defer("page__body", "page__front_matter", "page__extra")
    if before is not None:
        found = found.before(before)
    found = found.annotate(earlier=Subquery(earlier.order_by("-number").values("pk")[:1]))
    versions = list(found[:most])
    previous = Version.objects.in_bulk([one.earlier for one in versions if one.earlier])  # type: ignore[attr-defined]
    return [_change(one, previous.get(one.earlier)) for one in versions]  # type: ignore[attr-defined]


def newest_change() -> tuple[int, datetime | None]:
    """The last change of any page, also one that took it from the public: whatever readers see is as old as this."""
    newest = Version.objects.order_by("-pk").values_list("pk", "made").first()
    return newest or (0, None)


def _change(version: Version, previous: Version | None) -> Change:
    page = version.page
    between = [page.slug, previous.number, version.number] if previous else []
    return Change(
        number=version.pk,
        key=f"page/{page.pk}/version/{version.number}",
        title=page.title,
        address=page.get_absolute_url(),
        difference=reverse("wiki:comparison", args=between) if between else "",
        when=version.made,
        who=who(version, names=False),
        why=version.reason,
        what=in_words(changed_between(previous, version)) if previous else "new here",
    )
