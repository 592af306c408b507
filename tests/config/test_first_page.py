"""The desk's first page: every number is that of the list behind it, for whoever asks, however much there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.first_page import CUTS, Line
from evidence.admin.paging import CappedPaginator
from evidence.models import Assessment, Registration, Report, Study
from evidence.summaries.work.cut import Asking, Place, wanted
from evidence.summaries.work.partial_dates import doubted, past
from tests import factories as make
from tests.config.first_page_rows import rich

pytestmark = pytest.mark.django_db


def lines_of(client: Client) -> list[Any]:
    """Every number of the page, with the address behind it."""
    context = client.get("/admin/").context
    first = context["first"]
    tables = [line for table in first.coverage for line in (table.whole, *table.lines)]
    return [*first.mine, *context["waits"], *tables, *first.pages, *first.overdue, *first.doubt]


def shown(client: Client, line: Any) -> int:
    """How many rows the list behind a number has."""
    response = client.get(line.address)
    assert response.status_code == 200, line
    context = response.context
    if line.address.startswith("/admin/review/"):
        return len(context["rows"])
    if line.address.startswith("/admin/evidence/extraction/"):
        name = next(one for word, one in EXTRACTIONS.items() if word in line.words)
        return len(context[name])
    if line.address.endswith("/mention/queue/"):
        return int(context["found"].identities)
    if line.address.endswith("/mention/queue/sentences/"):
        return int(context["page"].paginator.count)
    if line.address.endswith("/duplicates/"):
        return len(context["pairs"])
    return int(context["cl"].result_count)


EXTRACTIONS = {"could": "studies", "began": "mine", "settle": "to_settle"}


@pytest.fixture
def root() -> User:
    return make.make_user(is_superuser=True)


@pytest.mark.parametrize("who", ["root", "curator", "reviewer", "administrator"])
def test_every_number_is_that_of_the_list_behind_it(client: Client, who: str) -> None:
    me = make.make_user(is_superuser=True) if who == "root" else make.make_member(who)
    rich(me)
    client.force_login(me)
    lines = lines_of(client)
    assert [(one.words, one.count) for one in lines] == [(one.words, shown(client, one)) for one in lines]


def test_the_desk_of_that_test_has_some_of_everything(client: Client, root: User) -> None:
    rich(root)
    client.force_login(root)
    counts = {one.words: one.count for one in lines_of(client)}
    names = {cut.words for cuts in CUTS.values() for cut in cuts}
    assert names - counts.keys() == set()
    assert [words for words, count in counts.items() if not count] == []


def test_a_curator_and_a_reviewer_see_what_each_may_do(client: Client) -> None:
    curator, reviewer = make.make_member("curator"), make.make_member("reviewer")
    make.make_study(state="in review", entered_by=curator)
    client.force_login(curator)
    assert [one.words for one in lines_of(client)][:1] == ["My studies that others have to decide about"]
    client.force_login(reviewer)
    assert [one.words for one in lines_of(client)][:1] == ["Awaiting a second reader"]


def test_who_may_only_look_is_given_no_work(client: Client) -> None:
    me = make.make_user(can="view_study")
    make.make_study(entered_by=me)
    client.force_login(me)
    first = client.get("/admin/").context["first"]
    assert first.mine == []
    assert [table.whole.words for table in first.coverage] == ["All studies"]


def test_what_somebody_is_reading_blind_is_not_counted_for_them(client: Client, root: User) -> None:
    study = make.make_result(state="published", study=make.make_study(state="published")).study
    client.force_login(root)
    assert Line(
        words="Results: published", address="/admin/evidence/result/?work=published", count=1, per_cent=100
    ) in (lines_of(client))
    make.make_extraction(study=study, by=root)
    assert {one.count for one in lines_of(client) if one.words == "All results"} == {0}


def test_it_asks_no_more_however_much_there_is(client: Client, root: User) -> None:
    client.force_login(root)
    rich(root)
    with CaptureQueriesContext(connection) as few:
        client.get("/admin/")
    for _ in range(2):
        rich_more(root)
    with CaptureQueriesContext(connection) as many:
        client.get("/admin/")
    assert len(many) == len(few)
    assert len(many) <= MOST_QUERIES
    unlimited = [one["sql"] for one in many if "COUNT(*)" in one["sql"] and "LIMIT" not in one["sql"]]
    assert unlimited == []


MOST_QUERIES = 110


def rich_more(me: User) -> None:
    for state in ("draft", "in review", "published"):
        study = make.make_study(state=state, entered_by=me)
        make.make_result(study=study, state=state, entered_by=me, certainty="derived", derivation="From the SE.")
        make.make_registration(study=study, planned_end="2019")
        section = make.make_section(page=make.make_page(state=state))
        make.make_mention(page=section.page, section=section)
        make.make_regimen_step(words="a teaspoon (160 ml) a day")


def test_counts_end_where_the_lists_end_and_say_so(client: Client, root: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CappedPaginator, "most", 2)
    for _ in range(4):
        make.make_study()
    client.force_login(root)
    drafts = next(one for one in lines_of(client) if one.words == "Studies: draft")
    assert (drafts.count, drafts.count_words, drafts.per_cent) == (3, "more than 2", None)
    assert "not counted" in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("drafts", "published", "per_cent"), [(0, 3, 0), (1, 2, 33), (1, 299, 1), (299, 1, 99), (2, 0, 100)]
)
def test_only_none_is_nothing_and_only_all_is_a_hundred_per_cent(
    client: Client, root: User, drafts: int, published: int, per_cent: int
) -> None:
    states = ["draft"] * drafts + ["published"] * published
    Study.objects.bulk_create(
        Study(slug=f"s-{number}", title="T", design="cohort", state=state) for number, state in enumerate(states)
    )
    client.force_login(root)
    shares = {one.words: one.per_cent for one in lines_of(client) if isinstance(one, Line)}
    assert shares["Studies: draft"] == per_cent


def test_pages_are_listed_by_their_open_mentions_and_no_more_than_twenty(client: Client, root: User) -> None:
    for number in range(22):
        section = make.make_section(page=make.make_page(state="published", title=f"Page of {number}"))
        for _ in range(number):
            make.make_mention(page=section.page, section=section)
    client.force_login(root)
    pages = client.get("/admin/").context["first"].pages
    assert [(one.words, one.count) for one in pages] == [(f"Page of {number}", number) for number in range(21, 1, -1)]


TODAY = date(2026, 11, 25)
PAST = ["2025", "2025?", "2025-12", "2025-12-31?", "2026-10", "2026-10?", "2026-10-31", "2026-11-24", "2026-11-24?"]
NOT_PAST = ["2026", "2026?", "2026-11", "2026-11?", "2026-11-25", "2026-11-25?", "2026-11-26", "2026-12", "2027", None]


def test_a_date_is_past_when_all_of_it_is() -> None:
    for one in (*PAST, *NOT_PAST):
        make.make_registration(planned_end=one)
    found = Registration.objects.filter(past("planned_end", TODAY))
    assert sorted(str(one.planned_end) for one in found) == sorted(PAST)
    doubtful = Registration.objects.filter(doubted("planned_start", "planned_end"))
    assert sorted(str(one.planned_end) for one in doubtful) == sorted(
        one for one in (*PAST, *NOT_PAST) if one and one.endswith("?")
    )


def due(model: Any, name: str, today: date) -> list[Any]:
    cut = wanted(CUTS[model], name)
    assert cut is not None
    assert cut.place == Place.OVERDUE
    return list(model.objects.filter(cut.wanted(Asking(by=make.make_user(), today=today))))


def test_an_assessment_is_overdue_the_day_after_it_was_due() -> None:
    one = make.make_assessment(due_on="2026-11-24")
    make.make_assessment(due_on="2026-11-24", state="withdrawn")
    make.make_assessment()
    assert due(Assessment, "due", date(2026, 11, 24)) == []
    assert due(Assessment, "due", TODAY) == [one]


def test_a_trial_that_should_have_ended_is_overdue_until_there_are_results() -> None:
    silent = make.make_registration(planned_end="2026-10")
    make.make_registration(planned_end="2026-10", results_posted=True)
    reported = make.make_registration(planned_end="2026-10")
    make.make_result(study=reported.study)
    assert due(Registration, "ended", TODAY) == [silent]


def test_whoever_looked_a_person_or_a_program_a_registration_counts_as_looked_at() -> None:
    never = make.make_registration()
    long_ago = make.make_registration(last_looked="2025-11-24")
    make.make_registration(last_looked="2025-11-25")
    by_program = make.make_registration(last_looked="2019")
    make.make_looked_up(registration=by_program, at=datetime(2026, 1, 1, tzinfo=UTC))
    assert due(Registration, "unseen", TODAY) == [never, long_ago]


def test_a_report_is_overdue_ninety_days_after_it_was_looked_up() -> None:
    make.make_report()  # without an identifier nobody can
    never = make.make_report(pmid="11111111")
    asked = make.make_report(doi="10.1000/1")
    at = timezone.now()
    make.make_looked_up(report=asked, at=at)
    assert due(Report, "not-looked-up", at.date() + timedelta(days=90)) == [never]
    assert set(due(Report, "not-looked-up", at.date() + timedelta(days=91))) == {never, asked}


def test_a_name_that_no_cut_has_filters_nothing(client: Client, root: User) -> None:
    make.make_study()
    client.force_login(root)
    assert client.get("/admin/evidence/study/?work=nonsense").context["cl"].result_count == 1
