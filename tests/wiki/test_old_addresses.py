"""Old addresses lead on in one step and never off the site; unknown ones are answered with what is near."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.wiki.making import make_public_page, post, save
from tests.wiki.test_reader_pages import words

pytestmark = pytest.mark.django_db
VARIANTS = [
    "/Back+Pain", "/Back%20Pain", "/Back+Pain/", "/Back%20Pain/", "/Back%2BPain", "/5963", "/5963/",
    "/posts/back-pain/", "/posts/back-pain", "/posts/old-name", "/posts/old-name/",
    "/tiki-index.php?page=Back+Pain", "/tiki-index.php?page=Back%20Pain", "/tiki-index.php/?page=Back+Pain",
    "/tiki-index.php?page_id=5963", "/?page_id=5963",
]  # fmt: skip


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("address", VARIANTS)
def test_every_old_address_leads_to_the_page_in_one_step(
    client: Client, settings: Any, address: str, debug: bool
) -> None:
    settings.DEBUG = debug
    make_public_page(tiki_page_id=5963, aliases=["/Back+Pain", "/5963", "/posts/old-name"])

    response = client.get(address, follow=True)

    assert response.redirect_chain == [("/pages/back-pain/", 301)]
    assert response.status_code == 200


@pytest.mark.parametrize("address", ["/400000+IU+%E2%80%93+March+2014", "/400000%20IU%20–%20March%202014"])
def test_letters_of_any_script_lead_on(client: Client, address: str) -> None:
    make_public_page(aliases=["/400000+IU+\u2013+March+2014"])

    assert client.get(address).headers["Location"] == "/pages/back-pain/"


def test_the_number_of_a_page_leads_on_without_an_alias(client: Client) -> None:
    make_public_page(tiki_page_id=77)

    assert client.get("/77").headers["Location"] == "/pages/back-pain/"


def test_a_renamed_page_is_found_under_its_old_slug(client: Client) -> None:
    save(post(slug="old", tiki_page_id=1), publish=True)
    save(post(slug="new", tiki_page_id=1), publish=True)

    for address in ("/pages/old/", "/posts/old/", "/posts/old"):
        assert client.get(address, follow=True).redirect_chain == [("/pages/new/", 301)]


def test_a_real_address_without_its_slash_gets_it_and_is_hidden_by_nothing(client: Client) -> None:
    make_public_page(tags=["pain"])
    # Written past every check, as an older version of this site might have left it.
    make.make_alias(path="interventions")

    for address in ("/pages", "/pages/back-pain", "/interventions", "/tags/pain", "/pages/back-pain?a=1"):
        path, _, query = address.partition("?")
        expected = f"{path}/" + (f"?{query}" if query else "")
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (301, expected)
    assert client.get("/interventions/").status_code == 200


@pytest.mark.parametrize(
    ("path", "query", "leads_to"),
    [
        ("//evil.example", "", "/pages/back-pain/"),
        ("//evil.example/", "", "/pages/back-pain/"),
        ("//evil.example/pages", "", None),
        ("//pages", "", None),
        ("/https://evil.example/", "", "/pages/back-pain/"),
        ("/\\evil.example", "", None),
        ("/posts///evil.example", "", None),
        ("/tiki-index.php", "page=//evil.example", "/pages/back-pain/"),
        ("/pages", "next=//evil.example", "/pages/?next=//evil.example"),
    ],
)
def test_nothing_leads_off_the_site(client: Client, path: str, query: str, leads_to: str | None) -> None:
    make_public_page(aliases=["https://evil.example/", "//evil.example"])

    # The test client would take a path of two slashes for a host, which no server does.
    response = client.get("/", PATH_INFO=path, QUERY_STRING=query)

    assert response.headers.get("Location") == leads_to


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(alphabet="ab/+%20. ?=&\\:\x00é背", max_size=40))
def test_whatever_is_asked_is_answered_and_stays_here(client: Client, path: str) -> None:
    response = client.get("/" + path)

    assert response.status_code in {200, 301, 400, 404}
    location = response.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")


@pytest.mark.parametrize(
    "address",
    ["/tags/%00/", "/pages/%00/", "/%00", "/%2500", "/posts/%00/", "/tiki-index.php?page=%00",
     "/tiki-index.php?page_id=%00",
     "/?page_id=%00", "/?page_id=99999999999999999999", "/?page_id=²", "/" + "a" * 3000, "/%FF%FE",
     "/pages/?after=%00"],
)  # fmt: skip
def test_garbled_addresses_are_no_server_error(client: Client, address: str) -> None:
    assert client.get(address).status_code in {200, 400, 404}


def test_an_unknown_address_names_its_neighbours(client: Client) -> None:
    magnesium = make.make_intervention(name="Magnesium", slug="magnesium")
    make.make_synonym(intervention=magnesium, name="Mg chloride")
    make.make_condition(name="Low back pain", slug="low-back-pain")
    make.make_outcome(name="Pain intensity", slug="pain-intensity")
    make.make_study(slug="yousef-2013", title="Magnesium trial", state="published")
    make.make_study(slug="yousef-2012", title="A draft", state="draft")
    make_public_page()

    def asked(address: str) -> str:
        response = client.get(address)
        assert response.status_code == 404
        return words(response.content.decode())

    assert "Did you mean: Magnesium /interventions/magnesium/ Or" in asked("/interventions/magnesum/")
    assert "Did you mean: Magnesium (Mg chloride) /interventions/magnesium/ Or" in asked("/Mg+cloride")
    assert "Did you mean: Back Pain /pages/back-pain/ Low back pain /conditions/low-back-pain/ Or" in asked("/Bak+Pain")
    assert "Did you mean: Magnesium trial /studies/yousef-2013/ Or" in asked("/studies/yusef-2013/")
    assert "Did you mean" not in asked("/wp-login.php")
    assert asked("/<script>alert(1)</script>").startswith(
        "There is nothing at this address Nothing stands at /<script>alert(1)</script> ."
    )


def test_looking_for_neighbours_takes_the_same_number_of_queries(
    client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        make_public_page(slug=f"back-pain-{number}")

    # One for an alias, one for each kind of address, one for synonyms.
    with django_assert_num_queries(7):
        client.get("/back-pane")
