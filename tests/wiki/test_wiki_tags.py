"""Where the evidence's pages show what is said about it."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client

from tests import factories as make
from tests.wiki.making import make_public_page, make_yousef
from tests.wiki.test_reader_pages import words
from wiki.actions.curation import curate_section
from wiki.actions.mentions import mark_sentence
from wiki.models import Authority, Lane, Page
from wiki.summaries import echo

pytestmark = pytest.mark.django_db


def shown(tag: str, **context: Any) -> str:
    html = Template(f"{{% load wiki_tags %}}<main>{{% {tag} %}}</main>").render(Context(context))
    return words(html)


def test_a_study_lists_every_mention_of_it_once_each_and_stays_one_study() -> None:
    report = make_yousef()
    page = make_public_page(
        "#### See also\n\n[RCT of Mg](http://www.ncbi.nlm.nih.gov/pubmed/23384256)\n\n> 7.5 ==> 4.2\n\n"
        "#### Perplexity says\n\nA 2012 RCT <sup>[37]</sup>.",
        lane="wiki",
    )
    curate_section(
        section=page.sections.get(order=1),
        lane="AI-written",
        date=None,
        date_words="",
        authority=Authority.CURATOR,
        by=None,
    )
    mark_sentence(
        page=page, words="A 2012 RCT", report=report, reason="Its regimen.", authority=Authority.FILE, by=None
    )
    other = make_public_page("One study found so.", slug="article", title="Article", lane="commercial")
    mark_sentence(
        page=other, words="One study found so.", report=report, reason="Its words.", authority=Authority.FILE, by=None
    )
    make_public_page("PMID: 23384256", slug="hidden", title="Hidden")
    Page.objects.filter(slug="hidden").update(state="draft")

    assert shown("mentions_of study", study=report.study) == (
        "Where it is mentioned Seen 3 times on 2 pages, still one study of 80 people. "
        "Article commercial One study found so. Its words. "
        "Back Pain , under “See also” wiki RCT of Mg 7.5 ==> 4.2 "
        "PMID 23384256 in the address equals the report's PMID. "
        "Back Pain , under “Perplexity says” AI-written A 2012 RCT Its regimen."
    )


def test_a_study_that_nobody_mentions_says_so() -> None:
    assert shown("mentions_of study", study=make_yousef().study) == (
        "Where it is mentioned On no published source page yet."
    )


def test_an_intervention_lists_the_pages_that_cite_its_studies_or_carry_its_name() -> None:
    top = make.make_intervention(name="magnesium", slug="magnesium")
    make.make_synonym(intervention=top, name="Mg")
    below = make.make_intervention(name="magnesium, intravenous", slug="iv", parent=top)
    report = make_yousef(interventions=[below])
    make_yousef_draft = make.make_report(
        pmid="11111111", study=make.make_study(interventions=[below], state="draft"), slug="draft"
    )
    make_public_page("PMID: 23384256 and https://pubmed.gov/23384256", slug="cites", title="Cites", lane="news")
    make_public_page(
        slug="tagged", title="Tagged", tags=["MAGNESIUM"], publisher="A shop", conflict_of_interest="Sells it."
    )
    make_public_page(slug="synonym", title="Synonym", tags=["mg"])
    make_public_page(f"PMID: {make_yousef_draft.pmid}", slug="draft-study", title="Of a draft study")
    make_public_page(slug="other", title="Other", tags=["magnesium oxide"])
    make_public_page("PMID: 23384256", slug="hidden", title="Hidden", tags=["magnesium"])
    Page.objects.filter(slug="hidden").update(state="withdrawn")

    assert shown("pages_about intervention", intervention=top) == (
        "Source pages What people read about it. A page carries no evidence of its own; its citations lead to studies. "
        "Cites news 2 citations of these studies "
        "Synonym not yet sorted tagged only "
        "Tagged not yet sorted A shop; tagged only; interest: Sells it."
    )
    assert [one.page.slug for one in echo.pages_about(below).pages] == ["cites"]
    assert report.study.state == "published"


def test_an_intervention_without_pages_says_so() -> None:
    assert shown("pages_about intervention", intervention=make.make_intervention()) == (
        "Source pages No published source page cites these studies."
    )


def test_both_lists_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    report = make_yousef()
    for number in range(3):
        make_public_page("PMID: 23384256", slug=f"page-{number}", title=f"P{number}")
    monkeypatch.setattr(echo, "MOST_PAGES", 2)
    monkeypatch.setattr(echo, "MOST_MENTIONS", 2)

    about = shown("pages_about intervention", intervention=report.study.interventions.get())
    mentions = shown("mentions_of study", study=report.study)

    assert about.endswith("The first 2; there are more.")
    assert "P2" not in about
    assert mentions.startswith("Where it is mentioned Seen 3 times on 3 pages, still one study of 80 people.")
    assert mentions.endswith("The first 2 are listed.")


@pytest.mark.parametrize("pages", [1, 8])
def test_both_cost_two_queries_however_many_pages_there_are(pages: int, django_assert_num_queries: Any) -> None:
    report = make_yousef()
    intervention = report.study.interventions.get()
    for number in range(pages):
        make_public_page("PMID: 23384256", slug=f"page-{number}", lane=Lane.WIKI)

    with django_assert_num_queries(2):
        shown("pages_about intervention", intervention=intervention)
    with django_assert_num_queries(2):
        shown("mentions_of study", study=report.study)


def test_hostile_words_of_a_page_are_words_on_the_study(client: Client) -> None:
    report = make_yousef()
    make_public_page("[<b>RCT</b> <script>x</script>](https://pubmed.gov/23384256)", title="<script>alert(1)</script>")

    assert "<script>alert(1)</script> not yet sorted RCT" in shown("mentions_of study", study=report.study)
