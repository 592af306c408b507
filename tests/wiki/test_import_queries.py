"""What an import asks of the database: so much for a page that is news, and nothing more for one that is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.wiki.making import make_yousef, post, save
from tests.wiki.test_save_page import BODY
from wiki.actions.importing import import_pages
from wiki.models import Page

pytestmark = pytest.mark.django_db


def typical(body: str, *, slug: str = "back-pain", number: int = 5963) -> str:
    return post(
        body,
        slug=slug,
        date="2014-11-28",
        tiki_page_id=number,
        aliases=[f"/{slug}+once", f"/{number}"],
        categories=["Back pain", "AI"],
        tags=["Back pain", "vitamin d", "AU, NZ"],
        associated_tags=["pain"],
    )


def test_a_page_that_is_news_costs_so_many_statements_and_no_more() -> None:
    """With the two that begin and end its transaction, and the four that add to the log."""
    make_yousef()
    save(typical("Makes the tags and categories.", slug="other", number=1))
    seen = []

    for body in (BODY, f"{BODY}\n\nMore.", f"{BODY}\n\nMore."):
        with CaptureQueriesContext(connection) as queries:
            save(typical(body))
        seen.append(len(queries))

    assert Page.objects.count() == 2
    created, changed, unchanged = seen
    assert created <= 31
    assert changed <= 41
    assert unchanged <= 3


def test_a_run_without_news_asks_the_same_for_many_pages_as_for_one_and_writes_nothing(tmp_path: Path) -> None:
    counts = []
    for number in (1, 12):
        for index in range(number):
            (tmp_path / f"{index}.md").write_text(post(slug=f"page-{index}", aliases=[f"/old/{index}"]))
        import_pages(paths=[tmp_path], by=None)
        with CaptureQueriesContext(connection) as queries:
            import_pages(paths=[tmp_path], by=None)
        counts.append(len(queries))
        assert not [one["sql"] for one in queries if one["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]

    assert counts[0] == counts[1]
    assert counts[0] <= 12
