"""`python -m bench.desk_pages STUDIES`: fills an empty database; for each line of input, a round of all pages."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from evidence.models import Study

VISITS = 3


def addresses() -> dict[str, tuple[str, str]]:
    """What each page is called, who opens it and where: lists, searches, suggestions, forms, the log."""
    # Models can be imported only after Django is set up.
    from evidence.models import Study  # noqa: PLC0415

    one = Study.objects.filter(state="draft", reports__isnull=False).order_by("-pk")[0]
    many = Study.objects.filter(results__slug="pain-19").order_by("-pk")[0]
    return {
        **{
            name: ("curator", address)
            for name, address in (_lists(one) | _suggestions(one) | _forms(one, many)).items()
        },
        **{name: ("reviewer", address) for name, address in _log().items()},
        **_others(),
    }


def _lists(one: Study) -> dict[str, str]:
    from django.urls import reverse  # noqa: PLC0415

    report = one.reports.all()[0]
    asked = {
        "study": {
            "first page": "",
            "last page": "p=last",
            "drafts": "state__exact=draft",
            "cohorts": "design__exact=cohort",
            "without report": "missing=report",
            "without results": "missing=result",
            "without registration": "missing=registration",
            "mine": "whose=mine",
            "search, common word": "q=pain",
            "search, two words": "q=yoga+cervical",
            "search, one study": f"q={one.title.split()[-1]}",
            "search, no study": "q=togarestatin",
            "search, two letters": "q=xq",
            "search, PMID": f"q={report.pmid}",
        },
        "report": {
            "first page": "",
            "last page": "p=last",
            "without study": "study__isempty=1",
            "search, common word": "q=pain",
            "search, author": f"q={report.author_list[-1].split()[0]}",
            "search, no report": "q=togarestatin",
            "search, DOI": f"q={report.doi}",
        },
        "result": {
            "first page": "",
            "last page": "p=last",
            "drafts": "state__exact=draft",
            "abstracts": "basis__exact=abstract",
            "not checked": "checked_by__isempty=1",
            "search, one study": f"q={one.slug}",
            "search, outcome": "q=weeks",
            "search, no result": "q=togarestatin",
        },
    }
    return {
        f"{noun} list, {name}": f"{reverse(f'admin:evidence_{noun}_changelist')}?{query}"
        for noun, queries in asked.items()
        for name, query in queries.items()
    }


def _suggestions(one: Study) -> dict[str, str]:
    from django.urls import reverse  # noqa: PLC0415

    fields = (
        ("study", "report", "study", one.slug[:6]),
        ("report", "notice", "report", "yousef"),
        ("intervention", "regimenstep", "intervention", "yoga"),
        ("outcome", "result", "outcome", "weeks"),
    )
    return {
        f"suggestions, {noun}, {what}": f"{reverse('admin:autocomplete')}?app_label=evidence&model_name={model}"
        f"&field_name={field}&term={word}"
        for noun, model, field, term in fields
        for what, word in (("common", term), ("none", "togarestatin"))
    }


def _forms(one: Study, many: Study) -> dict[str, str]:
    from django.urls import reverse  # noqa: PLC0415

    pages = ("change", "entry", "arms", "results", "bias", "history")
    return {
        **{f"study with 20 results, {name}": reverse(f"admin:evidence_study_{name}", args=[many.pk]) for name in pages},
        "result, change": reverse("admin:evidence_result_change", args=[one.results.all()[0].pk]),
        "report, change": reverse("admin:evidence_report_change", args=[one.reports.all()[0].pk]),
    }


def _log() -> dict[str, str]:
    from django.urls import reverse  # noqa: PLC0415

    log = reverse("admin:evidence_change_changelist")
    return {
        "log, first page": log,
        "log, one person": f"{log}?who=desk-curator",
        "log, one noun": f"{log}?noun=evidence.report",
        "log, no such act": f"{log}?act=merged",
        "log, words": f"{log}?words=Table+3",
        "log, no such words": f"{log}?words=togarestatin",
        "log as a file, first bytes": reverse("admin:evidence_change_export"),
    }


def _others() -> dict[str, tuple[str, str]]:
    from django.urls import reverse  # noqa: PLC0415

    return {
        "front page": ("curator", reverse("admin:index")),
        "front page, reviewer": ("reviewer", reverse("admin:index")),
        "review queue": ("reviewer", reverse("admin:review")),
        "duplicates, studies": ("curator", reverse("admin:study_duplicates")),
        "duplicates, reports": ("curator", reverse("admin:report_duplicates")),
        "sheet of drafts, first bytes": (
            "curator",
            reverse("admin:evidence_study_sheet_csv") + "?state__exact=draft",
        ),
    }


def visit(client: Any, address: str) -> tuple[float, int]:
    """Seconds to the first bytes, and the queries until then.

    A file that is left half read closes itself with its last name; closing it here would take the connection along.
    """
    from django.db import connection  # noqa: PLC0415

    queries = 0

    def count(execute: Any, *query: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*query)

    with connection.execute_wrapper(count):
        start = time.perf_counter()
        response = client.get(address)
        if response.streaming:
            pieces = iter(response.streaming_content)
            any(next(pieces, b"") for _ in range(3))
        seconds = time.perf_counter() - start
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return seconds, queries


def clients() -> dict[str, Any]:
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    made = {name: Client(headers={"host": "localhost"}) for name in ("curator", "reviewer")}
    for name, client in made.items():
        client.force_login(User.objects.get(username=f"desk-{name}"))
    return made


def last_pages(found: dict[str, tuple[str, str]], who: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """With the number of the last page that each list offers."""
    whole = {}
    for name, (by, address) in found.items():
        if address.endswith("?p=last"):
            html = who[by].get(address.removesuffix("?p=last")).content.decode()
            last = max(re.findall(r'"\?p=(\d+)"', html), key=int, default="1")
            whole[name] = by, address.replace("last", last)
        else:
            whole[name] = by, address
    return whole


def main(studies: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415

    from bench.desk_data import fill  # noqa: PLC0415
    from evidence.models import Study  # noqa: PLC0415

    start = time.perf_counter()
    call_command("migrate", verbosity=0)
    if not Study.objects.exists():
        fill(studies=studies)
    print(json.dumps(time.perf_counter() - start), flush=True)
    who = clients()
    pages = last_pages(addresses(), who)
    for _ in sys.stdin:
        seen = {name: [visit(who[by], address) for _ in range(VISITS)] for name, (by, address) in pages.items()}
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    django.setup()
    logging.disable(logging.WARNING)
    main(int(sys.argv[1]))
