"""Refreshing: known reports and registrations are looked up again, batch by batch; a run that stops goes on there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone

from evidence.actions.later_notices import add_notices
from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.actions.registry_changes import take_over
from evidence.identifiers import Scheme
from evidence.lookups import Client, Looked, NoAnswerError, RegistryRecord, Service, Services, Sourced
from evidence.lookups.client import NotThereError
from evidence.lookups.clinicaltrials import trial
from evidence.lookups.crossref import work
from evidence.lookups.pubmed import fetch
from evidence.models import Act, LookedUp, Registration, Report
from evidence.models.looked_up import longest_not_looked_up

# PubMed takes 200 in one question; Crossref is asked for each, and a run that is stopped loses a batch at most.
BATCH = 100
MOST_SILENCES = 3
Row = TypeVar("Row", Report, Registration)
Record = TypeVar("Record")


@dataclass(kw_only=True)
class Refreshed:
    """What came of one batch: rows looked at, notices added, registrations changed, and what a curator must know."""

    looked: int = 0
    notices: int = 0
    changed: int = 0
    told: list[str] = field(default_factory=list)
    # The numbers of rows about which a service was silent: they stay as long not looked up as they were.
    silent: set[int] = field(default_factory=set)


@dataclass(kw_only=True)
class Round:
    """One run. A service that was silent three times in a row is not asked again in it."""

    client: Client
    services: Services
    by: User | None = None
    # Whether any service has answered at all.
    heard: bool = False
    _silences: Counter[str] = field(default_factory=Counter)

    def reports(self, *, older_than: timedelta, limit: int) -> Iterator[Refreshed]:
        asked = Q()
        if self.services.pubmed.url:
            asked |= Q(pmid__isnull=False)
        if self.services.crossref.url:
            asked |= Q(doi__isnull=False)
        rows = Report.objects.filter(asked) if asked else Report.objects.none()
        for batch in _batches(rows, older_than, limit):
            yield self._reports(batch)

    def registrations(self, *, older_than: timedelta, limit: int) -> Iterator[Refreshed]:
        on = self.services.clinicaltrials.url
        rows = Registration.objects.filter(number__startswith=Scheme.NCT.name) if on else Registration.objects.none()
        for batch in _batches(rows, older_than, limit):
            yield self._registrations(batch)

    def _reports(self, batch: list[Report]) -> Refreshed:
        done = Refreshed()
        found: dict[int, list[Sourced]] = {}
        pubmed, crossref = self.services.pubmed, self.services.crossref
        with_pmid = [one for one in batch if one.pmid and pubmed.url]
        pmids = [str(one.pmid) for one in with_pmid]
        records = self._hear(pubmed, done, with_pmid, lambda: fetch(self.client, pubmed, pmids)) if pmids else None
        for report in with_pmid if records is not None else []:
            if record := (records or {}).get(str(report.pmid)):
                found.setdefault(report.pk, []).append(Sourced(source=pubmed.name, reference=record))
            else:
                done.told.append(f"{report}: {pubmed.name} has no record with the PMID {report.pmid}.")
        for report in batch if crossref.url else []:
            if report.doi:
                answer = self._hear(crossref, done, [report], partial(work, self.client, crossref, report.doi))
                if answer is not None:
                    found.setdefault(report.pk, []).append(Sourced(source=crossref.name, reference=answer))
        looked = {one.pk: Looked(identifiers=(), references=tuple(found.get(one.pk, ()))) for one in batch}

        def add(rows: list[Report]) -> int:
            return add_notices(reports=rows, looked=looked, told=done.told)

        self._write(done, batch, add, "notices", touched={pk for pk, one in looked.items() if one.notices})
        return done

    def _registrations(self, batch: list[Registration]) -> Refreshed:
        done, service = Refreshed(), self.services.clinicaltrials
        found: dict[str, RegistryRecord] = {}
        for one in batch:
            answer = self._hear(service, done, [one], partial(trial, self.client, service, one.number))
            if answer is not None:
                found[one.number] = answer

        def change(rows: list[Registration]) -> int:
            known = [one for one in rows if one.number in found]
            return take_over(registrations=known, found=found, told=done.told)

        self._write(done, batch, change, "changed", touched={one.pk for one in batch if one.number in found})
        return done

    def _hear(self, service: Service, done: Refreshed, rows: Sequence[Row], ask: Callable[[], Record]) -> Record | None:
        if self._silences[service.name] >= MOST_SILENCES:
            done.silent |= {one.pk for one in rows}
            return None
        try:
            answer = ask()
        except NotThereError as error:
            self.heard, self._silences[service.name] = True, 0
            done.told.append(f"{rows[0]}: {error}")
            return None
        except NoAnswerError as error:
            done.silent |= {one.pk for one in rows}
            done.told.append(str(error))
            self._silences[service.name] += 1
            if self._silences[service.name] == MOST_SILENCES:
                done.told.append(f"{service.name} is not asked again in this run.")
            return None
        self.heard, self._silences[service.name] = True, 0
        return answer

    def _write(
        self, done: Refreshed, rows: list[Row], change: Callable[[list[Row]], int], counts: str, *, touched: set[int]
    ) -> None:
        """One act for all; where one row may not be changed, the others are, each by itself."""
        parts = [rows]
        while parts:
            part = parts.pop(0)
            told = len(done.told)
            try:
                with recording(act=Act.LOOKED_UP, by=self.by, reason="Looked up again.") as recorder:
                    recorder.watch(*(one for one in part if one.pk in touched))
                    made = change(part)
                    heard = [one for one in part if one.pk not in done.silent]
                    LookedUp.objects.note(heard, timezone.now())
            except RefusedError as refusal:
                del done.told[told:]
                if len(part) > 1:
                    # Read anew: what the refused act set on them is not what they are.
                    parts += [[one] for one in type(part[0])._default_manager.filter(pk__in=[one.pk for one in part])]
                else:
                    done.told.append(f"{part[0]}: {refusal}")
            else:
                done.looked += len(heard)
                setattr(done, counts, getattr(done, counts) + made)


def _batches(rows: models.QuerySet[Row], older_than: timedelta, limit: int) -> Iterator[list[Row]]:
    """The rows as they stand when their turn comes; which they are is settled at the beginning."""
    due = list(longest_not_looked_up(rows, timezone.now() - older_than).values_list("pk", flat=True)[:limit])
    for start in range(0, len(due), BATCH):
        yield list(rows.filter(pk__in=due[start : start + BATCH]).order_by("pk"))
