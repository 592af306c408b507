"""Two curators at one study in two browsers; a tab that is closed while somebody types; a session that ends."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from evidence.models import Study
from tests import factories as make
from tests.evidence.desk import page as address_of
from tests.journeys.test_curator import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def study() -> Study:
    make.make_user(username="curator", password=PASSWORD, can="*")
    return make.make_study(slug="opal-2023", country="Spain")


def enter(context: BrowserContext, live_server: LiveServer, username: str) -> Page:
    """A tab of somebody who is logged in."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return context.new_page()


def test_who_else_has_it_open_is_shown_while_it_is_open(
    context: BrowserContext, browser: Browser, live_server: LiveServer, study: Study
) -> None:
    make.make_user(username="ayse", first_name="Ayşe", can="*")
    mine = enter(context, live_server, "curator")
    mine.goto(live_server.url + address_of("change", study))
    expect(mine.get_by_text("Ayşe has had this open")).to_have_count(0)
    another = browser.new_context()
    theirs = enter(another, live_server, "ayse")
    theirs.goto(live_server.url + address_of("arms", study))
    # Without a reload: the page asks by itself.
    expect(mine.get_by_text("Ayşe has had this open since")).to_be_visible(timeout=15_000)
    expect(theirs.get_by_text("curator has had this open since")).to_be_visible(timeout=15_000)
    theirs.close()
    expect(mine.get_by_text("Ayşe has had this open")).to_have_count(0, timeout=60_000)
    # Its connections to the server would stay open until the last test.
    another.close()


def test_what_was_typed_in_a_closed_tab_is_offered_and_put_back(
    context: BrowserContext, live_server: LiveServer, study: Study
) -> None:
    address = live_server.url + address_of("arms", study)
    tab = enter(context, live_server, "curator")
    tab.goto(address)
    tab.get_by_role("button", name="Add an arm").click()
    for row, name in enumerate(("magnesium", "placebo", "no treatment")):
        tab.locator(f"#id_arm-{row}-name").fill(name)
    tab.locator("#id_arm-0-words").fill("2.5 g into a vein")
    tab.close()

    again = context.new_page()
    again.goto(address)
    expect(again.get_by_text("You typed something here on")).to_be_visible()
    again.get_by_role("button", name="Put it back").click()
    expect(again.locator("#id_arm-2-name")).to_have_value("no treatment")
    expect(again.locator("#id_arm-0-words")).to_have_value("2.5 g into a vein")
    for row in range(3):
        again.locator(f"#id_arm-{row}-role").select_option(index=1)
    again.get_by_role("button", name="Save and stay").click()
    expect(again.get_by_text("Saved: 3 arms")).to_be_visible()
    again.goto(address)
    expect(again.locator("#id_arm-0-words")).to_have_value("2.5 g into a vein")
    expect(again.get_by_text("You typed something here on")).to_have_count(0)


def test_what_was_typed_can_be_thrown_away(context: BrowserContext, live_server: LiveServer, study: Study) -> None:
    address = live_server.url + address_of("change", study)
    tab = enter(context, live_server, "curator")
    tab.goto(address)
    tab.locator("#id_country").fill("Egypt")
    tab.close()
    again = context.new_page()
    again.goto(address)
    again.get_by_role("button", name="Throw it away").click()
    again.reload()
    expect(again.locator("#id_country")).to_have_value("Spain")
    expect(again.get_by_text("You typed something here on")).to_have_count(0)


def test_a_session_that_ends_while_somebody_types_loses_nothing(
    context: BrowserContext, live_server: LiveServer, study: Study
) -> None:
    tab = enter(context, live_server, "curator")
    tab.goto(live_server.url + address_of("change", study))
    tab.locator("#id_country").fill("Egypt")
    Session.objects.all().delete()
    tab.get_by_role("button", name="Save and stay").click()
    expect(tab.get_by_text("What you typed is kept")).to_be_visible()
    tab.get_by_label("Username").fill("curator")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Log in").click()
    expect(tab.get_by_role("heading", name="Not saved yet: your session had ended")).to_be_visible()
    expect(tab.locator("#id_country")).to_have_value("Egypt")
    tab.get_by_role("button", name="Save and stay").click()
    expect(tab.locator(".messagelist .success").first).to_be_visible()
    study.refresh_from_db()
    assert study.country == "Egypt"


def test_both_versions_are_shown_and_mine_can_be_saved_over_theirs(
    context: BrowserContext, live_server: LiveServer, study: Study
) -> None:
    mine, theirs = enter(context, live_server, "curator"), context.new_page()
    for tab in (mine, theirs):
        tab.goto(live_server.url + address_of("change", study))
    theirs.locator("#id_country").fill("Turkey")
    theirs.get_by_role("button", name="Save and stay").click()
    expect(theirs.locator(".messagelist .success").first).to_be_visible()
    mine.locator("#id_country").fill("Egypt")
    mine.get_by_role("button", name="Save and stay").click()
    row = mine.get_by_role("row", name="Country")
    expect(row.get_by_role("cell")).to_have_text(["Spain", "Turkey", "Egypt"])
    mine.get_by_role("button", name="Save mine over it").click()
    expect(mine.locator(".messagelist .success").first).to_be_visible()
    study.refresh_from_db()
    assert study.country == "Egypt"
