"""Old addresses lead on in one step and never off the site; unknown ones are answered with what is near."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.wiki.making import make_public_page, post, save
from tests.wiki.test_reader_pages import words
from wiki.actions.aliases import PROBES
from wiki.actions.pages import Outcome
from wiki.models import Page
from wiki.reading.page_file import Loss, LossKind
from wiki.summaries.neighbours import neighbours

pytestmark = pytest.mark.django_db
VARIANTS = [
    "/Back+Pain", "/Back%20Pain", "/Back+Pain/", "/Back%20Pain/", "/Back%2BPain", "/5963", "/5963/",
    "/posts/back-pain/", "/posts/back-pain", "/posts/old-name", "/posts/old-name/",
    "/tiki-index.php?page=Back+Pain", "/tiki-index.php?page=Back%20Pain", "/tiki-index.php/?page=Back+Pain",
    "/tiki-index.php?page_id=5963", "/?page_id=5963", "/back+pain", "/BACK%20PAIN", "/tiki-index.php?page=back+pain",
    "/Posts/Old-Name",
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


@pytest.mark.parametrize(
    "written",
    ["/Back+Pain", "Back Pain/", "/tiki-index.php?page=Back+Pain", "tiki-index.php?page=Back%20Pain&sort=date",
     "/tiki-index.php/?lang=en&page=Back+Pain#top"],
)  # fmt: skip
def test_an_old_address_is_one_however_it_is_written_down(client: Client, written: str) -> None:
    page = make_public_page(aliases=[written])

    assert [alias.path for alias in page.aliases.all()] == ["Back Pain"]
    assert client.get("/tiki-index.php?page=Back+Pain").headers["Location"] == "/pages/back-pain/"


@pytest.mark.parametrize("written", ["/?page_id=12", "tiki-index.php?page_id=12", "12"])
def test_an_old_number_that_is_only_an_alias_leads_on_too(client: Client, written: str) -> None:
    make_public_page(aliases=[written])

    for address in ("/?page_id=12", "/tiki-index.php?page_id=12", "/12"):
        assert client.get(address).headers["Location"] == "/pages/back-pain/"


def test_other_capitals_lead_on_only_where_it_is_clear_where_to(client: Client) -> None:
    make_public_page(slug="a", aliases=["/Rice"])
    make_public_page(slug="b", aliases=["/RICE"])
    save(post(slug="c", aliases=["/Draft"]))
    make_public_page(slug="d", aliases=["/DRAFT"])

    found = [client.get(address).headers.get("Location") for address in ("/Rice", "/RICE", "/rice", "/draft")]
    assert found == ["/pages/a/", "/pages/b/", None, "/pages/d/"]


def test_old_addresses_answer_to_head_and_keep_nothing_of_the_query(client: Client) -> None:
    make_public_page(aliases=["/Back+Pain"])

    response = client.head("/Back+Pain?next=//evil.example&page=1")

    assert (response.status_code, response.headers["Location"]) == (301, "/pages/back-pain/")


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_an_old_address_of_what_is_not_public_is_answered_as_an_unknown_one(client: Client, state: str) -> None:
    page = make_public_page(slug="hidden", aliases=["/Qwxyz"])
    Page.objects.filter(pk=page.pk).update(state=state)

    hidden, unknown = client.get("/Qwxyz"), client.get("/Qwxyq")

    assert hidden.content.decode().replace("Qwxyz", "Qwxyq") == unknown.content.decode()
    assert (hidden.status_code, unknown.status_code) == (404, 404)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/pages/back-pain/", "“/pages/back-pain” is the page's own address: it needs no other to lead there."),
        ("/admin", "“/admin” is an address of this site (admin:index): an old address cannot hide it."),
        ("/healthz", "“/healthz” is an address of this site (probe): an old address cannot hide it."),
        ("/static/site.css", "“/static/site.css” is an address of this site (static files): an old address cannot"),
        ("/feeds/changes.atom", "is an address of this site (wiki:changes-feed): an old address cannot hide it."),
        ("/pages/other/history", "is an address of this site (wiki:history): an old address cannot hide it."),
        ("/pages/other", "“/pages/other” is the address of the page “other”: an address leads to one page."),
        ("/posts/other", "“/posts/other” is the address of the page “other”: an address leads to one page."),
        ("/99", "“/99” is the address of the page “other”: an address leads to one page."),
        ("/Taken", "“/Taken” belongs to the page “other”: an address leads to one page."),
    ],
)
def test_an_alias_that_leads_elsewhere_is_left_out_of_an_import_and_told(path: str, sentence: str) -> None:
    make_public_page(slug="other", tiki_page_id=99, aliases=["/Taken"])

    page = save(post(slug="back-pain", aliases=[path])).page

    assert page.aliases.count() == 0
    (told,) = page.losses.told()
    assert (told.kind, told.sentence.endswith("; left out.")) == (LossKind.ALIAS, True)
    assert sentence.rstrip(".") in told.sentence


@pytest.mark.parametrize("path", ["pages/later", "posts/later", "99"])
def test_an_alias_at_the_address_of_a_page_that_is_imported_later_is_taken_back_and_told(path: str) -> None:
    first = save(post(slug="first", aliases=["/Free", path])).page
    later = post(slug="later", tiki_page_id=99)

    save(later)
    told = first.losses.told()
    again = save(later)

    sentence = f"alias “/{path}” is the address of the page “later”: an address leads to one page; left out."
    assert told == [Loss(kind=LossKind.ALIAS, line=4, sentence=sentence)]
    assert [alias.path for alias in first.aliases.all()] == ["Free"]
    assert [version.reason for version in first.versions.order_by("number")] == [
        "Imported from back-pain.md.",
        "The page “later” was imported.",
    ]
    assert (again.outcome, first.losses.told()) == (Outcome.UNCHANGED, told)
    changed = save(post("Changed.", slug="first", aliases=["/Free", path])).page
    assert changed.losses.told() == told


def test_an_alias_at_the_new_address_of_a_renamed_page_is_taken_back_too() -> None:
    save(post(slug="renamed", tiki_page_id=99))
    other = save(post(slug="other", aliases=["/pages/now"])).page

    save(post(slug="now", tiki_page_id=99))

    assert (other.aliases.count(), [loss.kind for loss in other.losses.told()]) == (0, [LossKind.ALIAS])


def test_what_answers_before_addresses_are_looked_up_is_what_no_alias_may_hide(client: Client) -> None:
    for probe in PROBES:
        assert client.get(f"/{probe}").content == b"ok\n"


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


def test_a_mistyped_old_address_and_a_mistyped_study_are_found_among_many(client: Client) -> None:
    for number in range(120):
        make.make_study(slug=f"young-{number:04}", state="published")
    make.make_study(slug="yousef-2013", title="Magnesium trial", state="published")
    make_public_page(slug="lumbago", title="Lumbago", aliases=["/Sore+Spine+%E2%80%93+2014"])
    save(post(slug="draft", title="A draft", aliases=["/Sore+Spine+2013"]))

    assert [one.words for one in neighbours("/studies/yuosef-2013/")] == ["Magnesium trial"]
    assert [one.words for one in neighbours("/studies/zousef-2013/")] == ["Magnesium trial"]
    assert [one.words for one in neighbours("/Soar+Spine+2014")] == ["Lumbago"]


WEIRD = st.lists(
    st.sampled_from(
        ["/", "//", "\\", "evil.example", "posts", "pages", "tiki-index.php", "%2F", "%5C", "\r\n", "%0d%0a", ":", "@",
         "https:", "?page=", "..", ".", " ", "+", "é", "\u2028", "back-pain", "Old"]
    ),
    max_size=7,
).map("".join)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=WEIRD)
def test_a_redirect_begins_with_one_slash_and_is_free_of_line_ends(client: Client, path: str) -> None:
    if not Page.objects.exists():
        make_public_page(aliases=["/Old", "//evil.example", "evil.example", "\\evil.example"])
    path, _, query = path.partition("?")

    response = client.get("/", PATH_INFO=f"/{path}".encode().decode("latin-1"), QUERY_STRING=query)

    assert response.status_code in {200, 301, 400, 404}
    if response.status_code == 301:
        assert re.fullmatch(r"/(?![/\\])[!-~]*", response.headers["Location"])


def test_looking_for_neighbours_takes_the_same_number_of_queries(
    client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        make_public_page(slug=f"back-pain-{number}")

    # Two for an alias, in these capitals and in any; one for each kind of address, for synonyms and for aliases, and
    # two more for studies.
    with django_assert_num_queries(11):
        client.get("/back-pane")
