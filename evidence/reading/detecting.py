"""Which format a file is in, by what it holds; and what it is if it is none of ours."""

from __future__ import annotations

import re

OURS = "RIS, NBIB (MEDLINE), BibTeX, PubMed XML, CSL-JSON or Ovid's export"
# By their first bytes.
MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office file (such as .xlsx, .docx)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (such as .xls, .doc)"),
    (b"{\\rtf", "a text of a word processor (RTF)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database"),
)
FORMATS = (
    ("ris", re.compile(r"^ ?TY {0,3}\t?-", re.M)),
    ("nbib", re.compile(r"^(?:PMID|OWN|STAT) ?- ?\S", re.M)),
    ("ovid", re.compile(r"^<\s*\d+\s*\.?\s*>\s*$", re.M)),
    ("pubmed-xml", re.compile(r"<(?:PubmedArticle|PubmedBookArticle|MedlineCitation|DeleteCitation|DeleteDocument)\b")),
    ("bibtex", re.compile(r"^\s*@\s*[A-Za-z]+\s*[{(]", re.M)),
    ("csl-json", re.compile(r"\A\s*(?:\[\s*)?\{\s*(?:\"|\})|\A\s*\[\s*\]\s*\Z")),
)
HTML = re.compile(
    r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script)\b", re.I | re.S
)
ENTITY = re.compile(r"<!\s*ENTITY", re.I)
TITLE = re.compile(r"<title[^>]*>([^<]{1,200})", re.I)
# What else people save, by the beginning of its text.
OTHERS = (
    (re.compile(r"\s*\Z"), "empty but for spaces"),
    (re.compile(r".*<xml>\s*<records>", re.I | re.S), "EndNote's XML; export it from there as RIS"),
    (re.compile(r"FN |PT [JBSP]\b"), "Web of Science's plain text; export it from there as RIS"),
    (re.compile(r"%0 "), "EndNote's Refer format; export it from there as RIS"),
    (re.compile(r"\s*<"), "XML or HTML that is not PubMed's"),
)


def format_of(head: str) -> str:
    """The format whose first sign comes first in the beginning of a file; empty if there is none."""
    if ENTITY.search(head) and head.lstrip().startswith("<"):
        return "pubmed-xml"  # which refuses it
    if HTML.match(head):
        return ""
    if FORMATS[-1][1].match(head):
        return "csl-json"
    found = [(match.start(), name) for name, pattern in FORMATS if (match := pattern.search(head))]
    return min(found)[1] if found else ""


def what_it_is(raw: bytes, head: str) -> str:
    """What a file seems to be that holds no references, in words that continue “is ”."""
    if HTML.match(head):
        title = TITLE.search(head)
        return "a web page" + (f" (“{' '.join(title[1].split())}”)" if title else "") + ", perhaps one to log in"
    seems = [words for magic, words in MAGIC if raw.startswith(magic)]
    seems += ["empty"] if not raw else []
    seems += ["no text"] if "\x00" in head[:4096] else []
    seems += [words for pattern, words in OTHERS if pattern.match(head)]
    if seems:
        return seems[0]
    first = head.strip().split("\n")[0]
    table = max(first.count("\t") + 1, first.count(","), first.count(";")) >= 3
    return f"{'perhaps a table' if table else 'something else'} (“{first[:60]}”)"


def refused_at_once(raw: bytes) -> bool:
    """Whether its first bytes alone say that it is no text."""
    return any(raw.startswith(magic) for magic, _ in MAGIC)
