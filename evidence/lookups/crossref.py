"""Crossref: one work by its DOI (https://api.crossref.org/swagger-ui/), with what was published about it later."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from evidence.identifiers import IdentifierError, Scheme, parse, parse_registration
from evidence.lookups import shapes
from evidence.lookups.client import Client, NotThereError, Service
from evidence.reading.names import person
from evidence.reading.pages import whole
from evidence.reading.reference import Linked, Reference

MOST_LIKE = 3
MOST_ASKED = 500
KINDS = {
    "posted-content": "preprint",
    "proceedings-article": "abstract",
    "dissertation": "thesis",
    "report": "thesis",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "book-chapter": "book",
}
NOTICES = {
    "retraction": "retraction",
    "partial_retraction": "retraction",
    "withdrawal": "retraction",
    "removal": "retraction",
    "retraction_and_replacement": "replaced",
    "retracted_and_replaced": "replaced",
    "expression_of_concern": "concern",
    "correction": "erratum",
    "corrigendum": "erratum",
    "erratum": "erratum",
    "addendum": "erratum",
}
# What a notice is to the work that it is about.
ABOUT = {
    "retraction": "retraction of",
    "replaced": "retraction of",
    "concern": "concern about",
    "erratum": "erratum for",
}


def work(client: Client, service: Service, doi: str) -> Reference:
    """Raises NotThereError or NoAnswerError."""
    polite = {"mailto": client.contact} if client.contact else {}
    try:
        body = client.ask(service, f"/works/{quote(doi, safe='')}", polite)
    except NotThereError as error:
        raise NotThereError(f"{service.name} has no work with the DOI {doi}.") from error
    message = shapes.object_in(service, body, "message")
    answered = _doi(message)
    if answered != doi:
        raise service.misread(f"the work {answered or 'without a DOI'} instead of {doi}.")
    return _reference(message, doi)


def works_like(client: Client, service: Service, citation: str) -> tuple[Reference, ...]:
    """The few works that Crossref finds most like a citation; none of them need be it. Raises NoAnswerError."""
    asked = {"query.bibliographic": citation[:MOST_ASKED], "rows": str(MOST_LIKE)}
    asked |= {"mailto": client.contact} if client.contact else {}
    message = shapes.object_in(service, client.ask(service, "/works", asked), "message")
    found = [(one, _doi(one)) for one in shapes.objects(message, "items")[:MOST_LIKE]]
    return tuple(_reference(one, doi) for one, doi in found if doi)


def _reference(message: shapes.Object, doi: str) -> Reference:
    online = shapes.date_of_parts(message, "published-online")
    printed = shapes.date_of_parts(message, "published-print")
    issued = printed or shapes.date_of_parts(message, "issued") or online
    people = shapes.objects(message, "author")
    notices = tuple(_notices(message, "updated-by"))
    return Reference(
        kind=KINDS.get(shapes.words(message, "type"), "article"),
        title=_title(message),
        authors=tuple(name for name in map(_author, people) if name),
        journal=shapes.words(message, "container-title"),
        journal_abbreviation=shapes.words(message, "short-container-title"),
        year=issued.year if issued else None,
        volume=shapes.words(message, "volume"),
        issue=shapes.words(message, "issue"),
        pages=whole(shapes.words(message, "page")) or shapes.words(message, "article-number"),
        published_online=online,
        published_issue=printed,
        doi=doi,
        registrations=tuple(dict.fromkeys(_registrations(message))),
        issn=shapes.texts(message, "ISSN"),
        database="Crossref",
        accession=doi,
        notices=notices,
        # This work is itself a notice, and these are what it is about.
        related=tuple(_notices(message, "update-to", about=True)),
        retracted=any(one.kind in {"retraction", "replaced"} for one in notices),
    )


def _title(message: shapes.Object) -> str:
    title, subtitle = shapes.words(message, "title"), shapes.words(message, "subtitle")
    return f"{title}: {subtitle}" if title and subtitle and subtitle not in title else title


def _author(author: shapes.Object) -> str:
    family = shapes.words(author, "family")
    if not family:
        return shapes.words(author, "name")
    return person(family, shapes.words(author, "given"), shapes.words(author, "suffix"))


def _doi(value: shapes.Object) -> str:
    try:
        return parse(shapes.words(value, "DOI"), Scheme.DOI)
    except IdentifierError:
        return ""


def _registrations(message: shapes.Object) -> Iterator[str]:
    for one in shapes.objects(message, "clinical-trial-number"):
        try:
            yield parse_registration(shapes.words(one, "clinical-trial-number"))
        except IdentifierError:
            continue


def _notices(message: shapes.Object, name: str, *, about: bool = False) -> Iterator[Linked]:
    for one in shapes.objects(message, name):
        word = shapes.words(one, "type").lower().replace("-", "_").replace(" ", "_")
        kind, doi = NOTICES.get(word, ""), _doi(one)
        if kind and doi:
            yield Linked(kind=ABOUT[kind] if about else kind, doi=doi, date=shapes.date_of_parts(one, "updated"))
