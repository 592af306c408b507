"""Identifiers that are numbers: their canonical form, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from evidence.identifiers.schemes import Found, Identifier, IdentifierError, Scheme

# A name begins a word, or stands behind a sign that an address has encoded (%22NCT…).
START = r"(?:(?<![^\W_])|(?<=%[0-9a-f]{2}))"
END = r"(?!\d)"
SLASH = r"(?:/|%2f)"

# All of these are read in lower case.
PMCIDS = re.compile(
    rf"{START}(?:(?:pmcid[\s:#=]{{0,3}})?pmc(?P<joined>\d{{1,9}}){END}"
    # Set apart, a short number could be anything; PMC's own begin with five digits.
    rf"|(?:pmcid[\s:#=]{{0,3}}|pmc[ \u00a0:#]{{1,2}}"
    rf"|pmc{SLASH}(?:articles{SLASH})?|pmc\.ncbi\.nlm\.nih\.gov{SLASH}articles{SLASH})(?P<apart>\d{{5,9}}){END})"
)
REGISTRATIONS = {
    Scheme.NCT: re.compile(rf"{START}nct[\s:#=-]{{0,2}}(?P<value>\d{{8}}){END}"),
    Scheme.ACTRN: re.compile(rf"{START}(?:actrn|anzctr)[\s:#=-]{{0,2}}(?P<value>\d{{14,15}}){END}"),
    Scheme.ISRCTN: re.compile(rf"{START}isrctn(?:\.com{SLASH}|[\s:#=-]{{0,2}})(?P<value>\d{{8}}){END}"),
}
# A quick look before the slow one; every form of a number holds one of these.
TELLTALES = {Scheme.NCT: ("nct",), Scheme.ACTRN: ("actrn", "anzctr"), Scheme.ISRCTN: ("isrctn",)}


def canonical_pmid(text: str) -> str:
    digits = text.strip().lstrip("0")
    if not re.fullmatch(r"\d{1,8}", digits, re.ASCII):
        raise IdentifierError(f"“{text}” is not a PMID: expected one to eight digits, such as 23384256.")
    return digits


def canonical_pmcid(text: str) -> str:
    digits = re.sub(r"^pmc\s?", "", text.strip(), flags=re.IGNORECASE).lstrip("0")
    if not re.fullmatch(r"\d{1,8}", digits, re.ASCII):
        raise IdentifierError(f"“{text}” is not a PMCID: expected something like PMC8482298.")
    return f"PMC{digits}"


def registry_number(prefix: str, digits: int) -> Callable[[str], str]:
    """A reader for numbers of `prefix` and so many digits, not all of them zero."""

    def canonical(text: str) -> str:
        number = re.sub(rf"^{prefix}\s?", "", text.strip(), flags=re.IGNORECASE)
        # Some papers print ACTRN numbers with one more zero in front: ACTRN012605000262606.
        if len(number) == digits + 1 and number.startswith("0"):
            number = number[1:]
        if not re.fullmatch(rf"\d{{{digits}}}", number, re.ASCII):
            raise IdentifierError(f"“{text}” is not a registration: expected {prefix} and {digits} digits.")
        if not number.strip("0"):
            raise IdentifierError(f"“{text}” is a placeholder, not a registration: all its digits are zero.")
        return prefix + number

    return canonical


def found(scheme: Scheme, canonical: Callable[[str], str], text: str, start: int, end: int) -> Iterator[Found]:
    """The identifier that `text` says, at its place; none if it is malformed."""
    try:
        yield Found(Identifier(scheme, canonical(text)), start, end)
    except IdentifierError:
        return


REGISTRY_NUMBERS = {
    Scheme.NCT: registry_number("NCT", 8),
    Scheme.ACTRN: registry_number("ACTRN", 14),
    Scheme.ISRCTN: registry_number("ISRCTN", 8),
}


def find_pmcids(text: str) -> Iterator[Found]:
    """Those in a text in lower case."""
    if "pmc" in text:
        for match in PMCIDS.finditer(text):
            yield from found(
                Scheme.PMCID, canonical_pmcid, match["joined"] or match["apart"], match.start(), match.end()
            )


def find_registrations(text: str) -> Iterator[Found]:
    """Those in a text in lower case."""
    for scheme, pattern in REGISTRATIONS.items():
        if any(telltale in text for telltale in TELLTALES[scheme]):
            for match in pattern.finditer(text):
                yield from found(scheme, REGISTRY_NUMBERS[scheme], match["value"], match.start(), match.end())
