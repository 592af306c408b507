"""The curators' desk for pages: what they set is theirs, and what is wrong is told at the field."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests import factories as make
from tests.wiki.desk import errors, form, make_reviewer
from tests.wiki.making import make_public_page, make_yousef, post, save
from tests.wiki.test_reader_pages import HOSTILE
from wiki.models import Alias, Mention, Page, tags_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client: Client) -> User:
    user = make.make_user()
    may_change = {"page", "section", "alias", "mention"}
    wanted = {f"{verb}_{noun}" for noun in may_change for verb in ("view", "change")}
    wanted |= {"add_alias", "add_mention", "add_category", "view_category", "view_report"}
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(user)
    return user


def test_what_a_curator_sets_on_a_page_is_the_curators(client: Client, curator: User) -> None:
    page = make_public_page("#### Perplexity AI\n\nWords. [shop](https://shop.example)", tags=["pain"])
    address = f"/admin/wiki/page/{page.pk}/change/"
    values = form(client, address)
    values |= {
        "lane": "commercial",
        "conflict_of_interest": "Sells it.",
        "tags": 'pain, "AU, NZ"',
        "section-h-perplexity-ai-lane": "AI-written",
        "section-h-perplexity-ai-date": "2024-05",
        "aliases": "/Old+Name",
    }

    response = client.post(address, values)

    assert (response.status_code, errors(response.content.decode())) == (302, [])
    page.refresh_from_db()
    assert (page.lane, page.conflict_of_interest, page.authority, page.decided_by) == (
        "commercial",
        "Sells it.",
        "curator",
        curator,
    )
    section = page.sections.get()
    assert (section.lane, str(section.date), section.authority, section.decided_by) == (
        "AI-written",
        "2024-05",
        "curator",
        curator,
    )
    assert "sponsored" in section.html
    assert tags_of(page) == [("AU, NZ", "au-nz"), ("pain", "pain")]
    assert [alias.path for alias in page.aliases.all()] == ["Old Name"]


def test_looking_at_a_section_confirms_it_and_saving_alone_decides_nothing(client: Client, curator: User) -> None:
    page = make_public_page("#### My experience\n\nA.\n\n#### Other\n\nB.")
    address = f"/admin/wiki/page/{page.pk}/change/"

    client.post(address, form(client, address))
    assert {one.authority for one in page.sections.all()} == {"import"}
    page.refresh_from_db()
    assert page.authority == "import"

    client.post(address, form(client, address) | {"section-h-my-experience-looked_at": "on"})
    assert [one.authority for one in page.sections.all()] == ["curator", "import"]
    assert [one.lane for one in page.sections.all()] == ["", ""]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/Taken", "alias “/Taken” belongs to the page “other”: an address leads to one page."),
        ("admin", "alias “/admin” is an address of this site (admin:index): an old address cannot hide it."),
        ("a" * 501, f"alias “/{'a' * 80}”: expected an old address of 1 to 500 characters."),
    ],
)
def test_an_alias_that_is_taken_is_told_at_its_field(client: Client, curator: User, path: str, sentence: str) -> None:
    make_public_page(slug="other", aliases=["/Taken"])
    page = make_public_page()
    address = f"/admin/wiki/page/{page.pk}/change/"

    response = client.post(address, form(client, address) | {"aliases": path, "lane": "news"})

    assert sentence in errors(response.content.decode())
    assert Alias.objects.count() == 1
    page.refresh_from_db()
    assert page.lane == ""


def test_a_mention_is_linked_with_a_reason(client: Client, curator: User) -> None:
    report = make_yousef()
    page = make_public_page("PMID: 99")
    mention = page.mentions.get()
    address = f"/admin/wiki/mention/{mention.pk}/change/"
    values = form(client, address)

    unfounded = client.post(address, values | {"report": report.pk})
    assert errors(unfounded.content.decode()) == ["Say why it is linked or set aside."]

    client.post(address, values | {"report": report.pk, "reason": "The number is a misprint."})

    mention.refresh_from_db()
    assert (mention.state, mention.report, mention.reason, mention.authority, mention.decided_by) == (
        "linked",
        report,
        "The number is a misprint.",
        "curator",
        curator,
    )


def test_a_mention_set_aside_keeps_no_report(client: Client, curator: User) -> None:
    report = make_yousef()
    mention = make_public_page("PMID: 23384256").mentions.get()
    address = f"/admin/wiki/mention/{mention.pk}/change/"
    values = form(client, address)

    refused = client.post(address, values | {"state": "set aside", "report": report.pk})
    assert errors(refused.content.decode()) == ["A linked mention needs one, and no other has one."]

    client.post(address, values | {"state": "set aside", "report": "", "reason": "A letter."})
    mention.refresh_from_db()
    assert (mention.state, mention.report, mention.reason) == ("set aside", None, "A letter.")


def test_a_sentence_is_marked_by_hand_if_it_stands_on_the_page(client: Client, curator: User) -> None:
    report = make_yousef()
    page = make_public_page("One study *found* that it helped.")
    values = {"page": page.pk, "words": "One study found", "report": report.pk, "reason": "Its words."}

    wrong = client.post("/admin/wiki/mention/add/", values | {"words": "One study thought", "report": ""})
    assert errors(wrong.content.decode()) == [
        "the words “One study thought” do not stand on the page: expected a sentence of it.",
    ]
    assert not Mention.objects.exists()

    response = client.post("/admin/wiki/mention/add/", values)

    assert response.status_code == 302
    mention = page.mentions.get()
    assert (mention.marked_by_hand, mention.state, mention.position, mention.authority, mention.decided_by) == (
        True,
        "linked",
        1,
        "curator",
        curator,
    )


def test_pages_are_submitted_published_and_withdrawn_from_the_list(client: Client, curator: User) -> None:
    page = save(post()).page
    client.force_login(make_reviewer())
    for action, state, reason in (
        ("submit", "in review", ""),
        ("publish", "published", ""),
        ("withdraw", "withdrawn", "Retracted."),
    ):
        asked = client.post("/admin/wiki/page/", {"action": action, "_selected_action": [page.pk]})
        page.refresh_from_db()
        assert (asked.status_code, page.state) != (200, state)
        client.post("/admin/wiki/page/states/", {"state": state, "seen": asked.context["seen"], "reason": reason})
        page.refresh_from_db()
        assert page.state == state
    assert [one.reason for one in page.versions.order_by("number")][1:] == [
        "Submit for review.",
        "Publish.",
        "Retracted.",
    ]


@pytest.mark.parametrize("state", ["", "draft", "nothing"])
def test_a_form_that_names_no_state_changes_none(client: Client, curator: User, state: str) -> None:
    page = make_public_page()
    client.force_login(make_reviewer())
    client.post("/admin/wiki/page/states/", {"state": state, "seen": f"{page.pk}:1", "reason": "why"})
    page.refresh_from_db()
    assert page.state == "published"


def test_nothing_is_deleted(client: Client, curator: User) -> None:
    curator.user_permissions.set(Permission.objects.filter(content_type__app_label="wiki"))
    page = make_public_page("PMID: 1")

    for address in (
        f"/admin/wiki/page/{page.pk}/delete/",
        f"/admin/wiki/mention/{page.mentions.get().pk}/delete/",
    ):
        assert client.get(address).status_code == 403


def test_the_desk_shows_what_was_lost_and_what_is_suggested_safely(client: Client, curator: User) -> None:
    page = make_public_page(f"#### My {HOSTILE} experience\n\n<script>x</script> {{{{< {HOSTILE} >}}}}", title=HOSTILE)

    html = client.get(f"/admin/wiki/page/{page.pk}/change/").content.decode()

    assert "3 × &lt;script&gt; left out." in html
    assert "personal experience: “My” in the heading" in html
    assert "<script>alert(1)</script>" not in html
    assert Page.objects.count() == 1


@pytest.mark.parametrize("address", ["/admin/wiki/page/", "/admin/wiki/mention/"])
def test_lists_cost_the_same_however_long_they_are(
    client: Client, curator: User, django_assert_max_num_queries: Any, address: str
) -> None:
    for number in range(12):
        make_public_page("PMID: 23384256", slug=f"page-{number}")

    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 200


def test_the_queue_is_what_is_open(client: Client, curator: User) -> None:
    make_yousef()
    make_public_page("PMID: 23384256 and PMID: 26431139")

    html = client.get("/admin/wiki/mention/?state__exact=open").content.decode()

    assert "PMID 26431139" in html
    assert "PMID 23384256" not in html


@pytest.mark.parametrize("address", ["/admin/wiki/page/", "/admin/wiki/mention/", "/admin/wiki/category/"])
def test_nobody_else_gets_to_the_desk(client: Client, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/admin/login/")
    client.force_login(make.make_user())
    assert client.get(address).status_code == 403
