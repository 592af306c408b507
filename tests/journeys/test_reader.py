"""A reader comes with “does magnesium help my back?” and leaves with figures that lead to their papers."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from evidence.actions.fixtures import load_records
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
Theme = Literal["light", "dark"]
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
# Every rule of WCAG 2.2 AA and the best practices beside it; of the passes nothing is kept, which is quicker.
RULES = {"resultTypes": ["violations"]}
KINDS = [
    "/",
    "/how-to-read/",
    "/interventions/",
    "/interventions/magnesium/",
    "/interventions/tens/",
    "/interventions/royal-warrior-cream/",
    "/conditions/",
    "/conditions/chronic-low-back-pain/",
    "/outcomes/",
    "/outcomes/pain-intensity/",
    "/studies/",
    "/studies/yousef-2013/",
    "/studies/opal-2023/",
    "/export/",
    "/no-such-page/",
    "/pages/",
    "/pages/back-pain/",
    "/pages/magnesium-article/",
    "/pages/back-pain/history/",
    "/pages/back-pain/history/1..2/",
    "/pages/bakc-pain/",
    "/changes/",
    "/tags/",
    "/tags/vitamin-d/",
    "/categories/",
    "/categories/back-pain/",
]


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """The whole back-pain evidence, served."""
    fixtures = settings.BASE_DIR / "fixtures"
    load_records(paths=[fixtures / "evidence", fixtures / "worked-examples"], by=make_user(username="fixtures"))
    return live_server.url


@pytest.fixture
def whole_site(site: str) -> str:
    """The evidence and the source pages, as the demonstration has them."""
    pages = settings.BASE_DIR / "fixtures" / "pages"
    call_command("import_pages", pages, publish=True, verbosity=0)
    call_command("curate_pages", pages / "curation.yaml", verbosity=0)
    return site


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_from_the_front_page_to_the_paper(page: Page, site: str, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    page.goto(site)
    page.get_by_role("link", name="Magnesium", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Magnesium")

    # In short first: what nothing can be computed of, what its source says all the same, and that harms were looked at.
    short = page.get_by_role("region", name="In short")
    line = short.get_by_role("row", name=re.compile("Pain intensity Chronic low back pain"))
    expect(line).to_contain_text("no effect can be computed from it. The SD of “Placebo” is not reported.")
    expect(line).to_contain_text("1 study reports an advantage of the intervention")
    expect(line).to_contain_text("very low")
    expect(short.get_by_role("rowheader", name="Harms looked for")).to_be_visible()
    line.get_by_role("link", name="Pain intensity").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Magnesium: Pain intensity")
    expect(page.get_by_role("heading", name="Told in words only")).to_be_visible()

    # Then the figures, what is missing from them, and their source.
    row = page.locator("tr", has_text="Yousef and Al-deeb 2013").filter(has_text="4.7 (SD 1.8)")
    expect(row).to_contain_text("7.2 (SD unknown)")
    expect(row).to_contain_text("p <0.03")
    expect(row).to_contain_text("favours the intervention")
    expect(row).to_contain_text("SD not reported")
    expect(row.get_by_role("link", name="doi:10.1111/anae.12107")).to_have_attribute(
        "href", "https://doi.org/10.1111/anae.12107"
    )
    row.get_by_role("link", name="Yousef and Al-deeb 2013").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("sequential intravenous and oral magnesium")
    expect(page.get_by_text("Epub 2012 Dec 17")).to_be_visible()
    expect(page.get_by_text("Anaesthesia. 2013 Mar;68(3):260-266.")).to_be_visible()
    regimen = page.locator("section.regimen").first
    expect(regimen.locator("ol > li")).to_have_count(2)
    expect(regimen).to_contain_text("given to everybody")


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light-wide", "dark-narrow"])
def test_every_kind_of_page_is_accessible(browser: Browser, whole_site: str, size: ViewportSize, theme: Theme) -> None:
    """WCAG 2.2 AA as far as axe can tell, and no sideways scrolling of the page at 320 pixels."""
    page = browser.new_page(viewport=size, color_scheme=theme)
    faults = []
    for address in KINDS:
        page.goto(whole_site + address)
        found = Axe().run(page, options=RULES).response["violations"]
        faults += [(address, one["id"], one["nodes"][0]["html"][:200]) for one in found]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            faults.append((address, "wider than the window", ""))
    page.close()
    assert faults == []


def test_reading_needs_no_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/interventions/magnesium/")
    page.locator("summary", has_text="Seen at").first.click()
    expect(page.locator("details[open] a").first).to_be_visible()
    assert page.locator("script").count() == 0
    context.close()


def test_a_source_page_and_its_past_are_read_without_a_script(browser: Browser, whole_site: str) -> None:
    """From what is said to what was found, and from the text of today to that of yesterday."""
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    page.goto(f"{whole_site}/pages/back-pain/")
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="an answer of Perplexity AI").click()
    part = page.locator("section", has=page.locator(":target"))
    expect(part).to_contain_text("AI-written Nothing here counts as evidence.")
    assert page.locator("script").count() == 0

    page.get_by_role("link", name="history").click()
    page.get_by_role("link", name="from version 1 to version 2").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From version 1 to version 2")
    expect(page.get_by_role("definition").filter(has_text="VitaminDWiki").first).to_contain_text("new: VitaminDWiki")
    page.get_by_role("link", name="Back Pain").click()

    page.get_by_role("link", name="Evidence: randomised trial, 80 people").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sequential intravenous and oral magnesium")
    context.close()


def test_contents_stay_beside_the_text_where_there_is_room(page: Page, whole_site: str) -> None:
    page.set_viewport_size(WIDE)
    page.goto(f"{whole_site}/pages/back-pain/")
    contents, last = page.get_by_role("navigation", name="Contents"), page.locator("section.source-text").last
    last.scroll_into_view_if_needed()
    beside, text = contents.bounding_box(), last.bounding_box()
    assert beside is not None
    assert text is not None
    assert beside["x"] >= text["x"] + text["width"]
    assert 0 <= beside["y"] < WIDE["height"]
    assert beside["y"] + beside["height"] <= WIDE["height"]

    elsewhere: list[tuple[ViewportSize, Literal["screen", "print"]]] = [(NARROW, "screen"), (WIDE, "print")]
    for size, media in elsewhere:
        page.set_viewport_size(size)
        page.emulate_media(media=media)
        beside, text = contents.bounding_box(), page.locator("section.source-text").first.bounding_box()
        assert beside is not None
        assert text is not None
        assert beside["y"] + beside["height"] <= text["y"]


def test_a_keyboard_is_enough(page: Page, site: str) -> None:
    page.goto(f"{site}/interventions/magnesium/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("navigation", name="Wider interventions").get_by_role("link").first).to_be_focused()
