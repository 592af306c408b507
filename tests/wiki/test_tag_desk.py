"""Tags at the curators' desk: looked at first, done when posted, by those who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from taggit.models import Tag

from evidence.admin.seen import mark_of
from tests import factories as make
from tests.wiki.desk import errors, form
from tests.wiki.making import make_public_page, post, save
from tests.wiki.test_reader_pages import HOSTILE, words
from tests.wiki.test_tag_merging import tag
from tests.wiki.test_tags import origins
from wiki.actions.tag_changes import change_tags
from wiki.actions.tag_merging import merge_tags, rename_tag
from wiki.actions.tag_rules import make_rule
from wiki.models import Page, TagAlias, TagChange, TaggedPage, TagRule

pytestmark = pytest.mark.django_db
PAGES = "/admin/wiki/page/"
RULE: dict[str, Any] = {"tag": "minerals", "words": "zinc\nmagnesium", "where": "title", "reason": "They are."}


def may(*codenames: str) -> User:
    user = make.make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def curator(client: Client) -> User:
    nouns = ("page", "section", "alias", "tag", "tagrule")
    user = may(*(f"{verb}_{noun}" for verb in ("view", "change", "add") for noun in nouns), "view_tagchange")
    client.force_login(user)
    return user


def bulk(client: Client, address: str = PAGES, **values: Any) -> Any:
    return client.post(address, {"action": "tag_pages", "_selected_action": "0", "_tags": "1"} | values)


def test_what_a_curator_writes_in_the_form_is_the_curators_and_says_so(client: Client, curator: User) -> None:
    page = make_public_page(tags=["pain", "gone"])
    address = f"{PAGES}{page.pk}/change/"

    client.post(address, form(client, address) | {"tags": "Pain, low back pain"})

    assert origins(page) == {"low back pain": "hand", "pain": "file"}
    save(post("New.", slug="back-pain", tags=["pain", "gone"]))
    assert origins(page) == {"low back pain": "hand", "pain": "file"}
    html = client.get(address).content.decode()
    assert "low back pain (added by a curator), pain (the page itself)" in html


def test_a_form_saved_as_it_was_changes_no_tag(client: Client, curator: User) -> None:
    page = make_public_page(tags=["back pain", "AU, NZ"])
    address = f"{PAGES}{page.pk}/change/"
    values = form(client, address) | {"tags": 'back pain, "AU, NZ"', "publisher": "A wiki"}

    client.post(address, values)

    assert origins(page) == {"AU, NZ": "file", "back pain": "file"}


def test_a_tag_that_is_none_is_told_at_its_field(client: Client, curator: User) -> None:
    page = make_public_page()
    address = f"{PAGES}{page.pk}/change/"

    response = client.post(address, form(client, address) | {"tags": "pain, ???"})

    assert errors(response.content.decode()) == ["“???”: a tag needs a letter or a digit."]
    assert origins(page) == {}


def test_tags_are_added_over_a_filtered_list_in_three_steps(client: Client, curator: User) -> None:
    for number in range(120):
        make.make_page(slug=f"wanted-{number:03}", title=f"Wanted {number:03}")
    other = make.make_page(slug="other", title="Other")
    address = f"{PAGES}?q=wanted"
    across = {"select_across": "1"}

    asked = client.post(address, {"action": "tag_pages", "_selected_action": "1", "index": "0", **across})
    assert "For the 120 pages that the list finds." in words(asked.content.decode())
    seen = bulk(client, address, add="pain, back pain", **across)
    html = seen.content.decode()
    assert (html.count("<li><a"), html.count("_selected_action")) == (50, 1)
    assert "120 of 120 pages would change." in words(html)
    assert not TaggedPage.objects.exists()
    assert not Tag.objects.exists()

    done = bulk(client, address, add="pain, back pain", reason="Sorted.", seen="120 of 120", _apply="1", **across)

    assert (done.status_code, done["Location"]) == (302, address)
    assert (TaggedPage.objects.count(), origins(other)) == (240, {})
    change = TagChange.objects.get()
    assert (change.sentence, change.pages, change.by) == ("Tags: added “back pain”, “pain”. Sorted.", 120, curator)


def test_only_the_pages_that_were_ticked_are_changed(client: Client, curator: User) -> None:
    ticked, other = make.make_page(), make.make_page()

    bulk(client, add="pain", seen="1 of 1", _apply="1", _selected_action=[ticked.pk])

    assert (origins(ticked), origins(other)) == ({"pain": "hand"}, {})


def test_what_is_no_longer_as_it_was_shown_is_shown_again(client: Client, curator: User) -> None:
    make.make_page(), make.make_page()

    response = bulk(client, add="pain", seen="1 of 1", _apply="1", select_across="1")

    assert "2 of 2 pages would change." in words(response.content.decode())
    assert not TaggedPage.objects.exists()


def test_a_filter_by_a_tag_that_is_none_finds_nothing(client: Client, curator: User) -> None:
    page = make_public_page(tags=["pain"])
    make.make_page()

    bulk(client, f"{PAGES}?tag=pain", add="found", seen="1 of 1", _apply="1", select_across="1")
    nothing = bulk(client, f"{PAGES}?tag=nowhere", add="lost", select_across="1")

    assert origins(page) == {"found": "hand", "pain": "file"}
    assert "0 of 0 pages would change." in words(nothing.content.decode())


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({}, "Name at least one tag to add or to remove."), ({"remove": "nowhere"}, "No tag is called “nowhere”.")],
)
def test_a_change_that_cannot_be_is_told(client: Client, curator: User, values: dict[str, str], sentence: str) -> None:
    make.make_page()

    html = bulk(client, select_across="1", _apply="1", seen="1 of 1", **values).content.decode()

    assert sentence in words(html)
    assert not TagChange.objects.exists()


def test_a_tag_is_renamed_in_its_form(client: Client, curator: User) -> None:
    make_public_page(tags=["ache", "pain"])
    address = f"/admin/taggit/tag/{tag('ache').pk}/change/"

    seen = {"_seen": mark_of(tag("ache"))}
    taken = client.post(address, {"name": "PAIN"} | seen)
    assert errors(taken.content.decode()) == ["“PAIN” is another tag: merge the two instead."]
    assert client.post(address, {"name": "hurt"} | seen).status_code == 302

    assert TagAlias.objects.get().tag == tag("hurt")
    assert "ache" in client.get(address).content.decode()
    assert client.post("/admin/taggit/tag/add/", {"name": "New one"}).status_code == 302
    assert tag("New one").slug == "new-one"


def test_tags_are_merged_after_a_look(client: Client, curator: User) -> None:
    page = make_public_page(tags=["ache", "pain"])
    address = f"/admin/taggit/tag/{tag('ache').pk}/merge/"

    assert "No tag is called “nowhere”." in words(client.get(f"{address}?into=nowhere").content.decode())
    assert "cannot be merged into itself" in words(client.get(f"{address}?into=ACHE").content.decode())
    html = client.get(f"{address}?into=Pain").content.decode()
    assert "1 page of “ache”, 1 of which carries “pain” too." in words(html)
    assert Tag.objects.count() == 2

    assert client.post(address, {"into": "Pain"}).status_code == 302
    assert (origins(page), TagChange.objects.get().by) == ({"pain": "file"}, curator)


def test_a_rule_is_made_after_a_look_and_withdrawn_after_another(client: Client, curator: User) -> None:
    page = make_public_page(title="All about Zinc")

    html = client.post("/admin/wiki/tagrule/add/", RULE | {"_preview": "1"}).content.decode()
    assert "The words stand on 1 page. 1 would be tagged;" in words(html)
    assert "All about <mark>Zinc</mark>" in html
    assert not TagRule.objects.exists()

    assert client.post("/admin/wiki/tagrule/add/", RULE | {"_apply": "1"}).status_code == 302
    rule = TagRule.objects.get()
    assert (origins(page), rule.made_by, rule.words) == ({"minerals": "rule"}, curator, "zinc\nmagnesium")
    assert f"{rule.pk}/withdraw/" in client.get(f"/admin/wiki/tagrule/{rule.pk}/change/").content.decode()

    address = f"/admin/wiki/tagrule/{rule.pk}/withdraw/"
    assert "tagged 1 page that nobody else tagged so" in words(client.get(address).content.decode())
    assert client.post(address, {"reason": ""}).status_code == 200
    assert origins(page) == {"minerals": "rule"}
    client.post(address, {"reason": "Too many."})
    assert origins(page) == {}
    assert client.post(address, {"reason": "Again."}).status_code == 302


def test_a_rule_without_words_is_told(client: Client, curator: User) -> None:
    html = client.post("/admin/wiki/tagrule/add/", RULE | {"words": "...", "_apply": "1"}).content.decode()

    assert "“...”: expected a word with a letter or a digit." in words(html)


def test_a_change_is_taken_back_from_its_list(client: Client, curator: User) -> None:
    page, other = make.make_page(), make.make_page()
    change = change_tags(pages=Page.objects.all(), add=["pain"], remove=[], by=curator)
    TaggedPage.objects.filter(content_object=other).delete()
    address = f"/admin/wiki/tagchange/{change.pk}/undo/"
    assert address in client.get("/admin/wiki/tagchange/").content.decode()
    assert "It changed 2 pages" in words(client.get(address).content.decode())
    assert origins(page) == {"pain": "hand"}

    html = words(client.post(address, follow=True).content.decode())

    assert "Taken back on 1 page. Left as they are, since somebody changed their tags after it: 1." in html
    assert (origins(page), f"taken back by {curator}" in html) == ({}, True)
    assert "It was taken back already." in words(client.post(address, follow=True).content.decode())


def doors() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Each address that writes, with the permission that it needs and what is sent."""
    page = make_public_page(tags=["ache", "pain", "hurt", "z"])
    rule = make_rule(tag="minerals", words="zinc", in_title_only=True, reason="So.", by=None)
    bulk_change = change_tags(pages=Page.objects.all(), add=["bulk"], remove=[], by=None)
    renamed = rename_tag(tag=tag("hurt"), name="hurts", by=None)
    merged = merge_tags(tag=tag("z"), into=tag("pain"), by=None)
    assert renamed
    undo = "/admin/wiki/tagchange/{}/undo/"
    chosen = {"action": "tag_pages", "_tags": "1", "add": "x", "seen": "1 of 1", "_apply": "1"}
    return {
        "bulk": (PAGES, "change_page", chosen | {"_selected_action": page.pk}),
        "rename": (
            f"/admin/taggit/tag/{tag('ache').pk}/change/",
            "change_tag",
            {"name": "aches", "_seen": mark_of(tag("ache"))},
        ),
        "add": ("/admin/taggit/tag/add/", "add_tag", {"name": "new"}),
        "merge": (f"/admin/taggit/tag/{tag('ache').pk}/merge/", "change_tag", {"into": "pain"}),
        "rule": ("/admin/wiki/tagrule/add/", "add_tagrule", RULE | {"_apply": "1"}),
        "withdraw": (f"/admin/wiki/tagrule/{rule.pk}/withdraw/", "change_tagrule", {"reason": "No."}),
        "undo bulk": (undo.format(bulk_change.pk), "change_page", {}),
        "undo rename": (undo.format(renamed.pk), "change_tag", {}),
        "undo merge": (undo.format(merged.pk), "change_tag", {}),
    }


def everything() -> list[Any]:
    models: tuple[Any, ...] = (Tag, TaggedPage, TagAlias, TagChange, TagRule)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@pytest.mark.parametrize(
    "door", ["bulk", "rename", "add", "merge", "rule", "withdraw", "undo bulk", "undo rename", "undo merge"]
)
def test_who_may_not_does_not_and_looking_writes_nothing(client: Client, door: str) -> None:
    address, needed, values = doors()[door]
    before = everything()
    all_of_them = {"view_page", "change_page", "add_tag", "change_tag", "view_tag", "add_tagrule", "change_tagrule"}
    others = all_of_them - {needed} - ({"view_page"} if needed == "change_page" else set())

    assert client.post(address, values).status_code == 302
    for person in (make.make_user(is_staff=False), make.make_user(), may(*others)):
        client.force_login(person)
        assert client.post(address, values).status_code in {302, 403}
        assert everything() == before
    client.force_login(may(needed))
    assert client.get(address, values).status_code in {200, 302}
    assert everything() == before
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(may(needed))
    assert strict.post(address, values).status_code == 403
    assert everything() == before

    assert client.post(address, values).status_code == 302
    assert everything() != before


def hostile_pages() -> list[str]:
    page = make_public_page(title=HOSTILE, tags=[HOSTILE, "pain"])
    rule = make_rule(tag=HOSTILE, words=HOSTILE, in_title_only=True, reason=HOSTILE, by=None)
    change = change_tags(pages=Page.objects.all(), add=["x"], remove=["pain"], by=None, reason=HOSTILE)
    number = TaggedPage.objects.filter(content_object=page).earliest("pk").tag_id
    return [
        f"/admin/taggit/tag/{number}/change/",
        f"/admin/taggit/tag/{number}/merge/?into=x",
        "/admin/taggit/tag/",
        "/admin/wiki/tagrule/",
        f"/admin/wiki/tagrule/{rule.pk}/change/",
        f"/admin/wiki/tagrule/{rule.pk}/withdraw/",
        "/admin/wiki/tagchange/",
        f"/admin/wiki/tagchange/{change.pk}/undo/",
        f"{PAGES}{page.pk}/change/",
    ]


def test_hostile_words_are_shown_as_words(client: Client, curator: User) -> None:
    for address in hostile_pages():
        response = client.get(address)
        assert (address, response.status_code) == (address, 200)
        assert "<script>alert(1)</script>" not in response.content.decode()
    seen = bulk(client, add=HOSTILE.replace(",", ""), select_across="1").content.decode()
    assert "<script>alert(1)</script>" not in seen


@pytest.mark.parametrize(
    ("address", "maker"),
    [
        ("/admin/taggit/tag/", make.make_tagged_page),
        ("/admin/wiki/tagrule/", make.make_tag_rule),
        ("/admin/wiki/tagchange/", make.make_tag_change),
    ],
)
def test_lists_cost_the_same_however_long_they_are(
    client: Client, curator: User, django_assert_max_num_queries: Any, address: str, maker: Callable[[], Any]
) -> None:
    for _ in range(30):
        maker()

    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_a_copy_of_a_tag_that_is_refused_comes_back_as_a_form(admin_client: Client) -> None:
    """It has no number yet that a link could lead to."""
    answer = admin_client.post("/admin/taggit/tag/add/", {"name": "", "slug": "", "_saveasnew": "1"})
    assert answer.status_code < 400 or answer.status_code == 422
