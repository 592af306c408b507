"""Every address of the desk: answers what no list of ours sends, writes nothing when read, asks a fixed number."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from tests import factories as make
from tests.wiki.making import make_public_page
from wiki.models import LinkCheck, Mention

pytestmark = pytest.mark.django_db
# How statements begin that write nothing.
READING = ("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA", "DECLARE", "FETCH", "CLOSE")
LISTS = [
    "wiki_page_changelist",
    "wiki_page_text_search",
    "wiki_page_add",
    "wiki_section_changelist",
    "wiki_pageloss_changelist",
    "wiki_pageloss_report",
    "wiki_pageloss_download",
    "wiki_link_changelist",
    "wiki_link_wanted",
    "wiki_linkcheck_changelist",
    "wiki_attachment_changelist",
    "taggit_tag_changelist",
    "wiki_tagrule_changelist",
    "wiki_tagrule_add",
    "wiki_tagchange_changelist",
    "wiki_mention_changelist",
    "wiki_mention_add",
    "wiki_mention_queue",
    "wiki_mention_sentences",
    "wiki_mention_decide",
    "wiki_category_changelist",
    "evidence_report_add",
    "evidence_study_add",
    "index",
]
OF_A_PAGE = ["wiki_page_change", "wiki_page_history", "wiki_page_offered"]
HOSTILE = [
    "p=abc",
    "has=x&waits=x&looked=x&by_hand=x&lane=x",
    "number=x&title=x&doi=x&pmid=x&into=x",
    "e=1&all=&body=x",
    "scheme=x&identifier=x",
    "scheme=pmid&identifier=x",
    "tag=%00",
    "p=99999999999999999999999",
    "p=1&p=2",
    "p=²",
    "before=99999999999999999999999999",
    "before=²",
    "q=%00",
    "q=%27%3B--",
    "q=" + "9" * 400,
    "after=%00&q=pain",
    "state=a&state=b",
    "page__id__exact=abc",
    "page__id__exact=99999999999999999999999",
    "page=abc",
    "page=99999999999999999999999",
    "page=1&page=2",
    "page=²",
    "scheme=pmid&identifier=123456&state=%00&report=%00&back=%00",
    "scheme=pmid&identifier=123456&state=linked&report=99999999999999999999999&back=p%3D%2500",
    "scheme=pmid&identifier=123456&state=linked&report=abc",
    "study=99999999999999999999999",
    "study=abc",
    "report=99999999999999999999999",
    "categories=99999999999999999999999",
    "categories=abc,1",
    "id=99999999999999999999999",
    "o=abc",
    "o=1.2.3",
    "_popup=1",
    "pk__in=a,b",
    "body__regex=(a%2B)%2B%24",
    "entered_by__password__startswith=x",
]


@pytest.fixture(autouse=True)
def curator(client: Client) -> Any:
    user = make.make_member("curator")
    client.force_login(user)
    return user


@pytest.mark.parametrize("query", HOSTILE)
def test_no_parameter_breaks_an_address_or_makes_it_write(client: Client, query: str) -> None:
    page = make_public_page("#### My story\n\nIt helped, see PMID: 12345678. [x](/posts/y)")
    addresses = [reverse(f"admin:{name}") for name in LISTS]
    addresses += [reverse(f"admin:{name}", args=[page.pk]) for name in OF_A_PAGE]
    for address in addresses:
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(f"{address}?{query}", follow=True)
            list(answer) if answer.streaming else None
        assert answer.status_code in {200, 400, 403, 404}, (address, answer.status_code)
        # What a redirection tells is kept in the session until it is shown.
        asked = [one["sql"] for one in seen if "django_session" not in one["sql"]]
        written = [one for one in asked if not one.startswith(READING)]
        assert written == [], address


@pytest.mark.parametrize("value", ["abc", "99999999999999999999999"])
def test_a_choice_that_is_no_row_is_refused_by_the_form(client: Client, value: str) -> None:
    page = make_public_page()
    answers = [
        client.post(reverse("admin:wiki_page_change", args=[page.pk]), {"categories": [value]}),
        client.post(reverse("admin:wiki_page_add"), {"categories": [value]}),
        client.post(reverse("admin:wiki_mention_add"), {"page": value, "report": value}),
        client.post(reverse("admin:evidence_report_add"), {"study": value}),
    ]
    assert [(one.status_code, "errorlist" in one.content.decode()) for one in answers] == [(200, True)] * 4


def fill(numbers: range) -> None:
    """Pages with everything that a list of the desk tells of."""
    for one in numbers:
        words = f"#### My story {one}\n\nPMID: {12345000 + one}, [x](/posts/y-{one}), ![](https://w.example/{one}.png)"
        page = make_public_page(f"{words}, [e](https://e.example/{one})", slug=f"page-{one}", tags=[f"tag {one}"])
        LinkCheck.objects.create(address=f"https://e.example/{one}", answer="gone", status=404, checked=now())
        Mention.objects.create(page=page, words="a trial", position=90, marked_by_hand=True, authority="curator")


@pytest.mark.parametrize("name", [one for one in LISTS if not one.endswith("add")])
def test_a_long_list_asks_no_more_often_than_a_short_one(client: Client, name: str) -> None:
    address = reverse(f"admin:{name}") + ("?q=story" if name == "wiki_page_text_search" else "")
    if name == "wiki_mention_decide":
        address += "?scheme=pmid&identifier=12345001"
    client.get(address)
    asked = []
    for numbers in (range(3), range(3, 12)):
        fill(numbers)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]
