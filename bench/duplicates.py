"""How long the search for duplicates takes, among ten thousand reports and among ten times as many."""

from __future__ import annotations

import resource
from random import Random
from time import perf_counter

from evidence.actions.duplicates import find_duplicates
from evidence.models import PossibleDuplicate, Report
from evidence.summaries.candidates import known_like

BATCH = 2_000
# One in so many is entered a second time, with a slip in its title and without its identifiers.
TWICE = 20
WORDS = (
    "magnesium gabapentin capsaicin yoga walking duloxetine naproxen acupuncture zinc surgery pain disability sleep "
    "work opioid lumbar cervical sacroiliac chronic acute randomised controlled cohort pilot adults pregnancy nurses"
)
FAMILIES = "Yousef Mueller Nakamura Garcia Okafor Lindstrom Kowalczyk Fernandez Chatterjee Johansen Dubois Rossi Silva"


def run(*, rows: int) -> None:
    for size in (rows // 10, rows):
        fill(size)
        start = perf_counter()
        found = find_duplicates()
        took = perf_counter() - start
        print(
            f"duplicates among {Report.objects.count():,} reports: {took:.1f} s, {found.compared:,} pairs compared, "
            f"{found.reports:,} to look at, {took / size * 1e6:.0f} µs a report, at most "
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
        )
    _live()
    PossibleDuplicate.objects.all().delete()
    Report.objects.filter(slug__startswith="twin-").delete()


def fill(size: int) -> None:
    """As many reports as are missing to `size`; every twentieth is one that is there already."""
    random, there = Random(size), Report.objects.filter(slug__startswith="twin-").count()  # noqa: S311
    for start in range(there, size, BATCH):
        made = [_report(random, number) for number in range(start, min(start + BATCH, size))]
        for one in range(TWICE, len(made), TWICE):
            made[one] = _again(made[one - 1], made[one].slug)
        Report.objects.bulk_create(made)


def _report(random: Random, number: int) -> Report:
    first = random.randint(1, 1900)
    family = f"{random.choice(FAMILIES.split())}{random.choice('aeiou')}{number % 997}"
    return Report(
        slug=f"twin-{number}",
        title=f"{' '.join(random.choices(WORDS.split(), k=9)).capitalize()}: {random.choice(WORDS.split())}",
        authors=f"{family} A\nRoe BC",
        year=random.randint(1990, 2025),
        journal="Journal of Measuring",
        volume=str(random.randint(1, 90)),
        pages=f"{first}-{first + 7}",
        doi=f"10.5555/twin.{number}",
    )


def _again(report: Report, slug: str) -> Report:
    title = report.title[:30] + report.title[31:]
    return Report(slug=slug, title=title, authors=report.authors, year=report.year, pages=report.pages)


def _live() -> None:
    """What the form asks when a report is saved."""
    reports = list(Report.objects.filter(slug__startswith="twin-").order_by("-pk")[:100])
    start = perf_counter()
    for one in reports:
        known_like(one)
    print(f"what is known already of one report: {(perf_counter() - start) / len(reports) * 1e3:.1f} ms")
