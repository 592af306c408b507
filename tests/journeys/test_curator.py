"""A curator logs in and enters the 2012 magnesium trial, typing and clicking as people do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from evidence.models import Study
from tests import factories as make
from tests.evidence.magnesium import MEANT, TITLE, as_entered, make_vocabulary

PASSWORD = "carbonate of lime"
WINDOWS: dict[str, ViewportSize] = {"wide": {"width": 1400, "height": 900}, "narrow": {"width": 360, "height": 780}}


@pytest.fixture(params=list(WINDOWS))
def window(request: pytest.FixtureRequest, page: Page) -> Iterator[Page]:
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.set_viewport_size(WINDOWS[request.param])
    page.set_default_timeout(15_000)
    yield page
    # The second is the page that came back with a fault: the browser remarks on every 422.
    assert [error for error in errors if "422" not in error] == []


def choose(page: Page, field: str, typed: str, offered: str) -> None:
    """Opens an autocomplete, types a few letters, and takes what is offered."""
    page.locator(f"#{field} + .select2 .select2-selection").click()
    page.keyboard.type(typed)
    page.locator(".select2-results__option", has_text=offered).first.click()


def sideways(page: Page) -> int:
    """How far the page itself could be scrolled sideways; a wide table scrolls in its own region."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def log_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Username").fill("curator")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def enter_study(page: Page) -> None:
    page.get_by_role("link", name="Studies", exact=True).first.click()
    page.get_by_role("link", name="Add study").click()
    page.get_by_label("Short name").fill("yousef-2013")
    page.get_by_label("Title", exact=False).first.fill(TITLE)
    page.locator("#id_design").select_option(label="randomised trial")
    page.locator("#id_blinding").select_option(label="double-blind")
    choose(page, "id_conditions", "chronic", "chronic low back pain")
    choose(page, "id_interventions", "infused", "magnesium, infused then oral")
    page.locator("#id_people").fill("80")
    page.locator("#id_population").fill(MEANT["population"])
    page.locator("#id_country").fill("Egypt")
    report = {
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/23384256/",
        "doi": "doi:10.1111/ANAE.12107",
        "authors": "Yousef AA\nAl-deeb AE",
        "journal": "Anaesthesia",
        "year": "2013",
        "volume": "68",
        "issue": "3",
        "pages": "260-266",
        "published_online": "2012-12-17",
        "published_issue": "2013-03",
    }
    for name, value in report.items():
        page.locator(f"#id_reports-0-{name}").fill(value)
    page.get_by_role("button", name="Save and go on to the arms").click()


def enter_arms(page: Page) -> None:
    expect(page.get_by_role("heading", name="Arms and regimens: yousef-2013")).to_be_visible()
    for number, arm in enumerate(MEANT["arms"]):
        box = page.locator("fieldset.arm").nth(number)
        box.get_by_label("Name").fill(arm["slug"])
        box.get_by_label("Role").select_option(arm["role"])
        box.get_by_label("People allocated").fill(str(arm["people"]))
        # What everybody got is typed once, and given to the other arm by a button.
        rows = [row for row in arm["regimen"] if number == 0 or not row[2]]
        for place, row in enumerate(rows):
            if place:
                box.get_by_role("button", name="Add a treatment").click()
            enter_treatment(page, box.locator(".step").nth(place), row)
    assert sideways(page) == 0
    page.get_by_role("button", name="give all arms the same background").click()
    expect(page.get_by_text("Saved: 2 arms with 11 rows of regimen.")).to_be_visible()
    page.get_by_role("button", name="Save and go on: results").click()


def enter_treatment(page: Page, step: Locator, row: tuple[Any, ...]) -> None:
    number, intervention, everybody, route, amount, unit, times, days = row
    name = intervention.replace("-intravenous", ", intravenous").replace("-oral", ", oral").replace("-", " ")
    step.get_by_label("Step").fill(str(number))
    choose(page, str(step.locator("select.admin-autocomplete").get_attribute("id")), name[:14], name)
    step.get_by_label("Given to everybody").set_checked(everybody)
    step.get_by_label("Route").select_option(route)
    step.get_by_label("Amount each time").fill("" if amount is None else f"{amount:g}")
    step.get_by_label("Unit").select_option(unit)
    step.get_by_label("Times a day").fill(f"{times:g}")
    step.get_by_label("For how many days").fill("" if days is None else str(days))


def enter_result(page: Page, number: int, outcome: str, scale: str, figures: dict[str, list[str]]) -> Locator:
    row = page.locator("tbody.result").nth(number)
    prefix = f"id_result-{number}"
    choose(page, f"{prefix}-outcome", outcome[:6], outcome)
    row.get_by_label("Time point").fill("6 months")
    row.get_by_label("What the figures are").select_option(label="scores at that time")
    choose(page, f"{prefix}-instrument", scale[:3], scale)
    labels = ("People", "Mean", "SD", "Mean at start", "SD at start")
    for arm, values in figures.items():
        for label, value in zip(labels, values, strict=True):
            row.get_by_label(f"{label}, {arm}", exact=True).fill(value)
    row.get_by_label("Place", exact=True).fill("abstract")
    row.get_by_label("Basis", exact=True).select_option("abstract")
    return row


def enter_results(page: Page) -> None:
    expect(page.get_by_role("heading", name="Results: yousef-2013")).to_be_visible()
    pain = enter_result(
        page,
        0,
        "pain intensity",
        "NRS 0–10",
        {"magnesium": ["40", "4.7", "1.8", "7.5", "2.2"], "placebo": ["40", "7.2", "", "7.4", ""]},
    )
    pain.get_by_label("P value").fill("<0.03")
    pain.get_by_label("Direction").select_option(label="favours the intervention")
    page.get_by_role("button", name="Add a result").click()
    enter_result(page, 1, "lumbar flexion", "degrees", {"magnesium": ["40", "347", "-11.5", "22.2", "8.4"]})
    assert sideways(page) == 0
    page.get_by_role("button", name="Save and go on: risk of bias").click()


def put_right(page: Page) -> None:
    """A slip of the finger is told at the top, and one click leads to its field."""
    expect(page.get_by_role("heading", name="Nothing was saved yet")).to_be_visible()
    faults = page.get_by_role("alert").get_by_role("listitem")
    expect(faults).to_have_text(["SD, magnesium, new result: Expected 0 or more."])
    assert not Study.objects.get().results.exists()
    page.get_by_role("alert").get_by_role("link", name="SD").click()
    row = page.locator("tbody.result").nth(1)
    expect(row.get_by_label("SD, magnesium", exact=True)).to_have_value("-11.5")
    row.get_by_label("SD, magnesium", exact=True).fill("11.5")
    row.get_by_label("Mean, magnesium", exact=True).fill("34.7")
    page.get_by_role("button", name="Save and go on: risk of bias").click()


def judge(page: Page) -> None:
    expect(page.get_by_role("heading", name="Risk of bias: yousef-2013")).to_be_visible()
    domain = page.locator("fieldset.domain").first
    domain.get_by_label("Judgement").select_option("low")
    domain.get_by_label("Reason").fill("The sequence came from a computer.")
    domain.locator("textarea[name$=quote]").fill("computer-generated random numbers")
    page.get_by_role("button", name="Save and go on: look it over").click()


@pytest.mark.django_db(transaction=True)
def test_a_curator_enters_the_magnesium_trial(window: Page, live_server: LiveServer) -> None:
    make_vocabulary()
    curator = make.make_user(username="curator", password=PASSWORD, can="*")
    log_in(window, f"{live_server.url}/admin/")
    enter_study(window)
    enter_arms(window)
    enter_results(window)
    put_right(window)
    judge(window)
    expect(window.get_by_role("cell", name="mean 7.2, SD not reported")).to_be_visible()
    expect(window.get_by_text("magnesium against placebo, p <0.03, favours the intervention")).to_be_visible()
    study = Study.objects.get()
    assert as_entered(study) == MEANT
    assert study.entered_by == curator
    assert sideways(window) == 0


@pytest.mark.django_db(transaction=True)
def test_an_arm_is_entered_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    vocabulary = make_vocabulary()
    study = make.make_study()
    page = at_the_desk(browser, live_server, java_script_enabled=False)
    page.goto(f"{live_server.url}/admin/evidence/study/{study.pk}/entry/arms/")
    page.locator("#id_arm-0-name").fill("magnesium")
    page.locator("#id_arm-0-role").select_option("experimental")
    page.locator("input[name=arm-0-regimen-0-intervention]").fill("Magnesium OXIDE, oral")
    page.get_by_role("button", name="Save and stay").click()
    expect(page.get_by_text("Saved: 1 arm with 1 row of regimen.")).to_be_visible()
    assert study.arms.get().regimen.get().intervention == vocabulary["magnesium-oxide-oral"]
    # The next blank row is there already.
    expect(page.locator("input[name=arm-0-regimen-1-intervention]")).to_be_visible()
    page.context.close()


@pytest.mark.django_db(transaction=True)
def test_the_entry_pages_name_every_field_to_everybody(browser: Browser, live_server: LiveServer) -> None:
    make_vocabulary()
    value = make.make_arm_value(mean=4.7)
    study = value.arm.study
    make.make_comparison(result=value.result, experimental=value.arm, intervention=make.make_intervention())
    make.make_regimen_step(arm=value.arm)
    # The examiner brings a style sheet of its own.
    page = at_the_desk(browser, live_server, bypass_csp=True)
    for name in ("change", "entry", "entry/arms", "entry/results", "entry/bias"):
        page.goto(f"{live_server.url}/admin/evidence/study/{study.pk}/{name}/", wait_until="networkidle")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        faults = [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]
        assert faults == [], name
    page.context.close()


def at_the_desk(browser: Browser, live_server: LiveServer, **settings: Any) -> Page:
    """A window of somebody who has logged in already."""
    client = Client()
    client.force_login(make.make_user(can="*"))
    context = browser.new_context(**settings)
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page
