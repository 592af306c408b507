"""Eight invented publications, and how each tool would write them to a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, kw_only=True)
class Paper:
    title: str
    people: Sequence[tuple[str, str]]
    journal: str
    short: str
    year: int
    volume: str
    issue: str
    first: int
    last: int
    doi: str
    pmid: str

    @property
    def first_author(self) -> str:
        family, given = self.people[0]
        return f"{family} {_initials(given)}"


def _paper(number: int, title: str, *people: tuple[str, str]) -> Paper:
    return Paper(
        title=title,
        people=people,
        journal="Journal of Invented Trials",
        short="J Invent Trials",
        year=2010 + number,
        volume=str(60 + number),
        issue=str(number),
        first=215 + number,
        last=238 + number,
        doi=f"10.5555/invented.{number}",
        pmid=str(30_000_000 + number),
    )


PAPERS = [
    _paper(1, "Magnesium for low back pain: a randomised trial", ("Aalto", "Anna B."), ("Brandt", "Carl")),
    _paper(2, "Vitamin D & falls in people over 70", ("Großmann", "Dieter E."), ("Okafor", "Noor")),
    _paper(3, "Crème brûlée at bedtime – a pilot study", ("Dubois", "Jean-Paul")),
    _paper(4, "What does 5% of body weight mean?", ("Jónsson", "K. L."), ("Yousef", "Ayman A."), ("Rossi", "Ines")),
    _paper(5, "Łódź cohort of sleep and melatonin", ("Kowalski", "Grace H.")),
    _paper(6, "“Natural” is not a dose: a letter", ("O'Neil", "Fatima")),
    _paper(7, "Omega-3 fatty acids in children, part II", ("van den Heuvel", "Michel M.")),
    _paper(8, "Zinc (30 mg/day) and colds: a crossover trial", ("Al-deeb", "A. E."), ("Xu", "María")),
]
# What Windows-1252 can write of them.
WESTERN = [paper for paper in PAPERS if "Ł" not in paper.title]


def _initials(given: str) -> str:
    return "".join(part[0] for part in given.replace("-", " ").replace(".", " ").split())


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def zotero_ris(papers: Sequence[Paper]) -> str:
    return "".join(
        _lines(
            "TY  - JOUR",
            f"TI  - {one.title}",
            *(f"AU  - {family}, {given}" for family, given in one.people),
            f"T2  - {one.journal}",
            f"J2  - {one.short}",
            f"DA  - {one.year}/03/01/",
            f"PY  - {one.year}",
            f"DO  - {one.doi}",
            "DP  - PubMed",
            f"VL  - {one.volume}",
            f"IS  - {one.issue}",
            f"SP  - {one.first}",
            f"EP  - {one.last}",
            "ER  - ",
            "",
        )
        for one in papers
    )


def endnote_ris(papers: Sequence[Paper]) -> str:
    """Further values on lines of their own, pages in one field, no line for the last end."""
    return "".join(
        _lines(
            "TY  - JOUR",
            f"AN  - {one.pmid}",
            *(f"AU  - {family}, {given}" for family, given in one.people),
            f"DA  - {one.year}/03/01",
            f"DO  - https://doi.org/{one.doi}",
            "DP  - NLM",
            f"IS  - {one.issue}",
            "KW  - Humans",
            "Pain",
            f"PY  - {one.year}",
            "SN  - 00000019",
            "1111111X",
            f"SP  - {one.first}-{str(one.last)[-2:]}",
            f"ST  - {one.title}",
            f"T2  - {one.journal}",
            f"TI  - {one.title}",
            f"VL  - {one.volume}",
            "ID  - 16",
            "ER  - ",
            "",
        )
        for one in papers
    ).removesuffix("ER  - \n\n")


def ovid_ris(papers: Sequence[Paper]) -> str:
    """A number before each record, a full stop behind the title, the last page cut short, no end before the next."""
    return "".join(
        _lines(
            f"{number}. ",
            "TY  - JOUR",
            "DB  - Ovid MEDLINE(R) <1946 to 2024>",
            f"ID  - {one.pmid}",
            f"T1  - {one.title}.",
            *(f"A1  - {family}, {_initials(given)}" for family, given in one.people),
            f"Y1  - {one.year}//",
            f"JF  - {one.journal}",
            f"VL  - {one.volume}",
            f"IS  - {one.issue}",
            f"SP  - {one.first}",
            f"EP  - {str(one.last)[-2:]}",
            f"L1  - https://dx.doi.org/{one.doi}",
            "",
        )
        for number, one in enumerate(papers, 1)
    )


def embase_ris(papers: Sequence[Paper]) -> str:
    return "".join(
        _lines(
            "TY  - JOUR",
            "M3  - Article",
            f"Y1  - {one.year}",
            f"VL  - {one.volume}",
            f"IS  - {one.issue}",
            f"SP  - {one.first}",
            f"EP  - {one.last}",
            f"JF  - {one.journal}",
            "JO  - J. Invent. Trials",
            f"U2  - L{one.pmid}0",
            f"C5  - {one.pmid}",
            "DB  - Embase",
            "DB  - Medline",
            f"DO  - {one.doi.upper()}",
            *(f"A1  - {family}, {'.'.join(_initials(given))}." for family, given in one.people),
            f"T1  - {one.title}",
            "LA  - English",
            "ER  - ",
            "",
        )
        for one in papers
    )


def cochrane_ris(papers: Sequence[Paper]) -> str:
    """Three lines before each record, two spaces behind the hyphen."""
    return "".join(
        _lines(
            f"Record #{number} of 18",
            "Provider: John Wiley & Sons, Ltd.",
            'Content: text/plain; charset="UTF-8"',
            "",
            "TY  -  JOUR",
            f"AN  -  CN-0{one.pmid}",
            *(f"AU  -  {family}, {_initials(given)}" for family, given in one.people),
            f"TI  -  {one.title}",
            f"JA  -  {one.journal}",
            f"PY  -  {one.year}",
            f"VL  -  {one.volume}",
            f"IS  -  {one.issue}",
            f"SP  -  {one.first}-{one.last}",
            f"C3  -  PUBMED {one.pmid},EMBASE 643589775",
            "M3  -  Journal article",
            f"DO  -  {one.doi}",
            "ER  -  ",
            "",
            "",
        )
        for number, one in enumerate(papers, 1)
    )


def web_of_science_ris(papers: Sequence[Paper]) -> str:
    return "".join(
        _lines(
            "TY  - JOUR",
            *(f"AU  - {family}, {_initials(given)}" for family, given in one.people),
            f"TI  - {escape(one.title, quote=False)}",
            f"T2  - {one.journal.upper()}",
            "J9  - J INVENT TRIALS",
            "JI  - J. Invent. Trials",
            "DA  - SEP 22",
            f"PY  - {one.year}",
            f"VL  - {one.volume}",
            f"IS  - {one.issue}",
            f"SP  - {one.first}",
            f"EP  - {one.last}",
            f"DO  - {one.doi}",
            "AN  - WOS:000282053100002",
            "N1  - Times Cited in Web of Science Core Collection:  142",
            "Total Times Cited:  162",
            "ER  -",
            "",
        )
        for one in papers
    )


def pubmed_nbib(papers: Sequence[Paper]) -> str:
    return "\n".join(
        _lines(
            "",
            f"PMID- {one.pmid}",
            "OWN - NLM",
            f"VI  - {one.volume}",
            f"IP  - {one.issue}",
            f"DP  - {one.year} Mar",
            f"TI  - {one.title.rpartition(' ')[0]}",
            f"      {one.title.rpartition(' ')[2]}.",
            f"PG  - {one.first}-{str(one.last)[-2:]}",
            f"LID - {one.doi} [doi]",
            *(
                line
                for family, given in one.people
                for line in (f"FAU - {family}, {given.replace('.', '')}", f"AU  - {family} {_initials(given)}")
            ),
            "PT  - Journal Article",
            f"TA  - {one.short}",
            f"JT  - {one.journal}",
        )
        for one in papers
    )


def ovid_labelled(papers: Sequence[Paper]) -> str:
    return "\n".join(
        _lines(
            f"<{number}>",
            "Unique Identifier",
            f"  {one.pmid}",
            "Title",
            f"  {one.title}.",
            "Source",
            f"  {one.journal}. {one.volume}({one.issue}):{one.first}-{str(one.last)[-2:]}, {one.year} Mar.",
            "Authors",
            "  " + "; ".join(f"{family} {_initials(given)}" for family, given in one.people) + ".",
            "DOI",
            f"  {one.doi}",
        )
        for number, one in enumerate(papers, 1)
    )


LATEX = {
    "ß": r"{\ss}",
    "ó": r"{\'o}",
    "è": r"{\`{e}}",
    "û": r"\^u",
    "é": r"\'{e}",
    "Ł": r"{\L}",
    "ź": r"\'z",
    "í": r"{\'\i}",
}


def bibtex(papers: Sequence[Paper], *, latex: bool = False) -> str:
    def said(text: str) -> str:
        text = text.replace("&", r"\&").replace("%", r"\%")
        for letter, command in LATEX.items() if latex else ():
            text = text.replace(letter, command)
        return text

    return "% Encoding: UTF-8\n\n" + "\n".join(
        _lines(
            f"@article{{paper{number},",
            f"  title = {{{{{said(one.title)}}}}},",
            f"  author = {{{said(' and '.join(f'{family}, {given}' for family, given in one.people))}}},",
            f'  journal = "{one.journal}",',
            f"  year = {one.year}, month = mar,",
            f"  volume = {{{one.volume}}}, number = {one.issue}, pages = {{{one.first}--{one.last}}},",
            f"  doi = {{{one.doi}}}, pmid = {{{one.pmid}}}",
            "}",
        )
        for number, one in enumerate(papers, 1)
    )


def latex_bibtex(papers: Sequence[Paper]) -> str:
    return bibtex(papers, latex=True)


def pubmed_xml(papers: Sequence[Paper]) -> str:
    head = _lines(
        '<?xml version="1.0" ?>',
        '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
        '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">',
        "<PubmedArticleSet>",
    )
    return head + "".join(_article(one) for one in papers) + "</PubmedArticleSet>\n"


def _article(one: Paper) -> str:
    people = "".join(
        f'<Author ValidYN="Y"><LastName>{escape(family)}</LastName><ForeName>{given.replace(".", "")}</ForeName>'
        f"<Initials>{_initials(given)}</Initials></Author>"
        for family, given in one.people
    )
    return _lines(
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{one.pmid}</PMID>',
        "<DateCompleted><Year>2024</Year><Month>01</Month><Day>02</Day></DateCompleted>",
        f"<Article><Journal><JournalIssue><Volume>{one.volume}</Volume><Issue>{one.issue}</Issue>",
        f"<PubDate><Year>{one.year}</Year><Month>Mar</Month></PubDate></JournalIssue>",
        f"<Title>{one.journal}</Title><ISOAbbreviation>J Invent Trials</ISOAbbreviation></Journal>",
        f"<ArticleTitle>{escape(one.title)}.</ArticleTitle>",
        f"<Pagination><MedlinePgn>{one.first}-{str(one.last)[-2:]}</MedlinePgn></Pagination>",
        f'<ELocationID EIdType="doi" ValidYN="Y">{one.doi}</ELocationID><AuthorList>{people}</AuthorList>',
        "<PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList>",
        "</Article></MedlineCitation></PubmedArticle>",
    )


def csl_json(papers: Sequence[Paper], *, indent: int | None = 1) -> str:
    return json.dumps(
        [
            {
                "id": f"paper{number}",
                "type": "article-journal",
                "title": one.title,
                "author": [{"family": family, "given": given} for family, given in one.people],
                "container-title": one.journal,
                "issued": {"date-parts": [[one.year, "3"]]},
                "volume": one.volume,
                "issue": one.issue,
                "page": f"{one.first}-{one.last}",
                "DOI": one.doi,
                "note": f"PMID: {one.pmid}",
            }
            for number, one in enumerate(papers, 1)
        ],
        ensure_ascii=indent is None,
        indent=indent,
    )


def crossref_json(papers: Sequence[Paper]) -> str:
    """On one line, letters as escapes."""
    return csl_json(papers, indent=None)


DIALECTS: dict[str, Callable[[Sequence[Paper]], str]] = {
    one.__name__: one
    for one in (
        zotero_ris, endnote_ris, ovid_ris, embase_ris, cochrane_ris, web_of_science_ris, pubmed_nbib, ovid_labelled,
        bibtex, latex_bibtex, pubmed_xml, csl_json, crossref_json,
    )
}  # fmt: skip
