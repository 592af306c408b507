"""Two curators edit a page: seen while it is typed, guarded until it is saved, and told when somebody was faster."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.wiki.desk import address_of, make_curator
from tests.wiki.making import make_public_page
from wiki.models import Page as SourcePage

TEXT = "#### Dose\n\nThey took 40 mg.\n\n" + "\n\n".join(f"Paragraph {number}." for number in range(40))


def window_of(browser: Browser, live_server: LiveServer, user: User, **settings: object) -> Page:
    """A window of somebody who has logged in already."""
    client = Client()
    client.force_login(user)
    context = browser.new_context(**settings)  # type: ignore[arg-type]
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 360])
def test_a_text_is_seen_while_it_is_typed(browser: Browser, live_server: LiveServer, width: int) -> None:
    page = make_public_page(TEXT)
    anna = window_of(browser, live_server, make_curator(), viewport={"width": width, "height": 800})
    anna.goto(f"{live_server.url}{address_of(page)}")
    preview = anna.get_by_role("region", name="Preview").last
    expect(preview.get_by_role("heading", name="Dose")).to_be_visible()

    preview.evaluate("element => { element.scrollTop = 300; }")
    anna.get_by_label("Text").fill(TEXT.replace("40 mg", "**400** mg <form>"))

    expect(preview.locator("strong")).to_have_text("400")
    expect(preview.get_by_text("1 × <form> left out.")).to_be_visible()
    assert preview.evaluate("element => element.scrollTop") == 300
    anna.get_by_label("Text").fill("<b>" * 120)
    # Who else has the page open is told in a status of its own.
    told = anna.locator(".preview-status")
    expect(told).to_have_text(re.compile("^Cannot be rendered: HTML elements stand 120 deep"))
    expect(preview.locator("strong")).to_have_text("400")
    assert anna.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    anna.context.close()


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_is_not_left_unasked(browser: Browser, live_server: LiveServer) -> None:
    page = make_public_page(TEXT)
    anna = window_of(browser, live_server, make_curator())
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    anna.on("dialog", stay)
    anna.goto(f"{live_server.url}{address_of(page)}")
    anna.get_by_role("link", name="Home").click()
    expect(anna).to_have_url(f"{live_server.url}/admin/")
    anna.goto(f"{live_server.url}{address_of(page)}")
    anna.get_by_label("Publisher").fill("A paper")
    anna.get_by_role("link", name="Home").click()
    expect(anna.get_by_label("Publisher")).to_have_value("A paper")
    assert asked == ["beforeunload"]

    anna.get_by_role("button", name="Save and go on editing").click()

    expect(anna.get_by_text("was changed successfully")).to_be_visible()
    assert asked == ["beforeunload"]
    assert SourcePage.objects.get().publisher == "A paper"
    anna.context.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False])
def test_the_slower_of_two_loses_nothing(browser: Browser, live_server: LiveServer, scripts: bool) -> None:
    page = make_public_page(TEXT)
    anna = window_of(browser, live_server, make_curator(username="anna"), java_script_enabled=scripts)
    ben = window_of(browser, live_server, make_curator(username="ben"), java_script_enabled=scripts)
    for one in (anna, ben):
        one.goto(f"{live_server.url}{address_of(page)}")
    anna.get_by_label("Text").fill(TEXT.replace("40 mg", "41 mg"))
    anna.get_by_label("Why").fill("The paper says 41.")
    anna.get_by_role("button", name="Save and go on editing").click()
    expect(anna.get_by_text("was changed successfully")).to_be_visible()

    bens = TEXT.replace("40 mg", "42 mg")
    ben.get_by_label("Text").fill(bens)
    ben.get_by_label("Publisher").fill("Ben’s")
    ben.get_by_label("Why").fill("Table 2 says 42.")
    ben.get_by_role("button", name="Save", exact=True).click()

    expect(ben.get_by_role("alert")).to_contain_text("Anna saved version 2")
    expect(ben.get_by_role("alert")).to_contain_text("“The paper says 41.”")
    expect(ben.get_by_role("heading", name="Text", exact=True)).to_be_visible()
    expect(ben.locator(".conflict del mark")).to_have_text(["41"])
    expect(ben.locator(".conflict ins mark")).to_have_text(["Ben’s", "42"])
    expect(ben.get_by_label("Text", exact=False).last).to_have_value(bens)
    expect(ben.get_by_label("Publisher").last).to_have_value("Ben’s")
    assert "41 mg" in SourcePage.objects.get().body

    ben.get_by_role("button", name="Save and go on editing").click()

    expect(ben.get_by_text("was changed successfully")).to_be_visible()
    saved = SourcePage.objects.get()
    assert ("42 mg" in saved.body, saved.publisher, saved.version) == (True, "Ben’s", 3)
    for one in (anna, ben):
        one.context.close()


@pytest.mark.django_db(transaction=True)
def test_the_desk_for_pages_names_every_field_to_everybody(browser: Browser, live_server: LiveServer) -> None:
    page = make_public_page(f"{TEXT}\n\n#### My experience\n\nIt helped. <form>")
    # The examiner brings a style sheet of its own.
    anna = window_of(browser, live_server, make_curator(), bypass_csp=True)
    addresses = [
        address_of(page),
        "/admin/wiki/page/add/",
        "/admin/wiki/page/",
        "/admin/wiki/page/search/?q=dose",
        "/admin/wiki/section/",
        "/admin/wiki/pageloss/",
        "/admin/wiki/pageloss/report/",
    ]
    for address in addresses:
        anna.goto(f"{live_server.url}{address}", wait_until="networkidle")
        found = Axe().run(anna, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        faults = [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]
        assert faults == [], address
    anna.context.close()
