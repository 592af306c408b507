"""What is done to source pages is in the one log too: an act is a change, over however many pages."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from evidence.actions.refused import RefusedError
from evidence.actions.undoing import undo
from evidence.models import Change
from evidence.summaries.verification import verify_history
from tests import factories as make
from tests.wiki.making import post, save
from wiki.actions.pages import publish_pages
from wiki.actions.tag_changes import change_tags
from wiki.actions.tag_merging import rename_tag
from wiki.actions.tag_rules import make_rule, withdraw_rule
from wiki.actions.tag_undo import undo_change
from wiki.models import Page, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return make.make_user()


@pytest.fixture
def pages() -> list[Page]:
    """Three pages, each with the change that brought it."""
    for number in range(3):
        save(post("Magnesium.", slug=f"page-{number}"))
    return list(Page.objects.order_by("pk"))


def newest(count: int) -> Change:
    """The last of so many changes in the log."""
    assert Change.objects.count() == count
    assert verify_history().fault == ""
    change = Change.objects.first()
    assert change is not None
    return change


def test_an_imported_page_is_a_change_and_the_same_file_again_is_none(pages: list[Page]) -> None:
    change = newest(3)
    row = change.row_changes.get()
    version = Version.objects.get(page=pages[-1])
    assert (change.act, change.door, row.model, row.row, row.root) == (
        "loaded",
        "command",
        "wiki.version",
        version.pk,
        pages[-1].pk,
    )
    assert change.reason == version.reason
    save(post("Magnesium.", slug="page-2"))
    assert newest(3) == change


def test_publishing_pages_is_one_change(pages: list[Page], by: User) -> None:
    publish_pages(pages=pages, by=by, reason="Looked at.")
    change = newest(4)
    assert (change.act, change.by, change.reason, change.rows) == ("state", by, "Looked at.", 3)


def test_tags_over_many_pages_are_one_change_and_so_is_taking_them_back(pages: list[Page], by: User) -> None:
    tags = change_tags(pages=Page.objects.all(), add=["sleep"], remove=[], by=by)
    change = newest(4)
    assert (change.act, change.rows) == ("edited", 4)
    assert {one.model for one in change.row_changes.all()} == {"wiki.version", "wiki.tagchange"}
    undo_change(change=tags, by=by)
    assert (newest(5).act, newest(5).rows) == ("undone", 4)


def test_a_tag_on_no_page_leaves_its_line_too(by: User) -> None:
    rename_tag(tag=make.make_tag(), name="slumber", by=by)
    assert newest(1).rows == 1


def test_a_rule_is_one_change_made_and_one_withdrawn(pages: list[Page], by: User) -> None:
    rule = make_rule(tag="minerals", words="magnesium", in_title_only=False, reason="a mineral", by=by)
    assert (newest(4).act, newest(4).rows, newest(4).reason) == ("entered", 5, "a mineral")
    withdraw_rule(rule=rule, by=by, reason="too wide")
    assert (newest(5).act, newest(5).rows) == ("state", 5)


def test_what_was_done_to_pages_is_not_undone_from_the_log(pages: list[Page], by: User) -> None:
    with pytest.raises(RefusedError, match="where it is edited"):
        undo(change=newest(3), by=by, reason="")
