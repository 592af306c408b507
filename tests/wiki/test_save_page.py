"""Saving a page: once and whole, again without a trace, changed without losing what people decided."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.dates import PartialDate
from tests import factories as make
from tests.wiki.making import make_yousef, post, save
from wiki.actions.curation import curate_page, curate_section
from wiki.actions.mentions import decide_mention, mark_sentence
from wiki.actions.pages import Outcome, publish_pages, save_page, withdraw_pages
from wiki.models import Alias, Authority, Lane, Mention, MentionState, Page, Section, tags_of
from wiki.reading import plain_text
from wiki.reading.page_file import Loss, LossKind, PageFileError
from wiki.rendering import RENDERER

pytestmark = pytest.mark.django_db
BODY = """Before.

#### Review - Nov 2020

[RCT](http://www.ncbi.nlm.nih.gov/pubmed/23384256) March 2013

> 7.5 ==> 4.2

A 2012 double-blinded RCT <sup>[37]</sup>.

##### Relief experience, Dec 2014

PMID: 26431139"""


def everything() -> dict[str, Any]:
    """Every row of the wiki, with its stamps."""
    models: Any = [Page, Section, Mention, Alias]
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
    return rows | {"tags": [tags_of(page) for page in Page.objects.order_by("pk")]}


def test_a_page_is_saved_as_it_was_received_and_as_it_is_read() -> None:
    report = make_yousef()
    text = post(
        BODY,
        slug="back-pain",
        date="2014-11-28",
        tiki_page_id=5963,
        aliases=["/Back+Pain", "/5963", "/Back%20Pain/"],
        categories=["Back pain", "AI"],
        tags=["Back pain", "back pain", "AU, NZ", "???"],
        associated_tags=["pain"],
    )

    saved = save(text)

    page = Page.objects.get()
    assert (saved.page, saved.outcome) == (page, Outcome.CREATED)
    assert (page.slug, page.title, page.state, str(page.date), page.tiki_page_id) == (
        "back-pain",
        "Back Pain",
        "draft",
        "2014-11-28",
        5963,
    )
    assert page.source_text == text
    assert page.extra == {"associated_tags": ["pain"]}
    assert [alias.path for alias in page.aliases.all()] == ["5963", "Back Pain"]
    assert [category.slug for category in page.categories.all()] == ["ai", "back-pain"]
    assert tags_of(page) == [("AU, NZ", "au-nz"), ("Back pain", "back-pain")]
    assert [
        (one.anchor, one.level, one.heading, one.date and str(one.date), one.date_words, one.suggested_lane)
        for one in page.sections.all()
    ] == [
        ("h-top", 2, "", None, "", ""),
        ("h-review-nov-2020", 2, "Review - Nov 2020", "2020-11", "Nov 2020", ""),
        (
            "h-relief-experience-dec-2014",
            3,
            "Relief experience, Dec 2014",
            "2014-12",
            "Dec 2014",
            "personal experience",
        ),
    ]
    assert [
        (one.position, one.section and one.section.anchor, str(one.names), one.state, one.report, one.reason, one.quote)
        for one in page.mentions.all()
    ] == [
        (
            1,
            "h-review-nov-2020",
            "PMID 23384256",
            "linked",
            report,
            "PMID 23384256 in the address equals the report's PMID.",
            "7.5 ==> 4.2",
        ),
        (2, "h-relief-experience-dec-2014", "PMID 26431139", "open", None, "", ""),
    ]
    lines = text.splitlines()
    assert [(lines[loss.line - 1].strip()[:12], loss.sentence) for loss in page.losses.told()] == [
        ('"tags": [', "tag “???” has no letter that makes an address: left out."),
        ('"tags": [', "tag “AU, NZ” has a comma in it: kept as one tag."),
        ('"tags": [', "tags “Back pain” and “back pain” differ only in capitals: kept as one."),
        ('"associated_', "key “associated_tags” is not known here: kept with the page, not used."),
        ("A 2012 doubl", "reference mark [37] leads to no list of references (1 ×)."),
    ]


def test_who_entered_a_page_is_kept() -> None:
    user = make.make_user()
    file = plain_text.read("Magnesium\n\nWords.", file="magnesium.txt")

    page = save_page(file=file, by=user).page

    assert (page.entered_by, page.source_format, page.slug) == (user, "text", "magnesium")


def test_a_second_save_of_the_same_file_changes_nothing_at_all() -> None:
    make_yousef()
    text = post(BODY, aliases=["/Back+Pain"], tags=["Pain", "pain"], extra_key=1)
    save(text)
    before = everything()

    assert save(text).outcome == Outcome.UNCHANGED
    assert everything() == before


def test_a_changed_file_keeps_the_rows_of_what_stayed() -> None:
    text = post(BODY, tags=["pain", "brain"], aliases=["/Old"])
    page = save(text).page
    sections = {one.anchor: one.pk for one in page.sections.all()}
    mentions = {one.identifier: one.pk for one in page.mentions.all()}

    changed = post(
        "#### New first\n\n[Other](https://doi.org/10.1000/x)\n\n" + BODY.replace("##### Relief", "#### Relief"),
        tags=["pain", "bone"],
        aliases=["/Newer"],
    )
    assert save(changed).outcome == Outcome.UPDATED

    now = Page.objects.get()
    assert now.source_text == changed
    assert [(one.anchor, sections.get(one.anchor) == one.pk) for one in now.sections.all()] == [
        ("h-new-first", False),
        ("h-review-nov-2020", True),
        ("h-relief-experience-dec-2014", True),
    ]
    assert [(one.position, one.identifier, mentions.get(one.identifier) == one.pk) for one in now.mentions.all()] == [
        (1, "10.1000/x", False),
        (2, "23384256", True),
        (3, "26431139", True),
    ]
    assert tags_of(now) == [("bone", "bone"), ("pain", "pain")]
    assert [alias.path for alias in now.aliases.all()] == ["Newer", "Old"]


def test_what_a_curator_decided_survives_a_changed_file() -> None:
    user = make.make_user()
    report = make_yousef()
    page = save(post(BODY, lane="news")).page
    section = page.sections.get(anchor="h-review-nov-2020")
    found, other = page.mentions.order_by("position")
    curate_page(
        page=page,
        lane="wiki",
        publisher="A wiki",
        conflict_of_interest="none",
        source_url="",
        authority=Authority.CURATOR,
        by=user,
    )
    curate_section(
        section=section,
        lane="narrative review",
        date=PartialDate(year=2020),
        date_words="2020",
        authority=Authority.CURATOR,
        by=user,
    )
    decide_mention(mention=found, state=MentionState.SET_ASIDE, report=None, reason="Another trial.", by=user)
    marked, _ = mark_sentence(
        page=page,
        words="A 2012 double-blinded RCT",
        report=report,
        reason="Its regimen.",
        authority=Authority.CURATOR,
        by=user,
    )

    save(post(BODY.replace("Before.", "Now before."), lane="commercial", publisher="Somebody"))

    page = Page.objects.get()
    assert (page.lane, page.publisher, page.conflict_of_interest) == ("wiki", "A wiki", "none")
    section.refresh_from_db()
    assert (section.lane, str(section.date), section.date_words) == ("narrative review", "2020", "2020")
    assert [(one.pk, one.position, one.state, one.report) for one in page.mentions.order_by("position")] == [
        (found.pk, 1, "set aside", None),
        (marked.pk, 2, "linked", report),
        (other.pk, 3, "open", None),
    ]


def test_a_decision_whose_words_are_gone_is_kept_and_told() -> None:
    user = make.make_user()
    page = save(post(BODY)).page
    section = page.sections.get(anchor="h-review-nov-2020")
    curate_section(section=section, lane="news", date=None, date_words="", authority=Authority.CURATOR, by=user)
    mention = page.mentions.order_by("position")[0]
    decide_mention(mention=mention, state=MentionState.SET_ASIDE, report=None, reason="No study.", by=user)

    page = save(post("All is new.")).page

    assert [(one.pk, one.position, one.section) for one in page.mentions.all()] == [(mention.pk, None, None)]
    assert page.losses.told() == [
        Loss(
            kind=LossKind.DECISION,
            line=3,
            sentence="section “Review - Nov 2020”, decided by a curator, is not in the text any more.",
        ),
        Loss(kind=LossKind.DECISION, line=3, sentence="the words “RCT”, decided by a curator, no longer stand here."),
    ]
    assert page.sections.count() == 1


def test_a_new_slug_with_the_old_number_moves_the_page_and_leaves_an_alias() -> None:
    old = save(post(slug="back-pain", tiki_page_id=5963)).page

    new = save(post(slug="pain-of-the-back", tiki_page_id=5963)).page

    assert (new.pk, new.slug, Page.objects.count()) == (old.pk, "pain-of-the-back", 1)
    assert [alias.path for alias in new.aliases.all()] == ["pages/back-pain"]


def test_publishing_shows_drafts_and_brings_back_nothing_that_was_withdrawn() -> None:
    text = post()
    assert save(text).page.state == "draft"
    assert (save(text, publish=True).outcome, Page.objects.get().state) == (Outcome.UPDATED, "published")
    assert save(text, publish=True).outcome == Outcome.UNCHANGED
    assert save(post("Changed.")).page.state == "published"

    assert withdraw_pages(pages=Page.objects.all(), by=None) == 1
    assert save(post("Changed again."), publish=True).page.state == "withdrawn"
    assert publish_pages(pages=Page.objects.all(), by=None) == 1
    assert publish_pages(pages=Page.objects.all(), by=None) == 0


def test_a_file_says_nothing_about_state_or_people() -> None:
    page = save(post(state="published", entered_by=1, id=99, authority="curator", draft=False)).page

    assert (page.state, page.entered_by, page.authority) == ("draft", None, "import")
    assert sorted(page.extra) == ["authority", "draft", "entered_by", "id", "state"]


def test_another_renderer_renders_again() -> None:
    text = post()
    page = save(text).page
    Page.objects.update(renderer="0")
    Section.objects.update(html="stale")

    assert save(text).outcome == Outcome.UPDATED
    (section,) = page.sections.select_related("page")
    assert (section.html, section.page.renderer) == ("<p>Words.</p>", RENDERER)


OTHER = post(slug="other", title="Other", tiki_page_id=7, aliases=["/Taken"])
LANES = ", ".join(Lane.values)


@pytest.mark.parametrize(
    ("alias", "sentence"),
    [
        ("/Taken/", "“/Taken” belongs to the page “other”: an address leads to one page"),
        ("/posts/other", "“/posts/other” is the address of the page “other”: an address leads to one page"),
        ("pages/other", "“/pages/other” is the address of the page “other”: an address leads to one page"),
        ("/7", "“/7” is the address of the page “other”: an address leads to one page"),
        ("/posts/back-pain/", "“/posts/back-pain” is the page's own address: it needs no other to lead there"),
        ("/admin/", "“/admin” is an address of this site (admin:index): an old address cannot hide it"),
        ("/studies/x", "“/studies/x” is an address of this site (evidence:study): an old address cannot hide it"),
        ("/", "“/”: expected an old address of 1 to 500 characters"),
        ("/a%00", "“/a%00”: expected an old address of 1 to 500 characters"),
    ],
)
def test_an_alias_that_is_taken_is_left_out_and_told_and_the_page_is_saved(alias: str, sentence: str) -> None:
    save(OTHER)

    page = save(post(slug="back-pain", aliases=["/Free", alias])).page

    assert [one.path for one in page.aliases.all()] == ["Free"]
    assert page.losses.told() == [Loss(kind=LossKind.ALIAS, line=4, sentence=f"alias {sentence}; left out.")]


@pytest.mark.parametrize(
    ("keys", "body", "sentence"),
    [
        ({"lane": "shop"}, "", f"7: “shop” is not a lane: expected one of {LANES}."),
        ({"source_url": "javascript:alert(1)"}, "", "7: source_url: Enter a valid URL."),
        ({}, "<div>" * 120, "7: HTML elements stand 120 deep in each other: expected fewer than 100."),
    ],
)
def test_a_page_that_cannot_be_saved_leaves_nothing_behind(keys: dict[str, Any], body: str, sentence: str) -> None:
    save(OTHER)
    before = everything()

    with pytest.raises(PageFileError) as caught:
        save(post(body, slug="back-pain", tags=["new tag"], **keys))

    assert str(caught.value) == f"back-pain.md:{sentence}"
    assert everything() == before


def test_two_pages_cannot_have_one_number() -> None:
    save(post(slug="one", tiki_page_id=1))
    save(post(slug="two", tiki_page_id=2))

    with pytest.raises(PageFileError) as caught:
        save(post(slug="two", tiki_page_id=1))

    assert str(caught.value) == (
        "back-pain.md:3: slug “two” and number 1 belong to two pages, “two” and “one”: expected those of one page."
    )


def test_the_lane_of_the_front_matter_is_known_in_any_capitals() -> None:
    assert save(post(lane="ai-written")).page.lane == "AI-written"


def test_a_shops_words_suggest_a_lane_and_set_none() -> None:
    page = save_page(file=plain_text.read("Magnesium\n\nShop now", file="m.txt"), by=None).page

    assert (page.lane, page.suggested_lane, page.suggestion_reason) == ("", "commercial", "“Shop now” in the text")
