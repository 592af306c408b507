"""Names of authors in every order that files have them: “Family AB”, as PubMed writes it."""

from __future__ import annotations

import re

SUFFIXES = {"jr": "Jr", "sr": "Sr", "ii": "2nd", "iii": "3rd", "iv": "4th", "2nd": "2nd", "3rd": "3rd", "4th": "4th"}
PARTICLES = frozenset(
    [
        "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "do", "du", "la", "le", "el", "al", "bin",
        "ibn", "ter", "ten", "zu", "zur", "af", "av",
    ]
)  # fmt: skip
GROUP = re.compile(
    r"\b(?:groups?|study|studies|trials?|trialists|investigators?|collaborat\w+|consorti\w+|committee|network|"
    r"associat\w+|society|organi[sz]ation|institut\w*|universit\w+|ministry|department|agency|council|foundation|"
    r"team|initiative|programme|program|college|cent(?:re|er)|hospital|inc|ltd|gmbh|federation|panel|commission)\b",
    re.IGNORECASE,
)
# Behind a family name: "AA", "A A", "A.A.", "M.-E.".
INITIALS_LAST = re.compile(
    r"(?P<family>\S.*?),?\s+(?P<initials>(?:[^\W\d_a-z]\.?[\s-]{0,2}){1,4})(?<![^\W_](?=[^\W_]))"
    r"(?P<suffix>(?:Jr|Sr|II|III|IV|2nd|3rd|4th)\.?)?"
)
INITIALS = 4
APART = str.maketrans(dict.fromkeys(".-\u2010\u2011", " "))


def initials(given: str) -> str:
    """`Ayman A.` to `AA`, `Jean-Paul` to `JP`; initials already run together stay."""
    letters = ""
    for token in given.translate(APART).split():
        if token.isupper() and len(token) <= 3:
            letters += token
        elif token and token[0].isalpha():
            letters += token[0].upper()
    return letters[:INITIALS]


def person(family: str, given: str, suffix: str = "") -> str:
    """`Heuvel`, `Michel M. van den` to `van den Heuvel MM`; a name in a script without capitals stays whole."""
    family, tokens = family.strip(), given.split()
    if not tokens:
        return family
    before = len(tokens)
    while before > 1 and tokens[before - 1] in PARTICLES:
        before -= 1
    family = " ".join([*tokens[before:], family])
    given = " ".join(tokens[:before])
    short = initials(given) if given.upper() != given.lower() else given
    last = SUFFIXES.get(suffix.strip(" .").lower(), "")
    return " ".join(part for part in (family, short, last) if part)


def from_text(text: str) -> str:
    """One name of a file: `Yousef, Ayman A.`, `Yousef AA`, `Ayman A. Yousef` or a group's name."""
    name = " ".join(text.replace("*", "").split()).strip(" ;")
    if "," in name:
        return _with_comma(name)
    if match := INITIALS_LAST.fullmatch(name):
        return person(match["family"], match["initials"], match["suffix"] or "")
    tokens = name.split()
    if len(tokens) not in range(2, 6) or GROUP.search(name) or name.isupper() or re.search(r"\d", name):
        return name
    if name.upper() == name.lower():
        return name
    first = next((i for i, token in enumerate(tokens[1:-1], 1) if token in PARTICLES), len(tokens) - 1)
    return person(" ".join(tokens[first:]), " ".join(tokens[:first]))


def _with_comma(name: str) -> str:
    family, *rest = (part.strip() for part in name.split(","))
    rest = [part for part in rest if part]
    if not rest:
        return family  # "World Health Organization," is how EndNote says that it is no person
    if len(rest) > 1 and rest[0].strip(".").lower() in SUFFIXES:
        return person(family, rest[1], rest[0])
    if len(name.split()) > 3 and GROUP.search(name):
        return name
    return person(family, rest[0], rest[1] if len(rest) > 1 else "")
