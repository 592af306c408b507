"""Tags are added to and taken off many pages at once, after a look, in one change that can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests import factories as make
from tests.wiki.making import post, save
from tests.wiki.test_tag_merging import told
from tests.wiki.test_tags import origins
from wiki.actions import many_versions
from wiki.actions.tag_changes import TakenBack, change_tags, preview_change
from wiki.actions.tag_rules import make_rule, withdraw_rule
from wiki.actions.tag_states import TagError
from wiki.actions.tag_undo import undo_change
from wiki.actions.tags import curate_tags
from wiki.actions.versions import record_version, snapshot
from wiki.models import Authority, Page, TagChange, TagKey, Untagged

pytestmark = pytest.mark.django_db


def pages(*tags: Sequence[str]) -> list[Page]:
    return [save(post(slug=f"page-{n:03}", title=f"P{n}", tags=list(names))).page for n, names in enumerate(tags)]


def test_a_preview_counts_and_names_and_writes_nothing() -> None:
    first, _, third = pages(["pain"], ["pain", "back"], ["BACK"])

    seen = preview_change(pages=Page.objects.all(), add=["Back"], remove=["pain"])

    assert (seen.chosen, seen.changing, seen.already) == (3, 2, [("Back", 2), ("pain", 2)])
    assert seen.first == [first, Page.objects.get(slug="page-001")]
    assert third not in seen.first
    assert preview_change(pages=Page.objects.all(), add=["new"], remove=[]).changing == 3
    assert not TagKey.objects.filter(key="new").exists()


def test_a_preview_names_fifty() -> None:
    pages(*[[]] * 60)

    seen = preview_change(pages=Page.objects.all(), add=["a"], remove=[])

    assert (seen.changing, len(seen.first)) == (60, 50)


def test_a_change_adds_and_takes_off_and_keeps_a_version_of_each_page() -> None:
    user = make.make_user()
    first, second, third = pages(["pain"], ["pain", "back"], ["back"])

    change = change_tags(pages=Page.objects.all(), add=["Back"], remove=["PAIN"], by=user, reason="Sorted.")

    assert [origins(page) for page in (first, second, third)] == [{"back": "hand"}, {"back": "file"}, {"back": "file"}]
    assert (change.sentence, change.pages, change.by) == ("Tags: added “Back”, took off “PAIN”. Sorted.", 2, user)
    assert set(Untagged.objects.values_list("page__slug", "by")) == {("page-000", user.pk), ("page-001", user.pk)}
    version = first.versions.get(number=2)
    assert (version.reason, version.by, version.authority, version.changed, version.values["tags"]) == (
        change.sentence,
        user,
        "curator",
        ["tags"],
        ["back"],
    )
    assert [page.versions.count() for page in (first, second, third)] == [2, 2, 1]
    assert Page.objects.get(pk=first.pk).version == 2


def test_a_version_among_many_says_what_one_alone_would() -> None:
    (page,) = pages(["pain"])

    change_tags(pages=Page.objects.all(), add=["back"], remove=[], by=None)

    page.refresh_from_db()
    newest = page.versions.get(number=page.version)
    assert newest.values == snapshot(page)
    assert record_version(page=page, authority=Authority.CURATOR, by=None, reason="Nothing.") is None


def test_a_page_without_a_version_gets_its_first() -> None:
    page = make.make_page()

    change_tags(pages=Page.objects.all(), add=["back"], remove=[], by=None)

    assert [(one.number, one.values["tags"]) for one in page.versions.all()] == [(1, ["back"])]


def test_a_change_is_taken_back_to_the_letter() -> None:
    user = make.make_user()
    listed = pages(["pain"], ["pain", "back"], ["back"], [])
    curate_tags(page=listed[3], names=["pain"], by=user)
    curate_tags(page=listed[2], names=[], by=user)
    before = told()
    change = change_tags(pages=Page.objects.all(), add=["back"], remove=["pain"], by=user)
    assert told() != before

    assert undo_change(change=change, by=user) == TakenBack(pages=4, left=0)

    assert told() == before
    newest = listed[0].versions.order_by("-number")[0]
    assert (newest.reason, newest.values["tags"]) == (
        "Took back: Tags: added “back”, took off “pain”.",
        ["pain"],
    )


def test_what_somebody_changed_since_is_left_and_told() -> None:
    first, second = pages(["pain"], ["pain"])
    change = change_tags(pages=Page.objects.all(), add=[], remove=["pain"], by=None)
    curate_tags(page=first, names=["pain"], by=make.make_user())

    assert undo_change(change=change, by=None) == TakenBack(pages=1, left=1)

    assert [origins(page) for page in (first, second)] == [{"pain": "hand"}, {"pain": "file"}]


def test_a_tag_of_a_rule_that_was_withdrawn_since_does_not_come_back() -> None:
    (page,) = pages([])
    rule = make_rule(tag="x", words="P0", in_title_only=True, reason="So.", by=None)
    change = change_tags(pages=Page.objects.all(), add=[], remove=["x"], by=None)
    withdraw_rule(rule=rule, by=None, reason="No.")

    assert undo_change(change=change, by=None) == TakenBack(pages=0, left=1)
    assert origins(page) == {}


@pytest.mark.parametrize(
    ("add", "remove", "sentence"),
    [
        ([], [], "Name at least one tag to add or to remove."),
        ([], ["nowhere"], "No tag is called “nowhere”."),
        (["PAIN"], ["pain"], "“pain” cannot be added and removed at once."),
        (["?"], [], "“?”: a tag needs a letter or a digit."),
    ],
)
def test_a_change_that_cannot_be_is_refused(add: list[str], remove: list[str], sentence: str) -> None:
    pages(["pain"])

    for act in (preview_change, lambda **values: change_tags(**values, by=None)):
        with pytest.raises(TagError) as refused:
            act(pages=Page.objects.all(), add=add, remove=remove)
        assert str(refused.value) == sentence
    assert not TagChange.objects.exists()


def test_many_pages_cost_few_queries(monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any) -> None:
    """More than are done at once, so that a query for each page, or for each part of them, would be seen."""
    monkeypatch.setattr(many_versions, "AT_ONCE", 50)
    for number in range(60):
        make.make_page(slug=f"page-{number}")
    change_tags(pages=Page.objects.all(), add=["first"], remove=[], by=None)

    with django_assert_max_num_queries(60):
        change_tags(pages=Page.objects.all(), add=["pain", "back"], remove=["first"], by=None)
