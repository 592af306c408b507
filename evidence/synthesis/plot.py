"""Plots of a unit: one for each measure and scale, its bodies as sections with a diamond where they are pooled."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.drawing.plot import Axis, Diamond, ForestPlot, Mark, Row, Section
from evidence.grading.wording import number
from evidence.statistics import NotEstimableError, subgroup_difference
from evidence.synthesis.bodies import Body
from evidence.synthesis.conclusions import scale_words, unit_of_measure
from evidence.synthesis.figures import arm_words, fixed, with_interval
from evidence.synthesis.lines import Line
from evidence.synthesis.rating import INTERVALS, model_words
from evidence.synthesis.strata import PARTS
from evidence.synthesis.units import Unit
from evidence.synthesis.values import Natural, natural_of, natural_pooled, prediction_of

MEASURE_NAMES = {
    "MD": "Mean difference",
    "SMD": "Standardised mean difference",
    "RR": "Risk ratio",
    "OR": "Odds ratio",
    "HR": "Hazard ratio",
    "RD": "Risk difference",
    "ROM": "Ratio of means",
}
# A shape beside every word, so that nothing hangs on colour.
SHAPES = {
    "low": "+",
    "low except confounding": "(+)",
    "some concerns": "~",
    "moderate": "~",
    "high": "−",
    "serious": "−",
    "critical": "✕",
    "no information": "?",
}
NOT_JUDGED = ("·", "not judged")
NARROWER = (
    "By itself the Hartung-Knapp interval would be narrower than Wald’s here, as happens when few studies agree by "
    "chance: it is made no narrower."
)


# A taller drawing is read by nobody; the table and the CSV have every study.
MOST_DRAWN = 300


def plots_of(unit: Unit, *, intervention: str, outcome: str) -> tuple[ForestPlot, ...]:
    """None where nothing can be computed, or there is too much to draw.

    A body without any figure is shown with the first of the plots.
    """
    drawn: dict[tuple[str, str], list[Body]] = {}
    for body in unit.bodies:
        if body.estimable:
            drawn.setdefault((body.measure, body.scale.slug if body.scale else ""), []).append(body)
    if not drawn or sum(len(body.lines) for body in unit.bodies) > MOST_DRAWN:
        return ()
    first = next(iter(drawn.values()))
    first += [one for one in unit.bodies if not one.estimable]
    return tuple(_plot(bodies, intervention, outcome) for bodies in drawn.values())


def _plot(bodies: Sequence[Body], intervention: str, outcome: str) -> ForestPlot:
    body = bodies[0]
    name = MEASURE_NAMES[body.measure]
    codes = _domains(bodies)
    return ForestPlot(
        title=f"{intervention}: {outcome}",
        description=_description(bodies, name),
        arm_headings=_arm_headings(body),
        sign_headings=(*codes, "All"),
        sign_key=_sign_key(bodies, codes),
        axis=_axis(body, intervention, name),
        sections=tuple(_section(one, codes) for one in bodies),
        words=_between(bodies),
        order="by year",
    )


def section_name(body: Body) -> str:
    """What its studies share: `Chronic low back pain, against placebo, up to 3 months`."""
    stratum = body.stratum
    parts = [stratum.stage, stratum.comparator, stratum.band]
    parts += [] if stratum.design == "randomised" else [stratum.design]
    parts += [stratum.routes] if stratum.routes else []
    parts += [stratum.kind] if body.measure in ("MD", "SMD") and stratum.kind != "scores" else []
    return ", ".join(one for one in parts if one)


def _domains(bodies: Sequence[Body]) -> tuple[str, ...]:
    """The codes of the tool that all who are judged are judged by; none where tools differ."""
    judged = [line.entry for body in bodies for line in body.lines if line.entry.bias]
    if len({one.bias_tool for one in judged}) != 1:
        return ()
    return tuple(dict.fromkeys(code for one in judged for code, _ in one.bias_domains))


def _sign_key(bodies: Sequence[Body], codes: Sequence[str]) -> tuple[str, ...]:
    tools = sorted({line.entry.bias_tool for body in bodies for line in body.lines if line.entry.bias_tool})
    if not tools:
        return ()
    which = f"{codes[0]} to {codes[-1]} are its domains, All is its overall judgement" if codes else "All is overall"
    return (f"Judged by {' and '.join(tools)}: {which}.",)


def _section(body: Body, codes: Sequence[str]) -> Section:
    return Section(
        heading=section_name(body),
        rows=tuple(_row(one, body, codes) for one in body.lines),
        diamonds=_diamonds(body),
        words=heterogeneity_words(body) + body.reasons,
    )


def _row(line: Line, body: Body, codes: Sequence[str]) -> Row:
    entry = line.entry
    found = natural_of(line.estimated.effect, ratio=body.is_ratio) if line.estimated else None
    share = body.weights.get(entry.study, 0.0) if found else 0.0
    return Row(
        label=entry.label,
        address=f"/studies/{entry.study}/",
        detail=_detail(line),
        arms=(arm_words(entry.experimental), arm_words(entry.reference)),
        effect=with_interval(found) if found else f"Not estimable. {line.why_not}",
        weight=f"{100 * share:.1f} %" if body.pooled and found else "",
        mark=_mark(found) if found else None,
        share=share,
        signs=_signs(line, codes),
    )


def _signs(line: Line, codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    by_code = dict(line.entry.bias_domains)
    judged = [by_code.get(code, "") for code in codes] + [line.entry.bias]
    return tuple((SHAPES[one], one) if one in SHAPES else NOT_JUDGED for one in judged)


def _detail(line: Line) -> str:
    """What a reader should know beside the figures: derived spreads, and whose studies are not independent."""
    said = list(line.estimated.derived) if line.estimated else []
    if line.entry.group:
        said.append(f"shares {line.entry.group_reason or 'its group'} with others ({line.entry.group})")
    return ", ".join(said)


def _diamonds(body: Body) -> tuple[Diamond, ...]:
    found = body.natural
    if body.pooled is None or found is None:
        return ()
    prediction = prediction_of(body.pooled, ratio=body.is_ratio)
    words = ""
    if prediction is not None:
        low, high = (fixed(one) for one in prediction)
        words = f"95 % prediction interval {low} to {high} (t, {body.pooled.pi_df} df)"
    return (
        Diamond(
            label="Pooled",
            detail=f"{model_words(body)}; {body.pooled.k} studies, {body.people:,} people",
            effect=with_interval(found),
            weight="100 %",
            mark=_mark(found),
            prediction=prediction,
            prediction_words=words,
        ),
    )


def heterogeneity_words(body: Body) -> tuple[str, ...]:
    """The test of the effect, how far the studies differ, and what the other interval would be."""
    pooled = body.pooled
    if pooled is None:
        return ()
    words = [f"Test of the overall effect: {p_words(pooled.p)}."]
    if pooled.q is not None and pooled.q_df:
        parts = [f"Q {pooled.q:.1f}, {pooled.q_df} df, {p_words(pooled.q_p)}"]
        if pooled.i2 is not None:
            parts.append(f"I² {number(pooled.i2)} %{_limits(pooled.i2_low, pooled.i2_high)}")
        if pooled.tau2 is not None and pooled.method.is_random:
            parts.append(f"τ² {number(pooled.tau2)}{_limits(pooled.tau2_low, pooled.tau2_high)}, I² from τ²")
        words.append(f"Between the studies: {'; '.join(parts)}.")
    if body.other is not None:
        other = with_interval(natural_pooled(body.other, ratio=body.is_ratio))
        words.append(f"With a {INTERVALS[body.other.interval.value]}: {other}.")
    if body.widened:
        words.append(NARROWER)
    return tuple(words)


def p_words(p: float | None) -> str:
    """`p = 0.034`, `p < 0.001`."""
    if p is None:
        return "p not defined"
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _limits(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({number(low)} to {number(high)})"


def _between(bodies: Sequence[Body]) -> tuple[str, ...]:
    """The test between sections that differ in one thing only."""
    pooled = [one for one in bodies if one.pooled is not None]
    if len(pooled) < 2:
        return ()
    differing = [part for part in PARTS if len({getattr(one.stratum, part) for one in pooled}) > 1]
    if len(differing) != 1:
        return ()
    try:
        found = subgroup_difference([one.pooled for one in pooled if one.pooled is not None])
    except NotEstimableError:
        return ()
    return (f"Between the groups: Q {found.q:.2f}, {found.df} df, {p_words(found.p)}.",)


def _axis(body: Body, intervention: str, name: str) -> Axis:
    better = {"lower": (f"favours {intervention}", "favours the comparator")}
    better["higher"] = (better["lower"][1], better["lower"][0])
    low, high = better.get(body.better, ("lower", "higher"))
    points = scale_words(body)
    unit = f", {unit_of_measure(body)}{f' of {points}' if points else ''}" if body.scale else ""
    return Axis(
        logarithmic=body.is_ratio,
        label=f"{name}{unit}",
        no_effect=1.0 if body.is_ratio else 0.0,
        favours_low=low,
        favours_high=high,
    )


def _arm_headings(body: Body) -> tuple[str, str]:
    what = "events / people" if body.stratum.kind == "people with the event" else "mean (SD), people"
    return (f"With it: {what}", f"Compared with: {what}")


def _description(bodies: Sequence[Body], name: str) -> str:
    studies = sum(len(one.lines) for one in bodies)
    said = [f"{name} of {studies} {'study' if studies == 1 else 'studies'}."]
    for body in bodies:
        found = body.natural
        if body.pooled is not None and found is not None:
            said.append(f"{section_name(body)}: pooled {with_interval(found)} from {body.pooled.k} studies.")
    return " ".join(said)


def _mark(found: Natural) -> Mark:
    return Mark(estimate=found.estimate, low=found.low, high=found.high)
