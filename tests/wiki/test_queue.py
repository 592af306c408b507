"""What waits in the queue: an identity a row, in the order of need, with a few of its pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.identifiers import Identifier, Scheme
from tests import factories as make
from tests.wiki.making import make_public_page, make_yousef
from wiki.actions.mentions import mark_sentence
from wiki.models import Authority, Mention, Page
from wiki.summaries import queue as summary
from wiki.summaries.mentioned_on import mentioned_on
from wiki.summaries.queue import Wanted, queue, sentences

pytestmark = pytest.mark.django_db
TITLE = "Walking and back pain in nurses: a randomised trial"


def asked(wanted: Wanted = Wanted(), **more: Any) -> list[tuple[str, int, int]]:  # noqa: B008  frozen
    return [(str(row.identifier), row.pages, row.mentions) for row in queue(wanted, **more).rows]


@pytest.fixture
def pages() -> list[Page]:
    """Three pages; PMID 2 is on two of them, PMID 3 twice on one, the rest once."""
    return [
        make_public_page("#### Trials\n\nPMID: 3 and PMID: 3.\n\nPMID: 2, NCT05396014", slug="one"),
        make_public_page(f"#### My story\n\n[{TITLE}](https://pubmed.gov/2)\n\n> Quoted words.", slug="two"),
        make_public_page("PMID: 1 and doi:10.1000/x.2", slug="three", lane="commercial"),
    ]


def test_what_most_pages_ask_for_comes_first_then_what_is_mentioned_most(pages: list[Page]) -> None:
    assert asked() == [
        ("PMID 2", 2, 2),
        ("PMID 3", 1, 2),
        ("doi:10.1000/x.2", 1, 1),
        ("NCT05396014", 1, 1),
        ("PMID 1", 1, 1),
    ]
    found = queue(Wanted())
    assert (found.identities, found.mentions, found.more) == (5, 7, False)


def test_what_is_linked_set_aside_or_marked_by_hand_is_not_in_it(pages: list[Page]) -> None:
    make_yousef()
    make_public_page("PMID: 23384256. One study found it.", slug="four")
    mark_sentence(
        page=Page.objects.get(slug="four"),
        words="One study found it.",
        report=None,
        reason="",
        authority=Authority.CURATOR,
        by=None,
    )
    Mention.objects.filter(identifier="3").update(state="set aside", reason="x")

    assert [names for names, *_ in asked()] == ["PMID 2", "doi:10.1000/x.2", "NCT05396014", "PMID 1"]
    assert [one.words for one in sentences()] == ["One study found it."]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(scheme="nct"), ["NCT05396014"]),
        (Wanted(lane="commercial"), ["doi:10.1000/x.2", "PMID 1"]),
        (Wanted(lane="personal experience"), ["PMID 2"]),
        (Wanted(without_sealed=True), ["PMID 3", "NCT05396014", "PMID 2"]),
        (Wanted(page_state="draft"), []),
        (Wanted(page_state="published", scheme="doi"), ["doi:10.1000/x.2"]),
        (Wanted(words="nurses"), ["PMID 2"]),
        (Wanted(words="10.1000/"), ["doi:10.1000/x.2"]),
        (Wanted(words="PMID: 1", identifiers=(Identifier(Scheme.PMID, "1"),)), ["PMID 1"]),
        (Wanted(doubtful=True), []),
    ],
)
def test_a_curator_sees_what_they_ask_for(pages: list[Page], wanted: Wanted, expected: list[str]) -> None:
    section = pages[1].sections.get()
    section.lane = "personal experience"
    section.save()

    assert [names for names, *_ in asked(wanted)] == expected


def test_each_identity_has_one_mention_of_each_of_its_first_pages() -> None:
    for number in range(5):
        make_public_page(f"#### Part\n\nOne PMID: 7, two PMID: 7 on {number}", slug=f"page-{number}")

    (row,) = queue(Wanted()).rows

    assert (row.pages, row.mentions) == (5, 10)
    assert [(one.mention.page.slug, one.mention.position) for one in row.examples] == [
        ("page-0", 1),
        ("page-1", 1),
        ("page-2", 1),
    ]


def test_a_row_says_the_title_and_the_other_names_and_the_doubt() -> None:
    make.make_report(slug="a-2013", pmid="23384256", doi="10.1111/anae.12107")
    make_public_page(f"[{TITLE} PMID: 23384256](https://doi.org/10.1016/j.other.2020.01.001)", slug="one")
    make_public_page(f"[{TITLE}](https://doi.org/10.1016/j.other.2020.01.001)", slug="two")

    (row,) = queue(Wanted(doubtful=True)).rows
    assert (row.pages, row.title, [str(one) for one in row.others], row.doubts) == (
        1,
        "",
        ["PMID 23384256"],
        [
            (
                "Not tied: PMID 23384256 leads to the report a-2013, which has doi:10.1111/anae.12107 and not "
                "doi:10.1016/j.other.2020.01.001."
            )
        ],
    )
    (row,) = queue(Wanted()).rows
    assert (row.pages, row.title) == (2, TITLE)


def test_the_queue_is_read_screen_by_screen(pages: list[Page], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "ROWS", 2)

    screens = [[names for names, *_ in asked(number=number)] for number in (0, 1, 2, 3, 4)]

    assert screens == [
        ["PMID 2", "PMID 3"],
        ["PMID 2", "PMID 3"],
        ["doi:10.1000/x.2", "NCT05396014"],
        ["PMID 1"],
        [],
    ]
    assert [queue(Wanted(), number=number).more for number in (1, 2, 3)] == [True, True, False]
    monkeypatch.setattr(summary, "LAST_PAGE", 2)
    assert [queue(Wanted(), number=number).number for number in (1, 2, 3)] == [1, 2, 2]


def test_a_long_queue_asks_no_more_than_a_short_one(pages: list[Page]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            for row in queue(Wanted(without_sealed=True)).rows:
                assert row.title is not None
                assert [one.lane for one in row.examples]
        return len(asked)

    short = queries()
    for number in range(20):
        make_public_page(f"PMID: {number + 50}, PMID: 2", slug=f"page-{number}")
    assert queries() == short == 5


def test_where_a_study_is_mentioned_is_counted_and_the_first_pages_are_named() -> None:
    report = make_yousef()
    for number in range(12):
        make_public_page("PMID: 23384256, doi:10.1111/anae.12107", slug=f"page-{number:02}")

    found = mentioned_on(study=report.study_id)

    assert (found.mentions, found.pages, found.more, found.first[0].slug) == (24, 12, 2, "page-00")
    assert mentioned_on(report=report.pk) == found
    assert mentioned_on(report=make.make_report().pk).pages == 0
