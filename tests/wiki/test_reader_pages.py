"""What a reader sees: lanes, badges, contents; the same number of queries; nothing of a draft."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from evidence.dates import PartialDate
from tests import factories as make
from tests.wiki.making import make_public_page, make_yousef, post, save
from wiki.actions.curation import curate_page, curate_section
from wiki.actions.mentions import decide_mention
from wiki.models import Authority, MentionState, Page
from wiki.rendering.raw_html import RawHTML

pytestmark = pytest.mark.django_db
BODY = """Before.

#### Review - Nov 2020

[RCT](http://www.ncbi.nlm.nih.gov/pubmed/23384256) March 2013; [Unknown](https://doi.org/10.1000/unknown).

##### Perplexity AI - May 2024

PMID: 26431139"""


def words(html: str) -> str:
    """The text of <main>, white space as a browser shows it."""
    main = re.search(r"<main.*?</main>", html, re.DOTALL)
    assert main is not None
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub("</?bdi>", "", main[0]))).split())


def version_line(page: Page, number: int) -> str:
    made = page.versions.get(number=number).made
    return f"{number}, of {made.day} {made:%B %Y} · history" + (" · differences" if number > 1 else "")


def get(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_page_shows_its_lane_its_sections_and_a_badge_at_each_citation(client: Client) -> None:
    report = make_yousef()
    page = make_public_page(
        BODY,
        date="2014-11-28",
        lane="wiki",
        publisher="A wiki",
        source_url="https://wiki.example/Back+Pain",
        categories=["AI"],
        tags=["chronic pain"],
    )
    section = page.sections.get(anchor="h-perplexity-ai-may-2024")
    curate_section(
        section=section,
        lane="AI-written",
        date=PartialDate(year=2024, month=5),
        date_words="May 2024",
        authority=Authority.FILE,
        by=None,
    )

    html = get(client, "/pages/back-pain/")

    assert words(html) == (
        "Source pages Back Pain wiki A source page: what is said about a remedy, not what was found. "
        "The badge at each citation leads to the study. "
        "Publisher A wiki Original address https://wiki.example/Back+Pain Begun 28 November 2014 "
        f"Latest dated entry May 2024 Version here {version_line(page, 2)} Citations 3, "
        "of which 1 is entered here Categories AI Tags chronic pain "
        "Contents Where the parts come from: wiki: 2 AI-written: 1 "
        "Review - Nov 2020 Perplexity AI - May 2024 AI-written "
        "Before. "
        "Review - Nov 2020 RCT Evidence: randomised trial, 80 people: magnesium sulfate, intravenous March 2013; "
        "Unknown not yet entered . "
        "Perplexity AI - May 2024 AI-written Nothing here counts as evidence. PMID: 26431139 not yet entered"
    )
    assert f'<a class="badge cite-study" href="{report.study.get_absolute_url()}">' in html
    assert '<h3 id="h-perplexity-ai-may-2024">' in html
    assert '<a href="#h-review-nov-2020"><bdi>Review - Nov 2020</bdi></a>' in html
    assert 'class="source-text lane-ai-written"' in html
    assert "<script" not in html
    assert "style=" not in html


def test_a_seller_is_told_as_one_at_the_top(client: Client) -> None:
    page = make_public_page("[cream](https://shop.example)")
    curate_page(
        page=page,
        lane="commercial",
        publisher="A shop",
        conflict_of_interest="Sells the cream.",
        source_url="https://shop.example/a",
        authority=Authority.FILE,
        by=None,
    )

    html = get(client, "/pages/back-pain/")

    assert "Nothing on this page counts as evidence. ! Interest Sells the cream." in words(html)
    assert 'rel="external nofollow noopener sponsored"' in html
    assert '<a href="https://shop.example" rel="external nofollow noopener sponsored">cream</a>' in html


def test_a_suggested_lane_is_told_as_a_suggestion(client: Client) -> None:
    make_public_page("#### My experience\n\nIt helped.", tiki_page_id=1)

    text = words(get(client, "/pages/back-pain/"))

    assert "perhaps wiki, not confirmed" in text
    assert "My experience perhaps personal experience, not confirmed It helped." in text


def test_a_suggestion_is_not_told_again_under_a_heading_that_tells_it(client: Client) -> None:
    """But a line beside the text goes on, and what differs from the heading above is told."""
    make_public_page(
        "#### My experience\n\nIt helped.\n\n##### Update March 2016\n\nStill.\n\n##### Perplexity AI\n\nIt may.\n\n"
        "#### Perplexity AI on tea\n\nIt may.",
        lane="wiki",
    )

    html = get(client, "/pages/back-pain/")

    said = "perhaps personal experience, not confirmed"
    assert html.count(said) == 2  # in the contents and at its own place
    assert f"My experience {said} It helped. Update March 2016 Still. Perplexity AI perhaps AI" in words(html)
    assert html.count("perhaps AI-written, not confirmed") == 4
    assert html.count('<section class="source-text perhaps-sealed">') == 4


def test_a_suggestion_that_is_the_whole_pages_is_told_once(client: Client) -> None:
    page = make_public_page("#### Buy it\n\nNow.\n\n#### Words\n\nMore.")
    page.sections.update(suggested_lane="commercial")
    Page.objects.update(suggested_lane="commercial")

    html = get(client, "/pages/back-pain/")

    assert html.count("perhaps commercial, not confirmed") == 1
    assert "perhaps-sealed" not in html


@pytest.mark.parametrize(
    ("study", "badge"),
    [
        ({"people": None}, "randomised trial: magnesium sulfate, intravenous"),
        ({"people": 1234, "interventions": []}, "randomised trial, 1,234 people"),
        (
            {"design": "systematic review", "people": 90, "studies_reviewed": 9, "interventions": []},
            "systematic review, 9 studies",
        ),
        ({"state": "draft"}, None),
        ({"state": "withdrawn"}, None),
        ({"state": "in review"}, None),
    ],
)
def test_a_badge_says_design_people_and_subject_of_a_public_study_only(
    client: Client, study: dict[str, Any], badge: str | None
) -> None:
    make_yousef(**study)
    make_public_page("[RCT](https://pubmed.gov/23384256)")

    html = get(client, "/pages/back-pain/")

    assert words(html).endswith(f"RCT Evidence: {badge}" if badge else "RCT not yet entered")
    assert ("yousef-2013" in html) == bool(badge)


def test_a_retracted_report_is_marked_where_it_is_cited(client: Client) -> None:
    make.make_notice(report=make_yousef(), kind="retraction", date="2020")
    make_public_page("[RCT](https://pubmed.gov/23384256)")

    assert words(get(client, "/pages/back-pain/")).endswith("intravenous ! retracted")


def test_a_report_without_a_study_leads_to_the_paper(client: Client) -> None:
    make.make_report(study=None, pmid="23384256")
    make_public_page("[RCT](https://pubmed.gov/23384256)")

    html = get(client, "/pages/back-pain/")

    assert words(html).endswith("RCT cited; its study is not entered yet")
    assert "Citations 1, of which 0 are entered here" in words(html)
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/23384256/"' in html


def test_a_mention_that_was_set_aside_says_why(client: Client) -> None:
    mention = make_public_page("[RCT](https://pubmed.gov/23384256)").mentions.get()
    decide_mention(
        mention=mention, state=MentionState.SET_ASIDE, report=None, reason="A <b>letter</b>.", by=make.make_user()
    )

    assert words(get(client, "/pages/back-pain/")).endswith("RCT set aside: A <b>letter</b>.")


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_hostile_words_in_every_field_are_shown_as_words(client: Client) -> None:
    make_public_page(
        f"#### {HOSTILE}\n\nPMID: 1{HOSTILE}",
        title=HOSTILE,
        publisher=HOSTILE,
        conflict_of_interest=HOSTILE,
        tags=[HOSTILE],
        categories=[HOSTILE],
    )

    page, everything = get(client, "/pages/back-pain/"), get(client, "/pages/")

    for html in (page, everything):
        assert {"script", "onerror of <img>"}.isdisjoint(RawHTML(html).seen)
    assert words(everything).count(HOSTILE) == 2


def test_a_script_on_a_page_is_left_out_and_reported(client: Client) -> None:
    page = make_public_page("Words. <script>alert(1)</script>")

    assert words(get(client, "/pages/back-pain/")).endswith("Words.")
    assert [loss.sentence for loss in page.losses.told()] == ["1 × <script> left out."]


@pytest.mark.parametrize("body", ["", "<!-- a whole page in a comment -->", "---"])
def test_a_page_without_a_text_is_a_page_all_the_same(client: Client, body: str) -> None:
    make_public_page(body)

    text = words(get(client, "/pages/back-pain/"))

    page = Page.objects.get()
    assert text.endswith(f"Begun date not known Version here {version_line(page, 1)} Citations none")


def test_pages_are_listed_with_lane_publisher_and_date(client: Client) -> None:
    make_public_page(slug="b", title="B", lane="news", publisher="A paper", date="2019-01", tags=["Pain"])
    make_public_page(slug="a", title="A", categories=["Pain"])

    assert words(get(client, "/pages/")) == (
        "Source pages What people read about a remedy. Each page stands in a lane, by where its text comes from. "
        "Or by tag , or by category . Source pages with their lane, publisher and date Page Lane Publisher Begun "
        "A not yet sorted not known not known B news A paper January 2019"
    )
    assert "B news" in words(get(client, "/tags/pain/"))
    assert "A not yet sorted" not in words(get(client, "/tags/pain/"))
    assert "Category: Pain" in words(get(client, "/categories/pain/"))


def test_long_lists_go_on_by_the_last_address(client: Client) -> None:
    Page.objects.bulk_create(
        Page(slug=f"page-{number:03}", title=f"P{number:03}", state="published", source_format="hugo")
        for number in range(150)
    )

    first = get(client, "/pages/")
    second = get(client, "/pages/?after=page-099")

    assert (first.count("<tr>"), second.count("<tr>")) == (101, 51)
    assert 'href="/pages/?after=page-099" rel="next"' in first
    assert 'rel="next"' not in second
    assert words(get(client, "/pages/?after=zzz")).endswith("No further page. From the beginning")


@pytest.mark.parametrize("state", ["draft", "in review", "withdrawn"])
def test_what_is_not_public_is_nowhere(client: Client, state: str) -> None:
    make_yousef()
    make_public_page("PMID: 23384256", title="Secret", tags=["t"], categories=["c"], aliases=["/Old"], tiki_page_id=5)
    Page.objects.update(state=state)
    make_public_page(slug="public", title="Public")

    for address in (
        "/pages/back-pain/", "/posts/back-pain/", "/Old", "/5", "/tiki-index.php?page=Old", "/tiki-index.php?page_id=5",
        "/tags/t/", "/categories/c/",
    ):  # fmt: skip
        response = client.get(address)
        assert (address, response.status_code) == (address, 404)
        assert "Secret" not in response.content.decode()
    assert "Secret" not in get(client, "/pages/")
    assert "page_id" not in client.get("/?page_id=5").headers.get("Location", "")


def test_a_page_costs_the_same_however_long_it_is(client: Client, django_assert_num_queries: Any) -> None:
    make_yousef()
    make_public_page("[RCT](https://pubmed.gov/23384256)", slug="short", tags=["a"], categories=["b"])
    many = "\n\n".join(f"#### Section {n}\n\n[RCT](https://pubmed.gov/23384256) PMID: {n + 1}" for n in range(40))
    make_public_page(many, slug="long", tags=[f"tag {n}" for n in range(30)], categories=[f"c {n}" for n in range(9)])

    for slug in ("short", "long"):
        # The page, its mentions with three kinds of rows of their reports, tags, categories, sections, what is said
        # of its links, pages that link here, versions.
        with django_assert_num_queries(11):
            assert client.get(f"/pages/{slug}/").status_code == 200


@pytest.mark.parametrize(("address", "queries"), [("/pages/", 1), ("/tags/pain/", 3), ("/categories/pain/", 2)])
def test_lists_cost_the_same_however_many_there_are(
    client: Client, django_assert_num_queries: Any, address: str, queries: int
) -> None:
    for number in range(5):
        make_public_page(slug=f"page-{number}", tags=["pain"], categories=["pain"])

    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_nothing_but_reading_is_answered(client: Client) -> None:
    save(post(), publish=True)

    for address in ("/pages/", "/pages/back-pain/", "/posts/back-pain/", "/tiki-index.php", "/nowhere"):
        assert client.post(address).status_code == 405
