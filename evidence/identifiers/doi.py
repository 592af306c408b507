"""DOIs: their canonical form, and where they stand in a text, in an address, in a publisher's own number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from evidence.identifiers.numbers import SLASH, START, found
from evidence.identifiers.punctuation import own_length
from evidence.identifiers.schemes import Found, IdentifierError, Scheme

# No registered DOI is known to be longer, and the columns that keep them are not.
LONGEST = 200
PREFIX = r"10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,4}"
# All of these are read in lower case.
CANDIDATE = re.compile(
    r"10\.(?:(?<![^\W_]10\.)(?<!\.10\.)|(?<=%2f10\.)|(?<=%3[ad]10\.)|(?<=\bdoi10\.))"
    r"[0-9]{4,9}(?:\.[0-9]{1,9}){0,4}(?:/|%2f|%252f)[^\s\"'|]{1,400}"
)
LABEL = re.compile(r"(?<![^\W_])doi[\s:=]{0,3}$")
# Wiley's DOIs of the 1990s hold < and > (ANSI/NISO Z39.56, Serial Item and Contribution Identifier).
SICI = re.compile(
    rf"{PREFIX}{SLASH}(?:\(|%28)sici(?:\)|%29)[^\s\"<>&]{{1,90}}(?:<|%3c|&lt;)[^\s\"<>&]{{1,60}}(?:>|%3e|&gt;)"
    r"[0-9]\.[0-9]\.[a-z]{2}(?:;|%3b)[0-9]-[\w#]"
)
# What ends a DOI although no space does: a quotation mark, a parameter, the next identifier of a list.
STOP = re.compile(
    r"[\s\"'|<>“”„«»]|&|%(?:25)?(?:20|22|09|0[ad]|3[ce]|c2%a0|e2%80)|;jsessionid"
    r"|[.,;/(\[]{0,3}(?:pmc?id|https?:)|[,;](?:doi:?)?10\.[0-9]{4}"
)
# What publishers put behind the DOI in the address of an article.
PAGE = re.compile(
    r"/(?:full|full-?text|abstract|e?pdf|pdfdirect|epub|meta|html|summary|references|citedby|asset|suppinfo|suppl_file"
    r"|issuetoc)(?:[/.?#;].*)?$"
    r"|(?:\.(?:full|full-text|abstract|short|long|extract|pdf|html?|xml|epub))+(?:\+html)?$"
    r"|[?#].*$"
)
# The version of a preprint of bioRxiv or medRxiv is no part of its DOI, nor is Oxford's own number behind it.
TAILED = re.compile(
    r"(10\.1101/(?:[0-9]{4}\.[0-9][0-9]\.[0-9][0-9]\.)?[0-9]{5,9})v[0-9].*|(10\.1093/[a-z]+/[^/]+)/[0-9]{5,9}"
)
# The registry of ISRCTN numbers gives each one a DOI as well; here the number is the one identity.
OF_A_REGISTRATION = re.compile(r"10\.1186/isrctn[0-9]{8}")
# A PII (S, ISSN, year, number, check digit) is the tail of the DOI in these journals of The Lancet. Elsewhere it says
# nothing sure: S0960-9822(11)01319-4 is 10.1016/j.cub.2011.11.037. So the PIIs of Cell Press, of The Lancet's open
# journals and most of ScienceDirect are not read; nor are MDPI's addresses, which do not name the journal.
LANCET = [
    "0140-6736", "1470-2045", "1473-3099", "1474-4422", "2213-2600", "2213-8587", "2214-109x", "2215-0366", "2352-3018",
    "2352-3026", "2352-4642", "2468-1253", "2468-2667", "2542-5196", "2589-7500", "2665-9913", "2666-5247", "2666-7568",
]  # fmt: skip
PII = re.compile(
    rf"(?:{START}|(?<=pii))s(?P<issn>{'|'.join(one.replace('-', '-?') for one in LANCET)})"
    r"(?:\(|%28)?(?P<year>[0-9][0-9])(?:\)|%29)?(?P<number>[0-9]{5})-?(?P<check>[0-9x])(?![^\W_])"
)
# Addresses that hold the tail of the DOI alone, with the prefix of their publisher.
TAIL_ONLY = {
    "10.1136/": re.compile(
        r"bmj\.com/content/[0-9]{1,4}/(?P<tail>bmj(?:\.[a-z][0-9]{1,6}|-[0-9]{4}-[0-9]{6}))(?![^\W_])"
    ),
    "10.1038/": re.compile(r"nature\.com/articles/(?P<tail>s[0-9]{5}-[0-9]{3}-[0-9]{4,5}-[0-9a-z])(?![^\W_])"),
}


def canonical_doi(text: str) -> str:
    """A DOI in lower case, without the punctuation of the sentence round it.

    DOIs compare without regard to case (DOI Handbook, 2.4). Raises IdentifierError.
    """
    doi = unquote(unquote(text)).strip().lower().replace("&lt;", "<").replace("&gt;", ">")
    doi = re.sub(r"^(?:https?://)?(?:dx\.)?(?:www\.)?doi\.org/|^doi:\s*", "", doi)
    sici = SICI.match(doi)
    doi = sici[0] if sici else _without_page(doi)
    if not (_looks_like_one(doi) and (sici or not re.search(r"[\s\"<>]|%[0-9a-f]{2}", doi))):
        raise IdentifierError(f"“{text}” is not a DOI: expected something like 10.1111/anae.12107.")
    return doi


def _looks_like_one(doi: str) -> bool:
    """Whether it has both parts, a letter or digit in the second, and no sign that cannot be stored or seen."""
    return bool(re.fullmatch(rf"{PREFIX}/.*[^\W_].*", doi)) and doi.isprintable() and len(doi) <= LONGEST


def _without_page(doi: str) -> str:
    """One thing can stand behind another (“.pdf).”), so this goes on until nothing comes off."""
    if re.search(r"\s", doi):
        return doi
    while True:
        shorter = PAGE.sub("", doi[: _length(doi)])
        if tailed := TAILED.fullmatch(shorter):
            shorter = tailed[1] or tailed[2]
        if shorter == doi:
            return doi
        doi = shorter


def _length(run: str) -> int:
    """How much of a run of signs without a space is the DOI, the address of its page included."""
    if sici := SICI.match(run):
        return sici.end()
    stop = STOP.search(run)
    run = run[: stop.start()] if stop else run
    for place in (place for place, sign in enumerate(run) if sign == "]"):
        if run.count("]", 0, place + 1) > run.count("[", 0, place):
            run = run[:place]
            break
    length = own_length(run)
    while run[:length].endswith("/"):
        length = own_length(run[:length].rstrip("/"))
    return length


def find_dois(text: str) -> Iterator[Found]:
    """Those in a text in lower case."""
    position = 0
    while match := CANDIDATE.search(text, position):
        start, length = match.start(), _length(match[0])
        position = start + max(length, len("10."))
        label = LABEL.search(text[max(start - 7, 0) : start])
        for one in found(Scheme.DOI, canonical_doi, match[0][:length], start, start + length):
            if not OF_A_REGISTRATION.fullmatch(one.identifier.value):
                yield Found(one.identifier, start - len(label[0]) if label else start, one.end)
    for match in PII.finditer(text):
        issn = match["issn"].replace("-", "")
        doi = f"10.1016/s{issn[:4]}-{issn[4:]}({match['year']}){match['number']}-{match['check']}"
        yield from found(Scheme.DOI, canonical_doi, doi, match.start(), match.end())
    for prefix, pattern in TAIL_ONLY.items():
        for match in pattern.finditer(text):
            yield from found(Scheme.DOI, canonical_doi, prefix + match["tail"], match.start(), match.end())
