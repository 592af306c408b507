"""Where RIS hides the numbers of a publication: each database has a tag of its own for PubMed's."""

from __future__ import annotations

import re

from evidence.identifiers import Scheme
from evidence.reading.draft import REGISTRATION, Draft

OF_PUBMED = re.compile(r"pubmed|medline|\bnlm\b|ncbi", re.I)
PUBMED_NUMBER = re.compile(r"\bPUBMED\s+(\d{1,8})\b", re.I)
DIGITS = re.compile(r"\d{1,8}", re.ASCII)

Values = dict[str, list[str]]


def identify(draft: Draft, values: Values) -> None:
    """Identifiers, database and address; what is none of them stays among the values."""
    _database(draft, values)
    for value in values.pop("DO", []):
        draft.identifier("DO", value, Scheme.DOI)
    _custom(draft, values)
    _numbers(draft, values)
    _addresses(draft, values)
    if draft.kind == "registry":
        for text in (draft.accession, draft.other_number, draft.journal, draft.title):
            if REGISTRATION.search(text) and not draft.registrations:
                draft.identifiers_in(text)


def _database(draft: Draft, values: Values) -> None:
    """AN (EndNote, Zotero, EBSCO) and ID (Ovid) are PubMed's number if the database is PubMed or MEDLINE."""
    names = [name.partition("<")[0].strip() for name in values.pop("DB", [])]
    providers = values.get("DP", [])
    draft.database = "; ".join(dict.fromkeys(names))
    # Embase names MEDLINE second.
    pubmed = any(OF_PUBMED.search(name) for name in names[:1] + providers)
    for tag in ("AN", "ID") if names else ("AN",):
        for value in values.pop(tag, []):
            number = value.removeprefix("PMID:").strip()
            if pubmed and DIGITS.fullmatch(number):
                draft.identifier(tag, number, Scheme.PMID)
            if not draft.accession:
                draft.accession = value
            elif value != draft.accession:
                draft.keep(tag, value)
    # Embase's own number, and there PubMed's.
    if not draft.accession and "U2" in values:
        draft.accession = values.pop("U2")[0]
    if "C5" in values and any(re.search("embase|medline", name, re.I) for name in names):
        for value in values.pop("C5"):
            draft.identifier("C5", value, Scheme.PMID)


def _custom(draft: Draft, values: Values) -> None:
    """Fields for the user's own, which EndNote and Cochrane use: PMCID in C2, “PUBMED 123” in C3, a DOI in M3."""
    for tag in ("C2", "C6"):
        if (value := values.get(tag, [""])[0]).upper().startswith("PMC"):
            draft.identifier(tag, value, Scheme.PMCID)
            values[tag] = values[tag][1:]
    for value in values.get("C3", []):
        if match := PUBMED_NUMBER.search(value):
            draft.identifier("C3", match[1], Scheme.PMID)
    if not draft.doi and (value := values.get("M3", [""])[0]).lower().startswith(("10.", "doi")):
        draft.identifier("M3", value, Scheme.DOI)


def _numbers(draft: Draft, values: Values) -> None:
    """SN is an ISSN or ISBN, and of a report its number: Zotero puts that of a registration here."""
    for value in values.pop("SN", []):
        if draft.kind == "registry" or REGISTRATION.match(value):
            draft.registration("SN", value)
        elif draft.kind != "book" and draft.issns(value):
            continue
        elif draft.kind in {"thesis", "guideline"}:
            draft.other_number = value
        else:
            draft.keep("SN", value)


def _addresses(draft: Draft, values: Values) -> None:
    """One address to read it at; DOI, PMID and PMCID from all of them where nothing else says them."""
    addresses = [one for value in values.pop("UR", []) for one in value.split()]
    said = " ".join([*addresses, *values.get("L2", []), *values.get("L1", [])])
    if (
        (not draft.pmid and "pubmed" in said)
        or (not draft.pmcid and "PMC" in said)
        or (not draft.doi and "10." in said)
        or REGISTRATION.search(said)
    ):
        draft.identifiers_in(said)
    for address in addresses:
        own = address.startswith(("http://", "https://")) and not re.search(r"//(?:dx\.)?doi\.org/|pubmed", address)
        if own and not draft.address:
            draft.address = address
        elif not draft.pmid or "pubmed" not in address:
            draft.keep("UR", address)
