"""Risk of bias as pages show it: a table for each tool and for each result that is judged otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from evidence.models import BiasDomain, BiasTool, Judgement, Result, RiskOfBias, State, Study

# A shape beside every word, so that colour is never the only sign.
SHAPES = {
    Judgement.LOW: "+",
    Judgement.LOW_EXCEPT: "(+)",
    Judgement.SOME_CONCERNS: "~",
    Judgement.MODERATE: "~",
    Judgement.HIGH: "−",
    Judgement.SERIOUS: "−",
    Judgement.CRITICAL: "✕",
    Judgement.NO_INFORMATION: "?",
}


@dataclass(frozen=True, kw_only=True)
class Sign:
    """A judgement as a shape and a word; `level` is the name of its colour."""

    shape: str
    word: str
    level: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One domain; no sign where it is not judged. `whose` says whether a result has its own judgement."""

    code: str
    name: str
    sign: Sign | None
    reason: str = ""
    quote: str = ""
    quote_missing: str = ""
    whose: str = ""


@dataclass(frozen=True, kw_only=True)
class BiasTable:
    """The judgements by one tool, for the whole study or for one result; `said` is how the overall one came about."""

    tool: BiasTool
    result: Result | None
    rows: tuple[Row, ...]
    overall: Sign | None
    said: str


def sign_of(judgement: str) -> Sign:
    one = Judgement(judgement)
    return Sign(shape=SHAPES[one], word=str(one.label), level=one.value.replace(" ", "-"))


def bias_tables(study: Study) -> tuple[BiasTable, ...]:
    """Those that readers see, by two queries: a result that is not published has no table."""
    risks = study.risks_of_bias.filter(Q(result=None) | Q(result__state=State.PUBLISHED))
    return tables_of(list(risks.select_related("domain__tool", "result__outcome")))


def tables_of(risks: list[RiskOfBias]) -> tuple[BiasTable, ...]:
    """By tool, the whole study first, then the results that are judged otherwise; of rows with domain and result."""
    tools = {one.domain.tool for one in risks}
    domains = _domains_of(tools)
    found = []
    for tool in sorted(tools, key=lambda one: one.name):
        mine = [one for one in risks if one.domain.tool_id == tool.pk]
        of_study = [one for one in mine if one.result_id is None]
        results = {one.result.pk: one.result for one in mine if one.result is not None}
        by_name = sorted(results.values(), key=lambda one: one.slug)
        if of_study:
            found.append(_table(tool, None, domains[tool.pk], of_study, ()))
        for result in by_name:
            own = [one for one in mine if one.result_id == result.pk]
            found.append(_table(tool, result, domains[tool.pk], of_study, own))
    return tuple(found)


def _domains_of(tools: Iterable[BiasTool]) -> dict[int, list[BiasDomain]]:
    """The domains of each tool in their order, by the tool's number; one query, none without tools."""
    domains: dict[int, list[BiasDomain]] = {}
    listed = list(tools)
    for domain in BiasDomain.objects.filter(tool__in=listed).order_by("tool__name", "order") if listed else ():
        domains.setdefault(domain.tool_id, []).append(domain)
    return domains


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What one tool says of a study or result: overall, and by its domains' codes in their order."""

    overall: str
    tool: str
    domains: tuple[tuple[str, str], ...]


NOT_JUDGED = Judged(overall="", tool="", domains=())


def judgements_of(studies: Collection[str]) -> dict[tuple[str, str], Judged]:
    """The judgements by study and result, both as ids of a row; "" for the whole study.

    Of several tools the first by name that comes to an overall judgement. Two queries.
    """
    risks = RiskOfBias.objects.filter(Q(result=None) | Q(result__state=State.PUBLISHED), study__slug__in=studies)
    by_study: dict[str, list[RiskOfBias]] = {}
    for one in risks.select_related("domain__tool", "study", "result"):
        by_study.setdefault(one.study.slug, []).append(one)
    tools = {one.domain.tool for found in by_study.values() for one in found}
    domains = _domains_of(tools)
    judged: dict[tuple[str, str], Judged] = {}
    for slug, found in by_study.items():
        for tool in sorted({one.domain.tool for one in found}, key=lambda one: one.name):
            mine = [one for one in found if one.domain.tool_id == tool.pk]
            of_study = [one for one in mine if one.result is None]
            for result in {one.result for one in mine}:
                own = [one for one in mine if one.result == result] if result is not None else []
                counts = effective(of_study, own)
                overall, _ = overall_of(tool, domains[tool.pk], counts)
                key = (slug, f"{slug}/{result.slug}" if result is not None else "")
                if overall is not None:
                    asked = [one.code for one in domains[tool.pk] if one.code in counts and not one.is_overall]
                    by_domain = tuple((code, counts[code].judgement) for code in asked)
                    judged.setdefault(key, Judged(overall=overall.value, tool=tool.name, domains=by_domain))
    return judged


def overall_of(
    tool: BiasTool, domains: Iterable[BiasDomain], counts: dict[str, RiskOfBias]
) -> tuple[Judgement | None, str]:
    """The overall judgement and how it came about: by hand where one is made, else by the tool's rule."""
    by_hand = next((one for one in counts.values() if one.domain.is_overall), None)
    if by_hand is not None:
        return Judgement(by_hand.judgement), f"Not by the tool’s rule: {by_hand.reason}"
    codes = [one.code for one in domains if not one.is_overall]
    return tool.overall({code: one.judgement for code, one in counts.items()}, codes)


def effective(of_study: Iterable[RiskOfBias], own: Iterable[RiskOfBias]) -> dict[str, RiskOfBias]:
    """The judgement by domain that counts for a result: its own, or else the study's.

    An overall judgement of the study made by hand does not hold for a result that is judged otherwise somewhere.
    """
    own = list(own)
    of_study = [one for one in of_study if not (own and one.domain.is_overall)]
    return {one.domain.code: one for one in of_study} | {one.domain.code: one for one in own}


def _table(
    tool: BiasTool,
    result: Result | None,
    domains: list[BiasDomain],
    of_study: Iterable[RiskOfBias],
    own: Iterable[RiskOfBias],
) -> BiasTable:
    counts = effective(of_study, own)
    asked = [one for one in domains if not one.is_overall]
    overall, said = overall_of(tool, domains, counts)
    return BiasTable(
        tool=tool,
        result=result,
        rows=tuple(_row(one, counts.get(one.code), result) for one in asked),
        overall=None if overall is None else sign_of(overall),
        said=said,
    )


def _row(domain: BiasDomain, one: RiskOfBias | None, result: Result | None) -> Row:
    if one is None:
        return Row(code=domain.code, name=domain.name, sign=None)
    whose = "" if result is None else ("as for the whole study" if one.result_id is None else "for this result")
    return Row(
        code=domain.code,
        name=domain.name,
        sign=sign_of(one.judgement),
        reason=one.reason,
        quote=one.quote,
        quote_missing=one.quote_missing,
        whose=whose,
    )
