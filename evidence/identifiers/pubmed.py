"""PMIDs in a text: in every address that PubMed has had, in Europe PMC's, and behind a label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from evidence.identifiers.numbers import END, SLASH, START, canonical_pmid, found
from evidence.identifiers.schemes import Found, Scheme

# All of these are read in lower case.
NCBI = r"ncbi[.-]nlm[.-]nih[.-]gov"
# A library's proxy puts its own name behind PubMed's.
PAGES = re.compile(
    rf"(?:pubmed[.-]{NCBI}|pubmed\.(?:gov|com)|entrez\.{NCBI}(?:/entrez)?"
    rf"|{NCBI}[^\s/%\"'<>]{{0,60}}{SLASH}(?:(?:m{SLASH})?pubmed|(?:sites{SLASH})?entrez))"
    rf"(?=(?P<rest>(?:(?:[.:][^\s/?%\"'<>]{{0,60}})?{SLASH}|\?)[^\s\"'<>]{{1,300}}))"
)
IN_PATH = re.compile(rf"[^\s/%]{{0,60}}{SLASH}(?P<numbers>\d{{1,12}}{END}(?:(?:,|%2c)\d{{6,8}}{END})*)")
# A search for anything but numbers leads to a list of papers, not to one.
TAGGED = r"(?:\[(?:pmid|uid|ui)\])"
NUMBERS_ONLY = re.compile(rf"\(*\d{{1,8}}{TAGGED}?(?:[\s,]+(?:or\s+)?\d{{1,8}}{TAGGED}?)*\)*")
EUROPE = re.compile(
    rf"(?:europepmc\.org|ukpmc\.ac\.uk)/(?:#!/)?(?:articles?|abstract)/med/(?P<path>\d{{1,8}}){END}"
    rf"|(?:europepmc|ukpmc)[^\s\"'<>]{{0,200}}?ext_id(?::|%3a|=)(?:%22)?(?P<query>\d{{1,8}}){END}"
    rf"|/pmc/articles/pmid/(?P<pmc>\d{{1,8}}){END}"
)
LABELS = re.compile(
    rf"{START}(?:(?:pubmed\s{{0,2}})?pmid(?:s|\(s\))?|pubmed\s{{0,2}}id|pubmed(?=:\s?\d{{5,8}}{END}))"
    rf"(?:\s(?:no\.?|number))?(?:\s{{0,3}}[:#=]?\s{{0,3}}|(?:%3a|%3d)(?:%20|\+)?)"
    rf"(?P<first>\d{{1,12}}{END}(?!,\d{{3}}{END}))"
    # Further numbers of a list have six digits at least: fewer are a year, a page or a count.
    rf"(?P<more>(?:(?:\s{{0,3}}[,;/&]\s{{0,3}}(?:and\s{{1,3}})?|\s{{1,3}}and\s{{1,3}})\d{{6,8}}(?![\w%-]|\.\d))*)"
)
# Fewer digits in a search are rather a year.
SHORTEST_SOUGHT = 5


def find_pmids(text: str) -> Iterator[Found]:
    """Those in a text in lower case."""
    if "pubmed" in text or "entrez" in text:
        for match in PAGES.finditer(text):
            yield from _in_page(match)
    if "pmc" in text:
        for match in EUROPE.finditer(text):
            number = match["path"] or match["query"] or match["pmc"]
            yield from found(Scheme.PMID, canonical_pmid, number, match.start(), match.end())
    if "pmid" in text or "pubmed" in text:
        for match in LABELS.finditer(text):
            yield from found(Scheme.PMID, canonical_pmid, match["first"], match.start(), match.end("first"))
            for number in re.finditer(r"\d+", match["more"]):
                start, end = (match.start("more") + place for place in number.span())
                yield from found(Scheme.PMID, canonical_pmid, number[0], start, end)


def _in_page(match: re.Match[str]) -> Iterator[Found]:
    rest = match["rest"]
    if path := IN_PATH.match(rest):
        numbers, end = re.findall(r"\d+", path["numbers"].replace("%2c", ",")), path.end()
    else:
        numbers, end = _sought(rest.partition("?")[2]), len(rest.rstrip(".,;:)"))
    for number in numbers:
        yield from found(Scheme.PMID, canonical_pmid, number, match.start(), match.start("rest") + end)


def _sought(query: str) -> list[str]:
    """The numbers that the query of an address asks for, if it asks for nothing else."""
    values = dict(part.partition("=")[::2] for part in re.split(r"[&;?#]", query))
    if values.get("db", "pubmed") != "pubmed":
        return []
    listed = values.get("list_uids") or values.get("uid") or (values.get("id") if "db" in values else None)
    asked = unquote((listed or values.get("term", "")).replace("+", " ")).strip().rstrip(".,;:")
    if asked.endswith("]") and "[" not in asked:
        asked = asked[:-1]
    if not NUMBERS_ONLY.fullmatch(asked):
        return []
    certain = bool(listed) or "[" in asked
    return [number for number in re.findall(r"\d+", asked) if certain or len(number) >= SHORTEST_SOUGHT]
