"""Two trials of the back-pain evidence, built by hand, as the tests of pages and files need them."""

from __future__ import annotations

from evidence.models import Comparison, Intervention, Study
from tests import factories as make


def magnesium() -> Intervention:
    """Magnesium, with infusions then capsules below it."""
    top = make.make_intervention(name="Magnesium", slug="magnesium")
    make.make_intervention(name="Infusions, then capsules", slug="infusions-then-capsules", parent=top, kind="regimen")
    return top


def yousef(*, top: Intervention, state: str = "published", direction: str = "favours intervention") -> Comparison:
    """The double-blind magnesium trial: 40 and 40 people, the spread of the placebo arm not reported."""
    regimen = top.children.get()
    study = make.make_study(
        slug="yousef-2013",
        title="Sequential intravenous and oral magnesium in chronic low back pain",
        blinding="double",
        people=80,
        state=state,
        interventions=[regimen],
        conditions=[make.make_condition(name="Chronic low back pain", slug="chronic-low-back-pain")],
    )
    report = make.make_report(
        study=study,
        slug="yousef-2013",
        main=True,
        title="A double-blinded randomised controlled study",
        authors="Yousef AA\nAl-deeb AE",
        journal="Anaesthesia",
        year=2013,
        volume="68",
        issue="3",
        pages="260-266",
        published_online="2012-12-17",
        published_issue="2013-03",
        pmid="23384256",
        doi="10.1111/anae.12107",
    )
    arm = make.make_arm(study=study, name="magnesium", slug="magnesium", people=40)
    placebo = make.make_arm(study=study, name="placebo", slug="placebo", role="placebo", order=1, people=40)
    result = make.make_result(
        study=study,
        report=report,
        slug="pain-6-months",
        outcome=make.make_outcome(name="Pain intensity", slug="pain-intensity"),
        instrument=make.make_instrument(slug="nrs"),
        time="6 months",
        days=183,
        place="abstract",
        basis="abstract",
        finding="Less pain than with placebo.",
        state=state,
    )
    make.make_arm_value(result=result, arm=arm, n=40, mean=4.7, sd=1.8, baseline_mean=7.5, baseline_sd=2.2)
    make.make_arm_value(result=result, arm=placebo, n=40, mean=7.2, baseline_mean=7.4)
    return make.make_comparison(
        result=result,
        slug="magnesium-v-placebo",
        intervention=regimen,
        experimental=arm,
        reference=placebo,
        p="<0.03",
        direction=direction,
    )


def ashar() -> Study:
    """Pain reprocessing therapy against placebo and usual care: one result, two comparisons."""
    therapy = make.make_intervention(name="Pain reprocessing therapy", slug="pain-reprocessing-therapy")
    study = make.make_study(slug="ashar-2022", people=151, state="published", interventions=[therapy])
    report = make.make_report(
        study=study, slug="ashar-2022", main=True, authors="Ashar YK\nGordon A\nWager TD", year=2022
    )
    arms = [
        make.make_arm(study=study, name="PRT", slug="prt", people=50),
        make.make_arm(study=study, name="placebo", slug="placebo", role="placebo", order=1, people=51),
        make.make_arm(study=study, name="usual care", slug="usual-care", role="usual care", order=2, people=50),
    ]
    result = make.make_result(
        study=study,
        report=report,
        slug="pain-free",
        kind="events",
        outcome=make.make_outcome(name="Free of pain", slug="free-of-pain", better="higher"),
        time="4 weeks",
        days=28,
        state="published",
    )
    for arm, events, total in zip(arms, (33, 10, 5), (50, 51, 50), strict=True):
        make.make_arm_value(result=result, arm=arm, events=events, total=total)
    for arm, comparator in zip(arms[1:], ("placebo", "usual care"), strict=True):
        make.make_comparison(
            result=result,
            slug=f"prt-v-{arm.slug}",
            intervention=therapy,
            experimental=arms[0],
            reference=arm,
            comparator=comparator,
            direction="favours intervention",
        )
    return study
