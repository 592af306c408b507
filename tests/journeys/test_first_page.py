"""The desk's first page in browsers: for everybody, and in a narrow window without scrolling sideways."""

from __future__ import annotations

from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ViewportSize
from pytest_django.live_server_helper import LiveServer

from tests import factories as make
from tests.config.first_page_rows import rich
from tests.journeys.test_curator import WINDOWS, sideways


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", WINDOWS.values(), ids=list(WINDOWS))
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_first_page_is_for_everybody(
    browser: Browser, live_server: LiveServer, size: ViewportSize, colours: str
) -> None:
    root = make.make_user(is_superuser=True)
    rich(root)
    client = Client()
    client.force_login(root)
    # The examiner brings a style sheet of its own.
    context = browser.new_context(viewport=size, bypass_csp=True, color_scheme=colours)  # type: ignore[arg-type]
    with closing(context):
        look_at_it(context, client, live_server.url)


def look_at_it(context: BrowserContext, client: Client, url: str) -> None:
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": url}])
    page = context.new_page()
    for address in ("/admin/", "/admin/evidence/extraction/"):
        page.goto(f"{url}{address}", wait_until="networkidle")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == [], address
        assert sideways(page) == 0, address
