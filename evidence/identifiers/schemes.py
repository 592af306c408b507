"""The kinds of identifiers, and one identifier in its canonical form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
