"""Keys that are equal where two records write one thing differently."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

# What a column with an index holds easily; a longer title is cut, and told apart by a checksum of the whole.
LONGEST_KEY = 180
NAMES = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi
chi psi omega"""
GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", NAMES.split(), strict=True)) | {"ς": "sigma"}
# Letters that no decomposition leads to ASCII.
PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "×": "x"})
MARKUP = re.compile(r"</?[a-z][^<>]{0,60}>", re.IGNORECASE)
# `[Abstract]`, `[in German]`, `(conference abstract)` behind a title say what the record is, not what it is about.
TAIL = re.compile(
    r"\s*[\[(](?:conference |meeting |congress )?(?:abstract|poster|article in [a-z ,]+|in [a-z]+|[a-z]+ translation"
    r"|translated from [a-z ]+|see comments?|dissertation|thesis|corrected|internet|preprint)(?: no\.? ?\w+)?[\])]"
    r"[\s.]*$",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"^(?:the|an?|der|die|das|eine?|les?|la|une?|el|los|las|il)(?:\s+)(?=\S)|^l['’]")
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
NUMBERED = re.compile(rf"\b(part|phase|paper|type|study|chapter)\s+({'|'.join([*ROMAN, *WORDS])})\b")
PARTICLES = {
    *("al", "abu", "bin", "ben", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el"),
    *("la", "le", "st", "ten", "ter", "van", "von", "zu", "zur"),
}
GROUP = re.compile(r"\b(?:group|consortium|collaborat\w*|investigators?|network|committee|trialists|society|team)\b")
INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,3}")
SUFFIX = re.compile(r"[\s,]+(?:jr|sr|ii|iii|2nd|3rd|md|phd)\.?$", re.IGNORECASE)
PAGES = re.compile(r"([a-z]*)0*(\d+)(?:\s*-\s*([a-z]*)0*(\d+))?")


def folded(text: str) -> str:
    """In lower case without accents, markup or HTML entities; Greek letters by their names."""
    plain = MARKUP.sub("", html.unescape(html.unescape(text)))
    if plain.isascii():
        return plain.lower()
    plain = unicodedata.normalize("NFKD", plain).casefold().translate(PLAIN)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return "".join(f" {GREEK[sign]} " if sign in GREEK else sign for sign in plain) if not plain.isascii() else plain


def title_words(title: str) -> list[str]:
    """The words that tell a title from another: `The β-blocker, Part II [abstract]` to beta, blocker, part, 2.

    Numbers, parts and words such as protocol or erratum stay, because they are what tells two papers apart.
    """
    plain = html.unescape(title).strip().rstrip(".")
    while (shorter := TAIL.sub("", plain)) != plain:
        plain = shorter
    if plain.startswith("[") and plain.endswith("]"):  # PubMed's sign of a title that it translated
        plain = plain[1:-1]
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", folded(plain)).replace("&", " and ")
    plain = re.sub(r"(?<=\w)['’`´](?=\w)", "", plain)
    plain = " ".join(re.sub(r"[\W_]+", " ", plain).split())
    plain = ARTICLE.sub("", plain)
    plain = NUMBERED.sub(lambda match: f"{match[1]} {(ROMAN | WORDS)[match[2]]}", plain)
    return plain.split()


# A record asks for the same name and title for each of its keys, and for each other record that it is compared with.
@lru_cache(maxsize=256)
def title_key(title: str) -> str:
    """At most 197 letters and digits, the same for all ways to write one title; empty if there is none.

    Without spaces, since `follow-up`, `follow up` and `followup` are one; two numbers stay apart: `5 10` is not `510`.
    """
    key = re.sub(r"(?<!\d) | (?!\d)", "", " ".join(title_words(title)))
    return key if len(key) <= LONGEST_KEY else f"{key[:LONGEST_KEY]}~{sha256(key.encode()).hexdigest()[:16]}"


@lru_cache(maxsize=1_024)
def family_key(author: str) -> str:
    """One person's family name: of `Yousef AA`, `Yousef, Ahmed`, `A. A. Yousef` and `Ahmed Yousef` it is yousef."""
    name = SUFFIX.sub("", " ".join(html.unescape(author).split()).strip(" .,;*"))
    if GROUP.search(name.casefold()):
        return re.sub(r"[\W_]+", "", folded(name))
    family, comma, _ = name.partition(",")
    words = re.split(r"\s+", family)
    if not comma:
        words = _without_given(words)
    parts = re.sub(r"[\W_]+", " ", folded(" ".join(words)).replace("'", "").replace("’", "")).split()
    kept = [one for one in parts if one not in PARTICLES] or parts
    # Müller is also written Mueller and Muller.
    return re.sub(r"([aou])e", r"\1", "".join(kept))


def _without_given(words: list[str]) -> list[str]:
    while len(words) > 1 and words[-1].casefold() in PARTICLES:
        words = words[:-1]
    short = [bool(INITIALS.fullmatch(one)) and one == one.upper() for one in words]
    if all(short):
        return words[:1]
    if short[-1]:
        while short[-1]:
            words, short = words[:-1], short[:-1]
        return words
    if short[0]:
        return [one for one, initial in zip(words, short, strict=True) if not initial]
    particles = [one for one in words if one.casefold() in PARTICLES]
    return words if particles and words[0] in particles else words[-1:]


def author_key(authors: Sequence[str]) -> str:
    """The first author's family name; empty if nobody is named."""
    return family_key(authors[0]) if authors else ""


def pages_key(pages: str) -> str:
    """`pp. 260–6` to 260-266, `S012` to s12, `e1234` as it is; empty if there are none."""
    plain = re.sub(r"[‐-―−~]|--+", "-", folded(pages)).replace(" ", "")
    plain = re.sub(r"^(?:pp?|pages?|art(?:icle)?(?:no)?)[.:]?(?=[a-z]?\d)", "", plain)
    match = PAGES.search(plain)
    if match is None:
        return ""
    letters, first, _, last = match.groups()
    if last is None:
        return letters + first
    last = first[: len(first) - len(last)] + last if len(last) < len(first) else last
    return letters + first if last == first else f"{letters}{first}-{last}"


def first_page(pages: str) -> str:
    """`260`; what two records agree in where one gives the whole range and the other its beginning."""
    return pages_key(pages).partition("-")[0]


def near_years(one: int | None, other: int | None, *, by: int = 1) -> bool | None:
    """Whether two years can be of one paper, online in December and in an issue of January; None if one is missing."""
    return None if not one or not other else abs(one - other) <= by
