"""Rendering anew: the pages of an older renderer; what people decided stays, and what fails is left as it was."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.wiki.making import make_public_page
from tests.wiki.test_bad_input import TABLE
from wiki.actions import rerendering
from wiki.actions.curation import curate_section
from wiki.models import Authority, Page, Section

pytestmark = pytest.mark.django_db


def run(**options: bool) -> tuple[str, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("rerender_pages", stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def stale(*slugs: str) -> None:
    Page.objects.filter(slug__in=slugs).update(renderer="0")
    Section.objects.update(html="stale")


def shown() -> dict[str, str]:
    return dict(Section.objects.values_list("page__slug", "html"))


def test_pages_of_an_older_renderer_are_rendered_and_the_others_only_if_asked_for() -> None:
    for slug in "abc":
        make_public_page(slug=slug)
    stale("a", "c")

    assert run() == ("2 pages rendered, 0 left as they were.\n", "", "")
    assert shown() == {"a": "<p>Words.</p>", "b": "stale", "c": "<p>Words.</p>"}
    assert run() == ("0 pages rendered, 0 left as they were.\n", "", "")
    assert run(all=True) == ("3 pages rendered, 0 left as they were.\n", "", "")
    assert set(shown().values()) == {"<p>Words.</p>"}


def test_all_pages_are_reached_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerendering, "BATCH", 2)
    for slug in "abcde":
        make_public_page(slug=slug)
    stale(*"abcde")

    assert run()[0] == "5 pages rendered, 0 left as they were.\n"


def test_what_a_curator_decided_stays_and_no_version_is_added() -> None:
    page = make_public_page("#### News\n\nWords.", slug="a")
    section = page.sections.get()
    curate_section(
        section=section, lane="news", date=None, date_words="", authority=Authority.CURATOR, by=make.make_user()
    )
    stale("a")

    run()

    assert [(one.lane, one.html) for one in Section.objects.all()] == [("news", "<p>Words.</p>")]
    assert page.versions.count() == 2


def test_what_comes_out_as_it_was_is_not_written_and_what_differs_is() -> None:
    page = make_public_page("# One\n\n[a](https://pubmed.gov/23384256)\n\n# Two\n\n[b](/posts/x) PMID 11111111")
    shown = list(page.sections.order_by("order").values_list("heading_html", "html"))

    with CaptureQueriesContext(connection) as queries:
        run(all=True)
    assert not [one["sql"] for one in queries if one["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]

    page.sections.filter(order=1).update(html="<p>As an older renderer made it.</p>")
    page.mentions.filter(position=2).update(words="Otherwise.")
    with CaptureQueriesContext(connection) as queries:
        run(all=True)
    assert list(page.sections.order_by("order").values_list("heading_html", "html")) == shown
    assert page.mentions.get(position=2).words == "PMID 11111111"
    assert len([one["sql"] for one in queries if one["sql"].startswith("UPDATE")]) == 2


def test_a_page_that_cannot_be_rendered_keeps_what_it_had_and_is_told() -> None:
    for slug in "ab":
        make_public_page(slug=slug)
    Page.objects.filter(slug="a").update(body=TABLE)
    stale("a", "b")

    assert run() == (
        "1 pages rendered, 1 left as they were.\n",
        "a: took longer than 2 seconds to render: expected a simpler text.\n",
        "1 of 2 pages could not be rendered.",
    )
    assert shown() == {"a": "stale", "b": "<p>Words.</p>"}
    assert Page.objects.get(slug="a").renderer == "0"


def test_a_page_that_is_older_than_versions_gets_its_first() -> None:
    page = make.make_page(body="Words.", renderer="1")

    call_command("rerender_pages", stdout=StringIO())
    call_command("rerender_pages", "--all", stdout=StringIO())

    version = page.versions.get()
    assert (version.number, version.reason, version.text.body) == (1, rerendering.FIRST, "Words.")
