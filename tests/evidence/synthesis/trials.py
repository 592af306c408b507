"""Entries for tests: a trial of two arms, with whatever a test wants to be otherwise."""

from __future__ import annotations

from typing import Any

from evidence.synthesis.entry import ArmFigures, Entry, Scale

NRS = Scale(slug="nrs-0-10", name="NRS 0–10", minimum=0, maximum=10, better="lower", family="pain")
VAS = Scale(slug="vas-0-100", name="VAS 0–100", minimum=0, maximum=100, better="lower", family="pain")
WELL = Scale(slug="well-0-100", name="well-being 0–100", minimum=0, maximum=100, better="higher", family="pain")
RMDQ = Scale(slug="rmdq", name="RMDQ 0–24", minimum=0, maximum=24, better="lower", family="")

# Trial, year, events and people with the vaccine, events and people without: Colditz and others 1994, table of trials
# (doi:10.1001/jama.1994.03510330076038).
BCG = (
    ("Aronson", 1948, 4, 123, 11, 139),
    ("Ferguson and Simes", 1949, 6, 306, 29, 303),
    ("Rosenthal and others", 1960, 3, 231, 11, 220),
    ("Hart and Sutherland", 1977, 62, 13598, 248, 12867),
    ("Frimodt-Moller and others", 1973, 33, 5069, 47, 5808),
    ("Stein and Aronson", 1953, 180, 1541, 372, 1451),
    ("Vandiviere and others", 1973, 8, 2545, 10, 629),
    ("TPT Madras", 1980, 505, 88391, 499, 88391),
    ("Coetzee and Berjak", 1968, 29, 7499, 45, 7277),
    ("Rosenthal and others", 1961, 17, 1716, 65, 1665),
    ("Comstock and others", 1974, 186, 50634, 141, 27338),
    ("Comstock and Webster", 1969, 5, 2498, 3, 2341),
    ("Comstock and others", 1976, 27, 16913, 29, 17854),
)


def entry(study: str = "trial", **values: Any) -> Entry:
    """A randomised trial against placebo with scores of both arms at six weeks."""
    given: dict[str, Any] = {
        "id": f"{study}/pain/a-v-b",
        "result": f"{study}/pain",
        "study": study,
        "label": study.capitalize(),
        "outcome": "pain-intensity",
        "better": "lower",
        "kind": "final",
        "comparator": "placebo",
        "design": "randomised",
        "condition": "back-pain",
        "stage": "Back pain",
        "scale": NRS,
        "time": "6 weeks",
        "days": 42,
        "people": 80,
        "known_on": "2013-03",
        "experimental": arm("magnesium", mean=4.7, sd=1.8, n=40),
        "reference": arm("placebo", mean=7.2, sd=2.0, n=40),
    }
    return Entry(**given | values)


def arm(name: str, **figures: Any) -> ArmFigures:
    return ArmFigures(arm=name, name=name, **figures)


def counted(study: str, events: int, total: int, other: int, out_of: int, **values: Any) -> Entry:
    return entry(
        study,
        kind="events",
        scale=None,
        experimental=arm("vaccine", events=events, total=total),
        reference=arm("control", events=other, total=out_of),
        people=total + out_of,
        **values,
    )


def bcg() -> list[Entry]:
    return [
        counted(
            f"{name.split()[0].lower()}-{year}",
            *figures,
            label=f"{name} {year}",
            known_on=str(year),
            days=None,
            comparator="no treatment",
        )
        for name, year, *figures in BCG
    ]
