"""What kind of publication a record describes, said in the kinds of a report."""

from __future__ import annotations

import re
from functools import lru_cache

# By the type's own name in RIS, BibTeX, CSL, MEDLINE or an export's publication type, in lower case.
KINDS = {
    "article": [
        "jour", "jfull", "ejour", "mgzn", "inpr", "journal article", "article-journal", "article", "article-magazine",
        "review", "review-article", "journal-article", "randomized controlled trial", "clinical trial",
    ],
    "protocol": ["clinical trial protocol"],
    "preprint": ["preprint", "posted-content"],
    "abstract": [
        "abst", "conf", "cpaper", "inproceedings", "conference", "proceedings", "paper-conference", "congress",
        "conference abstract", "meeting abstract", "conference paper", "conference proceeding",
    ],
    "thesis": [
        "thes", "thesis", "phdthesis", "mastersthesis", "dissertation", "academic dissertation", "rprt", "report",
        "techreport", "technical report", "manuscript", "unpublished",
    ],
    "registry": ["clinical trial registration", "trial registry record", "clinical trial registry record"],
    "guideline": ["guideline", "practice guideline", "consensus development conference", "stand", "standard"],
    "announcement": [
        "elec", "blog", "news", "press", "icomm", "webpage", "post", "post-weblog", "article-newspaper",
        "press release", "electronic", "online", "newspaper article", "web page",
    ],
    "book": [
        "book", "ebook", "chap", "echap", "edbook", "ser", "serial", "inbook", "incollection", "booklet", "chapter",
        "manual", "book chapter", "govdoc",
    ],
}  # fmt: skip
BY_TYPE = {name: kind for kind, names in KINDS.items() for name in names}
PREPRINT_SERVERS = re.compile(
    r"\b(?:medrxiv|biorxiv|arxiv|research square|ssrn|preprints(?:\.org)?|psyarxiv|authorea)\b", re.I
)
PREPRINT_DOIS = (
    "10.1101/", "10.21203/rs.", "10.20944/preprints", "10.2139/ssrn", "10.31219/osf", "10.31234/osf", "10.48550/arxiv",
    "10.22541/au.", "10.64898/",
)  # fmt: skip
REGISTRIES = re.compile(
    r"clinicaltrials\.gov|isrctn|anzctr|chictr|who\.int/trialsearch|trialsearch\.who|eu ?ctr|clinicaltrialsregister|"
    r"clinical trial regist|trial registry record",
    re.I,
)
# A longer text is no name.
LONGEST_PLACE = 300
RETRACTED = re.compile(r"^\W*(?:retracted(?: article| paper)?|retraction)\b\s*[:.\]-]", re.I)


def kind_of(name: str) -> str:
    """The kind that a source's own word means; empty if it means none here."""
    return BY_TYPE.get(name.strip().lower(), "")


# Journals and publishers come again and again in a file.
@lru_cache(maxsize=4096)
def _is_server(journal: str) -> bool:
    return bool(PREPRINT_SERVERS.search(journal))


@lru_cache(maxsize=4096)
def _is_registry(place: str) -> bool:
    return bool(REGISTRIES.search(place))


def is_preprint(*, journal: str, doi: str) -> bool:
    """By the server: databases call its papers articles. Cold Spring Harbor's own journals share its prefix."""
    return (len(journal) <= LONGEST_PLACE and _is_server(journal)) or (
        doi.startswith(PREPRINT_DOIS) and not re.match(r"10\.1101/(?:gr|gad|lm|cshperspect|sqb|pdb)\.", doi)
    )


def is_registration(*texts: str) -> bool:
    """Whether a report's type, publisher or “journal” is a registry of trials."""
    return any(_is_registry(text) for text in texts if len(text) <= LONGEST_PLACE)


def states_retraction(title: str) -> bool:
    """`RETRACTED: …` and `[Retracted article] …`, as publishers rename what they take back."""
    return bool(RETRACTED.match(title))
