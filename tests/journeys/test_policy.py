"""The desk works under a policy that allows no inline script or style."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer


@pytest.mark.django_db(transaction=True)
def test_the_whole_desk_opens_without_breaking_the_policy(page: Page, live_server: LiveServer) -> None:
    User.objects.create_superuser("owner", password="a long enough one")
    page.goto(f"{live_server.url}{reverse('admin:index')}")
    page.get_by_label("Username").fill("owner")
    page.get_by_label("Password").fill("a long enough one")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    links = page.locator("#content a[href^='/admin/']").evaluate_all("links => links.map(link => link.href)")
    assert len(set(links)) > 20
    for address in sorted(set(links)):
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, address


@pytest.mark.django_db(transaction=True)
def test_an_inline_script_is_refused_and_heard_of(page: Page, live_server: LiveServer, complaints: list[str]) -> None:
    """The other journeys rely on it."""
    page.goto(live_server.url)
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title = `run`\">')")
    assert page.title() != "run"
    assert len(complaints) == 1
    complaints.clear()
