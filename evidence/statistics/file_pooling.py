"""The studies of a file pooled, with what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evidence.statistics.counts import odds_ratio, risk_difference, risk_ratio
from evidence.statistics.means import mean_difference, ratio_of_means, standardised_mean_difference
from evidence.statistics.pooling import pool_each
from evidence.statistics.reported import from_se
from evidence.statistics.study_file import COUNTED, StudyRow
from evidence.statistics.tables import mantel_haenszel
from evidence.statistics.values import Counts, Effect, Group, Interval, Measure, Model, NotEstimableError, Pooled

# Of a file without any study to pool, so many are named.
NAMED = 20

GROUPS: dict[Measure, Callable[[Group, Group], Effect]] = {
    Measure.MD: mean_difference,
    Measure.SMD: standardised_mean_difference,
    Measure.ROM: ratio_of_means,
}
COUNTS: dict[Measure, Callable[[Counts, Counts], Effect]] = {
    Measure.RR: risk_ratio,
    Measure.OR: odds_ratio,
    Measure.RD: risk_difference,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPooled:
    """One study: its effect and its weight in per cent, or why there is none."""

    line: int
    name: str
    effect: Effect | None
    weight: float | None
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePooled:
    """The pooled figure and every study of the file, in its order; `wald` is the same with Wald's interval."""

    pooled: Pooled
    wald: Pooled
    studies: tuple[StudyPooled, ...]


def pool_rows(rows: Sequence[StudyRow], *, measure: Measure, method: Model, interval: Interval) -> FilePooled:
    """Pools what can be; Mantel-Haenszel's takes tables of RR, OR and RD, also those without an effect of their own.

    Raises NotEstimableError, with the first studies' reasons if there is none to pool.
    """
    effects: list[Effect | None] = []
    reasons: list[str] = []
    for row in rows:
        effect, why_not = _effect(row, measure)
        effects.append(effect)
        reasons.append(why_not)
    if all(effect is None for effect in effects):
        listed = [f"{row.name}: {why_not}" for row, why_not in zip(rows[:NAMED], reasons[:NAMED], strict=True)]
        more = [f"And {len(rows) - NAMED:,} more."] if len(rows) > NAMED else []
        raise NotEstimableError("\n".join(["No study could be pooled.", *listed, *more]))
    if method is Model.MH:
        used = [at for at, row in enumerate(rows) if not row.missing]
        pooled = wald = mantel_haenszel([_counts(rows[at]) for at in used], measure=measure)
    else:
        used = [at for at, effect in enumerate(effects) if effect is not None]
        known = [effect for effect in effects if effect is not None]
        pooled, wald = pool_each(known, method=method, intervals=[interval, Interval.WALD])
    weights = dict(zip(used, pooled.weights, strict=True))
    studies = tuple(
        StudyPooled(line=row.line, name=row.name, effect=effect, weight=weights.get(at), why_not=why_not)
        for at, (row, effect, why_not) in enumerate(zip(rows, effects, reasons, strict=True))
    )
    return FilePooled(pooled=pooled, wald=wald, studies=studies)


def _effect(row: StudyRow, measure: Measure) -> tuple[Effect | None, str]:
    if row.missing:
        return None, f"{' and '.join(row.missing)} missing."
    try:
        if measure is Measure.GEN:
            return from_se(row.figures["yi"], row.figures["sei"]), ""
        if measure in COUNTS:
            return COUNTS[measure](*_counts(row)), ""
        return GROUPS[measure](*_groups(row)), ""
    except NotEstimableError as error:
        return None, str(error)


def _counts(row: StudyRow) -> tuple[Counts, Counts]:
    a, n1, c, n2 = (row.figures[column] for column in COUNTED)
    return Counts(events=a, total=n1), Counts(events=c, total=n2)


def _groups(row: StudyRow) -> tuple[Group, Group]:
    figures = row.figures
    return (
        Group(n=figures["n1i"], mean=figures["m1i"], sd=figures["sd1i"]),
        Group(n=figures["n2i"], mean=figures["m2i"], sd=figures["sd2i"]),
    )
