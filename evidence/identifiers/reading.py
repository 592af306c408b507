"""One identifier, pasted into a field: its canonical value, or a sentence that says what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable

from evidence.identifiers.doi import canonical_doi
from evidence.identifiers.finding import find
from evidence.identifiers.numbers import REGISTRY_NUMBERS, canonical_pmcid, canonical_pmid
from evidence.identifiers.schemes import REGISTRIES, IdentifierError, Scheme

CANONICAL: dict[Scheme, Callable[[str], str]] = {
    Scheme.PMID: canonical_pmid,
    Scheme.PMCID: canonical_pmcid,
    Scheme.DOI: canonical_doi,
    **REGISTRY_NUMBERS,
}


def parse(text: str, scheme: Scheme) -> str:
    """The canonical value of one pasted identifier: bare, labelled or inside an address.

    Raises IdentifierError with a sentence that says what was expected.
    """
    if len(text) > 2000:
        raise IdentifierError(f"An identifier of {len(text):,} characters was pasted: expected one identifier.")
    found = [one for one in find(text) if one.identifier.scheme is scheme]
    seen = {one.identifier.value for one in found}
    if len(seen) > 1:
        raise IdentifierError(f"“{text}” holds {len(seen)} identifiers ({', '.join(sorted(seen))}): keep one.")
    plain = re.sub(r"^[\s(]*(?:pmid|pmcid|doi)\s*:?\s+", "", text, flags=re.IGNORECASE).strip()
    if found:
        beside = text[: found[0].start] + text[found[-1].end :]
        if not re.search(r"\s", plain) or not re.search(r"[^\W_]", beside):
            return found[0].identifier.value
    return CANONICAL[scheme](plain)


def parse_registration(text: str) -> str:
    """The canonical number of a trial registration, of whichever registry is known here."""
    for scheme in REGISTRIES:
        if scheme.name in text.upper():
            return parse(text, scheme)
    raise IdentifierError(f"“{text}” is not a registration known here: expected an NCT, ACTRN or ISRCTN number.")


def pmid_doubt(pmid: str, year: int | None) -> str:
    """Why a PMID can hardly belong to a paper of that year; empty when nothing speaks against it.

    PubMed's numbers passed 10,000,000 in 1999 and have been given in rising order since.
    """
    if year is None or year <= 2000 or len(pmid) == 8:
        return ""
    return f"PMID {pmid} has {len(pmid)} digits, but papers of {year} carry eight: is one missing?"
