"""Whatever is asked at the addresses of the source pages, no answer is a fault of ours or leads off the site."""

from __future__ import annotations

from urllib.parse import quote, quote_from_bytes, unquote_to_bytes, urlsplit

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.wiki.making import make_public_page

pytestmark = pytest.mark.django_db
# The desk asks who it is.
ANSWERS = {200, 301, 302, 400, 404}
# Pieces of real addresses among them, so that a path gets past the first word of it.
WORDS = st.sampled_from(
    [
        "pages",
        "posts",
        "tags",
        "categories",
        "changes",
        "feeds",
        "attachments",
        "history",
        "back-pain",
        "pain",
        "Old",
        "changes.atom",
        "tiki-index.php",
        "1..2",
        "2..1",
        "0..0",
        "1..99999999999999999999",
        "..",
        ".",
        "",
        "admin",
        "static",
    ]
)
ODD = st.sampled_from(
    ["\x00", "\n", "\r\n", "\\", "%", "+", "//", "\u202e", "\ud800", "é", "٣", "a" * 3000, "@", ":", "?#"]
)
PIECES = WORDS | ODD | st.text(max_size=12) | st.binary(max_size=6)
NUMBERS = st.integers(-(10**30), 10**30).map(str) | st.text(max_size=20) | ODD
KEYS = st.sampled_from(["before", "after", "q", "p", "page", "page_id", "\x00", ""])


def written(piece: str | bytes) -> str:
    """As it stands in a request: a part is escaped, a part is not, as garbled requests have it."""
    if isinstance(piece, bytes):
        return quote_from_bytes(piece)
    return quote(piece.encode("utf-8", "surrogatepass"), safe="/:@+")


@pytest.fixture
def pages() -> None:
    make_public_page(slug="back-pain", tags=["pain"], categories=["pain"], aliases=["/Old", "/evil.example"])


def ask(client: Client, address: str) -> None:
    path, _, query = address.partition("?")
    # As a server hands it on: decoded, a byte a letter. The client would take //words for the name of a host.
    response = client.request(PATH_INFO=unquote_to_bytes(path).decode("latin-1"), QUERY_STRING=query)
    assert response.status_code in ANSWERS, address
    location = response.headers.get("Location", "")
    assert not urlsplit(location).netloc, address
    assert not location.startswith(("//", "/\\")), address
    assert not set("\r\n\\") & set(location), address


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=5), st.lists(st.tuples(KEYS, NUMBERS), max_size=2), st.booleans())
def test_no_path_is_too_odd(
    client: Client, pages: None, pieces: list[str | bytes], asked: list[tuple[str, str]], slash: bool
) -> None:
    query = "&".join(f"{written(key)}={written(value)}" for key, value in asked)
    ask(client, "/" + "/".join(map(written, pieces)) + "/" * slash + f"?{query}")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(
        [
            "pages/",
            "changes/",
            "tags/",
            "tags/pain/",
            "categories/",
            "categories/pain/",
            "feeds/changes.atom",
            "pages/back-pain/",
            "pages/back-pain/history/",
            "pages/back-pain/history/1..2/",
            "tiki-index.php",
            "posts/x",
        ]
    ),
    KEYS,
    NUMBERS,
)
def test_no_question_is_too_odd(client: Client, pages: None, address: str, key: str, value: str) -> None:
    ask(client, f"/{address}?{written(key)}={written(value)}")


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/pages", "/\\evil.example", "//evil.example/%2e%2e", "/posts//evil.example",
        "/pages//evil.example/",
        "/evil.example//", "/%2f%2fevil.example", "/tags", "/pages", "//pages", "/pages/back-pain/history", "/./pages",
        "/tiki-index.php?page=//evil.example", "/tiki-index.php?page=https://evil.example", "/posts/..%2f..%2fadmin",
        "/pages/back-pain/history/1..2147483648/", "/pages/back-pain/history/1..9223372036854775808/",
        "/pages/?after=%00", "/tags/?after=%00", "/changes/?before=%00", "/tiki-index.php?page_id=%00",
        "/attachments/%00/%00", "/attachments/" + "a" * 64 + "/x.pdf", "/feeds/changes.atom?%00",
    ],
)  # fmt: skip
def test_none_of_these_leads_away_or_fails(client: Client, pages: None, path: str) -> None:
    ask(client, path)
