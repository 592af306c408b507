"""Forest plots to draw: of two kinds of axis, with sections, with what is long, endless, hostile or not estimable."""

from __future__ import annotations

import math

from evidence.drawing import Axis, Diamond, ForestPlot, Mark, Row, Section

RATIO = Axis(
    logarithmic=True,
    label="Risk ratio (logarithmic axis)",
    no_effect=1,
    favours_low="Favours BCG",
    favours_high="Favours no vaccination",
)
DIFFERENCE = Axis(
    logarithmic=False,
    label="Mean difference in points (pain now, 0 to 100; less is better)",
    no_effect=0,
    favours_low="Favours magnesium",
    favours_high="Favours placebo",
)
# Colditz 1994, doi:10.1001/jama.1994.03510330076038: cases of tuberculosis and people, vaccinated and not.
BCG = (
    ("Aronson 1948", 4, 123, 11, 139),
    ("Ferguson & Simes 1949", 6, 306, 29, 303),
    ("Rosenthal et al 1960", 3, 231, 11, 220),
    ("Hart & Sutherland 1977", 62, 13598, 248, 12867),
    ("Frimodt-Moller et al 1973", 33, 5069, 47, 5808),
    ("Stein & Aronson 1953", 180, 1541, 372, 1451),
    ("Vandiviere et al 1973", 8, 2545, 10, 629),
    ("TPT Madras 1980", 505, 88391, 499, 88391),
    ("Coetzee & Berjak 1968", 29, 7499, 45, 7277),
    ("Rosenthal et al 1961", 17, 1716, 65, 1665),
    ("Comstock et al 1974", 186, 50634, 141, 27338),
    ("Comstock & Webster 1969", 5, 2498, 3, 2341),
    ("Comstock et al 1976", 27, 16913, 29, 17854),
)
BCG_WEIGHTS = (5.06, 6.36, 4.44, 9.70, 8.87, 10.10, 6.03, 10.19, 8.74, 8.37, 9.93, 3.82, 8.40)
SIGNS = (("+", "low"), ("~", "some concerns"), ("−", "high"))


def printed(estimate: float, low: float, high: float) -> str:
    return f"{estimate:.2f} [{low:.2f}, {high:.2f}]".replace("-", "−")


def row(label: str, estimate: float, low: float, high: float, *, share: float = 0.5, address: str = "") -> Row:
    return Row(
        label=label,
        address=address,
        effect=printed(estimate, low, high),
        weight=f"{100 * share:.1f}%",
        mark=Mark(estimate=estimate, low=low, high=high),
        share=share,
    )


def diamond(label: str, estimate: float, low: float, high: float) -> Diamond:
    return Diamond(
        label=label,
        effect=printed(estimate, low, high),
        weight="100.0%",
        mark=Mark(estimate=estimate, low=low, high=high),
    )


def small(*rows: Row, axis: Axis = DIFFERENCE) -> ForestPlot:
    """A plot of the given rows, without anything else."""
    return ForestPlot(
        title="Magnesium against placebo: pain now",
        description="Two studies of 84 people.",
        arm_headings=(),
        sign_headings=(),
        axis=axis,
        sections=(Section(rows=rows),),
        order="by year",
    )


def bcg(*, signs: bool = True, links: bool = True) -> ForestPlot:
    """Thirteen studies on a logarithmic axis, with arms, signs, a diamond and its prediction interval."""
    rows = []
    for number, (label, events, people, other_events, other_people) in enumerate(BCG):
        ratio = (events / people) / (other_events / other_people)
        error = math.sqrt(1 / events - 1 / people + 1 / other_events - 1 / other_people)
        low, high = ratio * math.exp(-1.96 * error), ratio * math.exp(1.96 * error)
        rows.append(
            Row(
                label=label,
                address=f"/studies/{number}/" if links else "",
                detail=f"{people + other_people:,} people",
                arms=(f"{events} / {people:,}", f"{other_events} / {other_people:,}"),
                effect=printed(ratio, low, high),
                weight=f"{BCG_WEIGHTS[number]:.1f}%",
                mark=Mark(estimate=ratio, low=low, high=high),
                share=BCG_WEIGHTS[number] / 100,
                signs=tuple(SIGNS[(number + domain) % 3] for domain in range(6)) if signs else (),
            )
        )
    return ForestPlot(
        title="BCG vaccination against none: tuberculosis, risk ratio",
        description="13 studies of 357,347 people: risk ratio 0.49, 95% interval 0.33 to 0.73; I² 92%.",
        arm_headings=("BCG: cases / people", "No vaccination: cases / people"),
        sign_headings=("D1", "D2", "D3", "D4", "D5", "All") if signs else (),
        sign_key=("D1 randomisation; D2 deviations; D3 missing data; D4 measurement; D5 selection",) if signs else (),
        axis=RATIO,
        sections=(Section(rows=tuple(rows)),),
        diamonds=(
            Diamond(
                label="All studies (random effects, REML)",
                detail="13 studies, 357,347 people; Hartung-Knapp, t with 12 df",
                effect="0.49 [0.33, 0.73]",
                weight="100.0%",
                mark=Mark(estimate=0.489, low=0.327, high=0.732),
                prediction=(0.137, 1.748),
                prediction_words="Prediction interval 0.14 to 1.75 (t, 12 df)",
            ),
            diamond("Wald interval beside it", 0.49, 0.34, 0.70),
        ),
        words=("τ² = 0.31 (0.12 to 1.11); Q = 152.2, df 12, p < 0.001; I² = 92% (from τ²).",),
        order="by name as printed",
    )


def subgroups() -> ForestPlot:
    """Two subgroups on a linear axis, one with a study that cannot be estimated and one with a huge interval."""
    first = Section(
        heading="Oral magnesium",
        rows=(
            row("Abe 2004", -12.3, -20.1, -4.5, share=0.3),
            row("Björk 2009", -3.4, -9.9, 3.1, share=0.25),
            Row(label="Çelik 2011", detail="Abstract only", effect="Not estimable: the standard deviation is missing."),
        ),
        diamonds=(diamond("Oral magnesium", -8.1, -16.8, 0.6),),
        words=("Two studies, 84 people. τ² = 20.7; Q = 2.9, df 1, p = 0.09; I² = 66% (from τ²).",),
    )
    second = Section(
        heading="Intravenous magnesium",
        rows=(
            row("Dietz 2015", 4.2, -1.0, 9.4, share=0.35),
            row("Early pilot 1999", -30.0, -410.0, 350.0, share=0.01),
            row("Müller-Lüdenscheidt, Papadopoulos and Wojciechowska 2021, second report", -6, -14, 2, share=0.09),
        ),
        diamonds=(diamond("Intravenous magnesium", 1.2, -3.6, 6.0),),
        words=("Three studies, 61 people. τ² = 12.0; Q = 4.9, df 2, p = 0.09; I² = 59% (from τ²).",),
    )
    return ForestPlot(
        title="Magnesium against placebo: pain at 12 weeks, mean difference",
        description="Five studies of 145 people: mean difference −3.1, 95% interval −9.9 to 3.7.",
        arm_headings=(),
        sign_headings=(),
        axis=DIFFERENCE,
        sections=(first, second),
        diamonds=(diamond("All studies", -3.1, -9.9, 3.7),),
        words=("Test for a difference between subgroups: Q = 4.4, df 1, p = 0.04.",),
        order="by year",
    )


def one_study() -> ForestPlot:
    return small(row("Abe 2004", -12.3, -20.1, -4.5, share=1.0))


def many(count: int) -> ForestPlot:
    rows = tuple(
        row(f"Study {number} 2004", math.sin(number), math.sin(number) - 1, math.sin(number) + 1, share=1 / count)
        for number in range(count)
    )
    return small(*rows)
