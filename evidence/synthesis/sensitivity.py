"""Sensitivity: the same body by other models, without each study, and as it grew year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.statistics import (
    Egger,
    Interval,
    Model,
    NotEstimableError,
    Pooled,
    cumulative,
    egger,
    leave_one_out,
    pool,
)
from evidence.synthesis.bodies import Body
from evidence.synthesis.choices import Choices
from evidence.synthesis.figures import with_interval
from evidence.synthesis.values import natural_pooled

# A table of hundreds of lines is not read; the CSV has the studies, and the scripts all the rest.
MOST = 60
MODELS = {
    Model.REML: "REML",
    Model.PM: "Paule-Mandel",
    Model.DL: "DerSimonian-Laird",
    Model.FE: "Common effect",
}
SHORT = {Interval.HKSJ: "Hartung-Knapp", Interval.WALD: "Wald"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Varied:
    """One way of pooling: what was varied, and what came of it in words."""

    label: str
    k: int
    effect: str
    i2: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """Tables for a body that is pooled: `without` each study by its name, `by_year` up to and with each.

    `asymmetry` is Egger's test in a sentence, or why it is not made.
    """

    models: tuple[Varied, ...]
    without: tuple[Varied, ...]
    by_year: tuple[Varied, ...]
    asymmetry: str


def sensitivity_of(body: Body, choices: Choices) -> Sensitivity | None:
    """None for a body that is not pooled."""
    if body.pooled is None:
        return None
    effects = [one.estimated.effect for one in body.estimable if one.estimated is not None]
    interval = body.pooled.interval
    # Tables of counts are not left out one by one: the studies are pooled by their effects then.
    method = Model.FE if body.pooled.method in (Model.MH, Model.PETO) else body.pooled.method
    labels = [one.entry.label for one in body.estimable]
    few = len(effects) <= MOST
    return Sensitivity(
        models=tuple(_models(body)),
        without=_named(labels, leave_one_out(effects, method=method, interval=interval), body) if few else (),
        by_year=_named(labels, cumulative(effects, method=method, interval=interval), body) if few else (),
        asymmetry=_asymmetry(body),
    )


def _models(body: Body) -> list[Varied]:
    effects = [one.estimated.effect for one in body.estimable if one.estimated is not None]
    found = []
    for method, name in MODELS.items():
        for interval, short in SHORT.items():
            if method is Model.FE and interval is not Interval.WALD:
                continue
            try:
                pooled = pool(effects, method=method, interval=interval)
            except NotEstimableError:
                continue
            found.append(_varied(f"{name}, {short}", pooled, body))
    return found


def _named(labels: Sequence[str], pooled: Sequence[Pooled], body: Body) -> tuple[Varied, ...]:
    return tuple(_varied(label, one, body) for label, one in zip(labels, pooled, strict=True))


def _varied(label: str, pooled: Pooled, body: Body) -> Varied:
    return Varied(
        label=label,
        k=pooled.k,
        effect=with_interval(natural_pooled(pooled, ratio=body.is_ratio)),
        i2=f"{pooled.i2:.0f} %" if pooled.i2 is not None else "",
    )


def _asymmetry(body: Body) -> str:
    effects = [one.estimated.effect for one in body.estimable if one.estimated is not None]
    try:
        found: Egger = egger(effects)
    except NotEstimableError as error:
        return str(error)
    return (
        f"Egger’s test for asymmetry: p = {found.p:.3f}. Small studies that differ from large ones can have other "
        "reasons than results that were not published."
    )
