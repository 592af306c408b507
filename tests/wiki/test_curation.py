"""The curation file, carried out: whole pages or nothing, once or often, and never over a curator's head."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests import factories as make
from tests.wiki.making import make_public_page, make_yousef
from tests.wiki.test_save_page import everything
from wiki.actions.curation import curate_page, curate_section
from wiki.actions.mentions import decide_mention
from wiki.models import Authority, MentionState, Page, Section

pytestmark = pytest.mark.django_db
NEAR = "“A 2012 double-blinded RCT [37] and a shop.…”"
NOT_THERE = "do not stand on the page: expected a sentence of it; the page has"
BODY = """#### Relief, Dec 2014

A 2012 *double-blinded* RCT <sup>[37]</sup> and a [shop](https://shop.example/).

#### A trial - to be completed March 2024

Words."""
OVERLAY = """
back-pain:
  lane: commercial
  publisher: A shop
  conflict_of_interest: Sells the cream.
  source_url: https://shop.example/article
  sections:
    - heading: Relief, Dec 2014
      lane: personal experience
    - heading: A trial - to be completed March 2024
      lane: registry
      date: 2023?
      date_words: 2023
  mentions:
    - words: A 2012 double-blinded RCT
      report: {report}
      reason: Its regimen is the one in the abstract.
"""


def curate(tmp_path: Path, text: str) -> tuple[str, list[str], str]:
    """What the command prints, the faults it names, and how it ends."""
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    out, err = StringIO(), StringIO()
    end = ""
    try:
        call_command("curate_pages", path, stdout=out, stderr=err)
    except CommandError as error:
        end = str(error).replace(f"{tmp_path}/", "")
    return out.getvalue(), err.getvalue().replace(f"{tmp_path}/", "").splitlines(), end


@pytest.mark.parametrize("named", ["pmid:23384256", "DOI:10.1111/anae.12107", "yousef-2013"])
def test_decisions_are_carried_out_and_a_second_time_change_nothing(tmp_path: Path, named: str) -> None:
    report = make_yousef()
    make_public_page(BODY)

    assert curate(tmp_path, OVERLAY.format(report=named)) == (
        "1 pages: 4 decisions changed, 0 stood already.\n",
        [],
        "",
    )

    page = Page.objects.get()
    assert (page.lane, page.publisher, page.conflict_of_interest, page.source_url, page.authority) == (
        "commercial",
        "A shop",
        "Sells the cream.",
        "https://shop.example/article",
        "file",
    )
    assert [(one.lane, str(one.date), one.date_words, one.confirmed) for one in page.sections.all()] == [
        ("personal experience", "2014-12", "Dec 2014", True),
        ("registry", "2023?", "2023", True),
    ]
    mention = page.mentions.get()
    assert (mention.report, mention.reason, mention.state, mention.position, mention.marked_by_hand) == (
        report,
        "Its regimen is the one in the abstract.",
        "linked",
        1,
        True,
    )
    assert page.sections.all()[0].html == (
        '<p>A 2012 <em>double-blinded</em> RCT<span class="cite" id="cite-1"></span> <sup>[37]</sup> and a '
        '<a href="https://shop.example/" rel="external nofollow noopener sponsored">shop</a>'
        '<span class="link" id="link-1"></span>.</p>'
    )
    before = everything()
    assert curate(tmp_path, OVERLAY.format(report=named))[0] == "1 pages: 0 decisions changed, 4 stood already.\n"
    assert everything() == before


def test_a_changed_file_changes_its_own_decisions(tmp_path: Path) -> None:
    make_yousef()
    make_public_page(BODY)
    text = OVERLAY.format(report="yousef-2013")
    curate(tmp_path, text)

    out, _, _ = curate(
        tmp_path, text.replace("Sells the cream.", "Sells creams.").replace("lane: registry", "lane: news")
    )

    assert out == "1 pages: 2 decisions changed, 2 stood already.\n"
    assert Page.objects.get().conflict_of_interest == "Sells creams."


def test_nothing_that_a_curator_decided_is_changed_by_the_file(tmp_path: Path) -> None:
    user = make.make_user()
    make_yousef()
    page = make_public_page(BODY)
    curate(tmp_path, OVERLAY.format(report="yousef-2013"))
    page.refresh_from_db()
    curate_page(
        page=page,
        lane="wiki",
        publisher="A wiki",
        conflict_of_interest="",
        source_url="",
        authority=Authority.CURATOR,
        by=user,
    )
    for section in page.sections.all():
        curate_section(section=section, lane="", date=None, date_words="", authority=Authority.CURATOR, by=user)
    decide_mention(
        mention=page.mentions.get(), state=MentionState.SET_ASIDE, report=None, reason="Another trial.", by=user
    )
    before = everything()

    out, _, _ = curate(tmp_path, OVERLAY.format(report="yousef-2013"))

    assert out == "1 pages: 0 decisions changed, 4 stood already.\n"
    assert everything() == before


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("nowhere: {lane: wiki}", "nowhere: there is no page of that slug: expected one that was imported."),
        (
            "back-pain: {lane: wiki, sections: [{heading: 'Relief, Dec 2015', lane: news}]}",
            "back-pain: no section is headed “Relief, Dec 2015”: did you mean “Relief, Dec 2014”?",
        ),
        ("back-pain: {lane: wiki, sections: [{heading: X}]}", "back-pain: no section is headed “X”."),
        (
            "back-pain: {lane: wiki, mentions: [{words: A 2012 double-blinded tale, report: yousef-2013, reason: x}]}",
            f"back-pain: the words “A 2012 double-blinded tale” {NOT_THERE} {NEAR}.",
        ),
        (
            "back-pain: {lane: wiki, mentions: [{words: A 2012, report: 'pmid:99', reason: x}]}",
            "back-pain: no report “pmid:99” is entered: expected its slug, or an identifier such as pmid:23384256.",
        ),
        (
            "back-pain: {lane: wiki, mentions: [{words: A 2012, report: 'doi:x', reason: x}]}",
            "back-pain: “x” is not a DOI: expected something like 10.1111/anae.12107.",
        ),
        ("back-pain: {publisher: A, source_url: example.org}", "back-pain: Enter a valid URL."),
    ],
)
def test_a_decision_that_does_not_fit_is_told_and_its_page_is_left_whole(tmp_path: Path, text: str, fault: str) -> None:
    make_yousef()
    make_public_page(BODY)
    make_public_page(slug="other")
    sections, page = list(Section.objects.values()), Page.objects.values().get(slug="back-pain")

    out, faults, end = curate(tmp_path, f"{text}\nother: {{lane: news}}")

    assert out == "2 pages: 1 decisions changed, 0 stood already.\n"
    assert faults == [f"c.yaml: {fault}"]
    assert end == "1 of 2 pages were not curated."
    assert (list(Section.objects.values()), Page.objects.values().get(slug="back-pain")) == (sections, page)
    assert Page.objects.get(slug="other").lane == "news"


def test_an_unknown_lane_is_told(tmp_path: Path) -> None:
    make_public_page(BODY)

    assert curate(tmp_path, "back-pain: {lane: shop}")[1][0].startswith(
        "c.yaml: back-pain: “shop” is not a lane: expected one of trial report, "
    )


@pytest.mark.parametrize(
    ("content", "end"),
    [
        (b"a: [", "c.yaml:1: not YAML: expected the node content, but found '<stream end>'."),
        (b"a: \xe9", "c.yaml is not UTF-8: expected a YAML file saved as UTF-8."),
        (None, "c.yaml cannot be read: No such file or directory."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_without_a_traceback(tmp_path: Path, content: Any, end: str) -> None:
    path = tmp_path / "c.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError) as caught:
        call_command("curate_pages", path)

    assert str(caught.value).replace(f"{tmp_path}/", "") == end
