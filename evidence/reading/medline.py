"""What PubMed's two formats (MEDLINE text and XML) have in common: publication types and links between records."""

from __future__ import annotations

import re

from evidence.identifiers import IdentifierError, Scheme
from evidence.reading.draft import Draft, canonical
from evidence.reading.kinds import kind_of
from evidence.reading.printed_dates import printed_date
from evidence.reading.reference import Linked

# A notice about the record, by the tag of MEDLINE text and the RefType of the XML (NLM, MEDLINE/PubMed Data Element
# Descriptions).
NOTICES = {
    "RIN": "retraction", "RetractionIn": "retraction",
    "PRIN": "retraction", "PartialRetractionIn": "retraction",
    "RRI": "replaced", "RetractedandRepublishedIn": "replaced",
    "ECI": "concern", "ExpressionOfConcernIn": "concern",
    "EIN": "erratum", "ErratumIn": "erratum",
    "CRI": "erratum", "CorrectedandRepublishedIn": "erratum",
}  # fmt: skip
RELATED = {
    "ROF": "retraction of", "RetractionOf": "retraction of",
    "PROF": "retraction of", "PartialRetractionOf": "retraction of",
    "RRF": "republished from", "RetractedandRepublishedFrom": "republished from",
    "ECF": "concern about", "ExpressionOfConcernFor": "concern about",
    "EFR": "erratum for", "ErratumFor": "erratum for",
    "CRF": "republished from", "CorrectedandRepublishedFrom": "republished from",
    "RPI": "republished in", "RepublishedIn": "republished in",
    "RPF": "republished from", "RepublishedFrom": "republished from",
    "UIN": "update in", "UpdateIn": "update in",
    "UOF": "update of", "UpdateOf": "update of",
    "CIN": "comment in", "CommentIn": "comment in",
    "CON": "comment on", "CommentOn": "comment on",
    "SPIN": "summary in", "SummaryForPatientsIn": "summary in",
    "ORI": "original report in", "OriginalReportIn": "original report in",
    "DDIN": "data in", "AssociatedDataset": "data in",
    "DRIN": "publication of data in", "AssociatedPublication": "publication of data in",
}  # fmt: skip
# Banks of data whose numbers are those of registrations.
BANKS = {"clinicaltrials.gov", "isrctn", "anzctr"}
# The most telling of several publication types comes first.
TELLING = ("preprint", "registry", "protocol", "guideline", "abstract", "thesis", "announcement", "book")
ITSELF = {"retraction of publication", "retraction notice", "published erratum", "expression of concern"}
# “J Foo. 2020 Jan 5;5(1):3. doi: 10.1/x. PMID: 123”
LINK_PMID = re.compile(r"PMID:\s*(\d{1,8})")
LINK_DOI = re.compile(r"doi:\s*(10\.\S+?)\.?(?=\s|$)", re.I)
LINK_DATE = re.compile(r"\.\s+((?:1[89]|20)\d\d(?:\s[A-Z][a-z]{2}(?:\s\d{1,2})?)?)[;:.]")


def typed(draft: Draft, types: list[str]) -> None:
    """The kind of publication, whether it is retracted, whether it is itself a notice."""
    kinds = {kind_of(one) for one in types}
    draft.kind = next((kind for kind in TELLING if kind in kinds), draft.kind or "article")
    lower = {one.lower() for one in types}
    draft.retracted = draft.retracted or "retracted publication" in lower
    for one in sorted(lower & ITSELF):
        draft.notes.append(f"The record is itself a notice ({one}) about another publication.")
    for one in types:
        draft.keep("PT", one)


def linked(draft: Draft, relation: str, citation: str, pmid: str = "") -> None:
    """A notice or a related work, by NLM's name for the relation; one that is unknown here is kept."""
    kind = NOTICES.get(relation) or RELATED.get(relation)
    if kind is None:
        draft.keep(relation, citation)
        return
    number, doi, date = LINK_PMID.search(citation), LINK_DOI.search(citation), LINK_DATE.search(citation)
    link = Linked(
        kind=kind,
        citation=citation,
        pmid=_or_nothing(pmid or (number[1] if number else ""), Scheme.PMID),
        doi=_or_nothing(doi[1] if doi else "", Scheme.DOI),
        date=printed_date(date[1]) if date else None,
    )
    (draft.notices if relation in NOTICES else draft.related).append(link)
    draft.retracted = draft.retracted or (link.kind in {"retraction", "replaced"} and not relation.startswith("P"))


def _or_nothing(text: str, scheme: Scheme) -> str:
    try:
        return canonical(text, scheme) if text else ""
    except IdentifierError:
        return ""
