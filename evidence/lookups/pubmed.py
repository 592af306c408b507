"""PubMed: records by PMID, and the PMID of a DOI (E-utilities, https://www.ncbi.nlm.nih.gov/books/NBK25499/)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from evidence.asking.manners import NAME
from evidence.lookups import shapes
from evidence.lookups.client import Client, NotThereError, Service
from evidence.reading import Reference, pubmed_xml
from evidence.reading.decoding import Text

# A DOI is that of one paper; a search that finds more did not find a DOI.
MOST_FOUND = 5


def fetch(client: Client, service: Service, pmids: Sequence[str]) -> dict[str, Reference]:
    """Of up to 200 records, which is what efetch takes by GET, those that PubMed has, by PMID. Raises NoAnswerError."""
    body = client.ask(service, "/efetch.fcgi", _polite(client) | {"id": ",".join(pmids), "retmode": "xml"})
    if b"<PubmedArticleSet" not in body[:2000]:
        raise shapes.strange(service, body, "a set of articles")
    records = list(pubmed_xml.read(Text(BytesIO(body))))
    found = {one.reference.pmid: one.reference for one in records if one.reference and one.reference.pmid}
    if records and not found:
        raise service.misread(" ".join(fault.sentence for fault in records[0].faults) or "a record without a PMID.")
    return found


def article(client: Client, service: Service, pmid: str) -> Reference:
    """Raises NotThereError or NoAnswerError."""
    found = fetch(client, service, [pmid])
    if pmid not in found:
        if found:
            raise service.misread(f"PMID {', '.join(found)} instead of {pmid}.")
        raise NotThereError(f"{service.name} has no record with the PMID {pmid}.")
    return found[pmid]


def article_of_doi(client: Client, service: Service, doi: str) -> Reference:
    """The record that carries this DOI. Raises NotThereError or NoAnswerError."""
    asked = _polite(client) | {"term": f'"{doi}"[doi]', "retmode": "json", "retmax": str(MOST_FOUND)}
    answer = shapes.object_in(service, client.ask(service, "/esearch.fcgi", asked), "esearchresult")
    pmids = [one for one in shapes.texts(answer, "idlist") if one.isascii() and one.isdecimal()][:MOST_FOUND]
    records = fetch(client, service, pmids).values() if pmids else ()
    carrying = [one for one in records if one.doi == doi]
    if len(carrying) != 1:
        raise NotThereError(f"{service.name} has no record with the DOI {doi}.")
    return carrying[0]


def _polite(client: Client) -> dict[str, str]:
    return {"db": "pubmed", "tool": NAME.lower()} | ({"email": client.contact} if client.contact else {})
