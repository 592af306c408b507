"""What could not be carried over, to read, to go through and to take away."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from tests import factories as make
from tests.wiki.desk import make_curator
from tests.wiki.making import make_public_page, post, save
from tests.wiki.test_reader_pages import HOSTILE
from wiki.models import PageLoss
from wiki.reading.page_file import LossKind

pytestmark = pytest.mark.django_db
LIST = "/admin/wiki/pageloss/"


@pytest.fixture(autouse=True)
def curator(client: Client) -> None:
    client.force_login(make_curator())


def test_the_report_counts_by_kind_and_names_the_pages_with_most(client: Client) -> None:
    few, many = make.make_page(slug="few"), make.make_page(slug="many")
    make.make_page_loss(page=few, kind=LossKind.SHORTCODE)
    for line in (1, 2):
        make.make_page_loss(page=many, kind=LossKind.TAG, line=line)
    make.make_link(page=few, kind="page", address="/posts/a", path="posts/a")
    make.make_link(page=many, kind="page", address="/posts/a/", path="posts/a")
    make.make_refusal(file="posts/cut.md", line=3, sentence="expected a closing brace.")

    response = client.get(f"{LIST}report/")

    report = response.context["report"]
    assert {kind: count for kind, count in report.kinds if count} == {LossKind.SHORTCODE: 1, LossKind.TAG: 2}
    assert [(page.slug, count) for page, count in report.worst] == [("many", 2), ("few", 1)]
    assert (report.total, report.wanted, report.more_refusals) == (3, 1, 0)
    html = response.content.decode()
    assert "posts/cut.md:3" in html
    assert f'href="{LIST}?kind__exact=tag%20left%20out"' in html


def test_the_list_leads_to_the_form_and_to_the_public_page(client: Client) -> None:
    page = make_public_page("<form>")
    draft = save(post("<form>", slug="draft")).page

    html = client.get(f"{LIST}?kind__exact=tag+left+out").content.decode()

    assert f'href="/admin/wiki/page/{page.pk}/change/"' in html
    assert f'href="{page.get_absolute_url()}"' in html
    assert f'href="/admin/wiki/page/{draft.pk}/change/"' in html
    assert f'href="{draft.get_absolute_url()}"' not in html


def test_the_list_is_narrowed_and_searched(client: Client) -> None:
    public = make.make_page(state="published")
    make.make_page_loss(page=public, sentence="1 × <form> left out.", kind=LossKind.TAG)
    make.make_page_loss(sentence="100% of it", kind=LossKind.SHORTCODE)

    def found(query: str) -> list[str]:
        return [one.sentence for one in client.get(f"{LIST}?{query}").context["cl"].result_list]

    assert found("q=<FORM>") == ["1 × <form> left out."]
    assert found("q=%") == ["100% of it"]
    assert found("state=published") == ["1 × <form> left out."]
    assert found("kind__exact=shortcode") == ["100% of it"]


def test_the_filtered_list_is_taken_away_line_by_line(client: Client) -> None:
    page = make.make_page(slug="a", source_file="posts/a.md")
    make.make_page_loss(page=page, line=3, kind=LossKind.TAG, sentence=f"“{HOSTILE}” é left out.")
    make.make_page_loss(kind=LossKind.SHORTCODE)

    response = client.get(f"{LIST}download/?kind__exact=tag+left+out")

    assert isinstance(response, StreamingHttpResponse)
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "page": "a",
            "file": "posts/a.md",
            "line": 3,
            "kind": "tag left out",
            "sentence": f"“{HOSTILE}” é left out.",
        }
    ]
    assert response["Content-Disposition"] == 'attachment; filename="losses.jsonl"'


def test_a_long_list_is_taken_away_whole(client: Client) -> None:
    page = make.make_page()
    PageLoss.objects.bulk_create(
        PageLoss(page=page, part="text", kind=LossKind.TAG, line=line, sentence="s") for line in range(1201)
    )
    response: Any = client.get(f"{LIST}download/")
    assert len(b"".join(response.streaming_content).splitlines()) == 1201


@pytest.mark.parametrize("address", [LIST, f"{LIST}report/"])
def test_neither_costs_more_for_more_losses(client: Client, django_assert_max_num_queries: Any, address: str) -> None:
    for _ in range(12):
        make.make_page_loss()
    with django_assert_max_num_queries(11):
        assert client.get(address).status_code == 200


def test_losses_are_read_and_never_written(client: Client) -> None:
    loss = make.make_page_loss()
    assert client.get(f"{LIST}{loss.pk}/change/")["Location"] == f"/admin/wiki/page/{loss.page_id}/change/"
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{loss.pk}/delete/").status_code == 403


@pytest.mark.parametrize("route", ["", "report/", "download/", "1/change/"])
def test_nobody_else_reads_them(client: Client, route: str) -> None:
    client.force_login(make.make_user())
    assert client.get(LIST + route).status_code == 403
    client.logout()
    assert client.get(LIST + route)["Location"].startswith("/admin/login/")
