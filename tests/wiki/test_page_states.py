"""Pages go the same ways as evidence: a second person publishes, an edit in review sends back, drafts are no news."""

from __future__ import annotations

import pytest
from django.test import Client

from evidence.actions.refused import RefusedError
from evidence.models import Comment, State
from tests.wiki.desk import address_of, form, make_curator, make_reviewer
from tests.wiki.making import make_public_page, post, save
from wiki.actions.publishing import move
from wiki.models import Page

pytestmark = pytest.mark.django_db
DRAFT, IN_REVIEW, PUBLISHED = State.DRAFT, State.IN_REVIEW, State.PUBLISHED


def make_waiting_page() -> Page:
    page = save(post()).page
    move(row=page, to=IN_REVIEW, by=make_curator())
    page.refresh_from_db()
    return page


def test_a_page_is_submitted_and_published_by_another() -> None:
    page, curator, reviewer = save(post()).page, make_curator(), make_reviewer()
    move(row=page, to=IN_REVIEW, by=curator)
    with pytest.raises(RefusedError, match="“Publish” is a reviewer’s work"):
        move(row=page, to=PUBLISHED, by=curator)
    move(row=page, to=PUBLISHED, by=reviewer, reason="Read.")
    newest = page.versions.order_by("number").last()
    assert newest is not None
    assert (newest.state, newest.by, newest.reason, newest.changed) == ("published", reviewer, "Read.", ["state"])


def test_whoever_wrote_or_edited_a_page_does_not_publish_it(client: Client) -> None:
    reviewer = make_reviewer()
    page = save(post()).page
    client.force_login(reviewer)
    client.post(address_of(page), form(client, address_of(page)) | {"publisher": "New"})
    move(row=page, to=IN_REVIEW, by=make_curator())
    with pytest.raises(RefusedError, match="You edited Back Pain last: somebody else publishes it"):
        move(row=page, to=PUBLISHED, by=reviewer)
    Page.objects.update(entered_by=reviewer)
    with pytest.raises(RefusedError, match="You entered Back Pain yourself: somebody else publishes it"):
        move(row=page, to=PUBLISHED, by=reviewer)
    assert Page.objects.get().state == IN_REVIEW


def test_a_page_that_is_edited_in_review_is_a_draft_again(client: Client) -> None:
    page = make_waiting_page()
    client.force_login(make_curator())
    client.post(address_of(page), form(client, address_of(page)) | {"publisher": "New"})
    page.refresh_from_db()
    newest = page.versions.order_by("number").last()
    assert newest is not None
    assert (page.state, newest.state, newest.changed) == ("draft", "draft", ["publisher", "state"])


def test_a_newer_file_of_a_page_in_review_makes_it_a_draft_again() -> None:
    page = make_waiting_page()
    save(post("Other words."))
    page.refresh_from_db()
    assert page.state == "draft"


def test_a_version_that_was_not_seen_is_not_published() -> None:
    page = make_waiting_page()
    with pytest.raises(RefusedError, match=r"Back Pain was saved by .* since you looked: look at it again"):
        move(row=page, to=PUBLISHED, by=make_reviewer(), seen=page.version - 1)
    move(row=page, to=PUBLISHED, by=make_reviewer(), seen=page.version)


def test_a_return_is_kept_beside_the_page(client: Client) -> None:
    page, reviewer = make_waiting_page(), make_reviewer()
    client.force_login(reviewer)
    address = f"/admin/wiki/page/{page.pk}/state/"
    bare = client.post(address, {"way": "return", "_seen": page.version})
    assert (bare.status_code, bare.context["decision"].trouble) == (
        422,
        "“Return to its author” needs a reason: say in a sentence why.",
    )
    done = client.post(address, {"way": "return", "_seen": page.version, "_reason": "Whose words?"})
    assert (done.status_code, done["Location"]) == (302, address_of(page))
    assert [(one.text, one.by) for one in Comment.objects.on(page)] == [("Whose words?", reviewer)]
    assert "Whose words?" in client.get(address_of(page)).content.decode()


def test_reopening_takes_a_page_out_of_sight(client: Client) -> None:
    page = make_public_page()
    with pytest.raises(RefusedError, match="needs a reason"):
        move(row=page, to=DRAFT, by=make_reviewer())
    move(row=page, to=DRAFT, by=make_reviewer(), reason="A wrong dose.")
    assert client.get("/pages/back-pain/").status_code == 404


@pytest.mark.parametrize("seen", ["", "x", "-1"])
def test_a_button_that_does_not_say_what_was_seen_does_nothing(client: Client, seen: str) -> None:
    page = make_waiting_page()
    client.force_login(make_reviewer())
    answer = client.post(f"/admin/wiki/page/{page.pk}/state/", {"way": "publish", "_seen": seen})
    assert (answer.status_code, Page.objects.get().state) == (422, "in review")
