"""ClinicalTrials.gov: one trial by its NCT number (API v2, https://clinicaltrials.gov/data-api/api)."""

from __future__ import annotations

from evidence.dates import PartialDate
from evidence.lookups import shapes
from evidence.lookups.client import Client, NotThereError, Service
from evidence.lookups.registry_record import RegistryRecord

STATUS = {
    "NOT_YET_RECRUITING": "planned",
    "RECRUITING": "running",
    "ENROLLING_BY_INVITATION": "running",
    "ACTIVE_NOT_RECRUITING": "running",
    "COMPLETED": "completed",
    "TERMINATED": "stopped",
    "WITHDRAWN": "stopped",
    # A suspended trial may go on; one of unknown status has not been told of for two years.
    "SUSPENDED": "unknown",
    "UNKNOWN": "unknown",
}


def trial(client: Client, service: Service, number: str) -> RegistryRecord:
    """Raises NotThereError or NoAnswerError."""
    try:
        body = client.ask(service, f"/studies/{number}", {"format": "json"})
    except NotThereError as error:
        raise NotThereError(f"{service.name} has no trial {number}.") from error
    study = shapes.object_in(service, body)
    protocol = shapes.needed(service, study, "protocolSection")
    names = shapes.inner(protocol, "identificationModule")
    answered = shapes.words(names, "nctId").upper()
    if answered != number:
        raise service.misread(f"the trial {answered or 'without a number'} instead of {number}.")
    status = shapes.inner(protocol, "statusModule")
    design = shapes.inner(protocol, "designModule")
    word = shapes.words(status, "overallStatus")
    return RegistryRecord(
        number=number,
        title=shapes.words(names, "officialTitle") or shapes.words(names, "briefTitle"),
        acronym=shapes.words(names, "acronym"),
        status=STATUS.get(word, "unknown"),
        status_word=word.replace("_", " ").lower(),
        registered=shapes.written_date(status, "studyFirstSubmitDate"),
        planned_start=_date(status, "startDateStruct", "ESTIMATED"),
        actual_start=_date(status, "startDateStruct", "ACTUAL"),
        planned_end=_date(status, "completionDateStruct", "ESTIMATED"),
        actual_end=_date(status, "completionDateStruct", "ACTUAL"),
        people_planned=_people(design, "ESTIMATED"),
        people_recruited=_people(design, "ACTUAL"),
        results_posted=shapes.truth(study, "hasResults"),
        results_in=_results(protocol),
    )


def _date(status: shapes.Object, name: str, kind: str) -> PartialDate | None:
    struct = shapes.inner(status, name)
    return shapes.written_date(struct, "date") if shapes.words(struct, "type") == kind else None


def _people(design: shapes.Object, kind: str) -> int | None:
    enrolment = shapes.inner(design, "enrollmentInfo")
    return shapes.number(enrolment, "count") if shapes.words(enrolment, "type") == kind else None


def _results(protocol: shapes.Object) -> tuple[str, ...]:
    papers = shapes.objects(shapes.inner(protocol, "referencesModule"), "references")
    found = [shapes.words(one, "pmid") for one in papers if shapes.words(one, "type") == "RESULT"]
    return tuple(one for one in found if one.isdecimal() and one.isascii())
