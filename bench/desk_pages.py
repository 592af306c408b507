"""`python -m bench.desk_pages STUDIES`: fills a database that is empty; for each line of input, a round of all pages."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from typing import Any

import django

VISITS = 3


def addresses() -> dict[str, tuple[str, str]]:
    """What each page is called, who opens it and where: lists, searches, suggestions, forms, the log."""
    # Models can be imported only after Django is set up.
    from django.urls import reverse  # noqa: PLC0415

    from evidence.models import Result, Study  # noqa: PLC0415

    study = Study.objects.filter(state="draft").order_by("-pk")[0].pk
    many = Study.objects.filter(results__slug="pain-19").order_by("-pk")[0].pk
    one = Study.objects.get(pk=study)
    report = one.reports.get() if one.reports.exists() else Study.objects.get(pk=many - 1).reports.get()
    result = Result.objects.filter(study=study)[0].pk
    lists = {noun: reverse(f"admin:evidence_{noun}_changelist") for noun in ("study", "report", "result")}
    queries = {
        "study": {
            "first page": "",
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
            "without study": "study__isempty=1",
            "search, common word": "q=pain",
            "search, author": f"q={report.author_list[-1].split()[0]}",
            "search, no report": "q=togarestatin",
            "search, DOI": f"q={report.doi}",
        },
        "result": {
            "first page": "",
            "drafts": "state__exact=draft",
            "abstracts": "basis__exact=abstract",
            "not checked": "checked_by__isempty=1",
            "search, one study": f"q={one.slug}",
            "search, outcome": "q=weeks",
            "search, no result": "q=togarestatin",
        },
    }
    found = {
        f"{noun} list, {name}": ("curator", f"{lists[noun]}?{query}")
        for noun, asked in queries.items()
        for name, query in asked.items()
    }
    for noun in lists:
        found[f"{noun} list, last page"] = ("curator", f"{lists[noun]}?p=last")
    for noun, model, field, term in (
        ("study", "report", "study", one.slug[:6]),
        ("report", "notice", "report", "yousef"),
        ("intervention", "regimenstep", "intervention", "yoga"),
        ("outcome", "result", "outcome", "weeks"),
    ):
        for what, word in (("common", term), ("none", "togarestatin")):
            query = f"app_label=evidence&model_name={model}&field_name={field}&term={word}"
            found[f"suggestions, {noun}, {what}"] = ("curator", f"{reverse('admin:autocomplete')}?{query}")
    for name in ("change", "entry", "arms", "results", "bias", "history"):
        found[f"study with 20 results, {name}"] = ("curator", reverse(f"admin:evidence_study_{name}", args=[many]))
    found["result, change"] = ("curator", reverse("admin:evidence_result_change", args=[result]))
    found["report, change"] = ("curator", reverse("admin:evidence_report_change", args=[report.pk]))
    log = reverse("admin:evidence_change_changelist")
    for name, query in (
        ("first page", ""),
        ("one person", "who=desk-curator"),
        ("one noun", "noun=evidence.report"),
        ("no such act", "act=merged"),
        ("words", "words=Table+3"),
        ("no such words", "words=togarestatin"),
    ):
        found[f"log, {name}"] = ("reviewer", f"{log}?{query}")
    found["front page"] = ("curator", reverse("admin:index"))
    found["front page, reviewer"] = ("reviewer", reverse("admin:index"))
    found["review queue"] = ("reviewer", reverse("admin:review"))
    found["duplicates, studies"] = ("curator", reverse("admin:study_duplicates"))
    found["duplicates, reports"] = ("curator", reverse("admin:report_duplicates"))
    found["sheet of drafts, first bytes"] = ("curator", reverse("admin:evidence_study_sheet_csv") + "?state__exact=draft")
    found["log as a file, first bytes"] = ("reviewer", reverse("admin:evidence_change_export"))
    return found


def visit(client: Any, address: str) -> tuple[float, int]:
    """Seconds to the first bytes, and the queries until then."""
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
            response.close()
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
            address = address.replace("last", max(re.findall(r'"\?p=(\d+)"', html), key=int, default="1"))
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
