"""Sections across pages: looked at one by one or many at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import factories as make
from tests.wiki.desk import make_curator
from tests.wiki.making import make_public_page, post, save
from wiki.actions.sections import confirm_sections
from wiki.models import Lane, Section, Version

pytestmark = pytest.mark.django_db
LIST = "/admin/wiki/section/"
STORY = "#### My experience\n\nIt helped me.\n\n#### Perplexity AI\n\nAn answer.\n\n#### Dose\n\n40 mg."


@pytest.fixture(autouse=True)
def curator(client: Client) -> Any:
    user = make_curator()
    client.force_login(user)
    return user


def decisions() -> list[tuple[str, str, str]]:
    return list(Section.objects.order_by("page_id", "order").values_list("heading", "lane", "authority"))


def test_suggested_lanes_are_confirmed_for_many_pages_in_one_version_each() -> None:
    for slug in ("a", "b"):
        make_public_page(STORY, slug=slug)
    user = make.make_user()

    assert confirm_sections(sections=Section.objects.all(), by=user).changed == 4

    once = [
        ("My experience", "personal experience", "curator"),
        ("Perplexity AI", "AI-written", "curator"),
        ("Dose", "", "import"),
    ]
    assert decisions() == once * 2
    assert {one.decided_by for one in Section.objects.exclude(lane="")} == {user}
    newest = Version.objects.filter(number=2)
    assert [(one.reason, one.by, one.changed) for one in newest] == [
        ("Looked at sections: each in the lane that was suggested.", user, ["sections"])
    ] * 2
    assert confirm_sections(sections=Section.objects.all(), by=user).changed == 0
    assert Version.objects.count() == 4


def test_a_lane_is_set_whatever_was_suggested_and_stays_through_an_import() -> None:
    make_public_page(STORY)
    assert confirm_sections(sections=Section.objects.all(), lane=Lane.NEWS, by=None).changed == 3
    save(post(STORY + "\n\nMore.", slug="back-pain"))
    assert {(lane, authority) for _, lane, authority in decisions()} == {("news", "curator")}


def test_links_of_a_section_that_sells_say_so_at_once() -> None:
    make_public_page("#### Dose\n\n[buy](https://shop.example/)")
    confirm_sections(sections=Section.objects.all(), lane=Lane.COMMERCIAL, by=None)
    assert "sponsored" in Section.objects.get().html
    confirm_sections(sections=Section.objects.all(), lane=Lane.NEWS, by=None)
    assert "sponsored" not in Section.objects.get().html


def test_the_list_shows_what_a_section_says_and_why_a_lane_is_suggested(client: Client) -> None:
    page = make_public_page(STORY)
    html = client.get(f"{LIST}?looked=no").content.decode()
    assert "It helped me." in html
    assert "“My” in the heading" in html
    assert f"/admin/wiki/page/{page.pk}/change/#section-h-my-experience" in html
    assert "40 mg." not in html


def test_an_action_says_first_what_it_would_do(client: Client) -> None:
    make_public_page(STORY)
    keys = list(Section.objects.values_list("pk", flat=True))

    asked = client.post(LIST, {"action": "confirm_suggested", "_selected_action": keys})

    html = " ".join(asked.content.decode().split())
    assert "2 sections of 1 page" in html
    assert asked.context["lanes"] == [("AI-written", 1), ("personal experience", 1)]
    assert {authority for *_, authority in decisions()} == {"import"}

    told = client.post(f"{LIST}confirm/", {"lane": asked.context["lane"], "seen": asked.context["seen"]}, follow=True)

    assert [str(one) for one in told.context["messages"]] == ["2 sections are looked at now."]
    assert [lane for _, lane, _ in decisions()] == ["personal experience", "AI-written", ""]


@pytest.mark.parametrize("change", [{"suggested_lane": "news"}, {"lane": "news", "authority": "curator"}])
def test_a_section_that_changed_since_it_was_shown_stays_as_it_is(client: Client, change: dict[str, str]) -> None:
    make_public_page(STORY)
    keys = list(Section.objects.values_list("pk", flat=True))
    asked = client.post(LIST, {"action": "confirm_suggested", "_selected_action": keys})
    Section.objects.filter(heading="Perplexity AI").update(**change)

    told = client.post(f"{LIST}confirm/", {"lane": "", "seen": asked.context["seen"]}, follow=True)

    assert [str(one) for one in told.context["messages"]] == [
        "1 section is looked at now.",
        "1 section is not what you looked at any more, and stays as it is: look again.",
    ]
    assert [lane for _, lane, _ in decisions()] == ["personal experience", change.get("lane", ""), ""]


def test_a_lane_is_chosen_beside_the_action(client: Client) -> None:
    make_public_page(STORY)
    keys = list(Section.objects.values_list("pk", flat=True))
    unchosen = client.post(LIST, {"action": "set_lane", "_selected_action": keys, "lane": ""}, follow=True)
    assert [str(one) for one in unchosen.context["messages"]] == ["Choose the lane beside the action."]

    asked = client.post(LIST, {"action": "set_lane", "_selected_action": keys, "lane": "news"})
    client.post(f"{LIST}confirm/", {"lane": asked.context["lane"], "seen": asked.context["seen"]})

    assert [lane for _, lane, _ in decisions()] == ["news"] * 3


@pytest.mark.parametrize(
    "values", [{}, {"seen": "x 0:12345678 -1: 999999999999999999999:00000000"}, {"lane": "no lane", "seen": ""}]
)
def test_what_no_list_sends_changes_nothing(client: Client, values: dict[str, str]) -> None:
    make_public_page(STORY)
    assert client.post(f"{LIST}confirm/", values).status_code == 302
    assert {authority for *_, authority in decisions()} == {"import"}


def test_filters_narrow_the_list(client: Client) -> None:
    make_public_page(STORY, slug="public")
    save(post("#### Draft\n\nWords.", slug="draft"))
    confirm_sections(sections=Section.objects.filter(heading="Dose"), lane=Lane.NEWS, by=None)

    def found(query: str) -> list[str]:
        return sorted(one.heading for one in client.get(f"{LIST}?{query}").context["cl"].result_list)

    assert found("looked=yes") == ["Dose"]
    assert found("looked=no") == ["My experience", "Perplexity AI"]
    assert found("state=draft") == ["Draft"]
    assert found("suggested_lane__exact=AI-written") == ["Perplexity AI"]
    assert found("q=perplex") == ["Perplexity AI"]


def test_a_section_is_changed_in_the_form_of_its_page(client: Client) -> None:
    page = make_public_page(STORY)
    section = page.sections.first()
    assert section is not None
    answer = client.get(f"{LIST}{section.pk}/change/")
    assert answer["Location"] == f"/admin/wiki/page/{page.pk}/change/#section-{section.anchor}"
    assert client.get(f"{LIST}999999/change/")["Location"] == LIST


@pytest.mark.parametrize("address", [LIST, "/admin/wiki/page/"])
def test_the_lists_cost_the_same_however_long_they_are(
    client: Client, django_assert_max_num_queries: Any, address: str
) -> None:
    for number in range(15):
        make_public_page(STORY, slug=f"page-{number}")
    with django_assert_max_num_queries(9):
        assert client.get(address).status_code == 200


def test_the_list_of_pages_counts_what_waits(client: Client) -> None:
    page = make_public_page(STORY + "\n\nPMID: 99 <form>", slug="a")
    make_public_page(slug="b")

    html = client.get("/admin/wiki/page/").content.decode()

    assert "2 sections wait, for a look" in html or "2 sections wait for a look" in html
    assert f'href="/admin/wiki/section/?looked=no&amp;page__id__exact={page.pk}"' in html
    assert f'href="/admin/wiki/pageloss/?page__id__exact={page.pk}"' in html
    assert f'href="/admin/wiki/mention/?state__exact=open&amp;page__id__exact={page.pk}"' in html
    for waits, found in {"losses": ["a"], "mentions": ["a"], "sections": ["a"], "newer": [], "x": ["a", "b"]}.items():
        listed = client.get(f"/admin/wiki/page/?waits={waits}")
        if waits != "x":
            assert [one.slug for one in listed.context["cl"].result_list] == found


def test_only_those_who_may_change_sections_set_their_lanes(client: Client) -> None:
    make_public_page(STORY)
    keys = " ".join(map(str, Section.objects.values_list("pk", flat=True)))
    for verbs, status in ((("view",), 403), (("change",), 302)):
        client.force_login(make_curator(*verbs))
        assert client.post(f"{LIST}confirm/", {"keys": keys}).status_code == status
    client.logout()
    assert client.post(f"{LIST}confirm/", {"keys": keys})["Location"].startswith("/admin/login/")
    client.force_login(make.make_user())
    for address in (LIST, f"{LIST}1/change/"):
        assert client.get(address).status_code == 403
