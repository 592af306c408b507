"""The 2012 magnesium trial as a curator types it, and as it must stand in the database afterwards.

Figures: Yousef and Al-deeb, Anaesthesia 2013;68:260-266, abstract; the between-group p as reported by
https://www.thefreelibrary.com/Intravenous+magnesium+for+neuropathic+back+pain-a0371689949
"""

from __future__ import annotations

from typing import Any

from evidence.models import Study
from tests import factories as make

TITLE = (
    "A double-blinded randomised controlled study of the value of sequential intravenous and oral magnesium therapy "
    "in patients with chronic low back pain with a neuropathic component"
)
DOMAINS = (
    ("D1", "bias arising from the randomisation process"),
    ("D2", "bias due to deviations from intended interventions"),
    ("overall", "overall risk of bias"),
)


def make_vocabulary() -> dict[str, Any]:
    """What the desk knows before the trial is entered, by slug."""
    magnesium = make.make_intervention(name="magnesium", slug="magnesium")
    forms = {"kind": "form and route", "parent": magnesium}
    rows: list[Any] = [
        make.make_intervention(name="magnesium sulfate, intravenous", slug="magnesium-sulfate-intravenous", **forms),
        make.make_intervention(
            name="magnesium oxide, oral", slug="magnesium-oxide-oral", elemental_fraction=0.603, **forms
        ),
        make.make_intervention(name="magnesium gluconate, oral", slug="magnesium-gluconate-oral", **forms),
        make.make_intervention(
            name="magnesium, infused then oral", slug="magnesium-infused-then-oral", parent=magnesium, kind="regimen"
        ),
        *(
            make.make_intervention(name=name, slug=name.replace(" ", "-"), kind="drug")
            for name in ("saline infusion", "placebo capsules", "gabapentin", "amitriptyline", "celecoxib")
        ),
        make.make_condition(name="chronic low back pain", slug="chronic-low-back-pain", weeks_from=12),
        make.make_outcome(name="pain intensity", slug="pain-intensity"),
        make.make_outcome(
            name="lumbar flexion, range of motion", slug="lumbar-flexion", domain="mobility", better="higher"
        ),
        make.make_instrument(name="numerical rating scale, 0 to 10", short_name="NRS 0–10", slug="nrs-0-10"),
        make.make_instrument(
            name="degrees of movement",
            short_name="degrees",
            slug="degrees",
            minimum=None,
            maximum=None,
            better="higher",
        ),
        *(make.make_bias_domain(code=code, name=name, order=order) for order, (code, name) in enumerate(DOMAINS)),
    ]
    return {getattr(row, "slug", None) or row.code: row for row in [magnesium, *rows]}


MEANT: dict[str, Any] = {
    "slug": "yousef-2013",
    "title": TITLE,
    "design": "randomised",
    "blinding": "double",
    "people": 80,
    "population": "Adults with chronic low back pain and a neuropathic component.",
    "country": "Egypt",
    "conditions": ["chronic-low-back-pain"],
    "interventions": ["magnesium-infused-then-oral"],
    "state": "draft",
    "reports": [
        {
            "slug": "yousef-2013",
            "authors": "Yousef AA\nAl-deeb AE",
            "journal": "Anaesthesia",
            "year": 2013,
            "volume": "68",
            "issue": "3",
            "pages": "260-266",
            "online": "2012-12-17",
            "issued": "2013-03",
            "pmid": "23384256",
            "doi": "10.1111/anae.12107",
        }
    ],
    "arms": [
        {
            "slug": "magnesium",
            "role": "experimental",
            "people": 40,
            "regimen": [
                (1, "magnesium-sulfate-intravenous", False, "intravenous", 1.0, "g", 1.0, 14),
                (1, "gabapentin", True, "oral", 300.0, "mg", 3.0, None),
                (1, "amitriptyline", True, "oral", 25.0, "mg", 1.0, None),
                (1, "celecoxib", True, "oral", 200.0, "mg", 2.0, None),
                (2, "magnesium-oxide-oral", False, "oral", 400.0, "mg", 2.0, 28),
                (2, "magnesium-gluconate-oral", False, "oral", 100.0, "mg", 2.0, 28),
            ],
        },
        {
            "slug": "placebo",
            "role": "placebo",
            "people": 40,
            "regimen": [
                (1, "saline-infusion", False, "intravenous", 250.0, "ml", 1.0, 14),
                (1, "gabapentin", True, "oral", 300.0, "mg", 3.0, None),
                (1, "amitriptyline", True, "oral", 25.0, "mg", 1.0, None),
                (1, "celecoxib", True, "oral", 200.0, "mg", 2.0, None),
                (2, "placebo-capsules", False, "oral", None, "", 2.0, 28),
            ],
        },
    ],
    "results": [
        {
            "slug": "lumbar-flexion-6-months",
            "outcome": "lumbar-flexion",
            "instrument": "degrees",
            "kind": "final",
            "time": "6 months",
            "days": 183,
            "report": "yousef-2013",
            "place": "abstract",
            "basis": "abstract",
            "state": "draft",
            "values": [("magnesium", 40, 34.7, 11.5, 22.2, 8.4)],
            "comparisons": [
                (
                    "magnesium-v-placebo",
                    "magnesium-infused-then-oral",
                    "magnesium",
                    "placebo",
                    "placebo",
                    "",
                    "not stated",
                )
            ],
        },
        {
            "slug": "pain-intensity-6-months",
            "outcome": "pain-intensity",
            "instrument": "nrs-0-10",
            "kind": "final",
            "time": "6 months",
            "days": 183,
            "report": "yousef-2013",
            "place": "abstract",
            "basis": "abstract",
            "state": "draft",
            "values": [("magnesium", 40, 4.7, 1.8, 7.5, 2.2), ("placebo", 40, 7.2, None, 7.4, None)],
            "comparisons": [
                (
                    "magnesium-v-placebo",
                    "magnesium-infused-then-oral",
                    "magnesium",
                    "placebo",
                    "placebo",
                    "<0.03",
                    "favours intervention",
                )
            ],
        },
    ],
    "bias": [("D1", "low", "The sequence came from a computer.")],
}


def as_entered(study: Study) -> dict[str, Any]:
    """All that a study holds, to be compared as a whole with what was meant."""
    return {
        **{
            name: getattr(study, name)
            for name in ("slug", "title", "design", "blinding", "people", "population", "country", "state")
        },
        "conditions": [one.slug for one in study.conditions.all()],
        "interventions": [one.slug for one in study.interventions.all()],
        "reports": [
            {
                **{
                    name: getattr(one, name)
                    for name in ("slug", "authors", "journal", "year", "volume", "issue", "pages", "pmid", "doi")
                },
                "authors": one.authors.replace("\r\n", "\n"),
                "online": str(one.published_online),
                "issued": str(one.published_issue),
            }
            for one in study.reports.all()
        ],
        "arms": [
            {
                "slug": arm.slug,
                "role": arm.role,
                "people": arm.people,
                "regimen": sorted(
                    (
                        (
                            step.step,
                            step.intervention.slug,
                            step.co_intervention,
                            step.route,
                            step.amount,
                            step.unit,
                            step.times_a_day,
                            step.days,
                        )
                        for step in arm.regimen.all()
                    ),
                    key=lambda step: (step[0], ORDER.index(step[1])),
                ),
            }
            for arm in study.arms.all()
        ],
        "results": [
            {
                "slug": result.slug,
                "outcome": result.outcome.slug,
                "instrument": result.instrument.slug if result.instrument else None,
                "kind": result.kind,
                "time": result.time,
                "days": result.days,
                "report": result.report.slug,
                "place": result.place,
                "basis": result.basis,
                "state": result.state,
                "values": [
                    (one.arm.slug, one.n, one.mean, one.sd, one.baseline_mean, one.baseline_sd)
                    for one in result.values.all()
                ],
                "comparisons": [
                    (
                        one.slug,
                        one.intervention.slug if one.intervention else None,
                        one.experimental.slug if one.experimental else None,
                        one.reference.slug if one.reference else None,
                        one.comparator,
                        one.p,
                        one.direction,
                    )
                    for one in result.comparisons.all()
                ],
            }
            for result in study.results.order_by("slug")
        ],
        "bias": [(one.domain.code, one.judgement, one.reason) for one in study.risks_of_bias.all()],
    }


ORDER = (
    "magnesium-sulfate-intravenous",
    "saline-infusion",
    "gabapentin",
    "amitriptyline",
    "celecoxib",
    "magnesium-oxide-oral",
    "magnesium-gluconate-oral",
    "placebo-capsules",
)
