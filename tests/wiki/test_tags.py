"""Tags of a page: one in any capitals, and who put it there decides who may take it away."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from taggit.models import Tag

from tests import factories as make
from tests.wiki.making import post, save
from wiki.actions.tag_states import TagError
from wiki.actions.tags import curate_tags
from wiki.models import (
    Page,
    TaggedPage,
    TagKey,
    Untagged,
    follow_rules,
    page_tags,
    set_tags,
    tagged_any,
    tags_for,
    tags_of,
)
from wiki.models import tag_key as tag_key_module

pytestmark = pytest.mark.django_db


def origins(page: Page) -> dict[str, str]:
    return {tag.name: tag.origin.value for tag in page_tags(page)}


def rule(words: str, tag: str, **values: Any) -> Any:
    return make.make_tag_rule(words=words, tag=Tag.objects.get(pk=tags_for([tag]).popitem()[1]), **values)


def test_spellings_of_one_name_are_one_tag_across_pages() -> None:
    first = save(post(slug="a", tags=["Énergie", "Back pain"])).page
    second = save(post(slug="b", tags=["énergie", "BACK\u00a0PAIN"])).page

    assert tags_of(first) == tags_of(second) == [("Back pain", "back-pain"), ("Énergie", "énergie")]
    assert TagKey.objects.count() == 2


def test_a_tag_that_came_round_the_functions_is_taken_as_it_is() -> None:
    Tag.objects.create(name="Pain")

    set_tags(page := make.make_page(), ["pain", "???", "x" * 150])

    assert tags_of(page) == [("Pain", "pain"), ("x" * 100, "x" * 90)]


def test_the_database_keeps_two_imports_from_making_two_tags() -> None:
    key = TagKey.objects.get(tag=tags_for(["Pain"]).popitem()[1])

    with pytest.raises(IntegrityError), transaction.atomic():
        TagKey.objects.create(key=key.key, tag=Tag.objects.create(name="pain", slug="pain-2"))


def test_an_import_that_comes_second_takes_the_tag_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice it looks and sees nothing, since the other has not finished; then the key is taken."""
    tag = Tag.objects.get(pk=tags_for(["Pain"]).popitem()[1])
    looks: list[int] = []
    honest = tag_key_module.tags_called

    def blind_once(names: Any) -> dict[str, int]:
        looks.append(1)
        return {} if len(looks) < 3 else honest(names)

    monkeypatch.setattr(tag_key_module, "tags_called", blind_once)
    assert tags_for(["pain"]) == {"pain": tag.pk}
    assert list(Tag.objects.values_list("name", flat=True)) == ["Pain"]


def test_a_file_adds_and_takes_away_its_own_tags_only() -> None:
    user = make.make_user()
    page = save(post(tags=["pain", "back"])).page
    curate_tags(page=page, names=["pain", "back", "magnesium"], by=user)

    save(post("Two.", tags=["pain", "bone"]))

    assert origins(page) == {"bone": "file", "magnesium": "hand", "pain": "file"}


def test_what_a_curator_took_off_stays_off_until_one_adds_it() -> None:
    user = make.make_user()
    page = save(post(title="Pain", tags=["pain"])).page
    rule("pain", "pain")
    assert curate_tags(page=page, names=[], by=user)
    save(post("Two.", title="Pain", tags=["PAIN"]))
    assert (origins(page), Untagged.objects.get().by) == ({}, user)

    assert curate_tags(page=page, names=["Pain"], by=user)
    assert (origins(page), Untagged.objects.count()) == ({"pain": "hand"}, 0)
    save(post("Three.", title="Pain", tags=["pain"]))
    save(post("Four.", title="Pain", tags=[]))
    assert origins(page) == {"pain": "hand"}


def test_a_curators_change_of_tags_is_a_version_and_repeating_it_is_none() -> None:
    user = make.make_user()
    page = save(post(tags=["pain"])).page

    assert curate_tags(page=page, names=["pain", "Back"], by=user)
    assert not curate_tags(page=page, names=["BACK", "pain"], by=user)

    newest = page.versions.get(number=2)
    assert (newest.by, newest.authority, newest.changed, newest.values["tags"]) == (
        user,
        "curator",
        ["tags"],
        ["Back", "pain"],
    )
    assert page.versions.count() == 2


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("???", "“???”: a tag needs a letter or a digit."),
        ("x" * 101, f"“{'x' * 40}…”: expected a tag of at most 100 characters."),
    ],
)
def test_what_is_no_name_is_refused_and_nothing_changes(name: str, sentence: str) -> None:
    page = save(post(tags=["pain"])).page

    with pytest.raises(TagError) as refused:
        curate_tags(page=page, names=["back", name], by=None)

    assert str(refused.value) == sentence
    assert (origins(page), Tag.objects.count()) == ({"pain": "file"}, 1)


def test_an_import_follows_the_rules_and_the_file_speaks_before_them() -> None:
    one = rule("magnesium\nMg", "minerals")
    rule("back pain", "back", in_title_only=False)
    rule("gone", "gone", withdrawn=True)
    page = save(post("About back\npain, gone.", title="Trials of MAGNESIUM", tags=["minerals"])).page
    assert origins(page) == {"back": "rule", "minerals": "file"}

    save(post("About nothing.", title="Trials of Mg"))
    assert origins(page) == {"minerals": "rule"}
    assert TaggedPage.objects.get().rule == one

    save(post("About nothing.", title="Trials"))
    assert origins(page) == {}


def test_a_changed_text_follows_the_rules_and_keeps_the_files_tags() -> None:
    page = save(post(tags=["pain"])).page
    rule("zinc", "minerals", in_title_only=False)
    page.body = "Zinc."

    follow_rules(page)

    assert origins(page) == {"minerals": "rule", "pain": "file"}


def test_only_the_page_or_a_curator_say_what_a_page_is_about() -> None:
    rule("magnesium", "magnesium")
    by_file = save(post(slug="a", tags=["Magnesium"])).page
    by_hand = save(post(slug="b")).page
    curate_tags(page=by_hand, names=["magnesium"], by=None)
    by_rule = save(post(slug="c", title="Magnesium")).page

    assert origins(by_rule) == {"magnesium": "rule"}
    assert set(tagged_any(["MAGNESIUM"])) == {by_file.pk, by_hand.pk}


def test_a_new_page_costs_five_queries_and_one_that_is_as_it_was_four(django_assert_num_queries: Any) -> None:
    tags_for(names := [f"tag {number}" for number in range(30)])
    for number in range(5):
        rule(f"word {number}", f"tag {number}")
    page = make.make_page()

    with django_assert_num_queries(5):  # names, rows, rules, what was taken off, new rows
        set_tags(page, names)
    with django_assert_num_queries(4):
        set_tags(page, names)


def test_who_put_a_tag_there_is_kept() -> None:
    user: User = make.make_user()
    page = save(post()).page

    curate_tags(page=page, names=["pain"], by=user)

    assert [(row.origin, row.by) for row in TaggedPage.objects.filter(content_object=page)] == [("hand", user)]


def test_categories_are_one_in_any_capitals_too() -> None:
    first = save(post(slug="a", categories=["Énergie", "AI"])).page
    second = save(post(slug="b", categories=["énergie", "ai", "AI", "New"])).page

    assert [one.name for one in first.categories.all()] == ["AI", "Énergie"]
    assert [one.name for one in second.categories.all()] == ["AI", "New", "Énergie"]
