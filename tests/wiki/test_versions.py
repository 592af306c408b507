"""Every change of a page is a version: who, why and what; a second save that saw an older one is refused."""

from __future__ import annotations

import pytest

from evidence.dates import PartialDate
from tests import factories as make
from tests.wiki.making import post, save
from wiki.actions.curation import curate_page, curate_section
from wiki.actions.pages import publish_pages
from wiki.actions.versions import EditConflict, editing
from wiki.models import Authority, HistoryError, Page, Version

pytestmark = pytest.mark.django_db


def rows(page: Page) -> list[tuple[object, ...]]:
    versions = page.versions.order_by("number")
    return [(one.number, one.authority, one.by, one.reason, one.changed, one.text.body) for one in versions]


def test_an_import_a_curator_and_another_import_make_three_versions() -> None:
    user = make.make_user()
    page = save(post("One.", tags=["pain"])).page
    save(post("One.", tags=["pain"]))
    publish_pages(pages=[page], by=user)
    page = save(post("Two.", tags=["pain", "back"])).page

    assert rows(page) == [
        (1, "import", None, "Imported from back-pain.md.", [], "\n\nOne.\n"),
        (2, "curator", user, "Published.", ["state"], "\n\nOne.\n"),
        (3, "import", None, "Imported again from back-pain.md.", ["tags", "text"], "\n\nTwo.\n"),
    ]
    assert Page.objects.get().version == 3
    assert page.texts.count() == 2


def test_several_steps_of_one_edit_are_one_version() -> None:
    user = make.make_user()
    page = save(post("#### Update March 2016\n\nWords.")).page
    with editing(page=page, authority=Authority.CURATOR, by=user, reason="Sorted it."):
        curate_page(
            page=page,
            lane="wiki",
            publisher="A wiki",
            conflict_of_interest="",
            source_url="",
            authority=Authority.CURATOR,
            by=user,
        )
        date = PartialDate(year=2016)
        section = page.sections.get()
        curate_section(section=section, lane="news", date=date, date_words="2016", authority=Authority.CURATOR, by=user)

    newest = page.versions.get(number=2)
    assert (newest.reason, newest.changed) == ("Sorted it.", ["lane", "publisher", "sections"])
    assert newest.values["sections"] == [
        {"anchor": "h-update-march-2016", "lane": "news", "date": "2016", "date_words": "2016"}
    ]


def test_who_saw_an_older_version_is_told_of_the_newest_and_changes_nothing() -> None:
    user = make.make_user()
    page = save(post()).page
    publish_pages(pages=[page], by=user)

    with (
        pytest.raises(EditConflict) as refused,
        editing(page=page, authority=Authority.CURATOR, by=user, reason="Too late.", seen=1),
    ):
        Page.objects.update(title="Lost")

    assert refused.value.newest == page.versions.get(number=2)
    assert Page.objects.get().title == "Back Pain"


def test_history_is_not_rewritten() -> None:
    version = make.make_version()

    with pytest.raises(HistoryError):
        version.save()
    with pytest.raises(HistoryError):
        Version.objects.update(reason="Never mind.")


def test_what_was_not_public_when_it_was_made_is_not_public_later() -> None:
    page = save(post("A draft.")).page
    publish_pages(pages=[page], by=make.make_user())

    assert [one.number for one in Version.objects.public()] == [2]
