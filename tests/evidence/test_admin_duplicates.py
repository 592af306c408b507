"""The desk's way with duplicates: the queue, the pair, each decision, who may take it, and the warning in the form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.actions.duplicates import find_duplicates
from evidence.models import Change, NotDuplicate, PossibleDuplicate, Report, State, Study
from tests import factories as make
from tests.evidence.desk import page, send
from tests.evidence.test_duplicates import PAPER, paper, queue
from tests.evidence.typing_in import FormReader

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.make_user(can="*"))
    return client


def pair_of(one: Any, other: Any) -> str:
    return reverse(f"admin:{one._meta.model_name}_pair", args=[one.pk, other.pk])


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def merge(desk: Client, kept: Any, lost: Any, reason: str = "One trial.") -> Any:
    address = pair_of(kept, lost)
    seen = words(desk.get(f"{address}?keep={kept.pk}"))
    assert f"<strong>{kept.slug}</strong> stays" in seen
    return desk.post(
        address,
        {"keep": kept.pk, "kept_version": 0, "lost_version": 0, "reason": reason, "_merge": "Merge"},
        follow=True,
    )


def test_the_queue_shows_pairs_with_their_reason_and_no_more_queries_for_more_pairs(
    desk: Client, django_assert_num_queries: Any
) -> None:
    one, other = paper(), paper()
    find_duplicates()
    address = reverse("admin:report_duplicates")
    shown = words(desk.get(address))
    assert one.slug in shown
    assert "These agree: the title, the first author, the year" in shown
    assert pair_of(one, other) in shown
    with django_assert_num_queries(8):
        desk.get(address)
    for number in range(30):
        paper(title=f"Another title of a paper {number:02}", pages=str(number + 500))
        paper(title=f"Another title of a paper {number:02}", pages=str(number + 500))
    find_duplicates()
    with django_assert_num_queries(8):
        first = desk.get(address)
    assert len(first.context["pairs"]) == 25
    further = desk.get(f"{address}?after={first.context['more']}")
    assert len(further.context["pairs"]) == 6
    assert further.context["more"] is None


def test_the_queue_of_studies_asks_a_fixed_number_of_queries(desk: Client, django_assert_num_queries: Any) -> None:
    def twins(number: int) -> None:
        for _ in range(2):
            study = make.make_study(title=f"Heat wraps for backs {number}", people=371)
            make.make_report(study=study)

    address = reverse("admin:study_duplicates")
    for number in range(3):
        twins(number)
    find_duplicates()
    with django_assert_num_queries(10):
        assert len(desk.get(address).context["pairs"]) == 3
    for number in range(3, 12):
        twins(number)
    find_duplicates()
    with django_assert_num_queries(10):
        assert len(desk.get(address).context["pairs"]) == 12


def test_studies_are_merged_after_their_differences_were_listed_and_the_old_address_leads_on(desk: Client) -> None:
    kept = make.make_study(slug="kept", people=80, state=State.PUBLISHED)
    lost = make.make_study(slug="quux-1999", people=81, country="Egypt", state=State.PUBLISHED)
    plan = words(desk.get(f"{pair_of(kept, lost)}?keep={kept.pk}"))
    assert "People randomised or studied: “80” stays, “81” does not" in plan
    assert "Country: Egypt" in plan
    answer = merge(desk, kept, lost)
    assert "Quux-1999 is merged into kept. It can be undone here." in words(answer)
    for name in ("study", "study-results"):
        moved = desk.get(reverse(f"evidence:{name}", args=["quux-1999"]))
        assert (moved.status_code, moved["Location"]) == (301, reverse(f"evidence:{name}", args=["kept"]))
    assert "quux" not in words(desk.get(reverse("evidence:studies")))
    assert "quux" not in words(desk.get(page("changelist")))
    choices = desk.get(
        reverse("admin:autocomplete"),
        {"app_label": "evidence", "model_name": "report", "field_name": "study", "term": "quux"},
    )
    assert choices.json()["results"] == []
    old = desk.get(page("change", lost), follow=True)
    assert old.redirect_chain[-1][0] == page("change", kept)
    assert "Quux-1999 was merged into kept, which you see here." in words(old)
    undone = desk.post(pair_of(kept, lost), {"_undo": "Undo", "reason": "Two trials."}, follow=True)
    assert "Quux-1999 stands for itself again, with all that it had." in words(undone)
    assert desk.get(reverse("evidence:study", args=["quux-1999"])).status_code == 200


def test_a_merge_that_was_not_looked_at_or_is_out_of_date_is_refused(desk: Client) -> None:
    kept, lost = make.make_study(), make.make_study()
    unseen = desk.post(pair_of(kept, lost), {"keep": kept.pk, "_merge": "Merge"}, follow=True)
    assert "Look first at what merging would do." in words(unseen)
    old = {"keep": kept.pk, "kept_version": 7, "lost_version": 0, "_merge": "Merge"}
    assert "was saved meanwhile, so nothing was merged" in words(desk.post(pair_of(kept, lost), old, follow=True))
    nothing = desk.post(pair_of(kept, lost), {}, follow=True)
    assert "Nothing was done: press one of the buttons below." in words(nothing)
    assert not Study.objects.exclude(merged_into=None).exists()


def test_reports_with_two_dois_are_shown_with_the_veto_and_never_merged(desk: Client) -> None:
    one, other = paper(doi="10.1000/a"), paper(doi="10.1000/b")
    assert (
        "Their DOIs differ, so they are two publications. <strong>This speaks against merging them.</strong>"
        in words(desk.get(pair_of(one, other)))
    )
    assert "Their DOIs differ (10.1000/a and 10.1000/b)" in words(merge(desk, one, other, reason="I am sure."))
    assert not Change.objects.exists()


def test_not_a_duplicate_is_remembered_and_can_be_taken_back(desk: Client) -> None:
    one, other = paper(), paper()
    find_duplicates()
    refused = desk.post(pair_of(one, other), {"_not": "Not", "reason": ""}, follow=True)
    assert "Say why they are two." in words(refused)
    desk.post(pair_of(one, other), {"_not": "Not", "reason": "Two letters."})
    address = reverse("admin:report_duplicates")
    assert desk.get(address).context["pairs"] == []
    settled = words(desk.get(f"{address}?settled=1"))
    assert "Two letters." in settled
    assert "found on" in words(desk.get(pair_of(one, other)))
    desk.post(pair_of(one, other), {"_take_back": "Back", "reason": ""})
    assert not NotDuplicate.objects.exists()
    assert len(desk.get(address).context["pairs"]) == 1


def test_a_preprint_is_put_under_the_study_of_its_article(desk: Client) -> None:
    article = paper(study=make.make_study(), doi="10.1111/anae.12107")
    preprint = paper(kind="preprint", doi="10.1101/2012.01.01.12345678", volume="", pages="")
    desk.post(pair_of(article, preprint), {"_one_study": "Put"})
    preprint.refresh_from_db()
    assert preprint.study == article.study


@pytest.mark.parametrize("can", ["", "view_report", "view_study change_study"])
def test_nobody_decides_without_the_right_to_change_both(client: Client, can: str) -> None:
    one, other = paper(), paper()
    client.force_login(make.make_user(can=can))
    address = pair_of(one, other)
    assert client.get(address).status_code == (200 if "view_report" in can else 403)
    assert client.get(reverse("admin:report_duplicates")).status_code == (200 if "view_report" in can else 403)
    for button in ("_merge", "_not", "_one_study", "_take_back", "_undo"):
        assert client.post(address, {button: "x", "keep": one.pk, "reason": "y"}).status_code == 403
    assert not Change.objects.exists()


@pytest.mark.parametrize("path", ["1/1/", "1/999999999/", "99999999999999999999/1/"])
def test_a_pair_that_is_none_is_not_found(desk: Client, path: str) -> None:
    make.make_study()
    assert desk.get(f"{reverse('admin:study_duplicates')}{path}").status_code == 404
    assert desk.get(f"{reverse('admin:study_duplicates')}?after=x").status_code == 200


TYPED = {name: str(value) for name, value in PAPER.items()}


def test_a_report_that_may_be_entered_already_is_saved_only_when_told_that_it_is_another(desk: Client) -> None:
    there = paper(slug="there")
    address = reverse("admin:evidence_report_add")
    warned = send(desk, address, TYPED | {"slug": "new", "_save": ""})
    assert warned.status_code == 200
    assert "This may be entered already." in words(warned)
    assert f'name="another_paper" value="{there.pk}"' in words(warned)
    assert not Report.objects.filter(slug="new").exists()
    saved = desk.post(address, _shown(warned) | {"another_paper": there.pk, "_save": ""})
    assert saved.status_code == 302
    new = Report.objects.get(slug="new")
    assert queue() == {("evidence.report", there.pk, new.pk)}
    # Nothing of it touched, nobody is asked again.
    change = reverse("admin:evidence_report_change", args=[new.pk])
    assert send(desk, change, {"notes": "Seen.", "_save": ""}).status_code == 302
    assert send(desk, change, {"volume": "69", "_save": ""}).status_code == 200
    desk.post(pair_of(there, new), {"_not": "Not", "reason": "Two letters."})
    assert send(desk, change, {"issue": "9", "pages": "260", "_save": ""}).status_code == 302


def test_the_warning_stands_in_the_form_of_a_study_too(desk: Client) -> None:
    paper(slug="there")
    typed = {f"reports-0-{name}": value for name, value in TYPED.items()}
    study = {"slug": "new", "title": "T", "design": "cohort", "reports-0-slug": "new", "_save": ""}
    warned = send(desk, page("add"), study | typed)
    assert "This may be entered already." in words(warned)
    assert 'name="reports-0-another_paper"' in words(warned)
    assert not Study.objects.exists()
    assert not PossibleDuplicate.objects.exists()


def test_the_same_identifier_is_refused_whatever_is_ticked(desk: Client) -> None:
    there = paper(slug="there", pmid="23384256")
    typed = TYPED | {"slug": "new", "pmid": "23384256", "_save": ""}
    warned = send(desk, reverse("admin:evidence_report_add"), typed)
    assert "A report with this PMID is entered already" in words(warned)
    again = desk.post(reverse("admin:evidence_report_add"), _shown(warned) | {"another_paper": there.pk, "_save": ""})
    assert again.status_code == 200
    assert Report.objects.count() == 1


def _shown(answer: Any) -> dict[str, Any]:
    reader = FormReader(scripted=True)
    reader.feed(answer.content.decode())
    return dict(reader.values)


def test_the_desk_counts_the_pairs_that_wait_and_leads_to_them(desk: Client) -> None:
    one, other = paper(), paper()
    find_duplicates()
    waits = 'href="/admin/evidence/report/duplicates/">Pairs of reports that may be one</a>: <strong>1</strong>'
    assert waits in words(desk.get(reverse("admin:index")))
    assert 'href="duplicates/">Possible duplicates</a>' in words(desk.get(reverse("admin:evidence_report_changelist")))
    desk.post(pair_of(one, other), {"_not": "Not", "reason": "Two letters."})
    assert "that may be one" not in words(desk.get(reverse("admin:index")))
