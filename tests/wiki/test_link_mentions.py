"""Mentions and reports: tied by identifier with the reason said, loosened when the reason goes."""

from __future__ import annotations

import pytest

from tests import factories as make
from tests.wiki.making import make_public_page, make_yousef
from wiki.actions.mentions import MentionError, decide_mention, link_mentions, mark_sentence
from wiki.models import Authority, Mention, MentionState

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("[x](http://www.ncbi.nlm.nih.gov/pubmed/23384256)", "PMID 23384256 in the address equals the report's PMID."),
        ("PMID: 23384256", "PMID 23384256 in the text equals the report's PMID."),
        (
            "[x](https://doi.org/10.1111/ANAE.12107)",
            "doi:10.1111/anae.12107 in the address equals the report's DOI.",
        ),
    ],
)
def test_a_citation_is_tied_to_the_report_of_its_identifier(body: str, reason: str) -> None:
    report = make_yousef()
    page = make_public_page(body)

    mention = page.mentions.get()

    assert (mention.state, mention.report, mention.reason, mention.authority) == ("linked", report, reason, "import")


def test_a_registration_leads_to_the_registrys_record_or_else_the_main_report() -> None:
    study = make.make_study(slug="best")
    make.make_registration(study=study, number="NCT05396014")
    main = make.make_report(study=study, main=True)
    body = "[BEST](https://clinicaltrials.gov/study/NCT05396014?cond=chronic%20pain)"
    mention = make_public_page(body).mentions.get()
    assert (mention.report, mention.reason) == (
        main,
        "NCT05396014 in the address is a registration of the study that this report is about.",
    )

    record = make.make_report(study=study, kind="registry")

    assert link_mentions() == 1
    mention.refresh_from_db()
    assert mention.report == record


def test_a_registration_of_a_study_without_reports_stays_open() -> None:
    make.make_registration(number="NCT05396014")

    assert make_public_page("NCT05396014").mentions.get().state == "open"


def test_a_tie_is_loosened_when_the_identifier_turns_out_to_be_anothers() -> None:
    report = make_yousef()
    mention = make_public_page("PMID: 23384256").mentions.get()
    report.pmid = "23384257"
    report.save()

    assert link_mentions() == 1

    mention.refresh_from_db()
    assert (mention.state, mention.report, mention.reason) == ("open", None, "")
    assert link_mentions() == 0


def test_no_rule_touches_what_a_curator_decided() -> None:
    user = make.make_user()
    page = make_public_page("PMID: 23384256\n\nPMID: 26431139")
    one, other = page.mentions.order_by("position")
    decide_mention(mention=one, state=MentionState.OPEN, report=None, reason="", by=user)
    decide_mention(mention=other, state=MentionState.SET_ASIDE, report=None, reason="No study of ours.", by=user)

    make_yousef()

    assert link_mentions() == 0
    assert [mention.state for mention in page.mentions.order_by("position")] == ["open", "set aside"]
    one.refresh_from_db()
    assert (one.authority, one.decided_by) == ("curator", user)


def test_tying_takes_the_same_number_of_queries_for_one_page_and_for_many(django_assert_num_queries: object) -> None:
    make_yousef()
    for number in range(3):
        make_public_page("PMID: 23384256 NCT05396014", slug=f"page-{number}")
    Mention.objects.update(state="open", report=None, reason="")

    with django_assert_num_queries(4):  # type: ignore[operator]
        assert link_mentions() == 3


def test_the_same_paper_cited_twice_is_two_mentions_that_keep_their_order() -> None:
    page = make_public_page("[a](https://pubmed.gov/23384256)\n\n[b](https://pubmed.gov/23384256)")

    assert [(one.position, one.words) for one in page.mentions.order_by("position")] == [(1, "a"), (2, "b")]


def test_words_that_do_not_stand_on_the_page_cannot_be_marked() -> None:
    report = make_yousef()
    page = make_public_page("One study found that two weeks helped.")

    with pytest.raises(MentionError) as caught:
        mark_sentence(
            page=page,
            words="One study found that three weeks",
            report=report,
            reason="x",
            authority=Authority.CURATOR,
            by=None,
        )

    assert str(caught.value) == (
        "the words “One study found that three weeks” do not stand on the page: expected a sentence of it; "
        "the page has “One study found that two weeks helped.…”."
    )
    assert not Mention.objects.exists()
