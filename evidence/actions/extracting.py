"""Double entry: a second reader extracts a study blind, hands in, and a third person settles where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.actions.sheet_cells import meant
from evidence.models import Act, ArmValue, Comparison, Extraction, Result, Settlement, State, Study
from evidence.summaries.extraction import Asked, Pair, asked_of, pairs_of, same, value_of
from evidence.summaries.sheet_kinds import Place


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a third person takes for one difference, and why."""

    value: str
    reason: str


def begin(*, study: Study, by: User) -> Extraction:
    """From here until it is handed in, `by` sees nothing of the study. Raises RefusedError."""
    if study.state not in (State.DRAFT, State.IN_REVIEW):
        raise RefusedError(f"{study} is {study.get_state_display()}: only what is not public can be read blind.")
    if by.pk in _first_readers(study):
        raise RefusedError(f"You entered {study} yourself: the second reader is somebody else.")
    if not study.results.exists():
        raise RefusedError(f"{study} has no results yet: its outcomes and times are the frame that both fill in.")
    try:
        with transaction.atomic():
            return Extraction.objects.create(study=study, by=by)
    except IntegrityError:
        raise RefusedError(f"{study} is being extracted a second time already, or was.") from None


@transaction.atomic
def keep(*, extraction: Extraction, values: Mapping[str, str]) -> None:
    """Keep what is entered so far. Raises RefusedError once it is handed in, and ValidationError by name."""
    extraction = _running(extraction)
    extraction.second = _checked(extraction.study, values)
    extraction.save(update_fields=["second", "updated"])


@transaction.atomic
def hand_in(*, extraction: Extraction, values: Mapping[str, str]) -> Extraction:
    """From here both readings stay as they are, and both are shown. Raises as `keep`, and for an empty one."""
    keep(extraction=extraction, values=values)
    extraction = _running(extraction)
    if not extraction.second:
        raise RefusedError("Nothing is entered yet: fill in what the paper prints, then hand it in.")
    asked = asked_of(extraction.study)
    extraction.first = {one.name: value_of(one) for one in asked}
    extraction.submitted = timezone.now()
    extraction.save(update_fields=["first", "submitted", "updated"])
    return extraction


@transaction.atomic
def give_up(*, extraction: Extraction) -> None:
    extraction = _running(extraction)
    extraction.given_up = timezone.now()
    extraction.save(update_fields=["given_up", "updated"])


def settle(*, extraction: Extraction, decisions: Mapping[str, Decision], by: User) -> None:
    """Write what a third person decided into the study; what both read is kept beside it. Raises RefusedError."""
    with recording(act=Act.SETTLED, by=by, reason=f"Settled with what {extraction.by} extracted blind.") as recorder:
        recorder.watch(extraction.study)
        extraction = Extraction.objects.select_for_update().get(pk=extraction.pk)
        if extraction.submitted is None or extraction.settled is not None:
            raise RefusedError("This extraction is not handed in yet, or is settled already.")
        refuse_readers(extraction, by)
        pairs = pairs_of(extraction)
        _apply([one for one in pairs if not one.agree], decisions, extraction, by)
        _note_second_reader(pairs, extraction)
        extraction.settled = timezone.now()
        extraction.save(update_fields=["settled", "updated"])


def refuse_readers(extraction: Extraction, by: User) -> None:
    if by.pk == extraction.by_id or by.pk in _first_readers(extraction.study):
        raise RefusedError("Differences are settled by a third person, not by one of the two readers.")


def _first_readers(study: Study) -> set[int | None]:
    return {study.entered_by_id, *study.results.values_list("entered_by", flat=True)}


def _running(extraction: Extraction) -> Extraction:
    found = Extraction.objects.select_for_update().get(pk=extraction.pk)
    if found.submitted is not None or found.given_up is not None:
        raise RefusedError("This extraction is handed in or given up: it stays as it is.")
    return found


def _checked(study: Study, values: Mapping[str, str]) -> dict[str, str]:
    asked = {one.name: one for one in asked_of(study)}
    kept: dict[str, str] = {}
    faults: dict[str, str] = {}
    for name, text in values.items():
        if name not in asked or not text.strip():
            continue
        try:
            _value(asked[name], text)
        except ValidationError as error:
            faults[name] = " ".join(error.messages)
        kept[name] = text.strip()
    if faults:
        raise ValidationError(faults)
    return kept


def _value(asked: Asked, text: str) -> object:
    value = meant(asked.column, Place(home="", field=asked.field), text.strip(), asked.row)
    asked.column.run_validators(value)
    return value


def _apply(differences: list[Pair], decisions: Mapping[str, Decision], extraction: Extraction, by: User) -> None:
    faults: dict[str, str] = {}
    rows = {}
    for pair in differences:
        asked, decision = pair.asked, decisions.get(pair.asked.name)
        if decision is None or not decision.reason.strip():
            faults[asked.name] = "Choose one, and say why."
            continue
        try:
            setattr(asked.row, asked.field, _value(asked, decision.value))
        except ValidationError as error:
            faults[asked.name] = " ".join(error.messages)
            continue
        if not same(decision.value, pair.first):
            rows[id(asked.row)] = (asked.name, asked.row)
        Settlement.objects.create(
            extraction=extraction, name=asked.name, value=decision.value.strip(), reason=decision.reason.strip(), by=by
        )
    for name, row in rows.values():
        try:
            row.full_clean()
        except ValidationError as error:
            faults[name] = " ".join(error.messages)
    if faults:
        raise ValidationError(faults)
    for _, row in rows.values():
        row.save()


def _note_second_reader(pairs: list[Pair], extraction: Extraction) -> None:
    """Every result was read by two now; whose first reader is not known has no second."""
    results: dict[int, Result] = {}
    for pair in pairs:
        if isinstance(pair.asked.row, ArmValue | Comparison):
            results[pair.asked.row.result_id] = pair.asked.row.result
    for result in results.values():
        if result.entered_by_id not in (None, extraction.by_id):
            result.checked_by = extraction.by
            result.save(update_fields=["checked_by", "updated"])
