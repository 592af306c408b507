"""From the identifiers of one paper or trial to all that three services know of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from evidence.identifiers import Identifier, Scheme
from evidence.lookups import clinicaltrials, crossref, pubmed
from evidence.lookups.client import Client, NoAnswerError, Service
from evidence.lookups.looked import Looked, Sourced
from evidence.lookups.registry_record import RegistryRecord

MOST_TRIALS = 3
Record = TypeVar("Record")


@dataclass(frozen=True, kw_only=True)
class Services:
    pubmed: Service
    crossref: Service
    clinicaltrials: Service


@dataclass(kw_only=True)
class _Search:
    client: Client
    services: Services
    references: list[Sourced] = field(default_factory=list)
    trials: list[RegistryRecord] = field(default_factory=list)
    silences: list[str] = field(default_factory=list)

    def hear(self, asked: Callable[[], Record]) -> Record | None:
        try:
            return asked()
        except NoAnswerError as error:
            self.silences.append(str(error))
            return None


def look_up(*, client: Client, services: Services, identifiers: Sequence[Identifier]) -> Looked:
    """Whatever can be learned; the first identifier of each kind counts. Never raises for what a service does."""
    given = {one.scheme: one.value for one in reversed(identifiers)}
    search = _Search(client=client, services=services)
    _papers(search, given.get(Scheme.PMID, ""), given.get(Scheme.DOI, ""))
    if Scheme.PMCID in given and not search.references:
        search.silences.append(f"{given[Scheme.PMCID]} alone is not looked up: paste the PMID or the DOI of the paper.")
    numbers = [given[Scheme.NCT]] if Scheme.NCT in given else []
    numbers += [number for one in search.references for number in one.reference.registrations]
    _trials(search, list(dict.fromkeys(numbers)))
    return Looked(
        identifiers=tuple(identifiers),
        references=tuple(search.references),
        trials=tuple(search.trials),
        silences=tuple(dict.fromkeys(search.silences)),
    )


def _papers(search: _Search, pmid: str, doi: str) -> None:
    """PubMed first, since its DOI leads to Crossref; a DOI alone leads to both."""
    client, services = search.client, search.services
    article = None
    if pmid:
        article = search.hear(lambda: pubmed.article(client, services.pubmed, pmid))
    elif doi:
        article = search.hear(lambda: pubmed.article_of_doi(client, services.pubmed, doi))
    if article:
        search.references.append(Sourced(source=services.pubmed.name, reference=article))
    leads = doi or (article.doi if article else "")
    if leads:
        work = search.hear(lambda: crossref.work(client, services.crossref, leads))
        if work:
            search.references.append(Sourced(source=services.crossref.name, reference=work))


def _trials(search: _Search, numbers: Sequence[str]) -> None:
    client, service = search.client, search.services.clinicaltrials
    known = [number for number in numbers if number.startswith("NCT")][:MOST_TRIALS]
    for number in known:
        found = search.hear(lambda number=number: clinicaltrials.trial(client, service, number))  # type: ignore[misc]
        if found:
            search.trials.append(found)
    search.silences += [
        f"{number} is in a registry that is not asked here." for number in numbers if number[:3] != "NCT"
    ]
