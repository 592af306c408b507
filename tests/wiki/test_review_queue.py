"""The queue of what awaits a second reader: whose, how long, what changed, what was said, and the buttons."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evidence.actions.comments import comment
from evidence.actions.recording import recording
from evidence.actions.states import move
from evidence.models import Act, State, Study
from tests import factories as make
from tests.wiki.making import post, save
from wiki.actions import publishing
from wiki.summaries import review

pytestmark = pytest.mark.django_db
QUEUE = "/admin/review/"


def waiting_study(by: Any, slug: str = "trial") -> Study:
    study = make.make_study(slug=slug, entered_by=by)
    with recording(act=Act.EDITED, by=by, reason="As printed.") as recorder:
        recorder.watch(study)
        study.country = "Iran"
        study.save()
    move(row=study, to=State.IN_REVIEW, by=by)
    return study


def shown(client: Client, query: str = "") -> list[tuple[str, str]]:
    return [(one["waiting"].noun, str(one["waiting"].row)) for one in client.get(QUEUE + query).context["rows"]]


def test_it_shows_what_others_entered_the_longest_waiting_first(client: Client) -> None:
    curator, reviewer = make.make_member("curator"), make.make_member("reviewer")
    client.force_login(reviewer)
    waiting_study(curator)
    waiting_study(reviewer, "own")
    make.make_study(slug="draft", entered_by=curator)
    assessment = make.make_assessment(entered_by=curator)
    move(row=assessment, to=State.IN_REVIEW, by=curator)
    page = save(post()).page
    publishing.move(row=page, to=State.IN_REVIEW, by=curator)
    public = make.make_study(state=State.PUBLISHED)
    result = make.make_result(study=public, slug="late", entered_by=curator)
    move(row=result, to=State.IN_REVIEW, by=curator)
    everything = [
        ("study", "trial"),
        ("assessment", str(assessment)),
        ("page", "Back Pain"),
        ("result", f"{public.slug}: late"),
    ]
    assert shown(client) == everything
    assert shown(client, "?noun=page") == [("page", "Back Pain")]
    assert shown(client, "?noun=nonsense") == everything
    assert shown(client, "?whose=mine") == [("study", "own")]
    assert "Awaiting a second reader</a>: <strong>4</strong>" in client.get("/admin/").content.decode()


def test_comments_and_changes_stand_beside_the_buttons(client: Client) -> None:
    curator, reviewer = make.make_member("curator", username="ann"), make.make_member("reviewer")
    study = waiting_study(curator)
    comment(row=study, text="Is this the same team?", by=reviewer)
    client.force_login(reviewer)
    (row,) = client.get(QUEUE).context["rows"]
    assert [(one.by, one.what, one.reason) for one in row["waiting"].changes] == [("ann", "edited", "As printed.")]
    assert [one.text for one in row["decision"].comments] == ["Is this the same team?"]
    assert [way.name for way in row["decision"].ways] == ["publish", "return"]
    sent = {"way": "publish", "_seen": row["decision"].seen, "queue": "1"}
    done = client.post(row["decision"].address, sent)
    assert (done.status_code, done["Location"]) == (302, QUEUE)
    assert Study.objects.get().state == "published"
    assert shown(client) == []


def test_a_button_of_an_old_screen_is_refused_and_the_reason_stays(client: Client) -> None:
    curator, reviewer = make.make_member("curator", username="ann"), make.make_member("reviewer")
    study = waiting_study(curator)
    client.force_login(reviewer)
    (row,) = client.get(QUEUE).context["rows"]
    with recording(act=Act.EDITED, by=curator) as recorder:
        recorder.watch(study)
        Study.objects.update(country="Spain")
    move(row=study, to=State.IN_REVIEW, by=curator)
    sent = {"way": "publish", "_seen": row["decision"].seen, "_reason": "Read it all.", "queue": "1"}
    answer = client.post(row["decision"].address, sent)
    assert (answer.status_code, answer.context["decision"].trouble, answer.context["decision"].typed) == (
        422,
        "trial was saved by ann since you looked: look at it again before you decide.",
        "Read it all.",
    )
    assert Study.objects.get().state == "in review"


def test_a_curator_sees_the_queue_without_the_buttons_of_a_reviewer(client: Client) -> None:
    waiting_study(make.make_member("curator"))
    client.force_login(make.make_member("curator"))
    (row,) = client.get(QUEUE).context["rows"]
    assert row["decision"].ways == ()


def test_whoever_may_see_none_of_it_is_refused(client: Client) -> None:
    waiting_study(make.make_member("curator"))
    client.force_login(make.make_user())
    assert client.get(QUEUE).status_code == 403


def test_many_rows_cost_no_more_queries_than_few(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    curator = make.make_member("curator")
    client.force_login(make.make_member("reviewer"))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(QUEUE).status_code == 200
        return len(queries)

    waiting_study(curator)
    publishing.move(row=save(post()).page, to=State.IN_REVIEW, by=curator)
    client.get(QUEUE)
    few = asked()
    for number in range(5):
        waiting_study(curator, f"trial-{number}")
        page = save(post(slug=f"p{number}"), file=f"p{number}.md").page
        publishing.move(row=page, to=State.IN_REVIEW, by=curator)
    assert asked() == few
    monkeypatch.setattr(review, "MOST", 3)
    assert len(shown(client)) == 3
    assert "that have waited longest" in client.get(QUEUE).content.decode()
