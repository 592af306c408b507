"""A curator edits a page: all of the form in one version, or a sentence and nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from evidence.dates import PartialDate
from tests import factories as make
from tests.wiki.desk import address_of, errors, form, make_curator
from tests.wiki.making import make_public_page, post, save
from wiki.actions.editing import EditError, create_page, edit_page, keep_ours, take_offered, values_of
from wiki.actions.versions import EditConflict
from wiki.models import Page, SourceText, tags_of
from wiki.reading.page_file import LossKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client: Client) -> User:
    user = make_curator()
    client.force_login(user)
    return user


def test_the_whole_form_is_one_version_with_its_reason(client: Client, curator: User) -> None:
    page = make_public_page("#### Dose\n\n40 mg.", tags=["pain"], categories=["Back"], aliases=["/Old"])
    other = make.make_category(name="Spine")
    values = form(client, address_of(page)) | {
        "title": "Back pain, mended",
        "date": "2016-03",
        "body": "\r\n\r\n#### Dose\r\n\r\n400 mg.\r\n",
        "categories": [other.pk],
        "tags": "pain, spine",
        "aliases": "Old\r\nOlder",
        "lane": "news",
        "publisher": "A paper",
        "section-h-dose-lane": "trial report",
        "reason": "The dose was a misprint.",
    }

    response = client.post(address_of(page), values)

    assert (response.status_code, errors(response.content.decode())) == (302, [])
    page = Page.objects.get()
    assert (page.title, str(page.date), page.body) == ("Back pain, mended", "2016-03", "\n\n#### Dose\n\n400 mg.\n")
    assert page.by_hand == ["aliases", "body", "categories", "date", "title"]
    assert [one.name for one in page.categories.all()] == ["Spine"]
    assert [name for name, _ in tags_of(page)] == ["pain", "spine"]
    assert [alias.path for alias in page.aliases.all()] == ["Old", "Older"]
    section = page.sections.get()
    assert (section.lane, section.authority, "400 mg." in section.html) == ("trial report", "curator", True)
    version = page.versions.last()
    assert version is not None
    assert (version.number, version.reason, version.by, version.authority) == (
        2,
        "The dose was a misprint.",
        curator,
        "curator",
    )
    assert sorted(version.changed) == [
        "aliases",
        "categories",
        "date",
        "lane",
        "publisher",
        "sections",
        "tags",
        "text",
        "title",
    ]


def test_a_page_moves_with_everything_else_and_its_old_address_leads_on(client: Client, curator: User) -> None:
    page = make_public_page()
    values = form(client, address_of(page)) | {"slug": "back-aches", "publisher": "A paper"}

    client.post(address_of(page), values)

    page.refresh_from_db()
    assert (page.slug, page.by_hand, page.publisher) == ("back-aches", ["slug"], "A paper")
    assert [alias.path for alias in page.aliases.all()] == ["pages/back-pain"]
    assert [(one.number, one.reason) for one in page.versions.all()][1:] == [(2, "Changed: address, publisher.")]
    assert client.get("/pages/back-pain/")["Location"] == "/pages/back-aches/"


def test_an_old_address_of_another_page_is_none_for_this_one(client: Client, curator: User) -> None:
    make_public_page(slug="other", aliases=["pages/taken"])
    page = make_public_page()
    for address in (address_of(page), "/admin/wiki/page/add/"):
        response = client.post(address, form(client, address) | {"slug": "taken", "title": "T", "reason": "R."})
        assert errors(response.content.decode()) == [
            "address “taken” is an old address of the page “other”: give another."
        ]
    assert Page.objects.count() == 2


def test_saving_what_nobody_touched_makes_no_version(client: Client, curator: User) -> None:
    page = make_public_page("#### Dose\r\n\r\n40 mg.", tags=["pain"], aliases=["/Old"])
    client.post(address_of(page), form(client, address_of(page)))
    page.refresh_from_db()
    assert (page.version, page.by_hand, page.authority) == (1, [], "import")


@pytest.mark.parametrize("name", ["title", "body"])
def test_a_change_of_the_words_needs_a_reason(client: Client, curator: User, name: str) -> None:
    page = make_public_page()
    values = form(client, address_of(page)) | {name: "Other words"}

    response = client.post(address_of(page), values)

    assert errors(response.content.decode()) == [
        "Say in a few words why the title or the text changes: it is kept in the history."
    ]
    assert response.context["adminform"].form[name].value() == "Other words"
    assert page.versions.count() == 1


def test_without_a_reason_the_history_says_what_was_changed(client: Client, curator: User) -> None:
    page = make_public_page()
    client.post(address_of(page), form(client, address_of(page)) | {"lane": "news", "publisher": "A paper"})
    version = page.versions.last()
    assert version is not None
    assert version.reason == "Changed: lane, publisher."


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            "<b>" * 120,
            "This text cannot be shown: HTML elements stand 120 deep in each other: expected fewer than 100.",
        ),
        (
            "w " * 100_001,
            "This text cannot be shown: the text has 200,002 characters: expected at most 200,000.",
        ),
    ],
)
def test_a_text_that_cannot_be_rendered_is_refused_at_its_field(
    client: Client, curator: User, body: str, sentence: str
) -> None:
    page = make_public_page()
    values = form(client, address_of(page)) | {"body": body, "title": "New", "reason": "Tried."}

    response = client.post(address_of(page), values)

    assert errors(response.content.decode()) == [sentence]
    assert response.context["adminform"].form["body"].value() == body
    page.refresh_from_db()
    assert (page.title, page.body, page.version, page.sections.count()) == ("Back Pain", "\n\nWords.\n", 1, 1)


def test_nothing_is_half_saved_when_a_later_step_refuses() -> None:
    make_public_page(slug="other", aliases=["/Taken"])
    page = make_public_page(slug="mine")
    values = replace(values_of(page), title="New", tags=("new",), aliases=("Taken",))

    with pytest.raises(EditError, match="belongs to the page “other”") as refusal:
        edit_page(page=page, values=values, by=None, reason="Tried.", seen=1)

    assert refusal.value.field == "aliases"
    page = Page.objects.get(slug="mine")
    assert (page.title, tags_of(page), page.version) == ("Back Pain", [], 1)


def test_an_edit_over_a_newer_version_is_refused() -> None:
    page = make_public_page()
    edit_page(page=page, values=replace(values_of(page), lane="news"), by=None, reason="News.", seen=1)
    with pytest.raises(EditConflict) as conflict:
        edit_page(page=page, values=replace(values_of(page), lane="wiki"), by=None, reason="Wiki.", seen=1)
    assert (conflict.value.newest.number, conflict.value.newest.reason) == (2, "News.")


def test_no_field_of_the_form_publishes(client: Client, curator: User) -> None:
    """Neither a button of old nor a forged field: the form holds what a page says, not who sees it."""
    page = save(post()).page
    forged = {"state": "published", "entered_by": "1", "version": "9", "_publish": "x"}
    client.post(address_of(page), form(client, address_of(page)) | {"publisher": "One"} | forged)
    page.refresh_from_db()
    assert (page.state, page.publisher, page.entered_by, page.version) == ("draft", "One", None, 2)


def test_a_new_page_is_written_as_a_draft(client: Client, curator: User) -> None:
    values = form(client, "/admin/wiki/page/add/") | {
        "title": "Magnesium",
        "slug": "magnesium",
        "body": "# What it is\r\n\r\nA metal.",
        "lane": "encyclopaedia",
        "tags": "metal",
        "aliases": "Mg",
    }

    response = client.post("/admin/wiki/page/add/", values)

    assert errors(response.content.decode()) == []
    page = Page.objects.get()
    assert (page.slug, page.state, page.front_matter, page.body) == (
        "magnesium",
        "draft",
        "",
        "# What it is\n\nA metal.",
    )
    assert (page.source_format, page.entered_by, page.lane, page.authority) == (
        "hugo",
        curator,
        "encyclopaedia",
        "curator",
    )
    assert page.by_hand == ["aliases", "body", "categories", "date", "slug", "title"]
    assert [one.heading for one in page.sections.all()] == ["What it is"]
    assert ([one.path for one in page.aliases.all()], tags_of(page)) == (["Mg"], [("metal", "metal")])
    assert [(one.number, one.reason) for one in page.versions.all()] == [(1, "Begun here.")]


def test_a_new_page_that_cannot_be_shown_is_not_made(client: Client, curator: User) -> None:
    values = form(client, "/admin/wiki/page/add/") | {"title": "T", "slug": "t", "body": "<b>" * 120}
    response = client.post("/admin/wiki/page/add/", values)
    assert errors(response.content.decode()) == [
        "This text cannot be shown: HTML elements stand 120 deep in each other: expected fewer than 100."
    ]
    assert not Page.objects.exists()


def test_values_are_what_a_page_was_made_of() -> None:
    page = make_public_page("#### Dose\n\nWords.", date="2016-03-01", tags=["b", "a"], categories=["C"], aliases=["/x"])
    again = create_page(values=replace(values_of(page), slug="again", aliases=()), by=None, reason="Copied.")
    assert values_of(again) == replace(values_of(page), slug="again", aliases=())
    assert values_of(again).date == PartialDate(year=2016, month=3, day=1)


def test_the_form_leads_to_its_sentences_and_the_list_to_the_history(client: Client) -> None:
    client.force_login(make_curator())
    page = make_public_page()
    form_html, listed = (client.get(one).content.decode() for one in (address_of(page), "/admin/wiki/page/"))
    assert f'<a href="/admin/wiki/mention/add/?page={page.pk}">Mark a sentence</a>' in form_html
    day = f"{page.updated.day} {page.updated:%B %Y}"
    assert f'<a href="/admin/wiki/page/{page.pk}/history/" aria-label="{day}: history of Back Pain">{day}</a>' in listed


def offer(page: Page) -> Page:
    text = SourceText.objects.create(page=page, checksum="f" * 64, front_matter="{}\n", body="Newer words.\n")
    Page.objects.filter(pk=page.pk).update(offered=text, by_hand=["body", "title"])
    make.make_page_loss(page=page, kind=LossKind.HELD_BACK, part="file", sentence="A newer file is held back.")
    page.refresh_from_db()
    return page


def test_a_newer_text_that_was_held_back_is_taken(client: Client, curator: User) -> None:
    page = offer(make_public_page())
    assert f"/admin/wiki/page/{page.pk}/offered/" in client.get(address_of(page)).content.decode()
    shown = client.get(f"/admin/wiki/page/{page.pk}/offered/").context["sides"]
    assert ("".join(one.text for row in shown.rows for one in row.new)).endswith("Newer words.")

    client.post(f"/admin/wiki/page/{page.pk}/offered/", {"seen": 1, "_take": "x"})

    page.refresh_from_db()
    assert (page.source_text, page.by_hand, page.offered, page.checksum) == (
        "{}\nNewer words.\n",
        ["title"],
        None,
        "f" * 64,
    )
    assert [(one.number, one.reason) for one in page.versions.all()][-1] == (2, "Took the newer file's text.")
    assert not page.losses.filter(kind=LossKind.HELD_BACK).exists()
    assert "Newer words." in page.sections.get().html


def test_a_newer_text_that_was_held_back_is_set_aside(client: Client, curator: User) -> None:
    page = offer(make_public_page())
    client.post(f"/admin/wiki/page/{page.pk}/offered/", {"seen": 1, "_keep": "x"})
    page.refresh_from_db()
    assert (page.body, page.by_hand, page.offered, page.version) == ("\n\nWords.\n", ["body", "title"], None, 1)
    assert not page.losses.filter(kind=LossKind.HELD_BACK).exists()


@pytest.mark.parametrize("seen", ["0", "", "x", "9" * 12])
def test_a_choice_at_an_older_version_is_refused(client: Client, curator: User, seen: str) -> None:
    page = offer(make_public_page())
    for button in ("_take", "_keep"):
        client.post(f"/admin/wiki/page/{page.pk}/offered/", {"seen": seen, button: "x"})
    page.refresh_from_db()
    assert page.offered is not None
    assert page.body == "\n\nWords.\n"


def test_taking_what_is_offered_no_more_says_so() -> None:
    page = make_public_page()
    with pytest.raises(EditError, match="No newer text is held back any more"):
        take_offered(page=page, by=None, seen=1)
    keep_ours(page=page, by=None, seen=1)
    page.refresh_from_db()
    assert page.version == 1


OWN = ["add/", "{pk}/change/", "{pk}/offered/", "preview/", "search/", "states/"]


@pytest.mark.parametrize("route", OWN)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_curators_get_to_the_pages_of_the_desk(client: Client, route: str, method: str) -> None:
    page = make_public_page()
    address = f"/admin/wiki/page/{route.format(pk=page.pk)}"
    assert getattr(client, method)(address).headers["Location"].startswith("/admin/login/")
    client.force_login(make.make_user())
    assert getattr(client, method)(address).status_code == 403


def test_somebody_who_may_only_look_sees_the_text_and_no_field(client: Client) -> None:
    page = make_public_page("Words to read.", tags=["pain"], aliases=["/Old"])
    client.force_login(make_curator("view"))

    response = client.get(address_of(page))

    html = response.content.decode()
    assert "Words to read." in html
    assert "/Old" in html
    assert "<textarea" not in html
    assert 'name="_save"' not in html
    forbidden: dict[str, Any] = {"title": "X", "seen": 1}
    assert client.post(address_of(page), forbidden).status_code == 403
    assert client.post("/admin/wiki/page/states/", {"state": "withdrawn", "seen": f"{page.pk}:1"}).status_code == 403
    assert client.post(f"/admin/wiki/page/{page.pk}/offered/", {"seen": 1}).status_code == 403
    page.refresh_from_db()
    assert page.state == "published"
