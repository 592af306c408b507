"""PubMed XML: PubmedArticle, PubmedBookArticle, and the citations that a set says were deleted (NLM's DTD of 2025)."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.dates import PartialDate
from evidence.identifiers import Scheme
from evidence.reading.decoding import Text
from evidence.reading.draft import Draft, title_of
from evidence.reading.medline import BANKS, linked, typed
from evidence.reading.names import person
from evidence.reading.pages import whole
from evidence.reading.printed_dates import printed_date
from evidence.reading.reference import ReadReference
from evidence.reading.xml_records import records
from evidence.reading.xml_tree import Node, XmlError, tree

SCHEMES = {"pubmed": Scheme.PMID, "doi": Scheme.DOI, "pmc": Scheme.PMCID}


def read(text: Text) -> Iterator[ReadReference]:
    """Every record, read or refused."""
    number = 0
    for record in records(text):
        number += 1
        draft = Draft(line=record.line, faults=record.faults, notes=record.notes)
        if draft.faults:
            yield draft.read(number, record.text)
            continue
        try:
            root = tree(record.text)
        except XmlError as error:
            draft.refuse("", str(error), line=record.line + error.line)
            yield draft.read(number, record.text)
            continue
        if root.name in {"DeleteCitation", "DeleteDocument"}:
            for one in root.all("PMID"):
                deleted = Draft(line=record.line)
                deleted.refuse("PMID", f"PubMed says that PMID {one.text} was deleted; nothing else is told of it.")
                yield deleted.read(number, record.text)
                number += 1
            number -= 1
            continue
        _fill(draft, root)
        yield draft.read(number, record.text)


def _fill(draft: Draft, root: Node) -> None:
    draft.database = "PubMed"
    if root.name == "PubmedBookArticle":
        book = root.one("BookDocument")
        if book is not None:
            draft.kind = "book"
            _book(draft, book)
            _ids(draft, book, "PMID", "ArticleIdList/ArticleId")
        _ids(draft, root, "", "PubmedBookData/ArticleIdList/ArticleId")
    else:
        citation = root if root.name == "MedlineCitation" else root.one("MedlineCitation")
        if citation is not None:
            _citation(draft, citation)
        _ids(draft, root, "", "PubmedData/ArticleIdList/ArticleId")
        if status := root.said("PubmedData/PublicationStatus"):
            draft.keep("PublicationStatus", status)
    draft.accession = draft.pmid


def _ids(draft: Draft, node: Node, pmid: str, path: str) -> None:
    if pmid and (said := node.said(pmid)):
        draft.identifier("PMID", said, Scheme.PMID)
    for one in node.all(path):
        kind = one.attributes.get("IdType", "")
        if kind in SCHEMES:
            draft.identifier(f"ArticleId {kind}", one.text, SCHEMES[kind])
        elif one.text:
            draft.keep(f"ArticleId {kind}", one.text)


def _citation(draft: Draft, citation: Node) -> None:
    draft.identifier("PMID", citation.said("PMID"), Scheme.PMID)
    if (article := citation.one("Article")) is not None:
        _article(draft, article)
    draft.journal_abbreviation = draft.journal_abbreviation or citation.said("MedlineJournalInfo/MedlineTA")
    for one in citation.all("CommentsCorrectionsList/CommentsCorrections"):
        relation, citing = one.attributes.get("RefType", ""), one.said("RefSource")
        if relation != "Cites":
            linked(draft, relation, citing, one.said("PMID"))
    words = [one.said("DescriptorName") for one in citation.all("MeshHeadingList/MeshHeading")]
    words += [one.text for one in citation.all("KeywordList/Keyword")]
    draft.keywords = [word for word in dict.fromkeys(words) if word]
    for one in citation.all("OtherID"):
        draft.keep("OtherID", one.text)
    for name in ("CoiStatement", "GeneralNote"):
        draft.keep(name, citation.said(name))


def _article(draft: Draft, article: Node) -> None:
    draft.title = title_of(article.said("ArticleTitle")) or title_of(article.said("VernacularTitle"))
    if draft.title and (vernacular := article.said("VernacularTitle")) not in {"", draft.title}:
        draft.keep("VernacularTitle", vernacular)
    draft.journal = article.said("Journal/Title")
    draft.journal_abbreviation = article.said("Journal/ISOAbbreviation").replace(".", "")
    draft.issn = list(dict.fromkeys(one.text for one in article.all("Journal/ISSN") if one.text))
    draft.volume = article.said("Journal/JournalIssue/Volume")
    draft.issue = article.said("Journal/JournalIssue/Issue")
    if (printed := article.one("Journal/JournalIssue/PubDate")) is not None:
        _printed(draft, printed)
    for one in article.all("ArticleDate"):
        if one.attributes.get("DateType", "Electronic") == "Electronic":
            draft.published_online = _date(one)
    draft.pages = whole(article.said("Pagination/MedlinePgn")) or whole(
        f"{article.said('Pagination/StartPage')}-{article.said('Pagination/EndPage')}".strip("-")
    )
    for one in article.all("ELocationID"):
        _located(draft, one)
    _abstract(draft, article)
    _people(draft, article)
    draft.language = article.said("Language")
    for bank in article.all("DataBankList/DataBank"):
        _bank(draft, bank)
    typed(draft, [one.text for one in article.all("PublicationTypeList/PublicationType")])


def _located(draft: Draft, one: Node) -> None:
    if one.attributes.get("EIdType") == "doi" and one.attributes.get("ValidYN", "Y") == "Y":
        draft.identifier("ELocationID", one.text, Scheme.DOI)
    else:
        draft.keep("ELocationID", one.text)
        # An article number stands where others have pages.
        draft.pages = draft.pages or (one.text if one.attributes.get("EIdType") == "pii" else "")


def _bank(draft: Draft, bank: Node) -> None:
    name = bank.said("DataBankName")
    for one in bank.all("AccessionNumberList/AccessionNumber"):
        if name.lower() in BANKS:
            draft.registration("DataBank", one.text)
        else:
            draft.keep("DataBank", f"{name}/{one.text}")


def _abstract(draft: Draft, node: Node) -> None:
    """Its parts as paragraphs, each behind its label."""
    parts = []
    for one in node.all("Abstract/AbstractText"):
        label = one.attributes.get("Label", "")
        parts.append(f"{label}: {one.text}" if label and label != "UNLABELLED" else one.text)
    draft.abstract = "\n".join(part for part in parts if part)
    draft.registrations_in(draft.abstract)


def _people(draft: Draft, node: Node) -> None:
    for one in node.all("AuthorList/Author"):
        if one.attributes.get("ValidYN", "Y") != "Y":
            continue
        if group := one.said("CollectiveName"):
            draft.author(group, short=group.rstrip("."))
            continue
        family, given, suffix = one.said("LastName"), one.said("ForeName"), one.said("Suffix")
        initials = one.said("Initials")
        full = ", ".join(part for part in (family, given or initials, suffix) if part)
        draft.author(full, short=person(family, initials or given, suffix))


def _printed(draft: Draft, node: Node) -> None:
    if said := node.said("MedlineDate"):
        draft.dated("MedlineDate", said)
    elif (date := _date(node)) is not None:
        draft.dated("PubDate", str(date))
        if season := node.said("Season"):
            draft.keep("Season", season)


def _date(node: Node) -> PartialDate | None:
    year, month, day = node.said("Year"), node.said("Month"), node.said("Day")
    return printed_date("-".join(part for part in (year, month, day) if part))


def _book(draft: Draft, book: Node) -> None:
    """A chapter by its own title; its book is what it stands in."""
    title, own = book.said("Book/BookTitle"), book.said("ArticleTitle")
    draft.title = title_of(own or title)
    draft.journal = title if own else ""
    draft.keep("Publisher", book.said("Book/Publisher/PublisherName"))
    for isbn in book.all("Book/Isbn"):
        draft.keep("Isbn", isbn.text)
    if (printed := book.one("Book/PubDate")) is not None:
        _printed(draft, printed)
    _people(draft, book if book.one("AuthorList") else book.one("Book") or book)
    _abstract(draft, book)
    draft.language = book.said("Language")
    draft.pages = whole(book.said("Pagination/MedlinePgn"))
    for one in book.all("ELocationID"):
        _located(draft, one)
    for one in book.all("PublicationType"):
        draft.keep("PT", one.text)
