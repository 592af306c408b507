"""A reader who wants to know how much and how surely: the summary, the plot, other choices, files and the map."""

from __future__ import annotations

import csv
import io
import re
from typing import Literal
from xml.etree import ElementTree as XML

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from evidence.actions.findings import rebuild
from tests import factories as make
from tests.evidence.pooled_trials import Asked, asked, counted, three, trial
from tests.journeys.test_reader import NARROW, RULES, WIDE

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = [
    "/interventions/magnesium/",
    "/interventions/magnesium/?without=seller&as_of=2016-03-24&method=DL",
    "/interventions/magnesium/?method=Bayes",
    "/interventions/magnesium/pain-intensity/",
    "/interventions/magnesium/flushing/",
    "/map/",
    "/map/?level=low",
    "/map/?level=certain",
    "/certainty/",
]


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """Four trials of magnesium for pain, one of them the seller’s, others beside them, and harms."""
    question = asked()
    three(question)
    trial(question, "Dealer", year=2015, study={"seller_interest": "yes"})
    trial(question, "Evans", year=2016, experimental={"n": 40, "mean": 5.0}, reference={"n": 40, "mean": 6.0})
    trial(question, "Fox", year=2017, comparator="usual care")
    trial(question, "Grey", year=2018, comparator="none", reference=None, direction="not compared")
    trial(question, "Hart", year=2010, result={"kind": "words"}, experimental={}, reference={})
    outcome = make.make_outcome(name="Flushing", slug="flushing", domain="adverse", effect="harm")
    harms = Asked(intervention=question.intervention, outcome=outcome, condition=question.condition, instrument=None)
    counted(harms, "Jones", 4, 100, 2, 100)
    counted(harms, "Kay", 8, 120, 3, 110)
    zinc = Asked(**{**vars(question), "intervention": make.make_intervention(name="Zinc", slug="zinc")})
    trial(zinc, "Lamb")
    trial(Asked(**{**vars(zinc), "outcome": make.make_outcome(name="Sleep", slug="sleep")}), "Moss")
    rebuild()
    return live_server.url


def test_from_the_summary_to_the_figures_without_a_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, accept_downloads=True, viewport=WIDE)
    page = context.new_page()
    page.goto(f"{site}/interventions/magnesium/")
    summary = page.get_by_role("table", name="Summary of findings: Magnesium")
    pain = summary.get_by_role("row", name=re.compile("Pain intensity"))
    expect(pain).to_contain_text("325 (4)")
    expect(page.locator("#synthesis-pain-intensity figure").first).to_contain_text("Dealer 2015")

    # Without what the seller paid for: the address says so, and can be sent.
    page.get_by_text("Put it together otherwise").click()
    page.get_by_label("studies paid for by the seller").check()
    page.get_by_label("Model").select_option("DL")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"without=seller"))
    address = page.url
    page.goto(f"{site}/")
    page.goto(address)
    expect(pain).to_contain_text("245 (3)")
    expect(page.get_by_text("The address says how this page was put together")).to_contain_text(
        "Put together without studies paid for by the seller, random effects, DerSimonian-Laird."
    )
    part = page.locator("#synthesis-pain-intensity")
    part.get_by_text("Left out here:").click()
    expect(part.get_by_role("listitem").filter(has_text="Dealer 2015")).to_contain_text(
        "Paid for or run by who sells it."
    )

    # The same choices on the page of the outcome, and in its files.
    pain.get_by_role("link", name="Pain intensity").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Magnesium: Pain intensity")
    expect(page).to_have_url(re.compile(r"/pain-intensity/\?without=seller&method=DL$"))
    expect(page.get_by_label("studies paid for by the seller")).to_be_checked()
    expect(page.get_by_role("table", name="Without each study")).to_contain_text("Cole 2019")
    files = {}
    for name in ("SVG", "PNG", "the figures as CSV"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).first.click()
        files[name] = download.value.path().read_bytes()
    assert b"Dealer" not in files["SVG"]
    assert XML.fromstring(files["SVG"]).tag.endswith("svg")  # noqa: S314
    with Image.open(io.BytesIO(files["PNG"])) as image:
        assert image.format == "PNG"
    rows = csv.DictReader(io.StringIO(files["the figures as CSV"].decode("utf-8-sig"), newline=""))
    assert [row["study_id"] for row in rows if row["pooled"] == "true"] == [
        "abel-2008",
        "baker-2012",
        "evans-2016",
        "cole-2019",
    ]

    # And the map, which leads back here.
    page.get_by_role("navigation").get_by_role("link", name="Map").click()
    mark = page.get_by_role("link", name=re.compile(r"^Magnesium, Pain intensity: favours it"))
    expect(mark).to_be_visible()
    expect(page.get_by_role("table").first).to_contain_text("searched, none found")
    expect(page.get_by_role("table").first).to_contain_text("never searched")
    page.locator("select[name=level]").select_option("low")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("level=low"))
    mark.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Magnesium: Pain intensity")
    context.close()


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light-wide", "dark-narrow"])
def test_what_is_put_together_is_accessible(
    browser: Browser, site: str, size: dict[str, int], theme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport=size, color_scheme=theme)  # type: ignore[arg-type]
    faults = []
    for address in KINDS:
        page.goto(site + address)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found = Axe().run(page, options=RULES).response["violations"]
        faults += [(address, one["id"], one["nodes"][0]["html"][:200]) for one in found]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            faults.append((address, "wider than the window", ""))
    page.close()
    assert not faults, "\n".join(": ".join(one) for one in faults)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_keyboard_reaches_every_study_of_a_plot_that_is_seen(page: Page, site: str, size: dict[str, int]) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{site}/interventions/magnesium/pain-intensity/")
    page.get_by_role("link", name="The same as a table").focus()
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
        box = page.evaluate("JSON.stringify(document.activeElement.getBoundingClientRect())")
        assert '"width":0' not in box, "focus went into the drawing that is not shown"
        if len(reached) == 1:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    studies = [one for one in reached if one and one.startswith("/studies/")]
    assert len(studies) == len(set(studies)) >= 6
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/studies/"))
