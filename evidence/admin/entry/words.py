"""What was entered, in the words of the page that a second reader holds beside the paper."""

from __future__ import annotations

from evidence.models import ArmValue, Comparator, Comparison, RegimenStep


def shown(number: float | None) -> str:
    return "not reported" if number is None else f"{number:g}"


def step_in_words(step: RegimenStep) -> str:
    parts = [str(step.intervention), step.get_route_display() if step.route else ""]
    parts.append("" if step.amount is None else f"{step.amount:g} {step.unit}")
    parts.append("" if step.times_a_day is None else f"{step.times_a_day:g} × a day")
    parts.append("" if step.days is None else f"{step.days} days")
    parts.append("given to everybody" if step.co_intervention else "")
    return ", ".join(part for part in parts if part) + (f" (“{step.words}”)" if step.words else "")


def figures_in_words(value: ArmValue) -> list[str]:
    """Each figure that was entered; a mean always with its SD, be it missing."""
    said = []
    if value.n is not None:
        said.append(f"{value.n} people")
    if value.mean is not None:
        said.append(f"mean {value.mean:g}, SD {shown(value.sd)}")
    if value.baseline_mean is not None:
        said.append(f"at the start {value.baseline_mean:g}, SD {shown(value.baseline_sd)}")
    if value.events is not None:
        said.append(f"{value.events} of {value.total}")
    if value.percent is not None:
        said.append(f"{value.percent:g} %")
    if value.median is not None:
        quartiles = f"{shown(value.lower_quartile)} to {shown(value.upper_quartile)}"
        said.append(f"median {value.median:g}, quartiles {quartiles}")
    return [*said, value.note] if value.note else said


def comparison_in_words(one: Comparison) -> str:
    tested = one.experimental.name if one.experimental else str(one.intervention or "")
    against = one.reference.name if one.reference else one.get_comparator_display()
    parts = [f"{tested}: no comparator" if one.comparator == Comparator.NONE else f"{tested} against {against}"]
    if one.estimate is not None:
        parts.append(f"{one.get_measure_display()} {one.estimate:g}")
    if one.ci_low is not None and one.ci_high is not None:
        parts.append(f"{one.ci_level:g} % interval {one.ci_low:g} to {one.ci_high:g}")
    if one.p:
        parts.append(f"p {one.p}")
    return ", ".join([*parts, one.get_direction_display()])
