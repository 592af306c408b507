"""Mentions and reports: tied by identifier with the reason said, loosened when the reason goes."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from tests import factories as make
from tests.wiki.making import make_public_page, make_yousef, post, save
from wiki.actions import ties
from wiki.actions.mentions import MentionError, decide_mention, mark_sentence
from wiki.actions.ties import link_mentions
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

    with django_assert_num_queries(6):  # type: ignore[operator]
        assert link_mentions() == 3


def test_all_mentions_are_reached_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ties, "AT_ONCE", 2)
    make_yousef()
    page = make_public_page(
        "[a](https://pubmed.gov/23384256)\n\nPMID 11111111\n\n[b](https://pubmed.gov/11111111) PMID 23384256\n\n"
        "PMID 23384256\n\nPMID: 23384256"
    )
    tied = list(page.mentions.order_by("position").values_list("state", "report", "reason"))
    Mention.objects.update(state="open", report=None, reason="")

    assert link_mentions() == len([state for state, _, _ in tied if state == "linked"])
    assert list(page.mentions.order_by("position").values_list("state", "report", "reason")) == tied
    assert [state for state, _, _ in tied].count("linked") == 4
    assert link_mentions() == 0


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


BOTH = "[PMID: 23384256](https://doi.org/10.1016/j.other.2020.01.001)"


def test_any_identifier_of_a_link_can_lead_to_its_report_and_the_link_says_which() -> None:
    report = make.make_report(pmid="23384256", doi=None)
    mention = make_public_page(BOTH).mentions.get()

    assert (str(mention.names), [str(one) for one in mention.others.all()]) == (
        "doi:10.1016/j.other.2020.01.001",
        ["PMID 23384256"],
    )
    assert (mention.state, mention.report, mention.reason) == (
        "linked",
        report,
        "PMID 23384256 in the text equals the report's PMID.",
    )


def test_identifiers_that_lead_to_two_reports_are_tied_to_neither() -> None:
    make.make_report(slug="a-2013", pmid="23384256", doi=None)
    other = make.make_report(slug="b-2020", doi="10.1016/j.other.2020.01.001", pmid=None)
    mention = make_public_page(BOTH).mentions.get()
    assert (mention.state, mention.report, mention.doubt) == (
        "open",
        None,
        "Not tied: doi:10.1016/j.other.2020.01.001 leads to the report b-2020, but PMID 23384256 to a-2013.",
    )

    other.doi = None
    other.save()

    assert link_mentions() == 1
    mention.refresh_from_db()
    assert (mention.state, mention.doubt) == ("linked", "")


def test_a_report_whose_own_number_is_another_is_not_taken_for_it() -> None:
    make.make_report(slug="b-2020", doi="10.1016/j.other.2020.01.001", pmid="31900001")
    mention = make_public_page(BOTH).mentions.get()

    assert mention.state == "open"
    assert mention.doubt == (
        "Not tied: doi:10.1016/j.other.2020.01.001 leads to the report b-2020, "
        "which has PMID 31900001 and not PMID 23384256."
    )


def test_a_paper_and_the_registration_of_its_own_study_agree() -> None:
    study = make.make_study()
    make.make_registration(study=study, number="NCT05396014")
    make.make_report(study=study, main=True)
    second = make.make_report(study=study, pmid="23384256")

    mention = make_public_page("[NCT05396014, PMID: 23384256](https://x.example)").mentions.get()

    assert (mention.report, mention.reason) == (second, "PMID 23384256 in the text equals the report's PMID.")


def test_a_paper_and_the_registration_of_another_study_do_not() -> None:
    study = make.make_study()
    make.make_registration(study=study, number="NCT05396014")
    make.make_report(study=study, main=True, slug="main-2012")
    make.make_report(slug="other-2013", pmid="23384256")

    mention = make_public_page("[NCT05396014, PMID: 23384256](https://x.example)").mentions.get()

    assert mention.doubt == ("Not tied: PMID 23384256 leads to the report other-2013, but NCT05396014 to main-2012.")


@pytest.mark.parametrize(
    ("field", "value", "body", "reason"),
    [
        ("pmcid", "PMC8482298", "PMC8482298", "PMC8482298 in the text equals the report's PMCID."),
        (
            "pmcid",
            "PMC8482298",
            "[x](https://pmc.ncbi.nlm.nih.gov/articles/PMC8482298/)",
            "PMC8482298 in the address equals the report's PMCID.",
        ),
        ("doi", "10.1000/x.2", "doi:10.1000/X.2", "doi:10.1000/x.2 in the text equals the report's DOI."),
    ],
)
def test_the_reason_names_what_is_the_same_and_where_it_stands(field: str, value: str, body: str, reason: str) -> None:
    make.make_report(**{"pmid": None, "doi": None, field: value})

    assert make_public_page(body).mentions.get().reason == reason


@pytest.mark.parametrize("number", ["ACTRN12605000262606", "ISRCTN12345678", "NCT05396014"])
def test_the_reason_of_a_registration_says_that_it_is_one(number: str) -> None:
    study = make.make_study()
    make.make_registration(study=study, number=number)
    make.make_report(study=study, main=True)

    assert make_public_page(number).mentions.get().reason == (
        f"{number} in the text is a registration of the study that this report is about."
    )


def test_titles_alone_never_merge() -> None:
    title = "Sequential intravenous and oral magnesium therapy in patients with chronic low back pain"
    make.make_report(title=title, pmid="23384256", doi="10.1111/anae.12107")
    page = make_public_page(f"[{title}](https://pubmed.ncbi.nlm.nih.gov/99999999/)\n\n[{title}](https://x.example)")

    assert [(one.state, one.report) for one in page.mentions.all()] == [("open", None)]


def test_what_else_a_citation_is_called_follows_its_text() -> None:
    page = make_public_page(BOTH)
    mention = page.mentions.get()

    make_public_page(BOTH.replace("23384256", "31900001"))
    assert [str(one) for one in mention.others.all()] == ["PMID 31900001"]

    make_public_page(BOTH.replace("PMID: 23384256", "the paper"))
    assert [(one.pk, one.others.count()) for one in page.mentions.all()] == [(mention.pk, 0)]


def test_the_command_ties_what_was_entered_without_the_desk_and_says_how_much(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_public_page("PMID: 23384256 and PMID: 31900001")
    make_yousef()

    call_command("link_mentions")
    call_command("link_mentions")

    assert capsys.readouterr().out.splitlines() == [
        "Mentions changed: 1; linked now: 1; waiting in the queue: 1.",
        "Mentions changed: 0; linked now: 1; waiting in the queue: 1.",
    ]


def test_a_citation_in_a_heading_has_the_quote_with_which_its_section_begins() -> None:
    body = "#### 2.4 X the pain (PMID: 23384256)\n\n> The odds ratio was 2.72.\n\nMore.\n\n> Later."

    assert save(post(body)).page.mentions.get().quote == "The odds ratio was 2.72."
