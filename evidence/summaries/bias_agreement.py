"""How far two assessors agreed who judged apart: over one study, or over all of them."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.agreement import Agreement, agreement
from evidence.models import BiasDomain, BiasOpinion, BiasTool, Study
from evidence.models.bias_opinion import BiasOpinionQuerySet

# What one and the other said of the same domain of the same study, or of the same result.
Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class ToolAgreement:
    """By one tool: over all domains together, and in each of them; an overall judgement by hand counts in neither."""

    tool: BiasTool
    whole: Agreement
    domains: tuple[tuple[BiasDomain, Agreement], ...]


def agreement_by_tool(study: Study | None = None) -> tuple[ToolAgreement, ...]:
    """Of all judgements that two have handed in, by three queries; only of one study if it is given."""
    complete = BiasOpinion.objects.complete()
    pairs = _pairs(complete if study is None else complete.filter(study=study))
    domains = BiasDomain.objects.filter(pk__in=pairs).select_related("tool").order_by("tool__name", "order")
    by_tool: dict[BiasTool, list[BiasDomain]] = {}
    for domain in domains:
        if not domain.is_overall:
            by_tool.setdefault(domain.tool, []).append(domain)
    return tuple(
        ToolAgreement(
            tool=tool,
            whole=agreement([pair for one in listed for pair in pairs[one.pk]], tool.scale),
            domains=tuple((one, agreement(pairs[one.pk], tool.scale)) for one in listed),
        )
        for tool, listed in by_tool.items()
    )


def _pairs(opinions: BiasOpinionQuerySet) -> dict[int, list[Pair]]:
    """By domain. Who has the lower number is named first: kappa is the same either way."""
    said: dict[tuple[int, int | None, int], list[str]] = {}
    rows = opinions.order_by("study", "result", "domain", "by")
    for study, result, domain, judgement in rows.values_list("study", "result", "domain", "judgement"):
        said.setdefault((study, result, domain), []).append(judgement)
    pairs: dict[int, list[Pair]] = {}
    for (_, _, domain), judgements in said.items():
        if len(judgements) == 2:
            pairs.setdefault(domain, []).append((judgements[0], judgements[1]))
    return pairs
