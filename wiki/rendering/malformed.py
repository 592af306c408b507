"""Identifiers that cannot be right: a digit too few, a DOI address without a DOI."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evidence.identifiers import IdentifierError, Scheme, find, parse, pmid_doubt
from wiki.rendering.passages import Passage

DOI_SITE = re.compile(r"https?://(?:dx\.|www\.)*doi\.org(?:/|\Z)", re.IGNORECASE)
REGISTERED = re.compile(r"(?<!\w)(?P<scheme>NCT|ISRCTN|ACTRN)[\s:]?\s?(?P<digits>\d{3,20})(?!\d)", re.IGNORECASE)
PUBMED = re.compile(
    r"(?:/pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/|(?<!\w)(?P<scheme>PMID):?\s{0,3})(?P<digits>\d{1,20})(?!\d)",
    re.IGNORECASE,
)
# A year of publication, and not 2000 IU.
YEAR = re.compile(r"(?<![\d$.,/-])(?:19|20)\d\d(?!\d|[.,]\d|\s*(?:IU|mg|mcg|g|ng|units?|people|patients|persons)\b)")
# As journals are cited: 2013 Mar-Apr;16(2)
ISSUE = re.compile(r"\b((?:19|20)\d\d)\b[^.;\n]{0,15};\s*\d{1,4}")


def malformed(seen: Iterable[Passage]) -> Iterator[tuple[str, str]]:
    """Each doubtful identifier of a page as it is written there, with what is wrong about it; each once."""
    found: dict[str, str] = {}
    section, issued = 0, None
    for passage in seen:
        if passage.section != section:
            section, issued = passage.section, None
        texts = [passage.text, *(address for address, _ in passage.links)]
        for text in texts:
            found |= {written: why for written, why in _wrong(text) if written not in found}
        issued = _year_of_issue(passage.text) or issued
        found |= {written: why for written, why in _doubtful(passage, issued) if written not in found}
        found |= {address: why for address, _ in passage.links if (why := _no_doi(address)) and address not in found}
    yield from found.items()


def _wrong(text: str) -> Iterator[tuple[str, str]]:
    """Numbers of a length that their registry does not give."""
    for pattern in (PUBMED, REGISTERED):
        for match in pattern.finditer(text):
            try:
                scheme = (match["scheme"] or "pmid").lower()
                parse(match["digits"] if scheme == "pmid" else f"{scheme}{match['digits']}".upper(), Scheme(scheme))
            except IdentifierError as error:
                yield match[0], str(error)


def _year_of_issue(text: str) -> int | None:
    match = ISSUE.search(text)
    return int(match[1]) if match else None


def _doubtful(passage: Passage, issued: int | None) -> Iterator[tuple[str, str]]:
    """PMIDs too short for the year beside them; without a year, for that of the journal cited above them."""
    years = [int(year) for year in YEAR.findall(passage.text)]
    year = min(years) if years else issued
    for text in (passage.text, *(address for address, _ in passage.links)):
        for one in find(text):
            doubt = pmid_doubt(one.identifier.value, year) if one.identifier.scheme is Scheme.PMID else ""
            if doubt:
                yield text[one.start : one.end], doubt


def _no_doi(address: str) -> str:
    if not DOI_SITE.match(address):
        return ""
    if not any(one.identifier.scheme is Scheme.DOI for one in find(address)):
        return f"“{address}” leads to doi.org, but holds no DOI."
    if address[-1] in ".,;:":
        return f"“{address}” ends in “{address[-1]}”, which is no part of the DOI: doi.org may not know it."
    return ""
