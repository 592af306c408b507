"""Three services on this computer: PubMed, Crossref and ClinicalTrials.gov, in good days and in bad ones."""

from __future__ import annotations

import gzip
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from evidence.lookups import Service, Services
from tests.playing import serving

ARTICLE = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>
<Article PubModel="Print-Electronic"><Journal><ISSN IssnType="Electronic">1365-2044</ISSN>
<JournalIssue CitedMedium="Internet"><Volume>68</Volume><Issue>3</Issue>
<PubDate><Year>{year}</Year><Month>Mar</Month></PubDate></JournalIssue>
<Title>Annals of backs</Title><ISOAbbreviation>Ann Backs</ISOAbbreviation></Journal>
<ArticleTitle>{title}</ArticleTitle><Pagination><MedlinePgn>260-6</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">{doi}</ELocationID>
<AuthorList CompleteYN="Y">
<Author ValidYN="Y"><LastName>Yousef</LastName><ForeName>Ayman A</ForeName><Initials>AA</Initials></Author>
<Author ValidYN="Y"><LastName>Al-deeb</LastName><ForeName>Amr E</ForeName><Initials>AE</Initials></Author>
</AuthorList><Language>eng</Language>
<DataBankList CompleteYN="Y"><DataBank><DataBankName>ClinicalTrials.gov</DataBankName>
<AccessionNumberList><AccessionNumber>{nct}</AccessionNumber></AccessionNumberList></DataBank></DataBankList>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
<PublicationType UI="D016449">Randomized Controlled Trial</PublicationType></PublicationTypeList>
<ArticleDate DateType="Electronic"><Year>2012</Year><Month>12</Month><Day>17</Day></ArticleDate></Article>
<CommentsCorrectionsList>{notices}</CommentsCorrectionsList></MedlineCitation>
<PubmedData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>
<ArticleId IdType="pubmed">{pmid}</ArticleId><ArticleId IdType="doi">{doi}</ArticleId></ArticleIdList>
</PubmedData></PubmedArticle>"""
SET = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
 "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet>{}</PubmedArticleSet>"""
RETRACTION = """<CommentsCorrections RefType="RetractionIn"><RefSource>Ann Backs. 2015 May;70(5):640</RefSource>
<PMID Version="1">25872120</PMID></CommentsCorrections>"""
ERRATUM = """<CommentsCorrections RefType="ErratumIn"><RefSource>Ann Backs. 2014 Jan;69(1):99</RefSource>
<PMID Version="1">24320853</PMID></CommentsCorrections>"""
HTML = b"<!DOCTYPE html><html><body><h1>Down for maintenance</h1></body></html>"


def article(pmid: str = "23384256", **values: str) -> str:
    given = {
        "title": "Magnesium for backs that ache: a trial.",
        "doi": "10.1111/anae.12107",
        "year": "2013",
        "nct": "NCT01234567",
        "notices": "",
    }
    return ARTICLE.format(pmid=pmid, **(given | values))


def work(doi: str = "10.1111/anae.12107", **values: Any) -> dict[str, Any]:
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": ["Magnesium for backs that ache: a trial"],
        "container-title": ["Annals of backs"],
        "short-container-title": ["Ann Backs"],
        "author": [
            {"given": "A. A.", "family": "Yousef", "sequence": "first", "affiliation": []},
            {"given": "A. E.", "family": "Al-deeb", "sequence": "additional", "affiliation": []},
        ],
        "issued": {"date-parts": [[2013, 3]]},
        "published-print": {"date-parts": [[2013, 3]]},
        "published-online": {"date-parts": [[2012, 12, 17]]},
        "volume": "68",
        "issue": "3",
        "page": "260-266",
        "ISSN": ["0003-2409"],
    } | values


def trial(number: str = "NCT01234567", **status: Any) -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": number,
                "briefTitle": "Magnesium for Backs",
                "officialTitle": "Magnesium for Backs: a Randomised Trial",
                "acronym": "MAGBACK",
            },
            "statusModule": {
                "overallStatus": "COMPLETED",
                "startDateStruct": {"date": "2009-10", "type": "ACTUAL"},
                "completionDateStruct": {"date": "2011-09-30", "type": "ACTUAL"},
                "studyFirstSubmitDate": "2009-08-14",
                "studyFirstPostDateStruct": {"date": "2009-08-17", "type": "ESTIMATED"},
            }
            | status,
            "designModule": {"studyType": "INTERVENTIONAL", "enrollmentInfo": {"count": 80, "type": "ACTUAL"}},
            "referencesModule": {"references": [{"pmid": "23384256", "type": "RESULT", "citation": "Yousef"}]},
        },
        "derivedSection": {},
        "hasResults": False,
    }


class Desk(BaseHTTPRequestHandler):
    """`fault` is what all three do instead of answering; the rest is what they know."""

    asked: ClassVar[list[str]] = []
    headers_seen: ClassVar[list[dict[str, str]]] = []
    articles: ClassVar[dict[str, str]] = {}
    works: ClassVar[dict[str, dict[str, Any]]] = {}
    trials: ClassVar[dict[str, dict[str, Any]]] = {}
    faults: ClassVar[list[str]] = []

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (its name in the library)
        pass

    def do_GET(self) -> None:
        Desk.asked.append(unquote(self.path))
        Desk.headers_seen.append(dict(self.headers.items()))
        fault = Desk.faults.pop(0) if len(Desk.faults) > 1 else (Desk.faults or [""])[0]
        with suppress(OSError):
            getattr(self, f"play_{fault}" if fault else "play")()

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in ({"Content_Length": str(len(body))} | headers).items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def play(self) -> None:
        parts = urlsplit(self.path)
        asked = parse_qs(parts.query)
        if parts.path == "/pubmed/efetch.fcgi":
            pmids = asked["id"][0].split(",")
            self.answer(SET.format("".join(Desk.articles.get(one, "") for one in pmids)).encode())
        elif parts.path == "/pubmed/esearch.fcgi":
            term = asked["term"][0].partition('"[doi]')[0].strip('"')
            found = [pmid for pmid, text in Desk.articles.items() if f">{term}<" in text]
            self.answer(json.dumps({"header": {}, "esearchresult": {"count": "1", "idlist": found}}).encode())
        elif parts.path == "/crossref/works":
            items = list(Desk.works.values())
            self.answer(json.dumps({"status": "ok", "message": {"items": items}}).encode())
        elif parts.path.startswith("/crossref/works/"):
            self._known(Desk.works, {"status": "ok", "message-type": "work"}, "message")
        else:
            self._known(Desk.trials, None, "")

    def _known(self, known: dict[str, dict[str, Any]], around: dict[str, Any] | None, name: str) -> None:
        value = known.get(unquote(urlsplit(self.path).path.rpartition("/")[2]))
        if value is None:
            self.answer(b"Resource not found.", 404)
        else:
            self.answer(json.dumps(value if around is None else around | {name: value}).encode())

    def play_html(self) -> None:
        self.answer(HTML)

    def play_later(self) -> None:
        self.answer(b"{}", 429, Retry_After="3600")

    def play_soon(self) -> None:
        self.answer(b"{}", 429, Retry_After="2")

    def play_broken(self) -> None:
        self.answer(b"Oops", 500)

    def play_refused(self) -> None:
        self.answer(b"No", 403)

    def play_empty(self) -> None:
        self.answer(b"")

    def play_huge(self) -> None:
        self.answer(b" " * 10_000_000)

    def play_claim(self) -> None:
        self.answer(b"<PubmedArticleSet>", Content_Length=str(2 * 10**9))
        self.connection.shutdown(socket.SHUT_RDWR)

    def play_inside(self) -> None:
        self.answer(b"", 302, Location="http://169.254.169.254/latest/meta-data/")

    def play_elsewhere(self) -> None:
        self.answer(b"", 301, Location="https://example.org/works")

    def play_cut(self) -> None:
        self.answer(b"<PubmedArticleSet>", Content_Length="4000")
        self.connection.shutdown(socket.SHUT_RDWR)

    def play_gzip(self) -> None:
        self.answer(gzip.compress(b"{}"), Content_Encoding="gzip")

    def play_drip(self) -> None:
        self.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")
        for _ in range(400):
            time.sleep(0.05)
            self.connection.sendall(b"x")

    def play_shape(self) -> None:
        self.answer(b'[{"message": []}]')

    def play_depth(self) -> None:
        self.answer(b"[" * 1_000_000)

    def play_bomb(self) -> None:
        names = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' if n else '<!ENTITY a0 "ha">' for n in range(12))
        self.answer(
            f"<?xml version='1.0'?><!DOCTYPE PubmedArticleSet [{names}]>"
            f"<PubmedArticleSet>{article(title='&a11;')}</PubmedArticleSet>".encode()
        )

    def play_half_a_set(self) -> None:
        self.answer(SET.format(article()).encode()[:-900])


@contextmanager
def playing() -> Iterator[Services]:
    """The services as they can be asked here; what they know and do is set on `Desk`."""
    for listed in (Desk.asked, Desk.headers_seen, Desk.faults):
        listed.clear()
    Desk.articles, Desk.works, Desk.trials = {"23384256": article()}, {"10.1111/anae.12107": work()}, {}
    Desk.trials["NCT01234567"] = trial()
    with serving(Desk) as port:
        here = f"http://127.0.0.1:{port}"
        yield Services(
            pubmed=Service(name="PubMed", url=f"{here}/pubmed"),
            crossref=Service(name="Crossref", url=f"{here}/crossref"),
            clinicaltrials=Service(name="ClinicalTrials.gov", url=f"{here}/trials"),
        )
