"""What merging one row into another of its kind would do, row by row, before anybody does it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from evidence.fields import DerivedField
from evidence.models import Blinding, Design, Report, Seen, State, Status, Study

# Never taken from the other row: what the row is called, and what was decided about it.
OWN = ("slug", "state", "main", "study", "merged_into", "entered_by", "created", "updated")
# Choices that say that nobody knows.
UNKNOWN = (Design.UNKNOWN, Blinding.NOT_STATED, Status.UNKNOWN, Seen.UNVERIFIED)
DATES = ("published_online", "published_issue")
LETTERS = "bcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, kw_only=True)
class Difference:
    label: str
    kept: str
    lost: str


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Rows that point at the lost one by one link; `changed` get other values as well, `staying` cannot move."""

    link: models.ForeignKey[Any, Any]
    number: int
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    staying: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        moving = self.number - len(self.staying)
        options = self.link.model._meta
        return f"{moving} {options.verbose_name if moving == 1 else options.verbose_name_plural}"


@dataclass(frozen=True, kw_only=True)
class MergePlan:
    kept: Any
    lost: Any
    filled: dict[str, Any]
    linked: dict[str, list[Any]]
    differences: list[Difference]
    moves: list[Moves]

    @property
    def additions(self) -> list[Difference]:
        """What the kept row has not and gets."""
        texts = {name: shown(self.lost, name) for name in self.filled}
        texts |= {name: ", ".join(map(str, rows)) for name, rows in self.linked.items()}
        return [Difference(label=label_of(self.kept, name), kept="", lost=text) for name, text in texts.items()]

    @property
    def said(self) -> list[str]:
        """Sentences on what cannot move as it is."""
        return [sentence for one in self.moves for sentence in one.said]

    @property
    def moving(self) -> list[str]:
        return [one.words for one in self.moves if one.number > len(one.staying)]


def plan_merge(kept: Any, lost: Any) -> MergePlan:
    """Of two reports or two studies; writes nothing."""
    values = [one for one in type(kept)._meta.concrete_fields if _is_content(one)]
    empty = {one.name: value for one in values if _lacks(kept, one.name) and (value := getattr(lost, one.name))}
    if kept.__class__ is Report and kept.year and kept.year != lost.year:
        empty = {name: value for name, value in empty.items() if name not in DATES}
    many = [one.name for one in type(kept)._meta.many_to_many]
    linked = {name: list(getattr(lost, name).all()) for name in many if not getattr(kept, name).exists()}
    return MergePlan(
        kept=kept,
        lost=lost,
        filled={name: value for name, value in empty.items() if not _lacks(lost, name)},
        linked={name: rows for name, rows in linked.items() if rows},
        differences=[
            Difference(label=label_of(kept, one.name), kept=shown(kept, one.name), lost=shown(lost, one.name))
            for one in values
            if not _lacks(kept, one.name)
            and not _lacks(lost, one.name)
            and shown(kept, one.name) != shown(lost, one.name)
        ],
        moves=[moves for one in pointing_at(type(kept)) if (moves := _moves(one, kept, lost)).number],
    )


def pointing_at(model: type[models.Model]) -> Iterator[models.ForeignKey[Any, Any]]:
    """Every field of every application that leads to a row of this model, those without a way back included."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and not relation.related_model._meta.auto_created:
            yield relation.field


def label_of(row: models.Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def shown(row: Any, name: str) -> str:
    """A value in words; empty if there is none."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return (
        ""
        if value is None
        else {True: "yes", False: "no"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )


def _is_content(one: models.Field[Any, Any]) -> bool:
    return not (one.primary_key or one.name in OWN or isinstance(one, DerivedField) or one.is_relation)


def _lacks(row: Any, name: str) -> bool:
    value = getattr(row, name)
    return value in (None, "") or value in UNKNOWN


def _moves(one: models.ForeignKey[Any, Any], kept: Any, lost: Any) -> Moves:
    rows = one.model._base_manager.filter(**{one.name: lost})
    unique = [rule for rule in _unique(one.model) if one.name in rule.fields]
    moves = Moves(link=one, number=rows.count())
    if unique or one.unique:
        for row in rows:
            _settle(moves, row, unique, kept)
    if one.model._meta.model_name == "result" and _unseen_by_readers(lost) and not _unseen_by_readers(kept):
        _back_to_review(moves, rows)
    return moves


def _unique(model: type[models.Model]) -> list[models.UniqueConstraint]:
    return [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]


def _settle(moves: Moves, row: Any, unique: list[models.UniqueConstraint], kept: Any) -> None:
    """Notes what a row must change so that it can stand beside those of the kept one, or that it cannot."""
    before, noun = str(row), str(row._meta.verbose_name)
    one = moves.link
    lost = getattr(row, one.name)
    if one.unique and one.model._base_manager.filter(**{one.name: kept}).exists():
        moves.staying.append(row.pk)
        moves.said.append(f"The {noun} “{before}” stays where it is: the kept one has its own.")
        return
    setattr(row, one.name, kept)
    for rule in unique:
        if not _clashes(rule, row):
            continue
        if "slug" in rule.fields:
            row.slug = _free_slug(row, one, lost, kept)
            moves.changed.setdefault(row.pk, {})["slug"] = row.slug
            moves.said.append(f"The {noun} “{before}” will be called “{row.slug}”, since its name is taken.")
        elif getattr(row, "main", False):
            row.main = False
            moves.changed.setdefault(row.pk, {})["main"] = False
            moves.said.append(f"The report “{before}” will be no main report, since the kept study has one.")
        else:
            moves.staying.append(row.pk)
            moves.said.append(f"The {noun} “{before}” stays where it is: the kept one has its own.")


def _clashes(rule: models.UniqueConstraint, row: Any) -> bool:
    try:
        rule.validate(type(row), row)
    except ValidationError:
        return True
    return False


def _free_slug(row: Any, one: models.ForeignKey[Any, Any], lost: Any, kept: Any) -> str:
    taken = set(one.model._base_manager.filter(**{f"{one.name}__in": [kept, lost]}).values_list("slug", flat=True))
    longest = row._meta.get_field("slug").max_length
    endings = [*LETTERS, *(f"{letter}{number}" for number in range(2, 99) for letter in LETTERS)]
    return next(slug for end in endings if (slug := f"{row.slug[: longest - len(end) - 1]}-{end}") not in taken)


def _unseen_by_readers(row: Any) -> bool:
    return isinstance(row, Study) and row.state != State.PUBLISHED


def _back_to_review(moves: Moves, rows: models.QuerySet[Any]) -> None:
    """Nobody has let these be public in a study that is: merging must not publish them."""
    for row in rows.filter(state=State.PUBLISHED):
        moves.changed.setdefault(row.pk, {})["state"] = State.IN_REVIEW
        moves.said.append(f"The result “{row}” goes back into review, since no reader saw it where it was.")
