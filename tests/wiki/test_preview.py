"""The preview of a text: what readers would see, and nothing saved."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.wiki.desk import address_of, errors, form, make_curator, values_in
from tests.wiki.making import make_public_page
from tests.wiki.test_reader_pages import HOSTILE

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/wiki/page/preview/"


@pytest.fixture(autouse=True)
def curator(client: Client) -> None:
    client.force_login(make_curator())


def test_a_text_is_shown_as_readers_would_see_it(client: Client) -> None:
    text = (
        "# Dose\n\n**40** mg, [there](https://example.org/a).\n\n<script>x</script>\n\n![](https://example.org/a.png)"
    )

    response = client.post(ADDRESS, {"body": text, "format": "hugo"})

    html = " ".join(response.content.decode().split())
    assert response.status_code == 200
    assert "<h2>Dose </h2>" in html
    assert '<strong>40</strong> mg, <a href="https://example.org/a" rel="external nofollow noopener">there</a>.' in html
    assert "<li>line 5: 1 × &lt;script&gt; left out.</li>" in html
    assert 'src="https://example.org/a.png"' in html
    assert "<script>" not in html


def test_nothing_unsafe_is_shown(client: Client) -> None:
    html = client.post(ADDRESS, {"body": f"# {HOSTILE}\n\n{HOSTILE}", "format": HOSTILE}).content.decode()
    assert "<script" not in html
    assert "onerror=" not in html


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("w" * 200_001, "Cannot be rendered: the text has 200,001 characters: expected at most 200,000."),
        ("<b>" * 120, "Cannot be rendered: HTML elements stand 120 deep in each other: expected fewer than 100."),
    ],
)
def test_a_text_that_cannot_be_shown_is_told_why(client: Client, body: str, sentence: str) -> None:
    response = client.post(ADDRESS, {"body": body, "format": "hugo"})
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_plain_text_is_shown_as_plain_text(client: Client) -> None:
    assert "<strong>" not in client.post(ADDRESS, {"body": "**a**", "format": "text"}).content.decode()


def test_a_preview_needs_a_token_and_the_right_to_change() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_curator())
    assert strict.post(ADDRESS, {"body": "a"}).status_code == 403
    reader = Client()
    reader.force_login(make_curator("view"))
    assert reader.post(ADDRESS, {"body": "a"}).status_code == 403


def test_without_a_script_the_button_shows_it_and_saves_nothing(client: Client) -> None:
    page = make_public_page("#### Dose\n\nWords.")
    typed = form(client, address_of(page)) | {
        "title": "New",
        "body": "#### Other\r\n\r\n**Typed.** <form>",
        "publisher": "P",
        "section-h-dose-lane": "news",
    }

    response = client.post(address_of(page), typed | {"_preview": "x"})

    html = response.content.decode()
    assert "<strong>Typed.</strong>" in html
    assert "1 × &lt;form&gt; left out." in html
    assert errors(html) == []
    assert "errornote" not in html
    assert values_in(response) == typed | {"seen": "1"}
    page.refresh_from_db()
    assert (page.title, page.version) == ("Back Pain", 1)


def test_a_new_page_has_a_preview_too(client: Client) -> None:
    response = client.post("/admin/wiki/page/add/", {"body": "**Typed.**", "_preview": "x"})
    assert "<strong>Typed.</strong>" in response.content.decode()
    assert not page_exists()


def page_exists() -> bool:
    from wiki.models import Page

    return Page.objects.exists()
