"""Looked: what the services said of one thing that was pasted, side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from evidence.identifiers import Identifier
from evidence.lookups.registry_record import RegistryRecord
from evidence.reading import Linked, Reference


@dataclass(frozen=True, kw_only=True)
class Sourced:
    """A record of a publication, and the service that gave it."""

    source: str
    reference: Reference


@dataclass(frozen=True, kw_only=True)
class Looked:
    """`references` in the order in which they are believed; `silences` are sentences about what is not known."""

    identifiers: tuple[Identifier, ...]
    references: tuple[Sourced, ...] = ()
    trials: tuple[RegistryRecord, ...] = ()
    silences: tuple[str, ...] = ()

    def first(self, name: str) -> tuple[Any, str]:
        """A field of the first record that has something in it, and the service; nothing and "" if none has."""
        for one in self.references:
            value = getattr(one.reference, name)
            if value not in ("", (), None):
                return value, one.source
        return None, ""

    @property
    def disagreements(self) -> list[str]:
        """Where two services say different things of one paper; a sentence for each."""
        told = []
        for name in ("title", "year", "pmid", "doi"):
            said = [(one.source, value) for one in self.references if (value := getattr(one.reference, name))]
            if len({_bare(value) for _, value in said}) > 1:
                told.append(
                    f"The {_called(name)} differs: " + "; ".join(f"{by} says {value}" for by, value in said) + "."
                )
        return told

    @property
    def notices(self) -> list[tuple[Linked, str]]:
        """What was published later about it, each once, with the service that knows it."""
        found: list[tuple[Linked, str]] = []
        for one in self.references:
            for notice in one.reference.notices:
                if not any(is_same_notice(known, notice) for known, _ in found):
                    found.append((notice, one.source))
        return found

    @property
    def registrations(self) -> list[tuple[str, str]]:
        """Numbers of registrations, each with where it was seen; those pasted first."""
        named = [(one.number, "ClinicalTrials.gov") for one in self.trials]
        named += [(number, one.source) for one in self.references for number in one.reference.registrations]
        return list({number: (number, source) for number, source in reversed(named)}.values())[::-1]

    @property
    def about(self) -> list[str]:
        """Sentences for a work that is itself a notice about another."""
        return [
            f"{one.source} says that this is a notice: {other.kind} {other.doi or other.pmid or other.citation}."
            for one in self.references
            for other in one.reference.related
            if other.kind in {"retraction of", "concern about", "erratum for"}
        ] + [
            f"{one.source} marks it as retracted, without a notice."
            for one in self.references
            if one.reference.retracted and not self.notices
        ]


def is_same_notice(one: Linked, other: Linked) -> bool:
    """By an identifier; by kind and date where neither shares one with the other."""
    for name in ("doi", "pmid"):
        mine, its = getattr(one, name), getattr(other, name)
        if mine and its:
            return bool(mine == its)
    if one.kind != other.kind:
        return False
    return one.date is None or other.date is None or one.date.year == other.date.year


def _bare(value: object) -> str:
    """Titles that differ in capitals, dots and dashes alone are the same."""
    return re.sub(r"[\W_]+", "", str(value)).casefold()


def _called(name: str) -> str:
    return name.upper() if name in {"pmid", "doi"} else name
