"""The queue's decisions: all mentions of an identity at once, and the tie that is made when a report is entered."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.identifiers import Identifier, Scheme
from tests import factories as make
from tests.wiki.making import make_public_page
from wiki.actions.mention_queue import Decided, Tied, decide_identity, identifiers_told, link_mentions_of
from wiki.actions.mentions import MentionError, decide_mention
from wiki.models import Mention, MentionState, Version

pytestmark = pytest.mark.django_db
PMID = Identifier(Scheme.PMID, "23384256")
OTHER = Identifier(Scheme.PMID, "31900001")


def states(identifier: Identifier = PMID) -> list[tuple[str, str, str]]:
    found = Mention.objects.filter(identifier=identifier.value).order_by("page__slug", "position")
    return [(one.page.slug, one.state, one.reason) for one in found]


def set_aside(**overrides: Any) -> Decided:
    values: dict[str, Any] = {
        "identifier": PMID,
        "state": MentionState.SET_ASIDE,
        "report": None,
        "reason": "No study.",
        "by": None,
    }
    return decide_identity(**values | overrides)


def test_every_mention_of_an_identity_is_decided_at_once_with_a_version_a_page() -> None:
    user = make.make_user()
    one = make_public_page("PMID: 23384256, PMID: 23384256, PMID: 31900001", slug="one")
    two = make_public_page("PMID: 23384256", slug="two")
    before = Version.objects.count()

    assert set_aside(by=user) == Decided(mentions=3, pages=2)

    assert states() == [(slug, "set aside", "No study.") for slug in ("one", "one", "two")]
    assert states(OTHER) == [("one", "open", "")]
    assert {one.decided_by for one in Mention.objects.filter(state="set aside")} == {user}
    assert Version.objects.count() == before + 2
    for page in (one, two):
        newest = page.versions.order_by("number").last()
        assert newest is not None
        assert (newest.by, newest.reason, newest.changed) == (
            user,
            "Every mention of PMID 23384256: set aside.",
            ["mentions"],
        )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reason": ""}, "reason: say why it is linked or set aside."),
        ({"state": MentionState.LINKED}, "report: a linked mention needs one, and no other has one."),
    ],
)
def test_a_decision_without_its_reason_or_report_changes_nothing(values: dict[str, Any], sentence: str) -> None:
    make_public_page("PMID: 23384256")

    with pytest.raises(ValidationError) as caught:
        set_aside(**values)

    assert caught.value.messages == [sentence]
    assert states() == [("back-pain", "open", "")]


def test_what_somebody_decided_meanwhile_is_told_by_name() -> None:
    page = make_public_page("PMID: 23384256")
    user = make.make_user(username="ada")
    report = make.make_report(slug="a-2013")
    decide_mention(mention=page.mentions.get(), state=MentionState.LINKED, report=report, reason="A misprint.", by=user)

    with pytest.raises(MentionError) as caught:
        set_aside()

    assert str(caught.value) == (
        "PMID 23384256 does not wait any more: it was linked to a-2013 by ada. Nothing was changed."
    )
    assert states() == [("back-pain", "linked", "A misprint.")]


def test_what_the_rule_tied_meanwhile_and_what_is_gone_are_told_too() -> None:
    make.make_report(slug="a-2013", pmid="23384256")
    make_public_page("PMID: 23384256")

    with pytest.raises(MentionError) as tied:
        set_aside()
    with pytest.raises(MentionError) as gone:
        set_aside(identifier=OTHER)

    assert str(tied.value) == (
        "PMID 23384256 does not wait any more: it was linked to a-2013 by the rule, since a report with it is "
        "entered. Nothing was changed."
    )
    assert str(gone.value) == "No page mentions PMID 31900001 any more: nothing was changed."


def test_a_decision_over_many_pages_costs_no_more_a_page_than_one_over_few() -> None:
    for number in range(4):
        make_public_page("PMID: 23384256", slug=f"page-{number}")
    with CaptureQueriesContext(connection) as few:
        set_aside()
    Mention.objects.update(state="open", reason="", authority="import")
    for number in range(4, 8):
        make_public_page("PMID: 23384256", slug=f"page-{number}")
    with CaptureQueriesContext(connection) as many:
        set_aside(reason="Another.")

    assert len(many) <= 2 * len(few)


def test_only_the_mentions_of_the_identifiers_are_looked_at() -> None:
    page = make_public_page("PMID: 23384256 and PMID: 31900001")
    make.make_report(pmid="23384256")
    make.make_report(pmid="31900001")

    assert link_mentions_of(identifiers=[PMID]) == Tied(linked=1, pages=1, loosened=0)
    assert [one.state for one in page.mentions.order_by("position")] == ["linked", "open"]
    assert link_mentions_of(identifiers=[]) == Tied(linked=0, pages=0, loosened=0)


def test_an_identifier_that_stands_second_is_found_as_well() -> None:
    mention = make_public_page("[PMID: 23384256](https://doi.org/10.1016/j.other.2020.01.001)").mentions.get()
    report = make.make_report(pmid="23384256", doi=None)

    assert link_mentions_of(identifiers=[PMID]) == Tied(linked=1, pages=1, loosened=0)
    mention.refresh_from_db()
    assert mention.report == report


def test_the_identifiers_of_a_report_are_its_own_and_those_of_its_study() -> None:
    study = make.make_study()
    report = make.make_report(study=study, pmid="23384256", doi="10.1111/anae.12107")
    make.make_report(study=study, pmid="31900001", doi=None)
    make.make_report(pmid="31900002", doi=None)
    make.make_registration(study=study, number="NCT05396014")

    told = {"PMID 23384256", "doi:10.1111/anae.12107", "PMID 31900001", "NCT05396014"}

    assert {str(one) for one in identifiers_told(reports=[report.pk])} == told
    assert {str(one) for one in identifiers_told(studies=[study.pk])} == told
    assert identifiers_told() == set()
