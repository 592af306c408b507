"""Identifiers of papers and registrations: one canonical form for whatever people paste."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote


class IdentifierError(ValueError):
    """A text that is not the identifier it was said to be; the message is for the curator."""


class Scheme(StrEnum):
    PMID = "pmid"
    PMCID = "pmcid"
    DOI = "doi"
    NCT = "nct"
    ACTRN = "actrn"
    ISRCTN = "isrctn"


ADDRESS = {
    Scheme.PMID: "https://pubmed.ncbi.nlm.nih.gov/{}/",
    Scheme.PMCID: "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    Scheme.DOI: "https://doi.org/{}",
    Scheme.NCT: "https://clinicaltrials.gov/study/{}",
    Scheme.ACTRN: "https://www.anzctr.org.au/{}.aspx",
    Scheme.ISRCTN: "https://www.isrctn.com/{}",
}
REGISTRIES = (Scheme.NCT, Scheme.ACTRN, Scheme.ISRCTN)


@dataclass(frozen=True, order=True)
class Identifier:
    """A scheme and its canonical value: digits for a PMID, lower case for a DOI."""

    scheme: Scheme
    value: str

    @property
    def address(self) -> str:
        return ADDRESS[self.scheme].format(self.value)

    def __str__(self) -> str:
        prefix = {Scheme.PMID: "PMID ", Scheme.DOI: "doi:"}.get(self.scheme, "")
        return prefix + self.value


@dataclass(frozen=True)
class Found:
    """An identifier seen in running text, at text[start:end]."""

    identifier: Identifier
    start: int
    end: int


PATTERNS = {
    # The PII of a Lancet or Cell Press page is the tail of the article's DOI (prefix 10.1016).
    Scheme.DOI: re.compile(
        r"(?<![\w.])(?:(?:doi:\s?)?(?P<doi>10\.\d{4,9}(?:\.\d+)*(?:/|%2f)[^\s\"'<>\]|]+)"
        r"|(?P<pii>PII(?P<piivalue>S\d{4}-?\d{3}[\dX]\(\d\d\)\d{5}-[\dX])))",
        re.IGNORECASE,
    ),
    Scheme.PMCID: re.compile(r"(?<!\w)PMC\s?(?P<value>\d{1,9})(?!\d)", re.IGNORECASE),
    Scheme.PMID: re.compile(
        r"(?:(?:ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/(?:\?term=)?|pubmed\.ncbi\.nlm\.nih\.gov/"
        r"|pubmed\.gov/)|(?<!\w)PMID:?\s*)(?P<value>\d{1,12})(?!\d)",
        re.IGNORECASE,
    ),
    Scheme.NCT: re.compile(r"(?<!\w)NCT\s?(?P<value>\d{8})(?!\d)", re.IGNORECASE),
    Scheme.ACTRN: re.compile(r"(?<!\w)ACTRN\s?(?P<value>\d{14,15})(?!\d)", re.IGNORECASE),
    Scheme.ISRCTN: re.compile(r"(?<!\w)ISRCTN\s?(?P<value>\d{8})(?!\d)", re.IGNORECASE),
}
# What publishers put behind the DOI in the address of an article.
PAGE_SUFFIX = re.compile(r"/(?:full|fulltext|abstract|pdf|epdf|epub|meta)(?:[/.?#].*)?$")
BRACKETS = {")": "(", "]": "[", "}": "{"}


def canonical_doi(text: str) -> str:
    """A DOI in lower case, without the punctuation of the sentence round it.

    DOIs compare without regard to case (DOI Handbook, 2.4). Raises IdentifierError.
    """
    doi = unquote(text).strip().lower()
    doi = re.sub(r"^(?:https?://)?(?:dx\.)?(?:www\.)?doi\.org/|^doi:\s*", "", doi)
    doi = PAGE_SUFFIX.sub("", doi.split("?")[0].split("#")[0])
    while doi and (
        doi[-1] in ".,;:'\"*" or (doi[-1] in BRACKETS and doi.count(doi[-1]) > doi.count(BRACKETS[doi[-1]]))
    ):
        doi = doi[:-1]
    if not re.fullmatch(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>]+", doi):
        raise IdentifierError(f"“{text}” is not a DOI: expected something like 10.1111/anae.12107.")
    return doi


def canonical_pmid(text: str) -> str:
    digits = text.strip().lstrip("0")
    if not re.fullmatch(r"\d{1,8}", digits, re.ASCII):
        raise IdentifierError(f"“{text}” is not a PMID: expected one to eight digits, such as 23384256.")
    return digits


def canonical_pmcid(text: str) -> str:
    digits = re.sub(r"^pmc\s?", "", text.strip(), flags=re.IGNORECASE).lstrip("0")
    if not re.fullmatch(r"\d{1,8}", digits, re.ASCII):
        raise IdentifierError(f"“{text}” is not a PMCID: expected something like PMC8482298.")
    return f"PMC{digits}"


def registry_number(prefix: str, digits: int) -> Callable[[str], str]:
    """A reader for numbers of `prefix` and so many digits, not all of them zero."""

    def canonical(text: str) -> str:
        number = re.sub(rf"^{prefix}\s?", "", text.strip(), flags=re.IGNORECASE)
        # Some papers print ACTRN numbers with one more zero in front: ACTRN012605000262606.
        if len(number) == digits + 1 and number.startswith("0"):
            number = number[1:]
        if not re.fullmatch(rf"\d{{{digits}}}", number, re.ASCII):
            raise IdentifierError(f"“{text}” is not a registration: expected {prefix} and {digits} digits.")
        if not number.strip("0"):
            raise IdentifierError(f"“{text}” is a placeholder, not a registration: all its digits are zero.")
        return prefix + number

    return canonical


CANONICAL: dict[Scheme, Callable[[str], str]] = {
    Scheme.PMID: canonical_pmid,
    Scheme.PMCID: canonical_pmcid,
    Scheme.DOI: canonical_doi,
    Scheme.NCT: registry_number("NCT", 8),
    Scheme.ACTRN: registry_number("ACTRN", 14),
    Scheme.ISRCTN: registry_number("ISRCTN", 8),
}


def find(text: str) -> Iterator[Found]:
    """Every identifier in a text or address, in order; malformed ones are passed over."""
    found = []
    for scheme, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            try:
                value = CANONICAL[scheme](_raw(scheme, match))
            except IdentifierError:
                continue
            found.append(Found(Identifier(scheme, value), match.start(), match.end()))
    return iter(sorted(found, key=lambda one: (one.start, one.identifier)))


def _raw(scheme: Scheme, match: re.Match[str]) -> str:
    if scheme is not Scheme.DOI:
        return match["value"]
    return match["doi"] or f"10.1016/{match['piivalue']}"


def parse(text: str, scheme: Scheme) -> str:
    """The canonical value of one pasted identifier: bare, labelled or inside an address.

    Raises IdentifierError with a sentence that says what was expected.
    """
    if len(text) > 2000:
        raise IdentifierError(f"An identifier of {len(text):,} characters was pasted: expected one identifier.")
    seen = {one.identifier.value for one in find(text) if one.identifier.scheme is scheme}
    if len(seen) > 1:
        raise IdentifierError(f"“{text}” holds {len(seen)} identifiers ({', '.join(sorted(seen))}): keep one.")
    plain = re.sub(r"^[\s(]*(?:pmid|pmcid|doi)\s*:?\s+", "", text, flags=re.IGNORECASE).strip()
    if seen and not re.search(r"\s", plain):
        return seen.pop()
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
