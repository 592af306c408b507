"""The queue at the desk: who may, what is told, what one click leads to, and what a saved report ties."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.admin.seen import mark_of
from evidence.models import Registration, Report
from tests import factories as make
from tests.evidence.desk import chosen
from tests.evidence.typing_in import typed
from tests.wiki.making import make_public_page, make_yousef
from wiki.actions.mentions import decide_mention
from wiki.models import Mention, MentionState, Page, Version

pytestmark = pytest.mark.django_db
QUEUE, SENTENCES = "/admin/wiki/mention/queue/", "/admin/wiki/mention/queue/sentences/"
DECIDE = "/admin/wiki/mention/queue/decide/?scheme=pmid&identifier=31900001"
ADD = "/admin/wiki/mention/add/"
TITLE = "Walking and back pain in nurses: a randomised trial"
WRITES = ("INSERT", "UPDATE", "DELETE")


def allow(client: Client, *codenames: str) -> User:
    user = make.make_user(username=f"curator-{len(codenames)}")
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return user


@pytest.fixture
def curator(client: Client) -> User:
    verbs = [f"{verb}_{noun}" for verb in ("view", "change", "add") for noun in ("report", "study", "registration")]
    return allow(client, *verbs, "delete_registration", "view_mention", "change_mention", "add_mention", "view_page")


def links(html: str) -> dict[str, str]:
    """The first link under each of its words."""
    found = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL)
    named = {" ".join(re.sub(r"<span.*?</span>", "", words).split()): unescape(address) for address, words in found}
    return {words: address for words, address in named.items() if words}


def told(response: Any) -> list[str]:
    return [re.sub(r"\s*<a .*", "", str(one)) for one in response.context["messages"]]


# Who may


@pytest.mark.parametrize("address", [QUEUE, SENTENCES, DECIDE, ADD])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_those_who_may_look_at_mentions_get_in(client: Client, address: str, method: str) -> None:
    make_public_page("PMID: 31900001")
    ask = getattr(client, method)
    assert ask(address).headers["Location"].startswith("/admin/login/")
    client.force_login(make.make_user())
    assert ask(address).status_code in (403, 405)
    assert not Mention.objects.exclude(state="open").exists()


@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        ("view_mention", {QUEUE: 200, SENTENCES: 200, DECIDE: 403, ADD: 403}),
        ("change_mention", {QUEUE: 200, SENTENCES: 200, DECIDE: 200, ADD: 403}),
        ("add_mention", {QUEUE: 403, SENTENCES: 403, DECIDE: 403, ADD: 200}),
    ],
)
def test_each_permission_opens_its_own_page_and_looking_writes_nothing(
    client: Client, permission: str, expected: dict[str, int]
) -> None:
    make_public_page("PMID: 31900001")
    allow(client, permission)

    with CaptureQueriesContext(connection) as queries:
        assert {address: client.get(address).status_code for address in expected} == expected

    assert [query["sql"] for query in queries if query["sql"].startswith(WRITES)] == []


@pytest.mark.parametrize("permission", ["view_mention", "add_mention"])
def test_who_may_not_decide_decides_nothing(client: Client, permission: str) -> None:
    mention = make_public_page("PMID: 31900001").mentions.get()
    allow(client, permission)

    assert client.post(DECIDE, {"state": "set aside", "reason": "x"}).status_code == 403

    mention.refresh_from_db()
    assert mention.state == "open"


def test_a_decision_from_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    allow(client, "change_mention")
    make_public_page("PMID: 31900001")

    assert client.post(DECIDE, {"state": "set aside", "reason": "x"}).status_code == 403
    assert Mention.objects.get().state == "open"


@pytest.mark.parametrize(
    "address",
    [DECIDE.replace("pmid", "isbn"), DECIDE.replace("31900001", "x"), "/admin/wiki/mention/queue/decide/"],
)
def test_what_is_no_identifier_is_not_found(client: Client, curator: User, address: str) -> None:
    assert client.get(address).status_code == 404


# The queue


def test_a_row_leads_to_all_that_can_be_done_with_its_fields_filled_in(client: Client, curator: User) -> None:
    make_public_page(f"#### Part\n\n[{TITLE}](https://pubmed.gov/31900001)\n\n> It *helped*.")

    response = client.get(QUEUE)
    html = response.content.decode()

    led = links(html)
    assert led["PMID 31900001"] == "https://pubmed.ncbi.nlm.nih.gov/31900001/"
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/31900001/" rel="noopener"' in html
    assert "1 page, 1 mention" in html
    assert "<blockquote>It helped.</blockquote>" in html
    assert "under “Part”" in html
    made = urlsplit(led["Make this report"])
    assert (made.path, parse_qs(made.query)) == (
        "/admin/evidence/report/add/",
        {"pmid": ["31900001"], "title": [TITLE]},
    )
    form = client.get(led["Make this report"]).context["adminform"].form
    assert (form["pmid"].value(), form["title"].value()) == ("31900001", TITLE)
    study = client.get(led["New study with this report"])
    assert study.context["adminform"].form["title"].value() == TITLE
    report = study.context["inline_admin_formsets"][0].formset.forms[0]
    assert (report["pmid"].value(), report["title"].value()) == ("31900001", TITLE)


def test_a_registration_leads_to_a_study_that_has_it(client: Client, curator: User) -> None:
    make_public_page("NCT05396014")

    led = links(client.get(QUEUE).content.decode())

    assert "Make this report" not in led
    study = client.get(led["New study with this registration"])
    rows = {one.formset.prefix: one.formset.forms for one in study.context["inline_admin_formsets"]}
    assert rows["registrations"][0]["number"].value() == "NCT05396014"


def test_a_report_that_is_here_but_in_doubt_is_offered_instead_of_made_again(client: Client, curator: User) -> None:
    report = make.make_report(slug="a-2013", pmid="23384256", doi="10.1111/anae.12107")
    make_public_page("[PMID: 23384256](https://doi.org/10.1016/j.other.2020.01.001)")
    Mention.objects.update(scheme="pmid", identifier="23384256")

    led = links(client.get(QUEUE).content.decode())

    assert "Make this report" not in led
    assert parse_qs(urlsplit(led["Link to a-2013"]).query)["report"] == [str(report.pk)]


def test_the_form_of_a_report_is_filled_with_what_is_sure_and_not_entered_yet(client: Client, curator: User) -> None:
    address = "https://doi.org/10.1016/j.other.2020.01.001"
    report = make.make_report(slug="a-2013", pmid="23384256", doi="10.1111/anae.12107")
    make_public_page(f"[PMID: 31900001, PMC8482298]({address})", slug="one")
    (first,) = client.get(QUEUE).context["rows"]
    make_public_page(f"[PMID: 23384256]({address})", slug="two")
    (second,) = client.get(QUEUE).context["rows"]
    make_public_page(f"[PMID: 31900002]({address})", slug="three")
    (third,) = client.get(QUEUE).context["rows"]

    doi = {"doi": ["10.1016/j.other.2020.01.001"]}
    made = [parse_qs(urlsplit(row.make_report).query) for row in (first, second, third)]
    assert made == [
        doi | {"pmid": ["31900001"], "pmcid": ["PMC8482298"]},
        doi | {"pmid": ["31900001"], "pmcid": ["PMC8482298"]},
        doi | {"pmcid": ["PMC8482298"]},
    ]
    assert [row.known for row in (first, second, third)] == [None, report, report]


def test_an_identity_is_looked_up_for_the_form_of_its_report(client: Client, curator: User, settings: Any) -> None:
    """Without a network: what the page itself says is in the form, and why there is no more."""
    settings.PUBMED_URL = settings.CROSSREF_URL = ""
    make_public_page(f"#### Part\n\n[{TITLE}](https://pubmed.gov/31900001)\n\n> It *helped*.")

    response = client.get(QUEUE)
    (row,) = response.context["rows"]
    assert (row.look_up, row.pasted) == ("/admin/evidence/report/look-up/", "PMID 31900001")
    assert '<form method="post" action="/admin/evidence/report/look-up/">' in response.content.decode()

    filled = client.post(row.look_up, {"pasted": row.pasted, "title": row.waiting.title}, follow=True)
    form = filled.context["adminform"].form
    assert (form["pmid"].value(), form["title"].value()) == ("31900001", TITLE)
    assert filled.context["looked"].told == ["PubMed is switched off on this site."]


def test_a_registration_is_looked_up_for_the_form_of_a_study(client: Client, curator: User) -> None:
    make_public_page("NCT05396014")
    (row,) = client.get(QUEUE).context["rows"]
    assert (row.look_up, row.pasted) == ("/admin/evidence/study/look-up/", "NCT05396014")


def test_who_may_only_look_is_offered_nothing_else(client: Client) -> None:
    make_public_page("PMID: 31900001")
    allow(client, "view_mention")
    led = links(client.get(QUEUE).content.decode())
    assert not set(led) & {"Make this report", "New study with this report", "Set all aside"}
    assert "look-up" not in client.get(QUEUE).content.decode()


@pytest.mark.parametrize(
    "query",
    ["scheme=isbn", "lane=x%00", "page=x", "p=-1", "p=99999999999999999999", "p=²", "q=%00", "q=" + "x" * 300],
)
def test_a_filter_that_is_none_is_no_fault_of_the_site(client: Client, curator: User, query: str) -> None:
    make_public_page("PMID: 31900001")
    assert client.get(f"{QUEUE}?{query}").status_code == (400 if "%00" in query else 200)


def test_a_search_finds_an_identifier_in_any_form_and_words(client: Client, curator: User) -> None:
    make_public_page(f"PMID: 31900001 and [{TITLE}](https://pubmed.gov/31900002)")
    for words, expected in (
        ("https://pubmed.ncbi.nlm.nih.gov/31900001/?x=1", ["PMID 31900001"]),
        ("31900002", ["PMID 31900002"]),
        ("NURSES", ["PMID 31900002"]),
        ("nobody", []),
    ):
        rows = client.get(QUEUE, {"q": words}).context["rows"]
        assert [str(row.waiting.identifier) for row in rows] == expected


def test_the_queue_asks_the_same_however_long_it_is(client: Client, curator: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(QUEUE).status_code == 200
        return len(asked)

    make.make_registration(number="NCT05396014")
    make_public_page("PMID: 31900001 and NCT05396014")
    short = queries()
    for number in range(15):
        make_public_page(f"PMID: {number + 1} and PMID: 31900001", slug=f"page-{number}")
    assert queries() == short


# Deciding


def test_all_mentions_are_linked_with_one_reason(client: Client, curator: User) -> None:
    report = make_yousef()
    for slug in ("one", "two"):
        make_public_page("PMID: 31900001", slug=slug)
    address = f"{DECIDE}&state=linked&back=scheme%3Dpmid"
    begun = typed(client.get(address), {"report": report.pk})
    assert (begun["state"], begun["reason"]) == (["linked"], ["The paper of PMID 31900001 is that of this report: "])

    unfinished = client.post(address, begun)
    assert unfinished.context["form"].errors == {"reason": ["The sentence is only begun: say how you know."]}
    reason = "The paper of PMID 31900001 is that of this report: its abstract says so."
    done = client.post(address, begun | {"reason": reason}, follow=True)

    assert done.redirect_chain == [(f"{QUEUE}?scheme=pmid", 302)]
    assert told(done) == ["PMID 31900001: 2 mentions on 2 pages linked to yousef-2013."]
    assert {(one.report, one.reason, one.decided_by) for one in Mention.objects.all()} == {(report, reason, curator)}


def test_a_report_is_named_by_an_identifier_or_its_key_where_no_script_runs(client: Client, curator: User) -> None:
    report = make_yousef()
    make_public_page("PMID: 31900001")
    values = {"state": "linked", "reason": "A misprint."}

    unknown = client.post(DECIDE, values | {"report": "nobody-2000"})
    assert unknown.context["form"].errors == {
        "report": ["“nobody-2000” is none of the reports: expected a name from the list. Add it first if it is new."]
    }
    client.post(DECIDE, values | {"report": "PMID: 23384256"})

    assert Mention.objects.get().report == report


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"state": "set aside"}, {"reason": ["Say why, in a sentence."]}),
        ({"state": "linked", "reason": "x"}, {"report": ["Expected the report that they point at."]}),
        (
            {"reason": "x"},
            {"state": ["Say what is to become of them: link them, or set them aside."]},
        ),
        (
            {"state": "open", "reason": "x"},
            {"state": ["Select a valid choice. open is not one of the available choices."]},
        ),
    ],
)
def test_what_is_missing_is_told_at_its_field_and_nothing_is_changed(
    client: Client, curator: User, values: dict[str, str], errors: dict[str, list[str]]
) -> None:
    make_public_page("PMID: 31900001")
    versions = Version.objects.count()

    response = client.post(DECIDE, values)

    assert response.context["form"].errors == errors
    assert (Mention.objects.get().state, Version.objects.count()) == ("open", versions)


def test_what_is_set_aside_has_no_report(client: Client, curator: User) -> None:
    make_public_page("PMID: 31900001")
    response = client.post(DECIDE, {"state": "set aside", "reason": "x", "report": make_yousef().pk})
    assert response.context["form"].errors == {"report": ["What is set aside has no report: leave it empty, or link."]}


def test_who_comes_second_is_told_who_was_first(client: Client, curator: User) -> None:
    mention = make_public_page("PMID: 31900001").mentions.get()
    ada = make.make_user(username="ada")
    decide_mention(mention=mention, state=MentionState.SET_ASIDE, report=None, reason="A letter.", by=ada)

    response = client.post(DECIDE, {"state": "set aside", "reason": "Another."})

    assert response.context["form"].non_field_errors() == [
        "PMID 31900001 does not wait any more: it was set aside by ada. Nothing was changed."
    ]
    mention.refresh_from_db()
    assert mention.reason == "A letter."


# Linked at once


def report_values(**overrides: Any) -> dict[str, Any]:
    values = {"kind": "article", "seen": "unverified", "slug": "walk-2020", "pmid": "31900001"}
    nothing = {"notices-TOTAL_FORMS": "0", "notices-INITIAL_FORMS": "0"}
    return values | nothing | overrides


def test_a_report_takes_its_mentions_as_it_is_saved_and_gives_them_back_when_corrected(
    client: Client, curator: User
) -> None:
    make_public_page("PMID: 31900001 and PMID: 31900001", slug="one")
    make_public_page("PMID: 31900001 and PMID: 31900002", slug="two")

    made = client.post("/admin/evidence/report/add/", report_values(), follow=True)

    report = Report.objects.get()
    assert "3 mentions on 2 pages point at it and are linked now." in told(made)
    assert list(Mention.objects.filter(report=report).values_list("identifier", flat=True)) == ["31900001"] * 3

    corrected = client.post(
        f"/admin/evidence/report/{report.pk}/change/",
        report_values(pmid="31900002") | {"_seen": mark_of(report)},
        follow=True,
    )
    assert told(corrected)[:2] == [
        "1 mention on 1 page points at it and is linked now.",
        "3 mentions are not linked any more, and back in the queue: the identifier does not lead there now.",
    ]
    assert [one.identifier for one in Mention.objects.filter(report=report)] == ["31900002"]


def test_a_report_that_concerns_no_mention_says_nothing(client: Client, curator: User) -> None:
    make_public_page("PMID: 31900001")
    made = client.post("/admin/evidence/report/add/", report_values(pmid="31900005"), follow=True)
    assert len(told(made)) == 1
    assert Mention.objects.get().state == "open"


def test_a_report_entered_with_its_study_takes_its_mentions(client: Client, curator: User) -> None:
    make_public_page("PMID: 31900001 and NCT05396014")
    address = "/admin/evidence/study/add/?pmid=31900001&number=NCT05396014&title=Walking"
    shown = typed(client.get(address), {})
    values = shown | {
        "slug": "walk-2020",
        "title": "Walking",
        "design": "cohort",
        "reports-0-authors": "Walk A",
        "reports-0-year": "2020",
        "reports-0-main": "on",
    }

    made = client.post(address, values, follow=True)

    assert "2 mentions on 1 page point at it and are linked now." in told(made)
    report = Report.objects.get()
    assert {one.report for one in Mention.objects.all()} == {report}

    change = f"/admin/evidence/study/{report.study_id}/change/"
    values = typed(client.get(change), {"registrations-0-number": "NCT05396015"})
    changed = client.post(change, values, follow=True)
    assert any(one.startswith("1 mention is not linked any more") for one in told(changed))
    assert {one.state for one in Mention.objects.filter(scheme="nct")} == {"open"}


def test_a_registration_takes_its_mentions_and_gives_them_back(client: Client, curator: User) -> None:
    study = make.make_study()
    main = make.make_report(study=study, main=True)
    mention = make_public_page("NCT05396014").mentions.get()

    made = client.post(
        "/admin/evidence/registration/add/",
        {"study": study.pk, "number": "NCT05396014", "status": "unknown"},
        follow=True,
    )
    mention.refresh_from_db()
    assert (mention.report, told(made)[0]) == (main, "1 mention on 1 page points at it and is linked now.")

    client.post(
        f"/admin/evidence/registration/{Registration.objects.get().pk}/delete/",
        {"post": "yes", "_seen": mark_of(study)},
    )
    mention.refresh_from_db()
    assert (mention.state, mention.report) == ("open", None)


def test_registrations_deleted_from_the_list_give_their_mentions_back(client: Client, curator: User) -> None:
    study = make.make_study()
    make.make_report(study=study, main=True)
    number = make.make_registration(study=study, number="NCT05396014")
    mention = make_public_page("NCT05396014").mentions.get()
    assert mention.state == "linked"

    client.post(
        "/admin/evidence/registration/",
        chosen("delete_selected", number, post="yes"),
    )

    mention.refresh_from_db()
    assert mention.state == "open"


def test_no_saved_report_touches_what_a_curator_decided(client: Client, curator: User) -> None:
    mention = make_public_page("PMID: 31900001").mentions.get()
    decide_mention(mention=mention, state=MentionState.SET_ASIDE, report=None, reason="A letter.", by=curator)

    client.post("/admin/evidence/report/add/", report_values())

    mention.refresh_from_db()
    assert (mention.state, mention.reason) == ("set aside", "A letter.")


@pytest.mark.parametrize("noun", ["report", "study"])
def test_a_form_says_where_it_is_mentioned_to_who_may_know(client: Client, curator: User, noun: str) -> None:
    report = make_yousef()
    page = make_public_page("PMID: 23384256 and PMID: 23384256", title="Walking")
    address = reverse(f"admin:evidence_{noun}_change", args=[report.pk if noun == "report" else report.study_id])

    html = client.get(address).content.decode()
    assert f'1 page, 2 times: <a href="/admin/wiki/page/{page.pk}/change/">Walking</a>' in html

    allow(client, f"change_{noun}")
    assert "On source pages" not in client.get(address).content.decode()


# Marking by hand


def test_a_sentence_of_the_page_is_suggested_chosen_and_waits_for_its_report(client: Client, curator: User) -> None:
    page = make_public_page("Backs hurt. One study *found* that walking helped. Rest did not.")
    address = f"{ADD}?page={page.pk}"
    form = client.get(address).context["adminform"].form
    assert [value for value, _ in form.fields["suggested"].widget.choices] == [
        "One study found that walking helped.",
        "",
    ]

    response = client.post(address, {"page": page.pk, "suggested": "One study found that walking helped."})

    assert response.status_code == 302
    mention = page.mentions.get()
    assert (mention.state, mention.words, mention.marked_by_hand, mention.decided_by, mention.position) == (
        "open",
        "One study found that walking helped.",
        True,
        curator,
        1,
    )
    assert page.versions.order_by("number").last().changed == ["mentions"]  # type: ignore[union-attr]
    listed = client.get(SENTENCES).content.decode()
    assert "One study found that walking helped." in listed
    assert client.get(QUEUE).context["sentences"] == "1"
    assert "suggested" in client.get(address).context["adminform"].form.hidden_fields()[0].name


def test_another_curator_links_it(client: Client, curator: User) -> None:
    page = make_public_page("One study found that walking helped.")
    client.post(ADD, {"page": page.pk, "words": "One study found"})
    mention, report = page.mentions.get(), make_yousef()

    values = {"state": "open", "report": report.pk, "reason": "Its words.", "_seen": mark_of(mention)}
    client.post(f"/admin/wiki/mention/{mention.pk}/change/", values)

    mention.refresh_from_db()
    assert (mention.state, mention.report) == ("linked", report)
    assert client.get(QUEUE).context["sentences"] == "0"


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({}, {"words": ["This is needed: words of the page."]}),
        (
            {"words": "Rest did not.", "suggested": "One study found that walking helped."},
            {"words": ["One sentence is chosen above and another stands here: keep one."]},
        ),
        (
            {"suggested": "Two studies found nothing."},
            {"words": ["the words “Two studies found nothing.” do not stand on the page: expected a sentence of it."]},
        ),
    ],
)
def test_a_mark_that_cannot_be_made_is_told_at_its_words(
    client: Client, curator: User, values: dict[str, str], errors: dict[str, list[str]]
) -> None:
    page = make_public_page("One study found that walking helped. Rest did not.")

    response = client.post(ADD, {"page": page.pk} | values)

    assert response.context["adminform"].form.errors == errors
    assert not Mention.objects.exists()


@pytest.mark.parametrize("named", ["x", "0", "99999999999999999999", "²"])
def test_a_page_that_is_none_suggests_nothing(client: Client, curator: User, named: str) -> None:
    form = client.get(f"{ADD}?page={named}").context["adminform"].form
    assert (form["page"].value(), form["suggested"].is_hidden) == (None, True)


def test_a_mention_leads_to_its_place_and_to_its_paper(client: Client, curator: User) -> None:
    page = make_public_page("#### Part\n\n[PMID: 23384256](https://doi.org/10.1016/j.other.2020.01.001)")
    html = client.get(f"/admin/wiki/mention/{page.mentions.get().pk}/change/").content.decode()

    assert links(html)["Part"] == "/pages/back-pain/#h-part"
    assert links(html)["https://doi.org/10.1016/j.other.2020.01.001"]
    assert "doi:10.1016/j.other.2020.01.001, PMID 23384256" in html

    Page.objects.update(state="withdrawn")
    html = client.get(f"/admin/wiki/mention/{page.mentions.get().pk}/change/").content.decode()
    assert "The page is withdrawn: readers do not see it." in html
