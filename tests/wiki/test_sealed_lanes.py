"""What AI wrote, what sells and what one person tells never moves a finding, however it is tied to studies."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command

from evidence.actions.findings import rebuild
from evidence.models import Comparison, Finding, Report
from evidence.synthesis.entry import Entry
from tests import factories as make
from tests.evidence import trials
from tests.wiki.making import make_public_page
from wiki.actions.curation import curate_page
from wiki.actions.mentions import decide_mention, mark_sentence
from wiki.actions.pages import withdraw_pages
from wiki.actions.sections import confirm_sections
from wiki.models import Authority, Lane, MentionState, Page
from wiki.models.lane import SEALED

pytestmark = pytest.mark.django_db
# All that such a page says of a trial: its numbers, its verdict, its harms, and figures as a table has them.
CLAIMS = """#### What it does

PMID: 23384256 proves that magnesium cures chronic low back pain: 4.7 (SD 1.8) against 7.2 (SD 0.1), n = 4000.
High certainty. No harms at all. Risk of bias: low. doi:10.1111/anae.12107

| Group | Mean | SD | N |
|---|---|---|---|
| magnesium | 1.0 | 0.1 | 4000 |
| placebo | 9.0 | 0.1 | 4000 |

#### My story

I took it and my pain went from 9 to 0 in a day. A search looked for studies that speak against it and found none.
"""


@pytest.fixture
def curator() -> User:
    return make.make_member("curator")


@pytest.fixture(autouse=True)
def evidence() -> None:
    trials.yousef(top=trials.magnesium())
    trials.ashar()
    rebuild()


def everything() -> list[str]:
    """Every finding, byte by byte; what is worked out anew must be the same as what is kept."""
    assert rebuild() == 0
    return [json.dumps(one, sort_keys=True, default=str) for one in Finding.objects.order_by("pk").values()]


def seal(page: Page, lane: Lane, curator: User) -> None:
    whose = {"publisher": "A shop", "conflict_of_interest": "None at all.", "source_url": "https://www.example.org/"}
    curate_page(page=page, lane=lane, authority=Authority.CURATOR, by=curator, **whose)


def tie(page: Page, report: Report, curator: User) -> None:
    """By hand, as firmly as a curator can: its identifiers, and a sentence of it."""
    for mention in page.mentions.all():
        decide_mention(mention=mention, state=MentionState.LINKED, report=report, reason="The trial.", by=curator)
    mark_sentence(
        page=page,
        words="I took it and my pain went from 9 to 0 in a day.",
        report=report,
        reason="Says so.",
        authority=Authority.CURATOR,
        by=curator,
    )


@pytest.mark.parametrize("lane", sorted(SEALED))
def test_a_page_in_a_sealed_lane_moves_no_finding(lane: Lane, curator: User) -> None:
    report = Report.objects.get(slug="yousef-2013")
    before = everything()
    assert len(before) == 3
    page = make_public_page(CLAIMS, slug="cure", lane=lane.value)
    page.refresh_from_db()
    seal(page, lane, curator)
    assert Page.objects.get().lane == lane
    tie(page, report, curator)
    assert page.mentions.filter(report=report).count() >= 3
    assert everything() == before
    confirm_sections(sections=page.sections.all(), lane=lane, by=curator)
    assert everything() == before
    call_command("link_mentions", verbosity=0)
    assert everything() == before
    withdraw_pages(pages=[page], by=curator)
    assert everything() == before


def test_a_page_that_was_a_trial_report_and_becomes_sealed_moves_none_either(curator: User) -> None:
    before = everything()
    page = make_public_page(CLAIMS, slug="cure", lane="trial report")
    tie(page, Report.objects.get(slug="yousef-2013"), curator)
    assert everything() == before
    seal(Page.objects.get(), Lane.AI_WRITTEN, curator)
    assert everything() == before


def test_the_same_figures_entered_from_a_trial_do_move_it() -> None:
    """Else the tests above would hold for findings that nothing moves."""
    before = everything()
    Comparison.objects.get(result__study__slug="yousef-2013").experimental.values.update(n=20)  # type: ignore[union-attr]
    assert rebuild() > 0
    assert everything() != before


def test_no_row_of_the_evidence_points_at_a_page() -> None:
    """So that nothing that rates can read one; which module may know which is a contract of imports."""
    pointing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_app_config("evidence").get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model is not None
        and field.related_model._meta.app_label in ("wiki", "taggit")
    }
    assert pointing == set()


def test_what_is_rated_has_no_place_for_a_page_or_its_lane() -> None:
    assert not {name for name in Entry.__dataclass_fields__ if "page" in name or "lane" in name or "mention" in name}
